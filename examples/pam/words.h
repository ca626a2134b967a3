/* What people read at the prompt. Refusals are all alike: why, is for the log. */

#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#include <mfa.h>
#include <security/pam_modules.h>

#include "options.h"

extern const char prompt_code[];
extern const char prompt_joined[];
extern const char prompt_response[];

/* Whom a person calls, as the policies say. Either is empty where they do not. */
struct contact {
    char email[256];
    char phone[256];
};

/* Whether the application or the options want nothing said. */
bool is_silent(int flags, const struct options *options);

/* Says a line, if it is not to be silent. */
void say(pam_handle_t *pamh, int flags, const struct options *options, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void say_refused(pam_handle_t *pamh, int flags, const struct options *options, const struct contact *contact);
void say_locked(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict);
void say_challenge(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict);
void say_accepted(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict);
void say_let_in(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict);

#endif
