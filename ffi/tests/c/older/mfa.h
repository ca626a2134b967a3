/*
 * mfa.h as one release before today's would have had it: fewer functions, and structs that end earlier. What is here is
 * never changed: a program that was compiled against it has to work with every later library of the same soname.
 */
#ifndef MFA_H
#define MFA_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t mfa_result;

#define MFA_OK 0
#define MFA_UNCOMMITTED 1
#define MFA_REJECTED 2
#define MFA_CHANGED 8
#define MFA_ARGUMENT_SIZE (-400)
#define MFA_ERROR_POLICY_FREE (-2258)

#define MFA_TOTP 1
#define MFA_SHA1 1
#define MFA_CODE_SIZE 11
#define MFA_POLICY_DEFAULT 0
#define MFA_COMMIT_STORED 101
#define MFA_PART_STATES 1
#define MFA_STATE_LENGTH 64
#define MFA_STANDING_LENGTH 30

typedef struct mfa_secret {
    uint64_t opaque[24];
} mfa_secret;

typedef struct mfa_credential {
    uint64_t opaque[32];
} mfa_credential;

typedef struct mfa_attempt {
    uint64_t opaque[160];
} mfa_attempt;

/* Without period, reserved and t0. */
typedef struct mfa_parameters {
    uint32_t size;
    uint32_t kind;
    uint32_t algorithm;
    uint32_t digits;
} mfa_parameters;

/* Without cap and at_cap. */
typedef struct mfa_policy {
    uint32_t size;
    uint32_t past;
    uint32_t future;
    uint32_t look_ahead;
    uint32_t drift;
    uint32_t resync_range;
    uint32_t free_failures;
    uint32_t first_lock;
    uint32_t longest_lock;
} mfa_policy;

/* Without all that is behind attempts_left. */
typedef struct mfa_verdict {
    uint32_t size;
    uint32_t accepted;
    uint32_t factor;
    uint32_t authenticator;
    uint64_t position;
    int64_t offset;
    uint32_t failures_before;
    uint32_t attempts_left;
} mfa_verdict;

/* Without all that is behind states_size. */
typedef struct mfa_next {
    uint32_t size;
    uint32_t parts;
    uint64_t expected_revision;
    uint64_t revision;
    const uint8_t *states;
    size_t states_size;
} mfa_next;

/* Without revision, closed and reserved. */
typedef struct mfa_status {
    uint32_t size;
    uint32_t failures;
    uint32_t failures_in_all;
    uint32_t attempts_left;
    uint64_t locked_until;
} mfa_status;

size_t mfa_secret_size(void);
mfa_result mfa_secret_import(mfa_secret *secret, const uint8_t *bytes, size_t bytes_size);
void mfa_secret_wipe(mfa_secret *secret);

size_t mfa_credential_size(void);
mfa_result mfa_parameters_init(mfa_parameters *parameters);
mfa_result mfa_credential_make(mfa_credential *credential,
                               const mfa_secret *secret,
                               const mfa_parameters *parameters);
mfa_result mfa_credential_parameters(const mfa_credential *credential, mfa_parameters *parameters);
mfa_result mfa_credential_code_at(const mfa_credential *credential,
                                  uint64_t now,
                                  char *code,
                                  size_t code_size,
                                  uint64_t *step,
                                  uint32_t *seconds_left);
void mfa_credential_wipe(mfa_credential *credential);

mfa_result mfa_policy_init(mfa_policy *policy, uint32_t which);

size_t mfa_attempt_size(void);
mfa_result mfa_attempt_next(mfa_attempt *attempt, mfa_next *next);
mfa_result mfa_attempt_told(mfa_attempt *attempt, uint32_t commit, mfa_verdict *verdict);
void mfa_attempt_wipe(mfa_attempt *attempt);

mfa_result mfa_standing_init(uint8_t *standing, size_t standing_size);
mfa_result mfa_person_add(mfa_attempt *attempt,
                          const mfa_credential *credentials,
                          size_t count,
                          const uint8_t *states,
                          size_t states_size,
                          const mfa_credential *added,
                          uint64_t start);
mfa_result mfa_person_verify(mfa_attempt *attempt,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             uint64_t now,
                             const char *typed,
                             size_t typed_size,
                             const mfa_policy *policy);
mfa_result mfa_person_status(const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             uint64_t now,
                             const mfa_policy *policy,
                             mfa_status *status);

#endif /* MFA_H */
