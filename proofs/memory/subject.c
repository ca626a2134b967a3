/*
 * A process that makes calls through the C ABI with secrets, wipes all of them, and waits to be looked at. As the subject in
 * Rust (src/bin/subject), with the same names for the calls.
 *
 *     subject calls           lists the calls that leave nothing
 *     subject CALL [FOLDER]
 */

#define _DEFAULT_SOURCE /* explicit_bzero() */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mfa.h>

#include "inputs.h"

static const char device[] = "LAPTOP-0042";
static const char *folder = "";

static void must_be(mfa_result expected, mfa_result result, int line)
{
    if (result == expected)
        return;
    fprintf(stderr, "subject.c:%d: %s\n", line, mfa_result_message(result));
    exit(1);
}

#define RESULT(expected, call) must_be(expected, call, __LINE__)

static void *memory(size_t size)
{
    void *place = calloc(1, size);

    if (place == NULL)
        exit(1);
    return place;
}

/* What holds text that is secret is the caller's to wipe. */
static void free_text(char *text, size_t size)
{
    explicit_bzero(text, size);
    free(text);
}

static uint32_t stored(void *context, const mfa_next *next)
{
    (void)context;
    (void)next;
    return MFA_COMMIT_STORED;
}

static void committed(mfa_result expected, mfa_attempt *attempt)
{
    RESULT(expected, mfa_attempt_commit(attempt, stored, NULL, NULL));
    mfa_attempt_wipe(attempt);
    free(attempt);
}

static mfa_parameters parameters_of(const struct inputs *inputs)
{
    static const uint32_t algorithms[] = {MFA_SHA1, MFA_SHA256, MFA_SHA512};
    mfa_parameters parameters = {.size = sizeof parameters};

    RESULT(MFA_OK, mfa_parameters_init(&parameters));
    parameters.algorithm = algorithms[inputs->algorithm - 1];
    parameters.digits = 8;
    return parameters;
}

static mfa_secret *secret_of(const struct inputs *inputs)
{
    mfa_secret *secret = memory(sizeof *secret);

    RESULT(MFA_OK, mfa_secret_import(secret, inputs->key, sizeof inputs->key));
    return secret;
}

static void free_secret(mfa_secret *secret)
{
    mfa_secret_wipe(secret);
    free(secret);
}

static mfa_credential *credential_of(const struct inputs *inputs)
{
    mfa_credential *credential = memory(sizeof *credential);
    mfa_parameters parameters = parameters_of(inputs);
    mfa_secret *secret = secret_of(inputs);

    RESULT(MFA_OK, mfa_credential_make(credential, secret, &parameters));
    free_secret(secret);
    return credential;
}

static void free_credential(mfa_credential *credential)
{
    mfa_credential_wipe(credential);
    free(credential);
}

static mfa_recovery_key *recovery_key_of(const struct inputs *inputs)
{
    mfa_recovery_key *key = memory(sizeof *key);

    RESULT(MFA_OK, mfa_recovery_key_make(key, inputs->recovery_key, sizeof inputs->recovery_key, device, strlen(device)));
    return key;
}

static void free_recovery_key(mfa_recovery_key *key)
{
    mfa_recovery_key_wipe(key);
    free(key);
}

static void import(const struct inputs *inputs)
{
    free_secret(secret_of(inputs));
}

static void setup_key(const struct inputs *inputs)
{
    mfa_secret *secret = memory(sizeof *secret);
    char *text = memory(MFA_SECRET_TEXT_SIZE);

    RESULT(MFA_OK, mfa_secret_from_base32(secret, inputs->setup_key, strlen(inputs->setup_key)));
    RESULT(MFA_OK, mfa_secret_to_base32(secret, text, MFA_SECRET_TEXT_SIZE, NULL));
    free_text(text, MFA_SECRET_TEXT_SIZE);
    free_secret(secret);
}

static void uri(const struct inputs *inputs)
{
    mfa_secret *secret = memory(sizeof *secret);
    mfa_parameters parameters = {.size = sizeof parameters};
    char *text = memory(MFA_URI_SIZE);
    uint64_t start;

    RESULT(MFA_OK, mfa_uri_read(secret, &parameters, &start, inputs->uri, strlen(inputs->uri)));
    RESULT(MFA_OK, mfa_uri_write(secret, &parameters, start, "Example", 7, "alice", 5, text, MFA_URI_SIZE, NULL));
    if (strcmp(text, inputs->uri) != 0)
        exit(1);
    free_text(text, MFA_URI_SIZE);
    free_secret(secret);
}

