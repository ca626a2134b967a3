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

/* ---- Results ----------------------------------------------------------------------------------- */

/*
 * What a function came to: MFA_OK, another outcome (positive) or an error (negative).
 *
 * An error about an argument is a multiple of 100 and the argument's number: -103 is a third argument that is NULL. Take
 * them apart with mfa_result_kind() and mfa_result_argument().
 */
typedef int32_t mfa_result;

/* Done. From an attempt or a login: accepted and committed, and nothing else. */
#define MFA_OK 0

/* The attempt is decided, and counts only once it is committed. */
#define MFA_UNCOMMITTED 1

/* Not accepted. */
#define MFA_REJECTED 2

/* Too many wrong codes: nothing was looked at, nothing was counted. Time lifts it. */
#define MFA_LOCKED 3

/* Too many wrong codes: closed until an administrator unlocks or a recovery is redeemed. */
#define MFA_CLOSED 4

/* The authenticators are suspended until they are confirmed again. */
#define MFA_SUSPENDED 5

/* Somebody else changed the record first: read it again and begin anew. */
#define MFA_CONFLICT 6

/* The store did not confirm the change, so nobody gets in. Do not read back. */
#define MFA_NOT_CONFIRMED 7

/* The change is stored. */
#define MFA_CHANGED 8

/* The authenticator is resynchronized. No login. */
#define MFA_RESYNCHRONIZED 9

/* It is known how far the phone's clock is off. No login. */
#define MFA_DIAGNOSED 10

/* The authenticator counts again. No login. */
#define MFA_RESTORED 11

/* The authenticator is enrolled. No login: the code is used up. */
#define MFA_ENROLLED 12

/* The first of two codes was right; the next one is still to come. */
#define MFA_ONE_MORE_CODE 13

/* The enrollment is over: too late, or too many wrong codes. Begin again. */
#define MFA_ENROLLMENT_OVER 14

/* Ask for a code. */
#define MFA_ASK_FOR_CODE 15

/* A grant is open: ask for the recovery PIN again, and offer to enroll. */
#define MFA_ASK_UNDER_GRANT 16

/* Nobody gets in before an authenticator is enrolled. */
#define MFA_ENROLL_NOW 17

/* Nobody gets in, whatever they type. Say whom to call. */
#define MFA_DENIED 18

/* Show the challenge. */
#define MFA_CHALLENGE_SHOWN 19

/* There is no challenge to respond to: show one first. */
#define MFA_NO_CHALLENGE 20

/* There is no grant that lets anybody pass: ask for the recovery PIN. */
#define MFA_PIN_NEEDED 21

/* The policy has this off. */
#define MFA_OFF 22

/* The person gave up: nobody is in, and nothing was counted. */
#define MFA_GIVEN_UP 31

/* An argument is NULL: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_NULL (-100)

/* An argument is not aligned for its type: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_MISALIGNED (-200)

/* An argument overlaps another argument: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_OVERLAP (-300)

/* An argument is, or begins with, a size that cannot be right: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_SIZE (-400)

/*
 * An argument has fields that this version does not know, and they are not zero: less the argument's number,
 * counted from 1.
 */
#define MFA_ARGUMENT_TAIL (-500)

/* An argument is none: it was never made, or is wiped, closed or used up: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_UNSET (-600)

/* An argument is something else: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_FOREIGN (-700)

/* An argument was made by another version of the library: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_VERSION (-800)

/*
 * An argument is cut short or overwritten, or a copy of what cannot be copied: less the argument's number, counted
 * from 1.
 */
#define MFA_ARGUMENT_DAMAGED (-900)

/* An argument is out of range: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_VALUE (-1000)

/* An argument is not UTF-8: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_TEXT (-1100)

/* An argument is too small for what is to be written there: less the argument's number, counted from 1. */
#define MFA_ARGUMENT_TOO_SMALL (-1200)

/*
 * An attempt goes: begin, take what is to be stored, store it, tell; a login in two calls: begin, answer. This call is out
 * of that order, or a second time.
 */
#define MFA_ERROR_ORDER (-2001)

/* The attempt permits to bind nothing, or was asked before. */
#define MFA_ERROR_NOTHING_PERMITTED (-2005)

/* This build of the library is without that. */
#define MFA_ERROR_UNSUPPORTED (-2002)

/* Something that this version of the C interface has no number for. */
#define MFA_ERROR_UNKNOWN (-2003)

/* A defect in the library; nobody gets in. Please report it. */
#define MFA_ERROR_PANIC (-2004)

/* A field that is reserved is not 0. */
#define MFA_ERROR_RESERVED (-2006)

/* The time is negative; times are seconds since 1970-01-01 00:00:00 UTC. */
#define MFA_ERROR_TIME_NEGATIVE (-2051)

/* The time is beyond 2^40 seconds; times are seconds since 1970-01-01, not milliseconds. */
#define MFA_ERROR_TIME_TOO_LARGE (-2052)

/* The time is before the credential's T0; is the clock set? */
#define MFA_ERROR_TIME_BEFORE_T0 (-2053)

/* A secret has at least 10 bytes, one that is issued at least 16. */
#define MFA_ERROR_SECRET_TOO_SHORT (-2101)

/* A secret has at most 128 bytes. */
#define MFA_ERROR_SECRET_TOO_LONG (-2102)

/* The secret's text is not base32: A to Z, 2 to 7, with spaces and dashes between. */
#define MFA_ERROR_SECRET_NOT_BASE32 (-2103)

/* The secret's base32 text is incomplete: its number of characters cannot be right. */
#define MFA_ERROR_SECRET_CUT_SHORT (-2104)

/* The secret's base32 padding is wrong: only the '=' that complete a group of eight may follow. */
#define MFA_ERROR_SECRET_PADDING (-2105)

/* A code has 6 to 10 digits. */
#define MFA_ERROR_DIGITS (-2151)

/* A period is 1 to 3600 seconds. */
#define MFA_ERROR_PERIOD (-2152)

/* A counter is at most 18446744073709551614. */
#define MFA_ERROR_COUNTER (-2153)

/* T0 is at most 2^40 seconds. */
#define MFA_ERROR_T0 (-2154)

/* A credential is time-based (TOTP) or counter-based (HOTP). */
#define MFA_ERROR_KIND (-2155)

/* The hashes are SHA-1, SHA-256 and SHA-512. */
#define MFA_ERROR_ALGORITHM (-2156)

/* This credential is counter-based (HOTP); only a time-based one (TOTP) can do that. */
#define MFA_ERROR_NOT_TIME_BASED (-2157)

/* This credential is time-based (TOTP); only a counter-based one (HOTP) can do that. */
#define MFA_ERROR_NOT_COUNTER_BASED (-2158)

/* No code was entered. */
#define MFA_ERROR_CODE_EMPTY (-2201)

/* A character of the code is not a digit 0 to 9. */
#define MFA_ERROR_CODE_NOT_A_DIGIT (-2202)

/* Codes have 6 to 10 digits, and each authenticator shows its own number of them. */
#define MFA_ERROR_CODE_LENGTH (-2203)

/* A window reaches at most 50 steps to each side. */
#define MFA_ERROR_POLICY_WINDOW (-2251)

/* A look-ahead is 1 to 100 counters. */
#define MFA_ERROR_POLICY_LOOK_AHEAD (-2252)

/* A resynchronization looks at 1 to 1000 counters. */
#define MFA_ERROR_POLICY_RESYNC_RANGE (-2253)

/* A drift is bounded by 1 to 20 steps; 0 is off. */
#define MFA_ERROR_POLICY_DRIFT (-2254)

/* A diagnosis reaches 1 to 2880 steps. */
#define MFA_ERROR_POLICY_REACH (-2255)

/* Locks last 1 second to 24 hours, the longest at least as long as the first. */
#define MFA_ERROR_POLICY_LOCK (-2256)

/* Between 1 and 100 consecutive failures are allowed before one-time codes are closed. */
#define MFA_ERROR_POLICY_CAP (-2257)

/* At most as many failures can be free of a lock as the cap allows. */
#define MFA_ERROR_POLICY_FREE (-2258)

/* At the cap codes are closed (MFA_AT_CAP_CLOSE) or keep locking (MFA_AT_CAP_KEEP_LOCKING). */
#define MFA_ERROR_POLICY_AT_CAP (-2259)

/* A stored state has 64 bytes. */
#define MFA_ERROR_STATE_LENGTH (-2301)

/* These bytes are no state, or one of a newer version than this library knows. */
#define MFA_ERROR_STATE_VERSION (-2302)

/* The state's seal is broken: it is corrupt, or it belongs to another credential. */
#define MFA_ERROR_STATE_SEAL (-2303)

/* There is no authenticator. */
#define MFA_ERROR_NOBODY_ENROLLED (-2351)

/* A person has at most 8 authenticators. */
#define MFA_ERROR_TOO_MANY (-2352)

/* There is no authenticator at that index. */
#define MFA_ERROR_NO_SUCH_AUTHENTICATOR (-2353)

/* The states were not stored together: one is older or another person's. */
#define MFA_ERROR_STATES_DISAGREE (-2354)

/* Two authenticators share one secret, so each code would work twice. */
#define MFA_ERROR_SAME_SECRET (-2355)

/* A time-based credential starts at a time step, a counter-based one at a counter. */
#define MFA_ERROR_WRONG_KIND_OF_START (-2356)

/* The record has been changed as often as it can be. */
#define MFA_ERROR_REVISION_EXHAUSTED (-2357)

/* The authenticator's counter is at its end; enroll another. */
#define MFA_ERROR_COUNTER_EXHAUSTED (-2358)

/* Resynchronizing a time-based authenticator needs a policy with drift. */
#define MFA_ERROR_DRIFT_IS_OFF (-2359)

/* The authenticator is not suspended. */
#define MFA_ERROR_NOT_SUSPENDED (-2360)

/* The permit is for a first authenticator; another needs an accepted code, a recovery or an administrator. */
#define MFA_ERROR_PERMIT (-2361)

/* An otpauth URI has at most 4096 bytes. */
#define MFA_ERROR_URI_TOO_LONG (-2401)

/* This is no otpauth URI, which begins otpauth://. */
#define MFA_ERROR_URI_SCHEME (-2402)

/* This is an app's export of several accounts; each has to be enrolled with a URI of its own. */
#define MFA_ERROR_URI_MIGRATION (-2403)

/* The URI's type is neither totp nor hotp. */
#define MFA_ERROR_URI_TYPE (-2404)

/* A '#' cuts the URI short; inside a name it is written %23. */
#define MFA_ERROR_URI_FRAGMENT (-2405)

/* A '%' in the URI is not followed by two hexadecimal digits. */
#define MFA_ERROR_URI_PERCENT (-2406)

/* Percent-encoded bytes of the URI are not UTF-8. */
#define MFA_ERROR_URI_UTF8 (-2407)

/* Control and bidirectional formatting characters are not allowed in a URI. */
#define MFA_ERROR_URI_UNPRINTABLE (-2408)

/* A parameter of the URI is there more than once. */
#define MFA_ERROR_URI_DUPLICATE (-2409)

/* The URI has no secret. */
#define MFA_ERROR_URI_NO_SECRET (-2410)

/* The URI's algorithm is none of SHA1, SHA256 and SHA512. */
#define MFA_ERROR_URI_ALGORITHM (-2411)

/* The URI's digits are not 6 to 10. */
#define MFA_ERROR_URI_DIGITS (-2412)

/* The URI's period is not 1 to 3600 seconds. */
#define MFA_ERROR_URI_PERIOD (-2413)

/* The URI's counter is not 0 to 18446744073709551614. */
#define MFA_ERROR_URI_COUNTER (-2414)

/* A hotp URI must have a counter. */
#define MFA_ERROR_URI_NO_COUNTER (-2415)

/* An otpauth URI cannot say that steps are counted from a time other than 1970. */
#define MFA_ERROR_URI_T0 (-2416)

/* A totp URI starts at a time step, a hotp URI at a counter. */
#define MFA_ERROR_URI_START (-2417)

/* The account or the issuer is empty. */
#define MFA_ERROR_LABEL_EMPTY (-2451)

/* The account or the issuer is longer than 255 bytes. */
#define MFA_ERROR_LABEL_TOO_LONG (-2452)

/* The account or the issuer begins or ends with a space. */
#define MFA_ERROR_LABEL_SPACE (-2453)

/* A colon here would be read as the one between issuer and account. */
#define MFA_ERROR_LABEL_COLON (-2454)

/* Control and bidirectional formatting characters are not allowed in account and issuer. */
#define MFA_ERROR_LABEL_UNPRINTABLE (-2455)

/* The text does not fit a QR code, which holds 2953 bytes at most. */
#define MFA_ERROR_QR_TOO_LONG (-2501)

/* An enrollment is pending for 1 to 1440 minutes, which is 24 hours. */
#define MFA_ERROR_ENROLLMENT_LIFETIME (-2551)

/* An enrollment ends after 1 to 100 wrong codes. */
#define MFA_ERROR_ENROLLMENT_WRONG_CODES (-2552)

/* The enrollment is over; begin again. */
#define MFA_ERROR_ENROLLMENT_OVER (-2553)

/* These bytes are no pending enrollment, or one of a newer version than this library knows. */
#define MFA_ERROR_ENROLLMENT_VERSION (-2554)

/* The pending enrollment is damaged; begin again. */
#define MFA_ERROR_ENROLLMENT_DAMAGED (-2555)

/* An enrollment is confirmed by 1 code or by 2. */
#define MFA_ERROR_ENROLLMENT_CODES (-2556)

/* A recovery key has 32 bytes. */
#define MFA_ERROR_RECOVERY_KEY_LENGTH (-2601)

/* A device id has 4 to 64 characters. */
#define MFA_ERROR_DEVICE_ID_LENGTH (-2602)

/* A device id has printable ASCII characters other than space. */
#define MFA_ERROR_DEVICE_ID_CHARACTER (-2603)

/* Nothing was entered; nine digits are needed. */
#define MFA_ERROR_RECOVERY_DIGITS_EMPTY (-2604)

/* A character of what was entered is not a digit 0 to 9. */
#define MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT (-2605)

/* Nine digits are needed. */
#define MFA_ERROR_RECOVERY_DIGITS_LENGTH (-2606)

/* A digit is wrong, or two were swapped; compare all nine again. */
#define MFA_ERROR_RECOVERY_DIGITS_CHECK (-2607)

/* The clock tolerance is 0 to 300 seconds. */
#define MFA_ERROR_RECOVERY_POLICY_TOLERANCE (-2608)

/* A grant lasts 1 to 7200 minutes, which is 5 days. */
#define MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH (-2609)

/* A grant is good for 1 to 200 logins. */
#define MFA_ERROR_RECOVERY_POLICY_GRANT_USES (-2610)

/* A stored recovery record has 96 bytes. */
#define MFA_ERROR_RECOVERY_LENGTH (-2611)

/* These bytes are no recovery record, or one of a newer version than this library knows. */
#define MFA_ERROR_RECOVERY_VERSION (-2612)

/* The recovery record's seal is broken: it is corrupt, or it belongs to another key or device. */
#define MFA_ERROR_RECOVERY_SEAL (-2613)

/* No recovery code was entered. */
#define MFA_ERROR_RECOVERY_CODE_EMPTY (-2701)

/* A character of the recovery code is none of 0 to 9 and A to Z without U. */
#define MFA_ERROR_RECOVERY_CODE_CHARACTER (-2702)

/* Recovery codes have 16 or 24 characters, those of one set the same number. */
#define MFA_ERROR_RECOVERY_CODE_LENGTH (-2703)

/* A recovery code is made of 10 or 15 random bytes. */
#define MFA_ERROR_RECOVERY_CODE_RANDOM (-2704)

/* A set has 1 to 16 recovery codes. */
#define MFA_ERROR_RECOVERY_CODES_COUNT (-2705)

