package io.libmfa.examples.sso

import io.libmfa.Credential
import io.libmfa.Secret
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.Instant

class ProcessesTest {
    @TempDir
    lateinit var folder: Path

    private val file get() = folder.resolve("people.db")
    private val secret = Secret.of("12345678901234567890".toByteArray())
    private val credential = Credential(secret)

    private fun code(time: Long) = credential.codeAt(Instant.ofEpochSecond(time)).code

    @Test
    fun `of eight threads in each of four processes one gets in with one code`() {
        peopleAt(sqlite(file), START).add("alice", "phone", secret)
        val children = List(4) { Child("race", file.toString()) }
        try {
            children.forEach { assertEquals("ready", it.hear()) }
            repeat(ROUNDS) { round ->
                val time = START + 30L * (round + 1)
                children.forEach { it.tell("${code(time)} $time") }
                val all = children.flatMap { it.hear().split(" ") }
                assertEquals(32, all.size)
                assertEquals(1, all.count { it == "in" }, "round $round: $all")
                assertEquals(31, all.count { it == "no" }, "round $round: $all")
            }
        } finally {
            children.forEach(Child::close)
        }
        assertEquals(0, peopleAt(sqlite(file), START).status("alice")!!.failures)
    }

    @Test
    fun `whoever is killed before COMMIT has used up nothing, and the code gets in once`() {
        var time = START
        peopleAt(sqlite(file), time).add("alice", "phone", secret)
        repeat(KILLS) {
            time += 30
            killedAt("before", time)
            val people = peopleAt(sqlite(file), time)
            assertTrue(people.verify("alice", code(time)).isAccepted)
            assertFalse(people.verify("alice", code(time)).isAccepted)
        }
    }

    @Test
    fun `whoever is killed after COMMIT has used up the code, and the next one gets in`() {
        var time = START
        peopleAt(sqlite(file), time).add("alice", "phone", secret)
        repeat(KILLS) {
            time += 30
            killedAt("after", time)
            assertFalse(peopleAt(sqlite(file), time).verify("alice", code(time)).isAccepted)
            time += 30
            assertTrue(peopleAt(sqlite(file), time).verify("alice", code(time)).isAccepted)
        }
    }

    private fun killedAt(where: String, time: Long) = Child("hang", file.toString(), where).use { child ->
        assertEquals("ready", child.hear())
        child.tell("${code(time)} $time")
        assertEquals("hangs", child.hear())
        child.kill()
    }

    private companion object {
        const val START = 1_700_000_010L
        const val ROUNDS = 100
        const val KILLS = 3
    }
}
