/* BBC micro:bit: a Cortex-M0 (nRF51822) with 16 KiB of RAM, flash of its own, and a random source. */
#include "../src/board.h"
#include "../src/ring.h"
#include "cortex_m.h"

#define AT(block, offset) REGISTER((block) + (offset))

/* UART0. */
#define UART_START_IN AT(0x40002000, 0x000)
#define UART_START_OUT AT(0x40002000, 0x008)
#define UART_HAS_COME AT(0x40002000, 0x108)
#define UART_HAS_GONE AT(0x40002000, 0x11C)
#define UART_INTERRUPTS AT(0x40002000, 0x304)
#define UART_ENABLE AT(0x40002000, 0x500)
#define UART_PIN_OUT AT(0x40002000, 0x50C)
#define UART_PIN_IN AT(0x40002000, 0x514)
#define UART_IN AT(0x40002000, 0x518)
#define UART_OUT AT(0x40002000, 0x51C)
#define UART_RATE AT(0x40002000, 0x524)
#define UART_NUMBER 2u
#define PIN_OUT 24u
#define PIN_IN 25u
#define RATE_115200 0x01D7E000u

/* TIMER0, at 16 MHz divided by 2^9. */
#define TIMER_START AT(0x40008000, 0x000)
#define TIMER_REACHED AT(0x40008000, 0x140)
#define TIMER_SHORTS AT(0x40008000, 0x200)
#define TIMER_INTERRUPTS AT(0x40008000, 0x304)
#define TIMER_BITS AT(0x40008000, 0x508)
#define TIMER_PRESCALER AT(0x40008000, 0x510)
#define TIMER_COMPARE AT(0x40008000, 0x540)
#define TIMER_NUMBER 8u
#define TIMER_RATE 31250u

/* The random source, with its correction of bias. */
#define RANDOM_START AT(0x4000D000, 0x000)
#define RANDOM_STOP AT(0x4000D000, 0x004)
#define RANDOM_READY AT(0x4000D000, 0x100)
#define RANDOM_CONFIG AT(0x4000D000, 0x504)
#define RANDOM_VALUE AT(0x4000D000, 0x508)

/* The controller of the flash. */
#define FLASH_READY AT(0x4001E000, 0x400)
#define FLASH_MODE AT(0x4001E000, 0x504)
#define FLASH_ERASE_PAGE AT(0x4001E000, 0x508)
#define FLASH_READ 0u
#define FLASH_WRITE 1u
#define FLASH_ERASE 2u
#define PAGE_WORDS 256u

extern uint32_t journal_begin[];

static struct ring arrived;
static volatile uint32_t ticks;

static void uart_interrupt(void)
{
    while (UART_HAS_COME) {
        UART_HAS_COME = 0;
        ring_put(&arrived, (uint8_t)UART_IN);
    }
}

static void timer_interrupt(void)
{
    TIMER_REACHED = 0;
    ticks++;
}

__attribute__((section(".vectors"), used)) static const handler vectors[] = {
    [0] = (handler)(uintptr_t)stack_top,
    [1] = begin,
    /* Faults, and what nobody asked for. */
    [2] = stop, [3] = stop, [4] = stop, [5] = stop, [6] = stop, [11] = stop, [12] = stop, [14] = stop, [15] = stop,
    [16 + UART_NUMBER] = uart_interrupt,
    [16 + TIMER_NUMBER] = timer_interrupt,
};

void board_start(void)
{
    UART_PIN_OUT = PIN_OUT;
    UART_PIN_IN = PIN_IN;
    UART_RATE = RATE_115200;
    UART_ENABLE = 4;
    UART_INTERRUPTS = 1u << 2;
    UART_START_IN = 1;
    UART_START_OUT = 1;
    TIMER_BITS = 3;
    TIMER_PRESCALER = 9;
    TIMER_COMPARE = TIMER_RATE / TICKS_PER_SECOND;
    TIMER_SHORTS = 1;
    TIMER_INTERRUPTS = 1u << 16;
    TIMER_START = 1;
    NVIC_ENABLE = 1u << UART_NUMBER | 1u << TIMER_NUMBER;
}

uint32_t board_ticks(void)
{
    return ticks;
}

int board_read(void)
{
    return ring_take(&arrived);
}

void board_write(char byte)
{
    UART_HAS_GONE = 0;
    UART_OUT = (uint8_t)byte;
    while (!UART_HAS_GONE) {
    }
}

static int has_come(void)
{
    return !ring_is_empty(&arrived);
}

void board_sleep(void)
{
    sleep_unless(has_come);
}

int board_random(uint8_t *bytes, size_t size)
{
    RANDOM_CONFIG = 1;
    RANDOM_START = 1;
    while (size-- > 0) {
        while (!RANDOM_READY) {
        }
        RANDOM_READY = 0;
        *bytes++ = (uint8_t)RANDOM_VALUE;
    }
    RANDOM_STOP = 1;
    return 1;
}

const uint32_t *board_flash(void)
{
    return journal_begin;
}

static void flash_mode(uint32_t mode)
{
    FLASH_MODE = mode;
    while (!FLASH_READY) {
    }
}

void board_flash_erase(uint32_t slot)
{
    uint32_t page;

    flash_mode(FLASH_ERASE);
    for (page = 0; page < FLASH_SLOT_WORDS / PAGE_WORDS; page++) {
        FLASH_ERASE_PAGE = (uint32_t)(uintptr_t)&journal_begin[slot * FLASH_SLOT_WORDS + page * PAGE_WORDS];
        while (!FLASH_READY) {
        }
    }
    flash_mode(FLASH_READ);
}

void board_flash_program(uint32_t word, uint32_t value)
{
    flash_mode(FLASH_WRITE);
    ((volatile uint32_t *)journal_begin)[word] = value;
    while (!FLASH_READY) {
    }
    flash_mode(FLASH_READ);
}
