package io.libmfa.examples.sso

import io.libmfa.Confirmation
import io.libmfa.CodeRedemption
import io.libmfa.Enrollment
import io.libmfa.Login
import io.libmfa.LoginDecision
import io.libmfa.MfaException
import io.libmfa.People
import io.libmfa.PersonStore
import io.libmfa.Policies
import io.libmfa.Reason
import io.libmfa.RecoverySheet
import io.libmfa.Redemption
import io.libmfa.Secret
import io.libmfa.Verdict
import java.time.Clock
import java.util.logging.Level
import java.util.logging.Logger

/** The logins: the first factor, then whatever libmfa decides. It knows nothing of HTTP. */
class Service(
    store: PersonStore,
    private val firstFactor: FirstFactor,
    private val policies: Policies = Policies.DEFAULT,
    private val clock: Clock = Clock.systemUTC(),
) {
    private val people = People(store, policies, clock)
    private val sessions = Sessions(clock)

    /** @param typed the code, the recovery PIN or the recovery code; `null` to learn whether one is needed */
    fun logIn(person: String, password: String, typed: String?): Answer = answering {
        decided(firstFactor.accepts(person, password) ?: return@answering Answer.No, typed)
    }

    /** @param person the name as the directory spells it, and not as it was typed */
    private fun decided(person: String, typed: String?): Answer = when (val decision = people.decide(person)) {
        is LoginDecision.AskForCode, is LoginDecision.AskUnderGrant ->
            if (typed == null) Answer.CodeNeeded else tried(decision, typed)
        is LoginDecision.LetInUnenrolled, is LoginDecision.NoCodeNeeded ->
            Answer.In(sessions.begin(person, Came.BY_FIRST_FACTOR, decision.permit), failuresBefore = 0)
        is LoginDecision.EnrollNow -> Answer.EnrollFirst(sessions.begin(person, Came.TO_ENROLL, decision.permit))
        // Whoever helps may read out a recovery PIN, and nothing else counts.
        is LoginDecision.Deny -> if (typed == null) help() else tried(decision, typed)
    }

    private fun tried(decision: LoginDecision, typed: String): Answer = try {
        answer(decision.person, people.logIn(decision, typed))
    } catch (error: MfaException.Person) {
        if (error.reason != Reason.NOT_ASKED) throw error
        LOG.info { "${decision.person}: what was typed is not asked for: $decision" }
        if (decision is LoginDecision.Deny) help() else Answer.No
    }

    /** Begins to enroll an authenticator, for somebody whose login gave leave to. */
    fun enroll(token: String, name: String): Answer = answering {
        val session = sessions.of(token)
        val permit = session?.permit ?: return@answering Answer.No
        Secret.issue().use { secret ->
            Enrollment.begin(permit, secret, clock.instant(), policies = policies).use { begun ->
                people.enroll(session.person, name, begun)
                val issuer = policies.issuer ?: ISSUER
                val uri = begun.setupUri(issuer, session.person)
                val svg = begun.qrCode(issuer, session.person).toSvg()
                Answer.Pending(uri, begun.setupKey(), svg, begun.until)
            }
        }
    }

    /** Confirms what is pending. It is no login: the code is used up, and the next one logs in. */
    fun confirm(token: String, code: String): Answer = answering {
        val session = sessions.of(token) ?: return@answering Answer.No
        when (val confirmation = people.confirm(session.person, code)) {
            is Confirmation.Confirmed -> Answer.Confirmed
            Confirmation.OneMore -> Answer.OneMore
            is Confirmation.Wrong -> Answer.Wrong(confirmation.wrongCodesLeft)
            Confirmation.Over -> Answer.Over
        }
    }

    fun status(token: String): Answer = answering {
        val session = sessions.of(token)?.takeIf { it.came != Came.TO_ENROLL } ?: return@answering Answer.No
        val (info, status) = people.info(session.person) to people.status(session.person)
        if (info == null || status == null) return@answering Answer.Status(emptyList(), null, null, null)
        Answer.Status(info.authenticators.map { it.name }, info.pending?.name, status.attemptsLeft, info.recoveryCodesLeft)
    }

    /**
     * Gives a new set of recovery codes, in place of any other, to somebody who came by both factors: whoever has only a
     * password would otherwise draw codes now, and get in by them once the person has enrolled.
     */
    fun recoveryCodes(token: String): Answer = answering {
        val session = sessions.of(token)?.takeIf { it.came == Came.BY_BOTH } ?: return@answering Answer.No
        RecoverySheet.draw(policies).use { sheet ->
            people.setRecoveryCodes(session.person, sheet)
            Answer.RecoveryCodes(sheet.codes())
        }
    }

    private fun answer(person: String, login: Login): Answer {
        // The name was checked, so that it can forge no line.
        if (!login.isAccepted) LOG.info { "$person: a second factor was not accepted: $login" }
        return when (login) {
            is Login.ByCode -> when (val verdict = login.verdict) {
                is Verdict.Accepted -> admitted(person, login, verdict.failuresBefore)
                is Verdict.Rejected -> Answer.No
                is Verdict.Locked -> Answer.Locked(verdict.until)
                Verdict.Closed, Verdict.Suspended -> help()
            }
            is Login.ByRecovery -> when (val redemption = login.redemption) {
                is Redemption.Accepted -> admitted(person, login, redemption.redeemed.failuresBefore)
                is Redemption.Locked -> Answer.Locked(redemption.until)
                else -> Answer.No
            }
            is Login.ByRecoveryCode -> when (val redemption = login.redemption) {
                is CodeRedemption.Accepted -> admitted(person, login, redemption.failuresBefore)
                is CodeRedemption.Locked -> Answer.Locked(redemption.until)
                else -> Answer.No
            }
        }
    }

    private fun admitted(person: String, login: Login, failuresBefore: Int): Answer =
        Answer.In(sessions.begin(person, Came.BY_BOTH, login.permit), failuresBefore)

    private fun help(): Answer = Answer.AskForHelp(policies.contactPhone ?: policies.contactEmail)

    /** What is thrown lets nobody in. The answer says what can be mended by whoever asked, and no more. */
    private fun answering(act: () -> Answer): Answer = try {
        act()
    } catch (error: MfaException) {
        when (error) {
            is MfaException.Entry, is MfaException.Name, is MfaException.Person ->
                Answer.NotUnderstood(error.message.orEmpty())
            else -> {
                LOG.log(Level.SEVERE, "nobody gets in by this", error)
                Answer.Unavailable
            }
        }
    }

    private companion object {
        const val ISSUER = "Example"
        val LOG: Logger = Logger.getLogger(Service::class.java.name)
    }
}
