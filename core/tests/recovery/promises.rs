//! What recovery promises after bugs of systems that do this job, where a promise spans PINs, challenges and codes.

use mfa_core::{
    Code, CodeRedemption, Commit, Credential, DeviceId, GrantLength, GrantLogins, GrantUses, NotCommitted, Parameters,
    Person, Policy, Recovery, RecoveryCode, RecoveryCodes, RecoveryCodesPolicy, RecoveryKey, RecoveryPolicy,
    RedeemedBy, Redemption, Secret, Standing, StoredCodes, Throttle, UnixTime, Verdict, issue, respond,
};

use super::laptop::{Laptop, accepted, rejected};
use super::{NOW, ON, YEAR_2040, at, device, key, pin_at, wrong};

const PRESETS: [Throttle; 4] =
    [Throttle::DEFAULT, Throttle::NIST_SP_800_63B, Throttle::ASVS_5, Throttle::ADMINISTRATOR];

/// A set of two recovery codes.
struct Paper(StoredCodes);

impl Paper {
    fn new() -> Self {
        let mut stored = None;
        let begun: Result<(), NotCommitted> =
            RecoveryCodes::begin(&[paper_code(1), paper_code(2)], [9; 16], None).unwrap().commit(|next| {
                stored = Some(*next.record());
                Commit::Stored
            });
        begun.unwrap();
        Self(stored.unwrap())
    }

    fn open(&self) -> RecoveryCodes {
        RecoveryCodes::open(&self.0).unwrap()
    }

    fn redeem(&mut self, now: UnixTime, number: u8, throttle: Throttle) -> CodeRedemption {
        let policy = RecoveryCodesPolicy { throttle, ..RecoveryCodesPolicy::DEFAULT };
        let attempt = self.open().redeem(now, &paper_code(number), None, &policy).unwrap();
        let redemption = attempt.commit(|next| {
            self.0 = *next.record();
            Commit::Stored
        });
        redemption.unwrap()
    }
}

/// The first and the second are those of the set.
fn paper_code(number: u8) -> RecoveryCode {
    RecoveryCode::from_random(&[number; 10]).unwrap()
}

/// Trap 27: one ladder for each factor.
#[test]
fn wrong_codes_pins_and_recovery_codes_lock_only_their_own_kind() {
    let credential = Credential::new(&Secret::import(&[7; 20]).unwrap(), Parameters::TOTP).unwrap();
    let mut state = None;
    let person = Person::<1>::without_authenticators(Standing::NEW);
    let enrolled: Result<(), NotCommitted> = person.add(&credential, credential.beginning()).unwrap().commit(|next| {
        state = next.state().copied();
        Commit::Stored
    });
    enrolled.unwrap();
    let mut types = |typed: &Code| {
        let read = state.unwrap();
        let person = Person::<1>::open(&[mfa_core::Authenticator { credential: &credential, state: &read }]).unwrap();
        let verdict = person.verify(at(NOW), typed, &Policy::DEFAULT).unwrap().commit(|next| {
            state = next.state().copied();
            Commit::Stored
        });
        verdict.unwrap()
    };
    let shown = credential.code_at(at(NOW)).unwrap().code;
    let wrong_code = (0..).map(|number| Code::parse(&format!("{number:06}")).unwrap()).find(|code| {
        [NOW - 30, NOW, NOW + 30]
            .iter()
            .all(|time| credential.code_at(at(*time)).unwrap().code.as_str() != code.as_str())
    });
    let wrong_code = wrong_code.unwrap();

    // Each is locked in its turn, and the others still let their owner in.
    let (mut laptop, mut paper) = (Laptop::new(), Paper::new());
    for _ in 0..6 {
        rejected(laptop.redeem(at(NOW), &wrong()));
    }
    assert!(matches!(laptop.redeem(at(NOW), &pin_at(NOW)), Redemption::Locked { .. }));
    assert!(paper.redeem(at(NOW), 1, Throttle::DEFAULT).is_accepted());
    for _ in 0..6 {
        assert!(!paper.redeem(at(NOW), 3, Throttle::DEFAULT).is_accepted());
    }
    assert!(matches!(paper.redeem(at(NOW), 2, Throttle::DEFAULT), CodeRedemption::Locked { .. }));
    assert!(types(&shown).is_accepted());
    for _ in 0..6 {
        assert!(!types(&wrong_code).is_accepted());
    }
    assert!(matches!(types(&wrong_code), Verdict::Locked { .. }));
    laptop.unlock();
    accepted(laptop.redeem(at(NOW), &pin_at(NOW)));
    assert!(matches!(paper.redeem(at(NOW), 2, Throttle::DEFAULT), CodeRedemption::Locked { .. }));
}

