//! Which steps and counters are acceptable, enumerated at the edges of steps: windows of 0 to 5 to each side, look-aheads
//! of 1 to 12, T0 and the ends of time, learned drift, and neighbouring steps with one code (traps 6, 11, 17, 19 to 22, 26).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "helpers of tests are as blunt as tests"
)]

#[path = "common/account.rs"]
mod account;
#[path = "common/naive.rs"]
mod naive;

use account::Account;
use mfa_core::{
    Algorithm, AttemptError, Code, CodeError, Counter, Credential, DiagnosisReach, Digits, Drift, LookAhead, Moving,
    Parameters, Period, Policy, Position, Reason, Secret, TimeError, TimeStep, UnixTime, Verdict, Window,
};
use naive::Hash;

const KEY: &[u8] = b"12345678901234567890";
/// No two of the codes in any of the ranges below are alike, but for those that are said to be.
const STEP: u64 = 1000;

#[test]
fn a_window_accepts_exactly_its_steps_at_the_edges_of_steps() {
    for (period, t0) in [(30, 0), (1, 0), (60, 7), (3600, 1_000_000_007)] {
        for (past, future) in windows() {
            for second in [0, period / 2, period - 1] {
                let now = t0 + STEP * period + second;
                for offset in -12..=12 {
                    let mut account = totp(period, t0);
                    let verdict = account.types(now, &code(moved(STEP, offset)), &window(past, future));
                    let said = format!("{offset} at second {second} of {period}, window {past}/{future}");
                    if (-i64::from(past)..=i64::from(future)).contains(&offset) {
                        assert_eq!(accepted(verdict), (moved(STEP, offset), offset), "{said}");
                    } else {
                        assert_eq!(reason(verdict), Reason::Mismatch, "{said}");
                    }
                }
            }
        }
    }
}

#[test]
fn windows_and_look_aheads_are_the_same_for_every_hash_and_number_of_digits() {
    for (algorithm, hash) in
        [(Algorithm::Sha1, Hash::Sha1), (Algorithm::Sha256, Hash::Sha256), (Algorithm::Sha512, Hash::Sha512)]
    {
        for digits in 6..=10 {
            let code = |position| naive::code(hash, KEY, position, digits);
            let digits = Digits::new(digits as u8).unwrap();
            for offset in -4..=4 {
                let verdict = account(Parameters { algorithm, digits, ..Parameters::TOTP }, None).types(
                    STEP * 30,
                    &code(moved(STEP, offset)),
                    &window(2, 3),
                );
                assert_eq!(verdict.is_accepted(), (-2..=3).contains(&offset), "{hash:?}, {digits:?}, {offset}");
            }
            for counter in 0..6 {
                let verdict = account(Parameters { algorithm, digits, ..Parameters::HOTP }, None).types(
                    0,
                    &code(counter),
                    &looking_ahead(4),
                );
                assert_eq!(verdict.is_accepted(), counter < 4, "{hash:?}, {digits:?}, {counter}");
            }
        }
    }
}

