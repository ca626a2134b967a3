/*
 * Each function with each of its arguments wrong in every way that can be told: the promised error, every output safe,
 * every input as it was, nothing written outside.
 */
#include "abuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "hosted.h"

enum { CANARY = 64, POISON = 0xa5, GUARD = 0x5a, ROOM = 16384 };

int exact_memory;
unsigned long abuse_calls;

/* Memory of one argument, in the middle of a block. */
struct memory {
    uint8_t *block, *start;
    uint8_t *before; /* as it was before the call */
    size_t size;
};

/* A call that is prepared. */
struct prepared {
    const struct row *row;
    size_t count;
    struct memory memory[MOST_ARGUMENTS];
    union value values[MOST_ARGUMENTS];
    const char *how;
    char words[96];
};

static int is_pointer(const struct argument *argument) {
    return argument->kind != VALUE && argument->kind != SIZE && argument->kind != HANDLE;
}

static int is_output(const struct argument *argument) {
    return argument->kind == NEW || argument->kind == NEW_OPEN || argument->kind == NEW_BYTES ||
           argument->kind == NUMBER_OUT;
}

static int is_open(const struct argument *argument) {
    return argument->kind == OPEN || argument->kind == NEW_OPEN;
}

static int holds_objects(const struct argument *argument) {
    return argument->kind == OBJECT || argument->kind == CHANGED || argument->kind == OBJECTS;
}

static int is_written(const struct argument *argument) {
    return is_output(argument) || argument->kind == CHANGED;
}

static size_t count_of(const struct row *row) {
    size_t count = 0;
    while (count < MOST_ARGUMENTS && row->arguments[count].type != NULL) {
        count++;
    }
    return count;
}

static size_t canary(void) {
    return exact_memory ? 0 : CANARY;
}

static void *allocated(size_t size) {
    void *block = malloc(size == 0 ? 1 : size);
    if (block == NULL) {
        abort();
    }
    return block;
}

static void take_memory(struct memory *memory, size_t size) {
    memory->size = size;
    memory->block = allocated(size + 2 * canary());
    memory->start = memory->block + canary();
    memory->before = allocated(size);
    memset(memory->block, GUARD, size + 2 * canary());
    memset(memory->start, POISON, size);
}

static void give_back(struct memory *memory) {
    free(memory->block);
    free(memory->before);
    memset(memory, 0, sizeof *memory);
}

static void set_size(void *open, uint32_t size) {
    memcpy(open, &size, sizeof size);
}

/* Good arguments, each in memory of its own; that of one argument may be of another size. */
static void prepare(struct prepared *call, const struct row *row, size_t other, size_t size, const char *format, ...) {
    size_t i;
    va_list arguments;
    memset(call, 0, sizeof *call);
    call->row = row;
    call->count = count_of(row);
    va_start(arguments, format);
    vsnprintf(call->words, sizeof call->words, format, arguments);
    va_end(arguments);
    call->how = call->words;
    for (i = 0; i < call->count; i++) {
        const struct argument *argument = &row->arguments[i];
        struct memory *memory = &call->memory[i];
        if (argument->kind == SIZE) {
            const struct argument *sized = &row->arguments[i - 1];
            call->values[i].n = sized->kind == OBJECTS ? sized->size / sized->one : sized->size;
        }
        if (argument->kind == HANDLE) {
            argument->make(&call->values[i].p);
        }
        if (!is_pointer(argument)) {
            continue;
        }
        take_memory(memory, i == other && size > argument->size ? size : argument->size);
        if (argument->make != NULL) {
            argument->make(memory->start);
            if (memory->size > argument->size) {
                memset(memory->start + argument->size, 0, memory->size - argument->size);
            }
        } else if (is_open(argument)) {
            set_size(memory->start, (uint32_t)argument->size);
        }
        if (i == other && size < argument->size) {
            /* Made in whole, then cut. */
            struct memory cut;
            take_memory(&cut, size);
            memcpy(cut.start, memory->start, size);
            give_back(memory);
            *memory = cut;
        }
        call->values[i].p = memory->start;
    }
}

static void finish(struct prepared *call) {
    size_t i;
    for (i = 0; i < call->count; i++) {
        give_back(&call->memory[i]);
    }
}

static void told(const struct prepared *call, const char *what, size_t argument) {
    fail("%s: %s (argument %u)", call->how, what, (unsigned)argument + 1);
}

