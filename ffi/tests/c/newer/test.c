/*
 * A program of a header that is not there yet, whose structs go on behind the end of today's: fine as long as what today's
 * library does not know is zero, an error where it is not. Codes are RFC 6238's (appendix B, SHA-1).
 */
#include <mfa.h>

#include <stdio.h>
#include <string.h>

static int held;

#define HOLDS(what)                                                                                                   \
    do {                                                                                                              \
        if (!(what)) {                                                                                                \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                                        \
            return 1;                                                                                                 \
        }                                                                                                             \
        held++;                                                                                                       \
    } while (0)

/* Today's struct, what a later header adds to it, and bytes behind that nobody may touch. */
#define NEWER(type)                                                                                                   \
    struct {                                                                                                          \
        type today;                                                                                                   \
        unsigned char added[24];                                                                                      \
        unsigned char behind[64];                                                                                     \
    }
#define SIZE(newer) (sizeof (newer).today + sizeof (newer).added)
#define FILL(newer, byte) (memset(&(newer), (byte), sizeof (newer)), (newer).today.size = (uint32_t)SIZE(newer))

static int all(const unsigned char *bytes, size_t size, unsigned char byte)
{
    while (size > 0)
        if (bytes[--size] != byte)
            return 0;
    return 1;
}
#define ADDED_IS_ZERO(newer) all((newer).added, sizeof (newer).added, 0)
#define UNTOUCHED(newer) all((newer).behind, sizeof (newer).behind, 0xa5)

static const uint8_t SECRET[] = "12345678901234567890";

int main(void)
{
    NEWER(mfa_parameters) parameters;
    NEWER(mfa_policy) policy;
    NEWER(mfa_next) next;
    NEWER(mfa_verdict) verdict;
    NEWER(mfa_status) status;
    mfa_secret secret;
    mfa_credential credential;
    mfa_attempt attempt;
    uint8_t standing[MFA_STANDING_LENGTH], states[MFA_STATE_LENGTH];
    size_t at;

    /* Outputs: what today's library knows, and zeros behind it. */
    FILL(parameters, 0xa5);
    HOLDS(mfa_parameters_init(&parameters.today) == MFA_OK);
    HOLDS(parameters.today.size == SIZE(parameters) && parameters.today.period == 30 && parameters.today.t0 == 0);
    HOLDS(ADDED_IS_ZERO(parameters) && UNTOUCHED(parameters));
    parameters.today.digits = 8;
    FILL(policy, 0xa5);
    HOLDS(mfa_policy_init(&policy.today, MFA_POLICY_DEFAULT) == MFA_OK);
    HOLDS(policy.today.size == SIZE(policy) && policy.today.cap == 100);
    HOLDS(ADDED_IS_ZERO(policy) && UNTOUCHED(policy));

    /* Inputs that are longer, and zero there. */
    HOLDS(mfa_secret_import(&secret, SECRET, sizeof SECRET - 1) == MFA_OK);
    HOLDS(mfa_credential_make(&credential, &secret, &parameters.today) == MFA_OK);
    HOLDS(mfa_standing_init(standing, sizeof standing) == MFA_OK);
    HOLDS(mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, &credential, 0) == MFA_UNCOMMITTED);
    FILL(next, 0xa5);
    HOLDS(mfa_attempt_next(&attempt, &next.today) == MFA_UNCOMMITTED);
    HOLDS(next.today.size == SIZE(next) && next.today.states_size == sizeof states);
    HOLDS(ADDED_IS_ZERO(next) && UNTOUCHED(next));
    memcpy(states, next.today.states, sizeof states);
    HOLDS(mfa_attempt_told(&attempt, MFA_COMMIT_STORED, NULL) == MFA_CHANGED);
    HOLDS(mfa_person_verify(&attempt, &credential, 1, states, sizeof states, 1234567890, "89005924", 8, &policy.today)
          == MFA_UNCOMMITTED);
    HOLDS(mfa_attempt_next(&attempt, &next.today) == MFA_UNCOMMITTED);
    memcpy(states, next.today.states, sizeof states);
    FILL(verdict, 0xa5);
    HOLDS(mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict.today) == MFA_OK);
    HOLDS(verdict.today.accepted == 1 && verdict.today.size == SIZE(verdict));
    HOLDS(ADDED_IS_ZERO(verdict) && UNTOUCHED(verdict));
    FILL(status, 0xa5);
    HOLDS(mfa_person_status(&credential, 1, states, sizeof states, 1234567890, &policy.today, &status.today) == MFA_OK);
    HOLDS(status.today.failures == 0 && status.today.revision == 2);
    HOLDS(ADDED_IS_ZERO(status) && UNTOUCHED(status));

    /* Inputs that ask for something today's library does not know: refused, whichever byte asks. */
    for (at = 0; at < sizeof policy.added; at++) {
        policy.added[at] = 1;
        HOLDS(mfa_person_verify(&attempt, &credential, 1, states, sizeof states, 2000000000, "69279037", 8,
                                &policy.today) == MFA_ARGUMENT_TAIL - 9);
        FILL(verdict, 0xa5);
        HOLDS(mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict.today) == MFA_ARGUMENT_TAIL - 9);
        HOLDS(verdict.today.accepted == 0 && UNTOUCHED(verdict));
        policy.added[at] = 0;
    }
    parameters.added[0] = 1;
    HOLDS(mfa_credential_make(&credential, &secret, &parameters.today) == MFA_ARGUMENT_TAIL - 3);

    /* No struct of a header will ever be that long. */
    FILL(policy, 0);
    policy.today.size = 4097;
    HOLDS(mfa_policy_init(&policy.today, MFA_POLICY_DEFAULT) == MFA_ARGUMENT_SIZE - 1);

    mfa_attempt_wipe(&attempt);
    mfa_credential_wipe(&credential);
    mfa_secret_wipe(&secret);
    printf("newer header: %d promises held\n", held);
    return 0;
}
