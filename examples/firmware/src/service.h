/*
 * Service: enrolling, removing, setting the clock. It is open as long as nobody is enrolled, and for five minutes after the
 * owner, who is the first that was enrolled, asked for it with a code, or with the response to a challenge.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include "line.h"

/* Power on. */
void service_start(void);

/* The owner asked for it, and was accepted. */
void service_open(void);

/* Does what a line says if it is for service: 1, or 0 if it is for somebody else. */
int service_line(const struct line *line);

#endif
