/*
 * One code, many processes: one gets in. `racer FOLDER PROCESSES ROUNDS`: each round enrolls somebody in a
 * store in FOLDER, and as many processes as are wanted log in with the one code that the phone shows, all at once.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mfa.h"

/* What a process ends with. */
enum { IS_IN = 40, IS_OUT = 41, LOST = 42, WRONG = 43 };

struct prompt {
    const char *code;
};

static int32_t types(void *context, mfa_result decided, const mfa_verdict *verdict, char *typed, size_t typed_size) {
    const struct prompt *prompt = context;
    if (decided != MFA_ASK_FOR_CODE || verdict == NULL || typed_size < 6) {
        return -1;
    }
    memcpy(typed, prompt->code, 6);
    return 6;
}

/* One process: waits until all may go, logs in, and ends with what came of it. */
static void log_in(const char *folder, const char *person, const char *code, int gate) {
    mfa_store *store = NULL;
    mfa_policies *policies = NULL;
    mfa_verdict verdict = {0};
    struct prompt prompt;
    mfa_result result;
    char byte;
    prompt.code = code;
    verdict.size = sizeof verdict;
    if (mfa_store_open(folder, strlen(folder), &store) != MFA_OK || mfa_policies_default(&policies) != MFA_OK) {
        _exit(WRONG);
    }
    if (read(gate, &byte, 1) != 0) {
        _exit(WRONG);
    }
    result = mfa_log_in(store, policies, person, strlen(person), NULL, types, &prompt, &verdict, NULL);
    if ((result == MFA_OK) != (verdict.accepted == 1)) {
        _exit(WRONG);
    }
    switch (result) {
    case MFA_OK:
        _exit(IS_IN);
    case MFA_REJECTED:
        _exit(verdict.reason == MFA_REASON_REPLAYED ? IS_OUT : WRONG);
    case MFA_CONFLICT:
        _exit(LOST);
    default:
        fprintf(stderr, "# %d: %s\n", (int)result, mfa_result_message(result));
        _exit(WRONG);
    }
}

/* Enrolls somebody by the code before this one, and gives the code that the phone shows now. */
static int enroll(const char *folder, const char *person, char code[MFA_CODE_SIZE]) {
    mfa_store *store = NULL;
    mfa_policies *policies = NULL;
    mfa_permit permit;
    mfa_secret secret;
    mfa_credential credential;
    mfa_result result;
    char key[MFA_SETUP_KEY_SIZE], before[MFA_CODE_SIZE];
    uint64_t now = 0;
    int done;
    done = mfa_store_open_or_create(folder, strlen(folder), &store) == MFA_OK &&
           mfa_policies_default(&policies) == MFA_OK && mfa_permit_by_administrator(&permit) == MFA_OK &&
           mfa_people_enroll(store, policies, person, strlen(person), "phone", 5, NULL, &permit, key, sizeof key, NULL,
                             0) == MFA_OK &&
           mfa_secret_from_base32(&secret, key, strlen(key)) == MFA_OK &&
           mfa_credential_make(&credential, &secret, NULL) == MFA_OK && mfa_clock_now(&now) == MFA_OK &&
           mfa_credential_code_at(&credential, now - 30, before, sizeof before, NULL, NULL) == MFA_OK &&
           mfa_credential_code_at(&credential, now, code, MFA_CODE_SIZE, NULL, NULL) == MFA_OK;
    if (done) {
        result = mfa_people_confirm(store, policies, person, strlen(person), before, 6, NULL);
        done = result == MFA_ENROLLED;
    }
    mfa_store_close(store);
    mfa_policies_close(policies);
    return done;
}

static void forget(const char *folder, const char *person) {
    mfa_store *store = NULL;
    if (mfa_store_open(folder, strlen(folder), &store) == MFA_OK) {
        mfa_people_forget(store, person, strlen(person));
        mfa_store_close(store);
    }
}

/* How many got in, or -1 if anything else than being too late happened to the others. */
static int round_of(const char *folder, const char *person, int processes, int *conflicts) {
    char code[MFA_CODE_SIZE];
    int gate[2], i, in = 0, wrong = 0;
    if (!enroll(folder, person, code) || pipe(gate) != 0) {
        return -1;
    }
    fflush(NULL);
    for (i = 0; i < processes; i++) {
        pid_t child = fork();
        if (child < 0) {
            wrong = 1;
            processes = i;
        } else if (child == 0) {
            close(gate[1]);
            log_in(folder, person, code, gate[0]);
        }
    }
    /* All may go when the last end of the pipe that can be written to is closed. */
    close(gate[0]);
    close(gate[1]);
    for (i = 0; i < processes; i++) {
        int status = 0;
        if (wait(&status) < 0 || !WIFEXITED(status)) {
            wrong = 1;
            continue;
        }
        in += WEXITSTATUS(status) == IS_IN;
        *conflicts += WEXITSTATUS(status) == LOST;
        wrong |= WEXITSTATUS(status) < IS_IN || WEXITSTATUS(status) == WRONG;
    }
    forget(folder, person);
    return wrong ? -1 : in;
}

int main(int count, char **words) {
    int processes, rounds, i, conflicts = 0, passed = 0, failed = 0;
    char folder[1024], person[32];
    if (count != 4) {
        fprintf(stderr, "usage: racer FOLDER PROCESSES ROUNDS\n");
        return 2;
    }
    processes = atoi(words[2]);
    rounds = atoi(words[3]);
    snprintf(folder, sizeof folder, "%s/people", words[1]);
    for (i = 0; i < rounds; i++) {
        int in;
        snprintf(person, sizeof person, "racer%d", i);
        in = round_of(folder, person, processes, &conflicts);
        if (in == 1) {
            passed++;
        } else {
            failed++;
            printf("not ok round %d: %d got in\n", i, in);
        }
    }
    if (conflicts > 0) {
        printf("# %d were told to begin anew\n", conflicts);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed == rounds ? 0 : 1;
}
