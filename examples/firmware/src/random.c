/* The board's source, or the generator. */
#include "random.h"

#include "board.h"
#include "store.h"
#include "text.h"

#define DIGITS 10u
#define BYTES_OF_A_CODE 3u

static int keyed(mfa_credential *credential)
{
    mfa_parameters parameters;
    mfa_secret secret;
    int made;

    parameters.size = sizeof parameters;
    if (mfa_parameters_init(&parameters) != MFA_OK)
        return 0;
    parameters.kind = MFA_HOTP;
    parameters.algorithm = MFA_SHA256;
    parameters.digits = DIGITS;
    made = mfa_secret_import(&secret, store->seed, sizeof store->seed) == MFA_OK &&
           mfa_credential_make(credential, &secret, &parameters) == MFA_OK;
    mfa_secret_wipe(&secret);
    return made;
}

/* Three bytes for a number of the counter's. */
static int three_bytes(const mfa_credential *credential, uint64_t counter, uint8_t *bytes)
{
    char code[MFA_CODE_SIZE];
    uint64_t number;
    int read = mfa_credential_code_for(credential, counter, code, sizeof code) == MFA_OK && text_decimal(code, &number);

    if (read) {
        bytes[0] = (uint8_t)number;
        bytes[1] = (uint8_t)(number >> 8);
        bytes[2] = (uint8_t)(number >> 16);
    }
    text_wipe(code, sizeof code);
    return read;
}

static int generate(uint8_t *bytes, size_t size)
{
    uint64_t first = store->drawn;
    uint8_t three[BYTES_OF_A_CODE];
    mfa_credential credential;
    size_t at;
    int given;

    store->drawn += (size + BYTES_OF_A_CODE - 1) / BYTES_OF_A_CODE;
    given = store->has_seed && store_save() && keyed(&credential);
    for (at = 0; given && at < size; at++) {
        if (at % BYTES_OF_A_CODE == 0)
            given = three_bytes(&credential, first + at / BYTES_OF_A_CODE, three);
        bytes[at] = three[at % BYTES_OF_A_CODE];
    }
    mfa_credential_wipe(&credential);
    text_wipe(three, sizeof three);
    return given;
}

int random_draw(uint8_t *bytes, size_t size)
{
    return board_random(bytes, size) || generate(bytes, size);
}
