/* Enrolling at the prompt: who may, who must, and what they have afterwards. */

#include <stdio.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static const char enroll_now[] = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n";

static void whoever_must_enroll_logs_in_with_a_later_code(void)
{
    struct visit *visited;

    policy(enroll_now);
    module_with("enroll=login");
    visited = comes("must", TYPES("mine", shown_on_phone, shown_on_phone));
    ANSWER(PAM_AUTH_ERR, visited);
    HAS("info|pam_libmfa(login:auth): result=enrolled reason=confirmed", visited->log);
    HAS("authenticator=\"mine\"", visited->log);
    HAS("result=refused reason=replayed", visited->log);
    TEXT("1 0 0", keep("tell must"));
    visited = comes("must-too", TYPES("mine", shown_on_phone, shown_later));
    ANSWER(PAM_SUCCESS, visited);
    HAS("result=enrolled", visited->log);
    HAS("result=accepted reason=verified factor=code", visited->log);
    LACKS(visited->setup_key, visited->log);
    NUMBER(2, visited->lines);
    policy(usual_policy);
}

static void whoever_must_enroll_and_does_not_is_not_in(void)
{
    const char *const *const typed[] = {
        TYPES("", "123456"), TYPES("mine", "000000", "000001", "000002", "000003", "000004", "123456"),
        TYPES("mine", "nothing", "", "?", "12345", "1234567890123", "123456"), TYPES("\x1b[2J", "123456"),
    };

    policy(enroll_now);
    module_with("enroll=login");
    for (unsigned i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct visit *visited = comes("must-not", typed[i]);

        ANSWER(PAM_AUTH_ERR, visited);
        HAS("result=refused reason=enroll-now", visited->log);
        TEXT("0 0 0", keep("tell must-not"));
    }
    policy(usual_policy);
}

static void whoever_must_enroll_is_refused_like_all_others_where_nobody_can(void)
{
    static const char *const options[] = {"", "enroll=login quiet", "enroll=login forward_pass"};

    policy(enroll_now);
    for (unsigned i = 0; i < sizeof options / sizeof options[0]; i++) {
        char said[TEXT_SIZE];
        struct visit *visited;

        about(options[i]);
        module_with(options[i]);
        strcpy(said, comes("unknown", TYPES("123456"))->said);
        visited = comes("must-elsewhere", TYPES("123456"));
        ANSWER(PAM_AUTH_ERR, visited);
        TEXT(said, visited->said);
        HAS("result=refused reason=enroll-now", visited->log);
    }
    policy(usual_policy);
}

static void whoever_has_time_may_enroll_and_is_ignored_in_either_way(void)
{
    struct visit *visited;

    module_with("enroll=login login.hours_without_factor=1");
    visited = comes("may", TYPES(""));
    ANSWER(PAM_IGNORE, visited);
    NUMBER(1, visited->lines);
    TEXT("0 0 0", keep("tell may"));
    visited = comes("may", TYPES("mine", "000000", "000001", "000002", "000003", "000004"));
    ANSWER(PAM_IGNORE, visited);
    HAS("result=refused reason=not-confirmed", visited->log);
    visited = comes("may", TYPES("mine", shown_on_phone));
    ANSWER(PAM_IGNORE, visited);
    HAS("result=enrolled reason=confirmed", visited->log);
    HAS("result=ignored reason=time-to-enroll", visited->log);
    TEXT("1 0 0", keep("tell may"));
    ANSWER(PAM_AUTH_ERR, comes("may", TYPES("000000")));
}

/* Whoever ends the program at the offer has used up a PIN, and been let in or not: that is in the log already. */
static void line_of_the_login_is_written_before_enrolling_is_offered(void)
{
    struct visit *visited;
    char key[64];

    give_recovery("offered", key);
    module_with("enroll=login");
    visited = comes("offered", TYPES(pin_now(key), "new", shown_on_phone));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(2, visited->lines);
    HAS("result=enrolled", strstr(visited->log, "result=accepted") != NULL ? strstr(visited->log, "result=accepted") : "");
    module_with("enroll=login login.hours_without_factor=1");
    visited = comes("offered-too", TYPES("new", shown_on_phone));
    ANSWER(PAM_IGNORE, visited);
    NUMBER(2, visited->lines);
    HAS("result=enrolled", strstr(visited->log, "result=ignored") != NULL ? strstr(visited->log, "result=ignored") : "");
}

static void whoever_came_in_by_a_pin_may_enroll(void)
{
    struct visit *visited;
    char key[64];

    give_recovery("lost-phone", key);
    module_with("enroll=login");
    visited = comes("lost-phone", TYPES(pin_now(key), "new", shown_on_phone));
    ANSWER(PAM_SUCCESS, visited);
    HAS("result=enrolled reason=confirmed", visited->log);
    HAS("result=accepted reason=verified factor=pin", visited->log);
    TEXT("1 0 0", keep("tell lost-phone"));
}

static void whoever_is_refused_is_not_offered_to_enroll(void)
{
    struct phone phone;

    enroll(&phone, "no-offer", "hotp", 6);
    module_with("enroll=login");
    LACKS("enroll", comes("no-offer", TYPES(wrong_of(&phone), "mine"))->said);
    LACKS("enroll", comes("no-offer", TYPES(code_of(&phone), "mine"))->said);
    LACKS("enroll", comes("nobodys-phone", TYPES("123456", "mine"))->said);
    LACKS("enroll", comes("unknown", TYPES("123456", "mine"))->said);
}

static void name_of_an_authenticator_is_checked_and_escaped(void)
{
    char long_one[800];
    const char *names[] = {"a\"b", "a\nresult=accepted", "\xff\xfe", long_one};

    memset(long_one, 'x', sizeof long_one - 1);
    long_one[700] = '\0';
    module_with("enroll=login login.hours_without_factor=1");
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct visit *visited;
        char person[20];

        snprintf(person, sizeof person, "names-%u", i);
        visited = comes(person, TYPES(names[i], shown_on_phone));
        ANSWER(PAM_IGNORE, visited);
        LACKS("a\"b", visited->log);
        LACKS("\nresult", visited->log);
        TEXT(i == 0 ? "1 0 0" : "0 0 0", keep("tell %s", person));
    }
}

const struct test enroll_tests[] = {
    TEST(whoever_must_enroll_logs_in_with_a_later_code),
    TEST(whoever_must_enroll_and_does_not_is_not_in),
    TEST(whoever_must_enroll_is_refused_like_all_others_where_nobody_can),
    TEST(whoever_has_time_may_enroll_and_is_ignored_in_either_way),
    TEST(line_of_the_login_is_written_before_enrolling_is_offered),
    TEST(whoever_came_in_by_a_pin_may_enroll),
    TEST(whoever_is_refused_is_not_offered_to_enroll),
    TEST(name_of_an_authenticator_is_checked_and_escaped),
    {NULL, NULL},
};
