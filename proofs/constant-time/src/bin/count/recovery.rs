//! Recovery PINs, responses, recovery codes, and OCRA by itself.

use std::hint::black_box;

use constant_time::people::*;
use constant_time::random::Random;
use mfa_core::*;

use crate::{counted, group};

/// What is counted: its name, and how.
type Series = (&'static str, fn(&mut Random, usize));

const ALL: &[Series] = &[("recovery-pin", pins), ("recovery-code", codes), ("ocra", responses)];

pub(crate) fn series() -> impl Iterator<Item = String> {
    ALL.iter().map(|(name, _)| (*name).to_owned())
}

/// Counts a series; false if there is none of that name.
pub(crate) fn count(name: &str, random: &mut Random, keys: usize) -> bool {
    let found = ALL.iter().find(|(known, _)| *known == name);
    found.inspect(|(_, count)| count(random, keys)).is_some()
}

/// Places of a PIN in its window of nineteen that are counted, in steps of ten seconds; and one beside it.
const PLACES: [i64; 5] = [-15, -7, 0, 3, 90];

fn pins(random: &mut Random, keys: usize) {
    let device = DeviceId::new("LAPTOP-0042").expect("allowed");
    let policy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    for place in PLACES {
        group(if place <= 3 { "accepted" } else { "wrong" }, keys);
        for _ in 0..keys {
            let key = RecoveryKey::from_random(random.bytes());
            let mut record = None;
            let begun = Recovery::begin(&key, &device).expect("a first record").commit(|next| {
                record = Some(*next.record());
                Commit::Stored
            });
            begun.expect("stored");
            let issued = issue(&key, &device, at(NOW.wrapping_add_signed(10 * place))).expect("issued");
            let mut text = [0; 11];
            text.copy_from_slice(issued.pin.as_str().as_bytes());
            let typed = black_box(str::from_utf8(&text).expect("digits"));
            let redemption = counted(|| redeemed(&key, &device, &record.expect("stored"), typed, &policy));
            assert_eq!(redemption.is_accepted(), place <= 3);
        }
    }
}

#[inline(never)]
fn redeemed(
    key: &RecoveryKey,
    device: &DeviceId,
    record: &SealedRecovery,
    typed: &str,
    policy: &RecoveryPolicy,
) -> Redemption {
    let digits = RecoveryDigits::parse(typed).expect("nine digits");
    let opened = Recovery::open(key, device, record).expect("intact");
    let attempt = opened.redeem(now(), &digits, policy).expect("decided");
    attempt
        .commit(|next| {
            black_box(next.record());
            Commit::Stored
        })
        .expect("stored")
}

fn codes(random: &mut Random, keys: usize) {
    for place in [None, Some(0), Some(4), Some(9)] {
        group(place.map_or("wrong", |_| "accepted"), keys);
        for _ in 0..keys {
            let drawn = [(); 11].map(|()| RecoveryCode::from_random(&random.bytes::<10>()).expect("ten bytes"));
            let mut record = None;
            let begun = RecoveryCodes::begin(&drawn[..10], random.bytes(), None).expect("ten codes").commit(|next| {
                record = Some(*next.record());
                Commit::Stored
            });
            begun.expect("stored");
            let mut text = [0; 19];
            text.copy_from_slice(drawn[place.unwrap_or(10)].as_str().as_bytes());
            let typed = black_box(str::from_utf8(&text).expect("ASCII"));
            let redemption = counted(|| used(&record.expect("stored"), typed));
            assert_eq!(redemption.is_accepted(), place.is_some());
        }
    }
}

#[inline(never)]
fn used(record: &StoredCodes, typed: &str) -> CodeRedemption {
    let code = RecoveryCode::parse(typed).expect("a recovery code");
    let opened = RecoveryCodes::open(record).expect("intact");
    let attempt = opened.redeem(now(), &code, None, &RecoveryCodesPolicy::DEFAULT).expect("decided");
    attempt
        .commit(|next| {
            black_box(next.record());
            Commit::Stored
        })
        .expect("stored")
}

fn responses(random: &mut Random, keys: usize) {
    for suite in ["OCRA-1:HOTP-SHA1-6:QN08", "OCRA-1:HOTP-SHA256-8:QA64-PSHA1", "OCRA-1:HOTP-SHA512-10:C-QN08-T30S"] {
        let suite = OcraSuite::parse(suite).expect("a suite");
        for is_right in [false, true] {
            group(&format!("{} {}", suite.as_str(), if is_right { "right" } else { "wrong" }), keys);
            for _ in 0..keys {
                answered(random, suite, is_right);
            }
        }
    }
}

fn answered(random: &mut Random, suite: OcraSuite, is_right: bool) {
    let secret = Secret::import(&random.bytes::<20>()).expect("20 bytes");
    let pin_hash = OcraPinHash::import(&random.bytes::<20>()).expect("SHA-1");
    let question = match suite.question_format() {
        OcraFormat::Alphanumeric => OcraQuestion::alphanumeric("SIG10000"),
        _ => OcraQuestion::numeric("12345678"),
    };
    let inputs = OcraInputs {
        counter: suite.takes_counter().then(|| random.number()),
        pin_hash: suite.pin_hash().map(|_| &pin_hash),
        time: suite.time_step().map(|_| OcraTime::At(now())),
        ..OcraInputs::of(question.expect("allowed"))
    };
    let ocra = Ocra::new(&secret, suite).expect("supported");
    let right = ocra.response(&inputs).expect("all there").as_str().to_owned();
    let typed = if is_right { right.clone() } else { random.digits(suite.digits()) };
    if (typed == right) != is_right {
        return answered(random, suite, is_right);
    }
    let mut text = [0; 10];
    text[..typed.len()].copy_from_slice(typed.as_bytes());
    let typed = black_box(str::from_utf8(&text[..typed.len()]).expect("digits"));
    let matches = counted(|| matched(&secret, suite, &inputs, typed));
    assert_eq!(matches, is_right);
}

#[inline(never)]
fn matched(secret: &Secret, suite: OcraSuite, inputs: &OcraInputs<'_>, typed: &str) -> bool {
    let ocra = Ocra::new(secret, suite).expect("supported");
    let response = ocra.response(inputs).expect("all there");
    response.matches(&OcraResponse::parse(typed).expect("digits"))
}
