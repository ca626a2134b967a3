/* The serial line: lines of printable ASCII, bounded. Anything else is refused as a line, and harms nothing. */
#ifndef LINE_H
#define LINE_H

#include <stddef.h>

/* Without its end. A command with a setup key of 64 bytes has 120. */
#define LINE_LONGEST 159u
/* How many words a line has at the most. */
#define LINE_WORDS 4u

enum line_read { LINE_NONE, LINE_WHOLE, LINE_TOO_LONG, LINE_NOT_ASCII, LINE_LOST_BYTES, LINE_TOO_MANY_WORDS };

struct line {
    /* Each with a NUL; those that are not there are empty. */
    const char *word[LINE_WORDS];
    size_t words;
};

/* Takes what has come: a line once it is whole, or why it is none. Empty lines are none. */
enum line_read line_read(struct line *line);

/* Wipes the line that was read last: there may be a code or a key in it. */
void line_wipe(void);

/* Writes a text. */
void line_print(const char *text);

#endif
