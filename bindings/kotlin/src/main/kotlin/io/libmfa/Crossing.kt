package io.libmfa

import com.sun.jna.Memory
import io.libmfa.bridge.InternalException
import io.libmfa.bridge.Refused
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CancellationException

// What values do on their way to the native library and back.

/** Calls the bridge, and throws its errors as this package has them. */
internal inline fun <R> crossing(call: () -> R): R =
    try {
        call()
    } catch (refused: Refused) {
        throw refused.asException()
    } catch (_: CharacterCodingException) {
        throw MfaException.Entry("NotText", "the text holds half of a surrogate pair, which is no character")
    } catch (fault: InternalException) {
        throw MfaException.Internal("libmfa failed: ${fault.message}", fault)
    }

/**
 * This text, if it is one. Half of a surrogate pair is refused before anything is handed to a call: the generated code refuses
 * it too, but only when it has taken what is lent to the call, and does not give that back.
 */
internal val String.text: String
    get() {
        if (!Charsets.UTF_8.newEncoder().canEncode(this)) {
            throw MfaException.Entry("NotText", "the text holds half of a surrogate pair, which is no character")
        }
        return this
    }

/** Calls a store, which is to do something. What it throws denies; whoever cancels gets what they threw. */
@Suppress("TooGenericExceptionCaught")
internal inline fun <T> storing(what: String, call: () -> T): T =
    try {
        call()
    } catch (error: MfaException) {
        throw error
    } catch (error: CancellationException) {
        throw error
    } catch (error: Exception) {
        if (error is InterruptedException) Thread.currentThread().interrupt()
        throw MfaException.Store("Failed", "the store failed to $what; nobody gets in", error)
    }

/** Lends bytes to one call, in native memory that is wiped and freed after it. */
internal inline fun <R> ByteArray.lent(call: (ByteBuffer) -> R): R =
    // There is no native memory of no bytes.
    Memory(maxOf(size, 1).toLong()).use { memory ->
        try {
            memory.write(0, this, 0, size)
            call(memory.getByteBuffer(0, size.toLong()))
        } finally {
            memory.clear()
        }
    }

/** Whole seconds since 1970; a fraction is cut off, as a clock does that shows seconds. The library refuses what is no time. */
internal val Instant.seconds: Long get() = epochSecond

internal fun instant(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

internal fun seconds(count: UInt): Duration = Duration.ofSeconds(count.toLong())

/** A number of 0 to 255; any other becomes one that every range of the library leaves out. */
internal fun Int.orRefusedByte(): UByte = if (this in 0..UByte.MAX_VALUE.toInt()) toUByte() else UByte.MAX_VALUE

/** The same of 0 to 65535. */
internal fun Int.orRefusedShort(): UShort = if (this in 0..UShort.MAX_VALUE.toInt()) toUShort() else UShort.MAX_VALUE

/** A length of whole seconds that 32 bits hold, or none. */
internal fun Duration.wholeSecondsOrNull(): UInt? =
    if (nano == 0 && seconds in 0..UInt.MAX_VALUE.toLong()) seconds.toUInt() else null

/** A count that is far below the bounds of an [Int]. */
internal fun UInt.count(): Int = if (this <= Int.MAX_VALUE.toUInt()) toInt() else Int.MAX_VALUE
