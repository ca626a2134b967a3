#include "reasons.h"

const char *factor_of(uint32_t factor)
{
    switch (factor) {
    case MFA_FACTOR_CODE:
        return "code";
    case MFA_FACTOR_PIN:
        return "pin";
    case MFA_FACTOR_RESPONSE:
        return "response";
    case MFA_FACTOR_GRANT:
        return "grant";
    case MFA_FACTOR_RECOVERY_CODE:
        return "recovery-code";
    case MFA_FACTOR_SAME_PIN:
        return "same-pin";
    default:
        return "none";
    }
}

/* What was typed could not be right, and nothing was looked at; everything else below zero is broken. */
static bool is_about_what_was_typed(mfa_result result)
{
    switch (result) {
    case MFA_ERROR_CODE_EMPTY:
    case MFA_ERROR_CODE_NOT_A_DIGIT:
    case MFA_ERROR_CODE_LENGTH:
    case MFA_ERROR_RECOVERY_DIGITS_EMPTY:
    case MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT:
    case MFA_ERROR_RECOVERY_DIGITS_LENGTH:
    case MFA_ERROR_RECOVERY_DIGITS_CHECK:
    case MFA_ERROR_RECOVERY_CODE_EMPTY:
    case MFA_ERROR_RECOVERY_CODE_CHARACTER:
    case MFA_ERROR_RECOVERY_CODE_LENGTH:
        return true;
    default:
        return mfa_result_kind(result) == MFA_ARGUMENT_TEXT;
    }
}

bool is_of_store(mfa_result result)
{
    return result == MFA_NOT_CONFIRMED ||
           (result <= MFA_ERROR_STORE_NO_FOLDER && result > MFA_ERROR_POLICY_FILE_NOT_THERE);
}

const char *refusal_of(const struct decided *decided, mfa_result result, const mfa_verdict *verdict)
{
    if (result == MFA_ERROR_NOT_ASKED && decided->result == MFA_DENIED)
        return decided->reason >= MFA_REASON_DENIED_OFFLINE ? "offline" : "not-enrolled";
    switch (result) {
    case MFA_REJECTED:
        return verdict->reason == MFA_REASON_REPLAYED ? "replayed" : "mismatch";
    case MFA_LOCKED:
        return "locked";
    case MFA_CLOSED:
        return "closed";
    case MFA_SUSPENDED:
        return "suspended";
    case MFA_NO_CHALLENGE:
        return "no-challenge";
    case MFA_PIN_NEEDED:
        return "pin-needed";
    case MFA_OFF:
        return "off";
    case MFA_ERROR_NOT_ASKED:
        return "not-asked";
    case MFA_ERROR_NO_RECOVERY:
    case MFA_ERROR_NO_RECOVERY_CODES:
        return "no-recovery";
    case MFA_ENROLL_NOW:
        return "enroll-now";
    case MFA_NOBODY:
        return "unknown-person";
    default:
        return is_about_what_was_typed(result) ? "not-a-code" : NULL;
    }
}

const char *let_in_by(const mfa_verdict *verdict)
{
    switch (verdict->reason) {
    case MFA_REASON_DISABLED:
        return "disabled";
    case MFA_REASON_EXEMPT:
        return "exempt";
    case MFA_REASON_OCCASION:
        return "occasion";
    case MFA_REASON_OTHER_FACTOR:
        return "other-factor";
    case MFA_REASON_NOT_ENROLLED:
        return "not-enrolled";
    case MFA_REASON_TIME_TO_ENROLL:
        return "time-to-enroll";
    default:
        return "grant";
    }
}
