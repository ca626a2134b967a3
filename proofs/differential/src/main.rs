//! libmfa beside others, asked the same random questions: which code is shown, and where a typed one is accepted.
//! `cargo xtask test differential` runs it.
//!
//!     differential PEER CASES [--seed NUMBER] [--planted]
//!
//! PEER is liboath, totp-rs or totp-rfc. Exit status 0 if all answers agree. With `--planted` the peer's answer is changed in
//! one case of a thousand, and it is 0 if each of those, and no other, is found.
//!
//! Where a typed code is that of two acceptable positions, peers look at the nearest first and libmfa at the smallest: both
//! are right, and such cases are counted by themselves.

mod case;
mod ours;
mod peers;

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use case::{Case, Moving, Typed};
use ours::Ours;
use peers::Peer;
use seeded::Random;

const ONE_IN: u64 = 1000;
/// How many differences are shown.
const SHOWN: u64 = 5;

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<bool, String> {
    let peer: Box<dyn Peer> = match arguments.next().as_deref() {
        Some("liboath") => Box::new(peers::oath::Oath),
        Some("totp-rs") => Box::new(peers::totp_rs::TotpRs),
        Some("totp-rfc") => Box::new(peers::totp_rfc::TotpRfc),
        _ => return Err("liboath, totp-rs or totp-rfc?".to_owned()),
    };
    let number = |text: Option<String>| text.and_then(|text| text.parse().ok()).ok_or("a number is missing");
    let cases: u64 = number(arguments.next())?;
    let (mut seed, mut is_planted) = (Random::seed(), false);
    while let Some(option) = arguments.next() {
        match option.as_str() {
            "--seed" => seed = number(arguments.next())?,
            "--planted" => is_planted = true,
            other => return Err(format!("{other}: no such option")),
        }
    }
    println!("{}, seed {seed}: {}", peer.name(), peer.limits().about);
    let begun = Instant::now();
    let mut count = Count::default();
    let mut random = Random::seeded(seed);
    for at in 0..cases {
        let is_wrong = is_planted && random.below(ONE_IN) == 0;
        count.planted += u64::from(is_wrong);
        count.ask(&*peer, at, &mut random, is_wrong);
    }
    count.tell(begun.elapsed().as_secs_f64());
    Ok(count.different == count.planted && count.wrongly_found == 0 && count.is_of_every_kind(&*peer))
}

/// What was asked, and what came of it.
#[derive(Default)]
struct Count {
    counters_shown: u64,
    times_shown: u64,
    counters_found: u64,
    counters_not_found: u64,
    times_found: u64,
    times_not_found: u64,
    /// Accepted by both, at positions that share the code.
    shared: u64,
    planted: u64,
    different: u64,
    /// Differences that nobody planted.
    wrongly_found: u64,
}

impl Count {
    /// One random question to both.
    fn ask(&mut self, peer: &dyn Peer, at: u64, random: &mut Random, is_wrong: bool) {
        let case = Case::drawn(random, peer.limits());
        let ours = Ours::of(&case);
        let difference = if random.in_a_hundred(50) {
            self.code(peer, &case, &ours, is_wrong)
        } else {
            let typed = match case.typed(random) {
                Typed::At(position) => ours.code_of(position),
                Typed::Digits(digits) => digits_of(digits, case.digits.count()),
            };
            self.verification(peer, &case, &ours, &typed, is_wrong)
        };
        if let Some(difference) = difference {
            self.different += 1;
            self.wrongly_found += u64::from(!is_wrong);
            if self.wrongly_found > 0 && self.wrongly_found <= SHOWN {
                println!(
                    "case {at}: {difference}\n  {:?} {:?} {} digits",
                    case.moving,
                    case.algorithm,
                    case.digits.count()
                );
            }
        }
    }

    fn code(&mut self, peer: &dyn Peer, case: &Case, ours: &Ours, is_wrong: bool) -> Option<String> {
        match case.moving {
            Moving::Counter { .. } => self.counters_shown += 1,
            Moving::Time { .. } => self.times_shown += 1,
        }
        let (mut theirs, ours) = (peer.code(case), ours.code());
        if is_wrong {
            let last = theirs.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            theirs.push(char::from_digit((last + 1) % 10, 10).unwrap_or('0'));
        }
        (theirs != ours).then(|| format!("the code is {ours} here and {theirs} there"))
    }

    fn verification(
        &mut self,
        peer: &dyn Peer,
        case: &Case,
        ours: &Ours,
        typed: &str,
        is_wrong: bool,
    ) -> Option<String> {
        let (mut theirs, found) = (peer.found(case, typed), ours.found(typed));
        if is_wrong {
            // Found where it was not, and beside where it was.
            theirs = Some(theirs.map_or(1, |position| position ^ 1));
        }
        *match (case.moving, found) {
            (Moving::Counter { .. }, Some(_)) => &mut self.counters_found,
            (Moving::Counter { .. }, None) => &mut self.counters_not_found,
            (Moving::Time { .. }, Some(_)) => &mut self.times_found,
            (Moving::Time { .. }, None) => &mut self.times_not_found,
        } += 1;
        match (found, theirs) {
            (ours, theirs) if ours == theirs => None,
            (Some(smallest), Some(nearest))
                if (smallest + 1..=case.acceptable().1).contains(&nearest) && ours.code_of(nearest) == typed =>
            {
                self.shared += 1;
                None
            }
            _ => Some(format!("the typed code is at {found:?} here and at {theirs:?} there")),
        }
    }

    /// Nothing is shown by questions that were not asked.
    fn is_of_every_kind(&self, peer: &dyn Peer) -> bool {
        let of_time = [self.times_shown, self.times_found, self.times_not_found];
        let of_counters = [self.counters_shown, self.counters_found, self.counters_not_found];
        let asked = |counts: [u64; 3]| counts.iter().all(|count| *count > 0);
        asked(of_time) && (peer.limits().hotp.is_empty() || asked(of_counters))
    }

    fn tell(&self, seconds: f64) {
        println!("codes shown: {} for counters, {} for times", self.counters_shown, self.times_shown);
        println!("typed, look-ahead: {} accepted, {} rejected", self.counters_found, self.counters_not_found);
        println!("typed, window: {} accepted, {} rejected", self.times_found, self.times_not_found);
        println!("accepted by both at positions that share the code: {}", self.shared);
        println!("different: {}, of which planted: {}; {seconds:.0} s", self.different, self.planted);
    }
}

fn digits_of(number: u64, count: usize) -> String {
    let digits = format!("{number:020}");
    digits[digits.len() - count..].to_owned()
}
