#include "stage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"
#include "phone.h"

struct stage stage;

const char usual_policy[] = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n"
                            "[recovery]\nenabled = true\ndevice_id = \"LAPTOP-0042\"\n";

/* The visit that goes on in this thread. */
static __thread struct visit *present;

int64_t nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A line at the end of a text. */
static void append(char *text, const char *first, const char *second)
{
    size_t length = strlen(text);

    snprintf(text + length, TEXT_SIZE - length, "%s%s\n", first, second);
}

void stage_logged(int priority, const char *line)
{
    static const char *const words[] = {"emerg|", "alert|", "crit|", "err|", "warning|", "notice|", "info|", "debug|"};

    if (present == NULL)
        return;
    append(present->log, (priority & LOG_FACMASK) == LOG_AUTHPRIV ? "" : "elsewhere ", words[LOG_PRI(priority)]);
    present->log[strlen(present->log) - 1] = '\0';
    append(present->log, line, "");
    present->lines += strncmp(line, "PAM ", 4) != 0;
}

void stage_handed_on(const char *password)
{
    if (present == NULL)
        return;
    present->handed_on = true;
    snprintf(present->password, sizeof present->password, "%s", password == NULL ? "(none)" : password);
}

const char *stage_file(const char *name, const char *text)
{
    static char path[4][600];
    static unsigned next;
    char *its = path[next++ % 4];
    FILE *file;

    snprintf(its, sizeof path[0], "%s/%s", stage.folder, name);
    file = fopen(its, "wb");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0 || chmod(its, 0600) != 0)
        fail("%s cannot be written", its);
    return its;
}

void policy(const char *text)
{
    stage_file("policy.toml", text);
}

void stack_as_it_is(const char *service, const char *lines)
{
    char name[200];

    snprintf(name, sizeof name, "stacks/%s", service);
    chmod(stage_file(name, lines), 0644);
}

void stack(const char *service, const char *lines)
{
    char text[8192];
    size_t length = 0;

    for (; *lines != '\0' && length < sizeof text - 1000; lines++)
        switch (*lines) {
        case '@':
            length += (size_t)snprintf(text + length, sizeof text - length, "%s store=%s policy=%s answer_after=0",
                                       stage.module, stage.store, stage.policy);
            break;
        case '$':
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", stage.module);
            break;
        case '&':
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", stage.neighbour);
            break;
        default:
            text[length++] = *lines;
        }
    text[length] = '\0';
    stack_as_it_is(service, text);
}

void module_with(const char *options)
{
    char lines[4096];

    snprintf(lines, sizeof lines, "auth [success=done ignore=ignore default=die] @ %s\nauth requisite & ignored\n", options);
    stack("login", lines);
}

bool output_of(char *output, size_t size, const char *command)
{
    FILE *program = popen(command, "r");
    size_t length = 0, got;

    while (program != NULL && length < size - 1 && (got = fread(output + length, 1, size - 1 - length, program)) > 0)
        length += got;
    output[length] = '\0';
    return program != NULL && pclose(program) == 0;
}

const char *keep(const char *format, ...)
{
    static char output[4][1024];
    static unsigned next;
    char words[512], command[2048], *its = output[next++ % 4];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    snprintf(command, sizeof command, "'%s' '%s' '%s/keeper.toml' %s", stage.keeper, stage.store, stage.folder, words);
    if (!output_of(its, sizeof output[0], command))
        fail("%s", command);
    return its;
}

unsigned failures_of(const char *person)
{
    unsigned authenticators = 0, failures = 0;

    sscanf(keep("tell %s", person), "%u %u", &authenticators, &failures);
    return failures;
}

const char shown_on_phone[] = "(code)";
const char shown_later[] = "(code of the next step)";

static char *answer(struct visit *going)
{
    const char *typed = going->typed != NULL ? *going->typed : NULL;
    struct phone phone;

    if (typed == NULL)
        return NULL;
    going->typed++;
    if (typed != shown_on_phone && typed != shown_later)
        return strdup(typed);
    phone_with(&phone, "totp", going->setup_key, 6);
    return strdup(code_at(&phone, typed == shown_later));
}

static void take_key_down(struct visit *going, const char *message)
{
    size_t length = 0;

    if (strncmp(message, "Setup key: ", 11) != 0)
        return;
    for (message += 11; *message != '\0' && length < sizeof going->setup_key - 1; message++)
        if (*message != ' ')
            going->setup_key[length++] = *message;
    going->setup_key[length] = '\0';
}

static void take_down(struct visit *going, const struct pam_message *message)
{
    static const char *const styles[] = {"?|", "off|", "on|", "error|", "info|"};
    unsigned style = message->msg_style >= 1 && message->msg_style <= 4 ? (unsigned)message->msg_style : 0;

    going->messages++;
    if (style == PAM_PROMPT_ECHO_OFF || style == PAM_PROMPT_ECHO_ON) {
        going->prompts++;
        if (going->prompted == 0)
            going->prompted = nanoseconds();
    }
    take_key_down(going, message->msg);
    append(going->said, styles[style], message->msg);
}

