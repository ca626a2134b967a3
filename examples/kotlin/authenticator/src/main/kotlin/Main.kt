package io.libmfa.examples.authenticator

import java.nio.file.Path
import java.time.Clock
import kotlin.system.exitProcess

/** An authenticator for the terminal. */
fun main(arguments: Array<String>) {
    val terminal = Terminal.ofProcess()
    val program = Program(terminal, Clock.systemUTC(), System.getenv())
    val status = program.run(arguments.toList())
    terminal.flush()
    exitProcess(status)
}

/** Where the vault is unless something else is said: below the home folder, as freedesktop.org lays it out. */
internal fun defaultVault(environment: Map<String, String>): Path {
    // What is set but empty counts as not set.
    fun set(name: String) = environment[name]?.takeIf { it.isNotEmpty() }
    val data = set("XDG_DATA_HOME") ?: ((set("HOME") ?: System.getProperty("user.home")) + "/.local/share")
    return Path.of(data, "libmfa-authenticator", "vault")
}
