//! Everything of a person in one record, and every change of it one commit: enrollment, recovery, recovery codes, what is
//! required, and what a login decides.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

mod common;

use core::cell::Cell;
use core::convert::Infallible;
use std::sync::Barrier;
use std::thread;

use common::{CODE, NOW, code, now, person, phone};
use mfa_core::{
    AfterRecovery, Allowance, CodeRedemption, Commit, Confirmation, Decision, Denial, DeviceId, Ended, Enrollment,
    EnrollmentPermit, EnrollmentPolicy, Hours, LoginPolicy, Moment, Parameters, Policy, RecoveryChallenge,
    RecoveryCode, RecoveryCodesPolicy, RecoveryDigits, RecoveryKey, RecoveryPolicy, Redemption, Requirement, Secret,
    UnixTime, Unneeded, Uptime, Verdict, issue, respond,
};
use mfa_host::AuthenticatorName;
use mfa_host::people::{Arrival, LoggedIn, People, PeopleError};
use mfa_host::policy::Policies;
use mfa_host::record::{Damage, Exception, Record, decode, encode};
use mfa_host::store::{MemoryStore, Read, Store};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
const CODES: RecoveryCodesPolicy = RecoveryCodesPolicy::DEFAULT;
const WEEK: Hours = Hours::new(168);

/// Recovery is on, and nobody is on a list.
fn policies() -> Policies {
    Policies { recovery: ON, ..Policies::default() }
}

fn everybody_required() -> Policies {
    Policies { required: vec!["*".to_owned()], ..policies() }
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn name(text: &str) -> AuthenticatorName {
    AuthenticatorName::new(text).unwrap()
}

fn key() -> RecoveryKey {
    RecoveryKey::from_random([7; 32])
}

fn device() -> DeviceId {
    DeviceId::new("LAPTOP-0042").unwrap()
}

fn pin(seconds: u64) -> RecoveryDigits {
    issue(&key(), &device(), at(seconds)).unwrap().pin
}

fn sheet() -> Vec<RecoveryCode> {
    (1..=10).map(|number| RecoveryCode::from_random(&[number; 10]).unwrap()).collect()
}

fn enrollment(secret: &[u8], start: u64) -> Enrollment {
    let secret = Secret::issue(secret).unwrap();
    let permit = EnrollmentPermit::by_administrator();
    Enrollment::begin(permit, secret, Parameters::TOTP, at(start), &EnrollmentPolicy::DEFAULT).unwrap()
}

const fn unneeded(decision: Decision) -> Option<Unneeded> {
    match decision {
        Decision::NoCodeNeeded { because, .. } => Some(because),
        _ => None,
    }
}

const fn denial(decision: Decision) -> Option<Denial> {
    match decision {
        Decision::Deny { reason, .. } => Some(reason),
        _ => None,
    }
}

/// Somebody who has one of everything.
fn alice_with_everything(store: &impl Store<Error = Infallible>) {
    let (people, alice) = (People::of(store), person("alice"));
    people.add(&alice, &phone()).unwrap();
    let own = Allowance::new(WEEK, Some(20)).unwrap();
    people.set_exception(&alice, Some(Exception::Required { to_enroll: Some(own) })).unwrap();
    people.decide(&alice, &Arrival::LOGIN, now(), &policies()).map(drop).unwrap();
    people.enroll(&alice, &name("tablet"), &enrollment(&[9; 20], NOW)).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    assert!(people.redeem(&alice, now(), &pin(NOW), &ON, &Policy::DEFAULT).unwrap().is_accepted());
    people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
    people.use_recovery_code(&alice, now(), &sheet()[4], &CODES, &Policy::DEFAULT).map(drop).unwrap();
}

/// A store whose changes can be made to fail, and that counts them.
#[derive(Default)]
struct Watched {
    store: MemoryStore,
    changes: Cell<u32>,
    fails: Cell<bool>,
}

impl Watched {
    fn told(&self, commit: impl FnOnce() -> Result<Commit, Infallible>) -> Result<Commit, Infallible> {
        self.changes.set(self.changes.get() + 1);
        if self.fails.get() { Ok(Commit::Unknown) } else { commit() }
    }

    /// How many commits something takes.
    fn commits_of<T>(&self, change: impl FnOnce() -> T) -> (u32, T) {
        let before = self.changes.get();
        let done = change();
        (self.changes.get() - before, done)
    }
}

impl Store for Watched {
    type Token = <MemoryStore as Store>::Token;
    type Error = Infallible;

    fn read(&self, person: &mfa_host::PersonName) -> Result<Option<Read<Self::Token>>, Infallible> {
        self.store.read(person)
    }

    fn create(&self, person: &mfa_host::PersonName, record: &Record) -> Result<Commit, Infallible> {
        self.told(|| self.store.create(person, record))
    }

    fn replace(
        &self,
        person: &mfa_host::PersonName,
        read: &Self::Token,
        record: &Record,
    ) -> Result<Commit, Infallible> {
        self.told(|| self.store.replace(person, read, record))
    }

    fn delete(&self, person: &mfa_host::PersonName, read: &Self::Token) -> Result<Commit, Infallible> {
        self.told(|| self.store.delete(person, read))
    }

    fn people(&self) -> Result<Vec<mfa_host::PersonName>, Infallible> {
        self.store.people()
    }
}

#[test]
fn record_with_everything_in_it_is_read_as_it_was_written() {
    let store = MemoryStore::new();
    alice_with_everything(&store);
    let (alice, record) = (person("alice"), People::of(&store).record(&person("alice")).unwrap());
    let bytes = encode(&alice, &record);
    let again = decode(&alice, &bytes).unwrap();
    assert_eq!(*encode(&alice, &again), *bytes);
    assert!(again.pending().is_some() && again.recovery().is_some() && again.recovery_codes().is_some());
    assert!(again.exception().is_some() && again.logins().required_since() == Some(now()));
    assert_eq!(decode(&person("bob"), &bytes).unwrap_err(), Damage::AnotherPerson);
}

#[test]
fn record_that_was_cut_short_or_had_a_bit_flipped_is_refused() {
    let store = MemoryStore::new();
    alice_with_everything(&store);
    let (alice, record) = (person("alice"), People::of(&store).record(&person("alice")).unwrap());
    let bytes = encode(&alice, &record);
    (0..bytes.len()).for_each(|end| assert!(decode(&alice, &bytes[..end]).is_err(), "{end}"));
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(decode(&alice, &flipped).is_err(), "{bit}");
    }
}

