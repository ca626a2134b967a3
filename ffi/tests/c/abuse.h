/* Functions called with one argument after the other made wrong, from a table that says what each argument is. */
#ifndef ABUSE_H
#define ABUSE_H

#include "mfa.h"

enum kind {
    VALUE,     /* a number; the row's function has a good one */
    SIZE,      /* of the memory in the argument before it */
    OBJECT,    /* an object that was made */
    CHANGED,   /* one that changes */
    OBJECTS,   /* several, one behind the other; how many is the next argument */
    NEW,       /* a place for an object */
    OPEN,      /* a struct that begins with its size */
    NEW_OPEN,  /* a place for one */
    BYTES,     /* bytes or text; their size is the next argument */
    NEW_BYTES, /* a place for bytes or text; its size is the next argument */
    NUMBER_OUT, /* a place for a number */
    HANDLE     /* what the library opened; passed as it is */
};

enum {
    OPTIONAL = 1,  /* NULL is fine */
    STAYS = 2,     /* a copy is refused */
    EXACT = 4,     /* bytes of any other size are refused, by the size's number */
    TEXT_OUT = 8,  /* text with a NUL, which fills its place */
    TAKEN = 16,    /* gone after the call */
    ATTEMPT = 32,  /* a place for an attempt, which remembers an error */
    INIT = 64,     /* its safe value is not all zeros */
    POINTS = 128,  /* what is in it differs from call to call */
    NAMED = 512,   /* bytes of any other size have an error of their own */
    HAS_DEFAULT = 1024, /* where there is none, something stands in that is not ours to touch */
    MESSAGE = 2048, /* text that says why the call is refused */
    NOT_WANTED = 256 /* no room at all says that nobody wants it */
};

struct argument {
    enum kind kind;
    unsigned flags;
    size_t size;      /* of the memory */
    size_t one;       /* of one object where there are several */
    size_t alignment; /* 1: any address is fine */
    void (*make)(void *place);
    const char *type;
};

union value {
    void *p;
    size_t n;
};

enum { MOST_ARGUMENTS = 12 };

struct row {
    const char *name;
    mfa_result (*call)(const union value *a);
    mfa_result expected;
    struct argument arguments[MOST_ARGUMENTS + 1];
};

#define SOME_VALUE {VALUE, 0, 0, 0, 1, NULL, ""}
#define ITS_SIZE {SIZE, 0, 0, 0, 1, NULL, ""}
#define OBJECT_OF(type, make) {OBJECT, 0, sizeof(type), sizeof(type), 8, make, #type}
#define CHANGED_OF(type, make, flags) {CHANGED, flags, sizeof(type), sizeof(type), 8, make, #type}
#define OBJECTS_OF(type, count, make) {OBJECTS, 0, (count) * sizeof(type), sizeof(type), 8, make, #type}
#define NEW_OF(type) {NEW, 0, sizeof(type), sizeof(type), 8, NULL, #type}
#define NEW_ATTEMPT {NEW, ATTEMPT, sizeof(mfa_attempt), sizeof(mfa_attempt), 8, NULL, "mfa_attempt"}
#define OPEN_OF(type, make, flags) {OPEN, flags, sizeof(type), 0, _Alignof_(type), make, #type}
#define NEW_OPEN_OF(type, flags) {NEW_OPEN, flags, sizeof(type), 0, _Alignof_(type), NULL, #type}
#define BYTES_OF(size, make, flags) {BYTES, flags, size, 0, 1, make, ""}
#define NEW_BYTES_OF(size, flags) {NEW_BYTES, flags, size, 0, 1, NULL, ""}
#define NUMBER_OF(type, flags) {NUMBER_OUT, flags, sizeof(type), 0, sizeof(type), NULL, ""}

#define HANDLE_OF(type, make, flags) {HANDLE, flags, sizeof(void *), 0, 1, make, type}

/* C99 has no _Alignof. */
#define _Alignof_(type) offsetof(struct { char before; type it; }, it)

/* A struct of the header that begins with its size, and where its fields begin. */
struct layout {
    const char *type;
    size_t size;
    const size_t *fields; /* up to 0 */
};

extern const struct layout layouts[];

/* The tables of rows, each up to one without a name. */
extern const struct row *const tables[];

/* Prepares what the rows' functions make things of. */
void prepare_rows(void);

/* Each function of the tables is a test. */
void abuse_tests(void);

/* No room beside what a call is given, so that valgrind sees what it touches outside. */
extern int exact_memory;

/* How many calls were made. */
extern unsigned long abuse_calls;

#endif
