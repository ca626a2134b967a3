package io.libmfa

import java.time.Duration
import java.time.Instant

// Tells the stories of host/tests/stories, whose README.md is the language that they are written in.

/** What a file came to. */
internal class Telling {
    var stories = 0
    var steps = 0
    val wrong = mutableListOf<String>()
    val leftOut = mutableListOf<Pair<String, String>>()
}

/** What is wrong with a line: it is broken, or does not come out as it says. */
private class Wrong(message: String) : Exception(message)

private fun wrong(message: String): Nothing = throw Wrong(message)

/** Tells all stories of a file. A story ends at its first line that is wrong; the next one begins anew. */
internal fun tell(file: String, text: String): Telling {
    val telling = Telling()
    var story: Story? = null
    var isSkipping = false
    val lines = text.lines()
    fun check(number: Int, act: () -> Unit) = try {
        act()
    } catch (error: Wrong) {
        telling.wrong += "$file:$number: ${error.message} (in the story: ${story?.title})"
        isSkipping = true
    }
    lines.forEachIndexed { index, raw ->
        val line = raw.trim()
        if (line.isEmpty() || line.startsWith("#")) return@forEachIndexed
        if (line.startsWith("story ")) {
            if (!isSkipping) check(index + 1) { story?.finish() }
            telling.stories++
            isSkipping = false
            story = Story(line.removePrefix("story ").trim())
            return@forEachIndexed
        }
        val told = story
        if (told == null) {
            telling.wrong += "$file:${index + 1}: a file begins with a story"
            isSkipping = true
            story = Story("none")
        } else if (!isSkipping) {
            check(index + 1) {
                if (told.line(line)) telling.steps++
                told.needs?.let {
                    telling.leftOut += told.title to it
                    isSkipping = true
                }
            }
        }
    }
    if (!isSkipping) check(lines.size) { story?.finish() }
    if (telling.steps == 0 && telling.leftOut.isEmpty()) telling.wrong += "$file:${lines.size}: there is no step in it"
    return telling
}

/** What a step came to: a word, and details with a name each. */
private class Told(val word: String, vararg details: Pair<String, Any?>) {
    val details: Map<String, String> = details.associate { (name, value) -> name to word(value) }

    override fun toString(): String = (listOf(word) + details.map { "${it.key}=${it.value}" }).joinToString(" ")

    private fun word(value: Any?): String = when (value) {
        null -> "none"
        true -> "yes"
        false -> "no"
        is Instant -> value.epochSecond.toString()
        is Unsigned -> java.lang.Long.toUnsignedString(value.number)
        else -> value.toString()
    }
}

private class Unsigned(val number: Long)

private class Story(val title: String) {
    /** What this runner cannot be told, if the story needs it. */
    var needs: String? = null

    private val clock = HandClock(-1)
    private var policies = Policies.DEFAULT
    private val secrets = HashMap<String, Pair<Secret, Parameters>>()
    private val keys = HashMap<String, RecoveryKey>()
    private val sheets = HashMap<String, RecoverySheet>()
    private var uptime: Uptime? = null
    private val stores = HashMap<String, Shelf>()
    private var here = "first"
    private var fault: String? = null
    private var faster: Pair<String, ByteArray?>? = null
    private val decisions = HashMap<Pair<String, String>, LoginDecision>()
    private val permits = HashMap<Pair<String, String>, Permit>()

    private val shelf: Shelf get() = stores.getOrPut(here) { Shelf() }

    private val people: People get() = People(shelf, policies, clock, { uptime })

    /** Does a line; whether it is a step. */
    fun line(line: String): Boolean {
        if (sets(line)) return false
        val at = line.indexOf(" -> ")
        if (at < 0) wrong("it neither sets the scene nor says what it comes to: $line")
        val (step, expected) = line.take(at).trim() to line.substring(at + 4).trim()
        if (step.startsWith("meanwhile ")) {
            finish()
            val person = step.words()[1]
            val before = shelf.bytes(person)
            one(step.removePrefix("meanwhile ").trim(), expected)
            if (shelf.bytes(person).contentEquals(before)) wrong("nothing was written meanwhile: $line")
            faster = person to before
        } else {
            one(step, expected)
        }
        return true
    }

