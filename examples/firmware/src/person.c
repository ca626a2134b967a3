/*
 * Each function has the same shape: objects are made of what the record has, the library decides, the callback stores, and only
 * then there is an answer. The objects are static, for a stack of a few kilobytes has better uses.
 */
#include "person.h"

#include "clock.h"
#include "random.h"
#include "text.h"

/* What recovery PINs and challenges are for. Each lock's keys are its own, so all may have one name. */
#ifndef LOCK_ID
#define LOCK_ID "LOCK-0001"
#endif

/* Codes of so many steps to each side, and so many that a clock may be learned to be off. */
#define WINDOW 1u
#define DRIFT 20u

static mfa_attempt attempt;
static mfa_credential credential;
static union {
    mfa_enrollment enrollment;
    mfa_recovery recovery;
} object;
static mfa_recovery_key recovery_key;
static mfa_secret secret;

struct person *person_named(const char *name)
{
    uint32_t i;

    for (i = 0; i < PEOPLE; i++)
        if (store->people[i].name[0] != 0 && text_same(store->people[i].name, name))
            return &store->people[i];
    return NULL;
}

/* A line that begins with one of these is no login. */
static int is_command(const char *name)
{
    static const char *const COMMANDS[] = {"service", "challenge", "status", "time",   "enroll", "add",  "confirm",
                                           "recovery", "unlock",    "remove", "forget", "clock",  "seed", "end"};
    uint32_t i;

    for (i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++)
        if (text_same(name, COMMANDS[i]))
            return 1;
    return 0;
}

static int is_name(const char *name)
{
    size_t length = text_length(name), i;

    for (i = 0; i < length; i++)
        if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') || name[i] == '-'))
            return 0;
    return length > 0 && length <= NAME_LONGEST && !is_command(name);
}

struct person *person_new(const char *name)
{
    struct person *person = NULL;
    uint32_t i;

    for (i = PEOPLE; i-- > 0;)
        if (store->people[i].name[0] == 0)
            person = &store->people[i];
    if (person == NULL || !is_name(name))
        return NULL;
    text_wipe(person, sizeof *person);
    for (i = 0; name[i] != 0; i++)
        person->name[i] = name[i];
    return mfa_standing_init(person->states, MFA_STANDING_LENGTH) == MFA_OK ? person : NULL;
}

static size_t count(const struct person *person)
{
    return person->has & HAS_AUTHENTICATOR ? 1 : 0;
}

static size_t states_size(const struct person *person)
{
    return count(person) > 0 ? MFA_STATE_LENGTH : MFA_STANDING_LENGTH;
}

/* The credentials as mfa.h takes them: NULL for none. */
static const mfa_credential *credentials(const struct person *person)
{
    return count(person) > 0 ? &credential : NULL;
}

/* Makes the credential, if there is one. */
static mfa_result prepare(const struct person *person)
{
    mfa_parameters parameters;
    mfa_result result;

    if (count(person) == 0)
        return MFA_OK;
    parameters.size = sizeof parameters;
    result = mfa_parameters_from_bytes(&parameters, person->parameters, sizeof person->parameters);
    if (result == MFA_OK)
        result = mfa_secret_import(&secret, person->secret, person->secret_size);
    if (result == MFA_OK)
        result = mfa_credential_make(&credential, &secret, &parameters);
    mfa_secret_wipe(&secret);
    return result;
}

static mfa_result commit(struct person *person, mfa_verdict *verdict)
{
    if (verdict != NULL)
        verdict->size = sizeof *verdict;
    return mfa_attempt_commit(&attempt, store_next, person, verdict);
}

static mfa_result policy(mfa_policy *codes)
{
    mfa_result result;

    codes->size = sizeof *codes;
    result = mfa_policy_init(codes, MFA_POLICY_DEFAULT);
    codes->past = WINDOW;
    codes->future = WINDOW;
    codes->drift = DRIFT;
    return result;
}

static mfa_result recovery_policy(mfa_recovery_policy *recovery)
{
    mfa_result result;

    recovery->size = sizeof *recovery;
    result = mfa_recovery_policy_init(recovery);
    recovery->is_on = 1;
    return result;
}

