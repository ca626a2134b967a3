/* All cuts on this computer: of the journal alone, or with LOCK of the lock too. */
#include <stdio.h>
#include <stdlib.h>

#include "cuts.h"

static unsigned long held_so_far;

void cuts_hold(int held, const char *promise)
{
    held_so_far++;
    if (held)
        return;
    (void)printf("does not hold: %s\n", promise);
    exit(1);
}

int main(void)
{
#ifdef LOCK
    lock_cuts(7);
#endif
    journal_cuts(1);
    (void)printf("%lu held\n", held_so_far);
    return 0;
}
