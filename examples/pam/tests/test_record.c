/* The line that each attempt leaves in the log: one, of fixed keys in a fixed order, and nobody writes a second one in it. */

#include <stdio.h>
#include <string.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static const char *const keys[] = {"result",        "reason",   "factor", "person", "service", "occasion", "rhost", "tty",
                                   "ruser",         "authenticator", "failures", "left", "until", "library", "detail"};

/* Behind a value: a word without spaces, or a quoted text without control characters and quotation marks; NULL otherwise. */
static const char *past_value(const char *at)
{
    bool is_quoted = *at == '"';

    if (is_quoted)
        at++;
    for (; *at != '\0' && *at != (is_quoted ? '"' : ' '); at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte < ' ' || byte >= 0x7f || (!is_quoted && byte == '"'))
            return NULL;
    }
    if (is_quoted)
        return *at == '"' ? at + 1 : NULL;
    return at;
}

/* What a receiver of RFC 5424 should take whole is 2,048 bytes; before the line come the time, the host and the program. */
enum { LONGEST_LINE = 2048 - 200 };

/* That a visit left one line, and that it is as promised. */
static void is_one_record(const struct visit *visited)
{
    static const char prefix[] = "|pam_libmfa(login:auth): ";
    const char *at = strstr(visited->log, prefix);

    if (visited->lines != 1)
        fail("%u lines: %s", visited->lines, visited->log);
    CHECK(at != NULL);
    if (at == NULL)
        return;
    at += strlen(prefix);
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t length = strlen(keys[i]);

        if (strncmp(at, keys[i], length) != 0 || at[length] != '=' || (at = past_value(at + length + 1)) == NULL) {
            fail("no %s in its place: %s", keys[i], visited->log);
            return;
        }
        at += *at == ' ';
    }
    CHECK(*at == '\n');
    CHECK(strlen(visited->log) <= LONGEST_LINE);
}

static void every_outcome_is_one_line(void)
{
    struct phone phone;

    enroll(&phone, "lines", "hotp", 6);
    module_with("");
    is_one_record(comes("lines", TYPES(code_of(&phone))));
    is_one_record(comes("lines", TYPES(wrong_of(&phone))));
    is_one_record(comes("lines", TYPES("nothing")));
    is_one_record(comes("unknown", TYPES("123456")));
    is_one_record(comes("nobodys-phone", TYPES("123456")));
    module_with("nullok");
    is_one_record(comes("nobodys-phone", TYPES("123456")));
    module_with("nonsense");
    is_one_record(comes("lines", TYPES("123456")));
    module_with("login.nonsense=1");
    is_one_record(comes("lines", TYPES("123456")));
    module_with("owner=nobody");
    is_one_record(comes("lines", TYPES("123456")));
}

static void levels_tell_what_is_to_be_looked_at(void)
{
    struct phone phone;

    enroll(&phone, "levels", "hotp", 6);
    module_with("");
    CHECK(strncmp(comes("levels", TYPES(code_of(&phone)))->log, "info|", 5) == 0);
    CHECK(strncmp(comes("levels", TYPES(wrong_of(&phone)))->log, "notice|", 7) == 0);
    module_with("login.nonsense=1");
    CHECK(strncmp(comes("levels", TYPES("123456"))->log, "err|", 4) == 0);
}

static void record_says_who_from_where_and_with_what(void)
{
    struct phone phone;
    struct visit going;

    memset(&going, 0, sizeof going);
    enroll(&phone, "whole", "hotp", 6);
    module_with("");
    comes("whole", TYPES(wrong_of(&phone)));
    going.tty = "ssh";
    going.rhost = "192.0.2.1";
    going.typed = TYPES(code_of(&phone));
    visit(&going, "whole");
    HAS("result=accepted reason=verified factor=code person=\"whole\" service=\"login\" occasion=login "
        "rhost=\"192.0.2.1\" tty=\"ssh\" ruser=\"\" authenticator=\"phone\" failures=1 ",
        going.log);
}

static void record_is_of_whoever_came_whatever_the_program_says_meanwhile(void)
{
    struct visit going;

    module_with("");
    memset(&going, 0, sizeof going);
    going.changes_items = true;
    going.tty = "ssh";
    going.rhost = "192.0.2.1";
    going.typed = TYPES("123456");
    visit(&going, "unknown-at-first");
    ANSWER(PAM_AUTH_ERR, &going);
    HAS("person=\"unknown-at-first\" service=\"login\" occasion=login rhost=\"192.0.2.1\" tty=\"ssh\" ruser=\"\" ",
        going.log);
}

static void names_from_outside_cannot_write_lines(void)
{
    static const char *const names[] = {
        "unknown\" result=accepted reason=verified x=\"", "unknown\npam_libmfa(sshd:auth): result=accepted",
        "unknown\r\x1b[2J\x07\x08", "unknown\\", "unknown\\\"", "unknown %s%n%n", "unknown\xe2\x80\xae\xc2\x85",
    };
    char long_one[6000];

    module_with("");
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct visit going;

        about(names[i]);
        memset(&going, 0, sizeof going);
        going.typed = TYPES("123456");
        going.tty = names[i];
        going.rhost = names[(i + 1) % 7];
        visit(&going, names[i]);
        is_one_record(&going);
        ANSWER(PAM_AUTH_ERR, &going);
    }
    memset(long_one, '"', sizeof long_one - 1);
    memcpy(long_one, "unknown", 7);
    for (size_t length = 100; length < sizeof long_one; length += 41) {
        struct visit going;

        long_one[length] = '\0';
        memset(&going, 0, sizeof going);
        going.typed = TYPES("123456");
        going.tty = going.rhost = long_one;
        visit(&going, long_one);
        is_one_record(&going);
        long_one[length] = '"';
    }
}

/* An error of another attempt in the same process is not this one's. */
static void detail_is_about_this_attempt(void)
{
    char lines[1024];

    snprintf(lines, sizeof lines, "auth [default=die] $ store=%s/elsewhere policy=%s answer_after=0\n", stage.folder,
             stage.policy);
    stack("login", lines);
    HAS("elsewhere", comes("detail", TYPES("123456"))->log);
    module_with("");
    LACKS("elsewhere", comes("up/../down", TYPES("123456"))->log);
}

const struct test record_tests[] = {
    TEST(every_outcome_is_one_line),
    TEST(levels_tell_what_is_to_be_looked_at),
    TEST(record_says_who_from_where_and_with_what),
    TEST(record_is_of_whoever_came_whatever_the_program_says_meanwhile),
    TEST(names_from_outside_cannot_write_lines),
    TEST(detail_is_about_this_attempt),
    {NULL, NULL},
};
