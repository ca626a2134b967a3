/*
 * The least that a device has: a secret and a state in its memory, a code that was typed, and what stores the next state.
 * To see what a login takes; nothing else is in it.
 */
#define MFA_FREESTANDING
#include <mfa.h>

#include "program.h"

/* What is somewhere on the device. Volatile, so that no compiler knows what is there. */
struct device {
    uint8_t secret[20];
    uint8_t state[MFA_STATE_LENGTH];
    char typed[6];
    uint64_t now;
};

static volatile struct device memory;

static uint32_t store(void *context, const mfa_next *next)
{
    volatile struct device *device = context;
    size_t i;

    if (next->parts != MFA_PART_STATES || next->states_size != MFA_STATE_LENGTH)
        return MFA_COMMIT_UNKNOWN;
    for (i = 0; i < MFA_STATE_LENGTH; i++)
        device->state[i] = next->states[i];
    return MFA_COMMIT_STORED;
}

/* 0 if the code is right, and used up. */
int program(void)
{
    struct device device = memory;
    mfa_secret secret;
    mfa_credential credential;
    mfa_attempt attempt;
    mfa_result result = mfa_secret_import(&secret, device.secret, sizeof device.secret);

    if (result == MFA_OK)
        result = mfa_credential_make(&credential, &secret, NULL);
    mfa_secret_wipe(&secret);
    if (result != MFA_OK)
        return result;
    (void)mfa_person_verify(&attempt, &credential, 1, device.state, sizeof device.state, device.now, device.typed,
                            sizeof device.typed, NULL);
    result = mfa_attempt_commit(&attempt, store, (void *)&memory, NULL);
    mfa_attempt_wipe(&attempt);
    mfa_credential_wipe(&credential);
    return result;
}
