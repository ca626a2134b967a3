/*
 * A login in a process of its own, which then searches its own memory for what went through.
 *
 *     driver --scan STACKS PERSON PLANT COUNT TYPED... [NAME NEEDLE]...
 *
 * So that it finds what others have left and not what it brought itself, whatever is typed or looked for comes masked: each
 * byte in hexadecimal, with its bits turned over by MASK. It is unmasked nowhere but in an answer to the module, and in the
 * place where a leak is planted. Says which needles it found and where, and "answered N" at the end.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_appl.h>

#include "masked.h"
#include "tests.h"

enum { MOST_NEEDLES = 16, LONGEST = 600, PLANTED_AT = 64 };

struct needle {
    const char *name;
    unsigned char masked[LONGEST];
    size_t length;
};

static struct needle needles[MOST_NEEDLES];
static unsigned needle_count;
static char **typed;
static int left_to_type;
static char planted[LONGEST];

static unsigned char nibble(char digit)
{
    return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static unsigned char masked_byte(const char *hex, size_t index)
{
    return (unsigned char)(nibble(hex[2 * index]) << 4 | nibble(hex[2 * index + 1]));
}

static void unmask(char *place, const char *hex)
{
    size_t length = strlen(hex) / 2;

    for (size_t i = 0; i < length; i++)
        *(volatile char *)(place + i) = (char)(masked_byte(hex, i) ^ MASK);
    *(volatile char *)(place + length) = '\0';
}

static struct needle *new_needle(const char *name)
{
    struct needle *needle = &needles[needle_count++];

    needle->name = name;
    needle->length = 0;
    return needle;
}

static void add(struct needle *needle, unsigned char masked)
{
    if (needle->length < LONGEST)
        needle->masked[needle->length++] = masked;
}

/* The key that is shown to whoever enrolls: as it is shown, without its spaces, and what it is in base32. */
static void look_for_key(const char *key)
{
    struct needle *shown = new_needle("setup-key"), *whole = new_needle("base32"), *bytes = new_needle("secret");
    unsigned bits = 0;
    volatile unsigned held = 0;

    for (; *key != '\0'; key++) {
        add(shown, (unsigned char)(*key ^ MASK));
        if (*key == ' ')
            continue;
        add(whole, (unsigned char)(*key ^ MASK));
        held = (held << 5 | (unsigned)(*key <= '9' ? *key - '2' + 26 : *key - 'A')) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            add(bytes, (unsigned char)((held >> bits & 0xff) ^ MASK));
        }
    }
    held = 0;
}

static int talk(int count, const struct pam_message **messages, struct pam_response **responses, void *data)
{
    struct pam_response *array = calloc((size_t)count, sizeof *array);

    (void)data;
    for (int i = 0; array != NULL && i < count; i++) {
        if (strncmp(messages[i]->msg, "Setup key: ", 11) == 0)
            look_for_key(messages[i]->msg + 11);
        if (messages[i]->msg_style != PAM_PROMPT_ECHO_OFF && messages[i]->msg_style != PAM_PROMPT_ECHO_ON)
            continue;
        if (left_to_type == 0) {
            free(array);
            return PAM_CONV_ERR;
        }
        array[i].resp = malloc(strlen(*typed) / 2 + 1);
        unmask(array[i].resp, *typed++);
        left_to_type--;
    }
    *responses = array;
    return PAM_SUCCESS;
}

static __attribute__((noinline)) void plant_on_the_stack(const char *hex)
{
    char place[LONGEST + 4096];

    unmask(place + 2048, hex);
}

static void plant(const char *where, const char *hex)
{
    char *block = malloc(LONGEST + PLANTED_AT);

    if (strcmp(where, "static") == 0)
        unmask(planted, hex);
    else if (strcmp(where, "heap") == 0)
        unmask(block + PLANTED_AT, hex);
    else if (strcmp(where, "freed") == 0) {
        unmask(block + PLANTED_AT, hex);
        free(block);
    } else if (strcmp(where, "stack") == 0) {
        plant_on_the_stack(hex);
    }
}

static bool is_here(const struct needle *needle, const unsigned char *at)
{
    for (size_t i = 0; i < needle->length; i++)
        if ((at[i] ^ MASK) != needle->masked[i])
            return false;
    return true;
}

static void search(const struct needle *needle, const unsigned char *begin, const unsigned char *end, const char *where)
{
    for (const unsigned char *at = begin; at + needle->length <= end; at++)
        if ((*at ^ MASK) == needle->masked[0] && is_here(needle, at)) {
            printf("found %s in %s\n", needle->name, where);
            return;
        }
}

/* All that is written to: data, heaps, stacks, with what is freed and beneath the stack's end. */
static size_t search_all(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[600], rights[5], name[400];
    unsigned long begin, end;
    size_t bytes = 0;

    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        name[0] = '\0';
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %399s", &begin, &end, rights, name) < 3 || rights[0] != 'r' ||
            rights[1] != 'w' || strncmp(name, "[v", 2) == 0)
            continue;
        for (unsigned i = 0; i < needle_count; i++)
            search(&needles[i], (const unsigned char *)begin, (const unsigned char *)end,
                   name[0] == '\0' ? "memory" : name);
        bytes += end - begin;
    }
    if (maps != NULL)
        fclose(maps);
    return bytes;
}

static int log_in(const char *stacks, const char *person)
{
    struct pam_conv conversation = {talk, NULL};
    pam_handle_t *pamh = NULL;
    int answer;

    if (pam_start_confdir("login", person, &conversation, stacks, &pamh) != PAM_SUCCESS)
        return -1;
    answer = pam_authenticate(pamh, 0);
    pam_setcred(pamh, PAM_ESTABLISH_CRED);
    pam_end(pamh, answer);
    return answer;
}

int scan_yourself(int count, char **words)
{
    int answer, first;
    size_t bytes;

    if (count < 4)
        return 2;
    left_to_type = atoi(words[3]);
    typed = words + 4;
    first = 4 + left_to_type;
    for (int i = first; i + 1 < count; i += 2) {
        struct needle *needle = new_needle(words[i]);

        for (size_t byte = 0; byte < strlen(words[i + 1]) / 2; byte++)
            add(needle, masked_byte(words[i + 1], byte));
    }
    answer = log_in(words[0], words[1]);
    if (first + 1 < count)
        plant(words[2], words[first + 1]);
    bytes = search_all();
    printf("looked for %u in %zu bytes\nanswered %d\n", needle_count, bytes, answer);
    return 0;
}
