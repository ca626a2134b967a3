/*
 * Between the journal and the board's flash. On a real lock it does nothing of its own. In a trial (TRIAL) the power can be cut
 * at any operation, whole or torn, and what is written can be told to somebody who keeps it.
 */
#ifndef FLASH_H
#define FLASH_H

#include <stdint.h>

#include "board.h"

/* Each is one operation. */
void flash_erase(uint32_t slot);
void flash_program(uint32_t word, uint32_t value);

#ifdef TRIAL
/* How an operation ends in the middle of which the power is cut. */
enum flash_torn {
    /* Nothing of it is done. */
    FLASH_NOTHING,
    /* The first one, two or three bytes of the word are programmed; of a slot so many quarters are erased. */
    FLASH_ONE,
    FLASH_TWO,
    FLASH_THREE,
    /* Some bits of each byte. */
    FLASH_SOME_BITS,
    FLASH_OTHER_BITS,
    /* All of it, and nothing after it. */
    FLASH_ALL,
    FLASH_WAYS
};

/* The operation number of those that follow, from 1, is torn, and then cut() is called; all after it do nothing. 0: none. */
void flash_cut(uint32_t number, enum flash_torn torn, void (*cut)(void));

/* Whether the power was cut. */
int flash_is_cut(void);

/* Copies slots as they are, for tests: from one on to another on. No operation. */
void flash_copy(uint32_t from, uint32_t to, uint32_t slots);

/* Who is told of words that have changed: the first, and how many. */
extern void (*flash_changed)(uint32_t word, uint32_t count);
#endif

#endif
