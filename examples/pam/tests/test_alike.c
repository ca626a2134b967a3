/*
 * Known, not enrolled, locked or not there at all: nobody learns which from what is said, or from how long it takes.
 *
 * Times are compared by their ranks (Mann and Whitney): of two kinds of people, how often one takes longer than the other.
 * Where there is no difference the number is like one drawn from the normal distribution, beyond 4.5 once in 150,000
 * times. On a machine that is busy with other things chance is less fair, so a difference is one that is there three times in
 * a row. That the test finds it where it is, is shown without the beat.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "system.h"
#include "tests.h"

enum { KNOWN, NOT_ENROLLED, LOCKED, UNKNOWN, KINDS, TRIES = 200, EACH = 10, ROUNDS = 3 };

static const double is_different = 4.5;
static const char *const kinds[KINDS] = {"known", "plain", "stuck", "unknown"};
static struct phone phones[EACH], stuck[EACH];

/* What one kind of people waited for: the prompt, and the answer. */
struct times {
    double prompt[TRIES];
    double answer[TRIES];
};

static struct times times[KINDS];

static const char *person_of(unsigned kind, unsigned which)
{
    static char name[32];

    snprintf(name, sizeof name, "%s-%u", kinds[kind], which);
    return name;
}

static void enroll_all(void)
{
    for (unsigned i = 0; i < EACH && phones[EACH - 1].person[0] == '\0'; i++) {
        enroll(&stuck[i], person_of(LOCKED, i), "hotp", 6);
        module_with("codes.free_failures=0 codes.longest_lock_seconds=86400 codes.first_lock_seconds=86400");
        comes(person_of(LOCKED, i), TYPES(wrong_of(&stuck[i])));
        HAS("reason=locked", comes(person_of(LOCKED, i), TYPES(code_of(&stuck[i])))->log);
        enroll(&phones[i], person_of(KNOWN, i), "hotp", 6);
    }
}

static void answers_are_alike_byte_for_byte(void)
{
    static const char *const options[] = {"", "forward_pass", "try_first_pass", "challenge", "echo", "refusal=No.",
                                          "admin_group=chiefs", "debug"};

    enroll_all();
    for (unsigned i = 0; i < sizeof options / sizeof options[0]; i++) {
        char said[TEXT_SIZE] = "", with[300];

        about(options[i]);
        snprintf(with, sizeof with, "codes.free_failures=100 codes.longest_lock_seconds=86400 %s", options[i]);
        module_with(with);
        for (unsigned kind = 0; kind < KINDS; kind++) {
            struct visit *visited = comes(person_of(kind, 0), TYPES(wrong_of(&phones[0])));

            ANSWER(PAM_AUTH_ERR, visited);
            if (kind == KNOWN)
                strcpy(said, visited->said);
            TEXT(said, visited->said);
        }
    }
}

/* Somebody of each kind comes so many times, in an order that chance has made. */
static void measure(unsigned answer_after)
{
    unsigned order[KINDS * TRIES];
    char lines[2048];
    struct visit *going = calloc(1, sizeof *going);

    snprintf(lines, sizeof lines,
             "auth [success=done default=die] $ store=%s policy=%s answer_after=%u codes.free_failures=100 "
             "codes.longest_lock_seconds=86400\n",
             stage.store, stage.policy, answer_after);
    stack("login", lines);
    for (unsigned i = 0; i < KINDS * TRIES; i++)
        order[i] = i;
    srand(1);
    for (unsigned i = KINDS * TRIES - 1; i > 0; i--) {
        unsigned other = (unsigned)rand() % (i + 1), held = order[i];

        order[i] = order[other];
        order[other] = held;
    }
    for (unsigned i = 0; going != NULL && i < KINDS * TRIES; i++) {
        unsigned kind = order[i] % KINDS, nth = order[i] / KINDS;

        memset(going, 0, sizeof *going);
        going->typed = TYPES(wrong_of(&phones[nth % EACH]));
        visit(going, person_of(kind, nth % EACH));
        ANSWER(PAM_AUTH_ERR, going);
        times[kind].prompt[nth] = (double)(going->prompted - going->begun);
        times[kind].answer[nth] = (double)(going->ended - going->typed_at);
    }
    free(going);
}

/* How far from chance it is that those of one list are longer than those of the other, in standard deviations. */
static double ranked(const double *one, const double *other)
{
    double wins = 0, count = TRIES;

    for (unsigned i = 0; i < TRIES; i++)
        for (unsigned j = 0; j < TRIES; j++)
            wins += one[i] > other[j] ? 1 : one[i] < other[j] ? 0 : 0.5;
    return (wins - count * count / 2) / sqrt(count * count * (2 * count + 1) / 12);
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static double median(const double *list)
{
    double sorted[TRIES];

    memcpy(sorted, list, sizeof sorted);
    qsort(sorted, TRIES, sizeof sorted[0], by_size);
    return (sorted[TRIES / 2 - 1] + sorted[TRIES / 2]) / 2;
}

/* Of each two kinds, the least difference of all rounds, of prompts and of answers. */
struct least {
    double prompt, answer;
};

/* The largest of those, after one more round. */
static double largest(const char *what, struct least least[KINDS][KINDS])
{
    double most = 0;

    for (unsigned kind = 0; kind < KINDS; kind++)
        note("%s, %s: prompt after %.3f ms, answer after %.3f ms", what, kinds[kind], median(times[kind].prompt) / 1e6,
             median(times[kind].answer) / 1e6);
    for (unsigned one = 0; one < KINDS; one++)
        for (unsigned other = 0; other < one; other++) {
            double prompt = fabs(ranked(times[one].prompt, times[other].prompt));
            double answer = fabs(ranked(times[one].answer, times[other].answer));

            note("%s, %s beside %s: prompt %.1f, answer %.1f", what, kinds[one], kinds[other], prompt, answer);
            least[one][other].prompt = fmin(least[one][other].prompt, prompt);
            least[one][other].answer = fmin(least[one][other].answer, answer);
            most = fmax(most, fmax(least[one][other].prompt, least[one][other].answer));
        }
    return most;
}

/* The difference that stays, however often it is looked at. */
static double difference(const char *what, unsigned answer_after)
{
    struct least least[KINDS][KINDS];
    double most = is_different + 1;

    for (unsigned one = 0; one < KINDS; one++)
        for (unsigned other = 0; other < KINDS; other++)
            least[one][other].prompt = least[one][other].answer = HUGE_VAL;
    for (unsigned round = 0; round < ROUNDS && most > is_different; round++) {
        measure(answer_after);
        most = largest(what, least);
    }
    return most;
}

static void without_a_beat_times_tell_who_is_who(void)
{
    double most;

    enroll_all();
    most = difference("no beat", 0);
    if (most < 2 * is_different)
        fail("the test finds nothing where there is something: %.1f", most);
}

/* A directory is slow to say that it does not know somebody: that is in the beat too. */
static void in_the_beat_times_tell_nothing(void)
{
    double most;

    enroll_all();
    unknown_takes = 3000;
    most = difference("a beat of 20 ms", 20);
    unknown_takes = 0;
    if (most > is_different)
        fail("times differ by %.1f standard deviations", most);
}

const struct test alike_tests[] = {
    TEST(answers_are_alike_byte_for_byte),
    TEST(without_a_beat_times_tell_who_is_who),
    TEST(in_the_beat_times_tell_nothing),
    {NULL, NULL},
};
