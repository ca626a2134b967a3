//! 10,000 random histories of people who enroll: what is pending and who is enrolled, against a naive model, step by step
//! and through the bytes that are stored in between.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a model is as plain as can be, and a failing expectation is what a test is for"
)]

#[path = "common/naive.rs"]
#[allow(dead_code, reason = "the hashes are another test's subject")]
mod naive;

use core::cell::RefCell;
use std::collections::BTreeMap;

use mfa_core::{
    Authenticator, Code, CodeError, Commit, Confirmation, ConfirmedBy, Credential, Decision, Enrollment,
    EnrollmentError, EnrollmentLifetime, EnrollmentPermit, EnrollmentPolicy, Facts, LoginPolicy, LoginRecord,
    LookAhead, Minutes, NotCommitted, Occasion, Parameters, PendingStep, Person, PersonError, Policy, Position,
    Requirement, SealedState, Secret, Standing, UnixTime, Verdict, Window, WrongCodes,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

const HISTORIES: u32 = 10_000;
const NOW: u64 = 1_767_225_600;
/// Room for so many authenticators.
const ROOM: usize = 2;

/// Something that happens.
#[derive(Clone, Debug)]
enum Op {
    Wait(u64),
    /// The clock is set, to so many seconds from the right time.
    Set(i64),
    Begin(Begin),
    Type(Typed, Fate),
    Policy(u8, u8, u8),
    /// A code of a device is tried at a login.
    Login(u8),
    Remove(usize),
}

/// An enrollment, as it is begun: which secret, on a phone or a token, and by what policy.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Begin {
    key: u8,
    is_totp: bool,
    is_first: bool,
    minutes: u32,
    codes: u8,
    wrong_codes: u8,
}

#[derive(Clone, Copy, Debug)]
enum Typed {
    /// The code so many steps from now, or so many counters from the first.
    Shown(i64),
    /// The last one that was typed.
    Again,
    Wrong,
    OfAnotherLength,
}

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Stored,
    Conflict,
    Lost,
    WrittenButUnknown,
}

fn any_op() -> impl Strategy<Value = Op> {
    let fate = || {
        prop_oneof![
            12 => Just(Fate::Stored),
            1 => Just(Fate::Conflict),
            1 => Just(Fate::Lost),
            1 => Just(Fate::WrittenButUnknown),
        ]
    };
    let typed = prop_oneof![
        8 => (-2..=2_i64).prop_map(Typed::Shown),
        2 => (-12..=12_i64).prop_map(Typed::Shown),
        3 => Just(Typed::Again),
        3 => Just(Typed::Wrong),
        1 => Just(Typed::OfAnotherLength),
    ];
    let begin = (
        1..=4_u8,
        any::<bool>(),
        prop::bool::weighted(0.3),
        select(vec![1, 2, 10, 1440]),
        1..=2_u8,
        select(vec![1, 2, 3, 10, 100]),
    )
        .prop_map(|(key, is_totp, is_first, minutes, codes, wrong_codes)| Begin {
            key,
            is_totp,
            is_first,
            minutes,
            codes,
            wrong_codes,
        });
    prop_oneof![
        4 => select(vec![1, 29, 30, 31, 59, 60, 90, 119, 120, 600, 3600]).prop_map(Op::Wait),
        2 => select(vec![-86_400, -600, -60, -1, 0, 0, 1, 60, 600]).prop_map(Op::Set),
        7 => begin.prop_map(Op::Begin),
        16 => (typed, fate()).prop_map(|(typed, fate)| Op::Type(typed, fate)),
        1 => (0..=3_u8, 0..=3_u8, 1..=12_u8).prop_map(|(past, future, ahead)| Op::Policy(past, future, ahead)),
        2 => (1..=4_u8).prop_map(Op::Login),
        1 => (0..ROOM).prop_map(Op::Remove),
    ]
}

/// What is pending, as the design tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pending {
    begin: Begin,
    start: i128,
    /// The smallest position that did not confirm yet.
    next: i128,
    codes_left: u8,
    wrong_left: u8,
}

/// An authenticator of the person's.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Device {
    key: u8,
    is_totp: bool,
    next: i128,
}

/// What typing a code comes to, in words.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// At which position, how far from where it was expected.
    Confirmed(i128, i128),
    OneMore,
    /// The first of two codes once more: nothing is written.
    Repeated,
    Wrong(u8),
    Over,
    NotTheFirst,
    AnotherLength,
    SameSecret,
    NoRoom,
}

