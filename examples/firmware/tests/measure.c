/*
 * How many instructions a verification takes. Under an emulator that counts one nanosecond for each instruction the processor's
 * own timer counts them, so many at a time as its tick has nanoseconds; a loop of known length shows that it does.
 */
#define MFA_FREESTANDING
#include <mfa.h>

#include "../src/semihosting.h"
#include "../src/text.h"

/* The processor's timer (SysTick), which counts 24 bits down. */
#define TIMER_CONTROL (*(volatile uint32_t *)(uintptr_t)0xE000E010)
#define TIMER_RELOAD (*(volatile uint32_t *)(uintptr_t)0xE000E014)
#define TIMER_VALUE (*(volatile uint32_t *)(uintptr_t)0xE000E018)
#define TIMER_BY_PROCESSOR 5u
#define TIMER_LARGEST 0xFFFFFFu

/* Two instructions each time. */
#define ROUNDS 1000000u

#define NOW UINT64_C(1111111111)

static mfa_secret secret;
static mfa_credential credential;
static mfa_attempt attempt;
static uint8_t states[MFA_STATE_LENGTH], standing[MFA_STANDING_LENGTH];

static uint32_t store(void *context, const mfa_next *next)
{
    size_t i;

    (void)context;
    for (i = 0; i < next->states_size && i < sizeof states; i++)
        states[i] = next->states[i];
    return MFA_COMMIT_STORED;
}

static void loop(void)
{
    uint32_t rounds = ROUNDS;

    __asm__ volatile("1: subs %0, %0, #1\n bne 1b" : "+l"(rounds) : : "cc");
}

static char code[MFA_CODE_SIZE];
static uint32_t hash;
static mfa_result result;

/* From a credential and a state to an answer. */
static void verify(void)
{
    (void)mfa_person_verify(&attempt, &credential, 1, states, sizeof states, NOW, code, text_length(code), NULL);
    result = mfa_attempt_commit(&attempt, store, NULL, NULL);
}

static void make(void)
{
    mfa_parameters parameters = {sizeof parameters, MFA_TOTP, MFA_SHA1, 6, 30, 0, 0};

    parameters.algorithm = hash;
    result = mfa_credential_make(&credential, &secret, &parameters);
}

/* How often the timer ticks while something is done. */
static uint32_t ticks(void (*work)(void))
{
    uint32_t before;

    TIMER_RELOAD = TIMER_LARGEST;
    TIMER_VALUE = 0;
    TIMER_CONTROL = TIMER_BY_PROCESSOR;
    before = TIMER_VALUE;
    work();
    return (before - TIMER_VALUE) & TIMER_LARGEST;
}

static void put(const char *what, uint32_t number)
{
    text_put(what);
    text_number(number);
}

static void holds(int held, const char *what)
{
    if (!held) {
        semihosting_print(what);
        semihosting_exit(0);
    }
}

static const uint8_t KEY[] = "1234567890123456789012345678901234567890123456789012345678901234";

/* Enrolled, with the code of now. */
static void enroll(void)
{
    holds(mfa_standing_init(standing, sizeof standing) == MFA_OK, "no standing\n");
    (void)mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, &credential, 0);
    holds(mfa_attempt_commit(&attempt, store, NULL, NULL) == MFA_CHANGED, "not added\n");
    holds(mfa_credential_code_at(&credential, NOW, code, sizeof code, NULL, NULL) == MFA_OK, "no code\n");
}

/* A line with the name and the ticks: to make the credential, for a right code, for the same a second time. */
static void measure(const char *name, uint32_t algorithm, size_t key_size)
{
    uint32_t made, right, used;

    holds(mfa_secret_import(&secret, KEY, key_size) == MFA_OK, "no secret\n");
    hash = algorithm;
    made = ticks(make);
    holds(result == MFA_OK, "no credential\n");
    enroll();
    right = ticks(verify);
    holds(result == MFA_OK, "a right code was not accepted\n");
    used = ticks(verify);
    holds(result == MFA_REJECTED, "a used code was accepted\n");
    text_line_begin();
    text_put(name);
    put(" ", made);
    put(" ", right);
    put(" ", used);
    text_line_end(semihosting_print);
}

static const struct {
    const char *name;
    uint32_t size;
} OBJECTS[] = {
    {"mfa_secret", sizeof(mfa_secret)},
    {"mfa_credential", sizeof(mfa_credential)},
    {"mfa_attempt", sizeof(mfa_attempt)},
    {"mfa_permit", sizeof(mfa_permit)},
    {"mfa_enrollment", sizeof(mfa_enrollment)},
    {"mfa_recovery_key", sizeof(mfa_recovery_key)},
    {"mfa_recovery", sizeof(mfa_recovery)},
    {"mfa_recovery_codes", sizeof(mfa_recovery_codes)},
    {"mfa_ocra", sizeof(mfa_ocra)},
    {"mfa_ocra_inputs", sizeof(mfa_ocra_inputs)},
    {"mfa_next", sizeof(mfa_next)},
    {"mfa_verdict", sizeof(mfa_verdict)},
};

int main(void)
{
    size_t i;

    for (i = 0; i < sizeof OBJECTS / sizeof OBJECTS[0]; i++) {
        text_line_begin();
        text_put("object ");
        text_put(OBJECTS[i].name);
        put(" ", OBJECTS[i].size);
        text_line_end(semihosting_print);
    }
    text_line_begin();
    put("loop ", ticks(loop));
    text_line_end(semihosting_print);
    measure("sha1", MFA_SHA1, 20);
    measure("sha256", MFA_SHA256, 32);
    measure("sha512", MFA_SHA512, 64);
    semihosting_exit(1);
    return 0;
}
