/* The functions of the engine: secrets, credentials, policies, attempts, people. */
#include "rows.h"

#include <string.h>

#include "frame.h"

struct record two, one, suspended;

static const uint8_t KEY[20] = "12345678901234567890";
static const uint8_t PARAMETERS[MFA_PARAMETERS_LENGTH];
static char code_now[MFA_CODE_SIZE];

void prepare_rows(void) {
    mfa_attempt attempt;
    begin_test("what_functions_are_called_with_is_made");
    person_with_a_phone(&one, ALICES);
    person_with_a_phone(&two, TABLETS);
    add_authenticator(&two, ALICES, NULL, 0);
    suspended = two;
    RESULT(MFA_UNCOMMITTED,
           mfa_person_suspend(&attempt, two.credentials, 2, two.states, two.states_size, 1));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, &suspended, NULL));
    strcpy(code_now, shown_at(&one.credentials[0], NOW));
    prepare_recovery();
    prepare_text();
    prepare_hosted();
    end_test();
}

void make_secret(void *place) {
    RESULT(MFA_OK, mfa_secret_import(place, KEY, sizeof KEY));
}

void make_credential(void *place) {
    memcpy(place, &one.credentials[0], sizeof(mfa_credential));
}

void make_credentials(void *place) {
    memcpy(place, two.credentials, 2 * sizeof(mfa_credential));
}

void make_states(void *place) {
    memcpy(place, two.states, two.states_size);
}

void make_code(void *place) {
    memcpy(place, code_now, 6);
}

void make_permit(void *place) {
    RESULT(MFA_OK, mfa_permit_by_administrator(place));
}

void make_policy(void *place) {
    mfa_policy policy = policy_of(MFA_POLICY_DEFAULT);
    policy.drift = 4;
    memcpy(place, &policy, sizeof policy);
}

void make_parameters(void *place) {
    mfa_parameters parameters = {0};
    parameters.size = sizeof parameters;
    RESULT(MFA_OK, mfa_parameters_init(&parameters));
    memcpy(place, &parameters, sizeof parameters);
}

static void make_stored_parameters(void *place) {
    mfa_parameters parameters = {0};
    parameters.size = sizeof parameters;
    RESULT(MFA_OK, mfa_parameters_init(&parameters));
    RESULT(MFA_OK, mfa_parameters_to_bytes(&parameters, place, sizeof PARAMETERS));
}

static void make_base32(void *place) {
    memcpy(place, ALICES, 32);
}

static void make_key(void *place) {
    memcpy(place, KEY, sizeof KEY);
}

static void make_added(void *place) {
    make_credential_of(place, CAROLS, NULL);
}

static void make_suspended_states(void *place) {
    memcpy(place, suspended.states, suspended.states_size);
}

static void make_second_code(void *place) {
    memcpy(place, shown_at(&one.credentials[0], NOW + 30), 6);
}

static void make_begun_attempt(void *place) {
    RESULT(MFA_UNCOMMITTED, mfa_person_verify(place, two.credentials, 2, two.states, two.states_size, NOW, code_now, 6, NULL));
}

static void make_taken_attempt(void *place) {
    mfa_next next = {0};
    next.size = sizeof next;
    make_begun_attempt(place);
    RESULT(MFA_UNCOMMITTED, mfa_attempt_next(place, &next));
}

static void make_told_attempt(void *place) {
    make_taken_attempt(place);
    RESULT(MFA_OK, mfa_attempt_told(place, MFA_COMMIT_STORED, NULL));
}

static uint32_t stored(void *context, const mfa_next *next) {
    (void)context;
    return next->parts == MFA_PART_STATES ? MFA_COMMIT_STORED : MFA_COMMIT_UNKNOWN;
}

