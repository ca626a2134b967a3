package io.libmfa.examples.authenticator

import org.junit.jupiter.api.Assertions.assertEquals
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import java.util.concurrent.TimeUnit

/** The program, run in this process or as one of its own, with a home folder that is a test's. */
class Desk(private val home: Path) {
    class Ran(val status: Int, val out: String, val err: String)

    val vault: Path get() = home.resolve(".local/share/libmfa-authenticator/vault")

    fun run(vararg arguments: String, typed: String = "", at: Long = 59): Ran {
        val (out, err) = ByteArrayOutputStream() to ByteArrayOutputStream()
        val terminal = Terminal(typed.byteInputStream(), PrintStream(out, true), PrintStream(err, true))
        val clock = Clock.fixed(Instant.ofEpochSecond(at), ZoneOffset.UTC)
        val status = Program(terminal, clock, mapOf("HOME" to home.toString())).run(arguments.toList())
        return Ran(status, out.toString(), err.toString())
    }

    /** What it says, if it is done. */
    fun said(vararg arguments: String, typed: String = "", at: Long = 59): String =
        run(*arguments, typed = typed, at = at).let { ran ->
            assertEquals("", ran.err)
            assertEquals(0, ran.status)
            ran.out
        }

    /** What it says, if it refuses. */
    fun refused(vararg arguments: String, typed: String = ""): String = run(*arguments, typed = typed).let { ran ->
        assertEquals(1, ran.status, ran.out + ran.err)
        ran.err
    }

    /** The same through `main`, in a process of its own. */
    fun process(vararg arguments: String, typed: String = ""): Ran {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val builder = ProcessBuilder(java, "-cp", "target/classes:target/lib/*", "$PACKAGE.MainKt", *arguments)
        builder.environment().remove("XDG_DATA_HOME")
        builder.environment()["HOME"] = home.toString()
        val process = builder.start()
        process.outputStream.use { it.write(typed.toByteArray()) }
        val (out, err) = process.inputReader().readText() to process.errorReader().readText()
        check(process.waitFor(60, TimeUnit.SECONDS)) { "it does not end" }
        return Ran(process.exitValue(), out, err)
    }

    private companion object {
        const val PACKAGE = "io.libmfa.examples.authenticator"
    }
}

/** The secret of RFC 4226's and RFC 6238's tables, `12345678901234567890`. */
const val RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const val PHONE = "otpauth://totp/Example:alice?secret=$RFC_SECRET&issuer=Example&digits=8"
const val TOKEN = "otpauth://hotp/Bank:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR&issuer=Bank&counter=0"
