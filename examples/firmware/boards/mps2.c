/*
 * ARM MPS2 with the AN386 image: a Cortex-M4 at 25 MHz. It has neither flash nor a random source: a piece of RAM behaves like
 * flash here, and challenges come from the generator in random.c.
 */
#include "../src/board.h"
#include "../src/ring.h"
#include "cortex_m.h"

#define CLOCK_RATE 25000000u

/* The first UART (CMSDK). */
#define UART_DATA REGISTER(0x40004000)
#define UART_STATE REGISTER(0x40004004)
#define UART_CONTROL REGISTER(0x40004008)
#define UART_INTERRUPT REGISTER(0x4000400C)
#define UART_DIVIDER REGISTER(0x40004010)
#define UART_FULL_OUT 1u
#define UART_FULL_IN 2u
#define UART_ENABLE_OUT_IN_INTERRUPT 0xBu
#define UART_HAS_COME 2u
#define UART_COMES 0u

/* The first timer (CMSDK), which counts down. */
#define TIMER_CONTROL REGISTER(0x40000000)
#define TIMER_VALUE REGISTER(0x40000004)
#define TIMER_RELOAD REGISTER(0x40000008)
#define TIMER_INTERRUPT REGISTER(0x4000000C)
#define TIMER_ENABLE_WITH_INTERRUPT 9u
#define TIMER_ENDS 8u

extern uint32_t journal_begin[];

static struct ring arrived;
static volatile uint32_t ticks;

static void uart_interrupt(void)
{
    UART_INTERRUPT = UART_HAS_COME;
    while (UART_STATE & UART_FULL_IN)
        ring_put(&arrived, (uint8_t)UART_DATA);
}

static void timer_interrupt(void)
{
    TIMER_INTERRUPT = 1;
    ticks++;
}

__attribute__((section(".vectors"), used)) static const handler vectors[] = {
    [0] = (handler)(uintptr_t)stack_top,
    [1] = begin,
    /* Faults, and what nobody asked for. */
    [2] = stop, [3] = stop, [4] = stop, [5] = stop, [6] = stop, [11] = stop, [12] = stop, [14] = stop, [15] = stop,
    [16 + UART_COMES] = uart_interrupt,
    [16 + TIMER_ENDS] = timer_interrupt,
};

void board_start(void)
{
    UART_DIVIDER = CLOCK_RATE / 115200;
    UART_CONTROL = UART_ENABLE_OUT_IN_INTERRUPT;
    TIMER_RELOAD = CLOCK_RATE / TICKS_PER_SECOND - 1;
    TIMER_VALUE = CLOCK_RATE / TICKS_PER_SECOND - 1;
    TIMER_CONTROL = TIMER_ENABLE_WITH_INTERRUPT;
    NVIC_ENABLE = 1u << UART_COMES | 1u << TIMER_ENDS;
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
    while (UART_STATE & UART_FULL_OUT) {
    }
    UART_DATA = (uint8_t)byte;
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
    (void)bytes;
    (void)size;
    return 0;
}

const uint32_t *board_flash(void)
{
    return journal_begin;
}

void board_flash_erase(uint32_t slot)
{
    uint32_t word;

    for (word = slot * FLASH_SLOT_WORDS; word < (slot + 1) * FLASH_SLOT_WORDS; word++)
        ((volatile uint32_t *)journal_begin)[word] = 0xFFFFFFFFu;
}

void board_flash_program(uint32_t word, uint32_t value)
{
    ((volatile uint32_t *)journal_begin)[word] &= value;
}
