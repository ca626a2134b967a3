//! A secret and its parameters, from whichever way they were given.

use core::fmt::Display;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use mfa_core::{
    Credential, Digits, Moving, Otpauth, ParameterError, Parameters, Period, Position, RecoveryKey, RecoveryKeyError,
    Secret, SecretError, UnixTime,
};
use mfa_host::AuthenticatorName;
use zeroize::Zeroizing;

use crate::args::{BroughtArgs, SecretArgs};
use crate::failure::Failure;
use crate::input::{self, Input, Text};
use crate::output;

/// The longest text of a secret or URI, in bytes; the engine has bounds of its own.
const LONGEST: usize = 4098;
/// The longest secret in bytes, as many as the engine takes.
const LONGEST_SECRET: usize = 128;
/// What the text is called where nothing else is known of it.
const SECRET: &str = "secret";
const HEX_SEPARATORS: &[u8] = b" -:\t";

/// A secret, its parameters, and where a state of it begins.
pub(crate) struct Described {
    pub(crate) secret: Secret,
    pub(crate) parameters: Parameters,
    pub(crate) start: Position,
    /// What its URI calls it, if that can be a name.
    pub(crate) name: Option<AuthenticatorName>,
}

/// How the text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Base32,
    Hex,
    Uri,
}

/// Reads what the command line says, and warns where it says too much.
pub(crate) fn read(args: &SecretArgs) -> Result<Described, Failure> {
    let given = &args.given;
    let ways = [(Form::Base32, &given.secret), (Form::Hex, &given.hex), (Form::Uri, &given.uri)];
    let (form, text) = match given_way(ways) {
        Some((form, value)) => (form, text_of(form, value)?),
        None => dashed(given.dash.as_deref())?,
    };
    let text = one_line(&text, SECRET)?;
    match form {
        Form::Base32 => described(args, base32(text)?),
        Form::Hex => described(args, hex(text)?),
        Form::Uri => from_uri(args, text),
    }
}

/// Reads a recovery key, and warns where the command line says too much.
pub(crate) fn recovery_key(value: &OsStr) -> Result<RecoveryKey, Failure> {
    let text = given(value, "recovery key", "Recovery key in base32: ")?;
    RecoveryKey::from_base32(one_line(&text, "recovery key")?).map_err(|error| {
        Failure::input(match error {
            // What the engine calls a secret is a key here.
            RecoveryKeyError::Base32 { error } => format!("the recovery key: {error}"),
            error => error.to_string(),
        })
    })
}

/// Reads a secret that is brought along, in place of one that is drawn. A dash takes one line of the input.
pub(crate) fn brought(args: &BroughtArgs, input: &mut Input) -> Result<Option<Secret>, Failure> {
    let Some((form, value)) = given_way([(Form::Base32, &args.secret), (Form::Hex, &args.hex)]) else {
        return Ok(None);
    };
    let text = if value == "-" { input.line_with_secret(prompt(form))? } else { text_of(form, value)? };
    let text = one_line(&text, SECRET)?;
    if looks_like_uri(text) {
        return Err(Failure::input("this is an otpauth URI, and not a secret alone; `mfa add` takes it"));
    }
    if form == Form::Hex { hex(text) } else { base32(text) }.map(Some)
}

fn given_way<const N: usize>(ways: [(Form, &Option<OsString>); N]) -> Option<(Form, &OsStr)> {
    ways.into_iter().find_map(|(form, value)| Some((form, value.as_deref()?)))
}

const fn prompt(form: Form) -> &'static str {
    match form {
        Form::Base32 => "Secret in base32: ",
        Form::Hex => "Secret in hexadecimal: ",
        Form::Uri => "otpauth URI: ",
    }
}

fn text_of(form: Form, value: &OsStr) -> Result<Text, Failure> {
    given(value, SECRET, prompt(form))
}

/// The text of a value, of the file that it names, or of standard input for a dash.
fn given(value: &OsStr, what: &str, prompt: &str) -> Result<Text, Failure> {
    match value.as_bytes().split_first() {
        Some((b'@', path)) => input::file(OsStr::from_bytes(path), LONGEST),
        _ if value == "-" => Input::standard()?.secret(prompt),
        _ => {
            output::warn(&format!(
                "the {what} is on the command line, where the process list and the shell's history show it; give it as \
                 @FILE, or as - on standard input"
            ));
            let text = value.to_str().ok_or_else(|| Failure::input(format!("the {what} is not text")))?;
            Ok(Zeroizing::new(text.to_owned()))
        }
    }
}

/// What a dash stands for: standard input, with a secret in base32 or a URI on it.
fn dashed(dash: Option<&OsStr>) -> Result<(Form, Text), Failure> {
    if dash.is_none_or(|dash| dash != "-") {
        // What stands there may be a secret, so it is not repeated.
        return Err(Failure::input(
            "give the secret with --secret, --hex or --uri, or - to read it from standard input",
        ));
    }
    let text = Input::standard()?.secret("Secret in base32, or otpauth URI: ")?;
    let form = if looks_like_uri(&text) { Form::Uri } else { Form::Base32 };
    Ok((form, text))
}

