package io.libmfa

import java.time.Instant
import io.libmfa.bridge.AuthenticatorFacts
import io.libmfa.bridge.Failures
import io.libmfa.bridge.PendingFacts
import io.libmfa.bridge.PersonException
import io.libmfa.bridge.RecordFacts
import io.libmfa.bridge.RecoveryCodesStatus as BridgedRecoveryCodesStatus
import io.libmfa.bridge.RecoveryStatus as BridgedRecoveryStatus

/**
 * What an administrator may see of a person.
 *
 * @property authenticators the authenticators, in the order in which they were added
 * @property pending the authenticator that is pending
 * @property rule what is said of this person alone
 * @property recoveryDevice the device that they have a recovery key on
 * @property recoveryCodesLeft how many recovery codes they have left; `null` if there is no set
 * @property requiredSince since when a factor is required of them
 * @property lastOnline when their device was last online
 * @property revision how many times the record was changed
 */
public data class PersonInfo internal constructor(
    public val authenticators: List<AuthenticatorInfo>,
    public val pending: PendingInfo?,
    public val rule: PersonalRule?,
    public val recoveryDevice: String?,
    public val recoveryCodesLeft: Int?,
    public val requiredSince: Instant?,
    public val lastOnline: Instant?,
    public val revision: Long,
) {
    internal companion object {
        fun of(facts: RecordFacts): PersonInfo = PersonInfo(
            facts.authenticators.map(AuthenticatorInfo::of),
            facts.pending?.let(PendingInfo::of),
            facts.exception?.let(PersonalRule::of),
            facts.recoveryDevice,
            facts.recoveryCodesLeft?.count(),
            facts.requiredSince?.let(::instant),
            facts.lastOnline?.let(::instant),
            facts.revision.toLong(),
        )
    }
}

/**
 * What an administrator may see of an authenticator.
 *
 * @property name what its owner calls it
 * @property parameters its parameters
 * @property added when it was added
 * @property strength how strong its secret is
 * @property progress where it stands
 */
public data class AuthenticatorInfo internal constructor(
    public val name: String,
    public val parameters: Parameters,
    public val added: Instant,
    public val strength: SecretStrength,
    public val progress: Progress,
) {
    internal companion object {
        fun of(facts: AuthenticatorFacts): AuthenticatorInfo = AuthenticatorInfo(
            facts.name,
            Parameters.of(facts.parameters),
            instant(facts.added),
            SecretStrength.of(facts.strength),
            Progress.of(facts.progress),
        )
    }
}

/**
 * What may be seen of an authenticator that is pending.
 *
 * @property name what it will be called
 * @property parameters its parameters
 * @property since when it was begun
 * @property until when it ends
 * @property codesLeft how many correct codes are still to come
 * @property wrongCodesLeft how many more wrong codes there may be
 */
public data class PendingInfo internal constructor(
    public val name: String,
    public val parameters: Parameters,
    public val since: Instant,
    public val until: Instant,
    public val codesLeft: Int,
    public val wrongCodesLeft: Int,
) {
    internal companion object {
        fun of(facts: PendingFacts): PendingInfo = PendingInfo(
            facts.name,
            Parameters.of(facts.parameters),
            instant(facts.since),
            instant(facts.until),
            facts.codesLeft.toInt(),
            facts.wrongCodesLeft.toInt(),
        )
    }
}

/**
 * How a person stands with recovery by PIN and challenge.
 *
 * @property device the device that the key is for
 * @property failures wrong PINs and responses, and what they led to
 * @property grantUntil when the grant ends, if one is open; it lets nobody in by itself
 * @property grantUsesLeft how many more logins it is good for
 */
public data class RecoveryStatus internal constructor(
    public val device: String,
    public val failures: FactorStatus,
    public val grantUntil: Instant?,
    public val grantUsesLeft: Int?,
) {
    internal companion object {
        fun of(bridged: BridgedRecoveryStatus): RecoveryStatus = RecoveryStatus(
            bridged.device,
            FactorStatus.of(bridged.failures),
            bridged.grantUntil?.let(::instant),
            bridged.grantUsesLeft?.toInt(),
        )
    }
}

/**
 * How a person stands with recovery codes.
 *
 * @property left how many are not used
 * @property isLong whether they have 24 characters, rather than 16
 * @property failures wrong ones, and what they led to
 */
public data class RecoveryCodesStatus internal constructor(
    public val left: Int,
    public val isLong: Boolean,
    public val failures: FactorStatus,
) {
    internal companion object {
        fun of(bridged: BridgedRecoveryCodesStatus): RecoveryCodesStatus =
            RecoveryCodesStatus(bridged.left.count(), bridged.isLong, FactorStatus.of(bridged.failures))
    }
}

/**
 * How a factor stands that has its own failures.
 *
 * @property failures wrong ones since the last acceptance
 * @property failuresInAll wrong ones in all
 * @property attemptsLeft how many more wrong ones are looked at before one locks or closes
 * @property lockedUntil until when the factor is locked
 * @property isClosed whether it is closed
 */
public data class FactorStatus internal constructor(
    public val failures: Int,
    public val failuresInAll: Long,
    public val attemptsLeft: Int,
    public val lockedUntil: Instant?,
    public val isClosed: Boolean,
) {
    internal companion object {
        fun of(bridged: Failures): FactorStatus = FactorStatus(
            bridged.failures.count(),
            bridged.failuresInAll.toLong(),
            bridged.attemptsLeft.count(),
            bridged.lockedUntil?.let(::instant),
            bridged.closed,
        )
    }
}

/** What is said of one person, whatever the policy's lists say. */
public sealed interface PersonalRule {
    /**
     * A second factor is required.
     *
     * @property hours how many hours there are to enroll one: 0 to 8,784; `null` leaves that to the policy
     * @property logins how many logins there are to enroll one: 1 to 65,535; `null` does not limit them. Counts only with
     *   [hours]
     */
    public data class Required @JvmOverloads constructor(
        public val hours: Int? = null,
        public val logins: Int? = null,
    ) : PersonalRule

    /** None, until it is said otherwise. */
    public object Exempt : PersonalRule {
        override fun toString(): String = "Exempt"
    }

    /**
     * None for a while.
     *
     * @property since when it was said: a clock that shows less does not open it
     * @property until when it ends
     */
    public data class ExemptFor(public val since: Instant, public val until: Instant) : PersonalRule

    public companion object {
        internal fun of(bridged: PersonException): PersonalRule = when (bridged) {
            is PersonException.Required -> Required(bridged.hours?.count(), bridged.logins?.toInt())
            PersonException.Exempt -> Exempt
            is PersonException.ExemptFor -> ExemptFor(instant(bridged.since), instant(bridged.until))
        }
    }
}

internal fun PersonalRule.bridged(): PersonException = when (this) {
    is PersonalRule.Required -> PersonException.Required(
        // Negative becomes more than the library takes.
        hours?.let { if (it < 0) UInt.MAX_VALUE else it.toUInt() },
        // What 16 bits do not hold becomes none, which is refused.
        logins?.let { if (it in 0..UShort.MAX_VALUE.toInt()) it.toUShort() else 0u },
    )
    PersonalRule.Exempt -> PersonException.Exempt
    is PersonalRule.ExemptFor -> PersonException.ExemptFor(since.seconds, until.seconds)
}
