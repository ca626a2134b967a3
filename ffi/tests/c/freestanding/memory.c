/* What compilers call where there is no C library, for machines whose Rust does not bring it. */
#include "program.h"

void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *place = to;
    const unsigned char *byte = from;

    while (size-- > 0)
        *place++ = *byte++;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    unsigned char *place = to;
    const unsigned char *byte = from;

    if (place <= byte)
        return memcpy(to, from, size);
    while (size-- > 0)
        place[size] = byte[size];
    return to;
}

void *memset(void *place, int byte, size_t size)
{
    unsigned char *each = place;

    while (size-- > 0)
        *each++ = (unsigned char)byte;
    return place;
}

int memcmp(const void *one, const void *other, size_t size)
{
    const unsigned char *left = one, *right = other;

    for (; size > 0; size--, left++, right++)
        if (*left != *right)
            return *left - *right;
    return 0;
}

int bcmp(const void *one, const void *other, size_t size)
{
    return memcmp(one, other, size);
}
