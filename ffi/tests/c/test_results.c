/* Results, the version, sizes of objects, and values out of range. */
#include <stdio.h>
#include <string.h>

#include "frame.h"
#include "people.h"

static void every_result_has_a_sentence_of_its_own(void) {
    mfa_result result;
    for (result = MFA_OK; result <= MFA_OFF; result++) {
        CHECK(strstr(mfa_result_message(result), "does not know") == NULL);
        RESULT(result, mfa_result_kind(result));
        NUMBER(0, mfa_result_argument(result));
    }
    TEXT(mfa_result_message(-99999), mfa_result_message(99999));
    TEXT(mfa_result_message(INT32_MIN), mfa_result_message(INT32_MAX));
}

static void results_about_arguments_name_them(void) {
    mfa_result kind, argument;
    char number[32];
    for (kind = MFA_ARGUMENT_NULL; kind >= MFA_ARGUMENT_TOO_SMALL; kind -= 100) {
        for (argument = 1; argument <= 12; argument++) {
            RESULT(kind, mfa_result_kind(kind - argument));
            NUMBER(argument, mfa_result_argument(kind - argument));
            snprintf(number, sizeof number, "Argument %d ", (int)argument);
            CHECK(strncmp(mfa_result_message(kind - argument), number, strlen(number)) == 0);
        }
        NUMBER(0, mfa_result_argument(kind));
        RESULT(kind, mfa_result_kind(kind));
    }
}

static void results_that_are_no_numbers_of_ours_are_taken_apart_without_harm(void) {
    RESULT(INT32_MIN, mfa_result_kind(INT32_MIN));
    RESULT(INT32_MAX, mfa_result_kind(INT32_MAX));
    RESULT(-99, mfa_result_kind(-99));
    RESULT(-1300, mfa_result_kind(-1300));
    NUMBER(0, mfa_result_argument(INT32_MIN));
    NUMBER(0, mfa_result_argument(-1300));
}

static void library_and_header_are_of_one_version(void) {
    uint32_t major = 99, minor = 99, patch = 99;
    mfa_version(&major, &minor, &patch);
    NUMBER(MFA_VERSION_MAJOR, major);
    NUMBER(MFA_VERSION_MINOR, minor);
    NUMBER(MFA_VERSION_PATCH, patch);
    patch = 99;
    mfa_version(NULL, NULL, &patch);
    NUMBER(MFA_VERSION_PATCH, patch);
    mfa_version(NULL, NULL, NULL);
}

static void objects_are_as_large_as_the_library_says(void) {
    NUMBER(sizeof(mfa_secret), mfa_secret_size());
    NUMBER(sizeof(mfa_credential), mfa_credential_size());
    NUMBER(sizeof(mfa_attempt), mfa_attempt_size());
    NUMBER(sizeof(mfa_permit), mfa_permit_size());
    NUMBER(sizeof(mfa_qr), mfa_qr_size());
    NUMBER(sizeof(mfa_enrollment), mfa_enrollment_size());
    NUMBER(sizeof(mfa_recovery_key), mfa_recovery_key_size());
    NUMBER(sizeof(mfa_recovery), mfa_recovery_size());
    NUMBER(sizeof(mfa_recovery_codes), mfa_recovery_codes_size());
    NUMBER(sizeof(mfa_ocra), mfa_ocra_size());
    NUMBER(sizeof(mfa_ocra_inputs), mfa_ocra_inputs_size());
    NUMBER(sizeof(mfa_decision), mfa_decision_size());
}

/* A byte of a whole that is not zero. */
static int anything_left(const void *object, size_t size) {
    const unsigned char *bytes = object;
    size_t i;
    for (i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return 1;
        }
    }
    return 0;
}

