//! What the manual says beside the options: examples, the fields of JSON answers, and oathtool's names for things.

/// What there is to say of a command.
#[derive(Clone, Copy, Default)]
pub(super) struct Words {
    /// What for, and the line to type.
    pub(super) examples: &'static [(&'static str, &'static str)],
    /// A field, and what it means.
    pub(super) json: &'static [(&'static str, &'static str)],
    /// What oathtool calls it, and what it is here.
    pub(super) oathtool: &'static [(&'static str, &'static str)],
}

pub(super) const ABOUT_JSON: &str = "With --json the answer is one line of JSON. Field names are stable; fields may be \
    added. A time is an object with the fields unix (seconds since 1970) and rfc3339 (null after the year 9999). Errors \
    are sentences on standard error, with or without --json; tell them by the exit status.";

pub(super) const ABOUT_OATHTOOL: &str = "What oathtool calls it on the left, what it is here on the right. Time-based \
    codes are the default here, counter-based ones there. Secrets here have 10 to 128 bytes and codes 6 to 10 digits.";

pub(super) const ABOUT_STORE: &str = "The store: a folder of mode 0700 on a local file system, owned by the user who \
    runs mfa, with one file for each person. It holds secrets, and states by which secrets could be guessed at: keep \
    backups of it as private as the folder itself.";

pub(super) const ABOUT_POLICY: &str = "The policy file, read at each call if it is there: what an administrator decides. \
    It belongs to root or to the user who runs mfa, and nobody else can write it. mfa policy check tells what it says.";

const PERSON: (&str, &str) = ("person", "Who.");
const VERDICT_LOCKED: (&str, &str) =
    ("locked_until", "With refused: until when codes are locked now, or null. With locked: until when.");
const VERDICT_LEFT: (&str, &str) =
    ("attempts_left", "With refused: how many more wrong codes are looked at before one locks or closes.");
const VERDICT_CLOSED: (&str, &str) =
    ("closed", "With refused: whether this wrong code closed codes until an administrator unlocks them.");
const VERDICT_REASON: (&str, &str) = (
    "reason",
    "With refused: mismatch, or replayed for a code that is used up. For logs only: never tell the person at the prompt.",
);
const ACCEPTED_BY: (&str, &str) = (
    "authenticator",
    "With accepted: which of the person's authenticators, counted from 0 in the order of mfa status.",
);
const ACCEPTED_NAME: (&str, &str) = ("name", "With accepted: what that authenticator is called.");
const ACCEPTED_POSITION: (&str, &str) = ("position", "With accepted: the time step or counter of the code.");
const ACCEPTED_OFFSET: (&str, &str) = (
    "offset",
    "With accepted: how many time steps it was from now (negative: the phone is slow), or how many counters were skipped.",
);
const ACCEPTED_AFTER: (&str, &str) =
    ("failures_before", "With accepted: how many wrong codes went before it. Show it to the person.");

/// The words for a command.
pub(super) fn of(command: &str) -> Words {
    match command {
        "mfa" => MFA,
        "code" => CODE,
        "add" => ADD,
        "enroll" => ENROLL,
        "confirm" => CONFIRM,
        "verify" => VERIFY,
        "status" => STATUS,
        "list" => LIST,
        "rename" => RENAME,
        "remove" => REMOVE,
        "resync" => RESYNC,
        "diagnose" => DIAGNOSE,
        "unlock" => UNLOCK,
        "login" => LOGIN,
        "require" => REQUIRE,
        "exempt" => EXEMPT,
        "suspend" => SUSPEND,
        "reset" => RESET,
        "recovery" => RECOVERY,
        "recovery-key" => RECOVERY_KEY,
        "recovery-issue" => RECOVERY_ISSUE,
        "recovery-respond" => RECOVERY_RESPOND,
        "recovery-redeem" => RECOVERY_REDEEM,
        "recovery-challenge" => RECOVERY_CHALLENGE,
        "recovery-end" => RECOVERY_END,
        "recovery-codes" => RECOVERY_CODES,
        "recovery-codes-new" => RECOVERY_CODES_NEW,
        "recovery-codes-use" => RECOVERY_CODES_USE,
        "recovery-codes-left" => RECOVERY_CODES_LEFT,
        "export" => EXPORT,
        "import" => IMPORT,
        "policy" => POLICY,
        "policy-check" => POLICY_CHECK,
        "migrate" => MIGRATE,
        "pam" => PAM,
        "pam-enable" => PAM_ENABLE,
        "pam-disable" => PAM_DISABLE,
        "pam-status" => PAM_STATUS,
        "doctor" => DOCTOR,
        "completions" => COMPLETIONS,
        "man" => MAN,
        _ => Words { examples: &[], json: &[], oathtool: &[] },
    }
}

