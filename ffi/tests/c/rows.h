/* What the tables of rows share: good things to call with. */
#ifndef ROWS_H
#define ROWS_H

#include "abuse.h"
#include "people.h"

/* Two authenticators, a tablet and a phone; alone the phone. */
extern struct record two, one, suspended;

enum { NOW_STEP = 58920120 };
#define NOW MONDAY

void make_secret(void *place);
void make_credential(void *place);
void make_credentials(void *place);
void make_states(void *place);
void make_code(void *place);
void make_permit(void *place);
void make_policy(void *place);

extern const struct row core_rows[];

#endif
