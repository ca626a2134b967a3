/* liboath's side: people in a users file. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <liboath/oath.h>

#include "beside.h"

static char folder_of[LONGEST_PATH], path[LONGEST_PATH];

void liboath_begin(const char *folder) {
    path_in(folder_of, folder, "liboath");
    make_folder(folder_of);
    path_in(path, folder_of, "users");
}

static void write_line(FILE *file, const struct person *person) {
    size_t i;
    fprintf(file, "%s\t%s\t-\t", person->kind == MFA_HOTP ? "HOTP" : "HOTP/T30", person->name);
    for (i = 0; i < SECRET_LENGTH; i++) {
        fprintf(file, "%02x", person->secret[i]);
    }
    /* A time-based line has nothing more until the first login. */
    if (person->kind == MFA_HOTP) {
        fprintf(file, "\t%" PRIu64, person->counter);
    }
    fprintf(file, "\n");
}

/* A users file of these people, and nothing that logins before it may have left. */
void liboath_write(const struct person *people, size_t count) {
    char other[LONGEST_PATH];
    size_t i;
    FILE *file;
    path_in(other, folder_of, "users.new");
    unlink(other);
    path_in(other, folder_of, "users.lock");
    unlink(other);
    file = fopen(path, "w");
    must(file != NULL && chmod(path, 0600) == 0, "the users file cannot be made");
    for (i = 0; i < count; i++) {
        write_line(file, &people[i]);
    }
    must(fflush(file) == 0 && fsync(fileno(file)) == 0 && fclose(file) == 0, "the users file cannot be written");
    sync_folder(folder_of);
}

size_t liboath_size(void) {
    struct stat stored;
    must(stat(path, &stored) == 0, "the users file is missing");
    return (size_t)stored.st_size;
}

enum outcome liboath_log_in(const struct person *person, const char *code) {
    time_t last = 0;
    size_t window = person->kind == MFA_HOTP ? LOOK_AHEAD : WINDOW;
    switch (oath_authenticate_usersfile(path, person->name, code, window, NULL, &last)) {
    case OATH_OK:
        return IS_IN;
    case OATH_INVALID_OTP:
    case OATH_REPLAYED_OTP:
        return IS_REFUSED;
    default:
        return IS_BROKEN;
    }
}
