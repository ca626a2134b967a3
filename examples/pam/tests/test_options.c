/* What stands behind the module on its line: each word does what it says, and a wrong one lets nobody in. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static void nullok_ignores_whoever_has_no_authenticator(void)
{
    struct phone phone;

    policy("");
    enroll(&phone, "nullok", "hotp", 6);
    module_with("nullok");
    ANSWER(PAM_IGNORE, comes("nobodys-phone", TYPES("123456")));
    ANSWER(PAM_SUCCESS, comes("nullok", TYPES(code_of(&phone))));
    ANSWER(PAM_AUTH_ERR, comes("nullok", TYPES(wrong_of(&phone))));
    ANSWER(PAM_AUTH_ERR, comes("unknown", TYPES("123456")));
    policy(usual_policy);
    module_with("");
    ANSWER(PAM_AUTH_ERR, comes("nobodys-phone", TYPES("123456")));
}

/* The module alone, without a word about store and policy but these. */
static void stack_with(const char *options)
{
    char lines[2048];

    snprintf(lines, sizeof lines, "auth [success=done ignore=ignore default=die] $ answer_after=0 %s\nauth requisite & ignored\n",
             options);
    stack("login", lines);
}

static void store_is_where_people_are_looked_for(void)
{
    char options[1024];
    struct phone phone;

    enroll(&phone, "store", "hotp", 6);
    snprintf(options, sizeof options, "policy=%s store=%s/elsewhere", stage.policy, stage.folder);
    stack_with(options);
    ANSWER(PAM_AUTHINFO_UNAVAIL, comes("store", TYPES(code_of(&phone))));
    snprintf(options, sizeof options, "policy=%s store=%s", stage.policy, stage.store);
    stack_with(options);
    ANSWER(PAM_SUCCESS, comes("store", TYPES(code_of(&phone))));
}

static void policy_is_the_file_that_is_read(void)
{
    char options[1024];
    const char *other = stage_file("other.toml", "[login]\nexempt = [\"policy\"]\n");

    snprintf(options, sizeof options, "store=%s policy=%s", stage.store, other);
    stack_with(options);
    ANSWER(PAM_IGNORE, comes("policy", TYPES("123456")));
    snprintf(options, sizeof options, "store=%s policy=%s/none.toml", stage.store, stage.folder);
    stack_with(options);
    ANSWER(PAM_AUTHINFO_UNAVAIL, comes("policy", TYPES("123456")));
}

static void prompt_and_refusal_say_what_they_are_told_to(void)
{
    struct visit *visited;

    module_with("[authtok_prompt=Das Wort, bitte: ] [refusal=Leider nein. 100%s]");
    visited = comes("texts", TYPES("123456"));
    TEXT("off|Das Wort, bitte: \ninfo|Leider nein. 100%s\n", visited->said);
    module_with("");
    visited = comes("texts", TYPES("123456"));
    TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
}

static void refusal_says_whom_to_call(void)
{
    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n"
           "[contact]\nemail = \"help@example.com\"\nphone = \"+33 4\"\n");
    module_with("");
    TEXT("off|Verification code: \ninfo|Not accepted. Help: help@example.com, +33 4\n",
         comes("texts", TYPES("123456"))->said);
    policy(usual_policy);
}

static void echo_shows_what_is_typed_but_no_password(void)
{
    module_with("echo");
    HAS("on|Verification code: ", comes("echo", TYPES("123456"))->said);
    module_with("echo forward_pass");
    HAS("off|Password & verification code: ", comes("echo", TYPES("secret123456"))->said);
    module_with("echo split_pass");
    HAS("off|Password & verification code: ", comes("echo", TYPES("secret123456"))->said);
}

static void quiet_says_nothing_but_the_prompt(void)
{
    module_with("quiet");
    TEXT("off|Verification code: \n", comes("quiet", TYPES("123456"))->said);
}

static void silent_applications_are_told_nothing_but_the_prompt(void)
{
    struct visit going;

    memset(&going, 0, sizeof going);
    going.typed = TYPES("123456");
    going.flags = (int)PAM_SILENT;
    module_with("");
    visit(&going, "silent");
    TEXT("off|Verification code: \n", going.said);
}

static void debug_tells_what_was_decided(void)
{
    module_with("debug");
    HAS("debug|pam_libmfa(login:auth): decided=", comes("debug", TYPES("123456"))->log);
    module_with("");
    LACKS("debug|", comes("debug", TYPES("123456"))->log);
}

