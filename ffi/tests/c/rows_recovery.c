/* The functions of enrollment, recovery, recovery codes and the decision about a login. */
#include <string.h>

#include "frame.h"
#include "rows.h"

#define DEVICE "LAPTOP-0042"

static const uint8_t KEY[MFA_RECOVERY_KEY_LENGTH] = "a key of 32 bytes for one pair..";
static struct record with_recovery;
static char challenge_shown[MFA_RECOVERY_DIGITS_SIZE];

void prepare_recovery(void) {
    mfa_recovery_key key;
    mfa_recovery recovery;
    mfa_attempt attempt;
    mfa_verdict verdict = {0};
    mfa_recovery_policy policy = {0};
    static const uint8_t random[160] = {9};
    static uint8_t codes[10][MFA_RECOVERY_CODE_RANDOM_LENGTH];
    uint8_t i;
    verdict.size = sizeof verdict;
    policy.size = sizeof policy;
    for (i = 0; i < 10; i++) {
        memset(codes[i], i + 1, sizeof codes[i]);
    }
    with_recovery = two;
    RESULT(MFA_OK, mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    RESULT(MFA_OK, mfa_recovery_key_make(&key, KEY, sizeof KEY, DEVICE, strlen(DEVICE)));
    RESULT(MFA_UNCOMMITTED, mfa_recovery_begin(&attempt, &key, OF(&with_recovery)));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &with_recovery, NULL));
    RESULT(MFA_OK, mfa_recovery_open(&recovery, &key, with_recovery.recovery, with_recovery.recovery_size));
    RESULT(MFA_UNCOMMITTED, mfa_recovery_challenge(&attempt, &recovery, OF(&with_recovery), random, 8, &policy));
    RESULT(MFA_CHALLENGE_SHOWN, mfa_attempt_commit(&attempt, store_record, &with_recovery, &verdict));
    memcpy(challenge_shown, verdict.challenge, sizeof challenge_shown);
    RESULT(MFA_UNCOMMITTED, mfa_recovery_codes_begin(&attempt, codes[0], sizeof codes, 10, random, 16, NULL, 0,
                                                     OF(&with_recovery)));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &with_recovery, NULL));
}

static void make_secret_pending(void *place) {
    RESULT(MFA_OK, mfa_secret_from_base32(place, CAROLS, 32));
}

static void make_enrollment(void *place) {
    mfa_permit permit;
    mfa_secret secret;
    make_permit(&permit);
    make_secret_pending(&secret);
    RESULT(MFA_OK, mfa_enrollment_begin(place, &permit, &secret, NULL, NOW, NULL));
}

static void make_stored_enrollment(void *place) {
    mfa_enrollment enrollment;
    make_enrollment(&enrollment);
    RESULT(MFA_OK, mfa_enrollment_to_bytes(&enrollment, place, MFA_ENROLLMENT_LENGTH));
}

static void make_enrollment_policy(void *place) {
    mfa_enrollment_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_enrollment_policy_init(&policy));
    memcpy(place, &policy, sizeof policy);
}

static void make_pending_code(void *place) {
    mfa_credential credential;
    make_credential_of(&credential, CAROLS, NULL);
    memcpy(place, shown_at(&credential, NOW), 6);
}

static void make_issuer(void *place) {
    memcpy(place, "Example", 7);
}

static void make_account(void *place) {
    memcpy(place, "alice", 5);
}

static void make_key_bytes(void *place) {
    memcpy(place, KEY, sizeof KEY);
}

static void make_key(void *place) {
    RESULT(MFA_OK, mfa_recovery_key_make(place, KEY, sizeof KEY, DEVICE, strlen(DEVICE)));
}

static void make_key_text(void *place) {
    mfa_recovery_key key;
    char text[53];
    make_key(&key);
    RESULT(MFA_OK, mfa_recovery_key_to_base32(&key, text, sizeof text, NULL));
    memcpy(place, text, 52);
}

