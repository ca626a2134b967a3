/*
 * A whole login through libmfa's C ABI, beside the same login in Rust and beside liboath's stateless check of the same
 * three codes: in one process, in turn, batch by batch.
 *
 * Exits with 1 if the C ABI costs more than ALLOWED_OF_RUST times the Rust call, or ALLOWED_OF_LIBOATH times liboath's.
 */
#include <mfa.h>

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES = 301, CALLS = 1000, TASKS = 5 };

static const double ALLOWED_OF_RUST = 1.5;
static const double ALLOWED_OF_LIBOATH = 0.75;

const void *rust_credential(const uint8_t *key, size_t size);
int rust_login(const void *credential, uint8_t *state, uint64_t now, const uint8_t *typed, size_t size);

static const char KEY[] = "12345678901234567890";
static const uint64_t NOW = 1767225600;

static mfa_credential credential;
static const void *in_rust;
static uint8_t fresh[MFA_STATE_LENGTH], stored[MFA_STATE_LENGTH];
static char right[MFA_CODE_SIZE];

static uint32_t store(void *context, const mfa_next *next)
{
    memcpy(context, next->states, next->states_size);
    return MFA_COMMIT_STORED;
}

static int through_c(const char *typed)
{
    mfa_attempt attempt;
    memcpy(stored, fresh, sizeof stored);
    mfa_person_verify(&attempt, &credential, 1, stored, sizeof stored, NOW, typed, 6, NULL);
    return mfa_attempt_commit(&attempt, store, stored, NULL);
}

static int through_rust(const char *typed)
{
    memcpy(stored, fresh, sizeof stored);
    return rust_login(in_rust, stored, NOW, (const uint8_t *)typed, 6);
}

static int by_liboath(const char *typed)
{
    return oath_totp_validate(KEY, sizeof KEY - 1, (time_t)NOW, 30, 0, 1, typed);
}

static void c_accepted(void) { if (through_c(right) != MFA_OK) abort(); }
static void c_rejected(void) { if (through_c("000000") != MFA_REJECTED) abort(); }
static void rust_accepted(void) { if (through_rust(right) != 1) abort(); }
static void rust_rejected(void) { if (through_rust("000000") != 0) abort(); }
static void liboath_rejected(void) { if (by_liboath("000000") >= 0) abort(); }

static int ascending(const void *left, const void *right_)
{
    double a = *(const double *)left, b = *(const double *)right_;
    return (a > b) - (a < b);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void begin(void)
{
    mfa_secret secret;
    mfa_attempt attempt;
    uint8_t standing[MFA_STANDING_LENGTH];

    if (mfa_secret_import(&secret, (const uint8_t *)KEY, sizeof KEY - 1) != MFA_OK
        || mfa_credential_make(&credential, &secret, NULL) != MFA_OK
        || mfa_credential_code_at(&credential, NOW, right, sizeof right, NULL, NULL) != MFA_OK
        || mfa_standing_init(standing, sizeof standing) != MFA_OK
        || mfa_person_add(&attempt, NULL, 0, standing, sizeof standing, &credential, 0) != MFA_UNCOMMITTED
        || mfa_attempt_commit(&attempt, store, fresh, NULL) != MFA_CHANGED) {
        abort();
    }
    in_rust = rust_credential((const uint8_t *)KEY, sizeof KEY - 1);
    if (oath_init() != OATH_OK || by_liboath(right) < 0) {
        abort();
    }
}

int main(void)
{
    static const struct { const char *name; void (*run)(void); } tasks[TASKS] = {
        { "libmfa from C: login accepted", c_accepted },
        { "libmfa from C: login rejected", c_rejected },
        { "mfa-core from Rust: login accepted", rust_accepted },
        { "mfa-core from Rust: login rejected", rust_rejected },
        { "liboath: stateless check, no match", liboath_rejected },
    };
    static double samples[TASKS][BATCHES];
    double median[TASKS];

    begin();
    for (int batch = 0; batch < BATCHES; batch++) {
        for (int task = 0; task < TASKS; task++) {
            double start = seconds();
            for (int call = 0; call < CALLS; call++) {
                tasks[task].run();
            }
            samples[task][batch] = (seconds() - start) * 1e9 / CALLS;
        }
    }
    for (int task = 0; task < TASKS; task++) {
        qsort(samples[task], BATCHES, sizeof samples[task][0], ascending);
        median[task] = samples[task][BATCHES / 2];
    }
    printf("%-40s %9s %11s %11s\n", "median of one run", "ns", "of Rust", "of liboath");
    for (int task = 0; task < TASKS; task++) {
        double of_rust = median[task] / median[2 + task % 2];
        printf("%-40s %9.1f ", tasks[task].name, median[task]);
        if (task < 4) {
            printf("%11.2f ", of_rust);
        } else {
            printf("%11s ", "");
        }
        printf("%11.2f\n", median[task] / median[4]);
    }
    return median[0] > ALLOWED_OF_RUST * median[2] || median[1] > ALLOWED_OF_RUST * median[3]
        || median[0] > ALLOWED_OF_LIBOATH * median[4] || median[1] > ALLOWED_OF_LIBOATH * median[4];
}
