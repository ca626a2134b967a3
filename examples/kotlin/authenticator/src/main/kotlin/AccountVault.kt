package io.libmfa.examples.authenticator

import io.libmfa.Algorithm
import io.libmfa.MfaException
import io.libmfa.Moving
import io.libmfa.Parameters
import io.libmfa.Secret
import java.nio.BufferUnderflowException
import java.nio.ByteBuffer
import java.nio.charset.CodingErrorAction
import java.time.Duration

/** The accounts of a vault. Secrets are in arrays that are wiped, not in texts, which cannot be. */
class AccountVault(private val vault: SecretVault) {
    /** Looks at the accounts. They are closed after that. */
    fun <T> read(look: (Accounts) -> T): T = decoded(vault.read()).use(look)

    /** Puts what `act` makes of the accounts in their place. They are closed after that. */
    fun change(act: (Accounts) -> Accounts) = vault.change { kept -> decoded(kept).use { encoded(act(it)) } }

    private fun decoded(kept: ByteArray?): Accounts = try {
        if (kept == null) Accounts(emptyList()) else decode(ByteBuffer.wrap(kept))
    } finally {
        kept?.fill(0)
    }
}

// Version and count; of each account its name, kind, hash, digits, period, counter and secret. Big-endian. A text and a
// secret have their length in front, in two bytes.

private const val VERSION = 0x4d464101
private const val MOST = 1000
private const val TOTP: Byte = 1
private const val HOTP: Byte = 2
private const val FIXED = 2 + 1 + 1 + 1 + 2 + 8 + 2

private fun encoded(accounts: Accounts): ByteArray {
    if (accounts.all.size > MOST) throw Refused("there are $MOST accounts, which is as many as there may be")
    val names = accounts.all.map { it.name.toByteArray() }
    val secrets = accounts.all.map { it.secret.expose() }
    try {
        val into = ByteBuffer.allocate(8 + names.sumOf { it.size } + secrets.sumOf { it.size } + FIXED * names.size)
        into.putInt(VERSION).putInt(accounts.all.size)
        accounts.all.forEachIndexed { index, account ->
            into.putShort(names[index].size.toShort()).put(names[index])
            val moving = account.parameters.moving
            into.put(if (moving is Moving.Totp) TOTP else HOTP)
            into.put(account.parameters.algorithm.ordinal.toByte()).put(account.parameters.digits.toByte())
            into.putShort(((moving as? Moving.Totp)?.period?.seconds ?: 0).toShort()).putLong(account.counter)
            into.putShort(secrets[index].size.toShort()).put(secrets[index])
        }
        return into.array()
    } finally {
        secrets.forEach { it.fill(0) }
    }
}

private fun decode(from: ByteBuffer): Accounts {
    val accounts = ArrayList<Account>()
    try {
        if (from.int != VERSION) damaged()
        val count = from.int
        if (count !in 0..MOST) damaged()
        repeat(count) { accounts += account(from) }
        if (from.hasRemaining()) damaged()
        return Accounts(accounts)
    } catch (error: Exception) {
        accounts.forEach(Account::close)
        when (error) {
            is BufferUnderflowException, is IllegalArgumentException, is IndexOutOfBoundsException, is MfaException,
            is CharacterCodingException,
            -> damaged()
            else -> throw error
        }
    }
}

private fun account(from: ByteBuffer): Account {
    val name = from.lengthened()
    val kind = from.get()
    val algorithm = Algorithm.entries[from.get().toInt()]
    val digits = from.get().toInt()
    val period = Duration.ofSeconds(from.short.toLong() and 0xffff)
    val moving = when (kind) {
        TOTP -> Moving.Totp(period)
        HOTP -> Moving.Hotp
        else -> damaged()
    }
    val (counter, secret) = from.long to from.lengthened()
    try {
        val text = Charsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(name))
        return Account(text.toString(), Secret.of(secret), Parameters(moving, algorithm, digits), counter)
    } finally {
        secret.fill(0)
    }
}

private fun ByteBuffer.lengthened(): ByteArray {
    val length = short.toInt() and 0xffff
    if (length > remaining()) throw BufferUnderflowException()
    return ByteArray(length).also { get(it) }
}

private typealias CharacterCodingException = java.nio.charset.CharacterCodingException

private fun damaged(): Nothing = throw Refused("the vault is damaged, or of a newer version of this program")