    /** What was announced has to have come. */
    fun finish() {
        if (fault != null || faster != null) wrong("no step follows that meets the fault")
    }

    private fun sets(line: String): Boolean {
        val (word, rest) = line.split(Regex("\\s+"), 2).let { it[0] to it.getOrElse(1) { "" }.trim() }
        when (word) {
            "needs" -> {
                if (rest !in setOf("challenge", "sheet", "uptime")) wrong("nothing is called $rest that may be needed")
                if (rest == "challenge") needs = rest
            }
            "policy" -> assigned(rest) { key, value -> policies = said { policies.with(key, value) } }
            "secret" -> assigned(rest) { name, value -> secrets[name] = secret(value.words()) }
            "key" -> assigned(rest) { name, value -> keys[name] = said { RecoveryKey.ofBase32(value) } }
            "sheet" -> assigned(rest) { name, value -> sheets[name] = said { RecoverySheet.of(value.words()) } }
            "at" -> clock.time = number(rest)
            "wait" -> {
                clock.time = now() + number(rest)
                uptime = uptime?.let { it.copy(length = it.length.plusSeconds(number(rest))) }
            }
            "back" -> clock.time = (now() - number(rest)).also { if (it < 0) wrong("before 1970") }
            "boot" -> uptime = if (rest == "unknown") null else {
                val (boot, seconds) = rest.words().map { number(it) }
                Uptime(boot, Duration.ofSeconds(seconds))
            }
            "store" -> here = rest
            "copy" -> {
                val words = rest.words()
                if (words.size != 3 || words[1] != "to") wrong("copy PERSON to STORE: $line")
                val bytes = shelf.bytes(words[0]) ?: wrong("${words[0]} is not there")
                stores.getOrPut(words[2]) { Shelf() }.put(words[0], bytes)
            }
            "fault" -> {
                if (rest !in FAULTS) wrong("there is no fault $rest")
                fault = rest
            }
            else -> return false
        }
        return true
    }

    private fun one(step: String, expected: String) {
        val isExpected = fault != null || faster != null
        shelf.ready(fault, faster)
        fault = null
        faster = null
        val told = take(step)
        if (shelf.calm() != isExpected) wrong("the fault was not met: it came to `$told`")
        val words = expected.words()
        val details = words.drop(1).map { detail ->
            val at = detail.indexOf('=')
            if (at < 0) wrong("`$detail` is no detail")
            detail.take(at) to detail.substring(at + 1)
        }
        val differs = words.firstOrNull() != told.word || details.any { (name, value) ->
            val there = told.details[name]
            if (there == null && words.first() == told.word) wrong("`${told.word}` has no detail `$name`: it came to `$told`")
            there != value
        }
        if (differs) wrong("it came to `$told`, not to `$expected`, at: $step")
    }

    private fun take(step: String): Told {
        val words = step.words()
        return try {
            when (words[0]) {
                "show" -> show(words.drop(1))
                "issue" -> keyed(words.drop(1), "for") { key, device ->
                    val issued = key.issuePin(device, clock.instant())
                    Told("issued", "pin" to issued.pin, "until" to issued.validUntil, "next" to issued.nextDiffersFrom)
                }
                "respond" -> keyed(words.drop(1), "to") { key, challenge -> Told("responded", "response" to key.respond(challenge)) }
                else -> {
                    if (words.size < 2) wrong("a step is a person and a verb: $step")
                    act(words[0], words[1], words.drop(2), step)
                }
            }
        } catch (error: MfaException.Store) {
            Told("refused", "reason" to "Store")
        } catch (error: MfaException) {
            Told("refused", "reason" to "${error.javaClass.simpleName}.${error.reasonName}")
        }
    }

