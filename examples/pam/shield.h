/*
 * While the library works on the store it holds locks that others wait for. Whoever runs su is the real user of that process
 * and could stop it then, from the terminal or by kill(2), for as long as they like. With a shield up they cannot.
 */

#ifndef SHIELD_H
#define SHIELD_H

#include <signal.h>

struct shield {
    sigset_t signals;
};

/* Down again before anything of the application's is called, so that it finds the user that it knows. */
void shield_up(struct shield *shield);
void shield_down(const struct shield *shield);

#endif
