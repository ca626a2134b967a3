//! What a redeemed PIN opens, for how long, for how often, and what ends it.

use mfa_core::{
    AfterRecovery, Algorithm, Authenticator, ClockTolerance, Code, Commit, Credential, DeviceId, GrantLength,
    GrantLogins, GrantUses, Minutes, NotCommitted, Parameters, Person, Policy, Reason, Recovery, RecoveryKey,
    RecoveryPolicy, RecoveryPolicyError, RedeemedBy, Redemption, Seconds, Secret, Standing, issue,
};

use super::laptop::{Laptop, accepted, rejected};
use super::{NOW, ON, YEAR_2040, at, device, key, pin_at, wrong};

const HOUR: u64 = 3600;

fn uses(uses: u8) -> RecoveryPolicy {
    RecoveryPolicy { grant_uses: GrantUses::new(uses).unwrap(), ..ON }
}

fn minutes(minutes: u32) -> RecoveryPolicy {
    RecoveryPolicy { grant_length: GrantLength::new(Minutes::new(minutes)).unwrap(), ..ON }
}

#[test]
fn recovery_is_off_unless_the_policy_turns_it_on() {
    let mut laptop = Laptop::under(RecoveryPolicy::DEFAULT);
    let before = laptop.record;
    assert_eq!(laptop.redeem(at(NOW), &pin_at(NOW)), Redemption::Off);
    assert_eq!(laptop.pass(at(NOW)), Redemption::Off);
    assert_eq!(laptop.answer(at(NOW), &pin_at(NOW)), Redemption::Off);
    assert!(laptop.record == before);
}

#[test]
fn turning_recovery_off_shuts_an_open_grant() {
    let mut laptop = Laptop::new();
    assert!(laptop.redeem(at(NOW), &pin_at(NOW)).is_accepted());
    laptop.policy.is_on = false;
    assert_eq!(laptop.look(at(NOW)), None);
}

#[test]
fn a_pin_opens_60_minutes_and_20_logins_with_that_pin() {
    let (mut laptop, pin) = (Laptop::new(), pin_at(NOW));
    let first = accepted(laptop.redeem(at(NOW), &pin));
    assert_eq!((first.by, first.by.is_new(), first.failures_before), (RedeemedBy::NewPin, true, 0));
    let grant = first.grant.unwrap();
    assert_eq!((grant.until, grant.uses_left), (at(NOW + HOUR), 19));
    for left in (0..19).rev() {
        let again = accepted(laptop.redeem(at(NOW + 1000), &pin));
        assert_eq!((again.by, again.by.is_new()), (RedeemedBy::SamePin, false));
        assert_eq!(again.grant.map_or(0, |grant| grant.uses_left), left);
    }
    assert_eq!(rejected(laptop.redeem(at(NOW + 1000), &pin)).reason, Reason::Mismatch);
    assert_eq!(laptop.look(at(NOW + 1000)), None);
}

/// Else every login under a grant would suspend the authenticators, or burn their codes, once more.
#[test]
fn only_a_new_pin_touches_the_authenticators_and_not_the_logins_under_its_grant() {
    let (mut laptop, pin) = (Laptop::new(), pin_at(NOW));
    let mut recovers = || {
        let (key, device) = (key(), device());
        let opened = Recovery::open(&key, &device, &laptop.record).unwrap();
        let mut recovered = None;
        let redemption = opened.redeem(at(NOW), &pin, &ON).unwrap().commit(|next| {
            recovered = next.recovered();
            laptop.record = *next.record();
            Commit::Stored
        });
        assert!(redemption.unwrap().is_accepted());
        recovered.is_some()
    };
    assert_eq!([recovers(), recovers(), recovers()], [true, false, false]);
}

#[test]
fn a_grant_ends_with_its_last_second_whatever_its_length() {
    for length in [1, 59, 60, 61, 7200] {
        let end = NOW + u64::from(length) * 60;
        for (second, is_open) in [(NOW, true), (end - 1, true), (end, false), (end + 1, false)] {
            let mut laptop = Laptop::under(minutes(length));
            assert!(laptop.redeem(at(NOW), &pin_at(NOW)).is_accepted());
            assert_eq!(laptop.look(at(second)).is_some(), is_open);
            assert_eq!(laptop.redeem(at(second), &pin_at(NOW)).is_accepted(), is_open, "{length} {second}");
        }
    }
}

#[test]
fn any_login_passes_only_where_the_policy_says_so() {
    let mut laptop = Laptop::new();
    let _ = laptop.redeem(at(NOW), &pin_at(NOW));
    assert_eq!(laptop.pass(at(NOW)), Redemption::PinNeeded);
    laptop.policy.grant_logins = GrantLogins::AnyPasses;
    for left in (0..19).rev() {
        let passed = accepted(laptop.pass(at(NOW + 5)));
        assert_eq!((passed.by, passed.grant.map_or(0, |grant| grant.uses_left)), (RedeemedBy::Grant, left));
    }
    assert_eq!(laptop.pass(at(NOW + 5)), Redemption::PinNeeded);
}

