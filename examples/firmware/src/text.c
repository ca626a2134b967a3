/* Numbers and lines, with one line's room for what is written. */
#include "text.h"

#define LINE_ROOM 240u
#define LARGEST (UINT64_C(1) << 40)

static char line[LINE_ROOM];
static size_t used;

size_t text_length(const char *text)
{
    size_t length = 0;

    while (text[length] != 0)
        length++;
    return length;
}

int text_same(const char *one, const char *other)
{
    while (*one != 0 && *one == *other) {
        one++;
        other++;
    }
    return *one == *other;
}

int text_decimal(const char *text, uint64_t *number)
{
    *number = 0;
    if (*text == 0)
        return 0;
    for (; *text != 0; text++) {
        if (*text < '0' || *text > '9')
            return 0;
        *number = *number * 10 + (uint64_t)(*text - '0');
        if (*number > LARGEST)
            return 0;
    }
    return 1;
}

static int nibble(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

int text_hexadecimal(const char *text, size_t length, uint8_t *bytes, size_t room, size_t *size)
{
    size_t i;

    *size = length / 2;
    if (length == 0 || length % 2 != 0 || *size > room)
        return 0;
    for (i = 0; i < *size; i++) {
        int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return 0;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return 1;
}

void text_line_begin(void)
{
    used = 0;
}

void text_put(const char *text)
{
    while (*text != 0 && used < LINE_ROOM - 2)
        line[used++] = *text++;
}

void text_number(uint64_t number)
{
    char digits[21];
    size_t at = sizeof digits - 1;

    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    text_put(&digits[at]);
}

void text_line_end(void (*print)(const char *))
{
    line[used++] = '\n';
    line[used] = 0;
    print(line);
    text_wipe(line, sizeof line);
    used = 0;
}

void text_wipe(void *bytes, size_t size)
{
    volatile uint8_t *byte = bytes;

    while (size-- > 0)
        *byte++ = 0;
}
