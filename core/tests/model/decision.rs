//! The model: a login decided as DESIGN.md says it ("The engine", "Clocks"), as naively as can be.
//!
//! It knows no bytes, no seals and no constant time; positions are numbers that cannot overflow, codes are strings. A
//! decision takes a record and gives an answer and, if anything changes, the record to store.

use core::cell::RefCell;
use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::naive::{self, Hash};

/// A step, a counter, a time or a difference of them: wide enough that nothing here can overflow.
pub(crate) type Number = i128;

/// The last counter: each has a successor that is a `u64`.
const LAST_COUNTER: Number = u64::MAX as Number - 1;
/// The last time there is.
const LAST_SECOND: Number = 1 << 40;

/// What never changes about an authenticator.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) key: Vec<u8>,
    pub(crate) hash: Hash,
    pub(crate) digits: u32,
    pub(crate) kind: Kind,
    pub(crate) known: KnownCodes,
}

/// Codes that were computed before: a history comes back to the same ones again and again.
#[derive(Clone, Default)]
pub(crate) struct KnownCodes(RefCell<BTreeMap<u64, String>>);

impl fmt::Debug for KnownCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Totp { period: Number, t0: Number },
    Hotp,
}

/// What an administrator decides.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) past: Number,
    pub(crate) future: Number,
    pub(crate) look_ahead: Number,
    /// The bound; `None` for off.
    pub(crate) drift: Option<Number>,
    pub(crate) resync_range: Number,
    pub(crate) free: Number,
    pub(crate) first_lock: Number,
    pub(crate) longest_lock: Number,
    pub(crate) cap: Number,
    pub(crate) closes_at_cap: bool,
}

/// A person's record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) authenticators: Vec<Authenticator>,
    pub(crate) failures: Number,
    pub(crate) failures_in_all: Number,
    pub(crate) lock: Option<Lock>,
    pub(crate) revision: Number,
}

#[derive(Clone, Debug)]
pub(crate) struct Authenticator {
    pub(crate) device: Rc<Device>,
    /// The smallest position that is not used up.
    pub(crate) next: Number,
    pub(crate) drift: Number,
    /// Whether its codes count for nothing until it is confirmed again.
    pub(crate) suspended: bool,
}

/// When the lock began, the lowest time seen since, and how long it was meant to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lock {
    pub(crate) start: Number,
    pub(crate) low: Number,
    pub(crate) length: Number,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Verify {
        code: String,
        /// The one authenticator that the person named.
        only: Option<usize>,
    },
    Resynchronize {
        authenticator: usize,
        codes: [String; 2],
    },
    Diagnose {
        authenticator: usize,
        code: String,
        reach: Number,
    },
    Unlock,
    Reseal,
    Add {
        device: usize,
        start: Number,
    },
    Remove {
        authenticator: usize,
    },
    RemoveAll,
    /// One of them, or all.
    Suspend(Option<usize>),
    /// By an administrator's leave.
    Restore {
        authenticator: usize,
        code: String,
    },
}

/// What they hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted {
        authenticator: usize,
        position: Number,
        offset: Number,
        failures_before: Number,
    },
    Rejected(Rejection),
    Resynchronized {
        position: Number,
        offset: Number,
    },
    Slow {
        steps: Number,
        rejection: Rejection,
    },
    Unknown(Rejection),
    Locked {
        until: Number,
    },
    Closed,
    Suspended,
    Restored,
    /// An administrator's change was made.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) attempts_left: Number,
    pub(crate) locked_until: Option<Number>,
    pub(crate) closed: bool,
    pub(crate) replayed: bool,
}

/// Why nothing was decided at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NobodyEnrolled,
    NoSuchAuthenticator,
    Length,
    BeforeT0,
    Exhausted,
    DriftIsOff,
    NotTimeBased,
    SameSecret,
    TooMany,
    NotSuspended,
}

/// How a person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) failures: Number,
    pub(crate) failures_in_all: Number,
    pub(crate) attempts_left: Number,
    pub(crate) locked_until: Option<Number>,
    pub(crate) closed: bool,
    pub(crate) revision: Number,
    /// Next position and learned drift of each authenticator, and whether it is suspended.
    pub(crate) progress: Vec<(Number, Number, bool)>,
}

/// An answer, and the record to store if anything changes.
pub(crate) type Decision = Result<(Answer, Option<Record>), Refusal>;

