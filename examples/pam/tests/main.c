/*
 * Drives the module as a server would, through libpam alone.
 *
 *     driver MODULE NEIGHBOUR KEEPER promises|alike|memory [WORD]
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
    run_tests(thread_tests, word);
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
        run_tests(strcmp(words[4], "alike") == 0 ? alike_tests : memory_tests, word);
    stage_end();
    return closing_line();
}
