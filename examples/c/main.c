/*
 * A second factor that is kept in a file.
 *
 *     second-factor import FILE    takes over a base32 secret, read from standard input
 *     second-factor verify FILE    verifies a code, read from standard input: accepted, rejected or locked
 *
 * Exit status: 0 done or accepted, 1 not accepted, 2 an error, which lets nobody in either.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "person.h"

enum { DONE = 0, NOT_ACCEPTED = 1, FAILED = 2 };

static int failed(mfa_result result)
{
    fprintf(stderr, "second-factor: %s\n", mfa_result_message(result));
    return FAILED;
}

static int failed_at(const char *path)
{
    fprintf(stderr, "second-factor: %s: %s\n", path, strerror(errno));
    return FAILED;
}

/* Reads a line without its end; its length. A line that is too long is cut, and so no secret and no code. */
static size_t read_line(char *line, int size)
{
    if (fgets(line, size, stdin) == NULL)
        line[0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return strlen(line);
}

/* What an attempt calls before it answers: whoever is accepted is accepted only once this is on the disk. */
static uint32_t store(void *context, const mfa_next *next)
{
    struct person *person = context;
    uint8_t bytes[PERSON_LONGEST];
    uint32_t commit = MFA_COMMIT_UNKNOWN;

    /* Verifying and adding want states stored and nothing else. Of one authenticator there is one. */
    if (next->parts == MFA_PART_STATES && next->states_size == MFA_STATE_LENGTH) {
        memcpy(bytes, next->states, MFA_STATE_LENGTH);
        memcpy(bytes + MFA_STATE_LENGTH, person->bytes + MFA_STATE_LENGTH, person->length - MFA_STATE_LENGTH);
        /* The lock is ours since the file was read, so there is no conflict to find. */
        if (person_write(person, bytes, person->length) == 0)
            commit = MFA_COMMIT_STORED;
        else
            failed_at(person->path);
    }
    wipe(bytes, sizeof bytes);
    return commit;
}

static int verify(struct person *person, const mfa_credential *credential, const char *typed, size_t length)
{
    mfa_attempt attempt;
    mfa_verdict verdict;
    mfa_result result;

    verdict.size = sizeof verdict;
    /* A failure to begin is remembered by the attempt, and comes out of mfa_attempt_commit(). */
    mfa_person_verify(&attempt, credential, 1, person->bytes, MFA_STATE_LENGTH, (uint64_t)time(NULL), typed, length,
                      NULL);
    result = mfa_attempt_commit(&attempt, store, person, &verdict);
    mfa_attempt_wipe(&attempt);

    switch (result) {
    case MFA_OK:
        printf("accepted\n");
        if (verdict.failures_before > 0)
            printf("wrong codes before this one: %lu\n", (unsigned long)verdict.failures_before);
        return DONE;
    case MFA_REJECTED: /* verdict.reason is for logs, never for whoever typed the code */
        printf("rejected\n");
        return NOT_ACCEPTED;
    case MFA_LOCKED:
        printf("locked until %llu\n", (unsigned long long)verdict.locked_until);
        return NOT_ACCEPTED;
    case MFA_CLOSED:
        printf("closed: ask an administrator\n");
        return NOT_ACCEPTED;
    default:
        return failed(result);
    }
}

static int verify_in(struct person *person, const char *typed, size_t length)
{
    mfa_secret secret;
    mfa_credential credential;
    mfa_result result;
    int status;

    if (person_read(person) != 0)
        return failed_at(person->path);
    if (person->length < MFA_STATE_LENGTH)
        return failed(MFA_ERROR_STATE_LENGTH);
    result = mfa_secret_import(&secret, person->bytes + MFA_STATE_LENGTH, person->length - MFA_STATE_LENGTH);
    if (result == MFA_OK)
        result = mfa_credential_make(&credential, &secret, NULL);
    mfa_secret_wipe(&secret);
    status = result == MFA_OK ? verify(person, &credential, typed, length) : failed(result);
    mfa_credential_wipe(&credential);
    return status;
}

/* Adds the authenticator to a person who has none. */
static int add(struct person *person, const mfa_credential *credential)
{
    uint8_t standing[MFA_STANDING_LENGTH];
    mfa_attempt attempt;
    mfa_result result = mfa_standing_init(standing, sizeof standing);

    if (result != MFA_OK)
        return failed(result);
    mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, credential, 0);
    result = mfa_attempt_commit(&attempt, store, person, NULL);
    mfa_attempt_wipe(&attempt);
    return result == MFA_CHANGED ? DONE : failed(result);
}

static int import_in(struct person *person, const char *text, size_t length)
{
    size_t secret_length = 0;
    mfa_secret secret;
    mfa_credential credential;
    mfa_result result;
    int status;

    if (person_read(person) == 0)
        errno = EEXIST;
    if (errno != ENOENT)
        return failed_at(person->path);
    result = mfa_secret_from_base32(&secret, text, length);
    if (result == MFA_OK)
        result = mfa_secret_expose(&secret, person->bytes + MFA_STATE_LENGTH, MFA_SECRET_LONGEST, &secret_length);
    person->length = MFA_STATE_LENGTH + secret_length;
    if (result == MFA_OK)
        result = mfa_credential_make(&credential, &secret, NULL);
    mfa_secret_wipe(&secret);
    status = result == MFA_OK ? add(person, &credential) : failed(result);
    mfa_credential_wipe(&credential);
    return status;
}

int main(int argc, char **argv)
{
    struct person person;
    char line[256];
    size_t length;
    int status;

    if (argc != 3 || (strcmp(argv[1], "import") != 0 && strcmp(argv[1], "verify") != 0)) {
        fprintf(stderr, "usage: second-factor import|verify FILE\n");
        return FAILED;
    }
    /* First the line, then the lock: nobody waits for somebody who types. */
    length = read_line(line, sizeof line);
    if (person_lock(&person, argv[2]) != 0)
        status = failed_at(argv[2]);
    else if (strcmp(argv[1], "import") == 0)
        status = import_in(&person, line, length);
    else
        status = verify_in(&person, line, length);
    person_close(&person);
    wipe(line, sizeof line);
    return status;
}
