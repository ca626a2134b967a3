package io.libmfa.examples.sso

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

class HttpTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `what is too long, of another type, or no object of texts is refused, and quoted nowhere`() =
        Office(folder).use { office ->
            assertEquals(413, office.send("/login", "x".repeat(4097)).status)
            assertEquals(400, office.send("/login", "{}", type = "text/plain").status)
            val password = "hunter2"
            val bodies = listOf(
                "", "x$password", "[]", "{}", "null", "\"$password\"", "{\"person\":\"alice\",\"password\":\"$password\"",
                "{\"person\":1,\"password\":\"$password\"}", "{\"person\":null,\"password\":\"$password\"}",
                "{\"person\":{\"$password\":1}}", "{\"person\":\"${"a".repeat(1025)}\",\"password\":\"$password\"}",
                "[".repeat(4096), "{\"a\":".repeat(800), "\u0000", "{\"person\":\"alice\"}",
            )
            for (body in bodies) {
                val said = office.send("/login", body)
                assertEquals(400, said.status, body)
                assertFalse(said.toString().contains(password), said.toString())
            }
            assertEquals("in", office.logIn().answer)
        }

    @Test
    fun `names and codes that are none cost nothing and crash nothing`() = Office(folder).use { office ->
        val phone = office.enroll()
        val typed = listOf("", " ", "12345", "1234567890123", "12345x", "\u202e123456", "\ud83d\ude00", "१२३४५६")
        repeat(10) { for (text in typed) assertEquals(400, office.logIn(text).status, text) }
        assertEquals("in", office.logIn(phone.code()).answer)
    }

    @Test
    fun `other paths and methods are not there`() = Office(folder).use { office ->
        assertEquals(404, office.send("/", "{}").status)
        assertEquals(404, office.send("/login/x", "{}").status)
        assertEquals(404, office.send("/loginx", "{}").status)
        assertEquals(405, office.send("/login", "", method = "GET").status)
    }
}
