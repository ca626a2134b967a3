#include "login.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "enroll.h"
#include "reasons.h"
#include "setup.h"
#include "shield.h"

/* Nearly twice what an enrollment takes, the deepest of all: between 32 and 36 KB with the library as it is packaged. */
enum { STACK_SIZE = 65536 };

static void note(struct login *login, const char *result, const char *reason)
{
    struct record *record = &login->record;
    const mfa_verdict *verdict = &login->verdict;

    record->result = result;
    record->reason = reason;
    record->factor = factor_of(verdict->factor);
    record->failures = verdict->failures_before;
    record->attempts_left = verdict->attempts_left;
    record->until = verdict->locked_until != 0 ? verdict->locked_until : verdict->until;
}

/* The name of the authenticator whose code it was. */
static void note_authenticator(struct login *login)
{
    const struct visitor *visitor = login->visitor;

    if (login->verdict.factor == MFA_FACTOR_CODE &&
        mfa_people_authenticator(login->store, visitor->name, strlen(visitor->name), login->verdict.authenticator,
                                 login->record.authenticator, sizeof login->record.authenticator, NULL, NULL,
                                 NULL) != MFA_OK)
        login->record.authenticator[0] = '\0';
}

static void fresh_verdict(struct login *login)
{
    memset(&login->verdict, 0, sizeof login->verdict);
    login->verdict.size = sizeof login->verdict;
}

/* What the library decides of the visitor. What is negative lets nobody in. */
static mfa_result begin(struct login *login)
{
    const struct options *options = login->options;
    const char *name = login->visitor->name;
    struct shield shield;
    mfa_arrival arrival;
    mfa_result result;

    arrival.size = sizeof arrival;
    result = mfa_arrival_init(&arrival);
    if (result != MFA_OK)
        return result;
    arrival.occasion = options->occasion;
    arrival.online = options->online_file == NULL || faccessat(AT_FDCWD, options->online_file, F_OK, AT_EACCESS) == 0;
    shield_up(&shield);
    result = mfa_log_in_begin(&login->decision, login->store, login->policies, name, strlen(name), &arrival,
                              &login->verdict, &login->permit);
    shield_down(&shield);
    return result;
}

static void decide(struct login *login)
{
    fresh_verdict(login);
    login->decided.result = begin(login);
    login->decided.reason = login->verdict.reason;
}

/* Those whom the system does not know never reach the store: it would fill up with names that somebody made up. */
static void decide_or_not(struct login *login)
{
    login->decided.result = setup_open(login);
    if (login->decided.result == MFA_OK && !login->visitor->known)
        login->decided.result = MFA_NOBODY;
    if (login->decided.result == MFA_OK)
        decide(login);
    if (login->options->debug)
        pam_syslog(login->pamh, LOG_DEBUG, "decided=%ld because=%lu", (long)login->decided.result,
                   (unsigned long)login->decided.reason);
}

/* Before anything is said or asked that the program may end in: what was decided is stored, so it is in the log. */
static void write_record(struct login *login)
{
    if (!login->is_recorded)
        record_write(login->pamh, login->options, login->visitor, &login->record);
    login->is_recorded = true;
}

/* In, and nothing was verified: PAM goes by the other modules, and a password that seemed to end with a code is whole. */
static int let_in(struct login *login)
{
    note(login, "ignored", let_in_by(&login->verdict));
    write_record(login);
    say_let_in(login->pamh, login->flags, login->options, &login->verdict);
    if (login->options->joined == JOINED_FORWARD && typed_hand_on(login->pamh, &login->whole) != PAM_SUCCESS)
        return PAM_BUF_ERR;
    if (login->verdict.reason == MFA_REASON_TIME_TO_ENROLL || login->verdict.reason == MFA_REASON_NOT_ENROLLED ||
        login->verdict.factor == MFA_FACTOR_GRANT)
        enroll_offered(login);
    return PAM_IGNORE;
}

