package io.libmfa

import java.nio.file.Files
import java.nio.file.Path
import java.sql.SQLException
import java.time.Clock
import java.time.ZoneOffset
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicInteger
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What people's logins come to by what the store answers. */
class StoresTest {
    private val store = MemoryStore()

    private fun people(store: PersonStore = this.store, time: Long = 59): People =
        People(store, clock = Clock.fixed(at(time), ZoneOffset.UTC), uptime = UptimeSource.NONE)

    private fun enrolled(store: PersonStore = this.store) =
        Secret.of(RFC_KEY).use { people(store).add("alice", "phone", it) }

    /** A store whose next answers are somebody else's. */
    private inner class Bent(
        private val read: (String) -> ByteArray? = store::read,
        private val replace: (String, ByteArray?, ByteArray?) -> Commit = store::replace,
    ) : PersonStore {
        override fun read(person: String) = read.invoke(person)
        override fun replace(person: String, expected: ByteArray?, next: ByteArray?) =
            replace.invoke(person, expected, next)
    }

    @Test
    fun `a store that throws denies and its error is the cause`() {
        enrolled()
        val down = SQLException("down")
        val errors = listOf(
            refused<MfaException.Store>(Reason.FAILED) { people(Bent(read = { throw down })).verify("alice", AT_59) },
            refused<MfaException.Store>(Reason.FAILED) {
                people(Bent(replace = { _, _, _ -> throw down })).verify("alice", AT_59)
            },
        )
        for (error in errors) assertSame(down, error.cause)
        // It was not written, so it is still good.
        assertTrue(people().verify("alice", AT_59).isAccepted)
    }

    @Test
    fun `no store is asked for a name that is none`() {
        val asked = AtomicInteger()
        val people = people(Bent(read = { asked.incrementAndGet(); null }))
        val calls = listOf<(String) -> Any?>(
            { people.verify(it, AT_59) }, { people.decide(it) }, { people.unlock(it) }, { people.forget(it) },
            { people.info(it) }, { people.status(it) }, { people.diagnosePending(it, AT_59, 10) },
        )
        for (name in listOf("", ".", "../alice", ".alice", "a/b", "a\u0000b", "a".repeat(256))) {
            for (call in calls) assertThrows(MfaException.Name::class.java) { call(name) }
        }
        assertEquals(0, asked.get())
    }

    @Test
    fun `a store that throws after it wrote denies and the code is used up`() {
        enrolled()
        val lost = Bent(replace = { person, expected, next ->
            store.replace(person, expected, next)
            throw SQLException("connection lost")
        })
        refused<MfaException.Store> { people(lost).verify("alice", AT_59) }
        assertFalse(people().verify("alice", AT_59).isAccepted)
    }

    @Test
    fun `an outcome that is unknown denies and is never read back`() {
        enrolled()
        val reads = AtomicInteger()
        val unknown = Bent(
            read = { reads.incrementAndGet(); store.read(it) },
            replace = { person, expected, next -> Commit.UNKNOWN.also { store.replace(person, expected, next) } },
        )
        refused<MfaException.Commit>(Reason.UNKNOWN) { people(unknown).verify("alice", AT_59) }
        assertEquals(1, reads.get())
        refused<MfaException.Commit>(Reason.UNKNOWN) { people(unknown).forget("alice") }
    }

    @Test
    fun `whoever loses the race begins anew and the code is a replay`() {
        enrolled()
        val first = AtomicInteger()
        val losing = Bent(replace = { person, expected, next ->
            if (first.getAndIncrement() == 0) assertTrue(people().verify("alice", AT_59).isAccepted)
            store.replace(person, expected, next)
        })
        val verdict = assertInstanceOf(Verdict.Rejected::class.java, people(losing).verify("alice", AT_59))
        assertTrue(verdict.rejection.isReplayed)
    }

    @Test
    fun `a store that always conflicts denies after a thousand times`() {
        enrolled()
        val tries = AtomicInteger()
        val busy = Bent(replace = { _, _, _ -> Commit.CONFLICT.also { tries.incrementAndGet() } })
        refused<MfaException.Commit>(Reason.BUSY) { people(busy).verify("alice", AT_59) }
        assertEquals(1000, tries.get())
    }

    @Test
    fun `whoever cancels or interrupts gets what they threw and nobody is in`() {
        enrolled()
        val cancelled = CancellationException("gone")
        assertSame(
            cancelled,
            refused<CancellationException> { people(Bent(read = { throw cancelled })).verify("alice", AT_59) },
        )
        val error = refused<MfaException.Store> {
            people(Bent(replace = { _, _, _ -> throw InterruptedException() })).verify("alice", AT_59)
        }
        assertInstanceOf(InterruptedException::class.java, error.cause)
        assertTrue(Thread.interrupted())
    }