static void wiped_objects_are_zeros_and_wiping_nothing_is_fine(void) {
    mfa_secret secret;
    mfa_credential credential;
    mfa_permit permit;
    mfa_attempt attempt;
    struct record record;
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_OK, mfa_secret_from_base32(&secret, ALICES, 32));
    RESULT(MFA_OK, mfa_credential_make(&credential, &secret, NULL));
    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    RESULT(MFA_UNCOMMITTED, mfa_person_reseal(&attempt, record.credentials, 1, record.states, record.states_size));
    mfa_secret_wipe(&secret);
    mfa_credential_wipe(&credential);
    mfa_permit_wipe(&permit);
    mfa_attempt_wipe(&attempt);
    CHECK(!anything_left(&secret, sizeof secret));
    CHECK(!anything_left(&credential, sizeof credential));
    CHECK(!anything_left(&permit, sizeof permit));
    CHECK(!anything_left(&attempt, sizeof attempt));
    memset(&secret, 0xa5, sizeof secret);
    mfa_secret_wipe(&secret);
    CHECK(!anything_left(&secret, sizeof secret));
    mfa_secret_wipe(NULL);
    mfa_credential_wipe(NULL);
    mfa_permit_wipe(NULL);
    mfa_attempt_wipe(NULL);
    RESULT(MFA_ARGUMENT_UNSET - 2, mfa_credential_make(&credential, &secret, NULL));
}

/* Wipes an object full of anything, and NULL. */
#define WIPED(type, wipe)                       \
    do {                                        \
        static type object;                     \
        memset(&object, 0xa5, sizeof object);   \
        wipe(&object);                          \
        CHECK(!anything_left(&object, sizeof object)); \
        wipe(NULL);                             \
    } while (0)

static void every_kind_of_object_is_wiped_whatever_it_holds(void) {
    WIPED(mfa_secret, mfa_secret_wipe);
    WIPED(mfa_credential, mfa_credential_wipe);
    WIPED(mfa_attempt, mfa_attempt_wipe);
    WIPED(mfa_permit, mfa_permit_wipe);
    WIPED(mfa_qr, mfa_qr_wipe);
    WIPED(mfa_enrollment, mfa_enrollment_wipe);
    WIPED(mfa_recovery_key, mfa_recovery_key_wipe);
    WIPED(mfa_recovery, mfa_recovery_wipe);
    WIPED(mfa_recovery_codes, mfa_recovery_codes_wipe);
    WIPED(mfa_ocra, mfa_ocra_wipe);
    WIPED(mfa_ocra_inputs, mfa_ocra_inputs_wipe);
    WIPED(mfa_decision, mfa_decision_wipe);
}

static void copies_of_secrets_and_credentials_are_as_good(void) {
    mfa_secret secret, copy;
    mfa_credential credential, other;
    uint32_t same = 0;
    RESULT(MFA_OK, mfa_secret_from_base32(&secret, ALICES, 32));
    copy = secret;
    RESULT(MFA_OK, mfa_secret_same(&secret, &copy, &same));
    NUMBER(1, same);
    mfa_secret_wipe(&secret);
    RESULT(MFA_OK, mfa_credential_make(&credential, &copy, NULL));
    memcpy(&other, &credential, sizeof other);
    mfa_credential_wipe(&credential);
    TEXT("287082", shown_at(&other, 59));
}

static void times_that_are_negative_or_milliseconds_are_errors(void) {
    mfa_credential credential;
    char code[MFA_CODE_SIZE];
    make_credential_of(&credential, ALICES, NULL);
    RESULT(MFA_ERROR_TIME_TOO_LARGE,
           mfa_credential_code_at(&credential, (uint64_t)(int64_t)-1, code, sizeof code, NULL, NULL));
    TEXT("", code);
    RESULT(MFA_ERROR_TIME_TOO_LARGE,
           mfa_credential_code_at(&credential, MONDAY * 1000, code, sizeof code, NULL, NULL));
    RESULT(MFA_OK, mfa_credential_code_at(&credential, UINT64_C(1) << 40, code, sizeof code, NULL, NULL));
    RESULT(MFA_ERROR_TIME_TOO_LARGE,
           mfa_credential_code_at(&credential, (UINT64_C(1) << 40) + 1, code, sizeof code, NULL, NULL));
}

