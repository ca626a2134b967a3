package io.libmfa

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A clock that a test sets. */
internal class HandClock(var time: Long) : Clock() {
    override fun getZone(): ZoneId = ZoneOffset.UTC
    override fun withZone(zone: ZoneId): Clock = this
    override fun instant(): Instant = at(time)
}

class PeopleTest {
    private val clock = HandClock(59)
    private val store = MemoryStore()

    private fun people(vararg settings: Pair<String, String>): People {
        val policies = settings.fold(Policies.DEFAULT) { policies, (key, value) -> policies.with(key, value) }
        return People(store, policies, clock, UptimeSource { Uptime(1, Duration.ofSeconds(clock.time)) })
    }

    @Test
    fun `somebody enrolls confirms and logs in`() {
        val people = people("login.required" to "*")
        val decision = people.decide("alice")
        assertInstanceOf(LoginDecision.LetInUnenrolled::class.java, decision)
        assertTrue(decision.letsIn && !decision.asks)
        Secret.of(RFC_KEY).use { secret ->
            Enrollment.begin(requireNotNull(decision.permit), secret, clock.instant()).use { enrollment ->
                assertEquals("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", enrollment.setupKey())
                assertTrue(enrollment.qrCode("Example", "alice").toSvg().startsWith("<svg"))
                people.enroll("alice", "phone", enrollment)
            }
        }
        assertEquals("phone", requireNotNull(people.info("alice")).pending?.name)
        assertEquals(0, people.diagnosePending("alice", AT_59, 3))
        assertInstanceOf(Confirmation.Confirmed::class.java, people.confirm("alice", AT_59))
        clock.time = 1111111109
        val asked = assertInstanceOf(LoginDecision.AskForCode::class.java, people.decide("alice"))
        assertFalse(asked.letsIn)
        val login = assertInstanceOf(Login.ByCode::class.java, people.logIn(asked, "081 804"))
        assertTrue(login.isAccepted)
        assertEquals("phone", (login.verdict as Verdict.Accepted).name)
        assertTrue(requireNotNull(login.permit).isForAny)
        assertFalse(people.logIn(asked, AT_1111111109).isAccepted)
        refused<MfaException.Entry> { people.logIn(asked, "hello") }
    }

    @Test
    fun `a decision that does not ask lets nobody in by what is typed`() {
        val people = people()
        val decision = people.decide("alice")
        assertEquals(Unneeded.NOT_ENROLLED, assertInstanceOf(LoginDecision.NoCodeNeeded::class.java, decision).because)
        refused<MfaException.Person>(Reason.NOT_ASKED) { people.logIn(decision, AT_59) }
    }

    @Test
    fun `a recovery PIN opens a grant on its device and recovery codes work once`() {
        val people = people("recovery.enabled" to "true", "recovery_codes.enabled" to "true")
        RecoveryKey.of(ByteArray(32) { it.toByte() }).use { key ->
            Secret.of(RFC_KEY).use { people.add("alice", "phone", it) }
            people.addRecoveryKey("alice", "laptop-7", key)
            refused<MfaException.Person>(Reason.RECOVERY_KEY_THERE) { people.addRecoveryKey("alice", "laptop-7", key) }
            clock.time = 1111111109
            val pin = key.issuePin("laptop-7", clock.instant())
            assertTrue(pin.validUntil > clock.instant() && pin.nextDiffersFrom > clock.instant())
            val login = assertInstanceOf(Login.ByRecovery::class.java, people.logIn(people.decide("alice"), pin.pin))
            val redeemed = assertInstanceOf(Redemption.Accepted::class.java, login.redemption).redeemed
            assertEquals(RedeemedBy.NEW_PIN, redeemed.by)
            assertEquals(clock.instant() + Duration.ofHours(1), redeemed.grantUntil)
            assertEquals(redeemed.grantUntil, requireNotNull(people.recoveryStatus("alice")).grantUntil)
            assertInstanceOf(LoginDecision.AskUnderGrant::class.java, people.decide("alice"))
            people.endGrant("alice")
            assertNull(requireNotNull(people.recoveryStatus("alice")).grantUntil)
            assertFalse(people.redeem("alice", pin.pin).isAccepted)
            val challenge = requireNotNull(people.challenge("alice"))
            assertEquals(challenge, people.challenge("alice"))
            assertTrue(people.answer("alice", key.respond(challenge)).isAccepted)
            refused<MfaException.Entry>(Reason.CHECK_DIGIT) { people.redeem("alice", "123456789") }
        }
        RecoverySheet.draw(people.policies).use { sheet ->
            people.setRecoveryCodes("alice", sheet)
            val code = sheet.codes()[3]
            val used = assertInstanceOf(CodeRedemption.Accepted::class.java, people.useRecoveryCode("alice", code))
            assertEquals(3, used.index)
            assertEquals(9, used.left)
            assertFalse(people.useRecoveryCode("alice", code).isAccepted)
            assertEquals(9, requireNotNull(people.recoveryCodesStatus("alice")).left)
        }
    }

    @Test
    fun `what is said of a person goes before the lists`() {
        val people = people("login.required" to "*")
        val rules = listOf(
            PersonalRule.Exempt,
            PersonalRule.Required(),
            PersonalRule.Required(12, 3),
            PersonalRule.ExemptFor(at(59), at(1000)),
        )
        for (rule in rules) {
            people.setRule("alice", rule)
            assertEquals(rule, requireNotNull(people.info("alice")).rule)
        }
        people.setRule("alice", null)
        assertNull(requireNotNull(people.info("alice")).rule)
        for (rule in listOf(PersonalRule.Required(-1), PersonalRule.Required(1, -1), PersonalRule.Required(8785), PersonalRule.ExemptFor(Instant.MIN, at(1)))) {
            refused<MfaException> { people.setRule("alice", rule) }
        }
        assertEquals(Requirement.REQUIRED, people.policies.requirementOf("alice"))
    }

    @Test
    fun `nobody is null and no person is an error where something is changed`() {
        val people = people()
        assertNull(people.info("alice"))
        assertNull(people.status("alice"))
        assertNull(people.recoveryStatus("alice"))
        refused<MfaException.Person>(Reason.NO_SUCH_PERSON) { people.verify("alice", AT_59) }
        refused<MfaException.Name> { people.info("a/b") }
        refused<MfaException.Name> { people.verify("", AT_59) }
    }

    @Test
    fun `policies are read as a whole or not at all`() {
        val reading = Policies.DEFAULT.read("[recovery]\nenabled = true\ngrant_minutes = 120\n[x]\ny = 1\n".toByteArray())
        assertTrue(reading.policies.recoveryIsOn)
        assertEquals(Duration.ofHours(2), reading.policies.grantLength)
        assertEquals(2, reading.settings.first { it.key == "recovery.enabled" }.line)
        val broken = refused<MfaException.PolicyFile> { Policies.DEFAULT.read("[recovery]\nenabled = 5\n".toByteArray()) }
        assertEquals(2, broken.line)
        assertNotNull(broken.column)
        assertFalse(Policies.DEFAULT.recoveryIsOn)
        refused<MfaException.PolicyFile>(Reason.NO_SUCH_KEY) { Policies.DEFAULT.with("recovery.enable", "true") }
        assertTrue(Policies.keys.any { it.name == "recovery.enabled" })
        assertTrue(Policies.preferences.isNotEmpty())
        val strict = Policies.DEFAULT.with(CodePolicy.RFC_6238)
        assertEquals(CodePolicy.RFC_6238, strict.codes)
        assertEquals(Factor.CODE, strict.factorOf("123456"))
        assertFalse(reading.policies.allowsDigits(9))
    }
}
