/*
 * The clocks. A login is in a second of its own where people log in, and what is remembered of it differs from what was
 * remembered of the last one; where hundreds are timed one after the other it would be in the same. So the system's
 * clock, as this program and the libmfa in it see it, can be set ahead.
 */
#define _GNU_SOURCE

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "beside.h"

static time_t ahead;

/* In place of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) {
        now->tv_sec += ahead;
    }
    return result;
}

void next_second(void) {
    uint64_t before = 0, after = 0;
    must(mfa_clock_now(&before) == MFA_OK, "there is no clock");
    ahead++;
    must(mfa_clock_now(&after) == MFA_OK && after > before, "libmfa does not go by the clock of this program");
}

double milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}
