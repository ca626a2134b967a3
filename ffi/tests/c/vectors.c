/* Reading the vector files that Rust's tests read. */
#include "vectors.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

const char *vector_folder = "core/tests/vectors";

static char *whole_file(const char *file) {
    char path[1024];
    FILE *stream;
    char *text;
    size_t length;
    snprintf(path, sizeof path, "%s/%s", vector_folder, file);
    stream = fopen(path, "rb");
    if (stream == NULL) {
        fail("%s is not there", path);
        return NULL;
    }
    text = malloc(1 << 20);
    length = text == NULL ? 0 : fread(text, 1, (1 << 20) - 1, stream);
    fclose(stream);
    if (text != NULL) {
        text[length] = '\0';
    }
    return text;
}

static char *trimmed(char *text) {
    char *end;
    while (*text == ' ') {
        text++;
    }
    end = text + strlen(text);
    while (end > text && (end[-1] == ' ' || end[-1] == '\r')) {
        *--end = '\0';
    }
    return text;
}

static void add_line(struct vector *vector, char *line) {
    char *equals = strchr(line, '=');
    if (equals == NULL || vector->count == sizeof vector->keys / sizeof *vector->keys) {
        fail("line %d is no `key = value`, or one too many", vector->line);
        return;
    }
    *equals = '\0';
    vector->keys[vector->count] = trimmed(line);
    vector->values[vector->count] = trimmed(equals + 1);
    vector->count++;
}

size_t each_vector(const char *file, void (*each)(const struct vector *vector)) {
    struct vector vector = {0};
    size_t blocks = 0;
    int number = 0;
    char *text = whole_file(file), *line = text, *end;
    while (line != NULL && *line != '\0') {
        end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        number++;
        if (*line != '\0' && *line != '#') {
            if (vector.count == 0) {
                vector.line = number;
            }
            add_line(&vector, line);
        }
        if (vector.count > 0 && (*line == '\0' || end == NULL || end[1] == '\0')) {
            each(&vector);
            blocks++;
            vector.count = 0;
        }
        line = end == NULL ? NULL : end + 1;
    }
    free(text);
    return blocks;
}

const char *value_of(const struct vector *vector, const char *key) {
    size_t i;
    for (i = 0; i < vector->count; i++) {
        if (strcmp(vector->keys[i], key) == 0) {
            return vector->values[i];
        }
    }
    return NULL;
}

uint64_t number_of(const struct vector *vector, const char *key) {
    const char *value = value_of(vector, key);
    if (value == NULL || !isdigit((unsigned char)*value)) {
        fail("the block at line %d has no number %s", vector->line, key);
        return 0;
    }
    return strtoull(value, NULL, 10);
}

size_t bytes_of(const struct vector *vector, const char *key, uint8_t *bytes, size_t room) {
    const char *value = value_of(vector, key);
    size_t length = 0;
    char digits[3] = {0};
    while (value != NULL && value[0] != '\0' && value[1] != '\0' && length < room) {
        memcpy(digits, value, 2);
        bytes[length++] = (uint8_t)strtoul(digits, NULL, 16);
        value += 2;
    }
    return length;
}

int next_word(const char **list, char *word, size_t room) {
    size_t length = 0;
    while (**list == ' ') {
        (*list)++;
    }
    while (**list != '\0' && **list != ' ') {
        if (length + 1 < room) {
            word[length++] = **list;
        }
        (*list)++;
    }
    word[length] = '\0';
    return length > 0;
}
