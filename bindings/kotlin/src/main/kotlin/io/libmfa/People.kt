package io.libmfa

import java.time.Clock
import io.libmfa.bridge.Addition
import io.libmfa.bridge.Attempt as BridgedAttempt
import io.libmfa.bridge.Next as BridgedNext
import io.libmfa.bridge.Outcome
import io.libmfa.bridge.PersonRecord
import io.libmfa.bridge.Policies as BridgedPolicies

/**
 * The people of a store: each call reads a person's record, decides, and gives what came of it once that is stored.
 *
 * Whoever loses a race begins anew from the winner's record, where a code that was used is a replay. So a code that several
 * threads or servers get at the same time lets one of them in. Ask for the first factor before any of this.
 *
 * Give a person's name as the first factor's directory spells it, and never as it was typed: a directory that ignores case takes
 * `ALICE` for `alice`, and `ALICE` has no record here, so nothing would be asked of them.
 *
 * ```kotlin
 * val people = People(store, policies)
 * val decision = people.decide("alice")
 * val isIn = decision.letsIn || decision.asks && people.logIn(decision, ask("Code: ")).isAccepted
 * ```
 *
 * Every call may throw [MfaException.Name] for a name that is none, [MfaException.Stored] for a record that is damaged,
 * [MfaException.Store] if the store failed, [MfaException.Commit] if a change is not confirmed ([Reason.UNKNOWN]) or lost a
 * race a thousand times ([Reason.BUSY]), and [MfaException.Person] with [Reason.NO_SUCH_PERSON] for somebody who has no
 * record. Nobody is in then.
 *
 * It holds nothing of anybody, and can be used by several threads. When policies change, make another one.
 */
