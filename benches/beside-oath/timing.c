/*
 * How long a login takes, with right codes and with wrong ones, and how long the least that a disk has to do for it: in
 * one process, in turn.
 *
 * libmfa replaces a person's file before it asks for the code and again once it knows what came of it, and syncs it and
 * its folder each time. liboath replaces the file of all people and syncs it, or with a wrong code stores nothing. So
 * each has a floor of its own: one bare replacement of as many bytes with the same syncs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "beside.h"

/* How long libmfa may take to the prompt, and from the code on: so much of the floor, and so many milliseconds. */
static const double ALLOWED_OF_FLOOR = 1.5;
static const double ALLOWED_ABOVE = 0.2;

/* What is run, and behind it the two parts of a login that was run. */
enum { RIGHT, WRONG, FLOOR, OATH_RIGHT, OATH_WRONG, OATH_FLOOR, TASKS, TO_PROMPT = TASKS, FROM_CODE, FROM_WRONG, ROWS };

static const struct {
    int row, floor;
    const char *name;
} SAID[ROWS] = {
    {RIGHT, FLOOR, "libmfa, right code"},
    {TO_PROMPT, FLOOR, "  of it up to the prompt"},
    {FROM_CODE, FLOOR, "  of it from the code on"},
    {WRONG, FLOOR, "libmfa, wrong code"},
    {FROM_WRONG, FLOOR, "  of it from the code on"},
    {FLOOR, FLOOR, "floor: write, sync, rename, sync folder"},
    {OATH_RIGHT, OATH_FLOOR, "liboath, right code"},
    {OATH_WRONG, OATH_FLOOR, "liboath, wrong code, nothing stored"},
    {OATH_FLOOR, OATH_FLOOR, "floor: write, sync, rename"},
};

struct turn {
    const struct person *person;
    char right[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    size_t libmfa_size, liboath_size;
    char folder[LONGEST_PATH];
};

struct spread {
    double mean, median, p99;
};

static void run(int task, const struct turn *turn) {
    switch (task) {
    case RIGHT:
        must(libmfa_log_in(turn->person, turn->right) == IS_IN, "libmfa refuses a right code");
        break;
    case WRONG:
        must(libmfa_log_in(turn->person, turn->wrong) == IS_REFUSED, "libmfa does not refuse a wrong code");
        break;
    case FLOOR:
        replace_file(turn->folder, turn->libmfa_size, true);
        break;
    case OATH_RIGHT:
        must(liboath_log_in(turn->person, turn->right) == IS_IN, "liboath refuses a right code");
        break;
    case OATH_WRONG:
        must(liboath_log_in(turn->person, turn->wrong) == IS_REFUSED, "liboath does not refuse a wrong code");
        break;
    default:
        replace_file(turn->folder, turn->liboath_size, false);
    }
}

/* What a task has left for later is done before the next one begins, so that nobody pays for another. */
static void settle(const char *folder, const struct turn *turn) {
    char path[LONGEST_PATH];
    path_in(path, folder, "liboath");
    sync_folder(path);
    sync_folder(turn->folder);
}

/* All tasks for one person, each time another one first. */
static void take_turn(const char *folder, const struct turn *turn, double *samples[ROWS], size_t index) {
    size_t i;
    for (i = 0; i < TASKS; i++) {
        int task = (int)((index + i) % TASKS);
        double begun, ended;
        next_second();
        begun = milliseconds();
        run(task, turn);
        ended = milliseconds();
        samples[task][index] = ended - begun;
        if (task == RIGHT) {
            samples[TO_PROMPT][index] = libmfa_asked - begun;
            samples[FROM_CODE][index] = ended - libmfa_asked;
        } else if (task == WRONG) {
            samples[FROM_WRONG][index] = ended - libmfa_asked;
        }
        settle(folder, turn);
    }
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct spread spread_of(double *samples, size_t count) {
    struct spread spread = {0, 0, 0};
    size_t i;
    for (i = 0; i < count; i++) {
        spread.mean += samples[i] / (double)count;
    }
    qsort(samples, count, sizeof samples[0], ascending);
    spread.median = samples[count / 2];
    spread.p99 = samples[count * 99 / 100];
    return spread;
}

static void say(size_t people, size_t logins, const struct spread spreads[ROWS]) {
    int i;
    printf("people: %zu, logins of each kind: %zu\n", people, logins);
    printf("%-40s %8s %8s %8s %9s\n", "milliseconds", "median", "mean", "p99", "of floor");
    for (i = 0; i < ROWS; i++) {
        const struct spread *spread = &spreads[SAID[i].row];
        printf("%-40s %8.3f %8.3f %8.3f %9.2f\n", SAID[i].name, spread->median, spread->mean, spread->p99,
               spread->median / spreads[SAID[i].floor].median);
    }
    printf("libmfa of liboath's time, right code: %.2f in all, %.2f from the code on\n",
           spreads[RIGHT].median / spreads[OATH_RIGHT].median, spreads[FROM_CODE].median / spreads[OATH_RIGHT].median);
}

/* By the median or by the mean: a disk with two speeds throws off the one, and a few long waits the other. */
static bool is_allowed(const struct spread *part, const struct spread *floor) {
    return part->median <= ALLOWED_OF_FLOOR * floor->median + ALLOWED_ABOVE ||
           part->mean <= ALLOWED_OF_FLOOR * floor->mean + ALLOWED_ABOVE;
}

static struct person *enrolled(const char *folder, size_t count) {
    struct person *people = calloc(count, sizeof people[0]);
    size_t i;
    must(people != NULL, "there is no memory");
    libmfa_begin(folder);
    liboath_begin(folder);
    for (i = 0; i < count; i++) {
        snprintf(people[i].name, sizeof people[i].name, "person%zu", i);
        libmfa_enroll(&people[i], MFA_HOTP);
    }
    liboath_write(people, count);
    return people;
}

bool timing(const char *folder, size_t count, size_t logins) {
    double *samples[ROWS];
    struct spread spreads[ROWS];
    struct person *people;
    struct turn turn;
    size_t i;
    people = enrolled(folder, count);
    path_in(turn.folder, folder, "floor");
    make_folder(turn.folder);
    for (i = 0; i < ROWS; i++) {
        samples[i] = calloc(logins, sizeof samples[i][0]);
        must(samples[i] != NULL, "there is no memory");
    }
    for (i = 0; i < logins; i++) {
        /* Somebody else each time, from all over the file. */
        struct person *person = &people[i * 389 % count];
        turn.person = person;
        shown_next(person, turn.right);
        shown_by_none(person, turn.wrong);
        turn.libmfa_size = libmfa_size(person);
        turn.liboath_size = liboath_size();
        take_turn(folder, &turn, samples, i);
        person->counter++;
    }
    for (i = 0; i < ROWS; i++) {
        spreads[i] = spread_of(samples[i], logins);
        free(samples[i]);
    }
    free(people);
    say(count, logins, spreads);
    return is_allowed(&spreads[TO_PROMPT], &spreads[FLOOR]) && is_allowed(&spreads[FROM_CODE], &spreads[FLOOR]) &&
           is_allowed(&spreads[FROM_WRONG], &spreads[FLOOR]);
}