/// The person, as the model has them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Record {
    pending: Option<Pending>,
    devices: Vec<Device>,
    revision: u64,
}

impl Record {
    /// What a code comes to, and what is stored then: nothing if it is refused.
    fn type_code(&mut self, now: i128, code: &str, (past, future, ahead): (i128, i128, i128)) -> Told {
        let pending = self.pending.unwrap();
        let Begin { key, is_totp, is_first, minutes, .. } = pending.begin;
        if now < pending.start || now >= pending.start + i128::from(minutes) * 60 {
            self.revision += 1;
            self.pending = None;
            return Told::Over;
        }
        if is_first && !self.devices.is_empty() {
            return Told::NotTheFirst;
        }
        if code.len() != 6 {
            return Told::AnotherLength;
        }
        let expected = if is_totp { now / 30 } else { pending.next };
        let tried = if is_totp { expected - past..=expected + future } else { expected..=expected + ahead - 1 };
        let repeats = tried.contains(&(pending.next - 1)) && shown(key, pending.next - 1) == code;
        let found = tried.into_iter().find(|position| *position >= pending.next && shown(key, *position) == code);
        match found {
            None if pending.next > 0 && repeats => Told::Repeated,
            None if pending.wrong_left == 1 => {
                self.revision += 1;
                self.pending = None;
                Told::Over
            }
            None => {
                self.revision += 1;
                self.pending = Some(Pending { wrong_left: pending.wrong_left - 1, ..pending });
                Told::Wrong(pending.wrong_left - 1)
            }
            Some(position) if pending.codes_left == 2 => {
                self.revision += 1;
                self.pending = Some(Pending { next: position + 1, codes_left: 1, ..pending });
                Told::OneMore
            }
            Some(_) if self.devices.iter().any(|device| device.key == key) => Told::SameSecret,
            Some(_) if self.devices.len() == ROOM => Told::NoRoom,
            Some(position) => {
                self.revision += 1;
                self.pending = None;
                self.devices.push(Device { key, is_totp, next: position + 1 });
                Told::Confirmed(position, position - expected)
            }
        }
    }
}

/// The person, twice: as the engine has them, all of it in bytes, and as the model has them.
struct World {
    right: u64,
    off: i64,
    policy: (u8, u8, u8),
    pending: Option<[u8; Enrollment::LENGTH]>,
    credentials: Vec<Credential>,
    states: Vec<SealedState>,
    standing: Standing,
    record: Record,
    last_typed: String,
}

impl World {
    fn new() -> Self {
        Self {
            right: NOW,
            off: 0,
            policy: (1, 1, 10),
            pending: None,
            credentials: Vec::new(),
            states: Vec::new(),
            standing: Standing::NEW,
            record: Record::default(),
            last_typed: "000000".to_owned(),
        }
    }

    fn now(&self) -> u64 {
        self.right.saturating_add_signed(self.off)
    }

    fn policy(&self) -> Policy {
        let (past, future, ahead) = self.policy;
        Policy {
            window: Window::new(past, future).unwrap(),
            look_ahead: LookAhead::new(ahead).unwrap(),
            ..Policy::DEFAULT
        }
    }

