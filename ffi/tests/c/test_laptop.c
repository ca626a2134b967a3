/* The story of the laptop of `cargo xtask demo laptop`: no phone, no network, and a help desk on the telephone. */
#include <string.h>

#include "stories.h"

#define LAPTOP "LAPTOP-0042"
#define KEY "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA"

/* Monday, 2 March 2026, 9:00 UTC. */
#define NINE UINT64_C(1772442000)

static struct record alice;
static mfa_recovery_key key;
static mfa_recovery_policy policy;

/* Everybody needs a second factor on this laptop, and recovery is on. */
static void a_laptop(void) {
    mfa_attempt attempt;
    memset(&policy, 0, sizeof policy);
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_recovery_policy_init(&policy));
    NUMBER(0, policy.is_on);
    policy.is_on = 1;
    person_with_a_phone(&alice, ALICES);
    RESULT(MFA_OK, mfa_recovery_key_from_base32(&key, KEY, strlen(KEY), LAPTOP, strlen(LAPTOP)));
    RESULT(MFA_UNCOMMITTED, mfa_recovery_begin(&attempt, &key, OF(&alice)));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &alice, NULL));
    NUMBER(MFA_RECOVERY_LENGTH, alice.recovery_size);
}

/* What the help desk reads out, for this device or another. */
static const char *issued(const char *device, uint64_t at) {
    static char pins[4][MFA_RECOVERY_DIGITS_SIZE];
    static unsigned next;
    char *pin = pins[next++ % 4];
    mfa_recovery_key vault;
    uint64_t until = 0, differs = 0;
    RESULT(MFA_OK, mfa_recovery_key_from_base32(&vault, KEY, strlen(KEY), device, strlen(device)));
    RESULT(MFA_OK, mfa_recovery_issue(&vault, at, pin, MFA_RECOVERY_DIGITS_SIZE, &until, &differs));
    CHECK(differs > at && differs <= at + 10 && differs % 10 == 0);
    CHECK(until > at + 110 && until <= at + 130);
    mfa_recovery_key_wipe(&vault);
    return pin;
}

static mfa_moment moment_at(uint64_t now, uint64_t boot, uint64_t uptime) {
    mfa_moment moment = {0};
    moment.size = sizeof moment;
    moment.now = now;
    moment.has_uptime = boot != 0;
    moment.boot = boot;
    moment.uptime = uptime;
    return moment;
}

static void opened(mfa_recovery *recovery) {
    RESULT(MFA_OK, mfa_recovery_open(recovery, &key, alice.recovery, alice.recovery_size));
}

static mfa_result redeem(uint64_t now, const char *pin, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_moment moment = moment_at(now, 0, 0);
    opened(&recovery);
    if (verdict != NULL) {
        verdict->size = sizeof *verdict;
    }
    mfa_recovery_redeem(&attempt, &recovery, OF(&alice), &moment, pin, strlen(pin), &policy, NULL);
    return mfa_attempt_commit(&attempt, store_record, &alice, verdict);
}

static mfa_result answer(mfa_moment moment, const char *response, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_recovery recovery;
    opened(&recovery);
    verdict->size = sizeof *verdict;
    mfa_recovery_answer(&attempt, &recovery, OF(&alice), &moment, response, strlen(response), &policy, NULL);
    return mfa_attempt_commit(&attempt, store_record, &alice, verdict);
}

static void grant_is(uint64_t now, uint64_t until, uint32_t logins_left) {
    mfa_recovery recovery;
    mfa_moment moment = moment_at(now, 0, 0);
    uint64_t seen = 99;
    uint32_t left = 99;
    opened(&recovery);
    RESULT(MFA_OK, mfa_recovery_grant(&recovery, &moment, &policy, &seen, &left));
    NUMBER(until, seen);
    NUMBER(logins_left, left);
}

