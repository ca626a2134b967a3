/*
 * What the program has in place of the system's: users and groups that need no /etc, and a log that can be read. The
 * dynamic linker finds a program's functions before those of the C library, so libpam and the module call these.
 *
 * Every name is somebody's, but for the empty one and those that begin with "unknown". It is spelled in lower case and
 * without what follows an @: Alice, ALICE and alice@example.com are alice. Who begins with "glass" is in the group glass,
 * who begins with "chief" in the group chiefs.
 */

#ifndef SYSTEM_H
#define SYSTEM_H

/* How long it takes to find out that nobody has a name, in microseconds: a directory across a network takes its time. */
extern unsigned unknown_takes;

#endif
