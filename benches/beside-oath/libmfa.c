/* libmfa's side: people in a file store. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "beside.h"

static char path[LONGEST_PATH];
static mfa_policies *policies;

double libmfa_asked;

void libmfa_begin(const char *folder) {
    mfa_store *store = NULL;
    path_in(path, folder, "people");
    must(mfa_store_open_or_create(path, strlen(path), &store) == MFA_OK, "the store cannot be made");
    mfa_store_close(store);
    must(policies != NULL || mfa_policies_default(&policies) == MFA_OK, "there are no policies");
}

static mfa_store *opened(void) {
    mfa_store *store = NULL;
    must(mfa_store_open(path, strlen(path), &store) == MFA_OK, "the store cannot be opened");
    return store;
}

/* Makes the phone that scanned what was shown. */
static void make_phone(struct person *person, const mfa_parameters *parameters, const char *setup_key) {
    mfa_secret secret;
    size_t length = 0;
    must(mfa_secret_from_base32(&secret, setup_key, strlen(setup_key)) == MFA_OK &&
             mfa_secret_expose(&secret, person->secret, sizeof person->secret, &length) == MFA_OK &&
             length == SECRET_LENGTH && mfa_credential_make(&person->credential, &secret, parameters) == MFA_OK,
         "the setup key cannot be read");
    mfa_secret_wipe(&secret);
}

/* The code that confirms: the first of a counter, or the one before the one that is shown now. */
static void confirming_code(struct person *person, char code[MFA_CODE_SIZE]) {
    uint64_t now = 0;
    if (person->kind == MFA_HOTP) {
        person->counter = 0;
        shown_next(person, code);
        person->counter = 1;
        return;
    }
    must(mfa_clock_now(&now) == MFA_OK && mfa_credential_code_at(&person->credential, now - 30, code, MFA_CODE_SIZE, NULL,
                                                                 NULL) == MFA_OK,
         "no code is shown");
}

void libmfa_enroll(struct person *person, uint32_t kind) {
    mfa_store *store = opened();
    size_t size = strlen(person->name);
    mfa_parameters parameters = {0};
    mfa_permit permit;
    char key[MFA_SETUP_KEY_SIZE], code[MFA_CODE_SIZE];
    parameters.size = sizeof parameters;
    must(mfa_parameters_init(&parameters) == MFA_OK, "there are no parameters");
    parameters.kind = person->kind = kind;
    must(mfa_permit_by_administrator(&permit) == MFA_OK &&
             mfa_people_enroll(store, policies, person->name, size, "phone", 5, &parameters, &permit, key, sizeof key,
                               NULL, 0) == MFA_OK,
         "somebody cannot be enrolled");
    make_phone(person, &parameters, key);
    confirming_code(person, code);
    must(mfa_people_confirm(store, policies, person->name, size, code, strlen(code), NULL) == MFA_ENROLLED,
         "an enrollment cannot be confirmed");
    mfa_store_close(store);
}

void libmfa_forget(const struct person *person) {
    mfa_store *store = opened();
    must(mfa_people_forget(store, person->name, strlen(person->name)) == MFA_OK, "somebody cannot be forgotten");
    mfa_store_close(store);
}

size_t libmfa_size(const struct person *person) {
    char file[LONGEST_PATH], name[64];
    struct stat stored;
    snprintf(name, sizeof name, "%s.mfa", person->name);
    path_in(file, path, name);
    must(stat(file, &stored) == 0, "a record is missing");
    return (size_t)stored.st_size;
}

static int32_t types(void *code, mfa_result decided, const mfa_verdict *verdict, char *typed, size_t typed_size) {
    size_t length = strlen(code);
    libmfa_asked = milliseconds();
    if (decided != MFA_ASK_FOR_CODE || verdict == NULL || typed_size < length) {
        return -1;
    }
    memcpy(typed, code, length);
    return (int32_t)length;
}

enum outcome libmfa_log_in(const struct person *person, const char *code) {
    mfa_store *store = NULL;
    mfa_verdict verdict = {0};
    mfa_result result;
    char typed[MFA_CODE_SIZE];
    strcpy(typed, code);
    verdict.size = sizeof verdict;
    if (mfa_store_open(path, strlen(path), &store) != MFA_OK) {
        return IS_BROKEN;
    }
    result = mfa_log_in(store, policies, person->name, strlen(person->name), NULL, types, typed, &verdict, NULL);
    mfa_store_close(store);
    switch (result) {
    case MFA_OK:
        return verdict.accepted == 1 ? IS_IN : IS_BROKEN;
    case MFA_REJECTED:
        return IS_REFUSED;
    case MFA_LOCKED:
        return IS_LOCKED;
    default:
        return IS_BROKEN;
    }
}