static void parameters_are_refused(mfa_result expected, mfa_parameters parameters) {
    mfa_secret secret;
    mfa_credential credential;
    RESULT(MFA_OK, mfa_secret_from_base32(&secret, ALICES, 32));
    RESULT(expected, mfa_credential_make(&credential, &secret, &parameters));
    CHECK(!anything_left(&credential, 8));
}

static void parameters_out_of_range_are_refused_by_what_is_wrong(void) {
    mfa_parameters good = {0}, parameters;
    good.size = sizeof good;
    RESULT(MFA_OK, mfa_parameters_init(&good));
    NUMBER(MFA_TOTP, good.kind);
    NUMBER(MFA_SHA1, good.algorithm);
    NUMBER(6, good.digits);
    NUMBER(30, good.period);
    NUMBER(0, good.t0);
#define WRONG(field, value, error) \
    parameters = good;             \
    parameters.field = value;      \
    parameters_are_refused(error, parameters)
    WRONG(kind, 0, MFA_ERROR_KIND);
    WRONG(kind, 3, MFA_ERROR_KIND);
    WRONG(algorithm, 0, MFA_ERROR_ALGORITHM);
    WRONG(algorithm, 4, MFA_ERROR_ALGORITHM);
    WRONG(digits, 0, MFA_ERROR_DIGITS);
    WRONG(digits, 5, MFA_ERROR_DIGITS);
    WRONG(digits, 11, MFA_ERROR_DIGITS);
    WRONG(digits, 262, MFA_ERROR_DIGITS);
    WRONG(period, 0, MFA_ERROR_PERIOD);
    WRONG(period, 3601, MFA_ERROR_PERIOD);
    WRONG(t0, (UINT64_C(1) << 40) + 1, MFA_ERROR_T0);
#undef WRONG
    memset(&parameters, 0, sizeof parameters);
    parameters.size = sizeof parameters;
    parameters_are_refused(MFA_ERROR_KIND, parameters);
}

static void policy_is_refused(mfa_result expected, mfa_policy policy) {
    struct record record;
    mfa_attempt attempt;
    person_with_a_phone(&record, ALICES);
    RESULT(expected, mfa_person_verify(&attempt, record.credentials, 1, record.states, record.states_size, MONDAY,
                                       "000000", 6, &policy));
    RESULT(expected, mfa_attempt_commit(&attempt, store_record, &record, NULL));
    NUMBER(1, record.stores);
}

static void policies_out_of_range_deny_and_say_what_is_wrong(void) {
    mfa_policy policy;
#define WRONG(field, value, error)              \
    policy = policy_of(MFA_POLICY_DEFAULT);     \
    policy.field = value;                       \
    policy_is_refused(error, policy)
    WRONG(past, 51, MFA_ERROR_POLICY_WINDOW);
    WRONG(future, 51, MFA_ERROR_POLICY_WINDOW);
    WRONG(past, 256, MFA_ERROR_POLICY_WINDOW);
    WRONG(look_ahead, 0, MFA_ERROR_POLICY_LOOK_AHEAD);
    WRONG(look_ahead, 101, MFA_ERROR_POLICY_LOOK_AHEAD);
    WRONG(drift, 21, MFA_ERROR_POLICY_DRIFT);
    WRONG(drift, 257, MFA_ERROR_POLICY_DRIFT);
    WRONG(resync_range, 0, MFA_ERROR_POLICY_RESYNC_RANGE);
    WRONG(resync_range, 1001, MFA_ERROR_POLICY_RESYNC_RANGE);
    WRONG(first_lock, 0, MFA_ERROR_POLICY_LOCK);
    WRONG(longest_lock, 86401, MFA_ERROR_POLICY_LOCK);
    WRONG(longest_lock, 29, MFA_ERROR_POLICY_LOCK);
    WRONG(cap, 0, MFA_ERROR_POLICY_CAP);
    WRONG(cap, 101, MFA_ERROR_POLICY_CAP);
    WRONG(free_failures, 101, MFA_ERROR_POLICY_FREE);
    WRONG(at_cap, 0, MFA_ERROR_POLICY_AT_CAP);
    WRONG(at_cap, 3, MFA_ERROR_POLICY_AT_CAP);
#undef WRONG
    policy.size = sizeof policy;
    RESULT(MFA_ARGUMENT_VALUE - 2, mfa_policy_init(&policy, 5));
}