static int accepted(struct login *login)
{
    note(login, "accepted", "verified");
    note_authenticator(login);
    write_record(login);
    say_accepted(login->pamh, login->flags, login->options, &login->verdict);
    if (login->verdict.factor != MFA_FACTOR_CODE)
        enroll_offered(login);
    return PAM_SUCCESS;
}

static void note_broken(struct login *login)
{
    struct record *record = &login->record;

    if (record->reason == NULL)
        record->reason = is_of_store(record->library) ? "store" : "library";
    note(login, "unavailable", record->reason);
    if (record->detail[0] == '\0')
        record_broken(record, record->library);
}

/* What a refusal is about; NULL if something is broken. */
static const char *note_refusal(struct login *login, mfa_result result)
{
    const char *reason = refusal_of(&login->decided, result, &login->verdict);

    login->record.library = result;
    if (reason != NULL)
        note(login, "refused", reason);
    else
        note_broken(login);
    return reason;
}

/* The same for everybody, at the same beat, with nothing left to be done behind it that could take longer for some. */
static int refused(struct login *login, mfa_result result)
{
    const char *reason = note_refusal(login, result);

    write_record(login);
    setup_close(login);
    beat_wait(&login->beat);
    if (login->options->tell_locked && result == MFA_LOCKED)
        say_locked(login->pamh, login->flags, login->options, &login->verdict);
    say_refused(login->pamh, login->flags, login->options, &login->contact);
    return reason != NULL ? PAM_AUTH_ERR : PAM_AUTHINFO_UNAVAIL;
}

static int answered(struct login *login, mfa_result result)
{
    return result == MFA_OK ? accepted(login) : refused(login, result);
}

static int gave_up(struct login *login)
{
    note(login, "refused", "gave-up");
    return PAM_CONV_ERR;
}

/* At the next beat, so that nobody hears whether there was something to decide. */
static int ask(struct login *login, const char *otherwise)
{
    const struct options *options = login->options;
    const char *prompt = options->prompt != NULL ? options->prompt : otherwise;
    int style = options->echo && options->joined == JOINED_NOT ? PAM_PROMPT_ECHO_ON : PAM_PROMPT_ECHO_OFF;
    int got;

    beat_wait(&login->beat);
    got = typed_ask(login->pamh, style, prompt, &login->typed);
    beat_begin(&login->beat, options->answer_after);
    return got;
}

/* What is done with what was typed: mfa_log_in_answer() or mfa_log_in_respond(). */
typedef mfa_result try_typed(mfa_decision *decision, const mfa_store *store, const mfa_policies *policies,
                             const char *typed, size_t typed_size, mfa_verdict *verdict, mfa_permit *permit);

static mfa_result tried(struct login *login, try_typed *try)
{
    struct shield shield;
    mfa_result result;

    fresh_verdict(login);
    shield_up(&shield);
    result = try(&login->decision, login->store, login->policies, login->typed.text, login->typed.length,
                 &login->verdict, &login->permit);
    shield_down(&shield);
    return result;
}

static mfa_result answer(struct login *login)
{
    if (login->decided.result != MFA_ENROLL_NOW && login->decided.result >= 0)
        return tried(login, mfa_log_in_answer);
    fresh_verdict(login);
    return login->decided.result;
}

static mfa_result show_challenge(struct login *login)
{
    const char *name = login->visitor->name;
    struct shield shield;
    mfa_result result;

    if (login->decided.result < 0)
        return login->decided.result;
    fresh_verdict(login);
    shield_up(&shield);
    result = mfa_people_challenge(login->store, login->policies, name, strlen(name), &login->verdict);
    shield_down(&shield);
    if (result == MFA_CHALLENGE_SHOWN)
        say_challenge(login->pamh, login->flags, login->options, &login->verdict);
    return result;
}

