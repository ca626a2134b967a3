//! Recovery codes over 10,000 random histories, and their locks over 20,000 random sequences of clock jumps: the engine
//! against sets of strings and the naive ladder.

use core::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use mfa_core::{
    Attempt, CodeRedemption, Commit, NextCodes, NotCommitted, RecoveryCode, RecoveryCodes, RecoveryCodesError,
    StoredCodes,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::histories::{Fate, any_fate, assert_seen};
use super::ladder::{Barred, Ladder, Limits, Rejection, any_limits};
use super::model::Number;
use super::{NOW, YEAR_2040, at};

const HISTORIES: u32 = 10_000;
const SEQUENCES: u32 = 20_000;
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Something that happens.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Wait(u64),
    /// The clock is set, to so many seconds from the right time.
    Set(i64),
    In2040,
    Limits(Limits),
    Redeem(Typed, Spelling, Fate),
    /// As many codes, of 16 characters or of 24.
    Renew(usize, usize, Fate),
    Unlock(Fate),
    Reseal(Fate),
    /// The record of so many changes ago is put back, which nothing can show.
    PutBack(usize),
}

/// Which code is typed; each picks one by a number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Typed {
    OfTheSet(usize),
    OfAnySet(usize),
    Used(usize),
    Wrong(usize),
    OfAnotherLength(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Spelling {
    Printed,
    Lower,
    LookAlikes,
}

pub(crate) fn any_op() -> impl Strategy<Value = Op> {
    let any_number = || 0..1_000_usize;
    let typed = prop_oneof![
        5 => any_number().prop_map(Typed::OfTheSet),
        1 => any_number().prop_map(Typed::OfAnySet),
        3 => any_number().prop_map(Typed::Used),
        6 => any_number().prop_map(Typed::Wrong),
        1 => any_number().prop_map(Typed::OfAnotherLength),
    ];
    let spelling = select(vec![Spelling::Printed, Spelling::Lower, Spelling::LookAlikes]);
    prop_oneof![
        4 => select(vec![1, 9, 29, 30, 60, 600, 3600, 86_400]).prop_map(Op::Wait),
        3 => select(vec![-7200, -3600, -60, -30, -7, 0, 30, 3600]).prop_map(Op::Set),
        1 => Just(Op::In2040),
        1 => any_limits().prop_map(Op::Limits),
        20 => (typed, spelling, any_fate()).prop_map(|(typed, spelling, fate)| Op::Redeem(typed, spelling, fate)),
        2 => (1..=16_usize, select(vec![16, 24]), any_fate()).prop_map(|(count, length, fate)| Op::Renew(count, length, fate)),
        2 => any_fate().prop_map(Op::Unlock),
        1 => any_fate().prop_map(Op::Reseal),
        1 => (0..4_usize).prop_map(Op::PutBack),
    ]
}

/// Somebody's paper, twice: as the engine has it and as the model has it.
struct World {
    right: u64,
    off: i64,
    limits: Limits,
    pepper: Option<[u8; 32]>,
    /// Everything that was ever stored; the last is what is.
    versions: Vec<Stored>,
    /// Every code that was ever printed.
    printed: Vec<String>,
    redeemed: Vec<String>,
    made: u64,
}

/// What is stored, and what the model makes of it.
#[derive(Clone)]
struct Stored {
    record: StoredCodes,
    /// The set, in its order.
    codes: Vec<String>,
    used: BTreeSet<String>,
    ladder: Ladder,
    revision: u64,
}

/// What an attempt is told, in words.
#[derive(Debug, PartialEq)]
enum Told {
    /// Which code, how many left, how many failures before.
    Accepted(usize, usize, Number),
    Rejected(Rejection),
    Barred(Barred),
    Done,
}

impl World {
    fn new(pepper: Option<[u8; 32]>, count: usize, length: usize) -> Self {
        let mut world = Self {
            right: NOW,
            off: 0,
            limits: Limits::DEFAULT,
            pepper,
            versions: Vec::new(),
            printed: Vec::new(),
            redeemed: Vec::new(),
            made: 0,
        };
        let codes = world.print(count, length);
        let mut record = None;
        let sheet = parsed(&codes);
        let begun: Result<(), NotCommitted> =
            RecoveryCodes::begin(&sheet, [0; 16], world.pepper.as_ref()).unwrap().commit(|next| {
                assert_eq!((next.expected_revision(), next.revision()), (0, 1));
                record = Some(*next.record());
                Commit::Stored
            });
        begun.unwrap();
        let (record, ladder) = (record.unwrap(), Ladder::default());
        world.versions.push(Stored { record, codes, used: BTreeSet::new(), ladder, revision: 1 });
        world
    }

    /// New codes, as they are printed: never twice the same.
    fn print(&mut self, count: usize, length: usize) -> Vec<String> {
        let codes: Vec<_> = (0..count)
            .map(|_| {
                self.made += 1;
                made(self.made, length)
            })
            .collect();
        self.printed.extend(codes.clone());
        codes
    }

    fn stored(&self) -> &Stored {
        self.versions.last().unwrap()
    }

    fn now(&self) -> u64 {
        self.right.saturating_add_signed(self.off)
    }

    /// Lets the engine and the model do the same, and compares what they say, whether they write, and what they wrote.
    fn both<V>(
        &mut self,
        fate: Fate,
        engine: impl FnOnce(RecoveryCodes) -> Attempt<V, NextCodes>,
        told: impl FnOnce(V) -> Told,
        model: impl FnOnce(&mut Stored) -> Told,
    ) -> &'static str {
        let before = self.stored().clone();
        let mut after = before.clone();
        let expected = model(&mut after);
        let mut written = None;
        let outcome = engine(RecoveryCodes::open(&before.record).unwrap()).commit(|next| {
            assert_eq!((next.expected_revision(), next.revision()), (before.revision, before.revision + 1));
            written = Some(*next.record());
            match fate {
                Fate::Stored => Commit::Stored,
                Fate::Conflict => Commit::Conflict,
                Fate::Lost | Fate::WrittenButUnknown => Commit::Unknown,
            }
        });
        let changes = written.is_some();
        let is_change = expected == Told::Done || (&after.used, after.ladder) != (&before.used, before.ladder);
        assert_eq!(changes, is_change, "{:?} {:?}", before.ladder, after.ladder);
        if let Some(record) = written.filter(|_| matches!(fate, Fate::Stored | Fate::WrittenButUnknown)) {
            (after.record, after.revision) = (record, before.revision + 1);
            self.versions.push(after);
            self.what_is_written_is_what_the_model_has();
        }
        match outcome {
            Ok(outcome) => {
                let outcome = told(outcome);
                assert_eq!(outcome, expected, "{:?}", before.ladder);
                kind_of(&outcome, changes)
            }
            Err(NotCommitted::Conflict) => "conflict",
            Err(_) => "unknown",
        }
    }

    /// Opens what is stored once more: what is left and how its owner stands are the model's.
    fn what_is_written_is_what_the_model_has(&self) {
        let Stored { record, codes, used, ladder, revision } = self.stored();
        let opened = RecoveryCodes::open(record).unwrap();
        assert_eq!(opened.left(), codes.len() - used.len());
        assert_eq!(opened.length().characters(), codes[0].len());
        let (start, low, length) = ladder.lock.unwrap_or_default();
        for now in [Number::from(self.now()), start, low + length - 1, start + length].map(|now| now.max(0)) {
            let status = opened.status(at(now as u64), self.limits.throttle());
            ladder.assert_told_by(status, now, &self.limits, *revision);
        }
        ladder.assert_written_in(&record.as_bytes()[4..34], *revision);
        let bits =
            (0..).zip(codes).filter(|(_, code)| used.contains(*code)).map(|(index, _)| 1_u16 << index).sum::<u16>();
        assert_eq!(record.as_bytes()[36..38], bits.to_le_bytes());
    }

    fn happen(&mut self, op: &Op) -> &'static str {
        match op {
            Op::Wait(seconds) => self.right += seconds,
            Op::Set(off) => self.off = *off,
            Op::In2040 => self.off = (YEAR_2040 - self.right) as i64,
            Op::Limits(limits) => self.limits = *limits,
            Op::Redeem(typed, spelling, fate) => {
                let code = self.typed(*typed);
                return self.redeem(&code, &spelling.of(&code), *fate);
            }
            Op::Renew(count, length, fate) => {
                let codes = self.print(*count, *length);
                let (sheet, salt, pepper) = (parsed(&codes), [self.made as u8; 16], self.pepper);
                let renew = |stored: &mut Stored| {
                    (stored.codes, stored.used) = (codes, BTreeSet::new());
                    Told::Done
                };
                let engine = |set: RecoveryCodes| set.renew(&sheet, salt, pepper.as_ref()).unwrap();
                return self.both(*fate, engine, |()| Told::Done, renew);
            }
            Op::Unlock(fate) => {
                let unlock = |stored: &mut Stored| {
                    stored.ladder.clear();
                    Told::Done
                };
                return self.both(*fate, |set| set.unlock().unwrap(), |()| Told::Done, unlock);
            }
            Op::Reseal(fate) => {
                return self.both(*fate, |set| set.reseal().unwrap(), |()| Told::Done, |_| Told::Done);
            }
            Op::PutBack(back) => {
                let old = self.versions[self.versions.len().saturating_sub(1 + back)].clone();
                self.versions.push(old);
                self.what_is_written_is_what_the_model_has();
                return "put back";
            }
        }
        "the world changed"
    }

    fn typed(&self, typed: Typed) -> String {
        let Stored { codes, .. } = self.stored();
        let length = codes[0].len();
        match typed {
            Typed::OfTheSet(number) => codes[number % codes.len()].clone(),
            Typed::OfAnySet(number) => self.printed[number % self.printed.len()].clone(),
            Typed::Used(number) if self.redeemed.is_empty() => codes[number % codes.len()].clone(),
            // The latest are the likeliest to be of this set.
            Typed::Used(number) => self.redeemed[self.redeemed.len() - 1 - number % self.redeemed.len().min(3)].clone(),
            Typed::Wrong(number) => made(u64::MAX - number as u64, length),
            Typed::OfAnotherLength(number) => made(number as u64, 40 - length),
        }
    }

    fn redeem(&mut self, code: &str, spelled: &str, fate: Fate) -> &'static str {
        let (now, limits, pepper) = (self.now(), self.limits, self.pepper);
        let typed = RecoveryCode::parse(spelled).unwrap();
        let length = self.stored().codes[0].len();
        if code.len() != length {
            let set = RecoveryCodes::open(&self.stored().record).unwrap();
            let refused = set.redeem(at(now), &typed, pepper.as_ref(), &limits.codes_policy()).unwrap_err();
            assert_eq!(refused, RecoveryCodesError::CodeLength { characters: length });
            return "refused: of another length";
        }
        let kind = self.both(
            fate,
            |set| set.redeem(at(now), &typed, pepper.as_ref(), &limits.codes_policy()).unwrap(),
            told,
            |stored| stored.redeem(now.into(), code, &limits),
        );
        if kind.starts_with("accepted") {
            self.redeemed.push(code.to_owned());
        }
        kind
    }
}

