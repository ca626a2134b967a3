#include "visitor.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modutil.h>

static const char *item(pam_handle_t *pamh, int which)
{
    const void *text = NULL;

    return pam_get_item(pamh, which, &text) == PAM_SUCCESS && text != NULL ? text : "";
}

int visitor_named(pam_handle_t *pamh, struct visitor *visitor)
{
    int got = pam_get_user(pamh, &visitor->name, NULL);

    if (got != PAM_SUCCESS || visitor->name == NULL) {
        visitor->name = "";
        got = got == PAM_SUCCESS ? PAM_USER_UNKNOWN : got;
    }
    visitor->known = false;
    visitor->service = item(pamh, PAM_SERVICE);
    visitor->rhost = item(pamh, PAM_RHOST);
    visitor->tty = item(pamh, PAM_TTY);
    visitor->ruser = item(pamh, PAM_RUSER);
    return got;
}

void visitor_look_up(pam_handle_t *pamh, struct visitor *visitor)
{
    const struct passwd *entry = pam_modutil_getpwnam(pamh, visitor->name);

    visitor->known = entry != NULL;
    if (entry != NULL)
        visitor->name = entry->pw_name;
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
