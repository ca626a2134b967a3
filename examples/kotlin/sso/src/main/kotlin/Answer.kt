package io.libmfa.examples.sso

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.add
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import java.time.Instant

/** What the service says. Why something was not accepted is for the log, and never in an answer. */
sealed class Answer(val status: Int, private val called: String) {
    fun toJson(): JsonObject = buildJsonObject {
        put("answer", called)
        fields()
    }

    protected open fun JsonObjectBuilder.fields() = Unit

    /** In. Show the failures: they may have been somebody else's. */
    class In(private val session: String, private val failuresBefore: Int) : Answer(200, "in") {
        override fun JsonObjectBuilder.fields() {
            put("session", session)
            put("failuresBefore", failuresBefore)
        }
    }

    /** The password was right: send it again, with what was typed. */
    data object CodeNeeded : Answer(200, "code-needed")

    /** In only once an authenticator was enrolled and confirmed; the session is good for that. */
    class EnrollFirst(private val session: String) : Answer(200, "enroll-first") {
        override fun JsonObjectBuilder.fields() {
            put("session", session)
        }
    }

    /** Not in: a wrong password, a wrong code and no session are one answer. */
    data object No : Answer(401, "no")

    class Locked(private val until: Instant) : Answer(401, "locked") {
        override fun JsonObjectBuilder.fields() {
            put("until", until.toString())
        }
    }

    /** Not in before somebody who may has helped. */
    class AskForHelp(private val contact: String?) : Answer(401, "ask-for-help") {
        override fun JsonObjectBuilder.fields() {
            put("contact", contact)
        }
    }

    /** To be scanned or typed, and confirmed by a code. */
    class Pending(val uri: String, val setupKey: String, val svg: String, val until: Instant) : Answer(200, "pending") {
        override fun JsonObjectBuilder.fields() {
            put("uri", uri)
            put("setupKey", setupKey)
            put("svg", svg)
            put("until", until.toString())
        }
    }

    data object Confirmed : Answer(200, "confirmed")

    data object OneMore : Answer(200, "one-more")

    class Wrong(private val left: Int) : Answer(401, "wrong") {
        override fun JsonObjectBuilder.fields() {
            put("left", left)
        }
    }

    /** The enrollment is over: begin another. */
    data object Over : Answer(401, "over")

    class Status(
        private val authenticators: List<String>,
        private val pending: String?,
        private val attemptsLeft: Int?,
        private val recoveryCodesLeft: Int?,
    ) : Answer(200, "status") {
        override fun JsonObjectBuilder.fields() {
            putJsonArray("authenticators") { authenticators.forEach { name -> addJsonObject { put("name", name) } } }
            put("pending", pending)
            put("attemptsLeft", attemptsLeft)
            put("recoveryCodesLeft", recoveryCodesLeft)
        }
    }

    /** Shown this once. */
    class RecoveryCodes(private val codes: List<String>) : Answer(200, "recovery-codes") {
        override fun JsonObjectBuilder.fields() {
            putJsonArray("codes") { codes.forEach { add(it) } }
        }
    }

    /** The request is none, or what was typed is no code: it cost no attempt. */
    class NotUnderstood(private val because: String) : Answer(400, "not-understood") {
        override fun JsonObjectBuilder.fields() {
            put("because", because)
        }
    }

    data object NotThere : Answer(404, "not-there")

    data object WrongMethod : Answer(405, "wrong-method")

    data object TooLarge : Answer(413, "too-large")

    /** The store failed, or did not confirm: nobody is in. */
    data object Unavailable : Answer(503, "unavailable")
}
