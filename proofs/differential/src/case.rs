//! A random question that libmfa and a peer are both asked.

use mfa_core::{Algorithm, Digits};
use seeded::Random;

/// What a peer can be asked, as far as it is what libmfa means. `about` says why it is no further.
pub struct Limits {
    pub about: &'static str,
    /// How many bytes a key has at the least; libmfa wants 10 to 128.
    pub shortest_key: u64,
    pub digits: &'static [Digits],
    /// The hashes for counter-based codes; none if it has no such codes.
    pub hotp: &'static [Algorithm],
    pub t0: bool,
    /// Whether past and future steps of a window can differ.
    pub window_of_two: bool,
    /// Whether a window may reach below step 0.
    pub below_zero: bool,
}

pub struct Case {
    pub key: Vec<u8>,
    pub algorithm: Algorithm,
    pub digits: Digits,
    pub moving: Moving,
}

#[derive(Clone, Copy, Debug)]
pub enum Moving {
    /// A counter, and how many further ones are acceptable.
    Counter {
        counter: u64,
        further: u8,
    },
    Time {
        now: u64,
        period: u16,
        t0: u64,
        past: u8,
        future: u8,
    },
}

/// What is known of a typed code before anybody is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    /// The code of a position, which need not be acceptable.
    At(u64),
    /// Digits.
    Digits(u64),
}

const LENGTHS: &[u64] = &[10, 16, 20, 32, 63, 64, 65, 127, 128];
/// The longest key that libmfa takes.
const LONGEST: u64 = 128;
/// The last counter that libmfa takes: each has a successor.
const LAST: u64 = u64::MAX - 1;
const COUNTERS: &[u64] =
    &[0, 1, 255, 256, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 32, i64::MAX as u64, 1 << 63, LAST];
/// The last time that libmfa takes.
const LAST_TIME: u64 = 1 << 40;
const TIMES: &[u64] = &[0, 1, 29, 30, 59, 60, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 32, LAST_TIME - 1, LAST_TIME];
const PERIODS: &[u64] = &[1, 15, 30, 60, 3600];
const HASHES: &[Algorithm] = &[Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];

impl Case {
    pub fn drawn(random: &mut Random, limits: &Limits) -> Self {
        let length = if random.in_a_hundred(50) { random.one_of(LENGTHS) } else { 10 + random.below(LONGEST - 9) };
        let key = (0..length.max(limits.shortest_key)).map(|_| random.next().to_le_bytes()[7]).collect();
        let digits = random.one_of(limits.digits);
        if !limits.hotp.is_empty() && random.in_a_hundred(50) {
            let further = reach(random);
            let counter = if random.in_a_hundred(20) { random.one_of(COUNTERS) } else { some(random, LAST) };
            // No counter comes after the last: peers begin again at 0 or stop there.
            let moving = Moving::Counter { counter: counter.min(LAST - u64::from(further)), further };
            return Self { key, algorithm: random.one_of(limits.hotp), digits, moving };
        }
        Self { key, algorithm: random.one_of(HASHES), digits, moving: time(random, limits) }
    }

    /// A code to type: of an acceptable position, of one just outside, or any digits.
    pub fn typed(&self, random: &mut Random) -> Typed {
        let ((first, last), furthest) = (self.acceptable(), self.furthest());
        match random.below(10) {
            0..5 => Typed::At((first + random.below(last - first + 1)).min(furthest)),
            5 => Typed::At(last.saturating_add(1).min(furthest)),
            6 => Typed::At(first.saturating_sub(1)),
            7 => Typed::At(last.saturating_add(2 + random.below(100)).min(furthest)),
            _ => Typed::Digits(random.next()),
        }
    }

    /// The last position that libmfa can be asked the code of.
    pub const fn furthest(&self) -> u64 {
        match self.moving {
            Moving::Counter { .. } => LAST,
            Moving::Time { .. } => LAST_TIME,
        }
    }

    /// The first and the last acceptable position.
    pub fn acceptable(&self) -> (u64, u64) {
        match self.moving {
            Moving::Counter { counter, further } => (counter, counter + u64::from(further)),
            Moving::Time { now, period, t0, past, future } => {
                let step = (now - t0) / u64::from(period);
                (step.saturating_sub(past.into()), (step + u64::from(future)).min(LAST_TIME))
            }
        }
    }
}

fn time(random: &mut Random, limits: &Limits) -> Moving {
    let now = if random.in_a_hundred(20) { random.one_of(TIMES) } else { some(random, LAST_TIME) };
    let period = if random.in_a_hundred(70) { random.one_of(PERIODS) } else { 1 + random.below(3600) };
    let t0 = if limits.t0 && random.in_a_hundred(30) { random.below(now + 1) } else { 0 };
    let (mut past, mut future) = (reach(random), reach(random));
    if !limits.window_of_two {
        future = past;
    }
    let step = (now - t0) / period;
    if !limits.below_zero {
        past = past.min(u8::try_from(step).unwrap_or(u8::MAX));
        future = if limits.window_of_two { future } else { past };
    }
    Moving::Time { now, period: u16::try_from(period).expect("at most an hour"), t0, past, future }
}

/// A number as large as any, and as often a small one.
fn some(random: &mut Random, last: u64) -> u64 {
    let bits = random.below(64);
    (random.next() >> bits).min(last)
}

/// How many further positions, mostly few: each costs both sides a code.
fn reach(random: &mut Random) -> u8 {
    let most = random.one_of(&[1, 1, 1, 1, 1, 1, 2, 2, 10, 50]);
    u8::try_from(random.below(most + 1)).unwrap_or(0)
}