impl Device {
    pub(crate) fn code(&self, position: Number) -> String {
        let position = position.try_into().unwrap();
        let mut known = self.known.0.borrow_mut();
        known.entry(position).or_insert_with(|| naive::code(self.hash, &self.key, position, self.digits)).clone()
    }

    pub(crate) fn step_at(&self, now: Number) -> Result<Number, Refusal> {
        match self.kind {
            Kind::Hotp => Err(Refusal::NotTimeBased),
            Kind::Totp { t0, .. } if now < t0 => Err(Refusal::BeforeT0),
            Kind::Totp { period, t0 } => Ok((now - t0) / period),
        }
    }

    pub(crate) fn is_totp(&self) -> bool {
        self.kind != Kind::Hotp
    }

    /// Whether both show the same codes: HMAC pads a key with zeros and hashes one that is too long, so that keys need not
    /// be equal for that.
    fn has_secret_of(&self, other: &Self) -> bool {
        let same_code = |position| {
            naive::truncated(self.hash, &self.key, position) == naive::truncated(other.hash, &other.key, position)
        };
        self.hash == other.hash && (0..4).all(same_code)
    }
}

impl Policy {
    fn window(&self, centre: Number) -> impl Iterator<Item = Number> {
        (centre - self.past..=centre + self.future).filter(|&step| step >= 0)
    }

    /// The most positions a code is ever tried against.
    fn most_candidates(&self, device: &Device) -> Number {
        let window = self.past + 1 + self.future;
        match (device.kind, self.drift) {
            (Kind::Hotp, _) => self.look_ahead,
            (Kind::Totp { .. }, None) => window,
            (Kind::Totp { .. }, Some(bound)) => window + bound.min(window),
        }
    }

    /// The cap over everything that is tried: all guesses together stay below one in a thousand, but the free failures
    /// are always free.
    pub(crate) fn cap_over(&self, devices: &[&Device]) -> Number {
        let digit_counts: BTreeSet<u32> = devices.iter().map(|device| device.digits).collect();
        let cap_of = |digits: u32| {
            let same = devices.iter().filter(|device| device.digits == digits);
            let candidates: Number = same.map(|device| self.most_candidates(device)).sum();
            self.cap.min(10_i128.pow(digits) / 1000 / candidates).max(self.free).max(1)
        };
        digit_counts.into_iter().map(cap_of).min().unwrap_or(self.cap.max(self.free).max(1))
    }
}

impl Lock {
    fn holds(&self, now: Number, policy: &Policy) -> bool {
        let length = self.length.min(policy.longest_lock);
        now < self.low + length || (self.start <= now && now < self.start + length)
    }

    /// The lock after the clock was seen.
    fn seen(&self, now: Number) -> Self {
        Self { low: self.low.min(now), ..*self }
    }

    /// From when on a code is looked at again, if the clock goes on from now as clocks do.
    fn until(&self, now: Number, policy: &Policy) -> Option<Number> {
        let length = self.length.min(policy.longest_lock);
        let ends = [now, self.low + length, self.start + length];
        let free = ends.into_iter().filter(|&end| end >= now && !self.holds(end, policy)).min();
        free.filter(|&end| end > now).map(told_time)
    }
}

/// No time is told that is beyond the last there is.
fn told_time(time: Number) -> Number {
    time.min(LAST_SECOND)
}

/// What one authenticator makes of a code.
struct Sight {
    /// The smallest acceptable match.
    fresh: Option<Number>,
    /// Whether it is the code of the step used last.
    last: bool,
    /// Whether it is the code of a step used before that.
    older: bool,
}

impl Authenticator {
    /// What is acceptable now, used up or not.
    pub(crate) fn candidates(&self, now: Number, policy: &Policy) -> Result<BTreeSet<Number>, Refusal> {
        if !self.device.is_totp() {
            if self.next > LAST_COUNTER {
                return Err(Refusal::Exhausted);
            }
            let counters = self.next..self.next + policy.look_ahead;
            return Ok(counters.filter(|&counter| counter <= LAST_COUNTER).collect());
        }
        let here = self.device.step_at(now)?;
        let mut candidates: BTreeSet<Number> = policy.window(here).collect();
        if let Some(bound) = policy.drift {
            candidates.extend(policy.window(here + self.drift.clamp(-bound, bound)));
        }
        Ok(candidates)
    }

