//! The codes are those of oathtool (Debian package oathtool, OATH Toolkit 2.6), over random parameters.
//!
//! Each run takes another seed and prints it; `MFA_SEED` takes one again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests may be blunt")]

mod common;

use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use common::{Dice, Place, mfa};

/// How many parameter sets a test compares.
const SETS: usize = 300;

/// Parameters that both programs take, as each of them spells them.
#[derive(Clone)]
struct Set {
    key: Vec<u8>,
    base32: bool,
    /// SHA-1, SHA-256 or SHA-512 for a time-based one.
    hash: &'static str,
    digits: usize,
    window: usize,
    moving: Moving,
}

#[derive(Clone, Copy)]
enum Moving {
    Hotp { counter: u64 },
    Totp { period: u64, t0: u64, now: u64 },
}

impl Set {
    fn hotp(dice: &mut Dice) -> Self {
        let counter = match dice.next(3) {
            0 => dice.below(100),
            1 => dice.below(u64::from(u32::MAX) * 4),
            // oathtool takes no counter beyond 2^63.
            _ => dice.below(u64::MAX / 2 - 100),
        };
        Self::of(dice, "sha1", Moving::Hotp { counter })
    }

    fn totp(dice: &mut Dice) -> Self {
        let hash = ["sha1", "sha256", "sha512"][dice.next(3)];
        let period = [1, 30, 30, 60, 3600, 1 + dice.below(3600)][dice.next(6)];
        let t0 = if dice.next(2) == 0 { 0 } else { dice.below(2_000_000_000) };
        let now = t0 + dice.below(4_000_000_000);
        Self::of(dice, hash, Moving::Totp { period, t0, now })
    }

    fn of(dice: &mut Dice, hash: &'static str, moving: Moving) -> Self {
        let length = [10, 16, 20, 32, 64, 10 + dice.next(119)][dice.next(6)];
        Self {
            key: (0..length).map(|_| u8::try_from(dice.next(256)).unwrap()).collect(),
            base32: dice.next(2) == 0,
            hash,
            digits: 6 + dice.next(3),
            window: [0, 0, 1, 5, dice.next(40)][dice.next(5)],
            moving,
        }
    }

