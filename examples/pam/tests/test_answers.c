/* What PAM is answered: success only where a factor was verified. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

enum { NOBODY = 65534 };

static void success_is_a_verified_factor(void)
{
    struct phone counter, clock;
    char key[64], codes[600];

    enroll(&clock, "verified-by-time", "totp", 6);
    give_recovery("verified-by-pin", key);
    enroll(&counter, "verified-by-paper", "hotp", 6);
    snprintf(codes, sizeof codes, "%s", keep("recovery-codes verified-by-paper"));
    codes[strcspn(codes, "\n")] = '\0';
    enroll(&counter, "verified", "hotp", 6);
    module_with("");
    HAS("result=accepted reason=verified factor=code", comes("verified", TYPES(code_of(&counter)))->log);
    ANSWER(PAM_SUCCESS, comes("verified", TYPES(code_of(&counter))));
    ANSWER(PAM_SUCCESS, comes("verified-by-time", TYPES(code_of(&clock))));
    ANSWER(PAM_SUCCESS, comes("verified-by-pin", TYPES(pin_now(key))));
    HAS("result=accepted reason=verified factor=recovery-code", comes("verified-by-paper", TYPES(codes))->log);
    ANSWER(PAM_AUTH_ERR, comes("verified-by-paper", TYPES(codes)));
}

static void same_pin_opens_the_grant_that_it_opened(void)
{
    char key[64], pin[16];

    give_recovery("granted", key);
    module_with("");
    snprintf(pin, sizeof pin, "%s", pin_now(key));
    HAS("factor=pin", comes("granted", TYPES(pin))->log);
    HAS("result=accepted reason=verified factor=same-pin", comes("granted", TYPES(pin))->log);
    ANSWER(PAM_AUTH_ERR, comes("granted", TYPES("000-000-000")));
}

/* With a grant that lets any login pass nothing is verified any more. */
static void grant_that_lets_pass_is_ignored(void)
{
    char key[64];

    give_recovery("passing", key);
    module_with("recovery.grant_asks=nothing");
    ANSWER(PAM_SUCCESS, comes("passing", TYPES(pin_now(key))));
    ANSWER(PAM_IGNORE, comes("passing", TYPES(NULL)));
    HAS("result=ignored reason=grant factor=grant", comes("passing", TYPES(NULL))->log);
}

static void whom_the_policy_lets_in_is_ignored(void)
{
    static const struct {
        const char *options;
        const char *reason;
    } rows[] = {
        {"login.enabled=false", "disabled"},
        {"login.required= login.exempt=let-in", "exempt"},
        {"login.ask_at_login=false", "occasion"},
        {"nullok", "not-enrolled"},
        {"login.required=", "not-enrolled"},
        {"login.hours_without_factor=1", "time-to-enroll"},
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct visit *visited;
        char expected[100];

        about(rows[i].options);
        module_with(rows[i].options);
        visited = comes("let-in", TYPES(NULL));
        ANSWER(PAM_IGNORE, visited);
        snprintf(expected, sizeof expected, "result=ignored reason=%s factor=none", rows[i].reason);
        HAS(expected, visited->log);
        NUMBER(0, visited->prompts);
        NUMBER(1, visited->lines);
    }
}

static void refusal_is_one_answer(void)
{
    static const char *const refused[] = {"refused", "suspended", "locked", "not-enrolled", "unknown-person"};
    struct phone phone, suspended;

    enroll(&phone, "refused", "hotp", 6);
    enroll(&suspended, "suspended", "hotp", 6);
    keep("suspend suspended");
    enroll(&phone, "locked", "hotp", 6);
    module_with("codes.free_failures=0 codes.longest_lock_seconds=86400 codes.first_lock_seconds=86400");
    comes("locked", TYPES(wrong_of(&phone)));
    for (unsigned i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct visit *visited;

        about(refused[i]);
        visited = comes(refused[i], TYPES(i == 1 ? code_of(&suspended) : i == 2 ? code_of(&phone) : "000000"));
        ANSWER(PAM_AUTH_ERR, visited);
        TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
        if (i > 0) {
            HAS(refused[i], visited->log);
        }
    }
}

