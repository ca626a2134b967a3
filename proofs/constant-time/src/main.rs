//! Follows secrets through a login: keys and typed codes are marked as undefined memory, and valgrind's memcheck reports
//! every branch and every address that depends on them. `cargo xtask test constant-time` builds and runs this.
//!
//! - `taint planted NAME`: a leak of that name, which memcheck must report.
//! - `taint clean`: every outcome of the engine, of which it must report nothing.
//! - `taint base32`: secrets read as text, of which it must report nothing outside of the crate `base32ct`.
//!
//! What memcheck cannot see: instructions whose time depends on their operands, above all division; and what the hashes do
//! with instructions of their own (SHA-NI), which valgrind hides, so that the portable code runs.

use core::arch::asm;
use std::hint::black_box;
use std::process::ExitCode;

use mfa_core::*;

const KEY: &[u8; 64] = b"1234567890123456789012345678901234567890123456789012345678901234";
const NOW: u64 = 1_767_225_600;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["clean"] => clean(),
        ["base32"] => base32(),
        ["planted", name] => match PLANTED.iter().find(|(planted, _)| planted == name) {
            Some((_, leak)) => leak(),
            None => return ExitCode::from(2),
        },
        ["list"] => PLANTED.iter().for_each(|(name, _)| println!("{name}")),
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// Leaks as they are made in practice.
const PLANTED: &[(&str, fn())] = &[
    ("early-exit", || {
        let (one, other) = (secret(*b"123456"), black_box(*b"123457"));
        black_box((0..black_box(6)).all(|index| one[index] == other[index]));
    }),
    ("plain-comparison", || {
        let (one, other) = (secret(*b"123456"), black_box(*b"123457"));
        let length = black_box(6);
        black_box(one[..length] == other[..length]);
    }),
    ("indexed-truncation", || {
        let tag = secret(*b"a tag of 20 bytes...");
        black_box(tag[usize::from(tag[19] & 0x0f)]);
    }),
    ("branch-on-the-match", || {
        let matches = secret([1_u8]);
        if matches[0] == 1 {
            black_box(());
            println!("accepted");
        }
    }),
    ("table-of-base32", || {
        let table = black_box([7_u8; 256]);
        black_box(table[usize::from(secret([b'Q'])[0])]);
    }),
];

/// Secrets read as text. `base32ct` branches once on whether all of it was base32, which was public before.
fn base32() {
    follow();
    for text in ["gezd gnbv-GY3T QOJQ GEZDGNBV", "GEZDGNBVGY3TQOJQGE======"] {
        let _ = black_box(Secret::from_base32(&secret_text(text)).expect("base32"));
    }
}

/// Lets the engine tell what became public.
fn follow() {
    mfa_core::taint::BECAME_PUBLIC.set(|place, size| request(MAKE_DEFINED, place, size)).expect("set once");
}

/// Every outcome, for each hash and number of digits.
fn clean() {
    follow();
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in [Digits::Six, Digits::Seven, Digits::Eight, Digits::Nine, Digits::Ten] {
            for moving in [Parameters::TOTP.moving, Moving::Hotp] {
                outcomes(Parameters { moving, algorithm, digits });
            }
        }
    }
    recovery();
}

fn outcomes(parameters: Parameters) {
    let key = secret(*KEY);
    let imported = Secret::import(&key).expect("64 bytes");
    let credential = Credential::new(&imported, parameters).expect("supported");
    let other = Credential::new(&Secret::import(&secret([7; 20])).expect("20 bytes"), parameters).expect("supported");
    let policy = Policy { drift: Some(Drift::DEFAULT), ..Policy::DEFAULT };

    let mut states = first_states(&[&credential, &other]);
    let codes: Vec<_> = (0..4_i64).map(|offset| shown(parameters, offset)).collect();
    // Wrong, right, replayed, one further, and a wrong one again.
    for typed in [&"0".repeat(parameters.digits.count()), &codes[1], &codes[1], &codes[2], &codes[0]] {
        let code = Code::parse(&secret_text(typed)).expect("a code");
        let person = open(&[&credential, &other], &states);
        let attempt = person.verify(now(), &code, &policy).expect("decided");
        let verdict = attempt.commit(|next| {
            states = next.states().to_vec();
            Commit::Stored
        });
        let _ = black_box(verdict);
    }
    for (authenticator, typed) in [(0, &codes[3]), (1, &codes[3])] {
        let attempt = open(&[&credential, &other], &states).verify_with(
            authenticator,
            now(),
            &Code::parse(&secret_text(typed)).expect("a code"),
            &policy,
        );
        let _ = black_box(attempt.expect("decided").commit(|_| Commit::Stored));
    }
    if let Moving::Totp { .. } = parameters.moving {
        let old = Code::parse(&secret_text(&shown(parameters, -20))).expect("a code");
        let attempt = open(&[&credential, &other], &states).diagnose(now(), 0, &old, DiagnosisReach::DEFAULT, &policy);
        let _ = black_box(attempt.expect("decided").commit(|_| Commit::Stored));
    }
    let again = open(&[&credential], &states[..1]).add(&credential, credential.beginning());
    assert!(black_box(again).is_err(), "one secret is never enrolled twice");
    let pair = [2, 3].map(|index| Code::parse(&secret_text(&codes[index])).expect("a code"));
    let attempt = open(&[&credential, &other], &states).resynchronize(now(), 0, [&pair[0], &pair[1]], &policy);
    let _ = black_box(attempt.expect("decided").commit(|_| Commit::Stored));
    if let Moving::Totp { .. } = parameters.moving {
        let _ = black_box(credential.diagnose_as_administrator(now(), &pair[0], DiagnosisReach::DEFAULT));
    }
    imported.to_base32(|text| {
        black_box(text.len());
    });
}

