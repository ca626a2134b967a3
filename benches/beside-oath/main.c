/*
 * beside-oath timing FOLDER PEOPLE LOGINS | race FOLDER PROCESSES ROUNDS | steps FOLDER
 *
 * Times, races or goes step by step through logins by libmfa and by liboath. FOLDER is there, and is filled.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <liboath/oath.h>

#include "beside.h"

void must(bool so, const char *what) {
    if (!so) {
        fprintf(stderr, "beside-oath: %s\n", what);
        _exit(2);
    }
}

void path_in(char path[LONGEST_PATH], const char *folder, const char *name) {
    int length = snprintf(path, LONGEST_PATH, "%s/%s", folder, name);
    must(length > 0 && length < LONGEST_PATH, "a path is too long");
}

int main(int count, char **words) {
    const char *task = count > 2 ? words[1] : "";
    bool kept = false;
    must(oath_init() == OATH_OK, "liboath does not begin");
    if (count > 2) {
        say_file_system(words[2]);
        printf("liboath %s\n", oath_check_version(NULL));
    }
    if (strcmp(task, "timing") == 0 && count == 5) {
        kept = timing(words[2], strtoul(words[3], NULL, 10), strtoul(words[4], NULL, 10));
    } else if (strcmp(task, "race") == 0 && count == 5) {
        kept = race(words[2], (unsigned)strtoul(words[3], NULL, 10), (unsigned)strtoul(words[4], NULL, 10));
    } else if (strcmp(task, "steps") == 0 && count == 3) {
        kept = steps(words[2]);
    } else {
        must(false, "usage: timing FOLDER PEOPLE LOGINS | race FOLDER PROCESSES ROUNDS | steps FOLDER");
    }
    return kept ? 0 : 1;
}
