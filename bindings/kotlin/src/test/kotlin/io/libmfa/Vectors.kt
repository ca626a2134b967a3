package io.libmfa

import java.io.File
import java.time.Instant

// The files that tests in every language read: blocks of `key = value`, apart by empty lines; `#` begins a comment.

internal typealias Block = Map<String, String>

internal fun vectors(name: String): List<Block> = blocks(File(folder("mfa.vectors"), name).readText())

internal fun folder(property: String): File {
    val folder = File(requireNotNull(System.getProperty(property)) { "-D$property says where they are" })
    check(folder.isDirectory) { "$folder is not there: -D$property says where it is" }
    return folder
}

private fun blocks(text: String): List<Block> {
    val lines = text.lines().filterNot { it.startsWith("#") }.joinToString("\n")
    return lines.split(Regex("\n\\s*\n")).map { block ->
        block.lines().filter(String::isNotBlank).associate { line ->
            val at = line.indexOf('=')
            check(at > 0) { "no key = value: $line" }
            line.substring(0, at).trim() to line.substring(at + 1).trim()
        }
    }.filter { it.isNotEmpty() }
}

internal fun String.hex(): ByteArray = chunked(2).map { it.toInt(16).toByte() }.toByteArray()

internal fun ByteArray.hex(): String = joinToString("") { "%02x".format(it) }

internal fun String.words(): List<String> = split(' ').filter(String::isNotEmpty)

internal fun at(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

internal fun algorithm(name: String): Algorithm = Algorithm.valueOf(name)

/** RFC 4226's and RFC 6238's key for SHA-1. */
internal val RFC_KEY: ByteArray = "12345678901234567890".toByteArray()

/** Codes of [RFC_KEY], six digits, from RFC 6238, appendix B (the last six of its eight digits). */
internal const val AT_59 = "287082"
internal const val AT_1111111109 = "081804"
internal const val AT_1111111111 = "050471"
internal const val AT_1234567890 = "005924"

internal inline fun <reified E : Throwable> refused(reason: Reason? = null, call: () -> Any?): E {
    val thrown = try {
        val came = call()
        throw AssertionError("came to $came, and should have thrown ${E::class.simpleName}")
    } catch (error: Throwable) {
        error
    }
    if (thrown !is E) throw AssertionError("threw $thrown, and should have thrown ${E::class.simpleName}", thrown)
    if (reason != null && (thrown as? MfaException)?.reason != reason) {
        throw AssertionError("threw $thrown with ${(thrown as? MfaException)?.reasonName}, and should have with $reason")
    }
    return thrown
}
