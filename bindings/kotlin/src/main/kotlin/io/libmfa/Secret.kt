package io.libmfa

import io.libmfa.bridge.Secret as Bridged
import io.libmfa.bridge.Strength as BridgedStrength

/**
 * A secret of 10 to 128 bytes, shared by a server and an authenticator.
 *
 * It is held in native memory, which is wiped once [close] was called and no call is under way; who forgets to close leaves it
 * to the garbage collector. Any use after [close] throws [IllegalStateException]. It can be used by several threads.
 *
 * What the Java heap holds is another matter: see [expose] and [toBase32]. Two secrets are equal only if they are the same
 * object; [sameAs] compares what they hold. A secret cannot be serialized.
 */
public class Secret internal constructor(internal val handle: Handle<Bridged>) : AutoCloseable {
    internal constructor(bridged: Bridged) : this(Handle("the secret", bridged))

    /** Whether it has as many bits as are recommended. */
    public val strength: SecretStrength
        get() = SecretStrength.of(handle.with { it.strength() })

    /**
     * The setup key: base32 in upper case, without padding.
     *
     * A [String] cannot be wiped: it is on the heap until the garbage collector overwrites it, and may be copied by it. Show
     * it, and do not keep it.
     */
    public fun toBase32(): String = handle.with { it.toBase32() }

    /** The bytes themselves, in an array that is yours: overwrite it (`fill(0)`) when you are done. */
    public fun expose(): ByteArray = handle.with { it.expose() }

    /** Whether both are one secret, compared in constant time. */
    public fun sameAs(other: Secret): Boolean = handle.with { mine -> other.handle.with { mine.sameAs(it) } }

    /** Wipes the secret. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Secret(***)"

    public companion object {
        /** A new secret of 160 bits from the system's random source. */
        @JvmStatic
        public fun issue(): Secret = crossing { Secret(Bridged.issue()) }

        /**
         * The secret of these bytes, any values, 10 to 128 of them. The array is copied and stays yours to overwrite.
         *
         * @throws MfaException.Secret if there are fewer or more
         */
        @JvmStatic
        public fun of(bytes: ByteArray): Secret = bytes.lent { crossing { Secret(Bridged.import(it)) } }

        /**
         * The secret of a setup key: base32 in any case, with spaces and dashes, padded or not.
         *
         * @throws MfaException.Secret if it is none
         */
        @JvmStatic
        public fun ofSetupKey(text: String): Secret = crossing { Secret(Bridged.fromSetupKey(text)) }
    }
}

/** How long a secret is against what is recommended. */
public enum class SecretStrength {
    /** Fewer than 128 bits: fine to import, worth replacing. */
    LEGACY,

    /** 128 to 159 bits: what RFC 4226 requires. */
    REQUIRED,

    /** 160 bits or more: what RFC 4226 recommends. */
    RECOMMENDED;

    internal companion object {
        fun of(bridged: BridgedStrength): SecretStrength = when (bridged) {
            BridgedStrength.LEGACY -> LEGACY
            BridgedStrength.REQUIRED -> REQUIRED
            BridgedStrength.RECOMMENDED -> RECOMMENDED
        }
    }
}
