/* What stands behind the module on its line of a stack. */

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether what an earlier module asked for is taken for the code. */
enum first_pass { FIRST_PASS_NOT, FIRST_PASS_TRIED, FIRST_PASS_USED };

/* Where password and code are typed at one prompt: what this line does about it. */
enum joined {
    JOINED_NOT,
    JOINED_FORWARD, /* verifies the code, and hands the password on */
    JOINED_SPLIT,   /* hands the password on, and keeps the code for a later line */
    JOINED_KEPT     /* verifies the code that an earlier line has kept */
};

/* A key of the policy file and its value, in place of what the file says. */
struct setting {
    const char *key;
    size_t key_size;
    const char *value;
};

enum { MOST_SETTINGS = 32 };

struct options {
    const char *store;
    const char *policy;
    const char *prompt;
    const char *refusal;
    const char *exempt_group;
    const char *admin_group;
    const char *online_file;
    const char *owner;
    struct setting settings[MOST_SETTINGS];
    size_t setting_count;
    enum first_pass first_pass;
    enum joined joined;
    uint32_t occasion;
    unsigned digits;
    char separator; /* 0: the last so many digits are the code */
    unsigned answer_after;
    bool nullok;
    bool echo;
    bool enroll;
    bool challenge;
    bool tell_locked;
    bool quiet;
    bool debug;
    /* What is no option, or no value of one; NULL if all are. */
    const char *wrong;
};

void options_read(struct options *options, int count, const char **words);

#endif
