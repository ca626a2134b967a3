package io.libmfa.examples.authenticator

import com.sun.security.auth.module.UnixSystem
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.channels.SeekableByteChannel
import java.nio.file.Files
import java.nio.file.LinkOption.NOFOLLOW_LINKS
import java.nio.file.NoSuchFileException
import java.nio.file.OpenOption
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.CREATE_NEW
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.WRITE
import java.nio.file.attribute.PosixFilePermission
import java.nio.file.attribute.PosixFilePermissions

/**
 * A file that only its owner reads (0600), in a folder that only its owner enters (0700). Anything else is refused.
 *
 * It is replaced as a whole: a new file beside it is written and synced, moved over it, and the folder is synced. Whatever
 * breaks that off leaves the old file or the new one.
 *
 * @param reach is told of each step before it is taken, so that a test can break it off there
 */
class FileVault(path: Path, private val reach: (Step) -> Unit = {}) : SecretVault {
    private val file: Path = path.toAbsolutePath()
    private val folder: Path = file.parent ?: throw Refused("$path is no file")
    private val next: Path = folder.resolve("${file.fileName}.next")

    /** The steps of a change. */
    enum class Step { CREATE, WRITE, SYNC, MOVE, SYNC_FOLDER }

    override fun read(): ByteArray? {
        if (!Files.exists(folder, NOFOLLOW_LINKS)) return null
        refuseUnlessPrivate(folder, FOLDER, Files::isDirectory)
        return contents()
    }

    override fun change(change: (ByteArray?) -> ByteArray) {
        if (!Files.exists(folder, NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.parent)
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER))
        }
        refuseUnlessPrivate(folder, FOLDER, Files::isDirectory)
        locked {
            val content = change(contents())
            try {
                replace(content)
            } finally {
                content.fill(0)
            }
        }
    }

    private fun contents(): ByteArray? {
        val channel = try {
            Files.newByteChannel(file, setOf<OpenOption>(READ, NOFOLLOW_LINKS))
        } catch (_: NoSuchFileException) {
            return null
        } catch (error: IOException) {
            throw Refused("$file cannot be read, or is a link: ${error.message}")
        }
        return channel.use {
            refuseUnlessPrivate(file, FILE, Files::isRegularFile)
            whole(it)
        }
    }

    private fun whole(channel: SeekableByteChannel): ByteArray {
        if (channel.size() > LARGEST) throw Refused("$file is larger than a vault is")
        val into = ByteBuffer.allocate(channel.size().toInt())
        while (into.hasRemaining()) if (channel.read(into) < 0) throw Refused("$file was changed while it was read")
        return into.array()
    }

    private fun replace(content: ByteArray) {
        // What a change that was broken off has left. Nobody else is writing: see `locked`.
        Files.deleteIfExists(next)
        reach(Step.CREATE)
        open(next, WRITE, CREATE_NEW).use { channel ->
            reach(Step.WRITE)
            val from = ByteBuffer.wrap(content)
            while (from.hasRemaining()) channel.write(from)
            reach(Step.SYNC)
            channel.force(true)
        }
        reach(Step.MOVE)
        Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING)
        reach(Step.SYNC_FOLDER)
        FileChannel.open(folder, READ).use { it.force(true) }
    }

    /** One change at a time, of all processes and of all threads of this one. The lock dies with its process. */
    private fun locked(act: () -> Unit) = synchronized(LOCK) {
        open(folder.resolve("${file.fileName}.lock"), WRITE, CREATE).use { channel -> channel.lock().use { act() } }
    }

    private fun open(path: Path, vararg options: OpenOption): FileChannel =
        FileChannel.open(path, setOf(*options, NOFOLLOW_LINKS), PosixFilePermissions.asFileAttribute(FILE))

    private fun refuseUnlessPrivate(path: Path, allowed: Set<PosixFilePermission>, isKind: (Path, java.nio.file.LinkOption) -> Boolean) {
        if (!isKind(path, NOFOLLOW_LINKS)) throw Refused("$path is a link, or not what it has to be")
        val mode = Files.getPosixFilePermissions(path, NOFOLLOW_LINKS)
        if (!allowed.containsAll(mode)) {
            throw Refused(
                "$path can be opened by others (${PosixFilePermissions.toString(mode)}), and they may have read the secrets. " +
                    "If you are sure that nobody did, allow only ${PosixFilePermissions.toString(allowed)}",
            )
        }
        val owner = (Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS) as Int).toLong()
        if (owner != UnixSystem().uid) throw Refused("$path belongs to somebody else")
    }

    private companion object {
        val FILE: Set<PosixFilePermission> = PosixFilePermissions.fromString("rw-------")
        val FOLDER: Set<PosixFilePermission> = PosixFilePermissions.fromString("rwx------")
        const val LARGEST = 16L shl 20
        val LOCK = Any()
    }
}
