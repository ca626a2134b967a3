/* Where password and code come together, or where an earlier module has asked: who gets which part. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static char typed[1200];

static const char *joined(const char *password, const char *between, const char *code)
{
    snprintf(typed, sizeof typed, "%s%s%s", password, between, code);
    return typed;
}

/* An earlier module takes what is typed, whatever it is. */
static void behind_another(const char *options)
{
    char lines[1024];

    snprintf(lines, sizeof lines,
             "auth required & take\nauth [success=done ignore=ignore default=die] @ %s\nauth requisite & ignored\n",
             options);
    stack("login", lines);
}

static void use_first_pass_takes_what_was_typed_for_the_code(void)
{
    struct phone phone;
    struct visit *visited;
    char key[64];

    enroll(&phone, "first", "hotp", 6);
    give_recovery("first", key);
    behind_another("use_first_pass");
    visited = comes("first", TYPES(code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(1, visited->prompts);
    visited = comes("first", TYPES(wrong_of(&phone), code_of(&phone)));
    ANSWER(PAM_AUTH_ERR, visited);
    NUMBER(1, visited->prompts);
    ANSWER(PAM_AUTH_ERR, comes("first", TYPES("secret")));
    NUMBER(1, failures_of("first"));
    ANSWER(PAM_SUCCESS, comes("first", TYPES(pin_now(key))));
}

static void use_first_pass_never_asks(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "alone", "hotp", 6);
    module_with("use_first_pass");
    visited = comes("alone", TYPES(code_of(&phone)));
    ANSWER(PAM_AUTH_ERR, visited);
    NUMBER(0, visited->prompts);
    NUMBER(0, failures_of("alone"));
}

static void try_first_pass_writes_down_a_failure_before_it_asks(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "tried-twice", "hotp", 6);
    behind_another("try_first_pass");
    visited = comes("tried-twice", TYPES(wrong_of(&phone), wrong_of(&phone)));
    ANSWER(PAM_AUTH_ERR, visited);
    NUMBER(2, failures_of("tried-twice"));
    NUMBER(2, visited->lines);
    visited = comes("tried-twice", TYPES(wrong_of(&phone), code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(2, visited->lines);
    HAS("result=refused reason=mismatch", visited->log);
    HAS("result=accepted", visited->log);
    visited = comes("tried-twice", TYPES("secret", code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(1, visited->lines);
}

static void try_first_pass_asks_where_that_was_no_answer(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "tried", "hotp", 6);
    behind_another("try_first_pass");
    visited = comes("tried", TYPES(code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(1, visited->prompts);
    visited = comes("tried", TYPES("secret", code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(2, visited->prompts);
    NUMBER(0, failures_of("tried"));
    ANSWER(PAM_AUTH_ERR, comes("tried", TYPES("secret", wrong_of(&phone))));
    NUMBER(1, failures_of("tried"));
    module_with("try_first_pass");
    ANSWER(PAM_SUCCESS, comes("tried", TYPES(code_of(&phone))));
}

static void forward_pass_stack(const char *options)
{
    char lines[1024];

    snprintf(lines, sizeof lines, "auth requisite @ forward_pass %s\nauth required & record\n", options);
    stack("login", lines);
}

static void forward_pass_verifies_the_code_and_hands_the_password_on(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "forward", "hotp", 6);
    forward_pass_stack("");
    visited = comes("forward", TYPES(joined("secret", "", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("secret", visited->password);
    TEXT("off|Password & verification code: \n", visited->said);
    visited = comes("forward", TYPES(joined("secret", "", wrong_of(&phone))));
    ANSWER(PAM_AUTH_ERR, visited);
    CHECK(!visited->handed_on);
    LACKS("secret", visited->log);
    NUMBER(1, failures_of("forward"));
}

static void password_that_ends_with_digits_keeps_them(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "ends", "hotp", 6);
    forward_pass_stack("");
    visited = comes("ends", TYPES(joined("secret123456", "", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("secret123456", visited->password);
    visited = comes("ends", TYPES(joined("1", "", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("1", visited->password);
}

static void empty_password_is_handed_on_as_one(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "empty", "hotp", 6);
    forward_pass_stack("");
    visited = comes("empty", TYPES(code_of(&phone)));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("", visited->password);
}

/* Of whom no code is asked, nothing is taken off the end of the password. */
static void password_of_whoever_is_let_in_is_whole(void)
{
    static const char *const options[] = {"nullok", "nullok separator=,"};
    static const char *const passwords[] = {"secret123456", "sec,ret"};

    for (unsigned i = 0; i < 2; i++) {
        struct visit *visited;

        forward_pass_stack(options[i]);
        visited = comes("nobodys-phone", TYPES(passwords[i]));
        ANSWER(PAM_SUCCESS, visited);
        TEXT(passwords[i], visited->password);
    }
}

static void password_without_a_code_is_refused_and_not_counted(void)
{
    struct phone phone;

    enroll(&phone, "codeless", "hotp", 6);
    forward_pass_stack("");
    ANSWER(PAM_AUTH_ERR, comes("codeless", TYPES("secret")));
    ANSWER(PAM_AUTH_ERR, comes("codeless", TYPES("s12345")));
    ANSWER(PAM_AUTH_ERR, comes("codeless", TYPES("")));
    NUMBER(0, failures_of("codeless"));
}

static void digits_are_how_many_characters_the_code_has(void)
{
    for (unsigned digits = 6; digits <= 10; digits++) {
        char person[20], options[64];
        struct phone phone;
        struct visit *visited;

        /* Nine digits are a PIN where there is recovery. */
        if (digits == 9)
            continue;
        snprintf(person, sizeof person, "digits-%u", digits);
        snprintf(options, sizeof options, "digits=%u", digits);
        about(options);
        enroll(&phone, person, "hotp", digits);
        forward_pass_stack(options);
        visited = comes(person, TYPES(joined("secret1", "", code_of(&phone))));
        ANSWER(PAM_SUCCESS, visited);
        TEXT("secret1", visited->password);
    }
}

static void nine_digits_at_the_end_are_a_pin(void)
{
    struct visit *visited;
    char key[64];

    give_recovery("nine", key);
    forward_pass_stack("digits=9");
    visited = comes("nine", TYPES(joined("secret", "", pin_now(key))));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("secret", visited->password);
}

static void behind_the_separator_is_a_code_of_any_shape(void)
{
    struct phone phone;
    struct visit *visited;
    char key[64], codes[600], pin[24];
    const char *nine;

    enroll(&phone, "separated", "hotp", 6);
    snprintf(codes, sizeof codes, "%s", keep("recovery-codes separated"));
    codes[strcspn(codes, "\n")] = '\0';
    give_recovery("separated", key);
    forward_pass_stack("separator=,");
    visited = comes("separated", TYPES(joined("sec,ret,", ",", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("sec,ret,", visited->password);
    visited = comes("separated", TYPES(joined("secret", ",", codes)));
    ANSWER(PAM_SUCCESS, visited);
    HAS("factor=recovery-code", visited->log);
    TEXT("secret", visited->password);
    nine = pin_now(key);
    snprintf(pin, sizeof pin, "%.3s-%.3s-%.3s", nine, nine + 3, nine + 6);
    visited = comes("separated", TYPES(joined("123456", ",", pin)));
    ANSWER(PAM_SUCCESS, visited);
    TEXT("123456", visited->password);
    ANSWER(PAM_AUTH_ERR, comes("separated", TYPES(joined("secret", "", code_of(&phone)))));
    NUMBER(0, failures_of("separated"));
}

static void every_separator_separates(void)
{
    struct phone phone;

    enroll(&phone, "separators", "hotp", 6);
    for (const char *mark = "!$%&()*+,./:;<>@^_|~"; *mark != '\0'; mark++) {
        char lines[1024], between[2] = {*mark, '\0'};
        struct visit *visited;

        about(mark);
        snprintf(lines, sizeof lines,
                 "auth requisite %s store=%s policy=%s answer_after=0 forward_pass separator=%c\n"
                 "auth required %s record\n",
                 stage.module, stage.store, stage.policy, *mark, stage.neighbour);
        stack_as_it_is("login", lines);
        visited = comes("separators", TYPES(joined("secret", between, code_of(&phone))));
        ANSWER(PAM_SUCCESS, visited);
        TEXT("secret", visited->password);
    }
}

static void forward_pass_takes_what_an_earlier_module_has(void)
{
    static const char *const options[] = {"use_first_pass", "try_first_pass"};
    struct phone phone;

    enroll(&phone, "earlier", "hotp", 6);
    for (unsigned i = 0; i < 2; i++) {
        char lines[1024];
        struct visit *visited;

        snprintf(lines, sizeof lines,
                 "auth required & take\nauth requisite @ forward_pass %s\nauth required & record\n", options[i]);
        stack("login", lines);
        visited = comes("earlier", TYPES(joined("secret", "", code_of(&phone))));
        ANSWER(PAM_SUCCESS, visited);
        NUMBER(1, visited->prompts);
        TEXT("secret", visited->password);
    }
}

static const char split_stack[] = "auth required @ split_pass\nauth requisite & ask=secret\n"
                                  "auth required @ use_split\n";

static void split_pass_has_the_password_checked_first(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "split", "hotp", 6);
    stack("login", split_stack);
    visited = comes("split", TYPES(joined("secret", "", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(1, visited->prompts);
    visited = comes("split", TYPES(joined("wrong", "", wrong_of(&phone))));
    ANSWER(PAM_AUTH_ERR, visited);
    LACKS("pam_libmfa(", visited->log);
    NUMBER(0, failures_of("split"));
    visited = comes("split", TYPES(joined("secret", "", wrong_of(&phone))));
    ANSWER(PAM_AUTH_ERR, visited);
    NUMBER(1, failures_of("split"));
}

static void split_pass_takes_what_an_earlier_module_has(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "split-later", "hotp", 6);
    stack("login", "auth required & take\nauth required @ split_pass separator=:\nauth requisite & ask=secret\n"
                   "auth required @ use_split separator=:\n");
    visited = comes("split-later", TYPES(joined("secret", ":", code_of(&phone))));
    ANSWER(PAM_SUCCESS, visited);
    NUMBER(1, visited->prompts);
}

static void code_that_was_kept_is_taken_once(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "kept", "hotp", 6);
    stack("login", "auth required @ split_pass\nauth required @ use_split\nauth required @ use_split\n");
    visited = comes("kept", TYPES(joined("secret", "", code_of(&phone))));
    ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
    HAS("result=accepted", visited->log);
    HAS("result=unavailable reason=option", visited->log);
    NUMBER(0, failures_of("kept"));
}

/* The group that gets in where all else fails has passwords that may end with digits too. */
static void password_of_the_exempt_group_is_not_split(void)
{
    struct visit *visited;

    stack("login", "auth required @ split_pass exempt_group=glass\nauth requisite & ask=secret123456\n"
                   "auth required @ use_split exempt_group=glass\nauth required & permit\n");
    visited = comes("glass-jane", TYPES("secret123456"));
    ANSWER(PAM_SUCCESS, visited);
    ANSWER(PAM_AUTH_ERR, comes("glass-jane", TYPES("secret")));
    ANSWER(PAM_AUTH_ERR, comes("jane", TYPES("secret123456")));
}

static void exempt_group_is_asked_for_the_password_that_later_lines_count_on(void)
{
    stack("login", "auth required @ forward_pass exempt_group=glass\nauth required & ask=secret123456\n");
    ANSWER(PAM_SUCCESS, comes("glass-jane", TYPES("secret123456")));
    ANSWER(PAM_AUTH_ERR, comes("glass-jane", TYPES("secret")));
    stack("login", "auth required @ split_pass exempt_group=glass\nauth requisite & ask=secret123456\n"
                   "auth required @ use_split exempt_group=glass\nauth required & permit\n");
    ANSWER(PAM_SUCCESS, comes("glass-jane", TYPES("secret123456")));
}

static void password_that_is_too_long_is_none(void)
{
    char *long_one = calloc(1, 2000);

    CHECK(long_one != NULL);
    memset(long_one, 'a', 1999);
    stack("login", "auth requisite @ split_pass\nauth required & ask=\nauth required & permit\n");
    ANSWER(PAM_AUTH_ERR, comes("jane", TYPES(long_one)));
    free(long_one);
}

/* login tries again with the handle of the first attempt. */
static void second_attempt_has_nothing_of_the_first(void)
{
    struct phone phone;
    struct visit going;
    char first[64];

    enroll(&phone, "second", "hotp", 6);
    stack("login", split_stack);
    snprintf(first, sizeof first, "wrong%s", code_of(&phone));
    memset(&going, 0, sizeof going);
    going.again = 1;
    going.typed = TYPES(first, "secret");
    visit(&going, "second");
    ANSWER(PAM_AUTH_ERR, &going);
    NUMBER(2, going.prompts);
    HAS("reason=not-a-code", going.log);
    memset(&going, 0, sizeof going);
    going.again = 1;
    going.typed = TYPES(first, joined("secret", "", code_of(&phone)));
    visit(&going, "second");
    ANSWER(PAM_SUCCESS, &going);
    NUMBER(0, failures_of("second"));
}

static void use_split_without_split_pass_lets_nobody_in(void)
{
    struct phone phone;
    struct visit *visited;

    enroll(&phone, "unsplit", "hotp", 6);
    module_with("use_split");
    visited = comes("unsplit", TYPES(code_of(&phone)));
    ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
    HAS("result=unavailable reason=option", visited->log);
    NUMBER(0, visited->prompts);
    NUMBER(0, failures_of("unsplit"));
}

static void split_pass_alone_lets_nobody_in(void)
{
    stack("login", "auth sufficient @ split_pass\n");
    CHECK(answer_to("anybody", TYPES("secret123456")) != PAM_SUCCESS);
    stack("login", "auth sufficient @ split_pass\nauth required & deny\n");
    CHECK(answer_to("anybody", TYPES("secret123456")) != PAM_SUCCESS);
}

const struct test password_tests[] = {
    TEST(use_first_pass_takes_what_was_typed_for_the_code),
    TEST(use_first_pass_never_asks),
    TEST(try_first_pass_writes_down_a_failure_before_it_asks),
    TEST(try_first_pass_asks_where_that_was_no_answer),
    TEST(forward_pass_verifies_the_code_and_hands_the_password_on),
    TEST(password_that_ends_with_digits_keeps_them),
    TEST(empty_password_is_handed_on_as_one),
    TEST(password_of_whoever_is_let_in_is_whole),
    TEST(password_without_a_code_is_refused_and_not_counted),
    TEST(digits_are_how_many_characters_the_code_has),
    TEST(nine_digits_at_the_end_are_a_pin),
    TEST(behind_the_separator_is_a_code_of_any_shape),
    TEST(every_separator_separates),
    TEST(forward_pass_takes_what_an_earlier_module_has),
    TEST(split_pass_has_the_password_checked_first),
    TEST(split_pass_takes_what_an_earlier_module_has),
    TEST(code_that_was_kept_is_taken_once),
    TEST(password_of_the_exempt_group_is_not_split),
    TEST(exempt_group_is_asked_for_the_password_that_later_lines_count_on),
    TEST(password_that_is_too_long_is_none),
    TEST(second_attempt_has_nothing_of_the_first),
    TEST(use_split_without_split_pass_lets_nobody_in),
    TEST(split_pass_alone_lets_nobody_in),
    {NULL, NULL},
};
