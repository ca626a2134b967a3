package io.libmfa

import java.time.Duration
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the RFCs and others published, from the files that every language reads. */
class VectorsTest {
    @Test
    fun `hotp codes are those of RFC 4226`() {
        val blocks = vectors("hotp.txt")
        blocks.forEach { block ->
            credential(block, Moving.Hotp).use { credential ->
                val first = java.lang.Long.parseUnsignedLong(block.getValue("counter"))
                block.getValue("codes").words().forEachIndexed { index, code ->
                    assertEquals(code, credential.codeFor(first + index), "$block")
                }
            }
        }
        assertTrue(blocks.size >= 2)
    }

    @Test
    fun `totp codes are those of RFC 6238`() {
        val blocks = vectors("totp.txt")
        blocks.forEach { block ->
            val period = block.getValue("period").toLong()
            credential(block, Moving.Totp(Duration.ofSeconds(period))).use { credential ->
                val time = block.getValue("time").toLong()
                block.getValue("codes").words().forEachIndexed { index, code ->
                    val shown = credential.codeAt(at(time + index * period))
                    assertEquals(code, shown.code, "$block")
                    assertEquals(code, credential.codeIn(shown.step))
                    assertEquals(period - time % period, shown.remaining.seconds)
                }
            }
        }
        assertTrue(blocks.size >= 18)
    }

    @Test
    fun `otpauth URIs are read and written as their vectors say`() {
        val cases = vectors("otpauth.txt").groupBy { it.getValue("case") }
        cases.getValue("read").forEach { reads(it) }
        cases.getValue("refused").forEach { block ->
            val thrown = refused<MfaException> { OtpauthUri.parse(block.getValue("uri")) }
            val isOfItsFamily = thrown is MfaException.Uri || thrown is MfaException.Secret
            assertTrue(isOfItsFamily, "$block: $thrown")
        }
        cases.getValue("written").forEach { block ->
            Secret.of(block.getValue("key").hex()).use { secret ->
                val written = OtpauthUri.format(
                    block["issuer"]?.ifEmpty { null },
                    block.getValue("account"),
                    secret,
                    parameters(block),
                    block["counter"]?.let(java.lang.Long::parseUnsignedLong) ?: 0,
                )
                assertEquals(block.getValue("uri"), written)
            }
            val issuer = block["issuer"].orEmpty()
            reads(block + mapOf("issuer_in_label" to issuer, "issuer_in_parameter" to issuer))
        }
        assertTrue(cases.values.sumOf { it.size } > 100)
    }

    private fun reads(block: Block) = OtpauthUri.parse(block.getValue("uri")).use { read ->
        assertEquals(block.getValue("key"), read.secret.expose().hex(), "$block")
        assertEquals(parameters(block), read.parameters, "$block")
        assertEquals(block["counter"] ?: "0", java.lang.Long.toUnsignedString(read.start), "$block")
        // A name without text is not in the URI.
        assertEquals(block["account"]?.ifEmpty { null }, read.account, "$block")
        assertEquals(block["issuer_in_label"]?.ifEmpty { null }, read.issuerInLabel, "$block")
        assertEquals(block["issuer_in_parameter"]?.ifEmpty { null }, read.issuerInParameter, "$block")
    }

    @Test
    fun `ocra responses are those of RFC 6287`() {
        var count = 0
        vectors("ocra.txt").forEach { block ->
            val suite = OcraSuite.parse(block.getValue("suite"))
            Secret.of(block.getValue("key").hex()).use { secret ->
                Ocra(secret, suite.text).use { key ->
                    val counters = block.getValue("counters").words()
                    val own = block.getValue("own_questions").words()
                    val pinHash = block.getValue("pin").ifEmpty { null }
                        ?.let { OcraPinHash.of(it, requireNotNull(suite.pinHash)) }
                    val responses = block.getValue("responses").words()
                    block.getValue("questions").words().forEachIndexed { index, question ->
                        val inputs = { time: OcraTime? ->
                            OcraInputs(
                                question,
                                own.getOrNull(index),
                                counters.getOrNull(index)?.let(java.lang.Long::parseUnsignedLong),
                                pinHash,
                                null,
                                time,
                            )
                        }
                        val times = listOfNotNull(
                            block.getValue("time").ifEmpty { null }?.let { OcraTime.At(at(it.toLong())) },
                            block.getValue("step").ifEmpty { null }?.let { OcraTime.Step(it.toLong()) },
                        ).ifEmpty { listOf(null) }
                        times.forEach { time ->
                            assertEquals(responses[index], key.response(inputs(time)), "$block")
                            assertTrue(key.matches(inputs(time), responses[index]))
                            count++
                        }
                    }
                }
            }
        }
        assertTrue(count >= 50, "$count")
    }

    @Test
    fun `states that were written elsewhere go on here`() {
        val blocks = vectors("states.txt")
        blocks.forEach { block ->
            val totp = block.getValue("kind") == "totp"
            val moving = if (!totp) Moving.Hotp else {
                Moving.Totp(Duration.ofSeconds(block.getValue("period").toLong()), at(block.getValue("t0").toLong()))
            }
            credential(block, moving).use { credential ->
                val refusedFor = block["refused"]
                if (refusedFor != null) {
                    val thrown = refused<MfaException.Stored> { Authenticators.of(credential, block.getValue("state").hex()) }
                    assertEquals(refusedFor, thrown.reasonName.lowercase(), "$block")
                } else {
                    goesOn(block, credential)
                }
            }
        }
        assertTrue(blocks.size >= 50)
    }

    private fun goesOn(block: Block, credential: Credential) {
        val policy = CodePolicy(
            block.getValue("past").toInt(),
            block.getValue("future").toInt(),
            block.getValue("look_ahead").toInt(),
            block.getValue("drift").toInt().takeIf { it != 0 },
        )
        var state = block.getValue("state")
        val outcomes = block.getValue("outcomes").words()
        val states = block.getValue("states").words()
        val times = block.getValue("times").words()
        block.getValue("typed").words().forEachIndexed { index, typed ->
            val verdict = Authenticators.of(credential, state.hex()).use { person ->
                person.verify(typed, at(times[index].toLong()), policy).commit { next ->
                    state = next.states.single().hex()
                    Commit.STORED
                }
            }
            val outcome = when (verdict) {
                is Verdict.Accepted -> "accepted"
                is Verdict.Rejected -> "rejected"
                is Verdict.Locked -> "locked"
                Verdict.Closed -> "closed"
                Verdict.Suspended -> "suspended"
            }
            assertEquals(outcomes[index], outcome, "$index of $block")
            assertEquals(states[index], state, "$index of $block")
        }
    }

    private fun credential(block: Block, moving: Moving): Credential =
        Secret.of(block.getValue("key").hex()).use { secret ->
            val digits = block.getValue("digits").toInt()
            Credential(secret, Parameters(moving, algorithm(block.getValue("hash")), digits))
        }

    private fun parameters(block: Block): Parameters {
        val moving = if (block.getValue("type") == "hotp") Moving.Hotp else {
            Moving.Totp(Duration.ofSeconds(block.getValue("period").toLong()), Instant.EPOCH)
        }
        return Parameters(moving, algorithm(block.getValue("hash")), block.getValue("digits").toInt())
    }
}
