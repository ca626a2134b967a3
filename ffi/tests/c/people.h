/* Phones, and people whose record is kept in this program's memory. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "mfa.h"

/* RFC 4226's key, twice as long as it has to be said, and two more. */
#define ALICES "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
#define TABLETS "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
#define CAROLS "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

/* Monday, 5 January 2026, 9:00 UTC. */
#define MONDAY UINT64_C(1767603600)
#define MINUTE UINT64_C(60)
#define HOUR UINT64_C(3600)
#define DAY UINT64_C(86400)

/* What is stored for a person. */
struct record {
    mfa_credential credentials[MFA_MOST_AUTHENTICATORS];
    size_t count;
    uint8_t states[MFA_MOST_AUTHENTICATORS * MFA_STATE_LENGTH];
    size_t states_size;
    uint64_t revision;
    /* What else there is; no bytes, if it is not. */
    uint8_t recovery[MFA_RECOVERY_LENGTH];
    size_t recovery_size;
    uint8_t codes[MFA_RECOVERY_CODES_LENGTH];
    size_t codes_size;
    uint8_t pending[MFA_ENROLLMENT_LENGTH];
    size_t pending_size;
    uint8_t logins[MFA_LOGIN_RECORD_LENGTH];
    /* How often somebody wanted to store, and what the store answers instead of storing. */
    unsigned stores;
    uint32_t answers;
};

/* The default parameters, but counter-based. */
mfa_parameters hotp_parameters(void);

/* A credential of a secret in base32; `parameters` may be NULL. */
void make_credential_of(mfa_credential *credential, const char *secret, const mfa_parameters *parameters);

/* What a phone shows at its time. */
const char *shown_at(const mfa_credential *credential, uint64_t its_time);

/* What a token shows at a counter. */
const char *shown_for(const mfa_credential *credential, uint64_t counter);

/* The same code with its last digit mistyped. */
const char *slip(const char *code);

/* Somebody without any authenticator. */
void new_person(struct record *record);

/* A compare-and-set in memory: the callback of mfa_attempt_commit(). */
uint32_t store_record(void *record, const mfa_next *next);

/* Adds an authenticator to a person. */
void add_authenticator(struct record *record, const char *secret, const mfa_parameters *parameters, uint64_t start);

/* Somebody with a phone. */
void person_with_a_phone(struct record *record, const char *secret);

/* The four arguments that are a person. */
#define OF(record) (record)->credentials, (record)->count, (record)->states, (record)->states_size

/* A code is typed. The verdict may be NULL. */
mfa_result login(struct record *record, uint64_t now, const char *typed, const mfa_policy *policy, mfa_verdict *verdict);

/* Removes what a store wrote of an authenticator, as its host has to. */
void forget_authenticator(struct record *record, size_t index);

/* How a person stands. */
mfa_status status_of(const struct record *record, uint64_t now, const mfa_policy *policy);

/* A policy, filled in. */
mfa_policy policy_of(uint32_t which);

#endif