#[test]
fn used_pin_stays_used_when_the_clock_goes_back() {
    let (mut laptop, pin) = (Laptop::under(uses(1)), pin_at(NOW));
    assert!(accepted(laptop.redeem(at(NOW), &pin)).grant.is_none());
    for second in NOW - 30..NOW + 160 {
        assert_eq!(rejected(laptop.redeem(at(second), &pin)).reason, Reason::Replayed);
        laptop.unlock();
    }
}

#[test]
fn a_newer_pin_burns_every_older_one_and_begins_the_grant_anew() {
    let mut laptop = Laptop::new();
    assert!(laptop.redeem(at(NOW), &pin_at(NOW)).is_accepted());
    let renewed = accepted(laptop.redeem(at(NOW + 60), &pin_at(NOW + 60)));
    assert_eq!(renewed.by, RedeemedBy::NewPin);
    let grant = renewed.grant.unwrap();
    assert_eq!((grant.until, grant.uses_left), (at(NOW + 60 + HOUR), 19));
    for older in (NOW..NOW + 60).step_by(10) {
        assert_eq!(rejected(laptop.redeem(at(NOW + 60), &pin_at(older))).reason, Reason::Replayed);
        laptop.unlock();
    }
}

#[test]
fn expired_foreign_and_made_up_pins_are_refused_alike_and_each_is_a_failure() {
    let other_device = issue(&key(), &DeviceId::new("LAPTOP-0043").unwrap(), at(NOW)).unwrap().pin;
    let other_key = issue(&RecoveryKey::from_random([9; 32]), &device(), at(NOW)).unwrap().pin;
    for pin in [pin_at(NOW - 160), pin_at(NOW + 40), other_device, other_key, wrong()] {
        let mut laptop = Laptop::new();
        let refused = rejected(laptop.redeem(at(NOW), &pin));
        assert_eq!((refused.reason, refused.attempts_left), (Reason::Mismatch, 5));
        assert_eq!(laptop.status(at(NOW)).failures, 1);
    }
}

#[test]
fn setting_the_clock_back_neither_lengthens_a_grant_nor_brings_one_back() {
    let (mut laptop, pin) = (Laptop::new(), pin_at(NOW));
    let _ = laptop.redeem(at(NOW), &pin);
    assert!(laptop.redeem(at(NOW + 1800), &pin).is_accepted());
    // Before the last use: shut, until the clock is there again.
    assert!(laptop.look(at(NOW + 1799)).is_none());
    assert!(!laptop.redeem(at(NOW + 600), &pin).is_accepted());
    assert!(laptop.redeem(at(NOW + 1800), &pin).is_accepted());
    // After its end was seen: over.
    assert!(laptop.look(at(NOW + HOUR)).is_none());
    assert!(laptop.look(at(NOW + 1800)).is_none());
    assert!(!laptop.redeem(at(NOW + 1800), &pin).is_accepted());
}

#[test]
fn a_clock_in_2040_for_a_minute_ends_the_grant_and_keeps_nobody_from_a_new_pin() {
    let (mut laptop, pin) = (Laptop::new(), pin_at(NOW));
    let _ = laptop.redeem(at(NOW), &pin);
    for _ in 0..7 {
        assert!(!laptop.redeem(at(YEAR_2040), &pin).is_accepted());
    }
    assert!(laptop.status(at(YEAR_2040)).locked_until.is_some());
    // The lock that began in 2040 holds for its own length once the clock is right, and no longer.
    let back = NOW + 300;
    assert!(matches!(laptop.redeem(at(back), &pin_at(back)), Redemption::Locked { .. }));
    assert!(laptop.look(at(back)).is_none(), "the end that was seen in 2040 is the end");
    let later = back + 30;
    assert!(laptop.redeem(at(later), &pin_at(later)).is_accepted());
}

#[test]
fn an_ended_grant_is_ended_whoever_sees_it() {
    let pin = pin_at(NOW);
    let seers: [fn(&mut Laptop); 4] = [
        |laptop| {
            laptop.look(at(NOW + HOUR));
        },
        |laptop| assert_eq!(laptop.pass(at(NOW + HOUR)), Redemption::PinNeeded),
        |laptop| assert!(!laptop.redeem(at(NOW + HOUR), &wrong()).is_accepted()),
        Laptop::end_grant,
    ];
    for see in seers {
        let mut laptop = Laptop::new();
        let _ = laptop.redeem(at(NOW), &pin);
        see(&mut laptop);
        assert_eq!(laptop.look(at(NOW + 1)), None);
    }
}

