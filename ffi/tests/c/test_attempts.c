/* Attempts: nobody gets in but by a code that is right, stored, and told once. */
#include <string.h>

#include "frame.h"
#include "people.h"

/* What a callback was asked, and what it answers. */
struct answer {
    uint32_t commit;
    unsigned called;
    uint32_t parts;
    uint64_t expected_revision, revision;
    size_t states_size;
    uint32_t size;
};

static uint32_t answers(void *context, const mfa_next *next) {
    struct answer *answer = context;
    answer->called++;
    answer->parts = next->parts;
    answer->expected_revision = next->expected_revision;
    answer->revision = next->revision;
    answer->states_size = next->states_size;
    answer->size = next->size;
    return answer->commit;
}

static mfa_result verify(mfa_attempt *attempt, const struct record *record, uint64_t now, const char *typed) {
    return mfa_person_verify(attempt, record->credentials, record->count, record->states, record->states_size, now,
                             typed, strlen(typed), NULL);
}

static const char *right_code(const struct record *record, uint64_t now) {
    return shown_at(&record->credentials[0], now);
}

/* A verdict that nobody may believe. */
static mfa_verdict unset_verdict(void) {
    mfa_verdict verdict;
    memset(&verdict, 0xff, sizeof verdict);
    verdict.size = sizeof verdict;
    return verdict;
}

static void an_accepted_code_is_zero_once_it_is_stored(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_verdict verdict = unset_verdict();
    struct answer answer = {MFA_COMMIT_STORED, 0, 0, 0, 0, 0, 0};
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_OK, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(1, answer.called);
    NUMBER(MFA_PART_STATES, answer.parts);
    NUMBER(record.revision, answer.expected_revision);
    NUMBER(record.revision + 1, answer.revision);
    NUMBER(MFA_STATE_LENGTH, answer.states_size);
    NUMBER(sizeof(mfa_next), answer.size);
    NUMBER(1, verdict.accepted);
    NUMBER(MFA_FACTOR_CODE, verdict.factor);
    NUMBER(0, verdict.authenticator);
    NUMBER(MONDAY / 30, verdict.position);
    NUMBER(0, verdict.offset);
    NUMBER(0, verdict.failures_before);
    NUMBER(sizeof verdict, verdict.size);
}

