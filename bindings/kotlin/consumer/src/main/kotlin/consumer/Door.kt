package consumer

import io.libmfa.Confirmation
import io.libmfa.Enrollment
import io.libmfa.MfaException
import io.libmfa.People
import io.libmfa.Permit
import io.libmfa.PersonStore
import io.libmfa.Secret
import java.time.Clock

/** A door that opens with a code: what a program in Kotlin makes of the artifact. */
class Door(store: PersonStore, private val clock: Clock) {
    private val people = People(store, clock = clock)

    /** Enrolls somebody with a secret that they have, and says what to scan. */
    fun enroll(person: String, secret: Secret): String =
        Enrollment.begin(Permit.byAdministrator(), secret, clock.instant()).use { enrollment ->
            people.enroll(person, "phone", enrollment)
            enrollment.setupUri("Door", person)
        }

    /** Whether the code confirms the phone. */
    fun confirm(person: String, code: String): Boolean = people.confirm(person, code) is Confirmation.Confirmed

    /** Whether the door opens. Any error is a no. */
    fun opens(person: String, code: String): Boolean =
        try {
            people.verify(person, code).isAccepted
        } catch (_: MfaException) {
            false
        }
}