static int all_are(const uint8_t *bytes, size_t size, uint8_t value) {
    size_t i;
    for (i = 0; i < size; i++) {
        if (bytes[i] != value) {
            return 0;
        }
    }
    return 1;
}

static mfa_result make_the_call(struct prepared *call) {
    size_t i;
    mfa_result result;
    for (i = 0; i < call->count; i++) {
        if (call->memory[i].block != NULL) {
            memcpy(call->memory[i].before, call->memory[i].start, call->memory[i].size);
        }
    }
    result = call->row->call(call->values);
    abuse_calls++;
    for (i = 0; i < call->count; i++) {
        const struct memory *memory = &call->memory[i];
        if (memory->block == NULL) {
            continue;
        }
        if (!all_are(memory->block, canary(), GUARD) || !all_are(memory->start + memory->size, canary(), GUARD)) {
            told(call, "something is written outside", i);
        }
        /* Not for valgrind's eyes: what an object does not use of its memory may be anything. */
        if (!exact_memory && !is_written(&call->row->arguments[i]) && memcmp(memory->before, memory->start, memory->size) != 0) {
            told(call, "an input has changed", i);
        }
    }
    return result;
}

/* An attempt whose beginning failed says so at its end, and denies. */
static void attempt_denies(struct prepared *call, mfa_result result) {
    mfa_verdict verdict;
    mfa_result end;
    memset(&verdict, POISON, sizeof verdict);
    verdict.size = sizeof verdict;
    end = mfa_attempt_told(call->values[0].p, MFA_COMMIT_STORED, &verdict);
    if (end >= 0 || verdict.accepted != 0) {
        fail("%s: the attempt ends with %d", call->how, (int)end);
    } else if (end != result && mfa_result_kind(result) != MFA_ARGUMENT_OVERLAP) {
        fail("%s: the attempt ends with %d and not with the error of its beginning, %d", call->how, (int)end,
             (int)result);
    }
}

/* Whether an output denies, is empty or unset. */
static int is_safe(const struct argument *argument, const struct memory *memory) {
    switch (argument->kind) {
    case NEW:
        return all_are(memory->start, 8, 0);
    case NEW_OPEN:
        return (argument->flags & INIT) != 0 || all_are(memory->start + 4, memory->size - 4, 0);
    default:
        return all_are(memory->start, memory->size, 0);
    }
}

static void outputs_are_safe(struct prepared *call, mfa_result result) {
    size_t i, named = mfa_result_argument(result);
    /* What is wrong with an output can keep others from being written at all; half is not allowed. */
    int untouched = named > 0 && (is_output(&call->row->arguments[named - 1]) ||
                                  (named > 1 && call->row->arguments[named - 1].kind == SIZE &&
                                   is_output(&call->row->arguments[named - 2])));
    for (i = 0; i < call->count; i++) {
        const struct argument *argument = &call->row->arguments[i];
        struct memory *memory = &call->memory[i];
        if (!is_output(argument) || call->values[i].p != memory->start || memory->size == 0) {
            continue;
        }
        if (mfa_result_kind(result) == MFA_ARGUMENT_TOO_SMALL && i + 1 != named && (argument->flags & ATTEMPT) == 0) {
            continue; /* How much room is needed, or another text. */
        }
        if ((argument->flags & MESSAGE) != 0 && named == 0 && memchr(memory->start, 0, memory->size) != NULL) {
            continue;
        }
        if (untouched && memcmp(memory->before, memory->start, memory->size) == 0) {
            continue;
        }
        if ((argument->flags & ATTEMPT) != 0) {
            attempt_denies(call, result);
        } else if (!is_safe(argument, memory)) {
            told(call, "an output is not safe", i);
        }
    }
}

/* Calls what is prepared, and expects an error. */
static void refused(struct prepared *call, mfa_result expected) {
    mfa_result result = make_the_call(call);
    if (result != expected) {
        fail("%s: it is %d (%s) and not %d (%s)", call->how, (int)result, mfa_result_message(result), (int)expected,
             mfa_result_message(expected));
    }
    outputs_are_safe(call, result);
    finish(call);
}

static void accepted(struct prepared *call) {
    mfa_result result = make_the_call(call);
    if (result != call->row->expected) {
        fail("%s: it is %d (%s) and not %d", call->how, (int)result, mfa_result_message(result),
             (int)call->row->expected);
    }
    finish(call);
}