int person_needs_clock(const struct person *person)
{
    mfa_parameters parameters;

    parameters.size = sizeof parameters;
    return count(person) > 0 &&
           (mfa_parameters_from_bytes(&parameters, person->parameters, sizeof person->parameters) != MFA_OK ||
            parameters.kind != MFA_HOTP);
}

mfa_result person_try_code(struct person *person, const char *typed, mfa_verdict *verdict)
{
    mfa_policy codes;
    mfa_result result = prepare(person);

    if (result == MFA_OK)
        result = policy(&codes);
    if (result != MFA_OK)
        return result;
    (void)mfa_person_verify(&attempt, credentials(person), count(person), person->states, states_size(person),
                            clock_now(), typed, text_length(typed), &codes);
    return commit(person, verdict);
}

/* Opens the recovery of somebody who has it. */
static mfa_result open_recovery(const struct person *person, mfa_recovery_policy *recovery)
{
    mfa_result result = prepare(person);

    if (result == MFA_OK)
        result = mfa_recovery_key_make(&recovery_key, person->recovery_key, sizeof person->recovery_key, LOCK_ID,
                                       sizeof LOCK_ID - 1);
    if (result == MFA_OK)
        result = mfa_recovery_open(&object.recovery, &recovery_key, person->recovery, sizeof person->recovery);
    if (result == MFA_OK)
        result = recovery_policy(recovery);
    return result;
}

mfa_result person_challenge(struct person *person, mfa_verdict *verdict)
{
    uint8_t random[MFA_CHALLENGE_RANDOM_LENGTH];
    mfa_recovery_policy recovery;
    mfa_result result;

    if (!(person->has & HAS_RECOVERY))
        return MFA_OFF;
    if (!random_draw(random, sizeof random))
        return MFA_ERROR_RANDOM;
    result = open_recovery(person, &recovery);
    if (result != MFA_OK)
        return result;
    (void)mfa_recovery_challenge(&attempt, &object.recovery, credentials(person), count(person), person->states,
                                 states_size(person), random, sizeof random, &recovery);
    return commit(person, verdict);
}

mfa_result person_try_response(struct person *person, const char *typed, mfa_verdict *verdict)
{
    mfa_recovery_policy recovery;
    mfa_policy codes;
    mfa_moment moment;
    mfa_result result;

    if (!(person->has & HAS_RECOVERY))
        return MFA_OFF;
    result = open_recovery(person, &recovery);
    if (result == MFA_OK)
        result = policy(&codes);
    if (result != MFA_OK)
        return result;
    /* Without the boot's number a response lets in once, which is all that a door needs. */
    moment.size = sizeof moment;
    moment.has_uptime = 0;
    moment.now = clock_now();
    moment.boot = 0;
    moment.uptime = 0;
    (void)mfa_recovery_answer(&attempt, &object.recovery, credentials(person), count(person), person->states,
                              states_size(person), &moment, typed, text_length(typed), &recovery, &codes);
    return commit(person, verdict);
}

static mfa_result new_secret(const char *key)
{
    uint8_t random[MFA_SECRET_RECOMMENDED_LENGTH];
    mfa_result result;

    if (key != NULL)
        return mfa_secret_from_base32(&secret, key, text_length(key));
    if (!random_draw(random, sizeof random))
        return MFA_ERROR_RANDOM;
    result = mfa_secret_issue(&secret, random, sizeof random);
    text_wipe(random, sizeof random);
    return result;
}

/* Stores the enrollment beside the person's states, which are sealed anew for it. */
static mfa_result store_enrollment(struct person *person, char *key_text)
{
    mfa_result result = mfa_enrollment_setup_key(&object.enrollment, key_text, MFA_SETUP_KEY_SIZE, NULL);

    if (result == MFA_OK)
        result = mfa_enrollment_to_bytes(&object.enrollment, person->pending, sizeof person->pending);
    if (result != MFA_OK)
        return result;
    person->has |= IS_PENDING;
    (void)mfa_person_reseal(&attempt, credentials(person), count(person), person->states, states_size(person));
    return commit(person, NULL);
}