    private fun act(person: String, verb: String, rest: List<String>, step: String): Told = when (verb) {
        "enrolls" -> enrolls(person, rest)
        "confirms" -> when (val came = people.confirm(person, rest.only())) {
            is Confirmation.Confirmed -> Told("confirmed", "position" to Unsigned(came.position), "offset" to came.offset)
            Confirmation.OneMore -> Told("one-more")
            is Confirmation.Wrong -> Told("wrong", "left" to came.wrongCodesLeft)
            Confirmation.Over -> Told("over")
        }
        "abandons" -> done(rest) { people.abandon(person) }
        "measures" -> people.diagnosePending(person, rest[0], reach(rest[1]))?.let { Told("found", "offset" to it) }
            ?: Told("not-found")
        "adds" -> adds(person, rest)
        "adds-all" -> done {
            people.addAll(person, rest.map { name -> secret(name).let { NewAuthenticator(name, it.first, it.second) } })
        }
        "removes" -> done { people.remove(person, rest.one()) }
        "removes-all" -> done(rest) { people.removeAll(person) }
        "renames" -> done {
            if (rest.size != 3 || rest[1] != "to") wrong("renames NAME to NAME: $step")
            people.rename(person, rest[0], rest[2])
        }
        "is-suspended" -> done { people.suspend(person, rest.one()) }
        "restores" -> {
            val by = if (rest.getOrNull(2) == "by") rest[3] else "administrator"
            val permit = permit(person, by)
            if (permit == null) Told("not-permitted") else restored(people.restore(person, permit, rest[1], rest[0]))
        }
        "is-reset" -> done(rest) { people.reset(person) }
        "is-forgotten" -> done(rest) { people.forget(person) }
        "is-required" -> done {
            val values = rest.associate { it.substringBefore('=') to it.substringAfter('=') }
            val logins = values["logins"]?.takeIf { it != "unlimited" }
            people.setRule(person, PersonalRule.Required(values["hours"]?.toInt(), logins?.toInt()))
        }
        "is-exempt" -> done {
            val until = rest.one()?.substringAfter("until=")
            people.setRule(
                person,
                if (until == null) PersonalRule.Exempt else PersonalRule.ExemptFor(clock.instant(), at(number(until))),
            )
        }
        "is-as-listed" -> done(rest) { people.setRule(person, null) }
        "arrives" -> arrives(person, rest)
        "types" -> {
            val typed = step.substringAfter(" types").trim()
            val decision = decisions[here to person] ?: wrong("$person has not arrived here")
            loggedIn(person, people.logIn(decision, typed))
        }
        "verifies" -> verdict(people.verify(person, rest.only())).also { told ->
            if (told.word == "accepted") permits[here to person] = requireNotNull(lastPermit)
        }
        "verifies-with" -> verdict(people.verifyWith(person, rest[0], rest[1]))
        "resyncs" -> when (val came = people.resynchronize(person, rest[1], rest[2], rest[0])) {
            is Resynchronization.Resynchronized ->
                Told("resynchronized", "position" to Unsigned(came.position), "offset" to came.offset)
            is Resynchronization.Rejected -> rejected("rejected", came.rejection)
            is Resynchronization.Locked -> Told("locked", "until" to came.until)
            Resynchronization.Closed -> Told("closed")
            Resynchronization.Suspended -> Told("suspended")
        }
        "diagnoses" -> when (val came = people.diagnose(person, rest[1], reach(rest[2]), rest[0])) {
            is Diagnosis.Slow -> rejected("slow", came.rejection, "steps" to came.steps)
            is Diagnosis.Unknown -> rejected("unknown", came.rejection)
            is Diagnosis.Locked -> Told("locked", "until" to came.until)
            Diagnosis.Closed -> Told("closed")
            Diagnosis.Suspended -> Told("suspended")
        }
        "is-unlocked" -> done(rest) { people.unlock(person) }
        "status" -> status(person)
        "progress" -> {
            val there = info(person).authenticators.find { it.name == rest.only() }
                ?: throw MfaException.Person("NoSuchAuthenticator", "there is no such authenticator")
            there.progress.run {
                Told("is-at", "next" to next?.let(::Unsigned), "drift" to drift, "suspended" to isSuspended)
            }
        }
        "gets-key" -> done { keyed(rest, "for") { key, device -> people.addRecoveryKey(person, device, key) } }
        "changes-key" -> done { keyed(rest, "for") { key, device -> people.setRecoveryKey(person, device, key) } }
        "loses-key" -> done(rest) { people.removeRecoveryKey(person) }
        "redeems" -> loggedIn(person, Login.ByRecovery(people.redeem(person, rest.only())))
        "answers" -> loggedIn(person, Login.ByRecovery(people.answer(person, rest.only())))
        "passes" -> loggedIn(person, Login.ByRecovery(people.pass(person)))
        "asks-grant" -> grant(person)
        "ends-grant" -> done(rest) { people.endGrant(person) }
        "gets-codes" -> done { people.setRecoveryCodes(person, sheets[rest.only()] ?: wrong("there is no sheet $rest")) }
        "uses-code" -> loggedIn(person, Login.ByRecoveryCode(people.useRecoveryCode(person, rest.only())))
        "counts-codes" -> {
            info(person)
            val status = people.recoveryCodesStatus(person)
                ?: throw MfaException.Person("NoRecoveryCodes", "there are no recovery codes")
            Told("codes", "left" to status.left)
        }
        else -> wrong("there is no verb `$verb`")
    }