static void make_device(void *place) {
    memcpy(place, DEVICE, strlen(DEVICE));
}

static void make_pin(void *place) {
    mfa_recovery_key key;
    char pin[MFA_RECOVERY_DIGITS_SIZE];
    make_key(&key);
    RESULT(MFA_OK, mfa_recovery_issue(&key, NOW, pin, sizeof pin, NULL, NULL));
    memcpy(place, pin, 11);
}

static void make_challenge(void *place) {
    memcpy(place, challenge_shown, 11);
}

static void make_response(void *place) {
    mfa_recovery_key key;
    char response[MFA_RECOVERY_DIGITS_SIZE];
    make_key(&key);
    RESULT(MFA_OK, mfa_recovery_respond(&key, challenge_shown, 11, response, sizeof response));
    memcpy(place, response, 11);
}

static void make_record(void *place) {
    memcpy(place, with_recovery.recovery, MFA_RECOVERY_LENGTH);
}

static void make_recovery(void *place) {
    mfa_recovery_key key;
    make_key(&key);
    RESULT(MFA_OK, mfa_recovery_open(place, &key, with_recovery.recovery, with_recovery.recovery_size));
}

static void make_recovery_policy(void *place) {
    mfa_recovery_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    policy.grant_logins = MFA_GRANT_ANY_PASSES;
    memcpy(place, &policy, sizeof policy);
}

static void make_moment(void *place) {
    mfa_moment moment = {0};
    moment.size = sizeof moment;
    moment.has_uptime = 1;
    moment.now = NOW;
    moment.boot = 7;
    moment.uptime = 1000;
    memcpy(place, &moment, sizeof moment);
}

static void make_random(void *place) {
    memset(place, 3, 8);
}

static void make_code_random(void *place) {
    memset(place, 5, MFA_RECOVERY_CODE_RANDOM_LENGTH);
}

static void make_code_text(void *place) {
    uint8_t random[MFA_RECOVERY_CODE_RANDOM_LENGTH];
    char text[MFA_RECOVERY_CODE_SIZE];
    memset(random, 3, sizeof random);
    RESULT(MFA_OK, mfa_recovery_code_from_random(random, sizeof random, text, sizeof text));
    memcpy(place, text, 19);
}

static void make_codes_record(void *place) {
    memcpy(place, with_recovery.codes, MFA_RECOVERY_CODES_LENGTH);
}

static void make_codes(void *place) {
    RESULT(MFA_OK, mfa_recovery_codes_open(place, with_recovery.codes, with_recovery.codes_size, NULL, 0));
}

static void make_codes_policy(void *place) {
    mfa_recovery_codes_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_recovery_codes_policy_init(&policy));
    memcpy(place, &policy, sizeof policy);
}

static void make_pepper(void *place) {
    memset(place, 8, MFA_RECOVERY_CODES_PEPPER_LENGTH);
}

static void make_salt(void *place) {
    memset(place, 4, MFA_RECOVERY_CODES_SALT_LENGTH);
}

static void make_two_codes(void *place) {
    memset(place, 5, 10);
    memset((uint8_t *)place + 10, 6, 10);
}

static void make_logins(void *place) {
    memcpy(place, two.logins, MFA_LOGIN_RECORD_LENGTH);
}

static void make_facts(void *place) {
    mfa_facts facts = {0};
    facts.size = sizeof facts;
    facts.occasion = MFA_OCCASION_LOGIN;
    facts.requirement = MFA_REQUIREMENT_REQUIRED;
    facts.enrolled = 1;
    facts.online = 1;
    memcpy(place, &facts, sizeof facts);
}

static void make_login_policy(void *place) {
    mfa_login_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_login_policy_init(&policy));
    memcpy(place, &policy, sizeof policy);
}