mfa_result person_enroll(struct person *person, const char *key, const struct person_kind *kind, char *key_text)
{
    mfa_parameters parameters;
    mfa_permit permit;
    uint8_t bytes[MFA_SECRET_LONGEST];
    size_t size = 0;
    mfa_result result = new_secret(key);

    if (result == MFA_OK)
        result = mfa_secret_expose(&secret, bytes, sizeof bytes, &size);
    text_wipe(bytes, sizeof bytes);
    if (result == MFA_OK && size > SECRET_LONGEST)
        result = MFA_ERROR_SECRET_TOO_LONG;
    parameters.size = sizeof parameters;
    if (result == MFA_OK)
        result = mfa_parameters_init(&parameters);
    parameters.kind = kind->kind;
    parameters.algorithm = kind->algorithm;
    if (result == MFA_OK)
        result = mfa_permit_by_administrator(&permit);
    if (result == MFA_OK)
        result = mfa_enrollment_begin(&object.enrollment, &permit, &secret, &parameters, clock_now(), NULL);
    mfa_secret_wipe(&secret);
    mfa_permit_wipe(&permit);
    return result == MFA_OK ? store_enrollment(person, key_text) : result;
}

mfa_result person_confirm(struct person *person, const char *typed, mfa_verdict *verdict)
{
    mfa_policy codes;
    mfa_result result;

    if (!(person->has & IS_PENDING))
        return MFA_ERROR_NOTHING_PENDING;
    result = mfa_enrollment_from_bytes(&object.enrollment, person->pending, sizeof person->pending);
    if (result == MFA_OK)
        result = policy(&codes);
    if (result != MFA_OK)
        return result;
    (void)mfa_enrollment_confirm(&attempt, &object.enrollment, NULL, 0, person->states, MFA_STANDING_LENGTH, clock_now(),
                                 typed, text_length(typed), &codes);
    return commit(person, verdict);
}

mfa_result person_set_recovery(struct person *person, const char *key)
{
    mfa_result result;

    if (count(person) == 0)
        return MFA_OFF;
    result = prepare(person);
    if (result == MFA_OK)
        result = mfa_recovery_key_from_base32(&recovery_key, key, text_length(key), LOCK_ID, sizeof LOCK_ID - 1);
    if (result == MFA_OK)
        result = mfa_recovery_key_expose(&recovery_key, person->recovery_key, sizeof person->recovery_key);
    if (result != MFA_OK)
        return result;
    (void)mfa_recovery_begin(&attempt, &recovery_key, credentials(person), count(person), person->states,
                             states_size(person));
    return commit(person, NULL);
}

mfa_result person_remove(struct person *person)
{
    mfa_result result = prepare(person);

    if (result != MFA_OK)
        return result;
    (void)mfa_person_remove_all(&attempt, credentials(person), count(person), person->states, states_size(person));
    result = commit(person, NULL);
    /* Once more, for the other slot has the secret still. */
    return result == MFA_CHANGED && !store_save() ? MFA_NOT_CONFIRMED : result;
}

mfa_result person_unlock(struct person *person)
{
    mfa_result result = prepare(person);

    if (result != MFA_OK)
        return result;
    (void)mfa_person_unlock(&attempt, credentials(person), count(person), person->states, states_size(person));
    return commit(person, NULL);
}

int person_forget(struct person *person)
{
    text_wipe(person, sizeof *person);
    /* Twice, for then neither slot has the secret. */
    return store_save() && store_save();
}

mfa_result person_status(const struct person *person, mfa_status *status)
{
    mfa_policy codes;
    mfa_result result = prepare(person);

    if (result == MFA_OK)
        result = policy(&codes);
    status->size = sizeof *status;
    return result != MFA_OK ? result
                            : mfa_person_status(credentials(person), count(person), person->states, states_size(person),
                                                clock_now(), &codes, status);
}

mfa_result person_drift(const struct person *person, int32_t *drift)
{
    mfa_progress progress;
    mfa_result result = prepare(person);

    *drift = 0;
    progress.size = sizeof progress;
    if (result == MFA_OK && count(person) > 0) {
        result = mfa_person_progress(credentials(person), count(person), person->states, states_size(person), 0,
                                     &progress);
        *drift = progress.drift;
    }
    return result;
}

void person_wipe(void)
{
    mfa_attempt_wipe(&attempt);
    mfa_credential_wipe(&credential);
    mfa_secret_wipe(&secret);
    mfa_recovery_key_wipe(&recovery_key);
    text_wipe(&object, sizeof object);
}

uint32_t person_objects(void)
{
    return (uint32_t)(sizeof attempt + sizeof credential + sizeof object + sizeof recovery_key + sizeof secret);
}
