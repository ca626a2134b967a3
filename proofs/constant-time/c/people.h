/* People whose keys are known, a store that always works, and what marks secrets. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "mfa.h"

#define NOW 1767225600u
#define ALL_DIGITS 5
#define SECRET_BYTES 32

/* The program in Rust has these two. */
void secret(const void *place, size_t size);
void saw(const char *outcome);

/* Ends the program unless a result is the one that it has to be; counts it under a name otherwise. */
#define MUST(outcome, expected, result) must(outcome, expected, result, __FILE__, __LINE__)
void must(const char *outcome, mfa_result expected, mfa_result result, const char *file, int line);
/* The same without a name. */
#define OK(result) must(NULL, MFA_OK, result, __FILE__, __LINE__)

struct person {
    mfa_credential credentials[MFA_MOST_AUTHENTICATORS];
    size_t count;
    uint8_t states[MFA_MOST_AUTHENTICATORS * MFA_STATE_LENGTH];
    size_t states_size;
    uint8_t recovery[MFA_RECOVERY_LENGTH];
    uint8_t codes[MFA_RECOVERY_CODES_LENGTH];
    uint8_t pending[MFA_ENROLLMENT_LENGTH];
    size_t pending_size;
};

/* The parameters of a kind, a hash and a number of digits. */
mfa_parameters parameters_of(uint32_t kind, uint32_t algorithm, uint32_t digits);
/* The bytes of a person's so manyth secret, marked or not. */
void key_of(uint8_t *bytes, unsigned number, int marked);
/* A credential of it. */
void credential_of(mfa_credential *credential, unsigned number, int marked, const mfa_parameters *parameters);
/* What it shows so many steps from now, or for a counter. */
void shown(const mfa_credential *known, uint32_t kind, int64_t offset, char *code);
/* As many digits, none of them right for any of so many codes. */
void wrong_code(const char (*codes)[MFA_CODE_SIZE], size_t count, char *code);

/* Somebody with so many authenticators, of one kind or (0) of both in turn. */
void begin(struct person *person, unsigned count, uint32_t kind, uint32_t algorithm, uint32_t digits);
/* Types a marked copy of a text, and stores what comes of it. */
mfa_result types(struct person *person, const char *typed, const mfa_policy *policy, mfa_verdict *verdict);
/* Stores what an attempt wants stored, and answers. */
mfa_result stored(struct person *person, mfa_attempt *attempt, mfa_verdict *verdict);
/* A marked copy of a text. It is good until the eighth after it. */
const char *marked(const char *text);

#endif