static void broken_policy_is_unavailable_to_everybody(void)
{
    static const char *const broken[] = {"[login", "[login]\nhours_offline = 9000\n", "\xff\xfe",
                                         "[codes]\nfree_failures = 101\n"};
    static const char *const people[] = {"enrolled-well", "nobodys-phone", "unknown"};
    struct phone phone;

    enroll(&phone, "enrolled-well", "hotp", 6);
    module_with("");
    for (unsigned i = 0; i < sizeof broken / sizeof broken[0]; i++)
        for (unsigned each = 0; each < 3; each++) {
            struct visit *visited;

            policy(broken[i]);
            about(broken[i]);
            visited = comes(people[each], TYPES(each == 0 ? code_of(&phone) : "123456"));
            ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
            TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
            HAS("err|pam_libmfa(login:auth): result=unavailable reason=policy", visited->log);
            NUMBER(1, visited->lines);
        }
    policy(usual_policy);
}

static void policy_that_others_can_write_is_unavailable(void)
{
    struct phone phone;

    enroll(&phone, "policy-mode", "hotp", 6);
    module_with("");
    chmod(stage.policy, 0666);
    ANSWER(PAM_AUTHINFO_UNAVAIL, comes("policy-mode", TYPES(code_of(&phone))));
    chmod(stage.policy, 0600);
    ANSWER(PAM_SUCCESS, comes("policy-mode", TYPES(code_of(&phone))));
}

static void store_unavailable(const char *what, struct phone *phone)
{
    static const char *const people[] = {"store-broken", "nobodys-phone", "unknown"};

    about(what);
    for (unsigned each = 0; each < 3; each++) {
        struct visit *visited = comes(people[each], TYPES(each == 0 ? code_of(phone) : "123456"));

        ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
        TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
        HAS("err|pam_libmfa(login:auth): result=unavailable reason=store", visited->log);
        HAS(stage.store, visited->log);
        NUMBER(1, visited->lines);
    }
}

static void broken_store_is_unavailable_to_everybody(void)
{
    char aside[400];
    struct phone phone;

    enroll(&phone, "store-broken", "hotp", 6);
    module_with("");
    snprintf(aside, sizeof aside, "%s/aside", stage.folder);
    chmod(stage.store, 0770);
    store_unavailable("others may write", &phone);
    chmod(stage.store, 0700);
    CHECK(chown(stage.store, NOBODY, NOBODY) == 0);
    store_unavailable("another's", &phone);
    CHECK(chown(stage.store, 0, 0) == 0);
    rename(stage.store, aside);
    store_unavailable("not there", &phone);
    CHECK(symlink(aside, stage.store) == 0);
    store_unavailable("a link", &phone);
    unlink(stage.store);
    stage_file("store", "");
    store_unavailable("a file", &phone);
    unlink(stage.store);
    rename(aside, stage.store);
    about(NULL);
    ANSWER(PAM_SUCCESS, comes("store-broken", TYPES(code_of(&phone))));
}

static void damaged_record_is_unavailable_to_its_person(void)
{
    struct phone phone, other;
    char command[900], output[16];
    struct visit *visited;

    enroll(&phone, "damaged", "hotp", 6);
    enroll(&other, "undamaged", "hotp", 6);
    module_with("");
    snprintf(command, sizeof command, "f=$(find '%s' -type f -name '*damaged*' ! -name '*undamaged*') && truncate -s 100 \"$f\"",
             stage.store);
    CHECK(output_of(output, sizeof output, command));
    visited = comes("damaged", TYPES(code_of(&phone)));
    ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
    TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
    HAS("result=unavailable reason=store", visited->log);
    HAS("damaged.mfa", visited->log);
    ANSWER(PAM_SUCCESS, comes("undamaged", TYPES(code_of(&other))));
}

