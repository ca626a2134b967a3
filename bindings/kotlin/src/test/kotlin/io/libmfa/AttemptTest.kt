package io.libmfa

import java.time.Duration
import java.util.concurrent.CancellationException
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Credentials and states in tables of one's own. */
class AttemptTest {
    private val secret = Secret.of(RFC_KEY)
    private val credential = Credential(secret)
    private var state = Authenticators.of(emptyList()).use { empty ->
        val added = empty.add(credential, 0)
        val state = requireNotNull(added.next).states.single()
        added.committed(Commit.STORED)
        state
    }

    @AfterEach
    fun close() {
        credential.close()
        secret.close()
    }

    private fun <T> opened(act: (Authenticators) -> T): T = Authenticators.of(credential, state).use(act)

    private fun verify(code: String, time: Long): Verdict =
        opened { it.verify(code, at(time)) }.commit { next ->
            state = next.states.single()
            Commit.STORED
        }

    @Test
    fun `a code is accepted once and never again`() {
        val accepted = assertInstanceOf(Verdict.Accepted::class.java, verify(AT_59, 59))
        assertEquals(1, accepted.position)
        assertEquals(0, accepted.offset)
        val rejected = assertInstanceOf(Verdict.Rejected::class.java, verify(AT_59, 59))
        assertTrue(rejected.rejection.isReplayed)
        assertFalse(rejected.isAccepted)
        assertFalse(verify(AT_59.chunked(3).joinToString(" "), 59).isAccepted)
        assertFalse(verify(AT_59, 30).isAccepted)
        assertTrue(verify(AT_1111111109, 1111111109).isAccepted)
    }

