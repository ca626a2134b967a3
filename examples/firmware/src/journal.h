/*
 * One record in two slots of flash. A power cut at any moment leaves the record as it was or as it is to be, never neither.
 *
 * The slot with the newest record stays as it is while the other one is erased and written: its number, how long it is, the
 * record, and last the checksum of all of that. A slot counts only if its checksum is right.
 *
 * A mark beside the slots is programmed once, before the first write is confirmed, and is never erased: with it and without a slot
 * that counts the journal is damaged, whatever is in the slots.
 *
 * What is in it is as private as what is in the record, and nothing here seals it: whoever can read the flash reads it, and
 * whoever can write it can put an older record back.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdint.h>

#include "board.h"

/* How many words a record has at the most. */
#define JOURNAL_MOST_WORDS (FLASH_SLOT_WORDS - 3u)

enum journal_found {
    JOURNAL_FOUND,
    /* Nothing was ever confirmed: there is no mark. A first write may have broken off. */
    JOURNAL_BLANK,
    /* There should be a record, and there is none that is whole. */
    JOURNAL_DAMAGED
};

/* Reads the newest record, if it has that many words. */
enum journal_found journal_read(uint32_t *record, uint32_t words);

/* Writes a record and reads it back: 1 if it is the newest one now and as it was given, else 0. */
int journal_write(const uint32_t *record, uint32_t words);

#endif
