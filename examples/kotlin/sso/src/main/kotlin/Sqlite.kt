package io.libmfa.examples.sso

import com.sun.security.auth.module.UnixSystem
import org.sqlite.SQLiteConfig
import org.sqlite.SQLiteDataSource
import java.nio.file.Files
import java.nio.file.LinkOption.NOFOLLOW_LINKS
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import javax.sql.DataSource

/**
 * SQLite, set up so that what is committed survives a power cut: with a write-ahead log and `synchronous=FULL` each COMMIT
 * syncs the log before it returns. (H2 writes behind: what it has committed can be lost, and a code would work twice.)
 *
 * The file holds secrets: it is made for its owner alone, and refused if others can read it, if it is somebody else's, and if
 * it is a link. SQLite gives the files beside it the same mode.
 */
fun sqlite(file: Path): DataSource {
    // What follows it would be read as settings of the connection.
    require('?' !in file.toAbsolutePath().toString()) { "$file: there must be no ? in the path of a database" }
    if (!Files.exists(file, NOFOLLOW_LINKS)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
    }
    require(Files.isRegularFile(file, NOFOLLOW_LINKS)) { "$file is a link, or no file" }
    val mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file, NOFOLLOW_LINKS))
    require(mode.endsWith("------")) { "$file can be opened by others ($mode): it holds secrets" }
    val owner = (Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS) as Int).toLong()
    require(owner == UnixSystem().uid) { "$file belongs to somebody else" }
    val config = SQLiteConfig().apply {
        setJournalMode(SQLiteConfig.JournalMode.WAL)
        setSynchronous(SQLiteConfig.SynchronousMode.FULL)
        // A transaction takes the lock when it begins, so that COMMIT never finds it taken; who waits, waits so long.
        setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE)
        busyTimeout = 30_000
    }
    return SQLiteDataSource(config).apply { url = "jdbc:sqlite:${file.toAbsolutePath()}" }
}