const MFA: Words = Words {
    examples: &[
        ("The code that a phone shows now", "mfa code --secret @phone.secret"),
        ("Enroll alice's phone, which scans a QR code", "mfa enroll alice --name phone"),
        ("Add what an otpauth URI describes", "mfa add alice --uri @phone.uri"),
        ("Let alice in, or not", "mfa verify alice"),
        ("Who is enrolled, who is locked", "mfa list"),
        ("What a command takes", "mfa help verify"),
    ],
    json: &[],
    oathtool: &[],
};

const CODE: Words = Words {
    examples: &[
        ("The code that a phone shows now", "mfa code --secret @phone.secret"),
        ("The same, with the secret from a password manager", "pass show phone | mfa code -"),
        ("The codes of the next two minutes", "mfa code --uri @phone.uri --window 4"),
        ("The first three codes of a token", "mfa code --hotp --counter 0 --window 2 --hex @token.hex"),
        ("How far off a phone is that shows 287082", "mfa code --secret @phone.secret --check 287082 --window 10"),
        ("A test vector of RFC 6238", "mfa code --hex 3132333435363738393031323334353637383930 --digits 8 --at 59"),
    ],
    json: &[],
    oathtool: &[
        ("oathtool KEY", "mfa code --hotp --hex KEY"),
        ("--hotp", "--hotp"),
        ("--totp, --totp=SHA1", "(the default)"),
        ("--totp=SHA256, --totp=SHA512", "--algorithm sha256, --algorithm sha512"),
        ("-b, --base32 KEY", "--secret KEY"),
        ("-c, --counter COUNTER", "--counter N"),
        ("-s, --time-step-size DURATION", "--period SECONDS"),
        ("-S, --start-time TIME", "--t0 TIME (UTC unless it says otherwise)"),
        ("-N, --now TIME", "--at TIME (UTC unless it says otherwise)"),
        ("-d, --digits DIGITS", "--digits N"),
        ("-w, --window WIDTH", "--window N"),
        ("KEY OTP", "--check CODE (time steps in the past are negative)"),
        ("@FILE", "--secret @FILE, --hex @FILE"),
        ("-", "--hex - (with -b: --secret -, or - alone, which takes an otpauth URI too)"),
        ("-v, --verbose", "(none)"),
    ],
};

const ADD: Words = Words {
    examples: &[
        ("An authenticator that an otpauth URI describes", "mfa add alice --uri @phone.uri"),
        ("A secret in base32, typed at a prompt", "mfa add alice --name phone -"),
        (
            "A token with eight digits that has shown 20 codes already",
            "mfa add alice --name token --hotp --counter 20 --digits 8 --hex @token.hex",
        ),
        ("From a script that may run twice", "mfa add alice --name phone --if-absent --uri @phone.uri"),
    ],
    json: &[
        PERSON,
        ("name", "What the authenticator is called."),
        ("added", "False if --if-absent found it there. Then name and strength are those of the one that is there."),
        ("has", "What the person has already: name or secret; null if it was added."),
        ("strength", "Of the secret: legacy (under 128 bits), required (under 160) or recommended."),
    ],
    oathtool: &[],
};