#[test]
fn section_that_is_there_twice_makes_no_sense() {
    let store = MemoryStore::new();
    alice_with_everything(&store);
    let (alice, record) = (person("alice"), People::of(&store).record(&person("alice")).unwrap());
    let bytes = encode(&alice, &record).to_vec();
    let content = &bytes[..bytes.len() - 32];
    let mut seen = Vec::new();
    let mut begin = 12 + 1 + "alice".len() + 30;
    while begin < content.len() {
        let length = 3 + usize::from(u16::from_le_bytes([content[begin + 1], content[begin + 2]]));
        let section = &content[begin..begin + length];
        let doubled = closed([content, section].concat());
        assert_eq!(decode(&alice, &doubled).unwrap_err(), Damage::Content, "tag {}", section[0]);
        seen.push(section[0]);
        begin += length;
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn record_of_more_authenticators_than_there_is_room_for_makes_no_sense() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    People::of(&store).add(&alice, &phone()).unwrap();
    let bytes = encode(&alice, &People::of(&store).record(&alice).unwrap()).to_vec();
    let (before, section) = bytes[..bytes.len() - 32].split_at(12 + 1 + "alice".len() + 30);
    let with = |count: u8| {
        let mut content = before.to_vec();
        for number in 0..count {
            let place = content.len() + 3 + 1;
            content.extend_from_slice(section);
            content[place] = b'a' + number;
        }
        decode(&alice, &closed(content)).map(|record| record.authenticators().len())
    };
    let room = u8::try_from(mfa_core::MOST_AUTHENTICATORS).unwrap();
    assert_eq!(with(room), Ok(usize::from(room)));
    assert_eq!(with(room + 1), Err(Damage::Content));
}

/// A record with its length and its digest put right.
fn closed(mut content: Vec<u8>) -> Vec<u8> {
    let length = u32::try_from(content.len() + 32).unwrap();
    content[8..12].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&content);
    content.extend_from_slice(&digest);
    content
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn record_that_makes_no_sense_is_refused_and_never_a_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let store = MemoryStore::new();
        alice_with_everything(&store);
        let (alice, record) = (person("alice"), People::of(&store).record(&person("alice")).unwrap());
        let bytes = encode(&alice, &record);
        let mut content = bytes[..bytes.len() - 32].to_vec();
        for (place, value) in &changes {
            let place = place.index(content.len());
            content[place] = *value;
        }
        if let Ok(read) = decode(&alice, &closed(content)) {
            let _ = decode(&alice, &encode(&alice, &read)).unwrap();
        }
    }
}