static void exempt_group_is_never_asked(void)
{
    struct phone phone;

    enroll(&phone, "glass-enrolled", "hotp", 6);
    module_with("exempt_group=glass");
    ANSWER(PAM_IGNORE, comes("glass-jane", TYPES(NULL)));
    ANSWER(PAM_IGNORE, comes("glass-enrolled", TYPES(NULL)));
    HAS("reason=exempt-group", comes("glass-jane", TYPES(NULL))->log);
    NUMBER(0, comes("glass-jane", TYPES(NULL))->messages);
    ANSWER(PAM_AUTH_ERR, comes("jane", TYPES("123456")));
    ANSWER(PAM_AUTH_ERR, comes("unknown-glass", TYPES("123456")));
    module_with("exempt_group=no-such-group");
    ANSWER(PAM_AUTH_ERR, comes("glass-jane", TYPES("123456")));
}

static void exempt_group_gets_in_where_everything_is_broken(void)
{
    policy("this is not a policy");
    module_with("exempt_group=glass");
    ANSWER(PAM_IGNORE, comes("glass-jane", TYPES(NULL)));
    ANSWER(PAM_AUTHINFO_UNAVAIL, comes("jane", TYPES("123456")));
    stack_with("store=/nowhere/at/all exempt_group=glass");
    ANSWER(PAM_IGNORE, comes("glass-jane", TYPES(NULL)));
    policy(usual_policy);
}

/* How many wrong codes lock somebody. */
static unsigned locks_after(const char *person)
{
    struct phone phone;
    unsigned tries = 0;

    enroll(&phone, person, "hotp", 6);
    while (tries < 20 && strstr(comes(person, TYPES(wrong_of(&phone)))->log, "reason=locked") == NULL)
        tries++;
    return tries;
}

static const char throttles[] = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n"
                                "[codes]\nfree_failures = 7\nfirst_lock_seconds = 3600\n"
                                "[administrators]\nfree_failures = 1\n";

static void admin_group_has_the_throttle_of_administrators(void)
{
    policy(throttles);
    module_with("admin_group=chiefs");
    NUMBER(2, locks_after("chief-jane"));
    NUMBER(8, locks_after("admin-less-jane"));
    policy(usual_policy);
}

static void list_of_administrators_takes_nobody_out_of_the_admin_group(void)
{
    policy(throttles);
    module_with("admin_group=chiefs administrators.people=admin-listed-jane");
    NUMBER(2, locks_after("chief-joan"));
    NUMBER(2, locks_after("admin-listed-jane"));
    NUMBER(8, locks_after("admin-less-joan"));
    policy(usual_policy);
}

static void admin_group_that_is_not_there_makes_everybody_one(void)
{
    policy(throttles);
    module_with("admin_group=no-such-group");
    NUMBER(2, locks_after("admin-maybe-jane"));
    policy(usual_policy);
}

static void online_file_says_whether_the_device_is_online(void)
{
    char options[700];
    const char *path = stage_file("online", "");
    struct phone phone;

    enroll(&phone, "online", "hotp", 6);
    snprintf(options, sizeof options, "login.hours_offline=0 online_file=%s", path);
    module_with(options);
    ANSWER(PAM_SUCCESS, comes("online", TYPES(code_of(&phone))));
    unlink(path);
    ANSWER(PAM_AUTH_ERR, comes("online", TYPES(code_of(&phone))));
    HAS("reason=offline", comes("online", TYPES(code_of(&phone)))->log);
}

/* In su the real user is whoever calls it, who need not be able to look at what is root's. */
static void online_file_is_looked_for_as_who_the_module_runs_as(void)
{
    char options[700];
    struct phone phone;

    if (geteuid() != 0)
        return;
    enroll(&phone, "online-su", "hotp", 6);
    snprintf(options, sizeof options, "login.hours_offline=0 online_file=%s", stage_file("online", ""));
    module_with(options);
    CHECK(setreuid(65534, 0) == 0);
    ANSWER(PAM_SUCCESS, comes("online-su", TYPES(code_of(&phone))));
    CHECK(setreuid(0, 0) == 0);
}

static void owner_is_who_the_module_runs_as(void)
{
    struct phone phone;
    static const char *const others[] = {"owner=nobody", "owner=unknown-owner"};

    enroll(&phone, "owner", "hotp", 6);
    module_with("owner=root");
    ANSWER(PAM_SUCCESS, comes("owner", TYPES(code_of(&phone))));
    for (unsigned i = 0; i < 2; i++) {
        struct visit *visited;

        module_with(others[i]);
        visited = comes("owner", TYPES(code_of(&phone)));
        ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
        HAS("result=unavailable reason=not-owner", visited->log);
        NUMBER(1, visited->lines);
    }
}

