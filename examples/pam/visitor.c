#include "visitor.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modutil.h>

static void copy_item(pam_handle_t *pamh, int which, char *place, size_t size)
{
    const void *text = NULL;
    bool is_there = pam_get_item(pamh, which, &text) == PAM_SUCCESS && text != NULL;

    snprintf(place, size, "%s", is_there ? (const char *)text : "");
}

int visitor_named(pam_handle_t *pamh, struct visitor *visitor)
{
    int got = pam_get_user(pamh, &visitor->name, NULL);

    if (got != PAM_SUCCESS || visitor->name == NULL) {
        visitor->name = "";
        got = got == PAM_SUCCESS ? PAM_USER_UNKNOWN : got;
    }
    visitor->known = false;
    copy_item(pamh, PAM_SERVICE, visitor->service, sizeof visitor->service);
    copy_item(pamh, PAM_RHOST, visitor->rhost, sizeof visitor->rhost);
    copy_item(pamh, PAM_TTY, visitor->tty, sizeof visitor->tty);
    copy_item(pamh, PAM_RUSER, visitor->ruser, sizeof visitor->ruser);
    return got;
}

void visitor_look_up(pam_handle_t *pamh, struct visitor *visitor)
{
    const struct passwd *entry = pam_modutil_getpwnam(pamh, visitor->name);

    visitor->known = entry != NULL;
    snprintf(visitor->typed, sizeof visitor->typed, "%s", visitor->name);
    visitor->name = entry != NULL ? entry->pw_name : visitor->typed;
}

static bool is_in(pam_handle_t *pamh, const struct visitor *visitor, const char *group)
{
    return visitor->known && pam_modutil_user_in_group_nam_nam(pamh, visitor->name, group) == 1;
}

bool is_exempt(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor)
{
    return options->exempt_group != NULL && is_in(pamh, visitor, options->exempt_group);
}

bool is_administrator(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor)
{
    if (options->admin_group == NULL)
        return false;
    return pam_modutil_getgrnam(pamh, options->admin_group) == NULL || is_in(pamh, visitor, options->admin_group);
}

bool runs_as_owner(pam_handle_t *pamh, const struct options *options)
{
    const struct passwd *entry = pam_modutil_getpwnam(pamh, options->owner);

    return entry != NULL && entry->pw_uid == geteuid();
}
