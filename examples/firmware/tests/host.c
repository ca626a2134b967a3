/* This computer as a board: flash in an array, which behaves as flash does, and neither timer nor serial line. */
#include "../src/board.h"

static uint32_t flash[FLASH_ALL_SLOTS * FLASH_SLOT_WORDS];

const uint32_t *board_flash(void)
{
    return flash;
}

void board_flash_erase(uint32_t slot)
{
    uint32_t word;

    for (word = 0; word < FLASH_SLOT_WORDS; word++)
        flash[slot * FLASH_SLOT_WORDS + word] = 0xFFFFFFFFu;
}

void board_flash_program(uint32_t word, uint32_t value)
{
    flash[word] &= value;
}

void board_start(void)
{
}

uint32_t board_ticks(void)
{
    return 0;
}

int board_read(void)
{
    return -1;
}

void board_write(char byte)
{
    (void)byte;
}

void board_sleep(void)
{
}

int board_random(uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    return 0;
}
