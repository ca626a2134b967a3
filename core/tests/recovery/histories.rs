//! 10,000 random histories of a device, its help desk and its administrator: the engine against the naive model, step by
//! step, and how often each kind of outcome was seen.

use core::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use mfa_core::{
    Attempt, ClockTolerance, Commit, DeviceId, GrantLength, GrantLogins, GrantUses, Minutes, Moment, NextRecovery,
    NotCommitted, OpenGrant, Recovery, RecoveryChallenge, RecoveryKey, RecoveryPolicy, RedeemedBy, Redemption,
    SealedRecovery, Seconds, TwoSteps, Uptime,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::ladder::{Barred, Limits, Rejection, any_limits};
use super::model::{self, Clocks, Number, Record, Rules, Told};
use super::{DEVICE, KEY, NOW, ON, YEAR_2040, at, digits};

const HISTORIES: u32 = 10_000;

/// Keys and devices: the key of one pair is never another's, but a device can be renamed and a key renewed.
const PAIRS: [([u8; 32], &str); 3] =
    [(KEY, DEVICE), (KEY, "LAPTOP-0043"), (*b"another key of the same person..", DEVICE)];

/// Something that happens.
#[derive(Clone, Debug)]
pub(crate) enum Op {
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
    /// A challenge is asked for and answered wrongly five times, once any lock is over.
    Besiege(u64),
    EndGrant(Fate),
    Unlock(Fate),
    Reseal(Fate),
    /// The record is made one of this pair.
    Rekey(usize, Fate),
    /// The record of so many changes ago is put back, which no seal can show.
    PutBack(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Response {
    Right,
    Last,
    Wrong,
}

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    Stored,
    Conflict,
    Lost,
    WrittenButUnknown,
}

pub(crate) fn any_fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        12 => Just(Fate::Stored),
        1 => Just(Fate::Conflict),
        1 => Just(Fate::Lost),
        1 => Just(Fate::WrittenButUnknown),
    ]
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let minutes = select(vec![1, 2, 10, 60, 7200]);
    let grants = (minutes, select(vec![1, 2, 3, 20]), any::<bool>());
    (prop::bool::weighted(0.9), select(vec![0, 5, 30, 31, 300]), grants, any_limits()).prop_map(
        |(is_on, tolerance, (minutes, uses, any_passes), limits)| Rules {
            is_on,
            tolerance,
            minutes,
            uses,
            any_passes,
            limits,
        },
    )
}

pub(crate) fn any_op() -> impl Strategy<Value = Op> {
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
        1 => any::<u64>().prop_map(Op::Besiege),
        1 => any_fate().prop_map(Op::EndGrant),
        2 => any_fate().prop_map(Op::Unlock),
        1 => any_fate().prop_map(Op::Reseal),
        1 => (0..PAIRS.len(), any_fate()).prop_map(|(pair, fate)| Op::Rekey(pair, fate)),
        1 => (0..4_usize).prop_map(Op::PutBack),
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
    /// Everything that was ever stored; the last is what is.
    versions: Vec<Stored>,
    typed: Vec<String>,
    last_response: String,
}

/// What is stored, and what the model makes of it.
#[derive(Clone)]
struct Stored {
    sealed: SealedRecovery,
    record: Record,
    pair: usize,
    revision: u64,
}

impl World {
    fn new(has_uptime: bool) -> Self {
        let ((key, device), mut sealed) = (pair(0), None);
        let begun: Result<(), NotCommitted> = Recovery::begin(&key, &device).unwrap().commit(|next| {
            assert_eq!((next.expected_revision(), next.revision()), (0, 1));
            sealed = Some(*next.record());
            Commit::Stored
        });
        begun.unwrap();
        let stored = Stored { sealed: sealed.unwrap(), record: Record::default(), pair: 0, revision: 1 };
        Self {
            has_uptime,
            right: NOW,
            off: 0,
            boot: 1,
            booted: NOW - 50,
            rules: Rules {
                is_on: true,
                tolerance: 30,
                minutes: 60,
                uses: 20,
                any_passes: false,
                limits: Limits::DEFAULT,
            },
            versions: vec![stored],
            typed: vec![super::wrong().as_str().replace('-', "")],
            last_response: super::wrong().as_str().replace('-', ""),
        }
    }