    fn person(&self) -> Person<'_, ROOM> {
        let pairs = self.credentials.iter().zip(&self.states);
        let all: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        if all.is_empty() { Person::without_authenticators(self.standing) } else { Person::open(&all).unwrap() }
    }

    fn happen(&mut self, op: &Op) -> &'static str {
        match op {
            Op::Wait(seconds) => self.right += seconds,
            Op::Set(off) => self.off = *off,
            Op::Policy(past, future, ahead) => self.policy = (*past, *future, *ahead),
            Op::Begin(begin) => return self.begin(*begin),
            Op::Type(..) if self.record.pending.is_none() => return "nothing is pending",
            Op::Type(typed, fate) => {
                let code = self.typed(*typed);
                return self.type_code(&code, *fate);
            }
            Op::Login(key) => return self.login(*key),
            Op::Remove(index) => return self.remove(*index),
        }
        "the world changed"
    }

    fn begin(&mut self, begin: Begin) -> &'static str {
        let Begin { key, is_totp, is_first, minutes, codes, wrong_codes } = begin;
        let policy = EnrollmentPolicy {
            lifetime: EnrollmentLifetime::new(Minutes::new(minutes)).unwrap(),
            confirmed_by: if codes == 2 { ConfirmedBy::TwoCodes } else { ConfirmedBy::OneCode },
            wrong_codes: WrongCodes::new(wrong_codes).unwrap(),
        };
        let permit = if is_first { permit_for_a_first() } else { EnrollmentPermit::by_administrator() };
        let begun = Enrollment::begin(permit, secret(key), parameters(is_totp), at(self.now()), &policy).unwrap();
        self.pending = Some(begun.to_bytes(|bytes| *bytes));
        let start = i128::from(self.now());
        self.record.pending = Some(Pending { begin, start, next: 0, codes_left: codes, wrong_left: wrong_codes });
        self.what_is_stored_is_what_the_model_has();
        "begun"
    }

    fn typed(&self, typed: Typed) -> String {
        let Pending { begin, .. } = self.record.pending.unwrap();
        match typed {
            Typed::Shown(offset) => {
                let here = if begin.is_totp { self.now() / 30 } else { 5 };
                shown(begin.key, i128::from(here) + i128::from(offset).max(-i128::from(here)))
            }
            Typed::Again => self.last_typed.clone(),
            // A code of nobody: no key here is a nine.
            Typed::Wrong => shown(9, i128::from(self.now())),
            Typed::OfAnotherLength => "1234567".to_owned(),
        }
    }

    /// Lets the engine and the model do the same, and compares what they say and what they stored.
    fn type_code(&mut self, code: &str, fate: Fate) -> &'static str {
        let pending = Enrollment::from_bytes(&self.pending.unwrap()).unwrap();
        let (mut after, (past, future, ahead)) = (self.record.clone(), self.policy);
        let window = (past.into(), future.into(), ahead.into());
        let expected = after.type_code(self.now().into(), code, window);
        code.clone_into(&mut self.last_typed);

        let attempt = pending.confirm(self.person(), at(self.now()), &Code::parse(code).unwrap(), &self.policy());
        let attempt = match attempt {
            Ok(attempt) => attempt,
            Err(error) => {
                assert_eq!(refused(error), expected, "{:?}", self.record);
                assert_eq!(after, self.record);
                return refusal(&expected);
            }
        };
        let mut written = None;
        let outcome = attempt.commit(|next| {
            written = Some(next);
            match fate {
                Fate::Stored => Commit::Stored,
                Fate::Conflict => Commit::Conflict,
                Fate::Lost | Fate::WrittenButUnknown => Commit::Unknown,
            }
        });
        let Some(next) = written else {
            assert_eq!((told(outcome.unwrap()), expected), (Told::OneMore, Told::Repeated));
            return "repeated";
        };
        assert_eq!(next.states.expected_revision(), self.record.revision);
        assert_eq!(next.states.revision(), after.revision);
        if matches!(fate, Fate::Stored | Fate::WrittenButUnknown) {
            self.states = next.states.states().to_vec();
            self.standing = Standing::from_bytes(&next.states.standing().to_bytes()).unwrap();
            self.pending = match next.step {
                PendingStep::Pending(pending) => Some(pending.to_bytes(|bytes| *bytes)),
                PendingStep::Enrolled { secret, parameters } => {
                    self.credentials.push(Credential::new(&secret, parameters).unwrap());
                    None
                }
                PendingStep::Gone => None,
            };
            self.record = after;
            self.what_is_stored_is_what_the_model_has();
        }
        let was_second = pending.codes_left() == 1 && self.two_codes(&pending);
        match outcome {
            Ok(confirmation) => {
                let told = told(confirmation);
                assert_eq!(told, expected);
                if let Told::Confirmed(..) = told {
                    self.the_code_is_used_up(code);
                }
                kind_of(&told, &pending, self.now(), was_second)
            }
            Err(NotCommitted::Conflict) => "conflict",
            Err(_) => "unknown",
        }
    }

    /// Whether one code was confirmed before.
    fn two_codes(&self, pending: &Enrollment) -> bool {
        let bytes = pending.to_bytes(|bytes| *bytes);
        bytes[23..31] != [0; 8]
    }

    /// What confirmed is no login, not even in the widest window.
    fn the_code_is_used_up(&self, code: &str) {
        let attempt = self.person().verify(at(self.now()), &Code::parse(code).unwrap(), &self.policy()).unwrap();
        assert!(!attempt.commit(|_| Commit::Stored).unwrap().is_accepted());
    }

    /// Opens what is stored once more: what is pending and who is enrolled are the model's.
    fn what_is_stored_is_what_the_model_has(&self) {
        assert_eq!(self.pending.is_some(), self.record.pending.is_some());
        if let (Some(bytes), Some(pending)) = (&self.pending, self.record.pending) {
            let read = Enrollment::from_bytes(bytes).unwrap();
            let end = pending.start + i128::from(pending.begin.minutes) * 60;
            assert_eq!((read.codes_left(), read.wrong_codes_left()), (pending.codes_left, pending.wrong_left));
            assert_eq!((read.start().seconds().into(), read.until().seconds().into()), (pending.start, end));
            assert_eq!(bytes[23..31], (pending.next as u64).to_le_bytes());
            assert_eq!(read.to_bytes(|bytes| *bytes), *bytes);
            for now in [pending.start - 1, pending.start, end - 1, end, self.now().into()] {
                assert_eq!(read.is_open(at(now as u64)), pending.start <= now && now < end);
            }
        }
        let person = self.person();
        assert_eq!(person.standing().revision(), self.record.revision);
        let next: Vec<_> = person.progress().map(|progress| i128::from(progress.next.unwrap().number())).collect();
        assert_eq!(next, self.record.devices.iter().map(|device| device.next).collect::<Vec<_>>());
    }

    /// What is pending opens no door: only who is enrolled gets in.
    fn login(&mut self, key: u8) -> &'static str {
        let is_totp = self.record.devices.iter().find(|device| device.key == key).map(|device| device.is_totp);
        let now = i128::from(self.now());
        let position = if is_totp == Some(false) { self.next_of(key) } else { now / 30 };
        let code = Code::parse(&shown(key, position)).unwrap();
        let attempt = match self.person().verify(at(self.now()), &code, &self.policy()) {
            Ok(attempt) => attempt,
            Err(error) => {
                assert_eq!(error, mfa_core::AttemptError::NobodyEnrolled);
                assert!(self.record.devices.is_empty());
                return "login: nobody is enrolled";
            }
        };
        // Tried and not stored: the throttle is another test's subject.
        let verdict = attempt.commit(|_| Commit::Stored).unwrap();
        let expected = is_totp.is_some() && position >= self.next_of(key);
        match verdict {
            Verdict::Accepted(_) => {
                assert!(expected);
                "login: accepted"
            }
            _ => {
                assert!(!expected);
                "login: rejected"
            }
        }
    }

    fn next_of(&self, key: u8) -> i128 {
        self.record.devices.iter().find(|device| device.key == key).map_or(0, |device| device.next)
    }

    fn remove(&mut self, index: usize) -> &'static str {
        if index >= self.credentials.len() {
            return "the world changed";
        }
        let mut stored = None;
        let removed: Result<(), NotCommitted> = self.person().remove(index).unwrap().commit(|next| {
            stored = Some(next);
            Commit::Stored
        });
        removed.unwrap();
        self.states = stored.unwrap().states().to_vec();
        self.standing = stored.unwrap().standing();
        self.credentials.remove(index);
        self.record.devices.remove(index);
        self.record.revision += 1;
        self.what_is_stored_is_what_the_model_has();
        "removed"
    }
}

