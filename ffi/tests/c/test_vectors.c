/* The vectors of the standards and of other programs, out of the files that Rust's tests read. */
#include <stdio.h>
#include <stdlib.h>
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

/* What an OCRA block says besides its questions. */
static void add_inputs(const struct vector *vector, const mfa_ocra_suite *suite, int hashed, mfa_ocra_inputs *inputs) {
    const char *pin = value_of(vector, "pin"), *time = value_of(vector, "time");
    uint8_t hash[64];
    if (pin != NULL && *pin != '\0' && hashed) {
        size_t length = bytes_of(vector, "pin_hash", hash, sizeof hash);
        RESULT(MFA_OK, mfa_ocra_inputs_pin_hash(inputs, hash, length));
    } else if (pin != NULL && *pin != '\0') {
        RESULT(MFA_OK, mfa_ocra_inputs_pin(inputs, pin, strlen(pin), suite->pin_hash));
    }
    if (time != NULL && *time != '\0' && hashed) {
        RESULT(MFA_OK, mfa_ocra_inputs_step(inputs, number_of(vector, "step")));
    } else if (time != NULL && *time != '\0') {
        RESULT(MFA_OK, mfa_ocra_inputs_time(inputs, number_of(vector, "time")));
    }
}

static void ocra(const struct vector *vector) {
    const char *text = value_of(vector, "suite"), *questions = value_of(vector, "questions");
    const char *own_questions = value_of(vector, "own_questions"), *counters = value_of(vector, "counters");
    const char *responses = value_of(vector, "responses");
    char question[129], own[129], counter[32], expected[16], response[MFA_OCRA_RESPONSE_SIZE];
    mfa_ocra_suite suite = {0};
    mfa_ocra key;
    mfa_ocra_inputs inputs;
    mfa_secret secret;
    uint8_t bytes[MFA_SECRET_LONGEST];
    size_t length = bytes_of(vector, "key", bytes, sizeof bytes);
    int hashed, any = 0;
    suite.size = sizeof suite;
    RESULT(MFA_OK, mfa_ocra_suite_read(&suite, text, strlen(text)));
    TEXT(text, suite.text);
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, length));
    RESULT(MFA_OK, mfa_ocra_make(&key, &secret, text, strlen(text)));
    while (next_word(&responses, expected, sizeof expected)) {
        next_word(&questions, question, sizeof question);
        next_word(&own_questions, own, sizeof own);
        next_word(&counters, counter, sizeof counter);
        for (hashed = 0; hashed < 2; hashed++) {
            RESULT(MFA_OK, mfa_ocra_inputs_make(&inputs, suite.question_format, question, strlen(question)));
            if (*own != '\0') {
                RESULT(MFA_OK, mfa_ocra_inputs_own_question(&inputs, own, strlen(own)));
            }
            if (suite.takes_counter) {
                RESULT(MFA_OK, mfa_ocra_inputs_counter(&inputs, strtoull(counter, NULL, 10)));
            }
            add_inputs(vector, &suite, hashed, &inputs);
            RESULT(MFA_OK, mfa_ocra_response(&key, &inputs, response, sizeof response));
            TEXT(expected, response);
            RESULT(MFA_OK, mfa_ocra_check(&key, &inputs, expected, strlen(expected)));
            RESULT(MFA_REJECTED, mfa_ocra_check(&key, &inputs, slip(expected), strlen(expected)));
        }
        any = 1;
    }
    CHECK(any);
}

static mfa_result named_error(const char *error) {
    static const struct {
        const char *name;
        mfa_result result;
    } errors[] = {
        {"scheme", MFA_ERROR_URI_SCHEME},       {"migration", MFA_ERROR_URI_MIGRATION},
        {"type", MFA_ERROR_URI_TYPE},           {"fragment", MFA_ERROR_URI_FRAGMENT},
        {"percent-encoding", MFA_ERROR_URI_PERCENT}, {"utf8", MFA_ERROR_URI_UTF8},
        {"unprintable", MFA_ERROR_URI_UNPRINTABLE}, {"duplicate", MFA_ERROR_URI_DUPLICATE},
        {"missing-secret", MFA_ERROR_URI_NO_SECRET}, {"algorithm", MFA_ERROR_URI_ALGORITHM},
        {"digits", MFA_ERROR_URI_DIGITS},       {"period", MFA_ERROR_URI_PERIOD},
        {"counter", MFA_ERROR_URI_COUNTER},     {"missing-counter", MFA_ERROR_URI_NO_COUNTER},
    };
    size_t i, length = strcspn(error, " ");
    for (i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (strlen(errors[i].name) == length && strncmp(errors[i].name, error, length) == 0) {
            return errors[i].result;
        }
    }
    return 0;
}

