/* The stories of `cargo xtask demo`, but for the laptop's, as a program in C decides them. */
#include <string.h>

#include "frame.h"
#include "stories.h"

static const char WRONG[] = "000000";

/* ---- authenticators ---------------------------------------------------------------------------- */

static void either_authenticator_lets_her_in_and_the_lost_one_is_out(void) {
    struct record alice;
    mfa_verdict verdict;
    mfa_credential phone, tablet;
    mfa_attempt attempt;
    uint64_t later = MONDAY + 5 * MINUTE, tuesday = MONDAY + DAY;
    make_credential_of(&phone, ALICES, NULL);
    make_credential_of(&tablet, TABLETS, NULL);
    new_person(&alice);
    enroll(&alice, ALICES, MONDAY, NULL);
    RESULT(MFA_ENROLLED, confirm(&alice, MONDAY + MINUTE, shown_at(&phone, MONDAY + MINUTE), &verdict));
    NUMBER(0, verdict.accepted);
    NUMBER(1, alice.count);
    NUMBER(0, alice.pending_size);
    enroll(&alice, TABLETS, later, NULL);
    RESULT(MFA_ENROLLED, confirm(&alice, later, shown_at(&tablet, later), &verdict));
    NUMBER(2, alice.count);
    /* The same secret under another name would make each of its codes good twice. */
    enroll(&alice, TABLETS, later, NULL);
    RESULT(MFA_ERROR_SAME_SECRET, confirm(&alice, later + 30, shown_at(&tablet, later + 30), &verdict));
    RESULT(MFA_ERROR_SAME_SECRET, mfa_person_add(&attempt, OF(&alice), &tablet, 0));
    NUMBER(2, alice.count);
    /* One code, of either. */
    RESULT(MFA_OK, login(&alice, MONDAY + HOUR, shown_at(&phone, MONDAY + HOUR), NULL, &verdict));
    NUMBER(0, verdict.authenticator);
    RESULT(MFA_OK, login(&alice, MONDAY + HOUR + MINUTE, shown_at(&tablet, MONDAY + HOUR + MINUTE), NULL, &verdict));
    NUMBER(1, verdict.authenticator);
    RESULT(MFA_REJECTED, login(&alice, MONDAY + HOUR + MINUTE, shown_at(&tablet, MONDAY + HOUR + MINUTE), NULL, NULL));
    NUMBER(0, status_of(&alice, MONDAY + HOUR + MINUTE, NULL).failures);
    /* The phone is left in a train. */
    remove_authenticator(&alice, 0);
    RESULT(MFA_REJECTED, login(&alice, tuesday, shown_at(&phone, tuesday), NULL, NULL));
    RESULT(MFA_OK, login(&alice, tuesday, shown_at(&tablet, tuesday), NULL, &verdict));
    NUMBER(1, verdict.failures_before);
    NUMBER(0, verdict.authenticator);
}

static void a_deleted_authenticator_does_not_come_back_by_its_record(void) {
    struct record alice, before;
    uint8_t states[2 * MFA_STATE_LENGTH];
    mfa_attempt attempt;
    const char *code;
    person_with_a_phone(&alice, TABLETS);
    add_authenticator(&alice, ALICES, NULL, 0);
    before = alice;
    remove_authenticator(&alice, 1);
    memcpy(states, alice.states, MFA_STATE_LENGTH);
    memcpy(states + MFA_STATE_LENGTH, before.states + MFA_STATE_LENGTH, MFA_STATE_LENGTH);
    code = shown_at(&before.credentials[1], MONDAY);
    RESULT(MFA_ERROR_STATES_DISAGREE,
           mfa_person_verify(&attempt, before.credentials, 2, states, sizeof states, MONDAY, code, 6, NULL));
}

static void a_smartcard_does_in_place_of_a_code_where_the_policy_says_so(void) {
    struct record alice;
    mfa_verdict verdict;
    mfa_facts facts = facts_of_a_login();
    mfa_login_policy policy = login_policy();
    person_with_a_phone(&alice, ALICES);
    facts.other_factor = 1;
    RESULT(MFA_OK, decide(&alice, MONDAY, facts, NULL, &verdict));
    NUMBER(1, verdict.accepted);
    NUMBER(MFA_REASON_OTHER_FACTOR, verdict.reason);
    policy.other_factor_suffices = 0;
    RESULT(MFA_ASK_FOR_CODE, decide(&alice, MONDAY, facts, &policy, &verdict));
    NUMBER(0, verdict.accepted);
}

