package io.libmfa.examples.sso

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.CoreCliktCommand
import com.github.ajalt.clikt.core.main
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.required
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.path
import com.github.ajalt.clikt.parameters.types.restrictTo
import io.libmfa.MfaException
import io.libmfa.Policies
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.util.Properties
import kotlin.io.path.reader

/** A verifier of logins on loopback. */
fun main(arguments: Array<String>) = Sso().main(arguments)

private class Sso : CoreCliktCommand(name = "sso") {
    private val database by option("--database", metavar = "FILE").path().required().help("the SQLite database; made if it is not there")
    private val stub by option("--stub-first-factor", metavar = "FILE").path().required()
        .help("person=password, a line each. A stub: put your directory in its place")
    private val port by option("--port").int().restrictTo(0..65535).default(8480).help("on loopback; 0 takes a free one")
    private val policy by option("--policy", metavar = "FILE").path().help("a policy file, or managed preferences")

    override fun help(context: Context) = "Verifies logins: a stub of a first factor, and libmfa behind it."

    override fun run() {
        val service = try {
            Service(JdbcPersonStore(sqlite(database)), StubFirstFactor(passwords(stub)), policy?.let(::read) ?: Policies.DEFAULT)
        } catch (error: IOException) {
            throw CliktError("sso: ${error.javaClass.simpleName}: ${error.message}", statusCode = 1)
        } catch (error: IllegalArgumentException) {
            throw CliktError("sso: ${error.message}", statusCode = 1)
        }
        val server = Server(service, port)
        Runtime.getRuntime().addShutdownHook(Thread(server::close))
        println("http://127.0.0.1:${server.port}")
    }
}

/** As a whole or not at all: with a file that is broken nothing is started. */
internal fun read(file: Path): Policies = try {
    val reading = Policies.DEFAULT.readFile(file)
    reading.unknown.forEach { System.err.println("sso: $file: no key of ours: $it") }
    reading.policies
} catch (error: MfaException.PolicyFile) {
    val place = listOfNotNull(file, error.line, error.column).joinToString(":")
    throw CliktError("sso: $place: ${error.message}", statusCode = 1)
}

private fun passwords(file: Path): Map<String, String> {
    if (!Files.isRegularFile(file)) throw IOException("there is no file $file")
    val read = Properties().apply { file.reader().use(::load) }
    return read.stringPropertyNames().associateWith(read::getProperty)
}
