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
void make_parameters(void *place);

/* The other tables' things. */
void prepare_recovery(void);
void prepare_text(void);
void prepare_hosted(void);

#define ROW(name) static mfa_result call_##name(const union value *a)

/* Arguments that many functions have. */
#define PERSON OBJECTS_OF(mfa_credential, 2, make_credentials), ITS_SIZE, BYTES_OF(128, make_states, EXACT), ITS_SIZE
#define CODE BYTES_OF(6, make_code, 0), ITS_SIZE
#define POLICY OPEN_OF(mfa_policy, make_policy, OPTIONAL)
#define PARAMETERS_OR_NULL OPEN_OF(mfa_parameters, make_parameters, OPTIONAL)
#define PERMIT CHANGED_OF(mfa_permit, make_permit, STAYS | TAKEN)

extern const struct row core_rows[], recovery_rows[];
extern struct row text_rows[], hosted_rows[];

#endif