    fn secret(&self) -> String {
        if self.base32 {
            mfa_core::Secret::import(&self.key).unwrap().to_base32(str::to_owned)
        } else {
            self.key.iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }

    fn oathtool(&self) -> Vec<String> {
        let mut line: Vec<String> = vec![format!("-d{}", self.digits), format!("-w{}", self.window)];
        line.extend(self.base32.then(|| "-b".to_owned()));
        match self.moving {
            Moving::Hotp { counter } => line.push(format!("-c{counter}")),
            Moving::Totp { period, t0, now } => line.extend([
                format!("--totp={}", self.hash.to_uppercase()),
                format!("-s{period}s"),
                format!("-S@{t0}"),
                format!("-N@{now}"),
            ]),
        }
        line.push(self.secret());
        line
    }

    /// The line for `mfa`, with the secret in a file.
    fn ours(&self, place: &Place, command: &[&str]) -> Vec<String> {
        let way = if self.base32 { "--secret" } else { "--hex" };
        let file = place.file("secret", self.secret());
        let mut line: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        line.extend([way.to_owned(), file, "--digits".to_owned(), self.digits.to_string()]);
        match self.moving {
            Moving::Hotp { counter } => line.extend(["--hotp".to_owned(), format!("--counter={counter}")]),
            Moving::Totp { period, t0, .. } => {
                line.extend([format!("--algorithm={}", self.hash), format!("--period={period}"), format!("--t0={t0}")])
            }
        }
        line
    }

    fn at(&self) -> Option<String> {
        match self.moving {
            Moving::Hotp { .. } => None,
            Moving::Totp { now, .. } => Some(format!("--at={now}")),
        }
    }

    fn codes_line(&self, place: &Place) -> Vec<String> {
        let mut line = self.ours(place, &["code"]);
        line.push(format!("--window={}", self.window));
        line.extend(self.at());
        line
    }
}

/// What oathtool prints.
fn oathtool(line: &[String]) -> (bool, String) {
    let output = Command::new("oathtool").args(line).stderr(Stdio::null()).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn dice() -> Dice {
    let seed = std::env::var("MFA_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs());
    println!("MFA_SEED={seed}");
    Dice(seed)
}

/// Compares what both print.
fn same_codes(draw: impl Fn(&mut Dice) -> Set) {
    let place = Place::new("oathtool");
    let mut dice = dice();
    for _ in 0..SETS {
        let set = draw(&mut dice);
        let theirs = set.oathtool();
        let (success, codes) = oathtool(&theirs);
        assert!(success, "oathtool {theirs:?}");
        let line = set.codes_line(&place);
        let ran = mfa(&line).ends(0);
        assert_eq!(ran.out, codes, "oathtool {theirs:?}\nmfa {line:?}");
        assert_eq!(codes.lines().count(), set.window + 1);
    }
}

#[test]
#[ignore = "needs oathtool"]
fn counter_based_codes_are_oathtools() {
    same_codes(Set::hotp);
}

#[test]
#[ignore = "needs oathtool"]
fn time_based_codes_are_oathtools() {
    same_codes(Set::totp);
}

#[test]
#[ignore = "needs oathtool"]
fn both_find_a_code_in_the_window_at_the_same_distance() {
    let place = Place::new("oathtool-check");
    let mut dice = dice();
    for _ in 0..SETS {
        let mut set = if dice.next(2) == 0 { Set::hotp(&mut dice) } else { Set::totp(&mut dice) };
        // Not before T0: there oathtool's arithmetic wraps.
        if let Moving::Totp { period, t0, now } = &mut set.moving {
            *now = (*now).max(*t0 + 50 * *period);
        }
        // The code of a place inside the window or just outside of it, on either side.
        let shift = dice.below(u64::try_from(set.window).unwrap() + 3);
        let back = dice.next(2) == 0;
        let shifted = |from: u64, by: u64| if back { from.saturating_sub(by) } else { from + by };
        let elsewhere = Set {
            window: 0,
            moving: match set.moving {
                Moving::Hotp { counter } => Moving::Hotp { counter: shifted(counter, shift) },
                Moving::Totp { period, t0, now } => Moving::Totp { period, t0, now: shifted(now, shift * period) },
            },
            ..set.clone()
        };
        let code = mfa(&elsewhere.codes_line(&place)).ends(0).out.trim().to_owned();

        let mut theirs = set.oathtool();
        theirs.push(code.clone());
        let (found, distance) = oathtool(&theirs);
        let mut line = set.codes_line(&place);
        line.extend(["--check".to_owned(), code]);
        let ran = mfa(&line);
        assert_eq!(ran.status, i32::from(!found), "oathtool {theirs:?}\nmfa {line:?}\n{ran:?}");
        // oathtool does not tell past from future.
        assert_eq!(ran.out.trim().trim_start_matches('-'), distance.trim(), "oathtool {theirs:?}\nmfa {line:?}");
    }
}

#[test]
#[ignore = "needs oathtool"]
fn verify_accepts_what_oathtool_generates_and_accepts_it_once() {
    let mut dice = dice();
    for _ in 0..SETS / 3 {
        let set = if dice.next(2) == 0 { Set::hotp(&mut dice) } else { Set::totp(&mut dice) };
        let place = Place::new("oathtool-verify");
        let add = set.ours(&place, &["add", "alice"]);
        place.mfa(&add.iter().map(String::as_str).collect::<Vec<_>>()).ends(0);
        let theirs = set.oathtool();
        let (success, codes) = oathtool(&theirs);
        assert!(success, "oathtool {theirs:?}");
        let code = codes.lines().next().unwrap();
        let at = set.at();
        let line: Vec<&str> = ["verify", "alice"].into_iter().chain(at.as_deref()).collect();
        place.typing(&line, code).ends(0);
        place.typing(&line, code).ends(1);
    }
}
