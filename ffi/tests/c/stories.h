/* What the stories do with a person whose record is in this program's memory. */
#ifndef STORIES_H
#define STORIES_H

#include "frame.h"
#include "people.h"

/* Begins an enrollment of a secret in base32, and keeps it as pending. */
void enroll(struct record *record, const char *secret, uint64_t now, const mfa_enrollment_policy *policy);

/* Tries a code for what is pending. */
mfa_result confirm(struct record *record, uint64_t now, const char *typed, mfa_verdict *verdict);

/* Removes an authenticator. */
void remove_authenticator(struct record *record, size_t index);

/* Decides about a login, of facts that are filled in but for `enrolled`. */
mfa_result decide(struct record *record, uint64_t now, mfa_facts facts, const mfa_login_policy *policy,
                  mfa_verdict *verdict);

/* A login, online, of somebody of whom a second factor is required. */
mfa_facts facts_of_a_login(void);

mfa_login_policy login_policy(void);

/* The stories. */
extern const struct test laptop_tests[], story_tests[], hosted_tests[];

#endif