#[test]
fn pending_authenticator_lets_nobody_in_until_a_code_confirms_it_and_that_code_is_no_login() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.enroll(&alice, &name("phone"), &enrollment(common::SECRET, NOW)).unwrap();
    let refused = people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT);
    assert!(matches!(refused, Err(PeopleError::NotEnrolled)));
    let confirmed = people.confirm(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap();
    assert!(matches!(confirmed, Confirmation::Confirmed { .. }));
    assert!(people.record(&alice).unwrap().pending().is_none());
    assert!(!people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap().is_accepted());
    let again = people.confirm(&alice, now(), &code(CODE), &Policy::DEFAULT);
    assert!(matches!(again, Err(PeopleError::NothingPending)));
}

#[test]
fn enrollment_that_is_over_is_gone_and_begun_again() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    for late in [NOW + 600, NOW - 1] {
        people.enroll(&alice, &name("phone"), &enrollment(common::SECRET, NOW)).unwrap();
        let over = people.confirm(&alice, at(late), &code(CODE), &Policy::DEFAULT).unwrap();
        assert_eq!(over, Confirmation::Over);
        assert!(people.record(&alice).unwrap().pending().is_none(), "{late}");
    }
}

#[test]
fn enrollment_of_a_name_or_a_secret_that_the_person_has_is_refused() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.add(&alice, &phone()).unwrap();
    let taken = people.enroll(&alice, &name("phone"), &enrollment(&[9; 20], NOW));
    assert!(matches!(taken, Err(PeopleError::NameTaken)));
    let twice = people.enroll(&alice, &name("tablet"), &enrollment(common::SECRET, NOW));
    assert!(matches!(twice, Err(PeopleError::Person(mfa_core::PersonError::SameSecret))));
}

#[test]
fn recovery_and_what_it_does_to_authenticators_are_one_commit() {
    for (authenticators, accepted) in
        [(AfterRecovery::Keep, true), (AfterRecovery::BurnCodes, false), (AfterRecovery::Suspend, false)]
    {
        let (store, alice) = (Watched::default(), person("alice"));
        let people = People::of(&store);
        people.add(&alice, &phone()).unwrap();
        people.set_recovery_key(&alice, &device(), &key()).unwrap();
        let policy = RecoveryPolicy { authenticators, ..ON };
        let (commits, redeemed) =
            store.commits_of(|| people.redeem(&alice, now(), &pin(NOW), &policy, &Policy::DEFAULT).unwrap());
        assert!(redeemed.is_accepted());
        assert_eq!(commits, 1, "{authenticators:?}");
        let verdict = people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap();
        assert_eq!(verdict.is_accepted(), accepted, "{authenticators:?}");
        assert_eq!(verdict == Verdict::Suspended, authenticators == AfterRecovery::Suspend);
    }
}

#[test]
fn recovery_whose_commit_is_not_known_denies_and_changes_nothing() {
    let (store, alice) = (Watched::default(), person("alice"));
    let people = People::of(&store);
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
    store.fails.set(true);
    let policy = RecoveryPolicy { authenticators: AfterRecovery::Suspend, ..ON };
    let denied = people.redeem(&alice, now(), &pin(NOW), &policy, &Policy::DEFAULT);
    assert!(matches!(denied, Err(PeopleError::NotConfirmed)));
    let denied = people.use_recovery_code(&alice, now(), &sheet()[0], &CODES, &Policy::DEFAULT);
    assert!(matches!(denied, Err(PeopleError::NotConfirmed)));
    store.fails.set(false);
    assert!(people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap().is_accepted());
    assert_eq!(people.recovery_codes_left(&alice).unwrap(), 10);
    assert!(people.redeem(&alice, now(), &pin(NOW), &policy, &Policy::DEFAULT).unwrap().is_accepted());
}