static void any_answer_but_stored_denies(void) {
    static const uint32_t others[] = {0, 1, 2, (uint32_t)-1, 100, MFA_COMMIT_UNKNOWN, 104, 0xffffff00 + MFA_COMMIT_STORED};
    struct record record;
    size_t i;
    person_with_a_phone(&record, ALICES);
    for (i = 0; i < sizeof others / sizeof *others; i++) {
        mfa_attempt attempt;
        mfa_verdict verdict = unset_verdict();
        struct answer answer = {0, 0, 0, 0, 0, 0, 0};
        answer.commit = others[i];
        RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
        RESULT(MFA_NOT_CONFIRMED, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
        NUMBER(0, verdict.accepted);
        NUMBER(1, answer.called);
        RESULT(MFA_ERROR_ORDER, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    }
}

static void a_conflict_denies_and_says_so(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_verdict verdict = unset_verdict();
    struct answer answer = {MFA_COMMIT_CONFLICT, 0, 0, 0, 0, 0, 0};
    mfa_permit permit;
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_CONFLICT, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_ERROR_NOTHING_PERMITTED, mfa_attempt_permit(&attempt, &permit));
    RESULT(MFA_ERROR_ORDER, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(1, answer.called);
}

static void of_two_attempts_with_one_code_one_gets_in(void) {
    struct record record;
    mfa_attempt first, second;
    mfa_verdict verdict = unset_verdict();
    const char *code;
    person_with_a_phone(&record, ALICES);
    code = right_code(&record, MONDAY);
    RESULT(MFA_UNCOMMITTED, verify(&first, &record, MONDAY, code));
    RESULT(MFA_UNCOMMITTED, verify(&second, &record, MONDAY, code));
    RESULT(MFA_OK, mfa_attempt_commit(&second, store_record, &record, NULL));
    RESULT(MFA_CONFLICT, mfa_attempt_commit(&first, store_record, &record, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_REJECTED, login(&record, MONDAY, code, NULL, &verdict));
    NUMBER(MFA_REASON_REPLAYED, verdict.reason);
    NUMBER(0, status_of(&record, MONDAY, NULL).failures);
}

static void two_steps_come_to_what_a_callback_does(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_next next = {0};
    mfa_verdict verdict = unset_verdict();
    person_with_a_phone(&record, ALICES);
    next.size = sizeof next;
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_UNCOMMITTED, mfa_attempt_next(&attempt, &next));
    NUMBER(MFA_PART_STATES, next.parts);
    CHECK(next.states != NULL);
    CHECK(next.standing == NULL && next.standing_size == 0 && next.recovery == NULL && next.recovery_codes == NULL &&
          next.pending == NULL && next.secret == NULL && next.parameters == NULL && next.logins == NULL);
    NUMBER(MFA_COMMIT_STORED, store_record(&record, &next));
    RESULT(MFA_OK, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    NUMBER(1, verdict.accepted);
    RESULT(MFA_REJECTED, login(&record, MONDAY, right_code(&record, MONDAY), NULL, NULL));
}

static void steps_out_of_order_or_twice_are_errors_and_deny(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_next next = {0};
    mfa_verdict verdict = unset_verdict();
    mfa_permit permit;
    struct answer answer = {MFA_COMMIT_STORED, 0, 0, 0, 0, 0, 0};
    person_with_a_phone(&record, ALICES);
    next.size = sizeof next;
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ERROR_ORDER, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_ERROR_ORDER, mfa_attempt_permit(&attempt, &permit));
    /* It is none the worse for it. Asking twice what to store is fine. */
    RESULT(MFA_UNCOMMITTED, mfa_attempt_next(&attempt, &next));
    RESULT(MFA_UNCOMMITTED, mfa_attempt_next(&attempt, &next));
    NUMBER(MFA_PART_STATES, next.parts);
    RESULT(MFA_ERROR_ORDER, mfa_attempt_permit(&attempt, &permit));
    RESULT(MFA_OK, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    verdict = unset_verdict();
    RESULT(MFA_ERROR_ORDER, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_ERROR_ORDER, mfa_attempt_next(&attempt, &next));
    NUMBER(0, next.parts);
    CHECK(next.states == NULL);
    verdict = unset_verdict();
    RESULT(MFA_ERROR_ORDER, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(0, verdict.accepted);
    NUMBER(0, answer.called);
    RESULT(MFA_OK, mfa_attempt_permit(&attempt, &permit));
    RESULT(MFA_ERROR_NOTHING_PERMITTED, mfa_attempt_permit(&attempt, &permit));
    /* After a commit, too, nothing can be told. */
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, "000000"));
    RESULT(MFA_REJECTED, mfa_attempt_commit(&attempt, answers, &answer, NULL));
    RESULT(MFA_ERROR_ORDER, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    RESULT(MFA_ERROR_NOTHING_PERMITTED, mfa_attempt_permit(&attempt, &permit));
    RESULT(MFA_ERROR_ORDER, mfa_attempt_next(&attempt, &next));
}

static void a_commit_without_a_callback_asks_for_one_and_can_be_made_good(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_verdict verdict = unset_verdict();
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ARGUMENT_NULL - 2, mfa_attempt_commit(&attempt, NULL, NULL, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_OK, mfa_attempt_commit(&attempt, store_record, &record, &verdict));
}

static void a_copied_attempt_or_permit_is_refused(void) {
    struct record record;
    mfa_attempt attempt, copy;
    mfa_permit permit, other;
    struct answer answer = {MFA_COMMIT_STORED, 0, 0, 0, 0, 0, 0};
    mfa_verdict verdict = unset_verdict();
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    copy = attempt;
    RESULT(MFA_ARGUMENT_DAMAGED - 1, mfa_attempt_commit(&copy, answers, &answer, &verdict));
    NUMBER(0, verdict.accepted);
    NUMBER(0, answer.called);
    RESULT(MFA_OK, mfa_attempt_commit(&attempt, answers, &answer, NULL));
    copy = attempt;
    RESULT(MFA_ARGUMENT_DAMAGED - 1, mfa_attempt_permit(&copy, &permit));
    RESULT(MFA_OK, mfa_attempt_permit(&attempt, &permit));
    other = permit;
    RESULT(MFA_ARGUMENT_DAMAGED - 7,
           mfa_person_restore(&attempt, record.credentials, 1, record.states, record.states_size, 0, &other, MONDAY,
                              "123456", 6, NULL));
}

static void an_attempt_that_could_not_begin_ends_with_the_same_error(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_next next = {0};
    mfa_permit permit;
    struct answer answer = {MFA_COMMIT_STORED, 0, 0, 0, 0, 0, 0};
    mfa_verdict verdict = unset_verdict();
    person_with_a_phone(&record, ALICES);
    next.size = sizeof next;
    RESULT(MFA_ERROR_CODE_LENGTH, verify(&attempt, &record, MONDAY, "123"));
    RESULT(MFA_ERROR_CODE_LENGTH, mfa_attempt_next(&attempt, &next));
    RESULT(MFA_ERROR_CODE_LENGTH, mfa_attempt_told(&attempt, MFA_COMMIT_STORED, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_ERROR_CODE_LENGTH, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    RESULT(MFA_ERROR_CODE_LENGTH, mfa_attempt_permit(&attempt, &permit));
    NUMBER(0, answer.called);
    record.states[20] ^= 1;
    RESULT(MFA_ERROR_STATE_SEAL, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ERROR_STATE_SEAL, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(0, answer.called);
}

static void an_attempt_that_was_never_begun_or_is_wiped_denies(void) {
    struct record record;
    mfa_attempt attempt = {{0}};
    mfa_verdict verdict = unset_verdict();
    struct answer answer = {MFA_COMMIT_STORED, 0, 0, 0, 0, 0, 0};
    RESULT(MFA_ARGUMENT_UNSET - 1, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(0, verdict.accepted);
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    mfa_attempt_wipe(&attempt);
    RESULT(MFA_ARGUMENT_UNSET - 1, mfa_attempt_commit(&attempt, answers, &answer, &verdict));
    NUMBER(0, answer.called);
}

static uint32_t wipes_the_attempt(void *context, const mfa_next *next) {
    (void)next;
    mfa_attempt_wipe(context);
    return MFA_COMMIT_STORED;
}

static uint32_t begins_it_anew(void *context, const mfa_next *next) {
    (void)next;
    (void)mfa_person_verify(context, NULL, 9, NULL, 0, 0, NULL, 0, NULL);
    return MFA_COMMIT_STORED;
}

static uint32_t tells_it_itself(void *context, const mfa_next *next) {
    (void)next;
    return mfa_attempt_told(context, MFA_COMMIT_UNKNOWN, NULL) == MFA_NOT_CONFIRMED ? MFA_COMMIT_STORED : 0;
}

static void what_a_callback_does_to_its_attempt_lets_nobody_in(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_verdict verdict = unset_verdict();
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ARGUMENT_UNSET - 1, mfa_attempt_commit(&attempt, wipes_the_attempt, &attempt, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ERROR_TOO_MANY, mfa_attempt_commit(&attempt, begins_it_anew, &attempt, &verdict));
    NUMBER(0, verdict.accepted);
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY, right_code(&record, MONDAY)));
    RESULT(MFA_ERROR_ORDER, mfa_attempt_commit(&attempt, tells_it_itself, &attempt, &verdict));
    NUMBER(0, verdict.accepted);
}

static void where_nothing_need_be_stored_nobody_is_asked_to(void) {
    struct record record;
    unsigned i, stores;
    mfa_verdict verdict = unset_verdict();
    mfa_attempt attempt;
    mfa_next next = {0};
    person_with_a_phone(&record, ALICES);
    for (i = 0; i < 6; i++) {
        RESULT(MFA_REJECTED, login(&record, MONDAY, "000000", NULL, NULL));
    }
    stores = record.stores;
    RESULT(MFA_LOCKED, login(&record, MONDAY + 1, right_code(&record, MONDAY), NULL, &verdict));
    NUMBER(stores, record.stores);
    NUMBER(MONDAY + 30, verdict.locked_until);
    NUMBER(0, verdict.accepted);
    /* In two steps, what is told does not matter there. */
    next.size = sizeof next;
    RESULT(MFA_UNCOMMITTED, verify(&attempt, &record, MONDAY + 1, right_code(&record, MONDAY)));
    RESULT(MFA_UNCOMMITTED, mfa_attempt_next(&attempt, &next));
    NUMBER(0, next.parts);
    RESULT(MFA_LOCKED, mfa_attempt_told(&attempt, MFA_COMMIT_UNKNOWN, NULL));
}

/* Every deciding function and outcome: only the accepted login is 0. */
static void zero_is_in_and_nothing_else_is(void) {
    struct record record;
    mfa_attempt attempt;
    mfa_permit permit;
    mfa_policy policy = policy_of(MFA_POLICY_DEFAULT);
    const mfa_credential *phone = &record.credentials[0];
    unsigned i;
    person_with_a_phone(&record, ALICES);
    policy.drift = 10;
#define PERSON record.credentials, record.count, record.states, record.states_size
#define ENDS(result, begin)                     \
    RESULT(MFA_UNCOMMITTED, begin);             \
    RESULT(result, mfa_attempt_commit(&attempt, store_record, &record, NULL))
    ENDS(MFA_REJECTED, verify(&attempt, &record, MONDAY, "000000"));
    ENDS(MFA_RESYNCHRONIZED, mfa_person_resynchronize(&attempt, PERSON, 0, MONDAY, shown_at(phone, MONDAY), 6,
                                                      shown_at(phone, MONDAY + 30), 6, &policy));
    ENDS(MFA_REJECTED, mfa_person_resynchronize(&attempt, PERSON, 0, MONDAY, "000000", 6, "111111", 6, &policy));
    ENDS(MFA_DIAGNOSED, mfa_person_diagnose(&attempt, PERSON, 0, MONDAY + 600, shown_at(phone, MONDAY + 300), 6, 20,
                                            &policy));
    ENDS(MFA_REJECTED, mfa_person_diagnose(&attempt, PERSON, 0, MONDAY + 600, "000000", 6, 20, &policy));
    ENDS(MFA_OK, verify(&attempt, &record, MONDAY + 900, shown_at(phone, MONDAY + 900)));
    RESULT(MFA_OK, mfa_attempt_permit(&attempt, &permit));
    ENDS(MFA_CHANGED, mfa_person_suspend(&attempt, PERSON, 0));
    ENDS(MFA_SUSPENDED, verify(&attempt, &record, MONDAY + 1200, shown_at(phone, MONDAY + 1200)));
    ENDS(MFA_SUSPENDED, mfa_person_resynchronize(&attempt, PERSON, 0, MONDAY + 1200, "000000", 6, "111111", 6,
                                                 &policy));
    ENDS(MFA_SUSPENDED, mfa_person_diagnose(&attempt, PERSON, 0, MONDAY + 1200, "000000", 6, 20, &policy));
    RESULT(MFA_ERROR_CODE_LENGTH,
           mfa_person_restore(&attempt, PERSON, 0, &permit, MONDAY + 1200, "0", 1, &policy));
    ENDS(MFA_RESTORED, mfa_person_restore(&attempt, PERSON, 0, &permit, MONDAY + 1200, shown_at(phone, MONDAY + 1200),
                                          6, &policy));
    RESULT(MFA_ARGUMENT_UNSET - 7, mfa_person_restore(&attempt, PERSON, 0, &permit, MONDAY + 1200, "000000", 6, &policy));
    ENDS(MFA_CHANGED, mfa_person_suspend_all(&attempt, PERSON));
    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    ENDS(MFA_REJECTED, mfa_person_restore(&attempt, PERSON, 0, &permit, MONDAY + 1500, "000000", 6, &policy));
    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    ENDS(MFA_RESTORED, mfa_person_restore(&attempt, PERSON, 0, &permit, MONDAY + 1500, shown_at(phone, MONDAY + 1500),
                                          6, &policy));
    ENDS(MFA_OK, verify(&attempt, &record, MONDAY + 1650, shown_at(phone, MONDAY + 1650)));
    for (i = 0; i < 6; i++) {
        ENDS(MFA_REJECTED, verify(&attempt, &record, MONDAY + 1800, "000000"));
    }
    ENDS(MFA_LOCKED, verify(&attempt, &record, MONDAY + 1800, shown_at(phone, MONDAY + 1800)));
    ENDS(MFA_LOCKED, mfa_person_resynchronize(&attempt, PERSON, 0, MONDAY + 1800, "000000", 6, "111111", 6, &policy));
    ENDS(MFA_LOCKED, mfa_person_diagnose(&attempt, PERSON, 0, MONDAY + 1800, "000000", 6, 20, &policy));
    ENDS(MFA_CHANGED, mfa_person_unlock(&attempt, PERSON));
    ENDS(MFA_CHANGED, mfa_person_reseal(&attempt, PERSON));
    ENDS(MFA_OK, verify(&attempt, &record, MONDAY + 1800, shown_at(phone, MONDAY + 1800)));
    policy.cap = policy.free_failures = 3;
    for (i = 0; i < 3; i++) {
        ENDS(MFA_REJECTED, mfa_person_verify(&attempt, PERSON, MONDAY + 2100, "000000", 6, &policy));
    }
    ENDS(MFA_CLOSED, mfa_person_verify(&attempt, PERSON, MONDAY + 2100, shown_at(phone, MONDAY + 2100), 6, &policy));
    ENDS(MFA_CLOSED, mfa_person_verify_with(&attempt, PERSON, 0, MONDAY + 2100, shown_at(phone, MONDAY + 2100), 6,
                                            &policy));
    ENDS(MFA_CLOSED, mfa_person_diagnose(&attempt, PERSON, 0, MONDAY + 2100, "000000", 6, 20, &policy));
    NUMBER(1, status_of(&record, MONDAY + 2100, &policy).closed);
    ENDS(MFA_CHANGED, mfa_person_remove_all(&attempt, PERSON));
    record.count = 0;
    RESULT(MFA_ERROR_NOBODY_ENROLLED, verify(&attempt, &record, MONDAY, "000000"));
    RESULT(MFA_ERROR_NOBODY_ENROLLED, mfa_attempt_commit(&attempt, store_record, &record, NULL));
#undef ENDS
#undef PERSON
}

static void states_that_do_not_belong_together_let_nobody_in(void) {
    struct record alice, carol;
    uint8_t states[2 * MFA_STATE_LENGTH];
    mfa_attempt attempt;
    const char *code;
    size_t i;
    person_with_a_phone(&alice, ALICES);
    person_with_a_phone(&carol, CAROLS);
    code = right_code(&alice, MONDAY);
#define REFUSED(error, bytes, size, count)                                                                   \
    RESULT(error, mfa_person_verify(&attempt, alice.credentials, count, bytes, size, MONDAY, code, 6, NULL)); \
    RESULT(error, mfa_attempt_commit(&attempt, store_record, &alice, NULL))
    REFUSED(MFA_ERROR_STATE_SEAL, carol.states, MFA_STATE_LENGTH, 1);
    REFUSED(MFA_ARGUMENT_SIZE - 5, alice.states, MFA_STATE_LENGTH - 1, 1);
    REFUSED(MFA_ARGUMENT_SIZE - 5, alice.states, 0, 1);
    REFUSED(MFA_ARGUMENT_NULL - 4, NULL, MFA_STATE_LENGTH, 1);
    REFUSED(MFA_ERROR_TOO_MANY, alice.states, 9 * MFA_STATE_LENGTH, 9);
    REFUSED(MFA_ERROR_TOO_MANY, alice.states, MFA_STATE_LENGTH, SIZE_MAX);
    for (i = 0; i < MFA_STATE_LENGTH * 8; i++) {
        memcpy(states, alice.states, MFA_STATE_LENGTH);
        states[i / 8] ^= (uint8_t)(1u << (i % 8));
        CHECK(mfa_person_verify(&attempt, alice.credentials, 1, states, MFA_STATE_LENGTH, MONDAY, code, 6, NULL) < 0);
        CHECK(mfa_attempt_commit(&attempt, store_record, &alice, NULL) < 0);
    }
    /* A second authenticator, and the first one's state from before it came. */
    memcpy(states, alice.states, MFA_STATE_LENGTH);
    add_authenticator(&alice, TABLETS, NULL, 0);
    memcpy(states + MFA_STATE_LENGTH, alice.states + MFA_STATE_LENGTH, MFA_STATE_LENGTH);
    REFUSED(MFA_ERROR_STATES_DISAGREE, states, 2 * MFA_STATE_LENGTH, 2);
#undef REFUSED
}

static void answers_of_a_login_say_what_there_is_to_show(void) {
    struct record record;
    mfa_verdict verdict = unset_verdict();
    unsigned i;
    person_with_a_phone(&record, ALICES);
    RESULT(MFA_REJECTED, login(&record, MONDAY, "000000", NULL, &verdict));
    NUMBER(MFA_REASON_MISMATCH, verdict.reason);
    NUMBER(5, verdict.attempts_left);
    NUMBER(0, verdict.closed);
    for (i = 0; i < 5; i++) {
        RESULT(MFA_REJECTED, login(&record, MONDAY, "000000", NULL, &verdict));
    }
    NUMBER(MONDAY + 30, verdict.locked_until);
    RESULT(MFA_OK, login(&record, MONDAY + 30, right_code(&record, MONDAY + 60), NULL, &verdict));
    NUMBER(6, verdict.failures_before);
    NUMBER(1, verdict.offset);
    NUMBER(0, verdict.locked_until);
    RESULT(MFA_OK, login(&record, MONDAY + 120, right_code(&record, MONDAY + 90), NULL, &verdict));
    CHECK(verdict.offset == -1);
    NUMBER(6, status_of(&record, MONDAY, NULL).failures_in_all);
}

const struct test attempt_tests[] = {
    TEST(an_accepted_code_is_zero_once_it_is_stored),
    TEST(any_answer_but_stored_denies),
    TEST(a_conflict_denies_and_says_so),
    TEST(of_two_attempts_with_one_code_one_gets_in),
    TEST(two_steps_come_to_what_a_callback_does),
    TEST(steps_out_of_order_or_twice_are_errors_and_deny),
    TEST(a_commit_without_a_callback_asks_for_one_and_can_be_made_good),
    TEST(a_copied_attempt_or_permit_is_refused),
    TEST(an_attempt_that_could_not_begin_ends_with_the_same_error),
    TEST(an_attempt_that_was_never_begun_or_is_wiped_denies),
    TEST(what_a_callback_does_to_its_attempt_lets_nobody_in),
    TEST(where_nothing_need_be_stored_nobody_is_asked_to),
    TEST(zero_is_in_and_nothing_else_is),
    TEST(states_that_do_not_belong_together_let_nobody_in),
    TEST(answers_of_a_login_say_what_there_is_to_show),
    {NULL, NULL},
};