/// Trap 29.
#[test]
fn no_way_leads_around_the_throttle_of_recovery() {
    let mut laptop = Laptop::new();
    accepted(laptop.redeem(at(NOW), &pin_at(NOW)));
    let challenge = laptop.challenge(1 << 60);
    for _ in 0..6 {
        rejected(laptop.redeem(at(NOW), &wrong()));
    }
    let right = respond(&key(), &challenge).unwrap();
    let assert_locked = |laptop: &mut Laptop, way: &str| {
        let until = at(NOW + 30);
        assert_eq!(laptop.redeem(at(NOW), &pin_at(NOW)), Redemption::Locked { until }, "the grant's PIN after {way}");
        assert_eq!(laptop.redeem(at(NOW), &pin_at(NOW + 10)), Redemption::Locked { until }, "a new PIN after {way}");
        assert_eq!(laptop.answer(at(NOW), &right), Redemption::Locked { until }, "the response after {way}");
        assert_eq!(laptop.status(at(NOW)).failures, 6, "{way}");
    };
    assert_locked(&mut laptop, "nothing");
    laptop.challenge(1 << 61);
    assert_locked(&mut laptop, "asking for a challenge");
    laptop.policy.grant_logins = GrantLogins::AnyPasses;
    let passed = accepted(laptop.pass(at(NOW)));
    assert_eq!((passed.by, passed.failures_before), (RedeemedBy::Grant, 6));
    assert_locked(&mut laptop, "a login that asks for nothing");
    assert!(laptop.look(at(NOW)).is_some());
    assert_locked(&mut laptop, "a look");
    laptop.end_grant();
    assert_locked(&mut laptop, "the grant's end");
    let (key, device) = (key(), device());
    for way in ["a new record of the same key", "a record written again"] {
        let opened = Recovery::open(&key, &device, &laptop.record).unwrap();
        let change = if way.starts_with("a new") { opened.rekey(&key, &device) } else { opened.reseal() };
        let changed: Result<(), NotCommitted> = change.unwrap().commit(|next| {
            laptop.record = *next.record();
            Commit::Stored
        });
        changed.unwrap();
        assert_locked(&mut laptop, way);
    }
}

/// Trap 29, for recovery codes: a new set is no new set of guesses.
#[test]
fn a_new_set_of_recovery_codes_lifts_no_lock_and_opens_nothing_that_is_closed() {
    for (failures, is_closed) in [(6, false), (100, true)] {
        let (mut paper, mut now) = (Paper::new(), NOW);
        for _ in 0..failures {
            now += 3600;
            assert!(!paper.redeem(at(now), 3, Throttle::DEFAULT).is_accepted());
        }
        for change in [paper.open().renew(&[paper_code(4)], [1; 16], None), Paper(paper.0).open().reseal()] {
            let changed: Result<(), NotCommitted> = change.unwrap().commit(|next| {
                paper.0 = *next.record();
                Commit::Stored
            });
            changed.unwrap();
            let status = paper.open().status(at(now), Throttle::DEFAULT);
            assert_eq!((status.failures, status.closed, status.attempts_left), (failures, is_closed, 0));
        }
    }
}

/// Trap 43.
#[test]
fn a_minute_in_2040_leaves_no_lock_of_recovery_codes_until_2040() {
    for throttle in PRESETS {
        let mut paper = Paper::new();
        for _ in 0..6 {
            assert!(!paper.redeem(at(YEAR_2040), 3, throttle).is_accepted());
        }
        let length = u64::from(throttle.first_lock().count());
        assert_eq!(paper.redeem(at(NOW), 1, throttle), CodeRedemption::Locked { until: at(NOW + length) });
        assert!(paper.redeem(at(NOW + length), 1, throttle).is_accepted());
    }
}

/// Trap 43: if the issuer was in 2040 as well, an administrator gives a new key; nothing short of that brings used PINs
/// back.
#[test]
fn a_pin_redeemed_in_2040_burns_all_pins_before_it_and_a_new_key_is_the_way_out() {
    let mut laptop = Laptop::new();
    accepted(laptop.redeem(at(YEAR_2040), &pin_at(YEAR_2040)));
    assert!(!laptop.redeem(at(NOW), &pin_at(NOW)).is_accepted());
    let (old, new, device) = (key(), RecoveryKey::from_random([1; 32]), device());
    let opened = Recovery::open(&old, &device, &laptop.record).unwrap();
    let rekeyed: Result<(), NotCommitted> = opened.rekey(&new, &device).unwrap().commit(|next| {
        laptop.record = *next.record();
        Commit::Stored
    });
    rekeyed.unwrap();
    let pin = issue(&new, &device, at(NOW)).unwrap().pin;
    let opened = Recovery::open(&new, &device, &laptop.record).unwrap();
    assert!(opened.redeem(at(NOW), &pin, &ON).unwrap().commit(|_| Commit::Stored).unwrap().is_accepted());
}

/// Trap 58: an overheard PIN is good for the logins that the owner has not had, on that device, until the grant's end or
/// the next PIN; elsewhere it is good for nothing.
#[test]
fn an_overheard_pin_opens_no_more_than_what_is_left_of_one_grant_on_one_device() {
    let policy = RecoveryPolicy { grant_length: GrantLength::MOST, grant_uses: GrantUses::new(3).unwrap(), ..ON };
    let (mut laptop, pin) = (Laptop::under(policy), pin_at(NOW));
    let mut logins = 0;
    for hour in 0..5 * 24 {
        logins += u32::from(laptop.redeem(at(NOW + hour * 3600), &pin).is_accepted());
        laptop.unlock();
    }
    assert_eq!(logins, 3);

    let mut laptop = Laptop::under(policy);
    accepted(laptop.redeem(at(NOW), &pin));
    accepted(laptop.redeem(at(NOW + 3600), &pin_at(NOW + 3600)));
    assert!(!laptop.redeem(at(NOW + 3600), &pin).is_accepted(), "the owner called again");

    let (own_key, other_key) = (key(), RecoveryKey::from_random([3; 32]));
    let (own_device, other_device) = (device(), DeviceId::new("LAPTOP-0043").unwrap());
    for (key, device) in [(&own_key, &other_device), (&other_key, &own_device)] {
        let mut record = None;
        let begun: Result<(), NotCommitted> = Recovery::begin(key, device).unwrap().commit(|next| {
            record = Some(*next.record());
            Commit::Stored
        });
        begun.unwrap();
        let opened = Recovery::open(key, device, &record.unwrap()).unwrap();
        rejected(opened.redeem(at(NOW), &pin, &policy).unwrap().commit(|_| Commit::Stored).unwrap());
    }
}