ROW(enrollment_policy_init) { return mfa_enrollment_policy_init(a[0].p); }
ROW(enrollment_begin) { return mfa_enrollment_begin(a[0].p, a[1].p, a[2].p, a[3].p, NOW, a[5].p); }
ROW(enrollment_to_bytes) { return mfa_enrollment_to_bytes(a[0].p, a[1].p, a[2].n); }
ROW(enrollment_from_bytes) { return mfa_enrollment_from_bytes(a[0].p, a[1].p, a[2].n); }
ROW(enrollment_parameters) { return mfa_enrollment_parameters(a[0].p, a[1].p); }
ROW(enrollment_status) { return mfa_enrollment_status(a[0].p, NOW, a[2].p); }
ROW(enrollment_has_secret) { return mfa_enrollment_has_secret(a[0].p, a[1].p, a[2].p); }
ROW(enrollment_setup_key) { return mfa_enrollment_setup_key(a[0].p, a[1].p, a[2].n, a[3].p); }
ROW(enrollment_setup_uri) {
    return mfa_enrollment_setup_uri(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, a[6].n, a[7].p);
}
ROW(enrollment_diagnose) { return mfa_enrollment_diagnose(a[0].p, NOW, a[2].p, a[3].n, 20, a[5].p, a[6].p); }
ROW(enrollment_confirm) {
    return mfa_enrollment_confirm(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, NOW, a[7].p, a[8].n, a[9].p);
}

