package io.libmfa

/**
 * Where [People] keep what they have of each person: opaque bytes, one record a person, at most 8,192 of them. The bytes
 * hold secrets, so keep them as private as passwords.
 *
 * A name is compared as it is written, so give the one that the directory keeps and not the one that was typed: see [People].
 *
 * An implementation is called by several threads. It may keep and give the very arrays: nothing writes into them. Whatever
 * it throws denies, and comes out as the cause of a [MfaException.Store].
 *
 * On JDBC a record is a row, and a change is `UPDATE people SET record = ? WHERE name = ? AND record = ?`, or an `INSERT`
 * where `expected` is `null`:
 *
 * ```kotlin
 * val rows = statement.executeUpdate()
 * connection.commit()            // first this: a row that is not committed can be lost, and a code then works twice
 * return Commit.ofRows(rows)
 * ```
 *
 * An `INSERT` that finds the key taken is a [Commit.CONFLICT]; a `commit()` that throws may be let go up.
 */
public interface PersonStore {
    /**
     * The record of a person, or `null` if there is none. An empty array is no record, and is refused as damaged.
     *
     * @param person a name that [Names.checkPerson] takes
     */
    @Throws(Exception::class)
    public fun read(person: String): ByteArray?

    /**
     * Puts a record in place of exactly that one, atomically, and durably before it says so.
     *
     * @param expected the bytes that were read; `null` if there was no record, and there must be none now
     * @param next the new record; `null` deletes it
     */
    @Throws(Exception::class)
    public fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit
}
