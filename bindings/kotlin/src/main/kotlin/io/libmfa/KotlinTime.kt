@file:JvmName("KotlinTime")

package io.libmfa

import kotlin.time.Duration
import kotlin.time.Instant
import kotlin.time.toJavaDuration
import kotlin.time.toJavaInstant
import kotlin.time.toKotlinDuration
import kotlin.time.toKotlinInstant

// For Kotlin alone: the same calls with kotlin.time, which Java cannot name.

/** [Credential.codeAt] with a time of Kotlin. */
public fun Credential.codeAt(now: Instant): Shown = codeAt(now.toJavaInstant())

/** [Shown.remaining] as a duration of Kotlin. */
public val Shown.left: Duration get() = remaining.toKotlinDuration()

/** [Authenticators.verify] with a time of Kotlin. */
public fun Authenticators.verify(
    code: String,
    now: Instant,
    policy: CodePolicy = CodePolicy.DEFAULT,
): Attempt<Verdict> = verify(code, now.toJavaInstant(), policy)

/** [RecoveryKey.issuePin] with a time of Kotlin. */
public fun RecoveryKey.issuePin(device: String, now: Instant): IssuedPin = issuePin(device, now.toJavaInstant())

/** A TOTP with a duration of Kotlin. */
public fun Moving.Companion.totp(period: Duration, t0: Instant = Instant.fromEpochSeconds(0)): Moving.Totp =
    Moving.Totp(period.toJavaDuration(), t0.toJavaInstant())

/** [Moving.Totp.period] as a duration of Kotlin. */
public val Moving.Totp.step: Duration get() = period.toKotlinDuration()

/** [Enrollment.until] as a time of Kotlin. */
public val Enrollment.ends: Instant get() = until.toKotlinInstant()