public class People @JvmOverloads constructor(
    private val store: PersonStore,
    /** What holds for everybody. */
    public val policies: Policies = Policies.DEFAULT,
    private val clock: Clock = Clock.systemUTC(),
    private val uptime: UptimeSource = UptimeSource.SYSTEM,
) {
    // Enrollment

    /**
     * Stores an enrollment that was begun, in place of any that is pending. Show its secret once this has returned. It is
     * pending until [confirm]; codes of it count for nothing until then. The person may be new.
     *
     * @param name what its owner calls it
     * @throws MfaException.Person if the name is taken, the secret is among theirs, or there are eight. Whether the permit
     *   was for the first one only shows in [confirm]
     */
    public fun enroll(person: String, name: String, enrollment: Enrollment): Unit =
        enrollment.handle.with { begun -> change(person) { it.enroll(name.text, begun) } }

    /**
     * Tries a code of the authenticator that is pending. It is no login, and a code that confirms is used up.
     *
     * @throws MfaException.Entry if what was typed is no code
     * @throws MfaException.Person if nothing is pending; with [Reason.PERMIT_IS_FOR_THE_FIRST] if it was begun for the first
     *   one only and there is one by now
     */
    public fun confirm(person: String, code: String): Confirmation =
        decide(person, Outcome::confirmation) { record, policies -> record.confirm(now(), code.text, policies) }

    /** Drops what is pending. */
    public fun abandon(person: String): Unit = change(person) { it.abandon() }

    /**
     * How many steps the clock of a phone is off whose authenticator is pending; `null` if the code is none of its steps in
     * reach. Changes nothing.
     *
     * @param reach how many steps it looks to each side: 1 to 2,880
     */
    public fun diagnosePending(person: String, code: String, reach: Int): Long? =
        record(person).useRecord { it.diagnosePending(now(), code.text, reach.orRefusedShort()) }

    // Authenticators

    /**
     * Adds an authenticator as it is: for administrators and migrations.
     *
     * @param start the first time step or counter that is good; `null` for the beginning
     * @throws MfaException.Person if the name is taken, there are eight, or the secret is among them
     */
    @JvmOverloads
    public fun add(
        person: String,
        name: String,
        secret: Secret,
        parameters: Parameters = Parameters.TOTP,
        start: Long? = null,
    ): Unit = secret.handle.with { hidden ->
        change(person) { it.add(name.text, hidden, parameters.bridged(), start?.toULong(), now()) }
    }

    /** Adds several authenticators as they are: all of them, or none. */
    public fun addAll(person: String, authenticators: List<NewAuthenticator>): Unit =
        holding(authenticators.map { it.secret.handle }) { held ->
            val additions = held.zip(authenticators) { secret, new ->
                Addition(new.name.text, secret, new.parameters.bridged(), new.start?.toULong())
            }
            change(person) { it.addAll(additions, now()) }
        }

    /** Removes all authenticators, and what is pending. */
    public fun removeAll(person: String): Unit = change(person) { it.removeAll() }

    /** Removes the authenticator of a name, or the only one. */
    @JvmOverloads
    public fun remove(person: String, name: String? = null): Unit = change(person) { it.remove(name?.text) }

    /** Gives the authenticator of a name, or the only one (`null`), another name. */
    public fun rename(person: String, name: String?, newName: String): Unit =
        change(person) { it.rename(name?.text, newName.text) }

    /** Removes whatever lets the person in. What is known of failures stays. */
    public fun reset(person: String): Unit = change(person) { it.reset() }

    /** Suspends the authenticator of a name, or all: their codes count for nothing until restored. */
    @JvmOverloads
    public fun suspend(person: String, name: String? = null): Unit = change(person) { it.suspend(name?.text) }

    /** Tries a code of a suspended authenticator, of a name or the only one: it counts again if the code is right. */
    @JvmOverloads
    public fun restore(person: String, permit: Permit, code: String, name: String? = null): Restoration =
        permit.handle.with { leave ->
            decide(person, Outcome::restoration) { record, policies -> record.restore(leave, name?.text, now(), code.text, policies) }
        }

    // Codes

    /**
     * Tries a code against all of a person's authenticators.
     *
     * @throws MfaException.Entry if what was typed is no code, or of a length that none of them has: it costs no attempt
     */
    public fun verify(person: String, code: String): Verdict =
        decide(person, Outcome::verdict) { record, policies -> record.verify(now(), code.text, policies) }

    /** Tries a code against the authenticator of a name. */
    public fun verifyWith(person: String, name: String, code: String): Verdict =
        decide(person, Outcome::verdict) { record, policies -> record.verifyWith(name.text, now(), code.text, policies) }

    /** Looks for two consecutive codes of one authenticator, of a name or the only one. It is no login. */
    @JvmOverloads
    public fun resynchronize(person: String, first: String, second: String, name: String? = null): Resynchronization =
        decide(person, Outcome::resynchronization) { record, policies ->
            record.resynchronize(name?.text, now(), first.text, second.text, policies)
        }

    /**
     * Asks at a login how slow a phone's clock is. An attempt that counts as a wrong code.
     *
     * @param reach how many past steps it looks at: 1 to 2,880
     */
    @JvmOverloads
    public fun diagnose(person: String, code: String, reach: Int, name: String? = null): Diagnosis =
        decide(person, Outcome::diagnosis) { record, policies ->
            record.diagnose(name?.text, now(), code.text, reach.orRefusedShort(), policies)
        }

    /** Clears failures and locks of codes, recovery and recovery codes. */
    public fun unlock(person: String): Unit = change(person) { it.unlock() }

    // Logins

    /** Says what is required of this person alone; `null` leaves it to the policy's lists again. */
    public fun setRule(person: String, rule: PersonalRule?): Unit =
        change(person) { it.setException(rule?.bridged()) }

    /** Decides what happens to somebody who arrives. It begins and counts the days to enroll, so it may be stored. */
    @JvmOverloads
    public fun decide(person: String, arrival: Arrival = Arrival.LOGIN): LoginDecision =
        decide(person, { outcome ->
            if (outcome is Outcome.Decided) LoginDecision.of(person, outcome.decided) else unexpected()
        }) { record, policies -> record.decide(arrival.bridged(), now(), uptimeNow(), policies) }

    /**
     * Tries what was typed where a decision asks for it: a one-time code, a recovery PIN or a recovery code, as its shape says.
     *
     * @throws MfaException.Entry if it is none of them
     * @throws MfaException.Person with [Reason.NOT_ASKED] if the decision does not ask for it: a one-time code under a grant
     *   where none count, and anything but a PIN of somebody who is denied
     */
    public fun logIn(decision: LoginDecision, typed: String): Login = decision.prompt.with { prompt ->
        decide(decision.person, Outcome::login) { record, policies ->
            record.logIn(prompt, now(), uptimeNow(), typed.text, policies)
        }
    }

    // Recovery

    /**
     * Gives the person, who has none, a recovery key on a device. See [RecoveryKey.issuePin] for the device.
     *
     * @throws MfaException.Person with [Reason.RECOVERY_KEY_THERE] if they have one
     */
    public fun addRecoveryKey(person: String, device: String, key: RecoveryKey): Unit =
        key.handle.with { hidden -> change(person) { it.addRecoveryKey(device.text, hidden) } }

    /** Gives the person a recovery key on a device, in place of any other. See [RecoveryKey.issuePin] for the device. */
    public fun setRecoveryKey(person: String, device: String, key: RecoveryKey): Unit =
        key.handle.with { hidden -> change(person) { it.setRecoveryKey(device.text, hidden) } }

    /** Takes recovery by PIN and challenge from the person. */
    public fun removeRecoveryKey(person: String): Unit = change(person) { it.removeRecoveryKey() }

    /** Tries a PIN. */
    public fun redeem(person: String, pin: String): Redemption =
        decide(person, Outcome::redemption) { record, policies -> record.redeem(now(), uptimeNow(), pin.text, policies) }

    /** The challenge to show, nine digits in groups of three; `null` if policy has recovery off. */
    public fun challenge(person: String): String? = decide(person, { outcome ->
        if (outcome is Outcome.Challenge) outcome else unexpected()
    }) { record, policies -> record.challenge(policies) }.shown

    /** Tries the response to the challenge that is shown. */
    public fun answer(person: String, response: String): Redemption =
        decide(person, Outcome::redemption) { record, policies -> record.answer(now(), uptimeNow(), response.text, policies) }

    /** A login under the open grant, where policy asks for no PIN ([Policies.grantLetsPass]). */
    public fun pass(person: String): Redemption =
        decide(person, Outcome::redemption) { record, policies -> record.pass(now(), uptimeNow(), policies) }

    /** Ends the grant. */
    public fun endGrant(person: String): Unit = change(person) { it.endGrant() }

    /**
     * Gives the person a set of recovery codes, in place of any other. Only behind a login that was accepted: whoever has only
     * the password could keep codes, and get in by them later.
     */
    public fun setRecoveryCodes(person: String, sheet: RecoverySheet): Unit =
        sheet.handle.with { drawn -> change(person) { it.setRecoveryCodes(drawn) } }

    /** Tries a recovery code. */
    public fun useRecoveryCode(person: String, code: String): CodeRedemption =
        decide(person, Outcome::codeRedemption) { record, policies -> record.useRecoveryCode(now(), code.text, policies) }

    // What an administrator sees

    /** What an administrator may see of a person; `null` if there is no record. */
    public fun info(person: String): PersonInfo? = ifThere(person) { PersonInfo.of(it.facts()) }

    /** How a person stands with one-time codes; `null` if there is no record. */
    public fun status(person: String): PersonStatus? = ifThere(person) { record ->
        policies.handle.with { PersonStatus.of(record.status(now(), it)) }
    }

    /** How a person stands with recovery by PIN and challenge; `null` if there is no record, or no recovery key in it. */
    public fun recoveryStatus(person: String): RecoveryStatus? = ifThere(person) { record ->
        policies.handle.with { record.recoveryStatus(now(), uptimeNow(), it)?.let(RecoveryStatus::of) }
    }

    /** How a person stands with recovery codes; `null` if there is no record, or no set in it. */
    public fun recoveryCodesStatus(person: String): RecoveryCodesStatus? = ifThere(person) { record ->
        policies.handle.with { record.recoveryCodesStatus(now(), it)?.let(RecoveryCodesStatus::of) }
    }

    /** Deletes everything of a person, their failures too: nobody remembers then which codes were used. */
    public fun forget(person: String) {
        untilStored {
            val read = read(person) ?: throw noSuchPerson()
            when (replace(person, read, null)) {
                Commit.STORED -> Unit
                Commit.CONFLICT -> null
                Commit.UNKNOWN -> throw notConfirmed()
            }
        }
    }

    // How

    private fun now(): Long = clock.instant().seconds

    private fun uptimeNow() = uptime.uptime()?.bridged()

    private inline fun change(person: String, crossinline act: (PersonRecord) -> BridgedAttempt): Unit =
        decide(person, Outcome::done) { record, _ -> act(record) }

    /** Decides of what is stored, and gives what came of it once that is stored. */
    private inline fun <T : Any> decide(
        person: String,
        outcome: (Outcome) -> T,
        act: (PersonRecord, BridgedPolicies) -> BridgedAttempt,
    ): T = untilStored {
        val read = read(person)
        val record = Handle("the record", open(person, read))
        val attempt = record.use { Handle("the attempt", it.with { record -> policies.handle.with { act(record, it) } }) }
        attempt.use {
            val next = when (val next = attempt.with { it.next() }) {
                null -> null
                is BridgedNext.Record -> next.bytes
                is BridgedNext.States -> unexpected()
            }
            val commit = if (next == null) Commit.STORED else replace(person, read, next)
            if (commit == Commit.CONFLICT) null else outcome(attempt.with { it.told(commit.bridged) })
        }
    }

    private inline fun <T> ifThere(person: String, look: (PersonRecord) -> T): T? =
        read(person)?.let { read -> open(person, read).useRecord(look) }

    private fun record(person: String): PersonRecord = open(person, read(person))

    private inline fun <T> PersonRecord.useRecord(look: (PersonRecord) -> T): T =
        Handle("the record", this).use { it.with(look) }

    private fun open(person: String, read: ByteArray?): PersonRecord = crossing { PersonRecord.open(person, read) }

    /** What is stored. No store is asked for a name that is none, such as one that leads out of a folder. */
    private fun read(person: String): ByteArray? {
        Names.checkPerson(person)
        return storing("read a record") { store.read(person) }
    }

    private fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit =
        storing("change a record") { store.replace(person, expected, next) }

    /** Begins anew as long as somebody else is faster. */
    private inline fun <T : Any> untilStored(attempt: () -> T?): T {
        repeat(MOST_TRIES) {
            attempt()?.let { return it }
        }
        throw MfaException.Commit("Busy", "somebody else was faster each of $MOST_TRIES times; nobody gets in")
    }

    override fun toString(): String = "People"

    private companion object {
        const val MOST_TRIES = 1000

        fun noSuchPerson() = MfaException.Person("NoSuchPerson", "there is no such person")

        fun notConfirmed() = MfaException.Commit("Unknown", "the store did not confirm the change")
    }
}

/**
 * An authenticator to be added as it is, by [People.addAll].
 *
 * @property name what its owner calls it
 * @property secret its secret, which stays yours to close
 * @property parameters its parameters
 * @property start the first time step or counter that is good; `null` for the beginning
 */
public class NewAuthenticator @JvmOverloads constructor(
    public val name: String,
    public val secret: Secret,
    public val parameters: Parameters = Parameters.TOTP,
    public val start: Long? = null,
) {
    override fun toString(): String = "NewAuthenticator($name)"
}