#[test]
fn one_recovery_code_lets_one_of_many_in() {
    for round in 0..30 {
        let (store, alice) = (MemoryStore::new(), person("alice"));
        let people = People::of(&store);
        people.add(&alice, &phone()).unwrap();
        people.set_recovery_codes(&alice, &sheet(), [round; 16]).unwrap();
        let barrier = Barrier::new(8);
        let log_in = || {
            barrier.wait();
            let people = People::of(&store);
            people.use_recovery_code(&alice, now(), &sheet()[0], &CODES, &Policy::DEFAULT).unwrap().is_accepted()
        };
        let accepted = thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(log_in)).collect();
            all.into_iter().map(|one| one.join().unwrap()).filter(|accepted| *accepted).count()
        });
        assert_eq!(accepted, 1);
        assert_eq!(people.recovery_codes_left(&alice).unwrap(), 9);
    }
}

#[test]
fn challenge_is_answered_once_and_lets_in_once_without_a_monotonic_clock() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    let RecoveryChallenge::Shown(challenge) = people.challenge(&alice, [5; 8], &ON).unwrap() else { panic!() };
    let RecoveryChallenge::Shown(again) = people.challenge(&alice, [6; 8], &ON).unwrap() else { panic!() };
    assert_eq!(challenge.as_str(), again.as_str());
    let response = respond(&key(), &challenge).unwrap();
    assert!(people.answer(&alice, now(), &response, &ON, &Policy::DEFAULT).unwrap().is_accepted());
    let twice = people.answer(&alice, now(), &response, &ON, &Policy::DEFAULT).unwrap();
    assert_eq!(twice, Redemption::NoChallenge);
    assert!(people.grant(&alice, now(), &ON).unwrap().is_none());
}

#[test]
fn reset_leaves_nothing_that_lets_in_and_what_is_required_stays() {
    let store = MemoryStore::new();
    alice_with_everything(&store);
    let (people, alice) = (People::of(&store), person("alice"));
    let before = people.record(&alice).unwrap();
    people.reset(&alice).unwrap();
    let after = people.record(&alice).unwrap();
    assert!(after.authenticators().is_empty() && after.pending().is_none());
    assert_eq!(people.recovery_codes_left(&alice).unwrap(), 0);
    assert_eq!(after.exception(), before.exception());
    assert_eq!(after.logins(), before.logins());
    assert_eq!(after.standing().revision(), before.standing().revision() + 1);
    assert!(people.grant(&alice, now(), &ON).unwrap().is_none());
    assert!(!people.redeem(&alice, now(), &pin(NOW), &ON, &Policy::DEFAULT).unwrap().is_accepted(), "a used PIN");
}

#[test]
fn nothing_can_be_suspended_of_somebody_who_has_no_authenticator() {
    let (store, bob) = (MemoryStore::new(), person("bob"));
    let people = People::of(&store);
    people.set_exception(&bob, Some(Exception::Exempt)).unwrap();
    assert!(matches!(people.suspend(&bob, None), Err(PeopleError::NotEnrolled)));
}

#[test]
fn unlock_opens_codes_recovery_and_recovery_codes_in_one_commit() {
    let (store, alice) = (Watched::default(), person("alice"));
    let people = People::of(&store);
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
    let other = issue(&key(), &DeviceId::new("ANOTHER").unwrap(), now()).unwrap().pin;
    let wrong = RecoveryCode::from_random(&[99; 10]).unwrap();
    for _ in 0..6 {
        let _ = people.verify(&alice, now(), &code("000000"), &Policy::DEFAULT).unwrap();
        let _ = people.redeem(&alice, now(), &other, &ON, &Policy::DEFAULT).unwrap();
        let _ = people.use_recovery_code(&alice, now(), &wrong, &CODES, &Policy::DEFAULT).unwrap();
    }
    assert!(matches!(people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap(), Verdict::Locked { .. }));
    let (commits, unlocked) = store.commits_of(|| people.unlock(&alice));
    unlocked.unwrap();
    assert_eq!(commits, 1);
    assert!(people.verify(&alice, now(), &code(CODE), &Policy::DEFAULT).unwrap().is_accepted());
    assert!(people.redeem(&alice, now(), &pin(NOW), &ON, &Policy::DEFAULT).unwrap().is_accepted());
    assert!(people.use_recovery_code(&alice, now(), &sheet()[0], &CODES, &Policy::DEFAULT).unwrap().is_accepted());
}

