//! The file `~/.google_authenticator` of google-authenticator-libpam, as its document FILEFORMAT and its module have it.
//!
//! The first line is the secret in base32. Lines that begin with a quotation mark and a space are options; lines of eight
//! digits are emergency codes. Codes are HMAC-SHA-1 with six digits, counter-based where `HOTP_COUNTER` is.
//!
//! Which codes are used up: those up to the last one that `DISALLOW_REUSE` lists. That module accepts codes without
//! listing them where the option is not set, and where it learns a `TIME_SKEW`; then every code that it can have
//! accepted by now is taken for used up.

use core::fmt::Display;
use core::str::FromStr;
use std::collections::BTreeMap;

use mfa_core::{Counter, Moving, Parameters, Period, Position, Secret, TimeStep, UnixTime};

use super::{Carried, Found, Left, refused};
use crate::args::MigrateArgs;
use crate::failure::Failure;
use crate::sentences::Counted;

/// What begins an option's line.
const OPTION: &str = "\" ";
/// How many steps or counters are good there if WINDOW_SIZE is not said.
const DEFAULT_WINDOW: u64 = 3;
/// The longest name of an option that is repeated to whoever reads the error.
const LONGEST_NAME: usize = 40;

/// The options, each with its line's number and its value.
type Options<'a> = BTreeMap<&'a str, (usize, &'a str)>;

pub(super) fn read(args: &MigrateArgs, text: &str, now: UnixTime) -> Result<Found, Failure> {
    let [person] = args.people.as_slice() else {
        return Err(Failure::input("say whose file it is, one person: mfa migrate google-authenticator FILE PERSON"));
    };
    let mut lines = (1..).zip(text.lines());
    let (line, secret) = lines.next().ok_or_else(|| Failure::input("the file is empty; nothing was changed"))?;
    let secret = Secret::from_base32(secret).map_err(|error| refused(line, format_args!("the secret: {error}")))?;
    let (options, emergency_codes) = sorted(lines)?;
    let (moving, start) = position(&options, now)?;
    let carried = Carried {
        person: person.clone(),
        line,
        name: args.name.clone(),
        secret,
        parameters: Parameters { moving, ..Parameters::TOTP },
        start,
    };
    Ok(Found { carried: vec![carried], left: left(&options, moving, emergency_codes)? })
}

/// The options by name, and how many emergency codes there are.
fn sorted<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Result<(Options<'a>, u64), Failure> {
    let mut options = Options::new();
    let mut emergency_codes: u64 = 0;
    for (number, line) in lines {
        if let Some(option) = line.strip_prefix(OPTION) {
            let (name, value) = option.split_once([' ', '\t']).unwrap_or((option, ""));
            must_be_known(number, name)?;
            if let Some((first, _)) = options.insert(name, (number, value.trim())) {
                return Err(refused(number, format_args!("{name} is in line {first} already")));
            }
        } else if is_emergency_code(line.trim()) {
            emergency_codes = emergency_codes.saturating_add(1);
        } else if !line.trim().is_empty() {
            // It may be a secret, so it is not repeated.
            return Err(refused(number, "it is neither an option nor an emergency code of eight digits"));
        }
    }
    Ok((options, emergency_codes))
}

fn is_emergency_code(line: &str) -> bool {
    line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit())
}

fn must_be_known(number: usize, name: &str) -> Result<(), Failure> {
    match name {
        "TOTP_AUTH"
        | "HOTP_COUNTER"
        | "STEP_SIZE"
        | "WINDOW_SIZE"
        | "DISALLOW_REUSE"
        | "RATE_LIMIT"
        | "TIME_SKEW"
        | "RESETTING_TIME_SKEW" => Ok(()),
        "OTP_DISABLED" => Err(refused(number, "OTP_DISABLED: codes are switched off for this person there")),
        _ if is_grace(name) => Ok(()),
        _ if name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') => {
            Err(refused(number, format_args!("{name} is not an option that can be carried over")))
        }
        _ => Err(refused(number, "it is not an option that can be carried over")),
    }
}

