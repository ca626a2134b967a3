/* The small frame that the tests stand in. */
#include "frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *current;
static int failed_here;
static unsigned passed, failed;

void begin_test(const char *name) {
    current = name;
    failed_here = 0;
}

void end_test(void) {
    if (failed_here) {
        failed++;
    } else {
        passed++;
        printf("ok %s\n", current);
    }
    fflush(stdout);
}

void run_tests(const struct test *tests) {
    for (; tests->name != NULL; tests++) {
        begin_test(tests->name);
        tests->body();
        end_test();
    }
}

int closing_line(void) {
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

void fail(const char *format, ...) {
    va_list arguments;
    if (failed_here) {
        return;
    }
    failed_here = 1;
    printf("not ok %s: ", current);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

void check(int held, const char *file, int line, const char *what) {
    if (!held) {
        fail("%s:%d: %s", file, line, what);
    }
}

void check_number(uint64_t expected, uint64_t actual, const char *file, int line, const char *what) {
    if (expected != actual) {
        fail("%s:%d: %s is %lld and not %lld", file, line, what, (long long)actual, (long long)expected);
    }
}

void check_result(mfa_result expected, mfa_result actual, const char *file, int line, const char *what) {
    if (expected != actual) {
        fail("%s:%d: %s is %d (%s) and not %d (%s)", file, line, what, (int)actual, mfa_result_message(actual),
             (int)expected, mfa_result_message(expected));
    }
}

void check_text(const char *expected, const char *actual, const char *file, int line, const char *what) {
    if (strcmp(expected, actual) != 0) {
        fail("%s:%d: %s is \"%s\" and not \"%s\"", file, line, what, actual, expected);
    }
}