const ENROLL: Words = Words {
    examples: &[
        ("Beside the person, whose phone scans and who reads out a code", "mfa enroll alice --name phone"),
        ("The same, and ten recovery codes to take home", "mfa enroll alice --name phone --recovery-codes 10"),
        (
            "In two steps: what to show, and later the code",
            "mfa enroll alice --issuer ACME --pending && mfa confirm alice",
        ),
        ("As an image, for a person who is elsewhere", "mfa enroll alice --pending --qr none --svg alice.svg"),
        ("By oneself, where a rule of sudoers allows it", "sudo mfa enroll --self"),
        ("From a script, which vouches for the phone", "mfa enroll alice --yes --recovery-codes 10 --qr none --json"),
    ],
    json: &[
        ("(lines)", "One line with what to show. Where a code is asked for, one more for each, as mfa confirm has it."),
        PERSON,
        ("name", "What the authenticator is called."),
        ("enrolled", "Whether it counts already (--yes)."),
        ("until", "Until when it can be confirmed; null if it is enrolled."),
        ("codes_needed", "How many codes confirm it; 0 if it is enrolled."),
        ("setup_key", "The secret in base32, in groups of four."),
        ("uri", "The secret as an otpauth URI."),
        ("qr", "The QR code of that URI, as --qr has it, or null."),
        ("svg", "The file that the QR code was written into, or null."),
        ("recovery_codes", "An array, with --yes and --recovery-codes; else null."),
    ],
    oathtool: &[],
};

const CONFIRM: Words = Words {
    examples: &[
        ("The code that the phone shows, asked for", "mfa confirm alice"),
        ("From a script", "printf '%s\\n' \"$CODE\" | mfa confirm alice --json"),
        ("A phone that was found again after it was suspended", "mfa confirm alice --name phone"),
    ],
    json: &[
        ("(lines)", "One line for each code."),
        PERSON,
        ("name", "Which authenticator."),
        (
            "confirmation",
            "confirmed; one-more (right, and a second code is needed); wrong; over (begin again); restored (a suspended one \
             counts again). Where a code for a suspended one is refused, verdict and its fields as mfa verify has them.",
        ),
        ("position", "With confirmed: the time step or counter of the code."),
        ("offset", "With confirmed: how far that was from where it was expected."),
        ("wrong_codes_left", "With wrong: how many more there may be, the one that ends it included."),
        (
            "steps",
            "With wrong and over: how many time steps the phone is off, negative if it is slow; null if the code was not \
             found.",
        ),
        ("because", "With over: expired, before-it-began or wrong-codes."),
        ("recovery_codes", "With confirmed and restored, where --recovery-codes asked for them: an array."),
    ],
    oathtool: &[],
};

const VERIFY: Words = Words {
    examples: &[
        ("At a terminal, which asks for the code", "mfa verify alice"),
        ("From a script", "printf '%s\\n' \"$CODE\" | mfa verify alice --json"),
        ("For administrators, with their stricter throttle", "mfa verify root --preset administrator"),
        ("A rehearsal with a copy of the store", "mfa verify alice --store ./copy --at 2026-01-01"),
    ],
    json: &[
        PERSON,
        ("verdict", "accepted, refused, locked, closed or suspended."),
        ACCEPTED_BY,
        ACCEPTED_NAME,
        ACCEPTED_POSITION,
        ACCEPTED_OFFSET,
        ACCEPTED_AFTER,
        VERDICT_LEFT,
        VERDICT_LOCKED,
        VERDICT_CLOSED,
        VERDICT_REASON,
    ],
    oathtool: &[],
};

const STATUS: Words = Words {
    examples: &[
        ("Is alice locked, and what has she enrolled", "mfa status alice"),
        ("Until when, for a script", "mfa status alice --json | jq .locked_until.unix"),
        ("How it will be tomorrow", "mfa status alice --at 2026-01-02"),
    ],
    json: STANDING,
    oathtool: &[],
};

const LIST: Words = Words {
    examples: &[
        ("Everybody, and how far a rollout is", "mfa list"),
        ("Who is locked", "mfa list --json | jq -r '.[] | select(.locked_until) | .person'"),
    ],
    json: &[
        ("(array)", "An object for each person, with the fields that mfa status has."),
        ("error", "In place of all fields but person: why that person's record cannot be read."),
    ],
    oathtool: &[],
};

