/* Each command is a row: its word, how many words follow, and what it does. */
#include "service.h"

#include "answer.h"
#include "clock.h"
#include "person.h"
#include "store.h"
#include "text.h"

#define OPEN_SECONDS 300u

static uint64_t open_until;

void service_start(void)
{
    open_until = 0;
}

void service_open(void)
{
    open_until = clock_uptime() + OPEN_SECONDS;
}

static int is_open(void)
{
    return people_enrolled() == 0 || clock_uptime() < open_until;
}

/* The kind of authenticator that a word stands for. */
static int kind_named(const char *word, struct person_kind *kind)
{
    kind->kind = text_same(word, "hotp") ? MFA_HOTP : MFA_TOTP;
    kind->algorithm = text_same(word, "sha256") ? MFA_SHA256 : text_same(word, "sha512") ? MFA_SHA512 : MFA_SHA1;
    return word[0] == 0 || kind->kind == MFA_HOTP || kind->algorithm != MFA_SHA1 || text_same(word, "totp");
}

/* Somebody who can be enrolled: new, or without an authenticator. */
static struct person *to_enroll(const char *name)
{
    struct person *person = person_named(name);

    if (person == NULL)
        person = person_new(name);
    if (person == NULL)
        answer(name, "error: no place for that name; the lock has three people, and names of 1 to 15 of a-z, 0-9 and -, "
                     "no commands");
    else if (person->has & HAS_AUTHENTICATOR)
        answer(name, "error: enrolled already; remove it first");
    else
        return person;
    return NULL;
}

static void begin_enrollment(const char *name, const char *key, const char *word)
{
    char key_text[MFA_SETUP_KEY_SIZE];
    struct person_kind kind;
    struct person *person;
    mfa_result result;

    if (!kind_named(word, &kind)) {
        answer(name, "error: an authenticator is totp, hotp, sha256 or sha512");
        return;
    }
    person = to_enroll(name);
    if (person == NULL)
        return;
    result = person_enroll(person, key, &kind, key_text);
    if (result == MFA_CHANGED && key == NULL) {
        text_line_begin();
        text_put(name);
        text_put(": setup key ");
        text_put(key_text);
        text_line_end(line_print);
    } else {
        answer_result(name, result, NULL);
    }
    text_wipe(key_text, sizeof key_text);
}

static void enroll(const struct line *line)
{
    begin_enrollment(line->word[1], NULL, line->word[2]);
}

static void add(const struct line *line)
{
    begin_enrollment(line->word[1], line->word[2], line->word[3]);
}

/* Somebody who is known; if not, that is told. */
static struct person *known(const char *name)
{
    struct person *person = person_named(name);

    if (person == NULL)
        answer(name, "error: there is no such person");
    return person;
}

static void confirm(const struct line *line)
{
    struct person *person = known(line->word[1]);
    mfa_verdict verdict;

    if (person != NULL)
        answer_result(line->word[1], person_confirm(person, line->word[2], &verdict), &verdict);
}

static void recovery(const struct line *line)
{
    struct person *person = known(line->word[1]);

    if (person == NULL)
        return;
    if (person->has & HAS_AUTHENTICATOR)
        answer_result(line->word[1], person_set_recovery(person, line->word[2]), NULL);
    else
        answer(line->word[1], "error: not enrolled; confirm it first");
}

static void unlock(const struct line *line)
{
    struct person *person = known(line->word[1]);

    if (person != NULL)
        answer_result(line->word[1], person_unlock(person), NULL);
}

/* The owner goes last, for nobody else opens service. */
static int may_go(const struct person *person)
{
    return !(person->has & IS_OWNER) || people_enrolled() == 1;
}

static void remove(const struct line *line)
{
    struct person *person = known(line->word[1]);

    if (person == NULL)
        return;
    if (may_go(person))
        answer_result(line->word[1], person_remove(person), NULL);
    else
        answer(line->word[1], "error: the owner goes last");
}

static void forget(const struct line *line)
{
    struct person *person = known(line->word[1]);

    if (person == NULL)
        return;
    if (may_go(person))
        answer(line->word[1], person_forget(person) ? "done" : "not stored");
    else
        answer(line->word[1], "error: the owner goes last");
}

static void set_clock(const struct line *line)
{
    uint64_t now;

    if (!text_decimal(line->word[1], &now)) {
        answer("clock", "error: seconds since 1970, at most 2^40");
        return;
    }
    clock_set(now);
    answer("clock", store_save() ? "done" : "not stored");
}

static void seed(const struct line *line)
{
    size_t size = 0;
    int read = text_hexadecimal(line->word[1], text_length(line->word[1]), store->seed, sizeof store->seed, &size);

    if (!read || size != sizeof store->seed) {
        answer("seed", "error: 64 hexadecimal digits");
        return;
    }
    store->has_seed = 1;
    store->drawn = 0;
    answer("seed", store_save() ? "done" : "not stored");
}

static void end(const struct line *line)
{
    (void)line;
    service_start();
    answer("service", "over");
}

static const struct {
    const char *word;
    size_t least, most;
    int needs_clock;
    void (*does)(const struct line *line);
} COMMANDS[] = {
    {"enroll", 2, 3, 1, enroll}, {"add", 3, 4, 1, add},       {"confirm", 3, 3, 1, confirm}, {"recovery", 3, 3, 0, recovery},
    {"unlock", 2, 2, 0, unlock}, {"remove", 2, 2, 0, remove}, {"forget", 2, 2, 0, forget},   {"clock", 2, 2, 0, set_clock},
    {"seed", 2, 2, 0, seed},     {"end", 1, 1, 0, end},
};

int service_line(const struct line *line)
{
    size_t i;

    for (i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        if (!text_same(line->word[0], COMMANDS[i].word))
            continue;
        if (!is_open())
            answer("service", "closed");
        else if (line->words < COMMANDS[i].least || line->words > COMMANDS[i].most)
            answer(line->word[0], "error: too few or too many words");
        else if (COMMANDS[i].needs_clock && !clock_is_set())
            answer(line->word[0], "error: the clock is not set");
        else
            COMMANDS[i].does(line);
        return 1;
    }
    return 0;
}
