/* One login of each kind, between marks for whoever traces this program. */
#include <stdio.h>
#include <string.h>

#include "beside.h"

/* A rename that fails is seen in a trace, and changes nothing. */
static void mark(const char *step) {
    char name[64];
    snprintf(name, sizeof name, "step: %s", step);
    must(rename(name, name) != 0, "a mark is a file");
    next_second();
}

bool steps(const char *folder) {
    struct person person;
    char right[MFA_CODE_SIZE], wrong[MFA_CODE_SIZE];
    memset(&person, 0, sizeof person);
    strcpy(person.name, "person");
    libmfa_begin(folder);
    liboath_begin(folder);
    libmfa_enroll(&person, MFA_HOTP);
    liboath_write(&person, 1);
    shown_next(&person, right);
    shown_by_none(&person, wrong);
    mark("libmfa, right code");
    must(libmfa_log_in(&person, right) == IS_IN, "libmfa refuses a right code");
    mark("libmfa, wrong code");
    must(libmfa_log_in(&person, wrong) == IS_REFUSED, "libmfa does not refuse a wrong code");
    mark("liboath, right code");
    must(liboath_log_in(&person, right) == IS_IN, "liboath refuses a right code");
    mark("liboath, wrong code");
    must(liboath_log_in(&person, wrong) == IS_REFUSED, "liboath does not refuse a wrong code");
    return true;
}
