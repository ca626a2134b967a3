/* Whole logins against a store of its own, by the system's clock. */
#include <stdio.h>
#include <string.h>

#include "hosted.h"
#include "stories.h"

/* What a person types, or that they give up; and how often they were asked, and for what. */
struct typist {
    const char *types;
    int32_t returns; /* in place of how much was typed, if it is not 0 */
    unsigned asked;
    mfa_result decided;
};

static int32_t at_the_prompt(void *context, mfa_result decided, const mfa_verdict *verdict, char *typed,
                             size_t typed_size) {
    struct typist *typist = context;
    size_t length = typist->types == NULL ? 0 : strlen(typist->types);
    typist->asked++;
    typist->decided = decided;
    if (verdict == NULL || verdict->accepted != 0 || typed_size < length) {
        return -1;
    }
    if (length > 0) {
        memcpy(typed, typist->types, length);
    }
    return typist->returns != 0 ? typist->returns : (int32_t)length;
}

static mfa_result log_in(const char *person, struct typist *typist, mfa_verdict *verdict, mfa_permit *permit) {
    memset(verdict, 0xff, sizeof *verdict);
    verdict->size = sizeof *verdict;
    return mfa_log_in(hosted.store, hosted.policies, person, strlen(person), NULL, at_the_prompt, typist, verdict, permit);
}

static struct typist typing(const char *types) {
    struct typist typist = {0};
    typist.types = types;
    return typist;
}

static void a_code_lets_in_once_and_its_permit_binds_another_phone(void) {
    mfa_verdict verdict;
    mfa_permit permit;
    char key[MFA_SETUP_KEY_SIZE];
    struct typist alice;
    restore_alice();
    alice = typing(shown_now(hosted.secret));
    RESULT(MFA_OK, log_in("alice", &alice, &verdict, &permit));
    NUMBER(1, alice.asked);
    NUMBER(MFA_ASK_FOR_CODE, alice.decided);
    NUMBER(1, verdict.accepted);
    NUMBER(MFA_FACTOR_CODE, verdict.factor);
    RESULT(MFA_OK, mfa_people_enroll(hosted.store, hosted.policies, "alice", 5, "other", 5, NULL, &permit, key,
                                     sizeof key, NULL, 0));
    RESULT(MFA_REJECTED, log_in("alice", &alice, &verdict, &permit));
    NUMBER(0, verdict.accepted);
    CHECK(permit.opaque[0] == 0);
}

static void whoever_gives_up_or_lies_about_what_was_typed_is_not_in(void) {
    mfa_verdict verdict;
    struct typist alice;
    mfa_status status = {0};
    restore_alice();
    status.size = sizeof status;
    alice = typing(shown_now(hosted.secret));
    alice.returns = -1;
    RESULT(MFA_GIVEN_UP, log_in("alice", &alice, &verdict, NULL));
    NUMBER(0, verdict.accepted);
    alice.returns = MFA_TYPED_LONGEST + 1;
    RESULT(MFA_ERROR_ASKING, log_in("alice", &alice, &verdict, NULL));
    NUMBER(0, verdict.accepted);
    alice.returns = INT32_MAX;
    RESULT(MFA_ERROR_ASKING, log_in("alice", &alice, &verdict, NULL));
    alice.returns = INT32_MIN;
    RESULT(MFA_GIVEN_UP, log_in("alice", &alice, &verdict, NULL));
    /* As long as there is room, zeros behind the code. */
    alice.returns = MFA_TYPED_LONGEST;
    CHECK(log_in("alice", &alice, &verdict, NULL) < 0);
    alice = typing("hello");
    CHECK(log_in("alice", &alice, &verdict, NULL) < 0);
    alice = typing("");
    CHECK(log_in("alice", &alice, &verdict, NULL) < 0);
    NUMBER(0, verdict.accepted);
    RESULT(MFA_OK, mfa_people_status(hosted.store, hosted.policies, "alice", 5, &status, NULL));
    NUMBER(0, status.failures);
    RESULT(MFA_ARGUMENT_NULL - 6, mfa_log_in(hosted.store, hosted.policies, "alice", 5, NULL, NULL, NULL, NULL, NULL));
}