    fn stored(&self) -> &Stored {
        self.versions.last().unwrap()
    }

    fn now(&self) -> u64 {
        self.right.saturating_add_signed(self.off)
    }

    fn clocks(&self) -> Clocks {
        let uptime = (Number::from(self.boot), Number::from(self.right - self.booted));
        Clocks { now: Number::from(self.now()), uptime: self.has_uptime.then_some(uptime) }
    }

    /// Lets the engine and the model do the same, and compares what they say, whether they write, and what they wrote.
    fn both<V>(
        &mut self,
        fate: Fate,
        engine: impl FnOnce(Recovery<'_>, Moment, &RecoveryPolicy) -> Attempt<V, NextRecovery>,
        told: impl FnOnce(V) -> Told,
        model: impl FnOnce(&mut Stored, Clocks, &Rules) -> Told,
    ) -> &'static str {
        let before = self.stored().clone();
        let ((key, device), policy) = (pair(before.pair), policy(&self.rules));
        let recovery = Recovery::open(&key, &device, &before.sealed).unwrap();
        let mut after = before.clone();
        let expected = model(&mut after, self.clocks(), &self.rules);

        let mut written = None;
        let outcome = engine(recovery, moment(self.clocks()), &policy).commit(|next| {
            assert_eq!((next.expected_revision(), next.revision()), (before.revision, before.revision + 1));
            written = Some(*next.record());
            match fate {
                Fate::Stored => Commit::Stored,
                Fate::Conflict => Commit::Conflict,
                Fate::Lost | Fate::WrittenButUnknown => Commit::Unknown,
            }
        });
        let changes = written.is_some();
        let is_change = expected == Told::Done || after.record != before.record;
        assert_eq!(changes, is_change, "{:?} {:?}", before.record, after.record);
        if let Some(sealed) = written.filter(|_| matches!(fate, Fate::Stored | Fate::WrittenButUnknown)) {
            (after.sealed, after.revision) = (sealed, before.revision + 1);
            self.versions.push(after);
            self.what_is_written_is_what_the_model_has();
        }
        match outcome {
            Ok(outcome) => {
                let outcome = told(outcome);
                assert_eq!(outcome, expected, "{:?}", before.record);
                kind_of(&outcome, changes, (&before.record, &self.stored().record), &self.rules)
            }
            Err(NotCommitted::Conflict) => "conflict",
            Err(_) => "unknown",
        }
    }

    /// Opens what is stored once more: standing, grant, challenge and what is used up are those of the model, as an
    /// administrator is told and as the bytes are documented.
    fn what_is_written_is_what_the_model_has(&self) {
        let Stored { sealed, record, revision, .. } = self.stored();
        let ((key, device), bytes) = (pair(self.stored().pair), sealed.as_bytes());
        let opened = Recovery::open(&key, &device, sealed).unwrap();
        let (clocks, limits) = (self.clocks(), self.rules.limits());
        let (start, low, length) = record.ladder.lock.unwrap_or_default();
        for now in [clocks.now, start, low + length - 1, start + length].map(|now| now.max(0)) {
            let status = opened.status(at(now as u64), &policy(&self.rules));
            record.ladder.assert_told_by(status, now, &limits, *revision);
        }
        record.ladder.assert_written_in(&bytes[4..34], *revision);

        let lenient = Rules { is_on: true, minutes: 7200, uses: 200, ..self.rules.clone() };
        let (start, seen, length) =
            record.grant.as_ref().map_or((0, 0, 0), |grant| (grant.start, grant.seen, grant.length));
        for shown in [start, seen - 1, seen, start + length - 1, start + length].map(|shown| shown.max(0)) {
            let uptime = clocks.uptime.map(|(boot, _)| (boot, shown));
            for clocks in [clocks, Clocks { now: shown, ..clocks }, Clocks { uptime, ..clocks }] {
                for rules in [&self.rules, &lenient] {
                    let open = opened.grant(moment(clocks), &policy(rules));
                    assert_eq!(open.map(numbers), record.open(clocks, rules), "{record:?}");
                }
            }
        }

        let shown = match opened.challenge([0; 8], &ON).unwrap().in_two_steps() {
            TwoSteps::Settled(RecoveryChallenge::Shown(challenge)) => Some(challenge.as_str().replace('-', "")),
            _ => None,
        };
        assert_eq!(shown, record.challenge.map(|(number, _)| model::with_check_digit(&number.to_string())));
        assert_eq!(Number::from(bytes[76]), record.challenge.map_or(0, |(_, failures)| failures));
        assert_eq!(bytes[34..40], record.next.to_le_bytes()[..6]);
    }