    fn look_for(&self, code: &str, now: Number, policy: &Policy) -> Result<Sight, Refusal> {
        let candidates = self.candidates(now, policy)?;
        let matches: Vec<Number> = candidates.into_iter().filter(|&at| self.device.code(at) == code).collect();
        Ok(Sight {
            fresh: matches.iter().copied().find(|&at| at >= self.next),
            last: matches.contains(&(self.next - 1)),
            older: matches.iter().any(|&at| at < self.next - 1),
        })
    }

    /// Uses up a position that was accepted, and learns from it.
    fn accept(&mut self, position: Number, expected: Number, policy: &Policy) {
        self.next = position + 1;
        if let (true, Some(bound)) = (self.device.is_totp(), policy.drift) {
            self.drift = (position - expected).clamp(-bound, bound);
        }
    }

    /// Where its code is expected now.
    fn expected(&self, now: Number) -> Result<Number, Refusal> {
        if self.device.is_totp() { self.device.step_at(now) } else { Ok(self.next) }
    }
}

impl Record {
    /// Somebody new.
    pub(crate) fn new() -> Self {
        Self { authenticators: Vec::new(), failures: 0, failures_in_all: 0, lock: None, revision: 0 }
    }

    pub(crate) fn decide(&self, act: &Act, now: Number, policy: &Policy, devices: &[Rc<Device>]) -> Decision {
        match act {
            Act::Verify { code, only } => self.verify(code, *only, now, policy),
            Act::Resynchronize { authenticator, codes } => self.resynchronize(*authenticator, codes, now, policy),
            Act::Diagnose { authenticator, code, reach } => self.diagnose(*authenticator, code, *reach, now, policy),
            Act::Unlock => {
                let mut next = self.clone();
                next.failures = 0;
                next.lock = None;
                next.stored(Answer::Done)
            }
            Act::Reseal => self.clone().stored(Answer::Done),
            Act::RemoveAll => {
                let mut next = self.clone();
                next.authenticators.clear();
                next.stored(Answer::Done)
            }
            Act::Suspend(Some(authenticator)) if *authenticator >= self.authenticators.len() => {
                Err(Refusal::NoSuchAuthenticator)
            }
            Act::Suspend(which) => {
                let mut next = self.clone();
                let all = next.authenticators.iter_mut().enumerate();
                all.filter(|(index, _)| which.is_none_or(|which| which == *index))
                    .for_each(|(_, one)| one.suspended = true);
                next.stored(Answer::Done)
            }
            Act::Restore { authenticator, code } => self.restore(*authenticator, code, now, policy),
            Act::Add { device, start } => self.add(devices[*device].clone(), *start),
            Act::Remove { authenticator } => {
                let mut next = self.clone();
                if *authenticator >= next.authenticators.len() {
                    return Err(Refusal::NoSuchAuthenticator);
                }
                next.authenticators.remove(*authenticator);
                next.stored(Answer::Done)
            }
        }
    }

    pub(crate) fn standing(&self, now: Number, policy: &Policy) -> Standing {
        let closed = self.is_closed(policy);
        let locked_until = self.lock.and_then(|lock| lock.seen(now).until(now, policy));
        Standing {
            failures: self.failures,
            failures_in_all: self.failures_in_all,
            attempts_left: if closed || locked_until.is_some() { 0 } else { self.attempts_left(policy) },
            locked_until: locked_until.filter(|_| !closed),
            closed,
            revision: self.revision,
            progress: self.authenticators.iter().map(|one| (one.next, one.drift, one.suspended)).collect(),
        }
    }

