//! What a recovery does to the person's authenticators, and how one that was suspended counts again (traps 14 and 59).
#![cfg(feature = "recovery")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{
    Accepted, AfterRecovery, Attempt, AttemptError, Authenticator, Code, CodeRedemption, Commit, Credential, Decision,
    DeviceId, Diagnosis, DiagnosisReach, Drift, EnrollmentPermit, Facts, LoginPolicy, LoginRecord, NextCodes,
    NextRecovery, NextStates, Occasion, Parameters, Person, PersonError, Policy, Reason, Recovered, Recovery,
    RecoveryCode, RecoveryCodes, RecoveryCodesPolicy, RecoveryKey, RecoveryPolicy, Redemption, Requirement,
    Restoration, Resynchronization, SealedRecovery, SealedState, Secret, Standing, StateError, StoredCodes, TwoSteps,
    UnixTime, Verdict, issue,
};

/// The beginning of a step.
const NOW: u64 = 1_767_225_600;
const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

/// Somebody with two phones, and the laptop whose recovery they redeem.
struct Host {
    phones: [Credential; 2],
    states: Vec<SealedState>,
    standing: Standing,
}

impl Host {
    fn new() -> Self {
        let phone = |number| Credential::new(&Secret::import(&[number; 20]).unwrap(), Parameters::TOTP).unwrap();
        let mut host = Self { phones: [phone(1), phone(2)], states: Vec::new(), standing: Standing::NEW };
        for number in [0, 1] {
            let credential = host.phones[number].clone();
            let added = host.person().add(&credential, credential.beginning()).unwrap();
            host.store(added);
        }
        host
    }

    fn person(&self) -> Person<'_, 2> {
        if self.states.is_empty() {
            return Person::without_authenticators(self.standing);
        }
        let pairs = self.phones.iter().zip(&self.states);
        let all: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        Person::open(&all).unwrap()
    }

    fn store<V>(&mut self, attempt: Attempt<V, NextStates<2>>) -> V {
        let mut stored = None;
        let outcome = attempt.commit(|next| {
            stored = Some((next.states().to_vec(), next.standing()));
            Commit::Stored
        });
        if let Some((states, standing)) = stored {
            (self.states, self.standing) = (states, standing);
        }
        outcome.unwrap()
    }

    fn shows(&self, phone: usize, seconds: u64) -> Code {
        self.phones[phone].code_at(at(seconds)).unwrap().code
    }

    fn types(&mut self, seconds: u64, code: &Code) -> Verdict {
        let attempt = self.person().verify(at(seconds), code, &Policy::DEFAULT).unwrap();
        self.store(attempt)
    }

    /// Redeems a new PIN; the person's states and the recovery's record are stored in one commit.
    fn redeems(&mut self, seconds: u64, authenticators: AfterRecovery) {
        let (key, device) = (RecoveryKey::from_random([7; 32]), DeviceId::new("LAPTOP-0042").unwrap());
        let policy = RecoveryPolicy { authenticators, ..ON };
        let record = record(Recovery::begin(&key, &device).unwrap());
        let pin = issue(&key, &device, at(seconds)).unwrap().pin;
        let attempt = Recovery::open(&key, &device, &record).unwrap().redeem(at(seconds), &pin, &policy).unwrap();
        let together = attempt
            .storing(|next: NextRecovery| {
                let recovered = next.recovered().unwrap();
                self.recovered(recovered, seconds).map(|states| (states, next))
            })
            .unwrap();
        let mut stored = None;
        let redemption = together.commit(|((states, standing), _)| {
            stored = Some((states, standing));
            Commit::Stored
        });
        assert!(
            matches!(redemption.unwrap(), Redemption::Accepted(redeemed) if redeemed.authenticators == authenticators)
        );
        (self.states, self.standing) = stored.unwrap();
    }

    fn recovered(&self, recovered: Recovered, now: u64) -> Result<(Vec<SealedState>, Standing), PersonError> {
        match self.person().recovered(recovered, at(now), &Policy::DEFAULT)?.in_two_steps() {
            TwoSteps::Store(next, _) => Ok((next.states().to_vec(), next.standing())),
            TwoSteps::Settled(()) => panic!("a recovery changes the person's record"),
        }
    }

    fn restores(&mut self, phone: usize, seconds: u64, code: &Code) -> Restoration {
        let permit = EnrollmentPermit::by_administrator();
        let attempt = self.person().restore(permit, phone, at(seconds), code, &Policy::DEFAULT).unwrap();
        self.store(attempt)
    }

    fn suspended(&self) -> Vec<bool> {
        self.person().progress().map(|progress| progress.suspended).collect()
    }

    fn failures(&self) -> u16 {
        self.person().standing().failures()
    }
}

