//! What holds in every history, whatever the model says: told from the engine's answers alone.

use core::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use mfa_core::{AtCap, Credential, Digits, Parameters, Policy, Rejected, Seconds, Secret, Throttle, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

use crate::account::Account;
use crate::decision::{Act, Answer, Number};
use crate::history::{self, Begin, Circumstances, Fate, History, Op, Rules, Spec, Spelling, Typed};
use crate::world::{Event, Told, World};

/// Traps 6, 7, 8, 9, 11 and 16: whatever the clock, the window, the drift and the spelling become, and whether it was used
/// for a login or in a resynchronization.
#[test]
fn a_used_position_is_never_accepted_again() {
    let accepted = Cell::new(0);
    for_each(2000, &any_history(), |history| {
        let mut used = BTreeSet::new();
        // An authenticator that was removed and added again is a new one, of which nothing is used.
        let mut added = BTreeMap::<usize, u32>::new();
        live(history, |world, event| {
            if let (Act::Add { device, .. }, true) = (&event.act, event.wrote) {
                *added.entry(*device).or_default() += 1;
            }
            for (authenticator, position) in used_up_by(event) {
                let device = world.enrolled().nth(authenticator).unwrap();
                prop_assert!(used.insert((device, added[&device], position)), "{event:?}");
                accepted.set(accepted.get() + 1);
            }
            Ok(())
        })
    });
    assert!(accepted.get() > 4_000, "{}", accepted.get());
}

/// Traps 5, 10 and 59: neither authenticators that come and go nor writers who are late put anything back.
#[test]
fn next_the_revision_and_the_failures_in_all_never_decrease() {
    for_each(2000, &any_history(), |history| {
        let mut before = None;
        live(history, |world, event| {
            let now = (world.standing(), world.enrolled().collect::<Vec<_>>());
            if let Some((standing, enrolled)) = before.replace(now.clone()) {
                prop_assert!(now.0.failures_in_all >= standing.failures_in_all, "{event:?}");
                prop_assert_eq!(now.0.revision, standing.revision + Number::from(event.wrote), "{:?}", event);
                // As long as nobody is removed, everybody keeps their place.
                if !matches!(event.act, Act::Remove { .. } | Act::RemoveAll) {
                    prop_assert!(now.1.starts_with(&enrolled));
                    for (old, new) in standing.progress.iter().zip(&now.0.progress) {
                        prop_assert!(new.0 >= old.0, "{event:?}");
                    }
                }
            }
            Ok(())
        })
    });
}

/// Trap 25 and the first sentence on replay: only an acceptance, a resynchronization or a restoration moves anything
/// forward.
#[test]
fn nothing_but_a_code_that_was_right_moves_next() {
    for_each(1000, &any_history(), |history| {
        let mut before = Vec::new();
        live(history, |world, event| {
            let progress = world.standing().progress;
            let now: Vec<_> = progress.into_iter().map(|(next, drift, _)| (next, drift)).collect();
            let accepted = matches!(
                event.told,
                Told::Answer(Answer::Accepted { .. } | Answer::Resynchronized { .. } | Answer::Restored)
                    | Told::Unknown
            );
            let administered = matches!(event.act, Act::Add { .. } | Act::Remove { .. } | Act::RemoveAll);
            prop_assert!(accepted || administered || now == before, "{event:?}");
            before = now;
            Ok(())
        })
    });
}

/// Whoever is not told that they are in has a reason; whoever is told so, the store said it was written.
#[test]
fn nobody_is_accepted_unless_the_store_said_stored() {
    for_each(1000, &any_history(), |history| {
        live(history, |_, event| {
            if !used_up_by(event).is_empty() {
                prop_assert!(event.wrote && event.fate == Fate::Stored && !event.is_stale, "{event:?}");
            }
            Ok(())
        })
    });
}

/// With [`AtCap::Close`] a guesser gets the cap and no more, whatever the clock does meanwhile; all guesses together stay
/// below one in a thousand, but for the failures that are free; and then nothing but an administrator opens again.
#[test]
fn no_more_wrong_codes_are_looked_at_than_the_cap_allows() {
    let closed = Cell::new(0);
    let guesser = (history::histories(1..=4), vec((0..3 * 86_400_u64, any::<bool>()), 250));
    for_each(400, &guesser, |(history, waits)| {
        let history = closing(history);
        let mut world = World::new(&history);
        for device in 0..history.enrolled {
            world.enroll_as_described(device);
        }
        let mut evaluated = 0;
        let mut is_closed = false;
        for (number, &(wait, set_back)) in (0..).zip(waits) {
            world.now =
                if set_back { world.now.saturating_sub(wait) } else { (world.now + wait).min(history::LAST_SECOND) };
            let guess = Op::Login(Typed::Number(number, number as u64 * 7_919), Spelling::Plain, None, FRESH);
            match world.happen(&guess).unwrap().told {
                Told::Answer(Answer::Rejected(rejection)) => {
                    prop_assert!(!is_closed);
                    evaluated += u64::from(!rejection.replayed);
                }
                Told::Answer(Answer::Closed) => is_closed = true,
                Told::Answer(Answer::Accepted { .. }) => evaluated = 0,
                _ => {}
            }
        }
        let policy = &history.rules.engine;
        let free = u64::from(policy.throttle.free().max(1));
        prop_assert!(evaluated <= u64::from(policy.throttle.cap()).max(free));
        for digits in 6..=10 {
            let tried: u64 = world
                .enrolled()
                .map(|device| &world.devices[device])
                .filter(|device| device.digits == digits)
                .map(|device| if device.is_totp() { steps_tried(policy) } else { policy.look_ahead.count().into() })
                .sum();
            prop_assert!(evaluated <= free || evaluated * tried * 1000 <= 10_u64.pow(digits), "{evaluated} of {tried}");
        }
        closed.set(closed.get() + u32::from(is_closed));
        Ok(())
    });
    assert!(closed.get() > 100, "{}", closed.get());
}

/// DESIGN: min(100, 10^(digits - 3) / candidates over everything tried), never below the free failures; by hand.
#[test]
fn the_cap_follows_the_candidates() {
    let totp = |count: usize| vec![totp(6); count];
    for (devices, (past, future), drift, free, expected) in [
        // Three candidates would allow 333.
        (totp(1), (1, 1), None, 5, 100),
        // 11 candidates: 90.
        (totp(1), (5, 5), None, 5, 90),
        // 5 and another 5 for the drift: 100. 7 and 7: 71. 7 and 2, the bound being 2: 111, so 100.
        (totp(1), (2, 2), Some(10), 5, 100),
        (totp(1), (3, 3), Some(10), 5, 71),
        (totp(1), (3, 3), Some(2), 5, 100),
        // 11 and 11: 45. 11 and 4: 66.
        (totp(1), (5, 5), Some(20), 5, 45),
        (totp(1), (5, 5), Some(4), 5, 66),
        // 101 candidates: 9. More free failures than that: those.
        (totp(1), (50, 50), None, 5, 9),
        (totp(1), (50, 50), None, 12, 12),
        // 4 times 3 candidates: 83. 4 times 101: 2, but 5 are free.
        (totp(4), (1, 1), None, 5, 83),
        (totp(4), (50, 50), None, 5, 5),
        (totp(4), (50, 50), None, 0, 2),
        // A counter's look-ahead is 10, so 13 candidates: 76.
        ([totp(1), vec![hotp(6)]].concat(), (1, 1), None, 5, 76),
        // One of six digits and one of eight are guessed apart: 101 candidates each, 9 for six digits.
        (vec![self::totp(6), self::totp(8)], (50, 50), None, 5, 9),
        (vec![self::totp(8), self::totp(8)], (50, 50), None, 5, 100),
        // 101 of seven digits: 99.
        (vec![self::totp(7)], (50, 50), None, 5, 99),
        (vec![self::totp(10)], (50, 50), None, 5, 100),
    ] {
        let said = format!("{devices:?}, window {past}/{future}, drift {drift:?}, {free} free");
        let seconds = Seconds::new(1);
        let policy = Policy {
            window: mfa_core::Window::new(past, future).unwrap(),
            drift: drift.map(|bound| mfa_core::Drift::within(bound).unwrap()),
            throttle: Throttle::new(free, seconds, seconds, 100, AtCap::Close).unwrap(),
            ..Policy::DEFAULT
        };
        assert_eq!(failures_until_closed(&devices, policy), expected, "{said}");
    }
}

/// DESIGN, "Clocks": 20,000 random sequences of jumps. Once the clock is right a lock holds for two lengths at the most, and
/// the time that is told is the time at which it ends (traps 43 and 54).
#[test]
fn nobody_is_locked_out_for_longer_than_two_lengths_once_the_clock_is_right() {
    let (locked, twice) = (Cell::new(0), Cell::new(0));
    let sequences = (locking(), vec((0..5_000_u64, clock()), 1..=12), 0..5_000_u64);
    for_each(20_000, &sequences, |(throttle, readings, then)| {
        let policy = Policy { throttle: *throttle, ..Policy::DEFAULT };
        let mut account = account_without_matches();
        let mut right = 1_700_000_000;
        let mut length = 0;
        for (wait, clock) in readings {
            right += wait;
            if let Some(until) = failed(&mut account, clock.shows(right), &policy).ok().flatten() {
                length = until - clock.shows(right);
            }
        }
        // From here on the clock is right.
        right += then;
        if let Err(until) = failed(&mut account, right, &policy) {
            prop_assert!(until - right <= 2 * length, "{} of {length}", until - right);
            for between in [right, right.midpoint(until), until - 1] {
                prop_assert_eq!(failed(&mut account, between, &policy), Err(until));
            }
            prop_assert!(failed(&mut account, until, &policy).is_ok());
            locked.set(locked.get() + 1);
            twice.set(twice.get() + u32::from(until - right > length));
        }
        Ok(())
    });
    assert!(locked.get() > 4_000, "{}", locked.get());
    assert!(twice.get() > 100, "{}", twice.get());
}

/// Trap 16: however often the clock is set back, a lock lasts as long as it was meant to.
#[test]
fn setting_the_clock_back_never_shortens_a_lock() {
    let (held, over) = (Cell::new(0), Cell::new(0));
    let sequences = (locking(), vec((0..1_500_u64, 0..3_000_u64), 1..=12));
    for_each(20_000, &sequences, |(throttle, readings)| {
        let policy = Policy { throttle: *throttle, ..Policy::DEFAULT };
        let mut account = account_without_matches();
        let (mut time, mut behind) = (1_700_000_000, 0);
        let mut ends = None;
        for (wait, set_back) in readings {
            (time, behind) = (time + wait, behind + set_back);
            match (failed(&mut account, time - behind, &policy), ends) {
                (Ok(Some(until)), None) => ends = Some(time + (until - (time - behind))),
                // Evaluated: the lock before is over by the time that has really gone by.
                (Ok(_), Some(end)) => {
                    prop_assert!(time >= end, "{time} is before {end}");
                    over.set(over.get() + 1);
                    break;
                }
                (Ok(None), None) => {}
                (Err(_), _) => held.set(held.get() + 1),
            }
        }
        Ok(())
    });
    assert!(held.get() > 10_000 && over.get() > 100, "{} {}", held.get(), over.get());
}

/// Trap 43, as it happens: a server's clock is in 2040 for a minute, somebody mistypes, the clock is put right.
#[test]
fn a_minute_in_2040_leaves_no_lock_until_2040() {
    let (right, year_2040) = (1_700_000_000, 2_208_988_800);
    for policy in [Policy::DEFAULT, Policy::ADMINISTRATOR, Policy::NIST_SP_800_63B, Policy::ASVS_5] {
        let mut account = account_without_matches();
        let mut until = None;
        while until.is_none() {
            until = failed(&mut account, year_2040, &policy).unwrap();
        }
        let length = until.unwrap() - year_2040;
        assert_eq!(failed(&mut account, right, &policy), Err(right + length));
        assert!(failed(&mut account, right + length, &policy).is_ok());
    }
}

/// Trap 54: one server of two is two hours slow. What it sees does not end a lock that the other one set.
#[test]
fn a_slow_server_does_not_cancel_locks() {
    let policy = Policy::ADMINISTRATOR;
    let mut account = account_without_matches();
    let now = 1_700_000_000;
    for _ in 0..5 {
        assert_eq!(failed(&mut account, now, &policy), Ok(None));
    }
    assert_eq!(failed(&mut account, now, &policy), Ok(Some(now + 3600)));
    for minute in 0..60 {
        let time = now + minute * 60;
        assert!(failed(&mut account, time - 7200, &policy).is_err(), "slow server, minute {minute}");
        assert!(failed(&mut account, time, &policy).is_err(), "right server, minute {minute}");
    }
}

/// Trap 59: what there is to say of a person between two authenticators is said as of any other.
#[test]
fn a_person_without_authenticators_is_not_closed() {
    let nobody = mfa_core::Person::<1>::without_authenticators(mfa_core::Standing::NEW);
    let status = nobody.status(mfa_core::UnixTime::EPOCH, &Policy::DEFAULT);
    assert!(!status.closed);
    assert_eq!(status.attempts_left, 6);
}

/// What the collisions' histories rest on.
#[test]
fn the_keys_collide_as_they_are_said_to() {
    let code =
        |key: usize, position: u64| crate::naive::code(crate::naive::Hash::Sha1, &history::key(key), position, 6);
    let shared = history::SHARED_STEP;
    assert_eq!(code(0, shared), code(0, shared + 1));
    assert_eq!(code(0, shared - 1), code(1, shared + 1));
    assert_eq!(code(2, shared + 1), code(2, shared + 2));
    assert_eq!(code(0, shared + 1), code(3, 2));
    assert_eq!(code(4, 3), code(4, 8));
    assert_eq!(code(4, 6), code(5, 8));
}

fn any_history() -> impl Strategy<Value = History> {
    prop_oneof![2 => history::histories(1..=1), 3 => history::histories(2..=4), 2 => history::collisions()]
}

/// Runs a check on so many values.
fn for_each<S: Strategy>(cases: u32, values: &S, check: impl Fn(&S::Value) -> TestCaseResult) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config).run(values, |value| check(&value)).unwrap_or_else(|failure| panic!("{failure}"));
}

