package io.libmfa

import java.time.Instant
import io.libmfa.bridge.Decided
import io.libmfa.bridge.Arrival as BridgedArrival
import io.libmfa.bridge.Decision as Bridged
import io.libmfa.bridge.Denial as BridgedDenial
import io.libmfa.bridge.Ended as BridgedEnded
import io.libmfa.bridge.Login as BridgedLogin
import io.libmfa.bridge.Occasion as BridgedOccasion
import io.libmfa.bridge.Prompt
import io.libmfa.bridge.Unneeded as BridgedUnneeded

/**
 * Somebody who wants in, after the first factor was accepted.
 *
 * @property occasion what they want
 * @property isOnline whether the device reaches its directory or server now
 * @property otherFactor whether another strong factor, such as a smartcard, was accepted already
 */
public data class Arrival @JvmOverloads constructor(
    public val occasion: Occasion = Occasion.LOGIN,
    public val isOnline: Boolean = true,
    public val otherFactor: Boolean = false,
) {
    internal fun bridged(): BridgedArrival = BridgedArrival(occasion.bridged, isOnline, otherFactor)

    public companion object {
        /** A login online, by the first factor alone. */
        @JvmField
        public val LOGIN: Arrival = Arrival()
    }
}

/** What somebody wants. */
public enum class Occasion(internal val bridged: BridgedOccasion) {
    /** To begin a session. */
    LOGIN(BridgedOccasion.LOGIN),

    /** To go on with a session that is locked. */
    UNLOCK(BridgedOccasion.UNLOCK),

    /** To do something with more rights. */
    ELEVATE(BridgedOccasion.ELEVATE),
}

/**
 * What happens to somebody who arrives. It belongs to the person that it was made for, and [People.logIn] goes on with it.
 */
public sealed class LoginDecision private constructor(private val made: Made) {
    /** The person that it is about. */
    public val person: String get() = made.person

    /** Leave to bind an authenticator, where the decision gives it. */
    public val permit: Permit? get() = made.permit

    /** Whether the person is in without a code: [LetInUnenrolled] and [NoCodeNeeded], and nothing else. */
    public val letsIn: Boolean get() = this is LetInUnenrolled || this is NoCodeNeeded

    /**
     * Whether to ask for a code, and then to call [People.logIn]: [AskForCode] and [AskUnderGrant]. Of those who are denied
     * only a recovery PIN counts: see [Deny].
     */
    public val asks: Boolean get() = this is AskForCode || this is AskUnderGrant

    internal val prompt: Handle<Prompt> get() = made.prompt

    /** Ask for a code. */
    public class AskForCode internal constructor(made: Made) : LoginDecision(made) {
        override fun toString(): String = "AskForCode"
    }

    /** Let in without an authenticator, and say until when. */
    public class LetInUnenrolled internal constructor(
        made: Made,
        /** The deadline. */
        public val until: Instant,
        /** How many more logins there are; `null` where they are not limited. */
        public val loginsLeft: Int?,
    ) : LoginDecision(made) {
        override fun toString(): String = "LetInUnenrolled(until=$until, loginsLeft=$loginsLeft)"
    }

    /** Let in only once an authenticator was enrolled and confirmed: [permit] is there for it. */
    public class EnrollNow internal constructor(made: Made) : LoginDecision(made) {
        override fun toString(): String = "EnrollNow"
    }

    /** A recovery was redeemed and its grant is open: ask for the same PIN, or let pass by [People.pass] if policy does. */
    public class AskUnderGrant internal constructor(
        made: Made,
        /** When the grant ends. */
        public val until: Instant,
        /** Whether a one-time code counts beside it. */
        public val codesCount: Boolean,
    ) : LoginDecision(made) {
        override fun toString(): String = "AskUnderGrant(until=$until, codesCount=$codesCount)"
    }

    /** Let in without a code. */
    public class NoCodeNeeded internal constructor(
        made: Made,
        /** Why none is needed. */
        public val because: Unneeded,
    ) : LoginDecision(made) {
        override fun toString(): String = "NoCodeNeeded($because)"
    }

    /**
     * Do not let in, and say whom to call ([Policies.contactPhone]). Where there is recovery, ask all the same: a PIN that is
     * read out to them counts, and nothing else does.
     */
    public class Deny internal constructor(
        made: Made,
        /** Why. */
        public val because: Denial,
    ) : LoginDecision(made) {
        override fun toString(): String = "Deny($because)"
    }

    /** What every decision has. */
    internal class Made(val person: String, val prompt: Handle<Prompt>, val permit: Permit?)

