/* su and sudo run with what the caller has set: a umask, limits, signals that are ignored. None of it opens anything. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "phone.h"
#include "stage.h"
#include "tests.h"

static struct phone phone;

/* What PAM answers in a process that was prepared so; 1000 and the signal if it was ended by one. */
static int answer_in(void (*prepare)(void), const char *person, const char *typed)
{
    int status = -1;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        struct visit *visited;

        prepare();
        visited = comes(person, TYPES(typed));
        _exit(visited->result);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        fail("there is no process");
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static unsigned mode_of(const char *person)
{
    char path[400];
    struct stat found;

    snprintf(path, sizeof path, "%s/%s.mfa", stage.store, person);
    return stat(path, &found) == 0 ? (unsigned)found.st_mode & 07777 : 0;
}

static void umask_of_the_caller_is_not_the_records(void)
{
    mode_t before = umask(0);

    enroll(&phone, "umask", "hotp", 6);
    module_with("");
    ANSWER(PAM_SUCCESS, comes("umask", TYPES(code_of(&phone))));
    NUMBER(0600, mode_of("umask"));
    umask(0777);
    ANSWER(PAM_SUCCESS, comes("umask", TYPES(code_of(&phone))));
    NUMBER(0600, mode_of("umask"));
    umask(before);
    ANSWER(PAM_SUCCESS, comes("umask", TYPES(code_of(&phone))));
}

static void let_no_file_grow(void)
{
    struct rlimit none = {0, 0};

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
}

static void die_where_a_file_grows(void)
{
    struct rlimit none = {0, 0};

    signal(SIGXFSZ, SIG_DFL);
    setrlimit(RLIMIT_FSIZE, &none);
}

/* A guess that is not counted must not tell whether it was right. */
static void guess_that_cannot_be_counted_tells_nothing(void)
{
    static void (*const prepare[])(void) = {let_no_file_grow, die_where_a_file_grows};

    enroll(&phone, "limits", "hotp", 6);
    module_with("");
    for (unsigned i = 0; i < sizeof prepare / sizeof prepare[0]; i++) {
        int right = answer_in(prepare[i], "limits", code_of(&phone));

        CHECK(right != PAM_SUCCESS && right != PAM_IGNORE);
        NUMBER(right, answer_in(prepare[i], "limits", wrong_of(&phone)));
        NUMBER(0, failures_of("limits"));
    }
    ANSWER(PAM_SUCCESS, comes("limits", TYPES(code_of(&phone))));
}

const struct test limit_tests[] = {
    TEST(umask_of_the_caller_is_not_the_records),
    TEST(guess_that_cannot_be_counted_tells_nothing),
    {NULL, NULL},
};
