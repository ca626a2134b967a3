/* What the stories have in common. */
#include "stories.h"

#include <string.h>


void enroll(struct record *record, const char *secret, uint64_t now, const mfa_enrollment_policy *policy) {
    mfa_permit permit;
    mfa_secret drawn;
    mfa_enrollment enrollment;
    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    RESULT(MFA_OK, mfa_secret_from_base32(&drawn, secret, strlen(secret)));
    RESULT(MFA_OK, mfa_enrollment_begin(&enrollment, &permit, &drawn, NULL, now, policy));
    RESULT(MFA_OK, mfa_enrollment_to_bytes(&enrollment, record->pending, sizeof record->pending));
    record->pending_size = sizeof record->pending;
    RESULT(MFA_ARGUMENT_UNSET - 2, mfa_enrollment_begin(&enrollment, &permit, &drawn, NULL, now, policy));
}

mfa_result confirm(struct record *record, uint64_t now, const char *typed, mfa_verdict *verdict) {
    mfa_enrollment enrollment;
    mfa_attempt attempt;
    mfa_result result;
    RESULT(MFA_OK, mfa_enrollment_from_bytes(&enrollment, record->pending, record->pending_size));
    if (verdict != NULL) {
        verdict->size = sizeof *verdict;
    }
    mfa_enrollment_confirm(&attempt, &enrollment, OF(record), now, typed, strlen(typed), NULL);
    result = mfa_attempt_commit(&attempt, store_record, record, verdict);
    mfa_attempt_wipe(&attempt);
    mfa_enrollment_wipe(&enrollment);
    return result;
}

void remove_authenticator(struct record *record, size_t index) {
    mfa_attempt attempt;
    size_t count = record->count;
    RESULT(MFA_UNCOMMITTED, mfa_person_remove(&attempt, OF(record), index));
    RESULT(MFA_CHANGED, mfa_attempt_commit(&attempt, store_record, record, NULL));
    record->count = count;
    forget_authenticator(record, index);
    mfa_attempt_wipe(&attempt);
}

mfa_result decide(struct record *record, uint64_t now, mfa_facts facts, const mfa_login_policy *policy,
                  mfa_verdict *verdict) {
    mfa_attempt attempt;
    mfa_result result;
    facts.enrolled = record->count > 0;
    if (verdict != NULL) {
        verdict->size = sizeof *verdict;
    }
    mfa_login_decide(&attempt, record->logins, sizeof record->logins, OF(record), now, &facts, policy);
    result = mfa_attempt_commit(&attempt, store_record, record, verdict);
    mfa_attempt_wipe(&attempt);
    return result;
}

mfa_facts facts_of_a_login(void) {
    mfa_facts facts = {0};
    facts.size = sizeof facts;
    facts.occasion = MFA_OCCASION_LOGIN;
    facts.requirement = MFA_REQUIREMENT_REQUIRED;
    facts.online = 1;
    return facts;
}

mfa_login_policy login_policy(void) {
    mfa_login_policy policy = {0};
    policy.size = sizeof policy;
    RESULT(MFA_OK, mfa_login_policy_init(&policy));
    return policy;
}
