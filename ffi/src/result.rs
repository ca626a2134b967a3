//! Results: one number that every function returns.
//!
//! Zero is done, and from whatever decides zero means *accepted and committed*, nothing else. Positive: decided, but nobody
//! gets in by it. Negative: an error. Numbers are never used twice and never change their meaning.

use core::ffi::{CStr, c_char};

/// What a function came to: `MFA_OK`, another outcome (positive) or an error (negative).
///
/// An error about an argument is a multiple of 100 and the argument's number: -103 is a third argument that is NULL. Take
/// them apart with mfa_result_kind() and mfa_result_argument().
#[allow(non_camel_case_types, reason = "it is C's name")]
pub type mfa_result = i32;

/// Done. From an attempt or a login: accepted and committed, and nothing else.
pub const MFA_OK: mfa_result = 0;
/// The attempt is decided, and counts only once it is committed.
pub const MFA_UNCOMMITTED: mfa_result = 1;
/// Not accepted.
pub const MFA_REJECTED: mfa_result = 2;
/// Too many wrong codes: nothing was looked at, nothing was counted. Time lifts it.
pub const MFA_LOCKED: mfa_result = 3;
/// Too many wrong codes: closed until an administrator unlocks or a recovery is redeemed.
pub const MFA_CLOSED: mfa_result = 4;
/// The authenticators are suspended until they are confirmed again.
pub const MFA_SUSPENDED: mfa_result = 5;
/// Somebody else changed the record first: read it again and begin anew.
pub const MFA_CONFLICT: mfa_result = 6;
/// The store did not confirm the change, so nobody gets in. Do not read back.
pub const MFA_NOT_CONFIRMED: mfa_result = 7;
/// The change is stored.
pub const MFA_CHANGED: mfa_result = 8;
/// The authenticator is resynchronized. No login.
pub const MFA_RESYNCHRONIZED: mfa_result = 9;
/// It is known how far the phone's clock is off. No login.
pub const MFA_DIAGNOSED: mfa_result = 10;
/// The authenticator counts again. No login.
pub const MFA_RESTORED: mfa_result = 11;
/// The authenticator is enrolled. No login: the code is used up.
pub const MFA_ENROLLED: mfa_result = 12;
/// The first of two codes was right; the next one is still to come.
pub const MFA_ONE_MORE_CODE: mfa_result = 13;
/// The enrollment is over: too late, or too many wrong codes. Begin again.
pub const MFA_ENROLLMENT_OVER: mfa_result = 14;
/// Ask for a code.
pub const MFA_ASK_FOR_CODE: mfa_result = 15;
/// A grant is open: ask for the recovery PIN again, and offer to enroll.
pub const MFA_ASK_UNDER_GRANT: mfa_result = 16;
/// Nobody gets in before an authenticator is enrolled.
pub const MFA_ENROLL_NOW: mfa_result = 17;
/// Nobody gets in, whatever they type. Say whom to call.
pub const MFA_DENIED: mfa_result = 18;
/// Show the challenge.
pub const MFA_CHALLENGE_SHOWN: mfa_result = 19;
/// There is no challenge to respond to: show one first.
pub const MFA_NO_CHALLENGE: mfa_result = 20;
/// There is no grant that lets anybody pass: ask for the recovery PIN.
pub const MFA_PIN_NEEDED: mfa_result = 21;
/// The policy has this off.
pub const MFA_OFF: mfa_result = 22;
/// The person gave up: nobody is in, and nothing was counted.
pub const MFA_GIVEN_UP: mfa_result = 31;

/// An argument is NULL: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_NULL: mfa_result = -100;
/// An argument is not aligned for its type: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_MISALIGNED: mfa_result = -200;
/// An argument overlaps another argument: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_OVERLAP: mfa_result = -300;
/// An argument is, or begins with, a size that cannot be right: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_SIZE: mfa_result = -400;
/// An argument has fields that this version does not know, and they are not zero: less the argument's number,
/// counted from 1.
pub const MFA_ARGUMENT_TAIL: mfa_result = -500;
/// An argument is none: it was never made, or is wiped, closed or used up: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_UNSET: mfa_result = -600;
/// An argument is something else: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_FOREIGN: mfa_result = -700;
/// An argument was made by another version of the library: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_VERSION: mfa_result = -800;
/// An argument is cut short or overwritten, or a copy of what cannot be copied: less the argument's number, counted
/// from 1.
pub const MFA_ARGUMENT_DAMAGED: mfa_result = -900;
/// An argument is out of range: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_VALUE: mfa_result = -1000;
/// An argument is not UTF-8: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_TEXT: mfa_result = -1100;
/// An argument is too small for what is to be written there: less the argument's number, counted from 1.
pub const MFA_ARGUMENT_TOO_SMALL: mfa_result = -1200;

/// An attempt goes: begin, take what is to be stored, store it, tell; a login in two calls: begin, answer. This call is out
/// of that order, or a second time.
pub const MFA_ERROR_ORDER: mfa_result = -2001;
/// The attempt permits to bind nothing, or was asked before.
pub const MFA_ERROR_NOTHING_PERMITTED: mfa_result = -2005;
/// This build of the library is without that.
pub const MFA_ERROR_UNSUPPORTED: mfa_result = -2002;
/// Something that this version of the C interface has no number for.
pub const MFA_ERROR_UNKNOWN: mfa_result = -2003;
/// A defect in the library; nobody gets in. Please report it.
pub const MFA_ERROR_PANIC: mfa_result = -2004;
/// A field that is reserved is not 0.
pub const MFA_ERROR_RESERVED: mfa_result = -2006;

/// The time is negative; times are seconds since 1970-01-01 00:00:00 UTC.
pub const MFA_ERROR_TIME_NEGATIVE: mfa_result = -2051;
/// The time is beyond 2^40 seconds; times are seconds since 1970-01-01, not milliseconds.
pub const MFA_ERROR_TIME_TOO_LARGE: mfa_result = -2052;
/// The time is before the credential's T0; is the clock set?
pub const MFA_ERROR_TIME_BEFORE_T0: mfa_result = -2053;

/// A secret has at least 10 bytes, one that is issued at least 16.
pub const MFA_ERROR_SECRET_TOO_SHORT: mfa_result = -2101;
/// A secret has at most 128 bytes.
pub const MFA_ERROR_SECRET_TOO_LONG: mfa_result = -2102;
/// The secret's text is not base32: A to Z, 2 to 7, with spaces and dashes between.
pub const MFA_ERROR_SECRET_NOT_BASE32: mfa_result = -2103;
/// The secret's base32 text is incomplete: its number of characters cannot be right.
pub const MFA_ERROR_SECRET_CUT_SHORT: mfa_result = -2104;
/// The secret's base32 padding is wrong: only the '=' that complete a group of eight may follow.
pub const MFA_ERROR_SECRET_PADDING: mfa_result = -2105;