static void a_person_has_eight_authenticators_and_not_nine(void) {
    struct record alice;
    mfa_credential ninth;
    mfa_attempt attempt;
    mfa_progress progress = {0};
    char secret[33] = ALICES;
    size_t i;
    new_person(&alice);
    for (i = 0; i < MFA_MOST_AUTHENTICATORS; i++) {
        secret[0] = (char)('A' + i);
        add_authenticator(&alice, secret, NULL, 0);
    }
    make_credential_of(&ninth, CAROLS, NULL);
    RESULT(MFA_ERROR_TOO_MANY, mfa_person_add(&attempt, OF(&alice), &ninth, 0));
    for (i = 0; i < MFA_MOST_AUTHENTICATORS; i++) {
        RESULT(MFA_OK, login(&alice, MONDAY + i * HOUR, shown_at(&alice.credentials[i], MONDAY + i * HOUR), NULL, NULL));
        progress.size = sizeof progress;
        RESULT(MFA_OK, mfa_person_progress(OF(&alice), i, &progress));
        NUMBER((MONDAY + i * HOUR) / 30 + 1, progress.next);
    }
    RESULT(MFA_ERROR_NO_SUCH_AUTHENTICATOR, mfa_person_progress(OF(&alice), 8, &progress));
    NUMBER(0, progress.next);
    RESULT(MFA_ERROR_NO_SUCH_AUTHENTICATOR, mfa_person_remove(&attempt, OF(&alice), 8));
    RESULT(MFA_ERROR_NO_SUCH_AUTHENTICATOR, mfa_person_suspend(&attempt, OF(&alice), SIZE_MAX));
}

/* ---- organization ------------------------------------------------------------------------------ */

static void people_have_seven_days_to_enroll_and_then_call_somebody(void) {
    struct record dave;
    mfa_verdict verdict;
    mfa_attempt attempt;
    mfa_logins logins = {0};
    mfa_login_policy policy = login_policy();
    uint64_t deadline = MONDAY + 7 * DAY, without = 0;
    policy.hours_without_factor = 7 * 24;
    policy.logins_without_factor = MFA_NO_LIMIT;
    new_person(&dave);
    RESULT(MFA_OK, mfa_login_policy_until(&policy, MONDAY, &without, NULL));
    NUMBER(deadline, without);
    RESULT(MFA_OK, decide(&dave, MONDAY, facts_of_a_login(), &policy, &verdict));
    NUMBER(1, verdict.accepted);
    NUMBER(MFA_REASON_TIME_TO_ENROLL, verdict.reason);
    NUMBER(deadline, verdict.until);
    NUMBER(MFA_NO_LIMIT, verdict.logins_left);
    RESULT(MFA_OK, decide(&dave, MONDAY + 2 * DAY, facts_of_a_login(), &policy, &verdict));
    NUMBER(deadline, verdict.until);
    logins.size = sizeof logins;
    RESULT(MFA_OK, mfa_login_record_read(dave.logins, sizeof dave.logins, &logins));
    NUMBER(1, logins.was_required);
    NUMBER(MONDAY, logins.required_since);
    NUMBER(2, logins.without_factor);
    RESULT(MFA_DENIED, decide(&dave, deadline, facts_of_a_login(), &policy, &verdict));
    NUMBER(0, verdict.accepted);
    NUMBER(MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_TIME_IS_UP, verdict.reason);
    /* Setting the clock back is of no use. */
    RESULT(MFA_DENIED, decide(&dave, MONDAY + HOUR, facts_of_a_login(), &policy, &verdict));
    NUMBER(MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_CLOCK_SET_BACK, verdict.reason);
    RESULT(MFA_UNCOMMITTED, mfa_login_give_time_again(&attempt, dave.logins, sizeof dave.logins, OF(&dave)));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &dave, NULL));
    RESULT(MFA_OK, decide(&dave, deadline, facts_of_a_login(), &policy, &verdict));
    NUMBER(deadline + 7 * DAY, verdict.until);
    /* Where the policy says so, he enrolls at once in place of being denied. */
    policy.past_deadline = MFA_PAST_DEADLINE_ENROLL_NOW;
    RESULT(MFA_ENROLL_NOW, decide(&dave, deadline + 7 * DAY, facts_of_a_login(), &policy, &verdict));
    NUMBER(0, verdict.accepted);
}

