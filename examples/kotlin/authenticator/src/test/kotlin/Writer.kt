package io.libmfa.examples.authenticator

import java.nio.file.Path

/** Replaces a file again and again, each time with other bytes, until it is killed. */
fun main(arguments: Array<String>) {
    val vault = FileVault(Path.of(arguments[0]))
    println("writing")
    generateSequence('a') { if (it == 'z') 'a' else it + 1 }.forEach { letter ->
        vault.change { letter.toString().repeat(1 shl 20).toByteArray() }
    }
}
