/*
 * A RISC-V microcontroller (rv32imac), with the UART and the timer of a SiFive FE310. Linked, and never run: it shows that
 * nothing in the lock is a Cortex-M's. Flash is left to whoever has one; until then nothing that is written is read back, so
 * nobody gets in.
 */
#include "../src/board.h"
#include "memory.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define UART_OUT REGISTER(0x10013000)
#define UART_IN REGISTER(0x10013004)
#define UART_OUT_CONTROL REGISTER(0x10013008)
#define UART_IN_CONTROL REGISTER(0x1001300C)
#define UART_NO 0x80000000u
#define TIMER_LOW REGISTER(0x0200BFF8)
#define TIMER_HIGH REGISTER(0x0200BFFC)
#define TIMER_RATE 32768u

extern uint32_t journal_begin[];

int main(void);
void begin(void);
void start(void);

__attribute__((naked, section(".vectors"), used)) void begin(void)
{
    __asm__ volatile("la sp, stack_top\n j start");
}

__attribute__((used)) void start(void)
{
    memory_begin();
    (void)main();
    for (;;) {
    }
}

void board_start(void)
{
    UART_OUT_CONTROL = 1;
    UART_IN_CONTROL = 1;
}

/* Both halves of the counter, which may move between the two. */
static uint64_t counted(void)
{
    uint32_t high, low;

    do {
        high = TIMER_HIGH;
        low = TIMER_LOW;
    } while (high != TIMER_HIGH);
    return (uint64_t)high << 32 | low;
}

uint32_t board_ticks(void)
{
    return (uint32_t)(counted() * TICKS_PER_SECOND / TIMER_RATE);
}

int board_read(void)
{
    uint32_t come = UART_IN;

    return come & UART_NO ? -1 : (int)(come & 0xFF);
}

void board_write(char byte)
{
    while (UART_OUT & UART_NO) {
    }
    UART_OUT = (uint8_t)byte;
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

const uint32_t *board_flash(void)
{
    return journal_begin;
}

void board_flash_erase(uint32_t slot)
{
    (void)slot;
}

void board_flash_program(uint32_t word, uint32_t value)
{
    (void)word;
    (void)value;
}
