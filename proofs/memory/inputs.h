/* What a subject is told, all at once and over a pipe. src/inputs.rs has the same. Texts end with a zero. */

#ifndef INPUTS_H
#define INPUTS_H

#include <stdint.h>

struct inputs {
    uint64_t now;
    /* 1 SHA-1, 2 SHA-256, 3 SHA-512. */
    uint64_t algorithm;
    /* Of the authenticator: its key, and what is stored of it. */
    uint8_t key[32];
    uint8_t state[64];
    char setup_key[80];
    char uri[256];
    /* The code of now, the one after it, and a wrong one. */
    char code[16], next_code[16], wrong_code[16];
    uint8_t recovery_key[32];
    uint8_t recovery_record[96];
    char pin[16];
    /* A record that shows a challenge, the challenge, and the response to it. */
    uint8_t challenged_record[96];
    char challenge[16], response[16];
    /* What the recovery code is made of; as it is shown; and what is stored of a set that it is in. */
    uint8_t code_random[10];
    char recovery_code[22];
    uint8_t codes_record[312];
    /* Bytes to leave behind, where that is asked for. */
    uint64_t planted_length;
    uint8_t planted[2048];
};

#endif
