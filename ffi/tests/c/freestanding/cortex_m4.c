/* The program on a Cortex-M4: linked, to see what it takes and that nothing is missing. */
#include "program.h"

volatile int outcome;

void begin(void);
void begin(void)
{
    outcome = program();
    for (;;) {
    }
}
