/*
 * One-time codes without an operating system, a C library or a heap: codes of RFC 6238 (appendix B, SHA-1) are accepted,
 * and used up. All memory is on the stack.
 */
#define MFA_FREESTANDING
#include <mfa.h>

#include "program.h"

#define HOLDS(what)                                                                                                   \
    do {                                                                                                              \
        if (!(what))                                                                                                  \
            return -__LINE__;                                                                                         \
        held++;                                                                                                       \
    } while (0)

static const uint8_t SECRET[] = "12345678901234567890";

/* The record of one person: what a machine keeps in its flash. */
struct record {
    uint8_t states[MFA_STATE_LENGTH];
    uint64_t revision;
};

/* Stores what an attempt wants stored, if the record is still the one it was decided by. */
static uint32_t store(void *context, const mfa_next *next)
{
    struct record *record = context;

    if (next->expected_revision != record->revision)
        return MFA_COMMIT_CONFLICT;
    if (next->parts != MFA_PART_STATES || next->states_size != sizeof record->states)
        return MFA_COMMIT_UNKNOWN;
    memcpy(record->states, next->states, sizeof record->states);
    record->revision = next->revision;
    return MFA_COMMIT_STORED;
}

/* Tries a code of eight digits. */
static mfa_result log_in(const mfa_credential *credential, struct record *record, uint64_t now, const char *typed)
{
    mfa_attempt attempt;
    mfa_result result;

    (void)mfa_person_verify(&attempt, credential, 1, record->states, sizeof record->states, now, typed, 8, NULL);
    result = mfa_attempt_commit(&attempt, store, record, NULL);
    mfa_attempt_wipe(&attempt);
    return result;
}

static mfa_result enroll(const mfa_credential *credential, struct record *record)
{
    uint8_t standing[MFA_STANDING_LENGTH];
    mfa_attempt attempt;
    mfa_result result;

    (void)mfa_standing_init(standing, sizeof standing);
    (void)mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, credential, 0);
    result = mfa_attempt_commit(&attempt, store, record, NULL);
    mfa_attempt_wipe(&attempt);
    return result;
}

int program(void)
{
    static const struct {
        uint64_t now;
        const char *code;
    } CODES[] = {
        {59, "94287082"},          {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"},  {2000000000, "69279037"}, {20000000000u, "65353130"},
    };
    mfa_secret secret;
    mfa_credential credential;
    mfa_parameters parameters;
    struct record record = {{0}, 0};
    size_t i;
    int held = 0;

    parameters.size = sizeof parameters;
    HOLDS(mfa_parameters_init(&parameters) == MFA_OK);
    parameters.digits = 8;
    HOLDS(mfa_secret_import(&secret, SECRET, sizeof SECRET - 1) == MFA_OK);
    HOLDS(mfa_credential_make(&credential, &secret, &parameters) == MFA_OK);
    mfa_secret_wipe(&secret);
    HOLDS(enroll(&credential, &record) == MFA_CHANGED);
    for (i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        HOLDS(log_in(&credential, &record, CODES[i].now, CODES[i].code) == MFA_OK);
        HOLDS(log_in(&credential, &record, CODES[i].now, CODES[i].code) == MFA_REJECTED);
    }
    HOLDS(log_in(&credential, &record, 20000000030u, "00000000") == MFA_REJECTED);
    HOLDS(log_in(&credential, &record, 20000000030u, "not code") == MFA_ERROR_CODE_NOT_A_DIGIT);
    HOLDS(log_in(&credential, &record, 20000000030u, NULL) == MFA_ARGUMENT_NULL - 7);
    mfa_credential_wipe(&credential);
    return held;
}