/// A code has 6 to 10 digits.
pub const MFA_ERROR_DIGITS: mfa_result = -2151;
/// A period is 1 to 3600 seconds.
pub const MFA_ERROR_PERIOD: mfa_result = -2152;
/// A counter is at most 18446744073709551614.
pub const MFA_ERROR_COUNTER: mfa_result = -2153;
/// T0 is at most 2^40 seconds.
pub const MFA_ERROR_T0: mfa_result = -2154;
/// A credential is time-based (TOTP) or counter-based (HOTP).
pub const MFA_ERROR_KIND: mfa_result = -2155;
/// The hashes are SHA-1, SHA-256 and SHA-512.
pub const MFA_ERROR_ALGORITHM: mfa_result = -2156;
/// This credential is counter-based (HOTP); only a time-based one (TOTP) can do that.
pub const MFA_ERROR_NOT_TIME_BASED: mfa_result = -2157;
/// This credential is time-based (TOTP); only a counter-based one (HOTP) can do that.
pub const MFA_ERROR_NOT_COUNTER_BASED: mfa_result = -2158;

/// No code was entered.
pub const MFA_ERROR_CODE_EMPTY: mfa_result = -2201;
/// A character of the code is not a digit 0 to 9.
pub const MFA_ERROR_CODE_NOT_A_DIGIT: mfa_result = -2202;
/// Codes have 6 to 10 digits, and each authenticator shows its own number of them.
pub const MFA_ERROR_CODE_LENGTH: mfa_result = -2203;

/// A window reaches at most 50 steps to each side.
pub const MFA_ERROR_POLICY_WINDOW: mfa_result = -2251;
/// A look-ahead is 1 to 100 counters.
pub const MFA_ERROR_POLICY_LOOK_AHEAD: mfa_result = -2252;
/// A resynchronization looks at 1 to 1000 counters.
pub const MFA_ERROR_POLICY_RESYNC_RANGE: mfa_result = -2253;
/// A drift is bounded by 1 to 20 steps; 0 is off.
pub const MFA_ERROR_POLICY_DRIFT: mfa_result = -2254;
/// A diagnosis reaches 1 to 2880 steps.
pub const MFA_ERROR_POLICY_REACH: mfa_result = -2255;
/// Locks last 1 second to 24 hours, the longest at least as long as the first.
pub const MFA_ERROR_POLICY_LOCK: mfa_result = -2256;
/// Between 1 and 100 consecutive failures are allowed before one-time codes are closed.
pub const MFA_ERROR_POLICY_CAP: mfa_result = -2257;
/// At most as many failures can be free of a lock as the cap allows.
pub const MFA_ERROR_POLICY_FREE: mfa_result = -2258;
/// At the cap codes are closed (MFA_AT_CAP_CLOSE) or keep locking (MFA_AT_CAP_KEEP_LOCKING).
pub const MFA_ERROR_POLICY_AT_CAP: mfa_result = -2259;

/// A stored state has 64 bytes.
pub const MFA_ERROR_STATE_LENGTH: mfa_result = -2301;
/// These bytes are no state, or one of a newer version than this library knows.
pub const MFA_ERROR_STATE_VERSION: mfa_result = -2302;
/// The state's seal is broken: it is corrupt, or it belongs to another credential.
pub const MFA_ERROR_STATE_SEAL: mfa_result = -2303;

/// There is no authenticator.
pub const MFA_ERROR_NOBODY_ENROLLED: mfa_result = -2351;
/// A person has at most 8 authenticators.
pub const MFA_ERROR_TOO_MANY: mfa_result = -2352;
/// There is no authenticator at that index.
pub const MFA_ERROR_NO_SUCH_AUTHENTICATOR: mfa_result = -2353;
/// The states were not stored together: one is older or another person's.
pub const MFA_ERROR_STATES_DISAGREE: mfa_result = -2354;
/// Two authenticators share one secret, so each code would work twice.
pub const MFA_ERROR_SAME_SECRET: mfa_result = -2355;
/// A time-based credential starts at a time step, a counter-based one at a counter.
pub const MFA_ERROR_WRONG_KIND_OF_START: mfa_result = -2356;
/// The record has been changed as often as it can be.
pub const MFA_ERROR_REVISION_EXHAUSTED: mfa_result = -2357;
/// The authenticator's counter is at its end; enroll another.
pub const MFA_ERROR_COUNTER_EXHAUSTED: mfa_result = -2358;
/// Resynchronizing a time-based authenticator needs a policy with drift.
pub const MFA_ERROR_DRIFT_IS_OFF: mfa_result = -2359;
/// The authenticator is not suspended.
pub const MFA_ERROR_NOT_SUSPENDED: mfa_result = -2360;
/// The permit is for a first authenticator; another needs an accepted code, a recovery or an administrator.
pub const MFA_ERROR_PERMIT: mfa_result = -2361;

/// An otpauth URI has at most 4096 bytes.
pub const MFA_ERROR_URI_TOO_LONG: mfa_result = -2401;
/// This is no otpauth URI, which begins otpauth://.
pub const MFA_ERROR_URI_SCHEME: mfa_result = -2402;
/// This is an app's export of several accounts; each has to be enrolled with a URI of its own.
pub const MFA_ERROR_URI_MIGRATION: mfa_result = -2403;
/// The URI's type is neither totp nor hotp.
pub const MFA_ERROR_URI_TYPE: mfa_result = -2404;
/// A '#' cuts the URI short; inside a name it is written %23.
pub const MFA_ERROR_URI_FRAGMENT: mfa_result = -2405;
/// A '%' in the URI is not followed by two hexadecimal digits.
pub const MFA_ERROR_URI_PERCENT: mfa_result = -2406;
/// Percent-encoded bytes of the URI are not UTF-8.
pub const MFA_ERROR_URI_UTF8: mfa_result = -2407;
/// Control and bidirectional formatting characters are not allowed in a URI.
pub const MFA_ERROR_URI_UNPRINTABLE: mfa_result = -2408;
/// A parameter of the URI is there more than once.
pub const MFA_ERROR_URI_DUPLICATE: mfa_result = -2409;
/// The URI has no secret.
pub const MFA_ERROR_URI_NO_SECRET: mfa_result = -2410;
/// The URI's algorithm is none of SHA1, SHA256 and SHA512.
pub const MFA_ERROR_URI_ALGORITHM: mfa_result = -2411;
/// The URI's digits are not 6 to 10.
pub const MFA_ERROR_URI_DIGITS: mfa_result = -2412;
/// The URI's period is not 1 to 3600 seconds.
pub const MFA_ERROR_URI_PERIOD: mfa_result = -2413;
/// The URI's counter is not 0 to 18446744073709551614.
pub const MFA_ERROR_URI_COUNTER: mfa_result = -2414;
/// A hotp URI must have a counter.
pub const MFA_ERROR_URI_NO_COUNTER: mfa_result = -2415;
/// An otpauth URI cannot say that steps are counted from a time other than 1970.
pub const MFA_ERROR_URI_T0: mfa_result = -2416;
/// A totp URI starts at a time step, a hotp URI at a counter.
pub const MFA_ERROR_URI_START: mfa_result = -2417;

/// The account or the issuer is empty.
pub const MFA_ERROR_LABEL_EMPTY: mfa_result = -2451;
/// The account or the issuer is longer than 255 bytes.
pub const MFA_ERROR_LABEL_TOO_LONG: mfa_result = -2452;
/// The account or the issuer begins or ends with a space.
pub const MFA_ERROR_LABEL_SPACE: mfa_result = -2453;
/// A colon here would be read as the one between issuer and account.
pub const MFA_ERROR_LABEL_COLON: mfa_result = -2454;
/// Control and bidirectional formatting characters are not allowed in account and issuer.
pub const MFA_ERROR_LABEL_UNPRINTABLE: mfa_result = -2455;

