/* The flash, and in a trial the power that fails. */
#include "flash.h"

#ifndef TRIAL

void flash_erase(uint32_t slot)
{
    board_flash_erase(slot);
}

void flash_program(uint32_t word, uint32_t value)
{
    board_flash_program(word, value);
}

#else

#define BLANK 0xFFFFFFFFu
#define SOME_BITS 0x5A69C396u
/* Where a slot is put that is being erased. */
#define ASIDE (FLASH_ALL_SLOTS - 1)

static uint32_t operations, cut_at;
static enum flash_torn how;
static void (*when_cut)(void);
static int is_cut;

void (*flash_changed)(uint32_t word, uint32_t count);

void flash_cut(uint32_t number, enum flash_torn torn, void (*cut)(void))
{
    operations = 0;
    cut_at = number;
    how = torn;
    when_cut = cut;
    is_cut = 0;
}

int flash_is_cut(void)
{
    return is_cut;
}

void flash_copy(uint32_t from, uint32_t to, uint32_t slots)
{
    uint32_t slot, word, value;

    for (slot = 0; slot < slots; slot++) {
        board_flash_erase(to + slot);
        for (word = 0; word < FLASH_SLOT_WORDS; word++) {
            value = board_flash()[(from + slot) * FLASH_SLOT_WORDS + word];
            if (value != BLANK)
                board_flash_program((to + slot) * FLASH_SLOT_WORDS + word, value);
        }
    }
}

static void erase(uint32_t slot)
{
    board_flash_erase(slot);
    if (flash_changed != 0)
        flash_changed(slot * FLASH_SLOT_WORDS, FLASH_SLOT_WORDS);
}

static void program(uint32_t word, uint32_t value)
{
    board_flash_program(word, value);
    if (flash_changed != 0)
        flash_changed(word, 1);
}

/* What a word is in a slot that is being erased. */
static uint32_t half_erased(uint32_t word, uint32_t old)
{
    uint32_t erased_quarters = how >= FLASH_ONE && how <= FLASH_THREE ? (uint32_t)how : 0;

    if (how == FLASH_SOME_BITS)
        return old | SOME_BITS;
    if (how == FLASH_OTHER_BITS)
        return old | ~SOME_BITS;
    return word < erased_quarters * (FLASH_SLOT_WORDS / 4) ? 0xFFFFFFFFu : old;
}

/* After an erasure each word can be programmed to what an erasure that broke off would have left. */
static void tear_erase(uint32_t slot)
{
    uint32_t word;

    if (how == FLASH_NOTHING)
        return;
    flash_copy(slot, ASIDE, 1);
    erase(slot);
    for (word = 0; word < FLASH_SLOT_WORDS && how != FLASH_ALL; word++)
        program(slot * FLASH_SLOT_WORDS + word, half_erased(word, board_flash()[ASIDE * FLASH_SLOT_WORDS + word]));
}

static void tear_program(uint32_t word, uint32_t value)
{
    switch (how) {
    case FLASH_ONE:
    case FLASH_TWO:
    case FLASH_THREE:
        program(word, value | 0xFFFFFFFFu << 8 * (uint32_t)how);
        break;
    case FLASH_SOME_BITS:
        program(word, value | SOME_BITS);
        break;
    case FLASH_OTHER_BITS:
        program(word, value | ~SOME_BITS);
        break;
    case FLASH_ALL:
        program(word, value);
        break;
    default:
        break;
    }
}

/* Whether this operation is the one; then the power is gone. */
static int is_last(void)
{
    operations++;
    if (operations != cut_at)
        return 0;
    is_cut = 1;
    return 1;
}

static void cut(void)
{
    if (when_cut != 0)
        when_cut();
}

void flash_erase(uint32_t slot)
{
    if (is_cut)
        return;
    if (is_last()) {
        tear_erase(slot);
        cut();
    } else {
        erase(slot);
    }
}

void flash_program(uint32_t word, uint32_t value)
{
    if (is_cut)
        return;
    if (is_last()) {
        tear_program(word, value);
        cut();
    } else {
        program(word, value);
    }
}

#endif
