package io.libmfa.examples.sso

import java.security.MessageDigest

/** What comes before the second factor. Whoever has not passed it learns nothing of the second, and cannot lock anybody out. */
fun interface FirstFactor {
    /** Whether the password is this person's; for somebody unknown as slowly as for anybody. */
    fun accepts(person: String, password: String): Boolean
}

/**
 * A stub, to try the second factor with: passwords as they are, from a file. A real first factor is a directory, or a
 * password hash such as Argon2id, and limits guesses itself.
 */
class StubFirstFactor(private val passwords: Map<String, String>) : FirstFactor {
    override fun accepts(person: String, password: String): Boolean {
        val known = passwords[person]
        val isEqual = MessageDigest.isEqual(digest(known.orEmpty()), digest(password))
        return isEqual && known != null
    }

    private fun digest(text: String) = MessageDigest.getInstance("SHA-256").digest(text.toByteArray())
}
