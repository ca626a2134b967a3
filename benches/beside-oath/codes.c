/* What a phone shows, and what it does not. */
#include <stdio.h>
#include <string.h>

#include "beside.h"

static void shown_for(const struct person *person, uint64_t counter, char code[MFA_CODE_SIZE]) {
    must(mfa_credential_code_for(&person->credential, counter, code, MFA_CODE_SIZE) == MFA_OK, "no code is shown");
}

void shown_next(const struct person *person, char code[MFA_CODE_SIZE]) {
    uint64_t now = 0;
    if (person->kind == MFA_HOTP) {
        shown_for(person, person->counter, code);
        return;
    }
    must(mfa_clock_now(&now) == MFA_OK &&
             mfa_credential_code_at(&person->credential, now, code, MFA_CODE_SIZE, NULL, NULL) == MFA_OK,
         "no code is shown");
}

/* A code that a counter-based phone shows at no counter that either side looks at, now or after the next login. */
void shown_by_none(const struct person *person, char code[MFA_CODE_SIZE]) {
    unsigned candidate = 0;
    bool is_shown = true;
    while (is_shown) {
        uint64_t counter;
        is_shown = false;
        snprintf(code, MFA_CODE_SIZE, "%06u", candidate++ % 1000000);
        for (counter = 0; counter < LOOK_AHEAD + 3; counter++) {
            char other[MFA_CODE_SIZE];
            shown_for(person, person->counter + counter, other);
            is_shown = is_shown || strcmp(code, other) == 0;
        }
    }
}