static void a_pin_opens_an_hour(void) {
    mfa_verdict verdict;
    mfa_facts facts = facts_of_a_login();
    char pin[MFA_RECOVERY_DIGITS_SIZE], wrong[MFA_RECOVERY_DIGITS_SIZE], read[MFA_RECOVERY_DIGITS_SIZE];
    a_laptop();
    strcpy(pin, issued(LAPTOP, NINE + 3));
    NUMBER(11, strlen(pin));
    strcpy(wrong, pin);
    wrong[9] = pin[9] == '0' ? '1' : '0';
    RESULT(MFA_ERROR_RECOVERY_DIGITS_CHECK, redeem(NINE + 40, wrong, &verdict));
    RESULT(MFA_ERROR_RECOVERY_DIGITS_CHECK, mfa_recovery_digits_parse(wrong, 11, read, sizeof read));
    TEXT("", read);
    RESULT(MFA_OK, redeem(NINE + 50, pin, &verdict));
    NUMBER(1, verdict.accepted);
    NUMBER(MFA_FACTOR_PIN, verdict.factor);
    NUMBER(NINE + 50 + HOUR, verdict.until);
    NUMBER(19, verdict.logins_left);
    NUMBER(MFA_AUTHENTICATORS_KEPT, verdict.authenticators);
    NUMBER(0, verdict.failures_before);
    grant_is(NINE + 60, NINE + 50 + HOUR, 19);
    facts.grant_until = NINE + 50 + HOUR;
    RESULT(MFA_ASK_UNDER_GRANT, decide(&alice, NINE + 45 * MINUTE, facts, NULL, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_OK, redeem(NINE + 45 * MINUTE, pin, &verdict));
    NUMBER(MFA_FACTOR_SAME_PIN, verdict.factor);
    NUMBER(18, verdict.logins_left);
    RESULT(MFA_REJECTED, redeem(NINE + 50 + HOUR, pin, &verdict));
    NUMBER(0, verdict.accepted);
    grant_is(NINE + 50 + HOUR, 0, 0);
}

static void a_newer_pin_burns_the_older_and_foreign_or_late_ones_are_refused(void) {
    char overheard[MFA_RECOVERY_DIGITS_SIZE];
    mfa_verdict verdict;
    a_laptop();
    strcpy(overheard, issued(LAPTOP, NINE));
    RESULT(MFA_OK, redeem(NINE + 40, issued(LAPTOP, NINE + 10), &verdict));
    RESULT(MFA_REJECTED, redeem(NINE + 50, overheard, &verdict));
    RESULT(MFA_REJECTED, redeem(NINE + 3 * HOUR + 160, issued(LAPTOP, NINE + 3 * HOUR), &verdict));
    RESULT(MFA_REJECTED, redeem(NINE + 4 * HOUR, issued("LAPTOP-0043", NINE + 4 * HOUR), &verdict));
    /* Case makes no other device. */
    RESULT(MFA_OK, redeem(NINE + 5 * HOUR, issued("laptop-0042", NINE + 5 * HOUR), &verdict));
    NUMBER(3, verdict.failures_before);
}

static void setting_the_clock_back_brings_no_pin_back(void) {
    char pin[MFA_RECOVERY_DIGITS_SIZE];
    a_laptop();
    strcpy(pin, issued(LAPTOP, NINE));
    RESULT(MFA_OK, redeem(NINE + 30, pin, NULL));
    RESULT(MFA_REJECTED, redeem(NINE + 30 + HOUR, pin, NULL));
    RESULT(MFA_REJECTED, redeem(NINE + 40, pin, NULL));
}

static void a_minute_in_2040_shuts_nobody_out(void) {
    const uint64_t far = UINT64_C(2208988800);
    char pin[MFA_RECOVERY_DIGITS_SIZE];
    mfa_verdict verdict;
    unsigned i;
    a_laptop();
    strcpy(pin, issued(LAPTOP, NINE));
    for (i = 0; i < 6; i++) {
        RESULT(MFA_REJECTED, redeem(far, pin, &verdict));
    }
    NUMBER(far + 30, verdict.locked_until);
    RESULT(MFA_LOCKED, redeem(NINE + 60, pin, &verdict));
    NUMBER(NINE + 90, verdict.locked_until);
    RESULT(MFA_OK, redeem(NINE + 100, pin, &verdict));
    NUMBER(6, verdict.failures_before);
    /* The ladder of PINs is none of the codes'. */
    NUMBER(0, status_of(&alice, NINE + 100, NULL).failures_in_all);
}

static void recovery_that_is_off_lets_nobody_in(void) {
    mfa_verdict verdict;
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_moment moment = moment_at(NINE + 10, 0, 0);
    const char *pin;
    a_laptop();
    pin = issued(LAPTOP, NINE);
    policy.is_on = 0;
    RESULT(MFA_OFF, redeem(NINE + 10, pin, &verdict));
    NUMBER(0, verdict.accepted);
    opened(&recovery);
    RESULT(MFA_UNCOMMITTED, mfa_recovery_redeem(&attempt, &recovery, OF(&alice), &moment, pin, 11, NULL, NULL));
    RESULT(MFA_OFF, mfa_attempt_commit(&attempt, store_record, &alice, NULL));
}

static void a_recovery_may_suspend_the_authenticators_until_one_is_confirmed(void) {
    mfa_verdict verdict = {0};
    mfa_attempt attempt;
    mfa_permit permit;
    mfa_recovery recovery;
    mfa_moment moment = moment_at(NINE + 10, 0, 0);
    const mfa_credential *phone = &alice.credentials[0];
    a_laptop();
    policy.authenticators = MFA_AUTHENTICATORS_SUSPENDED;
    verdict.size = sizeof verdict;
    opened(&recovery);
    RESULT(MFA_UNCOMMITTED,
           mfa_recovery_redeem(&attempt, &recovery, OF(&alice), &moment, issued(LAPTOP, NINE), 11, &policy, NULL));
    RESULT(MFA_OK, mfa_attempt_commit(&attempt, store_record, &alice, &verdict));
    NUMBER(MFA_AUTHENTICATORS_SUSPENDED, verdict.authenticators);
    RESULT(MFA_SUSPENDED, login(&alice, NINE + 60, shown_at(phone, NINE + 60), NULL, NULL));
    RESULT(MFA_OK, mfa_attempt_permit(&attempt, &permit));
    RESULT(MFA_UNCOMMITTED,
           mfa_person_restore(&attempt, OF(&alice), 0, &permit, NINE + 60, shown_at(phone, NINE + 60), 6, NULL));
    RESULT(MFA_RESTORED, mfa_attempt_commit(&attempt, store_record, &alice, &verdict));
    RESULT(MFA_OK, login(&alice, NINE + 90, shown_at(phone, NINE + 90), NULL, NULL));
}

static void a_challenge_needs_no_clock_and_is_answered_once(void) {
    mfa_verdict verdict = {0};
    mfa_attempt attempt;
    mfa_recovery recovery;
    static const uint8_t random[MFA_CHALLENGE_RANDOM_LENGTH] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const uint8_t other[MFA_CHALLENGE_RANDOM_LENGTH] = {8, 7, 6, 5, 4, 3, 2, 1};
    char challenge[MFA_RECOVERY_DIGITS_SIZE], response[MFA_RECOVERY_DIGITS_SIZE];
    mfa_moment moment = moment_at(NINE, 7, 100), next_boot = moment_at(NINE, 8, 200);
    a_laptop();
    RESULT(MFA_NO_CHALLENGE, answer(moment, issued(LAPTOP, NINE), &verdict));
    opened(&recovery);
    RESULT(MFA_UNCOMMITTED, mfa_recovery_challenge(&attempt, &recovery, OF(&alice), random, 8, &policy));
    RESULT(MFA_CHALLENGE_SHOWN, mfa_attempt_commit(&attempt, store_record, &alice, &verdict));
    NUMBER(0, verdict.accepted);
    strcpy(challenge, verdict.challenge);
    /* It is shown again until it is used up. */
    opened(&recovery);
    RESULT(MFA_UNCOMMITTED, mfa_recovery_challenge(&attempt, &recovery, OF(&alice), other, 8, &policy));
    RESULT(MFA_CHALLENGE_SHOWN, mfa_attempt_commit(&attempt, store_record, &alice, &verdict));
    TEXT(challenge, verdict.challenge);
    RESULT(MFA_OK, mfa_recovery_respond(&key, challenge, strlen(challenge), response, sizeof response));
    RESULT(MFA_OK, answer(moment, response, &verdict));
    NUMBER(MFA_FACTOR_RESPONSE, verdict.factor);
    CHECK(verdict.until > 0);
    /* Within this boot the same response lets in again, in the next it does not. */
    moment.uptime += MINUTE;
    RESULT(MFA_OK, answer(moment, response, &verdict));
    CHECK(answer(next_boot, response, &verdict) > 0);
    NUMBER(0, verdict.accepted);
}

static void a_grant_that_lets_pass_counts_its_logins_and_can_be_ended(void) {
    mfa_verdict verdict = {0};
    mfa_attempt attempt;
    mfa_recovery recovery;
    mfa_moment moment = moment_at(NINE + MINUTE, 0, 0);
    a_laptop();
    verdict.size = sizeof verdict;
    policy.grant_logins = MFA_GRANT_ANY_PASSES;
    policy.grant_uses = 2;
#define ENDS(result, begin)                     \
    opened(&recovery);                          \
    RESULT(MFA_UNCOMMITTED, begin);             \
    RESULT(result, mfa_attempt_commit(&attempt, store_record, &alice, &verdict))
    ENDS(MFA_PIN_NEEDED, mfa_recovery_pass(&attempt, &recovery, OF(&alice), &moment, &policy));
    RESULT(MFA_OK, redeem(NINE + 10, issued(LAPTOP, NINE), &verdict));
    ENDS(MFA_ASK_UNDER_GRANT, mfa_recovery_look(&attempt, &recovery, OF(&alice), &moment, &policy));
    NUMBER(0, verdict.accepted);
    ENDS(MFA_OK, mfa_recovery_pass(&attempt, &recovery, OF(&alice), &moment, &policy));
    NUMBER(MFA_FACTOR_GRANT, verdict.factor);
    NUMBER(0, verdict.logins_left);
    ENDS(MFA_PIN_NEEDED, mfa_recovery_pass(&attempt, &recovery, OF(&alice), &moment, &policy));
    RESULT(MFA_OK, redeem(NINE + 30, issued(LAPTOP, NINE + 20), &verdict));
    ENDS(MFA_CHANGED, mfa_recovery_end_grant(&attempt, &recovery, OF(&alice)));
    ENDS(MFA_PIN_NEEDED, mfa_recovery_look(&attempt, &recovery, OF(&alice), &moment, &policy));
    ENDS(MFA_CHANGED, mfa_recovery_unlock(&attempt, &recovery, OF(&alice)));
    ENDS(MFA_CHANGED, mfa_recovery_reseal(&attempt, &recovery, OF(&alice)));
#undef ENDS
}

static void a_recovery_record_of_another_key_or_device_is_refused(void) {
    mfa_recovery recovery;
    mfa_recovery_key other;
    mfa_attempt attempt;
    uint8_t record[MFA_RECOVERY_LENGTH];
    size_t i;
    a_laptop();
    RESULT(MFA_OK, mfa_recovery_key_from_base32(&other, KEY, strlen(KEY), "LAPTOP-0043", 11));
    RESULT(MFA_ERROR_RECOVERY_SEAL, mfa_recovery_open(&recovery, &other, alice.recovery, alice.recovery_size));
    for (i = 0; i < sizeof record * 8; i++) {
        memcpy(record, alice.recovery, sizeof record);
        record[i / 8] ^= (uint8_t)(1u << (i % 8));
        CHECK(mfa_recovery_open(&recovery, &key, record, sizeof record) < 0);
        CHECK(recovery.opaque[0] == 0);
    }
    opened(&recovery);
    RESULT(MFA_UNCOMMITTED, mfa_recovery_rekey(&attempt, &recovery, OF(&alice), &other));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &alice, NULL));
    RESULT(MFA_ERROR_RECOVERY_SEAL, mfa_recovery_open(&recovery, &key, alice.recovery, alice.recovery_size));
    RESULT(MFA_OK, mfa_recovery_open(&recovery, &other, alice.recovery, alice.recovery_size));
}

