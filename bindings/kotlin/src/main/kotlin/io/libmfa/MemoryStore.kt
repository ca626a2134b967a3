package io.libmfa

import java.util.concurrent.ConcurrentHashMap

/** A store in memory, for tests: it is gone with the process, and with it what keeps a code from being used twice. */
public class MemoryStore : PersonStore {
    private val records = ConcurrentHashMap<String, ByteArray>()

    /** The names of everybody who has a record, in their order. */
    public val people: List<String> get() = records.keys.sorted()

    override fun read(person: String): ByteArray? = records[person]?.copyOf()

    override fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit {
        var isStored = false
        records.compute(person) { _, stored ->
            isStored = stored.contentEquals(expected)
            if (isStored) next?.copyOf() else stored
        }
        return if (isStored) Commit.STORED else Commit.CONFLICT
    }

    /** Says nothing of the records. */
    override fun toString(): String = "MemoryStore(${records.size} people)"
}
