package io.libmfa.examples.sso

import java.security.MessageDigest

/** What comes before the second factor. Whoever has not passed it learns nothing of the second, and cannot lock anybody out. */
fun interface FirstFactor {
    /**
     * The person's name as the directory spells it, if the password is theirs, and `null` if not; for somebody unknown as
     * slowly as for anybody. A directory that ignores case takes ALICE for alice, and has to give `alice`: under the name that
     * was typed there may be no record, and nothing more would be asked.
     */
    fun accepts(person: String, password: String): String?
}

/**
 * A stub, to try the second factor with: passwords as they are, from a file. A real first factor is a directory, or a
 * password hash such as Argon2id, and limits guesses itself.
 */
class StubFirstFactor(private val passwords: Map<String, String>) : FirstFactor {
    override fun accepts(person: String, password: String): String? {
        val known = passwords[person]
        val isEqual = MessageDigest.isEqual(digest(known.orEmpty()), digest(password))
        return person.takeIf { isEqual && known != null }
    }

    private fun digest(text: String) = MessageDigest.getInstance("SHA-256").digest(text.toByteArray())
}