/// Lives through a history and shows each event, once it happened.
fn live(history: &History, mut watch: impl FnMut(&World, &Event) -> TestCaseResult) -> TestCaseResult {
    let mut world = World::new(history);
    for device in 0..history.enrolled {
        let event = world.enroll_as_described(device);
        watch(&world, &event)?;
    }
    for op in &history.ops {
        if let Some(event) = world.happen(op) {
            watch(&world, &event)?;
        }
    }
    Ok(())
}

/// Which positions of which authenticator were accepted.
fn used_up_by(event: &Event) -> Vec<(usize, Number)> {
    match (&event.act, &event.told) {
        (_, Told::Answer(Answer::Accepted { authenticator, position, .. })) => vec![(*authenticator, *position)],
        (Act::Resynchronize { authenticator, .. }, Told::Answer(Answer::Resynchronized { position, .. })) => {
            vec![(*authenticator, position - 1), (*authenticator, *position)]
        }
        _ => vec![],
    }
}

/// The same history under a policy that closes at its cap.
fn closing(history: &History) -> History {
    let throttle = history.rules.engine.throttle;
    let throttle =
        Throttle::new(throttle.free(), throttle.first_lock(), throttle.longest_lock(), throttle.cap(), AtCap::Close);
    let mut history = history.clone();
    history.rules.engine.throttle = throttle.unwrap();
    history
}