/* Two recovery codes are the same, so it would work twice; is the random source broken? */
#define MFA_ERROR_RECOVERY_CODES_SAME (-2706)

/* A stored set of recovery codes has 312 bytes. */
#define MFA_ERROR_RECOVERY_CODES_RECORD_LENGTH (-2707)

/* These bytes are no recovery codes, or those of a newer version than this library knows. */
#define MFA_ERROR_RECOVERY_CODES_VERSION (-2708)

/* The stored recovery codes are damaged: they contradict themselves. */
#define MFA_ERROR_RECOVERY_CODES_DAMAGED (-2709)

/* An OCRA suite has at most 46 characters. */
#define MFA_ERROR_OCRA_SUITE_TOO_LONG (-2751)

/* An OCRA suite begins OCRA-1, in upper case. */
#define MFA_ERROR_OCRA_SUITE_VERSION (-2752)

/* After OCRA-1: comes HOTP, in upper case. */
#define MFA_ERROR_OCRA_SUITE_FUNCTION (-2753)

/* The suite's hash is SHA1, SHA256 or SHA512, without a dash in it. */
#define MFA_ERROR_OCRA_SUITE_HASH (-2754)

/* A response has 4 to 10 digits, written without leading zero. */
#define MFA_ERROR_OCRA_SUITE_DIGITS (-2755)

/* 0 digits, an untruncated response, are not supported; a response has 4 to 10 digits. */
#define MFA_ERROR_OCRA_SUITE_UNTRUNCATED (-2756)

/* The suite has no question (Q). */
#define MFA_ERROR_OCRA_SUITE_NO_QUESTION (-2757)

/* A suite's question is QA (alphanumeric), QN (numeric) or QH (hexadecimal). */
#define MFA_ERROR_OCRA_SUITE_QUESTION_FORMAT (-2758)

/* A suite's question has 04 to 64 characters, like QN08. */
#define MFA_ERROR_OCRA_SUITE_QUESTION_LENGTH (-2759)

/* A suite's counter is C and nothing else. */
#define MFA_ERROR_OCRA_SUITE_COUNTER (-2760)

/* A suite's PIN hash is PSHA1, PSHA256 or PSHA512. */
#define MFA_ERROR_OCRA_SUITE_PIN_HASH (-2761)

/* A suite's session information has S001 to S512 bytes, written with three digits. */
#define MFA_ERROR_OCRA_SUITE_SESSION (-2762)

/* A suite's time step is T1S to T59S, T1M to T59M or T1H to T48H. */
#define MFA_ERROR_OCRA_SUITE_TIME_STEP (-2763)

/* A suite's inputs are C, Q, P, S and T, with one dash between each two. */
#define MFA_ERROR_OCRA_SUITE_INPUT (-2764)

/* An input is in the suite more than once. */
#define MFA_ERROR_OCRA_SUITE_DUPLICATE (-2765)

/* The suite's inputs are in the order C, Q, P, S, T. */
#define MFA_ERROR_OCRA_SUITE_ORDER (-2766)

/* An input that the suite takes is missing. */
#define MFA_ERROR_OCRA_MISSING (-2801)

/* An input was given that the suite does not take. */
#define MFA_ERROR_OCRA_SUPERFLUOUS (-2802)

/* A character of the question is none that its format has. */
#define MFA_ERROR_OCRA_QUESTION_CHARACTER (-2803)

/* The question has at least 4 characters, and at most as many as the suite allows. */
#define MFA_ERROR_OCRA_QUESTION_LENGTH (-2804)

/* The question is of another format than the suite's. */
#define MFA_ERROR_OCRA_QUESTION_FORMAT (-2805)

/* A PIN hash has 20 bytes with SHA-1, 32 with SHA-256, 64 with SHA-512. */
#define MFA_ERROR_OCRA_PIN_HASH_LENGTH (-2806)

/* The PIN hash is of another hash than the suite's. */
#define MFA_ERROR_OCRA_PIN_HASH (-2807)

/* The session information is longer than the suite allows. */
#define MFA_ERROR_OCRA_SESSION_LENGTH (-2808)

/* No response was entered. */
#define MFA_ERROR_OCRA_RESPONSE_EMPTY (-2809)

/* A character of the response is not a digit 0 to 9. */
#define MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT (-2810)

/* Responses have 4 to 10 digits. */
#define MFA_ERROR_OCRA_RESPONSE_LENGTH (-2811)

/* A period is 0 (never) to 8784 hours, which is 366 days. */
#define MFA_ERROR_LOGIN_HOURS (-2851)

/* A limit on logins is 1 to 65535; for none at all the period is 0 hours. */
#define MFA_ERROR_LOGIN_LOGINS (-2852)

/* The login record is of a version that is not supported; this one reads version 1. */
#define MFA_ERROR_LOGIN_RECORD_VERSION (-2853)

/* The login record is damaged: its times contradict each other. */
#define MFA_ERROR_LOGIN_RECORD_DAMAGED (-2854)

/* A name cannot be empty. */
#define MFA_ERROR_NAME_EMPTY (-3001)

/* A person's name has at most 200 bytes, an authenticator's at most 64. */
#define MFA_ERROR_NAME_TOO_LONG (-3002)

/* A person's name cannot begin with a dot. */
#define MFA_ERROR_NAME_LEADING_DOT (-3003)

/* A person's name cannot contain a slash. */
#define MFA_ERROR_NAME_SLASH (-3004)

/* A name cannot contain control or bidirectional characters. */
#define MFA_ERROR_NAME_UNPRINTABLE (-3005)

/* The system's random source cannot be read. Nothing is made up instead. */
#define MFA_ERROR_RANDOM (-3051)

/* There is no such folder. */
#define MFA_ERROR_STORE_NO_FOLDER (-3101)

/* The store must be a folder, and not a link to one. */
#define MFA_ERROR_STORE_NOT_A_FOLDER (-3102)

/* A file of the store is a link, and links are not followed. */
#define MFA_ERROR_STORE_LINK (-3103)

/* A file of the store is not a regular file. */
#define MFA_ERROR_STORE_NOT_A_FILE (-3104)

/* The store's folder and files must belong to the user that runs this program. */
#define MFA_ERROR_STORE_OWNER (-3105)

/* Others have access to the store: its folder needs mode 0700, a file 0600. */
#define MFA_ERROR_STORE_MODE (-3106)

/* The store is on a network file system; it needs a local one. */
#define MFA_ERROR_STORE_NETWORK (-3107)

/* The disk, or somebody's quota of it, is full. */
#define MFA_ERROR_STORE_FULL (-3108)

/* The store's file system is read-only. */
#define MFA_ERROR_STORE_READ_ONLY (-3109)

/* The system does not permit access to the store. */
#define MFA_ERROR_STORE_NOT_PERMITTED (-3110)

/* Another program holds the record's lock; try again. */
#define MFA_ERROR_STORE_BUSY (-3111)

/* The system reports an error of the store; mfa_store_error() has its sentence. */
#define MFA_ERROR_STORE_SYSTEM (-3112)

/* The file in the store is not a libmfa record. */
#define MFA_ERROR_DAMAGED_NOT_A_RECORD (-3151)

/* The record in the store was written by another version of the library. */
#define MFA_ERROR_DAMAGED_VERSION (-3152)

/* The record in the store has a section that this version does not know: a newer one wrote it. */
#define MFA_ERROR_DAMAGED_SECTION (-3153)

/* The record in the store was cut short, or something was appended. */
#define MFA_ERROR_DAMAGED_LENGTH (-3154)

/* The digest of the record in the store does not match: its content was altered. */
#define MFA_ERROR_DAMAGED_DIGEST (-3155)

/* The record in the store is another person's. */
#define MFA_ERROR_DAMAGED_PERSON (-3156)

/* The content of the record in the store makes no sense: it was not written by libmfa. */
#define MFA_ERROR_DAMAGED_CONTENT (-3157)

/* There is no such policy file. */
#define MFA_ERROR_POLICY_FILE_NOT_THERE (-3201)

/* The policy file is a link, and links are not followed. */
#define MFA_ERROR_POLICY_FILE_LINK (-3202)

/* The policy file is not a regular file. */
#define MFA_ERROR_POLICY_FILE_NOT_A_FILE (-3203)

/* The policy file must belong to root or to the user that runs this program. */
#define MFA_ERROR_POLICY_FILE_OWNER (-3204)

/* Others can write to the policy file. */
#define MFA_ERROR_POLICY_FILE_MODE (-3205)

/* The policy file is longer than 65536 bytes. */
#define MFA_ERROR_POLICY_FILE_TOO_LONG (-3206)

/* The system reports an error of the policy file. */
#define MFA_ERROR_POLICY_FILE_SYSTEM (-3207)

/* The policy file is not UTF-8. */
#define MFA_ERROR_POLICY_FILE_NOT_TEXT (-3208)

/* The policy file is a binary property list, which this build does not read. */
#define MFA_ERROR_POLICY_FILE_BINARY (-3209)

/* The policy file is a signed profile; give the profile as it was before it was signed. */
#define MFA_ERROR_POLICY_FILE_SIGNED (-3210)

/* The policy file is not well-formed. */
#define MFA_ERROR_POLICY_FILE_SYNTAX (-3211)

/* A key of the policy file has a value that it does not take. */
#define MFA_ERROR_POLICY_FILE_VALUE (-3212)

/* A list of the policy file has an entry that cannot be there. */
#define MFA_ERROR_POLICY_FILE_ENTRY (-3213)

/* A key of the policy file has two values. */
#define MFA_ERROR_POLICY_FILE_TWICE (-3214)

/* Two keys of the policy file say the same in two ways. */
#define MFA_ERROR_POLICY_FILE_BOTH (-3215)

/* Two keys of the policy file cannot stand together. */
#define MFA_ERROR_POLICY_FILE_CONTRADICTION (-3216)

/* The engine refuses what the policy file says. */
#define MFA_ERROR_POLICY_FILE_REFUSED (-3217)

/* The policy file has no key of that name. */
#define MFA_ERROR_POLICY_FILE_KEY (-3218)

/* There is no such person in the store. */
#define MFA_ERROR_NO_SUCH_PERSON (-3251)

/* The person has no authenticator of that name. */
#define MFA_ERROR_NO_SUCH_NAME (-3252)

/* The person has several authenticators; say which one is meant. */
#define MFA_ERROR_WHICH_AUTHENTICATOR (-3253)

/* The person has an authenticator of that name already. */
#define MFA_ERROR_NAME_TAKEN (-3254)

/* No enrollment is pending for the person. */
#define MFA_ERROR_NOTHING_PENDING (-3255)

/* The person has no recovery key on this device. */
#define MFA_ERROR_NO_RECOVERY (-3256)

/* The person has a recovery key on this device already. */
#define MFA_ERROR_RECOVERY_KEY_THERE (-3257)

/* The person has no recovery codes. */
#define MFA_ERROR_NO_RECOVERY_CODES (-3258)

/* What was typed is not what is asked for now; nothing was counted. */
#define MFA_ERROR_NOT_ASKED (-3259)

/* Others changed the record all the time; try again. */
#define MFA_ERROR_BUSY (-3260)

/* Where recovery is on nine digits are a PIN, so no authenticator may show as many. */
#define MFA_ERROR_NINE_DIGITS (-3261)

/* The function that asks returned more characters than there was room for. */
#define MFA_ERROR_ASKING (-3301)

/* The kind of a result: for an error about an argument MFA_ARGUMENT_NULL and so on, else the result itself. */
mfa_result mfa_result_kind(mfa_result result);

/* Which argument an error is about, counted from 1; 0 if it is about none. */
uint32_t mfa_result_argument(mfa_result result);

/*
 * A sentence in English that says what a result means, for a log. Never NULL, never freed; a result that this version does
 * not know says so.
 */
const char *mfa_result_message(mfa_result result);

/* ---- Version ----------------------------------------------------------------------------------- */

/* The major version that a program was compiled with. */
#define MFA_VERSION_MAJOR 0

/* The minor version that a program was compiled with. */
#define MFA_VERSION_MINOR 1

/* The patch version that a program was compiled with. */
#define MFA_VERSION_PATCH 0

/*
 * The version that a program runs with: the major, the minor and the patch version, each by itself. Compare them with
 * MFA_VERSION_MAJOR, MFA_VERSION_MINOR and MFA_VERSION_PATCH: a program runs with the version that it was compiled with, and
 * with each later one of the same soname (libmfa.so.0).
 *
 * Each pointer may be NULL.
 */
void mfa_version(uint32_t *major,
                 uint32_t *minor,
                 uint32_t *patch);

/* ---- Secrets (RFC 4226, section 4) ------------------------------------------------------------- */

/* Fewer than 128 bits, which RFC 4226 requires at least: fine to import, worth replacing. */
#define MFA_STRENGTH_LEGACY 1

/* 128 to 159 bits: what RFC 4226 requires. */
#define MFA_STRENGTH_REQUIRED 2

/* 160 bits or more: what RFC 4226 recommends. */
#define MFA_STRENGTH_RECOMMENDED 3

/* How many bytes a new secret should have. */
#define MFA_SECRET_RECOMMENDED_LENGTH 20

/* How many bytes a secret has at the most. */
#define MFA_SECRET_LONGEST 128

/* Room for any secret as base32 text and its NUL. */
#define MFA_SECRET_TEXT_SIZE 206

/* A shared secret of 10 to 128 bytes. May be copied; wipe every copy. */
typedef struct mfa_secret {
    uint64_t opaque[24];
} mfa_secret;

/* How many bytes an mfa_secret has. */
size_t mfa_secret_size(void);

/* Makes a secret that somebody else issued, of 10 to 128 bytes. */
mfa_result mfa_secret_import(mfa_secret *secret, const uint8_t *bytes, size_t bytes_size);

/*
 * Makes a new secret of 16 to 128 bytes that the caller drew from the system's random source, by default
 * MFA_SECRET_RECOMMENDED_LENGTH of them. Wipe those bytes.
 */
mfa_result mfa_secret_issue(mfa_secret *secret, const uint8_t *random, size_t random_size);

/* Makes a secret from base32 text: any case, spaces and dashes between, padded or not. */
mfa_result mfa_secret_from_base32(mfa_secret *secret, const char *text, size_t text_size);

/*
 * Writes a secret as base32 text with a NUL: upper case, no padding. MFA_SECRET_TEXT_SIZE bytes are room
 * enough. Wipe the text.
 *
 * length, which may be NULL, is how many characters the text has, even where it does not fit.
 */
mfa_result mfa_secret_to_base32(const mfa_secret *secret, char *text, size_t text_size, size_t *length);

/* Copies a secret's bytes, for whoever stores them: length of them. Wipe the copy. */
mfa_result mfa_secret_expose(const mfa_secret *secret, uint8_t *bytes, size_t bytes_size, size_t *length);

/* How strong a secret is: one of MFA_STRENGTH_*. */
mfa_result mfa_secret_strength(const mfa_secret *secret, uint32_t *strength);

/* Whether two secrets are the same (1) or not (0), told without revealing where they differ. */
mfa_result mfa_secret_same(const mfa_secret *secret, const mfa_secret *other, uint32_t *same);

/* Wipes a secret. NULL is fine. */
void mfa_secret_wipe(mfa_secret *secret);

/* ---- Credentials and their codes (RFC 4226, RFC 6238) ------------------------------------------ */

/* Time-based codes (RFC 6238). */
#define MFA_TOTP 1

/* Counter-based codes (RFC 4226). */
#define MFA_HOTP 2

/* HMAC-SHA-1, what nearly every authenticator app uses. */
#define MFA_SHA1 1

/* HMAC-SHA-256. */
#define MFA_SHA256 2

/* HMAC-SHA-512. */
#define MFA_SHA512 3

/* Room for any code and its NUL. */
#define MFA_CODE_SIZE 11