/// The code of a key at a step or counter, computed by somebody else's HMAC.
fn shown(key: u8, position: i128) -> String {
    naive::code(naive::Hash::Sha1, &[key; 20], position as u64, 6)
}

fn told(confirmation: Confirmation) -> Told {
    match confirmation {
        Confirmation::Confirmed { position, offset, .. } => {
            let position = match position {
                Position::Step(step) => step.number(),
                Position::Counter(counter) => counter.value(),
            };
            Told::Confirmed(position.into(), offset.into())
        }
        Confirmation::OneMore => Told::OneMore,
        Confirmation::Wrong { wrong_codes_left, .. } => Told::Wrong(wrong_codes_left),
        Confirmation::Over => Told::Over,
        other => panic!("{other:?}"),
    }
}

fn refused(error: EnrollmentError) -> Told {
    match error {
        EnrollmentError::PermitIsForTheFirst => Told::NotTheFirst,
        EnrollmentError::Code { error: CodeError::Length { digits: 7 } } => Told::AnotherLength,
        EnrollmentError::Person { error: PersonError::SameSecret } => Told::SameSecret,
        EnrollmentError::Person { error: PersonError::TooMany } => Told::NoRoom,
        other => panic!("{other:?}"),
    }
}

fn refusal(told: &Told) -> &'static str {
    match told {
        Told::NotTheFirst => "refused: the permit is for a first one",
        Told::AnotherLength => "refused: of another length",
        Told::SameSecret => "refused: the secret is there already",
        Told::NoRoom => "refused: too many",
        other => panic!("{other:?}"),
    }
}