/// The text does not fit a QR code, which holds 2953 bytes at most.
pub const MFA_ERROR_QR_TOO_LONG: mfa_result = -2501;

/// An enrollment is pending for 1 to 1440 minutes, which is 24 hours.
pub const MFA_ERROR_ENROLLMENT_LIFETIME: mfa_result = -2551;
/// An enrollment ends after 1 to 100 wrong codes.
pub const MFA_ERROR_ENROLLMENT_WRONG_CODES: mfa_result = -2552;
/// The enrollment is over; begin again.
pub const MFA_ERROR_ENROLLMENT_OVER: mfa_result = -2553;
/// These bytes are no pending enrollment, or one of a newer version than this library knows.
pub const MFA_ERROR_ENROLLMENT_VERSION: mfa_result = -2554;
/// The pending enrollment is damaged; begin again.
pub const MFA_ERROR_ENROLLMENT_DAMAGED: mfa_result = -2555;
/// An enrollment is confirmed by 1 code or by 2.
pub const MFA_ERROR_ENROLLMENT_CODES: mfa_result = -2556;

/// A recovery key has 32 bytes.
pub const MFA_ERROR_RECOVERY_KEY_LENGTH: mfa_result = -2601;
/// A device id has 4 to 64 characters.
pub const MFA_ERROR_DEVICE_ID_LENGTH: mfa_result = -2602;
/// A device id has printable ASCII characters other than space.
pub const MFA_ERROR_DEVICE_ID_CHARACTER: mfa_result = -2603;
/// Nothing was entered; nine digits are needed.
pub const MFA_ERROR_RECOVERY_DIGITS_EMPTY: mfa_result = -2604;
/// A character of what was entered is not a digit 0 to 9.
pub const MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT: mfa_result = -2605;
/// Nine digits are needed.
pub const MFA_ERROR_RECOVERY_DIGITS_LENGTH: mfa_result = -2606;
/// A digit is wrong, or two were swapped; compare all nine again.
pub const MFA_ERROR_RECOVERY_DIGITS_CHECK: mfa_result = -2607;
/// The clock tolerance is 0 to 300 seconds.
pub const MFA_ERROR_RECOVERY_POLICY_TOLERANCE: mfa_result = -2608;
/// A grant lasts 1 to 7200 minutes, which is 5 days.
pub const MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH: mfa_result = -2609;
/// A grant is good for 1 to 200 logins.
pub const MFA_ERROR_RECOVERY_POLICY_GRANT_USES: mfa_result = -2610;
/// A stored recovery record has 96 bytes.
pub const MFA_ERROR_RECOVERY_LENGTH: mfa_result = -2611;
/// These bytes are no recovery record, or one of a newer version than this library knows.
pub const MFA_ERROR_RECOVERY_VERSION: mfa_result = -2612;
/// The recovery record's seal is broken: it is corrupt, or it belongs to another key or device.
pub const MFA_ERROR_RECOVERY_SEAL: mfa_result = -2613;

/// No recovery code was entered.
pub const MFA_ERROR_RECOVERY_CODE_EMPTY: mfa_result = -2701;
/// A character of the recovery code is none of 0 to 9 and A to Z without U.
pub const MFA_ERROR_RECOVERY_CODE_CHARACTER: mfa_result = -2702;
/// Recovery codes have 16 or 24 characters, those of one set the same number.
pub const MFA_ERROR_RECOVERY_CODE_LENGTH: mfa_result = -2703;
/// A recovery code is made of 10 or 15 random bytes.
pub const MFA_ERROR_RECOVERY_CODE_RANDOM: mfa_result = -2704;
/// A set has 1 to 16 recovery codes.
pub const MFA_ERROR_RECOVERY_CODES_COUNT: mfa_result = -2705;
/// Two recovery codes are the same, so it would work twice; is the random source broken?
pub const MFA_ERROR_RECOVERY_CODES_SAME: mfa_result = -2706;
/// A stored set of recovery codes has 312 bytes.
pub const MFA_ERROR_RECOVERY_CODES_RECORD_LENGTH: mfa_result = -2707;
/// These bytes are no recovery codes, or those of a newer version than this library knows.
pub const MFA_ERROR_RECOVERY_CODES_VERSION: mfa_result = -2708;
/// The stored recovery codes are damaged: they contradict themselves.
pub const MFA_ERROR_RECOVERY_CODES_DAMAGED: mfa_result = -2709;

/// An OCRA suite has at most 46 characters.
pub const MFA_ERROR_OCRA_SUITE_TOO_LONG: mfa_result = -2751;
/// An OCRA suite begins OCRA-1, in upper case.
pub const MFA_ERROR_OCRA_SUITE_VERSION: mfa_result = -2752;
/// After OCRA-1: comes HOTP, in upper case.
pub const MFA_ERROR_OCRA_SUITE_FUNCTION: mfa_result = -2753;
/// The suite's hash is SHA1, SHA256 or SHA512, without a dash in it.
pub const MFA_ERROR_OCRA_SUITE_HASH: mfa_result = -2754;
/// A response has 4 to 10 digits, written without leading zero.
pub const MFA_ERROR_OCRA_SUITE_DIGITS: mfa_result = -2755;
/// 0 digits, an untruncated response, are not supported; a response has 4 to 10 digits.
pub const MFA_ERROR_OCRA_SUITE_UNTRUNCATED: mfa_result = -2756;
/// The suite has no question (Q).
pub const MFA_ERROR_OCRA_SUITE_NO_QUESTION: mfa_result = -2757;
/// A suite's question is QA (alphanumeric), QN (numeric) or QH (hexadecimal).
pub const MFA_ERROR_OCRA_SUITE_QUESTION_FORMAT: mfa_result = -2758;
/// A suite's question has 04 to 64 characters, like QN08.
pub const MFA_ERROR_OCRA_SUITE_QUESTION_LENGTH: mfa_result = -2759;
/// A suite's counter is C and nothing else.
pub const MFA_ERROR_OCRA_SUITE_COUNTER: mfa_result = -2760;
/// A suite's PIN hash is PSHA1, PSHA256 or PSHA512.
pub const MFA_ERROR_OCRA_SUITE_PIN_HASH: mfa_result = -2761;
/// A suite's session information has S001 to S512 bytes, written with three digits.
pub const MFA_ERROR_OCRA_SUITE_SESSION: mfa_result = -2762;
/// A suite's time step is T1S to T59S, T1M to T59M or T1H to T48H.
pub const MFA_ERROR_OCRA_SUITE_TIME_STEP: mfa_result = -2763;
/// A suite's inputs are C, Q, P, S and T, with one dash between each two.
pub const MFA_ERROR_OCRA_SUITE_INPUT: mfa_result = -2764;
/// An input is in the suite more than once.
pub const MFA_ERROR_OCRA_SUITE_DUPLICATE: mfa_result = -2765;
/// The suite's inputs are in the order C, Q, P, S, T.
pub const MFA_ERROR_OCRA_SUITE_ORDER: mfa_result = -2766;

