package io.libmfa

import java.nio.file.Path
import io.libmfa.bridge.Commit as BridgedCommit
import io.libmfa.bridge.RecordFiles

/**
 * A folder with a file for each person: the same files that the PAM module, the C library and the program `mfa` read and
 * write. On Unix only; not on network file systems.
 *
 * @param folder its folder, which belongs to whoever runs this and is closed to everybody else
 * @param create whether to make the folder if it is not there
 * @throws MfaException.Store if it is not there, unsafe, or on a network
 */
public class FileStore @JvmOverloads constructor(folder: Path, create: Boolean = false) : PersonStore {
    private val handle: Handle<RecordFiles> =
        Handle("the file store", crossing { RecordFiles.open(folder.toString(), create) })

    /** The names of everybody who has a record. */
    public val people: List<String> get() = handle.with { it.people() }

    override fun read(person: String): ByteArray? = handle.with { it.read(person.text) }

    override fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit =
        when (handle.with { it.replace(person.text, expected, next) }) {
            BridgedCommit.STORED -> Commit.STORED
            BridgedCommit.CONFLICT -> Commit.CONFLICT
            BridgedCommit.UNKNOWN -> Commit.UNKNOWN
        }

    override fun toString(): String = "FileStore"
}
