#include "record.h"

#include <stdio.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "reasons.h"

/* What is printable ASCII stays, but for quotation marks and backslashes; each other byte is \xNN. Cut if there is no room. */
static const char *quoted(char *place, size_t size, const char *text)
{
    static const char hexadecimal[] = "0123456789abcdef";
    size_t length = 0;

    place[length++] = '"';
    for (; *text != '\0' && length + 4 < size - 2; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\') {
            place[length++] = (char)byte;
        } else {
            place[length++] = '\\';
            place[length++] = 'x';
            place[length++] = hexadecimal[byte >> 4];
            place[length++] = hexadecimal[byte & 15];
        }
    }
    place[length++] = '"';
    place[length] = '\0';
    return place;
}

/* What the library tells of a store is about the last error of one in this process, maybe not of this attempt. */
void record_broken(struct record *record, mfa_result result)
{
    record->detail[0] = '\0';
    if (is_of_store(result))
        mfa_store_error(record->detail, sizeof record->detail);
    if (record->detail[0] == '\0')
        snprintf(record->detail, sizeof record->detail, "%s", mfa_result_message(result));
}

static const char *occasion_of(const struct options *options)
{
    switch (options->occasion) {
    case MFA_OCCASION_UNLOCK:
        return "unlock";
    case MFA_OCCASION_ELEVATE:
        return "elevate";
    default:
        return "login";
    }
}

static int severity(const struct record *record)
{
    return record->result[0] == 'u' ? LOG_ERR : record->result[0] == 'r' ? LOG_NOTICE : LOG_INFO;
}

void record_write(pam_handle_t *pamh, const struct options *options, const struct visitor *visitor,
                  const struct record *record)
{
    /* All together less than 2,048 bytes, beyond which receivers cut: what strangers make up must not cost the last keys. */
    char person[408], service[60], rhost[260], tty[70], ruser[100], authenticator[264], detail[440];

    pam_syslog(pamh, severity(record),
               "result=%s reason=%s factor=%s person=%s service=%s occasion=%s rhost=%s tty=%s ruser=%s "
               "authenticator=%s failures=%lu left=%lu until=%llu library=%ld detail=%s",
               record->result, record->reason, record->factor, quoted(person, sizeof person, visitor->name),
               quoted(service, sizeof service, visitor->service), occasion_of(options),
               quoted(rhost, sizeof rhost, visitor->rhost), quoted(tty, sizeof tty, visitor->tty),
               quoted(ruser, sizeof ruser, visitor->ruser),
               quoted(authenticator, sizeof authenticator, record->authenticator), (unsigned long)record->failures,
               (unsigned long)record->attempts_left, (unsigned long long)record->until, (long)record->library,
               quoted(detail, sizeof detail, record->detail));
}
