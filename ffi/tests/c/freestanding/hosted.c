/* The program on a system with a C library. */
#include "program.h"

#include <stdio.h>

int main(void)
{
    int held = program();

    if (held <= 0) {
        printf("not so: line %d\n", -held);
        return 1;
    }
    printf("freestanding: %d promises held\n", held);
    return 0;
}
