#include "setup.h"

#include <string.h>

static const char default_policy[] = "/etc/libmfa/policy.toml";

/* Lays a key over the policies. */
static mfa_result lay_over(struct login *login, const char *key, size_t key_size, const char *value)
{
    mfa_policies *policies = NULL;
    mfa_result result = mfa_policies_set(login->policies, key, key_size, value, strlen(value), &policies,
                                         login->record.detail, sizeof login->record.detail);

    if (result == MFA_OK) {
        mfa_policies_close(login->policies);
        login->policies = policies;
    }
    return result;
}

static mfa_result set(struct login *login, const char *key, const char *value)
{
    return lay_over(login, key, strlen(key), value);
}

/* Where nobody has written a policy, an authenticator is required: that is what PAM expects without nullok. */
static mfa_result open_policies(struct login *login)
{
    const struct options *options = login->options;
    const char *path = options->policy != NULL ? options->policy : default_policy;
    mfa_result result = mfa_policies_open(path, strlen(path), NULL, &login->policies, login->record.detail,
                                          sizeof login->record.detail);

    if (result != MFA_ERROR_POLICY_FILE_NOT_THERE || options->policy != NULL)
        return result;
    login->record.detail[0] = '\0';
    result = mfa_policies_default(&login->policies);
    if (result == MFA_OK)
        result = set(login, "login.hours_without_factor", "0");
    if (result == MFA_OK)
        result = set(login, "login.required", "*");
    return result;
}

static mfa_result lay_options_over(struct login *login)
{
    const struct options *options = login->options;
    mfa_result result = MFA_OK;

    if (options->nullok)
        result = set(login, "login.required", "");
    for (size_t i = 0; result == MFA_OK && i < options->setting_count; i++)
        result = lay_over(login, options->settings[i].key, options->settings[i].key_size, options->settings[i].value);
    /* Behind those: a list among them would take out whoever is in the group. */
    if (result == MFA_OK && is_administrator(login->pamh, options, login->visitor))
        result = set(login, "administrators.people", login->visitor->name);
    return result;
}

mfa_result setup_open(struct login *login)
{
    const struct options *options = login->options;
    const char *store = options->store;
    struct contact *contact = &login->contact;
    mfa_result result = open_policies(login);

    if (result == MFA_OK)
        result = lay_options_over(login);
    if (result == MFA_OK)
        result = mfa_policies_contact(login->policies, contact->email, sizeof contact->email, contact->phone,
                                      sizeof contact->phone);
    if (result != MFA_OK) {
        login->record.reason = "policy";
        return result;
    }
    result = mfa_store_open(store, store == NULL ? 0 : strlen(store), &login->store);
    if (result != MFA_OK) {
        login->record.reason = "store";
        record_broken(&login->record, result);
    }
    return result;
}

void setup_close(struct login *login)
{
    mfa_policies_close(login->policies);
    mfa_store_close(login->store);
    login->policies = NULL;
    login->store = NULL;
}
