/* People at the lock: their codes, challenges and enrollments, decided by the library and stored before they count. */
#ifndef PERSON_H
#define PERSON_H

#include "store.h"

/* Somebody by their name, or NULL. */
struct person *person_named(const char *name);

/*
 * A new person, or NULL if the lock has no place or the name is none: letters, digits and dashes, and no command.
 * Not stored yet.
 */
struct person *person_new(const char *name);

/* Whether a person's codes depend on the clock. */
int person_needs_clock(const struct person *person);

/* Tries a code: MFA_OK if it is right, and used up in the journal. */
mfa_result person_try_code(struct person *person, const char *typed, mfa_verdict *verdict);

/* The challenge to show: MFA_CHALLENGE_SHOWN and the verdict's challenge. */
mfa_result person_challenge(struct person *person, mfa_verdict *verdict);

/* Tries the response to it: MFA_OK if it is right, and used up in the journal. It lets in once. */
mfa_result person_try_response(struct person *person, const char *typed, mfa_verdict *verdict);

/* What kind of authenticator is enrolled. */
struct person_kind {
    uint32_t kind, algorithm;
};

/*
 * Begins an enrollment with a key that is given, or with a new one if key is NULL. The key is written to key_text, of
 * MFA_SETUP_KEY_SIZE bytes. MFA_CHANGED once it is stored.
 */
mfa_result person_enroll(struct person *person, const char *key, const struct person_kind *kind, char *key_text);

/* Tries the code that confirms an enrollment: MFA_ENROLLED. */
mfa_result person_confirm(struct person *person, const char *typed, mfa_verdict *verdict);

/* Gives a person a recovery key for this lock, of base32 text: MFA_CHANGED, or MFA_OFF without an authenticator. */
mfa_result person_set_recovery(struct person *person, const char *key);

/* Removes the authenticator and recovery, from both slots; failures and locks stay. MFA_CHANGED. */
mfa_result person_remove(struct person *person);

/* Clears failures and locks of codes. MFA_CHANGED. */
mfa_result person_unlock(struct person *person);

/* Deletes everything of a person, from both slots: 1 if that is stored. */
int person_forget(struct person *person);

/* How a person stands. */
mfa_result person_status(const struct person *person, mfa_status *status);

/* How far a person's clock was learned to be off, in steps. */
mfa_result person_drift(const struct person *person, int32_t *drift);

/* Wipes what the last call worked with. */
void person_wipe(void);

/* How many bytes those objects of the library take. */
uint32_t person_objects(void);

#endif