/// `LAST0` and so on: from where, and when, somebody logged in last.
fn is_grace(name: &str) -> bool {
    name.strip_prefix("LAST")
        .is_some_and(|rest| matches!(rest.len(), 1 | 2) && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What codes are computed from, and the first that is good.
fn position(options: &Options<'_>, now: UnixTime) -> Result<(Moving, Position), Failure> {
    if let Some(&(line, value)) = options.get("HOTP_COUNTER") {
        let counter = number(line, "HOTP_COUNTER", value)?;
        if counter == 0 {
            return Err(refused(line, "HOTP_COUNTER is 0, with which no code is accepted there"));
        }
        let next = Counter::new(counter).map_err(|error| refused(line, format_args!("HOTP_COUNTER: {error}")))?;
        return Ok((Moving::Hotp, Position::Counter(next)));
    }
    if !options.contains_key("TOTP_AUTH") {
        return Err(Failure::input(
            "there is neither TOTP_AUTH nor HOTP_COUNTER, without which no code is accepted there; nothing was changed",
        ));
    }
    let period = match options.get("STEP_SIZE") {
        Some(&(line, value)) => Period::new(number(line, "STEP_SIZE", value)?)
            .map_err(|error| refused(line, format_args!("STEP_SIZE: {error}")))?,
        None => Period::DEFAULT,
    };
    let next = next_step(options, period, now)?;
    let next = TimeStep::new(next)
        .map_err(|_| Failure::input("the time steps that are used up are beyond 2^40; nothing was changed"))?;
    Ok((Moving::Totp { period, t0: UnixTime::EPOCH }, Position::Step(next)))
}

/// The first step that cannot have been used.
fn next_step(options: &Options<'_>, period: Period, now: UnixTime) -> Result<u64, Failure> {
    let listed = match options.get("DISALLOW_REUSE") {
        Some(&(line, steps)) => {
            let steps = steps.split_whitespace().map(|step| number::<u64>(line, "DISALLOW_REUSE", step));
            Some(steps.collect::<Result<Vec<_>, _>>()?.into_iter().max().map_or(0, |last| last.saturating_add(1)))
        }
        None => None,
    };
    let skew = match options.get("TIME_SKEW") {
        Some(&(line, steps)) => Some(number::<i32>(line, "TIME_SKEW", steps)?),
        None => None,
    };
    match (listed, skew) {
        (Some(listed), None) => Ok(listed),
        (listed, skew) => {
            let here = TimeStep::at(now, period, UnixTime::EPOCH)
                .map_err(|error| Failure::input(format!("{error}; nothing was changed")))?;
            // The window is around where the phone is, and the skew is an average of three.
            let fast = skew.map_or(0, |steps| u64::try_from(steps).unwrap_or(0).saturating_add(1));
            let last = here.number().saturating_add(fast).saturating_add(window(options)? >> 1);
            Ok(last.saturating_add(1).max(listed.unwrap_or(0)))
        }
    }
}

fn window(options: &Options<'_>) -> Result<u64, Failure> {
    let Some(&(line, value)) = options.get("WINDOW_SIZE") else { return Ok(DEFAULT_WINDOW) };
    match number(line, "WINDOW_SIZE", value)? {
        window @ 1..=100 => Ok(window),
        _ => Err(refused(line, "WINDOW_SIZE is 1 to 100")),
    }
}

/// What stays behind.
fn left(options: &Options<'_>, moving: Moving, emergency_codes: u64) -> Result<Vec<Left>, Failure> {
    let mut left = Vec::new();
    let mut leave = |what: &dyn Display, why: &str| left.push(Left { what: what.to_string(), why: why.to_owned() });
    if emergency_codes > 0 {
        leave(
            &Counted(emergency_codes, "emergency code"),
            "with eight digits they are too short to be recovery codes here, which have 80 bits; \
             `mfa recovery-codes new` makes others",
        );
    }
    if options.contains_key("WINDOW_SIZE") {
        let size = window(options)?;
        let same = match moving {
            Moving::Hotp => format!("the policy's look-ahead does the same (--look-ahead {size})"),
            Moving::Totp { .. } => {
                format!("the policy's window does the same (--window {},{})", size.saturating_sub(1) >> 1, size >> 1)
            }
        };
        leave(&format_args!("WINDOW_SIZE {size}"), &same);
    }
    for &name in options.keys() {
        match name {
            "RATE_LIMIT" => leave(&name, "wrong codes are slowed down by the policy's throttle, for everybody"),
            "TIME_SKEW" => leave(&name, "the policy's drift learns it anew (--drift); better is to correct the clock"),
            "RESETTING_TIME_SKEW" => leave(&name, "mfa resync does that here, with two codes in a row"),
            _ if is_grace(name) => leave(&name, "no login here does without a code because of an earlier one"),
            _ => {}
        }
    }
    Ok(left)
}

fn number<N: FromStr>(line: usize, option: &str, value: &str) -> Result<N, Failure> {
    value.parse().map_err(|_| refused(line, format_args!("{option} has something else than a number in its range")))
}
