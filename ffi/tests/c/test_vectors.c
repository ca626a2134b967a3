/* The vectors of the standards and of other programs, out of the files that Rust's tests read. */
#include <string.h>

#include "frame.h"
#include "people.h"
#include "vectors.h"

static uint32_t algorithm_of(const struct vector *vector) {
    const char *hash = value_of(vector, "hash");
    if (hash != NULL && strcmp(hash, "SHA256") == 0) {
        return MFA_SHA256;
    }
    return hash != NULL && strcmp(hash, "SHA512") == 0 ? MFA_SHA512 : MFA_SHA1;
}

static mfa_parameters parameters_of(const struct vector *vector, uint32_t kind) {
    mfa_parameters parameters = {0};
    parameters.size = sizeof parameters;
    RESULT(MFA_OK, mfa_parameters_init(&parameters));
    parameters.kind = kind;
    parameters.algorithm = algorithm_of(vector);
    parameters.digits = (uint32_t)number_of(vector, "digits");
    if (kind == MFA_TOTP) {
        parameters.period = (uint32_t)number_of(vector, "period");
    }
    return parameters;
}

static void credential_of(const struct vector *vector, const mfa_parameters *parameters, mfa_credential *credential) {
    uint8_t key[MFA_SECRET_LONGEST];
    mfa_secret secret;
    size_t length = bytes_of(vector, "key", key, sizeof key);
    RESULT(MFA_OK, mfa_secret_import(&secret, key, length));
    RESULT(MFA_OK, mfa_credential_make(credential, &secret, parameters));
}

static void hotp(const struct vector *vector) {
    mfa_parameters parameters = parameters_of(vector, MFA_HOTP);
    mfa_credential credential;
    uint64_t counter = number_of(vector, "counter");
    const char *codes = value_of(vector, "codes");
    char expected[MFA_CODE_SIZE];
    credential_of(vector, &parameters, &credential);
    CHECK(codes != NULL && *codes != '\0');
    while (next_word(&codes, expected, sizeof expected)) {
        TEXT(expected, shown_for(&credential, counter++));
    }
}

static void totp(const struct vector *vector) {
    mfa_parameters parameters = parameters_of(vector, MFA_TOTP);
    mfa_credential credential;
    uint64_t time = number_of(vector, "time"), step = 0;
    uint32_t left = 0;
    const char *codes = value_of(vector, "codes");
    char expected[MFA_CODE_SIZE], code[MFA_CODE_SIZE];
    credential_of(vector, &parameters, &credential);
    CHECK(codes != NULL && *codes != '\0');
    while (next_word(&codes, expected, sizeof expected)) {
        RESULT(MFA_OK, mfa_credential_code_at(&credential, time, code, sizeof code, &step, &left));
        TEXT(expected, code);
        NUMBER(time / parameters.period, step);
        NUMBER(parameters.period - time % parameters.period, left);
        RESULT(MFA_OK, mfa_credential_code_in(&credential, step, code, sizeof code));
        TEXT(expected, code);
        time += parameters.period;
    }
}

static void accepted_once(const struct vector *vector) {
    mfa_parameters parameters = parameters_of(vector, MFA_TOTP);
    mfa_attempt attempt;
    struct record record;
    const char *codes = value_of(vector, "codes");
    char code[MFA_CODE_SIZE];
    new_person(&record);
    credential_of(vector, &parameters, &record.credentials[0]);
    RESULT(MFA_UNCOMMITTED,
           mfa_person_add(&attempt, record.credentials, 0, record.states, record.states_size, &record.credentials[0], 0));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &record, NULL));
    record.count = 1;
    next_word(&codes, code, sizeof code);
    RESULT(MFA_OK, login(&record, number_of(vector, "time"), code, NULL, NULL));
    RESULT(MFA_REJECTED, login(&record, number_of(vector, "time"), code, NULL, NULL));
}

static void hotp_codes_are_those_that_were_published(void) {
    CHECK(each_vector("hotp.txt", hotp) >= 10);
}

static void totp_codes_are_those_that_were_published(void) {
    CHECK(each_vector("totp.txt", totp) >= 18);
}

static void published_totp_codes_are_accepted_once(void) {
    CHECK(each_vector("totp.txt", accepted_once) >= 18);
}

static void neighbouring_steps_with_one_code_are_each_good_once(void) {
    struct record record;
    uint64_t now = UINT64_C(50424280) * 30;
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_OK, login(&record, now, "070562", NULL, NULL));
    RESULT(MFA_OK, login(&record, now, "070562", NULL, NULL));
    RESULT(MFA_REJECTED, login(&record, now, "070562", NULL, NULL));
}

const struct test vector_tests[] = {
    TEST(hotp_codes_are_those_that_were_published),
    TEST(totp_codes_are_those_that_were_published),
    TEST(published_totp_codes_are_accepted_once),
    TEST(neighbouring_steps_with_one_code_are_each_good_once),
    {NULL, NULL},
};