impl Stored {
    fn redeem(&mut self, now: Number, code: &str, limits: &Limits) -> Told {
        if let Some(barred) = self.ladder.barred(now, limits) {
            return Told::Barred(barred);
        }
        match self.codes.iter().position(|other| other == code) {
            Some(index) if self.used.insert(code.to_owned()) => {
                Told::Accepted(index, self.codes.len() - self.used.len(), self.ladder.clear())
            }
            Some(_) => Told::Rejected(self.ladder.refuse_for_free(now, limits)),
            None => Told::Rejected(self.ladder.fail(now, limits, false)),
        }
    }
}

impl Spelling {
    fn of(self, code: &str) -> String {
        match self {
            Self::Printed => code
                .as_bytes()
                .chunks(4)
                .map(|group| core::str::from_utf8(group).unwrap())
                .collect::<Vec<_>>()
                .join("-"),
            Self::Lower => format!(" {} ", code.to_lowercase()),
            Self::LookAlikes => code.replace('0', "o").replace('1', "L"),
        }
    }
}

/// A code of random bytes, as it is printed without its dashes.
fn made(number: u64, length: usize) -> String {
    let random = hmac_sha256::Hash::hash(&[&number.to_be_bytes()[..], &[length as u8]].concat());
    random[..length].iter().map(|byte| char::from(CROCKFORD[usize::from(byte % 32)])).collect()
}