    /// Once everything is over: the PIN before the first one that is not used up opens nothing new, and that one does.
    fn what_is_used_up_is_what_the_model_has(&self) {
        let Stored { sealed, record, pair: number, .. } = self.stored();
        let ((key, device), mut unlocked) = (pair(*number), *sealed);
        let opened = Recovery::open(&key, &device, sealed).unwrap();
        let done: Result<(), NotCommitted> = opened.unlock().unwrap().commit(|next| {
            unlocked = *next.record();
            Commit::Stored
        });
        done.unwrap();
        let next = if record.next == 0 { Number::from(NOW / 10) } else { record.next };
        let is_new = |step: Number| {
            let recovery = Recovery::open(&key, &device, &unlocked).unwrap();
            let attempt = recovery.redeem(at(next as u64 * 10), &digits(&pin(*number, step)), &ON).unwrap();
            let redemption = attempt.commit(|_| Commit::Stored).unwrap();
            matches!(redemption, Redemption::Accepted(redeemed) if redeemed.by == RedeemedBy::NewPin)
        };
        assert!(is_new(next));
        assert_eq!(is_new(next - 1), record.next == 0);
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
                let step = (self.now().saturating_add_signed(*off) / 10) as Number;
                let typed = pin(self.stored().pair, step);
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
                    |stored, clocks, rules| stored.record.pass(clocks, rules),
                );
            }
            Op::Look(fate) => {
                return self.both(
                    *fate,
                    |recovery, moment, policy| recovery.look(moment, policy).unwrap(),
                    |open: Option<OpenGrant>| Told::Open(open.map(numbers)),
                    |stored, clocks, rules| stored.record.look(clocks, rules),
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
                    |stored, _, rules| stored.record.challenge(*random, rules),
                );
            }
            Op::Answer(response, fate) => return self.answer(*response, *fate),
            Op::Besiege(random) => {
                self.happen(&Op::Challenge(*random, Fate::Stored));
                for _ in 0..4 {
                    self.answer(Response::Wrong, Fate::Stored);
                    self.right += 86_400;
                }
                return self.answer(Response::Wrong, Fate::Stored);
            }
            Op::EndGrant(fate) => return self.end_grant(*fate),
            Op::Unlock(fate) => {
                let was_closed = self.stored().record.ladder.bars(self.clocks().now, &self.rules.limits());
                let unlock = |stored: &mut Stored, _: Clocks, _: &Rules| {
                    stored.record.ladder.clear();
                    Told::Done
                };
                let kind = self.both(*fate, |recovery, _, _| recovery.unlock().unwrap(), |()| Told::Done, unlock);
                return match (kind, was_closed) {
                    ("an administrator acted", Some(Barred::Closed)) => "unlocked: was closed",
                    ("an administrator acted", Some(Barred::Locked(_))) => "unlocked: was locked",
                    _ => kind,
                };
            }
            Op::Reseal(fate) => {
                let reseal = |recovery: Recovery<'_>, _, _: &RecoveryPolicy| recovery.reseal().unwrap();
                return self.both(*fate, reseal, |()| Told::Done, |_, _, _| Told::Done);
            }
            Op::Rekey(other, fate) => return self.rekey(*other, *fate),
            Op::PutBack(back) => {
                let old = self.versions[self.versions.len().saturating_sub(1 + back)].clone();
                self.versions.push(old);
                self.what_is_written_is_what_the_model_has();
                return "put back";
            }
        }
        "the world changed"
    }

    fn redeem(&mut self, typed: &str, fate: Fate) -> &'static str {
        self.both(
            fate,
            |recovery, moment, policy| recovery.redeem(moment, &digits(typed), policy).unwrap(),
            told,
            |stored, clocks, rules| {
                let number = stored.pair;
                stored.record.redeem(clocks, typed, rules, |step| pin(number, step))
            },
        )
    }

    fn answer(&mut self, response: Response, fate: Fate) -> &'static str {
        let key = PAIRS[self.stored().pair].0;
        let typed = match (response, self.stored().record.challenge) {
            (Response::Right, Some((number, _))) => model::response(&key, number),
            (Response::Wrong, _) => self.typed[0].clone(),
            _ => self.last_response.clone(),
        };
        self.last_response.clone_from(&typed);
        self.both(
            fate,
            |recovery, moment, policy| recovery.answer(moment, &digits(&typed), policy).unwrap(),
            told,
            |stored, clocks, rules| stored.record.answer(clocks, &typed, rules, &key),
        )
    }

    /// Settled if there is none, so what is told is nothing but whether something was written.
    fn end_grant(&mut self, fate: Fate) -> &'static str {
        let before = &self.stored().record;
        let had_one = before.grant.is_some() || before.challenge.is_some();
        let end = |stored: &mut Stored, _: Clocks, _: &Rules| {
            stored.record.grant = None;
            stored.record.challenge = None;
            Told::Open(None)
        };
        let kind = self.both(fate, |recovery, _, _| recovery.end_grant().unwrap(), |()| Told::Open(None), end);
        match (kind, had_one) {
            ("conflict" | "unknown", _) => kind,
            (_, true) => "a grant was ended",
            (_, false) => "there is no grant to end",
        }
    }

    fn rekey(&mut self, other: usize, fate: Fate) -> &'static str {
        let old = self.stored().pair;
        let is_same_key = PAIRS[other].0 == PAIRS[old].0;
        let (key, device) = pair(other);
        let kind = self.both(
            fate,
            |recovery, _, _| recovery.rekey(&key, &device).unwrap(),
            |()| Told::Done,
            |stored, _, _| {
                stored.pair = other;
                stored.record.rekey(is_same_key);
                Told::Done
            },
        );
        match kind {
            "an administrator acted" if !is_same_key => "rekeyed: another key",
            "an administrator acted" if other != old => "rekeyed: another device",
            "an administrator acted" => "rekeyed: the same pair",
            kind => kind,
        }
    }
}