    private fun enrolls(person: String, rest: List<String>): Told {
        val name = if (rest.getOrNull(1) == "as") rest[2] else rest[0]
        val by = rest.indexOf("by").let { if (it < 0) "administrator" else rest[it + 1] }
        val permit = permit(person, by) ?: return Told("not-permitted")
        val (secret, parameters) = secret(rest[0])
        return Enrollment.begin(permit, secret, clock.instant(), parameters, policies).use { begun ->
            people.enroll(person, name, begun)
            Told("pending", "until" to begun.until)
        }
    }

    private fun permit(person: String, by: String): Permit? = when (by) {
        "administrator" -> Permit.byAdministrator()
        "decision" -> (decisions[here to person] ?: wrong("$person has not arrived here")).permit
        "login" -> permits[here to person] ?: wrong("$person has not logged in here")
        else -> wrong("nobody permits by `$by`")
    }

    private fun adds(person: String, rest: List<String>): Told {
        val (secret, parameters) = secret(rest[0])
        val name = if (rest.getOrNull(1) == "as") rest[2] else rest[0]
        val start = rest.find { it.startsWith("start=") }?.substringAfter('=')
        return done { people.add(person, name, secret, parameters, start?.let(java.lang.Long::parseUnsignedLong)) }
    }

    private fun arrives(person: String, rest: List<String>): Told {
        val occasion = Occasion.valueOf(rest[0].uppercase())
        rest.drop(1).forEach { if (it !in setOf("offline", "card")) wrong("nobody arrives `$it`") }
        val decision = people.decide(person, Arrival(occasion, "offline" !in rest, "card" in rest))
        decisions[here to person] = decision
        return when (decision) {
            is LoginDecision.AskForCode -> Told("ask-code")
            is LoginDecision.LetInUnenrolled ->
                Told("let-in", "until" to decision.until, "left" to (decision.loginsLeft ?: "unlimited"))
            is LoginDecision.EnrollNow -> Told("enroll-now")
            is LoginDecision.AskUnderGrant -> Told("ask-grant", "until" to decision.until, "codes" to decision.codesCount)
            is LoginDecision.NoCodeNeeded -> Told("no-code", "because" to decision.because.name.dashed())
            is LoginDecision.Deny -> when (val because = decision.because) {
                is Denial.NotEnrolled -> Told("denied", "because" to "not-enrolled", "ended" to because.ended.name.dashed())
                is Denial.Offline -> Told("denied", "because" to "offline", "ended" to because.ended.name.dashed())
                Denial.Other -> wrong("denied for a reason that is not known")
            }
        }
    }

    private var lastPermit: Permit? = null

