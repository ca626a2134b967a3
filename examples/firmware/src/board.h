/*
 * What a board brings: a serial line, a timer, flash, and random bytes if it has any. One file in boards/ for each.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* How often the timer ticks. */
#define TICKS_PER_SECOND 10u

/* The serial line and the timer begin. Called once, before anything else. */
void board_start(void);

/* How often the timer has ticked since power on. It wraps after thirteen years, which clock.c counts. */
uint32_t board_ticks(void);

/*
 * The next byte that came over the serial line, or -1. Bytes that came while there was no room are lost: a 0 tells, once all that
 * there was room for has been read, among it what came after them.
 */
int board_read(void);

void board_write(char byte);

/* Waits until a byte has come or the timer has ticked. */
void board_sleep(void);

/* Draws random bytes from the board's own source: 1, or 0 on a board that has none. */
int board_random(uint8_t *bytes, size_t size);

/*
 * The flash that the journal lies in, FLASH_SLOTS times FLASH_SLOT_WORDS. Erasing a slot sets all bits of it, programming a word
 * clears bits and sets none.
 */
#define FLASH_SLOTS 2u
#define FLASH_SLOT_WORDS 512u
/* The word behind them, in a page of its own: the journal's mark, which the lock never erases. */
#define FLASH_MARK (FLASH_SLOTS * FLASH_SLOT_WORDS)
/* The slots with the mark's page; and more of them behind those, for tests to put something aside. */
#define FLASH_KEPT_SLOTS (FLASH_SLOTS + 1u)
#define FLASH_ALL_SLOTS 10u

const uint32_t *board_flash(void);
void board_flash_erase(uint32_t slot);
void board_flash_program(uint32_t word, uint32_t value);

#endif
