package io.libmfa.examples.authenticator

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.io.path.createSymbolicLinkPointingTo
import kotlin.io.path.readBytes
import kotlin.io.path.setPosixFilePermissions
import kotlin.io.path.writeBytes

class FileVaultTest {
    @TempDir
    lateinit var home: Path

    private val desk by lazy { Desk(home) }
    private val file get() = home.resolve("folder/vault")

    private fun mode(path: Path) = PosixFilePermissions.toString(Files.getPosixFilePermissions(path))

    private fun FileVault.put(text: String) = change { text.toByteArray() }

    private fun FileVault.text() = read()?.decodeToString()

    @Test
    fun `only its owner reads the file and enters the folder`() {
        desk.said("add", PHONE)
        assertEquals("rwx------", mode(desk.vault.parent))
        Files.list(desk.vault.parent).use { files -> files.forEach { assertEquals("rw-------", mode(it)) } }
    }

    @Test
    fun `a file or a folder that others can open is refused, and so is a link`() {
        desk.said("add", PHONE)
        for (wrong in listOf("rw-r-----", "rw----r--", "rw--w----", "rw-------")) {
            desk.vault.setPosixFilePermissions(PosixFilePermissions.fromString(wrong))
            if (wrong == "rw-------") desk.said("list") else assertTrue(desk.refused("list").contains(wrong))
        }
        desk.vault.parent.setPosixFilePermissions(PosixFilePermissions.fromString("rwx--x---"))
        for (command in listOf(arrayOf("list"), arrayOf("add", TOKEN), arrayOf("delete", "Example: alice", "--yes"))) {
            assertTrue(desk.refused(*command).contains("can be opened by others"))
        }
        desk.vault.parent.setPosixFilePermissions(PosixFilePermissions.fromString("rwx------"))
        val elsewhere = home.resolve("elsewhere")
        Files.move(desk.vault, elsewhere)
        desk.vault.createSymbolicLinkPointingTo(elsewhere)
        assertTrue(desk.refused("list").contains("link"))
    }

    @Test
    fun `a change that is cut at any step leaves the old or the new, and the next one works`() {
        FileVault(file).put("old")
        for (cut in FileVault.Step.entries) {
            FileVault(file).put("old")
            val breaking = FileVault(file, reach = { if (it == cut) throw IOException("cut at $it") })
            assertThrows(IOException::class.java) { breaking.put("new") }
            val expected = if (cut <= FileVault.Step.MOVE) "old" else "new"
            assertEquals(expected, FileVault(file).text(), "cut at $cut")
            FileVault(file).put("newer")
            assertEquals("newer", FileVault(file).text())
        }
    }

    @Test
    fun `a code is not shown unless its counter is stored`() {
        desk.said("add", TOKEN)
        desk.vault.parent.resolve("vault.next").let { Files.createDirectory(it); it.resolve("in the way").writeBytes(ByteArray(1)) }
        val ran = desk.run("next", "Bank: bob")
        assertEquals(1, ran.status)
        assertEquals("", ran.out)
    }

    @Test
    fun `a writer that is killed at any time leaves a whole file`() {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val classes = "target/classes:target/test-classes:target/lib/*"
        FileVault(file).put("0".repeat(1 shl 20))
        repeat(KILLS) { round ->
            val writer = ProcessBuilder(java, "-cp", classes, "io.libmfa.examples.authenticator.WriterKt", file.toString())
                .redirectErrorStream(true).start()
            val first = writer.inputReader().readLine()
            assertEquals("writing", first)
            Thread.sleep(round * 7L)
            // SIGKILL.
            writer.destroyForcibly()
            assertTrue(writer.waitFor(30, TimeUnit.SECONDS))
            val text = FileVault(file).text()!!
            assertEquals(1 shl 20, text.length)
            assertEquals(1, text.toSet().size)
        }
        FileVault(file).put("free")
        assertEquals("free", FileVault(file).text())
    }

    @Test
    fun `of eight threads that ask for the next code each gets another one`() {
        desk.said("add", TOKEN)
        val shown = java.util.concurrent.ConcurrentLinkedQueue<String>()
        List(8) { thread { repeat(5) { shown += desk.said("next", "Bank: bob") } } }.forEach(Thread::join)
        assertEquals(40, shown.size)
        // Codes of 40 counters, of which no two are equal for this secret.
        assertEquals(40, shown.toSet().size)
    }

    @Test
    fun `a vault that is cut short, longer, or changed is refused or read, and crashes nothing`() {
        desk.said("add", PHONE)
        val whole = desk.vault.readBytes()
        for (length in whole.indices) {
            desk.vault.writeBytes(whole.copyOf(length))
            assertTrue(desk.refused("list").contains("damaged"), "cut to $length")
        }
        desk.vault.writeBytes(whole + 0)
        assertTrue(desk.refused("list").contains("damaged"))
        for (index in whole.indices) {
            desk.vault.writeBytes(whole.copyOf().also { it[index] = (it[index] + 128).toByte() })
            val ran = desk.run("list")
            assertTrue(ran.status == 0 || ran.err.startsWith("authenticator: "), ran.err)
        }
        assertFalse(whole.isEmpty())
    }

    private companion object {
        const val KILLS = 8
    }
}
