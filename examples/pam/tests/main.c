/*
 * Drives the module as a server would, through libpam alone.
 *
 *     driver MODULE NEIGHBOUR KEEPER promises|threads|alike|memory [WORD]
 *
 * With a word, only the tests that have it in their names.
 */

#include <stdio.h>
#include <string.h>

#include "stage.h"
#include "tests.h"

static void promises(const char *word)
{
    run_tests(option_tests, word);
    run_tests(conversation_tests, word);
    run_tests(answer_tests, word);
    run_tests(password_tests, word);
    run_tests(spelling_tests, word);
    run_tests(enroll_tests, word);
    run_tests(record_tests, word);
    run_tests(limit_tests, word);
}

static const struct test *group(const char *name)
{
    return strcmp(name, "threads") == 0 ? thread_tests : strcmp(name, "alike") == 0 ? alike_tests : memory_tests;
}

int main(int count, char **words)
{
    const char *word = count > 5 ? words[5] : NULL;

    if (count > 1 && strcmp(words[1], "--scan") == 0)
        return scan_yourself(count - 2, words + 2);
    if (count < 5)
        return 2;
    stage_begin(words[1], words[2], words[3]);
    if (strcmp(words[4], "promises") == 0)
        promises(word);
    else
        run_tests(group(words[4]), word);
    stage_end();
    return closing_line();
}
