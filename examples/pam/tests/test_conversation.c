/* Whatever the application's conversation does: nobody is in by it, nothing is counted, nothing crashes. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static struct phone phone;

static const char *const faults[FAULTS] = {
    "no fault",           "PAM_CONV_ERR", "PAM_BUF_ERR", "PAM_CONV_ERR with an answer", "PAM_SUCCESS without an array",
    "an array without a text", "no function",
};

static struct visit *faulty(enum fault fault, unsigned at, const char *const *typed)
{
    static struct visit going;

    memset(&going, 0, sizeof going);
    going.fault = fault;
    going.fault_at = at;
    going.typed = typed;
    visit(&going, phone.person);
    return &going;
}

static void broken_conversation_lets_nobody_in(void)
{
    static const char *const options[] = {"", "forward_pass", "split_pass", "try_first_pass", "echo quiet"};

    enroll(&phone, "broken", "hotp", 6);
    for (unsigned i = 0; i < sizeof options / sizeof options[0]; i++) {
        module_with(options[i]);
        for (enum fault fault = CONV_ERROR; fault < FAULTS; fault++) {
            struct visit *visited = faulty(fault, 0, TYPES(code_of(&phone)));

            about(faults[fault]);
            ANSWER(PAM_CONV_ERR, visited);
            if (i != 2)
                HAS("result=refused reason=gave-up factor=none person=\"broken\"", visited->log);
        }
    }
    about(NULL);
    NUMBER(0, failures_of("broken"));
}

/* The message that tells somebody of a refusal or of failures before is the second. */
static void message_that_cannot_be_said_changes_no_answer(void)
{
    enroll(&phone, "unsaid", "hotp", 6);
    module_with("");
    for (enum fault fault = CONV_ERROR; fault < NO_CONVERSATION; fault++) {
        struct visit *visited;

        about(faults[fault]);
        visited = faulty(fault, 2, TYPES(wrong_of(&phone)));
        ANSWER(PAM_AUTH_ERR, visited);
        NUMBER(2, visited->messages);
        visited = faulty(fault, 2, TYPES(code_of(&phone)));
        HAS("Wrong codes before this one: 1.", visited->said);
        ANSWER(PAM_SUCCESS, visited);
    }
}

static void conversation_that_breaks_while_enrolling_enrolls_nobody(void)
{
    snprintf(phone.person, sizeof phone.person, "half-enrolled");
    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n");
    module_with("enroll=login");
    for (enum fault fault = CONV_ERROR; fault < NO_CONVERSATION; fault++)
        for (unsigned at = 1; at < 45; at += at < 6 ? 1 : 3) {
            struct visit *visited;

            about(faults[fault]);
            visited = faulty(fault, at, TYPES("phone", "123456", "123456", "123456"));
            CHECK(visited->result != PAM_SUCCESS && visited->result != PAM_IGNORE);
        }
    about(NULL);
    TEXT("0 0 0", keep("tell half-enrolled"));
    policy(usual_policy);
}

static void challenge_that_cannot_be_shown_lets_nobody_in(void)
{
    char key[64];

    snprintf(phone.person, sizeof phone.person, "half-challenged");
    give_recovery(phone.person, key);
    module_with("challenge");
    for (enum fault fault = CONV_ERROR; fault < NO_CONVERSATION; fault++)
        for (unsigned at = 1; at < 4; at++)
            CHECK(faulty(fault, at, TYPES("?", "123456789"))->result != PAM_SUCCESS);
}

static void what_is_no_code_is_refused_and_not_counted(void)
{
    static const char *const typed[] = {
        "",  " ",        "?",  "hello",    "12345",       "12345678901",  "\xff\xfe\xfd\xfc\xfb\xfa", "\x01\x02\x03\x1b[2J",
        "123456\xc3\x28", "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96", "%s%s%s%n%n%n",
        "12345\n6\n7\n8", "-23456", "+123456", "0x1234", "1e5432", "123456;", "123-456-789", "ABCD-EFGH-JKMN-PQRS",
    };
    char long_one[800];

    enroll(&phone, "shapes", "hotp", 6);
    module_with("");
    for (unsigned i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        about(typed[i]);
        ANSWER(PAM_AUTH_ERR, faulty(NONE, 0, TYPES(typed[i])));
    }
    for (size_t length = 255; length < 780; length += length < 258 ? 1 : length == 258 ? 252 : 1) {
        memset(long_one, '1', length);
        long_one[length] = '\0';
        ANSWER(PAM_AUTH_ERR, faulty(NONE, 0, TYPES(long_one)));
    }
    about(NULL);
    NUMBER(0, failures_of("shapes"));
    ANSWER(PAM_SUCCESS, comes("shapes", TYPES(code_of(&phone))));
}

static void million_characters_are_refused_and_not_counted(void)
{
    static const char *const options[] = {"", "forward_pass", "split_pass", "forward_pass separator=,"};
    size_t size = 1000000;
    char *typed = malloc(size + 1);

    if (typed == NULL)
        return;
    enroll(&phone, "million", "hotp", 6);
    memset(typed, '1', size);
    typed[size] = '\0';
    for (unsigned i = 0; i < sizeof options / sizeof options[0]; i++) {
        module_with(options[i]);
        ANSWER(PAM_AUTH_ERR, faulty(NONE, 0, TYPES(typed)));
    }
    NUMBER(0, failures_of("million"));
    free(typed);
}

static void second_attempt_on_one_handle_is_an_attempt(void)
{
    struct visit going;

    enroll(&phone, "again-and-again", "hotp", 6);
    module_with("");
    memset(&going, 0, sizeof going);
    going.again = 2;
    going.typed = TYPES(wrong_of(&phone), "nothing", code_of(&phone));
    visit(&going, phone.person);
    ANSWER(PAM_SUCCESS, &going);
    NUMBER(3, going.lines);
    HAS("failures=1 ", going.log);
}

static void wrong_code_is_counted_once(void)
{
    enroll(&phone, "counted", "hotp", 6);
    module_with("");
    ANSWER(PAM_AUTH_ERR, comes("counted", TYPES(wrong_of(&phone))));
    NUMBER(1, failures_of("counted"));
    ANSWER(PAM_AUTH_ERR, comes("counted", TYPES(wrong_of(&phone))));
    NUMBER(2, failures_of("counted"));
}

const struct test conversation_tests[] = {
    TEST(broken_conversation_lets_nobody_in),
    TEST(message_that_cannot_be_said_changes_no_answer),
    TEST(conversation_that_breaks_while_enrolling_enrolls_nobody),
    TEST(challenge_that_cannot_be_shown_lets_nobody_in),
    TEST(what_is_no_code_is_refused_and_not_counted),
    TEST(million_characters_are_refused_and_not_counted),
    TEST(second_attempt_on_one_handle_is_an_attempt),
    TEST(wrong_code_is_counted_once),
    {NULL, NULL},
};
