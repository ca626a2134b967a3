package io.libmfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The package as a program in Java uses it: without a word of Kotlin. */
class JavaCallerTest {
    private static final byte[] KEY = "12345678901234567890".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @Test
    @DisplayName("an authenticator app shows the code of a scanned URI")
    void app() {
        try (OtpauthUri scanned = OtpauthUri.parse("otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
                Credential credential = scanned.credential()) {
            Shown shown = credential.codeAt(Instant.ofEpochSecond(59));
            assertEquals("287082", shown.getCode());
            assertEquals("287 082", shown.getGrouped());
            assertEquals(Duration.ofSeconds(1), shown.getRemaining());
            assertEquals("Example", scanned.getIssuer());
            assertNull(scanned.getIssuerInParameter());
            assertSame(Algorithm.SHA1, scanned.getParameters().getAlgorithm());
        }
    }

    @Test
    @DisplayName("a login server verifies and refuses a replay")
    void server() {
        MemoryStore store = new MemoryStore();
        Clock clock = Clock.fixed(Instant.ofEpochSecond(59), ZoneOffset.UTC);
        Policies policies = Policies.DEFAULT.with("login.required", "*");
        People people = new People(store, policies, clock);
        try (Secret secret = Secret.of(KEY)) {
            people.add("alice", "phone", secret);
        }
        LoginDecision decision = people.decide("alice");
        assertTrue(decision.getAsks());
        assertTrue(people.logIn(decision, "287082").isAccepted());
        Login replayed = people.logIn(decision, "287082");
        assertFalse(replayed.isAccepted());
        if (replayed instanceof Login.ByCode byCode && byCode.getVerdict() instanceof Verdict.Rejected rejected) {
            assertTrue(rejected.getRejection().isReplayed());
        } else {
            throw new AssertionError(replayed);
        }
        assertEquals(1, people.info("alice").getAuthenticators().size());
        assertNull(people.info("bob"));
    }

    @Test
    @DisplayName("a store in Java may throw what it likes")
    void store() {
        SQLException down = new SQLException("down");
        PersonStore store = new PersonStore() {
            @Override
            public byte[] read(String person) throws SQLException {
                throw down;
            }

            @Override
            public Commit replace(String person, byte[] expected, byte[] next) {
                return Commit.ofRows(0);
            }
        };
        MfaException.Store error = assertThrows(MfaException.Store.class, () -> new People(store).verify("alice", "287082"));
        assertSame(down, error.getCause());
        assertSame(Reason.FAILED, error.getReason());
    }

    @Test
    @DisplayName("states in tables of its own are committed before anybody is in")
    void states() {
        try (Secret secret = Secret.of(KEY); Credential credential = new Credential(secret)) {
            byte[][] row = new byte[1][];
            try (Authenticators nobody = Authenticators.of(List.of())) {
                nobody.add(credential, 0).commit(next -> {
                    row[0] = next.getStates().get(0);
                    return Commit.STORED;
                });
            }
            try (Authenticators alice = Authenticators.of(credential, row[0])) {
                Attempt<Verdict> attempt = alice.verify("287082", Instant.ofEpochSecond(59));
                MfaException.Commit denied =
                        assertThrows(MfaException.Commit.class, () -> attempt.commit(next -> Commit.UNKNOWN));
                assertSame(Reason.UNKNOWN, denied.getReason());
                Verdict verdict = alice.verify("287082", Instant.ofEpochSecond(59), CodePolicy.RFC_6238)
                        .commit(next -> Commit.STORED);
                assertInstanceOf(Verdict.Accepted.class, verdict);
            }
        }
    }

    @Test
    @DisplayName("errors say what is allowed and secrets are closed")
    void errors() {
        MfaException.Parameters error = assertThrows(
                MfaException.Parameters.class,
                () -> new Parameters(new Moving.Totp(Duration.ofSeconds(30)), Algorithm.SHA256, 5));
        assertSame(Reason.DIGITS, error.getReason());
        assertTrue(error.getMessage().contains("10"), error.getMessage());
        Secret secret = Secret.issue();
        secret.close();
        assertThrows(IllegalStateException.class, secret::toBase32);
        assertEquals("0.1.0", Libmfa.getVersion());
    }
}
