/* Named tests, what they check, and their count at the end. A name is a promise. */
#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "mfa.h"

struct test {
    const char *name;
    void (*body)(void);
};

/* A test whose name is that of its function. */
#define TEST(function) {#function, function}

/* Runs tests up to one without a name. */
void run_tests(const struct test *tests);

/* A test of its own that is not a function without arguments. */
void begin_test(const char *name);
void end_test(void);

/* Prints the closing line; the status to end with. */
int closing_line(void);

/* Checks, of which the first that does not hold is told. What follows it is still done. */
#define CHECK(condition) check((condition) ? 1 : 0, __FILE__, __LINE__, #condition)
#define NUMBER(expected, actual) check_number((uint64_t)(expected), (uint64_t)(actual), __FILE__, __LINE__, #actual)
#define RESULT(expected, call) check_result((expected), (call), __FILE__, __LINE__, #call)
#define TEXT(expected, actual) check_text((expected), (actual), __FILE__, __LINE__, #actual)

void check(int held, const char *file, int line, const char *what);
void check_number(uint64_t expected, uint64_t actual, const char *file, int line, const char *what);
void check_result(mfa_result expected, mfa_result actual, const char *file, int line, const char *what);
void check_text(const char *expected, const char *actual, const char *file, int line, const char *what);

/* A failure in words of its own, as for printf(). */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void fail(const char *format, ...);

#endif
