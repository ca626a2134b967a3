//! 10,000 random histories of a device, its help desk and its administrator: the engine against the naive model, step by
//! step, and how often each kind of outcome was seen.

use core::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use mfa_core::{
    AfterRecovery, AtCap, Attempt, ClockTolerance, Commit, GrantLength, GrantLogins, GrantUses, Minutes, Moment,
    NextRecovery, NotCommitted, OpenGrant, Recovery, RecoveryChallenge, RecoveryPolicy, RedeemedBy, Redemption,
    SealedRecovery, Seconds, Throttle, Uptime,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::model::{self, Clocks, Number, Record, Rules, Told};
use super::{DEVICE, KEY, NOW, YEAR_2040, device, digits, key};

const HISTORIES: u32 = 10_000;

/// Something that happens.
#[derive(Clone, Debug)]
enum Op {
    Wait(u64),
    /// The clock is set, to so many seconds from the right time.
    Set(i64),
    In2040,
    SetRight,
    Reboot,
    Rules(Rules),
    /// A PIN that was issued so many seconds from now, by the device's clock.
    Redeem(i64, Fate),
    /// A PIN that was typed before, the last or one of the earlier.
    Retype(usize, Fate),
    Pass(Fate),
    Look(Fate),
    Challenge(u64, Fate),
    Answer(Response, Fate),
    EndGrant(Fate),
    Unlock(Fate),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Response {
    Right,
    Last,
    Wrong,
}

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Stored,
    Conflict,
    Lost,
    WrittenButUnknown,
}

fn any_fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        12 => Just(Fate::Stored),
        1 => Just(Fate::Conflict),
        1 => Just(Fate::Lost),
        1 => Just(Fate::WrittenButUnknown),
    ]
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let minutes = select(vec![1, 2, 10, 60, 7200]);
    (prop::bool::weighted(0.9), select(vec![0, 5, 30, 31, 300]), minutes, select(vec![1, 2, 3, 20]), any::<bool>())
        .prop_map(|(is_on, tolerance, minutes, uses, any_passes)| Rules { is_on, tolerance, minutes, uses, any_passes })
}

fn any_op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => select(vec![1, 9, 10, 29, 31, 60, 130, 590, 700, 3600]).prop_map(Op::Wait),
        2 => select(vec![-7200, -3600, -600, -125, -30, 30, 600, 3600, 7200]).prop_map(Op::Set),
        1 => Just(Op::In2040),
        2 => Just(Op::SetRight),
        1 => Just(Op::Reboot),
        2 => any_rules().prop_map(Op::Rules),
        8 => (-150..40_i64, any_fate()).prop_map(|(off, fate)| Op::Redeem(off, fate)),
        2 => (-5000..5000_i64, any_fate()).prop_map(|(off, fate)| Op::Redeem(off, fate)),
        6 => (0..4_usize, any_fate()).prop_map(|(back, fate)| Op::Retype(back, fate)),
        3 => any_fate().prop_map(Op::Pass),
        2 => any_fate().prop_map(Op::Look),
        2 => (any::<u64>(), any_fate()).prop_map(|(random, fate)| Op::Challenge(random, fate)),
        5 => (select(vec![Response::Right, Response::Right, Response::Last, Response::Wrong]), any_fate())
            .prop_map(|(response, fate)| Op::Answer(response, fate)),
        1 => any_fate().prop_map(Op::EndGrant),
        1 => any_fate().prop_map(Op::Unlock),
    ]
}

fn any_history() -> impl Strategy<Value = (bool, Vec<Op>)> {
    (any::<bool>(), prop::collection::vec(any_op(), 1..36))
}

/// The device, twice: as the engine has it and as the model has it.
struct World {
    has_uptime: bool,
    right: u64,
    off: i64,
    boot: u64,
    booted: u64,
    rules: Rules,
    stored: SealedRecovery,
    record: Record,
    typed: Vec<String>,
    last_response: String,
}

impl World {
    fn new(has_uptime: bool) -> Self {
        let (key, device) = (key(), device());
        let mut stored = SealedRecovery::from_bytes([0; 96]);
        let begun: Result<(), NotCommitted> = Recovery::begin(&key, &device).unwrap().commit(|next| {
            stored = *next.record();
            Commit::Stored
        });
        begun.unwrap();
        let rules = Rules { is_on: true, tolerance: 30, minutes: 60, uses: 20, any_passes: false };
        Self {
            has_uptime,
            right: NOW,
            off: 0,
            boot: 1,
            booted: NOW - 50,
            rules,
            stored,
            record: Record::default(),
            typed: vec![super::wrong().as_str().replace('-', "")],
            last_response: super::wrong().as_str().replace('-', ""),
        }
    }

    fn now(&self) -> u64 {
        self.right.saturating_add_signed(self.off)
    }

    fn moment(&self) -> Moment {
        let uptime = Uptime { boot: self.boot, seconds: super::at(self.right - self.booted) };
        Moment { now: super::at(self.now()), uptime: self.has_uptime.then_some(uptime) }
    }