/// An input that the suite takes is missing.
pub const MFA_ERROR_OCRA_MISSING: mfa_result = -2801;
/// An input was given that the suite does not take.
pub const MFA_ERROR_OCRA_SUPERFLUOUS: mfa_result = -2802;
/// A character of the question is none that its format has.
pub const MFA_ERROR_OCRA_QUESTION_CHARACTER: mfa_result = -2803;
/// The question has at least 4 characters, and at most as many as the suite allows.
pub const MFA_ERROR_OCRA_QUESTION_LENGTH: mfa_result = -2804;
/// The question is of another format than the suite's.
pub const MFA_ERROR_OCRA_QUESTION_FORMAT: mfa_result = -2805;
/// A PIN hash has 20 bytes with SHA-1, 32 with SHA-256, 64 with SHA-512.
pub const MFA_ERROR_OCRA_PIN_HASH_LENGTH: mfa_result = -2806;
/// The PIN hash is of another hash than the suite's.
pub const MFA_ERROR_OCRA_PIN_HASH: mfa_result = -2807;
/// The session information is longer than the suite allows.
pub const MFA_ERROR_OCRA_SESSION_LENGTH: mfa_result = -2808;
/// No response was entered.
pub const MFA_ERROR_OCRA_RESPONSE_EMPTY: mfa_result = -2809;
/// A character of the response is not a digit 0 to 9.
pub const MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT: mfa_result = -2810;
/// Responses have 4 to 10 digits.
pub const MFA_ERROR_OCRA_RESPONSE_LENGTH: mfa_result = -2811;

/// A period is 0 (never) to 8784 hours, which is 366 days.
pub const MFA_ERROR_LOGIN_HOURS: mfa_result = -2851;
/// A limit on logins is 1 to 65535; for none at all the period is 0 hours.
pub const MFA_ERROR_LOGIN_LOGINS: mfa_result = -2852;
/// The login record is of a version that is not supported; this one reads version 1.
pub const MFA_ERROR_LOGIN_RECORD_VERSION: mfa_result = -2853;
/// The login record is damaged: its times contradict each other.
pub const MFA_ERROR_LOGIN_RECORD_DAMAGED: mfa_result = -2854;

/// A name cannot be empty.
pub const MFA_ERROR_NAME_EMPTY: mfa_result = -3001;
/// A person's name has at most 200 bytes, an authenticator's at most 64.
pub const MFA_ERROR_NAME_TOO_LONG: mfa_result = -3002;
/// A person's name cannot begin with a dot.
pub const MFA_ERROR_NAME_LEADING_DOT: mfa_result = -3003;
/// A person's name cannot contain a slash.
pub const MFA_ERROR_NAME_SLASH: mfa_result = -3004;
/// A name cannot contain control or bidirectional characters.
pub const MFA_ERROR_NAME_UNPRINTABLE: mfa_result = -3005;

/// The system's random source cannot be read. Nothing is made up instead.
pub const MFA_ERROR_RANDOM: mfa_result = -3051;

/// There is no such folder.
pub const MFA_ERROR_STORE_NO_FOLDER: mfa_result = -3101;
/// The store must be a folder, and not a link to one.
pub const MFA_ERROR_STORE_NOT_A_FOLDER: mfa_result = -3102;
/// A file of the store is a link, and links are not followed.
pub const MFA_ERROR_STORE_LINK: mfa_result = -3103;
/// A file of the store is not a regular file.
pub const MFA_ERROR_STORE_NOT_A_FILE: mfa_result = -3104;
/// The store's folder and files must belong to the user that runs this program.
pub const MFA_ERROR_STORE_OWNER: mfa_result = -3105;
/// Others have access to the store: its folder needs mode 0700, a file 0600.
pub const MFA_ERROR_STORE_MODE: mfa_result = -3106;
/// The store is on a network file system; it needs a local one.
pub const MFA_ERROR_STORE_NETWORK: mfa_result = -3107;
/// The disk, or somebody's quota of it, is full.
pub const MFA_ERROR_STORE_FULL: mfa_result = -3108;
/// The store's file system is read-only.
pub const MFA_ERROR_STORE_READ_ONLY: mfa_result = -3109;
/// The system does not permit access to the store.
pub const MFA_ERROR_STORE_NOT_PERMITTED: mfa_result = -3110;
/// Another program holds the record's lock; try again.
pub const MFA_ERROR_STORE_BUSY: mfa_result = -3111;
/// The system reports an error of the store; mfa_store_error() has its sentence.
pub const MFA_ERROR_STORE_SYSTEM: mfa_result = -3112;

/// The file in the store is not a libmfa record.
pub const MFA_ERROR_DAMAGED_NOT_A_RECORD: mfa_result = -3151;
/// The record in the store was written by another version of the library.
pub const MFA_ERROR_DAMAGED_VERSION: mfa_result = -3152;
/// The record in the store has a section that this version does not know: a newer one wrote it.
pub const MFA_ERROR_DAMAGED_SECTION: mfa_result = -3153;
/// The record in the store was cut short, or something was appended.
pub const MFA_ERROR_DAMAGED_LENGTH: mfa_result = -3154;
/// The digest of the record in the store does not match: its content was altered.
pub const MFA_ERROR_DAMAGED_DIGEST: mfa_result = -3155;
/// The record in the store is another person's.
pub const MFA_ERROR_DAMAGED_PERSON: mfa_result = -3156;
/// The content of the record in the store makes no sense: it was not written by libmfa.
pub const MFA_ERROR_DAMAGED_CONTENT: mfa_result = -3157;

/// There is no such policy file.
pub const MFA_ERROR_POLICY_FILE_NOT_THERE: mfa_result = -3201;
/// The policy file is a link, and links are not followed.
pub const MFA_ERROR_POLICY_FILE_LINK: mfa_result = -3202;
/// The policy file is not a regular file.
pub const MFA_ERROR_POLICY_FILE_NOT_A_FILE: mfa_result = -3203;
/// The policy file must belong to root or to the user that runs this program.
pub const MFA_ERROR_POLICY_FILE_OWNER: mfa_result = -3204;
/// Others can write to the policy file.
pub const MFA_ERROR_POLICY_FILE_MODE: mfa_result = -3205;
/// The policy file is longer than 65536 bytes.
pub const MFA_ERROR_POLICY_FILE_TOO_LONG: mfa_result = -3206;
/// The system reports an error of the policy file.
pub const MFA_ERROR_POLICY_FILE_SYSTEM: mfa_result = -3207;
/// The policy file is not UTF-8.
pub const MFA_ERROR_POLICY_FILE_NOT_TEXT: mfa_result = -3208;
/// The policy file is a binary property list, which this build does not read.
pub const MFA_ERROR_POLICY_FILE_BINARY: mfa_result = -3209;
/// The policy file is a signed profile; give the profile as it was before it was signed.
pub const MFA_ERROR_POLICY_FILE_SIGNED: mfa_result = -3210;
/// The policy file is not well-formed.
pub const MFA_ERROR_POLICY_FILE_SYNTAX: mfa_result = -3211;
/// A key of the policy file has a value that it does not take.
pub const MFA_ERROR_POLICY_FILE_VALUE: mfa_result = -3212;
/// A list of the policy file has an entry that cannot be there.
pub const MFA_ERROR_POLICY_FILE_ENTRY: mfa_result = -3213;
/// A key of the policy file has two values.
pub const MFA_ERROR_POLICY_FILE_TWICE: mfa_result = -3214;
/// Two keys of the policy file say the same in two ways.
pub const MFA_ERROR_POLICY_FILE_BOTH: mfa_result = -3215;
/// Two keys of the policy file cannot stand together.
pub const MFA_ERROR_POLICY_FILE_CONTRADICTION: mfa_result = -3216;
/// The engine refuses what the policy file says.
pub const MFA_ERROR_POLICY_FILE_REFUSED: mfa_result = -3217;
/// The policy file has no key of that name.
pub const MFA_ERROR_POLICY_FILE_KEY: mfa_result = -3218;

