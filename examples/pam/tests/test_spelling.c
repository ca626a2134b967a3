/* A code that was used is used, however it is spelled, and a person is one person, however the name is. */

#include <stdio.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

/* A code as people type it: each digit of the pattern is a place in it, from 0 on. */
static const char *spelled(const char *pattern, const char *code)
{
    static char text[200];
    size_t length = 0;

    for (; *pattern != '\0'; pattern++)
        text[length++] = *pattern >= '0' && *pattern <= '5' ? code[*pattern - '0'] : *pattern;
    text[length] = '\0';
    return text;
}

static const char *const usual[] = {"012 345", "012-345", " 012345", "012345 ", "01 23 45", "0 1 2 3 4 5", "0-1-2-3-4-5"};

static const char *const odd[] = {
    "012345\n", "012345\r\n", "\t012345", "012\t345", "012345.", "012.345", "012_345", "012,345", "'012345'", "\"012345\"",
    "012345 012345", "012345012345", "0012345", "012\xc2\xa0""345", "012\xe2\x80\x8b""345", "012345\x7f", "012345\\n",
    "+012345", "\xef\xbb\xbf""012345",
};

static void refuses_all_spellings(const char *person, const char *code)
{
    for (unsigned i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        about(usual[i]);
        ANSWER(PAM_AUTH_ERR, comes(person, TYPES(spelled(usual[i], code))));
    }
    for (unsigned i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        about(odd[i]);
        ANSWER(PAM_AUTH_ERR, comes(person, TYPES(spelled(odd[i], code))));
    }
    about(NULL);
}

static void fresh_code_may_be_spelled_as_people_spell(void)
{
    struct phone phone;

    enroll(&phone, "spells", "hotp", 6);
    module_with("");
    for (unsigned i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        about(usual[i]);
        ANSWER(PAM_SUCCESS, comes("spells", TYPES(spelled(usual[i], code_of(&phone)))));
    }
}

static void used_code_of_a_clock_is_refused_in_all_spellings(void)
{
    struct phone phone;
    char code[16];

    enroll(&phone, "spells-by-time", "totp", 6);
    module_with("");
    snprintf(code, sizeof code, "%s", code_of(&phone));
    ANSWER(PAM_SUCCESS, comes("spells-by-time", TYPES(code)));
    refuses_all_spellings("spells-by-time", code);
    HAS("reason=replayed", comes("spells-by-time", TYPES(code))->log);
}

static void used_code_of_a_counter_is_refused_in_all_spellings(void)
{
    struct phone phone;
    char code[16];

    enroll(&phone, "spells-by-count", "hotp", 6);
    module_with("codes.free_failures=100");
    snprintf(code, sizeof code, "%s", code_of(&phone));
    ANSWER(PAM_SUCCESS, comes("spells-by-count", TYPES(code)));
    refuses_all_spellings("spells-by-count", code);
}

static void used_recovery_code_is_refused_in_all_spellings(void)
{
    static const char *const patterns[] = {"%.4s%.4s%.4s%.4s", "%.4s-%.4s-%.4s-%.4s", "%.4s %.4s %.4s %.4s",
                                           " %.4s%.4s-%.4s%.4s "};
    struct phone phone;
    char codes[600], plain[20] = "", text[64];
    size_t length = 0;

    enroll(&phone, "spells-on-paper", "hotp", 6);
    snprintf(codes, sizeof codes, "%s", keep("recovery-codes spells-on-paper"));
    for (const char *letter = codes; *letter != '\n' && *letter != '\0' && length < 16; letter++)
        if (*letter != '-' && *letter != ' ')
            plain[length++] = *letter;
    module_with("");
    ANSWER(PAM_SUCCESS, comes("spells-on-paper", TYPES(plain)));
    for (unsigned i = 0; i < 8; i++) {
        snprintf(text, sizeof text, patterns[i % 4], plain, plain + 4, plain + 8, plain + 12);
        for (char *letter = text; i >= 4 && *letter != '\0'; letter++)
            *letter = *letter >= 'A' && *letter <= 'Z' ? (char)(*letter + 32) : *letter;
        about(text);
        ANSWER(PAM_AUTH_ERR, comes("spells-on-paper", TYPES(text)));
    }
}

/* The system says that they are one: the names of another kind are in system.h. */
static void names_of_one_person_are_one_person(void)
{
    static const char *const names[] = {"ALIAS", "Alias", "alias@example.com", "ALIAS@EXAMPLE.COM"};
    struct phone phone;
    char code[16];

    enroll(&phone, "alias", "hotp", 6);
    module_with("codes.free_failures=10");
    snprintf(code, sizeof code, "%s", code_of(&phone));
    HAS("person=\"alias\"", comes("ALIAS", TYPES(code))->log);
    for (unsigned i = 0; i < 4; i++) {
        about(names[i]);
        ANSWER(PAM_AUTH_ERR, comes(names[i], TYPES(code)));
        ANSWER(PAM_AUTH_ERR, comes(names[i], TYPES(wrong_of(&phone))));
    }
    about(NULL);
    CHECK(failures_of("alias") >= 4);
    ANSWER(PAM_SUCCESS, comes("alias@example.com", TYPES(code_of(&phone))));
    NUMBER(0, failures_of("alias"));
}

const struct test spelling_tests[] = {
    TEST(fresh_code_may_be_spelled_as_people_spell),
    TEST(used_code_of_a_clock_is_refused_in_all_spellings),
    TEST(used_code_of_a_counter_is_refused_in_all_spellings),
    TEST(used_recovery_code_is_refused_in_all_spellings),
    TEST(names_of_one_person_are_one_person),
    {NULL, NULL},
};