static void a_policy_is_that_of_its_name(void) {
    mfa_policy policy = policy_of(MFA_POLICY_DEFAULT);
    NUMBER(1, policy.past);
    NUMBER(1, policy.future);
    NUMBER(10, policy.look_ahead);
    NUMBER(0, policy.drift);
    NUMBER(100, policy.resync_range);
    NUMBER(5, policy.free_failures);
    NUMBER(30, policy.first_lock);
    NUMBER(3600, policy.longest_lock);
    NUMBER(100, policy.cap);
    NUMBER(MFA_AT_CAP_CLOSE, policy.at_cap);
    policy = policy_of(MFA_POLICY_RFC_6238);
    NUMBER(1, policy.past);
    NUMBER(0, policy.future);
    NUMBER(100, policy_of(MFA_POLICY_NIST_SP_800_63B).cap);
    NUMBER(MFA_AT_CAP_KEEP_LOCKING, policy_of(MFA_POLICY_ASVS_5).at_cap);
    policy = policy_of(MFA_POLICY_ADMINISTRATOR);
    NUMBER(3600, policy.first_lock);
    NUMBER(3600, policy.longest_lock);
    NUMBER(5, policy.free_failures);
}

static void fields_that_an_older_program_does_not_know_have_their_defaults(void) {
    /* It knows the kind and the algorithm, and nothing that came later. */
    mfa_parameters parameters;
    mfa_secret secret;
    mfa_credential credential;
    memset(&parameters, 0xff, sizeof parameters);
    parameters.size = offsetof(mfa_parameters, digits);
    parameters.kind = MFA_TOTP;
    parameters.algorithm = MFA_SHA256;
    RESULT(MFA_OK, mfa_secret_from_base32(&secret, ALICES, 32));
    RESULT(MFA_OK, mfa_credential_make(&credential, &secret, &parameters));
    parameters.size = sizeof parameters;
    RESULT(MFA_OK, mfa_credential_parameters(&credential, &parameters));
    NUMBER(MFA_SHA256, parameters.algorithm);
    NUMBER(6, parameters.digits);
    NUMBER(30, parameters.period);
}

static void what_was_typed_wrongly_costs_no_attempt(void) {
    struct record record;
    mfa_attempt attempt;
    static const struct {
        const char *typed;
        size_t size;
        mfa_result error;
    } slips[] = {
        {"", 0, MFA_ERROR_CODE_EMPTY},           {" - ", 3, MFA_ERROR_CODE_EMPTY},
        {"12345", 5, MFA_ERROR_CODE_LENGTH},     {"12345678901", 11, MFA_ERROR_CODE_LENGTH},
        {"12345a", 6, MFA_ERROR_CODE_NOT_A_DIGIT}, {"12345\0", 6, MFA_ERROR_CODE_NOT_A_DIGIT},
        {"12345\xff", 6, MFA_ERROR_CODE_NOT_A_DIGIT}, {"\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6", 12, MFA_ERROR_CODE_NOT_A_DIGIT},
        {"1234567", 7, MFA_ERROR_CODE_LENGTH},
    };
    size_t i;
    person_with_a_phone(&record, ALICES);
    for (i = 0; i < sizeof slips / sizeof *slips; i++) {
        RESULT(slips[i].error, mfa_person_verify(&attempt, record.credentials, 1, record.states, record.states_size,
                                                 MONDAY, slips[i].typed, slips[i].size, NULL));
    }
    NUMBER(1, record.stores);
    NUMBER(0, status_of(&record, MONDAY, NULL).failures);
}

