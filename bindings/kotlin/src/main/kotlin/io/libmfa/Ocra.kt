package io.libmfa

import java.time.Duration
import java.time.Instant
import io.libmfa.bridge.Ocra as Bridged
import io.libmfa.bridge.OcraFormat as BridgedFormat
import io.libmfa.bridge.OcraInputs as BridgedInputs
import io.libmfa.bridge.OcraPinHash as BridgedPinHash
import io.libmfa.bridge.OcraSuite as BridgedSuite
import io.libmfa.bridge.OcraTime as BridgedTime
import io.libmfa.bridge.readOcraSuite

/**
 * OCRA: the response that proves a key to whoever asked a question (RFC 6287). A key under a suite, prepared once and used
 * often; it holds the key as a [Credential] does, and is closed like one.
 *
 * @param suite such as `OCRA-1:HOTP-SHA256-8:QA08`
 * @throws MfaException.Ocra if the suite is none that can be used
 */
public class Ocra(secret: Secret, suite: String) : AutoCloseable {
    private val handle: Handle<Bridged> = Handle("the OCRA key", secret.handle.with { Bridged(it, suite.text) })

    /** What its suite says. */
    public val suite: OcraSuite get() = handle.with { OcraSuite.of(it.suite()) }

    /**
     * The response.
     *
     * @throws MfaException.Ocra if an input is missing that the suite takes, there though it takes none, or not as it says
     */
    public fun response(inputs: OcraInputs): String = computing(inputs) { key, given -> key.response(given) }

    /**
     * Whether what was typed is the response, in constant time. Whoever verifies sees to it that a question is answered
     * once, and counts failures.
     *
     * @throws MfaException.Entry if what was typed is no response
     * @throws MfaException.Ocra as [response]
     */
    public fun matches(inputs: OcraInputs, typed: String): Boolean =
        computing(inputs) { key, given -> key.matches(given, typed.text) }

    /** Wipes the key. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Ocra(***)"

    private inline fun <R> computing(inputs: OcraInputs, call: (Bridged, BridgedInputs) -> R): R =
        holding(listOfNotNull(inputs.pinHash?.handle)) { pinHash ->
            handle.with { call(it, inputs.bridged(pinHash.firstOrNull())) }
        }
}

/**
 * What a response is computed from. What the suite takes has to be there, what it does not must not.
 *
 * @property question the question: in mutual challenge-response, the one that the other side asked
 * @property ownQuestion the question that this side asked, in mutual challenge-response
 * @property counter the counter, 64 bits without a sign
 * @property pinHash the hash of the PIN
 * @property session session information
 * @property time the time
 */
public class OcraInputs @JvmOverloads constructor(
    public val question: String,
    public val ownQuestion: String? = null,
    public val counter: Long? = null,
    public val pinHash: OcraPinHash? = null,
    public val session: ByteArray? = null,
    public val time: OcraTime? = null,
) {
    internal fun bridged(hash: BridgedPinHash?): BridgedInputs =
        BridgedInputs(question.text, ownQuestion?.text, counter?.toULong(), hash, session, time?.bridged())

    /** Says nothing of what it holds. */
    override fun toString(): String = "OcraInputs(***)"
}

/** When a response is computed. */
public sealed interface OcraTime {
    /** At a time, whose step is the suite's to say. */
    public data class At(public val now: Instant) : OcraTime

    /** In a step: how many of the suite's steps have passed since 1970. */
    public data class Step(public val number: Long) : OcraTime
}

private fun OcraTime.bridged(): BridgedTime = when (this) {
    is OcraTime.At -> BridgedTime.At(now.seconds)
    is OcraTime.Step -> BridgedTime.Step(number.toULong())
}

/** The hash of a PIN. It is no protection: whoever has it finds the PIN by trying. Close it as a [Secret]. */
public class OcraPinHash private constructor(internal val handle: Handle<BridgedPinHash>) : AutoCloseable {
    private constructor(bridged: BridgedPinHash) : this(Handle("the PIN's hash", bridged))

    /** Which hash it is. */
    public val algorithm: Algorithm get() = handle.with { Algorithm.of(it.algorithm()) }

    /** Wipes it. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "OcraPinHash(***)"

    public companion object {
        /** Hashes a PIN, as UTF-8. */
        @JvmStatic
        public fun of(pin: String, algorithm: Algorithm): OcraPinHash =
            crossing { OcraPinHash(BridgedPinHash.of(pin, algorithm.bridged)) }

        /**
         * A hash that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's.
         *
         * @throws MfaException.Ocra if there are as many as no hash has
         */
        @JvmStatic
        public fun of(bytes: ByteArray): OcraPinHash = bytes.lent { crossing { OcraPinHash(BridgedPinHash.import(it)) } }
    }
}

/**
 * What a suite says.
 *
 * @property text the suite as it was written
 * @property algorithm the hash that HMAC is computed with
 * @property digits how many digits a response has: 4 to 10
 * @property questionFormat what a question is written with
 * @property longestQuestion the most characters of a question: 4 to 64; it has 4 at least
 * @property takesCounter whether a counter is taken
 * @property pinHash the hash of the PIN, if one is taken
 * @property sessionLength the most bytes of session information, 1 to 512, if any is taken
 * @property timeStep how long a time step lasts, if the time is taken
 */
public data class OcraSuite internal constructor(
    public val text: String,
    public val algorithm: Algorithm,
    public val digits: Int,
    public val questionFormat: OcraFormat,
    public val longestQuestion: Int,
    public val takesCounter: Boolean,
    public val pinHash: Algorithm?,
    public val sessionLength: Int?,
    public val timeStep: Duration?,
) {
    public companion object {
        /**
         * Reads a suite.
         *
         * @throws MfaException.Ocra if it is none that can be used
         */
        @JvmStatic
        public fun parse(text: String): OcraSuite = of(crossing { readOcraSuite(text) })

        internal fun of(bridged: BridgedSuite): OcraSuite = OcraSuite(
            bridged.text,
            Algorithm.of(bridged.algorithm),
            bridged.digits.count(),
            OcraFormat.of(bridged.questionFormat),
            bridged.longestQuestion.count(),
            bridged.takesCounter,
            bridged.pinHash?.let(Algorithm::of),
            bridged.sessionLength?.count(),
            bridged.timeStep?.let(::seconds),
        )
    }
}

/** What a question is written with. */
public enum class OcraFormat {
    /** Printable ASCII characters without space. */
    ALPHANUMERIC,

    /** Decimal digits. */
    NUMERIC,

    /** Hexadecimal digits in either case. */
    HEXADECIMAL;

    internal companion object {
        fun of(bridged: BridgedFormat): OcraFormat = when (bridged) {
            BridgedFormat.ALPHANUMERIC -> ALPHANUMERIC
            BridgedFormat.NUMERIC -> NUMERIC
            BridgedFormat.HEXADECIMAL -> HEXADECIMAL
        }
    }
}
