/* Ticks of the board's timer, counted from when the clock was set. */
#include "clock.h"

#include "board.h"

static uint64_t base;
static uint64_t base_ticks;
/* All ticks since power on, and the timer when they were counted. */
static uint64_t counted;
static uint32_t counted_at;
static int is_set;

#ifdef TRIAL
static uint64_t passed_ticks;
static uint32_t held_at;
static int is_held;
static int32_t ppm;
#endif

static uint32_t timer(void)
{
#ifdef TRIAL
    return (is_held ? held_at : board_ticks()) + (uint32_t)passed_ticks;
#else
    return board_ticks();
#endif
}

/* The timer wraps, these do not: whoever asks at least once in thirteen years misses none. */
static uint64_t ticks(void)
{
    uint32_t now = timer();

    counted += now - counted_at;
    counted_at = now;
    return counted;
}

void clock_start(uint64_t last_known)
{
    base = last_known;
    base_ticks = ticks();
    is_set = 0;
}

void clock_set(uint64_t now)
{
    base = now;
    base_ticks = ticks();
    is_set = 1;
}

int clock_is_set(void)
{
    return is_set;
}

uint64_t clock_now(void)
{
    return base + (ticks() - base_ticks) / TICKS_PER_SECOND;
}

uint64_t clock_uptime(void)
{
    return ticks() / TICKS_PER_SECOND;
}

#ifdef TRIAL
void clock_hold(int held)
{
    if (held)
        held_at = board_ticks();
    else if (is_held)
        passed_ticks += held_at - board_ticks();
    is_held = held;
}

void clock_pass(uint32_t seconds)
{
    int64_t true_ticks = (int64_t)seconds * TICKS_PER_SECOND;

    passed_ticks += (uint64_t)(true_ticks + true_ticks * ppm / 1000000);
}

void clock_drift(int32_t millionths)
{
    ppm = millionths;
}
#endif
