//! Challenge mode: what is shown, what answers it, and for how long.

use std::collections::HashSet;

use mfa_core::{RecoveryDigits, RedeemedBy, Redemption, respond};

use super::laptop::{Laptop, accepted, rejected, up};
use super::{NOW, YEAR_2040, at, key, wrong};

fn answer_to(challenge: &RecoveryDigits) -> RecoveryDigits {
    respond(&key(), challenge).unwrap()
}

fn number(challenge: &RecoveryDigits) -> u32 {
    challenge.as_str().replace('-', "")[..8].parse().unwrap()
}

#[test]
fn challenges_have_eight_digits_and_none_is_divisible_by_16() {
    let mut seen = HashSet::new();
    for random in (0..2_000_u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15)).chain([0, u64::MAX]) {
        let number = number(&Laptop::new().challenge(random));
        assert!((10_000_001..=99_999_999).contains(&number) && number % 16 != 0, "{number}");
        seen.insert(number);
    }
    assert!(seen.len() > 1_990);
    assert_eq!(number(&Laptop::new().challenge(0)), 10_000_001);
    assert_eq!(number(&Laptop::new().challenge(u64::MAX)), 99_999_999);
}

#[test]
fn a_challenge_is_shown_again_until_it_is_used_and_then_never() {
    let mut laptop = Laptop::new();
    let challenge = laptop.challenge(1 << 60);
    assert_eq!(laptop.challenge(1 << 61).as_str(), challenge.as_str());
    let redeemed = accepted(laptop.answer(at(NOW), &answer_to(&challenge)));
    assert_eq!((redeemed.by, redeemed.grant), (RedeemedBy::Response, None));
    assert_eq!(laptop.answer(at(NOW), &answer_to(&challenge)), Redemption::NoChallenge);
    let next = laptop.challenge(1 << 61);
    assert_ne!(next.as_str(), challenge.as_str());
    assert!(!laptop.answer(at(NOW), &answer_to(&challenge)).is_accepted());
}

#[test]
fn a_challenge_is_dropped_after_five_failures_and_a_new_one_does_not_reset_the_count() {
    let mut laptop = Laptop::new();
    let challenge = laptop.challenge(1 << 60);
    for failures in 1..=5 {
        rejected(laptop.answer(at(NOW), &wrong()));
        assert_eq!(laptop.status(at(NOW)).failures, failures);
    }
    assert_eq!(laptop.answer(at(NOW), &answer_to(&challenge)), Redemption::NoChallenge);
    let next = laptop.challenge(1 << 61);
    assert_ne!(next.as_str(), challenge.as_str());
    assert_eq!(rejected(laptop.answer(at(NOW), &wrong())).locked_until, Some(at(NOW + 30)));
    assert!(matches!(laptop.answer(at(NOW), &answer_to(&next)), Redemption::Locked { .. }));
    assert!(matches!(laptop.redeem(at(NOW), &super::pin_at(NOW)), Redemption::Locked { .. }));
    assert_eq!(accepted(laptop.answer(at(NOW + 30), &answer_to(&next))).failures_before, 6);
}

#[test]
fn with_an_uptime_the_response_opens_a_grant_that_no_wall_clock_moves() {
    let mut laptop = Laptop::new();
    let response = answer_to(&laptop.challenge(5));
    let redeemed = accepted(laptop.answer(up(at(NOW), 7, 100), &response));
    assert_eq!(redeemed.grant.unwrap().until, at(NOW + 3600));
    for (now, uptime) in [(YEAR_2040, 101), (0, 200), (NOW, 3699)] {
        let again = accepted(laptop.answer(up(at(now), 7, uptime), &response));
        assert_eq!(again.by, RedeemedBy::SamePin);
        assert_eq!(again.grant.unwrap().until, at(now + 3700 - uptime));
    }
    // Behind its last use, and without an uptime, it is shut; the challenge itself is used up.
    assert_eq!(laptop.answer(up(at(NOW), 7, 3698), &response), Redemption::NoChallenge);
    assert_eq!(laptop.answer(at(NOW), &response), Redemption::NoChallenge);
    assert!(laptop.answer(up(at(NOW), 7, 3699), &response).is_accepted());
    assert!(!laptop.answer(up(at(NOW), 7, 3700), &response).is_accepted());
}

#[test]
fn a_grant_on_uptime_ends_with_the_boot() {
    let mut laptop = Laptop::new();
    let response = answer_to(&laptop.challenge(5));
    accepted(laptop.answer(up(at(NOW), 7, 100), &response));
    assert_eq!(laptop.look(up(at(NOW), 8, 200)), None);
    assert_eq!(laptop.look(up(at(NOW), 7, 200)), None);
    assert_eq!(laptop.answer(up(at(NOW), 7, 200), &response), Redemption::NoChallenge);
}

#[test]
fn a_pin_is_no_response_and_a_response_no_pin() {
    let mut laptop = Laptop::new();
    let challenge = laptop.challenge(5);
    rejected(laptop.answer(at(NOW), &super::pin_at(NOW)));
    rejected(laptop.redeem(at(NOW), &answer_to(&challenge)));
    rejected(laptop.answer(at(NOW), &challenge));
}
