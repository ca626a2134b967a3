#include "tests.h"
#define NONE_OF(g) const struct test g##_tests[] = {{NULL, NULL}};
NONE_OF(alike) NONE_OF(memory)
int scan_yourself(int count, char **words) { (void)count; (void)words; return 2; }
