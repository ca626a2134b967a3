/* Bytes that an interrupt takes in and the main loop takes out: one writer, one reader. */
#ifndef RING_H
#define RING_H

#include <stdint.h>

/* A whole line and more, for the lock may be at work while it comes. A power of two. */
#define RING_SIZE 256u

struct ring {
    volatile uint8_t bytes[RING_SIZE];
    volatile uint32_t in, out;
    /* How many bytes were lost, and of how many of them it was told. */
    volatile uint32_t lost;
    uint32_t told;
};

static inline void ring_put(struct ring *ring, uint8_t byte)
{
    if (ring->in - ring->out == RING_SIZE) {
        ring->lost++;
        return;
    }
    ring->bytes[ring->in % RING_SIZE] = byte;
    ring->in++;
}

static inline int ring_is_empty(const struct ring *ring)
{
    return ring->in == ring->out && ring->lost == ring->told;
}

/* The next byte; once there is none, a 0 if some were lost since the last 0, although more may have come after them; or -1. */
static inline int ring_take(struct ring *ring)
{
    int byte;

    if (ring->in == ring->out) {
        if (ring->lost == ring->told)
            return -1;
        ring->told = ring->lost;
        return 0;
    }
    byte = ring->bytes[ring->out % RING_SIZE];
    /* It may be of a code. */
    ring->bytes[ring->out % RING_SIZE] = 0;
    ring->out++;
    return byte;
}

#endif
