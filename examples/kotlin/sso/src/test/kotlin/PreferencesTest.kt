package io.libmfa.examples.sso

import com.github.ajalt.clikt.core.CliktError
import io.libmfa.MfaException
import io.libmfa.Policies
import io.libmfa.PolicyFileKind
import io.libmfa.Requirement
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import kotlin.io.path.readBytes
import kotlin.io.path.readLines
import kotlin.io.path.setPosixFilePermissions
import kotlin.io.path.writeBytes

class PreferencesTest {
    private val folder = Path.of(System.getProperty("mfa.preferences", "../../../host/tests/preferences"))

    @TempDir
    lateinit var managed: Path

    /** The file as an administrator would have put it there: others cannot write it. */
    private fun installed(name: String): Path = managed.resolve(name).apply {
        writeBytes(folder.resolve(name).readBytes())
        setPosixFilePermissions(PosixFilePermissions.fromString("rw-r--r--"))
    }

    @ParameterizedTest
    @ValueSource(strings = ["array.xml", "top-level.xml", "bare.xml"])
    fun `each shape of managed preferences says the same`(name: String) {
        val policies = read(installed(name))
        assertEquals(Duration.ofHours(240), policies.timeOffline)
        assertEquals(Duration.ofHours(12), policies.timeWithoutFactor)
        assertEquals(Duration.ofMinutes(90), policies.grantLength)
        assertEquals("help@example.org", policies.contactEmail)
        assertEquals("+33 4 00 00 00 00", policies.contactPhone)
        assertEquals(listOf("*"), policies.required)
        assertEquals(Requirement.REQUIRED, policies.requirementOf("alice"))
    }

    @Test
    fun `what is no key of ours is told`() {
        val reading = Policies.DEFAULT.read(folder.resolve("array.xml").readBytes(), PolicyFileKind.MANAGED_PREFERENCES)
        assertTrue("TenantID" in reading.unknown, reading.toString())
    }

    @Test
    fun `a file that is not well-formed is refused with line and column, and nothing of it is taken over`() {
        val file = folder.resolve("broken.xml")
        val before = Policies.DEFAULT.with("enrollment.issuer", "Before")
        val error = assertThrows(MfaException.PolicyFile::class.java) {
            before.read(file.readBytes(), PolicyFileKind.MANAGED_PREFERENCES)
        }
        // Its fault is `/string>` for `</string>`, which shows no earlier than at the next tag that closes.
        val fault = file.readLines().indexOfFirst { it.contains("Example/string>") } + 1
        assertTrue(error.line!! in fault..fault + 2 && error.column!! > 0, "${error.line}:${error.column}")
        assertEquals(Policies.DEFAULT.required, before.required)
        assertEquals(Policies.DEFAULT.timeOffline, before.timeOffline)
        assertEquals("Before", before.issuer)
        val refused = assertThrows(CliktError::class.java) { read(installed("broken.xml")) }
        assertTrue(refused.message!!.contains("broken.xml:${error.line}:${error.column}: "), refused.message)
    }

    @Test
    fun `a file that others can write is refused`() {
        val file = installed("array.xml")
        file.setPosixFilePermissions(PosixFilePermissions.fromString("rw-rw-rw-"))
        assertThrows(CliktError::class.java) { read(file) }
    }
}