fn looks_like_uri(text: &str) -> bool {
    let scheme = text.trim_start().split(':').next().unwrap_or_default();
    let scheme = scheme.get(.."otpauth".len()).unwrap_or_default();
    scheme.eq_ignore_ascii_case("otpauth") && text.contains("://")
}

/// The one line of a text.
fn one_line<'t>(text: &'t str, what: &str) -> Result<&'t str, Failure> {
    let line = text.trim();
    if line.is_empty() {
        Err(Failure::input(format!("the {what} is empty")))
    } else if line.contains('\n') {
        Err(Failure::input(format!("there are several lines; give one with the {what}, and nothing else")))
    } else {
        Ok(line)
    }
}

fn base32(text: &str) -> Result<Secret, Failure> {
    Secret::from_base32(text).map_err(|error| {
        let hint = if looks_like_uri(text) { "; give an otpauth URI with --uri" } else { "" };
        Failure::input(format!("{error}{hint}"))
    })
}

/// Reads hexadecimal without tables or branches that depend on a digit; where separators stand is public.
pub(crate) fn hex(text: &str) -> Result<Secret, Failure> {
    let not_hex = || Failure::input("the secret is not hexadecimal: an even number of 0 to 9 and A to F");
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter(|byte| !HEX_SEPARATORS.contains(byte)));
    let length = digits.len().checked_div(2).unwrap_or(0);
    if length > LONGEST_SECRET {
        return Err(bad(SecretError::TooLong));
    }
    let mut bytes = Zeroizing::new([0; LONGEST_SECRET]);
    let bytes = bytes.get_mut(..length).unwrap_or_default();
    base16ct::mixed::decode(&*digits, bytes).map_err(|_| not_hex())?;
    Secret::import(bytes).map_err(bad)
}

/// A secret with the parameters that the command line gives.
fn described(args: &SecretArgs, secret: Secret) -> Result<Described, Failure> {
    let moving = if args.hotp {
        refuse_all([("--period", args.period.is_some()), ("--t0", args.t0.is_some())], |option| {
            format!("{option} is for time-based codes (TOTP); leave it or --hotp out")
        })?;
        Moving::Hotp
    } else {
        refuse_all([("--counter", args.counter.is_some())], |option| {
            format!("{option} is for counter-based codes (HOTP); add --hotp or leave it out")
        })?;
        Moving::Totp { period: args.period.unwrap_or(Period::DEFAULT), t0: args.t0.unwrap_or(UnixTime::EPOCH) }
    };
    let parameters = Parameters {
        moving,
        algorithm: args.algorithm.map(Into::into).unwrap_or_default(),
        digits: args.digits.unwrap_or(Digits::Six),
    };
    let beginning = Credential::new(&secret, parameters).map_err(bad)?.beginning();
    Ok(Described { secret, parameters, start: args.counter.map_or(beginning, Position::Counter), name: None })
}

/// A secret with the parameters that its URI gives. Only where a counter begins may be said anew.
fn from_uri(args: &SecretArgs, text: &str) -> Result<Described, Failure> {
    let uri = Otpauth::parse(text).map_err(bad)?;
    let said = [
        ("--algorithm", args.algorithm.is_some()),
        ("--digits", args.digits.is_some()),
        ("--period", args.period.is_some()),
        ("--t0", args.t0.is_some()),
        ("--hotp", args.hotp),
    ];
    refuse_all(said, |option| format!("the otpauth URI has the parameters; leave {option} out"))?;
    let described = of_uri(&uri);
    match (args.counter, described.parameters.moving) {
        (None, _) => Ok(described),
        (Some(counter), Moving::Hotp) => Ok(Described { start: Position::Counter(counter), ..described }),
        (Some(_), Moving::Totp { .. }) => Err(bad(ParameterError::NotCounterBased).after("--counter: ")),
    }
}

/// What a URI describes.
pub(crate) fn of_uri(uri: &Otpauth<'_>) -> Described {
    let names = [uri.issuer(), uri.account()];
    Described {
        secret: uri.secret().clone(),
        parameters: *uri.parameters(),
        start: uri.start(),
        name: names.into_iter().flatten().find_map(|name| AuthenticatorName::new(&name.to_string()).ok()),
    }
}

fn refuse_all<const N: usize>(
    options: [(&str, bool); N],
    sentence: impl FnOnce(&str) -> String,
) -> Result<(), Failure> {
    match options.into_iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::input(sentence(option))),
        None => Ok(()),
    }
}

fn bad(error: impl Display) -> Failure {
    Failure::input(error.to_string())
}
