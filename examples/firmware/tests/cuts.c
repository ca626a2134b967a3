/* The cuts on a board, which its emulator tells of. */
#include "cuts.h"

#include "../src/board.h"
#include "../src/semihosting.h"
#include "../src/stack.h"
#include "../src/text.h"

/* All of it, or some bits: two of the ways that an operation ends. */
#define WAYS 2u

static uint32_t held_so_far;

void cuts_hold(int held, const char *promise)
{
    held_so_far++;
    if (held)
        return;
    semihosting_print("does not hold: ");
    semihosting_print(promise);
    semihosting_print("\n");
    semihosting_exit(0);
}

int main(void)
{
    board_start();
    journal_cuts(0);
    lock_cuts(WAYS);
    text_line_begin();
    text_number(held_so_far);
    text_put(" held, ");
    text_number(stack_used());
    text_put(" bytes of stack");
    text_line_end(semihosting_print);
    semihosting_exit(1);
    return 0;
}
