//! `mfa code`: what an authenticator shows, or whether it shows this.

use mfa_core::{Code, CodeError, Counter, Credential, GenerationError, Moving, Position, UnixTime};
use subtle::ConstantTimeEq as _;

use crate::args::CodeArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::parsed_code;
use crate::output;
use crate::secret_input::{self, Described};
use crate::when::{self, At};

pub(crate) fn run(args: &CodeArgs) -> Result<Exit, Failure> {
    let described = secret_input::read(&args.secret)?;
    let credential = Credential::new(&described.secret, described.parameters).map_err(|error| cannot(error.into()))?;
    let codes = Codes::of(&credential, &described, args.at)?;
    match &args.check {
        Some(typed) => check(&codes, typed, args.window),
        None => print(&codes, args.window),
    }
}

/// A credential and the place that its codes are counted from.
struct Codes<'a> {
    credential: &'a Credential,
    from: From,
}

#[derive(Clone, Copy)]
enum From {
    Time { now: UnixTime, period: u64 },
    Counter(Counter),
}

impl<'a> Codes<'a> {
    fn of(credential: &'a Credential, described: &Described, at: Option<At>) -> Result<Self, Failure> {
        let from = match (described.parameters.moving, described.start) {
            (Moving::Totp { period, .. }, _) => From::Time { now: when::now(at)?, period: u64::from(period.seconds()) },
            (Moving::Hotp, _) if at.is_some() => {
                return Err(Failure::input(
                    "--at is for time-based codes (TOTP); say which counter is meant with --counter",
                ));
            }
            (Moving::Hotp, Position::Counter(counter)) => From::Counter(counter),
            (Moving::Hotp, Position::Step(_)) => From::Counter(Counter::ZERO),
        };
        Ok(Self { credential, from })
    }

    /// The code so many places on, negative for back; `None` before the first place or after the last.
    fn at(&self, offset: i64) -> Option<Code> {
        match self.from {
            From::Time { now, period } => {
                let seconds = offset.checked_mul(i64::try_from(period).ok()?)?;
                let then = UnixTime::new(now.seconds().checked_add_signed(seconds)?).ok()?;
                self.credential.code_at(then).ok().map(|shown| shown.code)
            }
            From::Counter(counter) => {
                let counter = Counter::new(counter.value().checked_add_signed(offset)?).ok()?;
                self.credential.code_for(counter).ok()
            }
        }
    }

    /// The code at the place itself, or why there is none.
    fn first(&self) -> Result<Code, Failure> {
        match self.from {
            From::Time { now, .. } => self.credential.code_at(now).map(|shown| shown.code),
            From::Counter(counter) => self.credential.code_for(counter),
        }
        .map_err(cannot)
    }
}

fn print(codes: &Codes<'_>, further: u32) -> Result<Exit, Failure> {
    let first = codes.first()?;
    let rest = (1..=i64::from(further)).map_while(|offset| codes.at(offset));
    output::stream(|out| core::iter::once(first).chain(rest).try_for_each(|code| writeln!(out, "{code}")))?;
    Ok(Exit::Done)
}

/// Looks for a code at every place of the window, nearest first, and goes on after it is found.
fn check(codes: &Codes<'_>, typed: &str, window: u32) -> Result<Exit, Failure> {
    let typed = parsed_code(typed)?;
    let first = codes.first()?;
    if typed.digits() != first.digits() {
        let digits = typed.digits().count();
        return Err(Failure::input(format!("{}; --digits says how many these have", CodeError::Length { digits })));
    }
    let mut found = None;
    for distance in 0..=i64::from(window) {
        let back = distance.checked_neg().filter(|_| matches!(codes.from, From::Time { .. }) && distance > 0);
        for offset in back.into_iter().chain([distance]) {
            let same = codes.at(offset).is_some_and(|code| same(&code, &typed));
            found = found.or(same.then_some(offset));
        }
    }
    match found {
        Some(offset) => {
            output::print(format!("{offset}\n"))?;
            Ok(Exit::Done)
        }
        None => Ok(Exit::Refused),
    }
}

fn same(one: &Code, other: &Code) -> bool {
    one.as_str().as_bytes().ct_eq(other.as_str().as_bytes()).into()
}

fn cannot(error: GenerationError) -> Failure {
    Failure::input(error.to_string())
}
