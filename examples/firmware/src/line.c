/* Bytes to lines, lines to words. */
#include "line.h"

#include "board.h"
#include "text.h"

#define BACKSPACE 0x08
#define DELETE 0x7F

static char typed[LINE_LONGEST + 1];
static size_t length;
/* What is wrong with the line that is coming in. */
static enum line_read wrong;

/* Takes one byte: 1 at the end of a line. */
static int take(int byte)
{
    if (byte == '\n' || byte == '\r')
        return 1;
    if (byte == 0)
        wrong = LINE_LOST_BYTES;
    else if ((byte == BACKSPACE || byte == DELETE) && wrong == LINE_NONE)
        length -= length > 0 ? 1 : 0;
    else if (byte < ' ' || byte > '~')
        wrong = wrong == LINE_NONE ? LINE_NOT_ASCII : wrong;
    else if (length == LINE_LONGEST)
        wrong = wrong == LINE_NONE ? LINE_TOO_LONG : wrong;
    else
        typed[length++] = (char)byte;
    return 0;
}

/* Cuts the line into words where spaces are. */
static enum line_read split(struct line *line)
{
    size_t at = 0;

    while (at < length) {
        if (typed[at] == ' ') {
            typed[at++] = 0;
            continue;
        }
        if (line->words == LINE_WORDS)
            return LINE_TOO_MANY_WORDS;
        line->word[line->words++] = &typed[at];
        while (at < length && typed[at] != ' ')
            at++;
    }
    typed[length] = 0;
    return line->words == 0 ? LINE_NONE : LINE_WHOLE;
}

enum line_read line_read(struct line *line)
{
    enum line_read read;
    size_t word;
    int byte;

    for (byte = board_read(); byte >= 0; byte = board_read()) {
        if (!take(byte))
            continue;
        line->words = 0;
        for (word = 0; word < LINE_WORDS; word++)
            line->word[word] = "";
        read = wrong == LINE_NONE ? split(line) : wrong;
        length = 0;
        wrong = LINE_NONE;
        if (read != LINE_NONE)
            return read;
    }
    return LINE_NONE;
}

void line_wipe(void)
{
    text_wipe(typed, sizeof typed);
}

void line_print(const char *text)
{
    while (*text != 0)
        board_write(*text++);
}
