package io.libmfa.examples.authenticator

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.CoreCliktCommand
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.parse
import com.github.ajalt.clikt.core.subcommands
import com.github.ajalt.clikt.parameters.arguments.argument
import com.github.ajalt.clikt.parameters.arguments.help
import com.github.ajalt.clikt.parameters.arguments.optional
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.path
import io.libmfa.MfaException
import io.libmfa.Moving
import io.libmfa.OtpauthUri
import io.libmfa.Reason
import java.io.IOException
import java.nio.file.Path
import java.time.Clock

/** Something that the person should know, in a whole sentence that holds no secret. */
class Refused(message: String) : Exception(message)

/** What a run of the program is: its commands, and the exit status. */
class Program(private val terminal: Terminal, private val clock: Clock, private val environment: Map<String, String>) {
    /** 0 done, 1 refused, 2 not understood. */
    fun run(arguments: List<String>): Int {
        val root = Root(environment)
        root.subcommands(Add(root, terminal), ListCodes(root, terminal, clock), Next(root, terminal), Delete(root, terminal))
        return try {
            root.parse(arguments)
            0
        } catch (error: UsageError) {
            terminal.error(root.helpOn(error))
            2
        } catch (error: CliktError) {
            // Such as --help, which is no error.
            terminal.line(root.helpOn(error))
            error.statusCode
        } catch (error: Refused) {
            terminal.refuse(error.message)
        } catch (error: MfaException) {
            terminal.refuse(error.message)
        } catch (error: IOException) {
            terminal.refuse("${error.javaClass.simpleName}: ${error.message}")
        }
    }

    private fun Terminal.refuse(message: String?): Int {
        error("authenticator: ${escaped(message.orEmpty())}")
        return 1
    }

    private fun Root.helpOn(error: CliktError) = getFormattedHelp(error).orEmpty()
}

private class Root(private val environment: Map<String, String>) : CoreCliktCommand(name = "authenticator") {
    private val file: Path? by option("--vault", metavar = "FILE").path()
        .help("where the secrets are kept, rather than in ~/.local/share/libmfa-authenticator/vault")

    override fun help(context: Context) = "Keeps the secrets of second factors, and shows their codes."

    override fun run() = Unit

    fun vault(): AccountVault = AccountVault(FileVault(file ?: defaultVault(environment)))
}

private class Add(private val root: Root, private val terminal: Terminal) : CoreCliktCommand(name = "add") {
    private val uri by argument("URI").optional()
        .help("otpauth://...; without it the URI is asked for, and does not stand in the list of processes")
    private val picture by option("--picture", metavar = "FILE").path().help("a picture with the QR code")
    private val name by option("--name", metavar = "NAME").help("what to call it, rather than by issuer and account")

    override fun help(context: Context) = "Adds an account."

    override fun run() {
        if (uri != null && picture != null) throw UsageError("give either a URI or --picture")
        val text = picture?.let(::qrCodeIn) ?: uri ?: terminal.hidden("otpauth URI: ")
        val added = read(text.trim()).use { scanned ->
            Account.of(scanned, name).use { account ->
                root.vault().change { it.adding(account) }
                account.name
            }
        }
        terminal.line("added ${escaped(added)}")
    }

    private fun read(text: String): OtpauthUri = try {
        OtpauthUri.parse(text)
    } catch (error: MfaException.Uri) {
        if (error.reason != Reason.MIGRATION) throw error
        throw Refused("that is another app's export of many accounts; let it show the accounts one by one")
    }
}

private class ListCodes(private val root: Root, private val terminal: Terminal, private val clock: Clock) :
    CoreCliktCommand(name = "list") {
    override fun help(context: Context) = "Shows all codes, and for how long each is good."

    override fun run() = root.vault().read { accounts ->
        if (accounts.all.isEmpty()) terminal.line("There is no account yet: see `authenticator add --help`.")
        val names = accounts.all.map { escaped(it.name) }
        val width = names.maxOfOrNull { it.length } ?: 0
        val now = clock.instant()
        accounts.all.zip(names) { account, name -> terminal.line("${name.padEnd(width)}  ${account.shown(now)}") }
        Unit
    }
}

private class Next(private val root: Root, private val terminal: Terminal) : CoreCliktCommand(name = "next") {
    private val account by argument("NAME")

    override fun help(context: Context) = "Shows the next code of a counter-based account. It is used up with that."

    override fun run() {
        var code = ""
        root.vault().change { accounts ->
            val found = accounts.named(account)
            if (found.parameters.moving != Moving.Hotp) throw Refused("its codes go by time: see `authenticator list`")
            code = found.credential().use { it.codeFor(found.counter) }
            accounts.replacing(found, found.counted())
        }
        // Only now that the counter is stored: a code that was shown is never shown as the next one again.
        terminal.line(grouped(code))
    }
}

private class Delete(private val root: Root, private val terminal: Terminal) : CoreCliktCommand(name = "delete") {
    private val account by argument("NAME")
    private val yes by option("--yes").flag().help("does not ask")

    override fun help(context: Context) = "Deletes an account. Its codes cannot be made again."

    override fun run() {
        root.vault().read { it.named(account) }
        val question = "Delete ${escaped(account)}? Its codes cannot be made again. [y/N] "
        if (!yes && !terminal.ask(question)) throw Refused("nothing was deleted")
        root.vault().change { it.without(it.named(account)) }
        terminal.line("deleted ${escaped(account)}")
    }
}
