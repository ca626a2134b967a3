package io.libmfa

import io.libmfa.bridge.Refused

/**
 * A call that was refused. Nobody gets in by it, so it is safe to let it go up to whoever says no.
 *
 * It is unchecked. Catch a family by its class, and tell one error from another by its [reason]. The message is a whole
 * sentence in English that says what was wrong and what is allowed, and holds neither a secret nor a code. A wrong code is
 * no exception: it is a [Verdict].
 */
public sealed class MfaException(
    /** Which of its family's errors this is. */
    public val reason: Reason,
    /** The name of the reason as every language has it, such as `NotADigit`. For logs. */
    public val reasonName: String,
    message: String,
    cause: Throwable? = null,
) : RuntimeException(message, cause) {
    /** A secret, a setup key or a recovery key. */
    public class Secret internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** The parameters of a credential, or something that a credential with its parameters cannot do. */
    public class Parameters internal constructor(name: String, message: String) :
        MfaException(Reason.of(name), name, message)

    /** A time: before 1970, beyond 2^40 seconds (milliseconds were given for seconds), or before a credential's first step. */
    public class Time internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** What was typed: it is no code, PIN or recovery code. It cost no attempt, so ask again. */
    public class Entry internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** A policy's number that is out of its range. */
    public class Policy internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** An otpauth URI, or the names to write one with. */
    public class Uri internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** The name of a person, an authenticator or a device. */
    public class Name internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** Stored bytes, of a state or a record, that are damaged, of another version, or somebody else's. */
    public class Stored internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** What was asked for does not fit the person: no authenticator, a name that is taken, nothing pending. */
    public class Person internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /**
     * The store failed: what it threw is the cause. Of a change it is not known then whether it is stored, so it denies.
     * The [FileStore] says why by its reason, such as [Reason.FULL]; of any other store the reason is [Reason.FAILED].
     */
    public class Store internal constructor(name: String, message: String, cause: Throwable? = null) :
        MfaException(Reason.of(name), name, message, cause)

    /** A decision was not committed, and therefore denies. */
    public class Commit internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** An OCRA suite, or what a response is computed from. */
    public class Ocra internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** A text that no QR code holds. */
    public class Qr internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** The system: its clock or its random source. */
    public class System internal constructor(name: String, message: String) : MfaException(Reason.of(name), name, message)

    /** A policy file, managed preferences, or a key that was set. Nothing of it is taken over. */
    public class PolicyFile internal constructor(
        name: String,
        message: String,
        /** The line, from 1, if it is about one place. */
        public val line: Int?,
        /** The character of the line, from 1, if it is about one place. */
        public val column: Int?,
    ) : MfaException(Reason.of(name), name, message)

    /** A fault of libmfa itself. Please report it. */
    public class Internal internal constructor(message: String, cause: Throwable? = null) :
        MfaException(Reason.INTERNAL, "Internal", message, cause)
}

internal fun Refused.asException(): MfaException = when (this) {
    is Refused.Secret -> MfaException.Secret(reason, sentence)
    is Refused.Parameters -> MfaException.Parameters(reason, sentence)
    is Refused.Time -> MfaException.Time(reason, sentence)
    is Refused.Entry -> MfaException.Entry(reason, sentence)
    is Refused.Policy -> MfaException.Policy(reason, sentence)
    is Refused.Uri -> MfaException.Uri(reason, sentence)
    is Refused.Name -> MfaException.Name(reason, sentence)
    is Refused.Stored -> MfaException.Stored(reason, sentence)
    is Refused.Person -> MfaException.Person(reason, sentence)
    is Refused.Store -> MfaException.Store(reason, sentence)
    is Refused.Commit -> MfaException.Commit(reason, sentence)
    is Refused.Ocra -> MfaException.Ocra(reason, sentence)
    is Refused.Qr -> MfaException.Qr(reason, sentence)
    is Refused.System -> MfaException.System(reason, sentence)
    is Refused.PolicyFile -> MfaException.PolicyFile(reason, sentence, line?.toInt(), column?.toInt())
}
