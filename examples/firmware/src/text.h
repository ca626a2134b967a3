/* Text without a C library: reading digits, and writing a line piece by piece. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdint.h>

size_t text_length(const char *text);
int text_same(const char *one, const char *other);

/* Reads a decimal number up to 2^40; 0 if it is none. */
int text_decimal(const char *text, uint64_t *number);

/* Reads hexadecimal digits: 1 if they are pairs of them, and no more than there is room for. */
int text_hexadecimal(const char *text, size_t length, uint8_t *bytes, size_t room, size_t *size);

/* Writing one line: what does not fit is left out. It is wiped when it is written. */
void text_line_begin(void);
void text_put(const char *text);
void text_number(uint64_t number);
void text_line_end(void (*print)(const char *line));

/* Wipes what was secret, and is not left out by a compiler. */
void text_wipe(void *bytes, size_t size);

#endif
