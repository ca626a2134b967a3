/* Phones and people for the tests. */
#include "people.h"

#include <string.h>

#include "frame.h"

mfa_parameters hotp_parameters(void) {
    mfa_parameters parameters = {0};
    parameters.size = sizeof parameters;
    RESULT(MFA_OK, mfa_parameters_init(&parameters));
    parameters.kind = MFA_HOTP;
    return parameters;
}

void make_credential_of(mfa_credential *credential, const char *secret, const mfa_parameters *parameters) {
    mfa_secret made;
    RESULT(MFA_OK, mfa_secret_from_base32(&made, secret, strlen(secret)));
    RESULT(MFA_OK, mfa_credential_make(credential, &made, parameters));
    mfa_secret_wipe(&made);
}

const char *shown_at(const mfa_credential *credential, uint64_t its_time) {
    static char codes[4][MFA_CODE_SIZE];
    static unsigned next;
    char *code = codes[next++ % 4];
    RESULT(MFA_OK, mfa_credential_code_at(credential, its_time, code, MFA_CODE_SIZE, NULL, NULL));
    return code;
}

const char *shown_for(const mfa_credential *credential, uint64_t counter) {
    static char codes[4][MFA_CODE_SIZE];
    static unsigned next;
    char *code = codes[next++ % 4];
    RESULT(MFA_OK, mfa_credential_code_for(credential, counter, code, MFA_CODE_SIZE));
    return code;
}

const char *slip(const char *code) {
    static char slips[4][32];
    static unsigned next;
    char *other = slips[next++ % 4];
    size_t length = strlen(code);
    memcpy(other, code, length + 1);
    other[length - 1] = code[length - 1] == '7' ? '4' : '7';
    return other;
}

void new_person(struct record *record) {
    memset(record, 0, sizeof *record);
    RESULT(MFA_OK, mfa_standing_init(record->states, MFA_STANDING_LENGTH));
    record->states_size = MFA_STANDING_LENGTH;
    RESULT(MFA_OK, mfa_login_record_init(record->logins, sizeof record->logins));
}

static void keep(uint8_t *place, size_t *size, const uint8_t *bytes, size_t length) {
    if (length > 0) {
        memcpy(place, bytes, length);
    }
    *size = length;
}

/* An authenticator was confirmed: what a host reads of it again. */
static int read_enrolled(struct record *record, const mfa_next *next) {
    mfa_parameters parameters = {0};
    mfa_secret secret;
    parameters.size = sizeof parameters;
    return mfa_parameters_from_bytes(&parameters, next->parameters, next->parameters_size) == MFA_OK &&
           mfa_secret_import(&secret, next->secret, next->secret_size) == MFA_OK &&
           mfa_credential_make(&record->credentials[record->count++], &secret, &parameters) == MFA_OK;
}

uint32_t store_record(void *context, const mfa_next *next) {
    struct record *record = context;
    record->stores++;
    if (record->answers != 0) {
        return record->answers;
    }
    if (next->expected_revision != record->revision) {
        return MFA_COMMIT_CONFLICT;
    }
    if ((next->parts & MFA_PART_STATES) != 0) {
        memcpy(record->states, next->states, next->states_size);
        record->states_size = next->states_size;
    }
    if ((next->parts & MFA_PART_STANDING) != 0) {
        memcpy(record->states, next->standing, next->standing_size);
        record->states_size = next->standing_size;
        record->count = 0;
    }
    if ((next->parts & MFA_PART_RECOVERY) != 0) {
        keep(record->recovery, &record->recovery_size, next->recovery, next->recovery_size);
    }
    if ((next->parts & MFA_PART_RECOVERY_CODES) != 0) {
        keep(record->codes, &record->codes_size, next->recovery_codes, next->recovery_codes_size);
    }
    if ((next->parts & MFA_PART_PENDING) != 0) {
        keep(record->pending, &record->pending_size, next->pending, next->pending_size);
    }
    if ((next->parts & MFA_PART_LOGINS) != 0) {
        memcpy(record->logins, next->logins, next->logins_size);
    }
    if ((next->parts & MFA_PART_ENROLLED) != 0 && !read_enrolled(record, next)) {
        return MFA_COMMIT_UNKNOWN;
    }
    record->revision = next->revision;
    return MFA_COMMIT_STORED;
}

void add_authenticator(struct record *record, const char *secret, const mfa_parameters *parameters, uint64_t start) {
    mfa_attempt attempt;
    mfa_credential *added = &record->credentials[record->count];
    make_credential_of(added, secret, parameters);
    RESULT(MFA_UNCOMMITTED, mfa_person_add(&attempt, record->credentials, record->count, record->states,
                                           record->states_size, added, start));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, record, NULL));
    mfa_attempt_wipe(&attempt);
    record->count++;
}

void person_with_a_phone(struct record *record, const char *secret) {
    new_person(record);
    add_authenticator(record, secret, NULL, 0);
}

mfa_result login(struct record *record, uint64_t now, const char *typed, const mfa_policy *policy,
                 mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_result result;
    if (verdict != NULL) {
        verdict->size = sizeof *verdict;
    }
    mfa_person_verify(&attempt, record->credentials, record->count, record->states, record->states_size, now, typed,
                      strlen(typed), policy);
    result = mfa_attempt_commit(&attempt, store_record, record, verdict);
    mfa_attempt_wipe(&attempt);
    return result;
}

void forget_authenticator(struct record *record, size_t index) {
    for (; index + 1 < MFA_MOST_AUTHENTICATORS; index++) {
        record->credentials[index] = record->credentials[index + 1];
    }
    record->count -= record->count > 0;
}

mfa_status status_of(const struct record *record, uint64_t now, const mfa_policy *policy) {
    mfa_status status = {0};
    status.size = sizeof status;
    RESULT(MFA_OK, mfa_person_status(record->credentials, record->count, record->states, record->states_size, now,
                                     policy, &status));
    return status;
}

mfa_policy policy_of(uint32_t which) {
    mfa_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_policy_init(&policy, which));
    return policy;
}
