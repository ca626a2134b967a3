/*
 * Random bytes: the board's own, or where it has none those of a generator that was given a seed.
 *
 * The generator is HMAC-SHA-256 of a counter under the seed, by RFC 4226 as mfa.h has it: each number of ten digits has 31 bits,
 * of which 24 are taken. The counter is stored before what it gave is used, so no power cut makes it give the same twice. It
 * gives what the seed has and no more: whoever reads the flash knows all that will come.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Draws bytes: 1, or 0 if there is no source, or its counter cannot be stored. */
int random_draw(uint8_t *bytes, size_t size);

#endif