const STANDING: &[(&str, &str)] = &[
    PERSON,
    ("enrolled", "Whether the person has an authenticator."),
    ("failures", "Wrong codes since the last acceptance."),
    ("failures_in_all", "Wrong codes in all; never cleared."),
    (
        "attempts_left",
        "How many more wrong codes are looked at before one locks or closes; 0 while locked, closed or not enrolled.",
    ),
    ("locked_until", "Until when codes are locked, or null."),
    ("closed", "Whether codes are closed until an administrator unlocks them."),
    ("revision", "How many times the record was changed."),
    (
        "authenticators",
        "An array of objects: name; kind (totp or hotp); algorithm; digits; period (seconds, null for hotp); t0 (a time, \
         null for hotp); strength (legacy, required, recommended); added (a time); next (the smallest time step or \
         counter that is not used up, null for a counter at its end); drift (time steps that its clock was learned to be \
         off); used_up_until (a time: its codes are used up until then, further than a login at this time can have brought \
         it, so a clock was wrong once; or null); suspended (whether its codes count for nothing until it is confirmed \
         again).",
    ),
    ("requirement", "required, if-enrolled or exempt: what the policy's lists and mfa require or exempt come to now."),
    ("exception", "What mfa require or mfa exempt said of this person, with the fields that those have; or null."),
    ("enroll_until", "The deadline to enroll, once a login has begun it and while they are not enrolled; or null."),
    ("enroll_logins_left", "How many more logins they have meanwhile, or null for any number."),
    ("last_online", "When somebody last logged in while the device was online, or null."),
    ("pending", "An enrollment that is not confirmed: name; until; open (whether it still can be); or null."),
    (
        "recovery",
        "Recovery on this device: device; grant (until, logins_left; null if none is open); failures; locked_until; \
         closed; or null.",
    ),
    ("recovery_codes", "The set of recovery codes: left; failures; locked_until; closed; or null."),
];

const RENAME: Words = Words {
    examples: &[
        ("The only one that alice has", "mfa rename alice --to 'old phone'"),
        ("One of several", "mfa rename alice --name phone --to 'old phone'"),
    ],
    json: &[PERSON, ("name", "What the authenticator is called now."), ("formerly", "What it was called.")],
    oathtool: &[],
};

const REMOVE: Words = Words {
    examples: &[
        ("A lost phone; the token stays", "mfa remove alice --name phone"),
        ("All that alice has", "mfa remove alice --all"),
        ("Everything of alice, her failures too", "mfa remove alice --forget"),
    ],
    json: &[
        PERSON,
        ("removed", "An array of names."),
        ("forgotten", "Whether failures, lock and revision are gone as well."),
    ],
    oathtool: &[],
};

const LOGIN: Words = Words {
    examples: &[
        ("As a login screen does it", "mfa login alice"),
        ("On a train", "mfa login alice --offline"),
        ("For sudo, from a script", "echo \"$CODE\" | mfa login alice --occasion elevate --json"),
    ],
    json: &[
        PERSON,
        ("let_in", "Whether they are in, whatever was decided first: true goes with exit status 0, and with no other."),
        ("decision", "ask-for-code, ask-under-grant, let-in-unenrolled, enroll-now, no-code-needed or deny."),
        ("until", "With ask-under-grant: when the grant ends. With let-in-unenrolled: the deadline."),
        ("logins_left", "With let-in-unenrolled: how many more there are before the deadline, or null."),
        ("because", "With no-code-needed: disabled, exempt, occasion, other-factor or not-enrolled."),
        (
            "reason",
            "With deny: not-enrolled, enrollment-time-is-up, enrollment-logins-used-up, enrollment-clock-set-back, \
             never-offline, never-online, offline-time-is-up, offline-logins-used-up or offline-clock-set-back.",
        ),
        (
            "email, phone",
            "With deny and enroll-now, and where an attempt ends locked, closed, off or suspended: whom to ask, or null.",
        ),
        (
            "attempt",
            "What became of what was typed: what mfa verify, mfa recovery redeem or mfa recovery-codes use answers, without \
             the person; null if nothing was.",
        ),
    ],
    oathtool: &[],
};

