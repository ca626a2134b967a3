/* Secrets and codes as text through the C ABI, enrollment, URIs and OCRA by itself. */
#include <string.h>

#include "people.h"

void follow_texts(void);

static void secrets(void) {
    static const char *const GOOD[] = {"gezd gnbv-GY3T QOJQ GEZDGNBV", "GEZDGNBVGY3TQOJQGE======"};
    char text[MFA_SECRET_TEXT_SIZE];
    uint8_t bytes[128];
    size_t length;
    uint32_t same, strength;
    mfa_secret read, other;
    for (size_t index = 0; index < 2; index++) {
        MUST("base32 that is read", MFA_OK,
             mfa_secret_from_base32(&read, marked(GOOD[index]), strlen(GOOD[index])));
    }
    MUST("base32 that is written", MFA_OK, mfa_secret_to_base32(&read, text, sizeof text, &length));
    OK(mfa_secret_expose(&read, bytes, sizeof bytes, &length));
    OK(mfa_secret_strength(&read, &strength));
    OK(mfa_secret_import(&other, bytes, length));
    OK(mfa_secret_same(&read, &other, &same));
    MUST("a secret that is the same", 1, (mfa_result)same);
    MUST("base32 that is refused", MFA_ERROR_SECRET_NOT_BASE32,
         mfa_secret_from_base32(&read, marked("GEZDGNBVGY3TQOJ1"), 16));
    MUST("base32 that is refused", MFA_ERROR_SECRET_CUT_SHORT,
         mfa_secret_from_base32(&read, marked("GEZDGNBVGY3TQOJQG"), 17));
}

static void typed(void) {
    static const struct {
        const char *text;
        uint32_t factor;
    } TYPED[] = {{"081 804", MFA_FACTOR_CODE},
                 {"123-456-786", MFA_FACTOR_PIN},
                 {"ow3ge1r7 ow3geir7", MFA_FACTOR_RECOVERY_CODE}};
    char text[MFA_RECOVERY_CODE_SIZE];
    mfa_recovery_policy policy = {0};
    uint32_t factor;
    policy.size = sizeof policy;
    OK(mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    for (size_t index = 0; index < sizeof TYPED / sizeof *TYPED; index++) {
        const char *one = TYPED[index].text;
        OK(mfa_typed_factor(marked(one), strlen(one), &policy, NULL, &factor));
        MUST("what is typed at one prompt", (mfa_result)TYPED[index].factor, (mfa_result)factor);
    }
    OK(mfa_recovery_digits_parse(marked("123456786"), 9, text, sizeof text));
    MUST("check digit that is wrong", MFA_ERROR_RECOVERY_DIGITS_CHECK,
         mfa_recovery_digits_parse(marked("132456786"), 9, text, sizeof text));
    MUST("a recovery code that is read", MFA_OK,
         mfa_recovery_code_parse(marked("ow3ge1r7 ow3geir7"), 17, text, sizeof text));
}

#define URI "otpauth://totp/ACME%20Co:alice?issuer=ACME%20Co&secret="
#define SECRET "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"

static void uris(void) {
    static const char *const BEHIND[] = {"", "&digits=8&period=60"};
    mfa_secret read;
    mfa_parameters parameters = parameters_of(MFA_TOTP, MFA_SHA1, 6);
    uint64_t start;
    char text[MFA_URI_SIZE];
    size_t length;
    for (size_t index = 0; index < 2; index++) {
        char uri[128] = URI SECRET;
        strcat(uri, BEHIND[index]);
        length = strlen(uri);
        secret(uri + strlen(URI), strlen(SECRET));
        MUST("a URI that is read", MFA_OK, mfa_uri_read(&read, &parameters, &start, uri, length));
        OK(mfa_uri_name(uri, length, MFA_URI_ISSUER, text, sizeof text, &length));
    }
    MUST("a URI that is written", MFA_OK,
         mfa_uri_write(&read, &parameters, 0, "ACME", 4, "alice", 5, text, sizeof text, &length));
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

static void enrollment(void) {
    uint8_t bytes[SECRET_BYTES];
    char text[MFA_URI_SIZE], code[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    size_t length;
    uint32_t found;
    int64_t offset;
    struct person person;
    mfa_secret made;
    mfa_permit permit;
    mfa_enrollment pending;
    mfa_credential known;
    mfa_parameters parameters = parameters_of(MFA_TOTP, MFA_SHA1, 6);
    credential_of(&known, 0, 0, &parameters);
    shown(&known, MFA_TOTP, 0, code);
    shown(&known, MFA_TOTP, 5000, wrong);
    begin(&person, 0, MFA_TOTP, MFA_SHA1, 6);
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    OK(mfa_permit_by_administrator(&permit));
    OK(mfa_enrollment_begin(&pending, &permit, &made, &parameters, NOW, NULL));
    MUST("a setup key that is shown", MFA_OK, mfa_enrollment_setup_key(&pending, text, sizeof text, &length));
    MUST("a setup URI that is shown", MFA_OK,
         mfa_enrollment_setup_uri(&pending, "ACME", 4, "alice", 5, text, sizeof text, &length));
    OK(mfa_enrollment_has_secret(&pending, &made, &found));
    MUST("the secret that is pending", 1, (mfa_result)found);
    OK(mfa_enrollment_diagnose(&pending, NOW, marked(code), strlen(code), 120, &found, &offset));
    MUST("diagnosed while pending", 1, (mfa_result)found);
    OK(mfa_enrollment_to_bytes(&pending, person.pending, sizeof person.pending));
    MUST("not confirmed", MFA_REJECTED, confirms(&person, wrong));
    MUST("confirmed", MFA_ENROLLED, confirms(&person, code));
}

static void ocra(const char *suite, const char *pin, uint32_t algorithm, size_t session_size) {
    uint8_t bytes[SECRET_BYTES], session[64] = {0x5e};
    char response[MFA_OCRA_RESPONSE_SIZE], other[MFA_OCRA_RESPONSE_SIZE];
    mfa_secret made;
    mfa_ocra key;
    mfa_ocra_inputs inputs;
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    OK(mfa_ocra_make(&key, &made, suite, strlen(suite)));
    OK(mfa_ocra_inputs_make(&inputs, MFA_OCRA_QUESTION_NUMERIC, "12345678", 8));
    if (pin != NULL) {
        OK(mfa_ocra_inputs_pin(&inputs, marked(pin), strlen(pin), algorithm));
    }
    if (session_size > 0) {
        secret(session, session_size);
        OK(mfa_ocra_inputs_session(&inputs, session, session_size));
    }
    MUST("a response that is shown", MFA_OK, mfa_ocra_response(&key, &inputs, response, sizeof response));
    MUST("a response that matches", MFA_OK, mfa_ocra_check(&key, &inputs, marked(response), strlen(response)));
    wrong_code((const char (*)[MFA_CODE_SIZE])&response, 1, other);
    MUST("a response that does not match", MFA_REJECTED, mfa_ocra_check(&key, &inputs, marked(other), strlen(other)));
}

void follow_texts(void) {
    secrets();
    typed();
    uris();
    enrollment();
    ocra("OCRA-1:HOTP-SHA1-6:QN08", NULL, 0, 0);
    ocra("OCRA-1:HOTP-SHA256-8:QN08-PSHA1-S064", "correct horse", MFA_SHA1, 64);
    ocra("OCRA-1:HOTP-SHA512-10:QN08-PSHA512", "correct horse", MFA_SHA512, 0);
}
