/* pam_libmfa: a second factor for whatever logs people in through PAM. What PAM calls; pam_libmfa(8) is the manual. */

#define PAM_SM_AUTH

#include <stdio.h>
#include <string.h>

#include <security/pam_modules.h>

#include "beat.h"
#include "login.h"
#include "options.h"
#include "record.h"
#include "typed.h"
#include "visitor.h"

static int without_login(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor, int answer,
                         const char *result, const char *reason, const char *detail)
{
    struct record record;

    memset(&record, 0, sizeof record);
    record.result = result;
    record.reason = reason;
    record.factor = "none";
    snprintf(record.detail, sizeof record.detail, "%s", detail);
    record_write(pamh, options, visitor, &record);
    return answer;
}

/* What was typed at one prompt for password and code. Where nobody has asked yet this line does, at the next beat. */
static int take_joined(pam_handle_t *pamh, const struct options *options, const struct beat *beat, struct typed *typed)
{
    if (typed_first(pamh, typed))
        return PAM_SUCCESS;
    beat_wait(beat);
    return typed_ask(pamh, PAM_PROMPT_ECHO_OFF, options->prompt != NULL ? options->prompt : prompt_joined, typed);
}

/* The first of two lines: takes password and code apart, so that the password can be checked between them. */
static int split(pam_handle_t *pamh, const struct options *options, const struct beat *beat)
{
    struct typed password, code;
    int got = take_joined(pamh, options, beat, &password);

    if (got == PAM_SUCCESS) {
        typed_split(options, &password, &code);
        got = typed_keep(pamh, &code);
        typed_wipe(&code);
    }
    if (got == PAM_SUCCESS)
        got = typed_hand_on(pamh, &password);
    typed_wipe(&password);
    return got == PAM_SUCCESS ? PAM_IGNORE : got;
}

/*
 * Whoever is exempt types no code, so what their password ends with is theirs. A line that asks for the password asks them
 * too, for the lines that follow count on it.
 */
static int pass(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor,
                const struct beat *beat)
{
    struct typed password;

    if (options->joined == JOINED_SPLIT || options->joined == JOINED_FORWARD) {
        int got = take_joined(pamh, options, beat, &password);

        if (got == PAM_SUCCESS)
            got = typed_hand_on(pamh, &password);
        typed_wipe(&password);
        if (got != PAM_SUCCESS)
            return got;
    }
    /* The line behind the password speaks for both. */
    if (options->joined == JOINED_SPLIT)
        return PAM_IGNORE;
    return without_login(pamh, options, visitor, PAM_IGNORE, "ignored", "exempt-group", options->exempt_group);
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int count, const char **words)
{
    struct options options;
    struct visitor visitor;
    struct beat beat;
    int got = visitor_named(pamh, &visitor);

    options_read(&options, count, words);
    if (options.wrong != NULL)
        return without_login(pamh, &options, &visitor, PAM_AUTHINFO_UNAVAIL, "unavailable", "option", options.wrong);
    if (got != PAM_SUCCESS)
        return without_login(pamh, &options, &visitor, got, "refused", "no-name", "");
    beat_begin(&beat, options.answer_after);
    visitor_look_up(pamh, &visitor);
    if (is_exempt(pamh, &options, &visitor))
        return pass(pamh, &options, &visitor, &beat);
    if (options.joined == JOINED_SPLIT)
        return split(pamh, &options, &beat);
    if (!runs_as_owner(pamh, &options))
        return without_login(pamh, &options, &visitor, PAM_AUTHINFO_UNAVAIL, "unavailable", "not-owner", options.owner);
    return log_in(pamh, flags, &options, &visitor, &beat);
}

/* There are no credentials to set. */
int pam_sm_setcred(pam_handle_t *pamh, int flags, int count, const char **words)
{
    (void)pamh;
    (void)flags;
    (void)count;
    (void)words;
    return PAM_SUCCESS;
}
