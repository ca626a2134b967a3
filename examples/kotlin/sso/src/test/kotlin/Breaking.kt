package io.libmfa.examples.sso

import java.sql.Connection
import java.sql.SQLException
import javax.sql.DataSource

/** A database whose COMMIT can be made to fail. */
class Breaking(private val source: DataSource) : DataSource by source {
    /** What COMMIT does, given the real one. */
    @Volatile
    var commit: (() -> Unit) -> Unit = { it() }

    override fun getConnection(): Connection = Breakable(source.connection)

    private inner class Breakable(private val connection: Connection) : Connection by connection {
        override fun commit() = this@Breaking.commit(connection::commit)
    }

    companion object {
        val BEFORE: (() -> Unit) -> Unit = { throw SQLException("the connection was lost before the COMMIT") }
        val AFTER: (() -> Unit) -> Unit = { commit -> commit(); throw SQLException("the answer to the COMMIT was lost") }
    }
}
