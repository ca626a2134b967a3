#include "enroll.h"

#include <stdio.h>
#include <string.h>

#include "shield.h"

/* A QR code for a terminal is 4 to 7 KB; one that is longer is not shown, and the key is typed in. */
enum { QR_TEXT_SIZE = 16384, MOST_TRIES = 5 };

static const char offer[] = "Name of the authenticator to enroll now, such as phone (empty: go on without): ";
static const char demand[] = "Name of the authenticator, such as phone: ";
static const char first_code[] = "Code that it shows: ";
static const char next_code[] = "The next code that it shows: ";

/* What is shown to whoever enrolls. Wiped. */
struct shown {
    char setup_key[MFA_SETUP_KEY_SIZE];
    char uri[MFA_URI_SIZE];
    mfa_qr qr;
    char text[QR_TEXT_SIZE];
};

/* Applications take messages of a few hundred bytes, so each line is a message. */
static void say_lines(struct login *login, char *text)
{
    for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        *end = '\0';
        say(login->pamh, login->flags, login->options, "%s", text);
    }
}

static void show(struct login *login, struct shown *shown)
{
    if (mfa_qr_draw(&shown->qr, shown->uri, strlen(shown->uri)) == MFA_OK &&
        mfa_qr_write_text(&shown->qr, MFA_TERMINAL_LIGHT_ON_DARK, shown->text, sizeof shown->text, NULL) == MFA_OK) {
        /* ssh puts the person and the host before a text; not into the code. */
        say(login->pamh, login->flags, login->options, "Scan this with an authenticator app on your phone:");
        say_lines(login, shown->text);
    }
    say(login->pamh, login->flags, login->options, "Setup key: %s", shown->setup_key);
}

/* Draws a secret, and shows it as a QR code and as a key to type in. */
static mfa_result begin(struct login *login, const char *name)
{
    const char *person = login->visitor->name;
    struct shield shield;
    struct shown shown;
    mfa_result result;

    shield_up(&shield);
    result = mfa_people_enroll(login->store, login->policies, person, strlen(person), name, strlen(name), NULL,
                               &login->permit, shown.setup_key, sizeof shown.setup_key, shown.uri, sizeof shown.uri);
    shield_down(&shield);
    if (result == MFA_OK)
        show(login, &shown);
    explicit_bzero(&shown, sizeof shown);
    return result;
}

static bool goes_on(mfa_result result)
{
    return result == MFA_REJECTED || result == MFA_ONE_MORE_CODE || result == MFA_ERROR_CODE_EMPTY ||
           result == MFA_ERROR_CODE_NOT_A_DIGIT || result == MFA_ERROR_CODE_LENGTH;
}

/* Takes codes of the phone until it is confirmed, or there were too many. */
static mfa_result confirm(struct login *login)
{
    const char *person = login->visitor->name;
    const char *prompt = first_code;
    struct shield shield;
    mfa_result result = MFA_REJECTED;

    for (int tries = 0; tries < MOST_TRIES && goes_on(result); tries++) {
        if (typed_ask(login->pamh, PAM_PROMPT_ECHO_ON, prompt, &login->typed) != PAM_SUCCESS)
            return MFA_GIVEN_UP;
        shield_up(&shield);
        result = mfa_people_confirm(login->store, login->policies, person, strlen(person), login->typed.text,
                                    login->typed.length, NULL);
        shield_down(&shield);
        prompt = result == MFA_ONE_MORE_CODE ? next_code : first_code;
        if (goes_on(result) && result != MFA_ONE_MORE_CODE)
            say(login->pamh, login->flags, login->options, "That is not its code.");
    }
    return result;
}

static void write_down(struct login *login, const char *name, mfa_result result)
{
    struct record record;

    memset(&record, 0, sizeof record);
    record.result = result == MFA_ENROLLED ? "enrolled" : "refused";
    record.reason = result == MFA_ENROLLED ? "confirmed" : result == MFA_GIVEN_UP ? "gave-up" : "not-confirmed";
    record.factor = "none";
    record.library = result;
    snprintf(record.authenticator, sizeof record.authenticator, "%s", name);
    if (result < 0)
        record_broken(&record, result);
    record_write(login->pamh, login->options, login->visitor, &record);
}

static bool enroll(struct login *login, const char *name)
{
    mfa_result result = begin(login, name);

    if (result == MFA_OK)
        result = confirm(login);
    write_down(login, name, result);
    if (result == MFA_ENROLLED)
        say(login->pamh, login->flags, login->options, "Enrolled. That code is used up: log in with the next one.");
    else
        say(login->pamh, login->flags, login->options, "Not enrolled: %s", mfa_result_message(result));
    return result == MFA_ENROLLED;
}

/* Nobody enrolls who cannot be shown the key. */
static bool can_show(const struct login *login)
{
    return login->options->enroll && login->options->joined == JOINED_NOT && !is_silent(login->flags, login->options);
}

static bool asks_name(struct login *login, const char *prompt)
{
    return typed_ask(login->pamh, PAM_PROMPT_ECHO_ON, prompt, &login->typed) == PAM_SUCCESS &&
           login->typed.length > 0;
}

static bool enroll_named(struct login *login)
{
    char name[TYPED_SIZE];

    memcpy(name, login->typed.text, sizeof name);
    return enroll(login, name);
}

void enroll_offered(struct login *login)
{
    if (can_show(login) && asks_name(login, offer))
        enroll_named(login);
}

bool enroll_demanded(struct login *login)
{
    if (!can_show(login))
        return false;
    say(login->pamh, login->flags, login->options,
        "Before you get in, enroll an authenticator, which is an app that shows codes.");
    return asks_name(login, demand) && enroll_named(login);
}