fn record(begun: Attempt<(), NextRecovery>) -> SealedRecovery {
    let mut record = None;
    begun
        .commit(|next| {
            record = Some(*next.record());
            Commit::Stored
        })
        .unwrap();
    record.unwrap()
}

fn accepted(verdict: Verdict) -> Accepted {
    match verdict {
        Verdict::Accepted(accepted) => accepted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn recovery_that_keeps_authenticators_leaves_their_codes_good() {
    let mut host = Host::new();
    host.redeems(NOW, AfterRecovery::Keep);
    assert!(host.types(NOW, &host.shows(0, NOW)).is_accepted());
}

#[test]
fn recovery_that_burns_codes_uses_up_every_step_that_is_acceptable_and_no_later_one() {
    for phone in [0, 1] {
        for step in [NOW - 30, NOW, NOW + 30] {
            let mut host = Host::new();
            host.redeems(NOW, AfterRecovery::BurnCodes);
            assert!(!host.types(NOW, &host.shows(phone, step)).is_accepted(), "{phone} {step}");
        }
        let mut host = Host::new();
        host.redeems(NOW, AfterRecovery::BurnCodes);
        assert!(host.types(NOW + 30, &host.shows(phone, NOW + 60)).is_accepted());
    }
}

#[test]
fn burned_codes_stay_burned_when_the_clock_goes_back() {
    let mut host = Host::new();
    host.redeems(NOW, AfterRecovery::BurnCodes);
    assert!(!host.types(NOW - 30, &host.shows(0, NOW - 30)).is_accepted());
}

#[test]
fn suspended_authenticators_let_nobody_in_count_nothing_and_use_nothing_up() {
    let mut host = Host::new();
    host.redeems(NOW, AfterRecovery::Suspend);
    assert_eq!(host.suspended(), [true, true]);
    let (before, drift) = (host.states.clone(), Policy { drift: Some(Drift::DEFAULT), ..Policy::DEFAULT });
    let code = host.shows(0, NOW);
    assert_eq!(host.types(NOW, &code), Verdict::Suspended);
    let with = host.person().verify_with(1, at(NOW), &host.shows(1, NOW), &Policy::DEFAULT).unwrap();
    assert_eq!(host.store(with), Verdict::Suspended);
    let resync = host.person().resynchronize(at(NOW), 0, [&code, &host.shows(0, NOW + 30)], &drift).unwrap();
    assert_eq!(host.store(resync), Resynchronization::Suspended);
    let slow = host.shows(0, NOW - 300);
    let asked = host.person().diagnose(at(NOW), 0, &slow, DiagnosisReach::default(), &Policy::DEFAULT).unwrap();
    assert_eq!(host.store(asked), Diagnosis::Suspended);
    assert_eq!(host.states, before);
}

#[test]
fn suspending_one_authenticator_leaves_the_other_alone_and_its_codes_are_wrong_ones() {
    let mut host = Host::new();
    let suspended = host.person().suspend(0).unwrap();
    host.store(suspended);
    assert_eq!(host.suspended(), [true, false]);
    assert!(matches!(host.types(NOW, &host.shows(0, NOW)), Verdict::Rejected(r) if r.reason == Reason::Mismatch));
    assert_eq!(host.failures(), 1);
    assert_eq!(accepted(host.types(NOW, &host.shows(1, NOW))).authenticator, 1);
    assert_eq!(host.person().suspend(2).err(), Some(PersonError::NoSuchAuthenticator));
}

#[test]
fn suspended_authenticator_counts_again_once_a_code_confirms_it_and_that_code_is_no_login() {
    let mut host = Host::new();
    let suspended = host.person().suspend_all().unwrap();
    host.store(suspended);
    let code = host.shows(0, NOW);
    assert_eq!(host.restores(0, NOW, &code), Restoration::Restored);
    assert_eq!(host.suspended(), [false, true]);
    assert!(!host.types(NOW, &code).is_accepted());
    assert!(host.types(NOW + 30, &host.shows(0, NOW + 30)).is_accepted());
}

#[test]
fn restoring_is_an_attempt_that_counts_locks_and_tells_its_failures_at_the_next_login() {
    let mut host = Host::new();
    let suspended = host.person().suspend(0).unwrap();
    host.store(suspended);
    let wrong = host.shows(1, NOW);
    for failures in 1..=6 {
        assert!(matches!(host.restores(0, NOW, &wrong), Restoration::Rejected(_)));
        assert_eq!(host.failures(), failures);
    }
    assert!(matches!(host.restores(0, NOW, &host.shows(0, NOW)), Restoration::Locked { .. }));
    assert_eq!(host.restores(0, NOW + 60, &host.shows(0, NOW + 60)), Restoration::Restored);
    assert_eq!(accepted(host.types(NOW + 60, &host.shows(1, NOW + 60))).failures_before, 6);
}

#[test]
fn restoring_needs_a_permit_for_somebody_who_has_authenticators_and_one_that_is_suspended() {
    let mut host = Host::new();
    let facts = Facts {
        occasion: Occasion::Login,
        requirement: Requirement::Required,
        enrolled: false,
        online: true,
        other_factor: false,
        grant_until: None,
    };
    let decision = LoginPolicy::DEFAULT.decide(&facts, &LoginRecord::NEW, at(NOW)).commit(|_| Commit::Stored).unwrap();
    assert!(matches!(decision, Decision::LetInUnenrolled { .. }));
    let (first, code) = (EnrollmentPermit::by_decision(&decision).unwrap(), host.shows(0, NOW));
    let refused = host.person().restore(first, 0, at(NOW), &code, &Policy::DEFAULT);
    assert_eq!(refused.err(), Some(AttemptError::PermitIsForTheFirst));
    let any = EnrollmentPermit::by_administrator();
    let refused = host.person().restore(any, 0, at(NOW), &code, &Policy::DEFAULT);
    assert_eq!(refused.err(), Some(AttemptError::NotSuspended));
    assert!(host.types(NOW, &code).is_accepted());
}

#[test]
fn suspension_is_under_seal_and_stays_when_authenticators_come_and_go() {
    let mut host = Host::new();
    let suspended = host.person().suspend_all().unwrap();
    host.store(suspended);
    let removed = host.person().remove(1).unwrap();
    host.store(removed);
    assert_eq!(host.suspended(), [true]);
    let mut bytes = *host.states[0].as_bytes();
    assert_eq!(bytes[43], 1);
    bytes[43] = 0;
    let (credential, state) = (&host.phones[0], SealedState::from_bytes(bytes));
    let refused = Person::<1>::open(&[Authenticator { credential, state: &state }]).unwrap_err();
    assert_eq!(refused, PersonError::State { index: 0, error: StateError::Seal });
}

#[test]
fn recovery_opens_codes_that_were_closed_and_leaves_a_lock_and_the_failures_in_all() {
    let mut host = Host::new();
    let mut now = NOW;
    while host.types(now, &host.shows(0, now - 3600)) != Verdict::Closed {
        now += 7200;
    }
    let in_all = host.person().standing().failures_in_all();
    host.redeems(now, AfterRecovery::Keep);
    assert!(host.types(now, &host.shows(0, now)).is_accepted());
    assert_eq!(host.person().standing().failures_in_all(), in_all);

    let mut locked = Host::new();
    (0..6).for_each(|_| assert!(!locked.types(NOW, &locked.shows(0, NOW - 3600)).is_accepted()));
    locked.redeems(NOW, AfterRecovery::Keep);
    assert!(matches!(locked.types(NOW, &locked.shows(0, NOW)), Verdict::Locked { .. }));
}

#[test]
fn recovery_code_says_what_becomes_of_authenticators_and_counts_for_nothing_where_it_is_off() {
    let code = RecoveryCode::from_random(&[7; 10]).unwrap();
    let mut stored: Option<StoredCodes> = None;
    let begun = RecoveryCodes::begin(core::slice::from_ref(&code), [9; 16], None).unwrap();
    begun
        .commit(|next| {
            stored = Some(*next.record());
            Commit::Stored
        })
        .unwrap();
    let open = || RecoveryCodes::open(&stored.unwrap()).unwrap();
    let off = RecoveryCodesPolicy { is_on: false, ..RecoveryCodesPolicy::DEFAULT };
    let TwoSteps::Settled(CodeRedemption::Off) = open().redeem(at(NOW), &code, None, &off).unwrap().in_two_steps()
    else {
        panic!("nothing is looked at, so nothing is stored")
    };
    let burns = RecoveryCodesPolicy { authenticators: AfterRecovery::BurnCodes, ..RecoveryCodesPolicy::DEFAULT };
    let attempt = open().redeem(at(NOW), &code, None, &burns).unwrap();
    let redemption = attempt.commit(|next: NextCodes| {
        assert_eq!(next.recovered().map(Recovered::authenticators), Some(AfterRecovery::BurnCodes));
        Commit::Stored
    });
    assert!(
        matches!(redemption.unwrap(), CodeRedemption::Accepted(used) if used.authenticators == AfterRecovery::BurnCodes)
    );
    let wrong = RecoveryCode::from_random(&[8; 10]).unwrap();
    let attempt = open().redeem(at(NOW), &wrong, None, &burns).unwrap();
    let _ = attempt.commit(|next: NextCodes| {
        assert_eq!(next.recovered(), None);
        Commit::Stored
    });
}
