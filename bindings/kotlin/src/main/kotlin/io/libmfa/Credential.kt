package io.libmfa

import java.time.Duration
import java.time.Instant
import io.libmfa.bridge.Credential as Bridged

/**
 * A secret and its parameters, prepared once and used often: it holds the keyed hash, so a code costs two compressions.
 *
 * It holds the secret's key in native memory, as a [Secret] does, and is closed like one. The secret that it was made of can
 * be closed at once. It can be used by several threads.
 *
 * Counters are numbers of 64 bits without a sign, 0 to 2^64 - 2, as [java.lang.Long.toUnsignedString] prints them.
 *
 * @throws MfaException.Parameters if this library was built without the hash
 */
public class Credential @JvmOverloads constructor(
    secret: Secret,
    /** What is public about it. */
    public val parameters: Parameters = Parameters.TOTP,
) : AutoCloseable {
    internal val handle: Handle<Bridged> =
        Handle("the credential", secret.handle.with { Bridged(it, parameters.bridged()) })

    /**
     * The code at a time, and for how long it is the current one.
     *
     * @throws MfaException.Time if it is no time, or before the first step
     * @throws MfaException.Parameters if the credential is counter-based
     */
    public fun codeAt(now: Instant): Shown {
        val shown = handle.with { it.codeAt(now.seconds) }
        return Shown(shown.code, shown.step.toLong(), seconds(shown.secondsLeft))
    }

    /**
     * The code of a time step.
     *
     * @throws MfaException.Parameters if the credential is counter-based, or there is no such step
     */
    public fun codeIn(step: Long): String = handle.with { it.codeIn(step.toULong()) }

    /**
     * The code of a counter.
     *
     * @throws MfaException.Parameters if the credential is time-based, or there is no such counter
     */
    public fun codeFor(counter: Long): String = handle.with { it.codeFor(counter.toULong()) }

    /**
     * How many steps the clock is off that a code comes from; `null` if it is none of the steps in reach.
     *
     * For administrators only: it costs no attempt and looks both ways, so whoever may call it at a login can guess codes.
     * There is [People.diagnose] for logins.
     *
     * @param reach how many steps it looks to each side: 1 to 2,880
     * @throws MfaException.Policy if the reach is out of its range
     */
    public fun diagnoseAsAdministrator(code: String, now: Instant, reach: Int): Long? =
        handle.with { io.libmfa.bridge.diagnoseAsAdministrator(it, now.seconds, code.text, reach.orRefusedShort()) }

    /** Wipes the key. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Credential(***)"
}

/** What an authenticator app shows. */
public class Shown internal constructor(
    /** The code, with its leading zeros. */
    public val code: String,
    /** The time step that it is the code of. */
    public val step: Long,
    /** For how long it is still the current one: whole seconds, at least one. */
    public val remaining: Duration,
) {
    /** The code in two halves, as it is read best: `123 456`. */
    public val grouped: String
        get() = code.substring(0, (code.length + 1) / 2) + " " + code.substring((code.length + 1) / 2)

    /** Says nothing of the code. */
    override fun toString(): String = "Shown(***)"
}