fn pair(number: usize) -> (RecoveryKey, DeviceId) {
    let (key, device) = PAIRS[number];
    (RecoveryKey::from_random(key), DeviceId::new(device).unwrap())
}

fn policy(rules: &Rules) -> RecoveryPolicy {
    RecoveryPolicy {
        is_on: rules.is_on,
        clock_tolerance: ClockTolerance::new(Seconds::new(rules.tolerance as u32)).unwrap(),
        grant_length: GrantLength::new(Minutes::new(rules.minutes as u32)).unwrap(),
        grant_uses: GrantUses::new(rules.uses as u8).unwrap(),
        grant_logins: if rules.any_passes { GrantLogins::AnyPasses } else { GrantLogins::SamePin },
        throttle: rules.limits.throttle(),
        ..RecoveryPolicy::DEFAULT
    }
}

fn moment(clocks: Clocks) -> Moment {
    let uptime = clocks.uptime.map(|(boot, seconds)| Uptime { boot: boot as u64, seconds: at(seconds as u64) });
    Moment { now: at(clocks.now as u64), uptime }
}

/// The PIN of a step, computed once.
fn pin(pair: usize, step: Number) -> String {
    thread_local!(static PINS: RefCell<HashMap<(usize, Number), String>> = RefCell::default());
    let compute = || model::pin(&PAIRS[pair].0, PAIRS[pair].1, step as u64);
    PINS.with_borrow_mut(|pins| pins.entry((pair, step)).or_insert_with(compute).clone())
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
        Redemption::Rejected(rejected) => Told::Rejected(rejected.into()),
        Redemption::Locked { until } => Told::Locked(until.seconds().into()),
        Redemption::Closed => Told::Closed,
        Redemption::NoChallenge => Told::NoChallenge,
        Redemption::PinNeeded => Told::PinNeeded,
        Redemption::Off => Told::Off,
        other => panic!("{other:?}"),
    }
}

