/* The functions on a store, the clock, random bytes and policy files. */
#include <stdio.h>
#include <string.h>

#include "frame.h"
#include "hosted.h"
#include "rows.h"

static void make_store(void *place) {
    memcpy(place, &hosted.store, sizeof hosted.store);
}

static void make_policies(void *place) {
    memcpy(place, &hosted.policies, sizeof hosted.policies);
}

static void make_store_to_close(void *place) {
    mfa_store *store = NULL;
    RESULT(MFA_OK, mfa_store_open(hosted.people, strlen(hosted.people), &store));
    memcpy(place, &store, sizeof store);
}

static void make_policies_to_close(void *place) {
    mfa_policies *policies = NULL;
    RESULT(MFA_OK, mfa_policies_default(&policies));
    memcpy(place, &policies, sizeof policies);
}

/* Whoever is named is as at the beginning. */
static void make_alice(void *place) {
    restore_alice();
    memcpy(place, "alice", 5);
}

static void make_name(void *place) {
    memcpy(place, "phone", 5);
}

static void make_watch(void *place) {
    memcpy(place, "watch", 5);
}

static void make_new_name(void *place) {
    memcpy(place, "other", 5);
}

static void make_code_of_phone(void *place) {
    memcpy(place, shown_now(hosted.secret), 6);
}

static void make_code_of_watch(void *place) {
    memcpy(place, shown_now(hosted.suspended), 6);
}

static void make_code_of_tablet(void *place) {
    memcpy(place, shown_now(hosted.pending), 6);
}

static void make_token(void *place) {
    memcpy(place, "token", 5);
}

static void make_far_code(void *place) {
    memcpy(place, token_shows(50), 6);
}

static void make_next_code(void *place) {
    memcpy(place, token_shows(51), 6);
}

static void make_old_code(void *place) {
    mfa_credential credential;
    uint64_t now = 0;
    make_credential_of(&credential, hosted.secret, NULL);
    RESULT(MFA_OK, mfa_clock_now(&now));
    memcpy(place, shown_at(&credential, now - 300), 6);
}

static void make_device(void *place) {
    memcpy(place, "LAPTOP-0043", 11);
}

static void make_key_bytes(void *place) {
    memset(place, 6, MFA_RECOVERY_KEY_LENGTH);
}

static void make_path_of_store(void *place) {
    memcpy(place, hosted.people, strlen(hosted.people));
}

static void make_path_of_policy(void *place) {
    memcpy(place, hosted.policy, strlen(hosted.policy));
}

static void make_key_of_list(void *place) {
    memcpy(place, "login.exempt", 12);
}

static void make_arrival(void *place) {
    mfa_arrival arrival = {0};
    arrival.size = sizeof arrival;
    RESULT(MFA_OK, mfa_arrival_init(&arrival));
    memcpy(place, &arrival, sizeof arrival);
}

static void make_decision(void *place) {
    restore_alice();
    RESULT(MFA_ASK_FOR_CODE,
           mfa_log_in_begin(place, hosted.store, hosted.policies, "alice", 5, NULL, NULL, NULL));
}

/* Answers the challenge that is shown before it is decided about her. */
static char response[MFA_RECOVERY_DIGITS_SIZE];

static void make_decision_after_challenge(void *place) {
    mfa_verdict verdict = {0};
    mfa_recovery_key key;
    verdict.size = sizeof verdict;
    restore_alice();
    RESULT(MFA_CHALLENGE_SHOWN, mfa_people_challenge(hosted.store, hosted.policies, "alice", 5, &verdict));
    RESULT(MFA_OK, mfa_recovery_key_from_base32(&key, hosted.key, strlen(hosted.key), "LAPTOP-0042", 11));
    RESULT(MFA_OK, mfa_recovery_respond(&key, verdict.challenge, strlen(verdict.challenge), response, sizeof response));
    RESULT(MFA_ASK_FOR_CODE,
           mfa_log_in_begin(place, hosted.store, hosted.policies, "alice", 5, NULL, NULL, NULL));
}

