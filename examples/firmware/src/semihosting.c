/* Semihosting, as ARM defines it for its machines: a breakpoint with a number, which whoever watches acts upon. */
#include "semihosting.h"

enum { OPEN = 0x01, PRINT = 0x04, WRITE = 0x05, READ = 0x06, SEEK = 0x0A, LENGTH = 0x0C, EXIT = 0x18 };
enum { MODE_UPDATE = 3, MODE_CREATE = 7 };
#define STOPPED_BY_ITSELF 0x20026u
#define STOPPED_BY_ERROR 0x20023u

static uintptr_t call(uint32_t what, uintptr_t argument)
{
    register uintptr_t number __asm__("r0") = what;
    register uintptr_t first __asm__("r1") = argument;

    __asm__ volatile("bkpt 0xAB" : "+r"(number) : "r"(first) : "memory");
    return number;
}

static uintptr_t call3(uint32_t what, uintptr_t one, uintptr_t two, uintptr_t three)
{
    uintptr_t arguments[3];

    arguments[0] = one;
    arguments[1] = two;
    arguments[2] = three;
    return call(what, (uintptr_t)arguments);
}

void semihosting_print(const char *text)
{
    (void)call(PRINT, (uintptr_t)text);
}

void semihosting_exit(int success)
{
    (void)call(EXIT, success ? STOPPED_BY_ITSELF : STOPPED_BY_ERROR);
    for (;;) {
    }
}

int semihosting_open(const char *name)
{
    uintptr_t length = 0;
    int file;

    while (name[length] != 0)
        length++;
    file = (int)call3(OPEN, (uintptr_t)name, MODE_UPDATE, length);
    return file >= 0 ? file : (int)call3(OPEN, (uintptr_t)name, MODE_CREATE, length);
}

size_t semihosting_length(int file)
{
    uintptr_t handle = (uintptr_t)file;

    return call(LENGTH, (uintptr_t)&handle);
}

static void seek(int file, size_t offset)
{
    (void)call3(SEEK, (uintptr_t)file, offset, 0);
}

void semihosting_read(int file, size_t offset, void *to, size_t size)
{
    seek(file, offset);
    (void)call3(READ, (uintptr_t)file, (uintptr_t)to, size);
}

void semihosting_write(int file, size_t offset, const void *from, size_t size)
{
    seek(file, offset);
    (void)call3(WRITE, (uintptr_t)file, (uintptr_t)from, size);
}