static void credential(const struct inputs *inputs)
{
    free_credential(credential_of(inputs));
}

static void code(const struct inputs *inputs)
{
    mfa_credential *credential = credential_of(inputs);
    char *shown = memory(MFA_CODE_SIZE);

    RESULT(MFA_OK, mfa_credential_code_at(credential, inputs->now, shown, MFA_CODE_SIZE, NULL, NULL));
    if (strcmp(shown, inputs->code) != 0)
        exit(1);
    free_text(shown, MFA_CODE_SIZE);
    free_credential(credential);
}

static void verify(const struct inputs *inputs, const char *typed, mfa_result expected)
{
    mfa_credential *credential = credential_of(inputs);
    mfa_attempt *attempt = memory(sizeof *attempt);

    mfa_person_verify(attempt, credential, 1, inputs->state, sizeof inputs->state, inputs->now, typed, strlen(typed), NULL);
    committed(expected, attempt);
    free_credential(credential);
}

static void accepted(const struct inputs *inputs)
{
    verify(inputs, inputs->code, MFA_OK);
}

static void rejected(const struct inputs *inputs)
{
    verify(inputs, inputs->wrong_code, MFA_REJECTED);
}

static void enrollment(const struct inputs *inputs)
{
    mfa_enrollment *enrollment = memory(sizeof *enrollment);
    mfa_attempt *attempt = memory(sizeof *attempt);
    mfa_parameters parameters = parameters_of(inputs);
    mfa_secret *secret = secret_of(inputs);
    char *text = memory(MFA_URI_SIZE);
    uint8_t standing[MFA_STANDING_LENGTH];
    mfa_permit permit;

    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    RESULT(MFA_OK, mfa_enrollment_begin(enrollment, &permit, secret, &parameters, inputs->now, NULL));
    free_secret(secret);
    RESULT(MFA_OK, mfa_enrollment_setup_key(enrollment, text, MFA_URI_SIZE, NULL));
    RESULT(MFA_OK, mfa_enrollment_setup_uri(enrollment, "Example", 7, "alice", 5, text, MFA_URI_SIZE, NULL));
    RESULT(MFA_OK, mfa_enrollment_to_bytes(enrollment, (uint8_t *)text, MFA_ENROLLMENT_LENGTH));
    mfa_enrollment_wipe(enrollment);
    RESULT(MFA_OK, mfa_enrollment_from_bytes(enrollment, (uint8_t *)text, MFA_ENROLLMENT_LENGTH));
    free_text(text, MFA_URI_SIZE);
    RESULT(MFA_OK, mfa_standing_init(standing, sizeof standing));
    mfa_enrollment_confirm(attempt, enrollment, NULL, 0, standing, sizeof standing, inputs->now, inputs->code,
                           strlen(inputs->code), NULL);
    committed(MFA_ENROLLED, attempt);
    mfa_enrollment_wipe(enrollment);
    free(enrollment);
}

static void issue(const struct inputs *inputs)
{
    mfa_recovery_key *key = recovery_key_of(inputs);
    char *pin = memory(MFA_RECOVERY_DIGITS_SIZE);

    RESULT(MFA_OK, mfa_recovery_issue(key, inputs->now, pin, MFA_RECOVERY_DIGITS_SIZE, NULL, NULL));
    if (strcmp(pin, inputs->pin) != 0)
        exit(1);
    free_text(pin, MFA_RECOVERY_DIGITS_SIZE);
    free_recovery_key(key);
}

typedef mfa_result (*recovering)(mfa_attempt *, const mfa_recovery *, const mfa_credential *, size_t, const uint8_t *,
                                 size_t, const mfa_moment *, const char *, size_t, const mfa_recovery_policy *,
                                 const mfa_policy *);