static mfa_result about(mfa_result kind, size_t index) {
    return kind - (mfa_result)index - 1;
}

static const size_t NO_OTHER = MOST_ARGUMENTS;

static void nothing_is_wrong(const struct row *row) {
    struct prepared call;
    prepare(&call, row, NO_OTHER, 0, "good arguments");
    accepted(&call);
}

static void null(const struct row *row, size_t i) {
    struct prepared call;
    const struct argument *argument = &row->arguments[i];
    prepare(&call, row, NO_OTHER, 0, "argument %u is NULL", (unsigned)i + 1);
    call.values[i].p = NULL;
    if ((argument->flags & OPTIONAL) != 0) {
        mfa_result result = make_the_call(&call);
        if (mfa_result_kind(result) == MFA_ARGUMENT_NULL) {
            told(&call, "it may be NULL", i);
        }
        finish(&call);
    } else {
        refused(&call, about(MFA_ARGUMENT_NULL, i));
    }
    if ((argument->kind != BYTES && argument->kind != NEW_BYTES && argument->kind != OBJECTS) ||
        (argument->flags & HAS_DEFAULT) != 0) {
        return;
    }
    prepare(&call, row, NO_OTHER, 0, "argument %u is NULL and has no size", (unsigned)i + 1);
    call.values[i].p = NULL;
    call.values[i + 1].n = 0;
    {
        mfa_result result = make_the_call(&call);
        if (mfa_result_kind(result) == MFA_ARGUMENT_NULL) {
            told(&call, "NULL is an empty one", i);
        }
        if (result < 0) {
            outputs_are_safe(&call, result);
        }
        if (argument->kind == NEW_BYTES && (argument->flags & NOT_WANTED) == 0 && result >= 0) {
            told(&call, "there was no room", i);
        }
    }
    finish(&call);
}

static void misaligned(const struct row *row, size_t i) {
    struct prepared call;
    size_t by;
    for (by = 1; by < row->arguments[i].alignment; by *= 2) {
        prepare(&call, row, i, row->arguments[i].size + 8, "argument %u is %u bytes off", (unsigned)i + 1,
                (unsigned)by);
        call.values[i].p = call.memory[i].start + by;
        refused(&call, about(MFA_ARGUMENT_MISALIGNED, i));
    }
}

static void sizes_of_bytes(const struct row *row, size_t i) {
    struct prepared call;
    const struct argument *argument = &row->arguments[i];
    prepare(&call, row, NO_OTHER, 0, "argument %u is as large as can be", (unsigned)i + 2);
    call.values[i + 1].n = SIZE_MAX;
    {
        mfa_result result = make_the_call(&call);
        if (result >= 0) {
            told(&call, "it is accepted", i + 1);
        } else if (argument->kind != OBJECTS && result != about(MFA_ARGUMENT_SIZE, i + 1)) {
            fail("%s: it is %d (%s)", call.how, (int)result, mfa_result_message(result));
        }
        outputs_are_safe(&call, result);
        finish(&call);
    }
    if ((argument->flags & NAMED) != 0) {
        int more;
        for (more = -1; more <= 1; more += 2) {
            size_t size = argument->size + (size_t)more;
            mfa_result result;
            prepare(&call, row, i, size, "argument %u is %u", (unsigned)i + 2, (unsigned)size);
            call.values[i + 1].n = size;
            result = make_the_call(&call);
            if (result > -2000) {
                fail("%s: it is %d (%s)", call.how, (int)result, mfa_result_message(result));
            }
            outputs_are_safe(&call, result);
            finish(&call);
        }
    }
    if ((argument->flags & EXACT) != 0) {
        prepare(&call, row, i, argument->size - 1, "argument %u is one less", (unsigned)i + 2);
        call.values[i + 1].n = argument->size - 1;
        refused(&call, about(MFA_ARGUMENT_SIZE, i + 1));
        prepare(&call, row, i, argument->size + 1, "argument %u is one more", (unsigned)i + 2);
        call.values[i + 1].n = argument->size + 1;
        refused(&call, about(MFA_ARGUMENT_SIZE, i + 1));
    }
    if ((argument->flags & TEXT_OUT) != 0) {
        prepare(&call, row, i, argument->size - 1, "the text of argument %u does not fit", (unsigned)i + 1);
        call.values[i + 1].n = argument->size - 1;
        {
            mfa_result result = make_the_call(&call);
            if (result != about(MFA_ARGUMENT_TOO_SMALL, i)) {
                fail("%s: it is %d (%s)", call.how, (int)result, mfa_result_message(result));
            }
            if (!all_are(call.memory[i].start, argument->size - 1, 0)) {
                told(&call, "part of the text is there", i);
            }
            finish(&call);
        }
        prepare(&call, row, i, argument->size + 1, "there is more room in argument %u than needed", (unsigned)i + 1);
        call.values[i + 1].n = argument->size + 1;
        accepted(&call);
    }
}