/* How many bytes stored parameters have. */
#define MFA_PARAMETERS_LENGTH 11

/* What is public of a credential. Where NULL is passed for it: TOTP, SHA-1, 6 digits, 30 seconds. */
typedef struct mfa_parameters {
    /* sizeof (mfa_parameters). */
    uint32_t size;
    /* MFA_TOTP or MFA_HOTP. */
    uint32_t kind;
    /* MFA_SHA1, MFA_SHA256 or MFA_SHA512. */
    uint32_t algorithm;
    /* How many digits a code has: 6 to 10. */
    uint32_t digits;
    /* How long a time step lasts: 1 to 3600 seconds. Of no meaning for MFA_HOTP. */
    uint32_t period;
    /* 0. */
    uint32_t reserved;
    /* From when on time steps are counted, in Unix seconds, usually 0. Of no meaning for MFA_HOTP. */
    uint64_t t0;
} mfa_parameters;

/*
 * A secret prepared for use, from which codes are computed and by which states are sealed. Immutable. May be copied; wipe
 * every copy.
 */
typedef struct mfa_credential {
    uint64_t opaque[32];
} mfa_credential;

/* Fills in the default parameters. Set size first. */
mfa_result mfa_parameters_init(mfa_parameters *parameters);

/* Writes parameters as the MFA_PARAMETERS_LENGTH bytes to store them in. */
mfa_result mfa_parameters_to_bytes(const mfa_parameters *parameters, uint8_t *bytes, size_t bytes_size);

/* Reads parameters that were stored. Set size first. */
mfa_result mfa_parameters_from_bytes(mfa_parameters *parameters, const uint8_t *bytes, size_t bytes_size);

/* How many bytes an mfa_credential has. */
size_t mfa_credential_size(void);

/* Makes a credential. The secret can be wiped afterwards; parameters may be NULL. */
mfa_result mfa_credential_make(mfa_credential *credential,
                               const mfa_secret *secret,
                               const mfa_parameters *parameters);

/* The parameters of a credential. Set size first. */
mfa_result mfa_credential_parameters(const mfa_credential *credential, mfa_parameters *parameters);

/*
 * The code of a time-based credential at a time in Unix seconds, with a NUL: MFA_CODE_SIZE bytes are room enough.
 *
 * step, the time step, and seconds_left, how long the code is still the current one (1 second to the whole period),
 * may be NULL.
 */
mfa_result mfa_credential_code_at(const mfa_credential *credential,
                                  uint64_t now,
                                  char *code,
                                  size_t code_size,
                                  uint64_t *step,
                                  uint32_t *seconds_left);

/* The code of a time-based credential in a time step, with a NUL. */
mfa_result mfa_credential_code_in(const mfa_credential *credential,
                                  uint64_t step,
                                  char *code,
                                  size_t code_size);

/* The code of a counter-based credential (RFC 4226), with a NUL. An app stores the next counter before it shows the code. */
mfa_result mfa_credential_code_for(const mfa_credential *credential,
                                   uint64_t counter,
                                   char *code,
                                   size_t code_size);

/*
 * How many steps a phone's clock is off (negative: slow), up to reach steps (1 to 2880) to both sides; found is 0 if
 * no step there has the code.
 *
 * For administrators, who answer for the person: it is free and counts nothing, so it is never to be reachable at a login.
 */
mfa_result mfa_credential_diagnose_as_administrator(const mfa_credential *credential,
                                                    uint64_t now,
                                                    const char *typed,
                                                    size_t typed_size,
                                                    uint32_t reach,
                                                    uint32_t *found,
                                                    int64_t *offset);

/* Wipes a credential. NULL is fine. */
void mfa_credential_wipe(mfa_credential *credential);

/* ---- otpauth URIs (Key URI format) ------------------------------------------------------------- */

/* Room for any URI that is written, and its NUL. Most have fewer than 200 characters. */
#define MFA_URI_SIZE 2589

/* Whose account it is. */
#define MFA_URI_ACCOUNT 1

/* Who issued the secret: what the parameter issuer says, else what the label says. */
#define MFA_URI_ISSUER 2

/* The issuer in the label, before the colon. */
#define MFA_URI_ISSUER_IN_LABEL 3

/* The issuer in the parameter issuer. */
#define MFA_URI_ISSUER_IN_PARAMETER 4

/*
 * Reads an otpauth URI of at most 4096 bytes: its secret, its parameters (set their size first), and start, the first
 * time step or counter that is good, for mfa_person_add().
 *
 * Lenient where issuers differ, and what is left out has its default; but what is known and out of range, empty or there
 * twice is refused by name, and so are a hotp URI without counter, and names with control or bidirectional formatting
 * characters. The URI holds the secret in clear: wipe it.
 */
mfa_result mfa_uri_read(mfa_secret *secret,
                        mfa_parameters *parameters,
                        uint64_t *start,
                        const char *uri,
                        size_t uri_size);

/*
 * Reads one of the names in an otpauth URI, decoded, with a NUL: which is MFA_URI_ACCOUNT, MFA_URI_ISSUER,
 * MFA_URI_ISSUER_IN_LABEL or MFA_URI_ISSUER_IN_PARAMETER. A name that is not there is empty, and no other one is.
 *
 * The name is UTF-8 without control and bidirectional formatting characters, so it is safe to print, and has no more bytes
 * than the URI: uri_size + 1 are always room enough. length, which may be NULL, is how many bytes it has without the
 * NUL, even where it does not fit.
 */
mfa_result mfa_uri_name(const char *uri,
                        size_t uri_size,
                        uint32_t which,
                        char *text,
                        size_t text_size,
                        size_t *length);

/*
 * Whether label and parameter of an otpauth URI both name an issuer, and not the same (1), or not (0). Some services do
 * that on purpose; show both.
 */
mfa_result mfa_uri_issuers_disagree(const char *uri,
                                    size_t uri_size,
                                    uint32_t *disagree);

/*
 * Writes an otpauth URI with a NUL, in the one form that every app reads: MFA_URI_SIZE bytes are room enough. It is ASCII
 * and holds the secret in clear: wipe it, and show it once.
 *
 * parameters may be NULL. Of start, the first time step or counter that is good, only a counter is written. account is
 * whose account it is, issuer who issues the secret, strongly recommended; none if issuer_size is 0. Each is 1 to 255
 * bytes of UTF-8 that neither begin nor end with a space, without control and bidirectional formatting characters; the
 * issuer has no colon, and without an issuer the account has none. length, which may be NULL, is how many characters the
 * URI has, even where it does not fit.
 */
mfa_result mfa_uri_write(const mfa_secret *secret,
                         const mfa_parameters *parameters,
                         uint64_t start,
                         const char *issuer,
                         size_t issuer_size,
                         const char *account,
                         size_t account_size,
                         char *text,
                         size_t text_size,
                         size_t *length);

/* ---- QR codes ---------------------------------------------------------------------------------- */

/* A terminal with light text on a dark ground, as most: light modules are written as blocks. */
#define MFA_TERMINAL_LIGHT_ON_DARK 1

/* A terminal with dark text on a light ground, as on paper: dark modules are written as blocks. */
#define MFA_TERMINAL_DARK_ON_LIGHT 2

/*
 * A QR code: 8 KB, whatever it holds. It is drawn in them, so that drawing takes less than 2 KB of stack (in an optimized
 * build); where the stack is small, make it static. May be copied; wipe every copy.
 */
typedef struct mfa_qr {
    uint64_t opaque[1024];
} mfa_qr;

/* How many bytes an mfa_qr has. */
size_t mfa_qr_size(void);

/*
 * Draws the smallest QR code that holds a text in UTF-8, at error correction M (15 % may be lost) or better, beyond 2331
 * bytes L (7 %). 2953 bytes fit always, which is more than any URI that mfa_uri_write() writes.
 */
mfa_result mfa_qr_draw(mfa_qr *qr,
                       const char *text,
                       size_t text_size);

/* How many modules a side of a QR code has, without the quiet zone of four around it: 21 to 177. */
mfa_result mfa_qr_side(const mfa_qr *qr, uint32_t *side);

/*
 * Whether a module of a QR code is dark (1) or light (0); x counts from the left, y from the top, both from 0. Outside of
 * the code all are light.
 */
mfa_result mfa_qr_is_dark(const mfa_qr *qr,
                          uint32_t x,
                          uint32_t y,
                          uint32_t *dark);

/*
 * Writes a QR code for a terminal in UTF-8 with a NUL: two modules above one another are one character, each line ends
 * with a line feed, and a quiet zone is around it. colors is MFA_TERMINAL_LIGHT_ON_DARK or MFA_TERMINAL_DARK_ON_LIGHT.
 *
 * length, which may be NULL, is how many bytes the text has without the NUL, even where it does not fit: pass no room
 * first to learn it. That is 4 to 7 KB for a usual URI, 52 KB at the most.
 */
mfa_result mfa_qr_write_text(const mfa_qr *qr,
                             uint32_t colors,
                             char *text,
                             size_t text_size,
                             size_t *length);

/*
 * Writes a QR code as an SVG image with a NUL: black on white with a quiet zone, one unit a module, to be shown at any
 * size.
 *
 * length, which may be NULL, is how many bytes the image has without the NUL, even where it does not fit: pass no room
 * first to learn it.
 */
mfa_result mfa_qr_write_svg(const mfa_qr *qr,
                            char *text,
                            size_t text_size,
                            size_t *length);

/* Wipes a QR code. NULL is fine. */
void mfa_qr_wipe(mfa_qr *qr);

/* ---- Policies of one-time codes ---------------------------------------------------------------- */

/*
 * One step to each side, ten counters ahead, no drift; five free failures, locks of 30 seconds up to an hour, closed
 * after 100.
 */
#define MFA_POLICY_DEFAULT 0

/* RFC 6238, section 5.2, to the letter: at most one step back, none ahead. */
#define MFA_POLICY_RFC_6238 1

/* NIST SP 800-63B: at most 100 consecutive failures, then the authenticator is bound anew. */
#define MFA_POLICY_NIST_SP_800_63B 2

/* OWASP ASVS 5.0: a code lives for its 30 seconds only, and strangers cannot shut people out. */
#define MFA_POLICY_ASVS_5 3

/* Five attempts, for administrators: from the sixth failure on each locks for an hour; time lifts it. */
#define MFA_POLICY_ADMINISTRATOR 4

/* At the cap codes are closed until an administrator unlocks or a recovery is redeemed. */
#define MFA_AT_CAP_CLOSE 1

/* At the cap every further failure locks for the longest time, and time lifts it. */
#define MFA_AT_CAP_KEEP_LOCKING 2

/*
 * How codes are verified. Set size, have it filled in by mfa_policy_init(), change what is to be different. Where NULL
 * is passed for it: MFA_POLICY_DEFAULT.
 */
typedef struct mfa_policy {
    /* sizeof (mfa_policy). */
    uint32_t size;
    /* How many past steps are acceptable (TOTP): 0 to 50. */
    uint32_t past;
    /* How many future steps are acceptable (TOTP): 0 to 50. */
    uint32_t future;
    /* How many counters are acceptable, the expected one included (HOTP): 1 to 100. */
    uint32_t look_ahead;
    /* How many steps a phone's clock may be learned to be off (TOTP): 1 to 20, or 0 to learn nothing. */
    uint32_t drift;
    /* How many counters a resynchronization looks at (HOTP): 1 to 1000. */
    uint32_t resync_range;
    /* How many consecutive failures do not lock: at most cap. */
    uint32_t free_failures;
    /* How long the first lock lasts: 1 to 86400 seconds. */
    uint32_t first_lock;
    /* How long a lock lasts at the most: up to 86400 seconds, not less than the first. */
    uint32_t longest_lock;
    /* How many consecutive failures there can be: 1 to 100. */
    uint32_t cap;
    /* What happens then: MFA_AT_CAP_CLOSE or MFA_AT_CAP_KEEP_LOCKING. */
    uint32_t at_cap;
} mfa_policy;

/* Fills in a policy: MFA_POLICY_DEFAULT or another MFA_POLICY_*. Set size first. */
mfa_result mfa_policy_init(mfa_policy *policy, uint32_t which);

/* ---- What an attempt came to ------------------------------------------------------------------- */

/* A one-time code. */
#define MFA_FACTOR_CODE 1

/* A recovery PIN. */
#define MFA_FACTOR_PIN 2

/* The response to a challenge. */
#define MFA_FACTOR_RESPONSE 3

/* A grant that lets any login pass. */
#define MFA_FACTOR_GRANT 4

/* A recovery code. */
#define MFA_FACTOR_RECOVERY_CODE 5

/* The PIN or the response that the open grant began with. */
#define MFA_FACTOR_SAME_PIN 6

/* Rejected: no code that could be right. */
#define MFA_REASON_MISMATCH 1

/* Rejected: right, but used up. */
#define MFA_REASON_REPLAYED 2

/* No code needed: the second factor is off. */
#define MFA_REASON_DISABLED 11

/* No code needed: the person is exempt. */
#define MFA_REASON_EXEMPT 12

/* No code needed: not on this occasion. */
#define MFA_REASON_OCCASION 13

/* No code needed: another strong factor was accepted. */
#define MFA_REASON_OTHER_FACTOR 14

/* No code needed: not enrolled, and not required to be. */
#define MFA_REASON_NOT_ENROLLED 15

/* Let in without an authenticator: the time to enroll goes on until the verdict's until. */
#define MFA_REASON_TIME_TO_ENROLL 16

/* Denied without an authenticator, plus why the time to enroll is over: one of MFA_ENDED_*. */
#define MFA_REASON_DENIED_NOT_ENROLLED 20

/* Denied offline, plus why the time offline is over: one of MFA_ENDED_*. */
#define MFA_REASON_DENIED_OFFLINE 30

/* The policy allows no time at all. */
#define MFA_ENDED_NEVER_ALLOWED 1

/* It never began: the device has never been online. */
#define MFA_ENDED_NEVER_BEGUN 2

/* The clock was set back. */
#define MFA_ENDED_CLOCK_SET_BACK 3

/* The hours have passed. */
#define MFA_ENDED_TIME_IS_UP 4

/* The logins are used up. */
#define MFA_ENDED_LOGINS_USED_UP 5

/* A recovery left the authenticators as they are. */
#define MFA_AUTHENTICATORS_KEPT 1

/* The codes that were acceptable are used up. */
#define MFA_AUTHENTICATORS_BURNED 2

/* The authenticators are suspended until they are confirmed again. */
#define MFA_AUTHENTICATORS_SUSPENDED 3

/* So many logins as anybody likes. */
#define MFA_NO_LIMIT 4294967295u

/* What an attempt came to. What the result does not speak of is 0. The reason is for logs, never for the person. */
typedef struct mfa_verdict {
    /* sizeof (mfa_verdict). */
    uint32_t size;
    /* 1 if the person is in, else 0. */
    uint32_t accepted;
    /* What they got in by: one of MFA_FACTOR_*; 0 if by nothing. */
    uint32_t factor;
    /* Which authenticator, counted from 0. */
    uint32_t authenticator;
    /* The time step or counter of the code. */
    uint64_t position;
    /*
     * How many steps or counters the code was from where it was expected (negative: the phone's clock is slow). Where
     * diagnosed: how far off the clock is.
     */
    int64_t offset;
    /* How many failures went before an acceptance. Show it. */
    uint32_t failures_before;
    /* How many more wrong codes are looked at before one locks or closes. */
    uint32_t attempts_left;
    /* Until when codes are locked, in Unix seconds; 0 if they are not. */
    uint64_t locked_until;
    /* 1 if codes are closed, else 0. */
    uint32_t closed;
    /* Why: one of MFA_REASON_*. */
    uint32_t reason;
    /* Until when a grant, or the time to enroll, goes on, in Unix seconds; 0 if there is none. */
    uint64_t until;
    /* How many logins are left of it; MFA_NO_LIMIT if they are not limited. */
    uint32_t logins_left;
    /* What a recovery did to the authenticators: one of MFA_AUTHENTICATORS_*. */
    uint32_t authenticators;
    /* How many recovery codes are left. */
    uint32_t recovery_codes_left;
    /* Which recovery code it was, counted from 0. */
    uint32_t recovery_code;
    /* Under a grant: 1 if one-time codes count too, else 0. */
    uint32_t codes_count;
    /* How many more wrong codes may confirm an enrollment. */
    uint32_t wrong_codes_left;
    /* The challenge to show, as 123-456-786, with its NUL. */
    char challenge[12];
    /* 0. */
    uint32_t reserved;
} mfa_verdict;

