/* What the program and its machine have to do with each other. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stddef.h>

/* The whole test. Returns how many promises held, or less the line of the one that did not. */
int program(void);

/* What the compilers call, where there is no C library. */
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *place, int byte, size_t size);
int memcmp(const void *one, const void *other, size_t size);
int bcmp(const void *one, const void *other, size_t size);

#endif
