package io.libmfa

import java.time.Clock
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a call costs: prints `cost OPERATION NANOSECONDS`, for docs/bindings.md. Measures only when -Dmfa.cost=true. */
class CostTest {
    @Test
    fun `calls are measured`() {
        val rounds = if (System.getProperty("mfa.cost").toBoolean()) 20_000 else 100
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                val state = Authenticators.of(emptyList()).use { requireNotNull(it.add(credential, 0).next).states.single() }
                val store = MemoryStore()
                val people = People(store, clock = Clock.fixed(at(59), ZoneOffset.UTC), uptime = UptimeSource.NONE)
                people.add("alice", "phone", secret)
                val fresh = requireNotNull(store.read("alice"))
                cost("credential", rounds) { Credential(secret).close() }
                cost("code", rounds) { credential.codeAt(at(59)) }
                cost("verify-accepted", rounds) {
                    Authenticators.of(credential, state).use { it.verify(AT_59, at(59)).commit { Commit.STORED } }
                }
                cost("verify-rejected", rounds) {
                    Authenticators.of(credential, state).use { it.verify("000000", at(59)).commit { Commit.STORED } }
                }
                // The record as it was is put back by each round: a map's entry, beside which the calls are long.
                cost("person-verify-accepted", rounds) {
                    store.replace("alice", store.read("alice"), fresh)
                    assertTrue(people.verify("alice", AT_59).isAccepted)
                }
                cost("person-verify-rejected", rounds) {
                    store.replace("alice", store.read("alice"), fresh)
                    assertFalse(people.verify("alice", "000000").isAccepted)
                }
            }
        }
    }

    private fun cost(operation: String, rounds: Int, call: () -> Any?) {
        repeat(rounds / 2) { call() }
        val best = (1..5).minOf {
            val start = System.nanoTime()
            repeat(rounds) { call() }
            (System.nanoTime() - start) / rounds
        }
        println("cost $operation $best")
    }
}
