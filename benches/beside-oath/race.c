/*
 * One code, several processes: how many get in. Each round has a new person, and as many processes as are wanted log in
 * with the one code that the phone shows, all at once: first by libmfa, then by liboath.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "beside.h"

/* What a process ends with, before its outcome. */
enum { OUTCOMES = 40 };

struct tally {
    unsigned one, several, none, most, broken;
};

/* One process: waits until all may go, and logs in. */
static void take_part(log_in_function *log_in, const struct person *person, const char *code, int gate) {
    char byte;
    must(read(gate, &byte, 1) == 0, "the gate is broken");
    _exit(OUTCOMES + (int)log_in(person, code));
}

static unsigned round_of(log_in_function *log_in, const struct person *person, unsigned processes, unsigned *broken) {
    char code[MFA_CODE_SIZE];
    unsigned i, in = 0;
    int gate[2];
    shown_next(person, code);
    must(pipe(gate) == 0, "there is no gate");
    fflush(NULL);
    for (i = 0; i < processes; i++) {
        pid_t child = fork();
        must(child >= 0, "there is no process");
        if (child == 0) {
            close(gate[1]);
            take_part(log_in, person, code, gate[0]);
        }
    }
    /* All may go when the last end of the pipe that can be written to is closed. */
    close(gate[0]);
    close(gate[1]);
    for (i = 0; i < processes; i++) {
        int status = 0;
        must(wait(&status) >= 0 && WIFEXITED(status), "a process is lost");
        in += WEXITSTATUS(status) == OUTCOMES + IS_IN;
        *broken += WEXITSTATUS(status) < OUTCOMES || WEXITSTATUS(status) >= OUTCOMES + IS_BROKEN;
    }
    return in;
}

static void count_round(struct tally *tally, log_in_function *log_in, const struct person *person, unsigned processes) {
    unsigned in = round_of(log_in, person, processes, &tally->broken);
    tally->one += in == 1;
    tally->several += in > 1;
    tally->none += in == 0;
    tally->most = in > tally->most ? in : tally->most;
}

static void say(const char *name, const char *kind, const struct tally *tally) {
    printf("%s, %-24s %5u %8u %8u %5u %7u\n", kind, name, tally->one, tally->several, tally->most, tally->none,
           tally->broken);
}

static bool race_of(uint32_t kind, const char *name, unsigned processes, unsigned rounds) {
    struct tally libmfa = {0, 0, 0, 0, 0}, liboath = {0, 0, 0, 0, 0};
    unsigned i;
    for (i = 0; i < rounds; i++) {
        struct person person;
        memset(&person, 0, sizeof person);
        snprintf(person.name, sizeof person.name, "racer%u", i);
        libmfa_enroll(&person, kind);
        liboath_write(&person, 1);
        count_round(&libmfa, libmfa_log_in, &person, processes);
        count_round(&liboath, liboath_log_in, &person, processes);
        libmfa_forget(&person);
    }
    say("libmfa", name, &libmfa);
    say("liboath", name, &liboath);
    return libmfa.one == rounds && libmfa.broken == 0;
}

bool race(const char *folder, unsigned processes, unsigned rounds) {
    bool by_time, by_counter;
    libmfa_begin(folder);
    liboath_begin(folder);
    printf("%u processes, one code, %u rounds; rounds that let in so many, the most at once, and attempts in error:\n",
           processes, rounds);
    printf("%-30s %5s %8s %8s %5s %7s\n", "", "one", "several", "the most", "none", "errors");
    by_time = race_of(MFA_TOTP, "TOTP", processes, rounds);
    by_counter = race_of(MFA_HOTP, "HOTP", processes, rounds);
    return by_time && by_counter;
}
