/* The functions that read and write text: otpauth URIs, QR codes, OCRA. */
#include <string.h>

#include "frame.h"
#include "rows.h"

#define URI "otpauth://totp/Example:alice?secret=" ALICES "&issuer=Example"
#define SUITE "OCRA-1:HOTP-SHA1-6:C-QN08-PSHA1-S004-T1M"

static mfa_qr qr;

static void make_uri(void *place) {
    memcpy(place, URI, strlen(URI));
}

static void make_issuer(void *place) {
    memcpy(place, "Example", 7);
}

static void make_account(void *place) {
    memcpy(place, "alice", 5);
}

static void make_qr(void *place) {
    RESULT(MFA_OK, mfa_qr_draw(place, URI, strlen(URI)));
}

static size_t text_of_qr(int svg) {
    size_t length = 0;
    make_qr(&qr);
    if (svg) {
        mfa_qr_write_svg(&qr, NULL, 0, &length);
    } else {
        mfa_qr_write_text(&qr, MFA_TERMINAL_LIGHT_ON_DARK, NULL, 0, &length);
    }
    return length;
}

static void make_suite(void *place) {
    memcpy(place, SUITE, strlen(SUITE));
}

static void make_key(void *place) {
    RESULT(MFA_OK, mfa_secret_from_base32(place, ALICES, 32));
}

static void make_ocra(void *place) {
    mfa_secret secret;
    make_key(&secret);
    RESULT(MFA_OK, mfa_ocra_make(place, &secret, SUITE, strlen(SUITE)));
}

static void make_question(void *place) {
    memcpy(place, "12345678", 8);
}

static void make_pin_hash(void *place) {
    memset(place, 7, 20);
}

static void make_inputs(void *place) {
    RESULT(MFA_OK, mfa_ocra_inputs_make(place, MFA_OCRA_QUESTION_NUMERIC, "12345678", 8));
    RESULT(MFA_OK, mfa_ocra_inputs_counter(place, 3));
    RESULT(MFA_OK, mfa_ocra_inputs_pin(place, "1234", 4, MFA_SHA1));
    RESULT(MFA_OK, mfa_ocra_inputs_session(place, (const uint8_t *)"abcd", 4));
    RESULT(MFA_OK, mfa_ocra_inputs_time(place, NOW));
}

static void make_response(void *place) {
    mfa_ocra ocra;
    mfa_ocra_inputs inputs;
    char text[MFA_OCRA_RESPONSE_SIZE];
    make_ocra(&ocra);
    make_inputs(&inputs);
    RESULT(MFA_OK, mfa_ocra_response(&ocra, &inputs, text, sizeof text));
    memcpy(place, text, 6);
}

ROW(uri_read) { return mfa_uri_read(a[0].p, a[1].p, a[2].p, a[3].p, a[4].n); }
ROW(uri_name) { return mfa_uri_name(a[0].p, a[1].n, MFA_URI_ISSUER, a[3].p, a[4].n, a[5].p); }
ROW(uri_issuers_disagree) { return mfa_uri_issuers_disagree(a[0].p, a[1].n, a[2].p); }
ROW(uri_write) {
    return mfa_uri_write(a[0].p, a[1].p, 0, a[3].p, a[4].n, a[5].p, a[6].n, a[7].p, a[8].n, a[9].p);
}

ROW(qr_draw) { return mfa_qr_draw(a[0].p, a[1].p, a[2].n); }
ROW(qr_side) { return mfa_qr_side(a[0].p, a[1].p); }
ROW(qr_is_dark) { return mfa_qr_is_dark(a[0].p, 0, 0, a[3].p); }
ROW(qr_write_text) { return mfa_qr_write_text(a[0].p, MFA_TERMINAL_LIGHT_ON_DARK, a[2].p, a[3].n, a[4].p); }
ROW(qr_write_svg) { return mfa_qr_write_svg(a[0].p, a[1].p, a[2].n, a[3].p); }

ROW(ocra_suite_read) { return mfa_ocra_suite_read(a[0].p, a[1].p, a[2].n); }
ROW(ocra_make) { return mfa_ocra_make(a[0].p, a[1].p, a[2].p, a[3].n); }
ROW(ocra_suite_of) { return mfa_ocra_suite_of(a[0].p, a[1].p); }
ROW(ocra_response) { return mfa_ocra_response(a[0].p, a[1].p, a[2].p, a[3].n); }
ROW(ocra_check) { return mfa_ocra_check(a[0].p, a[1].p, a[2].p, a[3].n); }
ROW(ocra_inputs_make) { return mfa_ocra_inputs_make(a[0].p, MFA_OCRA_QUESTION_NUMERIC, a[2].p, a[3].n); }
ROW(ocra_inputs_own_question) { return mfa_ocra_inputs_own_question(a[0].p, a[1].p, a[2].n); }
ROW(ocra_inputs_counter) { return mfa_ocra_inputs_counter(a[0].p, 3); }
ROW(ocra_inputs_pin) { return mfa_ocra_inputs_pin(a[0].p, a[1].p, a[2].n, MFA_SHA1); }
ROW(ocra_inputs_pin_hash) { return mfa_ocra_inputs_pin_hash(a[0].p, a[1].p, a[2].n); }
ROW(ocra_inputs_session) { return mfa_ocra_inputs_session(a[0].p, a[1].p, a[2].n); }
ROW(ocra_inputs_time) { return mfa_ocra_inputs_time(a[0].p, NOW); }
ROW(ocra_inputs_step) { return mfa_ocra_inputs_step(a[0].p, 3); }

