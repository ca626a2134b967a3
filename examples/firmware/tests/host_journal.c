/* The journal's cuts on this computer. */
#include <stdio.h>
#include <stdlib.h>

#include "cuts.h"

static unsigned long held_so_far;

void cuts_hold(int held, const char *promise)
{
    if (!held) {
        (void)printf("does not hold: %s\n", promise);
        exit(1);
    }
    held_so_far++;
}

int main(void)
{
    journal_cuts();
    (void)printf("%lu held\n", held_so_far);
    return 0;
}
