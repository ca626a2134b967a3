/* su and sudo run with what the caller has set: a umask, limits, signals that are ignored. None of it opens anything. */

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
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

/* What two processes see of one another. */
struct sight {
    volatile int is_over;
    volatile unsigned logins;
    volatile unsigned reached;  /* signals that came through while no lock was held: who is the real user may send them */
    volatile unsigned shielded; /* locks that were seen, and whose holder could not be stopped */
    volatile unsigned stopped;  /* those whose holder could */
};

enum { NOBODY = 65534, ENOUGH = 5, MOST_LOGINS = 20000 };

static bool holds_lock(pid_t process)
{
    char line[256], word[32];
    bool holds = false;
    FILE *locks = fopen("/proc/locks", "r");

    if (locks == NULL)
        fail("there is no /proc/locks");
    snprintf(word, sizeof word, " WRITE %ld ", (long)process);
    while (fgets(line, sizeof line, locks) != NULL)
        holds = holds || strstr(line, word) != NULL;
    fclose(locks);
    return holds;
}

/* Tries to stop a process while it holds a lock, as the user who has started it. */
static void try_to_stop(pid_t process, struct sight *sight)
{
    while (!sight->is_over) {
        if (!holds_lock(process)) {
            sight->reached += kill(process, SIGCONT) == 0;
        } else if (kill(process, SIGSTOP) != 0) {
            sight->shielded++;
        } else {
            /* It may have given the lock back just before. */
            sight->stopped += holds_lock(process);
            kill(process, SIGCONT);
        }
    }
}

/* As su does it: the real user is the one who calls. Each login writes, for it is counted. */
static void log_in_as_su(struct sight *sight)
{
    if (setreuid(NOBODY, 0) != 0)
        _exit(2);
    while (sight->shielded < ENOUGH && sight->logins < MOST_LOGINS) {
        if (comes("without-phone", TYPES("000000"))->result != PAM_IGNORE || getuid() != NOBODY)
            _exit(1);
        sight->logins++;
    }
    sight->is_over = 1;
    _exit(0);
}

static void whoever_runs_su_cannot_stop_it_while_it_holds_a_lock(void)
{
    struct sight *sight = mmap(NULL, sizeof *sight, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t su, watcher;
    int status = -1;

    CHECK(sight != MAP_FAILED);
    module_with("login.hours_without_factor=48 login.logins_without_factor=unlimited");
    fflush(stdout);
    su = fork();
    if (su == 0)
        log_in_as_su(sight);
    watcher = fork();
    if (watcher == 0) {
        if (setuid(NOBODY) != 0)
            _exit(2);
        try_to_stop(su, sight);
        _exit(0);
    }
    CHECK(waitpid(su, &status, 0) == su && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    sight->is_over = 1;
    CHECK(waitpid(watcher, &status, 0) == watcher && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(sight->reached > 0);
    CHECK(sight->shielded >= ENOUGH);
    NUMBER(0, sight->stopped);
    munmap(sight, sizeof *sight);
}

const struct test limit_tests[] = {
    TEST(whoever_runs_su_cannot_stop_it_while_it_holds_a_lock),
    TEST(umask_of_the_caller_is_not_the_records),
    TEST(guess_that_cannot_be_counted_tells_nothing),
    {NULL, NULL},
};
