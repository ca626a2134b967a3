package io.libmfa

import io.libmfa.bridge.reasons
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class ReasonsTest {
    /** What this package itself refuses a call for. */
    private val own = setOf(Reason.FAILED, Reason.INTERNAL, Reason.OTHER)

    @Test
    fun `every reason of the library has its name here and no other name is here`() {
        val named = reasons().associate { it.reason to Reason.of(it.reason) }
        assertEquals(emptySet<String>(), named.filterValues { it == Reason.OTHER }.keys)
        assertEquals(Reason.entries.toSet() - own, named.values.toSet())
    }

    @Test
    fun `every family of the library has its class here`() {
        val families = reasons().map { it.family.name.replace("_", "").lowercase() }.toSet()
        val classes = MfaException::class.java.declaredClasses
            .filter { MfaException::class.java.isAssignableFrom(it) }
            .map { it.simpleName.lowercase() }
            .toSet()
        assertEquals(classes - "internal" - "qr" - "store", families - "qr" - "store")
        assertEquals(emptySet<String>(), families - classes)
    }
}