/// The most steps that a code is tried against.
fn steps_tried(policy: &Policy) -> u64 {
    let window = 1 + u64::from(policy.window.past()) + u64::from(policy.window.future());
    window + policy.drift.map_or(0, |drift| window.min(drift.bound().into()))
}

fn failures_until_closed(devices: &[Spec], policy: Policy) -> u64 {
    let history = History {
        devices: devices.iter().zip(0..).map(|(spec, key)| Spec { key, ..*spec }).collect(),
        enrolled: devices.len(),
        start: 1_700_000_000,
        rules: Rules { engine: policy, model: history::default() },
        ops: Vec::new(),
    };
    let mut world = World::new(&history);
    for device in 0..devices.len() {
        world.enroll_as_described(device);
    }
    for failures in 0.. {
        world.now += 2;
        let guess = Op::Login(Typed::Number(failures, 123_456), Spelling::Plain, None, FRESH);
        match world.happen(&guess).unwrap().told {
            Told::Answer(Answer::Rejected(_)) => {}
            Told::Answer(Answer::Closed) => return failures as u64,
            other => panic!("{other:?}"),
        }
    }
    unreachable!("guesses without end")
}

const FRESH: Circumstances = Circumstances { stale: 0, fate: Fate::Stored };

const fn totp(digits: u32) -> Spec {
    Spec { digits, begin: Begin::Beginning, ..history::COLLIDING[0] }
}

