#include "typed.h"

#include <stdlib.h>
#include <string.h>

#include <security/pam_ext.h>

static const char kept_name[] = "libmfa_kept_code";

void typed_wipe(struct typed *typed)
{
    explicit_bzero(typed, sizeof *typed);
}

static void take(struct typed *typed, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);

    typed_wipe(typed);
    typed->is_too_long = length >= sizeof typed->text;
    if (!typed->is_too_long) {
        memcpy(typed->text, text == NULL ? "" : text, length);
        typed->length = length;
    }
}

int typed_ask(pam_handle_t *pamh, int style, const char *prompt, struct typed *typed)
{
    char *response = NULL;
    int got = pam_prompt(pamh, style, &response, "%s", prompt);

    take(typed, got == PAM_SUCCESS ? response : NULL);
    if (response == NULL)
        return PAM_CONV_ERR;
    explicit_bzero(response, strlen(response));
    free(response);
    return got == PAM_SUCCESS ? PAM_SUCCESS : PAM_CONV_ERR;
}

bool typed_first(pam_handle_t *pamh, struct typed *typed)
{
    const void *item = NULL;
    bool is_there = pam_get_item(pamh, PAM_AUTHTOK, &item) == PAM_SUCCESS && item != NULL;

    take(typed, is_there ? item : NULL);
    return is_there;
}

static bool are_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

void typed_split(const struct options *options, struct typed *password, struct typed *code)
{
    size_t end = password->length, begin = password->length;

    if (options->separator != '\0') {
        const char *found = strrchr(password->text, options->separator);

        if (found != NULL) {
            end = (size_t)(found - password->text);
            begin = end + 1;
        }
    } else if (password->length >= options->digits &&
               are_digits(password->text + password->length - options->digits, options->digits)) {
        end = begin = password->length - options->digits;
    }
    take(code, password->text + begin);
    explicit_bzero(password->text + end, sizeof password->text - end);
    password->length = end;
}

int typed_hand_on(pam_handle_t *pamh, const struct typed *password)
{
    return password->is_too_long ? PAM_AUTH_ERR : pam_set_item(pamh, PAM_AUTHTOK, password->text);
}

static void forget(pam_handle_t *pamh, void *data, int status)
{
    (void)pamh;
    (void)status;
    typed_wipe(data);
    free(data);
}

int typed_keep(pam_handle_t *pamh, const struct typed *code)
{
    struct typed *copy = malloc(sizeof *copy);
    int kept;

    if (copy == NULL)
        return PAM_BUF_ERR;
    *copy = *code;
    kept = pam_set_data(pamh, kept_name, copy, forget);
    if (kept != PAM_SUCCESS)
        forget(pamh, copy, kept);
    return kept;
}

bool typed_kept(pam_handle_t *pamh, struct typed *code)
{
    const void *data = NULL;
    bool is_there = pam_get_data(pamh, kept_name, &data) == PAM_SUCCESS && data != NULL;

    typed_wipe(code);
    if (is_there) {
        *code = *(const struct typed *)data;
        pam_set_data(pamh, kept_name, NULL, NULL);
    }
    return is_there;
}
