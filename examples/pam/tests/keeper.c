/*
 * Keeps the store of the tests, through the C ABI as any program would: the program that tests is like sshd, which knows
 * nothing of libmfa.
 *
 *     keeper STORE POLICY VERB PERSON [...]
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mfa.h>

static mfa_store *store;
static mfa_policies *policies;
static const char *person;

static size_t length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static mfa_result ended(mfa_result expected, mfa_result result)
{
    if (result == expected)
        return MFA_OK;
    fprintf(stderr, "keeper: %ld, %s\n", (long)result, mfa_result_message(result));
    return result == MFA_OK ? MFA_ERROR_UNKNOWN : result;
}

/* Prints the key that the authenticator has, without its spaces. */
static mfa_result enroll(const char *name, const char *kind, unsigned digits)
{
    mfa_parameters parameters;
    mfa_permit permit;
    char key[MFA_SETUP_KEY_SIZE];
    mfa_result result;

    memset(&parameters, 0, sizeof parameters);
    parameters.size = sizeof parameters;
    mfa_parameters_init(&parameters);
    parameters.kind = strcmp(kind, "hotp") == 0 ? MFA_HOTP : MFA_TOTP;
    parameters.digits = digits;
    mfa_permit_by_administrator(&permit);
    result = mfa_people_enroll(store, policies, person, length(person), name, length(name), &parameters, &permit, key,
                               sizeof key, NULL, 0);
    for (const char *letter = key; result == MFA_OK && *letter != '\0'; letter++)
        if (*letter != ' ')
            putchar(*letter);
    return ended(MFA_OK, result);
}

static mfa_result new_recovery_key(void)
{
    char key[MFA_RECOVERY_KEY_TEXT_SIZE], device[MFA_DEVICE_ID_SIZE];
    mfa_result result = mfa_people_new_recovery_key(store, policies, person, length(person), 0, key, sizeof key, device,
                                                    sizeof device);

    if (result == MFA_OK)
        printf("%s %s", key, device);
    return ended(MFA_OK, result);
}

static mfa_result new_recovery_codes(void)
{
    char codes[MFA_RECOVERY_CODES_TEXT_SIZE];
    mfa_result result =
        mfa_people_new_recovery_codes(store, policies, person, length(person), codes, sizeof codes);

    if (result == MFA_OK)
        printf("%s", codes);
    return ended(MFA_OK, result);
}

/* How many authenticators, how many wrong codes in a row, how many recovery codes. */
static mfa_result tell(void)
{
    mfa_status status;
    mfa_possessions possessions;
    mfa_result result;

    memset(&status, 0, sizeof status);
    memset(&possessions, 0, sizeof possessions);
    status.size = sizeof status;
    possessions.size = sizeof possessions;
    result = mfa_people_status(store, policies, person, length(person), &status, &possessions);
    printf("%lu %lu %lu", (unsigned long)possessions.authenticators, (unsigned long)status.failures,
           (unsigned long)possessions.recovery_codes);
    return ended(MFA_OK, result);
}

static mfa_result obey(const char *verb, char **rest, int count)
{
    if (strcmp(verb, "enroll") == 0 && count == 3)
        return enroll(rest[0], rest[1], (unsigned)atoi(rest[2]));
    if (strcmp(verb, "confirm") == 0 && count == 1)
        return ended(MFA_ENROLLED, mfa_people_confirm(store, policies, person, length(person), rest[0],
                                                      length(rest[0]), NULL));
    if (strcmp(verb, "recovery-key") == 0)
        return new_recovery_key();
    if (strcmp(verb, "recovery-codes") == 0)
        return new_recovery_codes();
    if (strcmp(verb, "suspend") == 0)
        return ended(MFA_OK, mfa_people_suspend(store, person, length(person), NULL, 0));
    if (strcmp(verb, "exempt") == 0)
        return ended(MFA_OK, mfa_people_require(store, person, length(person), MFA_REQUIREMENT_EXEMPT, 0));
    if (strcmp(verb, "tell") == 0)
        return tell();
    fprintf(stderr, "keeper: what is %s?\n", verb);
    return MFA_ERROR_UNSUPPORTED;
}

int main(int count, char **words)
{
    mfa_result result;
    char message[300] = "";

    if (count < 5)
        return 2;
    person = words[4];
    result = ended(MFA_OK, mfa_store_open_or_create(words[1], length(words[1]), &store));
    if (result == MFA_OK)
        result = ended(MFA_OK, mfa_policies_open(words[2], length(words[2]), NULL, &policies, message, sizeof message));
    if (result == MFA_OK)
        result = obey(words[3], words + 5, count - 5);
    if (message[0] != '\0')
        fprintf(stderr, "%s\n", message);
    mfa_policies_close(policies);
    mfa_store_close(store);
    return result == MFA_OK ? 0 : 1;
}