/// Trap 17: where a window would begin before step 0 it begins at step 0, and what is left of it is all there.
#[test]
fn windows_at_time_zero_and_at_t0_lose_nothing_but_what_is_before_it() {
    for t0 in [0, 1, 29, 1_000_000_007] {
        for (past, future) in windows() {
            for step in 0..=7_u64 {
                for now in [t0 + step * 30, t0 + step * 30 + 29] {
                    for tried in 0..=14_u64 {
                        let verdict = totp(30, t0).types(now, &code(tried), &window(past, future));
                        let good = tried + u64::from(past) >= step && tried <= step + u64::from(future);
                        assert_eq!(
                            verdict.is_accepted(),
                            good,
                            "step {tried} at {now}, T0 {t0}, window {past}/{future}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn time_before_t0_is_an_error_and_costs_nothing() {
    let t0 = 1_000_000_007;
    let mut account = totp(30, t0);
    for now in [0, 1, t0 - 31, t0 - 30, t0 - 1] {
        let error = account.tries(now, &code(0), &window(5, 5)).unwrap_err();
        let expected = AttemptError::Time { error: TimeError::BeforeT0 };
        assert_eq!(error, expected, "{now}");
    }
    assert_eq!(accepted(account.types(t0, &code(0), &window(5, 5))), (0, 0));
}

/// The last second there is: 2^40. Windows go on beyond it, for the phone's clock may be fast.
#[test]
fn windows_reach_beyond_the_last_second() {
    for period in [1, 30] {
        let last = (1 << 40) / period;
        for (past, future) in windows() {
            for offset in -6..=6 {
                let tried = moved(last, offset);
                let verdict = totp(period, 0).types(1 << 40, &code(tried), &window(past, future));
                let good = (-i64::from(past)..=i64::from(future)).contains(&offset);
                assert_eq!(verdict.is_accepted(), good, "{offset}, window {past}/{future}");
            }
        }
    }
}

#[test]
fn the_widest_window_is_as_wide_as_it_says() {
    for offset in [-52, -51, -50, -49, 49, 50, 51, 52] {
        let verdict = totp(30, 0).types(STEP * 30, &code(moved(STEP, offset)), &window(50, 50));
        assert_eq!(verdict.is_accepted(), (-50..=50).contains(&offset), "{offset}");
    }
    assert!(Window::new(51, 0).is_err());
    assert!(Window::new(0, 51).is_err());
}

#[test]
fn a_look_ahead_accepts_exactly_its_counters() {
    for start in [0, 1, 7, (1 << 32) - 3, 1 << 63, u64::MAX - 40] {
        for look_ahead in 1..=12 {
            for skipped in 0..=15 {
                let verdict = hotp(start).types(0, &code(start + skipped), &looking_ahead(look_ahead));
                if skipped < u64::from(look_ahead) {
                    assert_eq!(accepted(verdict), (start + skipped, skipped as i64));
                } else {
                    assert_eq!(reason(verdict), Reason::Mismatch, "{start} + {skipped}, look-ahead {look_ahead}");
                }
            }
        }
    }
}

/// Trap 20.
#[test]
fn hotp_never_looks_back() {
    for look_ahead in 1..=12 {
        for behind in 1..=12 {
            let verdict = hotp(500).types(0, &code(500 - behind), &looking_ahead(look_ahead));
            assert_eq!(reason(verdict), Reason::Mismatch, "{behind} behind");
        }
    }
}

/// Trap 25.
#[test]
fn a_failure_never_moves_the_counter() {
    let policy = looking_ahead(3);
    let mut account = hotp(20);
    for _ in 0..5 {
        assert!(!account.types(0, "999999", &policy).is_accepted());
    }
    assert_eq!(accepted(account.types(0, &code(20), &policy)), (20, 0));
}

/// Trap 26: the last counter is 2^64 - 2. It can be used, and then there is none left.
#[test]
fn the_last_counter_is_used_once_and_nothing_wraps() {
    let last = u64::MAX - 1;
    for look_ahead in [1, 2, 10, 100] {
        for start in [last - 2, last - 1, last] {
            let policy = looking_ahead(look_ahead);
            // Counter 0 comes after the last one only where numbers wrap.
            for wrapped in [code(0), code(1), code(u64::MAX)] {
                assert!(!hotp(start).types(0, &wrapped, &policy).is_accepted());
            }
            let mut account = hotp(start);
            for counter in start..=last {
                assert_eq!(accepted(account.types(0, &code(counter), &policy)), (counter, 0));
            }
            let refused = account.tries(0, &code(last), &policy).unwrap_err();
            assert_eq!(refused, AttemptError::CounterExhausted);
        }
    }
}

/// Traps 6 and 16: for every window and clock, whatever window it was used with.
#[test]
fn a_used_step_stays_used_whatever_the_window_and_the_clock_become() {
    for (past, future) in [(0, 0), (1, 1), (5, 0), (0, 5)] {
        for used_offset in -i64::from(past)..=i64::from(future) {
            let used = moved(STEP, used_offset);
            for (later_past, later_future) in windows() {
                for later in STEP - 8..=STEP + 8 {
                    for tried in [used - 3, used - 1, used] {
                        let mut account = totp(30, 0);
                        assert!(account.types(STEP * 30, &code(used), &window(past, future)).is_accepted());
                        let again = account.types(later * 30, &code(tried), &window(later_past, later_future));
                        assert!(!again.is_accepted(), "{tried} after {used}, window {later_past}/{later_future}");
                    }
                }
            }
        }
    }
}

/// Trap 11: two neighbouring steps, one code. Each is good once, in order, wherever in the window the two stand.
#[test]
fn neighbouring_steps_with_one_code_are_each_good_once_in_order() {
    for (first, shared) in NEIGHBOURS {
        for (past, future) in windows() {
            for here in first - 6..=first + 7 {
                let policy = window(past, future);
                let mut account = totp(30, 0);
                let in_window = |step: u64| step + u64::from(past) >= here && step <= here + u64::from(future);
                for step in [first, first + 1].into_iter().filter(|&step| in_window(step)) {
                    let offset = step as i64 - here as i64;
                    assert_eq!(accepted(account.types(here * 30, shared, &policy)), (step, offset));
                }
                let once_more = account.types(here * 30 + 29, shared, &policy);
                assert!(!once_more.is_accepted(), "window {past}/{future} at {here}");
            }
        }
    }
}

/// A phone shows the shared code for two steps. Whoever logs in with it in the first can do so in the second.
#[test]
fn a_shared_code_is_fresh_again_in_the_second_step() {
    for (first, shared) in NEIGHBOURS {
        for (past, future) in [(0, 0), (1, 0), (5, 0)] {
            let mut account = totp(30, 0);
            let policy = window(past, future);
            assert_eq!(accepted(account.types(first * 30, shared, &policy)), (first, 0));
            assert_eq!(reason(account.types(first * 30 + 1, shared, &policy)), Reason::Replayed);
            assert_eq!(accepted(account.types(first * 30 + 30, shared, &policy)), (first + 1, 0));
            assert_eq!(reason(account.types(first * 30 + 59, shared, &policy)), Reason::Replayed);
        }
    }
}

/// Once the second of the two is used, the first is used up with it.
#[test]
fn a_shared_code_used_in_the_second_step_is_not_good_in_the_first() {
    for (first, shared) in NEIGHBOURS {
        let mut account = totp(30, 0);
        assert_eq!(accepted(account.types(first * 30 + 30, shared, &window(0, 0))), (first + 1, 0));
        for (past, future) in windows() {
            for here in first - 5..=first + 6 {
                assert!(!account.types(here * 30, shared, &window(past, future)).is_accepted());
            }
        }
    }
}

/// Trap 22: beside what was learned, the window around now is tried, so that a corrected clock lets its owner in.
#[test]
fn with_drift_both_windows_are_tried_and_nothing_else() {
    for learned in -5..=5_i64 {
        for (past, future) in windows().filter(|&(past, future)| past <= 3 && future <= 3) {
            for offset in -12..=12_i64 {
                let mut account = totp(30, 0);
                let wide = drifting(5, 5, 10);
                assert!(account.types(STEP * 30, &code(moved(STEP, learned)), &wide).is_accepted());

                let later = STEP + 40;
                let verdict = account.types(later * 30 + 29, &code(moved(later, offset)), &drifting(past, future, 10));
                let around = |centre: i64| (centre - i64::from(past)..=centre + i64::from(future)).contains(&offset);
                assert_eq!(
                    verdict.is_accepted(),
                    around(0) || around(learned),
                    "{offset}, learned {learned}, window {past}/{future}"
                );
            }
        }
    }
}

/// As [`with_drift_both_windows_are_tried_and_nothing_else`], where the window around now + drift begins before T0.
#[test]
fn with_drift_near_t0_both_windows_are_cut_at_step_zero() {
    for learned in 1..=5_u64 {
        for (past, future) in windows() {
            for here in 0..=8_u64 {
                for tried in 1..=14_u64 {
                    let mut account = totp(30, 0);
                    // Step 0 is used, by a phone that is slow.
                    assert!(account.types(learned * 30, &code(0), &drifting(5, 5, 10)).is_accepted());

                    let verdict = account.types(here * 30, &code(tried), &drifting(past, future, 10));
                    let around =
                        |centre: i64| (centre - i64::from(past)..=centre + i64::from(future)).contains(&(tried as i64));
                    assert_eq!(
                        verdict.is_accepted(),
                        around(here as i64) || around(here as i64 - learned as i64),
                        "step {tried} at {here}, learned -{learned}, window {past}/{future}"
                    );
                }
            }
        }
    }
}

/// Trap 21: the walk of the drift ends at its bound, however long and however gently it is nudged.
#[test]
fn drift_never_goes_beyond_its_bound() {
    for bound in 1..=20_u8 {
        for direction in [-1, 1] {
            let policy = drifting(1, 1, bound);
            let mut account = totp(30, 0);
            let mut furthest = 0;
            for day in 1..=60 {
                // As far out as is accepted, tried from the outside in.
                let here = STEP + day * 2880;
                let (distance, used) = (0..=30_i64)
                    .rev()
                    .find_map(|distance| {
                        let mut trial = account.clone();
                        let typed = code(moved(here, direction * distance));
                        let verdict = trial.types(here * 30, &typed, &policy);
                        verdict.is_accepted().then_some((distance, trial))
                    })
                    .unwrap();
                account = used;
                furthest = furthest.max(distance);
            }
            assert_eq!(furthest, i64::from(bound) + 1, "bound {bound}, direction {direction}");
        }
    }
}

#[test]
fn drift_that_is_off_is_neither_used_nor_forgotten() {
    let mut account = totp(30, 0);
    let on = drifting(5, 5, 10);
    assert!(account.types(STEP * 30, &code(STEP + 5), &on).is_accepted());
    // Off: five steps ahead is not acceptable, the phone's clock being right is.
    let later = STEP + 100;
    assert!(!account.types(later * 30, &code(later + 5), &window(1, 1)).is_accepted());
    assert!(account.types(later * 30, &code(later), &window(1, 1)).is_accepted());
    // On again: what was learned is still there.
    let again = STEP + 200;
    assert!(account.types(again * 30, &code(again + 5), &drifting(0, 0, 10)).is_accepted());
}

#[test]
fn learned_drift_is_cut_to_a_bound_that_was_lowered() {
    for bound in 1..=9_u8 {
        for offset in -12..=12_i64 {
            let mut account = totp(30, 0);
            let wide = Policy { window: Window::new(10, 10).unwrap(), ..drifting(0, 0, 10) };
            assert!(account.types(STEP * 30, &code(STEP + 10), &wide).is_accepted());
            let later = STEP + 100;
            let verdict = account.types(later * 30, &code(moved(later, offset)), &drifting(0, 0, bound));
            assert_eq!(verdict.is_accepted(), offset == 0 || offset == i64::from(bound), "{offset}, bound {bound}");
        }
    }
}

/// Freely and both ways, for an administrator; the nearest step counts.
#[test]
fn an_administrator_learns_how_far_off_a_phone_is() {
    let secret = Secret::import(KEY).unwrap();
    let credential = Credential::new(&secret, Parameters::TOTP).unwrap();
    let diagnosed = |here: u64, typed: &str, reach| {
        let now = UnixTime::new(here * 30 + 29).unwrap();
        let reach = DiagnosisReach::new(reach).unwrap();
        credential.diagnose_as_administrator(now, &Code::parse(typed).unwrap(), reach)
    };
    for here in [0, 3, STEP] {
        for reach in [1, 2, 5, 50] {
            for tried in here.saturating_sub(55)..=here + 55 {
                let offset = tried as i64 - here as i64;
                let expected = (offset.unsigned_abs() <= u64::from(reach)).then_some(offset);
                assert_eq!(diagnosed(here, &code(tried), reach), Ok(expected), "{tried} at {here}, reach {reach}");
            }
        }
    }
    for (first, shared) in NEIGHBOURS {
        for (here, nearest) in [(first - 3, 3), (first, 0), (first + 1, 0), (first + 4, -3)] {
            assert_eq!(diagnosed(here, shared, 10), Ok(Some(nearest)));
        }
    }
    let too_long = CodeError::Length { digits: 8 };
    assert_eq!(diagnosed(STEP, "12345678", 10), Err(AttemptError::Code { error: too_long }));
}

/// Trap 11: found by search, and checked here against the naive codes.
const NEIGHBOURS: [(u64, &str); 2] = [(50_424_280, "070562"), (52_228_655, "468868")];

#[test]
fn the_neighbours_are_what_they_are_said_to_be() {
    for (first, shared) in NEIGHBOURS {
        assert_eq!(code(first), shared);
        assert_eq!(code(first + 1), shared);
        let others = (first - 15..first).chain(first + 2..first + 15);
        assert!(others.map(code).all(|other| other != shared));
    }
}

/// What the enumerations rest on: within their ranges no two codes are alike.
#[test]
fn the_codes_that_are_enumerated_are_all_different() {
    let last = u64::MAX - 1;
    for start in [0, STEP - 60, (1 << 32) - 3, 1 << 63, last - 60, 1 << 40] {
        let end = start.saturating_add(120).min(last);
        let mut codes: Vec<_> = (start..=end).map(code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len() as u64, end - start + 1, "from {start}");
    }
}

fn windows() -> impl Iterator<Item = (u8, u8)> {
    (0..=5).flat_map(|past| (0..=5).map(move |future| (past, future)))
}

fn window(past: u8, future: u8) -> Policy {
    Policy { window: Window::new(past, future).unwrap(), ..Policy::DEFAULT }
}

fn drifting(past: u8, future: u8, bound: u8) -> Policy {
    Policy { drift: Some(Drift::within(bound).unwrap()), ..window(past, future) }
}

fn looking_ahead(count: u8) -> Policy {
    Policy { look_ahead: LookAhead::new(count).unwrap(), ..Policy::DEFAULT }
}

fn code(position: u64) -> String {
    naive::code(Hash::Sha1, KEY, position, 6)
}

fn totp(period: u64, t0: u64) -> Account {
    let period = Period::new(period as u32).unwrap();
    let t0 = UnixTime::new(t0).unwrap();
    account(Parameters { moving: Moving::Totp { period, t0 }, ..Parameters::TOTP }, None)
}

fn hotp(start: u64) -> Account {
    account(Parameters::HOTP, Some(Position::Counter(Counter::new(start).unwrap())))
}

fn account(parameters: Parameters, start: Option<Position>) -> Account {
    let credential = Credential::new(&Secret::import(KEY).unwrap(), parameters).unwrap();
    let beginning = credential.beginning();
    Account::new(credential, start.unwrap_or(beginning))
}

/// Position and offset of an accepted code.
fn accepted(verdict: Verdict) -> (u64, i64) {
    match verdict {
        Verdict::Accepted(accepted) => (accepted.position.number(), accepted.offset),
        other => panic!("not accepted: {other:?}"),
    }
}

fn reason(verdict: Verdict) -> Reason {
    match verdict {
        Verdict::Rejected(rejected) => rejected.reason,
        other => panic!("not rejected: {other:?}"),
    }
}

fn moved(position: u64, by: i64) -> u64 {
    position.checked_add_signed(by).unwrap()
}

#[test]
fn steps_and_what_is_left_of_them_are_those_of_a_division_of_64_bits() {
    let last = UnixTime::MAX.seconds();
    let edges = [0, 1, 29, 30, 59, 0xffff, 0x1_0000, 0x1_0001, 0xffff_ffff, 0x1_0000_0000, last - 1, last];
    let secret = Secret::import(&[7; 20]).unwrap();
    for seconds in (0..=last).step_by(1_234_567_891).chain(edges) {
        for length in [1, 2, 7, 30, 60, 255, 256, 1023, 3599, 3600] {
            let (now, period) = (UnixTime::new(seconds).unwrap(), Period::new(length).unwrap());
            let step = TimeStep::at(now, period, UnixTime::EPOCH).unwrap();
            assert_eq!(step.number(), seconds / u64::from(length), "{seconds} by {length}");
            let moving = Moving::Totp { period, t0: UnixTime::EPOCH };
            let shown =
                Credential::new(&secret, Parameters { moving, ..Parameters::TOTP }).unwrap().code_at(now).unwrap();
            assert_eq!(u64::from(shown.seconds_left.count()), u64::from(length) - seconds % u64::from(length));
        }
    }
}
