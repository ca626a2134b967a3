#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mfa.h>

enum { LONGEST_WAIT = 10000 };

struct text_option {
    const char *name;
    size_t place;
};

static const struct text_option texts[] = {
    {"store", offsetof(struct options, store)},
    {"policy", offsetof(struct options, policy)},
    {"authtok_prompt", offsetof(struct options, prompt)},
    {"refusal", offsetof(struct options, refusal)},
    {"exempt_group", offsetof(struct options, exempt_group)},
    {"admin_group", offsetof(struct options, admin_group)},
    {"online_file", offsetof(struct options, online_file)},
    {"owner", offsetof(struct options, owner)},
};

static const struct text_option switches[] = {
    {"nullok", offsetof(struct options, nullok)},
    {"echo", offsetof(struct options, echo)},
    {"challenge", offsetof(struct options, challenge)},
    {"tell_locked", offsetof(struct options, tell_locked)},
    {"quiet", offsetof(struct options, quiet)},
    {"debug", offsetof(struct options, debug)},
};

/* What is behind "name=" in a word, or NULL. */
static const char *value_of(const char *word, const char *name)
{
    size_t length = strlen(name);

    return strncmp(word, name, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

static bool read_switch(struct options *options, const char *word)
{
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++)
        if (strcmp(word, switches[i].name) == 0)
            return *(bool *)((char *)options + switches[i].place) = true;
    return false;
}

/* A text that is empty says nothing that could be meant. */
static bool read_text(struct options *options, const char *word)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *value = value_of(word, texts[i].name);

        if (value != NULL && *value != '\0') {
            *(const char **)((char *)options + texts[i].place) = value;
            return true;
        }
    }
    return false;
}

/* Only one line can do one of these things. */
static bool read_password(struct options *options, const char *word)
{
    static const struct {
        const char *name;
        enum joined joined;
    } words[] = {{"forward_pass", JOINED_FORWARD}, {"split_pass", JOINED_SPLIT}, {"use_split", JOINED_KEPT}};

    if (strcmp(word, "try_first_pass") == 0 || strcmp(word, "use_first_pass") == 0) {
        options->first_pass = *word == 't' ? FIRST_PASS_TRIED : FIRST_PASS_USED;
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i].name) == 0 && options->joined == JOINED_NOT) {
            options->joined = words[i].joined;
            return true;
        }
    return false;
}

static bool read_occasion(struct options *options, const char *value)
{
    static const struct {
        const char *name;
        uint32_t occasion;
    } words[] = {{"login", MFA_OCCASION_LOGIN}, {"unlock", MFA_OCCASION_UNLOCK}, {"elevate", MFA_OCCASION_ELEVATE}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(value, words[i].name) == 0) {
            options->occasion = words[i].occasion;
            return true;
        }
    return false;
}

static bool read_number(const char *value, unsigned least, unsigned most, unsigned *number)
{
    char *end;
    unsigned long read;

    if (value[0] < '0' || value[0] > '9')
        return false;
    errno = 0;
    read = strtoul(value, &end, 10);
    if (errno != 0 || *end != '\0' || read < least || read > most)
        return false;
    *number = (unsigned)read;
    return true;
}

/*
 * Not a letter, a digit or a dash, which passwords, codes, PINs and recovery codes end with, and not what begins a comment
 * in the files of PAM.
 */
static bool read_separator(struct options *options, const char *value)
{
    if (strlen(value) != 1 || strchr("!$%&()*+,./:;<>@^_|~", value[0]) == NULL)
        return false;
    options->separator = value[0];
    return true;
}

static bool read_value(struct options *options, const char *word)
{
    const char *value;

    if ((value = value_of(word, "occasion")) != NULL)
        return read_occasion(options, value);
    if ((value = value_of(word, "digits")) != NULL)
        return read_number(value, 6, 10, &options->digits);
    if ((value = value_of(word, "separator")) != NULL)
        return read_separator(options, value);
    if ((value = value_of(word, "answer_after")) != NULL)
        return read_number(value, 0, LONGEST_WAIT, &options->answer_after);
    if ((value = value_of(word, "enroll")) != NULL)
        return options->enroll = strcmp(value, "login") == 0;
    return false;
}

/* Keys of the policy file have a dot; what they are is the library's to know. */
static bool read_setting(struct options *options, const char *word)
{
    const char *equals = strchr(word, '=');
    struct setting *setting = &options->settings[options->setting_count];

    if (equals == NULL || memchr(word, '.', (size_t)(equals - word)) == NULL ||
        options->setting_count == MOST_SETTINGS)
        return false;
    setting->key = word;
    setting->key_size = (size_t)(equals - word);
    setting->value = equals + 1;
    options->setting_count++;
    return true;
}

void options_read(struct options *options, int count, const char **words)
{
    memset(options, 0, sizeof *options);
    options->owner = "root";
    options->occasion = MFA_OCCASION_LOGIN;
    options->digits = 6;
    options->answer_after = 250;
    for (int i = 0; i < count; i++)
        if (!read_switch(options, words[i]) && !read_text(options, words[i]) && !read_password(options, words[i]) &&
            !read_value(options, words[i]) && !read_setting(options, words[i]) && options->wrong == NULL)
            options->wrong = words[i];
}
