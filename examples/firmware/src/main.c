/* A keypad lock: lines come over the serial line, and are answered one by one. */
#include "board.h"
#include "clock.h"
#include "lock.h"
#include "trial.h"

int main(void)
{
    struct line line;
    enum line_read read;

    board_start();
    trial_start();
    lock_start();
    for (;;) {
        /* It counts the timer's ticks, and must not miss that it wraps. */
        (void)clock_uptime();
        read = line_read(&line);
        if (read == LINE_NONE)
            board_sleep();
        else if (read != LINE_WHOLE || !trial_line(&line))
            lock_line(read, &line);
    }
}
