#include "phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "frame.h"
#include "stage.h"

enum { PERIOD = 30, PIN_STEP = 10, QUESTION_SIZE = 128, SHA1_SIZE = 20, SHA256_SIZE = 32 };

unsigned from_base32(const char *text, uint8_t *bytes, unsigned room)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned count = 0, bits = 0, held = 0;

    for (; *text != '\0' && count < room; text++) {
        const char *letter = strchr(alphabet, *text);

        if (letter == NULL)
            continue;
        held = (held << 5 | (unsigned)(letter - alphabet)) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[count++] = (uint8_t)(held >> bits);
        }
    }
    return count;
}

/* HMAC, by openssl. */
static void hmac(const char *key, const char *hash, const uint8_t *message, size_t size, uint8_t mac[32])
{
    uint8_t bytes[64];
    char hex[129] = "", path[300], command[800], output[300];
    const char *digest;
    unsigned count = from_base32(key, bytes, sizeof bytes);
    FILE *file;

    for (unsigned i = 0; i < count; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    snprintf(path, sizeof path, "%s/message", stage.folder);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(message, 1, size, file) != size || fclose(file) != 0)
        fail("%s cannot be written", path);
    snprintf(command, sizeof command, "openssl dgst -%s -mac HMAC -macopt hexkey:%s %s", hash, hex, path);
    if (!output_of(output, sizeof output, command) || (digest = strstr(output, "= ")) == NULL) {
        fail("%s", command);
        return;
    }
    for (unsigned i = 0; i < SHA256_SIZE && strlen(digest) >= 4 + 2 * i; i++) {
        unsigned byte = 0;

        sscanf(digest + 2 + 2 * i, "%2x", &byte);
        mac[i] = (uint8_t)byte;
    }
}

/* The number that is cut out of a MAC, as in RFC 4226. */
static unsigned truncated(const uint8_t *mac, unsigned size)
{
    unsigned offset = mac[size - 1] & 15;

    return (mac[offset] & 0x7fu) << 24 | (unsigned)mac[offset + 1] << 16 | (unsigned)mac[offset + 2] << 8 |
           mac[offset + 3];
}

/* oathtool knows 6 to 8 digits, and openssl the rest. */
static void fill_with_openssl(struct phone *phone)
{
    for (unsigned i = 0; i < BATCH; i++) {
        uint8_t counter[8], mac[32];

        for (unsigned byte = 0; byte < 8; byte++)
            counter[byte] = (uint8_t)((phone->first + i) >> (56 - 8 * byte));
        hmac(phone->key, "sha1", counter, sizeof counter, mac);
        snprintf(phone->batch[i], sizeof phone->batch[i], "%0*u", (int)phone->digits, truncated(mac, SHA1_SIZE));
    }
}

static void fill(struct phone *phone)
{
    char command[512], output[BATCH * 12], *at = output;

    if (phone->digits > 8) {
        fill_with_openssl(phone);
        return;
    }
    snprintf(command, sizeof command, "oathtool --hotp -b -c %llu -d %u -w %u %s", (unsigned long long)phone->first,
             phone->digits, BATCH - 1, phone->key);
    if (!output_of(output, sizeof output, command))
        fail("%s", command);
    for (unsigned i = 0; i < BATCH; i++, at += phone->digits + 1)
        snprintf(phone->batch[i], sizeof phone->batch[i], "%.*s", (int)phone->digits, at);
}

static const char *code_in(struct phone *phone, uint64_t counter)
{
    if (phone->batch[0][0] == '\0' || counter < phone->first || counter >= phone->first + BATCH) {
        phone->first = counter;
        fill(phone);
    }
    return phone->batch[counter - phone->first];
}

const char *code_at(struct phone *phone, int steps)
{
    static char codes[4][16];
    static unsigned next;
    char command[512], *code = codes[next++ % 4];

    snprintf(command, sizeof command, "oathtool --totp -b -N @%lld -d %u %s",
             (long long)time(NULL) + (long long)steps * PERIOD, phone->digits, phone->key);
    if (!output_of(code, sizeof codes[0], command))
        fail("%s", command);
    code[strcspn(code, "\n")] = '\0';
    return code;
}

const char *code_of(struct phone *phone)
{
    return phone->counts ? code_in(phone, phone->next++) : code_at(phone, 0);
}