static void occasion_is_what_the_policy_is_asked_about(void)
{
    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\nask_at_unlock = false\n");
    module_with("occasion=unlock");
    ANSWER(PAM_IGNORE, comes("occasion", TYPES("123456")));
    module_with("occasion=login");
    ANSWER(PAM_AUTH_ERR, comes("occasion", TYPES("123456")));
    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\nask_at_elevation = false\n");
    module_with("occasion=elevate");
    HAS("reason=occasion", comes("occasion", TYPES("123456"))->log);
    HAS("occasion=elevate", comes("occasion", TYPES("123456"))->log);
    policy(usual_policy);
}

static void settings_are_laid_over_the_policy_file(void)
{
    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n");
    module_with("");
    ANSWER(PAM_AUTH_ERR, comes("setting", TYPES("123456")));
    module_with("login.enabled=false");
    ANSWER(PAM_IGNORE, comes("setting", TYPES("123456")));
    module_with("login.exempt=setting login.required=");
    ANSWER(PAM_IGNORE, comes("setting", TYPES("123456")));
    module_with("[contact.email=the desk]");
    HAS("Not accepted. Help: the desk\n", comes("setting", TYPES("123456"))->said);
    policy(usual_policy);
}

static void tell_locked_tells_until_when(void)
{
    struct phone phone;

    policy(throttles);
    module_with("tell_locked codes.free_failures=0");
    enroll(&phone, "tell-locked", "hotp", 6);
    LACKS("locked", comes("tell-locked", TYPES(wrong_of(&phone)))->said);
    HAS("info|Too many wrong codes. Codes are locked until 20", comes("tell-locked", TYPES(code_of(&phone)))->said);
    module_with("codes.free_failures=0");
    LACKS("locked", comes("tell-locked", TYPES(code_of(&phone)))->said);
    policy(usual_policy);
}

static void answer_after_is_when_prompt_and_refusal_come(void)
{
    char options[1024];
    struct visit *visited;

    snprintf(options, sizeof options, "store=%s policy=%s answer_after=80", stage.store, stage.policy);
    stack_with(options);
    visited = comes("beat", TYPES("123456"));
    CHECK(visited->prompted - visited->begun >= 80000000);
    CHECK(visited->ended - visited->typed_at >= 80000000);
}

static void challenge_is_shown_to_whoever_asks(void)
{
    char key[64], challenge[32] = "";
    const char *shown;
    struct visit *visited;

    give_recovery("challenged", key);
    module_with("challenge");
    visited = comes("challenged", TYPES("?"));
    shown = strstr(visited->said, "Challenge: ");
    CHECK(shown != NULL);
    HAS("off|Response: ", visited->said);
    ANSWER(PAM_CONV_ERR, visited);
    if (shown != NULL)
        snprintf(challenge, sizeof challenge, "%.11s", shown + strlen("Challenge: "));
    ANSWER(PAM_AUTH_ERR, comes("challenged", TYPES("?", "000-000-000")));
    visited = comes("challenged", TYPES("?", response_to(key, challenge)));
    ANSWER(PAM_SUCCESS, visited);
    HAS("factor=response", visited->log);
    module_with("");
    LACKS("Challenge", comes("challenged", TYPES("?"))->said);
}

static void wrong_word_lets_nobody_in(void)
{
    static const char *const words[] = {
        "nulok",        "Nullok",        "nullok=1",      "nullok=",      "digits=5",      "digits=11",
        "digits=",      "digits",        "digits=6x",     "digits=-6",    "digits=+6",     "[digits= 6]",
        "digits=6.0",   "digits=0x6",    "separator=",    "separator=ab", "separator=a",   "separator=1",
        "separator=-",  "separator=#",   "separator",     "[separator= ]", "answer_after=x", "answer_after=10001",
        "answer_after=", "answer_after=-1", "answer_after", "occasion=foo", "occasion=",   "occasion",
        "occasion=Login", "enroll=now",  "enroll=",       "enroll",       "store=",        "policy=",
        "owner=",       "exempt_group=", "admin_group=",  "online_file=", "authtok_prompt=", "refusal=",
        "login.required", "=",           "=x",            "forward_pass split_pass", "split_pass use_split",
        "use_split forward_pass", "forward_pass=1", "digits=18446744073709551622", "no_warn", "window_size=3",
        "usersfile=/etc/users.oath", "debug=1",
    };
    struct phone phone;

    enroll(&phone, "wrong-word", "hotp", 6);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        static const char *const people[] = {"wrong-word", "glass-jane", "nobodys-phone", "unknown"};
        char options[200];

        about(words[i]);
        snprintf(options, sizeof options, "nullok exempt_group=glass %s", words[i]);
        module_with(options);
        for (unsigned each = 0; each < 4; each++) {
            struct visit *visited = comes(people[each], TYPES(each == 0 ? code_of(&phone) : "123456"));

            ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
            NUMBER(1, visited->lines);
            HAS("err|pam_libmfa(login:auth): result=unavailable reason=option", visited->log);
            NUMBER(0, visited->messages);
        }
    }
    about(NULL);
    NUMBER(0, failures_of("wrong-word"));
}

