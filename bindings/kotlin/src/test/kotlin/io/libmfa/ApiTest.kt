package io.libmfa

import java.io.File
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test

/** The public interface is the one that was committed to. */
class ApiTest {
    private val committed = File("api/libmfa.api")

    private val dump: String by lazy {
        val classes = File("target/classes").walk().filter { it.extension == "class" }.sorted().toList()
        buildString { AbiTools.getInstance().printJvmDump(this, classes, AbiFilters.EMPTY) }
    }

    @Test
    fun `the public interface changes only when it is meant to`() {
        if (System.getProperty("mfa.bless").toBoolean()) committed.writeText(dump)
        assertEquals(
            committed.takeIf(File::isFile)?.readText().orEmpty(),
            dump,
            "The public interface is not that of api/libmfa.api. If it is meant to be: mvn -B test -Dtest=ApiTest -Dmfa.bless=true",
        )
    }

    @Test
    fun `nothing of the bridge is public and nothing is mangled for Java`() {
        assertFalse("io/libmfa/bridge" in dump.lines().filterNot { "synthetic" in it }.joinToString("\n"))
        val mangled = dump.lines().filter { Regex("""fun \S*-[A-Za-z0-9_-]{7}""").containsMatchIn(it) }
        // What Kotlin's own durations make so: only in the file of extensions for Kotlin.
        val elsewhere = dump.substringBefore("public final class io/libmfa/KotlinTime ") +
            dump.substringAfter("public final class io/libmfa/KotlinTime ").substringAfter("\n}\n")
        assertEquals(emptyList<String>(), mangled.filter { it in elsewhere })
    }
}