const char *wrong_of(struct phone *phone)
{
    static const char *const guesses[] = {"0000000000", "1111111111", "2222222222", "3333333333"};
    static char wrong[16];

    if (phone->counts)
        code_in(phone, phone->next);
    for (unsigned i = 0; i < 4; i++) {
        bool is_near = false;

        snprintf(wrong, sizeof wrong, "%.*s", (int)phone->digits, guesses[i]);
        for (int near = 0; near < (phone->counts ? BATCH : 5); near++)
            is_near = is_near || strcmp(wrong, phone->counts ? phone->batch[near] : code_at(phone, near - 2)) == 0;
        if (!is_near)
            break;
    }
    return wrong;
}

void phone_with(struct phone *phone, const char *kind, const char *key, unsigned digits)
{
    memset(phone, 0, sizeof *phone);
    snprintf(phone->key, sizeof phone->key, "%s", key);
    phone->digits = digits;
    phone->counts = strcmp(kind, "hotp") == 0;
}

void enroll(struct phone *phone, const char *person, const char *kind, unsigned digits)
{
    phone_with(phone, kind, keep("enroll %s phone %s %u", person, kind, digits), digits);
    snprintf(phone->person, sizeof phone->person, "%s", person);
    /* With the code before this one, so that this one is not used up. */
    keep("confirm %s %s", person, phone->counts ? code_of(phone) : code_at(phone, -1));
}

/* The digit that H. M. Damm's table of order 10 adds to digits. */
static char check_digit(const char *digits)
{
    static const char table[10][11] = {"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
                                       "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"};
    char interim = '0';

    for (; *digits != '\0'; digits++)
        interim = table[interim - '0'][*digits - '0'];
    return interim;
}

/* RFC 6287: the suite, a zero, the question in 128 bytes and, where the suite has it, the time; cut as in RFC 4226. */
static const char *ocra(const char *key, const char *suite, const uint8_t *question, size_t question_size,
                        const uint64_t *step)
{
    static char answers[4][16];
    static unsigned next;
    char *digits = answers[next++ % 4];
    uint8_t message[256], mac[32];
    size_t length = strlen(suite) + 1;

    memset(mac, 0, sizeof mac);
    memset(message, 0, sizeof message);
    memcpy(message, suite, length);
    memcpy(message + length, question, question_size);
    length += QUESTION_SIZE;
    for (unsigned i = 0; step != NULL && i < 8; i++)
        message[length++] = (uint8_t)(*step >> (56 - 8 * i));
    hmac(key, "sha256", message, length, mac);
    snprintf(digits, sizeof answers[0], "%08u", truncated(mac, SHA256_SIZE) % 100000000);
    digits[8] = check_digit(digits);
    digits[9] = '\0';
    return digits;
}

void give_recovery(const char *person, char key[64])
{
    char device[80];

    sscanf(keep("recovery-key %s", person), "%63s %79s", key, device);
    TEXT("LAPTOP-0042", device);
}

const char *pin_now(const char *key)
{
    uint64_t step = (uint64_t)time(NULL) / PIN_STEP;

    return ocra(key, "OCRA-1:HOTP-SHA256-8:QA64-T10S", (const uint8_t *)"LAPTOP-0042", 11, &step);
}

/* The question is the number that the eight digits are, in hexadecimal, from the left. */
const char *response_to(const char *key, const char *challenge)
{
    uint8_t question[4] = {0, 0, 0, 0};
    char digits[16], hex[16];
    unsigned count = 0;

    for (; *challenge != '\0' && count < 8; challenge++)
        if (*challenge >= '0' && *challenge <= '9')
            digits[count++] = *challenge;
    digits[count] = '\0';
    snprintf(hex, sizeof hex, "%lX", strtoul(digits, NULL, 10));
    for (unsigned i = 0; hex[i] != '\0' && i < 8; i++) {
        unsigned nibble = hex[i] <= '9' ? (unsigned)(hex[i] - '0') : (unsigned)(hex[i] - 'A') + 10;

        question[i / 2] = (uint8_t)(question[i / 2] | (i % 2 == 0 ? nibble << 4 : nibble));
    }
    return ocra(key, "OCRA-1:HOTP-SHA256-8:QN08", question, sizeof question, NULL);
}