/* ---- codes on paper ---------------------------------------------------------------------------- */

static char sheet[3][MFA_RECOVERY_CODE_SIZE];

static void a_sheet(uint8_t first, const uint8_t *pepper, size_t pepper_size) {
    uint8_t random[3 * MFA_RECOVERY_CODE_RANDOM_LENGTH], salt[MFA_RECOVERY_CODES_SALT_LENGTH] = {1};
    mfa_attempt attempt;
    mfa_recovery_codes codes;
    size_t i;
    for (i = 0; i < sizeof random; i++) {
        random[i] = (uint8_t)(first + i * 7);
    }
    for (i = 0; i < 3; i++) {
        RESULT(MFA_OK, mfa_recovery_code_from_random(random + i * MFA_RECOVERY_CODE_RANDOM_LENGTH,
                                                     MFA_RECOVERY_CODE_RANDOM_LENGTH, sheet[i], sizeof sheet[i]));
    }
    if (alice.codes_size == 0) {
        RESULT(MFA_UNCOMMITTED, mfa_recovery_codes_begin(&attempt, random, sizeof random, 3, salt, sizeof salt, pepper,
                                                         pepper_size, OF(&alice)));
    } else {
        RESULT(MFA_OK, mfa_recovery_codes_open(&codes, alice.codes, alice.codes_size, pepper, pepper_size));
        RESULT(MFA_UNCOMMITTED, mfa_recovery_codes_renew(&attempt, &codes, random, sizeof random, 3, salt, sizeof salt,
                                                         OF(&alice)));
    }
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &alice, NULL));
}

