package io.libmfa.examples.authenticator

import com.google.zxing.BarcodeFormat
import com.google.zxing.client.j2se.MatrixToImageWriter
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.writeText

class ProgramTest {
    @TempDir
    lateinit var home: Path

    private val desk by lazy { Desk(home) }

    @Test
    fun `an account is added, shown and deleted by the program as it is started`() {
        val added = desk.process("add", typed = PHONE + "\n")
        assertEquals(listOf(0, "added Example: alice\n", ""), listOf(added.status, added.out, added.err))
        val listed = desk.process("list")
        assertTrue(Regex("""Example: alice {2}\d{4} \d{4} {2}\[=+ *] \d+ s\n""").matches(listed.out), listed.out + listed.err)
        assertEquals(1, desk.process("delete", "Example: alice", typed = "no\n").status)
        assertEquals(0, desk.process("delete", "Example: alice", "--yes").status)
        assertTrue(desk.process("list").out.startsWith("There is no account"))
    }

    @Test
    fun `codes are those of RFC 6238, with the seconds that are left`() {
        desk.said("add", PHONE)
        // Appendix B: 94287082 at 59, 07081804 at 1111111109.
        assertEquals("Example: alice  9428 7082  [=         ] 1 s\n", desk.said("list", at = 59))
        assertEquals("Example: alice  0708 1804  [=         ] 1 s\n", desk.said("list", at = 1111111109))
        assertEquals("Example: alice  1405 0471  [==========] 29 s\n", desk.said("list", at = 1111111111))
    }

    @Test
    fun `counter-based codes are those of RFC 4226, each shown once`() {
        desk.said("add", "otpauth://hotp/Bank:bob?secret=$RFC_SECRET&issuer=Bank&counter=0")
        // Appendix D.
        for (code in listOf("755 224", "287 082", "359 152")) assertEquals("$code\n", desk.said("next", "Bank: bob"))
    }

    @Test
    fun `a picture made by ZXing is read back`() {
        val picture = home.resolve("code.png")
        val matrix = QRCodeWriter().encode(PHONE, BarcodeFormat.QR_CODE, 400, 400)
        MatrixToImageWriter.writeToPath(matrix, "png", picture)
        assertEquals("added Example: alice\n", desk.said("add", "--picture", picture.toString()))
        assertTrue(desk.said("list").contains("9428 7082"))
    }

    @Test
    fun `what is no picture, holds no code, or is not there is refused by name`() {
        val text = home.resolve("text.png").apply { writeText("no picture") }
        assertTrue(desk.refused("add", "--picture", text.toString()).contains("no picture of a kind that is known"))
        val blank = home.resolve("blank.png")
        javax.imageio.ImageIO.write(java.awt.image.BufferedImage(50, 50, 1), "png", blank.toFile())
        assertTrue(desk.refused("add", "--picture", blank.toString()).contains("no QR code was found"))
        assertTrue(desk.refused("add", "--picture", home.resolve("none").toString()).contains("there is no file"))
    }

    @Test
    fun `nothing that it says holds a secret`() {
        val bad = listOf(
            PHONE.replace("digits=8", "digits=77"), PHONE.replace("totp", "frob"), PHONE + "&secret=$RFC_SECRET",
            PHONE.replace("secret=", "secret=1"), PHONE.replace("//", "/"), "x".repeat(5000) + RFC_SECRET,
        )
        for (uri in bad) {
            val said = desk.refused("add", typed = uri) + desk.refused("add", uri)
            assertFalse(said.contains(RFC_SECRET), said)
            assertTrue(said.startsWith("authenticator: "), said)
        }
        assertFalse(desk.said("add", PHONE).contains(RFC_SECRET))
        assertFalse(desk.refused("add", PHONE).contains(RFC_SECRET))
    }

    @Test
    fun `one name and one secret are there once`() {
        desk.said("add", PHONE)
        assertTrue(desk.refused("add", PHONE).contains("already"))
        assertTrue(desk.refused("add", PHONE, "--name", "other").contains("has that secret already"))
        assertTrue(desk.refused("add", TOKEN, "--name", "Example: alice").contains("already"))
        desk.said("add", TOKEN)
    }

    @Test
    fun `a name that would rewrite the terminal is escaped wherever it is shown`() {
        val name = "a\u001b[2Jb\u202ec"
        val shown = "a\\u{1b}[2Jb\\u{202e}c"
        assertEquals("added $shown\n", desk.said("add", PHONE, "--name", name))
        assertTrue(desk.said("list").startsWith(shown))
        assertTrue(desk.refused("delete", "\u0007").contains("called \\u{7}; there are: $shown"))
        assertTrue(desk.said("delete", name, "--yes").contains(shown))
    }

    @Test
    fun `deleting asks, and anything but yes deletes nothing`() {
        desk.said("add", PHONE)
        for (answer in listOf("", "\n", "n\n", "no\n", "yess\n")) desk.refused("delete", "Example: alice", typed = answer)
        assertTrue(desk.said("delete", "Example: alice", typed = "y\n").contains("deleted"))
    }

    @Test
    fun `what is not understood ends with 2 and says how it is called`() {
        for (wrong in listOf(listOf("frob"), listOf("next"), listOf("add", "a", "b"), listOf("list", "--frob"))) {
            val ran = desk.run(*wrong.toTypedArray())
            assertEquals(2, ran.status)
            assertTrue(ran.err.contains("Usage: authenticator"), ran.err)
        }
    }

    @Test
    fun `a counter-based account has no code in the list, and a time-based one no next`() {
        desk.said("add", TOKEN)
        desk.said("add", PHONE)
        assertTrue(desk.said("list").startsWith("Bank: bob       counter-based"))
        assertTrue(desk.refused("next", "Example: alice").contains("go by time"))
    }
}
