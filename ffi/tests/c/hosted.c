/* The store that the tests have. */
#define _POSIX_C_SOURCE 200809L

#include "hosted.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "frame.h"
#include "people.h"

struct hosted hosted;

static const char POLICY[] = "[recovery]\nenabled = true\ndevice_id = \"LAPTOP-0042\"\n"
                             "[contact]\nemail = \"helpdesk@example.com\"\nphone = \"+33 4 00 00 00 00\"\n";

/* Alice's file, as it was made. */
static struct {
    char bytes[8192];
    size_t size;
} made;

static const char *shown_earlier(const char *secret, uint64_t seconds) {
    mfa_credential credential;
    uint64_t now = 0;
    make_credential_of(&credential, secret, NULL);
    RESULT(MFA_OK, mfa_clock_now(&now));
    return shown_at(&credential, now - seconds);
}

const char *shown_now(const char *secret) {
    return shown_earlier(secret, 0);
}

static const char *shown_before(const char *secret) {
    return shown_earlier(secret, 30);
}

static void secret_of_key(char *key, char secret[64]) {
    size_t length = 0;
    for (; *key != '\0' && length < 63; key++) {
        if (*key != ' ') {
            secret[length++] = *key;
        }
    }
    secret[length] = '\0';
}

static void begin_enrollment(const char *person, const char *name, const mfa_parameters *parameters, char secret[64]) {
    mfa_permit permit;
    char key[MFA_SETUP_KEY_SIZE], uri[MFA_URI_SIZE];
    RESULT(MFA_OK, mfa_permit_by_administrator(&permit));
    RESULT(MFA_OK, mfa_people_enroll(hosted.store, hosted.policies, person, strlen(person), name, strlen(name),
                                     parameters, &permit, key, sizeof key, uri, sizeof uri));
    CHECK(strncmp(uri, parameters == NULL ? "otpauth://totp/" : "otpauth://hotp/", 15) == 0);
    secret_of_key(key, secret);
}

void enroll_person(const char *person, const char *name, char secret[64]) {
    mfa_verdict verdict = {0};
    verdict.size = sizeof verdict;
    begin_enrollment(person, name, NULL, secret);
    /* The code before this one, so that this one is not used up. */
    RESULT(MFA_ENROLLED, mfa_people_confirm(hosted.store, hosted.policies, person, strlen(person),
                                            shown_before(secret), 6, &verdict));
    NUMBER(0, verdict.accepted);
}

const char *token_shows(uint64_t counter) {
    mfa_credential credential;
    mfa_parameters hotp = hotp_parameters();
    make_credential_of(&credential, hosted.token, &hotp);
    return shown_for(&credential, counter);
}

static void enroll_token(void) {
    mfa_parameters hotp = hotp_parameters();
    begin_enrollment("alice", "token", &hotp, hosted.token);
    RESULT(MFA_ENROLLED,
           mfa_people_confirm(hosted.store, hosted.policies, "alice", 5, token_shows(0), 6, NULL));
}

static void keep_alice(void) {
    DIR *folder = opendir(hosted.people);
    struct dirent *entry;
    FILE *file;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strstr(entry->d_name, "alice") != NULL) {
            snprintf(hosted.alice, sizeof hosted.alice, "%s/%s", hosted.people, entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    file = fopen(hosted.alice, "rb");
    if (file != NULL) {
        made.size = fread(made.bytes, 1, sizeof made.bytes, file);
        fclose(file);
    }
    CHECK(made.size > 0 && made.size < sizeof made.bytes);
}

void restore_alice(void) {
    FILE *file = fopen(hosted.alice, "wb");
    if (file == NULL || fwrite(made.bytes, 1, made.size, file) != made.size || fclose(file) != 0 ||
        chmod(hosted.alice, 0600) != 0) {
        fail("alice's record cannot be put back");
    }
}

void begin_hosted(void) {
    /* Where nothing waits for a disk, if there is such a place. */
    const char *temporary = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char device[65], message[200];
    FILE *file;
    snprintf(hosted.folder, sizeof hosted.folder, "%s/libmfa-c-XXXXXX", temporary);
    CHECK(mkdtemp(hosted.folder) != NULL);
    snprintf(hosted.people, sizeof hosted.people, "%s/people", hosted.folder);
    snprintf(hosted.policy, sizeof hosted.policy, "%s/policy.toml", hosted.folder);
    file = fopen(hosted.policy, "wb");
    if (file == NULL || fputs(POLICY, file) < 0 || fclose(file) != 0 || chmod(hosted.policy, 0600) != 0) {
        fail("there is no policy file");
    }
    RESULT(MFA_OK, mfa_store_open_or_create(hosted.people, strlen(hosted.people), &hosted.store));
    RESULT(MFA_OK, mfa_policies_open(hosted.policy, strlen(hosted.policy), NULL, &hosted.policies, message, sizeof message));
    TEXT("", message);
    enroll_person("alice", "phone", hosted.secret);
    enroll_person("alice", "watch", hosted.suspended);
    RESULT(MFA_OK, mfa_people_suspend(hosted.store, "alice", 5, "watch", 5));
    enroll_token();
    RESULT(MFA_OK, mfa_people_new_recovery_key(hosted.store, hosted.policies, "alice", 5, 0, hosted.key,
                                               sizeof hosted.key, device, sizeof device));
    TEXT("LAPTOP-0042", device);
    RESULT(MFA_OK, mfa_people_new_recovery_codes(hosted.store, hosted.policies, "alice", 5, hosted.codes,
                                                 sizeof hosted.codes));
    begin_enrollment("alice", "tablet", NULL, hosted.pending);
    keep_alice();
}

static void remove_all(const char *path) {
    DIR *folder = opendir(path);
    struct dirent *entry;
    char name[600];
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            remove(name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    rmdir(path);
}

void end_hosted(void) {
    RESULT(MFA_OK, mfa_store_close(hosted.store));
    RESULT(MFA_OK, mfa_policies_close(hosted.policies));
    remove_all(hosted.people);
    remove_all(hosted.folder);
}
