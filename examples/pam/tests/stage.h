/* Where the tests play: a folder with stacks, a policy and a store of their own, and a visit of somebody who wants in. */

#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <security/pam_appl.h>

/* How a conversation goes wrong. */
enum fault {
    NONE,
    CONV_ERROR,      /* it says so */
    BUFFER_ERROR,    /* it has no memory */
    ANSWERED_ERROR,  /* it says so, and has an answer all the same */
    NO_ANSWERS,      /* it says that it went well, and has no array */
    NO_TEXT,         /* an array without a text in it */
    NO_CONVERSATION, /* there is no function at all */
    FAULTS
};

enum { TEXT_SIZE = 32768, PASSWORD_SIZE = 1024 };

/* Somebody comes, types, and is in or not. */
struct visit {
    /* What the program does. */
    const char *service; /* NULL: "login" */
    const char *tty;
    const char *rhost;
    const char *const *typed; /* up to NULL, behind which nobody answers */
    enum fault fault;
    unsigned fault_at; /* which message goes wrong, counted from 1, and all behind it; 0: all */
    int flags;
    unsigned again; /* how many times more the program tries it with the same handle, as login does */
    bool changes_items; /* the program says while it asks that it is about somebody else, elsewhere */
    pam_handle_t *handle;
    /* What comes of it. */
    int result;      /* pam_authenticate()'s */
    int credentials; /* pam_setcred()'s */
    unsigned messages, prompts;
    char said[TEXT_SIZE]; /* every message: "off|", "on|", "info|" or "error|", and the text */
    char log[TEXT_SIZE];
    unsigned lines; /* of the log, without what libpam says for itself, such as that there is no audit */
    bool handed_on; /* whether another module recorded a password */
    char password[PASSWORD_SIZE];
    char setup_key[300]; /* that it was shown, without its spaces */
    int64_t begun, prompted, typed_at, ended; /* nanoseconds */
};

struct stage {
    char folder[256];
    char store[300];
    char policy[300];
    char stacks[300];
    const char *module;
    const char *neighbour;
    const char *keeper;
};

extern struct stage stage;

void stage_begin(const char *module, const char *neighbour, const char *keeper);
void stage_end(void);

/* Writes a file of the stage's folder, mode 0600. Its path. */
const char *stage_file(const char *name, const char *text);

/* What the policy file says: by default that an authenticator is required, that there is recovery, and no contact. */
extern const char usual_policy[];
void policy(const char *text);

/*
 * The stack of a service. In its lines @ stands for the module with the stage's store and policy and no beat, $ for the
 * module alone, & for its neighbour.
 */
void stack(const char *service, const char *lines);
void stack_as_it_is(const char *service, const char *lines);

/*
 * The stack of "login" is the module alone, with these options, and what it answers is the visit's result: PAM_IGNORE too,
 * which libpam keeps to itself.
 */
void module_with(const char *options);

/* Somebody wants in; of the struct, what the program does is read and the rest is written. */
void visit(struct visit *visit, const char *person);

/* Typed where the phone's code is to be typed that has the setup key which was shown: now, and a step later. */
extern const char shown_on_phone[];
extern const char shown_later[];

/* The same with nothing special, and what is typed. */
#define TYPES(...) ((const char *const[]){__VA_ARGS__, NULL})
struct visit *comes(const char *person, const char *const *typed);

/* As comes(), and what PAM answered. */
int answer_to(const char *person, const char *const *typed);

/* Runs the keeper with these words, and gives what it prints; a failure of the test if it fails. */
const char *keep(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a program prints, run by a shell; false if it fails. */
bool output_of(char *output, size_t size, const char *command);

/* How many wrong codes in a row a person has. */
unsigned failures_of(const char *person);

/* The clock that only goes on. */
int64_t nanoseconds(void);

/* Called by what the program stands in for. */
void stage_logged(int priority, const char *line);
void stage_handed_on(const char *password);

#endif
