/* What a test can do to a lock. */
#include "trial.h"

#include "answer.h"
#include "board.h"
#include "clock.h"
#include "emulated.h"
#include "flash.h"
#include "person.h"
#include "stack.h"
#include "text.h"

void trial_start(void)
{
    emulated_flash_start();
}

static int number_of(const struct line *line, uint64_t *number)
{
    return line->words == 2 && text_decimal(line->word[1], number);
}

/* The power is about to go: somebody kills the emulator here. */
static void wait_to_be_killed(void)
{
    answer("trial", "waiting to be killed");
    for (;;)
        board_sleep();
}

static void tell(const char *what, uint64_t number)
{
    text_line_begin();
    text_put("trial: ");
    text_put(what);
    text_number(number);
    text_line_end(line_print);
}

int trial_line(const struct line *line)
{
    uint64_t number = 0;
    int has_number = number_of(line, &number);

    if (has_number && text_same(line->word[0], "pass"))
        clock_pass((uint32_t)number);
    else if (has_number && text_same(line->word[0], "fast"))
        clock_drift((int32_t)number);
    else if (has_number && text_same(line->word[0], "slow"))
        clock_drift(-(int32_t)number);
    else if (has_number && text_same(line->word[0], "hold"))
        clock_hold(number != 0);
    else if (has_number && text_same(line->word[0], "kill"))
        flash_cut((uint32_t)number, FLASH_SOME_BITS, wait_to_be_killed);
    else if (text_same(line->word[0], "stack"))
        return tell("bytes of stack ", stack_used()), 1;
    else if (text_same(line->word[0], "objects"))
        return tell("bytes of objects ", person_objects()), 1;
    else
        return 0;
    answer("trial", "done");
    return 1;
}
