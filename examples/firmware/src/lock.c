/* Lines that anybody may type: NAME CODE above all. The others are service's. */
#include "lock.h"

#include "answer.h"
#include "clock.h"
#include "person.h"
#include "service.h"
#include "text.h"

/* Each challenge is two writes to the flash, which does not stand any number of them. */
#define CHALLENGE_PAUSE_SECONDS 60u

static unsigned int openings;
/* From which second since power on somebody may ask for another. */
static uint64_t next_challenge[PEOPLE];

unsigned int lock_openings(void)
{
    return openings;
}

static void greet(enum journal_found found)
{
    text_line_begin();
    text_put("lock: ");
    if (found == JOURNAL_DAMAGED) {
        text_put("damaged; nobody gets in");
    } else {
        text_number(people_enrolled());
        text_put(" enrolled, the clock is not set");
    }
    text_line_end(line_print);
}

void lock_start(void)
{
    enum journal_found found = store_open();

    openings = 0;
    text_wipe(next_challenge, sizeof next_challenge);
    clock_start(store->time);
    service_start();
    greet(found);
}

/* How many digits are in what was typed. */
static size_t digits(const char *typed)
{
    size_t found = 0;

    for (; *typed != 0; typed++)
        found += *typed >= '0' && *typed <= '9' ? 1 : 0;
    return found;
}

/* A code, or nine digits: the response to a challenge. */
static mfa_result try_digits(struct person *person, const char *typed, mfa_verdict *verdict)
{
    if (digits(typed) == MFA_RECOVERY_DIGITS)
        return person_try_response(person, typed, verdict);
    return person_try_code(person, typed, verdict);
}

/* Somebody unknown, or with nothing to get in by, is refused as anybody is. */
static struct person *visitor(const char *name)
{
    struct person *person = person_named(name);

    return person != NULL && (person->has & (HAS_AUTHENTICATOR | HAS_RECOVERY)) ? person : NULL;
}

/* 1 if a visitor was accepted, and that is in the journal; the answer is given if not. */
static int is_accepted(const char *name, const char *typed, mfa_verdict *verdict)
{
    struct person *person = visitor(name);
    mfa_result result;

    if (person == NULL) {
        answer(name, "refused");
    } else if (!clock_is_set() && person_needs_clock(person) && digits(typed) != MFA_RECOVERY_DIGITS) {
        answer(name, "the clock is not set; ask for a challenge");
    } else {
        result = try_digits(person, typed, verdict);
        if (result == MFA_OK)
            return 1;
        answer_result(name, result, verdict);
    }
    return 0;
}

static void log_in(const char *name, const char *typed)
{
    mfa_verdict verdict;

    if (is_accepted(name, typed, &verdict)) {
        /* Here a real lock moves its bolt. */
        openings++;
        answer_result(name, MFA_OK, &verdict);
    }
}

static void ask_for_service(const char *name, const char *typed)
{
    struct person *person = person_named(name);
    mfa_verdict verdict;

    if (person == NULL || !(person->has & IS_OWNER))
        answer(name, "refused");
    else if (is_accepted(name, typed, &verdict)) {
        service_open();
        answer("service", "open for 5 min");
    }
}

static void challenge(const char *name)
{
    struct person *person = visitor(name);
    mfa_verdict verdict;
    uint64_t *next;

    if (person == NULL) {
        answer(name, "refused");
        return;
    }
    next = &next_challenge[person - store->people];
    if (clock_uptime() < *next) {
        answer(name, "one challenge a minute; wait");
        return;
    }
    *next = clock_uptime() + CHALLENGE_PAUSE_SECONDS;
    answer_result(name, person_challenge(person, &verdict), &verdict);
}

static void status(const char *name)
{
    const struct person *person = person_named(name);
    mfa_status status_now;
    int32_t drift = 0;

    if (person == NULL || person_status(person, &status_now) != MFA_OK || person_drift(person, &drift) != MFA_OK) {
        answer(name, "error: there is no such person");
        return;
    }
    text_line_begin();
    text_put(name);
    text_put(person->has & HAS_AUTHENTICATOR ? ": enrolled, " : person->has & IS_PENDING ? ": pending, " : ": nothing, ");
    text_number(status_now.failures);
    text_put(" wrong, ");
    text_number(status_now.failures_in_all);
    text_put(" in all, drift ");
    text_put(drift < 0 ? "-" : "");
    text_number((uint64_t)(drift < 0 ? -drift : drift));
    text_line_end(line_print);
}

static void tell_time(void)
{
    text_line_begin();
    text_put("time: ");
    text_number(clock_now());
    text_put(clock_is_set() ? "" : ", not set");
    text_line_end(line_print);
}

static void words(const struct line *line)
{
    if (line->words == 3 && text_same(line->word[0], "service"))
        ask_for_service(line->word[1], line->word[2]);
    else if (line->words == 2 && text_same(line->word[0], "challenge"))
        challenge(line->word[1]);
    else if (line->words == 2 && text_same(line->word[0], "status"))
        status(line->word[1]);
    else if (line->words == 1 && text_same(line->word[0], "time"))
        tell_time();
    else if (service_line(line))
        return;
    else if (line->words == 2)
        log_in(line->word[0], line->word[1]);
    else
        answer("lock", "error: a line is a name and a code");
}

void lock_line(enum line_read read, const struct line *line)
{
    (void)store_open();
    if (read == LINE_TOO_LONG)
        answer("lock", "error: a line has at most 159 characters");
    else if (read == LINE_NOT_ASCII)
        answer("lock", "error: a line is printable ASCII");
    else if (read == LINE_LOST_BYTES)
        answer("lock", "error: too fast, or a zero byte; type it again");
    else if (read == LINE_TOO_MANY_WORDS)
        answer("lock", "error: a line has at most four words");
    else if (!store_is_whole())
        answer("lock", "damaged; nobody gets in");
    else
        words(line);
    person_wipe();
    line_wipe();
}
