package io.libmfa

import java.time.Instant
import io.libmfa.bridge.Authenticator as BridgedAuthenticator
import io.libmfa.bridge.Authenticators as Bridged
import io.libmfa.bridge.Attempt as BridgedAttempt
import io.libmfa.bridge.Outcome
import io.libmfa.bridge.Progress as BridgedProgress
import io.libmfa.bridge.Status as BridgedStatus

/**
 * An authenticator as a program with tables of its own has it.
 *
 * @property credential made once and used often; it stays yours to close
 * @property state the 64 bytes that are stored of it
 */
public class Authenticator(public val credential: Credential, public val state: ByteArray) {
    /** Says nothing of what it holds. */
    override fun toString(): String = "Authenticator(***)"
}

/**
 * All of a person's authenticators, as they are stored now: what to decide of. It decides, and stores nothing; each
 * decision is an [Attempt]. Whoever has no tables of their own takes [People].
 *
 * Ask for the first factor before any of this: strangers who reach the prompt could otherwise shut people out.
 *
 * ```kotlin
 * Authenticators.of(credential, row.state).use { phone ->
 *     val verdict = phone.verify(typed, Instant.now()).commit { next -> row.replace(next) }
 *     if (verdict.isAccepted) letIn()
 * }
 * ```
 */
public class Authenticators private constructor(private val handle: Handle<Bridged>) : AutoCloseable {
    /**
     * Tries a code against all of them.
     *
     * @throws MfaException.Entry if what was typed is no code, or of a length that none of them has
     * @throws MfaException.Time if it is no time
     */
    @JvmOverloads
    public fun verify(code: String, now: Instant, policy: CodePolicy = CodePolicy.DEFAULT): Attempt<Verdict> =
        attempt(policy, Outcome::verdict) { all, rules -> all.verify(now.seconds, code.text, rules) }

    /**
     * Tries a code against one of them, counted from 0.
     *
     * @throws MfaException as [verify]; [MfaException.Person] if there is no such authenticator
     */
    @JvmOverloads
    public fun verifyWith(
        authenticator: Int,
        code: String,
        now: Instant,
        policy: CodePolicy = CodePolicy.DEFAULT,
    ): Attempt<Verdict> = attempt(policy, Outcome::verdict) { all, rules ->
        all.verifyWith(authenticator.orNone(), now.seconds, code.text, rules)
    }

    /**
     * Looks for two consecutive codes of one of them, for somebody whose token or clock went astray. It is no login.
     *
     * @throws MfaException as [verifyWith]; [MfaException.Person] of [Reason.DRIFT_IS_OFF] for a time-based one if the
     *   policy learns no drift
     */
    @JvmOverloads
    public fun resynchronize(
        authenticator: Int,
        first: String,
        second: String,
        now: Instant,
        policy: CodePolicy = CodePolicy.DEFAULT,
    ): Attempt<Resynchronization> = attempt(policy, Outcome::resynchronization) { all, rules ->
        all.resynchronize(authenticator.orNone(), now.seconds, first.text, second.text, rules)
    }

    /**
     * Asks at a login how slow a phone's clock is. An attempt that counts as a wrong code.
     *
     * @param reach how many past steps it looks at: 1 to 2,880
     * @throws MfaException as [verifyWith]; [MfaException.Policy] if the reach is out of its range
     */
    @JvmOverloads
    public fun diagnose(
        authenticator: Int,
        code: String,
        now: Instant,
        reach: Int,
        policy: CodePolicy = CodePolicy.DEFAULT,
    ): Attempt<Diagnosis> = attempt(policy, Outcome::diagnosis) { all, rules ->
        all.diagnose(authenticator.orNone(), now.seconds, code.text, reach.orRefusedShort(), rules)
    }

    /**
     * Tries a code of a suspended one: it counts again if the code is right.
     *
     * @throws MfaException as [verifyWith]; [MfaException.Person] if it is not suspended
     */
    @JvmOverloads
    public fun restore(
        permit: Permit,
        authenticator: Int,
        code: String,
        now: Instant,
        policy: CodePolicy = CodePolicy.DEFAULT,
    ): Attempt<Restoration> = permit.handle.with { leave ->
        attempt(policy, Outcome::restoration) { all, rules ->
            all.restore(leave, authenticator.orNone(), now.seconds, code.text, rules)
        }
    }

    /**
     * Adds a credential: its state is the last of [NextStates.states].
     *
     * @param start the first time step or counter that is good; what is before it is used up
     * @throws MfaException.Person if there are eight, or its secret is among them
     */
    public fun add(credential: Credential, start: Long): Attempt<Unit> =
        credential.handle.with { added -> change { it.add(added, start.toULong()) } }

