/*
 * Tests of libmfa through its C ABI: `tests [--exact] [--rows] [FOLDER]`, FOLDER being that of the vector files.
 *
 * `--exact` gives calls no more memory than they may touch, for valgrind; `--rows` names the functions that are called
 * with wrong arguments, and does nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "abuse.h"
#include "frame.h"
#include "hosted.h"
#include "rows.h"
#include "stories.h"
#include "vectors.h"

extern const struct test result_tests[], vector_tests[], attempt_tests[];

const struct row *const tables[] = {core_rows, text_rows, recovery_rows, hosted_rows, NULL};

static void name_rows(void) {
    const struct row *const *table;
    const struct row *row;
    for (table = tables; *table != NULL; table++) {
        for (row = *table; row->name != NULL; row++) {
            printf("%s\n", row->name);
        }
    }
}

int main(int count, char **words) {
    int i;
    for (i = 1; i < count; i++) {
        if (strcmp(words[i], "--exact") == 0) {
            exact_memory = 1;
        } else if (strcmp(words[i], "--rows") == 0) {
            name_rows();
            return 0;
        } else {
            vector_folder = words[i];
        }
    }
    begin_test("a_store_has_somebody_who_has_all_there_is");
    begin_hosted();
    end_test();
    run_tests(result_tests);
    run_tests(vector_tests);
    run_tests(attempt_tests);
    run_tests(story_tests);
    run_tests(laptop_tests);
    run_tests(hosted_tests);
    abuse_tests();
    begin_test("a_store_is_closed");
    end_hosted();
    end_test();
    printf("# %lu calls\n", abuse_calls);
    return closing_line();
}