/* ---- Attempts: decided, stored, and only then answered ----------------------------------------- */

/*
 * The change is durable, and it replaced exactly what was read, in exactly one record. Inside of a transaction: after
 * COMMIT.
 */
#define MFA_COMMIT_STORED 101

/* Somebody else changed the record first; nothing was written. */
#define MFA_COMMIT_CONFLICT 102

/*
 * Whether it was written is not known: the connection was lost, the disk is full, or anything else. Denies. Every number
 * that is neither of the two above means this.
 */
#define MFA_COMMIT_UNKNOWN 103

/* The states of all authenticators are to be stored. */
#define MFA_PART_STATES 1

/* The person has no authenticator now: their standing is to be stored in place of states. */
#define MFA_PART_STANDING 2

/* The recovery record is to be stored. */
#define MFA_PART_RECOVERY 4

/* The recovery codes are to be stored. */
#define MFA_PART_RECOVERY_CODES 8

/* The pending enrollment is to be stored, or removed if it has no bytes. */
#define MFA_PART_PENDING 16

/* An authenticator is enrolled: its secret and its parameters are to be stored, behind those that were there. */
#define MFA_PART_ENROLLED 32

/* The login record is to be stored. */
#define MFA_PART_LOGINS 64

/* An attempt. Not to be copied: a copy is refused. Wipe it when it is done with. */
typedef struct mfa_attempt {
    uint64_t opaque[160];
} mfa_attempt;

/*
 * What an attempt wants stored, all of it in one commit. The pointers lead into the attempt and are good until it is told.
 *
 * All that is stored of a person is one record with one revision, that of their states or standing: whatever changes a
 * part of it has those among its parts. Store it only if the record is still what was read: compare all old bytes, or the
 * record's id and expected_revision.
 */
typedef struct mfa_next {
    /* sizeof (mfa_next). */
    uint32_t size;
    /*
     * What is to be stored: the sum of MFA_PART_*. What is not in it stays as it is. 0: nothing need be stored. Where there
     * is one that you do not know or do not store, store nothing and say MFA_COMMIT_UNKNOWN.
     */
    uint32_t parts;
    /* The revision that the stored record must still have. */
    uint64_t expected_revision;
    /* The revision that the record has afterwards: one more. */
    uint64_t revision;
    /* MFA_PART_STATES: 64 bytes for each authenticator, in the order in which they were passed. */
    const uint8_t *states;
    /* How many bytes. */
    size_t states_size;
    /* MFA_PART_STANDING: 30 bytes. */
    const uint8_t *standing;
    /* How many bytes. */
    size_t standing_size;
    /* MFA_PART_RECOVERY: 96 bytes. */
    const uint8_t *recovery;
    /* How many bytes. */
    size_t recovery_size;
    /* MFA_PART_RECOVERY_CODES: 312 bytes. */
    const uint8_t *recovery_codes;
    /* How many bytes. */
    size_t recovery_codes_size;
    /* MFA_PART_PENDING: 163 bytes, or none where nothing is pending any more. Secret. */
    const uint8_t *pending;
    /* How many bytes. */
    size_t pending_size;
    /* MFA_PART_ENROLLED: the secret, 10 to 128 bytes. Secret. */
    const uint8_t *secret;
    /* How many bytes. */
    size_t secret_size;
    /* MFA_PART_ENROLLED: the parameters, MFA_PARAMETERS_LENGTH bytes. */
    const uint8_t *parameters;
    /* How many bytes. */
    size_t parameters_size;
    /* MFA_PART_LOGINS: 30 bytes. */
    const uint8_t *logins;
    /* How many bytes. */
    size_t logins_size;
} mfa_next;

/*
 * Stores what an attempt wants stored, and says what became of it: MFA_COMMIT_STORED, MFA_COMMIT_CONFLICT or
 * MFA_COMMIT_UNKNOWN. Called once, and not at all if there is nothing to store. It must return: no longjmp(), no exception.
 */
typedef uint32_t (*mfa_commit_callback)(void *context, const mfa_next *next);

/*
 * What may be bound to a person. Made by an accepted attempt (mfa_attempt_permit(), mfa_log_in()) or by an administrator
 * (mfa_permit_by_administrator()); good once. Not to be copied. It remembers neither the person nor the time: use it for the
 * person, and in the session, that it was given in.
 */
typedef struct mfa_permit {
    uint64_t opaque[4];
} mfa_permit;

/* How many bytes an mfa_attempt has. */
size_t mfa_attempt_size(void);

/*
 * Stores an attempt through a callback and answers: MFA_OK if, and only if, the code was accepted and that is stored.
 *
 * Where the function that should have begun the attempt failed, this returns the same error. verdict, which may be NULL,
 * says more; set its size first.
 */
mfa_result mfa_attempt_commit(mfa_attempt *attempt,
                              mfa_commit_callback store,
                              void *context,
                              mfa_verdict *verdict);

/*
 * What an attempt wants stored: the first of the two steps. Set size of next first. Returns MFA_UNCOMMITTED: nobody is
 * in yet.
 *
 * A struct without the fields of a part that is to be stored is too small, for what is stored without that part lets
 * somebody in twice.
 */
mfa_result mfa_attempt_next(mfa_attempt *attempt,
                            mfa_next *next);

/*
 * Tells an attempt what became of what was to be stored: the second of the two steps. commit is one of MFA_COMMIT_*;
 * where nothing need be stored it is not looked at.
 *
 * Returns MFA_OK if, and only if, the code was accepted and that is stored. Refused before mfa_attempt_next(), and a second
 * time. verdict, which may be NULL, says more; set its size first.
 */
mfa_result mfa_attempt_told(mfa_attempt *attempt,
                            uint32_t commit,
                            mfa_verdict *verdict);

/*
 * What an attempt that was told permits to bind: after an accepted code or a recovery any authenticator, where a login is
 * decided without a code a first one. Once for each attempt.
 */
mfa_result mfa_attempt_permit(mfa_attempt *attempt,
                              mfa_permit *permit);

/* Wipes an attempt. One that was not told denies. NULL is fine. */
void mfa_attempt_wipe(mfa_attempt *attempt);

/* How many bytes an mfa_permit has. */
size_t mfa_permit_size(void);

/* An administrator answers for the person: any authenticator may be bound. */
mfa_result mfa_permit_by_administrator(mfa_permit *permit);

/* Wipes a permit, so that nothing more can be bound by it. NULL is fine. */
void mfa_permit_wipe(mfa_permit *permit);

/* ---- A person and their authenticators --------------------------------------------------------- */

/* How many bytes the state of an authenticator has. */
#define MFA_STATE_LENGTH 64

/* How many bytes the standing of somebody without any authenticator has. */
#define MFA_STANDING_LENGTH 30

/* How many authenticators a person has at the most. */
#define MFA_MOST_AUTHENTICATORS 8

/* How a person stands. */
typedef struct mfa_status {
    /* sizeof (mfa_status). */
    uint32_t size;
    /* Wrong codes since the last acceptance. */
    uint32_t failures;
    /* Wrong codes in all. Never cleared. */
    uint32_t failures_in_all;
    /* How many more wrong codes are looked at before one locks or closes; 0 while locked or closed. */
    uint32_t attempts_left;
    /* Until when codes are locked, in Unix seconds; 0 if they are not. */
    uint64_t locked_until;
    /* How many times the record was changed. */
    uint64_t revision;
    /* 1 if codes are closed until an administrator unlocks or a recovery is redeemed, else 0. */
    uint32_t closed;
    /* 0. */
    uint32_t reserved;
} mfa_status;

/* Where one authenticator stands. */
typedef struct mfa_progress {
    /* sizeof (mfa_progress). */
    uint32_t size;
    /* 1 if its codes count for nothing until it is confirmed again, else 0. */
    uint32_t suspended;
    /* The smallest time step or counter that is not used up. */
    uint64_t next;
    /* 1 if there is none, for the counter is at its end, else 0. */
    uint32_t exhausted;
    /* How many steps its clock was learned to be off (negative: slow). */
    int32_t drift;
} mfa_progress;

/*
 * Writes the standing of somebody who is new, MFA_STANDING_LENGTH bytes: no failure, no lock, revision 0. Only for
 * enrolling: whoever was there before keeps their standing.
 */
mfa_result mfa_standing_init(uint8_t *standing,
                             size_t standing_size);

/*
 * Tries a code with all authenticators of a person that show codes of its length. Behind the first factor: whoever
 * reaches it can use up the person's failures.
 *
 * now is in Unix seconds, at most 2^40. typed is what the person typed: digits, with white space (a line feed too)
 * and dashes between; anything else is an error that costs no attempt. policy may be NULL. Returns MFA_UNCOMMITTED;
 * the attempt has what to store and, after that, the answer.
 */
mfa_result mfa_person_verify(mfa_attempt *attempt,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             uint64_t now,
                             const char *typed,
                             size_t typed_size,
                             const mfa_policy *policy);

/* As mfa_person_verify(), with one of the authenticators only, counted from 0: where the person said which. */
mfa_result mfa_person_verify_with(mfa_attempt *attempt,
                                  const mfa_credential *credentials,
                                  size_t count,
                                  const uint8_t *states,
                                  size_t states_size,
                                  size_t authenticator,
                                  uint64_t now,
                                  const char *typed,
                                  size_t typed_size,
                                  const mfa_policy *policy);

/*
 * Looks for two consecutive codes of one authenticator, far beyond what a login looks at (RFC 4226, section 7.4). Both
 * are used up. It goes through the throttle like a login; success is MFA_RESYNCHRONIZED, which is none.
 * policy may be NULL.
 */
mfa_result mfa_person_resynchronize(mfa_attempt *attempt,
                                    const mfa_credential *credentials,
                                    size_t count,
                                    const uint8_t *states,
                                    size_t states_size,
                                    size_t authenticator,
                                    uint64_t now,
                                    const char *first,
                                    size_t first_size,
                                    const char *second,
                                    size_t second_size,
                                    const mfa_policy *policy);

/*
 * How far the clock of a person's phone is slow, for somebody at a login prompt whose code was rejected: up to reach
 * steps (1 to 2880). It counts a failure whatever it finds, and looks only at steps that are no longer acceptable.
 * What it finds is MFA_DIAGNOSED and the verdict's offset. policy may be NULL.
 */
mfa_result mfa_person_diagnose(mfa_attempt *attempt,
                               const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size,
                               size_t authenticator,
                               uint64_t now,
                               const char *typed,
                               size_t typed_size,
                               uint32_t reach,
                               const mfa_policy *policy);

/*
 * Tries a code of a suspended authenticator, which counts again if it is right: MFA_RESTORED, which is no login. The code
 * is used up. It goes through the throttle like a login. permit says who answers for it, once.
 * policy may be NULL.
 */
mfa_result mfa_person_restore(mfa_attempt *attempt,
                              const mfa_credential *credentials,
                              size_t count,
                              const uint8_t *states,
                              size_t states_size,
                              size_t authenticator,
                              mfa_permit *permit,
                              uint64_t now,
                              const char *typed,
                              size_t typed_size,
                              const mfa_policy *policy);

/*
 * Adds an authenticator as the last one. start is the first time step or counter that is good: 0 for a new one, the
 * counter in the URI or the position after the last one used for one that is taken over. Failures, lock and revision
 * stay the person's. A change: MFA_CHANGED once it is stored. The states are what is to be stored: see to it that the
 * secret and the parameters are in the same commit.
 */
mfa_result mfa_person_add(mfa_attempt *attempt,
                          const mfa_credential *credentials,
                          size_t count,
                          const uint8_t *states,
                          size_t states_size,
                          const mfa_credential *added,
                          uint64_t start);

/*
 * Removes an authenticator, counted from 0, and leaves the others as they are. A change. Where it was the last one the
 * person's standing is to be stored in place of states.
 */
mfa_result mfa_person_remove(mfa_attempt *attempt,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             size_t authenticator);

/* Removes all authenticators and leaves the person's standing. A change. */
mfa_result mfa_person_remove_all(mfa_attempt *attempt,
                                 const mfa_credential *credentials,
                                 size_t count,
                                 const uint8_t *states,
                                 size_t states_size);

/* Suspends an authenticator, counted from 0: its codes count for nothing until mfa_person_restore(). A change. */
mfa_result mfa_person_suspend(mfa_attempt *attempt,
                              const mfa_credential *credentials,
                              size_t count,
                              const uint8_t *states,
                              size_t states_size,
                              size_t authenticator);

/* Suspends all authenticators. A change. */
mfa_result mfa_person_suspend_all(mfa_attempt *attempt,
                                  const mfa_credential *credentials,
                                  size_t count,
                                  const uint8_t *states,
                                  size_t states_size);

/*
 * Clears consecutive failures and the lock, and opens what was closed; the failures in all stay. For administrators. A
 * change.
 */
mfa_result mfa_person_unlock(mfa_attempt *attempt,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size);

/* Seals the states anew with the next revision, for a change elsewhere in the person's record. A change. */
mfa_result mfa_person_reseal(mfa_attempt *attempt,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size);

/* How a person stands at a time, under a policy, which may be NULL. Changes nothing. Set size first. */
mfa_result mfa_person_status(const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             uint64_t now,
                             const mfa_policy *policy,
                             mfa_status *status);

/* Where one authenticator stands, counted from 0. Changes nothing. Set size first. */
mfa_result mfa_person_progress(const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size,
                               size_t authenticator,
                               mfa_progress *progress);

/* ---- Enrollments: pending until a code confirms them ------------------------------------------- */

/* How many bytes a stored enrollment has. */
#define MFA_ENROLLMENT_LENGTH 163

/* Room for any setup key and its NUL. */
#define MFA_SETUP_KEY_SIZE 257

/* How enrollments go. Where NULL is passed for it: 10 minutes, one correct code, 10 wrong ones. */
typedef struct mfa_enrollment_policy {
    /* sizeof (mfa_enrollment_policy). */
    uint32_t size;
    /* For how many minutes it is pending: 1 to 1440. */
    uint32_t lifetime;
    /* How many correct codes confirm it: 1, or 2 in two calls, of which the second is a later one. */
    uint32_t codes;
    /* How many wrong codes end it: 1 to 100. They count for nothing else. */
    uint32_t wrong_codes;
} mfa_enrollment_policy;

/* An authenticator that is pending: shown to the person, not confirmed yet. May be copied; wipe every copy. */
typedef struct mfa_enrollment {
    uint64_t opaque[36];
} mfa_enrollment;

/* How a pending enrollment stands. */
typedef struct mfa_pending {
    /* sizeof (mfa_pending). */
    uint32_t size;
    /* 1 if it can be confirmed now, else 0: too late, or before it began. */
    uint32_t is_open;
    /* When it was begun, in Unix seconds. */
    uint64_t start;
    /* When it ends, in Unix seconds; from then on it has to be begun again. */
    uint64_t until;
    /* How many correct codes are still to come: 1 or 2. */
    uint32_t codes_left;
    /* How many more wrong codes there may be, the one that ends it included. */
    uint32_t wrong_codes_left;
} mfa_pending;

/* Fills in the default policy. Set size first. */
mfa_result mfa_enrollment_policy_init(mfa_enrollment_policy *policy);