    fn verify(&self, code: &str, only: Option<usize>, now: Number, policy: &Policy) -> Decision {
        if only.is_some_and(|only| only >= self.authenticators.len()) {
            return Err(Refusal::NoSuchAuthenticator);
        }
        if self.authenticators.is_empty() {
            return Err(Refusal::NobodyEnrolled);
        }
        let meant = |index: &usize| only.is_none_or(|only| only == *index) && !self.authenticators[*index].suspended;
        let meant: Vec<usize> = (0..self.authenticators.len()).filter(meant).collect();
        if meant.is_empty() {
            return Ok((Answer::Suspended, None));
        }
        let fits = |index: &usize| self.authenticators[*index].device.digits as usize == code.len();
        let fitting: Vec<usize> = meant.into_iter().filter(fits).collect();
        if fitting.is_empty() {
            return Err(Refusal::Length);
        }
        if let Some(barred) = self.barred(now, policy) {
            return barred;
        }

        let tried: Vec<(usize, Result<Sight, Refusal>)> =
            fitting.into_iter().map(|index| (index, self.authenticators[index].look_for(code, now, policy))).collect();
        let sights: Vec<(usize, &Sight)> =
            tried.iter().filter_map(|(index, sight)| Some((*index, sight.as_ref().ok()?))).collect();
        if sights.is_empty() {
            return Err(tried.iter().rev().find_map(|(_, sight)| sight.as_ref().err().copied()).unwrap());
        }

        let is_totp = |index: usize| self.authenticators[index].device.is_totp();
        let fresh: Vec<(usize, Number)> =
            sights.iter().filter_map(|(index, sight)| Some((*index, sight.fresh?))).collect();
        let first_of = |totp: bool| fresh.iter().copied().find(|(index, _)| is_totp(*index) == totp);
        let Some((accepted, position)) = first_of(true).or(first_of(false)) else {
            let last = sights.iter().any(|(_, sight)| sight.last);
            let older = sights.iter().any(|(_, sight)| sight.older);
            return self.rejected(now, policy, last, older);
        };

        let mut next = self.clone();
        for &(other, step) in fresh.iter().filter(|(index, _)| is_totp(*index)) {
            next.authenticators[other].next = step + 1;
        }
        let expected = self.authenticators[accepted].expected(now)?;
        next.authenticators[accepted].accept(position, expected, policy);
        next.failures = 0;
        next.lock = None;
        next.stored(Answer::Accepted {
            authenticator: accepted,
            position,
            offset: position - expected,
            failures_before: self.failures,
        })
    }

    fn resynchronize(&self, index: usize, codes: &[String; 2], now: Number, policy: &Policy) -> Decision {
        let one = self.authenticators.get(index).ok_or(Refusal::NoSuchAuthenticator)?;
        if codes.iter().any(|code| code.len() != one.device.digits as usize) {
            return Err(Refusal::Length);
        }
        if one.suspended {
            return Ok((Answer::Suspended, None));
        }
        if one.device.is_totp() && policy.drift.is_none() {
            return Err(Refusal::DriftIsOff);
        }
        let expected = one.expected(now)?;
        let seconds: Vec<Number> = match policy.drift {
            Some(bound) if one.device.is_totp() => (expected - bound..=expected + bound).collect(),
            _ if one.next > LAST_COUNTER => return Err(Refusal::Exhausted),
            _ => (one.next + 1..=one.next + policy.resync_range).collect(),
        };
        if let Some(barred) = self.barred(now, policy) {
            return barred;
        }

        let possible = |second: &Number| *second >= 1 && *second <= LAST_COUNTER;
        let matches = |second: &Number| one.device.code(second - 1) == codes[0] && one.device.code(*second) == codes[1];
        let found: Vec<Number> = seconds.into_iter().filter(possible).filter(matches).collect();
        let Some(&second) = found.iter().find(|&&second| second > one.next) else {
            return self.rejected(now, policy, found.contains(&(one.next - 1)), !found.is_empty());
        };

        let mut next = self.clone();
        next.authenticators[index].accept(second, expected, policy);
        next.lock = None;
        next.stored(Answer::Resynchronized { position: second, offset: second - expected })
    }

    fn diagnose(&self, index: usize, code: &str, reach: Number, now: Number, policy: &Policy) -> Decision {
        let one = self.authenticators.get(index).ok_or(Refusal::NoSuchAuthenticator)?;
        if code.len() != one.device.digits as usize {
            return Err(Refusal::Length);
        }
        if one.suspended && one.device.is_totp() {
            return Ok((Answer::Suspended, None));
        }
        let here = one.device.step_at(now)?;
        let lowest_acceptable = *one.candidates(now, policy)?.first().unwrap();
        if let Some(barred) = self.barred(now, policy) {
            return barred;
        }

        let dead_steps = (here - reach).max(0)..lowest_acceptable;
        let most_recent = dead_steps.rev().find(|&step| one.device.code(step) == code);
        let (rejection, next) = self.failed(now, policy, false, true);
        next.stored(match most_recent {
            Some(step) => Answer::Slow { steps: here - step, rejection },
            None => Answer::Unknown(rejection),
        })
    }