static mfa_result use(const char *typed, const uint8_t *pepper, size_t pepper_size, mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_recovery_codes codes;
    verdict->size = sizeof *verdict;
    RESULT(MFA_OK, mfa_recovery_codes_open(&codes, alice.codes, alice.codes_size, pepper, pepper_size));
    mfa_recovery_codes_redeem(&attempt, &codes, OF(&alice), NINE, typed, strlen(typed), NULL, NULL);
    return mfa_attempt_commit(&attempt, store_record, &alice, verdict);
}

static void a_recovery_code_is_good_once_in_any_spelling(void) {
    static const uint8_t pepper[MFA_RECOVERY_CODES_PEPPER_LENGTH] = {5};
    mfa_verdict verdict;
    mfa_recovery_codes codes;
    char old[MFA_RECOVERY_CODE_SIZE], lower[MFA_RECOVERY_CODE_SIZE];
    size_t left = 0, characters = 0, i;
    a_laptop();
    a_sheet(1, pepper, sizeof pepper);
    NUMBER(19, strlen(sheet[1]));
    for (i = 0; i <= strlen(sheet[1]); i++) {
        lower[i] = (char)(sheet[1][i] >= 'A' && sheet[1][i] <= 'Z' ? sheet[1][i] + 32 : sheet[1][i] == '0' ? 'o' : sheet[1][i]);
    }
    RESULT(MFA_REJECTED, use(sheet[1], NULL, 0, &verdict));
    RESULT(MFA_OK, use(lower, pepper, sizeof pepper, &verdict));
    NUMBER(MFA_FACTOR_RECOVERY_CODE, verdict.factor);
    NUMBER(1, verdict.recovery_code);
    NUMBER(2, verdict.recovery_codes_left);
    NUMBER(1, verdict.failures_before);
    RESULT(MFA_REJECTED, use(sheet[1], pepper, sizeof pepper, &verdict));
    NUMBER(MFA_REASON_REPLAYED, verdict.reason);
    NUMBER(0, verdict.accepted);
    strcpy(old, sheet[0]);
    a_sheet(101, pepper, sizeof pepper);
    RESULT(MFA_REJECTED, use(old, pepper, sizeof pepper, &verdict));
    RESULT(MFA_OK, use(sheet[2], pepper, sizeof pepper, &verdict));
    RESULT(MFA_OK, mfa_recovery_codes_open(&codes, alice.codes, alice.codes_size, pepper, sizeof pepper));
    RESULT(MFA_OK, mfa_recovery_codes_left(&codes, &left, &characters));
    NUMBER(2, left);
    NUMBER(16, characters);
    RESULT(MFA_ERROR_RECOVERY_CODE_LENGTH, use("ABCD", pepper, sizeof pepper, &verdict));
}

