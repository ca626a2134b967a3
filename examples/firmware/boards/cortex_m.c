/* From reset to main(): memory as C expects it, and a stack that is painted, so that it shows how much of it was used. */
#include "cortex_m.h"

#include "../src/stack.h"

extern uint32_t data_begin[], data_end[], data_from[], bss_begin[], bss_end[], stack_bottom[];

void begin(void)
{
    uint32_t *word;
    const uint32_t *from = data_from;

    for (word = data_begin; word < data_end; word++)
        *word = *from++;
    for (word = bss_begin; word < bss_end; word++)
        *word = 0;
    stack_paint(stack_bottom);
    (void)main();
    stop();
}

/* Whatever should not happen: nothing does any more, and the door stays shut. */
void stop(void)
{
    for (;;)
        __asm__ volatile("wfi");
}

void sleep_unless(int (*ready)(void))
{
    __asm__ volatile("cpsid i" ::: "memory");
    if (!ready())
        __asm__ volatile("wfi");
    __asm__ volatile("cpsie i" ::: "memory");
}
