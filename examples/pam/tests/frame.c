#include "frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <security/pam_modules.h>

#include "stage.h"

static const char *current;
static const char *looked_at;
static bool failed_here;
static unsigned passed, failed;

static void run(const struct test *test)
{
    current = test->name;
    looked_at = NULL;
    failed_here = false;
    test->body();
    if (failed_here) {
        failed++;
    } else {
        passed++;
        printf("ok %s\n", current);
    }
    fflush(stdout);
}

void run_tests(const struct test *tests, const char *word)
{
    for (; tests->name != NULL; tests++)
        if (word == NULL || strstr(tests->name, word) != NULL)
            run(tests);
}

int closing_line(void)
{
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

void note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    printf("ok (");
    vprintf(format, arguments);
    printf(")\n");
    va_end(arguments);
}

void about(const char *what)
{
    looked_at = what;
}

void fail(const char *format, ...)
{
    va_list arguments;

    if (failed_here)
        return;
    failed_here = true;
    printf("not ok %s%s%s: ", current, looked_at != NULL ? ", " : "", looked_at != NULL ? looked_at : "");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

void check(bool held, const char *file, int line, const char *what)
{
    if (!held)
        fail("%s:%d: %s", file, line, what);
}

void check_number(long long expected, long long actual, const char *file, int line, const char *what)
{
    if (expected != actual)
        fail("%s:%d: %s is %lld and not %lld", file, line, what, actual, expected);
}

void check_text(const char *expected, const char *actual, const char *file, int line, const char *what)
{
    if (strcmp(expected, actual) != 0)
        fail("%s:%d: %s is \"%s\" and not \"%s\"", file, line, what, actual, expected);
}

void check_part(bool wanted, const char *part, const char *text, const char *file, int line, const char *what)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail("%s:%d: %s has %s\"%s\": \"%s\"", file, line, what, wanted ? "no " : "", part, text);
}

void check_answer(int expected, const struct visit *visit, const char *file, int line)
{
    if (visit->result != expected)
        fail("%s:%d: PAM answered %d (%s) and not %d (%s); said \"%s\", log \"%s\"", file, line, visit->result,
             pam_strerror(NULL, visit->result), expected, pam_strerror(NULL, expected), visit->said, visit->log);
}