static void logins_without_an_authenticator_are_counted(void) {
    struct record dave;
    mfa_verdict verdict;
    uint32_t i;
    new_person(&dave);
    for (i = 0; i < 10; i++) {
        RESULT(MFA_OK, decide(&dave, MONDAY + i, facts_of_a_login(), NULL, &verdict));
        NUMBER(9 - i, verdict.logins_left);
    }
    RESULT(MFA_DENIED, decide(&dave, MONDAY + i, facts_of_a_login(), NULL, &verdict));
    NUMBER(MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_LOGINS_USED_UP, verdict.reason);
}

static void only_who_is_enrolled_or_required_is_asked(void) {
    struct record carol;
    mfa_verdict verdict;
    mfa_facts facts = facts_of_a_login();
    mfa_login_policy policy = login_policy();
    uint32_t listed = 99;
    new_person(&carol);
    facts.requirement = MFA_REQUIREMENT_IF_ENROLLED;
    RESULT(MFA_OK, decide(&carol, MONDAY, facts, NULL, &verdict));
    NUMBER(MFA_REASON_NOT_ENROLLED, verdict.reason);
    add_authenticator(&carol, CAROLS, NULL, 0);
    RESULT(MFA_ASK_FOR_CODE, decide(&carol, MONDAY, facts, NULL, &verdict));
    facts.requirement = MFA_REQUIREMENT_EXEMPT;
    RESULT(MFA_OK, decide(&carol, MONDAY, facts, NULL, &verdict));
    NUMBER(MFA_REASON_EXEMPT, verdict.reason);
    facts.requirement = MFA_REQUIREMENT_REQUIRED;
    policy.enabled = 0;
    RESULT(MFA_OK, decide(&carol, MONDAY, facts, &policy, &verdict));
    NUMBER(MFA_REASON_DISABLED, verdict.reason);
    facts.requirement = 0;
    CHECK(decide(&carol, MONDAY, facts, NULL, &verdict) < 0);
    RESULT(MFA_OK, mfa_is_listed("*", 1, "carol", 5, &listed));
    NUMBER(1, listed);
    RESULT(MFA_OK, mfa_is_listed("carol", 5, "carol", 5, &listed));
    NUMBER(1, listed);
    RESULT(MFA_OK, mfa_is_listed("Carol", 5, "carol", 5, &listed));
    NUMBER(0, listed);
}

static void administrators_lock_for_longer_and_time_lifts_it(void) {
    struct record carol, eve;
    mfa_verdict verdict;
    mfa_policy administrator = policy_of(MFA_POLICY_ADMINISTRATOR);
    unsigned i;
    person_with_a_phone(&carol, CAROLS);
    person_with_a_phone(&eve, TABLETS);
    for (i = 0; i < 6; i++) {
        RESULT(MFA_REJECTED, login(&carol, MONDAY, WRONG, NULL, &verdict));
    }
    NUMBER(MONDAY + 30, verdict.locked_until);
    for (i = 0; i < 6; i++) {
        RESULT(MFA_REJECTED, login(&eve, MONDAY, WRONG, &administrator, &verdict));
    }
    NUMBER(MONDAY + HOUR, verdict.locked_until);
    RESULT(MFA_OK, login(&carol, MONDAY + 2 * MINUTE, shown_at(&carol.credentials[0], MONDAY + 2 * MINUTE), NULL, &verdict));
    NUMBER(6, verdict.failures_before);
    RESULT(MFA_LOCKED, login(&eve, MONDAY + 2 * MINUTE, shown_at(&eve.credentials[0], MONDAY + 2 * MINUTE),
                             &administrator, &verdict));
    RESULT(MFA_OK, login(&eve, MONDAY + HOUR, shown_at(&eve.credentials[0], MONDAY + HOUR), &administrator, &verdict));
    NUMBER(6, verdict.failures_before);
}

