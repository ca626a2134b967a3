/*
 * mfa.h: a verification core for second-factor logins.
 *
 * HOTP (RFC 4226), TOTP (RFC 6238), recovery by PIN (OCRA, RFC 6287) and by codes, enrollment, and the decision who is
 * asked for what.
 *
 * Where to begin. Either the library stores what it knows of people, in files, or you store it, where you like:
 *
 *     to ...                   the library stores                  you store
 *     set up                   mfa_store_open_or_create()
 *                              mfa_policies_open(), _set()
 *     enroll                   mfa_people_enroll()                 mfa_secret_issue(), mfa_enrollment_begin(),
 *                                                                  mfa_enrollment_setup_uri()
 *       show a QR code         mfa_qr_draw(), _write_text()        mfa_qr_draw(), _write_text()
 *       take the first code    mfa_people_confirm()                mfa_enrollment_confirm()
 *     take over a secret                                           mfa_uri_read() or mfa_secret_import(),
 *                                                                  mfa_credential_make(), mfa_person_add()
 *     log in                   mfa_log_in(), or without callback   mfa_person_verify()
 *                              mfa_log_in_begin(), _answer()
 *       see if a code is due   the same                            mfa_login_decide()
 *     let lost phones recover  mfa_people_new_recovery_key()       mfa_recovery_begin(), mfa_recovery_redeem()
 *       at the help desk       mfa_recovery_issue()                mfa_recovery_issue()
 *       by codes on paper      mfa_people_new_recovery_codes()     mfa_recovery_codes_begin(), _redeem()
 *     unlock, remove           mfa_people_unlock(), _remove()      mfa_person_unlock(), _remove()
 *     show codes, as an app                                        mfa_credential_code_at(), _code_for()
 *
 * With a store of your own a login has three steps: begin an attempt, commit it, wipe it. mfa_attempt_commit() calls you
 * back with what is to be stored; mfa_attempt_next() and mfa_attempt_told() are the same in two calls.
 *
 *     #include <string.h>
 *     #include <mfa.h>
 *
 *     static uint32_t save(void *user, const mfa_next *next)
 *     {
 *         if (next->parts != MFA_PART_STATES)
 *             return MFA_COMMIT_UNKNOWN;
 *         return replace_states(user, next->expected_revision, next->revision, next->states, next->states_size);
 *     }
 *
 *     int may_enter(struct user *user, uint64_t now, const char *typed)
 *     {
 *         mfa_attempt attempt;
 *         mfa_result result;
 *
 *         mfa_person_verify(&attempt, user->credentials, user->count, user->states, user->count * MFA_STATE_LENGTH,
 *                           now, typed, strlen(typed), NULL);
 *         result = mfa_attempt_commit(&attempt, save, user, NULL);
 *         mfa_attempt_wipe(&attempt);
 *         return result == MFA_OK;
 *     }
 *
 * replace_states() stores the states, and only if the record still has the expected revision; it returns one of
 * MFA_COMMIT_*. The result of mfa_person_verify() need not be looked at: where it failed mfa_attempt_commit() returns the
 * same error.
 *
 * Conventions, which hold for all of it:
 *
 * Names. mfa_person_..., mfa_enrollment_... and the like only decide, and you store. mfa_people_... and mfa_log_in... have
 * a file store, are not there without an operating system, and are hidden where MFA_FREESTANDING is defined. Of constants,
 * ..._LENGTH is exactly how many bytes something has, ..._SIZE is room enough for a text and its NUL.
 *
 * Results. Whatever can fail returns an mfa_result. MFA_OK, which is 0, means done; from whatever decides about a login it
 * means accepted AND stored, and nothing else does. So "if (f(...) == 0)" is right everywhere.
 * Positive: decided, but nobody gets in by it. Negative: an error; nobody gets in, and no attempt was counted.
 * mfa_result_message() has a sentence. A yes or no is an output of its own, 1 or 0: there MFA_OK says only that the
 * question was answered.
 *
 * Arguments. An object that is made or changed comes first; what is only read out of one, a verdict, and a handle that is
 * opened come last.
 *
 * Outputs are set to their safe value before anything else is done: a verdict that denies, an empty text, an object that
 * is none. They must not overlap any other argument; that is an error, as is NULL where nothing says that it may be NULL.
 *
 * Memory is the caller's. Objects (mfa_secret, mfa_credential, mfa_attempt ...) may lie anywhere, aligned as uint64_t;
 * what is in them is nobody's business. Make one with the function that says "makes", wipe it with mfa_..._wipe(): until
 * it is made, and after it is wiped, it is refused. An object may be copied by memcpy() or "=", but for those that say
 * otherwise. Nobody else may write to an argument during a call; different objects may be used by different threads.
 *
 * Handles (mfa_store, mfa_policies) are pointers to nothing of the caller's: only functions know what is behind them. Several
 * threads may use one. One that is closed, of another kind, or none at all is an error, whatever became of the memory.
 *
 * Structs that begin with "size" grow with the library. Set size to the sizeof of your struct before each use. Where yours
 * is shorter than the library's, the rest has its default; where it is longer, what the library does not know must be 0.
 * Never written beyond your size.
 *
 * Text goes in as a pointer and its size in bytes, without a NUL; it is UTF-8. Text comes out with a NUL; where it does not
 * fit, nothing of it is there. A pointer to nothing, of size 0, may be NULL.
 *
 * A person is an array of count credentials and their states, 64 bytes (MFA_STATE_LENGTH) for each, in the same order.
 * Somebody without any authenticator is NULL, 0 and their standing, 30 bytes (MFA_STANDING_LENGTH), in place of states.
 * Everything stored of one person is one record: pass what was read together, and read it anew for the next attempt. What
 * is older than the rest would give back codes, or logins under a grant, that are used up.
 *
 * Times are whole seconds since 1970-01-01 00:00:00 UTC, at most 2^40, so that milliseconds, or a negative time_t that
 * was cast, are an error and never a wrong time.
 *
 * Secrets are handled in constant time and wiped, where they are the library's. Copies that callers make are theirs.
 *
 * Generated by "cargo xtask header" from ffi/src. Do not edit.
 */
#ifndef MFA_H
#define MFA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
