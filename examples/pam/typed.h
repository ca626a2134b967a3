/* What a person types, and where it comes from: the prompt, the password's item, or an earlier line of the stack. */

#ifndef TYPED_H
#define TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include <security/pam_modules.h>

#include "options.h"

/* Room for a password and a code behind it; PAM has 512 bytes for both. */
enum { TYPED_SIZE = 768 };

/* Wipe it. What is too long is nothing, and never a password. */
struct typed {
    char text[TYPED_SIZE];
    size_t length;
    bool is_too_long;
};

void typed_wipe(struct typed *typed);

/* Asks; PAM_CONV_ERR if nobody answers. */
int typed_ask(pam_handle_t *pamh, int style, const char *prompt, struct typed *typed);

/* What the first line that asked for something got; false if there was none. */
bool typed_first(pam_handle_t *pamh, struct typed *typed);

/* Takes the code off the end of a password: what is left is the password, and whole where no code is. */
void typed_split(const struct options *options, struct typed *password, struct typed *code);

/* Makes it the password of the lines that follow; PAM_AUTH_ERR if it was too long. */
int typed_hand_on(pam_handle_t *pamh, const struct typed *password);

/* Keeps a code for a later line of the module, and takes it out again, which it can be once. */
int typed_keep(pam_handle_t *pamh, const struct typed *code);
bool typed_kept(pam_handle_t *pamh, struct typed *code);

#endif
