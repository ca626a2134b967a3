/* An attempt to log in, from what the library decides to the answer for PAM: PAM_SUCCESS only where a factor was verified. */

#ifndef LOGIN_H
#define LOGIN_H

#include <mfa.h>
#include <security/pam_modules.h>

#include "beat.h"
#include "options.h"
#include "reasons.h"
#include "record.h"
#include "typed.h"
#include "visitor.h"
#include "words.h"

struct login {
    pam_handle_t *pamh;
    int flags;
    const struct options *options;
    const struct visitor *visitor;
    mfa_store *store;
    mfa_policies *policies;
    struct contact contact;
    struct decided decided;
    mfa_decision decision;
    mfa_verdict verdict;
    mfa_permit permit;
    struct typed typed;
    struct typed whole; /* password and code as they were typed together */
    struct beat beat;
    struct record record;
    bool is_recorded;
};

/* The beat has begun before anything was looked up. */
int log_in(pam_handle_t *pamh, int flags, const struct options *options, const struct visitor *visitor,
           const struct beat *beat);

#endif
