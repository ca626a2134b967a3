#include "shield.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

/* The real user is the process's, and its threads' shields are up at the same time: the last one that comes down restores it. */
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static unsigned shields;
static bool is_hidden;
static uid_t hidden;

static void hide_real_user(void)
{
    hidden = getuid();
    is_hidden = hidden != geteuid() && setreuid(geteuid(), (uid_t)-1) == 0;
}

static void restore_real_user(void)
{
    if (is_hidden)
        is_hidden = setreuid(hidden, (uid_t)-1) != 0;
}

void shield_up(struct shield *shield)
{
    sigset_t stops;

    sigemptyset(&stops);
    sigaddset(&stops, SIGTSTP);
    sigaddset(&stops, SIGTTIN);
    sigaddset(&stops, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &stops, &shield->signals);
    pthread_mutex_lock(&guard);
    if (shields++ == 0)
        hide_real_user();
    pthread_mutex_unlock(&guard);
}

void shield_down(const struct shield *shield)
{
    pthread_mutex_lock(&guard);
    if (--shields == 0)
        restore_real_user();
    pthread_mutex_unlock(&guard);
    pthread_sigmask(SIG_SETMASK, &shield->signals, NULL);
}
