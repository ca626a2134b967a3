/*
 * Commands that only tests have: to let time pass, to let the clock drift, to cut the power. In a build for a door (without
 * TRIAL) there are none.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "line.h"

#ifdef TRIAL
/* Before anything is read from the flash: it is as the emulator kept it. */
void trial_start(void);

/* Does what a line says if it is for a test: 1, or 0 if it is for the lock. */
int trial_line(const struct line *line);
#else
static inline void trial_start(void)
{
}

static inline int trial_line(const struct line *line)
{
    (void)line;
    return 0;
}
#endif

#endif