static void wrong_word_is_named_in_the_log(void)
{
    module_with("digits=five");
    HAS("detail=\"digits=five\"", comes("anybody", TYPES("123456"))->log);
}

static void wrong_setting_lets_nobody_in(void)
{
    static const char *const settings[] = {
        "login.nonsense=1",    "nonsense.login=1",       "login.enabled=maybe",        "login.enabled=",
        "codes.past_steps=51", "codes.past_steps=-1",    "login.hours_without_factor=9000",
        "login.past_deadline=perhaps", ".=", "a.b=",     "[login.required =*]",        "login.hours_offline=24.0",
    };
    struct phone phone;

    enroll(&phone, "wrong-setting", "hotp", 6);
    for (unsigned i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct visit *visited;

        about(settings[i]);
        module_with(settings[i]);
        visited = comes("wrong-setting", TYPES(code_of(&phone)));
        ANSWER(PAM_AUTHINFO_UNAVAIL, visited);
        NUMBER(1, visited->lines);
        HAS("err|pam_libmfa(login:auth): result=unavailable reason=policy", visited->log);
        TEXT("off|Verification code: \ninfo|Not accepted.\n", visited->said);
        ANSWER(PAM_AUTHINFO_UNAVAIL, comes("unknown", TYPES("123456")));
    }
}

static void settings_beyond_the_most_let_nobody_in(void)
{
    char options[1024] = "";
    struct phone phone;

    enroll(&phone, "most", "hotp", 6);
    for (unsigned i = 0; i < 32; i++)
        strcat(options, "login.enabled=true ");
    module_with(options);
    ANSWER(PAM_SUCCESS, comes("most", TYPES(code_of(&phone))));
    strcat(options, "login.enabled=true");
    module_with(options);
    ANSWER(PAM_AUTHINFO_UNAVAIL, comes("most", TYPES(code_of(&phone))));
}

static void any_number_of_words_is_read(void)
{
    char options[8192] = "";
    struct phone phone;

    enroll(&phone, "words", "hotp", 6);
    /* As many as libpam has room for on a line. */
    for (unsigned i = 0; i < 60; i++)
        strcat(options, i % 2 == 0 ? "digits=7 " : "digits=6 ");
    module_with(options);
    ANSWER(PAM_SUCCESS, comes("words", TYPES(code_of(&phone))));
}

const struct test option_tests[] = {
    TEST(nullok_ignores_whoever_has_no_authenticator),
    TEST(store_is_where_people_are_looked_for),
    TEST(policy_is_the_file_that_is_read),
    TEST(prompt_and_refusal_say_what_they_are_told_to),
    TEST(refusal_says_whom_to_call),
    TEST(echo_shows_what_is_typed_but_no_password),
    TEST(quiet_says_nothing_but_the_prompt),
    TEST(silent_applications_are_told_nothing_but_the_prompt),
    TEST(debug_tells_what_was_decided),
    TEST(exempt_group_is_never_asked),
    TEST(exempt_group_gets_in_where_everything_is_broken),
    TEST(admin_group_has_the_throttle_of_administrators),
    TEST(list_of_administrators_takes_nobody_out_of_the_admin_group),
    TEST(admin_group_that_is_not_there_makes_everybody_one),
    TEST(online_file_says_whether_the_device_is_online),
    TEST(online_file_is_looked_for_as_who_the_module_runs_as),
    TEST(owner_is_who_the_module_runs_as),
    TEST(occasion_is_what_the_policy_is_asked_about),
    TEST(settings_are_laid_over_the_policy_file),
    TEST(tell_locked_tells_until_when),
    TEST(answer_after_is_when_prompt_and_refusal_come),
    TEST(challenge_is_shown_to_whoever_asks),
    TEST(wrong_word_lets_nobody_in),
    TEST(wrong_word_is_named_in_the_log),
    TEST(wrong_setting_lets_nobody_in),
    TEST(settings_beyond_the_most_let_nobody_in),
    TEST(any_number_of_words_is_read),
    {NULL, NULL},
};