/// Recovery PINs, responses and recovery codes: right ones, used ones and wrong ones.
fn recovery() {
    const KEY: [u8; 32] = [0x5c; 32];
    let device = DeviceId::new("LAPTOP-0042").expect("allowed");
    let policy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    let known = RecoveryKey::from_random(KEY);
    let key = RecoveryKey::from_random(secret(KEY));
    let mut record = None;
    let first = Recovery::begin(&key, &device).expect("a first record");
    let stored = first.commit(|next| {
        record = Some(*next.record());
        Commit::Stored
    });
    stored.expect("stored");
    let pin = issue(&known, &device, now()).expect("issued").pin.as_str().to_owned();
    let other =
        issue(&known, &device, UnixTime::new(NOW + 500).expect("in range")).expect("issued").pin.as_str().to_owned();
    for typed in [&other, &pin, &pin, &other] {
        let Ok(Typed::Pin(digits)) = typed_at_a_login(typed) else { panic!("nine digits") };
        let opened = Recovery::open(&key, &device, record.as_ref().expect("stored")).expect("intact");
        let attempt = opened.redeem(now(), &digits, &policy).expect("decided");
        let verdict = attempt.commit(|next| {
            record = Some(*next.record());
            Commit::Stored
        });
        let _ = black_box(verdict);
    }
    let mut shown = String::new();
    let opened = Recovery::open(&key, &device, record.as_ref().expect("stored")).expect("intact");
    let attempt = opened.challenge([7; 8], &policy).expect("drawn");
    let challenge = attempt.commit(|next| {
        record = Some(*next.record());
        Commit::Stored
    });
    if let Ok(RecoveryChallenge::Shown(challenge)) = challenge {
        shown.push_str(respond(&known, &challenge).expect("answered").as_str());
    }
    for typed in [&other, &shown] {
        let digits = RecoveryDigits::parse(&secret_text(typed)).expect("nine digits");
        let opened = Recovery::open(&key, &device, record.as_ref().expect("stored")).expect("intact");
        let attempt = opened.answer(now(), &digits, &policy).expect("decided");
        let _ = black_box(attempt.commit(|_| Commit::Stored));
    }
    recovery_codes();
    suspended_and_pending();
}

fn recovery_codes() {
    let codes: Vec<_> =
        (1..=10_u8).map(|number| RecoveryCode::from_random(&[number; 10]).expect("ten bytes")).collect();
    let texts: Vec<_> = codes.iter().map(|code| code.as_str().to_owned()).collect();
    let mut stored = None;
    let begun = RecoveryCodes::begin(&codes, [3; 16], None).expect("ten codes").commit(|next| {
        stored = Some(*next.record());
        Commit::Stored
    });
    begun.expect("stored");
    let wrong = RecoveryCode::from_random(&[99; 10]).expect("ten bytes").as_str().to_owned();
    for typed in [&wrong, &texts[4], &texts[4], &texts[9]] {
        let Ok(Typed::RecoveryCode(code)) = typed_at_a_login(typed) else { panic!("a recovery code") };
        let set = RecoveryCodes::open(stored.as_ref().expect("stored")).expect("intact");
        let attempt = set.redeem(now(), &code, None, &RecoveryCodesPolicy::DEFAULT).expect("decided");
        let verdict = attempt.commit(|next| {
            stored = Some(*next.record());
            Commit::Stored
        });
        let _ = black_box(verdict);
    }
}

/// What is typed where a code, a PIN and a recovery code are asked for together.
fn typed_at_a_login(text: &str) -> Result<Typed, TypedError> {
    let recovery = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    Typed::parse(&secret_text(text), &recovery, &RecoveryCodesPolicy::DEFAULT)
}