static void recovery(const struct inputs *inputs, const uint8_t *record, const char *typed, recovering recover)
{
    mfa_recovery_key *key = recovery_key_of(inputs);
    mfa_recovery *opened = memory(sizeof *opened);
    mfa_attempt *attempt = memory(sizeof *attempt);
    mfa_recovery_policy policy = {.size = sizeof policy};
    mfa_moment moment = {.size = sizeof moment, .now = inputs->now};
    uint8_t standing[MFA_STANDING_LENGTH];

    RESULT(MFA_OK, mfa_recovery_policy_init(&policy));
    policy.is_on = 1;
    RESULT(MFA_OK, mfa_recovery_open(opened, key, record, MFA_RECOVERY_LENGTH));
    free_recovery_key(key);
    RESULT(MFA_OK, mfa_standing_init(standing, sizeof standing));
    recover(attempt, opened, NULL, 0, standing, sizeof standing, &moment, typed, strlen(typed), &policy, NULL);
    committed(MFA_OK, attempt);
    mfa_recovery_wipe(opened);
    free(opened);
}

static void redeem(const struct inputs *inputs)
{
    recovery(inputs, inputs->recovery_record, inputs->pin, mfa_recovery_redeem);
}

static void challenge(const struct inputs *inputs)
{
    recovery(inputs, inputs->challenged_record, inputs->response, mfa_recovery_answer);
}

static void recovery_code(const struct inputs *inputs)
{
    mfa_recovery_codes *set = memory(sizeof *set);
    mfa_attempt *attempt = memory(sizeof *attempt);
    char *made = memory(MFA_RECOVERY_CODE_SIZE);
    uint8_t standing[MFA_STANDING_LENGTH];

    RESULT(MFA_OK, mfa_recovery_code_from_random(inputs->code_random, sizeof inputs->code_random, made, MFA_RECOVERY_CODE_SIZE));
    if (strcmp(made, inputs->recovery_code) != 0)
        exit(1);
    free_text(made, MFA_RECOVERY_CODE_SIZE);
    RESULT(MFA_OK, mfa_recovery_codes_open(set, inputs->codes_record, sizeof inputs->codes_record, NULL, 0));
    RESULT(MFA_OK, mfa_standing_init(standing, sizeof standing));
    mfa_recovery_codes_redeem(attempt, set, NULL, 0, standing, sizeof standing, inputs->now, inputs->recovery_code,
                              strlen(inputs->recovery_code), NULL, NULL);
    committed(MFA_OK, attempt);
    mfa_recovery_codes_wipe(set);
    free(set);
}

/* ---- The store, which the subject in Rust has begun. ---- */

static int32_t typed_by(void *context, mfa_result decided, const mfa_verdict *verdict, char *typed, size_t typed_size)
{
    size_t length = strlen(context);

    (void)decided;
    (void)verdict;
    if (length > typed_size)
        return -1;
    memcpy(typed, context, length);
    return (int32_t)length;
}

static void log_in(const char *typed, mfa_result expected)
{
    mfa_store *store;
    mfa_policies *policies;

    RESULT(MFA_OK, mfa_store_open(folder, strlen(folder), &store));
    RESULT(MFA_OK, mfa_policies_set(NULL, "recovery.enabled", 16, "true", 4, &policies, NULL, 0));
    RESULT(expected, mfa_log_in(store, policies, "alice", 5, NULL, typed_by, (void *)(uintptr_t)typed, NULL, NULL));
    RESULT(MFA_OK, mfa_policies_close(policies));
    RESULT(MFA_OK, mfa_store_close(store));
}

static void store_login(const struct inputs *inputs)
{
    log_in(inputs->code, MFA_OK);
}

static void store_rejected(const struct inputs *inputs)
{
    log_in(inputs->wrong_code, MFA_REJECTED);
}

static void store_recovery(const struct inputs *inputs)
{
    log_in(inputs->pin, MFA_OK);
}

static void store_recovery_code(const struct inputs *inputs)
{
    log_in(inputs->recovery_code, MFA_OK);
}

/* ---- What must be found. ---- */

