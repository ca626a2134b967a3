/*
 * A login through libmfa's file store beside liboath's oath_authenticate_usersfile(): what both sides have in common.
 * Both know the same people, whose phones show them the same codes, and both keep them in a folder of the same disk.
 */
#ifndef BESIDE_H
#define BESIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mfa.h"

enum { LONGEST_PATH = 1024, SECRET_LENGTH = 20, LOOK_AHEAD = 10, WINDOW = 1 };

/* Somebody, and the phone that shows them codes. */
struct person {
    char name[32];
    uint32_t kind;
    uint8_t secret[SECRET_LENGTH];
    mfa_credential credential;
    /* Which code a counter-based phone shows next. */
    uint64_t counter;
};

/* Locked is who was refused too often: no code is looked at. Only libmfa does that. */
enum outcome { IS_IN, IS_REFUSED, IS_LOCKED, IS_BROKEN };

/* A whole login of one process: opens what is stored, tries the code, stores what comes of it. */
typedef enum outcome log_in_function(const struct person *person, const char *code);

/* libmfa.c: where the store is, people who come and go, and a login. */
void libmfa_begin(const char *folder);
void libmfa_enroll(struct person *person, uint32_t kind);
void libmfa_forget(const struct person *person);
size_t libmfa_size(const struct person *person);
log_in_function libmfa_log_in;
/* When the last login asked for the code, in milliseconds. */
extern double libmfa_asked;

/* liboath.c: the same in a users file. */
void liboath_begin(const char *folder);
void liboath_write(const struct person *people, size_t count);
size_t liboath_size(void);
log_in_function liboath_log_in;

/* codes.c: what a phone shows, and what it does not. */
void shown_next(const struct person *person, char code[MFA_CODE_SIZE]);
void shown_by_none(const struct person *person, char code[MFA_CODE_SIZE]);

/* disk.c: folders, and the least that replacing a file takes. */
void make_folder(const char *path);
void sync_folder(const char *path);
void say_file_system(const char *path);
void replace_file(const char *folder, size_t size, bool and_sync_folder);

/* clock.c: sets the clock ahead by a second; and time that passes, in milliseconds. */
void next_second(void);
double milliseconds(void);

/* What is measured. Each says what came of it, and is false if libmfa broke its word. */
bool timing(const char *folder, size_t people, size_t logins);
bool race(const char *folder, unsigned processes, unsigned rounds);
bool steps(const char *folder);

/* main.c: ends the program if something is not so that must be. */
void must(bool so, const char *what);
void path_in(char path[LONGEST_PATH], const char *folder, const char *name);

#endif
