/* A store in a folder of its own, with somebody in it who has all that one can have. */
#ifndef HOSTED_H
#define HOSTED_H

#include "mfa.h"

struct hosted {
    char folder[256]; /* a scratch folder */
    char people[300]; /* the store in it */
    char policy[300]; /* the policy file in it */
    char alice[600];  /* alice's file in it */
    mfa_store *store;
    mfa_policies *policies;
    char secret[64];   /* of alice's phone */
    char suspended[64]; /* of her watch */
    char token[64];     /* of her token, which counts */
    char pending[64];  /* of her tablet */
    char codes[512];   /* her recovery codes */
    char key[64];      /* her recovery key */
};

extern struct hosted hosted;

/* Makes it, once, and removes all of it. */
void begin_hosted(void);
void end_hosted(void);

/* Puts alice's record back as it was made. */
void restore_alice(void);

/* What the device with a secret in base32 shows now. */
const char *shown_now(const char *secret);

/* What alice's token shows at a counter. */
const char *token_shows(uint64_t counter);

/* Enrolls somebody and confirms it; the secret in base32. */
void enroll_person(const char *person, const char *name, char secret[64]);

#endif