/* Objects that are not wiped, behind the start of a block, where the allocator writes once it is freed. */
static void objects(const struct inputs *inputs, int are_freed)
{
    mfa_parameters parameters = parameters_of(inputs);
    char *blocks[4];

    for (int i = 0; i < 4; i++)
        blocks[i] = memory(1024);
    RESULT(MFA_OK, mfa_secret_import((mfa_secret *)(void *)(blocks[0] + 64), inputs->key, sizeof inputs->key));
    RESULT(MFA_OK, mfa_credential_make((mfa_credential *)(void *)(blocks[1] + 64), (mfa_secret *)(void *)(blocks[0] + 64),
                                       &parameters));
    RESULT(MFA_OK, mfa_recovery_key_make((mfa_recovery_key *)(void *)(blocks[2] + 64), inputs->recovery_key,
                                         sizeof inputs->recovery_key, device, strlen(device)));
    RESULT(MFA_OK, mfa_credential_code_at((mfa_credential *)(void *)(blocks[1] + 64), inputs->now, blocks[3] + 64,
                                          MFA_CODE_SIZE, NULL, NULL));
    RESULT(MFA_OK, mfa_recovery_issue((mfa_recovery_key *)(void *)(blocks[2] + 64), inputs->now, blocks[3] + 128,
                                      MFA_RECOVERY_DIGITS_SIZE, NULL, NULL));
    for (int i = 0; i < 4 && are_freed; i++)
        free(blocks[i]);
}

static void held(const struct inputs *inputs)
{
    objects(inputs, 0);
}

static void unwiped(const struct inputs *inputs)
{
    objects(inputs, 1);
}

static unsigned char place[sizeof((struct inputs *)NULL)->planted];

static void plant(volatile unsigned char *at, const struct inputs *inputs)
{
    for (size_t i = 0; i < sizeof inputs->planted; i++)
        at[i] = inputs->planted[i];
}

static void planted_in_data(const struct inputs *inputs)
{
    plant(place, inputs);
}

static void planted_on_the_heap(const struct inputs *inputs)
{
    unsigned char *block = memory(4096);

    plant(block + 64, inputs);
    free(block);
}

static void planted_on_the_stack(const struct inputs *inputs)
{
    unsigned char local[sizeof inputs->planted];

    plant(local, inputs);
}

typedef void (*calling)(const struct inputs *);

static const struct {
    const char *name;
    calling call;
    /* Whether something of it must be found. */
    int leaves;
} calls[] = {
    {"import", import, 0},
    {"setup-key", setup_key, 0},
    {"uri", uri, 0},
    {"credential", credential, 0},
    {"code", code, 0},
    {"accepted", accepted, 0},
    {"rejected", rejected, 0},
    {"enrollment", enrollment, 0},
    {"issue", issue, 0},
    {"redeem", redeem, 0},
    {"challenge", challenge, 0},
    {"recovery-code", recovery_code, 0},
    {"store-login", store_login, 0},
    {"store-rejected", store_rejected, 0},
    {"store-recovery", store_recovery, 0},
    {"store-recovery-code", store_recovery_code, 0},
    {"held", held, 1},
    {"unwiped", unwiped, 1},
    {"planted-static", planted_in_data, 1},
    {"planted-freed", planted_on_the_heap, 1},
    {"planted-stack", planted_on_the_stack, 1},
};

/* So far below the rest of the stack that nothing that comes after the call writes over what it left there. */
static __attribute__((noinline)) void far_below(calling call, const struct inputs *inputs)
{
    volatile unsigned char room[256 * 1024];

    room[0] = 0;
    room[sizeof room - 1] = 0;
    call(inputs);
    room[0] = 1;
}

static int read_all(void *bytes, size_t length)
{
    unsigned char *at = bytes;

    while (length > 0) {
        ssize_t got = read(0, at, length);

        if (got <= 0)
            return 0;
        at += got;
        length -= (size_t)got;
    }
    return 1;
}

int main(int count, char **words)
{
    struct inputs *inputs = memory(sizeof *inputs);
    calling chosen = NULL;

    if (count < 2)
        return 2;
    if (count > 2)
        folder = words[2];
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(words[1], "calls") == 0 && !calls[i].leaves)
            puts(calls[i].name);
        if (strcmp(words[1], calls[i].name) == 0)
            chosen = calls[i].call;
    }
    if (chosen == NULL)
        return strcmp(words[1], "calls") == 0 ? 0 : 2;
    if (!read_all(inputs, sizeof *inputs))
        return 1;
    far_below(chosen, inputs);
    explicit_bzero(inputs, sizeof *inputs);
    printf("ready %ju\n", (uintmax_t)(uintptr_t)&chosen);
    fflush(stdout);
    read_all(&(char){0}, 1);
    return 0;
}
