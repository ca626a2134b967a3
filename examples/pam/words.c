#include "words.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <security/pam_ext.h>

const char prompt_code[] = "Verification code: ";
const char prompt_joined[] = "Password & verification code: ";
const char prompt_response[] = "Response: ";

bool is_silent(int flags, const struct options *options)
{
    return ((unsigned)flags & PAM_SILENT) != 0 || options->quiet;
}

void say(pam_handle_t *pamh, int flags, const struct options *options, const char *format, ...)
{
    va_list arguments;
    char line[PAM_MAX_MSG_SIZE];

    if (is_silent(flags, options))
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    pam_info(pamh, "%s", line);
    /* It may have been a setup key. */
    explicit_bzero(line, sizeof line);
}

/* A time as the clock on the wall shows it. */
static const char *clock_time(char *place, size_t size, uint64_t when)
{
    time_t seconds = (time_t)when;
    struct tm parts;

    if (localtime_r(&seconds, &parts) == NULL || strftime(place, size, "%Y-%m-%d %H:%M %Z", &parts) == 0)
        snprintf(place, size, "%llu", (unsigned long long)when);
    return place;
}

static const char *logins(char *place, size_t size, uint32_t left)
{
    if (left == MFA_NO_LIMIT)
        place[0] = '\0';
    else
        snprintf(place, size, ", for %lu more login%s", (unsigned long)left, left == 1 ? "" : "s");
    return place;
}

void say_refused(pam_handle_t *pamh, int flags, const struct options *options, const struct contact *contact)
{
    const char *refusal = options->refusal != NULL ? options->refusal : "Not accepted.";
    bool both = contact->email[0] != '\0' && contact->phone[0] != '\0';

    if (contact->email[0] == '\0' && contact->phone[0] == '\0')
        say(pamh, flags, options, "%s", refusal);
    else
        say(pamh, flags, options, "%s Help: %s%s%s", refusal, contact->email, both ? ", " : "", contact->phone);
}

void say_locked(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict)
{
    char until[64];

    say(pamh, flags, options, "Too many wrong codes. Codes are locked until %s.",
        clock_time(until, sizeof until, verdict->locked_until));
}

void say_challenge(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict)
{
    say(pamh, flags, options, "Challenge: %s. Read it to the help desk, and type their response.", verdict->challenge);
}

static void say_recovered(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict)
{
    char until[64], left[64];

    say(pamh, flags, options, "Recovery is open until %s%s. Enroll a phone before it ends.", clock_time(until, sizeof until, verdict->until),
        logins(left, sizeof left, verdict->logins_left));
}

void say_accepted(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict)
{
    if (verdict->failures_before > 0)
        say(pamh, flags, options, "Wrong codes before this one: %lu. If they were not yours, tell your administrator.",
            (unsigned long)verdict->failures_before);
    if (verdict->factor == MFA_FACTOR_RECOVERY_CODE)
        say(pamh, flags, options, "Recovery codes left: %lu.", (unsigned long)verdict->recovery_codes_left);
    else if (verdict->factor != MFA_FACTOR_CODE && verdict->until != 0)
        say_recovered(pamh, flags, options, verdict);
    if (verdict->authenticators == MFA_AUTHENTICATORS_SUSPENDED)
        say(pamh, flags, options, "Your authenticators are suspended until each is confirmed again.");
    else if (verdict->authenticators == MFA_AUTHENTICATORS_BURNED)
        say(pamh, flags, options, "The codes that your authenticators show now are used up; later ones count.");
}

void say_let_in(pam_handle_t *pamh, int flags, const struct options *options, const mfa_verdict *verdict)
{
    char until[64], left[64];

    if (verdict->factor == MFA_FACTOR_GRANT)
        say_recovered(pamh, flags, options, verdict);
    else if (verdict->reason == MFA_REASON_TIME_TO_ENROLL)
        say(pamh, flags, options, "You need an authenticator, which is an app that shows codes. Without one you get in until %s%s.",
            clock_time(until, sizeof until, verdict->until), logins(left, sizeof left, verdict->logins_left));
}
