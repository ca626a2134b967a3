/*
 * A program of the header beside it, whose structs are shorter than today's: each is read as if the rest had its default,
 * and nothing is written behind any of them. Codes are RFC 6238's (appendix B, SHA-1).
 */
#include "mfa.h"

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

/* A struct with bytes behind it that nobody may touch. */
#define GUARDED(type)                                                                                                 \
    struct {                                                                                                          \
        type it;                                                                                                      \
        unsigned char behind[128];                                                                                    \
    }
#define FILL(guarded) (memset(&(guarded), 0xa5, sizeof (guarded)), (guarded).it.size = (uint32_t)sizeof (guarded).it)

static int untouched(const unsigned char *bytes, size_t size)
{
    while (size > 0)
        if (bytes[--size] != 0xa5)
            return 0;
    return 1;
}
#define UNTOUCHED(guarded) untouched((guarded).behind, sizeof (guarded).behind)

static const uint8_t SECRET[] = "12345678901234567890";

/* Takes what an attempt wants stored, and tells it that it is. */
static mfa_result store(mfa_attempt *attempt, uint8_t *states, mfa_verdict *verdict)
{
    GUARDED(mfa_next) next;
    mfa_result result;

    FILL(next);
    result = mfa_attempt_next(attempt, &next.it);
    if (result != MFA_UNCOMMITTED || !UNTOUCHED(next) || next.it.size != sizeof next.it)
        return -1;
    if (next.it.parts == MFA_PART_STATES && next.it.states_size == MFA_STATE_LENGTH)
        memcpy(states, next.it.states, MFA_STATE_LENGTH);
    else if (next.it.parts != 0)
        return -1;
    return mfa_attempt_told(attempt, MFA_COMMIT_STORED, verdict);
}

int main(void)
{
    GUARDED(mfa_parameters) parameters;
    GUARDED(mfa_policy) policy;
    GUARDED(mfa_verdict) verdict;
    GUARDED(mfa_status) status;
    mfa_secret secret;
    mfa_credential credential;
    mfa_attempt attempt;
    uint8_t standing[MFA_STANDING_LENGTH], states[MFA_STATE_LENGTH];
    char code[MFA_CODE_SIZE];
    uint32_t seconds_left;

    /* Objects are as large as they were. */
    HOLDS(mfa_secret_size() == sizeof secret);
    HOLDS(mfa_credential_size() == sizeof credential);
    HOLDS(mfa_attempt_size() == sizeof attempt);

    /* Parameters: the period that is not there is 30 seconds, counted from 1970. */
    FILL(parameters);
    HOLDS(mfa_parameters_init(&parameters.it) == MFA_OK && UNTOUCHED(parameters));
    HOLDS(parameters.it.size == sizeof parameters.it && parameters.it.kind == MFA_TOTP);
    HOLDS(parameters.it.algorithm == MFA_SHA1 && parameters.it.digits == 6);
    parameters.it.digits = 8;
    HOLDS(mfa_secret_import(&secret, SECRET, sizeof SECRET - 1) == MFA_OK);
    HOLDS(mfa_credential_make(&credential, &secret, &parameters.it) == MFA_OK);
    mfa_secret_wipe(&secret);
    HOLDS(mfa_credential_code_at(&credential, 59, code, sizeof code, NULL, &seconds_left) == MFA_OK);
    HOLDS(strcmp(code, "94287082") == 0 && seconds_left == 1);
    FILL(parameters);
    HOLDS(mfa_credential_parameters(&credential, &parameters.it) == MFA_OK && UNTOUCHED(parameters));
    HOLDS(parameters.it.digits == 8);

    /* A policy: what is there is filled in, and not a byte more. */
    FILL(policy);
    HOLDS(mfa_policy_init(&policy.it, MFA_POLICY_DEFAULT) == MFA_OK && UNTOUCHED(policy));
    HOLDS(policy.it.size == sizeof policy.it && policy.it.past == 1 && policy.it.future == 1);
    HOLDS(policy.it.free_failures == 5 && policy.it.first_lock == 30 && policy.it.longest_lock == 3600);

    /* Enrolling, with a struct that has no more than the states. */
    HOLDS(mfa_standing_init(standing, sizeof standing) == MFA_OK);
    HOLDS(mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, &credential, 0) == MFA_UNCOMMITTED);
    FILL(verdict);
    HOLDS(store(&attempt, states, &verdict.it) == MFA_CHANGED && UNTOUCHED(verdict));

    /* A code is accepted, and used up. */
    HOLDS(mfa_person_verify(&attempt, &credential, 1, states, sizeof states, 1111111111, "14050471", 8, &policy.it)
          == MFA_UNCOMMITTED);
    FILL(verdict);
    HOLDS(store(&attempt, states, &verdict.it) == MFA_OK && UNTOUCHED(verdict));
    HOLDS(verdict.it.size == sizeof verdict.it && verdict.it.accepted == 1);
    HOLDS(verdict.it.position == 1111111111 / 30 && verdict.it.offset == 0);
    HOLDS(mfa_person_verify(&attempt, &credential, 1, states, sizeof states, 1111111111, "14050471", 8, &policy.it)
          == MFA_UNCOMMITTED);
    FILL(verdict);
    HOLDS(store(&attempt, states, &verdict.it) == MFA_REJECTED && UNTOUCHED(verdict));
    HOLDS(verdict.it.accepted == 0 && verdict.it.position == 0);

    /* A wrong one is counted, and the status that ends early says so. */
    HOLDS(mfa_person_verify(&attempt, &credential, 1, states, sizeof states, 1111111111, "00000000", 8, &policy.it)
          == MFA_UNCOMMITTED);
    HOLDS(store(&attempt, states, NULL) == MFA_REJECTED);
    mfa_attempt_wipe(&attempt);
    FILL(status);
    HOLDS(mfa_person_status(&credential, 1, states, sizeof states, 1111111111, &policy.it, &status.it) == MFA_OK);
    HOLDS(UNTOUCHED(status) && status.it.size == sizeof status.it);
    HOLDS(status.it.failures == 1 && status.it.failures_in_all == 1 && status.it.locked_until == 0);

    /* The cap that is not there is 100: as many failures can be free, and not one more. */
    policy.it.free_failures = 100;
    FILL(status);
    HOLDS(mfa_person_status(&credential, 1, states, sizeof states, 1111111111, &policy.it, &status.it) == MFA_OK);
    policy.it.free_failures = 101;
    FILL(status);
    HOLDS(mfa_person_status(&credential, 1, states, sizeof states, 1111111111, &policy.it, &status.it)
          == MFA_ERROR_POLICY_FREE);
    HOLDS(UNTOUCHED(status) && status.it.failures == 0);

    /* A size at which no struct ever ended, or none at all, is an error, and nothing is written. */
    FILL(policy);
    policy.it.size -= 2;
    HOLDS(mfa_policy_init(&policy.it, MFA_POLICY_DEFAULT) == MFA_ARGUMENT_SIZE - 1);
    HOLDS(policy.it.past == 0xa5a5a5a5u && UNTOUCHED(policy));
    FILL(policy);
    policy.it.size = 0;
    HOLDS(mfa_policy_init(&policy.it, MFA_POLICY_DEFAULT) == MFA_ARGUMENT_SIZE - 1);
    HOLDS(policy.it.past == 0xa5a5a5a5u && UNTOUCHED(policy));

    mfa_credential_wipe(&credential);
    printf("older header: %d promises held\n", held);
    return 0;
}
