/* Enrolling at the prompt: a name, the key and its QR code, and the first code of the phone. */

#ifndef ENROLL_H
#define ENROLL_H

#include <stdbool.h>

#include "login.h"

/* Offers it to whoever may and need not; they are in either way. */
void enroll_offered(struct login *login);

/* Whether somebody who has to enroll has done so. */
bool enroll_demanded(struct login *login);

#endif