static void secrets_of_wrong_length_or_spelling_are_refused_by_what_is_wrong(void) {
    mfa_secret secret;
    static const uint8_t bytes[129] = {1};
    RESULT(MFA_ERROR_SECRET_TOO_SHORT, mfa_secret_import(&secret, bytes, 9));
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, 10));
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, 128));
    RESULT(MFA_ERROR_SECRET_TOO_LONG, mfa_secret_import(&secret, bytes, 129));
    RESULT(MFA_ERROR_SECRET_TOO_SHORT, mfa_secret_import(&secret, NULL, 0));
    RESULT(MFA_ERROR_SECRET_TOO_SHORT, mfa_secret_issue(&secret, bytes, 15));
    RESULT(MFA_OK, mfa_secret_issue(&secret, bytes, 16));
    RESULT(MFA_ERROR_SECRET_NOT_BASE32, mfa_secret_from_base32(&secret, "GEZDGNBVGY3TQOJ1", 16));
    RESULT(MFA_ERROR_SECRET_CUT_SHORT, mfa_secret_from_base32(&secret, "GEZDGNBVGY3TQOJQG", 17));
    RESULT(MFA_ERROR_SECRET_PADDING, mfa_secret_from_base32(&secret, "GEZDGNBVGY3TQOJQ=", 17));
    RESULT(MFA_ARGUMENT_TEXT - 2, mfa_secret_from_base32(&secret, "GEZDGNBVGY3TQOJ\xff", 16));
}

static void secrets_survive_base32_bytes_and_every_spelling(void) {
    static const char *const spellings[] = {ALICES, "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
                                            "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ"};
    mfa_secret secret;
    char text[206];
    uint8_t bytes[MFA_SECRET_LONGEST];
    size_t i, length = 0;
    uint32_t strength = 0;
    for (i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        RESULT(MFA_OK, mfa_secret_from_base32(&secret, spellings[i], strlen(spellings[i])));
        RESULT(MFA_OK, mfa_secret_expose(&secret, bytes, sizeof bytes, &length));
        NUMBER(20, length);
        CHECK(memcmp(bytes, "12345678901234567890", 20) == 0);
        RESULT(MFA_OK, mfa_secret_to_base32(&secret, text, sizeof text, &length));
        TEXT(ALICES, text);
        NUMBER(32, length);
    }
    RESULT(MFA_OK, mfa_secret_strength(&secret, &strength));
    NUMBER(MFA_STRENGTH_RECOMMENDED, strength);
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, 16));
    RESULT(MFA_OK, mfa_secret_strength(&secret, &strength));
    NUMBER(MFA_STRENGTH_REQUIRED, strength);
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, 10));
    RESULT(MFA_OK, mfa_secret_strength(&secret, &strength));
    NUMBER(MFA_STRENGTH_LEGACY, strength);
    memset(bytes, 0xff, sizeof bytes);
    RESULT(MFA_OK, mfa_secret_import(&secret, bytes, 128));
    RESULT(MFA_OK, mfa_secret_to_base32(&secret, text, sizeof text, &length));
    NUMBER(205, length);
    RESULT(MFA_ARGUMENT_TOO_SMALL - 2, mfa_secret_to_base32(&secret, NULL, 0, &length));
    NUMBER(205, length);
}

const struct test result_tests[] = {
    TEST(every_result_has_a_sentence_of_its_own),
    TEST(results_about_arguments_name_them),
    TEST(results_that_are_no_numbers_of_ours_are_taken_apart_without_harm),
    TEST(library_and_header_are_of_one_version),
    TEST(objects_are_as_large_as_the_library_says),
    TEST(wiped_objects_are_zeros_and_wiping_nothing_is_fine),
    TEST(every_kind_of_object_is_wiped_whatever_it_holds),
    TEST(copies_of_secrets_and_credentials_are_as_good),
    TEST(times_that_are_negative_or_milliseconds_are_errors),
    TEST(parameters_out_of_range_are_refused_by_what_is_wrong),
    TEST(policies_out_of_range_deny_and_say_what_is_wrong),
    TEST(a_policy_is_that_of_its_name),
    TEST(fields_that_an_older_program_does_not_know_have_their_defaults),
    TEST(what_was_typed_wrongly_costs_no_attempt),
    TEST(secrets_of_wrong_length_or_spelling_are_refused_by_what_is_wrong),
    TEST(secrets_survive_base32_bytes_and_every_spelling),
    {NULL, NULL},
};