    @Test
    fun `an attempt is told once`() {
        val attempt = opened { it.verify(AT_59, at(59)) }
        assertNotNull(attempt.next)
        assertTrue(attempt.committed(Commit.STORED).isAccepted)
        refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.committed(Commit.STORED) }
        refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.commit { Commit.STORED } }
    }

    @Test
    fun `what is not stored denies`() {
        for ((commit, reason) in listOf(Commit.CONFLICT to Reason.CONFLICT, Commit.UNKNOWN to Reason.UNKNOWN)) {
            val attempt = opened { it.verify(AT_59, at(59)) }
            refused<MfaException.Commit>(reason) { attempt.commit { commit } }
            refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.committed(Commit.STORED) }
        }
    }

    @Test
    fun `what the states store throws denies and is the cause`() {
        val thrown = IllegalArgumentException("down")
        val attempt = opened { it.verify(AT_59, at(59)) }
        assertSame(thrown, refused<MfaException.Store>(Reason.FAILED) { attempt.commit { throw thrown } }.cause)
        val interrupted = opened { it.verify(AT_59, at(59)) }
        refused<MfaException.Store>(Reason.FAILED) { interrupted.commit { throw InterruptedException() } }
        assertTrue(Thread.interrupted())
        val cancelled = CancellationException("gone")
        assertSame(
            cancelled,
            refused<CancellationException> { opened { it.verify(AT_59, at(59)) }.commit { throw cancelled } },
        )
        val mine = refused<MfaException.Name> { Names.checkPerson("") }
        assertSame(mine, refused<MfaException.Name> { opened { it.verify(AT_59, at(59)) }.commit { throw mine } })
    }

    @Test
    fun `whoever looks for the first time after an attempt was told hears that it was`() {
        val policy = CodePolicy(throttle = Throttle(free = 1))
        repeat(2) { wrong ->
            opened { it.verify("00000$wrong", at(59), policy) }.commit { next ->
                state = next.states.single()
                Commit.STORED
            }
        }
        // Who is locked changes nothing, so there was nothing to look at.
        val attempt = opened { it.verify(AT_59, at(59), policy) }
        assertInstanceOf(Verdict.Locked::class.java, attempt.committed(Commit.STORED))
        refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.next }
        refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.commit { Commit.STORED } }
        refused<MfaException.Commit>(Reason.TOLD_BEFORE) { attempt.committed(Commit.STORED) }
    }

    @Test
    fun `what was never looked at cannot be said to be stored`() {
        val attempt = opened { it.verify(AT_59, at(59)) }
        refused<MfaException.Commit>(Reason.NOT_TAKEN) { attempt.committed(Commit.STORED) }
        // Nobody is in yet, and it can still be done right.
        assertEquals(2, requireNotNull(attempt.next).revision)
        assertTrue(attempt.committed(Commit.STORED).isAccepted)
    }

    @Test
    fun `eight threads that tell one attempt get one outcome`() {
        repeat(100) {
            val attempt = opened { it.verify(AT_59, at(59)) }
            assertNotNull(attempt.next)
            val told = inThreads(8) { runCatching { attempt.committed(Commit.STORED) } }
            assertEquals(1, told.count { it.isSuccess })
            told.mapNotNull { it.exceptionOrNull() }.forEach { assertInstanceOf(MfaException.Commit::class.java, it) }
        }
    }

    @Test
    fun `the revision goes on by one and a lock says until when`() {
        val policy = CodePolicy(throttle = Throttle(free = 1))
        val revisions = mutableListOf<Long>()
        repeat(2) {
            opened { it.verify("000000", at(59), policy) }.commit { next ->
                revisions += next.expectedRevision
                revisions += next.revision
                state = next.states.single()
                Commit.STORED
            }
        }
        assertEquals(listOf(1L, 2L, 2L, 3L), revisions)
        val locked = opened { it.verify(AT_59, at(59), policy) }
        assertNull(locked.next)
        assertEquals(Verdict.Locked::class.java, locked.committed(Commit.STORED).javaClass)
        val status = opened { it.status(at(59), policy) }
        assertEquals(at(59 + 30), status.lockedUntil)
        assertEquals(2, status.failures)
    }

    @Test
    fun `states of another credential or damaged ones are refused`() {
        for (damaged in listOf(ByteArray(0), ByteArray(63), ByteArray(64), ByteArray(1_000_000))) {
            refused<MfaException.Stored> { Authenticators.of(credential, damaged) }
        }
        for (index in state.indices) {
            val bent = state.copyOf().also { it[index] = (it[index].toInt() xor 1).toByte() }
            refused<MfaException.Stored> { Authenticators.of(credential, bent) }
        }
        Secret.of(ByteArray(20)).use { other ->
            Credential(other).use { refused<MfaException.Stored>(Reason.SEAL) { Authenticators.of(it, state) } }
        }
    }

    @Test
    fun `several authenticators come and go and the standing of nobody is kept`() {
        Secret.of(ByteArray(20) { 9 }).use { tablet ->
            Credential(tablet).use { second ->
                val both = opened { it.add(second, 0) }.run {
                    val states = requireNotNull(next).states
                    committed(Commit.STORED)
                    states
                }
                val pair = listOf(Authenticator(credential, both[0]), Authenticator(second, both[1]))
                Authenticators.of(pair).use { person ->
                    assertTrue(person.verify(AT_59, at(59)).commit { Commit.STORED }.isAccepted)
                    val with = person.verifyWith(1, AT_59, at(59)).commit { Commit.STORED }
                    assertInstanceOf(Verdict.Rejected::class.java, with)
                    refused<MfaException.Person>(Reason.NO_SUCH_AUTHENTICATOR) { person.verifyWith(-1, AT_59, at(59)) }
                    refused<MfaException.Person>(Reason.NO_SUCH_AUTHENTICATOR) { person.remove(2) }
                    val gone = person.removeAll()
                    val standing = requireNotNull(gone.next).standing
                    assertEquals(0, requireNotNull(gone.next).states.size)
                    gone.committed(Commit.STORED)
                    val again = Authenticators.of(emptyList(), standing).use { it.add(credential, 0) }
                    assertEquals(requireNotNull(gone.next).revision, requireNotNull(again.next).expectedRevision)
                    refused<MfaException.Stored> { Authenticators.of(emptyList(), ByteArray(0)) }
                }
                refused<MfaException> { opened { it.add(credential, 0) } }
            }
        }
    }

    @Test
    fun `an enrollment in tables of ones own is confirmed with the states`() {
        Enrollment.begin(Permit.byAdministrator(), secret, at(0)).use { begun ->
            assertEquals(at(600), begun.until)
            Enrollment.of(begun.toBytes()).use { stored ->
                assertArrayEquals(begun.toBytes(), stored.toBytes())
                val attempt = Authenticators.of(emptyList()).use { it.confirm(stored, AT_59, at(59)) }
                val next = requireNotNull(attempt.next)
                val enrolled = assertInstanceOf(NextEnrollment.Enrolled::class.java, next.enrollment)
                assertTrue(enrolled.secret.sameAs(secret))
                assertEquals(Parameters.TOTP, enrolled.parameters)
                assertInstanceOf(Confirmation.Confirmed::class.java, attempt.committed(Commit.STORED))
                state = next.states.single()
                // It was used up by that.
                assertFalse(verify(AT_59, 59).isAccepted)
                enrolled.secret.close()
            }
            refused<MfaException.Stored> { Enrollment.of(ByteArray(3)) }
        }
    }

    @Test
    fun `a suspended authenticator counts again once it is restored`() {
        opened { it.suspend(0) }.commit { next -> Commit.STORED.also { state = next.states.single() } }
        assertEquals(Verdict.Suspended, verify(AT_59, 59))
        val restored = opened { it.restore(Permit.byAdministrator(), 0, AT_59, at(59)) }
        assertEquals(Restoration.Restored, restored.commit { next -> Commit.STORED.also { state = next.states.single() } })
        assertTrue(verify(AT_1111111109, 1111111109).isAccepted)
    }

    @Test
    fun `rows say what became of an update`() {
        assertEquals(Commit.STORED, Commit.ofRows(1))
        assertEquals(Commit.CONFLICT, Commit.ofRows(0))
        for (rows in listOf(-1, 2, Int.MAX_VALUE, Int.MIN_VALUE)) assertEquals(Commit.UNKNOWN, Commit.ofRows(rows))
    }

    @Test
    fun `kotlin durations and times say the same`() {
        val now = kotlin.time.Instant.fromEpochSeconds(59)
        assertEquals(AT_59, credential.codeAt(now).code)
        assertEquals(credential.codeAt(at(59)).remaining, Duration.ofSeconds(credential.codeAt(now).left.inWholeSeconds))
        assertTrue(opened { it.verify(AT_59, now) }.commit { Commit.STORED }.isAccepted)
    }
}
