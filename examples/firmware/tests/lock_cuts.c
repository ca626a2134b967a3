/*
 * The power is cut at each operation while the lock stores what a line does. Then it is there again, and what was promised must
 * hold: a door that opened has used up the code or the response, a door that did not has lost nobody, a wrong code that was
 * answered is counted. The codes are those of RFC 4226, appendix D; the response is what a help desk with this library reads out.
 */
#include "cuts.h"

#include "../src/board.h"
#include "../src/clock.h"
#include "../src/flash.h"
#include "../src/lock.h"
#include "../src/person.h"

#define NOW UINT64_C(1790000000)
#define FIRST "755224"
#define SECOND "287082"
#define THIRD "359152"
#define WRONG "123456"
#define RECOVERY_KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

enum { BASE = FLASH_KEPT_SLOTS };

/* To the challenge that alice is shown. */
static char response[MFA_RECOVERY_DIGITS_SIZE];

static void type(const char *one, const char *two, const char *three, const char *four)
{
    struct line line;

    line.word[0] = one;
    line.word[1] = two;
    line.word[2] = three;
    line.word[3] = four;
    line.words = two[0] == 0 ? 1 : three[0] == 0 ? 2 : four[0] == 0 ? 3 : 4;
    lock_line(LINE_WHOLE, &line);
}

static void power_on(void)
{
    flash_cut(0, FLASH_NOTHING, 0);
    lock_start();
}

/* A new lock with a clock, and alice on the way in. */
static void begin(void)
{
    uint32_t slot;

    for (slot = 0; slot < FLASH_KEPT_SLOTS; slot++)
        board_flash_erase(slot);
    power_on();
    clock_set(NOW);
    type("add", "alice", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "hotp");
}

static void keep(void)
{
    flash_copy(0, BASE, FLASH_KEPT_SLOTS);
}

static void back_to_base(void)
{
    flash_copy(BASE, 0, FLASH_KEPT_SLOTS);
    power_on();
    clock_set(NOW);
}

/* Whether a code opens the door. */
static int opens(const char *code)
{
    unsigned int before = lock_openings();

    type("alice", code, "", "");
    return lock_openings() > before;
}

static uint32_t failures(void)
{
    mfa_status status;
    const struct person *person = person_named("alice");

    return person != NULL && person_status(person, &status) == MFA_OK ? status.failures_in_all : 1000;
}

static uint32_t operations_of_a_write(void)
{
    /* Erasing, the number, the length, the record, the checksum. */
    return 1 + 2 + (uint32_t)(sizeof(struct record) / 4) + 1;
}

static void login_is_cut(uint32_t operation, enum flash_torn torn)
{
    int opened, opens_again;

    back_to_base();
    flash_cut(operation, torn, 0);
    opened = opens(SECOND);
    cuts_hold(flash_is_cut() == (operation <= operations_of_a_write()), "each operation of a login was cut");
    power_on();
    clock_set(NOW);
    opens_again = opens(SECOND);
    cuts_hold(!(opened && opens_again), "a code opens the door once, whenever the power goes");
    cuts_hold(opens(THIRD), "nobody is shut out by it");
}

static void wrong_code_is_cut(uint32_t operation, enum flash_torn torn)
{
    mfa_verdict verdict;
    mfa_result result;
    uint32_t counted;

    back_to_base();
    flash_cut(operation, torn, 0);
    result = person_try_code(person_named("alice"), WRONG, &verdict);
    power_on();
    counted = failures();
    cuts_hold(result == MFA_REJECTED || result == MFA_NOT_CONFIRMED, "a wrong code lets nobody in");
    cuts_hold(counted <= 1 && (result != MFA_REJECTED || counted == 1), "what was answered is counted");
}

static void confirmation_is_cut(uint32_t operation, enum flash_torn torn)
{
    const struct person *person;

    back_to_base();
    flash_cut(operation, torn, 0);
    type("confirm", "alice", FIRST, "");
    power_on();
    clock_set(NOW);
    person = person_named("alice");
    cuts_hold(person != NULL, "whoever was pending is still there");
    if (person == NULL)
        return;
    cuts_hold(person->has == IS_PENDING || person->has == (HAS_AUTHENTICATOR | IS_OWNER),
              "an enrollment is pending or confirmed");
    if (person->has & IS_PENDING)
        type("confirm", "alice", FIRST, "");
    cuts_hold(!opens(FIRST), "the code that enrolled is no login");
    cuts_hold(opens(SECOND), "the next one is");
}

/* A new lock on which alice is enrolled and has been shown a challenge. */
static void begin_with_challenge(void)
{
    mfa_recovery_key key;
    mfa_verdict verdict;
    int computed;

    begin();
    type("seed", SEED, "", "");
    type("confirm", "alice", FIRST, "");
    type("service", "alice", SECOND, "");
    type("recovery", "alice", RECOVERY_KEY, "");
    cuts_hold(person_challenge(person_named("alice"), &verdict) == MFA_CHALLENGE_SHOWN, "a challenge is shown");
    computed = mfa_recovery_key_from_base32(&key, RECOVERY_KEY, sizeof RECOVERY_KEY - 1, "DESK", 4) == MFA_OK &&
               mfa_recovery_respond(&key, verdict.challenge, sizeof verdict.challenge - 1, response, sizeof response) ==
                   MFA_OK;
    cuts_hold(computed, "the help desk has a response");
    mfa_recovery_key_wipe(&key);
}

static void response_is_cut(uint32_t operation, enum flash_torn torn)
{
    int opened, opens_again;

    back_to_base();
    flash_cut(operation, torn, 0);
    opened = opens(response);
    cuts_hold(flash_is_cut() == (operation <= operations_of_a_write()), "each operation of a response was cut");
    power_on();
    opens_again = opens(response);
    cuts_hold(opened + opens_again == 1, "a response opens the door once, whenever the power goes");
    cuts_hold(!opens(response), "a response that was used is over");
    clock_set(NOW);
    cuts_hold(opens(THIRD), "no authenticator is lost by it");
}

/* Each way for each operation, and one operation more than there are. */
static void each(unsigned int ways, void (*is_cut)(uint32_t operation, enum flash_torn torn))
{
    static const enum flash_torn WAYS[] = {FLASH_ALL,   FLASH_SOME_BITS, FLASH_NOTHING,   FLASH_ONE,
                                           FLASH_TWO, FLASH_THREE,     FLASH_OTHER_BITS};
    uint32_t operation;
    unsigned int way;

    for (operation = 1; operation <= operations_of_a_write() + 1; operation++)
        for (way = 0; way < ways; way++)
            is_cut(operation, WAYS[way]);
}

void lock_cuts(unsigned int ways)
{
    begin();
    keep();
    each(ways, confirmation_is_cut);
    begin();
    type("confirm", "alice", FIRST, "");
    keep();
    each(ways, login_is_cut);
    each(ways, wrong_code_is_cut);
    begin_with_challenge();
    keep();
    each(ways, response_is_cut);
}