fn kind_of(told: &Told, changes: bool, (before, after): (&Record, &Record), rules: &Rules) -> &'static str {
    let longest = rules.limits.longest;
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
        Told::Rejected(_) if before.challenge.is_some() && after.challenge.is_none() => {
            "rejected: a response, the fifth, and the challenge is dropped"
        }
        Told::Rejected(Rejection { closed: true, .. }) => "rejected: that closed it",
        Told::Rejected(Rejection { replayed: true, .. }) => "rejected: used",
        Told::Rejected(Rejection { locked_until: None, .. }) => "rejected: mismatch",
        Told::Rejected(_) => "rejected: that led to a lock",
        Told::Locked(_) if before.ladder.lock.is_some_and(|(_, _, length)| length > longest) => {
            "locked, cut to a milder policy"
        }
        Told::Locked(until) if before.ladder.lock.is_some_and(|(start, low, _)| low < start && start < *until) => {
            "locked for more than one length"
        }
        Told::Locked(_) if changes => "locked, and something was seen",
        Told::Locked(_) => "locked",
        Told::Closed if changes => "closed, and something was seen",
        Told::Closed => "closed",
        Told::NoChallenge => "no challenge",
        Told::PinNeeded if changes => "a PIN is needed, and an end was seen",
        Told::PinNeeded => "a PIN is needed",
        Told::Off => "off",
        Told::Shown(_) if changes => "a challenge is shown",
        Told::Shown(_) => "a challenge is shown again",
        Told::Open(Some(_)) => "looked: open",
        Told::Open(None) if changes => "looked: an end was seen",
        Told::Open(None) => "looked: not open",
        Told::Done => "an administrator acted",
    }
}

/// Every kind of outcome, and how often a run must have seen it at the least: about a quarter of what it does.
const KINDS: &[(&str, u32)] = &[
    ("a PIN is needed", 2000),
    ("a PIN is needed, and an end was seen", 50),
    ("a challenge is shown", 1000),
    ("a challenge is shown again", 400),
    ("a grant was ended", 300),
    ("accepted: a new PIN", 1000),
    ("accepted: a new PIN, after failures", 1000),
    ("accepted: a new PIN, for one login", 100),
    ("accepted: a response, for one login", 100),
    ("accepted: a response, with a grant on uptime", 100),
    ("accepted: any login passes", 40),
    ("accepted: any login passes, for the last time", 30),
    ("accepted: the same again", 300),
    ("accepted: the same again, for the last time", 30),
    ("an administrator acted", 2000),
    ("closed", 1000),
    ("closed, and something was seen", 30),
    ("conflict", 1000),
    ("locked", 1000),
    ("locked for more than one length", 40),
    ("locked, and something was seen", 90),
    ("locked, cut to a milder policy", 20),
    ("looked: an end was seen", 40),
    ("looked: not open", 1000),
    ("looked: open", 600),
    ("no challenge", 3000),
    ("off", 900),
    ("put back", 900),
    ("rejected: a response, the fifth, and the challenge is dropped", 600),
    ("rejected: mismatch", 4000),
    ("rejected: that closed it", 100),
    ("rejected: that led to a lock", 500),
    ("rejected: used", 1000),
    ("rekeyed: another device", 200),
    ("rekeyed: another key", 200),
    ("rekeyed: the same pair", 200),
    ("the world changed", 10_000),
    ("there is no grant to end", 500),
    ("unknown", 2000),
    ("unlocked: was closed", 80),
    ("unlocked: was locked", 100),
];

/// Lives through a history in the engine and in the model, and shows of which kind each outcome was.
pub(crate) fn live(has_uptime: bool, ops: &[Op], mut see: impl FnMut(&'static str)) {
    let mut world = World::new(has_uptime);
    ops.iter().for_each(|op| see(world.happen(op)));
    world.what_is_used_up_is_what_the_model_has();
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
        live(has_uptime, &ops, |kind| *seen.borrow_mut().entry(kind).or_default() += 1);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert_seen(&seen.into_inner(), KINDS);
}

/// Whether every kind of outcome was seen as often as it must be, and none that is not in the list.
pub(crate) fn assert_seen(seen: &BTreeMap<&str, u32>, kinds: &[(&str, u32)]) {
    println!("{seen:#?}");
    for kind in seen.keys() {
        assert!(kinds.iter().any(|(known, _)| known == kind), "{kind} is not in the list");
    }
    for (kind, least) in kinds {
        let times = seen.get(kind).copied().unwrap_or_default();
        assert!(times >= *least, "{kind} was seen {times} times, and not {least}");
    }
}