    fn clocks(&self) -> Clocks {
        let uptime = (Number::from(self.boot), Number::from(self.right - self.booted));
        Clocks { now: Number::from(self.now()), uptime: self.has_uptime.then_some(uptime) }
    }

    fn policy(&self) -> RecoveryPolicy {
        let Rules { is_on, tolerance, minutes, uses, any_passes } = self.rules;
        RecoveryPolicy {
            is_on,
            clock_tolerance: ClockTolerance::new(Seconds::new(tolerance as u32)).unwrap(),
            grant_length: GrantLength::new(Minutes::new(minutes as u32)).unwrap(),
            grant_uses: GrantUses::new(uses as u8).unwrap(),
            grant_logins: if any_passes { GrantLogins::AnyPasses } else { GrantLogins::SamePin },
            authenticators: AfterRecovery::Keep,
            throttle: Throttle::new(5, Seconds::new(30), Seconds::new(3600), 100, AtCap::KeepLocking).unwrap(),
        }
    }

    /// Lets the engine and the model do the same, and compares what they say and what they write.
    fn both<V>(
        &mut self,
        fate: Fate,
        engine: impl FnOnce(Recovery<'_>, Moment, &RecoveryPolicy) -> Attempt<V, NextRecovery>,
        told: impl FnOnce(V) -> Told,
        model: impl FnOnce(&mut Record, Clocks, &Rules) -> Told,
    ) -> &'static str {
        let (key, device, policy) = (key(), device(), self.policy());
        let recovery = Recovery::open(&key, &device, &self.stored).unwrap();
        let mut after = self.record.clone();
        let expected = model(&mut after, self.clocks(), &self.rules);

        let mut written = None;
        let outcome = engine(recovery, self.moment(), &policy).commit(|next| {
            written = Some(*next.record());
            match fate {
                Fate::Stored => Commit::Stored,
                Fate::Conflict => Commit::Conflict,
                Fate::Lost | Fate::WrittenButUnknown => Commit::Unknown,
            }
        });
        let changes = written.is_some();
        let kind = match outcome {
            Ok(outcome) => {
                let outcome = told(outcome);
                assert_eq!(outcome, expected, "{:?}", self.record);
                kind_of(&outcome, changes)
            }
            Err(NotCommitted::Conflict) => "conflict",
            Err(_) => "unknown",
        };
        if changes && matches!(fate, Fate::Stored | Fate::WrittenButUnknown) {
            self.stored = written.unwrap();
            self.record = after;
        } else {
            // Nothing was to be written, or nothing was: what the model would have written is lost, or nothing too.
            assert!(changes || after == self.record, "{:?} {after:?}", self.record);
        }
        kind
    }

    fn happen(&mut self, op: &Op) -> &'static str {
        match op {
            Op::Wait(seconds) => self.right += seconds,
            Op::Set(off) => self.off = *off,
            Op::In2040 => self.off = (YEAR_2040 - self.right) as i64,
            Op::SetRight => self.off = 0,
            Op::Reboot => (self.boot, self.booted) = (self.boot + 1, self.right),
            Op::Rules(rules) => self.rules = rules.clone(),
            Op::Redeem(off, fate) => {
                let typed = pin((self.now().saturating_add_signed(*off) / 10) as Number);
                self.typed.push(typed.clone());
                return self.redeem(&typed, *fate);
            }
            Op::Retype(back, fate) => {
                let typed = self.typed[self.typed.len().saturating_sub(1 + back)].clone();
                return self.redeem(&typed, *fate);
            }
            Op::Pass(fate) => {
                return self.both(
                    *fate,
                    |recovery, moment, policy| recovery.pass(moment, policy).unwrap(),
                    told,
                    Record::pass,
                );
            }
            Op::Look(fate) => {
                let open = |open: Option<OpenGrant>| Told::Open(open.map(numbers));
                return self.both(
                    *fate,
                    |recovery, moment, policy| recovery.look(moment, policy).unwrap(),
                    open,
                    Record::look,
                );
            }
            Op::Challenge(random, fate) => {
                let shown = |shown| match shown {
                    RecoveryChallenge::Shown(challenge) => Told::Shown(challenge.as_str().replace('-', "")),
                    _ => Told::Off,
                };
                return self.both(
                    *fate,
                    |recovery, _, policy| recovery.challenge(random.to_le_bytes(), policy).unwrap(),
                    shown,
                    |record, _, rules| record.challenge(*random, rules),
                );
            }
            Op::Answer(response, fate) => return self.answer(*response, *fate),
            Op::EndGrant(fate) => {
                let end = |record: &mut Record, _: Clocks, _: &Rules| {
                    record.grant = None;
                    Told::Open(None)
                };
                return self.both(*fate, |recovery, _, _| recovery.end_grant().unwrap(), |()| Told::Open(None), end);
            }
            Op::Unlock(fate) => {
                let unlock = |record: &mut Record, _: Clocks, _: &Rules| {
                    (record.failures, record.lock) = (0, None);
                    Told::Open(None)
                };
                return self.both(*fate, |recovery, _, _| recovery.unlock().unwrap(), |()| Told::Open(None), unlock);
            }
        }
        "the world changed"
    }

    fn redeem(&mut self, typed: &str, fate: Fate) -> &'static str {
        self.both(
            fate,
            |recovery, moment, policy| recovery.redeem(moment, &digits(typed), policy).unwrap(),
            told,
            |record, clocks, rules| record.redeem(clocks, typed, rules, pin),
        )
    }

    fn answer(&mut self, response: Response, fate: Fate) -> &'static str {
        let typed = match (response, self.record.challenge) {
            (Response::Right, Some((number, _))) => model::response(&KEY, number),
            (Response::Wrong, _) => self.typed[0].clone(),
            _ => self.last_response.clone(),
        };
        self.last_response.clone_from(&typed);
        self.both(
            fate,
            |recovery, moment, policy| recovery.answer(moment, &digits(&typed), policy).unwrap(),
            told,
            |record, clocks, rules| record.answer(clocks, &typed, rules, &KEY),
        )
    }
}

