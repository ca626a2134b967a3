/* The record, between the library and the journal. */
#include "store.h"

#include "clock.h"
#include "text.h"

#define RECORD_WORDS ((uint32_t)(sizeof(struct record) / 4))
#define STORED_PARTS                                                                                                  \
    ((uint32_t)MFA_PART_STATES | MFA_PART_STANDING | MFA_PART_RECOVERY | MFA_PART_PENDING | MFA_PART_ENROLLED)

typedef char record_is_words_and_fits[sizeof(struct record) % 4 == 0 && RECORD_WORDS <= JOURNAL_MOST_WORDS ? 1 : -1];

static union {
    struct record record;
    uint32_t words[RECORD_WORDS];
} memory;

static int is_whole;

struct record *const store = &memory.record;

enum journal_found store_open(void)
{
    enum journal_found found = journal_read(memory.words, RECORD_WORDS);

    is_whole = found != JOURNAL_DAMAGED;
    if (found != JOURNAL_FOUND)
        text_wipe(&memory, sizeof memory);
    return found;
}

int store_is_whole(void)
{
    return is_whole;
}

int store_save(void)
{
    if (!is_whole)
        return 0;
    store->time = clock_now();
    if (journal_write(memory.words, RECORD_WORDS))
        return 1;
    (void)store_open();
    return 0;
}

static void copy(uint8_t *to, const uint8_t *from, size_t size)
{
    while (size-- > 0)
        *to++ = *from++;
}

static int is_known(const struct person *person, const mfa_next *next)
{
    return next->expected_revision == person->revision && (next->parts & ~STORED_PARTS) == 0 &&
           (!(next->parts & MFA_PART_STATES) || next->states_size == MFA_STATE_LENGTH) &&
           (!(next->parts & MFA_PART_ENROLLED) || next->secret_size <= SECRET_LONGEST);
}

uint32_t people_enrolled(void)
{
    uint32_t i, enrolled = 0;

    for (i = 0; i < PEOPLE; i++)
        enrolled += store->people[i].name[0] != 0 && (store->people[i].has & HAS_AUTHENTICATOR) ? 1 : 0;
    return enrolled;
}

/* The first who is enrolled is the owner, and nothing stays of anybody who began before. */
static void begin_with(struct person *owner)
{
    uint32_t i;

    for (i = 0; i < PEOPLE; i++)
        if (&store->people[i] != owner)
            text_wipe(&store->people[i], sizeof store->people[i]);
    owner->has |= IS_OWNER;
}

/* Without an authenticator there is no recovery either, and nobody's lock. */
static void drop_authenticator(struct person *person)
{
    text_wipe(person->secret, sizeof person->secret);
    text_wipe(person->recovery_key, sizeof person->recovery_key);
    text_wipe(person->recovery, sizeof person->recovery);
    person->has &= ~(uint32_t)(HAS_AUTHENTICATOR | HAS_RECOVERY | IS_OWNER);
}

static void take_authenticator(struct person *person, const mfa_next *next)
{
    if (next->parts & MFA_PART_STATES)
        copy(person->states, next->states, next->states_size);
    if (next->parts & MFA_PART_STANDING) {
        copy(person->states, next->standing, next->standing_size);
        drop_authenticator(person);
    }
    if (next->parts & MFA_PART_ENROLLED) {
        if (people_enrolled() == 0)
            begin_with(person);
        copy(person->secret, next->secret, next->secret_size);
        person->secret_size = (uint32_t)next->secret_size;
        copy(person->parameters, next->parameters, sizeof person->parameters);
        person->has |= HAS_AUTHENTICATOR;
    }
}

static void take_rest(struct person *person, const mfa_next *next)
{
    if (next->parts & MFA_PART_RECOVERY) {
        copy(person->recovery, next->recovery, next->recovery_size);
        person->has |= HAS_RECOVERY;
    }
    if (next->parts & MFA_PART_PENDING) {
        text_wipe(person->pending, sizeof person->pending);
        copy(person->pending, next->pending, next->pending_size);
        person->has &= ~(uint32_t)IS_PENDING;
        person->has |= next->pending_size > 0 ? IS_PENDING : 0;
    }
}

uint32_t store_next(void *context, const mfa_next *next)
{
    struct person *person = context;

    if (!is_whole || !is_known(person, next))
        return MFA_COMMIT_UNKNOWN;
    take_authenticator(person, next);
    take_rest(person, next);
    person->revision = next->revision;
    return store_save() ? MFA_COMMIT_STORED : MFA_COMMIT_UNKNOWN;
}
