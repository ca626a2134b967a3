package io.libmfa

import java.nio.file.Path
import java.time.Duration
import io.libmfa.bridge.Factor as BridgedFactor
import io.libmfa.bridge.Policies as Bridged
import io.libmfa.bridge.PolicyFacts
import io.libmfa.bridge.PolicyFileKind as BridgedKind
import io.libmfa.bridge.PolicyReading as BridgedReading
import io.libmfa.bridge.defaultPolicyPath
import io.libmfa.bridge.managedPreferences
import io.libmfa.bridge.policyKeys

/**
 * Everything an administrator decides: from a policy file, from managed preferences, or key by key. It does not change:
 * [with] and [read] give another one.
 */
public class Policies internal constructor(internal val handle: Handle<Bridged>) {
    internal constructor(bridged: Bridged) : this(Handle("the policies", bridged))

    private val facts: PolicyFacts = handle.with { it.facts() }

    /** How codes are verified, for everybody who is no administrator. */
    public val codes: CodePolicy by lazy { CodePolicy.of(facts.codes) }

    /** Whether second factors are on at all. */
    public val isEnabled: Boolean get() = facts.enabled

    /** Of whom one is required; `*` is everybody. */
    public val required: List<String> get() = facts.required

    /** Who is never asked. */
    public val exempt: List<String> get() = facts.exempt

    /** How long somebody gets in without an authenticator; zero is never. */
    public val timeWithoutFactor: Duration get() = Duration.ofHours(facts.hoursWithoutFactor.toLong())

    /** How long codes count without a network; zero is never. */
    public val timeOffline: Duration get() = Duration.ofHours(facts.hoursOffline.toLong())

    /** How long an enrollment is pending. */
    public val enrollmentLifetime: Duration get() = Duration.ofMinutes(facts.enrollmentMinutes.toLong())

    /** Whether two codes confirm an enrollment, rather than one. */
    public val isConfirmedByTwo: Boolean get() = facts.confirmedByTwo

    /** Who issues the secrets, as apps show it. */
    public val issuer: String? get() = facts.issuer

    /** Whether there is recovery by PIN and challenge. */
    public val recoveryIsOn: Boolean get() = facts.recoveryIsOn

    /** How long a grant lasts. */
    public val grantLength: Duration get() = Duration.ofMinutes(facts.grantMinutes.toLong())

    /** How many logins a grant is good for. */
    public val grantUses: Int get() = facts.grantUses.toInt()

    /** Whether an open grant asks for nothing: call [People.pass] then. */
    public val grantLetsPass: Boolean get() = facts.grantLetsPass

    /** What this computer is called when a PIN is issued for it. */
    public val device: String? get() = facts.device

    /** Whether recovery codes count. */
    public val recoveryCodesAreOn: Boolean get() = facts.recoveryCodesAreOn

    /** How many recovery codes there are to a set. */
    public val recoveryCodesCount: Int get() = facts.recoveryCodesCount.toInt()

    /** Whether they have 24 characters, rather than 16. */
    public val recoveryCodesAreLong: Boolean get() = facts.recoveryCodesAreLong

    /** Whom to write to. */
    public val contactEmail: String? get() = facts.contactEmail

    /** Whom to call. */
    public val contactPhone: String? get() = facts.contactPhone

    /**
     * The bytes of a file laid over these: as a whole, or not at all.
     *
     * @throws MfaException.PolicyFile with line and column of what is wrong; nothing of it is taken over then
     */
    @JvmOverloads
    public fun read(bytes: ByteArray, kind: PolicyFileKind = PolicyFileKind.POLICY_FILE): PolicyReading =
        bytes.lent { lent -> handle.with { PolicyReading.of(it.read(lent, kind.bridged)) } }

    /**
     * A policy file or managed preferences on the disk, laid over these: as a whole, or not at all. On Unix only.
     *
     * @param path a regular file and no link, which belongs to root or to whoever runs this, and which nobody else can write
     * @throws MfaException.PolicyFile as [read]; with [Reason.NOT_THERE] if there is no such file
     */
    @JvmOverloads
    public fun readFile(path: Path = defaultPath): PolicyReading =
        handle.with { PolicyReading.of(it.readFile(path.toString().text)) }