static void in_two_calls_it_is_the_same(void) {
    mfa_decision decision, copy;
    mfa_verdict verdict = {0};
    const char *code;
    restore_alice();
    verdict.size = sizeof verdict;
    RESULT(MFA_ASK_FOR_CODE,
           mfa_log_in_begin(&decision, hosted.store, hosted.policies, "alice", 5, NULL, &verdict, NULL));
    NUMBER(0, verdict.accepted);
    code = shown_now(hosted.secret);
    memcpy(&copy, &decision, sizeof copy);
    RESULT(MFA_ARGUMENT_DAMAGED - 1,
           mfa_log_in_answer(&copy, hosted.store, hosted.policies, code, 6, &verdict, NULL));
    RESULT(MFA_REJECTED,
           mfa_log_in_answer(&decision, hosted.store, hosted.policies, slip(code), 6, &verdict, NULL));
    RESULT(MFA_OK, mfa_log_in_answer(&decision, hosted.store, hosted.policies, code, 6, &verdict, NULL));
    NUMBER(1, verdict.accepted);
    NUMBER(1, verdict.failures_before);
    /* Who is in is not decided about once more. */
    CHECK(mfa_log_in_answer(&decision, hosted.store, hosted.policies, code, 6, &verdict, NULL) < 0);
    NUMBER(0, verdict.accepted);
    mfa_decision_wipe(&decision);
}

static void whoever_has_nothing_and_needs_nothing_is_in_without_being_asked(void) {
    mfa_verdict verdict;
    struct typist bob = {0};
    RESULT(MFA_OK, log_in("bob", &bob, &verdict, NULL));
    NUMBER(0, bob.asked);
    NUMBER(MFA_REASON_NOT_ENROLLED, verdict.reason);
    /* From then on it is required, and the time to enroll runs. */
    RESULT(MFA_OK, mfa_people_require(hosted.store, "bob", 3, MFA_REQUIREMENT_REQUIRED, 0));
    RESULT(MFA_OK, log_in("bob", &bob, &verdict, NULL));
    NUMBER(0, bob.asked);
    NUMBER(MFA_REASON_TIME_TO_ENROLL, verdict.reason);
    CHECK(verdict.until > 0);
    RESULT(MFA_OK, mfa_people_forget(hosted.store, "bob", 3));
}

static void a_pin_a_challenge_and_a_paper_code_let_in_whose_phone_is_lost(void) {
    mfa_verdict verdict;
    mfa_recovery_key vault;
    mfa_decision decision;
    char pin[MFA_RECOVERY_DIGITS_SIZE], paper[20];
    uint64_t now = 0;
    struct typist alice;
    restore_alice();
    memcpy(paper, hosted.codes, 19);
    paper[19] = '\0';
    alice = typing(paper);
    RESULT(MFA_OK, log_in("alice", &alice, &verdict, NULL));
    NUMBER(MFA_FACTOR_RECOVERY_CODE, verdict.factor);
    RESULT(MFA_REJECTED, log_in("alice", &alice, &verdict, NULL));
    RESULT(MFA_OK, mfa_recovery_key_from_base32(&vault, hosted.key, strlen(hosted.key), "LAPTOP-0042", 11));
    verdict.size = sizeof verdict;
    RESULT(MFA_CHALLENGE_SHOWN, mfa_people_challenge(hosted.store, hosted.policies, "alice", 5, &verdict));
    RESULT(MFA_OK, mfa_recovery_respond(&vault, verdict.challenge, 11, pin, sizeof pin));
    RESULT(MFA_ASK_FOR_CODE,
           mfa_log_in_begin(&decision, hosted.store, hosted.policies, "alice", 5, NULL, NULL, NULL));
    RESULT(MFA_OK, mfa_log_in_respond(&decision, hosted.store, hosted.policies, pin, 11, &verdict, NULL));
    NUMBER(MFA_FACTOR_RESPONSE, verdict.factor);
    restore_alice();
    RESULT(MFA_OK, mfa_clock_now(&now));
    RESULT(MFA_OK, mfa_recovery_issue(&vault, now, pin, sizeof pin, NULL, NULL));
    alice = typing(pin);
    RESULT(MFA_OK, log_in("alice", &alice, &verdict, NULL));
    NUMBER(MFA_FACTOR_PIN, verdict.factor);
    RESULT(MFA_OK, log_in("alice", &alice, &verdict, NULL));
    NUMBER(MFA_ASK_UNDER_GRANT, alice.decided);
    NUMBER(MFA_FACTOR_SAME_PIN, verdict.factor);
    RESULT(MFA_OK, mfa_people_end_grant(hosted.store, "alice", 5));
    RESULT(MFA_REJECTED, log_in("alice", &alice, &verdict, NULL));
    NUMBER(0, verdict.accepted);
}

