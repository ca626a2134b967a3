/* A server with threads: each has a handle of its own, and one code lets one in. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

enum { THREADS = 8, ROUNDS = 20 };

static const char *person, *typed[2];
static pthread_barrier_t begin;

static void *come(void *data)
{
    struct visit *going = data;

    memset(going, 0, sizeof *going);
    going->typed = typed;
    pthread_barrier_wait(&begin);
    visit(going, person);
    return NULL;
}

/* How many of them are in. */
static unsigned all_come(struct visit *visits)
{
    pthread_t threads[THREADS];
    unsigned in = 0;

    pthread_barrier_init(&begin, NULL, THREADS);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, come, &visits[i]);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&begin);
    for (unsigned i = 0; i < THREADS; i++)
        in += visits[i].result == PAM_SUCCESS;
    return in;
}

static void one_code_lets_one_thread_in(void)
{
    struct visit *visits = calloc(THREADS, sizeof *visits);
    struct phone phone;

    if (visits == NULL)
        return;
    enroll(&phone, "threads", "hotp", 6);
    module_with("codes.free_failures=100");
    person = "threads";
    for (unsigned round = 0; round < ROUNDS; round++) {
        typed[0] = code_of(&phone);
        NUMBER(1, all_come(visits));
        for (unsigned i = 0; i < THREADS; i++) {
            CHECK(visits[i].result == PAM_SUCCESS || visits[i].result == PAM_AUTH_ERR);
            NUMBER(1, visits[i].lines);
        }
    }
    free(visits);
}

static void wrong_codes_of_all_threads_are_counted(void)
{
    struct visit *visits = calloc(THREADS, sizeof *visits);
    struct phone phone;

    if (visits == NULL)
        return;
    enroll(&phone, "wrong-threads", "hotp", 6);
    module_with("codes.free_failures=100");
    person = "wrong-threads";
    typed[0] = wrong_of(&phone);
    NUMBER(0, all_come(visits));
    NUMBER(THREADS, failures_of("wrong-threads"));
    free(visits);
}

const struct test thread_tests[] = {
    TEST(one_code_lets_one_thread_in),
    TEST(wrong_codes_of_all_threads_are_counted),
    {NULL, NULL},
};
