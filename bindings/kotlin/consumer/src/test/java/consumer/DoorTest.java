package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.libmfa.Credential;
import io.libmfa.Libmfa;
import io.libmfa.MemoryStore;
import io.libmfa.OtpauthUri;
import io.libmfa.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DoorTest {
    /** RFC 6238's secret and, from its appendix B, times with the last six digits of their codes. */
    private static final String SETUP_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @Test
    @DisplayName("whoever is enrolled gets in once with a code")
    void door() {
        Instant[] now = {Instant.ofEpochSecond(59)};
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        Door door = new Door(new MemoryStore(), clock);
        try (Secret secret = Secret.ofSetupKey(SETUP_KEY);
                OtpauthUri scanned = OtpauthUri.parse(door.enroll("alice", secret));
                Credential phone = scanned.credential()) {
            assertEquals("287082", phone.codeAt(now[0]).getCode());
        }
        assertFalse(door.opens("alice", "287082"), "pending is not enrolled");
        assertTrue(door.confirm("alice", "287082"));
        assertFalse(door.opens("alice", "287082"), "the code that confirmed is used up");
        now[0] = Instant.ofEpochSecond(1111111109);
        assertTrue(door.opens("alice", "081804"));
        assertFalse(door.opens("alice", "081804"), "a replay");
        assertFalse(door.opens("alice", "hello"));
        assertFalse(door.opens("bob", "081804"));
        assertEquals("0.1.0", Libmfa.getVersion());
    }
}
