package io.libmfa.examples.sso

import io.libmfa.Permit
import java.security.MessageDigest
import java.security.SecureRandom
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.util.Base64
import java.util.concurrent.ConcurrentHashMap

/** How somebody came by a session. */
enum class Came {
    /** By the first factor alone, and only to enroll. */
    TO_ENROLL,

    /** By the first factor alone, because policy asks for no more. */
    BY_FIRST_FACTOR,

    /** By both. */
    BY_BOTH,
}

/**
 * What a login gave somebody.
 *
 * @property permit leave to bind an authenticator
 */
class Session(val person: String, val came: Came, val permit: Permit?, val until: Instant)

/** Sessions by their tokens, in memory. Of a token only a digest is kept. */
class Sessions(private val clock: Clock, private val length: Duration = Duration.ofMinutes(10)) {
    private val random = SecureRandom()
    private val open = ConcurrentHashMap<String, Session>()

    /** The token of a new session. */
    fun begin(person: String, came: Came, permit: Permit?): String {
        val now = clock.instant()
        open.values.removeIf { it.until <= now }
        val bytes = ByteArray(32).also(random::nextBytes)
        val token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
        open[digest(token)] = Session(person, came, permit, now + length)
        return token
    }

    fun of(token: String): Session? = open[digest(token)]?.takeIf { clock.instant() < it.until }

    private fun digest(token: String): String =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(token.toByteArray()))
}