static void shape_says_what_was_typed_for(void) {
    uint32_t factor = 99;
    a_laptop();
    a_sheet(1, NULL, 0);
    RESULT(MFA_OK, mfa_typed_factor("123456", 6, &policy, NULL, &factor));
    NUMBER(MFA_FACTOR_CODE, factor);
    RESULT(MFA_OK, mfa_typed_factor(issued(LAPTOP, NINE), 11, &policy, NULL, &factor));
    NUMBER(MFA_FACTOR_PIN, factor);
    RESULT(MFA_OK, mfa_typed_factor(sheet[0], strlen(sheet[0]), &policy, NULL, &factor));
    NUMBER(MFA_FACTOR_RECOVERY_CODE, factor);
    CHECK(mfa_typed_factor("hello", 5, &policy, NULL, &factor) < 0);
    NUMBER(0, factor);
    RESULT(MFA_OK, mfa_recovery_policy_allows(&policy, 9, &factor));
    NUMBER(0, factor);
    RESULT(MFA_OK, mfa_recovery_policy_allows(NULL, 9, &factor));
    NUMBER(1, factor);
}

const struct test laptop_tests[] = {
    TEST(a_pin_opens_an_hour),
    TEST(a_newer_pin_burns_the_older_and_foreign_or_late_ones_are_refused),
    TEST(setting_the_clock_back_brings_no_pin_back),
    TEST(a_minute_in_2040_shuts_nobody_out),
    TEST(recovery_that_is_off_lets_nobody_in),
    TEST(a_recovery_may_suspend_the_authenticators_until_one_is_confirmed),
    TEST(a_challenge_needs_no_clock_and_is_answered_once),
    TEST(a_grant_that_lets_pass_counts_its_logins_and_can_be_ended),
    TEST(a_recovery_record_of_another_key_or_device_is_refused),
    TEST(a_recovery_code_is_good_once_in_any_spelling),
    TEST(shape_says_what_was_typed_for),
    {NULL, NULL},
};