#[test]
fn somebody_new_of_whom_nothing_is_required_leaves_no_record_behind() {
    let (store, bob) = (MemoryStore::new(), person("bob"));
    let decided = People::of(&store).decide(&bob, &Arrival::LOGIN, now(), &policies()).unwrap();
    assert_eq!(unneeded(decided), Some(Unneeded::NotEnrolled));
    assert!(store.people().unwrap().is_empty());
}

#[test]
fn time_to_enroll_begins_with_the_first_login_is_counted_and_is_given_again_only_by_name() {
    let (store, bob) = (MemoryStore::new(), person("bob"));
    let people = People::of(&store);
    let policy = LoginPolicy { without_factor: Allowance::new(WEEK, Some(2)).unwrap(), ..LoginPolicy::DEFAULT };
    let policies = Policies { login: policy, ..everybody_required() };
    let arrives = |seconds: u64| people.decide(&bob, &Arrival::LOGIN, at(seconds), &policies).unwrap();
    let until = at(NOW + 168 * 3600);
    for (day, left) in [(0, 1), (1, 0)] {
        let Decision::LetInUnenrolled { until: told, logins_left, .. } = arrives(NOW + day * 86_400) else { panic!() };
        assert_eq!((told, logins_left), (until, Some(left)));
    }
    let denied = Some(Denial::NotEnrolled(Ended::LoginsUsedUp));
    assert_eq!(denial(arrives(NOW + 2 * 86_400)), denied);
    people.reset(&bob).unwrap();
    assert_eq!(denial(arrives(NOW + 2 * 86_400)), denied);
    people.set_exception(&bob, Some(Exception::Required { to_enroll: None })).unwrap();
    assert!(matches!(arrives(NOW + 2 * 86_400), Decision::LetInUnenrolled { .. }));
}

#[test]
fn what_an_administrator_says_of_one_person_wins_over_the_lists_and_ends_when_it_should() {
    let (store, bob) = (MemoryStore::new(), person("bob"));
    let people = People::of(&store);
    let (required, listed_nowhere) = (everybody_required(), policies());
    people.set_exception(&bob, Some(Exception::ExemptFor { since: now(), until: at(NOW + 60) })).unwrap();
    let decide = |policies, seconds| people.decide(&bob, &Arrival::LOGIN, at(seconds), policies).unwrap();
    assert_eq!(unneeded(decide(&required, NOW + 59)), Some(Unneeded::Exempt));
    assert_eq!(unneeded(decide(&required, NOW - 1)), None, "before it was said");
    let record = people.record(&bob).unwrap();
    let required_at = |seconds| record.requirement(Requirement::Required, at(seconds));
    assert_eq!([NOW, NOW + 59].map(required_at), [Requirement::Exempt; 2]);
    assert_eq!([NOW - 1, NOW + 60].map(required_at), [Requirement::Required; 2]);
    assert!(matches!(decide(&required, NOW + 60), Decision::LetInUnenrolled { .. }));
    assert_eq!(unneeded(decide(&required, NOW + 59)), None, "an end that was seen");
    assert!(people.record(&bob).unwrap().exception().is_none());

    let own = Allowance::new(Hours::new(24), None).unwrap();
    people.set_exception(&bob, Some(Exception::Required { to_enroll: Some(own) })).unwrap();
    let Decision::LetInUnenrolled { until, logins_left, .. } = decide(&listed_nowhere, NOW) else { panic!() };
    assert_eq!((until, logins_left), (at(NOW + 86_400), None));
    people.set_exception(&bob, None).unwrap();
    assert_eq!(unneeded(decide(&listed_nowhere, NOW)), Some(Unneeded::NotEnrolled));
}

#[test]
fn of_many_arrivals_at_once_no_more_are_let_in_unenrolled_than_policy_says() {
    let (store, bob) = (MemoryStore::new(), person("bob"));
    let policy = LoginPolicy { without_factor: Allowance::new(WEEK, Some(10)).unwrap(), ..LoginPolicy::DEFAULT };
    let policies = Policies { login: policy, ..everybody_required() };
    let arrive = || {
        let decided = People::of(&store).decide(&bob, &Arrival::LOGIN, now(), &policies).unwrap();
        matches!(decided, Decision::LetInUnenrolled { .. })
    };
    let let_in = thread::scope(|scope| {
        let all: Vec<_> = (0..40).map(|_| scope.spawn(arrive)).collect();
        all.into_iter().map(|one| one.join().unwrap()).filter(|let_in| *let_in).count()
    });
    assert_eq!(let_in, 10);
}