static void change_items(struct visit *going)
{
    static const int items[] = {PAM_USER, PAM_RHOST, PAM_TTY, PAM_RUSER};

    for (unsigned i = 0; i < sizeof items / sizeof items[0]; i++)
        pam_set_item(going->handle, items[i], "somebody-else-and-from-elsewhere");
}

static int talk(int count, const struct pam_message **messages, struct pam_response **responses, void *data)
{
    struct visit *going = data;
    struct pam_response *array;
    bool fails;

    for (int i = 0; i < count; i++)
        take_down(going, messages[i]);
    if (going->changes_items)
        change_items(going);
    fails = going->fault != NONE && going->messages >= going->fault_at;
    if (fails && going->fault == CONV_ERROR)
        return PAM_CONV_ERR;
    if (fails && going->fault == BUFFER_ERROR)
        return PAM_BUF_ERR;
    *responses = NULL;
    if (fails && going->fault == NO_ANSWERS)
        return PAM_SUCCESS;
    array = calloc((size_t)count, sizeof *array);
    for (int i = 0; array != NULL && i < count; i++) {
        int style = messages[i]->msg_style;

        if ((style != PAM_PROMPT_ECHO_OFF && style != PAM_PROMPT_ECHO_ON) || (fails && going->fault == NO_TEXT))
            continue;
        array[i].resp = answer(going);
        if (array[i].resp == NULL) {
            free(array);
            return PAM_CONV_ERR;
        }
    }
    *responses = array;
    if (array != NULL && array[0].resp != NULL)
        going->typed_at = nanoseconds();
    return fails && going->fault == ANSWERED_ERROR ? PAM_CONV_ERR : PAM_SUCCESS;
}

/* The program's part of a login, as a server has it. */
static void go_through(struct visit *going, const char *person)
{
    struct pam_conv conversation = {going->fault == NO_CONVERSATION ? NULL : talk, going};
    pam_handle_t *pamh = NULL;

    going->result = pam_start_confdir(going->service != NULL ? going->service : "login", person, &conversation,
                                      stage.stacks, &pamh);
    if (going->result != PAM_SUCCESS) {
        fail("pam_start_confdir() gives %d", going->result);
        return;
    }
    if (going->tty != NULL)
        pam_set_item(pamh, PAM_TTY, going->tty);
    if (going->rhost != NULL)
        pam_set_item(pamh, PAM_RHOST, going->rhost);
    going->handle = pamh;
    going->begun = nanoseconds();
    do
        going->result = pam_authenticate(pamh, going->flags);
    while (going->result != PAM_SUCCESS && going->again-- > 0);
    going->ended = nanoseconds();
    /* The neighbour's word for having been reached. */
    if (going->result == PAM_SESSION_ERR)
        going->result = PAM_IGNORE;
    going->credentials = pam_setcred(pamh, PAM_ESTABLISH_CRED);
    pam_end(pamh, going->result);
}

void visit(struct visit *going, const char *person)
{
    going->result = going->credentials = -1;
    going->messages = going->prompts = going->lines = 0;
    going->said[0] = going->log[0] = going->password[0] = going->setup_key[0] = '\0';
    going->handed_on = false;
    going->begun = going->prompted = going->typed_at = going->ended = 0;
    present = going;
    go_through(going, person);
    present = NULL;
}

/* What was typed is not in the log, whatever it was, unless it is too short to be anything. */
static void log_lacks(const struct visit *visited, const char *const *typed)
{
    for (; *typed != NULL; typed++)
        if (strlen(*typed) >= 6)
            LACKS(*typed, visited->log);
}

struct visit *comes(const char *person, const char *const *typed)
{
    static struct visit going;

    memset(&going, 0, sizeof going);
    going.typed = typed;
    visit(&going, person);
    log_lacks(&going, typed);
    return &going;
}

int answer_to(const char *person, const char *const *typed)
{
    return comes(person, typed)->result;
}

void stage_begin(const char *module, const char *neighbour, const char *keeper)
{
    /* Where nothing waits for a disk, if there is such a place. */
    const char *temporary = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

    snprintf(stage.folder, sizeof stage.folder, "%.200s/libmfa-pam-XXXXXX", temporary);
    if (mkdtemp(stage.folder) == NULL) {
        perror(stage.folder);
        exit(2);
    }
    snprintf(stage.store, sizeof stage.store, "%s/store", stage.folder);
    snprintf(stage.policy, sizeof stage.policy, "%s/policy.toml", stage.folder);
    snprintf(stage.stacks, sizeof stage.stacks, "%s/stacks", stage.folder);
    mkdir(stage.stacks, 0700);
    mkdir(stage.store, 0700);
    stage.module = module;
    stage.neighbour = neighbour;
    stage.keeper = keeper;
    stage_file("keeper.toml", "[recovery]\nenabled = true\ndevice_id = \"LAPTOP-0042\"\n");
    policy(usual_policy);
    stack("other", "auth required & deny\n");
}

void stage_end(void)
{
    char command[400], output[16];

    snprintf(command, sizeof command, "rm -r '%s'", stage.folder);
    output_of(output, sizeof output, command);
}