static void uri_is_refused(const struct vector *vector, const char *uri) {
    mfa_secret secret;
    mfa_parameters parameters = {0};
    uint64_t start = 99;
    const char *error = value_of(vector, "error");
    mfa_result result;
    parameters.size = sizeof parameters;
    result = mfa_uri_read(&secret, &parameters, &start, uri, strlen(uri));
    if (strncmp(error, "secret", 6) == 0) {
        CHECK(result <= MFA_ERROR_SECRET_TOO_SHORT && result >= MFA_ERROR_SECRET_PADDING);
    } else if (result != named_error(error)) {
        fail("the block at line %d: %s is %d (%s)", vector->line, uri, (int)result, mfa_result_message(result));
    }
    NUMBER(0, start);
    CHECK(secret.opaque[0] == 0);
}

static void name_is(const char *uri, uint32_t which, const char *expected) {
    char name[300];
    size_t length = 99;
    RESULT(MFA_OK, mfa_uri_name(uri, strlen(uri), which, name, sizeof name, &length));
    TEXT(expected == NULL ? "" : expected, name);
    NUMBER(strlen(name), length);
}

static void uri_says(const struct vector *vector, const char *uri, mfa_secret *secret, mfa_parameters *parameters,
                     uint64_t *start) {
    uint8_t key[MFA_SECRET_LONGEST], bytes[MFA_SECRET_LONGEST];
    size_t length = bytes_of(vector, "key", key, sizeof key), read = 0;
    int is_hotp = strcmp(value_of(vector, "type"), "hotp") == 0;
    parameters->size = sizeof *parameters;
    RESULT(MFA_OK, mfa_uri_read(secret, parameters, start, uri, strlen(uri)));
    RESULT(MFA_OK, mfa_secret_expose(secret, bytes, sizeof bytes, &read));
    CHECK(read == length && memcmp(bytes, key, length) == 0);
    NUMBER(is_hotp ? MFA_HOTP : MFA_TOTP, parameters->kind);
    NUMBER(algorithm_of(vector), parameters->algorithm);
    NUMBER(number_of(vector, "digits"), parameters->digits);
    NUMBER(is_hotp ? 0 : number_of(vector, "period"), parameters->period);
    NUMBER(is_hotp ? number_of(vector, "counter") : 0, *start);
    name_is(uri, MFA_URI_ACCOUNT, value_of(vector, "account"));
}

static unsigned read_blocks, refused_blocks, written_blocks;

static void otpauth(const struct vector *vector) {
    const char *kind = value_of(vector, "case"), *uri = value_of(vector, "uri");
    mfa_secret secret;
    mfa_parameters parameters = {0};
    uint64_t start = 0;
    if (kind == NULL || uri == NULL) {
        fail("the block at line %d has no case or no URI", vector->line);
    } else if (strcmp(kind, "refused") == 0) {
        refused_blocks++;
        uri_is_refused(vector, uri);
    } else if (strcmp(kind, "read") == 0) {
        const char *in_label = value_of(vector, "issuer_in_label"), *in_parameter = value_of(vector, "issuer_in_parameter");
        uint32_t disagree = 99;
        read_blocks++;
        uri_says(vector, uri, &secret, &parameters, &start);
        name_is(uri, MFA_URI_ISSUER_IN_LABEL, in_label);
        name_is(uri, MFA_URI_ISSUER_IN_PARAMETER, in_parameter);
        name_is(uri, MFA_URI_ISSUER, *in_parameter != '\0' ? in_parameter : in_label);
        RESULT(MFA_OK, mfa_uri_issuers_disagree(uri, strlen(uri), &disagree));
        NUMBER(*in_label != '\0' && *in_parameter != '\0' && strcmp(in_label, in_parameter) != 0, disagree);
    } else {
        const char *issuer = value_of(vector, "issuer"), *account = value_of(vector, "account");
        char text[MFA_URI_SIZE];
        written_blocks++;
        uri_says(vector, uri, &secret, &parameters, &start);
        RESULT(MFA_OK, mfa_uri_write(&secret, &parameters, start, issuer, strlen(issuer), account, strlen(account), text,
                                     sizeof text, NULL));
        TEXT(uri, text);
    }
}