#[test]
fn grant_is_asked_under_until_its_end_is_seen_and_an_end_that_was_seen_stays() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    let _ = people.redeem(&alice, now(), &pin(NOW), &ON, &Policy::DEFAULT).unwrap();
    let policies = policies();
    let decide = |seconds| people.decide(&alice, &Arrival::LOGIN, at(seconds), &policies).unwrap();
    assert!(matches!(decide(NOW + 3599), Decision::AskUnderGrant { until, .. } if until == at(NOW + 3600)));
    assert_eq!(decide(NOW + 3600), Decision::AskForCode);
    assert_eq!(decide(NOW + 60), Decision::AskForCode);
}

#[test]
fn shape_of_what_was_typed_chooses_the_factor_at_one_prompt() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let (people, policies) = (People::of(&store), policies());
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
    let log_in = |typed: &str| {
        people.log_in(&Decision::AskForCode, &alice, now(), &policies.typed(typed).unwrap(), &policies).unwrap()
    };
    let (read_out, printed) = (pin(NOW), sheet()[0].clone());
    let (by_code, by_pin, by_paper) = (log_in(CODE), log_in(read_out.as_str()), log_in(printed.as_str()));
    assert!(matches!(by_code, LoggedIn::ByCode(_, Some(_))) && by_code.is_accepted());
    assert!(matches!(by_pin, LoggedIn::ByRecovery(_)) && by_pin.is_accepted());
    assert!(matches!(by_paper, LoggedIn::ByRecoveryCode(_)) && by_paper.is_accepted());
    assert!(!log_in(CODE).is_accepted() && !log_in(printed.as_str()).is_accepted());
}

#[test]
fn enrollment_that_was_begun_with_a_lost_phone_ends_with_the_recovery_that_suspends_it() {
    let suspends = AfterRecovery::Suspend;
    for by_pin in [true, false] {
        let (store, alice) = (MemoryStore::new(), person("alice"));
        let people = People::of(&store);
        people.add(&alice, &phone()).unwrap();
        people.set_recovery_key(&alice, &device(), &key()).unwrap();
        people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
        people.enroll(&alice, &name("thief's"), &enrollment(&[9; 20], NOW)).unwrap();
        if by_pin {
            let policy = RecoveryPolicy { authenticators: suspends, ..ON };
            assert!(people.redeem(&alice, now(), &pin(NOW), &policy, &Policy::DEFAULT).unwrap().is_accepted());
        } else {
            let policy = RecoveryCodesPolicy { authenticators: suspends, ..CODES };
            let used = people.use_recovery_code(&alice, now(), &sheet()[0], &policy, &Policy::DEFAULT).unwrap();
            assert!(used.is_accepted());
        }
        assert!(people.record(&alice).unwrap().pending().is_none());
    }
}

#[test]
fn confirming_an_authenticator_ends_the_grant_that_it_was_enrolled_under() {
    let (store, alice) = (Watched::default(), person("alice"));
    let people = People::of(&store);
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    let _ = people.redeem(&alice, now(), &pin(NOW), &ON, &Policy::DEFAULT).unwrap();
    people.enroll(&alice, &name("new phone"), &enrollment(common::SECRET, NOW)).unwrap();
    assert!(people.grant(&alice, now(), &ON).unwrap().is_some());
    let (commits, confirmed) = store.commits_of(|| people.confirm(&alice, now(), &code(CODE), &Policy::DEFAULT));
    assert!(matches!(confirmed.unwrap(), Confirmation::Confirmed { .. }) && commits == 1);
    assert!(people.grant(&alice, now(), &ON).unwrap().is_none());
}

#[test]
fn reset_clears_no_failures_of_recovery_codes_and_drops_the_challenge_that_is_shown() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    people.set_recovery_codes(&alice, &sheet(), [3; 16]).unwrap();
    let wrong = RecoveryCode::from_random(&[99; 10]).unwrap();
    for _ in 0..6 {
        let _ = people.use_recovery_code(&alice, now(), &wrong, &CODES, &Policy::DEFAULT).unwrap();
    }
    let RecoveryChallenge::Shown(challenge) = people.challenge(&alice, [5; 8], &ON).unwrap() else { panic!() };
    people.reset(&alice).unwrap();
    people.set_recovery_codes(&alice, &sheet(), [4; 16]).unwrap();
    let barred = people.use_recovery_code(&alice, now(), &sheet()[0], &CODES, &Policy::DEFAULT).unwrap();
    assert!(matches!(barred, CodeRedemption::Locked { .. }));
    let response = respond(&key(), &challenge).unwrap();
    let answered = people.answer(&alice, now(), &response, &ON, &Policy::DEFAULT).unwrap();
    assert_eq!(answered, Redemption::NoChallenge);
}