fn parsed(codes: &[String]) -> Vec<RecoveryCode> {
    codes.iter().map(|code| RecoveryCode::parse(code).unwrap()).collect()
}

fn told(redemption: CodeRedemption) -> Told {
    match redemption {
        CodeRedemption::Accepted(redeemed) => {
            Told::Accepted(redeemed.index, redeemed.left, redeemed.failures_before.into())
        }
        CodeRedemption::Rejected(rejected) => Told::Rejected(rejected.into()),
        CodeRedemption::Locked { until } => Told::Barred(Barred::Locked(until.seconds().into())),
        CodeRedemption::Closed => Told::Barred(Barred::Closed),
        other => panic!("{other:?}"),
    }
}

fn kind_of(told: &Told, changes: bool) -> &'static str {
    match told {
        Told::Accepted(_, 0, _) => "accepted: the last one",
        Told::Accepted(_, _, 0) => "accepted",
        Told::Accepted(..) => "accepted, after failures",
        Told::Rejected(Rejection { closed: true, .. }) => "rejected: that closed it",
        Told::Rejected(Rejection { replayed: true, .. }) if changes => "rejected: used, and an old lock is cleared",
        Told::Rejected(Rejection { replayed: true, .. }) => "rejected: used",
        Told::Rejected(Rejection { locked_until: None, .. }) => "rejected: mismatch",
        Told::Rejected(_) => "rejected: that led to a lock",
        Told::Barred(Barred::Locked(_)) if changes => "locked, and something was seen",
        Told::Barred(Barred::Locked(_)) => "locked",
        Told::Barred(Barred::Closed) if changes => "closed, and something was seen",
        Told::Barred(Barred::Closed) => "closed",
        Told::Done => "an administrator acted",
    }
}