/// The PIN of a step, computed once.
fn pin(step: Number) -> String {
    thread_local!(static PINS: RefCell<HashMap<Number, String>> = RefCell::default());
    PINS.with_borrow_mut(|pins| pins.entry(step).or_insert_with(|| model::pin(&KEY, DEVICE, step as u64)).clone())
}

fn numbers(open: OpenGrant) -> (Number, Number) {
    (open.until.seconds().into(), open.uses_left.into())
}

fn told(redemption: Redemption) -> Told {
    match redemption {
        Redemption::Accepted(redeemed) => {
            let by = match redeemed.by {
                RedeemedBy::NewPin => "pin",
                RedeemedBy::Response => "response",
                RedeemedBy::SamePin => "same",
                _ => "grant",
            };
            Told::Accepted(by, redeemed.grant.map(numbers), redeemed.failures_before.into())
        }
        Redemption::Rejected(rejected) => Told::Rejected(
            rejected.reason == mfa_core::Reason::Replayed,
            rejected.locked_until.map(|until| until.seconds().into()),
        ),
        Redemption::Locked { until } => Told::Locked(until.seconds().into()),
        Redemption::NoChallenge => Told::NoChallenge,
        Redemption::PinNeeded => Told::PinNeeded,
        Redemption::Off => Told::Off,
        other => panic!("{other:?}"),
    }
}

fn kind_of(told: &Told, changes: bool) -> &'static str {
    match told {
        Told::Accepted("pin", Some(_), 0) => "accepted: a new PIN",
        Told::Accepted("pin", Some(_), _) => "accepted: a new PIN, after failures",
        Told::Accepted("pin", None, _) => "accepted: a new PIN, for one login",
        Told::Accepted("response", None, _) => "accepted: a response, for one login",
        Told::Accepted("response", Some(_), _) => "accepted: a response, with a grant on uptime",
        Told::Accepted("same", Some(_), _) => "accepted: the same again",
        Told::Accepted("same", None, _) => "accepted: the same again, for the last time",
        Told::Accepted(_, Some(_), _) => "accepted: any login passes",
        Told::Accepted(_, None, _) => "accepted: any login passes, for the last time",
        Told::Rejected(true, _) => "rejected: used",
        Told::Rejected(false, None) => "rejected: mismatch",
        Told::Rejected(false, Some(_)) => "rejected: that led to a lock",
        Told::Locked(_) if changes => "locked, and something was seen",
        Told::Locked(_) => "locked",
        Told::NoChallenge => "no challenge",
        Told::PinNeeded if changes => "a PIN is needed, and an end was seen",
        Told::PinNeeded => "a PIN is needed",
        Told::Off => "off",
        Told::Shown(_) if changes => "a challenge is shown",
        Told::Shown(_) => "a challenge is shown again",
        Told::Open(Some(_)) => "looked: open",
        Told::Open(None) if changes => "looked: an end was seen, or an administrator acted",
        Told::Open(None) => "looked: not open",
    }
}

#[test]
fn ten_thousand_histories_come_out_as_the_model_says() {
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    let config = Config {
        cases: HISTORIES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(u64::from_le_bytes(*b"recovery")),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&any_history(), |(has_uptime, ops)| {
        let mut world = World::new(has_uptime);
        for op in &ops {
            let kind = world.happen(op);
            *seen.borrow_mut().entry(kind).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));

    let seen = seen.into_inner();
    println!("{seen:#?}");
    assert_eq!(seen.len(), 26, "a kind of outcome was never seen: {seen:#?}");
    assert!(seen.values().all(|times| *times >= 30), "a kind of outcome was hardly ever seen: {seen:#?}");
}