static void make_response(void *place) {
    memcpy(place, response, 11);
}

static int32_t types_the_code(void *context, mfa_result decided, const mfa_verdict *verdict, char *typed,
                              size_t typed_size) {
    (void)context;
    if (decided != MFA_ASK_FOR_CODE || verdict == NULL || verdict->accepted != 0 || typed_size < 6) {
        return -1;
    }
    memcpy(typed, shown_now(hosted.secret), 6);
    return 6;
}

static uint32_t goes_on(void *context, const char *name, size_t name_size) {
    (void)context;
    return name_size != 5 || memcmp(name, "alice", 5) != 0;
}

/* Closes what a call opened. */
static mfa_result closing_store(mfa_result result, void *place) {
    mfa_store *store;
    if (result == MFA_OK) {
        memcpy(&store, place, sizeof store);
        RESULT(MFA_OK, mfa_store_close(store));
    }
    return result;
}

static mfa_result closing_policies(mfa_result result, void *place) {
    mfa_policies *policies;
    if (result == MFA_OK) {
        memcpy(&policies, place, sizeof policies);
        RESULT(MFA_OK, mfa_policies_close(policies));
    }
    return result;
}

ROW(clock_now) { return mfa_clock_now(a[0].p); }
ROW(clock_moment) { return mfa_clock_moment(a[0].p); }
ROW(random_bytes) { return mfa_random_bytes(a[0].p, a[1].n); }
ROW(store_open) { return closing_store(mfa_store_open(a[0].p, a[1].n, a[2].p), a[2].p); }
ROW(store_open_or_create) { return closing_store(mfa_store_open_or_create(a[0].p, a[1].n, a[2].p), a[2].p); }
ROW(store_close) { return mfa_store_close(a[0].p); }
ROW(store_people) { return mfa_store_people(a[0].p, goes_on, NULL); }
ROW(store_error) { return mfa_store_error(a[0].p, a[1].n); }
ROW(policies_default) { return closing_policies(mfa_policies_default(a[0].p), a[0].p); }
ROW(policies_open) {
    return closing_policies(mfa_policies_open(a[0].p, a[1].n, a[2].p, a[3].p, a[4].p, a[5].n), a[3].p);
}
ROW(policies_set) {
    return closing_policies(mfa_policies_set(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, a[6].p, a[7].n), a[5].p);
}
ROW(policies_close) { return mfa_policies_close(a[0].p); }
ROW(policies_contact) { return mfa_policies_contact(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }

ROW(people_enroll) {
    return mfa_people_enroll(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p, a[8].p, a[9].n, a[10].p,
                             a[11].n);
}
ROW(people_confirm) { return mfa_people_confirm(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p); }
ROW(people_abandon) { return mfa_people_abandon(a[0].p, a[1].p, a[2].n); }
ROW(people_authenticator) {
    return mfa_people_authenticator(a[0].p, a[1].p, a[2].n, 0, a[4].p, a[5].n, a[6].p, a[7].p, a[8].p);
}
ROW(people_status) { return mfa_people_status(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].p); }
ROW(people_rename) { return mfa_people_rename(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, a[6].n); }
ROW(people_remove) { return mfa_people_remove(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(people_suspend) { return mfa_people_suspend(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(people_restore) {
    return mfa_people_restore(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].p, a[8].n, a[9].p);
}
ROW(people_resynchronize) {
    return mfa_people_resynchronize(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].n, a[8].p, a[9].n,
                                    a[10].p);
}
ROW(people_diagnose) {
    return mfa_people_diagnose(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n, a[6].p, a[7].n, 20, a[9].p);
}
ROW(people_unlock) { return mfa_people_unlock(a[0].p, a[1].p, a[2].n); }
ROW(people_require) { return mfa_people_require(a[0].p, a[1].p, a[2].n, MFA_REQUIREMENT_REQUIRED, 0); }
ROW(people_reset) { return mfa_people_reset(a[0].p, a[1].p, a[2].n); }
ROW(people_forget) { return mfa_people_forget(a[0].p, a[1].p, a[2].n); }

ROW(people_new_recovery_key) {
    return mfa_people_new_recovery_key(a[0].p, a[1].p, a[2].p, a[3].n, 1, a[5].p, a[6].n, a[7].p, a[8].n);
}
ROW(people_set_recovery_key) {
    return mfa_people_set_recovery_key(a[0].p, a[1].p, a[2].p, a[3].n, 1, a[5].p, a[6].n, a[7].p, a[8].n);
}
ROW(people_remove_recovery_key) { return mfa_people_remove_recovery_key(a[0].p, a[1].p, a[2].n); }
ROW(people_challenge) { return mfa_people_challenge(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p); }
ROW(people_end_grant) { return mfa_people_end_grant(a[0].p, a[1].p, a[2].n); }
ROW(people_new_recovery_codes) {
    return mfa_people_new_recovery_codes(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, a[5].n);
}

ROW(arrival_init) { return mfa_arrival_init(a[0].p); }
ROW(log_in) { return mfa_log_in(a[0].p, a[1].p, a[2].p, a[3].n, a[4].p, types_the_code, NULL, a[7].p, a[8].p); }
ROW(log_in_begin) { return mfa_log_in_begin(a[0].p, a[1].p, a[2].p, a[3].p, a[4].n, a[5].p, a[6].p, a[7].p); }
ROW(log_in_answer) { return mfa_log_in_answer(a[0].p, a[1].p, a[2].p, a[3].p, a[4].n, a[5].p, a[6].p); }
ROW(log_in_respond) { return mfa_log_in_respond(a[0].p, a[1].p, a[2].p, a[3].p, a[4].n, a[5].p, a[6].p); }

#define STORE HANDLE_OF("mfa_store", make_store, 0)
#define POLICIES HANDLE_OF("mfa_policies", make_policies, 0)
#define ALICE BYTES_OF(5, make_alice, 0), ITS_SIZE
#define NAME BYTES_OF(5, make_name, 0), ITS_SIZE
#define NEW_HANDLE NUMBER_OF(void *, 0)
#define VERDICT NEW_OPEN_OF(mfa_verdict, OPTIONAL)
#define NEW_PERMIT {NEW, OPTIONAL, sizeof(mfa_permit), sizeof(mfa_permit), 8, NULL, "mfa_permit"}
#define ARRIVAL OPEN_OF(mfa_arrival, make_arrival, OPTIONAL)
#define KEY_TEXT_SIZE 53

/* Sizes that are known once the store is there. */
enum { PATH_OF_STORE = 9999, PATH_OF_POLICY = 9998 };

struct row hosted_rows[] = {
    {"mfa_clock_now", call_clock_now, MFA_OK, {NUMBER_OF(uint64_t, 0)}},
    {"mfa_clock_moment", call_clock_moment, MFA_OK, {NEW_OPEN_OF(mfa_moment, POINTS)}},
    {"mfa_random_bytes", call_random_bytes, MFA_OK, {NEW_BYTES_OF(20, NOT_WANTED), ITS_SIZE}},
    {"mfa_store_open", call_store_open, MFA_OK, {BYTES_OF(PATH_OF_STORE, make_path_of_store, HAS_DEFAULT), ITS_SIZE, NEW_HANDLE}},
    {"mfa_store_open_or_create", call_store_open_or_create, MFA_OK,
     {BYTES_OF(PATH_OF_STORE, make_path_of_store, HAS_DEFAULT), ITS_SIZE, NEW_HANDLE}},
    {"mfa_store_close", call_store_close, MFA_OK, {HANDLE_OF("mfa_store", make_store_to_close, OPTIONAL)}},
    {"mfa_store_people", call_store_people, MFA_OK, {STORE, SOME_VALUE, SOME_VALUE}},
    {"mfa_store_error", call_store_error, MFA_OK, {NEW_BYTES_OF(200, NOT_WANTED), ITS_SIZE}},
    {"mfa_policies_default", call_policies_default, MFA_OK, {NEW_HANDLE}},
    {"mfa_policies_open", call_policies_open, MFA_OK,
     {BYTES_OF(PATH_OF_POLICY, make_path_of_policy, HAS_DEFAULT), ITS_SIZE,
      HANDLE_OF("mfa_policies", make_policies, OPTIONAL), NEW_HANDLE, NEW_BYTES_OF(100, NOT_WANTED), ITS_SIZE}},
    {"mfa_policies_set", call_policies_set, MFA_OK,
     {HANDLE_OF("mfa_policies", make_policies, OPTIONAL), BYTES_OF(12, make_key_of_list, 0), ITS_SIZE,
      BYTES_OF(5, make_alice, 0), ITS_SIZE, NEW_HANDLE, NEW_BYTES_OF(100, NOT_WANTED | MESSAGE), ITS_SIZE}},
    {"mfa_policies_close", call_policies_close, MFA_OK, {HANDLE_OF("mfa_policies", make_policies_to_close, OPTIONAL)}},
    {"mfa_policies_contact", call_policies_contact, MFA_OK,
     {POLICIES, NEW_BYTES_OF(21, TEXT_OUT), ITS_SIZE, NEW_BYTES_OF(18, TEXT_OUT), ITS_SIZE}},

    {"mfa_people_enroll", call_people_enroll, MFA_OK,
     {STORE, POLICIES, ALICE, BYTES_OF(5, make_new_name, 0), ITS_SIZE, PARAMETERS_OR_NULL, PERMIT,
      NEW_BYTES_OF(40, TEXT_OUT | NOT_WANTED), ITS_SIZE, NEW_BYTES_OF(200, NOT_WANTED), ITS_SIZE}},
    {"mfa_people_confirm", call_people_confirm, MFA_ENROLLED,
     {STORE, POLICIES, ALICE, BYTES_OF(6, make_code_of_tablet, 0), ITS_SIZE, VERDICT}},
    {"mfa_people_abandon", call_people_abandon, MFA_OK, {STORE, ALICE}},
    {"mfa_people_authenticator", call_people_authenticator, MFA_OK,
     {STORE, ALICE, SOME_VALUE, NEW_BYTES_OF(6, TEXT_OUT), ITS_SIZE, NUMBER_OF(uint64_t, OPTIONAL),
      NEW_OPEN_OF(mfa_parameters, OPTIONAL | INIT), NEW_OPEN_OF(mfa_progress, OPTIONAL)}},
    {"mfa_people_status", call_people_status, MFA_OK,
     {STORE, POLICIES, ALICE, NEW_OPEN_OF(mfa_status, OPTIONAL), NEW_OPEN_OF(mfa_possessions, OPTIONAL)}},
    {"mfa_people_rename", call_people_rename, MFA_OK, {STORE, ALICE, NAME, BYTES_OF(5, make_new_name, 0), ITS_SIZE}},
    {"mfa_people_remove", call_people_remove, MFA_OK, {STORE, ALICE, NAME}},
    {"mfa_people_suspend", call_people_suspend, MFA_OK, {STORE, ALICE, NAME}},
    {"mfa_people_restore", call_people_restore, MFA_RESTORED,
     {STORE, POLICIES, ALICE, BYTES_OF(5, make_watch, 0), ITS_SIZE, PERMIT, BYTES_OF(6, make_code_of_watch, 0),
      ITS_SIZE, VERDICT}},
    {"mfa_people_resynchronize", call_people_resynchronize, MFA_RESYNCHRONIZED,
     {STORE, POLICIES, ALICE, BYTES_OF(5, make_token, 0), ITS_SIZE, BYTES_OF(6, make_far_code, 0), ITS_SIZE,
      BYTES_OF(6, make_next_code, 0), ITS_SIZE, VERDICT}},
    {"mfa_people_diagnose", call_people_diagnose, MFA_DIAGNOSED,
     {STORE, POLICIES, ALICE, NAME, BYTES_OF(6, make_old_code, 0), ITS_SIZE, SOME_VALUE,
      NEW_OPEN_OF(mfa_verdict, POINTS)}},
    {"mfa_people_unlock", call_people_unlock, MFA_OK, {STORE, ALICE}},
    {"mfa_people_require", call_people_require, MFA_OK, {STORE, ALICE, SOME_VALUE, SOME_VALUE}},
    {"mfa_people_reset", call_people_reset, MFA_OK, {STORE, ALICE}},
    {"mfa_people_forget", call_people_forget, MFA_OK, {STORE, ALICE}},

    {"mfa_people_new_recovery_key", call_people_new_recovery_key, MFA_OK,
     {STORE, POLICIES, ALICE, SOME_VALUE, NEW_BYTES_OF(KEY_TEXT_SIZE, TEXT_OUT), ITS_SIZE, NEW_BYTES_OF(12, TEXT_OUT),
      ITS_SIZE}},
    {"mfa_people_set_recovery_key", call_people_set_recovery_key, MFA_OK,
     {STORE, POLICIES, ALICE, SOME_VALUE, BYTES_OF(11, make_device, 0), ITS_SIZE,
      BYTES_OF(MFA_RECOVERY_KEY_LENGTH, make_key_bytes, NAMED), ITS_SIZE}},
    {"mfa_people_remove_recovery_key", call_people_remove_recovery_key, MFA_OK, {STORE, ALICE}},
    {"mfa_people_challenge", call_people_challenge, MFA_CHALLENGE_SHOWN,
     {STORE, POLICIES, ALICE, NEW_OPEN_OF(mfa_verdict, POINTS)}},
    {"mfa_people_end_grant", call_people_end_grant, MFA_OK, {STORE, ALICE}},
    {"mfa_people_new_recovery_codes", call_people_new_recovery_codes, MFA_OK,
     {STORE, POLICIES, ALICE, NEW_BYTES_OF(201, TEXT_OUT), ITS_SIZE}},

    {"mfa_arrival_init", call_arrival_init, MFA_OK, {NEW_OPEN_OF(mfa_arrival, INIT)}},
    {"mfa_log_in", call_log_in, MFA_OK,
     {STORE, POLICIES, ALICE, ARRIVAL, SOME_VALUE, SOME_VALUE, NEW_OPEN_OF(mfa_verdict, OPTIONAL | POINTS), NEW_PERMIT}},
    {"mfa_log_in_begin", call_log_in_begin, MFA_ASK_FOR_CODE,
     {NEW_OF(mfa_decision), STORE, POLICIES, ALICE, ARRIVAL, VERDICT, NEW_PERMIT}},
    {"mfa_log_in_answer", call_log_in_answer, MFA_OK,
     {CHANGED_OF(mfa_decision, make_decision, STAYS), STORE, POLICIES, BYTES_OF(6, make_code_of_phone, 0), ITS_SIZE,
      NEW_OPEN_OF(mfa_verdict, OPTIONAL | POINTS), NEW_PERMIT}},
    {"mfa_log_in_respond", call_log_in_respond, MFA_OK,
     {CHANGED_OF(mfa_decision, make_decision_after_challenge, STAYS), STORE, POLICIES, BYTES_OF(11, make_response, 0),
      ITS_SIZE, NEW_OPEN_OF(mfa_verdict, OPTIONAL | POINTS), NEW_PERMIT}},
    {NULL, NULL, 0, {SOME_VALUE}},
};

void prepare_hosted(void) {
    struct row *row;
    struct argument *argument;
    for (row = hosted_rows; row->name != NULL; row++) {
        for (argument = row->arguments; argument->type != NULL; argument++) {
            if (argument->size == PATH_OF_STORE) {
                argument->size = strlen(hosted.people);
            } else if (argument->size == PATH_OF_POLICY) {
                argument->size = strlen(hosted.policy);
            }
        }
    }
}