/* As a screen locker that runs as the person: in a process of its own, which cannot become root again. */
static void whoever_is_not_the_owner_finds_nothing(void)
{
    struct phone phone;
    const char *code;
    int status = -1;
    pid_t child;

    enroll(&phone, "locker", "hotp", 6);
    module_with("");
    code = code_of(&phone);
    fflush(stdout);
    chmod(stage.folder, 0755);
    chmod(stage.stacks, 0755);
    module_with("");
    child = fork();
    if (child == 0) {
        struct visit *visited;

        if (setegid(NOBODY) != 0 || seteuid(NOBODY) != 0)
            _exit(2);
        visited = comes("locker", TYPES(code));
        ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
        HAS("err|pam_libmfa(login:auth): result=unavailable reason=not-owner", visited->log);
        HAS("detail=\"root\"", visited->log);
        NUMBER(1, visited->lines);
        NUMBER(0, visited->messages);
        fflush(stdout);
        _exit(visited->result == PAM_AUTHINFO_UNAVAIL && visited->lines == 1 ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    chmod(stage.folder, 0700);
    ANSWER(PAM_SUCCESS, comes("locker", TYPES(code)));
}

static void sufficient_does_not_let_in_whoever_is_ignored(void)
{
    struct phone phone;

    enroll(&phone, "sufficient", "hotp", 6);
    stack("login", "auth sufficient @ nullok\n");
    CHECK(answer_to("nobodys-phone", TYPES("123456")) != PAM_SUCCESS);
    ANSWER(PAM_SUCCESS, comes("sufficient", TYPES(code_of(&phone))));
    stack("login", "auth sufficient @ nullok\nauth required & deny\n");
    ANSWER(PAM_AUTH_ERR, comes("nobodys-phone", TYPES("123456")));
    ANSWER(PAM_SUCCESS, comes("sufficient", TYPES(code_of(&phone))));
    ANSWER(PAM_AUTH_ERR, comes("sufficient", TYPES(wrong_of(&phone))));
}

static void required_goes_on_with_whoever_is_ignored(void)
{
    stack("login", "auth requisite & ask=secret\nauth required @ nullok\nauth required & permit\n");
    ANSWER(PAM_SUCCESS, comes("nobodys-phone", TYPES("secret")));
    ANSWER(PAM_AUTH_ERR, comes("nobodys-phone", TYPES("wrong")));
    ANSWER(PAM_AUTH_ERR, comes("unknown", TYPES("secret", "123456")));
}

static void credentials_are_set_without_a_word(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "credentials", "hotp", 6);
    module_with("");
    visited = comes("credentials", TYPES(code_of(&phone)));
    NUMBER(PAM_SUCCESS, visited->credentials);
    NUMBER(1, visited->lines);
}

/* The name that somebody gives at the module's prompt, where the application has none. */
static void nobody_without_a_name_gets_in(void)
{
    struct visit *visited;

    module_with("");
    visited = comes(NULL, TYPES("bob", "123456"));
    ANSWER(PAM_AUTH_ERR, visited);
    visited = comes("", TYPES("123456"));
    ANSWER(PAM_AUTH_ERR, visited);
    HAS("person=\"\"", visited->log);
    visited = comes(NULL, TYPES(NULL));
    CHECK(visited->result != PAM_SUCCESS && visited->result != PAM_IGNORE);
    HAS("reason=no-name", visited->log);
}

static void person_whose_name_no_store_takes_gets_in_nowhere(void)
{
    static const char *const names[] = {".hidden", "up/../down", "a\nb", "\x1b[2J"};

    module_with("nullok");
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct visit *visited;

        about(names[i]);
        visited = comes(names[i], TYPES("123456"));
        ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
        TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
        NUMBER(1, visited->lines);
    }
}

const struct test answer_tests[] = {
    TEST(success_is_a_verified_factor),
    TEST(same_pin_opens_the_grant_that_it_opened),
    TEST(grant_that_lets_pass_is_ignored),
    TEST(whom_the_policy_lets_in_is_ignored),
    TEST(refusal_is_one_answer),
    TEST(broken_policy_is_unavailable_to_everybody),
    TEST(policy_that_others_can_write_is_unavailable),
    TEST(broken_store_is_unavailable_to_everybody),
    TEST(damaged_record_is_unavailable_to_its_person),
    TEST(whoever_is_not_the_owner_finds_nothing),
    TEST(sufficient_does_not_let_in_whoever_is_ignored),
    TEST(required_goes_on_with_whoever_is_ignored),
    TEST(credentials_are_set_without_a_word),
    TEST(nobody_without_a_name_gets_in),
    TEST(person_whose_name_no_store_takes_gets_in_nowhere),
    {NULL, NULL},
};