#define URI_ARGUMENT BYTES_OF(sizeof URI - 1, make_uri, 0), ITS_SIZE
#define WRITTEN_SIZE (sizeof "otpauth://totp/Example:alice?secret=" ALICES "&issuer=Example&algorithm=SHA1&digits=6&period=30")
#define INPUTS CHANGED_OF(mfa_ocra_inputs, make_inputs, 0)

/* Not const: how large drawings are is asked first. */
struct row text_rows[] = {
    {"mfa_uri_read", call_uri_read, MFA_OK,
     {NEW_OF(mfa_secret), NEW_OPEN_OF(mfa_parameters, INIT), NUMBER_OF(uint64_t, 0), URI_ARGUMENT}},
    {"mfa_uri_name", call_uri_name, MFA_OK,
     {URI_ARGUMENT, SOME_VALUE, NEW_BYTES_OF(8, TEXT_OUT), ITS_SIZE, NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_uri_issuers_disagree", call_uri_issuers_disagree, MFA_OK, {URI_ARGUMENT, NUMBER_OF(uint32_t, 0)}},
    {"mfa_uri_write", call_uri_write, MFA_OK,
     {OBJECT_OF(mfa_secret, make_key), PARAMETERS_OR_NULL, SOME_VALUE, BYTES_OF(7, make_issuer, 0), ITS_SIZE,
      BYTES_OF(5, make_account, 0), ITS_SIZE, NEW_BYTES_OF(WRITTEN_SIZE, TEXT_OUT), ITS_SIZE,
      NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_qr_draw", call_qr_draw, MFA_OK, {NEW_OF(mfa_qr), URI_ARGUMENT}},
    {"mfa_qr_side", call_qr_side, MFA_OK, {OBJECT_OF(mfa_qr, make_qr), NUMBER_OF(uint32_t, 0)}},
    {"mfa_qr_is_dark", call_qr_is_dark, MFA_OK,
     {OBJECT_OF(mfa_qr, make_qr), SOME_VALUE, SOME_VALUE, NUMBER_OF(uint32_t, 0)}},
    {"mfa_qr_write_text", call_qr_write_text, MFA_OK,
     {OBJECT_OF(mfa_qr, make_qr), SOME_VALUE, NEW_BYTES_OF(1, TEXT_OUT), ITS_SIZE, NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_qr_write_svg", call_qr_write_svg, MFA_OK,
     {OBJECT_OF(mfa_qr, make_qr), NEW_BYTES_OF(2, TEXT_OUT), ITS_SIZE, NUMBER_OF(size_t, OPTIONAL)}},
    {"mfa_ocra_suite_read", call_ocra_suite_read, MFA_OK,
     {NEW_OPEN_OF(mfa_ocra_suite, 0), BYTES_OF(sizeof SUITE - 1, make_suite, 0), ITS_SIZE}},
    {"mfa_ocra_make", call_ocra_make, MFA_OK,
     {NEW_OF(mfa_ocra), OBJECT_OF(mfa_secret, make_key), BYTES_OF(sizeof SUITE - 1, make_suite, 0), ITS_SIZE}},
    {"mfa_ocra_suite_of", call_ocra_suite_of, MFA_OK,
     {OBJECT_OF(mfa_ocra, make_ocra), NEW_OPEN_OF(mfa_ocra_suite, 0)}},
    {"mfa_ocra_response", call_ocra_response, MFA_OK,
     {OBJECT_OF(mfa_ocra, make_ocra), OBJECT_OF(mfa_ocra_inputs, make_inputs), NEW_BYTES_OF(7, TEXT_OUT), ITS_SIZE}},
    {"mfa_ocra_check", call_ocra_check, MFA_OK,
     {OBJECT_OF(mfa_ocra, make_ocra), OBJECT_OF(mfa_ocra_inputs, make_inputs), BYTES_OF(6, make_response, 0),
      ITS_SIZE}},
    {"mfa_ocra_inputs_make", call_ocra_inputs_make, MFA_OK,
     {NEW_OF(mfa_ocra_inputs), SOME_VALUE, BYTES_OF(8, make_question, 0), ITS_SIZE}},
    {"mfa_ocra_inputs_own_question", call_ocra_inputs_own_question, MFA_OK,
     {INPUTS, BYTES_OF(8, make_question, 0), ITS_SIZE}},
    {"mfa_ocra_inputs_counter", call_ocra_inputs_counter, MFA_OK, {INPUTS, SOME_VALUE}},
    {"mfa_ocra_inputs_pin", call_ocra_inputs_pin, MFA_OK,
     {INPUTS, BYTES_OF(8, make_question, 0), ITS_SIZE, SOME_VALUE}},
    {"mfa_ocra_inputs_pin_hash", call_ocra_inputs_pin_hash, MFA_OK,
     {INPUTS, BYTES_OF(20, make_pin_hash, 0), ITS_SIZE}},
    {"mfa_ocra_inputs_session", call_ocra_inputs_session, MFA_OK,
     {INPUTS, BYTES_OF(8, make_question, 0), ITS_SIZE}},
    {"mfa_ocra_inputs_time", call_ocra_inputs_time, MFA_OK, {INPUTS, SOME_VALUE}},
    {"mfa_ocra_inputs_step", call_ocra_inputs_step, MFA_OK, {INPUTS, SOME_VALUE}},
    {NULL, NULL, 0, {SOME_VALUE}},
};

void prepare_text(void) {
    struct row *row;
    struct argument *argument;
    for (row = text_rows; row->name != NULL; row++) {
        for (argument = row->arguments; argument->type != NULL; argument++) {
            if (argument->kind == NEW_BYTES && argument->size <= 2) {
                argument->size = text_of_qr(argument->size == 2) + 1;
            }
        }
    }
}
