package io.libmfa

import java.time.Duration
import java.time.Instant
import io.libmfa.bridge.Algorithm as BridgedAlgorithm
import io.libmfa.bridge.Moving as BridgedMoving
import io.libmfa.bridge.Parameters as Bridged
import io.libmfa.bridge.checkParameters
import io.libmfa.bridge.parametersFromBytes
import io.libmfa.bridge.parametersToBytes

/**
 * What is public about a credential. Checked when it is made.
 *
 * @property moving what moves it from one code to the next
 * @property algorithm the hash that codes are computed with
 * @property digits how many digits a code has: 6 to 10
 * @throws MfaException.Parameters if a number is out of its range
 */
public data class Parameters @JvmOverloads constructor(
    public val moving: Moving = Moving.Totp(),
    public val algorithm: Algorithm = Algorithm.SHA1,
    public val digits: Int = 6,
) {
    init {
        crossing { checkParameters(bridged()) }
    }

    internal fun bridged(): Bridged = Bridged(moving.bridged(), algorithm.bridged, digits.orRefusedByte())

    /** The 11 bytes that are stored beside a state: the same in every language. */
    public fun toBytes(): ByteArray = crossing { parametersToBytes(bridged()) }

    public companion object {
        /** What every authenticator app can do: time-based, 30 seconds, SHA-1, six digits. */
        @JvmField
        public val TOTP: Parameters = Parameters()

        /** Counter-based, SHA-1, six digits. */
        @JvmField
        public val HOTP: Parameters = Parameters(Moving.Hotp)

        /**
         * Parameters that were stored as [toBytes] gave them.
         *
         * @throws MfaException.Stored if they are not 11 bytes
         * @throws MfaException.Parameters if they are none
         */
        @JvmStatic
        public fun of(bytes: ByteArray): Parameters = of(bytes.lent { crossing { parametersFromBytes(it) } })

        internal fun of(bridged: Bridged): Parameters =
            Parameters(Moving.of(bridged.moving), Algorithm.of(bridged.algorithm), bridged.digits.toInt())
    }
}

/** What moves a credential from one code to the next. */
public sealed interface Moving {
    /**
     * Time (TOTP, RFC 6238).
     *
     * @property period how long a step lasts: whole seconds, 1 to 65,535
     * @property t0 when step 0 begins: whole seconds
     */
    public data class Totp @JvmOverloads constructor(
        public val period: Duration = Duration.ofSeconds(30),
        public val t0: Instant = Instant.EPOCH,
    ) : Moving

    /** A counter (HOTP, RFC 4226). */
    public object Hotp : Moving {
        override fun toString(): String = "Hotp"
    }

    public companion object {
        internal fun of(bridged: BridgedMoving): Moving = when (bridged) {
            is BridgedMoving.Totp -> Totp(seconds(bridged.period), instant(bridged.t0))
            BridgedMoving.Hotp -> Hotp
        }
    }
}

/** The hash that codes are computed with. */
public enum class Algorithm(internal val bridged: BridgedAlgorithm) {
    /** SHA-1, which is what nearly every authenticator app computes with. */
    SHA1(BridgedAlgorithm.SHA1),

    /** SHA-256. */
    SHA256(BridgedAlgorithm.SHA256),

    /** SHA-512. */
    SHA512(BridgedAlgorithm.SHA512);

    internal companion object {
        fun of(bridged: BridgedAlgorithm): Algorithm = entries.first { it.bridged == bridged }
    }
}

private fun Moving.bridged(): BridgedMoving = when (this) {
    is Moving.Totp -> {
        // A period with a fraction is sent as none, a T0 with one as a time that is none: the library says what is allowed.
        BridgedMoving.Totp(period.wholeSecondsOrNull() ?: 0u, if (t0.nano == 0) t0.seconds else -1)
    }
    Moving.Hotp -> BridgedMoving.Hotp
}
