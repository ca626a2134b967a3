package io.libmfa.examples.authenticator

import java.io.Console
import java.io.InputStream
import java.io.PrintStream
import java.io.Reader

/** What the program reads from and writes to. Whatever comes from outside is [escaped] before it is written. */
class Terminal(
    input: InputStream,
    private val output: PrintStream,
    private val errors: PrintStream,
    private val console: Console? = null,
) {
    private val input: Reader = input.reader()

    fun line(text: String) = output.println(text)

    fun error(text: String) = errors.println(text)

    /** A line that is not shown while it is typed, where there is a keyboard. */
    fun hidden(prompt: String): String {
        val typed = console?.readPassword("%s", prompt)?.let { String(it).also { _ -> it.fill(' ') } } ?: inputLine()
        return typed ?: throw Refused("there is no otpauth URI: give it as an argument, on standard input or as a picture")
    }

    /** Whether the answer is yes. */
    fun ask(question: String): Boolean {
        output.print(question)
        output.flush()
        return inputLine()?.trim()?.lowercase() in setOf("y", "yes")
    }

    fun flush() {
        output.flush()
        errors.flush()
    }

    private fun inputLine(): String? {
        val line = StringBuilder()
        while (true) {
            val character = input.read()
            if (character == -1 && line.isEmpty()) return null
            if (character == -1 || character == '\n'.code) return line.toString()
            if (line.length == LONGEST_LINE) throw Refused("the line is longer than $LONGEST_LINE characters")
            line.append(character.toChar())
        }
    }

    companion object {
        private const val LONGEST_LINE = 4096

        fun ofProcess(): Terminal = Terminal(System.`in`, utf8(System.out), utf8(System.err), System.console())

        private fun utf8(stream: PrintStream) = PrintStream(stream, false, Charsets.UTF_8)
    }
}

/** A text that rewrites no terminal: controls, marks of direction and what does not print are written as `\u{..}`. */
fun escaped(text: String): String = buildString {
    text.codePoints().forEach { point ->
        if (prints(point)) appendCodePoint(point) else append("\\u{%x}".format(point))
    }
}

private fun prints(point: Int): Boolean = when (Character.getType(point).toByte()) {
    Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
    -> false
    else -> true
}

/** A code in two halves, as it is read best. */
fun grouped(code: String): String = "${code.substring(0, (code.length + 1) / 2)} ${code.substring((code.length + 1) / 2)}"
