package io.libmfa

import io.libmfa.bridge.CodePolicy as Bridged
import io.libmfa.bridge.CodeRules
import io.libmfa.bridge.Preset
import io.libmfa.bridge.ThrottleRules
import io.libmfa.bridge.presetRules
import java.time.Duration

/**
 * How codes are verified. Checked when it is made, also by `copy`.
 *
 * @property past how many past steps are acceptable (TOTP): 0 to 50
 * @property future how many future steps are acceptable (TOTP): 0 to 50
 * @property lookAhead how many counters are acceptable (HOTP): 1 to 100
 * @property drift how many steps a clock may be learned to be off: 1 to 20; `null` learns nothing
 * @property resyncRange how far a resynchronization looks (HOTP): 1 to 1,000 counters
 * @property throttle what wrong codes lead to
 * @throws MfaException.Policy if a number is out of its range
 */
public data class CodePolicy @JvmOverloads constructor(
    public val past: Int = 1,
    public val future: Int = 1,
    public val lookAhead: Int = 10,
    public val drift: Int? = null,
    public val resyncRange: Int = 100,
    public val throttle: Throttle = Throttle(),
) {
    internal val handle: Handle<Bridged> = Handle("the policy", crossing { Bridged(rules()) })

    internal fun rules(): CodeRules = CodeRules(
        past.orRefusedByte(),
        future.orRefusedByte(),
        lookAhead.orRefusedByte(),
        drift?.orRefusedByte(),
        resyncRange.orRefusedShort(),
        throttle.rules(),
    )

    public companion object {
        /** One step to each side, ten counters ahead, no drift. */
        @JvmField
        public val DEFAULT: CodePolicy = of(Preset.DEFAULT)

        /** RFC 6238, section 5.2, to the letter: one step back, none ahead. */
        @JvmField
        public val RFC_6238: CodePolicy = of(Preset.RFC6238)

        /** NIST SP 800-63B: closed after 100 wrong codes. */
        @JvmField
        public val NIST_SP_800_63B: CodePolicy = of(Preset.NIST_SP80063B)

        /** OWASP ASVS 5.0. */
        @JvmField
        public val ASVS_5: CodePolicy = of(Preset.ASVS5)

        /** Five attempts, for administrators. */
        @JvmField
        public val ADMINISTRATOR: CodePolicy = of(Preset.ADMINISTRATOR)

        private fun of(preset: Preset): CodePolicy = of(crossing { presetRules(preset) })

        internal fun of(rules: CodeRules): CodePolicy = CodePolicy(
            rules.past.toInt(),
            rules.future.toInt(),
            rules.lookAhead.toInt(),
            rules.drift?.toInt(),
            rules.resyncRange.toInt(),
            Throttle(
                rules.throttle.free.toInt(),
                seconds(rules.throttle.firstLock),
                seconds(rules.throttle.longestLock),
                rules.throttle.cap.toInt(),
                if (rules.throttle.closesAtCap) AtCap.CLOSE else AtCap.KEEP_LOCKING,
            ),
        )
    }
}

/**
 * What consecutive wrong codes lead to. Checked with the [CodePolicy] that it is in.
 *
 * @property free how many do not lock
 * @property firstLock how long the first lock lasts: whole seconds; each further one lasts twice as long
 * @property longestLock how long a lock lasts at the most: whole seconds
 * @property cap after how many the ladder ends: 1 to 100
 * @property atCap what happens then
 */
public data class Throttle @JvmOverloads constructor(
    public val free: Int = 5,
    public val firstLock: Duration = Duration.ofSeconds(30),
    public val longestLock: Duration = Duration.ofHours(1),
    public val cap: Int = 100,
    public val atCap: AtCap = AtCap.CLOSE,
) {
    internal fun rules(): ThrottleRules = ThrottleRules(
        free.orRefusedByte(),
        lock(firstLock),
        lock(longestLock),
        cap.orRefusedByte(),
        atCap == AtCap.CLOSE,
    )

    private fun lock(length: Duration): UInt = length.wholeSecondsOrNull()
        ?: throw MfaException.Policy("LockLength", "a lock lasts whole seconds, at most 4,294,967,295 of them")
}

/** What happens at the cap. */
public enum class AtCap {
    /** Codes are closed, until an administrator or a recovery opens them. */
    CLOSE,

    /** Each further wrong code locks for the longest time, so that strangers at the prompt cannot shut anybody out. */
    KEEP_LOCKING,
}