const REQUIRE: Words = Words {
    examples: &[
        ("Of two people, who have a week to enroll", "mfa require alice bob --days 7"),
        ("The policy's time once more, after a reset", "mfa require alice"),
        ("No exception any more", "mfa require alice --as-policy"),
    ],
    json: REQUIREMENT,
    oathtool: &[],
};

const EXEMPT: Words = Words {
    examples: &[("While the new phone is in the mail", "mfa exempt alice --days 3"), ("A kiosk", "mfa exempt kiosk")],
    json: REQUIREMENT,
    oathtool: &[],
};

const REQUIREMENT: &[(&str, &str)] = &[
    ("(lines)", "One object a person."),
    PERSON,
    ("new", "Whether nobody of that name was in the store: a new person, or a slip."),
    ("requirement", "required, exempt or as-policy."),
    ("hours_to_enroll", "With required: hours of their own to enroll, or null for the policy's."),
    ("logins_to_enroll", "With required: how many logins they have meanwhile, or null."),
    ("until", "With exempt: when that ends, or null."),
];

const SUSPEND: Words = Words {
    examples: &[
        ("All that alice has, since her bag is gone", "mfa suspend alice"),
        ("The phone only; the token goes on", "mfa suspend alice --name phone"),
    ],
    json: &[PERSON, ("suspended", "An array of names.")],
    oathtool: &[],
};

const RESET: Words = Words {
    examples: &[("The phone is gone for good", "mfa reset alice")],
    json: &[
        PERSON,
        ("removed", "An array of names."),
        ("pending_removed", "Whether an enrollment that was pending is gone."),
        ("recovery_codes_removed", "Whether recovery codes are gone."),
    ],
    oathtool: &[],
};

const RESYNC: Words = Words {
    examples: &[
        ("A token whose button was pressed too often", "mfa resync alice --name token"),
        ("A phone whose clock is minutes off", "mfa resync alice --name phone --drift 10"),
        ("From a script", "printf '%s\\n' \"$FIRST\" \"$SECOND\" | mfa resync alice --name token"),
    ],
    json: &[
        PERSON,
        ("verdict", "resynchronized, refused, locked, closed or suspended."),
        ("position", "With resynchronized: the time step or counter of the second code."),
        (
            "offset",
            "With resynchronized: how many time steps the second code was from now, or how many counters were skipped.",
        ),
        VERDICT_LEFT,
        VERDICT_LOCKED,
        VERDICT_CLOSED,
        VERDICT_REASON,
    ],
    oathtool: &[],
};

const DIAGNOSE: Words = Words {
    examples: &[
        ("With alice on the telephone, reading a code out", "mfa diagnose alice"),
        ("The reset of an authenticator whose codes are used up far into the future", "mfa remove alice --name phone"),
        ("Which is then enrolled anew", "mfa add alice --name phone --uri @phone.uri"),
        ("As far as a day", "mfa diagnose alice --name phone --reach 2880"),
    ],
    json: &[
        PERSON,
        ("name", "Which authenticator."),
        ("steps", "How many time steps the phone is off, negative if it is slow; null if the code was not found."),
        (
            "acceptable",
            "Whether that code is good at a login: not too far off, and not used up; null if it was not found.",
        ),
    ],
    oathtool: &[],
};

const UNLOCK: Words = Words {
    examples: &[("After a call to the help desk", "mfa unlock alice")],
    json: &[PERSON, ("failures_in_all", "Wrong codes in all, which stay on record.")],
    oathtool: &[],
};

const AUTHENTICATORS_AFTER: (&str, &str) = (
    "authenticators",
    "With accepted: what became of the person's authenticators: kept, codes-burned (those that they show now are used up) or \
     suspended (until each is confirmed again).",
);
const FAILURES_BEFORE: (&str, &str) =
    ("failures_before", "With accepted: how many wrong ones went before it. Show it to the person.");
