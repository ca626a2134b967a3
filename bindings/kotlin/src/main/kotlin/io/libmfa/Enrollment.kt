package io.libmfa

import java.time.Instant
import io.libmfa.bridge.Confirmation as BridgedConfirmation
import io.libmfa.bridge.Enrollment as Bridged
import io.libmfa.bridge.Permit as BridgedPermit

/**
 * Leave to bind an authenticator. It comes out of what was accepted ([Verdict.Accepted.permit], [Redeemed.permit]) or decided
 * ([LoginDecision.permit]), or an administrator gives it.
 */
public class Permit internal constructor(internal val handle: Handle<BridgedPermit>) {
    internal constructor(bridged: BridgedPermit) : this(Handle("the permit", bridged))

    /** Whether it is good for somebody who has authenticators; else it is for the first one only. */
    public val isForAny: Boolean get() = handle.with { it.isForAny() }

    override fun toString(): String = "Permit"

    public companion object {
        /** An administrator, or whoever is sure of the person in another way, answers for them. */
        @JvmStatic
        public fun byAdministrator(): Permit = crossing { Permit(io.libmfa.bridge.permitByAdministrator()) }
    }
}

/**
 * An authenticator that is pending: a secret to be shown, and stored by [People.enroll] until a code confirms it.
 *
 * It holds the secret as a [Secret] does, and is closed like one.
 *
 * @throws MfaException.Parameters if they are none that are enrolled: nine digits where recovery is on
 * @throws MfaException.Secret if the secret is too short to be issued: 16 bytes are needed
 */
public class Enrollment @JvmOverloads constructor(
    permit: Permit,
    secret: Secret,
    parameters: Parameters = Parameters.TOTP,
    now: Instant = Instant.now(),
    policies: Policies = Policies.DEFAULT,
) : AutoCloseable {
    internal val handle: Handle<Bridged> = Handle(
        "the enrollment",
        permit.handle.with { leave ->
            secret.handle.with { hidden ->
                policies.handle.with { Bridged.begin(leave, hidden, parameters.bridged(), now.seconds, it) }
            }
        },
    )

    /** When it ends. */
    public val until: Instant get() = handle.with { instant(it.until()) }

    /** The secret to type, in groups of four. A text that cannot be wiped: see [Secret.toBase32]. */
    public fun setupKey(): String = handle.with { it.setupKey() }

    /**
     * The URI to show as a QR code. A text that cannot be wiped: see [Secret.toBase32].
     *
     * @throws MfaException.Uri if a name cannot be in a label
     */
    public fun setupUri(issuer: String?, account: String): String = handle.with { it.setupUri(issuer, account) }

    /** The QR code to scan. */
    public fun qrCode(issuer: String?, account: String): QrCode = QrCode.of(setupUri(issuer, account))

    /** Wipes the secret. */
    override fun close(): Unit = handle.close()

    /** Says nothing of what it holds. */
    override fun toString(): String = "Enrollment(***)"
}

/** What a code came to while an authenticator was pending. It is no login. */
public sealed interface Confirmation {
    /** The authenticator is the person's. The code is used up. */
    public data class Confirmed internal constructor(
        /** How far the code was from where it was expected: steps of a clock, or counters skipped. */
        public val offset: Long,
    ) : Confirmation

    /** The first of two codes was right. */
    public object OneMore : Confirmation {
        override fun toString(): String = "OneMore"
    }

    /** The code was wrong. */
    public data class Wrong internal constructor(
        /** How many more wrong codes there may be. */
        public val wrongCodesLeft: Int,
    ) : Confirmation

    /** Begin again, with another secret: the time is up, or there were too many wrong codes. */
    public object Over : Confirmation {
        override fun toString(): String = "Over"
    }

    public companion object {
        internal fun of(bridged: BridgedConfirmation): Confirmation = when (bridged) {
            is BridgedConfirmation.Confirmed -> Confirmed(bridged.offset)
            BridgedConfirmation.OneMore -> OneMore
            is BridgedConfirmation.Wrong -> Wrong(bridged.wrongCodesLeft.toInt())
            BridgedConfirmation.Over -> Over
        }
    }
}
