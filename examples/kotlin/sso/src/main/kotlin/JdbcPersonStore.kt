package io.libmfa.examples.sso

import io.libmfa.Commit
import io.libmfa.PersonStore
import java.sql.Connection
import java.sql.PreparedStatement
import java.sql.SQLException
import java.util.logging.Level
import java.util.logging.Logger
import javax.sql.DataSource

/**
 * People in a table of a database, a row for each. A change is one statement that names the record that was read, in a
 * transaction, and counts as stored only once COMMIT has returned.
 *
 * The statements are those of SQLite and of PostgreSQL alike; only the column's type differs. README.md says what else
 * does.
 */
class JdbcPersonStore(private val connections: DataSource, blob: String = "BLOB") : PersonStore {
    init {
        connections.connection.use { connection ->
            // Not every pool hands out connections that commit by themselves.
            connection.autoCommit = true
            connection.createStatement().use {
                it.executeUpdate("CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, record $blob NOT NULL)")
            }
        }
    }

    override fun read(person: String): ByteArray? = connections.connection.use { connection ->
        connection.autoCommit = true
        connection.statement("SELECT record FROM people WHERE name = ?", person) { statement ->
            statement.executeQuery().use { rows -> if (rows.next()) rows.getBytes(1) else null }
        }
    }

    override fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit =
        connections.connection.use { connection ->
            connection.autoCommit = false
            // What is thrown before COMMIT goes up: nothing is stored then, and nobody gets in.
            val rows = try {
                connection.change(person, expected, next)
            } catch (error: SQLException) {
                connection.tryToRollBack()
                throw error
            }
            if (rows == 1) connection.committed() else connection.undone(rows)
        }

    /** An exception says that the answer was lost, and not whether the change was. */
    private fun Connection.committed(): Commit = try {
        commit()
        Commit.STORED
    } catch (error: SQLException) {
        LOG.log(Level.SEVERE, "it is not known whether a change was committed", error)
        Commit.UNKNOWN
    }

    /** No row was as it was read: somebody else was faster. */
    private fun Connection.undone(rows: Int): Commit {
        rollback()
        return if (rows == 0) Commit.CONFLICT else Commit.UNKNOWN
    }

    private fun Connection.tryToRollBack() = try {
        rollback()
    } catch (error: SQLException) {
        LOG.log(Level.WARNING, "the connection is closed without a rollback", error)
    }

    private fun Connection.change(person: String, expected: ByteArray?, next: ByteArray?): Int = when {
        expected == null && next == null -> throw IllegalArgumentException("nothing is no replacement of nothing")
        // Nobody's row may be there, so a row that is counts as a conflict and is no error.
        expected == null ->
            update("INSERT INTO people (name, record) VALUES (?, ?) ON CONFLICT DO NOTHING", person, next)
        next == null -> update("DELETE FROM people WHERE name = ? AND record = ?", person, expected)
        else -> update("UPDATE people SET record = ? WHERE name = ? AND record = ?", next, person, expected)
    }

    private fun Connection.update(sql: String, vararg values: Any?): Int =
        statement(sql, *values) { it.executeUpdate() }

    private fun <T> Connection.statement(sql: String, vararg values: Any?, act: (PreparedStatement) -> T): T =
        prepareStatement(sql).use { statement ->
            values.forEachIndexed { index, value ->
                if (value is ByteArray) statement.setBytes(index + 1, value) else statement.setObject(index + 1, value)
            }
            act(statement)
        }

    private companion object {
        val LOG: Logger = Logger.getLogger(JdbcPersonStore::class.java.name)
    }
}
