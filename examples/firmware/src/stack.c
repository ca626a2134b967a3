/* Painting the stack, and looking at how far it was used. */
#include "stack.h"

#include <stddef.h>

#define PAINT 0xA5C3A5C3u
/* Below the frame that paints, for what it calls. */
#define MARGIN 64u

extern uint32_t stack_bottom[], stack_top[];

void stack_paint(uint32_t *bottom)
{
    uint32_t here;
    uintptr_t end = (uintptr_t)&here - MARGIN;
    volatile uint32_t *word;

    for (word = bottom; (uintptr_t)word < end; word++)
        *word = PAINT;
}

uint32_t stack_used(void)
{
    const volatile uint32_t *word = stack_bottom;

    while (word < stack_top && *word == PAINT)
        word++;
    return (uint32_t)((uintptr_t)stack_top - (uintptr_t)word);
}
