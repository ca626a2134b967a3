package io.libmfa

import java.time.Instant
import io.libmfa.bridge.Diagnosis as BridgedDiagnosis
import io.libmfa.bridge.Rejected as BridgedRejected
import io.libmfa.bridge.Restoration as BridgedRestoration
import io.libmfa.bridge.Resynchronization as BridgedResynchronization
import io.libmfa.bridge.Verdict as BridgedVerdict

/** What a code came to. It is there only once the commit is stored. */
public sealed interface Verdict {
    /** Whether the person is in: it is [Accepted], and nothing else is. */
    public val isAccepted: Boolean get() = this is Accepted

    /** The code was right, and it is used up. */
    public class Accepted internal constructor(
        /** Which of the person's authenticators, from 0. */
        public val authenticator: Int,
        /** What its owner calls it; `null` where there are no names. */
        public val name: String?,
        /** The time step or counter of the code. */
        public val position: Long,
        /** How far it was from where it was expected: steps of a clock, negative if it is slow, or counters skipped. */
        public val offset: Long,
        /** How many wrong codes went before it. Show it: they may have been somebody else's. */
        public val failuresBefore: Int,
        /** Leave to bind a further authenticator. */
        public val permit: Permit,
    ) : Verdict {
        override fun toString(): String =
            "Accepted(authenticator=$authenticator, name=$name, offset=$offset, failuresBefore=$failuresBefore)"
    }

    /** The code was not right. */
    public class Rejected internal constructor(
        /** What that leads to. */
        public val rejection: Rejection,
    ) : Verdict {
        override fun toString(): String = "Rejected($rejection)"
    }

    /** Codes are locked; this one was not looked at. */
    public data class Locked internal constructor(
        /** From when on codes are looked at again. */
        public val until: Instant,
    ) : Verdict

    /** Codes are closed, until an administrator or a recovery opens them. */
    public object Closed : Verdict {
        override fun toString(): String = "Closed"
    }

    /** Every authenticator that would be tried is suspended. */
    public object Suspended : Verdict {
        override fun toString(): String = "Suspended"
    }

    public companion object {
        internal fun of(bridged: BridgedVerdict): Verdict = when (bridged) {
            is BridgedVerdict.Accepted -> with(bridged.accepted) {
                Accepted(
                    authenticator.count(), name, position.toLong(), offset, failuresBefore.count(), Permit(permit),
                )
            }
            is BridgedVerdict.Rejected -> Rejected(Rejection.of(bridged.rejected))
            is BridgedVerdict.Locked -> Locked(instant(bridged.until))
            BridgedVerdict.Closed -> Closed
            BridgedVerdict.Suspended -> Suspended
        }
    }
}

/**
 * What a code, a PIN or a recovery code that was not accepted leads to.
 *
 * @property attemptsLeft how many more are looked at before one locks or closes
 * @property lockedUntil until when there is a lock, if this led to one
 * @property isClosed whether this closed them
 * @property isReplayed for logs only, never for the prompt: it was right, and was used before
 */
public data class Rejection internal constructor(
    public val attemptsLeft: Int,
    public val lockedUntil: Instant?,
    public val isClosed: Boolean,
    public val isReplayed: Boolean,
) {
    internal companion object {
        fun of(bridged: BridgedRejected): Rejection = Rejection(
            bridged.attemptsLeft.count(), bridged.lockedUntil?.let(::instant), bridged.closed, bridged.replayed,
        )
    }
}

/** What two consecutive codes came to. It is no login. */
public sealed interface Resynchronization {
    /**
     * They were found, and are used up.
     *
     * @property position the time step or counter of the second
     * @property offset how far it was from where it was expected
     */
    public data class Resynchronized internal constructor(public val position: Long, public val offset: Long) :
        Resynchronization

    /** They were not found. */
    public data class Rejected internal constructor(
        /** What that leads to. */
        public val rejection: Rejection,
    ) : Resynchronization

    /** Codes are locked. */
    public data class Locked internal constructor(
        /** From when on codes are looked at again. */
        public val until: Instant,
    ) : Resynchronization

    /** Codes are closed. */
    public object Closed : Resynchronization {
        override fun toString(): String = "Closed"
    }

    /** The authenticator is suspended. */
    public object Suspended : Resynchronization {
        override fun toString(): String = "Suspended"
    }

    public companion object {
        internal fun of(bridged: BridgedResynchronization): Resynchronization = when (bridged) {
            is BridgedResynchronization.Resynchronized -> Resynchronized(bridged.position.toLong(), bridged.offset)
            is BridgedResynchronization.Rejected -> Rejected(Rejection.of(bridged.rejected))
            is BridgedResynchronization.Locked -> Locked(instant(bridged.until))
            BridgedResynchronization.Closed -> Closed
            BridgedResynchronization.Suspended -> Suspended
        }
    }
}

/** Whether a suspended authenticator counts again. */
public sealed interface Restoration {
    /** It does. */
    public object Restored : Restoration {
        override fun toString(): String = "Restored"
    }

    /** The code was not accepted. */
    public data class Rejected internal constructor(
        /** What that leads to. */
        public val rejection: Rejection,
    ) : Restoration

    /** Codes are locked. */
    public data class Locked internal constructor(
        /** From when on codes are looked at again. */
        public val until: Instant,
    ) : Restoration

    /** Codes are closed. */
    public object Closed : Restoration {
        override fun toString(): String = "Closed"
    }

    public companion object {
        internal fun of(bridged: BridgedRestoration): Restoration = when (bridged) {
            BridgedRestoration.Restored -> Restored
            is BridgedRestoration.Rejected -> Rejected(Rejection.of(bridged.rejected))
            is BridgedRestoration.Locked -> Locked(instant(bridged.until))
            BridgedRestoration.Closed -> Closed
        }
    }
}

/** How far a phone's clock is off, asked at a login: an attempt like any other. */
public sealed interface Diagnosis {
    /**
     * It is slow.
     *
     * @property steps by so many steps
     * @property rejection what the attempt leads to: the code counts as a wrong one
     */
    public data class Slow internal constructor(public val steps: Long, public val rejection: Rejection) : Diagnosis

    /** The code is none of the past steps'. */
    public data class Unknown internal constructor(
        /** What the attempt leads to. */
        public val rejection: Rejection,
    ) : Diagnosis

    /** Codes are locked. */
    public data class Locked internal constructor(
        /** From when on codes are looked at again. */
        public val until: Instant,
    ) : Diagnosis

    /** Codes are closed. */
    public object Closed : Diagnosis {
        override fun toString(): String = "Closed"
    }

    /** The authenticator is suspended. */
    public object Suspended : Diagnosis {
        override fun toString(): String = "Suspended"
    }

    public companion object {
        internal fun of(bridged: BridgedDiagnosis): Diagnosis = when (bridged) {
            is BridgedDiagnosis.Slow -> Slow(bridged.steps.toLong(), Rejection.of(bridged.rejected))
            is BridgedDiagnosis.Unknown -> Unknown(Rejection.of(bridged.rejected))
            is BridgedDiagnosis.Locked -> Locked(instant(bridged.until))
            BridgedDiagnosis.Closed -> Closed
            BridgedDiagnosis.Suspended -> Suspended
        }
    }
}