static void locks_grow_up_to_an_hour_and_codes_close_at_the_cap(void) {
    struct record carol;
    mfa_verdict verdict;
    uint64_t now = MONDAY, lasts = 30;
    mfa_attempt attempt;
    unsigned failures;
    person_with_a_phone(&carol, CAROLS);
    for (failures = 1; failures <= 100; failures++) {
        RESULT(MFA_REJECTED, login(&carol, now, WRONG, NULL, &verdict));
        if (failures > 5 && failures < 100) {
            NUMBER(now + lasts, verdict.locked_until);
            RESULT(MFA_LOCKED, login(&carol, now + lasts - 1, WRONG, NULL, NULL));
            now += lasts;
            lasts = lasts * 2 > HOUR ? HOUR : lasts * 2;
        }
    }
    NUMBER(1, verdict.closed);
    now += 30 * DAY;
    RESULT(MFA_CLOSED, login(&carol, now, shown_at(&carol.credentials[0], now), NULL, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_UNCOMMITTED, mfa_person_unlock(&attempt, OF(&carol)));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &carol, NULL));
    RESULT(MFA_OK, login(&carol, now, shown_at(&carol.credentials[0], now), NULL, &verdict));
    NUMBER(100, status_of(&carol, now, NULL).failures_in_all);
}

/* ---- devices ----------------------------------------------------------------------------------- */

static void three_hosts_that_share_a_record_use_a_code_once(void) {
    struct record shared, own;
    const char *code;
    person_with_a_phone(&shared, ALICES);
    own = shared;
    code = shown_at(&shared.credentials[0], MONDAY);
    RESULT(MFA_OK, login(&shared, MONDAY, code, NULL, NULL));
    RESULT(MFA_REJECTED, login(&shared, MONDAY + 2, code, NULL, NULL));
    RESULT(MFA_REJECTED, login(&shared, MONDAY + 4, code, NULL, NULL));
    /* One with a record of its own cannot know. */
    RESULT(MFA_OK, login(&own, MONDAY + 4, code, NULL, NULL));
}

static void codes_count_offline_for_a_week_after_the_device_was_online(void) {
    struct record laptop;
    mfa_verdict verdict;
    mfa_facts online = facts_of_a_login(), offline = facts_of_a_login();
    offline.online = 0;
    person_with_a_phone(&laptop, ALICES);
    RESULT(MFA_DENIED, decide(&laptop, MONDAY, offline, NULL, &verdict));
    NUMBER(MFA_REASON_DENIED_OFFLINE + MFA_ENDED_NEVER_BEGUN, verdict.reason);
    RESULT(MFA_ASK_FOR_CODE, decide(&laptop, MONDAY, online, NULL, &verdict));
    RESULT(MFA_ASK_FOR_CODE, decide(&laptop, MONDAY + 7 * DAY - 1, offline, NULL, &verdict));
    RESULT(MFA_DENIED, decide(&laptop, MONDAY + 7 * DAY, offline, NULL, &verdict));
    NUMBER(MFA_REASON_DENIED_OFFLINE + MFA_ENDED_TIME_IS_UP, verdict.reason);
    RESULT(MFA_ASK_FOR_CODE, decide(&laptop, MONDAY + 7 * DAY, online, NULL, &verdict));
    RESULT(MFA_ASK_FOR_CODE, decide(&laptop, MONDAY + 8 * DAY, offline, NULL, &verdict));
}

static void each_occasion_is_asked_for_by_itself(void) {
    struct record alice;
    mfa_verdict verdict;
    mfa_facts facts = facts_of_a_login();
    mfa_login_policy policy = login_policy();
    const char *code;
    person_with_a_phone(&alice, ALICES);
    policy.occasions = MFA_OCCASION_LOGIN | MFA_OCCASION_ELEVATE;
    code = shown_at(&alice.credentials[0], MONDAY);
    RESULT(MFA_ASK_FOR_CODE, decide(&alice, MONDAY, facts, &policy, &verdict));
    RESULT(MFA_OK, login(&alice, MONDAY, code, NULL, NULL));
    facts.occasion = MFA_OCCASION_UNLOCK;
    RESULT(MFA_OK, decide(&alice, MONDAY + 10, facts, &policy, &verdict));
    NUMBER(MFA_REASON_OCCASION, verdict.reason);
    facts.occasion = MFA_OCCASION_ELEVATE;
    RESULT(MFA_ASK_FOR_CODE, decide(&alice, MONDAY + 10, facts, &policy, &verdict));
    RESULT(MFA_REJECTED, login(&alice, MONDAY + 10, code, NULL, NULL));
    RESULT(MFA_OK, login(&alice, MONDAY + 30, shown_at(&alice.credentials[0], MONDAY + 30), NULL, NULL));
    facts.occasion = MFA_OCCASION_LOGIN | MFA_OCCASION_UNLOCK;
    CHECK(decide(&alice, MONDAY + 40, facts, &policy, &verdict) < 0);
}

