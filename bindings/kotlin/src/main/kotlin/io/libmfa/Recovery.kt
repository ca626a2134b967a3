package io.libmfa

import java.time.Duration
import java.time.Instant
import io.libmfa.bridge.AfterRecovery as BridgedAfterRecovery
import io.libmfa.bridge.RecoveryKey as Bridged
import io.libmfa.bridge.Redeemed as BridgedRedeemed
import io.libmfa.bridge.RedeemedBy as BridgedRedeemedBy
import io.libmfa.bridge.Redemption as BridgedRedemption
import io.libmfa.bridge.Uptime as BridgedUptime

/**
 * The recovery key of one person on one device: 32 bytes, in the help desk's vault and on the device.
 *
 * It is held in native memory, as a [Secret] is, and closed like one.
 */
public class RecoveryKey internal constructor(internal val handle: Handle<Bridged>) : AutoCloseable {
    private constructor(bridged: Bridged) : this(Handle("the recovery key", bridged))

    /**
     * The PIN of a device at a time, to be read out to somebody whose voice or face is known: it opens their login.
     *
     * @param device 4 to 64 characters that print, without spaces; upper and lower case are one
     * @throws MfaException.Name if it is no device's id
     */
    public fun issuePin(device: String, now: Instant): IssuedPin = handle.with {
        val issued = it.issuePin(device.text, now.seconds)
        IssuedPin(issued.pin, instant(issued.validUntil), instant(issued.nextDiffersFrom))
    }

    /**
     * The response to a challenge that a device shows: nine digits in groups of three.
     *
     * @throws MfaException.Entry if it is no challenge; a slip of the ear is found by its check digit
     */
    public fun respond(challenge: String): String = handle.with { it.respond(challenge.text) }

    /** The key as base32. A text that cannot be wiped: see [Secret.toBase32]. */
    public fun toBase32(): String = handle.with { it.toBase32() }

    /** The bytes themselves, in an array that is yours: overwrite it (`fill(0)`) when you are done. */
    public fun expose(): ByteArray = handle.with { it.expose() }

    /** Wipes the key. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "RecoveryKey(***)"

    public companion object {
        /** A new key from the system's random source. */
        @JvmStatic
        public fun issue(): RecoveryKey = crossing { RecoveryKey(Bridged.issue()) }

        /**
         * The key of these 32 bytes. The array is copied and stays yours to overwrite.
         *
         * @throws MfaException.Secret if there are fewer or more
         */
        @JvmStatic
        public fun of(bytes: ByteArray): RecoveryKey = bytes.lent { crossing { RecoveryKey(Bridged.import(it)) } }

        /**
         * The key of a base32 text.
         *
         * @throws MfaException.Secret if it is none
         */
        @JvmStatic
        public fun ofBase32(text: String): RecoveryKey = crossing { RecoveryKey(Bridged.fromBase32(text)) }
    }
}

/** A PIN to be read out. */
public class IssuedPin internal constructor(
    /** Nine digits in groups of three: `123-456-789`. */
    public val pin: String,
    /** From when on it is too old. */
    public val validUntil: Instant,
    /** From when on the next PIN is another one. */
    public val nextDiffersFrom: Instant,
) {
    /** Says nothing of the PIN. */
    override fun toString(): String = "IssuedPin(***, validUntil=$validUntil)"
}

/**
 * How long a device is up: a clock that nobody sets.
 *
 * @property boot what tells this boot from all others
 * @property length how long it has been: whole seconds count
 */
public data class Uptime(public val boot: Long, public val length: Duration) {
    internal fun bridged(): BridgedUptime = BridgedUptime(boot.toULong(), length.seconds)

    public companion object {
        /** This computer's; `null` where it does not tell. */
        @JvmStatic
        public fun now(): Uptime? =
            crossing { io.libmfa.bridge.uptime() }?.let { Uptime(it.boot.toLong(), Duration.ofSeconds(it.seconds)) }
    }
}

/** Tells how long the device is up, as a [java.time.Clock] tells the time. */
public fun interface UptimeSource {
    /** How long it is up; `null` if that is not known. */
    public fun uptime(): Uptime?

    public companion object {
        /** This computer, where it tells. */
        @JvmField
        public val SYSTEM: UptimeSource = UptimeSource { Uptime.now() }

        /** For servers, where recovery by challenge opens no grant. */
        @JvmField
        public val NONE: UptimeSource = UptimeSource { null }
    }
}

