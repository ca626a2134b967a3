//! The users file of liboath (OATH Toolkit), as pam_oath.so keeps it.
//!
//! A line has fields between white space: type, user, password, secret in hexadecimal; then, once it was used, a counter,
//! the last code, and when that was, in the local time of wherever it was written. Codes are HMAC-SHA-1.
//!
//! Which codes are used up: that counter is the one of the last code, where there is a last code, and else the next. A
//! time-based line has no counter that means anything, and its time is of an unknown zone; so the step of the last code
//! is found by the code itself, the latest that has it around that time anywhere on earth.

use core::ops::RangeInclusive;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use mfa_core::{Code, Counter, Credential, Digits, Moving, Parameters, Period, Position, TimeStep, UnixTime};
use mfa_host::PersonName;
use subtle::ConstantTimeEq as _;

use super::{Carried, Found, refused};
use crate::args::MigrateArgs;
use crate::failure::Failure;
use crate::secret_input;
use crate::when;

/// How far clocks are ahead of UTC and behind it at most, in seconds: +14 and -12 hours.
const MOST_AHEAD: u64 = 14 * 3600;
const MOST_BEHIND: u64 = 12 * 3600;
/// How many steps the last code may have been off the time beside it. pam_oath's window is an administrator's choice.
const WIDEST_WINDOW: u64 = 120;

/// The fields of a line.
struct Line<'a> {
    number: usize,
    kind: &'a str,
    password: &'a str,
    secret: &'a str,
    counter: Option<&'a str>,
    last: Option<&'a str>,
    at: Option<&'a str>,
}

pub(super) fn read(args: &MigrateArgs, text: &str, now: UnixTime) -> Result<Found, Failure> {
    if args.name.is_some() {
        return Err(Failure::input("--name is for one authenticator (google-authenticator); leave it out"));
    }
    let mut carried = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut fields = line.split_ascii_whitespace();
        let Some(kind) = fields.next().filter(|kind| !kind.starts_with('#')) else { continue };
        let user = fields.next().ok_or_else(|| refused(number, "it has no user"))?;
        if !args.people.is_empty() && args.people.iter().all(|person| person.as_str() != user) {
            continue;
        }
        let person = PersonName::new(user).map_err(|error| refused(number, format_args!("its user: {error}")))?;
        let missing = |what| refused(number, format_args!("it has no {what}"));
        let line = Line {
            number,
            kind,
            password: fields.next().ok_or_else(|| missing("password, not even a dash"))?,
            secret: fields.next().ok_or_else(|| missing("secret"))?,
            counter: fields.next(),
            last: fields.next(),
            at: fields.next(),
        };
        if fields.next().is_some() {
            return Err(refused(number, "it has more than seven fields"));
        }
        carried.push(line.carried(person, now)?);
    }
    if let Some(nobody) = args.people.iter().find(|person| carried.iter().all(|line: &Carried| line.person != **person))
    {
        return Err(Failure::input(format!("the file has no line for {nobody}; nothing was changed")));
    }
    if carried.is_empty() {
        return Err(Failure::input("the file has no line of a user; nothing was changed"));
    }
    Ok(Found { carried, left: Vec::new() })
}

