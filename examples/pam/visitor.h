/* Who wants in, what for and from where: what PAM and the system know, before the library is asked. */

#ifndef VISITOR_H
#define VISITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include <security/pam_modules.h>

#include "options.h"

/* Of what PAM says there are copies: the program may say something else while it asks. They are for the log, and cut. */
struct visitor {
    /* The name as the system spells it, so that all spellings of it are one person; as it was typed if it knows none. */
    const char *name;
    bool known;
    char typed[512];
    char service[64];
    char rhost[264];
    char tty[72];
    char ruser[104];
};

/* What PAM knows: PAM_SUCCESS, or that there is no name at all. Whoever has none is asked for it. */
int visitor_named(pam_handle_t *pamh, struct visitor *visitor);

/* What the system knows, which may take longer for some names than for others. */
void visitor_look_up(pam_handle_t *pamh, struct visitor *visitor);

bool is_exempt(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor);

/* A group that is not there could not be asked for: then everybody has the administrators' throttle, the stricter one. */
bool is_administrator(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor);

/* Whether the module runs as the user whose the store is. */
bool runs_as_owner(pam_handle_t *pamh, const struct options *options);

#endif
