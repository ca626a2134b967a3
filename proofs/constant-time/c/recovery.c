/* Recovery through the C ABI: PINs, responses, recovery codes. */
#include <string.h>

#include "people.h"

void follow_recovery(void);

static const char DEVICE[] = "LAPTOP-0042";

static void recovery_key(mfa_recovery_key *key, int is_marked) {
    uint8_t bytes[MFA_RECOVERY_KEY_LENGTH];
    key_of(bytes, 0, is_marked);
    OK(mfa_recovery_key_make(key, bytes, sizeof bytes, DEVICE, strlen(DEVICE)));
}

static mfa_recovery_policy recovery_is_on(void) {
    mfa_recovery_policy policy = {0};
    policy.size = sizeof policy;
    OK(mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    return policy;
}

static void begin_recovery(struct person *person, const mfa_recovery_key *key) {
    mfa_attempt attempt;
    begin(person, 1, MFA_TOTP, MFA_SHA1, 6);
    mfa_recovery_begin(&attempt, key, person->credentials, 1, person->states, person->states_size);
    MUST("recovery that begins", MFA_CHANGED, stored(person, &attempt, NULL));
}

typedef mfa_result tries(mfa_attempt *, const mfa_recovery *, const mfa_credential *, size_t, const uint8_t *, size_t,
                         const mfa_moment *, const char *, size_t, const mfa_recovery_policy *, const mfa_policy *);

static mfa_result redeems(struct person *person, tries *by, const mfa_recovery_key *key, const char *typed) {
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_recovery_policy policy = recovery_is_on();
    mfa_moment moment = {0};
    mfa_result result;
    moment.size = sizeof moment;
    moment.now = NOW;
    OK(mfa_recovery_open(&recovery, key, person->recovery, sizeof person->recovery));
    by(&attempt, &recovery, person->credentials, person->count, person->states, person->states_size, &moment,
       marked(typed), strlen(typed), &policy, NULL);
    result = stored(person, &attempt, NULL);
    mfa_recovery_wipe(&recovery);
    return result;
}

static void pins(const mfa_recovery_key *key, const mfa_recovery_key *known) {
    char pin[MFA_RECOVERY_DIGITS_SIZE], other[MFA_RECOVERY_DIGITS_SIZE];
    struct person fresh, person;
    begin_recovery(&fresh, key);
    for (int step = -15; step <= 3; step++) {
        OK(mfa_recovery_issue(known, (uint64_t)(NOW + 10 * (int64_t)step), pin, sizeof pin, NULL, NULL));
        person = fresh;
        MUST("PIN at a place of its window", MFA_OK, redeems(&person, mfa_recovery_redeem, key, pin));
    }
    OK(mfa_recovery_issue(known, NOW, pin, sizeof pin, NULL, NULL));
    OK(mfa_recovery_issue(known, NOW + 9000, other, sizeof other, NULL, NULL));
    person = fresh;
    MUST("PIN that is wrong", MFA_REJECTED, redeems(&person, mfa_recovery_redeem, key, other));
    MUST("PIN", MFA_OK, redeems(&person, mfa_recovery_redeem, key, pin));
    MUST("the same PIN under its grant", MFA_OK, redeems(&person, mfa_recovery_redeem, key, pin));
    OK(mfa_recovery_issue(known, NOW - 30, other, sizeof other, NULL, NULL));
    MUST("PIN that is used up", MFA_REJECTED, redeems(&person, mfa_recovery_redeem, key, other));
    pin[0] = (char)('0' + (pin[0] - '0' + 1) % 10);
    MUST("check digit that is wrong", MFA_ERROR_RECOVERY_DIGITS_CHECK, redeems(&person, mfa_recovery_redeem, key, pin));
    /* The other side, whose answers are read out. */
    OK(mfa_recovery_issue(known, NOW, pin, sizeof pin, NULL, NULL));
    OK(mfa_recovery_issue(key, NOW, other, sizeof other, NULL, NULL));
    MUST("a PIN that is read out", 0, strcmp(pin, other));
}

static void challenges(const mfa_recovery_key *key, const mfa_recovery_key *known) {
    static const uint8_t RANDOM[MFA_CHALLENGE_RANDOM_LENGTH] = {7, 7, 7, 7, 7, 7, 7, 7};
    char response[MFA_RECOVERY_DIGITS_SIZE], other[MFA_RECOVERY_DIGITS_SIZE];
    struct person person;
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_verdict verdict;
    mfa_recovery_policy policy = recovery_is_on();
    begin_recovery(&person, key);
    OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    mfa_recovery_challenge(&attempt, &recovery, person.credentials, 1, person.states, person.states_size, RANDOM,
                           sizeof RANDOM, &policy);
    MUST("a challenge", MFA_CHALLENGE_SHOWN, stored(&person, &attempt, &verdict));
    OK(mfa_recovery_respond(known, verdict.challenge, strlen(verdict.challenge), response, sizeof response));
    OK(mfa_recovery_respond(key, verdict.challenge, strlen(verdict.challenge), other, sizeof other));
    MUST("a response that is read out", 0, strcmp(response, other));
    OK(mfa_recovery_issue(known, NOW + 9000, other, sizeof other, NULL, NULL));
    MUST("response that is wrong", MFA_REJECTED, redeems(&person, mfa_recovery_answer, key, other));
    MUST("response", MFA_OK, redeems(&person, mfa_recovery_answer, key, response));
    MUST("the same response again", MFA_NO_CHALLENGE, redeems(&person, mfa_recovery_answer, key, response));
}

static void keys(const mfa_recovery_key *key, const mfa_recovery_key *known) {
    char text[MFA_RECOVERY_KEY_TEXT_SIZE];
    uint8_t bytes[MFA_RECOVERY_KEY_LENGTH];
    size_t length;
    struct person person;
    mfa_recovery recovery;
    mfa_recovery_key read;
    OK(mfa_recovery_key_to_base32(key, text, sizeof text, &length));
    OK(mfa_recovery_key_to_base32(known, text, sizeof text, &length));
    MUST("a key that is read as text", MFA_OK,
         mfa_recovery_key_from_base32(&read, marked(text), length, DEVICE, strlen(DEVICE)));
    OK(mfa_recovery_key_expose(&read, bytes, sizeof bytes));
    begin_recovery(&person, &read);
    OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    person.recovery[MFA_RECOVERY_LENGTH - 1] ^= 1;
    MUST("a record that is damaged", MFA_ERROR_RECOVERY_SEAL,
         mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
}

static mfa_result uses(struct person *person, const uint8_t *pepper, const char *typed) {
    mfa_attempt attempt;
    mfa_recovery_codes codes;
    mfa_result result;
    OK(mfa_recovery_codes_open(&codes, person->codes, sizeof person->codes, pepper, MFA_RECOVERY_CODES_PEPPER_LENGTH));
    mfa_recovery_codes_redeem(&attempt, &codes, person->credentials, person->count, person->states,
                              person->states_size, NOW, marked(typed), strlen(typed), NULL, NULL);
    result = stored(person, &attempt, NULL);
    mfa_recovery_codes_wipe(&codes);
    return result;
}

#define CODES 10

static void codes(size_t random_length) {
    uint8_t random[CODES * MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH];
    uint8_t pepper[MFA_RECOVERY_CODES_PEPPER_LENGTH], salt[MFA_RECOVERY_CODES_SALT_LENGTH] = {3};
    char texts[CODES][MFA_RECOVERY_CODE_SIZE], wrong[MFA_RECOVERY_CODE_SIZE];
    struct person fresh, person;
    mfa_attempt attempt;
    for (size_t index = 0; index < CODES * random_length; index++) {
        random[index] = (uint8_t)(index * 37);
    }
    for (size_t index = 0; index < CODES; index++) {
        OK(mfa_recovery_code_from_random(random + index * random_length, random_length, texts[index], sizeof texts[0]));
    }
    OK(mfa_recovery_code_from_random(random + 1, random_length, wrong, sizeof wrong));
    memset(pepper, 0x3a, sizeof pepper);
    secret(pepper, sizeof pepper);
    secret(random, CODES * random_length);
    begin(&fresh, 1, MFA_TOTP, MFA_SHA1, 6);
    mfa_recovery_codes_begin(&attempt, random, CODES * random_length, CODES, salt, sizeof salt, pepper, sizeof pepper,
                             fresh.credentials, 1, fresh.states, fresh.states_size);
    MUST("recovery codes that begin", MFA_CHANGED, stored(&fresh, &attempt, NULL));
    for (size_t index = 0; index < CODES; index++) {
        person = fresh;
        MUST("a recovery code of a set", MFA_OK, uses(&person, pepper, texts[index]));
        MUST("a recovery code that is used", MFA_REJECTED, uses(&person, pepper, texts[index]));
        MUST("a recovery code that is wrong", MFA_REJECTED, uses(&person, pepper, wrong));
    }
}

void follow_recovery(void) {
    mfa_recovery_key key, known;
    recovery_key(&key, 1);
    recovery_key(&known, 0);
    pins(&key, &known);
    challenges(&key, &known);
    keys(&key, &known);
    codes(MFA_RECOVERY_CODE_RANDOM_LENGTH);
    codes(MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH);
}