#[test]
fn response_lets_in_again_at_the_prompt_under_the_grant_that_it_has_opened() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let (people, policies) = (People::of(&store), policies());
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    let up = |seconds| Moment { now: now(), uptime: Some(Uptime { boot: 1, seconds: at(seconds) }) };
    let RecoveryChallenge::Shown(challenge) = people.challenge(&alice, [5; 8], &ON).unwrap() else { panic!() };
    let response = respond(&key(), &challenge).unwrap();
    assert!(people.answer(&alice, up(100), &response, &ON, &Policy::DEFAULT).unwrap().is_accepted());
    let decision = people.decide(&alice, &Arrival::LOGIN, up(160), &policies).unwrap();
    // Nobody requires anything of her and she has not enrolled: no prompt at all, unless it is required.
    assert_eq!(unneeded(decision), Some(Unneeded::NotEnrolled));
    let required = everybody_required();
    let decision = people.decide(&alice, &Arrival::LOGIN, up(160), &required).unwrap();
    assert!(matches!(decision, Decision::AskUnderGrant { codes_count: false, .. }));
    let typed = required.typed(response.as_str()).unwrap();
    assert!(people.log_in(&decision, &alice, up(160), &typed, &required).unwrap().is_accepted());
}

#[test]
fn code_of_a_phone_counts_under_a_grant_no_longer_than_codes_count_offline() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let (people, policies) = (People::of(&store), policies());
    people.add(&alice, &phone()).unwrap();
    people.set_recovery_key(&alice, &device(), &key()).unwrap();
    let offline = Arrival { online: false, ..Arrival::LOGIN };
    let typed = policies.typed(CODE).unwrap();
    let long_ago = at(NOW - 10 * 86_400);
    assert_eq!(people.decide(&alice, &Arrival::LOGIN, long_ago, &policies).unwrap(), Decision::AskForCode);
    let denied = people.decide(&alice, &offline, now(), &policies).unwrap();
    assert_eq!(denial(denied), Some(Denial::Offline(Ended::TimeIsUp)));
    let refused = people.log_in(&denied, &alice, now(), &typed, &policies);
    assert!(matches!(refused, Err(PeopleError::NotAsked)));
    // Whoever is denied may be read out a PIN.
    let read_out = policies.typed(pin(NOW).as_str()).unwrap();
    assert!(people.log_in(&denied, &alice, now(), &read_out, &policies).unwrap().is_accepted());
    let under_the_grant = people.decide(&alice, &offline, now(), &policies).unwrap();
    let refused = people.log_in(&under_the_grant, &alice, now(), &typed, &policies);
    assert!(matches!(refused, Err(PeopleError::NotAsked)));
    let online = people.decide(&alice, &Arrival::LOGIN, now(), &policies).unwrap();
    assert!(people.log_in(&online, &alice, now(), &typed, &policies).unwrap().is_accepted());
}

#[test]
fn enrollment_that_is_over_is_dropped_even_if_its_name_is_taken_meanwhile() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.enroll(&alice, &name("phone"), &enrollment(&[9; 20], NOW)).unwrap();
    people.add(&alice, &phone()).unwrap();
    let taken = people.confirm(&alice, now(), &code(CODE), &Policy::DEFAULT);
    assert!(matches!(taken, Err(PeopleError::NameTaken)));
    let over = people.confirm(&alice, at(NOW + 600), &code(CODE), &Policy::DEFAULT).unwrap();
    assert_eq!(over, Confirmation::Over);
    assert!(people.record(&alice).unwrap().pending().is_none());
}

#[test]
fn secret_that_is_pending_is_not_added_beside() {
    let (store, alice) = (MemoryStore::new(), person("alice"));
    let people = People::of(&store);
    people.enroll(&alice, &name("tablet"), &enrollment(common::SECRET, NOW)).unwrap();
    let twice = people.add(&alice, &phone());
    assert!(matches!(twice, Err(PeopleError::Person(mfa_core::PersonError::SameSecret))));
}