/* ---- single sign-on ---------------------------------------------------------------------------- */

static void an_enrollment_expires_and_is_begun_again(void) {
    struct record alice;
    mfa_verdict verdict;
    mfa_credential phone;
    mfa_attempt attempt;
    mfa_pending pending = {0};
    mfa_enrollment enrollment;
    uint64_t now = MONDAY + 12 * MINUTE;
    const char *code;
    make_credential_of(&phone, ALICES, NULL);
    new_person(&alice);
    enroll(&alice, ALICES, MONDAY, NULL);
    RESULT(MFA_OK, mfa_enrollment_from_bytes(&enrollment, alice.pending, alice.pending_size));
    pending.size = sizeof pending;
    RESULT(MFA_OK, mfa_enrollment_status(&enrollment, MONDAY + 10 * MINUTE - 1, &pending));
    NUMBER(1, pending.is_open);
    NUMBER(MONDAY + 10 * MINUTE, pending.until);
    RESULT(MFA_OK, mfa_enrollment_status(&enrollment, MONDAY + 10 * MINUTE, &pending));
    NUMBER(0, pending.is_open);
    code = shown_at(&phone, MONDAY + 11 * MINUTE);
    RESULT(MFA_ENROLLMENT_OVER, confirm(&alice, MONDAY + 11 * MINUTE, code, &verdict));
    NUMBER(0, alice.count);
    NUMBER(0, alice.pending_size);
    enroll(&alice, ALICES, now, NULL);
    code = shown_at(&phone, now);
    /* Pending is not enrolled. */
    RESULT(MFA_ERROR_NOBODY_ENROLLED, mfa_person_verify(&attempt, OF(&alice), now, code, 6, NULL));
    RESULT(MFA_REJECTED, confirm(&alice, now, slip(code), &verdict));
    NUMBER(9, verdict.wrong_codes_left);
    RESULT(MFA_ENROLLED, confirm(&alice, now, code, &verdict));
    /* The code that confirmed is used up. */
    RESULT(MFA_REJECTED, login(&alice, now, code, NULL, NULL));
    RESULT(MFA_OK, login(&alice, now + 30, shown_at(&phone, now + 30), NULL, NULL));
}

static void a_tablet_whose_clock_is_slow_is_diagnosed(void) {
    struct record alice;
    mfa_credential tablet;
    mfa_enrollment enrollment;
    char key[MFA_SETUP_KEY_SIZE], uri[MFA_URI_SIZE];
    const char *code;
    uint32_t found = 0;
    int64_t offset = 0;
    new_person(&alice);
    enroll(&alice, TABLETS, MONDAY, NULL);
    RESULT(MFA_OK, mfa_enrollment_from_bytes(&enrollment, alice.pending, alice.pending_size));
    RESULT(MFA_OK, mfa_enrollment_setup_key(&enrollment, key, sizeof key, NULL));
    TEXT("MFRG GZDF MZTW Q2LK NNWG 23TP OBYX E43U", key);
    RESULT(MFA_OK, mfa_enrollment_setup_uri(&enrollment, "Example", 7, "alice", 5, uri, sizeof uri, NULL));
    TEXT("otpauth://totp/Example:alice?secret=" TABLETS "&issuer=Example&algorithm=SHA1&digits=6&period=30", uri);
    /* She types the key as it is shown. */
    make_credential_of(&tablet, key, NULL);
    code = shown_at(&tablet, MONDAY - 90);
    RESULT(MFA_REJECTED, confirm(&alice, MONDAY, code, NULL));
    RESULT(MFA_OK, mfa_enrollment_diagnose(&enrollment, MONDAY, code, 6, 20, &found, &offset));
    NUMBER(1, found);
    CHECK(offset == -3);
    RESULT(MFA_ENROLLED, confirm(&alice, MONDAY + MINUTE, shown_at(&tablet, MONDAY + MINUTE), NULL));
    RESULT(MFA_OK, mfa_credential_diagnose_as_administrator(&tablet, MONDAY, shown_at(&tablet, MONDAY + 300), 6, 20,
                                                            &found, &offset));
    NUMBER(1, found);
    CHECK(offset == 10);
}