/* How many bytes an mfa_enrollment has. */
size_t mfa_enrollment_size(void);

/*
 * Begins an enrollment with a secret, newly drawn (mfa_secret_issue()) or brought along. Steps and counters count from 0.
 * Store it before it is shown, in one commit with what mfa_person_reseal() wants stored.
 *
 * permit says who answers for it, and is used up, but not where another argument is NULL or out of its range.
 * parameters and policy may be NULL.
 */
mfa_result mfa_enrollment_begin(mfa_enrollment *enrollment,
                                mfa_permit *permit,
                                const mfa_secret *secret,
                                const mfa_parameters *parameters,
                                uint64_t now,
                                const mfa_enrollment_policy *policy);

/*
 * Writes an enrollment as the MFA_ENROLLMENT_LENGTH bytes to store in the person's record. They hold the secret in
 * clear, and no seal: keep them as private as a confirmed secret. Wipe the copy.
 */
mfa_result mfa_enrollment_to_bytes(const mfa_enrollment *enrollment,
                                   uint8_t *bytes,
                                   size_t bytes_size);

/* Reads an enrollment that was stored. Wipe the bytes. */
mfa_result mfa_enrollment_from_bytes(mfa_enrollment *enrollment, const uint8_t *bytes, size_t bytes_size);

/* The parameters of an enrollment. Set size first. */
mfa_result mfa_enrollment_parameters(const mfa_enrollment *enrollment, mfa_parameters *parameters);

/* How an enrollment stands at a time in Unix seconds. Changes nothing. Set size first. */
mfa_result mfa_enrollment_status(const mfa_enrollment *enrollment, uint64_t now, mfa_pending *pending);

/* Whether a secret is the one that is pending (1) or not (0), told without revealing where they differ. */
mfa_result mfa_enrollment_has_secret(const mfa_enrollment *enrollment,
                                     const mfa_secret *secret,
                                     uint32_t *same);

/*
 * Writes the setup key with a NUL, for whoever cannot scan: base32 in groups of four. MFA_SETUP_KEY_SIZE bytes are room
 * enough. It is the secret in clear: wipe it, and show it once.
 *
 * length, which may be NULL, is how many characters it has, even where it does not fit.
 */
mfa_result mfa_enrollment_setup_key(const mfa_enrollment *enrollment,
                                    char *text,
                                    size_t text_size,
                                    size_t *length);

/*
 * Writes the otpauth URI with a NUL, to be shown as a QR code: issuer, account and text are as in mfa_uri_write().
 * Refused if steps are not counted from 1970, which the format cannot say.
 */
mfa_result mfa_enrollment_setup_uri(const mfa_enrollment *enrollment,
                                    const char *issuer,
                                    size_t issuer_size,
                                    const char *account,
                                    size_t account_size,
                                    char *text,
                                    size_t text_size,
                                    size_t *length);

/*
 * How many steps a phone's clock is off (negative: slow), up to reach steps (1 to 2880) to both sides; found is 0
 * if no step there has the code. Free: it counts nothing and uses up nothing, for a pending secret opens no door.
 * Refused once the enrollment is over.
 */
mfa_result mfa_enrollment_diagnose(const mfa_enrollment *enrollment,
                                   uint64_t now,
                                   const char *typed,
                                   size_t typed_size,
                                   uint32_t reach,
                                   uint32_t *found,
                                   int64_t *offset);

/*
 * Tries a code that proves that the secret arrived. The last one that the policy asked for adds the authenticator to the
 * person's as the last one: MFA_ENROLLED, which is no login. A first of two is MFA_ONE_MORE_CODE, a wrong one
 * MFA_REJECTED, and MFA_ENROLLMENT_OVER says to begin again.
 *
 * The person's failures and locks are neither looked at nor changed, but MFA_PART_STATES (or MFA_PART_STANDING) and
 * MFA_PART_PENDING are to be stored whenever a code counts, right or wrong. policy, which may be NULL, says which
 * steps or counters are acceptable. The enrollment itself stays as it is: read it anew from what is stored.
 */
mfa_result mfa_enrollment_confirm(mfa_attempt *attempt,
                                  const mfa_enrollment *enrollment,
                                  const mfa_credential *credentials,
                                  size_t count,
                                  const uint8_t *states,
                                  size_t states_size,
                                  uint64_t now,
                                  const char *typed,
                                  size_t typed_size,
                                  const mfa_policy *policy);

/* Wipes an enrollment. NULL is fine. */
void mfa_enrollment_wipe(mfa_enrollment *enrollment);

/* ---- Recovery: PINs, challenges and grants, for whoever has lost the phone --------------------- */

/* How many bytes a recovery key has. */
#define MFA_RECOVERY_KEY_LENGTH 32

/* Room for a recovery key as base32 text and its NUL. */
#define MFA_RECOVERY_KEY_TEXT_SIZE 53

/* Room for any device's id and its NUL. */
#define MFA_DEVICE_ID_SIZE 65

/* How many bytes a recovery record has. */
#define MFA_RECOVERY_LENGTH 96

/* How many digits a PIN, a challenge and a response have, the check digit included. */
#define MFA_RECOVERY_DIGITS 9

/* Room for a PIN, a challenge or a response as it is read out, 123-456-786, and its NUL. */
#define MFA_RECOVERY_DIGITS_SIZE 12

/* How many random bytes a challenge is drawn from. */
#define MFA_CHALLENGE_RANDOM_LENGTH 8

/* Each login under a grant asks for the PIN or the response that opened it. */
#define MFA_GRANT_SAME_PIN 1

/* Any login passes under a grant, behind the first factor. */
#define MFA_GRANT_ANY_PASSES 2

/*
 * Whether and how people recover. Set size, have it filled in by mfa_recovery_policy_init(), change what is to be
 * different. Where NULL is passed for it: the default, which is off.
 */
typedef struct mfa_recovery_policy {
    /* sizeof (mfa_recovery_policy). */
    uint32_t size;
    /* 1 if there is recovery, else 0. */
    uint32_t is_on;
    /* How far the device's clock and the issuer's may be apart: 0 to 300 seconds, rounded up to tens. */
    uint32_t clock_tolerance;
    /* How long a grant lasts: 1 to 7200 minutes, which is 5 days. One that is stored and longer is cut to it. */
    uint32_t grant_length;
    /* How many logins a grant is good for, the one that opens it included: 1 to 200. */
    uint32_t grant_uses;
    /* What is asked at each login under a grant: MFA_GRANT_SAME_PIN or MFA_GRANT_ANY_PASSES. */
    uint32_t grant_logins;
    /* What redeeming something new does to the authenticators: one of MFA_AUTHENTICATORS_*. */
    uint32_t authenticators;
    /* How many consecutive failures do not lock: at most cap. */
    uint32_t free_failures;
    /* How long the first lock lasts: 1 to 86400 seconds. */
    uint32_t first_lock;
    /* How long a lock lasts at the most: up to 86400 seconds, not less than the first. */
    uint32_t longest_lock;
    /* How many consecutive failures there can be: 1 to 100. */
    uint32_t cap;
    /* What happens then: MFA_AT_CAP_CLOSE or MFA_AT_CAP_KEEP_LOCKING. */
    uint32_t at_cap;
} mfa_recovery_policy;

/*
 * A recovery key with the id of its device: it belongs to one pair of person and device and is never shared. May be copied;
 * wipe every copy.
 */
typedef struct mfa_recovery_key {
    uint64_t opaque[20];
} mfa_recovery_key;

/*
 * A person's recovery on one device, as it was read: the key and the record. Good for one attempt or one change; then it is
 * opened again from what is stored. May be copied; wipe every copy.
 */
typedef struct mfa_recovery {
    uint64_t opaque[36];
} mfa_recovery;

/* What the clocks of a device show. */
typedef struct mfa_moment {
    /* sizeof (mfa_moment). */
    uint32_t size;
    /* 1 if boot and uptime are known, else 0. Without them a response to a challenge lets in once, and opens no grant. */
    uint32_t has_uptime;
    /* What the wall clock shows, in Unix seconds, at most 2^40. */
    uint64_t now;
    /* What tells this boot from all others: a random number, or the first half of Linux's boot_id. */
    uint64_t boot;
    /* Whole seconds since that boot, suspended time included (CLOCK_BOOTTIME), at most 2^40. */
    uint64_t uptime;
} mfa_moment;

/*
 * Fills in the default policy: off; 30 seconds of tolerance, grants of 60 minutes and 20 logins with the same PIN, the
 * authenticators kept, failures as in MFA_POLICY_DEFAULT. Set size first.
 */
mfa_result mfa_recovery_policy_init(mfa_recovery_policy *policy);

/*
 * Whether (1) or not (0) an authenticator may show codes of so many digits, 6 to 10: not nine where recovery is on, for at
 * one prompt nine digits are a PIN. policy may be NULL.
 */
mfa_result mfa_recovery_policy_allows(const mfa_recovery_policy *policy,
                                      uint32_t digits,
                                      uint32_t *allowed);

/* How many bytes an mfa_recovery_key has. */
size_t mfa_recovery_key_size(void);

/*
 * Makes a recovery key of MFA_RECOVERY_KEY_LENGTH bytes, which for a new one the caller drew from the system's random
 * source, and of the device's id: 4 to 64 printable ASCII characters other than space. Case does not matter; both sides
 * have to use the same id, which is no secret.
 */
mfa_result mfa_recovery_key_make(mfa_recovery_key *key,
                                 const uint8_t *bytes,
                                 size_t bytes_size,
                                 const char *device,
                                 size_t device_size);

/* As mfa_recovery_key_make(), of base32 text: any case, spaces and dashes between, padded or not. */
mfa_result mfa_recovery_key_from_base32(mfa_recovery_key *key,
                                        const char *text,
                                        size_t text_size,
                                        const char *device,
                                        size_t device_size);

/* Copies a recovery key's MFA_RECOVERY_KEY_LENGTH bytes, for whoever stores them. Wipe the copy. */
mfa_result mfa_recovery_key_expose(const mfa_recovery_key *key, uint8_t *bytes, size_t bytes_size);

/*
 * Writes a recovery key as base32 text with a NUL: upper case, no padding. MFA_RECOVERY_KEY_TEXT_SIZE
 * bytes are room enough. Wipe the text.
 *
 * length, which may be NULL, is how many characters the text has, even where it does not fit.
 */
mfa_result mfa_recovery_key_to_base32(const mfa_recovery_key *key,
                                      char *text,
                                      size_t text_size,
                                      size_t *length);

/*
 * Writes the id of a recovery key's device, in upper case, with a NUL: MFA_DEVICE_ID_SIZE bytes are room enough.
 *
 * length, which may be NULL, is how many characters the text has, even where it does not fit.
 */
mfa_result mfa_recovery_key_device(const mfa_recovery_key *key,
                                   char *text,
                                   size_t text_size,
                                   size_t *length);

/* Wipes a recovery key. NULL is fine. */
void mfa_recovery_key_wipe(mfa_recovery_key *key);

/*
 * Reads a PIN, a challenge or a response that a person typed, and writes it as it is read out, 123-456-786, with a NUL:
 * MFA_RECOVERY_DIGITS_SIZE bytes are room enough. White space and dashes are dropped. Refused at no cost unless there are
 * nine digits of which the last is the check digit of the others. text may be NULL, with a size of 0.
 */
mfa_result mfa_recovery_digits_parse(const char *typed,
                                     size_t typed_size,
                                     char *text,
                                     size_t text_size);

/*
 * The issuer's side: the PIN of a device at a time, as it is read out, with a NUL: MFA_RECOVERY_DIGITS_SIZE bytes are room
 * enough. Verify the caller first: whoever has the PIN and the person's first factor is in.
 *
 * valid_until is from when on it is too old, two minutes later, and as much longer as the device's clock tolerance says.
 * next_differs_from is from when on the next PIN is another one: until then issuing again gives this one, which works only
 * once. Both are in Unix seconds and may be NULL.
 */
mfa_result mfa_recovery_issue(const mfa_recovery_key *key,
                              uint64_t now,
                              char *pin,
                              size_t pin_size,
                              uint64_t *valid_until,
                              uint64_t *next_differs_from);

/*
 * The issuer's side: the response to a challenge that a device shows, as it is read out, with a NUL:
 * MFA_RECOVERY_DIGITS_SIZE bytes are room enough. Verify the caller first.
 */
mfa_result mfa_recovery_respond(const mfa_recovery_key *key,
                                const char *challenge,
                                size_t challenge_size,
                                char *response,
                                size_t response_size);

/* How many bytes an mfa_recovery has. */
size_t mfa_recovery_size(void);

/*
 * Opens the recovery record that is stored for a person on this device, MFA_RECOVERY_LENGTH bytes. Refused if it is corrupt
 * or belongs to another key or device; refused means that nobody gets in. A missing record is an error too: only
 * mfa_recovery_begin() makes one.
 */
mfa_result mfa_recovery_open(mfa_recovery *recovery,
                             const mfa_recovery_key *key,
                             const uint8_t *record,
                             size_t record_size);

/* Wipes a recovery. NULL is fine. */
void mfa_recovery_wipe(mfa_recovery *recovery);

/*
 * The first record of a key that is new, to be stored together with the key. A change: MFA_CHANGED once it is stored.
 *
 * This function and all that follow which begin an attempt take the person too, and have their states, or the standing of
 * somebody without authenticators, stored in the same commit as the recovery record: with the next revision, and as they
 * are where nothing else is said. expected_revision is the person's.
 */
mfa_result mfa_recovery_begin(mfa_attempt *attempt,
                              const mfa_recovery_key *key,
                              const mfa_credential *credentials,
                              size_t count,
                              const uint8_t *states,
                              size_t states_size);

/*
 * Tries a PIN. Behind the first factor: whoever reaches it can use up the person's failures.
 *
 * A PIN that is new is used up together with all older ones, and begins a grant in place of any other; this login is the
 * grant's first. While a grant is open its own PIN, or the response that it began with, is one more login under it
 * (MFA_FACTOR_SAME_PIN). A PIN that is expired, used or of another device is rejected like any wrong one.
 *
 * What a new PIN does to the authenticators is in the same commit: codes that were closed are open again, and what policy
 * says in authenticators is done to them. Where they are suspended a pending enrollment is removed. policy may be NULL,
 * which is off; code_policy, the policy for one-time codes, too. Returns MFA_UNCOMMITTED.
 */
mfa_result mfa_recovery_redeem(mfa_attempt *attempt,
                               const mfa_recovery *recovery,
                               const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size,
                               const mfa_moment *moment,
                               const char *typed,
                               size_t typed_size,
                               const mfa_recovery_policy *policy,
                               const mfa_policy *code_policy);

/*
 * Tries the response to the challenge that is shown. As mfa_recovery_redeem().
 *
 * The right one lets in once and is used up. If the device's uptime is known it also begins a grant on that clock, under
 * which the same response lets in again; it ends with the boot. MFA_NO_CHALLENGE if none is shown.
 */
mfa_result mfa_recovery_answer(mfa_attempt *attempt,
                               const mfa_recovery *recovery,
                               const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size,
                               const mfa_moment *moment,
                               const char *typed,
                               size_t typed_size,
                               const mfa_recovery_policy *policy,
                               const mfa_policy *code_policy);

/*
 * A login under the open grant without a PIN, where the policy has MFA_GRANT_ANY_PASSES: one of its uses. Else
 * MFA_PIN_NEEDED. There is nothing to guess, so failures neither bar it nor are cleared by it.
 */
mfa_result mfa_recovery_pass(mfa_attempt *attempt,
                             const mfa_recovery *recovery,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             const mfa_moment *moment,
                             const mfa_recovery_policy *policy);

/*
 * The challenge to show, for a device whose clock cannot be trusted: the one that was shown before, or a new one from
 * MFA_CHALLENGE_RANDOM_LENGTH bytes that the caller drew from the system's random source. MFA_CHALLENGE_SHOWN and the
 * verdict's challenge, once it is stored. A challenge is dropped after five wrong responses.
 */
