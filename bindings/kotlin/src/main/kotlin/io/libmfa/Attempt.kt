package io.libmfa

import io.libmfa.bridge.Attempt as Bridged
import io.libmfa.bridge.Commit as BridgedCommit
import io.libmfa.bridge.Next as BridgedNext
import io.libmfa.bridge.NextEnrollment as BridgedNextEnrollment
import io.libmfa.bridge.Outcome

/**
 * A decision that does not count until what comes next is stored.
 *
 * Store [next] in place of exactly what you read, by one compare-and-set, and say what became of it: then, and only then, the
 * outcome comes out. An attempt that is let go of denies.
 *
 * ```kotlin
 * val verdict = attempt.commit { next -> Commit.ofRows(updateWhere(next.expectedRevision, next.states)) }
 * ```
 */
public class Attempt<T : Any> internal constructor(
    bridged: Bridged,
    private val confirms: Boolean = false,
    private val outcome: (Outcome) -> T,
) {
    private val handle = Handle("the attempt", bridged)

    /**
     * What to store first; `null` if nothing changes, and then [Commit.STORED] is what to say.
     *
     * @throws MfaException.Commit with [Reason.TOLD_BEFORE] if it is first looked at after the attempt was told
     */
    public val next: NextStates? by lazy {
        // What is `null` by itself is a next that changes nothing, so it is held in a list.
        val looked = handle.withIfOpen { attempt ->
            listOf(attempt.next()?.let { nextStates(it, if (confirms) attempt.nextEnrollment() else null) })
        }
        (looked ?: throw toldBefore()).single()
    }

    /**
     * Gives the outcome if what comes next is stored. Once.
     *
     * @throws MfaException.Commit if it is not stored, or not known to be; if this attempt was told before; and if it is said
     *   to be stored though [next] was never looked at
     */
    public fun committed(commit: Commit): T {
        val told = try {
            handle.withIfOpen { it.told(commit.bridged) }
        } catch (denied: MfaException) {
            // It can still be looked at, stored, and told.
            if (denied.reason != Reason.NOT_TAKEN) handle.close()
            throw denied
        }
        handle.close()
        return outcome(told ?: throw toldBefore())
    }

    /**
     * Stores what comes next, if anything changes, and gives the outcome.
     *
     * What `store` throws denies, and is the cause of a [MfaException.Store]. A [MfaException], and what cancels, goes up as it
     * is.
     *
     * @throws MfaException.Store if `store` threw
     * @throws MfaException.Commit as [committed]
     */
    public fun commit(store: StatesStore): T {
        val next = next ?: return committed(Commit.STORED)
        return committed(storing("store what comes next") { store.store(next) })
    }

    private fun toldBefore() =
        MfaException.Commit("ToldBefore", "this attempt was told of its commit before; nobody gets in by it twice")

    /** Says nothing of the outcome. */
    override fun toString(): String = "Attempt(***)"
}

/** Stores what comes next of an [Attempt]. */
public fun interface StatesStore {
    /** Stores it in place of exactly what was read, and says what became of that. */
    @Throws(Exception::class)
    public fun store(next: NextStates): Commit
}

/** What an [Attempt] stores: the states of all of a person's authenticators, in place of those that were given. */
public class NextStates internal constructor(
    /**
     * The states, 64 bytes each, in the order of the authenticators. Keep them as private as a secret: with one of them
     * guesses at its secret can be tried.
     */
    public val states: List<ByteArray>,
    /** What the states carry of the person, to be stored by itself when there is no state left, and given back then. */
    public val standing: ByteArray,
    /** The revision that is stored now: what a compare-and-set by revision compares with. */
    public val expectedRevision: Long,
    /** The revision of these. It never goes back. */
    public val revision: Long,
    /** What becomes of the enrollment that [Authenticators.confirm] has tried, in the same transaction; else `null`. */
    public val enrollment: NextEnrollment?,
) {
    /** Says nothing of the bytes. */
    override fun toString(): String = "NextStates(${states.size} states, revision $revision)"
}

/** What to store of an enrollment that was tried, together with the states that come next. */
public sealed interface NextEnrollment {
    /** It is confirmed: store its secret and parameters beside its state, which is the last one, and delete it. */
    public class Enrolled internal constructor(
        /** The secret. It is yours to close. */
        public val secret: Secret,
        /** Its parameters. */
        public val parameters: Parameters,
    ) : NextEnrollment {
        override fun toString(): String = "Enrolled(***)"
    }

    /** Store these bytes in its place. They hold the secret. See [Enrollment.of]. */
    public class Pending internal constructor(
        /** As [Enrollment.toBytes] gives them. */
        public val bytes: ByteArray,
    ) : NextEnrollment {
        override fun toString(): String = "Pending(***)"
    }

    /** Delete it. */
    public object Gone : NextEnrollment {
        override fun toString(): String = "Gone"
    }
}

/** What became of a compare-and-set. */
public enum class Commit(internal val bridged: BridgedCommit) {
    /**
     * It is durable, and it replaced exactly what was read. In a transaction this is true only after `COMMIT` returned: a
     * row that was updated and not committed can still be lost, and then a code works twice.
     */
    STORED(BridgedCommit.STORED),

    /** Somebody else was faster; nothing was written. */
    CONFLICT(BridgedCommit.CONFLICT),

    /** Whether it was written is not known: a connection was lost, a store failed. It denies. Never read back to find out. */
    UNKNOWN(BridgedCommit.UNKNOWN);

    public companion object {
        /**
         * Of the number of rows that an `UPDATE ... WHERE` changed, once it is committed: one row is [STORED], none is
         * [CONFLICT], and anything else, which such a statement never says, is [UNKNOWN].
         */
        @JvmStatic
        public fun ofRows(rows: Int): Commit = when (rows) {
            1 -> STORED
            0 -> CONFLICT
            else -> UNKNOWN
        }
    }
}

private fun nextStates(next: BridgedNext, enrollment: BridgedNextEnrollment?): NextStates = when (next) {
    is BridgedNext.States -> NextStates(
        next.states,
        next.standing,
        next.expectedRevision.toLong(),
        next.revision.toLong(),
        when (enrollment) {
            is BridgedNextEnrollment.Enrolled ->
                NextEnrollment.Enrolled(Secret(enrollment.secret), Parameters.of(enrollment.parameters))
            is BridgedNextEnrollment.Pending -> NextEnrollment.Pending(enrollment.bytes)
            BridgedNextEnrollment.Gone -> NextEnrollment.Gone
            null -> null
        },
    )
    is BridgedNext.Record -> throw MfaException.Internal("a record came where states were meant to")
}

/** An outcome of another kind than the call has. */
internal fun unexpected(): Nothing = throw MfaException.Internal("the outcome is of another call")
