/* Recovery through the C ABI: PINs, responses, recovery codes. */
#include <string.h>

#include "people.h"

void follow_recovery(int all);

static const char DEVICE[] = "LAPTOP-0042";

static void recovery_key_of(mfa_recovery_key *key, unsigned number, int is_marked, const char *device) {
    uint8_t bytes[MFA_RECOVERY_KEY_LENGTH];
    key_of(bytes, number, is_marked);
    OK(mfa_recovery_key_make(key, bytes, sizeof bytes, device, strlen(device)));
}

static mfa_moment moment_of(int has_uptime) {
    mfa_moment moment = {0};
    moment.size = sizeof moment;
    moment.now = NOW;
    if (has_uptime) {
        moment.has_uptime = 1;
        moment.boot = 7;
        moment.uptime = 100;
    }
    return moment;
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

/* What is typed, and how; and what they got in by (0 if by nothing). */
struct trial {
    tries *by;
    const mfa_recovery_key *key;
    const char *typed;
    mfa_recovery_policy policy;
    mfa_moment moment;
    uint32_t factor;
};

static struct trial trial_of(tries *by, const mfa_recovery_key *key, const char *typed) {
    struct trial trial = {0};
    trial.by = by;
    trial.key = key;
    trial.typed = typed;
    trial.policy = recovery_is_on();
    trial.moment = moment_of(0);
    return trial;
}

static mfa_result is_tried(struct person *person, struct trial *trial) {
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_verdict verdict;
    mfa_result result;
    OK(mfa_recovery_open(&recovery, trial->key, person->recovery, sizeof person->recovery));
    trial->by(&attempt, &recovery, person->credentials, person->count, person->states, person->states_size,
              &trial->moment, marked(trial->typed), strlen(trial->typed), &trial->policy, NULL);
    result = stored(person, &attempt, &verdict);
    trial->factor = result == MFA_OK ? verdict.factor : 0;
    mfa_recovery_wipe(&recovery);
    return result;
}

static mfa_result redeems(struct person *person, tries *by, const mfa_recovery_key *key, const char *typed) {
    struct trial trial = trial_of(by, key, typed);
    return is_tried(person, &trial);
}

static void issued(const mfa_recovery_key *known, int64_t seconds, char *pin) {
    OK(mfa_recovery_issue(known, (uint64_t)(NOW + seconds), pin, MFA_RECOVERY_DIGITS_SIZE, NULL, NULL));
}

/* With a clock that may be so many steps of ten seconds off. */
static void each_place(const struct person *fresh, const mfa_recovery_key *key, const mfa_recovery_key *known,
                       int off) {
    char pin[MFA_RECOVERY_DIGITS_SIZE] = "";
    struct trial trial = trial_of(mfa_recovery_redeem, key, pin);
    trial.policy.clock_tolerance = (uint32_t)(10 * off);
    for (int step = -12 - off - 1; step <= off + 1; step++) {
        struct person person = *fresh;
        int is_beside = step < -12 - off || step > off;
        issued(known, 10 * step, pin);
        if (is_beside) {
            MUST("PIN beside its window", MFA_REJECTED, is_tried(&person, &trial));
        } else {
            MUST("PIN at a place of its window", MFA_OK, is_tried(&person, &trial));
            must(NULL, MFA_FACTOR_PIN, (mfa_result)trial.factor, __FILE__, __LINE__);
        }
    }
}

static void refused(struct person person, const mfa_recovery_key *key, const mfa_recovery_key *known) {
    char pin[MFA_RECOVERY_DIGITS_SIZE], other[MFA_RECOVERY_DIGITS_SIZE];
    issued(known, 0, pin);
    issued(known, 9000, other);
    MUST("PIN that is wrong", MFA_REJECTED, redeems(&person, mfa_recovery_redeem, key, other));
    MUST("PIN", MFA_OK, redeems(&person, mfa_recovery_redeem, key, pin));
    issued(known, -30, other);
    MUST("PIN that is used up", MFA_REJECTED, redeems(&person, mfa_recovery_redeem, key, other));
    pin[0] = (char)('0' + (pin[0] - '0' + 1) % 10);
    MUST("check digit that is wrong", MFA_ERROR_RECOVERY_DIGITS_CHECK, redeems(&person, mfa_recovery_redeem, key, pin));
    /* The other side, whose answers are read out. */
    issued(known, 0, pin);
    issued(key, 0, other);
    MUST("a PIN that is read out", 0, strcmp(pin, other));
}

static void under_a_grant(struct person person, const mfa_recovery_key *key, const mfa_recovery_key *known) {
    char pin[MFA_RECOVERY_DIGITS_SIZE] = "", newer[MFA_RECOVERY_DIGITS_SIZE];
    struct trial trial = trial_of(mfa_recovery_redeem, key, pin);
    mfa_attempt attempt;
    mfa_recovery recovery;
    issued(known, 0, pin);
    issued(known, 10, newer);
    MUST("PIN", MFA_OK, is_tried(&person, &trial));
    must(NULL, MFA_FACTOR_PIN, (mfa_result)trial.factor, __FILE__, __LINE__);
    MUST("the same PIN under its grant", MFA_OK, is_tried(&person, &trial));
    must(NULL, MFA_FACTOR_SAME_PIN, (mfa_result)trial.factor, __FILE__, __LINE__);
    trial.typed = newer;
    MUST("a newer PIN under a grant", MFA_OK, is_tried(&person, &trial));
    must(NULL, MFA_FACTOR_PIN, (mfa_result)trial.factor, __FILE__, __LINE__);
    trial.policy.grant_logins = MFA_GRANT_ANY_PASSES;
    OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    mfa_recovery_pass(&attempt, &recovery, person.credentials, 1, person.states, person.states_size, &trial.moment,
                      &trial.policy);
    MUST("a grant without PIN", MFA_OK, stored(&person, &attempt, NULL));
    OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    mfa_recovery_end_grant(&attempt, &recovery, person.credentials, 1, person.states, person.states_size);
    MUST("a grant that is ended", MFA_CHANGED, stored(&person, &attempt, NULL));
}

static void locked(struct person person, const mfa_recovery_key *key, const mfa_recovery_key *known) {
    char pin[MFA_RECOVERY_DIGITS_SIZE] = "";
    struct trial trial = trial_of(mfa_recovery_redeem, key, pin);
    trial.policy.free_failures = 0;
    issued(known, 9000, pin);
    MUST("PIN that is wrong", MFA_REJECTED, is_tried(&person, &trial));
    issued(known, 0, pin);
    MUST("PIN while locked", MFA_LOCKED, is_tried(&person, &trial));
}

static void challenges(struct person person, const mfa_recovery_key *key, const mfa_recovery_key *known,
                       int has_uptime) {
    static const uint8_t RANDOM[MFA_CHALLENGE_RANDOM_LENGTH] = {7, 7, 7, 7, 7, 7, 7, 7};
    char response[MFA_RECOVERY_DIGITS_SIZE], other[MFA_RECOVERY_DIGITS_SIZE] = "";
    struct trial trial = trial_of(mfa_recovery_answer, key, other);
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_verdict verdict;
    trial.moment = moment_of(has_uptime);
    OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    mfa_recovery_challenge(&attempt, &recovery, person.credentials, 1, person.states, person.states_size, RANDOM,
                           sizeof RANDOM, &trial.policy);
    MUST("a challenge", MFA_CHALLENGE_SHOWN, stored(&person, &attempt, &verdict));
    OK(mfa_recovery_respond(known, verdict.challenge, strlen(verdict.challenge), response, sizeof response));
    OK(mfa_recovery_respond(key, verdict.challenge, strlen(verdict.challenge), other, sizeof other));
    MUST("a response that is read out", 0, strcmp(response, other));
    issued(known, 9000, other);
    for (int times = 0; times < 4; times++) {
        MUST("response that is wrong", MFA_REJECTED, is_tried(&person, &trial));
    }
    trial.typed = response;
    MUST("response", MFA_OK, is_tried(&person, &trial));
    must(NULL, MFA_FACTOR_RESPONSE, (mfa_result)trial.factor, __FILE__, __LINE__);
    MUST("the same response again", has_uptime ? MFA_OK : MFA_NO_CHALLENGE, is_tried(&person, &trial));
    must(NULL, has_uptime ? MFA_FACTOR_SAME_PIN : 0, (mfa_result)trial.factor, __FILE__, __LINE__);
}

static void opened_and_not(struct person person, const mfa_recovery_key *key) {
    mfa_recovery recovery;
    mfa_recovery_key other_device, other_key;
    recovery_key_of(&other_device, 0, 1, "LAPTOP-0043");
    recovery_key_of(&other_key, 1, 1, DEVICE);
    MUST("a record that is intact", MFA_OK,
         mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
    MUST("a record of another device", MFA_ERROR_RECOVERY_SEAL,
         mfa_recovery_open(&recovery, &other_device, person.recovery, sizeof person.recovery));
    MUST("a record of another key", MFA_ERROR_RECOVERY_SEAL,
         mfa_recovery_open(&recovery, &other_key, person.recovery, sizeof person.recovery));
    for (size_t bit = 0; bit < 8 * MFA_RECOVERY_LENGTH; bit++) {
        person.recovery[bit / 8] ^= (uint8_t)(1 << bit % 8);
        /* The first four bytes are label and version. */
        MUST("a record that is damaged", bit < 32 ? MFA_ERROR_RECOVERY_VERSION : MFA_ERROR_RECOVERY_SEAL,
             mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
        person.recovery[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void rekeyed(struct person person, const mfa_recovery_key *key) {
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_recovery_key other;
    const mfa_recovery_key *const keys[2] = {key, &other};
    recovery_key_of(&other, 1, 1, DEVICE);
    for (size_t index = 0; index < 2; index++) {
        OK(mfa_recovery_open(&recovery, key, person.recovery, sizeof person.recovery));
        mfa_recovery_rekey(&attempt, &recovery, person.credentials, 1, person.states, person.states_size, keys[index]);
        MUST("a key that is changed", MFA_CHANGED, stored(&person, &attempt, NULL));
        OK(mfa_recovery_open(&recovery, keys[index], person.recovery, sizeof person.recovery));
    }
}

static void read_and_written(const mfa_recovery_key *key, const mfa_recovery_key *known) {
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
}

#define CODES 10

/* What a set is made of, not marked, and whether there is a pepper. */
struct sheet {
    uint8_t random[CODES * MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH];
    size_t random_length;
    uint8_t pepper[MFA_RECOVERY_CODES_PEPPER_LENGTH];
    size_t pepper_size;
};

static const uint8_t SALT[MFA_RECOVERY_CODES_SALT_LENGTH] = {3};

static const uint8_t *pepper_of(const struct sheet *sheet) {
    return sheet->pepper_size == 0 ? NULL : sheet->pepper;
}

static struct sheet sheet_of(size_t random_length, int is_peppered) {
    struct sheet sheet;
    for (size_t index = 0; index < sizeof sheet.random; index++) {
        sheet.random[index] = (uint8_t)(index * 37);
    }
    sheet.random_length = random_length;
    memset(sheet.pepper, 0x3a, sizeof sheet.pepper);
    secret(sheet.pepper, sizeof sheet.pepper);
    sheet.pepper_size = is_peppered ? sizeof sheet.pepper : 0;
    return sheet;
}

static void printed(const struct sheet *sheet, size_t from, char *text) {
    OK(mfa_recovery_code_from_random(sheet->random + from, sheet->random_length, text, MFA_RECOVERY_CODE_SIZE));
}

static mfa_result uses(struct person *person, const struct sheet *sheet, const char *typed,
                       const mfa_recovery_codes_policy *policy) {
    mfa_attempt attempt;
    mfa_recovery_codes codes;
    mfa_result result;
    OK(mfa_recovery_codes_open(&codes, person->codes, sizeof person->codes, pepper_of(sheet), sheet->pepper_size));
    mfa_recovery_codes_redeem(&attempt, &codes, person->credentials, person->count, person->states,
                              person->states_size, NOW, marked(typed), strlen(typed), policy, NULL);
    result = stored(person, &attempt, NULL);
    mfa_recovery_codes_wipe(&codes);
    return result;
}

/* A set of so many codes, from marked random bytes; or each time the same code. */
static mfa_result begin_codes(struct person *person, const struct sheet *sheet, size_t count, int are_same) {
    uint8_t random[sizeof sheet->random];
    mfa_attempt attempt;
    size_t size = count * sheet->random_length;
    memcpy(random, sheet->random, sizeof random);
    for (size_t index = 1; are_same && index < count; index++) {
        memcpy(random + index * sheet->random_length, random, sheet->random_length);
    }
    secret(random, size);
    mfa_recovery_codes_begin(&attempt, random, size, count, SALT, sizeof SALT, pepper_of(sheet), sheet->pepper_size,
                             person->credentials, 1, person->states, person->states_size);
    return stored(person, &attempt, NULL);
}

static void renewed(struct person person, struct sheet sheet) {
    mfa_attempt attempt;
    mfa_recovery_codes codes;
    char text[MFA_RECOVERY_CODE_SIZE], again[MFA_RECOVERY_CODE_SIZE];
    printed(&sheet, 0, text);
    secret(sheet.random, sizeof sheet.random);
    printed(&sheet, 0, again);
    MUST("a recovery code that is printed", 0, strcmp(text, again));
    OK(mfa_recovery_codes_open(&codes, person.codes, sizeof person.codes, pepper_of(&sheet), sheet.pepper_size));
    mfa_recovery_codes_renew(&attempt, &codes, sheet.random, 3 * sheet.random_length, 3, SALT, sizeof SALT,
                             person.credentials, 1, person.states, person.states_size);
    MUST("recovery codes that are renewed", MFA_CHANGED, stored(&person, &attempt, NULL));
    MUST("a recovery code of a set", MFA_OK, uses(&person, &sheet, text, NULL));
}

static void locked_code(struct person person, const struct sheet *sheet, const char *wrong, const char *right) {
    mfa_recovery_codes_policy policy = {0};
    policy.size = sizeof policy;
    OK(mfa_recovery_codes_policy_init(&policy));
    policy.free_failures = 0;
    MUST("a recovery code that is wrong", MFA_REJECTED, uses(&person, sheet, wrong, &policy));
    MUST("a recovery code while locked", MFA_LOCKED, uses(&person, sheet, right, &policy));
}

static void codes(size_t random_length, int is_peppered) {
    const struct sheet sheet = sheet_of(random_length, is_peppered);
    char text[MFA_RECOVERY_CODE_SIZE], wrong[MFA_RECOVERY_CODE_SIZE];
    struct person fresh;
    printed(&sheet, 1, wrong);
    begin(&fresh, 1, MFA_TOTP, MFA_SHA1, 6);
    MUST("one recovery code twice", MFA_ERROR_RECOVERY_CODES_SAME, begin_codes(&fresh, &sheet, 2, 1));
    MUST("recovery codes that begin", MFA_CHANGED, begin_codes(&fresh, &sheet, CODES, 0));
    for (size_t index = 0; index < CODES; index++) {
        struct person person = fresh;
        printed(&sheet, index * random_length, text);
        MUST("a recovery code of a set", MFA_OK, uses(&person, &sheet, text, NULL));
        MUST("a recovery code that is used", MFA_REJECTED, uses(&person, &sheet, text, NULL));
        MUST("a recovery code that is wrong", MFA_REJECTED, uses(&person, &sheet, wrong, NULL));
    }
    locked_code(fresh, &sheet, wrong, text);
    renewed(fresh, sheet);
}

void follow_recovery(int all) {
    struct person fresh;
    mfa_recovery_key key, known;
    recovery_key_of(&key, 0, 1, DEVICE);
    recovery_key_of(&known, 0, 0, DEVICE);
    begin_recovery(&fresh, &key);
    each_place(&fresh, &key, &known, 3);
    if (all) {
        each_place(&fresh, &key, &known, 30);
    }
    refused(fresh, &key, &known);
    under_a_grant(fresh, &key, &known);
    locked(fresh, &key, &known);
    challenges(fresh, &key, &known, 0);
    challenges(fresh, &key, &known, 1);
    opened_and_not(fresh, &key);
    rekeyed(fresh, &key);
    read_and_written(&key, &known);
    for (int is_peppered = 0; is_peppered < 2; is_peppered++) {
        codes(MFA_RECOVERY_CODE_RANDOM_LENGTH, is_peppered);
        codes(MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH, is_peppered);
    }
}
