/*
 * Another module of a stack: `ask=PASSWORD` asks for a password as pam_unix does, `take` takes any, `record` tells the program which password
 * is handed on to it, `ignored` says that it was reached, `permit` and `deny` say yes and no.
 */

#define PAM_SM_AUTH

#include <string.h>

#include <security/pam_ext.h>
#include <security/pam_modules.h>

#include "stage.h"

static int ask(pam_handle_t *pamh, const char *expected)
{
    const char *password = NULL;

    if (pam_get_authtok(pamh, PAM_AUTHTOK, &password, NULL) != PAM_SUCCESS || password == NULL)
        return PAM_AUTH_ERR;
    return expected == NULL || strcmp(password, expected) == 0 ? PAM_SUCCESS : PAM_AUTH_ERR;
}

static int record(pam_handle_t *pamh)
{
    const void *password = NULL;

    pam_get_item(pamh, PAM_AUTHTOK, &password);
    stage_handed_on(password);
    return PAM_SUCCESS;
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int count, const char **words)
{
    (void)flags;
    if (count == 1 && strncmp(words[0], "ask=", 4) == 0)
        return ask(pamh, words[0] + 4);
    if (count == 1 && strcmp(words[0], "take") == 0)
        return ask(pamh, NULL);
    if (count == 1 && strcmp(words[0], "record") == 0)
        return record(pamh);
    if (count == 1 && strcmp(words[0], "ignored") == 0)
        return PAM_SESSION_ERR;
    return count == 1 && strcmp(words[0], "permit") == 0 ? PAM_SUCCESS : PAM_AUTH_ERR;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int count, const char **words)
{
    (void)pamh;
    (void)flags;
    (void)count;
    (void)words;
    return PAM_SUCCESS;
}
