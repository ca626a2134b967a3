package io.libmfa.examples.sso

import io.libmfa.Credential
import io.libmfa.OtpauthUri
import io.libmfa.People
import io.libmfa.Policies
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Path
import java.time.Clock
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import javax.sql.DataSource

/** A clock that a test sets. */
class SetClock(@Volatile var now: Instant) : Clock() {
    override fun instant() = now
    override fun getZone(): ZoneId = ZoneOffset.UTC
    override fun withZone(zone: ZoneId?) = this

    fun pass(seconds: Long) {
        now = now.plusSeconds(seconds)
    }
}

/** What the service said. */
class Said(val status: Int, private val json: JsonObject) {
    val answer: String get() = text("answer")

    fun text(name: String): String = json.getValue(name).jsonPrimitive.content

    fun texts(name: String): List<String> = json.getValue(name).jsonArray.map { it.jsonPrimitive.content }

    fun names(name: String): List<String> =
        json.getValue(name).jsonArray.map { it.jsonObject.getValue("name").jsonPrimitive.content }

    override fun toString() = json.toString()
    override fun equals(other: Any?) = other is Said && status == other.status && json == other.json
    override fun hashCode() = json.hashCode()
}

/** A server on a database in a folder, and somebody who talks to it over HTTP. */
class Office(
    folder: Path,
    private val policies: Policies = Policies.DEFAULT,
    connections: DataSource = sqlite(folder.resolve("people.db")),
    firstFactor: FirstFactor = StubFirstFactor(mapOf("alice" to "wonderland", "bob" to "builder")),
) : AutoCloseable {
    /** The people, for whoever administers them. */
    val people get() = People(store, policies, clock)
    val clock = SetClock(Instant.parse("2026-03-01T08:00:00Z"))
    private val store = JdbcPersonStore(connections)
    private val server = Server(Service(store, firstFactor, policies, clock), port = 0)
    private val http = HttpClient.newHttpClient()

    fun send(path: String, body: String, type: String = "application/json", method: String = "POST"): Said {
        val request = HttpRequest.newBuilder(URI("http://127.0.0.1:${server.port}$path"))
            .header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body)).build()
        val response = http.send(request, BodyHandlers.ofString())
        return Said(response.statusCode(), Json.parseToJsonElement(response.body()).jsonObject)
    }

    fun ask(path: String, vararg fields: Pair<String, String>): Said =
        send(path, JsonObject(fields.associate { (name, value) -> name to Json.parseToJsonElement(quoted(value)) }).toString())

    fun logIn(typed: String? = null, person: String = "alice", password: String = "wonderland"): Said {
        val fields = listOf("person" to person, "password" to password) + listOfNotNull(typed?.let { "typed" to it })
        return ask("/login", *fields.toTypedArray())
    }

    /** Enrolls and confirms, as a person with a phone does it; the phone. */
    fun enroll(): Phone {
        val session = logIn().text("session")
        val phone = Phone(ask("/enroll", "session" to session, "name" to "phone").text("uri"), clock)
        check(ask("/confirm", "session" to session, "code" to phone.code()).answer == "confirmed")
        clock.pass(30)
        return phone
    }

    override fun close() = server.close()

    private fun quoted(text: String) = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
}

/** A phone that has scanned a URI. */
class Phone(uri: String, private val clock: Clock) {
    private val credential: Credential = OtpauthUri.parse(uri).use { it.credential() }

    fun code(): String = credential.codeAt(clock.instant()).code

    /** A code that is none of those around now. */
    fun wrong(): String {
        val step = credential.codeAt(clock.instant()).step
        val right = (step - 2..step + 2).map(credential::codeIn)
        return listOf("000000", "111111", "222222", "333333", "444444", "555555").first { it !in right }
    }
}