mfa_result mfa_recovery_challenge(mfa_attempt *attempt,
                                  const mfa_recovery *recovery,
                                  const mfa_credential *credentials,
                                  size_t count,
                                  const uint8_t *states,
                                  size_t states_size,
                                  const uint8_t *random,
                                  size_t random_size,
                                  const mfa_recovery_policy *policy);

/*
 * Looks whether a grant is open, and remembers an end that it sees, so that no clock that is set back undoes it.
 * MFA_ASK_UNDER_GRANT with the verdict's until and logins_left, or MFA_PIN_NEEDED. No login.
 */
mfa_result mfa_recovery_look(mfa_attempt *attempt,
                             const mfa_recovery *recovery,
                             const mfa_credential *credentials,
                             size_t count,
                             const uint8_t *states,
                             size_t states_size,
                             const mfa_moment *moment,
                             const mfa_recovery_policy *policy);

/*
 * Ends the grant, whatever is left of it, and drops the challenge that is shown: somebody enrolled anew, or an
 * administrator says so. A change; nothing need be stored if there is neither.
 */
mfa_result mfa_recovery_end_grant(mfa_attempt *attempt,
                                  const mfa_recovery *recovery,
                                  const mfa_credential *credentials,
                                  size_t count,
                                  const uint8_t *states,
                                  size_t states_size);

/*
 * Clears consecutive failures and the lock of recovery, and opens what was closed; the failures in all stay. For
 * administrators. A change.
 */
mfa_result mfa_recovery_unlock(mfa_attempt *attempt,
                               const mfa_recovery *recovery,
                               const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size);

/*
 * The record of a new key or device id in place of this one, to be stored together with the key: no grant, no challenge,
 * and, if the key is another, no PIN used. Failures and lock stay. A change.
 */
mfa_result mfa_recovery_rekey(mfa_attempt *attempt,
                              const mfa_recovery *recovery,
                              const mfa_credential *credentials,
                              size_t count,
                              const uint8_t *states,
                              size_t states_size,
                              const mfa_recovery_key *key);

/* Seals the recovery record anew, one revision further, for a change elsewhere beside it. A change. */
mfa_result mfa_recovery_reseal(mfa_attempt *attempt,
                               const mfa_recovery *recovery,
                               const mfa_credential *credentials,
                               size_t count,
                               const uint8_t *states,
                               size_t states_size);

/*
 * When the grant that is open ends, in Unix seconds as the wall clock shows now, and for how many more logins it is good:
 * both 0 if none is open. It lets nobody in by itself, and remembers nothing: see mfa_recovery_look(). logins_left may be
 * NULL; policy too.
 */
mfa_result mfa_recovery_grant(const mfa_recovery *recovery,
                              const mfa_moment *moment,
                              const mfa_recovery_policy *policy,
                              uint64_t *until,
                              uint32_t *logins_left);

/*
 * How recovery stands at a time, under a policy, which may be NULL; revision is the recovery record's own. Changes
 * nothing. Set size first.
 */
mfa_result mfa_recovery_status(const mfa_recovery *recovery,
                               uint64_t now,
                               const mfa_recovery_policy *policy,
                               mfa_status *status);

/* ---- Recovery codes, on paper ------------------------------------------------------------------ */

/* How many bytes the record of a set of recovery codes has. */
#define MFA_RECOVERY_CODES_LENGTH 312

/* How many codes a set has at the most. */
#define MFA_MOST_RECOVERY_CODES 16

/* How many codes a set should have. */
#define MFA_RECOVERY_CODES_RECOMMENDED 10

/* Room for any recovery code as it is printed and its NUL. */
#define MFA_RECOVERY_CODE_SIZE 30

/* How many random bytes a recovery code of 16 characters is made of: 80 bits. */
#define MFA_RECOVERY_CODE_RANDOM_LENGTH 10

/* How many random bytes a recovery code of 24 characters is made of: 120 bits. */
#define MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH 15

/* How many bytes the salt of a set has. */
#define MFA_RECOVERY_CODES_SALT_LENGTH 16

/* How many bytes a pepper has. */
#define MFA_RECOVERY_CODES_PEPPER_LENGTH 32

/*
 * Whether recovery codes count, and what they do. Set size, have it filled in by mfa_recovery_codes_policy_init(), change
 * what is to be different. Where NULL is passed for it: the default, which is on, for a set is there only if somebody made
 * it.
 */
typedef struct mfa_recovery_codes_policy {
    /* sizeof (mfa_recovery_codes_policy). */
    uint32_t size;
    /* 1 if they count, else 0. */
    uint32_t is_on;
    /* What using one does to the authenticators: one of MFA_AUTHENTICATORS_*. */
    uint32_t authenticators;
    /* How many consecutive failures do not lock: at most cap. */
    uint32_t free_failures;
    /* How long the first lock lasts: 1 to 86400 seconds. */
    uint32_t first_lock;
    /* How long a lock lasts at the most: up to 86400 seconds, not less than the first. */
    uint32_t longest_lock;
    /* How many consecutive failures there can be: 1 to 100. */
    uint32_t cap;
    /* What happens then: MFA_AT_CAP_CLOSE or MFA_AT_CAP_KEEP_LOCKING. */
    uint32_t at_cap;
} mfa_recovery_codes_policy;

/*
 * A person's recovery codes as they were read, and the pepper. Good for one attempt or one change; then they are opened
 * again from what is stored. May be copied; wipe every copy.
 */
typedef struct mfa_recovery_codes {
    uint64_t opaque[56];
} mfa_recovery_codes;

/* Fills in the default policy: on, the authenticators kept, failures as in MFA_POLICY_DEFAULT. Set size first. */
mfa_result mfa_recovery_codes_policy_init(mfa_recovery_codes_policy *policy);

/*
 * Writes a recovery code as it is printed, in groups of four with dashes between, with a NUL: MFA_RECOVERY_CODE_SIZE bytes
 * are room enough. It is made of MFA_RECOVERY_CODE_RANDOM_LENGTH or MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH bytes that the
 * caller drew from the system's random source. Wipe the text.
 */
mfa_result mfa_recovery_code_from_random(const uint8_t *random,
                                         size_t random_size,
                                         char *text,
                                         size_t text_size);

/*
 * Reads a recovery code that a person typed, without care for case, dashes and white space, and for O and 0, or I, L and 1,
 * and writes it as it is printed, with a NUL. Refused at no cost unless it has 16 or 24 characters. text may be NULL, with
 * a size of 0.
 */
mfa_result mfa_recovery_code_parse(const char *typed,
                                   size_t typed_size,
                                   char *text,
                                   size_t text_size);

/* How many bytes an mfa_recovery_codes has. */
size_t mfa_recovery_codes_size(void);

/*
 * Opens the recovery codes that are stored for a person, MFA_RECOVERY_CODES_LENGTH bytes. Refused if they are damaged;
 * refused means that nobody gets in. A missing record is an error too: only mfa_recovery_codes_begin() makes one.
 *
 * pepper is the MFA_RECOVERY_CODES_PEPPER_LENGTH bytes that the set was made with, kept elsewhere than the record, the
 * same for everybody; or NULL, with a size of 0, if there is none.
 */
mfa_result mfa_recovery_codes_open(mfa_recovery_codes *codes,
                                   const uint8_t *record,
                                   size_t record_size,
                                   const uint8_t *pepper,
                                   size_t pepper_size);

/* Wipes recovery codes. NULL is fine. */
void mfa_recovery_codes_wipe(mfa_recovery_codes *codes);

/*
 * The first set of somebody who has none. A change: MFA_CHANGED once it is stored; only then show the codes, for nobody can
 * read them back.
 *
 * random is code_count times the random bytes of a code, one behind the other; mfa_recovery_code_from_random() writes
 * each as it is printed. salt is MFA_RECOVERY_CODES_SALT_LENGTH random bytes, drawn for this set alone. pepper is
 * MFA_RECOVERY_CODES_PEPPER_LENGTH bytes, or NULL with a size of 0. Wipe the random bytes.
 *
 * This function and all that follow which begin an attempt take the person too, and have their states, or the standing of
 * somebody without authenticators, stored in the same commit as the recovery codes: with the next revision, and as they are
 * where nothing else is said. expected_revision is the person's.
 */
mfa_result mfa_recovery_codes_begin(mfa_attempt *attempt,
                                    const uint8_t *random,
                                    size_t random_size,
                                    size_t code_count,
                                    const uint8_t *salt,
                                    size_t salt_size,
                                    const uint8_t *pepper,
                                    size_t pepper_size,
                                    const mfa_credential *credentials,
                                    size_t count,
                                    const uint8_t *states,
                                    size_t states_size);

/*
 * A new set that burns this one, with the pepper that was passed to mfa_recovery_codes_open(). Failures and lock stay. A
 * change. As mfa_recovery_codes_begin().
 */
mfa_result mfa_recovery_codes_renew(mfa_attempt *attempt,
                                    const mfa_recovery_codes *codes,
                                    const uint8_t *random,
                                    size_t random_size,
                                    size_t code_count,
                                    const uint8_t *salt,
                                    size_t salt_size,
                                    const mfa_credential *credentials,
                                    size_t count,
                                    const uint8_t *states,
                                    size_t states_size);

/* Uses up all codes, with no set in place of this one: its owner begins again. Failures and lock stay. A change. */
mfa_result mfa_recovery_codes_burn(mfa_attempt *attempt,
                                   const mfa_recovery_codes *codes,
                                   const mfa_credential *credentials,
                                   size_t count,
                                   const uint8_t *states,
                                   size_t states_size);

/*
 * Clears consecutive failures and the lock of recovery codes, and opens what was closed; the failures in all stay. For
 * administrators. A change.
 */
mfa_result mfa_recovery_codes_unlock(mfa_attempt *attempt,
                                     const mfa_recovery_codes *codes,
                                     const mfa_credential *credentials,
                                     size_t count,
                                     const uint8_t *states,
                                     size_t states_size);

/* The record of the codes as it is, one revision further, for a change elsewhere beside it. A change. */
mfa_result mfa_recovery_codes_reseal(mfa_attempt *attempt,
                                     const mfa_recovery_codes *codes,
                                     const mfa_credential *credentials,
                                     size_t count,
                                     const uint8_t *states,
                                     size_t states_size);

/*
 * Tries a recovery code. Behind the first factor: whoever reaches it can use up the person's failures.
 *
 * One that was used is rejected and counts no failure; one that is longer or shorter than the set's is an error that costs
 * no attempt. What it does to the authenticators is in the same commit: codes that were closed are open again, and what
 * policy says in authenticators is done to them. Where they are suspended a pending enrollment is removed. policy may
 * be NULL, and code_policy, the policy for one-time codes, too. Returns MFA_UNCOMMITTED.
 */
mfa_result mfa_recovery_codes_redeem(mfa_attempt *attempt,
                                     const mfa_recovery_codes *codes,
                                     const mfa_credential *credentials,
                                     size_t count,
                                     const uint8_t *states,
                                     size_t states_size,
                                     uint64_t now,
                                     const char *typed,
                                     size_t typed_size,
                                     const mfa_recovery_codes_policy *policy,
                                     const mfa_policy *code_policy);

/* How many codes of a set are not used, and how many characters each has, 16 or 24, which may be NULL. */
mfa_result mfa_recovery_codes_left(const mfa_recovery_codes *codes, size_t *left, size_t *characters);

/*
 * How the owner of recovery codes stands with them at a time, under a policy, which may be NULL; revision is that of the
 * codes' own record. Changes nothing. Set size first.
 */
mfa_result mfa_recovery_codes_status(const mfa_recovery_codes *codes,
                                     uint64_t now,
                                     const mfa_recovery_codes_policy *policy,
                                     mfa_status *status);

/*
 * Which factor something is for that was typed where a code, a recovery PIN and a recovery code are asked for together:
 * MFA_FACTOR_CODE, MFA_FACTOR_PIN (a response too) or MFA_FACTOR_RECOVERY_CODE, by its shape and by what the policies have
 * on. Each policy may be NULL. What is none of them is an error that costs no attempt.
 */
mfa_result mfa_typed_factor(const char *typed,
                            size_t typed_size,
                            const mfa_recovery_policy *recovery,
                            const mfa_recovery_codes_policy *codes,
                            uint32_t *factor);

/* ---- OCRA (RFC 6287) --------------------------------------------------------------------------- */

/* A question of printable ASCII characters other than space (QA). */
#define MFA_OCRA_QUESTION_ALPHANUMERIC 1

/*
 * A question of decimal digits (QN). Hashed as a number: among questions of one length no two have the same response if
 * none is divisible by 16.
 */
#define MFA_OCRA_QUESTION_NUMERIC 2

/* A question of hexadecimal digits (QH); upper and lower case are the same. */
#define MFA_OCRA_QUESTION_HEXADECIMAL 3

/* Room for any suite's text and its NUL. */
#define MFA_OCRA_SUITE_SIZE 48

/* Room for any response and its NUL. */
#define MFA_OCRA_RESPONSE_SIZE 11

/* What a suite says. */
typedef struct mfa_ocra_suite {
    /* sizeof (mfa_ocra_suite). */
    uint32_t size;
    /* The hash that HMAC is computed with: MFA_SHA1, MFA_SHA256 or MFA_SHA512. */
    uint32_t algorithm;
    /* How many digits a response has: 4 to 10. */
    uint32_t digits;
    /* What a question is written with: one of MFA_OCRA_QUESTION_*. */
    uint32_t question_format;
    /* The most characters that a question may have: 4 to 64. */
    uint32_t longest_question;
    /* 1 if a counter is taken, else 0. */
    uint32_t takes_counter;
    /* The hash of the PIN that is taken: MFA_SHA1, MFA_SHA256 or MFA_SHA512; 0 if none is. */
    uint32_t pin_hash;
    /* How many bytes of session information are taken: 1 to 512; 0 if none are. */
    uint32_t session_length;
    /* How long a time step lasts, in seconds, if the time is taken, else 0. */
    uint32_t time_step;
    /* The suite as it was written, with its NUL. */
    char text[MFA_OCRA_SUITE_SIZE];
} mfa_ocra_suite;

/* A key under a suite. May be copied; wipe every copy. */
typedef struct mfa_ocra {
    uint64_t opaque[40];
} mfa_ocra;

/*
 * What a response is computed from besides key and suite: a question, and what is added to it. What the suite takes
 * has to be there, what it does not take must not be. Some of it is secret. May be copied; wipe every copy.
 */
typedef struct mfa_ocra_inputs {
    uint64_t opaque[128];
} mfa_ocra_inputs;

/*
 * Reads a suite, like OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1. Set the size of the struct first. One that is malformed is
 * refused by the name of its first part that is wrong.
 *
 * This library's recovery PINs have the suite OCRA-1:HOTP-SHA256-8:QA64-T10S, its challenges
 * OCRA-1:HOTP-SHA256-8:QN08.
 */
mfa_result mfa_ocra_suite_read(mfa_ocra_suite *suite,
                               const char *text,
                               size_t text_size);

/* How many bytes an mfa_ocra has. */
size_t mfa_ocra_size(void);

/* Makes a key under a suite, which is text. The secret can be wiped afterwards. */
mfa_result mfa_ocra_make(mfa_ocra *ocra, const mfa_secret *secret, const char *suite, size_t suite_size);

/* The suite of a key. Set the size of the struct first. */
mfa_result mfa_ocra_suite_of(const mfa_ocra *ocra, mfa_ocra_suite *suite);

/* Writes the response to a question with a NUL: MFA_OCRA_RESPONSE_SIZE bytes are room enough. */
mfa_result mfa_ocra_response(const mfa_ocra *ocra,
                             const mfa_ocra_inputs *inputs,
                             char *response,
                             size_t response_size);