static void ocra_responses_are_those_that_were_published(void) {
    CHECK(each_vector("ocra.txt", ocra) >= 9);
}

static void uris_are_read_refused_and_written_as_the_vectors_say(void) {
    each_vector("otpauth.txt", otpauth);
    CHECK(read_blocks >= 20 && refused_blocks >= 70 && written_blocks >= 6);
}

/* Finder, quiet zone and timing of a QR code are where ISO/IEC 18004 has them, and the texts draw the same modules. */
static void a_qr_code_has_its_corners_and_its_texts_have_its_modules(void) {
    static mfa_qr qr;
    static char text[60000];
    static const char finder[7][8] = {"#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"};
    uint32_t side = 0, dark, x, y, column;
    size_t length = 0;
    const char *line;
    RESULT(MFA_OK, mfa_qr_draw(&qr, "otpauth://totp/a?secret=" ALICES, 56));
    RESULT(MFA_OK, mfa_qr_side(&qr, &side));
    CHECK(side >= 21 && side <= 177 && side % 4 == 1);
    for (y = 0; y < 7; y++) {
        for (x = 0; x < 7; x++) {
            RESULT(MFA_OK, mfa_qr_is_dark(&qr, x, y, &dark));
            NUMBER(finder[y][x] == '#', dark);
            RESULT(MFA_OK, mfa_qr_is_dark(&qr, side - 7 + x, y, &dark));
            NUMBER(finder[y][x] == '#', dark);
            RESULT(MFA_OK, mfa_qr_is_dark(&qr, x, side - 7 + y, &dark));
            NUMBER(finder[y][x] == '#', dark);
        }
    }
    RESULT(MFA_OK, mfa_qr_is_dark(&qr, side, 0, &dark));
    NUMBER(0, dark);
    RESULT(MFA_OK, mfa_qr_is_dark(&qr, 0xffffffff, 0xffffffff, &dark));
    NUMBER(0, dark);
    RESULT(MFA_OK, mfa_qr_write_text(&qr, MFA_TERMINAL_DARK_ON_LIGHT, text, sizeof text, &length));
    NUMBER(strlen(text), length);
    /* The line below the quiet zone's four modules is the third; dark above and below is a full block. */
    line = strchr(strchr(text, '\n') + 1, '\n') + 1;
    for (column = 0; column < 4; column++) {
        CHECK(*line == ' ');
        line += *line == ' ';
    }
    CHECK(strncmp(line, "\xe2\x96\x88", 3) == 0);
    RESULT(MFA_ARGUMENT_VALUE - 2, mfa_qr_write_text(&qr, 0, text, sizeof text, &length));
    RESULT(MFA_OK, mfa_qr_write_svg(&qr, text, sizeof text, &length));
    CHECK(strncmp(text, "<svg", 4) == 0 || strncmp(text, "<?xml", 5) == 0);
    mfa_qr_wipe(&qr);
    RESULT(MFA_ARGUMENT_UNSET - 1, mfa_qr_side(&qr, &side));
}

static void neighbouring_steps_with_one_code_are_each_good_once(void) {
    struct record record;
    uint64_t now = UINT64_C(50424280) * 30;
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_OK, login(&record, now, "070562", NULL, NULL));
    RESULT(MFA_OK, login(&record, now, "070562", NULL, NULL));
    RESULT(MFA_REJECTED, login(&record, now, "070562", NULL, NULL));
}

/* ---- states ------------------------------------------------------------------------------------- */

