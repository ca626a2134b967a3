package io.libmfa.examples.sso

import io.libmfa.Commit
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.sql.SQLException
import javax.sql.DataSource

class CommitTest {
    @TempDir
    lateinit var folder: Path

    private val file get() = folder.resolve("people.db")

    @Test
    fun `a COMMIT that fails before it is done denies, and the code is good for one login still`() {
        val breaking = Breaking(sqlite(file))
        Office(folder, connections = breaking).use { office ->
            val phone = office.enroll()
            // The decision has something to store too: that the person came. Only the code's is to fail.
            office.logIn()
            breaking.commit = Breaking.BEFORE
            assertEquals(503, office.logIn(phone.code()).status)
            breaking.commit = { it() }
            assertEquals("in", office.logIn(phone.code()).answer)
            assertEquals("no", office.logIn(phone.code()).answer)
        }
    }

    @Test
    fun `a COMMIT whose answer is lost denies, the code is used up, and the next one works`() {
        val breaking = Breaking(sqlite(file))
        Office(folder, connections = breaking).use { office ->
            val phone = office.enroll()
            // The decision has something to store too: that the person came. Only the code's is to fail.
            office.logIn()
            breaking.commit = Breaking.AFTER
            assertEquals(503, office.logIn(phone.code()).status)
            breaking.commit = { it() }
            assertEquals("no", office.logIn(phone.code()).answer)
            office.clock.pass(30)
            assertEquals("in", office.logIn(phone.code()).answer)
        }
    }

    @Test
    fun `a change counts only if the record is the one that was read`() {
        val store = JdbcPersonStore(sqlite(file))
        val (one, two, three) = List(3) { byteArrayOf(0, -1, it.toByte()) }
        assertNull(store.read("alice"))
        assertEquals(Commit.CONFLICT, store.replace("alice", one, two))
        assertEquals(Commit.CONFLICT, store.replace("alice", one, null))
        assertEquals(Commit.STORED, store.replace("alice", null, one))
        assertEquals(Commit.CONFLICT, store.replace("alice", null, two))
        assertEquals(Commit.CONFLICT, store.replace("alice", two, three))
        assertEquals(Commit.CONFLICT, store.replace("bob", one, two))
        assertArrayEquals(one, store.read("alice"))
        assertEquals(Commit.STORED, store.replace("alice", one, two))
        assertArrayEquals(two, JdbcPersonStore(sqlite(file)).read("alice"))
        assertEquals(Commit.CONFLICT, store.replace("alice", one, null))
        assertEquals(Commit.STORED, store.replace("alice", two, null))
        assertNull(store.read("alice"))
    }

    @Test
    fun `names are told apart as they are written`() {
        val store = JdbcPersonStore(sqlite(file))
        val names = listOf("alice", "Alice", "alice ", "a%", "é", "e\u0301", "x'; DROP TABLE people; --")
        for ((index, name) in names.withIndex()) assertEquals(Commit.STORED, store.replace(name, null, byteArrayOf(index.toByte())))
        for ((index, name) in names.withIndex()) assertArrayEquals(byteArrayOf(index.toByte()), store.read(name))
    }

    @Test
    fun `what fails before COMMIT is thrown, and leaves nothing open`() {
        val source = sqlite(file)
        val store = JdbcPersonStore(source)
        source.connection.use { it.createStatement().use { s -> s.executeUpdate("ALTER TABLE people RENAME TO gone") } }
        assertThrows(SQLException::class.java) { store.replace("alice", null, byteArrayOf(1)) }
        source.connection.use { it.createStatement().use { s -> s.executeUpdate("ALTER TABLE gone RENAME TO people") } }
        assertEquals(Commit.STORED, store.replace("alice", null, byteArrayOf(1)))
    }

    @Test
    fun `each COMMIT syncs the log, and only the owner reads the files`() {
        val source = sqlite(file)
        source.connection.use { connection ->
            fun pragma(name: String) = connection.createStatement().use { statement ->
                statement.executeQuery("PRAGMA $name").use { it.next(); it.getString(1) }
            }
            assertEquals("wal", pragma("journal_mode"))
            // 2 is FULL.
            assertEquals("2", pragma("synchronous"))
            JdbcPersonStore(source).replace("alice", null, byteArrayOf(1))
            Files.list(folder).use { files ->
                files.forEach { assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(it)), "$it") }
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"))
        assertThrows(IllegalArgumentException::class.java) { sqlite(file) }
    }

    @Test
    fun `a link, a folder and a path that SQLite would read as settings are refused`() {
        sqlite(file)
        val link = Files.createSymbolicLink(folder.resolve("link.db"), file)
        val nowhere = Files.createSymbolicLink(folder.resolve("nowhere.db"), folder.resolve("gone.db"))
        val inside = Files.createDirectory(folder.resolve("folder.db"))
        for (path in listOf(link, nowhere, inside, folder.resolve("people.db?synchronous=OFF"))) {
            assertThrows(IllegalArgumentException::class.java, { sqlite(path) }, "$path")
        }
    }

    @Test
    fun `a pool that hands out connections with an open transaction loses nothing and blocks nobody`() {
        val source = sqlite(file)
        val begun = object : DataSource by source {
            override fun getConnection() = source.connection.apply { autoCommit = false }
        }
        val store = JdbcPersonStore(begun)
        assertNull(store.read("alice"))
        assertEquals(Commit.STORED, store.replace("alice", null, byteArrayOf(1)))
        assertArrayEquals(byteArrayOf(1), JdbcPersonStore(source).read("alice"))
    }
}