impl Line<'_> {
    fn carried(&self, person: PersonName, now: UnixTime) -> Result<Carried, Failure> {
        if !matches!(self.password, "-" | "+") {
            return Err(self.refused(format_args!(
                "{person} has a password in it, and passwords are the first factor's; once that asks for it, put + \
                 in its place"
            )));
        }
        let parameters = self.parameters()?;
        let secret = secret_input::hex(self.secret).map_err(|failure| self.refused(failure.sentence()))?;
        let start = match parameters.moving {
            Moving::Hotp => self.next_counter()?,
            Moving::Totp { period, .. } => {
                let credential = Credential::new(&secret, parameters).map_err(|error| self.refused(error))?;
                self.next_step(&credential, period, now)?
            }
        };
        Ok(Carried { person, line: self.number, name: None, secret, parameters, start })
    }

    /// `HOTP`, `HOTP/E`, `HOTP/E/8`; `HOTP/T30`, `HOTP/T60/7`.
    fn parameters(&self) -> Result<Parameters, Failure> {
        let unknown = || {
            self.refused(
                "its type is not one that can be carried over: HOTP, HOTP/E/DIGITS or HOTP/TSECONDS/DIGITS, with 6 to 8 \
                 digits",
            )
        };
        let mut parts = self.kind.split('/');
        if parts.next() != Some("HOTP") {
            return Err(unknown());
        }
        let moving = match parts.next() {
            None | Some("E") => Moving::Hotp,
            Some(step) => {
                let period = step.strip_prefix('T').and_then(|seconds| seconds.parse().ok()).ok_or_else(unknown)?;
                Moving::Totp { period: Period::new(period).map_err(|error| self.refused(error))?, t0: UnixTime::EPOCH }
            }
        };
        let digits = match parts.next() {
            None | Some("6") => Digits::Six,
            Some("7") => Digits::Seven,
            Some("8") => Digits::Eight,
            Some(_) => return Err(unknown()),
        };
        if parts.next().is_some() { Err(unknown()) } else { Ok(Parameters { moving, digits, ..Parameters::TOTP }) }
    }

    fn next_counter(&self) -> Result<Position, Failure> {
        let at_its_end = || self.refused("its counter is at its end");
        let counter: u64 = match self.counter {
            Some(counter) => counter.parse().map_err(|_| self.refused("its counter is not a number below 2^64"))?,
            None => 0,
        };
        let stored = Position::Counter(Counter::new(counter).map_err(|_| at_its_end())?);
        if self.last.is_some() { stored.following().ok_or_else(at_its_end) } else { Ok(stored) }
    }

    fn next_step(&self, credential: &Credential, period: Period, now: UnixTime) -> Result<Position, Failure> {
        let Some(last) = self.last else { return Ok(credential.beginning()) };
        let last = Code::parse(last).ok().filter(|code| code.digits() == credential.parameters().digits);
        let last = last.ok_or_else(|| self.refused("its last code is not one that its type has"))?;
        let mut steps = self.steps_around(period, now)?.rev();
        let found = steps.find(|&step| {
            let code = TimeStep::new(step).ok().and_then(|step| credential.code_in(step).ok());
            code.is_some_and(|code| bool::from(code.as_str().as_bytes().ct_eq(last.as_str().as_bytes())))
        });
        let next = found.and_then(|step| TimeStep::new(step.saturating_add(1)).ok());
        next.map(Position::Step).ok_or_else(|| {
            self.refused(
                "its last code is not one of its secret around the time beside it, so it is not known what is used \
                 up; if no code of the secret was used, leave out the fields after it",
            )
        })
    }

    /// The steps that the last code can be of, whatever the time zone was.
    fn steps_around(&self, period: Period, now: UnixTime) -> Result<RangeInclusive<u64>, Failure> {
        let not_a_time = || self.refused("the time of its last code is not like 2026-01-01T12:00:00L");
        let text = self.at.ok_or_else(|| self.refused("it has a last code and does not say when that was"))?;
        let local: DateTime = text.strip_suffix('L').and_then(|local| local.parse().ok()).ok_or_else(not_a_time)?;
        let as_utc = local.to_zoned(TimeZone::UTC).map_err(|_| not_a_time())?.timestamp().as_second();
        let as_utc = u64::try_from(as_utc).map_err(|_| not_a_time())?;
        let earliest = UnixTime::new(as_utc.saturating_sub(MOST_AHEAD)).map_err(|_| not_a_time())?;
        if earliest > now {
            return Err(
                self.refused(format_args!("its last code was used after now, which is {} here", when::shown(now)))
            );
        }
        let latest = UnixTime::new(as_utc.saturating_add(MOST_BEHIND)).map_or(now, |latest| latest.min(now));
        let step = |time| TimeStep::at(time, period, UnixTime::EPOCH).map(TimeStep::number).map_err(|_| not_a_time());
        Ok(step(earliest)?.saturating_sub(WIDEST_WINDOW)..=step(latest)?.saturating_add(WIDEST_WINDOW))
    }

    fn refused(&self, why: impl core::fmt::Display) -> Failure {
        refused(self.number, why)
    }
}
