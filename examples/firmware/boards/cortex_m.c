/* From reset to main(): memory as C expects it, and a stack that is painted, so that it shows how much of it was used. */
#include "cortex_m.h"

#include "memory.h"

void begin(void)
{
    memory_begin();
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
