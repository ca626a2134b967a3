/* How much of the stack was used: it is painted at the beginning, and what is still painted was not. */
#ifndef STACK_H
#define STACK_H

#include <stdint.h>

/* Paints from the bottom of the stack up to a little below the caller. */
void stack_paint(uint32_t *bottom);

/* How many bytes were used, at the most, since then. */
uint32_t stack_used(void);

#endif
