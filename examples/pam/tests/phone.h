/* People with phones and sheets of paper. What they type is computed by oathtool and openssl, not by libmfa. */

#ifndef PHONE_H
#define PHONE_H

#include <stdbool.h>
#include <stdint.h>

enum { BATCH = 40 };

struct phone {
    char person[64];
    char key[300]; /* base32 */
    unsigned digits;
    bool counts; /* HOTP: any number of codes, whatever time it is */
    uint64_t next;
    uint64_t first; /* of the batch */
    char batch[BATCH][12];
};

/* Enrolls a person's phone with codes of so many digits; kind is "hotp" or "totp". */
void enroll(struct phone *phone, const char *person, const char *kind, unsigned digits);

/* A phone with the key that it was shown. */
void phone_with(struct phone *phone, const char *kind, const char *key, unsigned digits);

/* The next code: of the counter, or of the step so many steps from now. */
const char *code_of(struct phone *phone);
const char *code_at(struct phone *phone, int steps);

/* One that the phone shows nowhere near. */
const char *wrong_of(struct phone *phone);

/* Gives a person a recovery key; the PIN that the help desk reads them now: nine digits. */
void give_recovery(const char *person, char key[64]);
const char *pin_now(const char *key);

/* The response to a challenge. */
const char *response_to(const char *key, const char *challenge);

/* Bytes of a text in base32; how many. */
unsigned from_base32(const char *text, uint8_t *bytes, unsigned room);

#endif