static void what_somebody_has_is_told_and_taken_away(void) {
    mfa_possessions has = {0};
    mfa_status status = {0};
    mfa_verdict verdict;
    char name[65];
    struct typist alice;
    restore_alice();
    has.size = sizeof has;
    status.size = sizeof status;
    RESULT(MFA_OK, mfa_people_status(hosted.store, hosted.policies, "alice", 5, &status, &has));
    NUMBER(3, has.authenticators);
    NUMBER(1, has.recovery_key);
    NUMBER(10, has.recovery_codes);
    CHECK(has.pending_until > 0);
    RESULT(MFA_OK, mfa_people_authenticator(hosted.store, "alice", 5, 1, name, sizeof name, NULL, NULL, NULL));
    TEXT("watch", name);
    RESULT(MFA_ERROR_NO_SUCH_AUTHENTICATOR,
           mfa_people_authenticator(hosted.store, "alice", 5, 3, name, sizeof name, NULL, NULL, NULL));
    TEXT("", name);
    RESULT(MFA_OK, mfa_people_rename(hosted.store, "alice", 5, "phone", 5, "old phone", 9));
    RESULT(MFA_OK, mfa_people_remove(hosted.store, "alice", 5, "old phone", 9));
    RESULT(MFA_OK, mfa_people_status(hosted.store, hosted.policies, "alice", 5, &status, &has));
    NUMBER(2, has.authenticators);
    alice = typing(shown_now(hosted.secret));
    CHECK(log_in("alice", &alice, &verdict, NULL) > 0);
    RESULT(MFA_OK, mfa_people_reset(hosted.store, "alice", 5));
    RESULT(MFA_OK, mfa_people_status(hosted.store, hosted.policies, "alice", 5, &status, &has));
    NUMBER(0, has.authenticators + has.recovery_codes);
    NUMBER(0, has.pending_until);
    NUMBER(1, has.recovery_key);
}

static void a_damaged_record_or_a_missing_folder_denies_and_says_which(void) {
    mfa_verdict verdict;
    mfa_store *store = (mfa_store *)1;
    char sentence[300];
    struct typist alice = {0};
    FILE *file;
    char path[400];
    mfa_result result;
    restore_alice();
    file = fopen(hosted.alice, "r+b");
    CHECK(file != NULL && fseek(file, 40, SEEK_SET) == 0 && fputc(0x55, file) != EOF && fclose(file) == 0);
    alice = typing(shown_now(hosted.secret));
    result = log_in("alice", &alice, &verdict, NULL);
    CHECK(result < 0);
    NUMBER(0, verdict.accepted);
    restore_alice();
    snprintf(path, sizeof path, "%s/none", hosted.folder);
    RESULT(MFA_ERROR_STORE_NO_FOLDER, mfa_store_open(path, strlen(path), &store));
    CHECK(store == NULL);
    RESULT(MFA_OK, mfa_store_error(sentence, sizeof sentence));
    CHECK(strstr(sentence, "none") != NULL);
    RESULT(MFA_OK, mfa_store_error(sentence, 10));
    NUMBER(9, strlen(sentence));
}

