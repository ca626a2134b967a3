/*
 * The power is cut at each operation of a write to the journal, in each way, and cut again while what broke off is written once
 * more. After each the record is the old or the new one. On this computer, for sanitizers; on the boards as part of cuts.c.
 */
#include "cuts.h"

#include "../src/flash.h"
#include "../src/journal.h"
#include "../src/store.h"

/* A small record for every two cuts, and one as long as the lock's for every single cut. */
#define SMALL 3u
#define LARGE ((uint32_t)(sizeof(struct record) / 4))
#define DOUBLE_BASES 3u

/* What is written, and what was read: boards have no room for two. */
static uint32_t record[LARGE];

/* Each word of a record with a number is another. The first record has all bits in common with blank flash but one. */
static uint32_t word_of(uint32_t number, uint32_t word)
{
    return number == 0 ? 0xFFFFFFFEu : number * 0x9E3779B9u + word * 0x85EBCA6Bu;
}

static int is_record(uint32_t number, uint32_t words)
{
    uint32_t word;

    for (word = 0; word < words; word++)
        if (record[word] != word_of(number, word))
            return 0;
    return 1;
}

static int write_number(uint32_t number, uint32_t words)
{
    uint32_t word;

    for (word = 0; word < words; word++)
        record[word] = word_of(number, word);
    return journal_write(record, words);
}

/* The flash as it was before a write, and after the first cut. */
enum { BASE = FLASH_KEPT_SLOTS, ONCE_CUT = 2 * FLASH_KEPT_SLOTS };

static void put_back(uint32_t kept)
{
    flash_cut(0, FLASH_NOTHING, 0);
    flash_copy(kept, 0, FLASH_KEPT_SLOTS);
}

/* Which record is there: its number plus one, 0 if there never was any, or NONE. */
#define NONE 0xFFFFFFFFu

static uint32_t there(uint32_t newest, uint32_t words)
{
    uint32_t number;

    switch (journal_read(record, words)) {
    case JOURNAL_BLANK:
        return 0;
    case JOURNAL_FOUND:
        for (number = 0; number <= newest; number++)
            if (is_record(number, words))
                return number + 1;
        return NONE;
    default:
        return NONE;
    }
}

/* Flash in which that many records were written, one after the other. */
static void written(uint32_t records, uint32_t words)
{
    uint32_t number;

    flash_cut(0, FLASH_NOTHING, 0);
    board_flash_erase(0);
    board_flash_erase(1);
    board_flash_erase(FLASH_MARK / FLASH_SLOT_WORDS);
    for (number = 0; number < records; number++)
        cuts_hold(write_number(number, words), "a write without a cut is confirmed");
    flash_copy(0, BASE, FLASH_KEPT_SLOTS);
}

/* A write that is cut: what is there afterwards, as there() tells. */
static uint32_t cut_write(uint32_t number, uint32_t words, uint32_t operation, uint32_t torn)
{
    int confirmed;
    uint32_t left;

    flash_cut(operation, (enum flash_torn)torn, 0);
    confirmed = write_number(number, words);
    left = there(number, words);
    cuts_hold(left == number || left == number + 1, "a cut leaves the old record or the new one");
    cuts_hold(!confirmed || left == number + 1, "what was confirmed is there");
    return left;
}

/* Erasing, the number, the length, the record, the checksum; the first time the mark. */
static uint32_t operations_of(uint32_t records, uint32_t words)
{
    return words + (records == 0 ? 5 : 4);
}

/* Everything that can happen to one write. */
static void single(uint32_t records, uint32_t words)
{
    uint32_t operations = operations_of(records, words), operation, torn, left;

    written(records, words);
    for (operation = 1; operation <= operations; operation++)
        for (torn = 0; torn < FLASH_WAYS; torn++) {
            put_back(BASE);
            left = cut_write(records, words, operation, torn);
            flash_cut(0, FLASH_NOTHING, 0);
            cuts_hold(there(records, words) == left, "what is there stays there");
            cuts_hold(write_number(records + 1, words), "the next write is confirmed");
            cuts_hold(there(records + 1, words) == records + 2, "the next write is there");
        }
    /* One more operation than there are: nothing was cut, so all were. */
    put_back(BASE);
    flash_cut(operations + 1, FLASH_ALL, 0);
    cuts_hold(write_number(records, words) && !flash_is_cut(), "each operation was cut");
}

/* And while it is written a second time. */
static void twice(uint32_t records, uint32_t words)
{
    uint32_t operation, torn, again, torn_again, left, second;

    written(records, words);
    for (operation = 1; operation <= operations_of(records, words); operation++)
        for (torn = 0; torn < FLASH_WAYS; torn++) {
            put_back(BASE);
            (void)cut_write(records, words, operation, torn);
            flash_copy(0, ONCE_CUT, FLASH_KEPT_SLOTS);
            for (again = 1; again <= words + 5; again++)
                for (torn_again = 0; torn_again < FLASH_WAYS; torn_again++) {
                    put_back(ONCE_CUT);
                    left = there(records, words);
                    flash_cut(again, (enum flash_torn)torn_again, 0);
                    (void)write_number(records + 1, words);
                    second = there(records + 1, words);
                    cuts_hold(second == left || second == records + 2, "a second cut leaves one or the other");
                }
        }
}

/* A slot that was just erased, and a bit of the other that fell. */
static void damage(uint32_t records, uint32_t words)
{
    uint32_t blank;

    written(records, words);
    for (blank = 0; blank < FLASH_SLOTS; blank++) {
        put_back(BASE);
        board_flash_erase(blank);
        board_flash_program((1 - blank) * FLASH_SLOT_WORDS + 2, 0);
        cuts_hold(journal_read(record, words) == JOURNAL_DAMAGED, "a journal that was used is never new again");
    }
}

void journal_cuts(int all)
{
    uint32_t records;

    for (records = 1; records < 4; records++)
        damage(records, SMALL);
    for (records = 0; records < 4; records++)
        single(records, SMALL);
    if (all) {
        single(0, LARGE);
        single(3, LARGE);
        for (records = 0; records < DOUBLE_BASES; records++)
            twice(records, SMALL);
    }
    flash_cut(0, FLASH_NOTHING, 0);
}
