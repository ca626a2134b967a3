/*
 * The lock's clock: seconds since 1970, counted by the board's timer. It stands still while the power is off, and the timer is
 * not exact: so after each power on it is not set, and nobody gets in by a code that depends on it before somebody sets it.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Power on: the clock is not set, and goes on from the last time that is known. */
void clock_start(uint64_t last_known);

void clock_set(uint64_t now);
int clock_is_set(void);

/* The time as far as it is known: not set, it is behind, and locks last longer for it and never shorter. */
uint64_t clock_now(void);

/* Seconds since power on. */
uint64_t clock_uptime(void);

#ifdef TRIAL
/* Stops the timer (1), so that only clock_pass() moves the clock, or lets it run (0). */
void clock_hold(int held);

/* So many seconds pass, which the clock sees as more or fewer by its drift. */
void clock_pass(uint32_t seconds);

/* How fast the clock is, in millionths. */
void clock_drift(int32_t ppm);
#endif

#endif
