/* Where the fields of the structs begin that begin with their size: as large can a caller's be who knows no more. */
#include "abuse.h"

#include <stddef.h>

#define AT(field) offsetof(OF, field)

#define OF mfa_parameters
static const size_t parameters[] = {AT(kind), AT(algorithm), AT(digits), AT(period), AT(reserved), AT(t0), 0};
#undef OF
#define OF mfa_policy
static const size_t policy[] = {AT(past),          AT(future),     AT(look_ahead),   AT(drift), AT(resync_range),
                                AT(free_failures), AT(first_lock), AT(longest_lock), AT(cap),   AT(at_cap), 0};
#undef OF
#define OF mfa_verdict
static const size_t verdict[] = {AT(accepted),        AT(factor),      AT(authenticator),
                                 AT(position),        AT(offset),      AT(failures_before),
                                 AT(attempts_left),   AT(locked_until), AT(closed),
                                 AT(reason),          AT(until),       AT(logins_left),
                                 AT(authenticators),  AT(recovery_codes_left), AT(recovery_code),
                                 AT(codes_count),     AT(wrong_codes_left), AT(challenge),
                                 AT(reserved), 0};
#undef OF
#define OF mfa_next
static const size_t next[] = {AT(parts),         AT(expected_revision), AT(revision),        AT(states),
                              AT(states_size),   AT(standing),          AT(standing_size),   AT(recovery),
                              AT(recovery_size), AT(codes),             AT(codes_size),      AT(pending),
                              AT(pending_size),  AT(secret),            AT(secret_size),     AT(parameters),
                              AT(parameters_size), AT(logins),          AT(logins_size), 0};
#undef OF
#define OF mfa_status
static const size_t status[] = {AT(failures), AT(failures_in_all), AT(attempts_left), AT(locked_until),
                                AT(revision), AT(closed),          AT(reserved), 0};
#undef OF
#define OF mfa_progress
static const size_t progress[] = {AT(suspended), AT(next), AT(exhausted), AT(drift), 0};
#undef OF

const struct layout layouts[] = {
    {"mfa_parameters", sizeof(mfa_parameters), parameters},
    {"mfa_policy", sizeof(mfa_policy), policy},
    {"mfa_verdict", sizeof(mfa_verdict), verdict},
    {"mfa_next", sizeof(mfa_next), next},
    {"mfa_status", sizeof(mfa_status), status},
    {"mfa_progress", sizeof(mfa_progress), progress},
    {NULL, 0, NULL},
};