/*
 * Compares what a person typed (digits, with white space and dashes between) with the response to a question: MFA_OK
 * if it is that, MFA_REJECTED if not, told without revealing where they differ.
 *
 * It is no login by itself: the caller sees to it that a question is answered once, that a counter moves on, and that
 * failures are counted.
 */
mfa_result mfa_ocra_check(const mfa_ocra *ocra,
                          const mfa_ocra_inputs *inputs,
                          const char *typed,
                          size_t typed_size);

/* Wipes a key. NULL is fine. */
void mfa_ocra_wipe(mfa_ocra *ocra);

/* How many bytes an mfa_ocra_inputs has. */
size_t mfa_ocra_inputs_size(void);

/*
 * Begins the inputs of a response with a question of 4 to 64 characters and nothing else. format is one of
 * MFA_OCRA_QUESTION_*, and has to be the suite's. In mutual challenge-response it is the question that the other side
 * asked.
 */
mfa_result mfa_ocra_inputs_make(mfa_ocra_inputs *inputs,
                                uint32_t format,
                                const char *question,
                                size_t question_size);

/*
 * Adds the question that this side asked, in mutual challenge-response (RFC 6287, section 7.2), of the same format. It
 * follows the other's with nothing between them, so all should have one length.
 */
mfa_result mfa_ocra_inputs_own_question(mfa_ocra_inputs *inputs,
                                        const char *question,
                                        size_t question_size);

/* Adds a counter, or changes it. It begins anew at 0 after its last value, so every number is one. */
mfa_result mfa_ocra_inputs_counter(mfa_ocra_inputs *inputs, uint64_t counter);

/*
 * Adds a PIN or password in UTF-8, of which the hash is taken: algorithm is MFA_SHA1, MFA_SHA256 or MFA_SHA512, and
 * has to be the suite's. Wipe the PIN. Its hash is no protection: whoever has it finds the PIN by trying all.
 */
mfa_result mfa_ocra_inputs_pin(mfa_ocra_inputs *inputs,
                               const char *pin,
                               size_t pin_size,
                               uint32_t algorithm);

/* Adds the hash of a PIN that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's. */
mfa_result mfa_ocra_inputs_pin_hash(mfa_ocra_inputs *inputs, const uint8_t *hash, size_t hash_size);

/* Adds session information, at most as many bytes as the suite says; fewer are hashed with zeros in front. */
mfa_result mfa_ocra_inputs_session(mfa_ocra_inputs *inputs, const uint8_t *session, size_t session_size);

/* Adds the time, in Unix seconds; its step is the suite's to say. */
mfa_result mfa_ocra_inputs_time(mfa_ocra_inputs *inputs, uint64_t now);

/* Adds the time as the number of its step: how many of the suite's steps have passed since 1970. */
mfa_result mfa_ocra_inputs_step(mfa_ocra_inputs *inputs, uint64_t step);

/* Wipes inputs. NULL is fine. */
void mfa_ocra_inputs_wipe(mfa_ocra_inputs *inputs);

/* ---- Who is asked for what --------------------------------------------------------------------- */

/* How many bytes a login record has. */
#define MFA_LOGIN_RECORD_LENGTH 30

/* To begin a session. */
#define MFA_OCCASION_LOGIN 1

/* To go on with a session that is locked. */
#define MFA_OCCASION_UNLOCK 2

/* To do something with more rights, as sudo does. */
#define MFA_OCCASION_ELEVATE 4

/* A second factor, and therefore an authenticator before the deadline. */
#define MFA_REQUIREMENT_REQUIRED 1

/* A second factor only if they have enrolled one. For everybody, this is "only the enrolled are asked". */
#define MFA_REQUIREMENT_IF_ENROLLED 2

/* Nothing, enrolled or not. */
#define MFA_REQUIREMENT_EXEMPT 3

/* Past the deadline nobody is let in without an authenticator; they call an administrator. */
#define MFA_PAST_DEADLINE_DENY 1

/*
 * Past the deadline an authenticator is enrolled before they are let in. Whoever has the password, and nothing else, can
 * then bind a phone of their own and is in.
 */
#define MFA_PAST_DEADLINE_ENROLL_NOW 2

/*
 * When a code is asked for, and how long a login goes on without one. Set size, have it filled in by
 * mfa_login_policy_init(), change what is to be different. Where NULL is passed for it: the default.
 */
typedef struct mfa_login_policy {
    /* sizeof (mfa_login_policy). */
    uint32_t size;
    /* 1 if second factors are asked for at all, else 0. */
    uint32_t enabled;
    /* On which occasions: the sum of MFA_OCCASION_*. */
    uint32_t occasions;
    /* 1 if another strong factor that was accepted, such as a smartcard, makes a code superfluous, else 0. */
    uint32_t other_factor_suffices;
    /*
     * For how many hours those of whom it is required get in without an authenticator, counted from the first login that
     * required it: 0 (never) to 8784.
     */
    uint32_t hours_without_factor;
    /* And for how many logins: 1 to 65535, or MFA_NO_LIMIT. */
    uint32_t logins_without_factor;
    /* What happens to them afterwards: MFA_PAST_DEADLINE_DENY or MFA_PAST_DEADLINE_ENROLL_NOW. */
    uint32_t past_deadline;
    /*
     * For how many hours the codes of an authenticator count while the device is offline, counted from when it was last
     * online: 0 (never) to 8784.
     */
    uint32_t hours_offline;
    /* And for how many logins: 1 to 65535, or MFA_NO_LIMIT. */
    uint32_t logins_offline;
} mfa_login_policy;

/* What a login record says. */
typedef struct mfa_logins {
    /* sizeof (mfa_logins). */
    uint32_t size;
    /* How many times somebody was let in without an authenticator since one was first required. */
    uint32_t without_factor;
    /* How many times a code was asked for since the device was last online. */
    uint32_t since_online;
    /* 1 if a login has required a second factor, else 0. */
    uint32_t was_required;
    /* When the first one did, in Unix seconds. */
    uint64_t required_since;
    /* When the device was last online, in Unix seconds. */
    uint64_t last_online;
    /* 1 if it ever was, else 0. */
    uint32_t was_online;
    /* 0. */
    uint32_t reserved;
} mfa_logins;

/* What is known about one login, unlock or elevation. */
typedef struct mfa_facts {
    /* sizeof (mfa_facts). */
    uint32_t size;
    /* What the person wants: one of MFA_OCCASION_*. */
    uint32_t occasion;
    /* What is required of this person: one of MFA_REQUIREMENT_*. */
    uint32_t requirement;
    /*
     * 1 if they have a confirmed authenticator, also if it is suspended, else 0. A pending one is none. Whoever is passed
     * with credentials has one: 0 is refused then.
     */
    uint32_t enrolled;
    /* 1 if the device reaches its directory or server now, else 0. A device that has none is always online. */
    uint32_t online;
    /* 1 if another strong factor, such as a smartcard, was accepted already, else 0. */
    uint32_t other_factor;
    /*
     * When the recovery grant that is open now ends, in Unix seconds, as mfa_recovery_grant() or mfa_recovery_look() says; 0
     * if none is open.
     */
    uint64_t grant_until;
} mfa_facts;

/*
 * Fills in the default policy: on all occasions; a smartcard suffices; 48 hours and 10 logins without an authenticator,
 * then nobody gets in; 168 hours offline. Set size first.
 */
mfa_result mfa_login_policy_init(mfa_login_policy *policy);

/*
 * When the periods end that begin at a time: without an authenticator, and offline. By then their logins may be used up.
 * All in Unix seconds. policy may be NULL, and each of the last two.
 */
mfa_result mfa_login_policy_until(const mfa_login_policy *policy,
                                  uint64_t since,
                                  uint64_t *without_factor,
                                  uint64_t *offline);

/*
 * Whether (1) or not (0) an entry of a list of people names somebody: letter for letter, or by *, which names everybody.
 * Groups, and whether names differ by case, are the host's to resolve.
 */
mfa_result mfa_is_listed(const char *entry,
                         size_t entry_size,
                         const char *person,
                         size_t person_size,
                         uint32_t *listed);

/*
 * Writes the login record of somebody of whom nothing was required yet, on a device that was never online:
 * MFA_LOGIN_RECORD_LENGTH bytes.
 */
mfa_result mfa_login_record_init(uint8_t *record, size_t record_size);

/* Reads what a login record says. Changes nothing. Set size first. */
mfa_result mfa_login_record_read(const uint8_t *record, size_t record_size, mfa_logins *logins);

/*
 * Decides about a login, an unlock or an elevation. record is what is stored of the person's logins on this device,
 * MFA_LOGIN_RECORD_LENGTH bytes. policy may be NULL. Returns MFA_UNCOMMITTED.
 *
 * Once what changes is stored the answer is MFA_OK, without a code, for the verdict's reason; MFA_ASK_FOR_CODE;
 * MFA_ASK_UNDER_GRANT; MFA_ENROLL_NOW; or MFA_DENIED. So setting the clock back opens nothing, and neither do several logins
 * at once. The person's states, or the standing of somebody without authenticators, are stored in the same commit as they
 * are, with the next revision: expected_revision is the person's.
 */
mfa_result mfa_login_decide(mfa_attempt *attempt,
                            const uint8_t *record,
                            size_t record_size,
                            const mfa_credential *credentials,
                            size_t count,
                            const uint8_t *states,
                            size_t states_size,
                            uint64_t now,
                            const mfa_facts *facts,
                            const mfa_login_policy *policy);

/*
 * Gives a person the time to enroll once more, from the next login on. For administrators: nothing else gives it again. A
 * change: MFA_CHANGED once it is stored. As mfa_login_decide() it has the person's states stored too.
 */
mfa_result mfa_login_give_time_again(mfa_attempt *attempt,
                                     const uint8_t *record,
                                     size_t record_size,
                                     const mfa_credential *credentials,
                                     size_t count,
                                     const uint8_t *states,
                                     size_t states_size);

#ifndef MFA_FREESTANDING

/* ---- The system's clock ------------------------------------------------------------------------ */

/* Now, in Unix seconds. An error if the clock stands before 1970 or beyond 2^40 seconds. */
mfa_result mfa_clock_now(uint64_t *now);

/* Now, and for how long the computer is up, where it tells: on Linux, time asleep included. Set size first. */
mfa_result mfa_clock_moment(mfa_moment *moment);

/* ---- Random bytes ------------------------------------------------------------------------------ */

/* Fills bytes with so many random bytes of the system. Where there are none they are zeros, and that is an error. */
mfa_result mfa_random_bytes(uint8_t *bytes,
                            size_t bytes_size);

/* ---- The file store ---------------------------------------------------------------------------- */

/*
 * A store that is open. The pointer is a handle: what is behind it is no memory of the caller's. What is done
 * with people in it wants 64 KiB of stack, and wipes what it took of that.
 */
typedef struct mfa_store mfa_store;

/*
 * Is told a name of so many bytes, without a NUL. Returns 0 to go on, anything else to be told no more. It must return: no
 * longjmp(), no exception.
 */
typedef uint32_t (*mfa_name_callback)(void *context, const char *name, size_t name_size);

/*
 * Opens a store: path is its folder, NULL for /var/lib/libmfa. Close it with mfa_store_close().
 *
 * The folder must be there, be no link, belong to the user that runs this program, have mode 0700 and lie on a local file
 * system. Whatever else is wrong has its own number, MFA_ERROR_STORE_*; store is NULL then.
 */
mfa_result mfa_store_open(const char *path,
                          size_t path_size,
                          mfa_store **store);

/*
 * As mfa_store_open(), and makes the folder, with mode 0700, if it is not there. Its parent must be. For programs that
 * enroll people; one that logs them in opens what is there.
 */
mfa_result mfa_store_open_or_create(const char *path,
                                    size_t path_size,
                                    mfa_store **store);

/* Closes a store. NULL is fine; one that was closed before is an error, and nothing is closed twice. */
mfa_result mfa_store_close(mfa_store *store);

/* Tells the names of all people who have a record, in order. */
mfa_result mfa_store_people(const mfa_store *store, mfa_name_callback each, void *context);

/*
 * The sentence of the last MFA_ERROR_STORE_* or MFA_ERROR_DAMAGED_* in this thread: with the path, and with what the
 * system says. For a log. Empty if there was none; cut if there is no room for all of it.
 */
mfa_result mfa_store_error(char *text,
                           size_t text_size);

/* ---- The policy file and managed preferences --------------------------------------------------- */

/* Policies that are read. The pointer is a handle: what is behind it is no memory of the caller's. */
typedef struct mfa_policies mfa_policies;

/*
 * The policies that hold where no file says anything: nobody is required to enroll, so that whoever has no
 * authenticator is let in; recovery by PIN is off.
 */
mfa_result mfa_policies_default(mfa_policies **policies);

/*
 * Reads a file (its keys are in docs/policy.md): all of it holds, or nothing. A key that is unknown is no error, but in
 * message. path may be NULL for /etc/libmfa/policy.toml, which may be missing.
 *
 * What the file does not say is as in over, which may be NULL for the defaults; so several files are laid one over the
 * other. over stays open and as it is.
 *
 * message is for a log, and may be NULL with size 0: where the file is refused, a sentence that says where, with
 * line and column, and what is wrong there; else what in the file is no key, or nothing. It is cut if there is no room
 * for all.
 */
mfa_result mfa_policies_open(const char *path,
                             size_t path_size,
                             const mfa_policies *over,
                             mfa_policies **policies,
                             char *message,
                             size_t message_size);

/*
 * Sets one key of the policy file over policies: what the options of a program say, laid over the file. All else is as in
 * over, which may be NULL for the defaults; over stays open and as it is.
 *
 * key is called as in docs/policy.md, such as "login.past_deadline"; one that is unknown is an error here. value is
 * without quotes: a whole number, "true" or "false", a word, a text. What a list is set to is its only entry, whatever
 * characters are in it, so that a name from elsewhere says nothing but itself; with size 0 the list is empty.
 *
 * What contradicts over is refused, as in a file. Where two keys have to change together, set first what leaves room
 * for the other: a longer "codes.longest_lock_seconds" before a longer "codes.first_lock_seconds". "codes.preset" sets all
 * keys of its section, so it comes before them.
 *
 * message is for a log, and may be NULL with size 0: where the key is refused, a sentence that names it and says what it
 * may be; else nothing. It is cut if there is no room for all.
 */
mfa_result mfa_policies_set(const mfa_policies *over,
                            const char *key,
                            size_t key_size,
                            const char *value,
                            size_t value_size,
                            mfa_policies **policies,
                            char *message,
                            size_t message_size);

/* Closes policies. NULL is fine; some that were closed before are an error, and nothing is closed twice. */
mfa_result mfa_policies_close(mfa_policies *policies);

/*
 * Whom those call who are not let in: an address for electronic mail, and a telephone number. Either is empty if the
 * policies do not say.
 */
mfa_result mfa_policies_contact(const mfa_policies *policies,
                                char *email,
                                size_t email_size,
                                char *phone,
                                size_t phone_size);

/* ---- People in a store ------------------------------------------------------------------------- */

/* Room for any authenticator's name and its NUL. */
#define MFA_NAME_SIZE 65

/* What a person has in the store. */
typedef struct mfa_possessions {
    /* sizeof (mfa_possessions). */
    uint32_t size;
    /* How many authenticators. */
    uint32_t authenticators;
    /* Until when an enrollment can be confirmed, in Unix seconds; 0 if none is pending. */
    uint64_t pending_until;
    /* How many correct codes are still to come to confirm it. */
    uint32_t pending_codes;
    /* 1 if there is a recovery key, else 0. */
    uint32_t recovery_key;
    /* How many recovery codes are left. */
    uint32_t recovery_codes;
    /* What an administrator said of this person alone: MFA_REQUIREMENT_REQUIRED or MFA_REQUIREMENT_EXEMPT; 0 if nothing. */
    uint32_t requirement;
} mfa_possessions;