    private fun loggedIn(person: String, login: Login): Told {
        login.permit?.let { permits[here to person] = it }
        return when (login) {
            is Login.ByCode -> verdict(login.verdict)
            is Login.ByRecovery -> redemption(login.redemption)
            is Login.ByRecoveryCode -> when (val came = login.redemption) {
                is CodeRedemption.Accepted -> Told(
                    "accepted", "factor" to "recovery-code", "index" to came.index, "left" to came.left,
                    "authenticators" to came.authenticators.name.dashed(), "failures" to came.failuresBefore,
                )
                is CodeRedemption.Rejected -> rejected("rejected", came.rejection)
                is CodeRedemption.Locked -> Told("locked", "until" to came.until)
                CodeRedemption.Closed -> Told("closed")
                CodeRedemption.Off -> Told("off")
            }
        }
    }

    private fun redemption(came: Redemption): Told = when (came) {
        is Redemption.Accepted -> came.redeemed.run {
            Told(
                "accepted", "factor" to "recovery", "by" to by.name.dashed(), "until" to grantUntil,
                "left" to grantUsesLeft, "authenticators" to authenticators.name.dashed(), "failures" to failuresBefore,
            )
        }
        is Redemption.Rejected -> rejected("rejected", came.rejection)
        is Redemption.Locked -> Told("locked", "until" to came.until)
        Redemption.Closed -> Told("closed")
        Redemption.NoChallenge -> Told("no-challenge")
        Redemption.PinNeeded -> Told("pin-needed")
        Redemption.Off -> Told("off")
    }

    private fun verdict(came: Verdict): Told = when (came) {
        is Verdict.Accepted -> {
            lastPermit = came.permit
            Told(
                "accepted", "factor" to "code", "by" to came.name, "position" to Unsigned(came.position),
                "offset" to came.offset, "failures" to came.failuresBefore,
            )
        }
        is Verdict.Rejected -> rejected("rejected", came.rejection)
        is Verdict.Locked -> Told("locked", "until" to came.until)
        Verdict.Closed -> Told("closed")
        Verdict.Suspended -> Told("suspended")
    }

    private fun restored(came: Restoration): Told = when (came) {
        Restoration.Restored -> Told("restored")
        is Restoration.Rejected -> rejected("rejected", came.rejection)
        is Restoration.Locked -> Told("locked", "until" to came.until)
        Restoration.Closed -> Told("closed")
    }

    private fun rejected(word: String, rejection: Rejection, vararg more: Pair<String, Any?>): Told = Told(
        word, *more, "left" to rejection.attemptsLeft, "until" to rejection.lockedUntil, "closed" to rejection.isClosed,
        "reason" to if (rejection.isReplayed) "replayed" else "mismatch",
    )

    private fun status(person: String): Told {
        val info = info(person)
        val status = requireNotNull(people.status(person))
        return Told(
            "stands",
            "authenticators" to info.authenticators.joinToString(",") { it.name }.ifEmpty { null },
            "pending" to info.pending?.name, "failures" to status.failures, "in-all" to status.failuresInAll,
            "left" to status.attemptsLeft, "until" to status.lockedUntil, "closed" to status.isClosed,
            "codes" to info.recoveryCodesLeft,
        )
    }

    private fun grant(person: String): Told {
        info(person)
        val status = people.recoveryStatus(person) ?: throw MfaException.Person("NoRecovery", "there is no recovery key")
        return if (status.grantUntil == null) Told("none")
        else Told("open", "until" to status.grantUntil, "left" to status.grantUsesLeft)
    }

    private fun info(person: String): PersonInfo =
        people.info(person) ?: throw MfaException.Person("NoSuchPerson", "there is no such person")

    private fun show(rest: List<String>): Told {
        val (secret, parameters) = secret(rest[0])
        return Credential(secret, parameters).use { credential ->
            val counter = rest.getOrNull(1)?.substringAfter("counter=")
            if (counter == null) {
                val shown = credential.codeAt(clock.instant())
                Told("shown", "code" to shown.code, "seconds" to shown.remaining.seconds)
            } else {
                Told("shown", "code" to credential.codeFor(java.lang.Long.parseUnsignedLong(counter)))
            }
        }
    }