const fn hotp(digits: u32) -> Spec {
    Spec { totp: None, ..totp(digits) }
}

/// Throttles that lock soon and never close.
fn locking() -> impl Strategy<Value = Throttle> {
    (0..=2_u8, 1..=3_600_u32, 0..=20_000_u32).prop_map(|(free, first, longer)| {
        let (first_lock, longest_lock) = (Seconds::new(first), Seconds::new(first + longer));
        Throttle::new(free, first_lock, longest_lock, 100, AtCap::KeepLocking).unwrap()
    })
}

/// What a clock shows that need not be right.
#[derive(Clone, Copy, Debug)]
enum Clock {
    Off(i64),
    At(u64),
}

impl Clock {
    fn shows(self, right: u64) -> u64 {
        match self {
            Self::Off(seconds) => right.saturating_add_signed(seconds),
            Self::At(time) => time,
        }
    }
}

fn clock() -> impl Strategy<Value = Clock> {
    prop_oneof![
        4 => Just(Clock::Off(0)),
        4 => (-8_000..8_000_i64).prop_map(Clock::Off),
        2 => (-50..50_i64).prop_map(|days| Clock::Off(days * 86_400)),
        1 => (2_208_988_800..2_208_990_000_u64).prop_map(Clock::At),
        1 => (0..10_000_u64).prop_map(Clock::At),
    ]
}

/// Ten digits that begin with 9 are more than 31 bits: the code of nothing.
fn account_without_matches() -> Account {
    let parameters = Parameters { digits: Digits::Ten, ..Parameters::HOTP };
    let credential = Credential::new(&Secret::import(b"12345678901234567890").unwrap(), parameters).unwrap();
    let beginning = credential.beginning();
    Account::new(credential, beginning)
}

/// Types a wrong code: until when it led to a lock, or until when it is not looked at.
fn failed(account: &mut Account, now: u64, policy: &Policy) -> Result<Option<u64>, u64> {
    match account.types(now, "9999999999", policy) {
        Verdict::Rejected(Rejected { locked_until, .. }) => Ok(locked_until.map(|until| until.seconds())),
        Verdict::Locked { until } => Err(until.seconds()),
        other => panic!("{other:?}"),
    }
}
