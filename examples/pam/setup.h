/* What a login stands on: the store, and the policies with what the options lay over them. */

#ifndef SETUP_H
#define SETUP_H

#include "login.h"

/* MFA_OK, or what is broken: then nobody can be let in, and the login's record says what it is. */
mfa_result setup_open(struct login *login);

/* Closes both. */
void setup_close(struct login *login);

#endif
