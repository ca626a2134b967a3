/* Logins through the C ABI: as the program in Rust has them. */
#include <string.h>

#include "people.h"

void follow_logins(int all);

static const uint32_t KINDS[2] = {MFA_TOTP, MFA_HOTP};
static const uint32_t WINDOWS[4] = {0, 1, 2, 50};

static mfa_policy policy_of(uint32_t window) {
    mfa_policy policy = {0};
    policy.size = sizeof policy;
    OK(mfa_policy_init(&policy, MFA_POLICY_DEFAULT));
    policy.past = policy.future = window;
    policy.look_ahead = window == 50 ? 100 : 2 * window + 1;
    return policy;
}

static size_t position_of(const char (*codes)[MFA_CODE_SIZE], const char *code) {
    size_t position = 0;
    while (strcmp(codes[position], code) != 0) {
        position++;
    }
    return position;
}

static size_t accepted(struct person *person, const char (*codes)[MFA_CODE_SIZE], size_t index, int64_t first,
                       const mfa_policy *policy) {
    size_t position = position_of(codes, codes[index]);
    mfa_verdict verdict;
    MUST("accepted at a candidate", MFA_OK, types(person, codes[index], policy, &verdict));
    must(NULL, 1, verdict.offset == first + (int64_t)position, __FILE__, __LINE__);
    return position;
}

static void replayed(struct person *person, const char (*codes)[MFA_CODE_SIZE], size_t position, int64_t first,
                     const mfa_policy *policy) {
    mfa_verdict verdict;
    if (types(person, codes[position], policy, &verdict) == MFA_REJECTED) {
        saw(verdict.reason == MFA_REASON_REPLAYED ? "rejected, used last" : "rejected, behind the counter");
    }
    if (first < 0 && position > 1) {
        MUST("rejected, used long ago", MFA_REJECTED, types(person, codes[0], policy, &verdict));
        must(NULL, MFA_REASON_REPLAYED, (mfa_result)verdict.reason, __FILE__, __LINE__);
    }
}

static void rejected_locked_and_closed(const struct person *fresh, const char (*codes)[MFA_CODE_SIZE], size_t count,
                                       mfa_policy policy) {
    struct person person = *fresh;
    char wrong[MFA_CODE_SIZE];
    mfa_result barred;
    wrong_code(codes, count, wrong);
    policy.free_failures = 0;
    MUST("rejected, wrong", MFA_REJECTED, types(&person, wrong, &policy, NULL));
    barred = types(&person, codes[0], &policy, NULL);
    MUST("locked or closed", 1, barred == MFA_LOCKED || barred == MFA_CLOSED);
    person = *fresh;
    policy.free_failures = policy.cap = 1;
    MUST("rejected, wrong", MFA_REJECTED, types(&person, wrong, &policy, NULL));
    MUST("closed", MFA_CLOSED, types(&person, codes[0], &policy, NULL));
}

static void with_one(uint32_t kind, uint32_t algorithm, uint32_t digits, uint32_t window, int all) {
    char codes[101][MFA_CODE_SIZE];
    struct person fresh;
    mfa_credential known;
    mfa_policy policy = policy_of(window);
    mfa_parameters parameters = parameters_of(kind, algorithm, digits);
    size_t count = kind == MFA_TOTP ? 2 * (size_t)window + 1 : policy.look_ahead;
    int64_t first = kind == MFA_TOTP ? -(int64_t)window : 0;
    credential_of(&known, 0, 0, &parameters);
    for (size_t index = 0; index < count; index++) {
        shown(&known, kind, first + (int64_t)index, codes[index]);
    }
    begin(&fresh, 1, kind, algorithm, digits);
    for (size_t index = 0; index < count; index++) {
        int sampled = window < 50 || index == 0 || index == count / 2 || index == count - 1;
        struct person person = fresh;
        if (all || sampled) {
            size_t position = accepted(&person, (const char (*)[MFA_CODE_SIZE])codes, index, first, &policy);
            if (sampled) {
                replayed(&person, (const char (*)[MFA_CODE_SIZE])codes, position, first, &policy);
            }
        }
    }
    rejected_locked_and_closed(&fresh, (const char (*)[MFA_CODE_SIZE])codes, count, policy);
}

