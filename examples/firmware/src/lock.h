/* The lock: what each line means, and when the door opens. */
#ifndef LOCK_H
#define LOCK_H

#include "line.h"

/* Power on: reads the journal and says how it stands. */
void lock_start(void);

/* Does what a line says, and answers with one line. Each begins with what the journal has. */
void lock_line(enum line_read read, const struct line *line);

/* How often the door was opened since power on. */
unsigned int lock_openings(void);

#endif
