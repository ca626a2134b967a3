/* Memory as C expects it after a reset, where program.ld has put it, and a stack that is painted. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdint.h>

#include "../src/stack.h"

extern uint32_t data_begin[], data_end[], data_from[], bss_begin[], bss_end[], stack_bottom[];

static inline void memory_begin(void)
{
    uint32_t *word;
    const uint32_t *from = data_from;

    for (word = data_begin; word < data_end; word++)
        *word = *from++;
    for (word = bss_begin; word < bss_end; word++)
        *word = 0;
    stack_paint(stack_bottom);
}

#endif
