package io.libmfa

import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is native is there as long as it is used, and not longer. */
class LifetimeTest {
    @Test
    fun `use after close is an error and closing twice is none`() {
        val secret = Secret.of(RFC_KEY)
        val credential = Credential(secret)
        val permit = Permit.byAdministrator()
        secret.close()
        secret.close()
        val closed: List<() -> Any?> = listOf(
            { secret.expose() }, { secret.toBase32() }, { secret.strength }, { secret.sameAs(secret) },
            { Credential(secret) }, { Ocra(secret, "OCRA-1:HOTP-SHA1-6:QN08") },
            { OtpauthUri.format(null, "alice", secret) }, { Enrollment.begin(permit, secret, at(0)) },
            { People(MemoryStore()).add("alice", "phone", secret) },
            { People(MemoryStore()).addAll("alice", listOf(NewAuthenticator("phone", secret))) },
        )
        for (call in closed) refused<IllegalStateException>(call = call)
        // The credential has its own key.
        assertEquals(AT_59, credential.codeAt(at(59)).code)
        val person = Authenticators.of(emptyList()).add(credential, 0).let { added ->
            val state = requireNotNull(added.next).states.single()
            added.committed(Commit.STORED)
            Authenticators.of(credential, state)
        }
        credential.close()
        refused<IllegalStateException> { credential.codeAt(at(59)) }
        refused<IllegalStateException> { Authenticators.of(credential, ByteArray(64)) }
        // What was opened with it holds on to it.
        assertTrue(person.verify(AT_59, at(59)).commit { Commit.STORED }.isAccepted)
        person.close()
        refused<IllegalStateException> { person.verify(AT_59, at(59)) }
        val key = RecoveryKey.issue().apply { close() }
        refused<IllegalStateException> { key.issuePin("laptop", at(0)) }
        refused<IllegalStateException> { People(MemoryStore()).setRecoveryKey("alice", "laptop", key) }
        val sheet = RecoverySheet.draw().apply { close() }
        refused<IllegalStateException> { sheet.codes() }
        refused<IllegalStateException> { People(MemoryStore()).setRecoveryCodes("alice", sheet) }
    }

    @Test
    fun `closing while others use it crashes nothing and gives them an answer or an error`() {
        repeat(200) {
            val secret = Secret.of(RFC_KEY)
            val credential = Credential(secret)
            val isOver = AtomicBoolean(false)
            inThreads(4) { thread ->
                if (thread == 0) {
                    Thread.yield()
                    secret.close()
                    credential.close()
                    isOver.set(true)
                } else {
                    var wasOver: Boolean
                    do {
                        wasOver = isOver.get()
                        try {
                            assertEquals(AT_59, credential.codeAt(at(59)).code)
                            Credential(secret).use { assertEquals(AT_59, it.codeAt(at(59)).code) }
                            assertTrue(secret.sameAs(secret))
                        } catch (closed: IllegalStateException) {
                            assertTrue("closed" in closed.message.orEmpty(), closed.toString())
                        }
                    } while (!wasOver)
                }
            }
        }
    }

    @Test
    fun `eight threads on one credential all get the right codes`() {
        val expected = mapOf(59L to AT_59, 1111111109L to AT_1111111109, 1111111111L to AT_1111111111)
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                inThreads(8) {
                    repeat(500) {
                        for ((time, code) in expected) assertEquals(code, credential.codeAt(at(time)).code)
                    }
                }
            }
        }
    }

    @Test
    fun `a hundred thousand calls leave no memory behind`() {
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                val state = Authenticators.of(emptyList()).use { empty ->
                    empty.add(credential, 0).let { requireNotNull(it.next).states.single() }
                }
                val people = People(MemoryStore())
                people.add("alice", "phone", secret)
                fun calls(count: Int) = repeat(count) { number ->
                    Authenticators.of(credential, state).use { person ->
                        // Told, let go of, and refused.
                        repeat(4) { credential.codeAt(at(59)) }
                        when (number % 4) {
                            0 -> person.verify(AT_59, at(59)).commit { Commit.STORED }
                            1 -> person.verify("000000", at(59))
                            2 -> refused<MfaException.Entry> { person.verify("x", at(59)) }
                            else -> refused<MfaException.Entry>(Reason.NOT_TEXT) { person.verify(HALF, at(59)) }
                        }
                    }
                    // A person's record: looked at, decided of, and refused before and after it is lent.
                    when (number % 4) {
                        0 -> people.info("alice")
                        1 -> people.decide("alice")
                        2 -> refused<MfaException.Entry> { people.verify("alice", "x") }
                        else -> refused<MfaException.Entry>(Reason.NOT_TEXT) { people.rename("alice", "phone", HALF) }
                    }
                    if (number % 10 == 0) Secret.of(RFC_KEY).close()
                    // What is let go of is freed by a thread of its own, which gets to it.
                    if (number % 5_000 == 0) System.gc()
                }
                // Each round is more than ten calls. An attempt that stayed would be 3,000 KiB in 10,000 of them; what the
                // allocator keeps for later is only in the first batches. What counts is the sum of the last three.
                val grown = mutableListOf<Long>()
                var before = settled(0)
                do {
                    calls(4_000)
                    val after = settled(before)
                    grown += after - before
                    before = after
                } while ((grown.size < 3 || grown.takeLast(3).sum() > MOST_GROWTH) && grown.size < 12)
                assertTrue(grown.takeLast(3).sum() <= MOST_GROWTH, "grown by $grown KiB")
            }
        }
    }

    /**
     * What the process holds once the cleaners have freed what the garbage collector found, in KiB: when it holds as little as
     * is looked for, or no less for a second. The heap is all there from the beginning (see the pom), so it does not show.
     */
    private fun settled(goal: Long): Long {
        var least = Long.MAX_VALUE
        var sinceLess = 0
        while (sinceLess < 10 && least > goal) {
            System.gc()
            Thread.sleep(100)
            val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }
            val now = line.filter(Char::isDigit).toLong()
            sinceLess = if (now < least - 100) 0 else sinceLess + 1
            least = minOf(least, now)
        }
        return least
    }

    private companion object {
        /** KiB. */
        const val MOST_GROWTH = 1_000L

        /** Half of a surrogate pair. */
        const val HALF = "\uD800"
    }
}

/** Does it in so many threads at once, and throws what any of them throws. */
internal fun <T> inThreads(count: Int, work: (Int) -> T): List<T> {
    val threads = Executors.newFixedThreadPool(count)
    try {
        val ready = CountDownLatch(count)
        val futures: List<Future<T>> = (0 until count).map { number ->
            threads.submit<T> {
                ready.countDown()
                ready.await()
                work(number)
            }
        }
        return futures.map { it.get(60, TimeUnit.SECONDS) }
    } finally {
        threads.shutdownNow()
    }
}
