/*
 * What a process still has of a login when it is over: nothing of what was typed, and nothing of the secrets that it was
 * compared with. scan.c looks. libpam's own copies, of a password that is handed on, are libpam's to wipe, and it does.
 */

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "masked.h"
#include "phone.h"
#include "stage.h"
#include "tests.h"

static char typed[4][1300], looked_for[2600];
static unsigned typed_count;

static void mask(char *hex, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        snprintf(hex + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i] ^ MASK);
}

static void begin(void)
{
    typed_count = 0;
    looked_for[0] = '\0';
}

static void type(const char *first, const char *second)
{
    char text[600];

    snprintf(text, sizeof text, "%s%s", first, second);
    mask(typed[typed_count++], text, strlen(text));
}

static void look_for(const char *name, const void *bytes, size_t length)
{
    size_t at = strlen(looked_for);

    at += (size_t)snprintf(looked_for + at, sizeof looked_for - at, " %s ", name);
    mask(looked_for + at, bytes, length);
}

static void look_for_text(const char *name, const char *text)
{
    look_for(name, text, strlen(text));
}

/* A secret, as bytes and in base32. */
static void look_for_key(const char *key)
{
    uint8_t bytes[64];

    look_for("secret", bytes, from_base32(key, bytes, sizeof bytes));
    look_for_text("base32", key);
}

/* What the process says. */
static const char *scanned(const char *person, const char *plant)
{
    static char output[8192];
    char own[400] = "", command[12000];
    int length;

    if (readlink("/proc/self/exe", own, sizeof own - 1) < 0)
        fail("there is no /proc");
    length = snprintf(command, sizeof command, "'%s' --scan '%s' %s %s %u", own, stage.stacks, person, plant, typed_count);
    for (unsigned i = 0; i < typed_count; i++)
        length += snprintf(command + length, sizeof command - (size_t)length, " %s", typed[i]);
    snprintf(command + length, sizeof command - (size_t)length, "%s", looked_for);
    if (!output_of(output, sizeof output, command))
        fail("the process that looks ended");
    return output;
}

static void leaves_nothing(const char *person, int answer)
{
    const char *output = scanned(person, "nowhere");
    char expected[32];

    snprintf(expected, sizeof expected, "answered %d\n", answer);
    HAS(expected, output);
    LACKS("found", output);
}

/* Not 00000000 or so, which is in any memory. */
static const char *wrong_but_remarkable(struct phone *phone)
{
    uint64_t next = phone->next;
    const char *code;

    phone->next += 25;
    code = code_of(phone);
    phone->next = next;
    return code;
}

static void what_is_planted_is_found(void)
{
    static const char *const places[] = {"static", "heap", "freed", "stack"};
    struct phone phone;

    enroll(&phone, "planted", "hotp", 8);
    module_with("");
    for (unsigned i = 0; i < 4; i++) {
        const char *code = code_of(&phone), *output;

        about(places[i]);
        begin();
        type(code, "");
        look_for_text("code", code);
        output = scanned("planted", places[i]);
        HAS("found code in ", output);
        HAS("answered 0\n", output);
    }
}

static void accepted_code_leaves_nothing(void)
{
    struct phone phone;
    const char *code;

    enroll(&phone, "remembered", "hotp", 8);
    module_with("");
    code = code_of(&phone);
    begin();
    type(code, "");
    look_for_key(phone.key);
    look_for_text("code", code);
    leaves_nothing("remembered", PAM_SUCCESS);
}

static void refused_code_leaves_nothing(void)
{
    struct phone phone;
    const char *code;

    enroll(&phone, "refused-there", "hotp", 8);
    module_with("");
    code = wrong_but_remarkable(&phone);
    begin();
    type(code, "");
    look_for_key(phone.key);
    look_for_text("code", code);
    leaves_nothing("refused-there", PAM_AUTH_ERR);
}

static void what_is_no_code_leaves_nothing(void)
{
    begin();
    module_with("");
    type("correct horse battery staple", "");
    look_for_text("text", "correct horse battery staple");
    leaves_nothing("nobodys-phone", PAM_AUTH_ERR);
    leaves_nothing("unknown", PAM_AUTH_ERR);
}

static const char password[] = "Tr0ub4dor-3-horse";

