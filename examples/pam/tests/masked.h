/* How what must not be in memory is told to a process that looks for it there. */

#ifndef MASKED_H
#define MASKED_H

enum { MASK = 0xa5 };

#endif