    fn restore(&self, index: usize, code: &str, now: Number, policy: &Policy) -> Decision {
        let one = self.authenticators.get(index).ok_or(Refusal::NoSuchAuthenticator)?;
        if !one.suspended {
            return Err(Refusal::NotSuspended);
        }
        if code.len() != one.device.digits as usize {
            return Err(Refusal::Length);
        }
        let sight = one.look_for(code, now, policy)?;
        if let Some(barred) = self.barred(now, policy) {
            return barred;
        }
        let Some(position) = sight.fresh else {
            return self.rejected(now, policy, sight.last, sight.older);
        };
        let mut next = self.clone();
        let expected = one.expected(now)?;
        next.authenticators[index].accept(position, expected, policy);
        next.authenticators[index].suspended = false;
        next.lock = None;
        next.stored(Answer::Restored)
    }

    fn add(&self, device: Rc<Device>, start: Number) -> Decision {
        if self.authenticators.iter().any(|one| one.device.has_secret_of(&device)) {
            return Err(Refusal::SameSecret);
        }
        if self.authenticators.len() == 8 {
            return Err(Refusal::TooMany);
        }
        let mut next = self.clone();
        next.authenticators.push(Authenticator { device, next: start, drift: 0, suspended: false });
        next.stored(Answer::Done)
    }

    /// Whoever repeats what was used last did not hear the answer: that counts no failure, and if no lock is to be cleared
    /// there is nothing to store.
    fn rejected(&self, now: Number, policy: &Policy, last: bool, older: bool) -> Decision {
        let (rejection, next) = self.failed(now, policy, last || older, !last);
        let answer = Answer::Rejected(rejection);
        if last && self.lock.is_none() { Ok((answer, None)) } else { next.stored(answer) }
    }

    /// Counts a failure, unless it is none, and locks if it is time to.
    fn failed(&self, now: Number, policy: &Policy, replayed: bool, counts: bool) -> (Rejection, Self) {
        let mut next = self.clone();
        next.lock = None;
        if counts {
            next.failures += 1;
            next.failures_in_all += 1;
            if next.failures > policy.free {
                next.lock = Some(Lock { start: now, low: now, length: next.length_of_lock(policy) });
            }
        }
        let closed = next.is_closed(policy);
        let locked_until = next.lock.filter(|_| !closed).map(|lock| told_time(now + lock.length));
        let rejection = Rejection {
            attempts_left: if closed || locked_until.is_some() { 0 } else { next.attempts_left(policy) },
            locked_until,
            closed,
            replayed,
        };
        (rejection, next)
    }

    fn length_of_lock(&self, policy: &Policy) -> Number {
        if self.failures >= self.cap(policy) && !policy.closes_at_cap {
            return policy.longest_lock;
        }
        let mut length = policy.first_lock;
        for _ in 0..self.failures - policy.free - 1 {
            length = policy.longest_lock.min(length * 2);
        }
        length
    }

    /// Closed or locked: the answer, and what is to be stored, which is that the clock was seen lower than before.
    fn barred(&self, now: Number, policy: &Policy) -> Option<Decision> {
        let seen = self.lock.map(|lock| lock.seen(now));
        let answer = if self.is_closed(policy) {
            Answer::Closed
        } else {
            let until = seen?.until(now, policy)?;
            Answer::Locked { until }
        };
        if seen.map(|lock| lock.low) == self.lock.map(|lock| lock.low) {
            return Some(Ok((answer, None)));
        }
        let mut next = self.clone();
        next.lock = seen;
        Some(next.stored(answer))
    }

    fn attempts_left(&self, policy: &Policy) -> Number {
        let before_lock = (policy.free + 1 - self.failures).max(1);
        if policy.closes_at_cap { before_lock.min(self.cap(policy) - self.failures) } else { before_lock }
    }

    fn is_closed(&self, policy: &Policy) -> bool {
        policy.closes_at_cap && self.failures >= self.cap(policy)
    }

    pub(crate) fn cap(&self, policy: &Policy) -> Number {
        let devices: Vec<&Device> = self.authenticators.iter().map(|one| &*one.device).collect();
        policy.cap_over(&devices)
    }

    /// Every commit is one revision more.
    fn stored(mut self, answer: Answer) -> Decision {
        self.revision += 1;
        Ok((answer, Some(self)))
    }
}