fn kind_of(told: &Told, pending: &Enrollment, now: u64, was_second: bool) -> &'static str {
    let is_totp = *pending.parameters() == Parameters::TOTP;
    match told {
        Told::Confirmed(..) if was_second && is_totp => "confirmed: the second code of a phone",
        Told::Confirmed(..) if was_second => "confirmed: the second code of a token",
        Told::Confirmed(_, 0) if is_totp => "confirmed: a phone",
        Told::Confirmed(..) if is_totp => "confirmed: a phone that is off",
        Told::Confirmed(_, 0) => "confirmed: a token",
        Told::Confirmed(..) => "confirmed: a token that was ahead",
        Told::OneMore if is_totp => "one more: a phone",
        Told::OneMore => "one more: a token",
        Told::Wrong(_) if was_second => "wrong: the second code",
        Told::Wrong(_) => "wrong",
        Told::Over if now < pending.start().seconds() => "over: before it began",
        Told::Over if now >= pending.until().seconds() => "over: too late",
        Told::Over => "over: one wrong code too many",
        other => panic!("{other:?}"),
    }
}

/// What a decision permits to somebody who is in time to enroll.
fn permit_for_a_first() -> EnrollmentPermit {
    let facts = Facts {
        occasion: Occasion::Login,
        requirement: Requirement::Required,
        enrolled: false,
        online: true,
        other_factor: false,
        grant_until: None,
    };
    let decided = LoginPolicy::DEFAULT.decide(&facts, &LoginRecord::NEW, at(NOW));
    let decision: Decision = decided.commit(|_| Commit::Stored).unwrap();
    EnrollmentPermit::by_decision(&decision).unwrap()
}

fn parameters(is_totp: bool) -> Parameters {
    if is_totp { Parameters::TOTP } else { Parameters::HOTP }
}

fn secret(key: u8) -> Secret {
    Secret::import(&[key; 20]).unwrap()
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

/// Every kind of outcome, and how often a run must have seen it at the least: about a quarter of what it does.
const KINDS: &[(&str, u32)] = &[
    ("begun", 9000),
    ("confirmed: a phone", 100),
    ("confirmed: a phone that is off", 300),
    ("confirmed: a token", 40),
    ("confirmed: a token that was ahead", 600),
    ("confirmed: the second code of a phone", 50),
    ("confirmed: the second code of a token", 100),
    ("conflict", 500),
    ("login: accepted", 100),
    ("login: nobody is enrolled", 1000),
    ("login: rejected", 600),
    ("nothing is pending", 10_000),
    ("one more: a phone", 500),
    ("one more: a token", 700),
    ("over: before it began", 200),
    ("over: one wrong code too many", 800),
    ("over: too late", 400),
    ("repeated", 100),
    ("refused: of another length", 600),
    ("refused: the permit is for a first one", 1000),
    ("refused: the secret is there already", 100),
    ("refused: too many", 20),
    ("removed", 200),
    ("the world changed", 10_000),
    ("unknown", 1000),
    ("wrong", 2000),
    ("wrong: the second code", 600),
];

#[test]
fn ten_thousand_histories_of_enrollments_come_out_as_the_model_says() {
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    let config = Config {
        cases: HISTORIES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(u64::from_le_bytes(*b"enrolled")),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&prop::collection::vec(any_op(), 1..36), |ops| {
        let mut world = World::new();
        for op in &ops {
            let kind = world.happen(op);
            *seen.borrow_mut().entry(kind).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let seen = seen.into_inner();
    println!("{seen:#?}");
    for kind in seen.keys() {
        assert!(KINDS.iter().any(|(known, _)| known == kind), "{kind} is not in the list");
    }
    for (kind, least) in KINDS {
        let times = seen.get(kind).copied().unwrap_or_default();
        assert!(times >= *least, "{kind} was seen {times} times, and not {least}");
    }
}