#[test]
fn a_stricter_policy_helps_at_once() {
    let (mut laptop, pin) = (Laptop::under(minutes(7200)), pin_at(NOW));
    let _ = laptop.redeem(at(NOW), &pin);
    assert_eq!(laptop.look(at(NOW + 60)).unwrap().until, at(NOW + 7200 * 60));
    laptop.policy = RecoveryPolicy { grant_uses: GrantUses::new(3).unwrap(), ..minutes(10) };
    let grant = laptop.look(at(NOW + 60)).unwrap();
    assert_eq!((grant.until, grant.uses_left), (at(NOW + 600), 2));
    assert!(!laptop.redeem(at(NOW + 600), &pin).is_accepted());
}

#[test]
fn redeeming_says_what_becomes_of_authenticators_and_logins_under_the_grant_leave_them_alone() {
    let mut laptop = Laptop::under(RecoveryPolicy { authenticators: AfterRecovery::Suspend, ..ON });
    assert_eq!(accepted(laptop.redeem(at(NOW), &pin_at(NOW))).authenticators, AfterRecovery::Suspend);
    assert_eq!(accepted(laptop.redeem(at(NOW), &pin_at(NOW))).authenticators, AfterRecovery::Keep);
    laptop.policy.authenticators = AfterRecovery::BurnCodes;
    assert_eq!(accepted(laptop.redeem(at(NOW + 10), &pin_at(NOW + 10))).authenticators, AfterRecovery::BurnCodes);
}

#[test]
fn failures_climb_a_ladder_of_their_own_and_an_acceptance_tells_and_clears_them() {
    let mut laptop = Laptop::new();
    for left in (0..=5).rev() {
        assert_eq!(rejected(laptop.redeem(at(NOW), &wrong())).attempts_left, left);
    }
    assert_eq!(laptop.redeem(at(NOW), &pin_at(NOW)), Redemption::Locked { until: at(NOW + 30) });
    let redeemed = accepted(laptop.redeem(at(NOW + 30), &pin_at(NOW)));
    assert_eq!(redeemed.failures_before, 6);
    let status = laptop.status(at(NOW + 30));
    assert_eq!((status.failures, status.failures_in_all), (0, 6));
}

#[test]
fn wrong_pins_do_not_lock_codes_and_wrong_codes_do_not_lock_pins() {
    let parameters = Parameters { algorithm: Algorithm::Sha256, ..Parameters::TOTP };
    let credential = Credential::new(&Secret::import(&[7; 20]).unwrap(), parameters).unwrap();
    let codes_left = |person: &Person<'_, 1>| person.status(at(NOW), &Policy::DEFAULT).attempts_left;
    let enroll =
        || Person::<1>::without_authenticators(Standing::NEW).add(&credential, credential.beginning()).unwrap();
    let mut state = None;
    let enrolled: Result<(), NotCommitted> = enroll().commit(|next| {
        state = next.state().copied();
        Commit::Stored
    });
    enrolled.unwrap();
    let mut laptop = Laptop::new();
    for wrong_pins in 1..=6 {
        assert_eq!(laptop.status(at(NOW)).failures, wrong_pins - 1);
        rejected(laptop.redeem(at(NOW), &wrong()));
        let read = state.unwrap();
        let person = Person::<1>::open(&[Authenticator { credential: &credential, state: &read }]).unwrap();
        assert_eq!(codes_left(&person), 7 - wrong_pins);
        let verdict = person.verify(at(NOW), &Code::parse("000000").unwrap(), &Policy::DEFAULT).unwrap();
        let verdict = verdict.commit(|next| {
            state = next.state().copied();
            Commit::Stored
        });
        assert!(!verdict.unwrap().is_accepted());
    }
    assert_eq!(laptop.status(at(NOW)).failures, 6);
}

#[test]
fn a_guesser_who_waits_for_every_lock_is_looked_at_no_more_often_than_the_cap() {
    let (mut laptop, mut looked_at, mut now) = (Laptop::new(), 0, NOW);
    // Locked attempts change nothing but time, so the guesser may as well wait.
    loop {
        match laptop.redeem(at(now), &wrong()) {
            Redemption::Rejected(_) => looked_at += 1,
            Redemption::Locked { until } => now = until.seconds(),
            Redemption::Closed => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, 100);
    assert_eq!(laptop.redeem(at(now), &pin_at(now)), Redemption::Closed);
    laptop.unlock();
    assert!(laptop.redeem(at(now), &pin_at(now)).is_accepted());
}

#[test]
fn a_policy_is_checked_when_it_is_made() {
    assert_eq!(ClockTolerance::new(Seconds::new(301)), Err(RecoveryPolicyError::ClockTolerance));
    assert!(ClockTolerance::new(Seconds::new(300)).is_ok());
    for refused in [0, 7201, u32::MAX] {
        assert_eq!(GrantLength::new(Minutes::new(refused)), Err(RecoveryPolicyError::GrantLength));
    }
    for refused in [0, 201, 255] {
        assert_eq!(GrantUses::new(refused), Err(RecoveryPolicyError::GrantUses));
    }
    assert_eq!((GrantLength::MOST.minutes().count(), GrantUses::MOST.count()), (7200, 200));
    assert_eq!(ClockTolerance::DEFAULT.seconds().count(), 30);
}
