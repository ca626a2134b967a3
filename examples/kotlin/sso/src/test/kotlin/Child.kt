package io.libmfa.examples.sso

import io.libmfa.MfaException
import io.libmfa.People
import java.nio.file.Path
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors

/** Another server on the same database, as a process of its own. */
class Child(vararg arguments: String) : AutoCloseable {
    private val process: Process = ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp", "target/classes:target/test-classes:target/lib/*", "io.libmfa.examples.sso.ChildKt", *arguments,
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val from = process.inputReader()
    private val to = process.outputWriter()

    fun tell(line: String) {
        to.write(line + "\n")
        to.flush()
    }

    fun hear(): String = from.readLine() ?: error("the other process ended")

    /** SIGKILL. */
    fun kill() {
        process.destroyForcibly()
        process.waitFor()
    }

    override fun close() = kill()
}

fun peopleAt(source: javax.sql.DataSource, seconds: Long): People =
    People(JdbcPersonStore(source), clock = Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC))

private const val THREADS = 8

/** `race FILE`: tries each code it is told in eight threads. `hang FILE before|after`: stops around the COMMIT. */
fun main(arguments: Array<String>) {
    val source = Breaking(sqlite(Path.of(arguments[1])))
    when (arguments.getOrNull(2)) {
        "before" -> source.commit = { hang() }
        "after" -> source.commit = { commit -> commit(); hang() }
    }
    val threads = Executors.newFixedThreadPool(THREADS)
    println("ready")
    for (line in generateSequence(::readlnOrNull)) {
        val (code, time) = line.split(" ")
        val count = if (arguments[0] == "race") THREADS else 1
        val barrier = CyclicBarrier(count)
        val tries = List(count) { Callable { barrier.await(); tried(source, code, time.toLong()) } }
        println(threads.invokeAll(tries).joinToString(" ") { it.get() })
    }
}

private fun tried(source: Breaking, code: String, time: Long): String = try {
    if (peopleAt(source, time).verify("alice", code).isAccepted) "in" else "no"
} catch (error: MfaException) {
    error.reasonName
}

private fun hang() {
    println("hangs")
    Thread.sleep(Long.MAX_VALUE)
}