ROW(recovery_policy_init) { return mfa_recovery_policy_init(a[0].p); }
ROW(recovery_policy_allows) { return mfa_recovery_policy_allows(a[0].p, 9, a[2].p); }
ROW(recovery_key_make) { return mfa_recovery_key_make(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(recovery_key_from_base32) { return mfa_recovery_key_from_base32(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(recovery_key_expose) { return mfa_recovery_key_expose(a[0].p, a[1].p, a[2].n); }
ROW(recovery_key_to_base32) { return mfa_recovery_key_to_base32(a[0].p, a[1].p, a[2].n, a[3].p); }
ROW(recovery_key_device) { return mfa_recovery_key_device(a[0].p, a[1].p, a[2].n, a[3].p); }
ROW(recovery_digits_parse) { return mfa_recovery_digits_parse(a[0].p, a[1].n, a[2].p, a[3].n); }
ROW(recovery_issue) { return mfa_recovery_issue(a[0].p, NOW, a[2].p, a[3].n, a[4].p, a[5].p); }
ROW(recovery_respond) { return mfa_recovery_respond(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(recovery_open) { return mfa_recovery_open(a[0].p, a[1].p, a[2].p, a[3].n); }
ROW(recovery_begin) { return mfa_recovery_begin(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_redeem) {
    return mfa_recovery_redeem(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p, a[8].n, a[9].p, a[10].p);
}
ROW(recovery_answer) {
    return mfa_recovery_answer(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p, a[8].n, a[9].p, a[10].p);
}
ROW(recovery_pass) {
    return mfa_recovery_pass(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p);
}
ROW(recovery_challenge) {
    return mfa_recovery_challenge(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].n, a[8].p);
}
ROW(recovery_look) {
    return mfa_recovery_look(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p);
}
ROW(recovery_end_grant) { return mfa_recovery_end_grant(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_unlock) { return mfa_recovery_unlock(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_rekey) { return mfa_recovery_rekey(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p); }
ROW(recovery_reseal) { return mfa_recovery_reseal(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_grant) { return mfa_recovery_grant(a[0].p, a[1].p, a[2].p, a[3].p, a[4].p); }
ROW(recovery_status) { return mfa_recovery_status(a[0].p, NOW, a[2].p, a[3].p); }

ROW(recovery_codes_policy_init) { return mfa_recovery_codes_policy_init(a[0].p); }
ROW(recovery_code_from_random) { return mfa_recovery_code_from_random(a[0].p, a[1].n, a[2].p, a[3].n); }
ROW(recovery_code_parse) { return mfa_recovery_code_parse(a[0].p, a[1].n, a[2].p, a[3].n); }
ROW(recovery_codes_open) { return mfa_recovery_codes_open(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(recovery_codes_begin) {
    return mfa_recovery_codes_begin(a[0].p, a[1].p, a[2].n, 2, a[4].p, a[5].n, a[6].p, a[7].n, a[8].p, a[9].n, a[10].p,
                                    a[11].n);
}
ROW(recovery_codes_renew) {
    return mfa_recovery_codes_renew(a[0].p, a[1].p, a[2].p, a[3].n, 2, a[5].p, a[6].n, a[7].p, a[8].n, a[9].p, a[10].n);
}
ROW(recovery_codes_burn) { return mfa_recovery_codes_burn(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_codes_unlock) { return mfa_recovery_codes_unlock(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_codes_reseal) { return mfa_recovery_codes_reseal(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n); }
ROW(recovery_codes_redeem) {
    return mfa_recovery_codes_redeem(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, NOW, a[7].p, a[8].n, a[9].p,
                                     a[10].p);
}
ROW(recovery_codes_left) { return mfa_recovery_codes_left(a[0].p, a[1].p, a[2].p); }
ROW(recovery_codes_status) { return mfa_recovery_codes_status(a[0].p, NOW, a[2].p, a[3].p); }
ROW(typed_factor) { return mfa_typed_factor(a[0].p, a[1].n, a[2].p, a[3].p, a[4].p); }

ROW(login_policy_init) { return mfa_login_policy_init(a[0].p); }
ROW(login_policy_until) { return mfa_login_policy_until(a[0].p, NOW, a[2].p, a[3].p); }
ROW(is_listed) { return mfa_is_listed(a[0].p, a[1].n, a[2].p, a[3].n, a[4].p); }
ROW(login_record_init) { return mfa_login_record_init(a[0].p, a[1].n); }
ROW(login_record_read) { return mfa_login_record_read(a[0].p, a[1].n, a[2].p); }
ROW(login_decide) {
    return mfa_login_decide(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, a[6].n, NOW, a[8].p, a[9].p);
}
ROW(login_give_time_again) {
    return mfa_login_give_time_again(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, a[6].n);
}

#define ENROLLMENT OBJECT_OF(mfa_enrollment, make_enrollment)
#define WRITTEN_SIZE (sizeof "otpauth://totp/Example:alice?secret=" CAROLS "&issuer=Example&algorithm=SHA1&digits=6&period=30")
#define RECOVERY_KEY OBJECT_OF(mfa_recovery_key, make_key)
#define RECOVERY OBJECT_OF(mfa_recovery, make_recovery)
#define MOMENT OPEN_OF(mfa_moment, make_moment, 0)
#define RECOVERY_POLICY OPEN_OF(mfa_recovery_policy, make_recovery_policy, OPTIONAL)
#define DEVICE_ID BYTES_OF(sizeof DEVICE - 1, make_device, 0), ITS_SIZE
#define CODES OBJECT_OF(mfa_recovery_codes, make_codes)
#define CODES_POLICY OPEN_OF(mfa_recovery_codes_policy, make_codes_policy, OPTIONAL)
#define LOGINS BYTES_OF(MFA_LOGIN_RECORD_LENGTH, make_logins, EXACT), ITS_SIZE
#define LENGTH NUMBER_OF(size_t, OPTIONAL)

const struct row recovery_rows[] = {
    {"mfa_enrollment_policy_init", call_enrollment_policy_init, MFA_OK, {NEW_OPEN_OF(mfa_enrollment_policy, INIT)}},
    {"mfa_enrollment_begin", call_enrollment_begin, MFA_OK,
     {NEW_OF(mfa_enrollment), PERMIT, OBJECT_OF(mfa_secret, make_secret_pending), PARAMETERS_OR_NULL, SOME_VALUE,
      OPEN_OF(mfa_enrollment_policy, make_enrollment_policy, OPTIONAL)}},
    {"mfa_enrollment_to_bytes", call_enrollment_to_bytes, MFA_OK,
     {ENROLLMENT, NEW_BYTES_OF(MFA_ENROLLMENT_LENGTH, EXACT), ITS_SIZE}},
    {"mfa_enrollment_from_bytes", call_enrollment_from_bytes, MFA_OK,
     {NEW_OF(mfa_enrollment), BYTES_OF(MFA_ENROLLMENT_LENGTH, make_stored_enrollment, EXACT), ITS_SIZE}},
    {"mfa_enrollment_parameters", call_enrollment_parameters, MFA_OK, {ENROLLMENT, NEW_OPEN_OF(mfa_parameters, INIT)}},
    {"mfa_enrollment_status", call_enrollment_status, MFA_OK, {ENROLLMENT, SOME_VALUE, NEW_OPEN_OF(mfa_pending, 0)}},
    {"mfa_enrollment_has_secret", call_enrollment_has_secret, MFA_OK,
     {ENROLLMENT, OBJECT_OF(mfa_secret, make_secret_pending), NUMBER_OF(uint32_t, 0)}},
    {"mfa_enrollment_setup_key", call_enrollment_setup_key, MFA_OK,
     {ENROLLMENT, NEW_BYTES_OF(40, TEXT_OUT), ITS_SIZE, LENGTH}},
    {"mfa_enrollment_setup_uri", call_enrollment_setup_uri, MFA_OK,
     {ENROLLMENT, BYTES_OF(7, make_issuer, 0), ITS_SIZE, BYTES_OF(5, make_account, 0), ITS_SIZE,
      NEW_BYTES_OF(WRITTEN_SIZE, TEXT_OUT), ITS_SIZE, LENGTH}},
    {"mfa_enrollment_diagnose", call_enrollment_diagnose, MFA_OK,
     {ENROLLMENT, SOME_VALUE, BYTES_OF(6, make_pending_code, 0), ITS_SIZE, SOME_VALUE, NUMBER_OF(uint32_t, 0),
      NUMBER_OF(int64_t, 0)}},
    {"mfa_enrollment_confirm", call_enrollment_confirm, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, ENROLLMENT, PERSON, SOME_VALUE, BYTES_OF(6, make_pending_code, 0), ITS_SIZE, POLICY}},

    {"mfa_recovery_policy_init", call_recovery_policy_init, MFA_OK, {NEW_OPEN_OF(mfa_recovery_policy, INIT)}},
    {"mfa_recovery_policy_allows", call_recovery_policy_allows, MFA_OK,
     {RECOVERY_POLICY, SOME_VALUE, NUMBER_OF(uint32_t, 0)}},
    {"mfa_recovery_key_make", call_recovery_key_make, MFA_OK,
     {NEW_OF(mfa_recovery_key), BYTES_OF(MFA_RECOVERY_KEY_LENGTH, make_key_bytes, 0), ITS_SIZE, DEVICE_ID}},
    {"mfa_recovery_key_from_base32", call_recovery_key_from_base32, MFA_OK,
     {NEW_OF(mfa_recovery_key), BYTES_OF(52, make_key_text, 0), ITS_SIZE, DEVICE_ID}},
    {"mfa_recovery_key_expose", call_recovery_key_expose, MFA_OK,
     {RECOVERY_KEY, NEW_BYTES_OF(MFA_RECOVERY_KEY_LENGTH, EXACT), ITS_SIZE}},
    {"mfa_recovery_key_to_base32", call_recovery_key_to_base32, MFA_OK,
     {RECOVERY_KEY, NEW_BYTES_OF(53, TEXT_OUT), ITS_SIZE, LENGTH}},
    {"mfa_recovery_key_device", call_recovery_key_device, MFA_OK,
     {RECOVERY_KEY, NEW_BYTES_OF(sizeof DEVICE, TEXT_OUT), ITS_SIZE, LENGTH}},
    {"mfa_recovery_digits_parse", call_recovery_digits_parse, MFA_OK,
     {BYTES_OF(11, make_pin, 0), ITS_SIZE, NEW_BYTES_OF(MFA_RECOVERY_DIGITS_SIZE, TEXT_OUT | NOT_WANTED), ITS_SIZE}},
    {"mfa_recovery_issue", call_recovery_issue, MFA_OK,
     {RECOVERY_KEY, SOME_VALUE, NEW_BYTES_OF(MFA_RECOVERY_DIGITS_SIZE, TEXT_OUT), ITS_SIZE,
      NUMBER_OF(uint64_t, OPTIONAL), NUMBER_OF(uint64_t, OPTIONAL)}},
    {"mfa_recovery_respond", call_recovery_respond, MFA_OK,
     {RECOVERY_KEY, BYTES_OF(11, make_challenge, 0), ITS_SIZE, NEW_BYTES_OF(MFA_RECOVERY_DIGITS_SIZE, TEXT_OUT),
      ITS_SIZE}},
    {"mfa_recovery_open", call_recovery_open, MFA_OK,
     {NEW_OF(mfa_recovery), RECOVERY_KEY, BYTES_OF(MFA_RECOVERY_LENGTH, make_record, NAMED), ITS_SIZE}},
    {"mfa_recovery_begin", call_recovery_begin, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY_KEY, PERSON}},
    {"mfa_recovery_redeem", call_recovery_redeem, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, RECOVERY, PERSON, MOMENT, BYTES_OF(11, make_pin, 0), ITS_SIZE, RECOVERY_POLICY, POLICY}},
    {"mfa_recovery_answer", call_recovery_answer, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, RECOVERY, PERSON, MOMENT, BYTES_OF(11, make_response, 0), ITS_SIZE, RECOVERY_POLICY, POLICY}},
    {"mfa_recovery_pass", call_recovery_pass, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON, MOMENT, RECOVERY_POLICY}},
    {"mfa_recovery_challenge", call_recovery_challenge, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, RECOVERY, PERSON, BYTES_OF(MFA_CHALLENGE_RANDOM_LENGTH, make_random, EXACT), ITS_SIZE,
      RECOVERY_POLICY}},
    {"mfa_recovery_look", call_recovery_look, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON, MOMENT, RECOVERY_POLICY}},
    {"mfa_recovery_end_grant", call_recovery_end_grant, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON}},
    {"mfa_recovery_unlock", call_recovery_unlock, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON}},
    {"mfa_recovery_rekey", call_recovery_rekey, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON, RECOVERY_KEY}},
    {"mfa_recovery_reseal", call_recovery_reseal, MFA_UNCOMMITTED, {NEW_ATTEMPT, RECOVERY, PERSON}},
    {"mfa_recovery_grant", call_recovery_grant, MFA_OK,
     {RECOVERY, MOMENT, RECOVERY_POLICY, NUMBER_OF(uint64_t, 0), NUMBER_OF(uint32_t, OPTIONAL)}},
    {"mfa_recovery_status", call_recovery_status, MFA_OK,
     {RECOVERY, SOME_VALUE, RECOVERY_POLICY, NEW_OPEN_OF(mfa_status, 0)}},

    {"mfa_recovery_codes_policy_init", call_recovery_codes_policy_init, MFA_OK,
     {NEW_OPEN_OF(mfa_recovery_codes_policy, INIT)}},
    {"mfa_recovery_code_from_random", call_recovery_code_from_random, MFA_OK,
     {BYTES_OF(MFA_RECOVERY_CODE_RANDOM_LENGTH, make_code_random, 0), ITS_SIZE, NEW_BYTES_OF(20, TEXT_OUT), ITS_SIZE}},
    {"mfa_recovery_code_parse", call_recovery_code_parse, MFA_OK,
     {BYTES_OF(19, make_code_text, 0), ITS_SIZE, NEW_BYTES_OF(20, TEXT_OUT | NOT_WANTED), ITS_SIZE}},
    {"mfa_recovery_codes_open", call_recovery_codes_open, MFA_OK,
     {NEW_OF(mfa_recovery_codes), BYTES_OF(MFA_RECOVERY_CODES_LENGTH, make_codes_record, NAMED), ITS_SIZE,
      BYTES_OF(MFA_RECOVERY_CODES_PEPPER_LENGTH, make_pepper, EXACT), ITS_SIZE}},
    {"mfa_recovery_codes_begin", call_recovery_codes_begin, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, BYTES_OF(20, make_two_codes, 0), ITS_SIZE, SOME_VALUE,
      BYTES_OF(MFA_RECOVERY_CODES_SALT_LENGTH, make_salt, EXACT), ITS_SIZE,
      BYTES_OF(MFA_RECOVERY_CODES_PEPPER_LENGTH, make_pepper, EXACT), ITS_SIZE, PERSON}},
    {"mfa_recovery_codes_renew", call_recovery_codes_renew, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, CODES, BYTES_OF(20, make_two_codes, 0), ITS_SIZE, SOME_VALUE,
      BYTES_OF(MFA_RECOVERY_CODES_SALT_LENGTH, make_salt, EXACT), ITS_SIZE, PERSON}},
    {"mfa_recovery_codes_burn", call_recovery_codes_burn, MFA_UNCOMMITTED, {NEW_ATTEMPT, CODES, PERSON}},
    {"mfa_recovery_codes_unlock", call_recovery_codes_unlock, MFA_UNCOMMITTED, {NEW_ATTEMPT, CODES, PERSON}},
    {"mfa_recovery_codes_reseal", call_recovery_codes_reseal, MFA_UNCOMMITTED, {NEW_ATTEMPT, CODES, PERSON}},
    {"mfa_recovery_codes_redeem", call_recovery_codes_redeem, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, CODES, PERSON, SOME_VALUE, BYTES_OF(19, make_code_text, 0), ITS_SIZE, CODES_POLICY, POLICY}},
    {"mfa_recovery_codes_left", call_recovery_codes_left, MFA_OK,
     {CODES, NUMBER_OF(size_t, 0), NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_recovery_codes_status", call_recovery_codes_status, MFA_OK,
     {CODES, SOME_VALUE, CODES_POLICY, NEW_OPEN_OF(mfa_status, 0)}},
    {"mfa_typed_factor", call_typed_factor, MFA_OK, {CODE, RECOVERY_POLICY, CODES_POLICY, NUMBER_OF(uint32_t, 0)}},

    {"mfa_login_policy_init", call_login_policy_init, MFA_OK, {NEW_OPEN_OF(mfa_login_policy, INIT)}},
    {"mfa_login_policy_until", call_login_policy_until, MFA_OK,
     {OPEN_OF(mfa_login_policy, make_login_policy, OPTIONAL), SOME_VALUE, NUMBER_OF(uint64_t, OPTIONAL),
      NUMBER_OF(uint64_t, OPTIONAL)}},
    {"mfa_is_listed", call_is_listed, MFA_OK,
     {BYTES_OF(5, make_account, 0), ITS_SIZE, BYTES_OF(5, make_account, 0), ITS_SIZE, NUMBER_OF(uint32_t, 0)}},
    {"mfa_login_record_init", call_login_record_init, MFA_OK, {NEW_BYTES_OF(MFA_LOGIN_RECORD_LENGTH, EXACT), ITS_SIZE}},
    {"mfa_login_record_read", call_login_record_read, MFA_OK, {LOGINS, NEW_OPEN_OF(mfa_logins, 0)}},
    {"mfa_login_decide", call_login_decide, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, LOGINS, PERSON, SOME_VALUE, OPEN_OF(mfa_facts, make_facts, 0),
      OPEN_OF(mfa_login_policy, make_login_policy, OPTIONAL)}},
    {"mfa_login_give_time_again", call_login_give_time_again, MFA_UNCOMMITTED, {NEW_ATTEMPT, LOGINS, PERSON}},
    {NULL, NULL, 0, {SOME_VALUE}},
};