/* Every size that a struct can state: earlier ones end behind a field, later ones end in zeros. */
static void sizes_of_structs(const struct row *row, size_t i) {
    struct prepared call;
    const struct argument *argument = &row->arguments[i];
    const struct layout *layout = layouts;
    const size_t *field;
    size_t size;
    static const uint32_t never[] = {4097, 0x7fffffff, 0xffffffff};
    while (layout->type != NULL && strcmp(layout->type, argument->type) != 0) {
        layout++;
    }
    if (layout->type == NULL) {
        fail("%s is missing among the layouts", argument->type);
        return;
    }
    for (size = 0; size < argument->size; size++) {
        int ends_a_field = 0;
        mfa_result result;
        for (field = layout->fields; *field != 0; field++) {
            ends_a_field |= size == *field;
        }
        prepare(&call, row, i, size < 4 ? 4 : size, "the struct of argument %u says that it has %u bytes", (unsigned)i + 1,
                (unsigned)size);
        set_size(call.memory[i].start, (uint32_t)size);
        if (!ends_a_field) {
            refused(&call, about(MFA_ARGUMENT_SIZE, i));
            continue;
        }
        result = make_the_call(&call);
        if (mfa_result_kind(result) == MFA_ARGUMENT_SIZE) {
            told(&call, "a struct that ends behind a field is refused", i);
        }
        if (argument->kind == NEW_OPEN && (argument->flags & POINTS) != 0 && result == about(MFA_ARGUMENT_TOO_SMALL, i)) {
            /* It has no room for what is not to be cut. */
        } else if (argument->kind == NEW_OPEN && result != row->expected) {
            told(&call, "a shorter struct is not filled in", i);
        }
        if (argument->kind == NEW_OPEN && (argument->flags & POINTS) == 0) {
            /* As far as it goes it is the same. */
            struct prepared whole;
            prepare(&whole, row, NO_OTHER, 0, "the whole struct");
            make_the_call(&whole);
            if (memcmp(whole.memory[i].start + 4, call.memory[i].start + 4, size - 4) != 0) {
                told(&call, "a shorter struct has other fields", i);
            }
            finish(&whole);
        }
        finish(&call);
    }
    for (size = 1; size <= 9; size += 4) {
        prepare(&call, row, i, argument->size + size, "the struct of argument %u is %u longer", (unsigned)i + 1,
                (unsigned)size);
        set_size(call.memory[i].start, (uint32_t)(argument->size + size));
        memset(call.memory[i].start + argument->size, argument->kind == OPEN ? 0 : POISON, size);
        if (argument->kind == NEW_OPEN) {
            mfa_result result = make_the_call(&call);
            if (result != row->expected || !all_are(call.memory[i].start + argument->size, size, 0)) {
                told(&call, "what the library does not know is not zeroed", i);
            }
            finish(&call);
            continue;
        }
        accepted(&call);
        prepare(&call, row, i, argument->size + size, "the struct of argument %u has %u bytes that nobody knows",
                (unsigned)i + 1, (unsigned)size);
        set_size(call.memory[i].start, (uint32_t)(argument->size + size));
        call.memory[i].start[argument->size + size - 1] = 1;
        refused(&call, about(MFA_ARGUMENT_TAIL, i));
    }
    for (size = 0; size < sizeof never / sizeof *never; size++) {
        prepare(&call, row, NO_OTHER, 0, "the struct of argument %u says that it has %u bytes", (unsigned)i + 1,
                (unsigned)never[size]);
        set_size(call.memory[i].start, never[size]);
        refused(&call, about(MFA_ARGUMENT_SIZE, i));
    }
}

