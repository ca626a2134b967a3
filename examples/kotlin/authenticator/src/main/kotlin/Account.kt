package io.libmfa.examples.authenticator

import io.libmfa.Credential
import io.libmfa.Moving
import io.libmfa.OtpauthUri
import io.libmfa.Parameters
import io.libmfa.Secret
import io.libmfa.Shown
import java.time.Duration
import java.time.Instant

/** An account: a secret, and what it is called. */
class Account(
    val name: String,
    val secret: Secret,
    val parameters: Parameters,
    /** The counter of the next code; 64 bits without a sign. 0 where codes go by time. */
    val counter: Long,
) : AutoCloseable {
    init {
        if (name.isBlank() || name.length > LONGEST_NAME) {
            throw Refused("a name has 1 to $LONGEST_NAME characters: give one with --name")
        }
    }

    fun credential(): Credential = Credential(secret, parameters)

    /** The account after its next code. */
    fun counted(): Account = Account(name, secret, parameters, counter + 1)

    /** What `list` says of it. */
    fun shown(now: Instant): String = when (val moving = parameters.moving) {
        Moving.Hotp -> "counter-based: see `authenticator next`"
        is Moving.Totp -> credential().use { row(it.codeAt(now), moving.period) }
    }

    override fun close() = secret.close()

    /** Says nothing of the secret. */
    override fun toString() = "Account(***)"

    companion object {
        const val LONGEST_NAME = 512
        private const val BAR = 10

        /** What was scanned. It has its own copy of the secret. */
        fun of(scanned: OtpauthUri, name: String?): Account {
            val label = listOfNotNull(scanned.issuer, scanned.account).joinToString(": ")
            return Account(name ?: label, scanned.secret.copied(), scanned.parameters, scanned.start)
        }

        private fun row(shown: Shown, period: Duration): String {
            val left = shown.remaining.seconds
            val full = ((left * BAR + period.seconds - 1) / period.seconds).toInt()
            return "${shown.grouped.padEnd(WIDEST_CODE)}  [${"=".repeat(full).padEnd(BAR)}] $left s"
        }

        private const val WIDEST_CODE = 7
    }
}

private fun Secret.copied(): Secret {
    val bytes = expose()
    return try {
        Secret.of(bytes)
    } finally {
        bytes.fill(0)
    }
}

/** All accounts of a vault, in the order in which they were added. No two have one name or one secret. */
class Accounts(val all: List<Account>) : AutoCloseable {
    fun named(name: String): Account = all.find { it.name == name }
        ?: throw Refused("there is no account called $name" + if (all.isEmpty()) "" else "; there are: " + all.joinToString { it.name })

    fun adding(account: Account): Accounts {
        if (all.any { it.name == account.name }) {
            throw Refused("there is an account called ${account.name} already: give this one another --name")
        }
        all.find { it.secret.sameAs(account.secret) }?.let { throw Refused("${it.name} has that secret already") }
        return Accounts(all + account)
    }

    fun replacing(account: Account, other: Account): Accounts = Accounts(all.map { if (it === account) other else it })

    fun without(account: Account): Accounts = Accounts(all - account)

    override fun close() = all.forEach(Account::close)
}
