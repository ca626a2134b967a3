/* Named tests, what they check, and their count at the end. A name is a promise. */

#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>

struct test {
    const char *name;
    void (*body)(void);
};

/* A test whose name is that of its function. */
#define TEST(function) {#function, function}

/* Runs tests up to one without a name; of those, the ones with a word in their names, all if it is NULL. */
void run_tests(const struct test *tests, const char *word);

/* Prints the closing line; the status to end with. */
int closing_line(void);

/* Said beside what is tested. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Checks, of which the first that does not hold is told. What follows it is still done. */
#define CHECK(condition) check((condition) ? true : false, __FILE__, __LINE__, #condition)
#define NUMBER(expected, actual) check_number((long long)(expected), (long long)(actual), __FILE__, __LINE__, #actual)
#define TEXT(expected, actual) check_text((expected), (actual), __FILE__, __LINE__, #actual)
#define HAS(part, text) check_part(true, (part), (text), __FILE__, __LINE__, #text)
#define LACKS(part, text) check_part(false, (part), (text), __FILE__, __LINE__, #text)
/* What PAM answered. */
#define ANSWER(expected, visit) check_answer((expected), (visit), __FILE__, __LINE__)

struct visit;

void check(bool held, const char *file, int line, const char *what);
void check_number(long long expected, long long actual, const char *file, int line, const char *what);
void check_text(const char *expected, const char *actual, const char *file, int line, const char *what);
void check_part(bool wanted, const char *part, const char *text, const char *file, int line, const char *what);
void check_answer(int expected, const struct visit *visit, const char *file, int line);

/* What is being looked at, where a test looks at several things in turn: told with what does not hold. */
void about(const char *what);

/* A failure in words of its own. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