/* What is no handle, closed, or another kind of handle. */
static void wrong_handles(const struct row *row, size_t i) {
    struct prepared call;
    const struct argument *argument = &row->arguments[i];
    mfa_store *store = NULL;
    mfa_policies *policies = NULL;
    prepare(&call, row, NO_OTHER, 0, "handle %u is NULL", (unsigned)i + 1);
    call.values[i].p = NULL;
    if ((argument->flags & OPTIONAL) == 0) {
        refused(&call, about(MFA_ARGUMENT_NULL, i));
    } else {
        accepted(&call);
    }
    prepare(&call, row, NO_OTHER, 0, "handle %u is a pointer", (unsigned)i + 1);
    call.values[i].p = &call;
    refused(&call, about(MFA_ARGUMENT_FOREIGN, i));
    RESULT(MFA_OK, mfa_policies_default(&policies));
    RESULT(MFA_OK, mfa_store_open(hosted.people, strlen(hosted.people), &store));
    prepare(&call, row, NO_OTHER, 0, "handle %u is of another kind", (unsigned)i + 1);
    call.values[i].p = strcmp(argument->type, "mfa_store") == 0 ? (void *)policies : (void *)store;
    refused(&call, about(MFA_ARGUMENT_FOREIGN, i));
    RESULT(MFA_OK, mfa_policies_close(policies));
    RESULT(MFA_OK, mfa_store_close(store));
    prepare(&call, row, NO_OTHER, 0, "handle %u is closed", (unsigned)i + 1);
    call.values[i].p = strcmp(argument->type, "mfa_store") == 0 ? (void *)store : (void *)policies;
    refused(&call, about(MFA_ARGUMENT_UNSET, i));
}

static void a_word(struct prepared *call, size_t i, size_t at, uint64_t flipped, uint64_t value) {
    uint64_t word;
    memcpy(&word, call->memory[i].start + at, sizeof word);
    word = flipped != 0 ? word ^ flipped : value;
    memcpy(call->memory[i].start + at, &word, sizeof word);
}

/* An object that is none, or not the one that is asked for. */
static void wrong_objects(const struct row *row, size_t i) {
    struct prepared call;
    const struct argument *argument = &row->arguments[i];
    size_t at, which = 0;
    mfa_secret secret;
    mfa_permit permit;
    static const uint8_t key[20] = {1};
    for (at = 0; at < argument->size; at += argument->one, which++) {
        unsigned n = (unsigned)which;
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is zeroed", n, (unsigned)i + 1);
        memset(call.memory[i].start + at, 0, argument->one);
        refused(&call, about(MFA_ARGUMENT_UNSET, i));
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is anything", n, (unsigned)i + 1);
        memset(call.memory[i].start + at, POISON, argument->one);
        refused(&call, about(MFA_ARGUMENT_FOREIGN, i));
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is of another layout", n, (unsigned)i + 1);
        call.memory[i].start[at + 3] ^= 0x02;
        refused(&call, about(MFA_ARGUMENT_VERSION, i));
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is cut short", n, (unsigned)i + 1);
        a_word(&call, i, at + argument->one - 8, 0, 0);
        refused(&call, about(MFA_ARGUMENT_DAMAGED, i));
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is written over at its end", n, (unsigned)i + 1);
        a_word(&call, i, at + argument->one - 8, 1, 0);
        refused(&call, about(MFA_ARGUMENT_DAMAGED, i));
        mfa_secret_import(&secret, key, sizeof key);
        mfa_permit_by_administrator(&permit);
        prepare(&call, row, NO_OTHER, 0, "object %u of argument %u is another kind of object", n, (unsigned)i + 1);
        memcpy(call.memory[i].start + at, strcmp(argument->type, "mfa_secret") == 0 ? (void *)&permit : (void *)&secret, 8);
        refused(&call, about(MFA_ARGUMENT_FOREIGN, i));
    }
    if ((argument->flags & STAYS) != 0) {
        uint8_t *copy = allocated(argument->size);
        prepare(&call, row, NO_OTHER, 0, "argument %u is a copy", (unsigned)i + 1);
        memcpy(copy, call.memory[i].start, argument->size);
        call.values[i].p = copy;
        refused(&call, about(MFA_ARGUMENT_DAMAGED, i));
        free(copy);
    }
}