    @Test
    fun `an empty or damaged record is refused and nobody new`() {
        enrolled()
        val stored = requireNotNull(store.read("alice"))
        val bent = stored.copyOf().also { it[it.size / 2] = (it[it.size / 2] + 1).toByte() }
        for (bytes in listOf(ByteArray(0), byteArrayOf(0), bent, stored.copyOf(stored.size - 1), ByteArray(100_000))) {
            val damaged = people(Bent(read = { bytes }))
            refused<MfaException.Stored> { damaged.verify("alice", AT_59) }
            refused<MfaException.Stored> { damaged.decide("alice") }
            refused<MfaException.Stored> { damaged.info("alice") }
            Secret.of(RFC_KEY).use { secret -> refused<MfaException.Stored> { damaged.add("alice", "other", secret) } }
        }
        refused<MfaException.Stored>(Reason.ANOTHER_PERSON) { people(Bent(read = { stored })).verify("bob", AT_59) }
    }

    @Test
    fun `one code in eight threads over one store lets exactly one in`() {
        repeat(200) { round ->
            val store = MemoryStore()
            enrolled(store)
            val came = inThreads(8) { people(store).verify("alice", AT_59) }
            assertEquals(1, came.count { it.isAccepted }, "round $round: $came")
            assertEquals(7, came.count { it is Verdict.Rejected && it.rejection.isReplayed }, "round $round: $came")
        }
    }

    @Test
    fun `wrong codes in eight threads are all counted`() {
        enrolled()
        inThreads(8) { runCatching { people().verify("alice", "00000$it") } }
        val status = requireNotNull(people().status("alice"))
        // Six fail before the lock; one that is locked is not looked at.
        assertEquals(6, status.failures)
        assertTrue(status.lockedUntil != null)
    }

    @Test
    fun `the store may keep and give the very arrays`() {
        val arrays = HashMap<String, ByteArray>()
        val naive = object : PersonStore {
            override fun read(person: String) = arrays[person]
            override fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit {
                if (!arrays[person].contentEquals(expected)) return Commit.CONFLICT
                if (next == null) arrays.remove(person) else arrays[person] = next
                return Commit.STORED
            }
        }
        enrolled(naive)
        assertTrue(people(naive).verify("alice", AT_59).isAccepted)
        assertFalse(people(naive).verify("alice", AT_59).isAccepted)
        assertTrue(people(naive, 1111111109).verify("alice", AT_1111111109).isAccepted)
        people(naive).forget("alice")
        assertNull(people(naive).info("alice"))
        refused<MfaException.Person>(Reason.NO_SUCH_PERSON) { people(naive).forget("alice") }
    }

    @Test
    fun `the memory store replaces exactly what was read`() {
        val (one, other) = byteArrayOf(1) to byteArrayOf(2)
        assertEquals(Commit.CONFLICT, store.replace("bob", one, other))
        assertEquals(Commit.STORED, store.replace("bob", null, null))
        assertEquals(Commit.STORED, store.replace("bob", null, one))
        assertEquals(Commit.CONFLICT, store.replace("bob", null, other))
        assertEquals(Commit.CONFLICT, store.replace("bob", other, null))
        one[0] = 9
        assertArrayEquals(byteArrayOf(1), store.read("bob"))
        assertEquals(listOf("bob"), store.people)
        assertEquals(Commit.STORED, store.replace("bob", byteArrayOf(1), null))
        assertNull(store.read("bob"))
    }

    @Test
    fun `the file store keeps people where other programs find them`(@TempDir folder: Path) {
        val place = folder.resolve("people")
        refused<MfaException.Store>(Reason.NO_FOLDER) { FileStore(place) }
        val files = FileStore(place, create = true)
        enrolled(files)
        assertEquals(listOf("alice"), files.people)
        assertTrue(people(FileStore(place)).verify("alice", AT_59).isAccepted)
        assertFalse(people(files).verify("alice", AT_59).isAccepted)
        assertEquals(1, Files.list(place).use { list -> list.filter { "alice" in it.fileName.toString() }.count() })
        people(files).forget("alice")
        assertEquals(emptyList<String>(), files.people)
        assertNull(files.read("alice"))
        assertEquals(Commit.STORED, files.replace("alice", null, null))
    }

    @Test
    fun `one code in eight threads over one folder lets exactly one in`(@TempDir folder: Path) {
        val files = FileStore(folder.resolve("people"), create = true)
        repeat(10) {
            enrolled(files)
            assertEquals(1, inThreads(8) { people(files).verify("alice", AT_59) }.count { it.isAccepted })
            people(files).forget("alice")
        }
    }
}
