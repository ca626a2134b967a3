package io.libmfa.examples.sso

import io.libmfa.Policies
import io.libmfa.RecoveryKey
import io.libmfa.RecoverySheet
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.Instant

class StoryTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `alice enrolls by a URI, confirms, logs in, and her code works once`() = Office(folder).use { office ->
        val entered = office.logIn()
        assertEquals("in", entered.answer)
        val session = "session" to entered.text("session")
        val pending = office.ask("/enroll", session, "name" to "phone")
        assertTrue(pending.text("uri").startsWith("otpauth://totp/Example:alice?"))
        val phone = Phone(pending.text("uri"), office.clock)
        // Pending is not enrolled.
        assertEquals("in", office.logIn().answer)
        val confirming = phone.code()
        assertEquals("confirmed", office.ask("/confirm", session, "code" to confirming).answer)
        assertEquals("code-needed", office.logIn().answer)
        assertEquals("no", office.logIn(confirming).answer)
        office.clock.pass(30)
        val login = office.logIn(phone.code())
        assertEquals("in", login.answer)
        assertEquals("no", office.logIn(phone.code()).answer)
        val status = office.ask("/status", "session" to login.text("session"))
        assertEquals(listOf("phone"), status.names("authenticators"))
    }

    @Test
    fun `a replay, a wrong code, a wrong password and nobody are one answer`() = Office(folder).use { office ->
        val phone = office.enroll()
        assertEquals("in", office.logIn(phone.code()).answer)
        val replay = office.logIn(phone.code())
        assertEquals(401, replay.status)
        assertEquals(replay, office.logIn(phone.wrong()))
        assertEquals(replay, office.logIn(phone.code(), password = "x"))
        assertEquals(replay, office.logIn(phone.code(), person = "nobody", password = ""))
        assertEquals("{\"answer\":\"no\"}", replay.toString())
    }

    @Test
    fun `six wrong codes lock, a wrong password never does, and the failures are told at the next login`() =
        Office(folder).use { office ->
            val phone = office.enroll()
            repeat(200) { assertEquals("no", office.logIn(phone.wrong(), password = "x").answer) }
            repeat(5) { assertEquals("no", office.logIn(phone.wrong()).answer) }
            assertEquals("no", office.logIn(phone.wrong()).answer)
            val locked = office.logIn(phone.code())
            assertEquals("locked", locked.answer)
            // DESIGN: the first lock lasts 30 seconds.
            assertEquals(office.clock.now.plusSeconds(30), Instant.parse(locked.text("until")))
            office.clock.pass(30)
            val entered = office.logIn(phone.code())
            assertEquals("in", entered.answer)
            assertEquals("6", entered.text("failuresBefore"))
        }

    @Test
    fun `a recovery code gets in once, and a new set burns the old`() = Office(folder).use { office ->
        val phone = office.enroll()
        val session = "session" to office.logIn(phone.code()).text("session")
        val old = office.ask("/recovery-codes", session).texts("codes")
        val codes = office.ask("/recovery-codes", session).texts("codes")
        assertEquals(10, codes.toSet().size)
        assertEquals("no", office.logIn(old[0]).answer)
        assertEquals("in", office.logIn(codes[0].lowercase()).answer)
        assertEquals("no", office.logIn(codes[0]).answer)
        val entered = office.logIn(codes[1])
        assertEquals("in", entered.answer)
        val status = office.ask("/status", "session" to entered.text("session"))
        assertEquals("8", status.text("recoveryCodesLeft"))
        // The phone is gone: another one is bound by leave of the recovery code.
        val again = office.ask("/enroll", "session" to entered.text("session"), "name" to "new phone")
        assertEquals("pending", again.answer)
    }

    @Test
    fun `a session that a password alone gave draws no recovery codes and binds no second phone`() =
        Office(folder).use { office ->
            val early = "session" to office.logIn().text("session")
            assertEquals("no", office.ask("/recovery-codes", early).answer)
            office.enroll()
            assertEquals("no", office.ask("/recovery-codes", early).answer)
            // Whoever came before there was an authenticator may begin, and is refused when it counts.
            val second = Phone(office.ask("/enroll", early, "name" to "another").text("uri"), office.clock)
            assertEquals("not-understood", office.ask("/confirm", early, "code" to second.code()).answer)
            office.clock.pass(30)
            assertEquals("no", office.logIn(second.code()).answer)
        }

    @Test
    fun `a session ends, and one that was never given opens nothing`() = Office(folder).use { office ->
        val session = "session" to office.logIn().text("session")
        assertEquals("status", office.ask("/status", session).answer)
        office.clock.pass(600)
        for (path in listOf("/status", "/recovery-codes")) {
            assertEquals("no", office.ask(path, session).answer)
            assertEquals("no", office.ask(path, "session" to "").answer)
        }
        assertEquals("no", office.ask("/enroll", session, "name" to "phone").answer)
        assertEquals("no", office.ask("/confirm", session, "code" to "123456").answer)
    }

    @Test
    fun `where a factor is required at once, the password only lets enroll`() {
        val policies = Policies.DEFAULT.with("login.required", "*").with("login.hours_without_factor", "0")
            .with("login.past_deadline", "enroll-now")
        Office(folder, policies).use { office ->
            val first = office.logIn()
            assertEquals("enroll-first", first.answer)
            val session = "session" to first.text("session")
            assertEquals("no", office.ask("/status", session).answer)
            val phone = Phone(office.ask("/enroll", session, "name" to "phone").text("uri"), office.clock)
            assertEquals("confirmed", office.ask("/confirm", session, "code" to phone.code()).answer)
            office.clock.pass(30)
            assertEquals("in", office.logIn(phone.code()).answer)
        }
    }

    @Test
    fun `two people have nothing in common`() = Office(folder).use { office ->
        val phone = office.enroll()
        assertEquals("in", office.logIn(person = "bob", password = "builder").answer)
        assertEquals("no", office.logIn(phone.code(), person = "bob", password = "wonderland").answer)
        assertEquals("in", office.logIn(phone.code()).answer)
    }

    @Test
    fun `a name in another case is the same person where the directory ignores case`() {
        val directory = StubFirstFactor(mapOf("alice" to "wonderland"))
        Office(folder, firstFactor = { person, password -> directory.accepts(person.lowercase(), password) }).use { office ->
            val phone = office.enroll()
            assertEquals("code-needed", office.logIn(person = "ALICE").answer)
            assertEquals("no", office.logIn(phone.wrong(), person = "Alice").answer)
            assertEquals("in", office.logIn(phone.code(), person = "ALICE").answer)
            assertEquals("no", office.logIn(phone.code()).answer)
            assertNull(office.people.info("ALICE"))
        }
    }

    @Test
    fun `whoever is denied gets in by a recovery PIN and by nothing else`() {
        val policies = Policies.DEFAULT.with("recovery.enabled", "true").with("recovery_codes.enabled", "true")
            .with("contact.phone", "+33 4 00 00 00 00").with("login.required", "*").with("login.hours_without_factor", "0")
        Office(folder, policies).use { office ->
            val denied = office.logIn()
            assertEquals("ask-for-help", denied.answer)
            assertEquals("+33 4 00 00 00 00", denied.text("contact"))
            RecoveryKey.issue().use { key ->
                office.people.setRecoveryKey("alice", "laptop-7", key)
                val codes = RecoverySheet.draw(policies).use { sheet ->
                    office.people.setRecoveryCodes("alice", sheet)
                    sheet.codes()
                }
                val pin = key.issuePin("laptop-7", office.clock.now).pin
                assertEquals(denied, office.logIn("123456"))
                assertEquals(denied, office.logIn(codes[0]))
                assertEquals("no", office.logIn(pin, password = "x").answer)
                assertEquals("not-understood", office.logIn("x").answer)
                assertEquals("in", office.logIn(pin).answer)
            }
        }
    }
}