/*
 * Begins an enrollment: draws a secret, stores it as pending, in place of any that is, and gives the texts to show. The
 * person may be new. Confirm it with mfa_people_confirm().
 *
 * name is what the person calls the authenticator, 1 to 64 bytes. parameters may be NULL for TOTP as all apps have
 * it. permit says by whose leave, mfa_log_in()'s or mfa_permit_by_administrator()'s; it is used up. setup_key is
 * for whoever types it in, base32 in groups of four: MFA_SETUP_KEY_SIZE bytes are room enough. uri is the otpauth
 * URI to show as a QR code: MFA_URI_SIZE bytes are room enough. Either may be NULL with size 0. Both are secret: show
 * them once, and wipe them.
 */
mfa_result mfa_people_enroll(const mfa_store *store,
                             const mfa_policies *policies,
                             const char *person,
                             size_t person_size,
                             const char *name,
                             size_t name_size,
                             const mfa_parameters *parameters,
                             mfa_permit *permit,
                             char *setup_key,
                             size_t setup_key_size,
                             char *uri,
                             size_t uri_size);

/*
 * Tries a code of the authenticator that is pending: MFA_ENROLLED once it is confirmed, MFA_ONE_MORE_CODE where the
 * policies want two, MFA_REJECTED or MFA_ENROLLMENT_OVER. Never a login: the code is used up. A grant that is open ends.
 *
 * verdict, which may be NULL, says more; set its size first.
 */
mfa_result mfa_people_confirm(const mfa_store *store,
                              const mfa_policies *policies,
                              const char *person,
                              size_t person_size,
                              const char *typed,
                              size_t typed_size,
                              mfa_verdict *verdict);

/* Drops the enrollment that is pending. */
mfa_result mfa_people_abandon(const mfa_store *store, const char *person, size_t person_size);

/*
 * One of a person's authenticators, counted from 0; MFA_ERROR_NO_SUCH_AUTHENTICATOR behind the last. Changes nothing.
 *
 * MFA_NAME_SIZE bytes are room enough for name. added, in Unix seconds, parameters and progress may be NULL.
 */
mfa_result mfa_people_authenticator(const mfa_store *store,
                                    const char *person,
                                    size_t person_size,
                                    size_t authenticator,
                                    char *name,
                                    size_t name_size,
                                    uint64_t *added,
                                    mfa_parameters *parameters,
                                    mfa_progress *progress);

/* How a person stands, and what they have. Changes nothing. Either struct may be NULL; set its size first. */
mfa_result mfa_people_status(const mfa_store *store,
                             const mfa_policies *policies,
                             const char *person,
                             size_t person_size,
                             mfa_status *status,
                             mfa_possessions *possessions);

/* Gives an authenticator another name. name may be NULL if the person has only one. */
mfa_result mfa_people_rename(const mfa_store *store,
                             const char *person,
                             size_t person_size,
                             const char *name,
                             size_t name_size,
                             const char *new_name,
                             size_t new_name_size);

/* Removes an authenticator and leaves the others as they are. name may be NULL if the person has only one. */
mfa_result mfa_people_remove(const mfa_store *store,
                             const char *person,
                             size_t person_size,
                             const char *name,
                             size_t name_size);

/*
 * Suspends an authenticator, or all of them if name is NULL: their codes count for nothing until each is confirmed
 * again with mfa_people_restore(). What is pending is dropped with all of them.
 */
mfa_result mfa_people_suspend(const mfa_store *store,
                              const char *person,
                              size_t person_size,
                              const char *name,
                              size_t name_size);

/*
 * Tries a code of a suspended authenticator, which counts again if it is right: MFA_RESTORED, which is no login. It goes
 * through the throttle like a login. name may be NULL if the person has only one. permit says by whose leave; it is
 * used up. verdict, which may be NULL, says more; set its size first.
 */
mfa_result mfa_people_restore(const mfa_store *store,
                              const mfa_policies *policies,
                              const char *person,
                              size_t person_size,
                              const char *name,
                              size_t name_size,
                              mfa_permit *permit,
                              const char *typed,
                              size_t typed_size,
                              mfa_verdict *verdict);

/*
 * Looks for two consecutive codes of one authenticator, far beyond what a login looks at: MFA_RESYNCHRONIZED, which is no
 * login. Both are used up. It goes through the throttle like a login. name may be NULL if the person has only one.
 * verdict, which may be NULL, says more; set its size first.
 */
mfa_result mfa_people_resynchronize(const mfa_store *store,
                                    const mfa_policies *policies,
                                    const char *person,
                                    size_t person_size,
                                    const char *name,
                                    size_t name_size,
                                    const char *first,
                                    size_t first_size,
                                    const char *second,
                                    size_t second_size,
                                    mfa_verdict *verdict);

/*
 * How far the clock of a person's phone is slow, for somebody at a login prompt whose code was rejected: up to reach
 * steps (1 to 2880). It counts a failure whatever it finds. What it finds is MFA_DIAGNOSED and the verdict's offset.
 * name may be NULL if the person has only one. Set the verdict's size first.
 */
mfa_result mfa_people_diagnose(const mfa_store *store,
                               const mfa_policies *policies,
                               const char *person,
                               size_t person_size,
                               const char *name,
                               size_t name_size,
                               const char *typed,
                               size_t typed_size,
                               uint32_t reach,
                               mfa_verdict *verdict);

/* Clears a person's failures and locks: of codes, of recovery and of recovery codes. For administrators. */
mfa_result mfa_people_unlock(const mfa_store *store, const char *person, size_t person_size);

/*
 * Says what is required of one person, whatever the policies' lists say: MFA_REQUIREMENT_REQUIRED or
 * MFA_REQUIREMENT_EXEMPT; 0 leaves it to the lists again. The person may be new. With MFA_REQUIREMENT_REQUIRED the
 * time to enroll is given once more; with MFA_REQUIREMENT_EXEMPT and seconds that are not 0, the exemption ends
 * after as many.
 */
mfa_result mfa_people_require(const mfa_store *store,
                              const char *person,
                              size_t person_size,
                              uint32_t requirement,
                              uint64_t seconds);

/*
 * Removes whatever lets a person in: all authenticators, one that is pending, what is left of the recovery codes, an open
 * grant and a challenge that is shown. What is required of them stays, and so do failures, revisions, the time to enroll
 * and the recovery key.
 */
mfa_result mfa_people_reset(const mfa_store *store,
                            const char *person,
                            size_t person_size);

/* Deletes everything of a person, their failures and revision too: nobody remembers then which codes were used. */
mfa_result mfa_people_forget(const mfa_store *store,
                             const char *person,
                             size_t person_size);

/* ---- Recovery of people in a store ------------------------------------------------------------- */

/* Room for any sheet of recovery codes, a line for each, and its NUL. */
#define MFA_RECOVERY_CODES_TEXT_SIZE 481

/*
 * Draws a recovery key and gives it to a person for this device; replace is 1 to put it in place of another, whose
 * grant and challenge are gone then, else 0. The person may be new.
 *
 * key is its text in base32, of MFA_RECOVERY_KEY_TEXT_SIZE bytes: for the help desk's vault. Wipe it. device is
 * what PINs are issued for, of at most MFA_DEVICE_ID_SIZE bytes: as the policies say, or the computer's name in its
 * network, which is an error (MFA_ERROR_DEVICE_ID_...) if it has fewer than 4 characters.
 */
mfa_result mfa_people_new_recovery_key(const mfa_store *store,
                                       const mfa_policies *policies,
                                       const char *person,
                                       size_t person_size,
                                       uint32_t replace,
                                       char *key,
                                       size_t key_size,
                                       char *device,
                                       size_t device_size);

/*
 * Gives a person a recovery key of 32 bytes that was issued elsewhere, in place of another if replace is 1. device
 * is what PINs are issued for, 4 to 64 characters of printable ASCII; it may be NULL for what the policies say, or the
 * computer's name in its network. The person may be new.
 */
mfa_result mfa_people_set_recovery_key(const mfa_store *store,
                                       const mfa_policies *policies,
                                       const char *person,
                                       size_t person_size,
                                       uint32_t replace,
                                       const char *device,
                                       size_t device_size,
                                       const uint8_t *key,
                                       size_t key_size);

/* Takes recovery by PIN and challenge from a person. */
mfa_result mfa_people_remove_recovery_key(const mfa_store *store, const char *person, size_t person_size);

/*
 * The challenge to show to a person whose device's clock cannot be trusted: MFA_CHALLENGE_SHOWN and the verdict's
 * challenge, or MFA_OFF. It is the same until it is used up. What the help desk answers with goes to
 * mfa_log_in_respond(). Set the verdict's size first.
 */
mfa_result mfa_people_challenge(const mfa_store *store,
                                const mfa_policies *policies,
                                const char *person,
                                size_t person_size,
                                mfa_verdict *verdict);

/* Ends the grant that a recovery has opened, whatever is left of it. */
mfa_result mfa_people_end_grant(const mfa_store *store, const char *person, size_t person_size);

/*
 * Draws a sheet of recovery codes, as many and as long as the policies say, and gives it to a person in place of any
 * other.
 *
 * codes is a line for each, with a line feed behind the last one too: MFA_RECOVERY_CODES_TEXT_SIZE bytes are room
 * enough. Nobody can read them back: show them once, and wipe the text.
 */
mfa_result mfa_people_new_recovery_codes(const mfa_store *store,
                                         const mfa_policies *policies,
                                         const char *person,
                                         size_t person_size,
                                         char *codes,
                                         size_t codes_size);

/* ---- A whole login ----------------------------------------------------------------------------- */

/* How many bytes there are for what a person types. */
#define MFA_TYPED_LONGEST 256

/* How somebody arrives whose first factor was accepted. */
typedef struct mfa_arrival {
    /* sizeof (mfa_arrival). */
    uint32_t size;
    /* What they want: one of MFA_OCCASION_*. */
    uint32_t occasion;
    /* 1 if the device reaches its directory or server now, or has none; else 0. */
    uint32_t online;
    /* 1 if another strong factor, such as a smartcard, was accepted already, else 0. */
    uint32_t other_factor;
} mfa_arrival;

/*
 * Asks a person what they have to type, at one prompt: a code, a recovery PIN or a recovery code.
 *
 * decided is MFA_ASK_FOR_CODE, MFA_ASK_UNDER_GRANT, or MFA_DENIED where the person may call the help desk and be
 * read a recovery PIN; verdict says more. Writes what was typed into typed, which has room for typed_size bytes
 * and is wiped afterwards, and returns how many bytes that is, or a negative number if the person gives up; 0 is an
 * error that costs no attempt (MFA_ERROR_CODE_EMPTY). It must return: no longjmp(), no exception.
 */
typedef int32_t (*mfa_ask_callback)(void *context,
                                    mfa_result decided,
                                    const mfa_verdict *verdict,
                                    char *typed,
                                    size_t typed_size);

/*
 * What was decided of somebody who arrived. It holds their name, and is good for what they type now: not to be kept,
 * and not to be copied. Over once they are in.
 */
typedef struct mfa_decision {
    uint64_t opaque[48];
} mfa_decision;

/* Fills in an arrival: a login, online, without another strong factor. Set size first. */
mfa_result mfa_arrival_init(mfa_arrival *arrival);

/*
 * A whole login: decides, asks through ask if something is to be typed, tries it, and stores what comes of it.
 *
 * MFA_OK if, and only if, the person is in, and that is stored: by a code, a recovery PIN or a recovery code; under a
 * grant that lets pass; or because the policies ask for nothing (the verdict's reason). MFA_ENROLL_NOW: not in
 * before an authenticator is enrolled. MFA_DENIED: not in, whatever they type; mfa_policies_contact() says whom to
 * call. MFA_GIVEN_UP: ask returned a negative number. MFA_REJECTED, MFA_LOCKED and so on: what was typed did not let
 * in. Negative: an error; what is no code, PIN or recovery code at all (MFA_ERROR_CODE_*, ...) costs no attempt.
 *
 * arrival may be NULL, for what mfa_arrival_init() fills in. verdict may be NULL; set its size first. permit
 * may be NULL: it is what the person may enroll by, and is unset if they may not.
 */
mfa_result mfa_log_in(const mfa_store *store,
                      const mfa_policies *policies,
                      const char *person,
                      size_t person_size,
                      const mfa_arrival *arrival,
                      mfa_ask_callback ask,
                      void *context,
                      mfa_verdict *verdict,
                      mfa_permit *permit);

/*
 * Decides what happens to somebody who arrives: the first of two calls. Stored when it returns.
 *
 * MFA_OK: the person is in, without typing anything, and that is stored. MFA_ASK_FOR_CODE and MFA_ASK_UNDER_GRANT: ask
 * them, and hand what they type to mfa_log_in_answer() with decision. MFA_DENIED: not in; if they are read a
 * recovery PIN, that goes there too. MFA_ENROLL_NOW: not in before an authenticator is enrolled. MFA_PIN_NEEDED: the
 * grant that lets pass ended just now; a new PIN goes there too.
 *
 * The arguments are those of mfa_log_in().
 */
mfa_result mfa_log_in_begin(mfa_decision *decision,
                            const mfa_store *store,
                            const mfa_policies *policies,
                            const char *person,
                            size_t person_size,
                            const mfa_arrival *arrival,
                            mfa_verdict *verdict,
                            mfa_permit *permit);

/*
 * Tries what the person typed of whom was decided: the second of two calls, with the store and the policies of the first.
 * It may be called again until they are in.
 *
 * MFA_OK if, and only if, the person is in, and that is stored. typed is a code, a recovery PIN or a recovery code,
 * which are told apart by their shape; what is none, or is not asked for (MFA_ERROR_NOT_ASKED), costs no attempt. Wipe
 * it.
 */
mfa_result mfa_log_in_answer(mfa_decision *decision,
                             const mfa_store *store,
                             const mfa_policies *policies,
                             const char *typed,
                             size_t typed_size,
                             mfa_verdict *verdict,
                             mfa_permit *permit);

/*
 * Tries the response to the challenge that mfa_people_challenge() showed, from somebody of whom was decided. As
 * mfa_log_in_answer(), which takes the same digits for a PIN.
 */
mfa_result mfa_log_in_respond(mfa_decision *decision,
                              const mfa_store *store,
                              const mfa_policies *policies,
                              const char *typed,
                              size_t typed_size,
                              mfa_verdict *verdict,
                              mfa_permit *permit);

/* How many bytes an mfa_decision has. */
size_t mfa_decision_size(void);

/* Wipes a decision. NULL is fine. */
void mfa_decision_wipe(mfa_decision *decision);

#endif /* MFA_FREESTANDING */

/* ---- Sizes, checked here as in the library ----------------------------------------------------- */

#define MFA_HAS_SIZE(type, size) typedef char type##_has_its_size[sizeof(type) == (size) ? 1 : -1]
MFA_HAS_SIZE(mfa_secret, 192);
MFA_HAS_SIZE(mfa_credential, 256);
MFA_HAS_SIZE(mfa_qr, 8192);
MFA_HAS_SIZE(mfa_attempt, 1280);
MFA_HAS_SIZE(mfa_permit, 32);
MFA_HAS_SIZE(mfa_enrollment, 288);
MFA_HAS_SIZE(mfa_recovery_key, 160);
MFA_HAS_SIZE(mfa_recovery, 288);
MFA_HAS_SIZE(mfa_recovery_codes, 448);
MFA_HAS_SIZE(mfa_ocra, 320);
MFA_HAS_SIZE(mfa_ocra_inputs, 1024);
#ifndef MFA_FREESTANDING
MFA_HAS_SIZE(mfa_decision, 384);
#endif
#undef MFA_HAS_SIZE

#ifdef __cplusplus
}
#endif

#endif /* MFA_H */
