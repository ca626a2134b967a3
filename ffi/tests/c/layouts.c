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
                              AT(recovery_size), AT(recovery_codes),    AT(recovery_codes_size),      AT(pending),
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

#define OF mfa_enrollment_policy
static const size_t enrollment_policy[] = {AT(lifetime), AT(codes), AT(wrong_codes), 0};
#undef OF
#define OF mfa_pending
static const size_t pending[] = {AT(is_open), AT(start), AT(until), AT(codes_left), AT(wrong_codes_left), 0};
#undef OF
#define OF mfa_recovery_policy
static const size_t recovery_policy[] = {AT(is_on),          AT(clock_tolerance), AT(grant_length), AT(grant_uses),
                                         AT(grant_logins),   AT(authenticators),  AT(free_failures), AT(first_lock),
                                         AT(longest_lock),   AT(cap),             AT(at_cap), 0};
#undef OF
#define OF mfa_moment
static const size_t moment[] = {AT(has_uptime), AT(now), AT(boot), AT(uptime), 0};
#undef OF
#define OF mfa_recovery_codes_policy
static const size_t recovery_codes_policy[] = {AT(is_on),        AT(authenticators), AT(free_failures), AT(first_lock),
                                               AT(longest_lock), AT(cap),            AT(at_cap), 0};
#undef OF
#define OF mfa_ocra_suite
static const size_t ocra_suite[] = {AT(algorithm),     AT(digits),   AT(question_format), AT(longest_question),
                                    AT(takes_counter), AT(pin_hash), AT(session_length),  AT(time_step),
                                    AT(text), 0};
#undef OF
#define OF mfa_login_policy
static const size_t login_policy[] = {AT(enabled),        AT(occasions),     AT(other_factor_suffices),
                                      AT(hours_without_factor), AT(logins_without_factor), AT(past_deadline),
                                      AT(hours_offline),  AT(logins_offline), 0};
#undef OF
#define OF mfa_logins
static const size_t logins[] = {AT(without_factor), AT(since_online), AT(was_required), AT(required_since),
                                AT(last_online),    AT(was_online),   AT(reserved), 0};
#undef OF
#define OF mfa_facts
static const size_t facts[] = {AT(occasion), AT(requirement), AT(enrolled), AT(online), AT(other_factor),
                               AT(grant_until), 0};
#undef OF
#define OF mfa_possessions
static const size_t possessions[] = {AT(authenticators), AT(pending_until),  AT(pending_codes), AT(recovery_key),
                                     AT(recovery_codes), AT(requirement), 0};
#undef OF
#define OF mfa_arrival
static const size_t arrival[] = {AT(occasion), AT(online), AT(other_factor), 0};
#undef OF

const struct layout layouts[] = {
    {"mfa_parameters", sizeof(mfa_parameters), parameters},
    {"mfa_policy", sizeof(mfa_policy), policy},
    {"mfa_verdict", sizeof(mfa_verdict), verdict},
    {"mfa_next", sizeof(mfa_next), next},
    {"mfa_status", sizeof(mfa_status), status},
    {"mfa_progress", sizeof(mfa_progress), progress},
    {"mfa_enrollment_policy", sizeof(mfa_enrollment_policy), enrollment_policy},
    {"mfa_pending", sizeof(mfa_pending), pending},
    {"mfa_recovery_policy", sizeof(mfa_recovery_policy), recovery_policy},
    {"mfa_moment", sizeof(mfa_moment), moment},
    {"mfa_recovery_codes_policy", sizeof(mfa_recovery_codes_policy), recovery_codes_policy},
    {"mfa_ocra_suite", sizeof(mfa_ocra_suite), ocra_suite},
    {"mfa_login_policy", sizeof(mfa_login_policy), login_policy},
    {"mfa_logins", sizeof(mfa_logins), logins},
    {"mfa_facts", sizeof(mfa_facts), facts},
    {"mfa_possessions", sizeof(mfa_possessions), possessions},
    {"mfa_arrival", sizeof(mfa_arrival), arrival},
    {NULL, 0, NULL},
};
