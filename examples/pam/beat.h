/*
 * The beat in which prompts and refusals come, so that nobody hears from them how much there was to do: whether somebody is
 * known, enrolled, or has used a code before.
 */

#ifndef BEAT_H
#define BEAT_H

#include <time.h>

struct beat {
    struct timespec begun;
    unsigned milliseconds;
};

/* Begins to count; 0 milliseconds is no beat at all. */
void beat_begin(struct beat *beat, unsigned milliseconds);

/* Waits for the end of the beat that goes on, the first one or a later one. */
void beat_wait(const struct beat *beat);

#endif
