package io.libmfa

import io.libmfa.bridge.readOtpauth
import io.libmfa.bridge.writeOtpauth

/**
 * An otpauth URI that was read: what a QR code says that somebody scans. Close it, or its [secret], when it is used.
 */
public class OtpauthUri private constructor(
    /** The secret. It is closed with this object. */
    public val secret: Secret,
    /** Its parameters. */
    public val parameters: Parameters,
    /** The first counter that is good; 0 for a time-based one. A number of 64 bits without a sign, as in [Credential]. */
    public val start: Long,
    /** Whose account it is; `null` if the label is empty. */
    public val account: String?,
    /** The issuer in the label, in front of the colon. */
    public val issuerInLabel: String?,
    /** The issuer in the parameter `issuer`. */
    public val issuerInParameter: String?,
) : AutoCloseable {
    /** The issuer to show: the parameter's, else the label's. */
    public val issuer: String? get() = issuerInParameter ?: issuerInLabel

    /** A credential of it, to be closed by itself. */
    public fun credential(): Credential = Credential(secret, parameters)

    /** Wipes the secret. */
    override fun close(): Unit = secret.close()

    /** Says nothing of the secret. */
    override fun toString(): String = "OtpauthUri(***)"

    public companion object {
        /**
         * Reads a URI: leniently in how it is spelled, strictly in what it says.
         *
         * @throws MfaException.Uri if it is none that can be used; the reason [Reason.MIGRATION] tells that it is another
         *   app's export of many accounts
         * @throws MfaException.Secret if its secret is none
         */
        @JvmStatic
        public fun parse(text: String): OtpauthUri {
            val read = crossing { readOtpauth(text) }
            val secret = Secret(read.secret)
            val (parameters, start) = Parameters.of(read.parameters) to read.start.toLong()
            return OtpauthUri(secret, parameters, start, read.account, read.issuerInLabel, read.issuerInParameter)
        }

        /**
         * Writes a URI, with the issuer in both places. The text holds the secret, and cannot be wiped: see [Secret.toBase32].
         *
         * @param start the first counter that is good; 0 for a time-based one
         * @throws MfaException.Uri if a name cannot be in a label: empty, too long, a colon, characters that do not print
         */
        @JvmStatic
        @JvmOverloads
        public fun format(
            issuer: String?,
            account: String,
            secret: Secret,
            parameters: Parameters = Parameters.TOTP,
            start: Long = 0,
        ): String = secret.handle.with { writeOtpauth(issuer?.text, account.text, it, parameters.bridged(), start.toULong()) }
    }
}