const DEVICE: (&str, &str) = ("device", "What the device is called, in upper case.");

const RECOVERY: Words = Words {
    examples: &[
        ("Once for each person on a computer", "mfa recovery key alice"),
        (
            "At the help desk, with the key from the vault",
            "pass show LAPTOP-0042/alice | mfa recovery issue --device LAPTOP-0042 -",
        ),
        ("On the computer", "mfa recovery redeem alice"),
    ],
    json: &[],
    oathtool: &[],
};

const RECOVERY_KEY: Words = Words {
    examples: &[
        ("Of alice on this computer, under its host name", "mfa recovery key alice"),
        ("Straight into a vault", "mfa recovery key alice --json | vault-import"),
        (
            "One that the vault has made, for a computer with another name",
            "mfa recovery key alice --device LAPTOP-0042 --key @alice.key",
        ),
        ("After the vault was broken into", "mfa recovery key alice --replace"),
    ],
    json: &[
        PERSON,
        ("device", "What the device is called, in upper case; null if the key was removed."),
        ("key", "The key in base32; null if it was given with --key, or removed."),
        ("replaced", "Whether another key was there, which works no more."),
        ("removed", "Whether the key was removed."),
    ],
    oathtool: &[],
};

const RECOVERY_ISSUE: Words = Words {
    examples: &[
        ("With a key from a vault", "pass show LAPTOP-0042/alice | mfa recovery issue --device LAPTOP-0042 -"),
        ("With a key in a file", "mfa recovery issue --device LAPTOP-0042 @alice.key"),
    ],
    json: &[
        DEVICE,
        ("pin", "Nine digits in groups of three, the last a check digit."),
        ("valid_until", "Until when it is accepted, by a clock that is right."),
        ("next_differs_from", "From when on the PIN is another one. A PIN opens a grant once."),
    ],
    oathtool: &[],
};

const RECOVERY_RESPOND: Words = Words {
    examples: &[("With a key from a vault", "pass show LAPTOP-0042/alice | mfa recovery respond - 123-456-786")],
    json: &[("response", "Nine digits in groups of three, the last a check digit.")],
    oathtool: &[],
};

const RECOVERY_REDEEM: Words = Words {
    examples: &[
        ("At a terminal, which asks for the PIN", "mfa recovery redeem alice"),
        ("The response to a challenge", "mfa recovery redeem alice --response"),
        ("From a script", "printf '%s\\n' \"$PIN\" | mfa recovery redeem alice --json"),
    ],
    json: &[
        PERSON,
        ("verdict", "accepted, refused, locked, closed or off."),
        (
            "by",
            "With accepted: pin (a new one), response, same (what the open grant began with) or grant (one that asks for nothing).",
        ),
        ("grant", "With accepted: until (a time) and logins_left, or null if no more logins come with it."),
        AUTHENTICATORS_AFTER,
        FAILURES_BEFORE,
        VERDICT_LEFT,
        VERDICT_LOCKED,
        VERDICT_CLOSED,
        VERDICT_REASON,
    ],
    oathtool: &[],
};

const RECOVERY_CHALLENGE: Words = Words {
    examples: &[("On a computer whose clock is wrong", "mfa recovery challenge alice")],
    json: &[
        PERSON,
        DEVICE,
        ("challenge", "Nine digits in groups of three, the last a check digit."),
        ("verdict", "In place of device and challenge: off, if the policy has recovery off."),
    ],
    oathtool: &[],
};

const RECOVERY_END: Words = Words {
    examples: &[("Once the phone is back", "mfa recovery end alice")],
    json: &[PERSON, ("ended", "False if there was no grant.")],
    oathtool: &[],
};

const RECOVERY_CODES: Words = Words {
    examples: &[
        ("A sheet for alice", "mfa recovery-codes new alice | lp"),
        ("When she uses one", "mfa recovery-codes use alice"),
    ],
    json: &[],
    oathtool: &[],
};

