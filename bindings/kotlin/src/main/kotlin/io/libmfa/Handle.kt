package io.libmfa

import io.libmfa.bridge.Disposable
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger

/**
 * Holds something native for as long as it is open or in use.
 *
 * The generated code looks after the object that a method is called on, but not after those that are its arguments, and
 * lets them be freed under a call. So every use of either goes through here.
 */
internal class Handle<B : Disposable>(private val what: String, private val held: B) : AutoCloseable {
    /** One for being open, and one for each call under way. Whoever takes the last one away frees. */
    private val holders = AtomicInteger(1)
    private val isClosed = AtomicBoolean(false)

    /** Calls with what is held. It is not freed before the call returns, even if it is closed meanwhile. */
    inline fun <R> with(call: (B) -> R): R {
        val held = take()
        try {
            return crossing { call(held) }
        } finally {
            release()
        }
    }

    /** The same; `null` if it was closed. */
    inline fun <R> withIfOpen(call: (B) -> R): R? {
        val held = takeIfOpen() ?: return null
        try {
            return crossing { call(held) }
        } finally {
            release()
        }
    }

    fun take(): B = takeIfOpen() ?: throw IllegalStateException("$what was closed")

    fun takeIfOpen(): B? {
        while (true) {
            val count = holders.get()
            if (count == 0 || isClosed.get()) return null
            if (holders.compareAndSet(count, count + 1)) return held
        }
    }

    fun release() {
        if (holders.decrementAndGet() == 0) held.destroy()
    }

    /** Frees it once no call is under way. A second time it does nothing. */
    override fun close() {
        if (isClosed.compareAndSet(false, true)) release()
    }
}

/** Calls with all that these hold. */
internal inline fun <B : Disposable, R> holding(handles: List<Handle<B>>, call: (List<B>) -> R): R {
    val held = ArrayList<B>(handles.size)
    try {
        handles.mapTo(held) { it.take() }
        return call(held)
    } finally {
        // As many as were taken, in their order.
        for (index in held.indices) handles[index].release()
    }
}