/// Every kind of outcome, and how often a run must have seen it at the least: about a quarter of what it does.
const KINDS: &[(&str, u32)] = &[
    ("accepted", 3000),
    ("accepted, after failures", 2000),
    ("accepted: the last one", 300),
    ("an administrator acted", 5000),
    ("closed", 600),
    ("closed, and something was seen", 10),
    ("conflict", 1000),
    ("locked", 800),
    ("locked, and something was seen", 50),
    ("put back", 1000),
    ("refused: of another length", 2000),
    ("rejected: mismatch", 7000),
    ("rejected: that closed it", 100),
    ("rejected: that led to a lock", 400),
    ("rejected: used", 4000),
    ("rejected: used, and an old lock is cleared", 10),
    ("the world changed", 10_000),
    ("unknown", 3000),
];

/// Whether there is a pepper, how many codes there are, how long each is, and what happens.
type History = (bool, usize, usize, Vec<Op>);

fn any_history() -> impl Strategy<Value = History> {
    (any::<bool>(), 1..=16_usize, select(vec![16, 24]), prop::collection::vec(any_op(), 1..36))
}

/// Lives through a history in the engine and in the model, and shows of which kind each outcome was.
pub(crate) fn live((is_peppered, count, length, ops): &History, mut see: impl FnMut(&'static str)) {
    let mut world = World::new(is_peppered.then_some([7; 32]), *count, *length);
    ops.iter().for_each(|op| see(world.happen(op)));
}

#[test]
fn ten_thousand_histories_of_recovery_codes_come_out_as_the_model_says() {
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    run(HISTORIES, &any_history(), |history| {
        live(&history, |kind| *seen.borrow_mut().entry(kind).or_default() += 1);
    });
    assert_seen(&seen.into_inner(), KINDS);
}

/// DESIGN, "Clocks", for recovery codes: only wrong ones are typed, at whatever time the clock shows.
#[test]
fn locks_of_recovery_codes_hold_as_the_model_says_however_the_clock_jumps() {
    let (evaluated, locked) = (Cell::new(0), Cell::new(0));
    let readings = prop_oneof![
        4 => Just(None),
        4 => (-8_000..8_000_i64).prop_map(|off| Some(NOW.saturating_add_signed(off))),
        1 => (-50..50_i64).prop_map(|days| Some(NOW.saturating_add_signed(days * 86_400))),
        1 => (YEAR_2040..YEAR_2040 + 1_000).prop_map(Some),
        1 => (0..10_000_u64).prop_map(Some),
    ];
    let sequences = (any_limits(), prop::collection::vec((0..4_000_u64, readings), 1..=12), 0..4_000_u64);
    run(SEQUENCES, &sequences, |(limits, readings, then)| {
        let mut world = World::new(None, 1, 16);
        world.limits = Limits { closes: false, ..limits };
        let longest = world.limits.longest as u64;
        for (number, (wait, reading)) in (0..).zip(readings) {
            world.right += wait;
            world.off = reading.map_or(0, |reading| reading as i64 - world.right as i64);
            let kind = world.happen(&Op::Redeem(Typed::Wrong(number), Spelling::Printed, Fate::Stored));
            evaluated.set(evaluated.get() + u32::from(kind.starts_with("rejected")));
        }
        // From here on the clock is right, and nobody is out for longer than twice the longest lock.
        (world.right, world.off) = (world.right + then, 0);
        let status =
            RecoveryCodes::open(&world.stored().record).unwrap().status(at(world.right), world.limits.throttle());
        if let Some(until) = status.locked_until {
            assert!(until.seconds() - world.right <= 2 * longest);
            locked.set(locked.get() + 1);
        }
    });
    println!("{evaluated:?} evaluated, {locked:?} locked at the end");
    assert!(evaluated.get() > 20_000 && locked.get() > 1_000, "{evaluated:?} {locked:?}");
}

/// However often the clock is set back, a lock of recovery codes lasts as long as it was meant to.
#[test]
fn setting_the_clock_back_never_shortens_a_lock_of_recovery_codes() {
    let (held, over) = (Cell::new(0), Cell::new(0));
    let sequences = (any_limits(), prop::collection::vec((0..1_500_u64, 0..3_000_u64), 1..=12));
    run(SEQUENCES, &sequences, |(limits, readings)| {
        let policy = Limits { free: 0, closes: false, ..limits }.codes_policy();
        let wrong = RecoveryCode::parse(&made(9, 16)).unwrap();
        let mut record = World::new(None, 1, 16).stored().record;
        let (mut time, mut behind, mut ends) = (NOW, 0, None);
        for (wait, set_back) in readings {
            (time, behind) = (time + wait, behind + set_back);
            let attempt = RecoveryCodes::open(&record).unwrap().redeem(at(time - behind), &wrong, None, &policy);
            let told = attempt.unwrap().commit(|next| {
                record = *next.record();
                Commit::Stored
            });
            match (told.unwrap(), ends) {
                (CodeRedemption::Rejected(rejected), None) => {
                    ends = Some(time + (rejected.locked_until.unwrap().seconds() - (time - behind)));
                }
                (CodeRedemption::Locked { .. }, Some(_)) => held.set(held.get() + 1),
                // Evaluated: the lock before is over by the time that has really gone by.
                (CodeRedemption::Rejected(_), Some(end)) => {
                    assert!(time >= end, "{time} is before {end}");
                    over.set(over.get() + 1);
                    break;
                }
                (other, _) => panic!("{other:?}"),
            }
        }
    });
    println!("{held:?} held, {over:?} over");
    assert!(held.get() > 10_000 && over.get() > 1_000, "{held:?} {over:?}");
}

/// Runs a check on so many values, the same each time.
fn run<S: Strategy>(cases: u32, values: &S, check: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(u64::from_le_bytes(*b"rec code")),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(values, |value| {
        check(value);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