    /**
     * For which factor it is what somebody typed at one prompt, by its shape.
     *
     * @throws MfaException.Entry if it is for none
     */
    public fun factorOf(typed: String): Factor = when (handle.with { it.factorOf(typed.text) }) {
        BridgedFactor.CODE -> Factor.CODE
        BridgedFactor.RECOVERY -> Factor.RECOVERY
        BridgedFactor.RECOVERY_CODE -> Factor.RECOVERY_CODE
    }

    /** Whether an authenticator may show codes of so many digits: not nine where recovery is on. */
    public fun allowsDigits(digits: Int): Boolean = handle.with { it.allowsDigits(digits.orRefusedByte()) }

    /**
     * With one key of the policy file set, such as `recovery.enabled` to `true`. See [keys].
     *
     * @param value without quotes; of a list its only entry, or nothing for an empty one
     * @throws MfaException.PolicyFile if there is no such key, or it does not take the value
     */
    public fun with(key: String, value: String): Policies = handle.with { Policies(it.withKey(key.text, value.text)) }

    /** With the numbers that codes are verified by. */
    public fun with(codes: CodePolicy): Policies = handle.with { Policies(it.withCodes(codes.rules())) }

    /**
     * Whether these ask for a second factor of a person. What is said of a person alone ([PersonalRule]) goes before.
     *
     * @throws MfaException.Name if it is no person's name
     */
    public fun requirementOf(person: String): Requirement = when (handle.with { it.requires(person.text) }) {
        true -> Requirement.REQUIRED
        false -> Requirement.EXEMPT
        null -> Requirement.IF_ENROLLED
    }

    override fun toString(): String = "Policies"

    public companion object {
        /** What holds where nothing is said: nobody is listed, recovery is off. */
        @JvmField
        public val DEFAULT: Policies = crossing { Policies(Bridged.defaults()) }

        /** Where the policy file of a computer is by default. On Unix only. */
        @JvmStatic
        public val defaultPath: Path get() = Path.of(crossing { defaultPolicyPath() })

        /** The managed preferences that can be set: their names, each with the key of the policy file that it sets. */
        @JvmStatic
        public val preferences: Map<String, String> by lazy {
            crossing { managedPreferences() }.associate { it.name to it.key }
        }

        /** The keys that can be set, in the order of the document. */
        @JvmStatic
        public val keys: List<PolicyKey> by lazy {
            crossing { policyKeys() }.map { PolicyKey(it.name, it.meaning, it.allowed) }
        }
    }
}

/** What is typed at one prompt. */
public enum class Factor {
    /** A one-time code. */
    CODE,

    /** A recovery PIN, or the response to a challenge. */
    RECOVERY,

    /** A recovery code. */
    RECOVERY_CODE,
}

/** Whether a second factor is asked for. */
public enum class Requirement {
    /** One is required. */
    REQUIRED,

    /** The person is never asked. */
    EXEMPT,

    /** Only of those who have enrolled. */
    IF_ENROLLED,
}

/** The two kinds of files. */
public enum class PolicyFileKind(internal val bridged: BridgedKind) {
    /** A policy file: TOML. */
    POLICY_FILE(BridgedKind.POLICY_FILE),

    /** Managed preferences: a property list. */
    MANAGED_PREFERENCES(BridgedKind.MANAGED_PREFERENCES),
}

/** What a file said. */
public class PolicyReading internal constructor(
    /** What holds with it. */
    public val policies: Policies,
    /** What it sets. */
    public val settings: List<PolicySetting>,
    /** What it has that no key is: for a warning. */
    public val unknown: List<String>,
) {
    override fun toString(): String = "PolicyReading(settings=$settings, unknown=$unknown)"

    internal companion object {
        fun of(bridged: BridgedReading): PolicyReading = PolicyReading(
            Policies(bridged.policies),
            bridged.settings.map {
                PolicySetting(it.called, it.key, it.value, it.line?.toInt(), it.column?.toInt())
            },
            bridged.unknown,
        )
    }
}

/**
 * A key that a file sets.
 *
 * @property called what the file calls it
 * @property key the key of the policy file
 * @property value its value, as the policy file writes it
 * @property line the line, from 1, if it is in one
 * @property column the character of the line, from 1
 */
public data class PolicySetting internal constructor(
    public val called: String,
    public val key: String,
    public val value: String,
    public val line: Int?,
    public val column: Int?,
)

/**
 * A key that can be set.
 *
 * @property name its section and name
 * @property meaning what it means
 * @property allowed what it takes
 */
public data class PolicyKey internal constructor(
    public val name: String,
    public val meaning: String,
    public val allowed: String,
)
