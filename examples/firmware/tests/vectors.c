/*
 * Every code of RFC 4226 (appendix D), RFC 6238 (appendix B) and RFC 6287 (appendix C), computed on the board. The table is
 * made of core/tests/vectors when this is built.
 */
#define MFA_FREESTANDING
#include <mfa.h>

#include "../src/board.h"
#include "../src/semihosting.h"
#include "../src/stack.h"
#include "../src/text.h"

/* What published codes are computed from. position is a counter (RFC 4226) or a time (RFC 6238). */
struct code_vector {
    const char *from;
    uint32_t kind, hash, digits;
    const char *key;
    uint64_t position;
    const char *code;
};

struct response_vector {
    const char *from, *suite, *key;
    int has_counter;
    uint64_t counter;
    uint32_t format;
    const char *question, *own_question, *pin;
    uint32_t pin_hash;
    uint64_t time;
    const char *response;
};

#include "table.h"

static mfa_secret secret;
static mfa_credential credential;
static mfa_ocra ocra;
static mfa_ocra_inputs inputs;

/* A secret of hexadecimal digits. */
static int import(const char *key)
{
    uint8_t bytes[64];
    size_t size;

    return text_hexadecimal(key, text_length(key), bytes, sizeof bytes, &size) &&
           mfa_secret_import(&secret, bytes, size) == MFA_OK;
}

static int code_is_right(const struct code_vector *vector)
{
    char code[MFA_CODE_SIZE];
    mfa_parameters parameters;
    mfa_result result;

    parameters.size = sizeof parameters;
    if (!import(vector->key) || mfa_parameters_init(&parameters) != MFA_OK)
        return 0;
    parameters.kind = vector->kind;
    parameters.algorithm = vector->hash;
    parameters.digits = vector->digits;
    if (mfa_credential_make(&credential, &secret, &parameters) != MFA_OK)
        return 0;
    result = vector->kind == MFA_HOTP
                 ? mfa_credential_code_for(&credential, vector->position, code, sizeof code)
                 : mfa_credential_code_at(&credential, vector->position, code, sizeof code, NULL, NULL);
    return result == MFA_OK && text_same(code, vector->code);
}

static int takes(const struct response_vector *vector)
{
    return mfa_ocra_inputs_make(&inputs, vector->format, vector->question, text_length(vector->question)) == MFA_OK &&
           (vector->own_question[0] == 0 || mfa_ocra_inputs_own_question(&inputs, vector->own_question,
                                                                        text_length(vector->own_question)) == MFA_OK) &&
           (!vector->has_counter || mfa_ocra_inputs_counter(&inputs, vector->counter) == MFA_OK) &&
           (vector->pin[0] == 0 ||
            mfa_ocra_inputs_pin(&inputs, vector->pin, text_length(vector->pin), vector->pin_hash) == MFA_OK) &&
           (vector->time == 0 || mfa_ocra_inputs_time(&inputs, vector->time) == MFA_OK);
}

static int response_is_right(const struct response_vector *vector)
{
    char response[MFA_OCRA_RESPONSE_SIZE];

    return import(vector->key) &&
           mfa_ocra_make(&ocra, &secret, vector->suite, text_length(vector->suite)) == MFA_OK && takes(vector) &&
           mfa_ocra_response(&ocra, &inputs, response, sizeof response) == MFA_OK &&
           text_same(response, vector->response);
}

/* Tells of one that is wrong, and counts one that is right. */
static uint32_t told(int right, const char *from, const char *expected)
{
    if (!right) {
        text_line_begin();
        text_put("wrong: ");
        text_put(from);
        text_put(": ");
        text_put(expected);
        text_line_end(semihosting_print);
    }
    return right ? 1 : 0;
}

int main(void)
{
    uint32_t i, right = 0, all = CODE_VECTORS + RESPONSE_VECTORS;

    for (i = 0; i < CODE_VECTORS; i++)
        right += told(code_is_right(&CODES[i]), CODES[i].from, CODES[i].code);
    for (i = 0; i < RESPONSE_VECTORS; i++)
        right += told(response_is_right(&RESPONSES[i]), RESPONSES[i].from, RESPONSES[i].response);
    text_line_begin();
    text_number(CODE_VECTORS);
    text_put(" codes, ");
    text_number(RESPONSE_VECTORS);
    text_put(" responses, ");
    text_number(right);
    text_put(" right, ");
    text_number(stack_used());
    text_put(" bytes of stack");
    text_line_end(semihosting_print);
    semihosting_exit(right == all);
    return 0;
}