const RECOVERY_CODES_NEW: Words = Words {
    examples: &[
        ("Straight to the printer", "mfa recovery-codes new alice | lp"),
        ("Five long ones (NIST SP 800-63B asks for 112 bits)", "mfa recovery-codes new alice --count 5 --length 24"),
    ],
    json: &[
        PERSON,
        ("codes", "An array of texts, in groups of four characters."),
        ("burned", "How many of an older set were left, which work no more; null if there was no older set."),
    ],
    oathtool: &[],
};

const RECOVERY_CODES_USE: Words = Words {
    examples: &[
        ("At a terminal, which asks for the code", "mfa recovery-codes use alice"),
        ("From a script", "printf '%s\\n' \"$CODE\" | mfa recovery-codes use alice --json"),
    ],
    json: &[
        PERSON,
        ("verdict", "accepted, refused, locked, closed or off."),
        ("left", "With accepted: how many are left."),
        AUTHENTICATORS_AFTER,
        FAILURES_BEFORE,
        VERDICT_LEFT,
        VERDICT_LOCKED,
        VERDICT_CLOSED,
        VERDICT_REASON,
    ],
    oathtool: &[],
};

const RECOVERY_CODES_LEFT: Words = Words {
    examples: &[("Whether alice needs a new sheet", "mfa recovery-codes left alice")],
    json: &[PERSON, ("left", "How many are not used.")],
    oathtool: &[],
};

const EXPORT: Words = Words {
    examples: &[
        ("Into an encrypted backup", "mfa export alice | gpg --encrypt --recipient backup > alice.gpg"),
        ("To another store", "mfa export alice | mfa import alice --store /srv/other"),
    ],
    json: &[PERSON, ("authenticators", "An array of objects: name, uri.")],
    oathtool: &[],
};

const IMPORT: Words = Words {
    examples: &[
        ("From an encrypted backup", "gpg --decrypt alice.gpg | mfa import alice"),
        ("From a file", "mfa import alice @alice.uris"),
    ],
    json: &[
        PERSON,
        ("added", "An array of names."),
        ("skipped", "An array of objects: name; has (name or secret: what the person has already)."),
    ],
    oathtool: &[],
};

const POLICY: Words =
    Words { examples: &[("What the policy file says", "mfa policy check")], json: &[], oathtool: &[] };

const POLICY_CHECK: Words = Words {
    examples: &[
        ("What the policy file says", "mfa policy check"),
        ("Whether a new one will be used", "mfa policy check ./policy.toml"),
        ("What device management deploys", "mfa policy check preferences.mobileconfig"),
        ("Whether the two go together", "mfa policy check ./policy.toml preferences.mobileconfig"),
        ("Whether there are keys that no key is", "mfa policy check --json | jq '.[].unknown[].called'"),
    ],
    json: &[
        ("(array)", "An object for each file."),
        ("file", "Which file."),
        ("kind", "policy file, or managed preferences."),
        (
            "settings",
            "An array of objects: called (what the file calls it); key (what the policy file calls it); value; unit (what \
             a number counts, or null); line; column.",
        ),
        ("defaults", "An array of the names that the file could set and does not."),
        ("unknown", "An array of objects: called, line, column. Nothing comes of these."),
        (
            "together",
            "Of several files that are each right: why this one is not used where it is laid over those before it; else null.",
        ),
        (
            "error",
            "In place of all fields but file: why the file is not used. Then line and column say where, or are null.",
        ),
    ],
    oathtool: &[],
};

const MIGRATE: Words = Words {
    examples: &[
        (
            "What google-authenticator left of alice",
            "mfa migrate google-authenticator ~alice/.google_authenticator alice",
        ),
        ("What pam_oath left of everybody, to see first", "mfa migrate users.oath /etc/users.oath --dry-run"),
        ("Of two people only", "mfa migrate users.oath /etc/users.oath alice bob"),
    ],
    json: &[
        ("dry_run", "Whether nothing was changed."),
        (
            "people",
            "An array of objects: person; added (objects: name; next, the first time step or counter that is good; \
             used_up_until, a time if that is after now, or null); skipped (objects: name; has, which is name or secret: \
             what the person has already).",
        ),
        (
            "left",
            "What was not carried over, an array of objects: what; why (or what does the same here). Emergency codes are \
             counted and not repeated.",
        ),
    ],
    oathtool: &[],
};

