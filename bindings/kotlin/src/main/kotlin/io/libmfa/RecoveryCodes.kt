package io.libmfa

import java.time.Instant
import io.libmfa.bridge.RecoverySheet as Bridged
import io.libmfa.bridge.RedeemedCode as BridgedRedeemedCode

/**
 * A sheet of new recovery codes: shown once, and stored by [People.setRecoveryCodes], which keeps only tags of them.
 *
 * It holds the codes in native memory, as a [Secret] is held, and is closed like one.
 */
public class RecoverySheet private constructor(internal val handle: Handle<Bridged>) : AutoCloseable {
    /** The codes as they are printed. Texts that cannot be wiped: see [Secret.toBase32]. */
    public fun codes(): List<String> = handle.with { it.codes() }

    /** Wipes the codes. */
    override fun close(): Unit = handle.close()

    /** Says nothing of the codes. */
    override fun toString(): String = "RecoverySheet(***)"

    public companion object {
        /**
         * Draws codes from the system's random source.
         *
         * @param count how many: 1 to 16
         * @param isLong whether they have 24 characters (112 bits and more) rather than 16 (80 bits)
         * @throws MfaException.Person if there are fewer or more
         */
        @JvmStatic
        @JvmOverloads
        public fun draw(count: Int = 10, isLong: Boolean = false): RecoverySheet =
            crossing { RecoverySheet(Handle("the recovery codes", Bridged.draw(count.orRefusedByte(), isLong))) }

        /**
         * Codes that were drawn elsewhere, as they are printed or typed.
         *
         * @throws MfaException.Entry if one of them is no recovery code
         */
        @JvmStatic
        public fun of(codes: List<String>): RecoverySheet =
            crossing { RecoverySheet(Handle("the recovery codes", Bridged.import(codes))) }

        /** Draws as many as the policy says, as long as it says. */
        @JvmStatic
        public fun draw(policies: Policies): RecoverySheet =
            draw(policies.recoveryCodesCount, policies.recoveryCodesAreLong)
    }
}

/** What a recovery code came to. */
public sealed interface CodeRedemption {
    /** Whether the person is in: it is [Accepted], and nothing else is. */
    public val isAccepted: Boolean get() = this is Accepted

    /** The person is in, and the code is used up. */
    public class Accepted internal constructor(
        /** Which of the set it was, from 0. */
        public val index: Int,
        /** How many are left. */
        public val left: Int,
        /** What became of the authenticators. */
        public val authenticators: AfterRecovery,
        /** How many wrong ones went before it. Show it. */
        public val failuresBefore: Int,
        /** Leave to bind an authenticator in place of the lost one: offer it. */
        public val permit: Permit,
    ) : CodeRedemption {
        override fun toString(): String = "Accepted(left=$left, authenticators=$authenticators)"
    }

    /** It was not accepted. */
    public data class Rejected internal constructor(
        /** What that leads to. */
        public val rejection: Rejection,
    ) : CodeRedemption

    /** Recovery codes are locked. */
    public data class Locked internal constructor(
        /** From when on one is looked at again. */
        public val until: Instant,
    ) : CodeRedemption

    /** Recovery codes are closed, until an administrator opens them. */
    public object Closed : CodeRedemption {
        override fun toString(): String = "Closed"
    }

    /** Policy has recovery codes off. */
    public object Off : CodeRedemption {
        override fun toString(): String = "Off"
    }

    public companion object {
        internal fun of(bridged: BridgedRedeemedCode): CodeRedemption = when (bridged) {
            is BridgedRedeemedCode.Accepted -> Accepted(
                bridged.index.count(),
                bridged.left.count(),
                AfterRecovery.of(bridged.authenticators),
                bridged.failuresBefore.count(),
                Permit(bridged.permit),
            )
            is BridgedRedeemedCode.Rejected -> Rejected(Rejection.of(bridged.rejected))
            is BridgedRedeemedCode.Locked -> Locked(instant(bridged.until))
            BridgedRedeemedCode.Closed -> Closed
            BridgedRedeemedCode.Off -> Off
        }
    }
}