    /**
     * Tries a code of an enrollment that is kept in tables of one's own. [NextStates.enrollment] says what becomes of it.
     *
     * @throws MfaException as [verify]; [MfaException.Person] if there are eight, its secret is among them, or it was begun
     *   for the first one only and there is one
     */
    @JvmOverloads
    public fun confirm(
        enrollment: Enrollment,
        code: String,
        now: Instant,
        policy: CodePolicy = CodePolicy.DEFAULT,
    ): Attempt<Confirmation> = enrollment.handle.with { pending ->
        attempt(policy, Outcome::confirmation, confirms = true) { all, rules ->
            all.confirm(pending, now.seconds, code.text, rules)
        }
    }

    /** Removes one of them, counted from 0. */
    public fun remove(authenticator: Int): Attempt<Unit> = change { it.remove(authenticator.orNone()) }

    /** Removes all. What is to be stored then is [NextStates.standing]. */
    public fun removeAll(): Attempt<Unit> = change { it.removeAll() }

    /** Suspends one of them: its codes count for nothing until it is restored. */
    public fun suspend(authenticator: Int): Attempt<Unit> = change { it.suspend(authenticator.orNone()) }

    /** Suspends all. */
    public fun suspendAll(): Attempt<Unit> = change { it.suspendAll() }

    /** Seals the states anew, one revision further, for a change of something else in the same record. */
    public fun reseal(): Attempt<Unit> = change { it.reseal() }

    /** Clears failures and lock. */
    public fun unlock(): Attempt<Unit> = change { it.unlock() }

    /** How the person stands. Changes nothing. */
    @JvmOverloads
    public fun status(now: Instant, policy: CodePolicy = CodePolicy.DEFAULT): PersonStatus =
        policy.handle.with { rules -> handle.with { PersonStatus.of(it.status(now.seconds, rules)) } }

    /** Frees it. The credentials stay open. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Authenticators(***)"

    private inline fun change(crossinline act: (Bridged) -> BridgedAttempt): Attempt<Unit> =
        handle.with { Attempt(act(it), outcome = Outcome::done) }

    private inline fun <T : Any> attempt(
        policy: CodePolicy,
        noinline outcome: (Outcome) -> T,
        confirms: Boolean = false,
        crossinline act: (Bridged, io.libmfa.bridge.CodePolicy) -> BridgedAttempt,
    ): Attempt<T> = policy.handle.with { rules -> handle.with { Attempt(act(it, rules), confirms, outcome) } }

    public companion object {
        /**
         * All of a person's authenticators, in the order in which they are stored; none for somebody who has none.
         *
         * @param standing what was stored by itself of somebody who has no authenticator left; `null` for somebody new, and
         *   whenever there are states
         * @throws MfaException.Stored if a state is damaged, of another version or of another credential, or if the states
         *   are not of one record
         */
        @JvmStatic
        @JvmOverloads
        public fun of(authenticators: List<Authenticator>, standing: ByteArray? = null): Authenticators =
            holding(authenticators.map { it.credential.handle }) { held ->
                val all = held.zip(authenticators) { credential, given -> BridgedAuthenticator(credential, given.state) }
                crossing { Authenticators(Handle("the authenticators", Bridged(all, standing))) }
            }

        /** The only authenticator of a person. */
        @JvmStatic
        public fun of(credential: Credential, state: ByteArray): Authenticators =
            of(listOf(Authenticator(credential, state)))
    }
}

/**
 * How a person stands with one-time codes.
 *
 * @property failures wrong codes since the last acceptance
 * @property failuresInAll wrong codes in all
 * @property attemptsLeft how many more wrong codes are looked at before one locks or closes
 * @property lockedUntil until when codes are locked
 * @property isClosed whether codes are closed
 * @property revision how many times what is stored was changed
 * @property progress where each authenticator stands
 */
public data class PersonStatus internal constructor(
    public val failures: Int,
    public val failuresInAll: Long,
    public val attemptsLeft: Int,
    public val lockedUntil: Instant?,
    public val isClosed: Boolean,
    public val revision: Long,
    public val progress: List<Progress>,
) {
    internal companion object {
        fun of(bridged: BridgedStatus): PersonStatus = PersonStatus(
            bridged.failures.count(),
            bridged.failuresInAll.toLong(),
            bridged.attemptsLeft.count(),
            bridged.lockedUntil?.let(::instant),
            bridged.closed,
            bridged.revision.toLong(),
            bridged.progress.map(Progress::of),
        )
    }
}

/**
 * Where an authenticator stands.
 *
 * @property next the smallest time step or counter that is not used up; `null` for a counter at its end
 * @property drift how many steps its clock was learned to be off
 * @property isSuspended whether its codes count for nothing until it is confirmed again
 */
public data class Progress internal constructor(
    public val next: Long?,
    public val drift: Int,
    public val isSuspended: Boolean,
) {
    internal companion object {
        fun of(bridged: BridgedProgress): Progress =
            Progress(bridged.next?.toLong(), bridged.drift.toInt(), bridged.suspended)
    }
}

/** An index that no list has stands for a negative one. */
private fun Int.orNone(): UInt = if (this < 0) UInt.MAX_VALUE else toUInt()