static void ten_wrong_codes_end_an_enrollment_and_two_codes_may_be_wanted(void) {
    struct record alice;
    mfa_verdict verdict;
    mfa_credential phone;
    mfa_enrollment_policy policy = {0};
    unsigned i;
    make_credential_of(&phone, ALICES, NULL);
    new_person(&alice);
    enroll(&alice, ALICES, MONDAY, NULL);
    for (i = 0; i < 9; i++) {
        RESULT(MFA_REJECTED, confirm(&alice, MONDAY, WRONG, &verdict));
        NUMBER(9 - i, verdict.wrong_codes_left);
    }
    RESULT(MFA_ENROLLMENT_OVER, confirm(&alice, MONDAY, WRONG, &verdict));
    NUMBER(0, status_of(&alice, MONDAY, NULL).failures);
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_enrollment_policy_init(&policy));
    policy.codes = 2;
    enroll(&alice, ALICES, MONDAY, &policy);
    RESULT(MFA_ONE_MORE_CODE, confirm(&alice, MONDAY, shown_at(&phone, MONDAY), &verdict));
    NUMBER(0, alice.count);
    /* The same once more is no second one. */
    RESULT(MFA_ONE_MORE_CODE, confirm(&alice, MONDAY, shown_at(&phone, MONDAY), &verdict));
    NUMBER(0, alice.count);
    RESULT(MFA_ENROLLED, confirm(&alice, MONDAY + 30, shown_at(&phone, MONDAY + 30), &verdict));
    NUMBER(1, alice.count);
}

/* ---- tokens and clocks ------------------------------------------------------------------------- */

