package io.libmfa.examples.sso

import io.libmfa.Permit
import java.security.MessageDigest
import java.security.SecureRandom
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.util.Base64
import java.util.concurrent.ConcurrentHashMap

/**
 * What a login gave somebody.
 *
 * @property isIn whether they are in; else they may enroll, and nothing more
 * @property permit leave to bind an authenticator
 */
class Session(val person: String, val isIn: Boolean, val permit: Permit?, val until: Instant)

/** Sessions by their tokens, in memory. Of a token only a digest is kept. */
class Sessions(private val clock: Clock, private val length: Duration = Duration.ofMinutes(10)) {
    private val random = SecureRandom()
    private val open = ConcurrentHashMap<String, Session>()

    /** The token of a new session. */
    fun begin(person: String, isIn: Boolean, permit: Permit?): String {
        val now = clock.instant()
        open.values.removeIf { it.until <= now }
        val bytes = ByteArray(32).also(random::nextBytes)
        val token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
        open[digest(token)] = Session(person, isIn, permit, now + length)
        return token
    }

    fun of(token: String): Session? = open[digest(token)]?.takeIf { clock.instant() < it.until }

    private fun digest(token: String): String =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(token.toByteArray()))
}
