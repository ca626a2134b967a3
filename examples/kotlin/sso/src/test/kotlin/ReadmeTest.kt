package io.libmfa.examples.sso

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.exists
import kotlin.io.path.readLines

/** Runs the commands of README.md. A block is one shell; `...` stands for anything; a status that is not 0 follows in brackets. */
class ReadmeTest {
    private class Command(val text: String, val expected: MutableList<String> = ArrayList())

    @TestFactory
    fun `commands print what is shown`(@TempDir home: Path): List<DynamicTest> =
        blocks().mapIndexed { index, block -> dynamicTest("block ${index + 1}") { run(block, home) } }

    @Test
    fun `there are commands, and what is not shown is found`() {
        assertEquals(2, blocks().size)
        assertTrue(matches("a ... c\n...d", "a b c\nx\nd"))
        assertTrue(!matches("a ...", "b c") && !matches("", "x") && !matches("a.c", "abc"))
    }

    private fun blocks(): List<List<Command>> {
        val blocks = ArrayList<MutableList<Command>>()
        var isInside = false
        for (line in Path.of("../README.md").readLines()) when {
            line == "```shell-session" -> { isInside = true; blocks += ArrayList<Command>() }
            line == "```" -> isInside = false
            isInside && line.startsWith("$ ") -> blocks.last() += Command(line.drop(2))
            isInside -> blocks.last().last().expected += line
        }
        return blocks
    }

    private fun run(block: List<Command>, home: Path) {
        assertTrue(Path.of("../authenticator/target/lib").exists(), "build the module authenticator first")
        val script = block.joinToString("") { "${it.text}\ns=$?; [ \$s = 0 ] || echo \"[\$s]\"; echo $MARK\n" }
        val output = home.resolve("output").toFile()
        val builder = ProcessBuilder("bash", "-c", script).directory(Path.of("..").toFile())
        builder.environment().remove("XDG_DATA_HOME")
        builder.environment()["HOME"] = home.toString()
        val process = builder.redirectErrorStream(true).redirectOutput(output).start()
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "it does not end")
        val printed = output.readText().split("$MARK\n").dropLast(1)
        assertEquals(block.size, printed.size, output.readText())
        block.zip(printed) { command, text ->
            assertTrue(matches(command.expected.joinToString("\n"), text.trimEnd()), "${command.text}\n$text")
        }
    }

    private fun matches(expected: String, printed: String): Boolean =
        Regex(expected.split("...").joinToString("[\\s\\S]*") { Regex.escape(it) }).matches(printed)

    private companion object {
        const val MARK = "-- done --"
        const val SECONDS = 120L
    }
}
