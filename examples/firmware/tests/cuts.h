/* Cutting the power, and counting what held. */
#ifndef CUTS_H
#define CUTS_H

/* Counts a promise; the first that does not hold is told, and ends the program. */
void cuts_hold(int held, const char *promise);

void journal_cuts(void);
void lock_cuts(void);

#endif
