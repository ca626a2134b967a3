/*
 * The line that an attempt leaves in the log. Its keys and words are a contract with those who read it, pam_libmfa(8) has
 * them; what comes from outside is quoted and escaped; what was typed is never in it.
 */

#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

#include <mfa.h>
#include <security/pam_modules.h>

#include "options.h"
#include "visitor.h"

enum { DETAIL_SIZE = 512 };

struct record {
    const char *result; /* accepted, refused, ignored, unavailable or enrolled */
    const char *reason;
    const char *factor;
    char authenticator[MFA_NAME_SIZE];
    uint32_t failures;
    uint32_t attempts_left;
    uint64_t until;
    mfa_result library;
    char detail[DETAIL_SIZE];
};

/* Says in the detail what is broken. */
void record_broken(struct record *record, mfa_result result);

void record_write(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor,
                  const struct record *record);

#endif