    private fun <T> keyed(rest: List<String>, word: String, act: (RecoveryKey, String) -> T): T {
        if (rest.size != 3 || rest[1] != word) wrong("a key is KEY $word ..: $rest")
        return act(keys[rest[0]] ?: wrong("there is no key ${rest[0]}"), rest[2])
    }

    private fun secret(name: String) = secrets[name] ?: wrong("there is no secret $name")

    private fun secret(words: List<String>): Pair<Secret, Parameters> = said {
        var parameters = Parameters.TOTP
        for (word in words.drop(1)) {
            val value = word.substringAfter('=', "")
            parameters = when (word.substringBefore('=')) {
                "totp" -> parameters
                "hotp" -> parameters.copy(moving = Moving.Hotp)
                "sha1", "sha256", "sha512" -> parameters.copy(algorithm = Algorithm.valueOf(word.uppercase()))
                "digits" -> parameters.copy(digits = value.toInt())
                "period" -> parameters.copy(moving = Moving.Totp(Duration.ofSeconds(value.toLong())))
                else -> wrong("a secret has no `$word`")
            }
        }
        Secret.ofSetupKey(words[0]) to parameters
    }

    private fun now(): Long = clock.time.also { if (it < 0) wrong("`at` comes first") }

    private fun number(text: String): Long =
        text.takeIf { it.isNotEmpty() && it.all(Char::isDigit) }?.toLongOrNull() ?: wrong("`$text` is no such number")

    private fun reach(word: String): Int = number(word.substringAfter("reach=")).toInt()

    private fun assigned(rest: String, act: (String, String) -> Unit) {
        if ('=' !in rest) wrong("there is no `=`: $rest")
        act(rest.substringBefore('=').trim(), rest.substringAfter('=').trim())
    }

    /** What only sets the scene must not be refused. */
    private fun <T> said(act: () -> T): T = try {
        act()
    } catch (error: MfaException) {
        wrong(error.message.orEmpty())
    }

    private fun done(rest: List<String> = emptyList(), act: () -> Unit): Told {
        if (rest.isNotEmpty()) wrong("nothing comes behind this verb: $rest")
        act()
        return Told("done")
    }

    private fun List<String>.only(): String = singleOrNull() ?: wrong("one word follows this verb, not $this")

    private fun List<String>.one(): String? = if (isEmpty()) null else only()

    private fun String.dashed(): String = lowercase().replace('_', '-')
}

private val FAULTS = setOf("reply-lost", "write-lost", "write-fails", "read-fails", "always-conflicts")

/** A store in memory whose answers can be made to go wrong, for one step. */
private class Shelf : PersonStore {
    private val records = HashMap<String, ByteArray>()
    private var fault: String? = null
    private var before: Pair<String, ByteArray?>? = null
    private var isMet = false

    fun bytes(person: String): ByteArray? = records[person]

    fun put(person: String, bytes: ByteArray) {
        records[person] = bytes
    }

    fun ready(fault: String?, before: Pair<String, ByteArray?>?) {
        this.fault = fault
        this.before = before
        isMet = false
    }

    /** Ends whatever was to go wrong; whether it did. */
    fun calm(): Boolean = isMet.also { ready(null, null) }

    override fun read(person: String): ByteArray? {
        if (fault == "read-fails") {
            isMet = true
            error("the store failed, as the story wants it")
        }
        val shown = before
        return if (shown != null && shown.first == person) shown.second else records[person]
    }

    override fun replace(person: String, expected: ByteArray?, next: ByteArray?): Commit {
        val isRaced = before != null
        before = null
        if (fault != null && fault != "reply-lost") isMet = true
        when (fault) {
            "write-fails" -> error("the store failed, as the story wants it")
            "write-lost" -> return Commit.UNKNOWN
            "always-conflicts" -> return Commit.CONFLICT
        }
        if (!records[person].contentEquals(expected)) {
            isMet = isMet || isRaced
            return Commit.CONFLICT
        }
        if (next == null) records.remove(person) else records[person] = next
        if (fault == "reply-lost") {
            isMet = true
            return Commit.UNKNOWN
        }
        return Commit.STORED
    }
}