static void a_token_that_was_pressed_too_often_is_resynchronized(void) {
    struct record alice;
    mfa_parameters hotp = hotp_parameters();
    mfa_attempt attempt;
    mfa_progress progress = {0};
    mfa_verdict verdict = {0};
    const mfa_credential *token = &alice.credentials[0];
    new_person(&alice);
    add_authenticator(&alice, ALICES, &hotp, 0);
    RESULT(MFA_OK, login(&alice, MONDAY, shown_for(token, 9), NULL, &verdict));
    NUMBER(9, verdict.position);
    RESULT(MFA_REJECTED, login(&alice, MONDAY, shown_for(token, 5), NULL, NULL));
    RESULT(MFA_REJECTED, login(&alice, MONDAY, shown_for(token, 60), NULL, NULL));
    progress.size = sizeof progress;
    RESULT(MFA_OK, mfa_person_progress(OF(&alice), 0, &progress));
    NUMBER(10, progress.next);
    verdict.size = sizeof verdict;
    RESULT(MFA_UNCOMMITTED, mfa_person_resynchronize(&attempt, OF(&alice), 0, MONDAY, shown_for(token, 60), 6,
                                                     shown_for(token, 61), 6, NULL));
    RESULT(MFA_RESYNCHRONIZED, mfa_attempt_commit(&attempt, store_record, &alice, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_REJECTED, login(&alice, MONDAY, shown_for(token, 60), NULL, NULL));
    RESULT(MFA_REJECTED, login(&alice, MONDAY, shown_for(token, 61), NULL, NULL));
    RESULT(MFA_OK, login(&alice, MONDAY, shown_for(token, 62), NULL, NULL));
    RESULT(MFA_OK, mfa_person_progress(OF(&alice), 0, &progress));
    NUMBER(63, progress.next);
}

static void a_counter_at_its_end_is_exhausted_and_does_not_wrap(void) {
    struct record alice;
    mfa_parameters hotp = hotp_parameters();
    mfa_attempt attempt;
    mfa_progress progress = {0};
    const uint64_t last = UINT64_MAX - 1;
    new_person(&alice);
    add_authenticator(&alice, ALICES, &hotp, last);
    RESULT(MFA_OK, login(&alice, MONDAY, shown_for(&alice.credentials[0], last), NULL, NULL));
    RESULT(MFA_ERROR_COUNTER_EXHAUSTED,
           mfa_person_verify(&attempt, OF(&alice), MONDAY, shown_for(&alice.credentials[0], 0), 6, NULL));
    progress.size = sizeof progress;
    RESULT(MFA_OK, mfa_person_progress(OF(&alice), 0, &progress));
    NUMBER(1, progress.exhausted);
    RESULT(MFA_ERROR_COUNTER, mfa_person_add(&attempt, OF(&alice), &alice.credentials[0], UINT64_MAX));
}

static void a_slow_phone_is_learned_and_whoever_corrects_it_is_not_out(void) {
    struct record alice;
    mfa_policy policy = policy_of(MFA_POLICY_DEFAULT);
    mfa_progress progress = {0};
    const mfa_credential *phone = &alice.credentials[0];
    unsigned day;
    policy.drift = 4;
    person_with_a_phone(&alice, ALICES);
    /* One step slower each day, until the bound. */
    for (day = 1; day <= 4; day++) {
        uint64_t now = MONDAY + day * DAY;
        RESULT(MFA_OK, login(&alice, now, shown_at(phone, now - day * 30), &policy, NULL));
    }
    progress.size = sizeof progress;
    RESULT(MFA_OK, mfa_person_progress(OF(&alice), 0, &progress));
    CHECK(progress.drift == -4);
    RESULT(MFA_REJECTED, login(&alice, MONDAY + 6 * DAY, shown_at(phone, MONDAY + 6 * DAY - 180), &policy, NULL));
    RESULT(MFA_OK, login(&alice, MONDAY + 6 * DAY, shown_at(phone, MONDAY + 6 * DAY), &policy, NULL));
}

static void setting_the_clock_back_or_widening_the_window_revives_no_code(void) {
    struct record alice;
    mfa_policy wide = policy_of(MFA_POLICY_DEFAULT);
    const mfa_credential *phone = &alice.credentials[0];
    char spelled[16];
    const char *code;
    wide.past = wide.future = 50;
    person_with_a_phone(&alice, ALICES);
    code = shown_at(phone, MONDAY);
    RESULT(MFA_OK, login(&alice, MONDAY, code, NULL, NULL));
    RESULT(MFA_REJECTED, login(&alice, MONDAY - DAY, shown_at(phone, MONDAY - DAY), NULL, NULL));
    RESULT(MFA_REJECTED, login(&alice, MONDAY + 10 * MINUTE, code, &wide, NULL));
    memcpy(spelled, code, 3);
    strcpy(spelled + 3, " - ");
    strcpy(spelled + 6, code + 3);
    RESULT(MFA_REJECTED, login(&alice, MONDAY, spelled, NULL, NULL));
    RESULT(MFA_OK, login(&alice, MONDAY + 30, shown_at(phone, MONDAY + 30), &wide, NULL));
}

const struct test story_tests[] = {
    TEST(either_authenticator_lets_her_in_and_the_lost_one_is_out),
    TEST(a_deleted_authenticator_does_not_come_back_by_its_record),
    TEST(a_smartcard_does_in_place_of_a_code_where_the_policy_says_so),
    TEST(a_person_has_eight_authenticators_and_not_nine),
    TEST(people_have_seven_days_to_enroll_and_then_call_somebody),
    TEST(logins_without_an_authenticator_are_counted),
    TEST(only_who_is_enrolled_or_required_is_asked),
    TEST(administrators_lock_for_longer_and_time_lifts_it),
    TEST(locks_grow_up_to_an_hour_and_codes_close_at_the_cap),
    TEST(three_hosts_that_share_a_record_use_a_code_once),
    TEST(codes_count_offline_for_a_week_after_the_device_was_online),
    TEST(each_occasion_is_asked_for_by_itself),
    TEST(an_enrollment_expires_and_is_begun_again),
    TEST(a_tablet_whose_clock_is_slow_is_diagnosed),
    TEST(ten_wrong_codes_end_an_enrollment_and_two_codes_may_be_wanted),
    TEST(a_token_that_was_pressed_too_often_is_resynchronized),
    TEST(a_counter_at_its_end_is_exhausted_and_does_not_wrap),
    TEST(a_slow_phone_is_learned_and_whoever_corrects_it_is_not_out),
    TEST(setting_the_clock_back_or_widening_the_window_revives_no_code),
    {NULL, NULL},
};
