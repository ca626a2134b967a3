package io.libmfa

import java.time.Instant
import io.libmfa.bridge.Confirmation as BridgedConfirmation
import io.libmfa.bridge.Enrollment as Bridged
import io.libmfa.bridge.Permit as BridgedPermit

/**
 * Leave to bind an authenticator. It comes out of what was accepted ([Verdict.Accepted.permit], [Redeemed.permit]) or decided
 * ([LoginDecision.permit]), or an administrator gives it.
 */
public class Permit internal constructor(internal val handle: Handle<BridgedPermit>) {
    internal constructor(bridged: BridgedPermit) : this(Handle("the permit", bridged))

    /** Whether it is good for somebody who has authenticators; else it is for the first one only. */
    public val isForAny: Boolean get() = handle.with { it.isForAny() }

    override fun toString(): String = "Permit"

    public companion object {
        /** An administrator, or whoever is sure of the person in another way, answers for them. */
        @JvmStatic
        public fun byAdministrator(): Permit = crossing { Permit(io.libmfa.bridge.permitByAdministrator()) }
    }
}

/**
 * An authenticator that is pending: a secret to be shown, and stored by [People.enroll] until a code confirms it.
 *
 * It holds the secret as a [Secret] does, and is closed like one.
 */
public class Enrollment private constructor(internal val handle: Handle<Bridged>) : AutoCloseable {
    private constructor(bridged: Bridged) : this(Handle("the enrollment", bridged))

    /** Its parameters. */
    public val parameters: Parameters get() = handle.with { Parameters.of(it.parameters()) }

    /** When it ends. */
    public val until: Instant get() = handle.with { instant(it.until()) }

    /** How many correct codes are still to come. */
    public val codesLeft: Int get() = handle.with { it.codesLeft().toInt() }

    /** How many more wrong codes there may be. */
    public val wrongCodesLeft: Int get() = handle.with { it.wrongCodesLeft().toInt() }

    /** The secret to type, in groups of four. A text that cannot be wiped: see [Secret.toBase32]. */
    public fun setupKey(): String = handle.with { it.setupKey() }

    /**
     * The URI to show as a QR code. A text that cannot be wiped: see [Secret.toBase32].
     *
     * @throws MfaException.Uri if a name cannot be in a label
     */
    public fun setupUri(issuer: String?, account: String): String = handle.with { it.setupUri(issuer?.text, account.text) }

    /** The QR code to scan. */
    public fun qrCode(issuer: String?, account: String): QrCode = QrCode.of(setupUri(issuer, account))

    /**
     * How many steps a phone's clock is off, negative if it is slow; `null` if the code is none of the steps in reach.
     * Counts nothing and uses up nothing.
     *
     * @param reach how many steps it looks to each side: 1 to 2,880
     */
    public fun diagnose(code: String, now: Instant, reach: Int): Long? =
        handle.with { it.diagnose(now.seconds, code.text, reach.orRefusedShort()) }

    /** The enrollment as bytes, for tables of one's own. They hold the secret, and carry no seal. */
    public fun toBytes(): ByteArray = handle.with { it.toBytes() }

    /** Wipes the secret. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Enrollment(***)"

    public companion object {
        /**
         * Begins with a secret, which can be closed then.
         *
         * @param now when it begins; it ends as the policies say
         * @throws MfaException.Parameters for nine digits where the policies have recovery on
         * @throws MfaException.Secret if the secret is too short to be issued: 16 bytes are needed
         */
        @JvmStatic
        @JvmOverloads
        public fun begin(
            permit: Permit,
            secret: Secret,
            now: Instant,
            parameters: Parameters = Parameters.TOTP,
            policies: Policies = Policies.DEFAULT,
        ): Enrollment = permit.handle.with { leave ->
            secret.handle.with { hidden ->
                policies.handle.with { Enrollment(Bridged.begin(leave, hidden, parameters.bridged(), now.seconds, it)) }
            }
        }

        /**
         * An enrollment that was stored as [toBytes] gave it.
         *
         * @throws MfaException.Stored if it is damaged
         */
        @JvmStatic
        public fun of(bytes: ByteArray): Enrollment = bytes.lent { crossing { Enrollment(Bridged.fromBytes(it)) } }
    }
}

/** What a code came to while an authenticator was pending. It is no login. */
public sealed interface Confirmation {
    /** The authenticator is the person's. The code is used up. */
    public data class Confirmed internal constructor(
        /** The time step or counter of the code. */
        public val position: Long,
        /** How far it was from where it was expected: steps of a clock, or counters skipped. */
        public val offset: Long,
    ) : Confirmation

    /** The first of two codes was right. */
    public object OneMore : Confirmation {
        override fun toString(): String = "OneMore"
    }

    /** The code was wrong. */
    public data class Wrong internal constructor(
        /** How many more wrong codes there may be. */
        public val wrongCodesLeft: Int,
    ) : Confirmation

    /** Begin again, with another secret: the time is up, or there were too many wrong codes. */
    public object Over : Confirmation {
        override fun toString(): String = "Over"
    }

    public companion object {
        internal fun of(bridged: BridgedConfirmation): Confirmation = when (bridged) {
            is BridgedConfirmation.Confirmed -> Confirmed(bridged.position.toLong(), bridged.offset)
            BridgedConfirmation.OneMore -> OneMore
            is BridgedConfirmation.Wrong -> Wrong(bridged.wrongCodesLeft.toInt())
            BridgedConfirmation.Over -> Over
        }
    }
}