ROW(secret_import) { return mfa_secret_import(a[0].p, a[1].p, a[2].n); }
ROW(secret_issue) { return mfa_secret_issue(a[0].p, a[1].p, a[2].n); }
ROW(secret_from_base32) { return mfa_secret_from_base32(a[0].p, a[1].p, a[2].n); }
ROW(secret_to_base32) { return mfa_secret_to_base32(a[0].p, a[1].p, a[2].n, a[3].p); }
ROW(secret_expose) { return mfa_secret_expose(a[0].p, a[1].p, a[2].n, a[3].p); }
ROW(secret_strength) { return mfa_secret_strength(a[0].p, a[1].p); }
ROW(secret_same) { return mfa_secret_same(a[0].p, a[1].p, a[2].p); }

ROW(parameters_init) { return mfa_parameters_init(a[0].p); }
ROW(parameters_to_bytes) { return mfa_parameters_to_bytes(a[0].p, a[1].p, a[2].n); }
ROW(parameters_from_bytes) { return mfa_parameters_from_bytes(a[0].p, a[1].p, a[2].n); }
ROW(credential_make) { return mfa_credential_make(a[0].p, a[1].p, a[2].p); }
ROW(credential_parameters) { return mfa_credential_parameters(a[0].p, a[1].p); }
ROW(credential_code_at) { return mfa_credential_code_at(a[0].p, NOW, a[2].p, a[3].n, a[4].p, a[5].p); }
ROW(credential_code_in) { return mfa_credential_code_in(a[0].p, NOW_STEP, a[2].p, a[3].n); }
ROW(credential_code_for) { return mfa_credential_code_for(a[0].p, 7, a[2].p, a[3].n); }
ROW(credential_diagnose) {
    return mfa_credential_diagnose_as_administrator(a[0].p, NOW, a[2].p, a[3].n, 20, a[5].p, a[6].p);
}

ROW(policy_init) { return mfa_policy_init(a[0].p, MFA_POLICY_ADMINISTRATOR); }

ROW(attempt_commit) { return mfa_attempt_commit(a[0].p, stored, NULL, a[3].p); }
ROW(attempt_next) { return mfa_attempt_next(a[0].p, a[1].p); }
ROW(attempt_told) { return mfa_attempt_told(a[0].p, MFA_COMMIT_STORED, a[2].p); }
ROW(attempt_permit) { return mfa_attempt_permit(a[0].p, a[1].p); }
ROW(permit_by_administrator) { return mfa_permit_by_administrator(a[0].p); }

