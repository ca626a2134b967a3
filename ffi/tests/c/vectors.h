/* Vector files: blocks of `key = value` lines, with empty lines between, and comments that begin with '#'. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>
#include <stdint.h>

/* The folder of the vector files. */
extern const char *vector_folder;

struct vector {
    int line;
    size_t count;
    const char *keys[24];
    const char *values[24];
};

/* Calls `each` with every block of a file, and gives how many there were. */
size_t each_vector(const char *file, void (*each)(const struct vector *vector));

/* A value by its key: NULL if there is none. */
const char *value_of(const struct vector *vector, const char *key);

/* A value that is a number in decimal. */
uint64_t number_of(const struct vector *vector, const char *key);

/* A value that is bytes in hexadecimal; how many there are. */
size_t bytes_of(const struct vector *vector, const char *key, uint8_t *bytes, size_t room);

/* The next word of a list, copied; 0 if there is none. */
int next_word(const char **list, char *word, size_t room);

#endif
