package io.libmfa

import java.time.Duration
import java.time.Instant
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SecretTest {
    @Test
    fun `keys with NUL and bytes over 0x7f come through whole`() {
        val keys = listOf(
            ByteArray(10),
            ByteArray(20) { 0xff.toByte() },
            ByteArray(128) { it.toByte() },
            ByteArray(128) { (255 - it).toByte() },
            byteArrayOf(0, -1, 0, -128, 127, 0, 10, 13, -64, -128, 0),
        )
        for (key in keys) {
            Secret.of(key).use { secret ->
                assertArrayEquals(key, secret.expose())
                Secret.ofSetupKey(secret.toBase32()).use { assertTrue(it.sameAs(secret)) }
                Credential(secret, Parameters.HOTP).use { assertEquals(hotp(key, 7), it.codeFor(7)) }
                OtpauthUri.parse(OtpauthUri.format(null, "alice", secret)).use {
                    assertArrayEquals(key, it.secret.expose())
                }
            }
        }
    }

    /** RFC 4226, section 5.3, by the JDK's HMAC. */
    private fun hotp(key: ByteArray, counter: Long): String {
        val mac = Mac.getInstance("HmacSHA1").apply { init(SecretKeySpec(key, "HmacSHA1")) }
        val tag = mac.doFinal(ByteArray(8) { (counter ushr (56 - 8 * it)).toByte() })
        val offset = tag[19].toInt() and 15
        val number = (0..3).fold(0L) { number, index -> number shl 8 or (tag[offset + index].toLong() and 0xff) }
        return ((number and 0x7fffffff) % 1_000_000).toString().padStart(6, '0')
    }

    @Test
    fun `the given array is not touched and the exposed one is the callers own`() {
        val given = RFC_KEY.copyOf()
        Secret.of(given).use { secret ->
            assertArrayEquals(RFC_KEY, given)
            secret.expose().fill(0)
            given.fill(0)
            assertArrayEquals(RFC_KEY, secret.expose())
        }
    }

    @Test
    fun `secrets that are too short or too long are refused by name`() {
        refused<MfaException.Secret>(Reason.TOO_SHORT) { Secret.of(ByteArray(0)) }
        refused<MfaException.Secret>(Reason.TOO_SHORT) { Secret.of(ByteArray(9)) }
        refused<MfaException.Secret>(Reason.TOO_LONG) { Secret.of(ByteArray(129)) }
        refused<MfaException.Secret>(Reason.TOO_LONG) { Secret.of(ByteArray(10_000_000)) }
        refused<MfaException.Secret> { Secret.ofSetupKey("") }
        refused<MfaException.Secret>(Reason.NOT_BASE32) { Secret.ofSetupKey("GEZDGNBVGY3TQOJ1") }
        refused<MfaException.Secret> { RecoveryKey.of(ByteArray(31)) }
    }

    @Test
    fun `empty and huge texts are refused and nothing else happens`() {
        val huge = "7".repeat(1_000_000)
        for (text in NO_CODES) {
            refused<MfaException> { Secret.ofSetupKey(text) }
            refused<MfaException> { OtpauthUri.parse(text) }
            refused<MfaException> { OcraSuite.parse(text) }
            refused<MfaException> { Names.checkPerson(if (text == huge) text else "/$text") }
            refused<MfaException> { Names.deviceId(text.take(3) + " ") }
            refused<MfaException> { RecoveryKey.ofBase32(text) }
            refused<MfaException> { RecoverySheet.of(listOf(text)) }
            refused<MfaException> { Policies.DEFAULT.with(text, text) }
        }
        refused<MfaException.Qr>(Reason.TOO_LONG) { QrCode.of(huge) }
        refused<MfaException.PolicyFile> { Policies.DEFAULT.read(ByteArray(10_000_000)) }
        refused<MfaException.Entry>(Reason.NOT_TEXT) { Names.checkPerson("\uD800") }
        assertEquals(0, Policies.DEFAULT.read(ByteArray(0)).settings.size)
    }

    @Test
    fun `what was typed and is no code is an entry that costs nothing`() {
        val policies = Policies.DEFAULT.with("recovery.enabled", "true").with("recovery_codes.enabled", "true")
        val people = People(MemoryStore(), policies)
        Secret.of(RFC_KEY).use { people.add("alice", "phone", it) }
        RecoveryKey.issue().use { people.setRecoveryKey("alice", "laptop-7", it) }
        RecoverySheet.draw(policies).use { people.setRecoveryCodes("alice", it) }
        val decision = people.decide("alice")
        val revision = requireNotNull(people.info("alice")).revision
        for (text in NO_CODES) {
            refused<MfaException.Entry> { people.verify("alice", text) }
            refused<MfaException.Entry> { people.redeem("alice", text) }
            refused<MfaException.Entry> { people.useRecoveryCode("alice", text) }
            refused<MfaException.Entry> { people.logIn(decision, text) }
        }
        assertEquals(revision, requireNotNull(people.info("alice")).revision)
    }

    @Test
    fun `half a surrogate pair is refused wherever a text goes`() {
        val half = "\uD800"
        val people = People(MemoryStore())
        Secret.of(RFC_KEY).use { secret ->
            people.add("alice", "phone", secret)
            val calls: List<() -> Any?> = listOf(
                { people.add("alice", half, secret) }, { people.addAll("alice", listOf(NewAuthenticator(half, secret))) },
                { people.rename("alice", null, half) }, { people.remove("alice", half) }, { people.suspend("alice", half) },
                { people.verifyWith("alice", half, AT_59) }, { people.verifyWith("alice", "phone", half) },
                { OtpauthUri.format(half, "alice", secret) }, { OtpauthUri.format(null, half, secret) }, { QrCode.of(half) },
                { Ocra(secret, half) }, { OcraPinHash.of(half, Algorithm.SHA1) },
            )
            for (call in calls) refused<MfaException.Entry>(Reason.NOT_TEXT, call)
            Ocra(secret, "OCRA-1:HOTP-SHA1-6:QA08").use { ocra ->
                refused<MfaException.Entry>(Reason.NOT_TEXT) { ocra.response(OcraInputs(half)) }
                refused<MfaException.Entry>(Reason.NOT_TEXT) { ocra.response(OcraInputs("abcd", ownQuestion = half)) }
                refused<MfaException.Entry>(Reason.NOT_TEXT) { ocra.matches(OcraInputs("abcd"), half) }
            }
        }
    }

    @Test
    fun `labels in UTF-8 come through whole`() {
        Secret.of(RFC_KEY).use { secret ->
            for (name in listOf("Zoë", "アリス", "Алиса", "🔑 Schlüssel", "a+b@c%20d", "x&y=z#?")) {
                OtpauthUri.parse(OtpauthUri.format("Größe & Söhne", name, secret)).use { read ->
                    assertEquals(name, read.account)
                    assertEquals("Größe & Söhne", read.issuer)
                }
            }
            refused<MfaException.Uri>(Reason.UNPRINTABLE) { OtpauthUri.format(null, "\u202Eecila", secret) }
            refused<MfaException.Uri>(Reason.COLON) { OtpauthUri.format("a:b", "alice", secret) }
        }
    }

    @Test
    fun `times that are none are refused and never a wrong step`() {
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                assertEquals(AT_59, credential.codeAt(Instant.ofEpochSecond(59)).code)
                assertEquals(AT_59, credential.codeAt(Instant.ofEpochSecond(59, 999_999_999)).code)
                refused<MfaException.Time>(Reason.NEGATIVE) { credential.codeAt(Instant.ofEpochSecond(-1)) }
                refused<MfaException.Time>(Reason.NEGATIVE) { credential.codeAt(Instant.ofEpochSecond(0, -1)) }
                refused<MfaException.Time>(Reason.TOO_LARGE) { credential.codeAt(Instant.ofEpochSecond(1_700_000_000_000)) }
                refused<MfaException.Time> { credential.codeAt(Instant.MIN) }
                refused<MfaException.Time> { credential.codeAt(Instant.MAX) }
                refused<MfaException.Time> { credential.codeIn(-1) }
            }
            Credential(secret, Parameters.HOTP).use { credential ->
                refused<MfaException.Parameters>(Reason.COUNTER) { credential.codeFor(-1) }
                refused<MfaException.Parameters>(Reason.NOT_TIME_BASED) { credential.codeAt(Instant.EPOCH) }
            }
        }
    }

    @Test
    fun `numbers out of their range are refused when they are said`() {
        for (digits in listOf(Int.MIN_VALUE, -1, 0, 5, 11, 256, 262, Int.MAX_VALUE)) {
            refused<MfaException.Parameters>(Reason.DIGITS) { Parameters(digits = digits) }
        }
        val periods = listOf(Duration.ZERO, Duration.ofSeconds(-30), Duration.ofMillis(30_500), Duration.ofSeconds(65_536))
        for (period in periods + Duration.ofSeconds(Long.MAX_VALUE)) {
            refused<MfaException.Parameters>(Reason.PERIOD) { Parameters(Moving.Totp(period)) }
        }
        for (t0 in listOf(Instant.MIN, Instant.ofEpochSecond(-1), Instant.ofEpochMilli(1), Instant.MAX)) {
            refused<MfaException.Parameters>(Reason.T0) { Parameters(Moving.Totp(t0 = t0)) }
        }
        for (number in listOf(Int.MIN_VALUE, -1, 51, 256, 257, Int.MAX_VALUE)) {
            refused<MfaException.Policy>(Reason.WINDOW) { CodePolicy(past = number) }
            refused<MfaException.Policy>(Reason.WINDOW) { CodePolicy.DEFAULT.copy(future = number) }
        }
        for (number in listOf(-1, 0, 101, 256, 257)) refused<MfaException.Policy> { CodePolicy(lookAhead = number) }
        for (number in listOf(-1, 0, 21, 256, 257)) refused<MfaException.Policy> { CodePolicy(drift = number) }
        for (number in listOf(-1, 0, 1001, 65_536, 65_537)) refused<MfaException.Policy> { CodePolicy(resyncRange = number) }
        for (number in listOf(-1, 0, 101, 256)) refused<MfaException.Policy> { CodePolicy(throttle = Throttle(cap = number)) }
        for (length in listOf(Duration.ofSeconds(-1), Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            refused<MfaException.Policy>(Reason.LOCK_LENGTH) { CodePolicy(throttle = Throttle(firstLock = length)) }
        }
        for (count in listOf(Int.MIN_VALUE, -1, 0, 17, 256, 257)) refused<MfaException> { RecoverySheet.draw(count) }
    }

    @Test
    fun `parameters come back from the bytes that are stored beside a state`() {
        val parameters = listOf(
            Parameters.TOTP,
            Parameters.HOTP,
            Parameters(Moving.Totp(Duration.ofSeconds(60), Instant.ofEpochSecond(9)), Algorithm.SHA512, 8),
        )
        for (one in parameters) assertEquals(one, Parameters.of(one.toBytes()))
        refused<MfaException> { Parameters.of(ByteArray(10)) }
    }

    @Test
    fun `secrets codes and stored bytes show in no text`() {
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                val hidden = listOf("1234567890", "GEZDGNBV", AT_59, "3132333435")
                val issued = RecoveryKey.of(ByteArray(32) { 7 }).use { it.issuePin("laptop-1", at(59)) }
                val enrollment = Enrollment.begin(Permit.byAdministrator(), secret, at(0))
                val added = Authenticators.of(emptyList()).use { it.add(credential, 0) }
                val shown = listOf(
                    secret, credential, credential.codeAt(at(59)), OtpauthUri.parse(OtpauthUri.format(null, "a", secret)),
                    enrollment, enrollment.qrCode(null, "alice"), added, added.next, issued, RecoverySheet.draw(),
                    Authenticator(credential, ByteArray(64)), MemoryStore(), Ocra(secret, "OCRA-1:HOTP-SHA1-6:QN08"),
                ).map { it.toString() }
                for (text in shown) {
                    assertTrue(hidden.none { it in text }, text)
                    assertFalse(text.contains(issued.pin), text)
                }
            }
        }
    }

    @Test
    fun `drawn secrets differ and are as long as is recommended`() {
        Secret.issue().use { one ->
            Secret.issue().use { other ->
                assertEquals(SecretStrength.RECOMMENDED, one.strength)
                assertFalse(one.sameAs(other))
                assertNotEquals(one.toBase32(), other.toBase32())
            }
        }
        Secret.of(ByteArray(10)).use { assertEquals(SecretStrength.LEGACY, it.strength) }
        Secret.of(ByteArray(16)).use { assertEquals(SecretStrength.REQUIRED, it.strength) }
    }

    @Test
    fun `an administrator finds how far a clock is off`() {
        Secret.of(RFC_KEY).use { secret ->
            Credential(secret).use { credential ->
                assertEquals(-2, credential.diagnoseAsAdministrator(AT_59, at(59 + 60), 10))
                assertEquals(3, credential.diagnoseAsAdministrator(AT_1111111109, at(1111111109 - 90), 10))
                assertNull(credential.diagnoseAsAdministrator("000000", at(59), 1))
                refused<MfaException.Policy>(Reason.REACH) { credential.diagnoseAsAdministrator(AT_59, at(59), -1) }
            }
        }
    }

    private companion object {
        /** Texts that are neither a code nor anything else. */
        val NO_CODES = listOf("", " ", "7".repeat(1_000_000), "\u0000", "\uD800", "é".repeat(500_000), "１２３４５６")
    }
}
