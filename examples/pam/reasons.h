/* What outcomes are called in the log. */

#ifndef REASONS_H
#define REASONS_H

#include <stdbool.h>

#include <mfa.h>

/* No decision, for there is nobody whom it could be about. */
#define MFA_NOBODY MFA_ERROR_NO_SUCH_PERSON

/* What was decided of a visitor before they typed anything, and the verdict's reason then. */
struct decided {
    mfa_result result;
    uint32_t reason;
};

const char *factor_of(uint32_t factor);

/* Why somebody is let in of whom no factor was verified. */
const char *let_in_by(const mfa_verdict *verdict);

/* Whether the store is broken, or a record in it: mfa_store_error() has the sentence. */
bool is_of_store(mfa_result result);

/* Why somebody is refused; NULL if it is because something is broken. */
const char *refusal_of(const struct decided *decided, mfa_result result, const mfa_verdict *verdict);

#endif