/* Whoever types a question mark is shown a challenge for the help desk, and asked for the response. */
static int by_prompt(struct login *login)
{
    mfa_result shown;

    if (ask(login, prompt_code) != PAM_SUCCESS)
        return gave_up(login);
    if (!login->options->challenge || strcmp(login->typed.text, "?") != 0)
        return answered(login, answer(login));
    shown = show_challenge(login);
    if (shown != MFA_CHALLENGE_SHOWN)
        return refused(login, shown);
    return ask(login, prompt_response) == PAM_SUCCESS ? answered(login, tried(login, mfa_log_in_respond)) : gave_up(login);
}

/* What counted as a failure has its line, whatever comes behind it. */
static void write_failure(struct login *login, mfa_result result)
{
    if (result != MFA_REJECTED)
        return;
    note_refusal(login, result);
    record_write(login->pamh, login->options, login->visitor, &login->record);
    memset(&login->record, 0, sizeof login->record);
}

/* What an earlier module asked for is tried as it is; where it is no answer, and only tried, this one asks by itself. */
static int by_first_pass(struct login *login)
{
    mfa_result result;

    if (!typed_first(login->pamh, &login->typed) && login->options->first_pass == FIRST_PASS_TRIED)
        return by_prompt(login);
    result = answer(login);
    if (result == MFA_OK || login->options->first_pass != FIRST_PASS_TRIED)
        return answered(login, result);
    write_failure(login, result);
    return by_prompt(login);
}

/* Takes password and code apart that were typed at one prompt, an earlier line's or this one's. */
static int take_joined(struct login *login)
{
    struct typed password;
    bool is_there = login->options->first_pass != FIRST_PASS_NOT && typed_first(login->pamh, &login->typed);
    int got = is_there ? PAM_SUCCESS : ask(login, prompt_joined);

    if (got != PAM_SUCCESS)
        return got;
    password = login->whole = login->typed;
    typed_split(login->options, &password, &login->typed);
    /* What is too long is neither: it is refused for its code, and no password is handed on. */
    if (!password.is_too_long)
        got = typed_hand_on(login->pamh, &password);
    typed_wipe(&password);
    return got;
}

/* A line that verifies a code which no line has kept. */
static int misplaced(struct login *login)
{
    note(login, "unavailable", "option");
    snprintf(login->record.detail, sizeof login->record.detail, "use_split behind no split_pass");
    return PAM_AUTHINFO_UNAVAIL;
}

static int attempt(struct login *login)
{
    enum joined joined = login->options->joined;

    if (joined == JOINED_FORWARD && take_joined(login) != PAM_SUCCESS)
        return gave_up(login);
    if (joined == JOINED_KEPT && !typed_kept(login->pamh, &login->typed))
        return misplaced(login);
    decide_or_not(login);
    /* The code that they enroll with is used up: they log in with the next one. */
    if (login->decided.result == MFA_ENROLL_NOW && joined == JOINED_NOT && enroll_demanded(login))
        decide(login);
    if (login->decided.result == MFA_OK)
        return let_in(login);
    if (joined != JOINED_NOT)
        return answered(login, answer(login));
    return login->options->first_pass != FIRST_PASS_NOT ? by_first_pass(login) : by_prompt(login);
}

/*
 * Beneath this function the stack has what the library's functions left there: they wipe their own, but not the copies that
 * a compiler makes.
 */
static __attribute__((noinline)) void wipe_stack(void)
{
    char beneath[STACK_SIZE];

    explicit_bzero(beneath, sizeof beneath);
}

int log_in(pam_handle_t *pamh, int flags, const struct options *options, const struct visitor *visitor,
           const struct beat *beat)
{
    struct login login;
    int answer;

    memset(&login, 0, sizeof login);
    login.pamh = pamh;
    login.flags = flags;
    login.options = options;
    login.visitor = visitor;
    login.beat = *beat;
    answer = attempt(&login);
    write_record(&login);
    setup_close(&login);
    explicit_bzero(&login, sizeof login);
    wipe_stack();
    return answer;
}