/// An authenticator that was lost and is confirmed again, and one that is enrolled.
fn suspended_and_pending() {
    let credential =
        Credential::new(&Secret::import(&secret(*KEY)).expect("64 bytes"), Parameters::TOTP).expect("supported");
    let states = first_states(&[&credential]);
    let mut suspended = states.clone();
    let attempt = open(&[&credential], &states).suspend(0).expect("there is one");
    let stored = attempt.commit(|next| {
        suspended = next.states().to_vec();
        Commit::Stored
    });
    stored.expect("stored");
    let (right, wrong) = (shown(Parameters::TOTP, 1), shown(Parameters::TOTP, 9));
    for typed in [&wrong, &right] {
        let code = Code::parse(&secret_text(typed)).expect("six digits");
        let permit = EnrollmentPermit::by_administrator();
        let attempt = open(&[&credential], &suspended).restore(permit, 0, now(), &code, &Policy::DEFAULT);
        let _ = black_box(attempt.expect("decided").commit(|_| Commit::Stored));
    }
    let brought = Secret::import(&secret(*KEY)).expect("64 bytes");
    let permit = EnrollmentPermit::by_administrator();
    let policy = EnrollmentPolicy::DEFAULT;
    let pending = Enrollment::begin(permit, brought, Parameters::TOTP, now(), &policy).expect("supported");
    for typed in [&wrong, &right] {
        let code = Code::parse(&secret_text(typed)).expect("six digits");
        let person = Person::<MOST_AUTHENTICATORS>::without_authenticators(Standing::NEW);
        let attempt = pending.confirm(person, now(), &code, &Policy::DEFAULT).expect("decided");
        let _ = black_box(attempt.commit(|_| Commit::Stored));
    }
}

/// What an authenticator shows, some steps or counters on; computed from a key that is not marked.
fn shown(parameters: Parameters, offset: i64) -> String {
    let credential = Credential::new(&Secret::import(KEY).expect("64 bytes"), parameters).expect("supported");
    let code = match parameters.moving {
        Moving::Totp { .. } => {
            credential.code_at(UnixTime::new(NOW.wrapping_add_signed(30 * (offset - 1))).expect("valid"))
        }
        Moving::Hotp => {
            let counter = Counter::new(offset.unsigned_abs()).expect("small");
            return credential.code_for(counter).expect("counter-based").to_string();
        }
    };
    code.expect("time-based").code.to_string()
}

fn first_states(credentials: &[&Credential]) -> Vec<SealedState> {
    let mut states = Vec::new();
    for (index, credential) in credentials.iter().enumerate() {
        let person = match index {
            0 => Person::<MOST_AUTHENTICATORS>::without_authenticators(Standing::NEW),
            _ => open(&credentials[..index], &states),
        };
        let attempt = person.add(credential, credential.beginning()).expect("a new secret");
        let stored = attempt.commit(|next| {
            states = next.states().to_vec();
            Commit::Stored
        });
        stored.expect("stored");
    }
    states
}

fn open<'a>(credentials: &[&'a Credential], states: &'a [SealedState]) -> Person<'a, MOST_AUTHENTICATORS> {
    let pairs = credentials.iter().zip(states);
    let authenticators: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
    Person::open(&authenticators).expect("intact")
}

fn now() -> UnixTime {
    UnixTime::new(NOW).expect("in range")
}

/// The same bytes, as memory that was never written as far as memcheck knows.
fn secret<const N: usize>(bytes: [u8; N]) -> [u8; N] {
    let mut marked = black_box(bytes);
    request(MAKE_UNDEFINED, (&raw mut marked).cast_const().cast(), N);
    marked
}

/// The same text, marked once it is certain to be text: making a `str` looks at every byte.
fn secret_text(text: &str) -> String {
    let marked = black_box(text.to_owned());
    request(MAKE_UNDEFINED, marked.as_ptr(), marked.len());
    marked
}

const MAKE_UNDEFINED: usize = 0x4d43_0001;
const MAKE_DEFINED: usize = 0x4d43_0002;

/// A client request to valgrind, as its manual describes it for x86-64; outside of valgrind it does nothing.
fn request(code: usize, place: *const u8, size: usize) {
    let arguments = [code, place as usize, size, 0, 0, 0];
    // SAFETY: the rotations of rdi add up to 128 bits and the exchange is of a register with itself, so outside of
    // valgrind nothing changes; inside, it reads the six words and writes rdx.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") 0_usize => _,
            inout("rdi") 0_usize => _,
            options(nostack),
        );
    }
}
