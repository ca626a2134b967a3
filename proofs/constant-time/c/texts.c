/* Secrets and codes as text through the C ABI, enrollment, URIs and OCRA by itself. */
#include <stdio.h>
#include <string.h>

#include "people.h"

void follow_texts(void);

/* A text, and what has to come of it. */
struct text {
    const char *text;
    mfa_result result;
};

static void base32(void) {
    static const struct text TEXTS[] = {{"gezd gnbv-GY3T QOJQ GEZDGNBV", MFA_OK},
                                        {"GEZDGNBVGY3TQOJQGE======", MFA_OK},
                                        {"MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U", MFA_OK},
                                        {"mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpjqq", MFA_OK},
                                        {"GEZDGNBVGY3TQOJ1", MFA_ERROR_SECRET_NOT_BASE32},
                                        {"GEZDGNBVGY3TQOJQG", MFA_ERROR_SECRET_CUT_SHORT},
                                        {"GEZDGNBVGY3TQOJQGE=====", MFA_ERROR_SECRET_PADDING},
                                        {"GEZD=NBVGY3TQOJQ", MFA_ERROR_SECRET_PADDING},
                                        {"GEZDGNBV", MFA_ERROR_SECRET_TOO_SHORT}};
    mfa_secret read;
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        const struct text *one = &TEXTS[index];
        MUST(one->result == MFA_OK ? "base32 that is read" : "base32 that is refused", one->result,
             mfa_secret_from_base32(&read, marked(one->text), strlen(one->text)));
    }
}

static void secrets(void) {
    static const size_t LENGTHS[] = {10, 20, MFA_SECRET_LONGEST};
    char text[MFA_SECRET_TEXT_SIZE];
    uint8_t bytes[MFA_SECRET_LONGEST];
    size_t length;
    uint32_t same, strength;
    mfa_secret made, other;
    for (size_t index = 0; index < sizeof LENGTHS / sizeof *LENGTHS; index++) {
        memset(bytes, 7, sizeof bytes);
        secret(bytes, sizeof bytes);
        OK(mfa_secret_import(&made, bytes, LENGTHS[index]));
        MUST("base32 that is written", MFA_OK, mfa_secret_to_base32(&made, text, sizeof text, &length));
        must(NULL, (mfa_result)((8 * LENGTHS[index] + 4) / 5), (mfa_result)length, __FILE__, __LINE__);
        OK(mfa_secret_expose(&made, bytes, sizeof bytes, &length));
        OK(mfa_secret_strength(&made, &strength));
        OK(mfa_secret_import(&other, bytes, length));
        OK(mfa_secret_same(&made, &other, &same));
        MUST("a secret that is the same", 1, (mfa_result)same);
    }
    OK(mfa_secret_issue(&other, bytes, 20));
    OK(mfa_secret_same(&made, &other, &same));
    MUST("a secret that is another", 0, (mfa_result)same);
}

static void codes(void) {
    static const struct text CODES[] = {
        {"123456", MFA_OK},
        {"012 345", MFA_OK},
        {" 000-000 ", MFA_OK},
        {"1234567890", MFA_OK},
        {"12345", MFA_ERROR_CODE_LENGTH},
        {"12345678901", MFA_ERROR_CODE_LENGTH},
        {"12345a", MFA_ERROR_CODE_NOT_A_DIGIT},
        {"123+456", MFA_ERROR_CODE_NOT_A_DIGIT},
        {"", MFA_ERROR_CODE_EMPTY},
        {"- -", MFA_ERROR_CODE_EMPTY},
    };
    static const struct text RECOVERY_CODES[] = {
        {"0W3G-E1R7-0W3G-E1R7", MFA_OK},
        {"ow3ge1r7 ow3geir7", MFA_OK},
        {"olil-olil-olil-olil-OLIL-0110", MFA_OK},
        {"0W3G-E1R7-0W3G-E1RU", MFA_ERROR_RECOVERY_CODE_CHARACTER},
        {"0W3G-E1R7", MFA_ERROR_RECOVERY_CODE_LENGTH},
        {"0W3G-E1R7-0W3G-E1R!", MFA_ERROR_RECOVERY_CODE_CHARACTER},
    };
    char text[MFA_RECOVERY_CODE_SIZE];
    for (size_t index = 0; index < sizeof CODES / sizeof *CODES; index++) {
        const struct text *one = &CODES[index];
        uint32_t factor;
        MUST(one->result == MFA_OK ? "a code that is read" : "no code", one->result,
             mfa_typed_factor(marked(one->text), strlen(one->text), NULL, NULL, &factor));
        must(NULL, one->result == MFA_OK ? MFA_FACTOR_CODE : 0, (mfa_result)factor, __FILE__, __LINE__);
    }
    for (size_t index = 0; index < sizeof RECOVERY_CODES / sizeof *RECOVERY_CODES; index++) {
        const struct text *one = &RECOVERY_CODES[index];
        MUST(one->result == MFA_OK ? "a recovery code that is read" : "no recovery code", one->result,
             mfa_recovery_code_parse(marked(one->text), strlen(one->text), text, sizeof text));
    }
}

