/* Leaks in C, and secrets that came back through the ABI: what is marked here has to be marked there too. */
#include <string.h>

#include "people.h"

void planted_early_exit(void);
void planted_secret_exposed(void);
void planted_secret_text(void);
void planted_verdict(void);
void planted_typed(void);

static volatile unsigned seen;

/* A host that compares a code by itself. */
void planted_early_exit(void) {
    const char *typed = marked("123456");
    for (size_t index = 0; index < 6; index++) {
        if (typed[index] != "123457"[index]) {
            seen++;
            return;
        }
    }
}

/* A secret that went in marked, and came out of its object. */
void planted_secret_exposed(void) {
    uint8_t bytes[SECRET_BYTES];
    size_t length;
    mfa_secret made;
    key_of(bytes, 0, 1);
    OK(mfa_secret_import(&made, bytes, sizeof bytes));
    memset(bytes, 0, sizeof bytes);
    OK(mfa_secret_expose(&made, bytes, sizeof bytes, &length));
    if (bytes[3] > 'A') {
        seen++;
    }
}

/* The same, as text that was read and written. */
void planted_secret_text(void) {
    char text[MFA_SECRET_TEXT_SIZE];
    size_t length;
    mfa_secret made;
    OK(mfa_secret_from_base32(&made, marked("GEZDGNBVGY3TQOJQ"), 16));
    OK(mfa_secret_to_base32(&made, text, sizeof text, &length));
    seen += "a table"[text[5] & 7];
}

/* A login of which nothing is said to be public. */
void planted_verdict(void) {
    struct person person;
    begin(&person, 1, MFA_TOTP, MFA_SHA1, 6);
    seen += (unsigned)types(&person, "123456", NULL, NULL);
}

/* What was typed, with a credential that is known. */
void planted_typed(void) {
    struct person person;
    mfa_parameters parameters = parameters_of(MFA_TOTP, MFA_SHA1, 6);
    begin(&person, 1, MFA_TOTP, MFA_SHA1, 6);
    credential_of(&person.credentials[0], 0, 0, &parameters);
    seen += (unsigned)types(&person, "123456", NULL, NULL);
}
