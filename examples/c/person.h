/* A person's file: 64 bytes of state, and behind them the secret of the one authenticator. */

#ifndef PERSON_H
#define PERSON_H

#include <mfa.h>

#define PERSON_LONGEST (MFA_STATE_LENGTH + MFA_SECRET_LONGEST)

/* The file, locked from person_lock() to person_close(): of two logins at the same time one waits for the other. */
struct person {
    const char *path;
    int lock;
    uint8_t bytes[PERSON_LONGEST];
    size_t length;
};

/* 0, or -1 with errno set. What is open after a failure, too, person_close() closes. */
int person_lock(struct person *person, const char *path);
int person_read(struct person *person);
/* Replaces the file, or makes it. After a failure nobody knows what the disk holds. */
int person_write(struct person *person, const uint8_t *bytes, size_t length);
/* Unlocks, and wipes the secret. */
void person_close(struct person *person);

/* A write that the compiler keeps. */
void wipe(void *memory, size_t size);

#endif
