/* The file lies where the emulator was started. */
#include "emulated.h"

#include "board.h"
#include "flash.h"
#include "semihosting.h"

#define FILE_NAME "flash.bin"
#define WORDS (FLASH_KEPT_SLOTS * FLASH_SLOT_WORDS)
#define BLANK 0xFFFFFFFFu

static int file = -1;

static void keep(uint32_t word, uint32_t count)
{
    semihosting_write(file, word * 4, &board_flash()[word], count * 4);
}

static void load(void)
{
    uint32_t word, value;

    for (word = 0; word < WORDS; word++) {
        semihosting_read(file, word * 4, &value, sizeof value);
        if (value != BLANK)
            board_flash_program(word, value);
    }
}

void emulated_flash_start(void)
{
    uint32_t slot;

    for (slot = 0; slot < FLASH_KEPT_SLOTS; slot++)
        board_flash_erase(slot);
    file = semihosting_open(FILE_NAME);
    if (semihosting_length(file) == WORDS * 4)
        load();
    else
        keep(0, WORDS);
    flash_changed = keep;
}
