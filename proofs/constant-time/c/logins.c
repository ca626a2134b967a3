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
    }
}

static void rejected_locked_and_closed(const struct person *fresh, const char (*codes)[MFA_CODE_SIZE], size_t count,
                                       mfa_policy policy) {
    struct person person = *fresh;
    char wrong[MFA_CODE_SIZE];
    wrong_code(codes, count, wrong);
    policy.free_failures = 0;
    MUST("rejected, wrong", MFA_REJECTED, types(&person, wrong, &policy, NULL));
    if (types(&person, codes[0], &policy, NULL) == MFA_LOCKED) {
        saw("locked");
    }
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
}

static mfa_result resynchronizes(struct person *person, const char *one, const char *two) {
    mfa_attempt attempt;
    mfa_policy policy = policy_of(1);
    policy.drift = 10;
    mfa_person_resynchronize(&attempt, person->credentials, person->count, person->states, person->states_size, 0, NOW,
                             marked(one), strlen(one), marked(two), strlen(two), &policy);
    return stored(person, &attempt, NULL);
}

static void far(uint32_t kind, uint32_t algorithm, uint32_t digits) {
    char one[MFA_CODE_SIZE], two[MFA_CODE_SIZE], lost[MFA_CODE_SIZE];
    struct person fresh, person;
    mfa_attempt attempt;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(kind, algorithm, digits);
    uint32_t found;
    int64_t offset;
    credential_of(&known, 0, 0, &parameters);
    begin(&fresh, 1, kind, algorithm, digits);
    shown(&known, kind, 7, one);
    shown(&known, kind, 8, two);
    shown(&known, kind, 5000, lost);
    person = fresh;
    MUST("resynchronized", MFA_RESYNCHRONIZED, resynchronizes(&person, one, two));
    MUST("not resynchronized, used", MFA_REJECTED, resynchronizes(&person, one, two));
    MUST("not resynchronized, wrong", MFA_REJECTED, resynchronizes(&person, one, lost));
    if (kind == MFA_HOTP) {
        return;
    }
    shown(&known, kind, -20, two);
    mfa_person_diagnose(&attempt, fresh.credentials, 1, fresh.states, fresh.states_size, 0, NOW, marked(two),
                        strlen(two), 120, NULL);
    MUST("found to be slow", MFA_DIAGNOSED, stored(&fresh, &attempt, NULL));
    OK(mfa_credential_diagnose_as_administrator(&fresh.credentials[0], NOW, marked(one), strlen(one), 120, &found,
                                                &offset));
    MUST("found by an administrator", 1, (mfa_result)found);
    OK(mfa_credential_diagnose_as_administrator(&fresh.credentials[0], NOW, marked(lost), strlen(lost), 120, &found,
                                                &offset));
    MUST("not found by an administrator", 0, (mfa_result)found);
}

static mfa_result restores(struct person *person, const char *typed) {
    mfa_attempt attempt;
    mfa_permit permit;
    OK(mfa_permit_by_administrator(&permit));
    mfa_person_restore(&attempt, person->credentials, 1, person->states, person->states_size, 0, &permit, NOW,
                       marked(typed), strlen(typed), NULL);
    return stored(person, &attempt, NULL);
}

static void changes(uint32_t algorithm) {
    char right[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    struct person person, other;
    mfa_attempt attempt;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(MFA_TOTP, algorithm, 6);
    credential_of(&known, 0, 0, &parameters);
    shown(&known, MFA_TOTP, 1, right);
    shown(&known, MFA_TOTP, 5000, wrong);
    begin(&person, 1, MFA_TOTP, algorithm, 6);
    MUST("not added, the secret is there", MFA_ERROR_SAME_SECRET,
         mfa_person_add(&attempt, person.credentials, 1, person.states, person.states_size, &person.credentials[0], 0));
    mfa_person_suspend(&attempt, person.credentials, 1, person.states, person.states_size, 0);
    MUST("suspended", MFA_CHANGED, stored(&person, &attempt, NULL));
    MUST("suspended at a login", MFA_SUSPENDED, types(&person, right, NULL, NULL));
    MUST("not restored", MFA_REJECTED, restores(&person, wrong));
    MUST("restored", MFA_RESTORED, restores(&person, right));
    mfa_person_reseal(&attempt, person.credentials, 1, person.states, person.states_size);
    MUST("sealed again", MFA_CHANGED, stored(&person, &attempt, NULL));
    other = person;
    other.states[MFA_STATE_LENGTH - 1] ^= 1;
    MUST("a state that is damaged", MFA_ERROR_STATE_SEAL, types(&other, right, NULL, NULL));
    other = person;
    credential_of(&other.credentials[0], 1, 1, &parameters);
    MUST("a state of another", MFA_ERROR_STATE_SEAL, types(&other, right, NULL, NULL));
    shown(&person.credentials[0], MFA_TOTP, 1, wrong);
    MUST("a code that is shown", 0, strcmp(right, wrong));
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
        changes(algorithm);
    }
}