    internal companion object {
        fun of(person: String, decided: Decided): LoginDecision {
            val made = Made(person, Handle("the decision", decided.prompt), decided.permit?.let(::Permit))
            return when (val decision = decided.decision) {
                Bridged.AskForCode -> AskForCode(made)
                is Bridged.LetInUnenrolled ->
                    LetInUnenrolled(made, instant(decision.until), decision.loginsLeft?.toInt())
                Bridged.EnrollNow -> EnrollNow(made)
                is Bridged.AskUnderGrant -> AskUnderGrant(made, instant(decision.until), decision.codesCount)
                is Bridged.NoCodeNeeded -> NoCodeNeeded(made, Unneeded.of(decision.because))
                is Bridged.Deny -> Deny(made, Denial.of(decision.reason))
            }
        }
    }
}

/** Why no code is needed. */
public enum class Unneeded {
    /** Second factors are turned off. */
    DISABLED,

    /** The person is exempt. */
    EXEMPT,

    /** Policy asks for none on this occasion. */
    OCCASION,

    /** Another strong factor was accepted already. */
    OTHER_FACTOR,

    /** Nobody requires it, and they have not enrolled. */
    NOT_ENROLLED;

    internal companion object {
        fun of(bridged: BridgedUnneeded): Unneeded = when (bridged) {
            BridgedUnneeded.DISABLED -> DISABLED
            BridgedUnneeded.EXEMPT -> EXEMPT
            BridgedUnneeded.OCCASION -> OCCASION
            BridgedUnneeded.OTHER_FACTOR -> OTHER_FACTOR
            BridgedUnneeded.NOT_ENROLLED -> NOT_ENROLLED
        }
    }
}

/** Why somebody is not let in. */
public sealed interface Denial {
    /** There is no authenticator, and the time to enroll one is over. */
    public data class NotEnrolled internal constructor(
        /** How that came. */
        public val ended: Ended,
    ) : Denial

    /** The device was offline for longer than codes count without a network. */
    public data class Offline internal constructor(
        /** How that came. */
        public val ended: Ended,
    ) : Denial

    /** A reason that this version does not know. */
    public object Other : Denial {
        override fun toString(): String = "Other"
    }

    public companion object {
        internal fun of(bridged: BridgedDenial): Denial = when (bridged) {
            is BridgedDenial.NotEnrolled -> NotEnrolled(Ended.of(bridged.ended))
            is BridgedDenial.Offline -> Offline(Ended.of(bridged.ended))
            BridgedDenial.Other -> Other
        }
    }
}

/** Why a period is not open. */
public enum class Ended {
    /** Policy allows no time at all. */
    NEVER_ALLOWED,

    /** It never began. */
    NEVER_BEGUN,

    /** The clock was set back. */
    CLOCK_SET_BACK,

    /** The hours have passed. */
    TIME_IS_UP,

    /** The logins are used up. */
    LOGINS_USED_UP;

    internal companion object {
        fun of(bridged: BridgedEnded): Ended = when (bridged) {
            BridgedEnded.NEVER_ALLOWED -> NEVER_ALLOWED
            BridgedEnded.NEVER_BEGUN -> NEVER_BEGUN
            BridgedEnded.CLOCK_SET_BACK -> CLOCK_SET_BACK
            BridgedEnded.TIME_IS_UP -> TIME_IS_UP
            BridgedEnded.LOGINS_USED_UP -> LOGINS_USED_UP
        }
    }
}

/** What was typed at one prompt came to, by the factor that its shape says it was for. */
public sealed interface Login {
    /** Whether the person is in. */
    public val isAccepted: Boolean

    /** Leave to bind an authenticator, if they are in. */
    public val permit: Permit?

    /** A one-time code. */
    public class ByCode internal constructor(
        /** What it came to. */
        public val verdict: Verdict,
    ) : Login {
        override val isAccepted: Boolean get() = verdict.isAccepted
        override val permit: Permit? get() = (verdict as? Verdict.Accepted)?.permit
        override fun toString(): String = "ByCode($verdict)"
    }

    /** A recovery PIN, or the response to a challenge. */
    public class ByRecovery internal constructor(
        /** What it came to. */
        public val redemption: Redemption,
    ) : Login {
        override val isAccepted: Boolean get() = redemption.isAccepted
        override val permit: Permit? get() = (redemption as? Redemption.Accepted)?.redeemed?.permit
        override fun toString(): String = "ByRecovery($redemption)"
    }

    /** A recovery code. */
    public class ByRecoveryCode internal constructor(
        /** What it came to. */
        public val redemption: CodeRedemption,
    ) : Login {
        override val isAccepted: Boolean get() = redemption.isAccepted
        override val permit: Permit? get() = (redemption as? CodeRedemption.Accepted)?.permit
        override fun toString(): String = "ByRecoveryCode($redemption)"
    }

    public companion object {
        internal fun of(bridged: BridgedLogin): Login = when (bridged) {
            is BridgedLogin.Code -> ByCode(Verdict.of(bridged.verdict))
            is BridgedLogin.Recovery -> ByRecovery(Redemption.of(bridged.redemption))
            is BridgedLogin.RecoveryCode -> ByRecoveryCode(CodeRedemption.of(bridged.redeemed))
        }
    }
}
