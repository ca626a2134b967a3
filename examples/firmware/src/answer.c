/* What people read. An error is told by the library's own sentence, which has nothing secret in it. */
#include "answer.h"

#include "clock.h"
#include "line.h"

void answer(const char *name, const char *word)
{
    text_line_begin();
    text_put(name);
    text_put(": ");
    text_put(word);
    text_line_end(line_print);
}

static void accepted(const mfa_verdict *verdict)
{
    text_put("open");
    if (verdict->failures_before > 0) {
        text_put(", wrong codes before: ");
        text_number(verdict->failures_before);
    }
}

static void locked(const mfa_verdict *verdict)
{
    uint64_t now = clock_now();

    text_put("locked for ");
    text_number(verdict->locked_until > now ? verdict->locked_until - now : 0);
    text_put(" s");
}

static void refused(const mfa_verdict *verdict)
{
    text_put("refused");
    if (verdict->locked_until > clock_now()) {
        text_put(", ");
        locked(verdict);
    }
}

static void sentence(mfa_result result, const mfa_verdict *verdict)
{
    switch (result) {
    case MFA_OK:
        accepted(verdict);
        break;
    case MFA_REJECTED:
        refused(verdict);
        break;
    case MFA_LOCKED:
        locked(verdict);
        break;
    case MFA_CLOSED:
        text_put("closed");
        break;
    case MFA_CHALLENGE_SHOWN:
        text_put("challenge ");
        text_put(verdict->challenge);
        break;
    case MFA_CHANGED:
        text_put("done");
        break;
    case MFA_ENROLLED:
        text_put("enrolled");
        break;
    case MFA_NOT_CONFIRMED:
        text_put("not stored");
        break;
    default:
        text_put(result < 0 ? "error: " : "");
        text_put(mfa_result_message(result));
        break;
    }
}

void answer_result(const char *name, mfa_result result, const mfa_verdict *verdict)
{
    text_line_begin();
    text_put(name);
    text_put(": ");
    sentence(result, verdict);
    text_line_end(line_print);
}
