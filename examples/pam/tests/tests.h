/* The groups of tests, up to one without a name. */

#ifndef TESTS_H
#define TESTS_H

#include "frame.h"

extern const struct test option_tests[];
extern const struct test conversation_tests[];
extern const struct test answer_tests[];
extern const struct test password_tests[];
extern const struct test spelling_tests[];
extern const struct test enroll_tests[];
extern const struct test record_tests[];
extern const struct test limit_tests[];
extern const struct test thread_tests[];
extern const struct test alike_tests[];
extern const struct test memory_tests[];

/* The part of the memory tests that runs in a process of its own. */
int scan_yourself(int count, char **words);

#endif
