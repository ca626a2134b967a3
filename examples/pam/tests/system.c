#include "system.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "stage.h"

enum { GLASS = 5001, CHIEFS = 5002, NOBODY = 65534 };

unsigned unknown_takes;

static int find_user(const char *name, struct passwd *entry, char *room, size_t size, struct passwd **found)
{
    size_t length = strcspn(name, "@");

    *found = NULL;
    if (*name == '\0' || strncmp(name, "unknown", 7) == 0) {
        if (unknown_takes > 0)
            usleep(unknown_takes);
        return 0;
    }
    if (length >= size)
        return ERANGE;
    for (size_t i = 0; i < length; i++)
        room[i] = (char)tolower((unsigned char)name[i]);
    room[length] = '\0';
    memset(entry, 0, sizeof *entry);
    entry->pw_name = room;
    entry->pw_passwd = entry->pw_gecos = entry->pw_dir = entry->pw_shell = room + length;
    entry->pw_uid = strcmp(room, "root") == 0 ? 0 : strcmp(room, "nobody") == 0 ? NOBODY : 10000;
    entry->pw_gid = entry->pw_uid;
    *found = entry;
    return 0;
}

int getpwnam_r(const char *name, struct passwd *entry, char *room, size_t size, struct passwd **found)
{
    return find_user(name, entry, room, size, found);
}

struct passwd *getpwnam(const char *name)
{
    static struct passwd entry;
    static char room[256];
    struct passwd *found;

    find_user(name, &entry, room, sizeof room, &found);
    return found;
}

int getgrnam_r(const char *name, struct group *entry, char *room, size_t size, struct group **found)
{
    static char *nobody[] = {NULL};
    gid_t group = strcmp(name, "glass") == 0 ? GLASS : strcmp(name, "chiefs") == 0 ? CHIEFS : 0;

    *found = NULL;
    if (group == 0)
        return 0;
    if (strlen(name) >= size)
        return ERANGE;
    memset(entry, 0, sizeof *entry);
    entry->gr_name = strcpy(room, name);
    entry->gr_passwd = room + strlen(name);
    entry->gr_gid = group;
    entry->gr_mem = nobody;
    *found = entry;
    return 0;
}

int getgrouplist(const char *user, gid_t first, gid_t *groups, int *count)
{
    gid_t other = strncmp(user, "glass", 5) == 0 ? GLASS : strncmp(user, "chief", 5) == 0 ? CHIEFS : 0;
    int room = *count, needed = other != 0 ? 2 : 1;

    *count = needed;
    if (room < needed)
        return -1;
    groups[0] = first;
    if (other != 0)
        groups[1] = other;
    return needed;
}

/* Declared for the library that is built with -D_FORTIFY_SOURCE. */
void __syslog_chk(int priority, int flag, const char *format, ...);
void __vsyslog_chk(int priority, int flag, const char *format, va_list arguments);

void vsyslog(int priority, const char *format, va_list arguments)
{
    char line[8192];

    vsnprintf(line, sizeof line, format, arguments);
    stage_logged(priority, line);
}

void syslog(int priority, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsyslog(priority, format, arguments);
    va_end(arguments);
}

void __vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
    (void)flag;
    vsyslog(priority, format, arguments);
}

void __syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void)flag;
    va_start(arguments, format);
    vsyslog(priority, format, arguments);
    va_end(arguments);
}