static void none_of_eight(struct person person, uint32_t algorithm, uint32_t digits) {
    char codes[MFA_MOST_AUTHENTICATORS * 11][MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    size_t count = 0;
    mfa_verdict verdict;
    for (unsigned number = 0; number < MFA_MOST_AUTHENTICATORS; number++) {
        uint32_t kind = KINDS[number % 2];
        mfa_credential known;
        mfa_parameters parameters = parameters_of(kind, algorithm, digits);
        credential_of(&known, number, 0, &parameters);
        for (int64_t at = kind == MFA_TOTP ? -1 : 0; at < 10; at++) {
            shown(&known, kind, at, codes[count++]);
        }
    }
    wrong_code((const char (*)[MFA_CODE_SIZE])codes, count, wrong);
    MUST("rejected by all of eight", MFA_REJECTED, types(&person, wrong, NULL, &verdict));
    must(NULL, MFA_REASON_MISMATCH, (mfa_result)verdict.reason, __FILE__, __LINE__);
}

static void with_eight(uint32_t algorithm, uint32_t digits) {
    struct person fresh, person;
    begin(&fresh, MFA_MOST_AUTHENTICATORS, 0, algorithm, digits);
    for (unsigned number = 0; number < MFA_MOST_AUTHENTICATORS; number++) {
        char code[MFA_CODE_SIZE];
        mfa_attempt attempt;
        mfa_verdict verdict;
        mfa_credential known;
        mfa_parameters parameters = parameters_of(KINDS[number % 2], algorithm, digits);
        credential_of(&known, number, 0, &parameters);
        shown(&known, KINDS[number % 2], 1, code);
        person = fresh;
        MUST("accepted as one of eight", MFA_OK, types(&person, code, NULL, &verdict));
        must(NULL, (mfa_result)number, (mfa_result)verdict.authenticator, __FILE__, __LINE__);
        person = fresh;
        mfa_person_verify_with(&attempt, person.credentials, person.count, person.states, person.states_size, number,
                               NOW, marked(code), strlen(code), NULL);
        MUST("accepted with the one that was named", MFA_OK, stored(&person, &attempt, NULL));
        person = fresh;
        mfa_person_verify_with(&attempt, person.credentials, person.count, person.states, person.states_size,
                               (number + 1) % MFA_MOST_AUTHENTICATORS, NOW, marked(code), strlen(code), NULL);
        MUST("rejected with another that was named", MFA_REJECTED, stored(&person, &attempt, NULL));
    }
    none_of_eight(fresh, algorithm, digits);
}

static mfa_policy drifting(void) {
    mfa_policy policy = policy_of(1);
    policy.drift = 10;
    return policy;
}

static mfa_result resynchronizes(struct person *person, const char *one, const char *two, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_policy policy = drifting();
    mfa_person_resynchronize(&attempt, person->credentials, person->count, person->states, person->states_size, 0, NOW,
                             marked(one), strlen(one), marked(two), strlen(two), &policy);
    return stored(person, &attempt, verdict);
}

/* Found from a place on, and a login with what was learned of it: further off than a window of one step. */
static void found_at(struct person person, const mfa_credential *known, uint32_t kind, int64_t first) {
    char one[MFA_CODE_SIZE], two[MFA_CODE_SIZE], next[MFA_CODE_SIZE];
    mfa_policy policy = drifting();
    mfa_verdict verdict;
    shown(known, kind, first, one);
    shown(known, kind, first + 1, two);
    shown(known, kind, first + 2, next);
    MUST("resynchronized", MFA_RESYNCHRONIZED, resynchronizes(&person, one, two, NULL));
    MUST("not resynchronized, used", MFA_REJECTED, resynchronizes(&person, one, two, &verdict));
    /* Counters that are used up are not looked at. */
    must(NULL, kind == MFA_TOTP ? MFA_REASON_REPLAYED : MFA_REASON_MISMATCH, (mfa_result)verdict.reason, __FILE__,
         __LINE__);
    MUST("accepted after resynchronization", MFA_OK, types(&person, next, &policy, &verdict));
    must(NULL, 1, verdict.offset == (kind == MFA_TOTP ? first + 2 : 0), __FILE__, __LINE__);
}

static void not_resynchronized(const struct person *fresh, const mfa_credential *known, uint32_t kind) {
    char one[MFA_CODE_SIZE], lost[MFA_CODE_SIZE];
    const char *const pairs[3][2] = {{one, lost}, {lost, one}, {lost, lost}};
    shown(known, kind, 1, one);
    shown(known, kind, 5000, lost);
    for (size_t index = 0; index < 3; index++) {
        struct person person = *fresh;
        mfa_verdict verdict;
        MUST("not resynchronized, wrong", MFA_REJECTED,
             resynchronizes(&person, pairs[index][0], pairs[index][1], &verdict));
        must(NULL, MFA_REASON_MISMATCH, (mfa_result)verdict.reason, __FILE__, __LINE__);
    }
}

#define REACH 120

static mfa_result diagnoses(struct person person, const char *typed, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_policy policy = drifting();
    mfa_person_diagnose(&attempt, person.credentials, 1, person.states, person.states_size, 0, NOW, marked(typed),
                        strlen(typed), REACH, &policy);
    return stored(&person, &attempt, verdict);
}

/* Far enough to both sides for what is learned and what is looked at. */
static void unknown_code(const mfa_credential *known, char *code) {
    static char near[2 * 150 + 1][MFA_CODE_SIZE];
    for (int64_t at = -150; at <= 150; at++) {
        shown(known, MFA_TOTP, at, near[at + 150]);
    }
    wrong_code((const char (*)[MFA_CODE_SIZE])near, sizeof near / sizeof *near, code);
}

static void diagnosed(const struct person *fresh, const mfa_credential *known) {
    static const int64_t SLOW[3] = {-REACH, -20, -2}, ANY[3] = {-REACH, 0, REACH};
    char code[MFA_CODE_SIZE];
    mfa_verdict verdict;
    uint32_t found;
    int64_t offset;
    for (size_t index = 0; index < 3; index++) {
        shown(known, MFA_TOTP, SLOW[index], code);
        MUST("found to be slow", MFA_DIAGNOSED, diagnoses(*fresh, code, &verdict));
        must(NULL, 1, verdict.offset == SLOW[index], __FILE__, __LINE__);
        shown(known, MFA_TOTP, ANY[index], code);
        OK(mfa_credential_diagnose_as_administrator(&fresh->credentials[0], NOW, marked(code), strlen(code), REACH,
                                                    &found, &offset));
        MUST("found by an administrator", 1, found == 1 && offset == ANY[index]);
    }
    unknown_code(known, code);
    MUST("not found at a login", MFA_REJECTED, diagnoses(*fresh, code, &verdict));
    must(NULL, MFA_REASON_MISMATCH, (mfa_result)verdict.reason, __FILE__, __LINE__);
    OK(mfa_credential_diagnose_as_administrator(&fresh->credentials[0], NOW, marked(code), strlen(code), REACH, &found,
                                                &offset));
    MUST("not found by an administrator", 0, (mfa_result)found);
}

static void far(uint32_t kind, uint32_t algorithm, uint32_t digits) {
    static const int64_t STEPS[4] = {-10, 0, 7, 9}, COUNTERS[4] = {0, 7, 50, 99};
    struct person fresh;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(kind, algorithm, digits);
    credential_of(&known, 0, 0, &parameters);
    begin(&fresh, 1, kind, algorithm, digits);
    for (size_t index = 0; index < 4; index++) {
        found_at(fresh, &known, kind, kind == MFA_TOTP ? STEPS[index] : COUNTERS[index]);
    }
    not_resynchronized(&fresh, &known, kind);
    if (kind == MFA_TOTP) {
        diagnosed(&fresh, &known);
    }
}

static mfa_result restores(struct person *person, const char *typed) {
    mfa_attempt attempt;
    mfa_permit permit;
    OK(mfa_permit_by_administrator(&permit));
    mfa_person_restore(&attempt, person->credentials, 1, person->states, person->states_size, 0, &permit, NOW,
                       marked(typed), strlen(typed), NULL);
    return stored(person, &attempt, NULL);
}

static void suspended(struct person person, const mfa_credential *known, uint32_t kind) {
    char right[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    mfa_attempt attempt;
    shown(known, kind, 1, right);
    shown(known, kind, 5000, wrong);
    mfa_person_suspend(&attempt, person.credentials, 1, person.states, person.states_size, 0);
    MUST("suspended", MFA_CHANGED, stored(&person, &attempt, NULL));
    MUST("suspended at a login", MFA_SUSPENDED, types(&person, right, NULL, NULL));
    MUST("not restored", MFA_REJECTED, restores(&person, wrong));
    MUST("restored", MFA_RESTORED, restores(&person, right));
    shown(&person.credentials[0], kind, 1, wrong);
    MUST("a code that is shown", 0, strcmp(right, wrong));
}

static void opened_and_not(const struct person *fresh, const struct person *two, const mfa_parameters *parameters) {
    struct person person = *fresh;
    mfa_progress progress;
    progress.size = sizeof progress;
    MUST("a state that is intact", MFA_OK,
         mfa_person_progress(person.credentials, 1, person.states, person.states_size, 0, &progress));
    for (size_t bit = 0; bit < 8 * MFA_STATE_LENGTH; bit++) {
        person.states[bit / 8] ^= (uint8_t)(1 << bit % 8);
        /* The first four bytes are label and version. */
        MUST("a state that is damaged", bit < 32 ? MFA_ERROR_STATE_VERSION : MFA_ERROR_STATE_SEAL,
             mfa_person_progress(person.credentials, 1, person.states, person.states_size, 0, &progress));
        person.states[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    credential_of(&person.credentials[0], 1, 1, parameters);
    MUST("a state of another", MFA_ERROR_STATE_SEAL, types(&person, "123456", NULL, NULL));
    person = *two;
    memcpy(person.states, fresh->states, MFA_STATE_LENGTH);
    MUST("states that were not stored together", MFA_ERROR_STATES_DISAGREE, types(&person, "123456", NULL, NULL));
}

static void changed(struct person two, const mfa_credential *known, uint32_t kind) {
    char right[MFA_CODE_SIZE];
    mfa_attempt attempt;
    shown(known, kind, 1, right);
    MUST("not added, the secret is there", MFA_ERROR_SAME_SECRET,
         mfa_person_add(&attempt, two.credentials, 2, two.states, two.states_size, &two.credentials[0], 0));
    mfa_person_reseal(&attempt, two.credentials, 2, two.states, two.states_size);
    MUST("sealed again", MFA_CHANGED, stored(&two, &attempt, NULL));
    mfa_person_unlock(&attempt, two.credentials, 2, two.states, two.states_size);
    MUST("unlocked", MFA_CHANGED, stored(&two, &attempt, NULL));
    mfa_person_remove(&attempt, two.credentials, 2, two.states, two.states_size, 1);
    MUST("removed", MFA_CHANGED, stored(&two, &attempt, NULL));
    must(NULL, MFA_STATE_LENGTH, (mfa_result)two.states_size, __FILE__, __LINE__);
    two.count = 1;
    MUST("accepted after a removal", MFA_OK, types(&two, right, NULL, NULL));
    mfa_person_remove(&attempt, two.credentials, 1, two.states, two.states_size, 0);
    MUST("removed", MFA_CHANGED, stored(&two, &attempt, NULL));
    must(NULL, MFA_STANDING_LENGTH, (mfa_result)two.states_size, __FILE__, __LINE__);
}

static void changes(uint32_t kind, uint32_t algorithm) {
    struct person one, two;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(kind, algorithm, 6);
    credential_of(&known, 0, 0, &parameters);
    begin(&one, 1, kind, algorithm, 6);
    begin(&two, 2, kind, algorithm, 6);
    opened_and_not(&one, &two, &parameters);
    changed(two, &known, kind);
    suspended(one, &known, kind);
}

void follow_logins(int all) {
    for (uint32_t algorithm = MFA_SHA1; algorithm <= MFA_SHA512; algorithm++) {
        for (uint32_t digits = 6; digits <= 10; digits++) {
            for (unsigned kind = 0; kind < 2; kind++) {
                for (unsigned window = 0; window < 4; window++) {
                    with_one(KINDS[kind], algorithm, digits, WINDOWS[window], all);
                }
                far(KINDS[kind], algorithm, digits);
            }
            with_eight(algorithm, digits);
        }
        for (unsigned kind = 0; kind < 2; kind++) {
            changes(KINDS[kind], algorithm);
        }
    }
}