static mfa_result outcome_of(const char *outcome) {
    static const struct {
        const char *name;
        mfa_result result;
    } outcomes[] = {
        {"accepted", MFA_OK},
        {"rejected", MFA_REJECTED},
        {"locked", MFA_LOCKED},
        {"closed", MFA_CLOSED},
        {"suspended", MFA_SUSPENDED},
        {"seal", MFA_ERROR_STATE_SEAL},
        {"version", MFA_ERROR_STATE_VERSION},
        /* The states are the fifth argument. */
        {"length", MFA_ARGUMENT_SIZE - 5},
    };
    size_t i;
    for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        if (strcmp(outcomes[i].name, outcome) == 0) {
            return outcomes[i].result;
        }
    }
    fail("there is no outcome %s", outcome);
    return 0;
}

static void keyed_credential_of(const struct vector *vector, mfa_credential *credential) {
    int is_hotp = strcmp(value_of(vector, "kind"), "hotp") == 0;
    mfa_parameters parameters = parameters_of(vector, is_hotp ? MFA_HOTP : MFA_TOTP);
    parameters.t0 = number_of(vector, "t0");
    credential_of(vector, &parameters, credential);
}

static unsigned refused_states, stored_states;

static void state_is_refused(const struct vector *vector) {
    uint8_t bytes[MFA_STATE_LENGTH + 1];
    mfa_credential credential;
    mfa_attempt attempt;
    size_t length = bytes_of(vector, "state", bytes, sizeof bytes);
    refused_states++;
    keyed_credential_of(vector, &credential);
    RESULT(outcome_of(value_of(vector, "refused")),
           mfa_person_verify(&attempt, &credential, 1, bytes, length, 0, "000000", 6, NULL));
}

static void state_goes_on(const struct vector *vector) {
    mfa_policy policy = policy_of(MFA_POLICY_DEFAULT);
    struct record record;
    const char *times = value_of(vector, "times"), *typed = value_of(vector, "typed");
    const char *outcomes = value_of(vector, "outcomes"), *states = value_of(vector, "states");
    char time[32], code[MFA_CODE_SIZE], outcome[32], expected[2 * MFA_STATE_LENGTH + 1];
    char stored[2 * MFA_STATE_LENGTH + 1];
    size_t i;
    policy.past = (uint32_t)number_of(vector, "past");
    policy.future = (uint32_t)number_of(vector, "future");
    policy.drift = (uint32_t)number_of(vector, "drift");
    policy.look_ahead = (uint32_t)number_of(vector, "look_ahead");
    new_person(&record);
    keyed_credential_of(vector, &record.credentials[0]);
    record.count = 1;
    record.states_size = bytes_of(vector, "state", record.states, sizeof record.states);
    record.revision = status_of(&record, 0, &policy).revision;
    while (next_word(&times, time, sizeof time)) {
        next_word(&typed, code, sizeof code);
        next_word(&outcomes, outcome, sizeof outcome);
        next_word(&states, expected, sizeof expected);
        RESULT(outcome_of(outcome), login(&record, strtoull(time, NULL, 10), code, &policy, NULL));
        NUMBER(MFA_STATE_LENGTH, record.states_size);
        for (i = 0; i < MFA_STATE_LENGTH; i++) {
            snprintf(stored + 2 * i, 3, "%02x", record.states[i]);
        }
        TEXT(expected, stored);
        stored_states++;
    }
}

static void state(const struct vector *vector) {
    if (value_of(vector, "refused") != NULL) {
        state_is_refused(vector);
    } else {
        state_goes_on(vector);
    }
}

static void states_go_on_and_are_refused_as_the_model_says(void) {
    each_vector("states.txt", state);
    CHECK(stored_states >= 80 && refused_states >= 20);
}

const struct test vector_tests[] = {
    TEST(hotp_codes_are_those_that_were_published),
    TEST(totp_codes_are_those_that_were_published),
    TEST(published_totp_codes_are_accepted_once),
    TEST(ocra_responses_are_those_that_were_published),
    TEST(uris_are_read_refused_and_written_as_the_vectors_say),
    TEST(a_qr_code_has_its_corners_and_its_texts_have_its_modules),
    TEST(neighbouring_steps_with_one_code_are_each_good_once),
    TEST(states_go_on_and_are_refused_as_the_model_says),
    {NULL, NULL},
};