const PAM: Words = Words {
    examples: &[
        ("After a code of root's was accepted", "sudo mfa pam enable sshd --administrator root"),
        ("Back again, whatever is broken", "sudo mfa pam disable sshd"),
    ],
    json: &[],
    oathtool: &[],
};

const PAM_ENABLE: Words = Words {
    examples: &[
        ("For logins by ssh, and for sudo", "sudo mfa pam enable sshd sudo --administrator alice"),
        (
            "With a way around it for whoever is in the group mfa-emergency",
            "sudo mfa pam enable sshd --administrator alice --exempt-group mfa-emergency",
        ),
        ("From a script", "printf '%s\\n' \"$CODE\" | mfa pam enable sshd --administrator alice --json"),
    ],
    json: &[
        ("person", "Whose code was asked for."),
        ("verdict", "accepted, refused, locked, closed or suspended. Nothing is written but with accepted."),
        ("enabled", "With accepted: an array of the services that ask now."),
        ACCEPTED_BY,
        ACCEPTED_NAME,
        ACCEPTED_POSITION,
        ACCEPTED_OFFSET,
        ACCEPTED_AFTER,
        VERDICT_LEFT,
        VERDICT_LOCKED,
        VERDICT_CLOSED,
        VERDICT_REASON,
    ],
    oathtool: &[],
};

const PAM_DISABLE: Words = Words {
    examples: &[
        ("Undo it", "sudo mfa pam disable sshd sudo"),
        ("Of a computer that does not start, mounted elsewhere", "mfa pam disable login --root /mnt"),
    ],
    json: &[
        ("disabled", "An array of the services whose block is gone."),
        ("untouched", "An array of those that had none."),
    ],
    oathtool: &[],
};

const PAM_STATUS: Words = Words {
    examples: &[
        ("Which services ask for a code", "mfa pam status"),
        ("Only those that do not", "mfa pam status --json | jq -r '.services[] | select(.asks == \"no\") | .service'"),
    ],
    json: &[
        ("module", "Where pam_libmfa.so is, or null if it is not installed."),
        (
            "services",
            "An array of objects: service; asks (enabled, by mfa pam enable; yes, by somebody else; included, by a file that \
             it includes; no); through (that file, or null); options (of the module, an array).",
        ),
    ],
    oathtool: &[],
};

const DOCTOR: Words = Words {
    examples: &[
        ("This computer", "sudo mfa doctor"),
        (
            "For monitoring, only what is wrong",
            "mfa doctor --json | jq '.findings[] | select(.severity == \"unsafe\")'",
        ),
        ("An image or a backup", "mfa doctor --root /mnt/image"),
    ],
    json: &[
        ("sound", "Whether nothing that was looked at is broken or unsafe."),
        (
            "findings",
            "An array of objects, the worst first: severity (broken, unsafe, advice, or unknown for what could not be \
             looked at); about (the file, person or authenticator); what; advice (what to do).",
        ),
    ],
    oathtool: &[],
};

const COMPLETIONS: Words = Words {
    examples: &[
        ("For bash", "mfa completions bash > ~/.local/share/bash-completion/completions/mfa"),
        ("For fish", "mfa completions fish > ~/.config/fish/completions/mfa.fish"),
    ],
    json: &[],
    oathtool: &[],
};

const MAN: Words = Words {
    examples: &[
        ("Read the page of a command", "mfa man verify | man -l -"),
        ("One whose command has two words", "mfa man recovery redeem | man -l -"),
        ("Install all pages", "mfa man --to /usr/local/share/man/man1"),
    ],
    json: &[],
    oathtool: &[],
};
