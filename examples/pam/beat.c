#include "beat.h"

#include <errno.h>
#include <stdint.h>

static const int64_t SECOND = 1000000000;

void beat_begin(struct beat *beat, unsigned milliseconds)
{
    beat->milliseconds = milliseconds;
    clock_gettime(CLOCK_MONOTONIC, &beat->begun);
}

void beat_wait(const struct beat *beat)
{
    int64_t length = (int64_t)beat->milliseconds * 1000000, passed, until;
    struct timespec now, then;

    if (length == 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    passed = (int64_t)(now.tv_sec - beat->begun.tv_sec) * SECOND + (now.tv_nsec - beat->begun.tv_nsec);
    until = beat->begun.tv_nsec + (passed / length + 1) * length;
    then.tv_sec = beat->begun.tv_sec + (time_t)(until / SECOND);
    then.tv_nsec = (long)(until % SECOND);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
        continue;
}
