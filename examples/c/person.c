#define _DEFAULT_SOURCE /* flock() */

#include "person.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path with something behind it. */
static int beside(char *place, size_t size, const char *path, const char *ending)
{
    int length = snprintf(place, size, "%s%s", path, ending);

    if (length < 0 || (size_t)length >= size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return 0;
}

/* A file of its own is locked, for the person's is replaced each time. It is never removed; the lock dies with us. */
int person_lock(struct person *person, const char *path)
{
    char name[4096];

    person->path = path;
    person->lock = -1;
    person->length = 0;
    if (beside(name, sizeof name, path, ".lock") != 0)
        return -1;
    person->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (person->lock < 0)
        return -1;
    while (flock(person->lock, LOCK_EX) != 0)
        if (errno != EINTR)
            return -1;
    return 0;
}

int person_read(struct person *person)
{
    int file = open(person->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int error = 0;

    if (file < 0)
        return -1;
    person->length = 0;
    while (person->length < sizeof person->bytes) {
        ssize_t got = read(file, person->bytes + person->length, sizeof person->bytes - person->length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            error = errno;
        if (got <= 0)
            break;
        person->length += (size_t)got;
    }
    close(file);
    errno = error;
    return error == 0 ? 0 : -1;
}

static int write_all(int file, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, bytes, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        length -= (size_t)put;
    }
    return fsync(file);
}

/* A new name in a folder is there after a power cut only when the folder is synced. */
static int sync_folder(const char *path)
{
    char name[4096];
    int folder, done;

    if (beside(name, sizeof name, path, "") != 0)
        return -1;
    folder = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    done = fsync(folder);
    close(folder);
    return done;
}

int person_write(struct person *person, const uint8_t *bytes, size_t length)
{
    char name[4096];
    int file, done;

    if (beside(name, sizeof name, person->path, ".new") != 0)
        return -1;
    /* One that a crash left is not written over: its mode and its owner could be anything. */
    if (unlink(name) != 0 && errno != ENOENT)
        return -1;
    file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return -1;
    done = write_all(file, bytes, length);
    if (close(file) != 0 || done != 0)
        return -1;
    if (rename(name, person->path) != 0)
        return -1;
    return sync_folder(person->path);
}

void person_close(struct person *person)
{
    wipe(person->bytes, sizeof person->bytes);
    if (person->lock >= 0)
        close(person->lock);
    person->lock = -1;
}

void wipe(void *memory, size_t size)
{
    volatile unsigned char *byte = memory;

    while (size > 0)
        byte[--size] = 0;
}
