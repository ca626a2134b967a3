/* What a debugger or an emulator does for the program: for tests, and for the emulator's flash. Nothing of it on a real lock. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

/* Writes a text with a NUL to the emulator's console. */
void semihosting_print(const char *text);

/* Ends the emulator: as success (1) or not (0). */
void semihosting_exit(int success);

/* Opens a file there, made if it is not there: its handle, or a negative number. */
int semihosting_open(const char *name);

/* How many bytes it has. */
size_t semihosting_length(int file);

void semihosting_read(int file, size_t offset, void *to, size_t size);
void semihosting_write(int file, size_t offset, const void *from, size_t size);

#endif