static void password_and_code_leave_nothing(const char *lines, int answer)
{
    struct phone phone;
    const char *code;
    static unsigned number;
    char person[32];

    snprintf(person, sizeof person, "joined-%u", number++);
    enroll(&phone, person, "hotp", 8);
    stack("login", lines);
    code = answer == PAM_SUCCESS ? code_of(&phone) : wrong_but_remarkable(&phone);
    begin();
    type(password, code);
    look_for_key(phone.key);
    look_for_text("code", code);
    look_for_text("password", password);
    leaves_nothing(person, answer);
}

static void forwarded_password_leaves_nothing(void)
{
    static const char lines[] = "auth requisite @ forward_pass digits=8\nauth requisite & take\n";

    password_and_code_leave_nothing(lines, PAM_SUCCESS);
    password_and_code_leave_nothing(lines, PAM_AUTH_ERR);
}

static void split_password_leaves_nothing(void)
{
    static const char lines[] = "auth required @ split_pass digits=8\nauth requisite & take\n"
                                "auth required @ use_split digits=8\n";

    password_and_code_leave_nothing(lines, PAM_SUCCESS);
    password_and_code_leave_nothing(lines, PAM_AUTH_ERR);
}

static void kept_code_that_nobody_takes_leaves_nothing(void)
{
    password_and_code_leave_nothing("auth required @ split_pass digits=8\nauth requisite & deny\n", PAM_AUTH_ERR);
}

static void first_pass_leaves_nothing(void)
{
    struct phone phone;
    const char *code;

    enroll(&phone, "first-there", "hotp", 8);
    stack("login", "auth requisite & take\nauth required @ try_first_pass\n");
    code = code_of(&phone);
    begin();
    type(password, "");
    type(code, "");
    look_for_key(phone.key);
    look_for_text("code", code);
    look_for_text("password", password);
    leaves_nothing("first-there", PAM_SUCCESS);
}

static void recovery_pin_leaves_nothing(void)
{
    char key[64];
    const char *pin;

    give_recovery("pin-there", key);
    module_with("");
    pin = pin_now(key);
    begin();
    type(pin, "");
    look_for_key(key);
    look_for_text("pin", pin);
    leaves_nothing("pin-there", PAM_SUCCESS);
}

static void recovery_code_leaves_nothing(void)
{
    struct phone phone;
    char codes[600], plain[20] = "";
    size_t length = 0;

    enroll(&phone, "paper-there", "hotp", 8);
    snprintf(codes, sizeof codes, "%s", keep("recovery-codes paper-there"));
    codes[strcspn(codes, "\n")] = '\0';
    for (const char *letter = codes; *letter != '\0' && length < 16; letter++)
        if (*letter != '-')
            plain[length++] = *letter;
    module_with("");
    begin();
    type(codes, "");
    look_for_text("recovery-code", codes);
    look_for_text("its-letters", plain);
    leaves_nothing("paper-there", PAM_SUCCESS);
}

static void key_that_is_enrolled_leaves_nothing(void)
{
    const char *output;

    policy("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n");
    module_with("enroll=login");
    begin();
    type("my phone", "");
    type("73190428", "");
    output = scanned("enrolls-there", "nowhere");
    HAS("looked for 3 in ", output);
    LACKS("found", output);
    policy(usual_policy);
}

/* In a process that goes on, and that libmfa is loaded into for each login. First, for the C library keeps some threads' data. */
static void login_after_login_takes_no_more_memory(void)
{
    struct phone phone;
    size_t before = 0;

    enroll(&phone, "again", "hotp", 6);
    module_with("");
    for (unsigned i = 0; i < 60; i++) {
        const char *code = code_of(&phone);

        if (i == 10 || i == 50) {
            size_t now = mallinfo2().uordblks;

            if (i == 50 && now > before + 4096)
                fail("%zu bytes more after 40 logins", now - before);
            before = now;
        }
        ANSWER(PAM_SUCCESS, comes("again", TYPES(code)));
    }
}

const struct test memory_tests[] = {
    TEST(login_after_login_takes_no_more_memory),
    TEST(what_is_planted_is_found),
    TEST(accepted_code_leaves_nothing),
    TEST(refused_code_leaves_nothing),
    TEST(what_is_no_code_leaves_nothing),
    TEST(forwarded_password_leaves_nothing),
    TEST(split_password_leaves_nothing),
    TEST(kept_code_that_nobody_takes_leaves_nothing),
    TEST(first_pass_leaves_nothing),
    TEST(recovery_pin_leaves_nothing),
    TEST(recovery_code_leaves_nothing),
    TEST(key_that_is_enrolled_leaves_nothing),
    {NULL, NULL},
};