static void a_policy_file_says_whom_to_call_and_where_it_is_wrong(void) {
    char email[64], phone[64], message[300], path[400];
    mfa_policies *policies = (mfa_policies *)1;
    FILE *file;
    RESULT(MFA_OK, mfa_policies_contact(hosted.policies, email, sizeof email, phone, sizeof phone));
    TEXT("helpdesk@example.com", email);
    TEXT("+33 4 00 00 00 00", phone);
    snprintf(path, sizeof path, "%s/wrong.toml", hosted.folder);
    file = fopen(path, "wb");
    CHECK(file != NULL && fputs("[codes]\npast_steps = 51\n", file) >= 0 && fclose(file) == 0);
    CHECK(mfa_policies_open(path, strlen(path), NULL, &policies, message, sizeof message) < 0);
    CHECK(policies == NULL);
    CHECK(strlen(message) > 0);
}

static mfa_result decides(const mfa_policies *policies, const char *person) {
    mfa_decision decision;
    mfa_result decided = mfa_log_in_begin(&decision, hosted.store, policies, person, strlen(person), NULL, NULL, NULL);
    mfa_decision_wipe(&decision);
    return decided;
}

static void an_option_of_a_program_is_laid_over_the_policy_file(void) {
    mfa_policies *exempt = NULL, *wrong = (mfa_policies *)1;
    char message[300];
    restore_alice();
    RESULT(MFA_ASK_FOR_CODE, decides(hosted.policies, "alice"));
    RESULT(MFA_OK, mfa_policies_set(hosted.policies, "login.exempt", 12, "alice", 5, &exempt, message, sizeof message));
    TEXT("", message);
    RESULT(MFA_OK, decides(exempt, "alice"));
    RESULT(MFA_ASK_FOR_CODE, decides(hosted.policies, "alice"));
    RESULT(MFA_ERROR_POLICY_FILE_KEY,
           mfa_policies_set(exempt, "login.exmept", 12, "alice", 5, &wrong, message, sizeof message));
    CHECK(wrong == NULL);
    TEXT("no key is called \"login.exmept\"", message);
    RESULT(MFA_ERROR_POLICY_FILE_VALUE, mfa_policies_set(exempt, "login.hours_offline", 19, "9000", 4, &wrong, NULL, 0));
    CHECK(wrong == NULL);
    RESULT(MFA_OK, mfa_policies_close(exempt));
}

static uint32_t counts(void *context, const char *name, size_t name_size) {
    unsigned *seen = context;
    (void)name;
    (void)name_size;
    return ++*seen >= 2;
}

static void names_are_told_in_order_until_somebody_has_enough(void) {
    char secret[64];
    unsigned seen = 0;
    enroll_person("bob", "phone", secret);
    enroll_person("carol", "phone", secret);
    restore_alice();
    RESULT(MFA_OK, mfa_store_people(hosted.store, counts, &seen));
    NUMBER(2, seen);
    RESULT(MFA_ARGUMENT_NULL - 2, mfa_store_people(hosted.store, NULL, &seen));
    RESULT(MFA_OK, mfa_people_forget(hosted.store, "bob", 3));
    RESULT(MFA_OK, mfa_people_forget(hosted.store, "carol", 5));
}

static void random_bytes_are_not_twice_the_same(void) {
    uint8_t one[32] = {0}, other[32] = {0};
    RESULT(MFA_OK, mfa_random_bytes(one, sizeof one));
    RESULT(MFA_OK, mfa_random_bytes(other, sizeof other));
    CHECK(memcmp(one, other, sizeof one) != 0);
}

const struct test hosted_tests[] = {
    TEST(a_code_lets_in_once_and_its_permit_binds_another_phone),
    TEST(whoever_gives_up_or_lies_about_what_was_typed_is_not_in),
    TEST(in_two_calls_it_is_the_same),
    TEST(whoever_has_nothing_and_needs_nothing_is_in_without_being_asked),
    TEST(a_pin_a_challenge_and_a_paper_code_let_in_whose_phone_is_lost),
    TEST(what_somebody_has_is_told_and_taken_away),
    TEST(a_damaged_record_or_a_missing_folder_denies_and_says_which),
    TEST(a_policy_file_says_whom_to_call_and_where_it_is_wrong),
    TEST(an_option_of_a_program_is_laid_over_the_policy_file),
    TEST(names_are_told_in_order_until_somebody_has_enough),
    TEST(random_bytes_are_not_twice_the_same),
    {NULL, NULL},
};