/* Two arguments in one place, of which one is written. */
static void overlapping(const struct row *row, size_t i, size_t j) {
    static uint8_t room[ROOM];
    struct prepared call;
    const struct argument *first = &row->arguments[i], *second = &row->arguments[j];
    uint8_t *place = room + 64;
    size_t at_first = is_open(second) && !is_open(first) ? 8 : 0, at_second = is_open(first) && !is_open(second) ? 8 : 0;
    uint32_t larger = (uint32_t)(first->size > second->size ? first->size : second->size);
    mfa_result result;
    size_t named;
    place += (8 - (size_t)((uintptr_t)place & 7)) & 7;
    prepare(&call, row, (first->flags & STAYS) != 0 ? i : j, first->size + second->size + 8,
            "arguments %u and %u are in one place", (unsigned)i + 1, (unsigned)j + 1);
    memset(room, 0, sizeof room);
    memcpy(place + at_second, call.memory[j].start, second->size);
    memcpy(place + at_first, call.memory[i].start, first->size);
    if (second->kind == CHANGED) {
        memcpy(place + at_second, call.memory[j].start, second->size);
    }
    if (((first->flags | second->flags) & STAYS) != 0) {
        /* It is good in its own place only, so the other one goes into it. */
        size_t stays = (first->flags & STAYS) != 0 ? i : j, other = i + j - stays;
        call.values[other].p = call.memory[stays].start + 8;
        if (is_open(&row->arguments[other])) {
            set_size(call.values[other].p, (uint32_t)row->arguments[other].size);
        }
    } else if (is_open(first) && is_open(second)) {
        set_size(place, larger);
    } else if (is_open(first)) {
        set_size(place, (uint32_t)first->size);
    } else if (is_open(second)) {
        set_size(place, (uint32_t)second->size);
    }
    if (((first->flags | second->flags) & STAYS) == 0) {
        call.values[i].p = place + at_first;
        call.values[j].p = place + at_second;
    }
    result = make_the_call(&call);
    named = mfa_result_argument(result);
    if (((first->flags | second->flags) & TAKEN) != 0 && result < 0) {
        /* What is to be taken is taken last, and text in its place may be refused before that. */
    } else if (mfa_result_kind(result) != MFA_ARGUMENT_OVERLAP || (named != i + 1 && named != j + 1)) {
        fail("%s: it is %d (%s)", call.how, (int)result, mfa_result_message(result));
    }
    finish(&call);
}

/* All arguments one behind the other, without room between them, are fine. */
static void side_by_side(const struct row *row) {
    static uint64_t room[ROOM / 8];
    struct prepared call;
    uint8_t *place = (uint8_t *)room;
    size_t i;
    prepare(&call, row, NO_OTHER, 0, "arguments side by side");
    for (i = 0; i < call.count; i++) {
        const struct argument *argument = &row->arguments[i];
        if (!is_pointer(argument) || (argument->flags & STAYS) != 0) {
            continue;
        }
        while (((uintptr_t)place & (argument->alignment - 1)) != 0) {
            place++;
        }
        memcpy(place, call.memory[i].start, argument->size);
        call.values[i].p = place;
        place += argument->size;
    }
    accepted(&call);
}

static void abuse(const struct row *row) {
    size_t i, j, count = count_of(row);
    nothing_is_wrong(row);
    side_by_side(row);
    for (i = 0; i < count; i++) {
        const struct argument *argument = &row->arguments[i];
        if (argument->kind == HANDLE) {
            wrong_handles(row, i);
        }
        if (!is_pointer(argument)) {
            continue;
        }
        null(row, i);
        misaligned(row, i);
        if (holds_objects(argument)) {
            wrong_objects(row, i);
        }
        if (is_open(argument)) {
            sizes_of_structs(row, i);
        }
        if (i + 1 < count && row->arguments[i + 1].kind == SIZE) {
            sizes_of_bytes(row, i);
        }
        for (j = i + 1; j < count; j++) {
            if (is_pointer(&row->arguments[j]) && (is_written(argument) || is_written(&row->arguments[j]))) {
                overlapping(row, i, j);
            }
        }
    }
}

void abuse_tests(void) {
    const struct row *const *table;
    const struct row *row;
    char name[128];
    prepare_rows();
    for (table = tables; *table != NULL; table++) {
        for (row = *table; row->name != NULL; row++) {
            snprintf(name, sizeof name, "%s_refuses_every_wrong_argument_and_leaves_its_outputs_safe", row->name);
            begin_test(name);
            abuse(row);
            end_test();
        }
    }
}
