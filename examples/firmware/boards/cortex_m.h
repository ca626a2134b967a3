/* What both Cortex-M boards have: registers, interrupts, and the way from reset to main(). */
#ifndef CORTEX_M_H
#define CORTEX_M_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The interrupt controller: a bit for each of the first 32 interrupts. */
#define NVIC_ENABLE REGISTER(0xE000E100)

typedef void (*handler)(void);

/* From cortex_m.c, for the vectors of a board. */
extern uint32_t stack_top[];
void begin(void);
void stop(void);

int main(void);

/* Sleeps unless ready() says that there is something to do. An interrupt in between is not missed. */
void sleep_unless(int (*ready)(void));

#endif