/** What a PIN, a response or a grant came to. */
public sealed interface Redemption {
    /** Whether the person is in: it is [Accepted], and nothing else is. */
    public val isAccepted: Boolean get() = this is Accepted

    /** The person is in. */
    public class Accepted internal constructor(
        /** How. */
        public val redeemed: Redeemed,
    ) : Redemption {
        override fun toString(): String = "Accepted($redeemed)"
    }

    /** It was not accepted. */
    public data class Rejected internal constructor(
        /** What that leads to. */
        public val rejection: Rejection,
    ) : Redemption

    /** Recovery is locked. */
    public data class Locked internal constructor(
        /** From when on a PIN is looked at again. */
        public val until: Instant,
    ) : Redemption

    /** Recovery is closed, until an administrator opens it. */
    public object Closed : Redemption {
        override fun toString(): String = "Closed"
    }

    /** No challenge was shown. */
    public object NoChallenge : Redemption {
        override fun toString(): String = "NoChallenge"
    }

    /** No grant lets this login pass. */
    public object PinNeeded : Redemption {
        override fun toString(): String = "PinNeeded"
    }

    /** Policy has recovery off. */
    public object Off : Redemption {
        override fun toString(): String = "Off"
    }

    public companion object {
        internal fun of(bridged: BridgedRedemption): Redemption = when (bridged) {
            is BridgedRedemption.Accepted -> Accepted(Redeemed.of(bridged.redeemed))
            is BridgedRedemption.Rejected -> Rejected(Rejection.of(bridged.rejected))
            is BridgedRedemption.Locked -> Locked(instant(bridged.until))
            BridgedRedemption.Closed -> Closed
            BridgedRedemption.NoChallenge -> NoChallenge
            BridgedRedemption.PinNeeded -> PinNeeded
            BridgedRedemption.Off -> Off
        }
    }
}

/** A recovery that was accepted. */
public class Redeemed internal constructor(
    /** By what the person is in. */
    public val by: RedeemedBy,
    /** When the grant ends; `null` if none is open. */
    public val grantUntil: Instant?,
    /** How many more logins the grant is good for; `null` if none is open. */
    public val grantUsesLeft: Int?,
    /** What became of the authenticators. */
    public val authenticators: AfterRecovery,
    /** How many wrong ones went before it. Show it. */
    public val failuresBefore: Int,
    /** Leave to bind an authenticator in place of the lost one: offer it. */
    public val permit: Permit,
) {
    override fun toString(): String =
        "Redeemed(by=$by, grantUntil=$grantUntil, grantUsesLeft=$grantUsesLeft, authenticators=$authenticators)"

    internal companion object {
        fun of(bridged: BridgedRedeemed): Redeemed = Redeemed(
            RedeemedBy.of(bridged.`by`),
            bridged.grantUntil?.let(::instant),
            bridged.grantUsesLeft?.toInt(),
            AfterRecovery.of(bridged.authenticators),
            bridged.failuresBefore.count(),
            Permit(bridged.permit),
        )
    }
}

/** By what a person is in. */
public enum class RedeemedBy {
    /** A PIN that was not used before. */
    NEW_PIN,

    /** The response to the challenge. */
    RESPONSE,

    /** The PIN or response that the open grant began with. */
    SAME_PIN,

    /** The open grant itself. */
    GRANT;

    internal companion object {
        fun of(bridged: BridgedRedeemedBy): RedeemedBy = when (bridged) {
            BridgedRedeemedBy.NEW_PIN -> NEW_PIN
            BridgedRedeemedBy.RESPONSE -> RESPONSE
            BridgedRedeemedBy.SAME_PIN -> SAME_PIN
            BridgedRedeemedBy.GRANT -> GRANT
        }
    }
}

/** What a recovery does to a person's authenticators. */
public enum class AfterRecovery {
    /** Nothing. */
    KEEP,

    /** The codes that would be good now are used up. */
    BURN_CODES,

    /** They are suspended until each is confirmed again. */
    SUSPEND;

    internal companion object {
        fun of(bridged: BridgedAfterRecovery): AfterRecovery = when (bridged) {
            BridgedAfterRecovery.KEEP -> KEEP
            BridgedAfterRecovery.BURN_CODES -> BURN_CODES
            BridgedAfterRecovery.SUSPEND -> SUSPEND
        }
    }
}
