package io.libmfa

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** The stories that every language tells, told here; and that the teller finds what is wrong. */
class StoryTest {
    private val files: List<File> =
        folder("mfa.stories").listFiles { file -> file.extension == "txt" }.orEmpty().sorted()

    @TestFactory
    fun `every story comes out as it says`(): List<DynamicTest> = files.map { file ->
        dynamicTest(file.name) {
            val telling = tell(file.name, file.readText())
            telling.leftOut.forEach { println("left out, for it needs ${it.second}: ${it.first}") }
            assertEquals("", telling.wrong.joinToString("\n"))
        }
    }

    @Test
    fun `there are as many stories as were written`() {
        val tellings = files.map { tell(it.name, it.readText()) }
        val (stories, steps) = tellings.sumOf { it.stories } to tellings.sumOf { it.steps }
        println("$stories stories, $steps steps")
        assertTrue(stories >= 60 && steps >= 580, "$stories stories, $steps steps")
        // Which challenge is drawn is not for an app to say: those of challenge.txt.
        assertTrue(tellings.sumOf { it.leftOut.size } <= 3)
    }

    private fun wrong(lines: String): String {
        val beginning = "story Alice\nsecret phone = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\nat 1111111109\n"
        return tell("file.txt", beginning + lines).wrong.joinToString("\n")
    }

    @Test
    fun `the teller finds what is wrong`() {
        assertEquals("", wrong("alice adds phone -> done\nalice verifies 081804 -> accepted by=phone"))
        val wrong = listOf(
            "alice adds phone -> refused",
            "alice adds phone -> done\nalice verifies 081804 -> accepted by=tablet",
            "alice adds phone -> done\nalice verifies 081804 -> accepted colour=red",
            "alice adds phone -> done\nalice verifies 081804 -> rejected",
            "alice adds phone",
            "alice dances -> done",
            "alice adds tablet -> done",
            "policy no.such = 1\nalice adds phone -> done",
            "fault reply-lost\nalice adds phone -> done",
            "alice adds phone -> done\nfault write-fails",
            "alice adds phone -> done\nfault write-fails\nalice status -> stands",
            "fault comet\nalice adds phone -> done",
            "needs a miracle\nalice adds phone -> done",
            "",
        )
        for (lines in wrong) assertTrue(wrong(lines).startsWith("file.txt:"), "nothing was found wrong with: $lines")
    }
}
