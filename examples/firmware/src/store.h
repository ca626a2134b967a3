/*
 * What the lock remembers: one record in the journal, with all people in it. Whatever changes of it is written and read back
 * before anybody gets in by it.
 */
#ifndef STORE_H
#define STORE_H

#define MFA_FREESTANDING
#include <mfa.h>

#include "journal.h"

#define PEOPLE 3u
#define NAME_LONGEST 15u
/* As long as any hash's key has to be. */
#define SECRET_LONGEST 64u
#define SEED_LENGTH 32u

/* What a person has: the sum of these. */
enum { HAS_AUTHENTICATOR = 1, IS_PENDING = 2, HAS_RECOVERY = 4, IS_OWNER = 8 };

struct person {
    /* Of the record of mfa.h. */
    uint64_t revision;
    /* Ends with a NUL; empty if there is nobody here. */
    char name[NAME_LONGEST + 1];
    uint32_t has;
    uint32_t secret_size;
    uint8_t secret[SECRET_LONGEST];
    /* The state of the authenticator, or in its first bytes the standing of somebody who has none. */
    uint8_t states[MFA_STATE_LENGTH];
    uint8_t recovery_key[MFA_RECOVERY_KEY_LENGTH];
    uint8_t recovery[MFA_RECOVERY_LENGTH];
    uint8_t pending[MFA_ENROLLMENT_LENGTH];
    uint8_t parameters[MFA_PARAMETERS_LENGTH];
    uint8_t unused[2];
};

struct record {
    /* The clock when this was written. */
    uint64_t time;
    /* The generator of random.c: how often it was asked, and whether it has a seed. */
    uint64_t drawn;
    uint32_t has_seed;
    uint32_t unused;
    uint8_t seed[SEED_LENGTH];
    struct person people[PEOPLE];
};

/* The record as it is in the journal. Whoever changes it saves it. */
extern struct record *const store;

/* How many people have an authenticator. */
uint32_t people_enrolled(void);

/* Reads the record, or begins an empty one if the flash is blank. */
enum journal_found store_open(void);

/* Whether there is a record that can be trusted. Without one nobody gets in. */
int store_is_whole(void);

/* Writes the record with the time: 1 if it is stored, else 0, and the record is what is in the journal. */
int store_save(void);

/* The callback of mfa_attempt_commit() for a struct person. */
uint32_t store_next(void *person, const mfa_next *next);

#endif
