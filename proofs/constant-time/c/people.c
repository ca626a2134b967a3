#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(const char *outcome, mfa_result expected, mfa_result result, const char *file, int line) {
    if (result != expected) {
        fprintf(stderr, "%s:%d: %s: %d in place of %d\n", file, line, outcome == NULL ? "" : outcome, (int)result,
                (int)expected);
        abort();
    }
    if (outcome != NULL) {
        saw(outcome);
    }
}

mfa_parameters parameters_of(uint32_t kind, uint32_t algorithm, uint32_t digits) {
    mfa_parameters parameters = {0};
    parameters.size = sizeof parameters;
    OK(mfa_parameters_init(&parameters));
    parameters.kind = kind;
    parameters.algorithm = algorithm;
    parameters.digits = digits;
    return parameters;
}

void key_of(uint8_t *bytes, unsigned number, int is_marked) {
    memcpy(bytes, "12345678901234567890123456789012", SECRET_BYTES);
    for (size_t index = 0; index < SECRET_BYTES; index++) {
        bytes[index] ^= (uint8_t)number;
    }
    if (is_marked) {
        secret(bytes, SECRET_BYTES);
    }
}

void credential_of(mfa_credential *credential, unsigned number, int is_marked, const mfa_parameters *parameters) {
    uint8_t bytes[SECRET_BYTES];
    mfa_secret made;
    key_of(bytes, number, is_marked);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    OK(mfa_credential_make(credential, &made, parameters));
    mfa_secret_wipe(&made);
}

void shown(const mfa_credential *known, uint32_t kind, int64_t offset, char *code) {
    if (kind == MFA_TOTP) {
        OK(mfa_credential_code_at(known, (uint64_t)(NOW + 30 * offset), code, MFA_CODE_SIZE, NULL, NULL));
    } else {
        OK(mfa_credential_code_for(known, (uint64_t)offset, code, MFA_CODE_SIZE));
    }
}

void wrong_code(const char (*codes)[MFA_CODE_SIZE], size_t count, char *code) {
    unsigned number = 123456;
    int is_there = 1;
    while (is_there) {
        is_there = 0;
        snprintf(code, MFA_CODE_SIZE, "%0*u", (int)strlen(codes[0]), number++);
        for (size_t index = 0; index < count; index++) {
            is_there |= strcmp(code, codes[index]) == 0;
        }
    }
}

void begin(struct person *person, unsigned count, uint32_t kind, uint32_t algorithm, uint32_t digits) {
    memset(person, 0, sizeof *person);
    OK(mfa_standing_init(person->states, MFA_STANDING_LENGTH));
    person->states_size = MFA_STANDING_LENGTH;
    for (unsigned number = 0; number < count; number++) {
        mfa_attempt attempt;
        mfa_credential *added = &person->credentials[number];
        mfa_parameters parameters = parameters_of(kind != 0 ? kind : 1 + number % 2, algorithm, digits);
        credential_of(added, number, 1, &parameters);
        mfa_person_add(&attempt, person->credentials, number, person->states, person->states_size, added, 0);
        MUST("added", MFA_CHANGED, stored(person, &attempt, NULL));
        person->count++;
    }
}

mfa_result types(struct person *person, const char *typed, const mfa_policy *policy, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_person_verify(&attempt, person->credentials, person->count, person->states, person->states_size, NOW,
                      marked(typed), strlen(typed), policy);
    return stored(person, &attempt, verdict);
}

static uint32_t store(void *context, const mfa_next *next) {
    struct person *person = context;
    if ((next->parts & MFA_PART_STATES) != 0) {
        memcpy(person->states, next->states, next->states_size);
        person->states_size = next->states_size;
    }
    if ((next->parts & MFA_PART_STANDING) != 0) {
        memcpy(person->states, next->standing, next->standing_size);
        person->states_size = next->standing_size;
    }
    if ((next->parts & MFA_PART_RECOVERY) != 0) {
        memcpy(person->recovery, next->recovery, next->recovery_size);
    }
    if ((next->parts & MFA_PART_RECOVERY_CODES) != 0) {
        memcpy(person->codes, next->recovery_codes, next->recovery_codes_size);
    }
    if ((next->parts & MFA_PART_PENDING) != 0) {
        person->pending_size = next->pending_size;
        if (next->pending_size > 0) {
            memcpy(person->pending, next->pending, next->pending_size);
        }
    }
    return MFA_COMMIT_STORED;
}

mfa_result stored(struct person *person, mfa_attempt *attempt, mfa_verdict *verdict) {
    mfa_result result;
    if (verdict != NULL) {
        verdict->size = sizeof *verdict;
    }
    result = mfa_attempt_commit(attempt, store, person, verdict);
    mfa_attempt_wipe(attempt);
    return result;
}

const char *marked(const char *text) {
    static char copies[8][256];
    static unsigned next;
    char *copy = copies[next++ % 8];
    size_t length = strlen(text);
    if (length >= sizeof copies[0]) {
        abort();
    }
    memcpy(copy, text, length);
    secret(copy, length);
    return copy;
}