/* Where a code, a PIN and a recovery code are asked for together. */
static void one_prompt(void) {
    static const struct {
        const char *text;
        mfa_result result;
        uint32_t factor;
    } TYPED[] = {{"081 804", MFA_OK, MFA_FACTOR_CODE},
                 {"123-456-786", MFA_OK, MFA_FACTOR_PIN},
                 {"132-456-786", MFA_ERROR_RECOVERY_DIGITS_CHECK, 0},
                 {"ow3ge1r7 ow3geir7", MFA_OK, MFA_FACTOR_RECOVERY_CODE},
                 {"0w3g!", MFA_ERROR_CODE_NOT_A_DIGIT, 0},
                 {"12345", MFA_ERROR_CODE_LENGTH, 0}};
    char text[MFA_RECOVERY_DIGITS_SIZE];
    mfa_recovery_policy policy = {0};
    policy.size = sizeof policy;
    OK(mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    for (size_t index = 0; index < sizeof TYPED / sizeof *TYPED; index++) {
        const char *one = TYPED[index].text;
        uint32_t factor;
        MUST(TYPED[index].result == MFA_OK ? "what is typed at one prompt" : "nothing known at one prompt",
             TYPED[index].result, mfa_typed_factor(marked(one), strlen(one), &policy, NULL, &factor));
        must(NULL, (mfa_result)TYPED[index].factor, (mfa_result)factor, __FILE__, __LINE__);
    }
    OK(mfa_recovery_digits_parse(marked("123456786"), 9, text, sizeof text));
    MUST("check digit that is wrong", MFA_ERROR_RECOVERY_DIGITS_CHECK,
         mfa_recovery_digits_parse(marked("132456786"), 9, text, sizeof text));
}

#define SECRET "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"
/* The same with every character percent-encoded, and with what people put between them. */
#define ENCODED \
    "%48%58%44%4d%56%4a%45%43%4a%4a%57%53%52%42%33%48%57%49%5a%52%34%49%46%55%47%46%54%4d%58%42%4f%5a"
#define SPACED "hxdmv+jec+j+jw%20-srb3hw%20-izr4ifugftmxboz"

static mfa_result reads_uri(const char *before, const char *written, const char *behind, mfa_secret *read,
                            mfa_parameters *parameters, uint64_t *start) {
    char uri[256] = "", text[MFA_URI_SIZE];
    size_t length;
    mfa_result result;
    strcat(strcat(strcat(uri, before), written), behind);
    secret(uri + strlen(before), strlen(written));
    length = strlen(before) + strlen(written) + strlen(behind);
    parameters->size = sizeof *parameters;
    result = mfa_uri_read(read, parameters, start, uri, length);
    if (result == MFA_OK) {
        OK(mfa_uri_name(uri, length, MFA_URI_ISSUER, text, sizeof text, &length));
    }
    return result;
}

static void uris_that_are_read(void) {
    static const char *const SECRETS[] = {SECRET, ENCODED, SPACED};
    mfa_secret read, expected;
    mfa_parameters parameters;
    uint64_t start;
    uint32_t same;
    OK(mfa_secret_from_base32(&expected, marked(SECRET), strlen(SECRET)));
    for (size_t index = 0; index < sizeof SECRETS / sizeof *SECRETS; index++) {
        const char *written = SECRETS[index];
        MUST("a URI with its secret in the middle", MFA_OK,
             reads_uri("otpauth://totp/ACME%20Co:alice?issuer=ACME%20Co&secret=", written, "&digits=8&period=60", &read,
                       &parameters, &start));
        must(NULL, 1, parameters.digits == 8 && parameters.period == 60, __FILE__, __LINE__);
        OK(mfa_secret_same(&read, &expected, &same));
        must(NULL, 1, (mfa_result)same, __FILE__, __LINE__);
        MUST("a URI with its secret in the end", MFA_OK,
             reads_uri("otpauth://totp/alice?secret=", written, "", &read, &parameters, &start));
        MUST("a URI that is counter-based", MFA_OK,
             reads_uri(" otpauth://hotp/alice?counter=7&secret=", written, "&algorithm=SHA256&unknown=%zz ", &read,
                       &parameters, &start));
        must(NULL, 1, parameters.algorithm == MFA_SHA256 && start == 7, __FILE__, __LINE__);
    }
}

static void uris_that_are_refused(void) {
    static const struct {
        const char *written;
        const char *behind;
        mfa_result result;
    } REFUSED[] = {{SECRET, "&secret=MFRGGZDFMZTWQ2LK", MFA_ERROR_URI_DUPLICATE},
                   {SECRET, "#x", MFA_ERROR_URI_FRAGMENT},
                   {"HXDMVJECJ", "", MFA_ERROR_SECRET_CUT_SHORT},
                   {"HXDMVJECJJWSRB31", "", MFA_ERROR_SECRET_NOT_BASE32},
                   {"HXDMVJECJJWSRB3%4", "", MFA_ERROR_URI_PERCENT}};
    mfa_secret read;
    mfa_parameters parameters;
    uint64_t start;
    for (size_t index = 0; index < sizeof REFUSED / sizeof *REFUSED; index++) {
        MUST("a URI that is refused", REFUSED[index].result,
             reads_uri("otpauth://totp/alice?secret=", REFUSED[index].written, REFUSED[index].behind, &read,
                       &parameters, &start));
    }
}

static void uris_that_are_written(void) {
    static const uint32_t KINDS[2] = {MFA_TOTP, MFA_HOTP};
    uint8_t bytes[SECRET_BYTES];
    char text[MFA_URI_SIZE];
    size_t length;
    mfa_secret made;
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    for (size_t index = 0; index < 2; index++) {
        mfa_parameters parameters = parameters_of(KINDS[index], MFA_SHA1, 6);
        MUST("a URI that is written", MFA_OK,
             mfa_uri_write(&made, &parameters, 0, "ACME", 4, "alice", 5, text, sizeof text, &length));
    }
}

static mfa_result confirms(struct person *person, const char *code) {
    mfa_attempt attempt;
    mfa_enrollment pending;
    secret(person->pending + MFA_ENROLLMENT_LENGTH - 128, SECRET_BYTES);
    OK(mfa_enrollment_from_bytes(&pending, person->pending, sizeof person->pending));
    mfa_enrollment_confirm(&attempt, &pending, NULL, 0, person->states, person->states_size, NOW, marked(code),
                           strlen(code), NULL);
    mfa_enrollment_wipe(&pending);
    return stored(person, &attempt, NULL);
}

/* A secret that is pending, and so many codes that confirm it. */
static void begin_enrollment(mfa_enrollment *pending, const mfa_parameters *parameters, uint32_t codes_needed) {
    uint8_t bytes[SECRET_BYTES];
    mfa_secret made;
    mfa_permit permit;
    mfa_enrollment_policy policy = {0};
    policy.size = sizeof policy;
    OK(mfa_enrollment_policy_init(&policy));
    policy.codes = codes_needed;
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    OK(mfa_permit_by_administrator(&permit));
    OK(mfa_enrollment_begin(pending, &permit, &made, parameters, NOW, &policy));
}

static void confirmed(const mfa_enrollment *pending, const mfa_credential *known, uint32_t kind,
                      uint32_t codes_needed) {
    char code[MFA_CODE_SIZE], next[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    struct person person;
    shown(known, kind, 0, code);
    shown(known, kind, 1, next);
    shown(known, kind, 5000, wrong);
    begin(&person, 0, kind, MFA_SHA1, 6);
    OK(mfa_enrollment_to_bytes(pending, person.pending, sizeof person.pending));
    MUST("not confirmed", MFA_REJECTED, confirms(&person, wrong));
    if (codes_needed == 2) {
        MUST("one of two codes", MFA_ONE_MORE_CODE, confirms(&person, code));
        MUST("confirmed by two codes", MFA_ENROLLED, confirms(&person, next));
    } else {
        MUST("confirmed", MFA_ENROLLED, confirms(&person, code));
    }
    must(NULL, MFA_STATE_LENGTH, (mfa_result)person.states_size, __FILE__, __LINE__);
}

static void shown_and_stored(const mfa_enrollment *pending) {
    uint8_t stored_bytes[MFA_ENROLLMENT_LENGTH];
    char text[MFA_URI_SIZE];
    size_t length;
    mfa_enrollment read;
    MUST("a setup key that is shown", MFA_OK, mfa_enrollment_setup_key(pending, text, sizeof text, &length));
    MUST("a setup URI that is shown", MFA_OK,
         mfa_enrollment_setup_uri(pending, "ACME", 4, "alice", 5, text, sizeof text, &length));
    OK(mfa_enrollment_to_bytes(pending, stored_bytes, sizeof stored_bytes));
    secret(stored_bytes + MFA_ENROLLMENT_LENGTH - 128, SECRET_BYTES);
    OK(mfa_enrollment_from_bytes(&read, stored_bytes, sizeof stored_bytes));
    for (unsigned number = 0; number < 2; number++) {
        uint8_t bytes[SECRET_BYTES];
        uint32_t same;
        mfa_secret made;
        key_of(bytes, number, 1);
        OK(mfa_secret_import(&made, bytes, sizeof bytes));
        OK(mfa_enrollment_has_secret(&read, &made, &same));
        MUST(number == 0 ? "the secret that is pending" : "another secret", number == 0, (mfa_result)same);
    }
}

static void diagnosed(const mfa_enrollment *pending, const mfa_credential *known) {
    static const int64_t OFFSETS[] = {0, -100, 5000};
    char code[MFA_CODE_SIZE];
    for (size_t index = 0; index < 3; index++) {
        uint32_t found;
        int64_t offset;
        shown(known, MFA_TOTP, OFFSETS[index], code);
        OK(mfa_enrollment_diagnose(pending, NOW, marked(code), strlen(code), 120, &found, &offset));
        MUST("diagnosed while pending", index < 2, (mfa_result)found);
        must(NULL, 1, !found || offset == OFFSETS[index], __FILE__, __LINE__);
    }
}

static void enrollment(uint32_t kind, uint32_t algorithm) {
    mfa_enrollment pending;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(kind, algorithm, 6);
    credential_of(&known, 0, 0, &parameters);
    for (uint32_t codes_needed = 1; codes_needed <= 2; codes_needed++) {
        begin_enrollment(&pending, &parameters, codes_needed);
        confirmed(&pending, &known, kind, codes_needed);
    }
    shown_and_stored(&pending);
    if (kind == MFA_TOTP) {
        diagnosed(&pending, &known);
    }
}

/* What a suite takes: its PIN as text, or as a hash that is not that PIN's. */
static void ocra_inputs(mfa_ocra_inputs *inputs, const mfa_ocra_suite *suite, int is_imported) {
    static const char *const QUESTIONS[] = {"SIG10000", "12345678", "c0ffee00c0ffee00"};
    static const size_t HASH_LENGTHS[] = {20, 32, 64};
    static const char PIN[] = "correct horse battery";
    const char *question = QUESTIONS[suite->question_format - MFA_OCRA_QUESTION_ALPHANUMERIC];
    uint8_t session[64] = {0x5e}, hash[64] = {9};
    uint64_t counter = 7;
    secret(session, sizeof session);
    secret(hash, sizeof hash);
    secret(&counter, sizeof counter);
    OK(mfa_ocra_inputs_make(inputs, suite->question_format, question, strlen(question)));
    if (suite->takes_counter) {
        OK(mfa_ocra_inputs_counter(inputs, counter));
    }
    if (suite->pin_hash != 0 && is_imported) {
        OK(mfa_ocra_inputs_pin_hash(inputs, hash, HASH_LENGTHS[suite->pin_hash - MFA_SHA1]));
    } else if (suite->pin_hash != 0) {
        OK(mfa_ocra_inputs_pin(inputs, marked(PIN), strlen(PIN), suite->pin_hash));
    }
    if (suite->session_length > 0) {
        OK(mfa_ocra_inputs_session(inputs, session, sizeof session));
    }
    if (suite->time_step > 0) {
        OK(mfa_ocra_inputs_time(inputs, NOW));
    }
}

static void ocra_key(mfa_ocra *key, const char *suite) {
    uint8_t bytes[SECRET_BYTES];
    mfa_secret made;
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    OK(mfa_ocra_make(key, &made, suite, strlen(suite)));
}

static void answered(const char *text) {
    char response[MFA_OCRA_RESPONSE_SIZE], other[MFA_OCRA_RESPONSE_SIZE];
    char *last;
    mfa_ocra key;
    mfa_ocra_inputs inputs;
    mfa_ocra_suite suite = {0};
    suite.size = sizeof suite;
    ocra_key(&key, text);
    OK(mfa_ocra_suite_of(&key, &suite));
    ocra_inputs(&inputs, &suite, 0);
    MUST("a response that is shown", MFA_OK, mfa_ocra_response(&key, &inputs, response, sizeof response));
    must(NULL, (mfa_result)suite.digits, (mfa_result)strlen(response), __FILE__, __LINE__);
    MUST("a response that matches", MFA_OK, mfa_ocra_check(&key, &inputs, marked(response), strlen(response)));
    strcpy(other, response);
    last = other + strlen(other) - 1;
    *last = (char)('0' + (*last - '0' + 1) % 10);
    MUST("a response that does not match", MFA_REJECTED, mfa_ocra_check(&key, &inputs, marked(other), strlen(other)));
    if (suite.pin_hash != 0) {
        ocra_inputs(&inputs, &suite, 1);
        MUST("a response with a hash that is imported", MFA_REJECTED,
             mfa_ocra_check(&key, &inputs, marked(response), strlen(response)));
    }
}

static void asked_both_ways(void) {
    char response[MFA_OCRA_RESPONSE_SIZE];
    mfa_ocra key;
    mfa_ocra_inputs inputs;
    ocra_key(&key, "OCRA-1:HOTP-SHA256-8:QA08");
    OK(mfa_ocra_inputs_make(&inputs, MFA_OCRA_QUESTION_ALPHANUMERIC, "SIG10000", 8));
    OK(mfa_ocra_inputs_own_question(&inputs, "CLI22220", 8));
    MUST("a response in mutual challenge-response", MFA_OK,
         mfa_ocra_response(&key, &inputs, response, sizeof response));
}

static void ocra(void) {
    static const char *const HASHES[] = {"SHA1", "SHA256", "SHA512"};
    static const char *const INPUTS[] = {"QN08", "C-QA64-PSHA1", "QH40-PSHA256-S064", "QA10-T1M",
                                         "C-QN08-PSHA512-S512-T30S"};
    for (size_t hash = 0; hash < sizeof HASHES / sizeof *HASHES; hash++) {
        for (int digits = 4; digits <= 10; digits++) {
            for (size_t inputs = 0; inputs < sizeof INPUTS / sizeof *INPUTS; inputs++) {
                char suite[MFA_OCRA_SUITE_SIZE];
                snprintf(suite, sizeof suite, "OCRA-1:HOTP-%s-%d:%s", HASHES[hash], digits, INPUTS[inputs]);
                answered(suite);
            }
        }
    }
    asked_both_ways();
}

void follow_texts(void) {
    base32();
    secrets();
    codes();
    one_prompt();
    uris_that_are_read();
    uris_that_are_refused();
    uris_that_are_written();
    for (uint32_t algorithm = MFA_SHA1; algorithm <= MFA_SHA512; algorithm++) {
        enrollment(MFA_TOTP, algorithm);
        enrollment(MFA_HOTP, algorithm);
    }
    ocra();
}