/// There is no such person in the store.
pub const MFA_ERROR_NO_SUCH_PERSON: mfa_result = -3251;
/// The person has no authenticator of that name.
pub const MFA_ERROR_NO_SUCH_NAME: mfa_result = -3252;
/// The person has several authenticators; say which one is meant.
pub const MFA_ERROR_WHICH_AUTHENTICATOR: mfa_result = -3253;
/// The person has an authenticator of that name already.
pub const MFA_ERROR_NAME_TAKEN: mfa_result = -3254;
/// No enrollment is pending for the person.
pub const MFA_ERROR_NOTHING_PENDING: mfa_result = -3255;
/// The person has no recovery key on this device.
pub const MFA_ERROR_NO_RECOVERY: mfa_result = -3256;
/// The person has a recovery key on this device already.
pub const MFA_ERROR_RECOVERY_KEY_THERE: mfa_result = -3257;
/// The person has no recovery codes.
pub const MFA_ERROR_NO_RECOVERY_CODES: mfa_result = -3258;
/// What was typed is not what is asked for now; nothing was counted.
pub const MFA_ERROR_NOT_ASKED: mfa_result = -3259;
/// Others changed the record all the time; try again.
pub const MFA_ERROR_BUSY: mfa_result = -3260;
/// Where recovery is on nine digits are a PIN, so no authenticator may show as many.
pub const MFA_ERROR_NINE_DIGITS: mfa_result = -3261;

/// The function that asks returned more characters than there was room for.
pub const MFA_ERROR_ASKING: mfa_result = -3301;

/// A sentence about the argument that a result names.
macro_rules! about {
    ($result:expr, $what:literal) => {
        about!($result, $what, "1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11" "12")
    };
    ($result:expr, $what:literal, $($number:literal)*) => {{
        const SENTENCES: &[&CStr] =
            &[text(concat!("An argument ", $what, ".\0")), $(text(concat!("Argument ", $number, " ", $what, ".\0"))),*];
        let argument = usize::try_from(mfa_result_argument($result)).unwrap_or(0);
        SENTENCES.get(argument).copied().unwrap_or(c"")
    }};
}

/// The kinds of errors about arguments begin at multiples of this.
const KINDS: mfa_result = 100;
/// The last kind of errors about arguments.
const LAST_KIND: mfa_result = MFA_ARGUMENT_TOO_SMALL;

/// The kind of a result: for an error about an argument `MFA_ARGUMENT_NULL` and so on, else the result itself.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_result_kind(result: mfa_result) -> mfa_result {
    match argument_of(result) {
        0 => result,
        argument => result.saturating_add(argument),
    }
}

/// Which argument an error is about, counted from 1; 0 if it is about none.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_result_argument(result: mfa_result) -> u32 {
    argument_of(result).unsigned_abs()
}

/// A sentence in English that says what a result means, for a log. Never NULL, never freed; a result that this version does
/// not know says so.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_result_message(result: mfa_result) -> *const c_char {
    message(result).as_ptr()
}

fn argument_of(result: mfa_result) -> mfa_result {
    if (LAST_KIND.saturating_sub(KINDS).saturating_add(1)..=-KINDS).contains(&result) {
        result.saturating_neg() % KINDS
    } else {
        0
    }
}

