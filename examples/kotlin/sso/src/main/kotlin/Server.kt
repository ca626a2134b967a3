package io.libmfa.examples.sso

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.logging.Level
import java.util.logging.Logger

/** The service on HTTP, on loopback alone: whatever ends TLS stands in front of it. */
class Server(private val service: Service, port: Int) : AutoCloseable {
    private val workers: ExecutorService = Executors.newFixedThreadPool(WORKERS)
    private val http: HttpServer = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG)

    val port: Int get() = http.address.port

    init {
        post("/login") { service.logIn(it.text("person"), it.text("password"), it.textOrNull("typed")) }
        post("/enroll") { service.enroll(it.session(), it.text("name")) }
        post("/confirm") { service.confirm(it.session(), it.text("code")) }
        post("/status") { service.status(it.session()) }
        post("/recovery-codes") { service.recoveryCodes(it.session()) }
        http.createContext("/") { answer(it) { Answer.NotThere } }
        http.executor = workers
        http.start()
    }

    override fun close() {
        http.stop(0)
        workers.shutdown()
    }

    private fun post(path: String, act: (Request) -> Answer) = http.createContext(path) { exchange ->
        answer(exchange) {
            when {
                exchange.requestURI.path != path -> Answer.NotThere
                exchange.requestMethod != "POST" -> Answer.WrongMethod
                else -> asked(exchange, act)
            }
        }
    }

    private fun asked(exchange: HttpExchange, act: (Request) -> Answer): Answer {
        // A page of another origin cannot send this type without being allowed to.
        val type = exchange.requestHeaders.getFirst("Content-Type")?.substringBefore(';')?.trim()
        if (!type.equals("application/json", ignoreCase = true)) throw NotUnderstood("send application/json")
        val body = exchange.requestBody.readNBytes(LARGEST + 1)
        if (body.size > LARGEST) return Answer.TooLarge
        return act(Request.of(body))
    }

    @Suppress("TooGenericExceptionCaught")
    private fun answer(exchange: HttpExchange, act: () -> Answer) = exchange.use {
        val answer = try {
            act()
        } catch (error: NotUnderstood) {
            Answer.NotUnderstood(error.message.orEmpty())
        } catch (error: RuntimeException) {
            LOG.log(Level.SEVERE, "a request failed; nobody gets in by it", error)
            Answer.Unavailable
        }
        val bytes = answer.toJson().toString().toByteArray()
        exchange.responseHeaders["Content-Type"] = "application/json"
        exchange.responseHeaders["Cache-Control"] = "no-store"
        exchange.sendResponseHeaders(answer.status, bytes.size.toLong())
        exchange.responseBody.write(bytes)
    }

    private companion object {
        const val WORKERS = 16
        const val BACKLOG = 64
        const val LARGEST = 4096
        val LOG: Logger = Logger.getLogger(Server::class.java.name)
    }
}

private class NotUnderstood(message: String) : RuntimeException(message)

/** A JSON object of texts. */
private class Request(private val fields: Map<String, String>) {
    fun text(name: String): String = textOrNull(name) ?: throw NotUnderstood("the field $name is missing")

    fun textOrNull(name: String): String? = fields[name]

    fun session(): String = text("session")

    companion object {
        private const val LONGEST = 1024

        fun of(body: ByteArray): Request {
            val json = try {
                Json.parseToJsonElement(body.toString(Charsets.UTF_8))
            } catch (_: SerializationException) {
                // Its message would quote what was sent.
                throw NotUnderstood("that is no JSON")
            }
            if (json !is JsonObject) throw NotUnderstood("send a JSON object")
            return Request(json.mapValues { (_, value) ->
                val text = (value as? JsonPrimitive)?.takeIf { it.isString }?.content
                text?.takeIf { it.length <= LONGEST } ?: throw NotUnderstood("a field is a text of at most $LONGEST characters")
            })
        }
    }
}
