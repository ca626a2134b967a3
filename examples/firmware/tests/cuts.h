/* Cutting the power, and counting what held. */
#ifndef CUTS_H
#define CUTS_H

/* Counts a promise; the first that does not hold is told, and ends the program. */
void cuts_hold(int held, const char *promise);

/* The journal by itself; all, or what a board has time for. */
void journal_cuts(int all);

/*
 * A confirmation, a login, a wrong code and a response to a challenge at the lock, in each way that a cut can end, or in so many
 * of them.
 */
void lock_cuts(unsigned int ways);

#endif