fn message(result: mfa_result) -> &'static CStr {
    match mfa_result_kind(result) {
        MFA_OK => c"Done. From an attempt or a login: accepted and committed, and nothing else.",
        MFA_UNCOMMITTED => c"The attempt is decided, and counts only once it is committed.",
        MFA_REJECTED => c"Not accepted.",
        MFA_LOCKED => c"Too many wrong codes: nothing was looked at, nothing was counted. Time lifts it.",
        MFA_CLOSED => c"Too many wrong codes: closed until an administrator unlocks or a recovery is redeemed.",
        MFA_SUSPENDED => c"The authenticators are suspended until they are confirmed again.",
        MFA_CONFLICT => c"Somebody else changed the record first: read it again and begin anew.",
        MFA_NOT_CONFIRMED => c"The store did not confirm the change, so nobody gets in. Do not read back.",
        MFA_CHANGED => c"The change is stored.",
        MFA_RESYNCHRONIZED => c"The authenticator is resynchronized. No login.",
        MFA_DIAGNOSED => c"It is known how far the phone's clock is off. No login.",
        MFA_RESTORED => c"The authenticator counts again. No login.",
        MFA_ENROLLED => c"The authenticator is enrolled. No login: the code is used up.",
        MFA_ONE_MORE_CODE => c"The first of two codes was right; the next one is still to come.",
        MFA_ENROLLMENT_OVER => c"The enrollment is over: too late, or too many wrong codes. Begin again.",
        MFA_ASK_FOR_CODE => c"Ask for a code.",
        MFA_ASK_UNDER_GRANT => c"A grant is open: ask for the recovery PIN again, and offer to enroll.",
        MFA_ENROLL_NOW => c"Nobody gets in before an authenticator is enrolled.",
        MFA_DENIED => c"Nobody gets in, whatever they type. Say whom to call.",
        MFA_CHALLENGE_SHOWN => c"Show the challenge.",
        MFA_NO_CHALLENGE => c"There is no challenge to respond to: show one first.",
        MFA_PIN_NEEDED => c"There is no grant that lets anybody pass: ask for the recovery PIN.",
        MFA_OFF => c"The policy has this off.",
        MFA_GIVEN_UP => c"The person gave up: nobody is in, and nothing was counted.",
        MFA_ARGUMENT_NULL => about!(result, "is NULL"),
        MFA_ARGUMENT_MISALIGNED => about!(result, "is not aligned for its type"),
        MFA_ARGUMENT_OVERLAP => about!(result, "overlaps another argument"),
        MFA_ARGUMENT_SIZE => about!(result, "is, or begins with, a size that cannot be right"),
        MFA_ARGUMENT_TAIL => about!(result, "has fields that this version does not know, and they are not zero"),
        MFA_ARGUMENT_UNSET => about!(result, "is none: it was never made, or is wiped, closed or used up"),
        MFA_ARGUMENT_FOREIGN => about!(result, "is something else"),
        MFA_ARGUMENT_VERSION => about!(result, "was made by another version of the library"),
        MFA_ARGUMENT_DAMAGED => about!(result, "is cut short or overwritten, or a copy of what cannot be copied"),
        MFA_ARGUMENT_VALUE => about!(result, "is out of range"),
        MFA_ARGUMENT_TEXT => about!(result, "is not UTF-8"),
        MFA_ARGUMENT_TOO_SMALL => about!(result, "is too small for what is to be written there"),
        MFA_ERROR_ORDER => c"An attempt goes: begin, take what is to be stored, store it, tell; a login in two calls: begin, answer. This call is out of that order, or a second time.",
        MFA_ERROR_NOTHING_PERMITTED => c"The attempt permits to bind nothing, or was asked before.",
        MFA_ERROR_UNSUPPORTED => c"This build of the library is without that.",
        MFA_ERROR_UNKNOWN => c"Something that this version of the C interface has no number for.",
        MFA_ERROR_RESERVED => c"A field that is reserved is not 0.",
        MFA_ERROR_PANIC => c"A defect in the library; nobody gets in. Please report it.",
        MFA_ERROR_TIME_NEGATIVE => c"The time is negative; times are seconds since 1970-01-01 00:00:00 UTC.",
        MFA_ERROR_TIME_TOO_LARGE => c"The time is beyond 2^40 seconds; times are seconds since 1970-01-01, not milliseconds.",
        MFA_ERROR_TIME_BEFORE_T0 => c"The time is before the credential's T0; is the clock set?",
        MFA_ERROR_SECRET_TOO_SHORT => c"A secret has at least 10 bytes, one that is issued at least 16.",
        MFA_ERROR_SECRET_TOO_LONG => c"A secret has at most 128 bytes.",
        MFA_ERROR_SECRET_NOT_BASE32 => c"The secret's text is not base32: A to Z, 2 to 7, with spaces and dashes between.",
        MFA_ERROR_SECRET_CUT_SHORT => c"The secret's base32 text is incomplete: its number of characters cannot be right.",
        MFA_ERROR_SECRET_PADDING => c"The secret's base32 padding is wrong: only the '=' that complete a group of eight may follow.",
        MFA_ERROR_DIGITS => c"A code has 6 to 10 digits.",
        MFA_ERROR_PERIOD => c"A period is 1 to 3600 seconds.",
        MFA_ERROR_COUNTER => c"A counter is at most 18446744073709551614.",
        MFA_ERROR_T0 => c"T0 is at most 2^40 seconds.",
        MFA_ERROR_KIND => c"A credential is time-based (TOTP) or counter-based (HOTP).",
        MFA_ERROR_ALGORITHM => c"The hashes are SHA-1, SHA-256 and SHA-512.",
        MFA_ERROR_NOT_TIME_BASED => c"This credential is counter-based (HOTP); only a time-based one (TOTP) can do that.",
        MFA_ERROR_NOT_COUNTER_BASED => c"This credential is time-based (TOTP); only a counter-based one (HOTP) can do that.",
        MFA_ERROR_CODE_EMPTY => c"No code was entered.",
        MFA_ERROR_CODE_NOT_A_DIGIT => c"A character of the code is not a digit 0 to 9.",
        MFA_ERROR_CODE_LENGTH => c"Codes have 6 to 10 digits, and each authenticator shows its own number of them.",
        MFA_ERROR_POLICY_WINDOW => c"A window reaches at most 50 steps to each side.",
        MFA_ERROR_POLICY_LOOK_AHEAD => c"A look-ahead is 1 to 100 counters.",
        MFA_ERROR_POLICY_RESYNC_RANGE => c"A resynchronization looks at 1 to 1000 counters.",
        MFA_ERROR_POLICY_DRIFT => c"A drift is bounded by 1 to 20 steps; 0 is off.",
        MFA_ERROR_POLICY_REACH => c"A diagnosis reaches 1 to 2880 steps.",
        MFA_ERROR_POLICY_LOCK => c"Locks last 1 second to 24 hours, the longest at least as long as the first.",
        MFA_ERROR_POLICY_CAP => c"Between 1 and 100 consecutive failures are allowed before one-time codes are closed.",
        MFA_ERROR_POLICY_FREE => c"At most as many failures can be free of a lock as the cap allows.",
        MFA_ERROR_POLICY_AT_CAP => {
            c"At the cap codes are closed (MFA_AT_CAP_CLOSE) or keep locking (MFA_AT_CAP_KEEP_LOCKING)."
        }
        MFA_ERROR_STATE_LENGTH => c"A stored state has 64 bytes.",
        MFA_ERROR_STATE_VERSION => c"These bytes are no state, or one of a newer version than this library knows.",
        MFA_ERROR_STATE_SEAL => c"The state's seal is broken: it is corrupt, or it belongs to another credential.",
        MFA_ERROR_NOBODY_ENROLLED => c"There is no authenticator.",
        MFA_ERROR_TOO_MANY => c"A person has at most 8 authenticators.",
        MFA_ERROR_NO_SUCH_AUTHENTICATOR => c"There is no authenticator at that index.",
        MFA_ERROR_STATES_DISAGREE => c"The states were not stored together: one is older or another person's.",
        MFA_ERROR_SAME_SECRET => c"Two authenticators share one secret, so each code would work twice.",
        MFA_ERROR_WRONG_KIND_OF_START => c"A time-based credential starts at a time step, a counter-based one at a counter.",
        MFA_ERROR_REVISION_EXHAUSTED => c"The record has been changed as often as it can be.",
        MFA_ERROR_COUNTER_EXHAUSTED => c"The authenticator's counter is at its end; enroll another.",
        MFA_ERROR_DRIFT_IS_OFF => c"Resynchronizing a time-based authenticator needs a policy with drift.",
        MFA_ERROR_NOT_SUSPENDED => c"The authenticator is not suspended.",
        MFA_ERROR_PERMIT => c"The permit is for a first authenticator; another needs an accepted code, a recovery or an administrator.",
        MFA_ERROR_URI_TOO_LONG => c"An otpauth URI has at most 4096 bytes.",
        MFA_ERROR_URI_SCHEME => c"This is no otpauth URI, which begins otpauth://.",
        MFA_ERROR_URI_MIGRATION => c"This is an app's export of several accounts; each has to be enrolled with a URI of its own.",
        MFA_ERROR_URI_TYPE => c"The URI's type is neither totp nor hotp.",
        MFA_ERROR_URI_FRAGMENT => c"A '#' cuts the URI short; inside a name it is written %23.",
        MFA_ERROR_URI_PERCENT => c"A '%' in the URI is not followed by two hexadecimal digits.",
        MFA_ERROR_URI_UTF8 => c"Percent-encoded bytes of the URI are not UTF-8.",
        MFA_ERROR_URI_UNPRINTABLE => c"Control and bidirectional formatting characters are not allowed in a URI.",
        MFA_ERROR_URI_DUPLICATE => c"A parameter of the URI is there more than once.",
        MFA_ERROR_URI_NO_SECRET => c"The URI has no secret.",
        MFA_ERROR_URI_ALGORITHM => c"The URI's algorithm is none of SHA1, SHA256 and SHA512.",
        MFA_ERROR_URI_DIGITS => c"The URI's digits are not 6 to 10.",
        MFA_ERROR_URI_PERIOD => c"The URI's period is not 1 to 3600 seconds.",
        MFA_ERROR_URI_COUNTER => c"The URI's counter is not 0 to 18446744073709551614.",
        MFA_ERROR_URI_NO_COUNTER => c"A hotp URI must have a counter.",
        MFA_ERROR_URI_T0 => c"An otpauth URI cannot say that steps are counted from a time other than 1970.",
        MFA_ERROR_URI_START => c"A totp URI starts at a time step, a hotp URI at a counter.",
        MFA_ERROR_LABEL_EMPTY => c"The account or the issuer is empty.",
        MFA_ERROR_LABEL_TOO_LONG => c"The account or the issuer is longer than 255 bytes.",
        MFA_ERROR_LABEL_SPACE => c"The account or the issuer begins or ends with a space.",
        MFA_ERROR_LABEL_COLON => c"A colon here would be read as the one between issuer and account.",
        MFA_ERROR_LABEL_UNPRINTABLE => c"Control and bidirectional formatting characters are not allowed in account and issuer.",
        MFA_ERROR_QR_TOO_LONG => c"The text does not fit a QR code, which holds 2953 bytes at most.",
        MFA_ERROR_ENROLLMENT_LIFETIME => c"An enrollment is pending for 1 to 1440 minutes, which is 24 hours.",
        MFA_ERROR_ENROLLMENT_WRONG_CODES => c"An enrollment ends after 1 to 100 wrong codes.",
        MFA_ERROR_ENROLLMENT_OVER => c"The enrollment is over; begin again.",
        MFA_ERROR_ENROLLMENT_VERSION => c"These bytes are no pending enrollment, or one of a newer version than this library knows.",
        MFA_ERROR_ENROLLMENT_DAMAGED => c"The pending enrollment is damaged; begin again.",
        MFA_ERROR_ENROLLMENT_CODES => c"An enrollment is confirmed by 1 code or by 2.",
        MFA_ERROR_RECOVERY_KEY_LENGTH => c"A recovery key has 32 bytes.",
        MFA_ERROR_DEVICE_ID_LENGTH => c"A device id has 4 to 64 characters.",
        MFA_ERROR_DEVICE_ID_CHARACTER => c"A device id has printable ASCII characters other than space.",
        MFA_ERROR_RECOVERY_DIGITS_EMPTY => c"Nothing was entered; nine digits are needed.",
        MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT => c"A character of what was entered is not a digit 0 to 9.",
        MFA_ERROR_RECOVERY_DIGITS_LENGTH => c"Nine digits are needed.",
        MFA_ERROR_RECOVERY_DIGITS_CHECK => c"A digit is wrong, or two were swapped; compare all nine again.",
        MFA_ERROR_RECOVERY_POLICY_TOLERANCE => c"The clock tolerance is 0 to 300 seconds.",
        MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH => c"A grant lasts 1 to 7200 minutes, which is 5 days.",
        MFA_ERROR_RECOVERY_POLICY_GRANT_USES => c"A grant is good for 1 to 200 logins.",
        MFA_ERROR_RECOVERY_LENGTH => c"A stored recovery record has 96 bytes.",
        MFA_ERROR_RECOVERY_VERSION => c"These bytes are no recovery record, or one of a newer version than this library knows.",
        MFA_ERROR_RECOVERY_SEAL => c"The recovery record's seal is broken: it is corrupt, or it belongs to another key or device.",
        MFA_ERROR_RECOVERY_CODE_EMPTY => c"No recovery code was entered.",
        MFA_ERROR_RECOVERY_CODE_CHARACTER => c"A character of the recovery code is none of 0 to 9 and A to Z without U.",
        MFA_ERROR_RECOVERY_CODE_LENGTH => c"Recovery codes have 16 or 24 characters, those of one set the same number.",
        MFA_ERROR_RECOVERY_CODE_RANDOM => c"A recovery code is made of 10 or 15 random bytes.",
        MFA_ERROR_RECOVERY_CODES_COUNT => c"A set has 1 to 16 recovery codes.",
        MFA_ERROR_RECOVERY_CODES_SAME => c"Two recovery codes are the same, so it would work twice; is the random source broken?",
        MFA_ERROR_RECOVERY_CODES_RECORD_LENGTH => c"A stored set of recovery codes has 312 bytes.",
        MFA_ERROR_RECOVERY_CODES_VERSION => c"These bytes are no recovery codes, or those of a newer version than this library knows.",
        MFA_ERROR_RECOVERY_CODES_DAMAGED => c"The stored recovery codes are damaged: they contradict themselves.",
        MFA_ERROR_OCRA_SUITE_TOO_LONG => c"An OCRA suite has at most 46 characters.",
        MFA_ERROR_OCRA_SUITE_VERSION => c"An OCRA suite begins OCRA-1, in upper case.",
        MFA_ERROR_OCRA_SUITE_FUNCTION => c"After OCRA-1: comes HOTP, in upper case.",
        MFA_ERROR_OCRA_SUITE_HASH => c"The suite's hash is SHA1, SHA256 or SHA512, without a dash in it.",
        MFA_ERROR_OCRA_SUITE_DIGITS => c"A response has 4 to 10 digits, written without leading zero.",
        MFA_ERROR_OCRA_SUITE_UNTRUNCATED => c"0 digits, an untruncated response, are not supported; a response has 4 to 10 digits.",
        MFA_ERROR_OCRA_SUITE_NO_QUESTION => c"The suite has no question (Q).",
        MFA_ERROR_OCRA_SUITE_QUESTION_FORMAT => c"A suite's question is QA (alphanumeric), QN (numeric) or QH (hexadecimal).",
        MFA_ERROR_OCRA_SUITE_QUESTION_LENGTH => c"A suite's question has 04 to 64 characters, like QN08.",
        MFA_ERROR_OCRA_SUITE_COUNTER => c"A suite's counter is C and nothing else.",
        MFA_ERROR_OCRA_SUITE_PIN_HASH => c"A suite's PIN hash is PSHA1, PSHA256 or PSHA512.",
        MFA_ERROR_OCRA_SUITE_SESSION => c"A suite's session information has S001 to S512 bytes, written with three digits.",
        MFA_ERROR_OCRA_SUITE_TIME_STEP => c"A suite's time step is T1S to T59S, T1M to T59M or T1H to T48H.",
        MFA_ERROR_OCRA_SUITE_INPUT => c"A suite's inputs are C, Q, P, S and T, with one dash between each two.",
        MFA_ERROR_OCRA_SUITE_DUPLICATE => c"An input is in the suite more than once.",
        MFA_ERROR_OCRA_SUITE_ORDER => c"The suite's inputs are in the order C, Q, P, S, T.",
        MFA_ERROR_OCRA_MISSING => c"An input that the suite takes is missing.",
        MFA_ERROR_OCRA_SUPERFLUOUS => c"An input was given that the suite does not take.",
        MFA_ERROR_OCRA_QUESTION_CHARACTER => c"A character of the question is none that its format has.",
        MFA_ERROR_OCRA_QUESTION_LENGTH => c"The question has at least 4 characters, and at most as many as the suite allows.",
        MFA_ERROR_OCRA_QUESTION_FORMAT => c"The question is of another format than the suite's.",
        MFA_ERROR_OCRA_PIN_HASH_LENGTH => c"A PIN hash has 20 bytes with SHA-1, 32 with SHA-256, 64 with SHA-512.",
        MFA_ERROR_OCRA_PIN_HASH => c"The PIN hash is of another hash than the suite's.",
        MFA_ERROR_OCRA_SESSION_LENGTH => c"The session information is longer than the suite allows.",
        MFA_ERROR_OCRA_RESPONSE_EMPTY => c"No response was entered.",
        MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT => c"A character of the response is not a digit 0 to 9.",
        MFA_ERROR_OCRA_RESPONSE_LENGTH => c"Responses have 4 to 10 digits.",
        MFA_ERROR_LOGIN_HOURS => c"A period is 0 (never) to 8784 hours, which is 366 days.",
        MFA_ERROR_LOGIN_LOGINS => c"A limit on logins is 1 to 65535; for none at all the period is 0 hours.",
        MFA_ERROR_LOGIN_RECORD_VERSION => c"The login record is of a version that is not supported; this one reads version 1.",
        MFA_ERROR_LOGIN_RECORD_DAMAGED => c"The login record is damaged: its times contradict each other.",
        MFA_ERROR_NAME_EMPTY => c"A name cannot be empty.",
        MFA_ERROR_NAME_TOO_LONG => c"A person's name has at most 200 bytes, an authenticator's at most 64.",
        MFA_ERROR_NAME_LEADING_DOT => c"A person's name cannot begin with a dot.",
        MFA_ERROR_NAME_SLASH => c"A person's name cannot contain a slash.",
        MFA_ERROR_NAME_UNPRINTABLE => c"A name cannot contain control or bidirectional characters.",
        MFA_ERROR_RANDOM => c"The system's random source cannot be read. Nothing is made up instead.",
        MFA_ERROR_STORE_NO_FOLDER => c"There is no such folder.",
        MFA_ERROR_STORE_NOT_A_FOLDER => c"The store must be a folder, and not a link to one.",
        MFA_ERROR_STORE_LINK => c"A file of the store is a link, and links are not followed.",
        MFA_ERROR_STORE_NOT_A_FILE => c"A file of the store is not a regular file.",
        MFA_ERROR_STORE_OWNER => c"The store's folder and files must belong to the user that runs this program.",
        MFA_ERROR_STORE_MODE => c"Others have access to the store: its folder needs mode 0700, a file 0600.",
        MFA_ERROR_STORE_NETWORK => c"The store is on a network file system; it needs a local one.",
        MFA_ERROR_STORE_FULL => c"The disk, or somebody's quota of it, is full.",
        MFA_ERROR_STORE_READ_ONLY => c"The store's file system is read-only.",
        MFA_ERROR_STORE_NOT_PERMITTED => c"The system does not permit access to the store.",
        MFA_ERROR_STORE_BUSY => c"Another program holds the record's lock; try again.",
        MFA_ERROR_STORE_SYSTEM => c"The system reports an error of the store; mfa_store_error() has its sentence.",
        MFA_ERROR_DAMAGED_NOT_A_RECORD => c"The file in the store is not a libmfa record.",
        MFA_ERROR_DAMAGED_VERSION => c"The record in the store was written by another version of the library.",
        MFA_ERROR_DAMAGED_SECTION => c"The record in the store has a section that this version does not know: a newer one wrote it.",
        MFA_ERROR_DAMAGED_LENGTH => c"The record in the store was cut short, or something was appended.",
        MFA_ERROR_DAMAGED_DIGEST => c"The digest of the record in the store does not match: its content was altered.",
        MFA_ERROR_DAMAGED_PERSON => c"The record in the store is another person's.",
        MFA_ERROR_DAMAGED_CONTENT => c"The content of the record in the store makes no sense: it was not written by libmfa.",
        MFA_ERROR_POLICY_FILE_NOT_THERE => c"There is no such policy file.",
        MFA_ERROR_POLICY_FILE_LINK => c"The policy file is a link, and links are not followed.",
        MFA_ERROR_POLICY_FILE_NOT_A_FILE => c"The policy file is not a regular file.",
        MFA_ERROR_POLICY_FILE_OWNER => c"The policy file must belong to root or to the user that runs this program.",
        MFA_ERROR_POLICY_FILE_MODE => c"Others can write to the policy file.",
        MFA_ERROR_POLICY_FILE_TOO_LONG => c"The policy file is longer than 65536 bytes.",
        MFA_ERROR_POLICY_FILE_SYSTEM => c"The system reports an error of the policy file.",
        MFA_ERROR_POLICY_FILE_NOT_TEXT => c"The policy file is not UTF-8.",
        MFA_ERROR_POLICY_FILE_BINARY => c"The policy file is a binary property list, which this build does not read.",
        MFA_ERROR_POLICY_FILE_SIGNED => c"The policy file is a signed profile; give the profile as it was before it was signed.",
        MFA_ERROR_POLICY_FILE_SYNTAX => c"The policy file is not well-formed.",
        MFA_ERROR_POLICY_FILE_VALUE => c"A key of the policy file has a value that it does not take.",
        MFA_ERROR_POLICY_FILE_ENTRY => c"A list of the policy file has an entry that cannot be there.",
        MFA_ERROR_POLICY_FILE_TWICE => c"A key of the policy file has two values.",
        MFA_ERROR_POLICY_FILE_BOTH => c"Two keys of the policy file say the same in two ways.",
        MFA_ERROR_POLICY_FILE_CONTRADICTION => c"Two keys of the policy file cannot stand together.",
        MFA_ERROR_POLICY_FILE_REFUSED => c"The engine refuses what the policy file says.",
        MFA_ERROR_POLICY_FILE_KEY => c"The policy file has no key of that name.",
        MFA_ERROR_NO_SUCH_PERSON => c"There is no such person in the store.",
        MFA_ERROR_NO_SUCH_NAME => c"The person has no authenticator of that name.",
        MFA_ERROR_WHICH_AUTHENTICATOR => c"The person has several authenticators; say which one is meant.",
        MFA_ERROR_NAME_TAKEN => c"The person has an authenticator of that name already.",
        MFA_ERROR_NOTHING_PENDING => c"No enrollment is pending for the person.",
        MFA_ERROR_NO_RECOVERY => c"The person has no recovery key on this device.",
        MFA_ERROR_RECOVERY_KEY_THERE => c"The person has a recovery key on this device already.",
        MFA_ERROR_NO_RECOVERY_CODES => c"The person has no recovery codes.",
        MFA_ERROR_NOT_ASKED => c"What was typed is not what is asked for now; nothing was counted.",
        MFA_ERROR_BUSY => c"Others changed the record all the time; try again.",
        MFA_ERROR_NINE_DIGITS => c"Where recovery is on nine digits are a PIN, so no authenticator may show as many.",
        MFA_ERROR_ASKING => c"The function that asks returned more characters than there was room for.",
        _ => c"A result that this version of the library does not know.",
    }
}

/// A text with a NUL at its end, made when the library is compiled.
const fn text(terminated: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(terminated.as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    }
}