ROW(standing_init) { return mfa_standing_init(a[0].p, a[1].n); }
ROW(person_verify) {
    return mfa_person_verify(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, NOW, a[6].p, a[7].n, a[8].p);
}
ROW(person_verify_with) {
    return mfa_person_verify_with(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1, NOW, a[7].p, a[8].n, a[9].p);
}
ROW(person_resynchronize) {
    return mfa_person_resynchronize(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1, NOW, a[7].p, a[8].n, a[9].p, a[10].n,
                                    a[11].p);
}
ROW(person_diagnose) {
    return mfa_person_diagnose(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1, NOW, a[7].p, a[8].n, 20, a[10].p);
}
ROW(person_restore) {
    return mfa_person_restore(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1, a[6].p, NOW, a[8].p, a[9].n, a[10].p);
}
ROW(person_add) { return mfa_person_add(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, a[5].p, 0); }
ROW(person_remove) { return mfa_person_remove(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1); }
ROW(person_remove_all) { return mfa_person_remove_all(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(person_suspend) { return mfa_person_suspend(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n, 1); }
ROW(person_suspend_all) { return mfa_person_suspend_all(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(person_unlock) { return mfa_person_unlock(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(person_reseal) { return mfa_person_reseal(a[0].p, a[1].p, a[2].n, a[3].p, a[4].n); }
ROW(person_status) { return mfa_person_status(a[0].p, a[1].n, a[2].p, a[3].n, NOW, a[5].p, a[6].p); }
ROW(person_progress) { return mfa_person_progress(a[0].p, a[1].n, a[2].p, a[3].n, 1, a[5].p); }

#define SUSPENDED_PERSON \
    OBJECTS_OF(mfa_credential, 2, make_credentials), ITS_SIZE, BYTES_OF(128, make_suspended_states, EXACT), ITS_SIZE

static void make_counter_credential(void *place) {
    mfa_parameters parameters = hotp_parameters();
    make_credential_of(place, ALICES, &parameters);
}

const struct row core_rows[] = {
    {"mfa_secret_import", call_secret_import, MFA_OK, {NEW_OF(mfa_secret), BYTES_OF(20, make_key, 0), ITS_SIZE}},
    {"mfa_secret_issue", call_secret_issue, MFA_OK, {NEW_OF(mfa_secret), BYTES_OF(20, make_key, 0), ITS_SIZE}},
    {"mfa_secret_from_base32", call_secret_from_base32, MFA_OK,
     {NEW_OF(mfa_secret), BYTES_OF(32, make_base32, 0), ITS_SIZE}},
    {"mfa_secret_to_base32", call_secret_to_base32, MFA_OK,
     {OBJECT_OF(mfa_secret, make_secret), NEW_BYTES_OF(33, TEXT_OUT), ITS_SIZE, NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_secret_expose", call_secret_expose, MFA_OK,
     {OBJECT_OF(mfa_secret, make_secret), NEW_BYTES_OF(20, TEXT_OUT), ITS_SIZE, NUMBER_OF(size_t, 0)}},
    {"mfa_secret_strength", call_secret_strength, MFA_OK,
     {OBJECT_OF(mfa_secret, make_secret), NUMBER_OF(uint32_t, 0)}},
    {"mfa_secret_same", call_secret_same, MFA_OK,
     {OBJECT_OF(mfa_secret, make_secret), OBJECT_OF(mfa_secret, make_secret), NUMBER_OF(uint32_t, 0)}},

    {"mfa_parameters_init", call_parameters_init, MFA_OK, {NEW_OPEN_OF(mfa_parameters, INIT)}},
    {"mfa_parameters_to_bytes", call_parameters_to_bytes, MFA_OK,
     {OPEN_OF(mfa_parameters, make_parameters, OPTIONAL), NEW_BYTES_OF(MFA_PARAMETERS_LENGTH, EXACT), ITS_SIZE}},
    {"mfa_parameters_from_bytes", call_parameters_from_bytes, MFA_OK,
     {NEW_OPEN_OF(mfa_parameters, INIT), BYTES_OF(MFA_PARAMETERS_LENGTH, make_stored_parameters, EXACT), ITS_SIZE}},
    {"mfa_credential_make", call_credential_make, MFA_OK,
     {NEW_OF(mfa_credential), OBJECT_OF(mfa_secret, make_secret), OPEN_OF(mfa_parameters, make_parameters, OPTIONAL)}},
    {"mfa_credential_parameters", call_credential_parameters, MFA_OK,
     {OBJECT_OF(mfa_credential, make_credential), NEW_OPEN_OF(mfa_parameters, INIT)}},
    {"mfa_credential_code_at", call_credential_code_at, MFA_OK,
     {OBJECT_OF(mfa_credential, make_credential), SOME_VALUE, NEW_BYTES_OF(7, TEXT_OUT), ITS_SIZE,
      NUMBER_OF(uint64_t, OPTIONAL), NUMBER_OF(uint32_t, OPTIONAL)}},
    {"mfa_credential_code_in", call_credential_code_in, MFA_OK,
     {OBJECT_OF(mfa_credential, make_credential), SOME_VALUE, NEW_BYTES_OF(7, TEXT_OUT), ITS_SIZE}},
    {"mfa_credential_code_for", call_credential_code_for, MFA_OK,
     {OBJECT_OF(mfa_credential, make_counter_credential), SOME_VALUE, NEW_BYTES_OF(7, TEXT_OUT), ITS_SIZE}},
    {"mfa_credential_diagnose_as_administrator", call_credential_diagnose, MFA_OK,
     {OBJECT_OF(mfa_credential, make_credential), SOME_VALUE, CODE, SOME_VALUE, NUMBER_OF(uint32_t, 0),
      NUMBER_OF(int64_t, 0)}},

    {"mfa_policy_init", call_policy_init, MFA_OK, {NEW_OPEN_OF(mfa_policy, INIT), SOME_VALUE}},

    {"mfa_attempt_commit", call_attempt_commit, MFA_OK,
     {CHANGED_OF(mfa_attempt, make_begun_attempt, STAYS), SOME_VALUE, SOME_VALUE, NEW_OPEN_OF(mfa_verdict, OPTIONAL)}},
    {"mfa_attempt_next", call_attempt_next, MFA_UNCOMMITTED,
     {CHANGED_OF(mfa_attempt, make_begun_attempt, STAYS), NEW_OPEN_OF(mfa_next, POINTS)}},
    {"mfa_attempt_told", call_attempt_told, MFA_OK,
     {CHANGED_OF(mfa_attempt, make_taken_attempt, STAYS), SOME_VALUE, NEW_OPEN_OF(mfa_verdict, OPTIONAL)}},
    {"mfa_attempt_permit", call_attempt_permit, MFA_OK,
     {CHANGED_OF(mfa_attempt, make_told_attempt, STAYS), NEW_OF(mfa_permit)}},
    {"mfa_permit_by_administrator", call_permit_by_administrator, MFA_OK, {NEW_OF(mfa_permit)}},

    {"mfa_standing_init", call_standing_init, MFA_OK, {NEW_BYTES_OF(MFA_STANDING_LENGTH, EXACT), ITS_SIZE}},
    {"mfa_person_verify", call_person_verify, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON, SOME_VALUE, CODE, POLICY}},
    {"mfa_person_verify_with", call_person_verify_with, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, PERSON, SOME_VALUE, SOME_VALUE, CODE, POLICY}},
    {"mfa_person_resynchronize", call_person_resynchronize, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, PERSON, SOME_VALUE, SOME_VALUE, CODE, BYTES_OF(6, make_second_code, 0), ITS_SIZE, POLICY}},
    {"mfa_person_diagnose", call_person_diagnose, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, PERSON, SOME_VALUE, SOME_VALUE, CODE, SOME_VALUE, POLICY}},
    {"mfa_person_restore", call_person_restore, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, SUSPENDED_PERSON, SOME_VALUE, CHANGED_OF(mfa_permit, make_permit, STAYS | TAKEN), SOME_VALUE, CODE,
      POLICY}},
    {"mfa_person_add", call_person_add, MFA_UNCOMMITTED,
     {NEW_ATTEMPT, PERSON, OBJECT_OF(mfa_credential, make_added), SOME_VALUE}},
    {"mfa_person_remove", call_person_remove, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON, SOME_VALUE}},
    {"mfa_person_remove_all", call_person_remove_all, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON}},
    {"mfa_person_suspend", call_person_suspend, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON, SOME_VALUE}},
    {"mfa_person_suspend_all", call_person_suspend_all, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON}},
    {"mfa_person_unlock", call_person_unlock, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON}},
    {"mfa_person_reseal", call_person_reseal, MFA_UNCOMMITTED, {NEW_ATTEMPT, PERSON}},
    {"mfa_person_status", call_person_status, MFA_OK, {PERSON, SOME_VALUE, POLICY, NEW_OPEN_OF(mfa_status, 0)}},
    {"mfa_person_progress", call_person_progress, MFA_OK, {PERSON, SOME_VALUE, NEW_OPEN_OF(mfa_progress, 0)}},
    {NULL, NULL, 0, {SOME_VALUE}},
};
