//! `mfa enroll`: a secret is drawn and shown, and the authenticator is the person's once a code of it was typed.

mod codes;
pub(super) mod confirm;
mod drawing;
mod own;

use mfa_core::{
    Algorithm, Digits, Enrollment, EnrollmentError, EnrollmentPermit, Label, LabelError, Moving, Parameters, Period,
    Secret, UnixTime, UriPart,
};
use mfa_host::people::{NewAuthenticator, PeopleError};
use mfa_host::policy::Policies;
use mfa_host::random;
use mfa_host::record::{ROOM, Record};
use mfa_host::store::FileError;
use mfa_host::{AuthenticatorName, PersonName};
use serde::Serialize;
use zeroize::Zeroizing;

use super::Opened;
use super::add::{NAMELESS, numbered};
use super::sheet::Sheet;
use crate::args::EnrollArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, Text};
use crate::json::Time;
use crate::sentences::{Described, Word, refused_digits, weakness};
use crate::when;
use crate::{json, output, secret_input};
use codes::Asking;
use drawing::{Drawing, SvgFile};

/// Room for all lines but the QR code.
const FEW_LINES: usize = 8 * 1024;

/// What is shown, as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    /// Whether it counts already, because nobody was to be asked.
    enrolled: bool,
    /// Until when it can be confirmed; null if it is enrolled.
    until: Option<Time>,
    /// How many codes confirm it; 0 if it is enrolled.
    codes_needed: u8,
    setup_key: &'a str,
    uri: &'a str,
    /// The QR code as --qr has it.
    qr: Option<&'a str>,
    /// The file that the QR code was written into.
    svg: Option<String>,
    recovery_codes: Option<Vec<&'a str>>,
}

pub(crate) fn run(args: &EnrollArgs) -> Result<Exit, Failure> {
    match &args.person {
        Some(person) => by(EnrollmentPermit::by_administrator(), person, args, &mut Input::standard()?),
        None => own::run(args),
    }
}

/// Enrolls somebody by whosoever's leave. [`Exit::Done`] without `--pending` is confirmed, or vouched for with `--yes`.
pub(super) fn by(
    permit: EnrollmentPermit,
    person: &PersonName,
    args: &EnrollArgs,
    input: &mut Input,
) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let parameters = parameters(args, &policies)?;
    let issuer = args.issuer.as_deref().or(policies.issuer.as_deref());
    let label = label(args, person, issuer)?;
    let secret = secret(args, input)?;
    let now = args.basics.now()?;
    let begun = Enrollment::begin(permit, secret.clone(), parameters, now, &policies.enrollment);
    let enrollment = begun.map_err(|error| Failure::input(error.to_string()))?;
    let drawing = Drawing::of(&enrollment, label, &args.showing, args.basics.json)?;
    let opened = Opened::new_or_created(&args.basics, person)?;
    let file = args.showing.svg.as_deref().map(|path| SvgFile::write(path, &drawing)).transpose()?;
    let enrolling = Enrolling { args, opened: &opened, issuer };
    let name = enrolling.store(&enrollment, &secret, now)?;
    // From here on the file shows what is stored.
    file.into_iter().for_each(SvgFile::keep);

    output::warn(&format!("this is a secret: whoever reads it has the codes of {person}"));
    if args.yes {
        output::warn("nobody has shown that the phone has the secret; the authenticator counts all the same");
    }
    let sheet = if args.yes { Sheet::wanted(&opened, &args.recovery, &policies) } else { Ok(None) };
    let made = sheet.as_ref().ok().and_then(Option::as_ref);
    Sheet::seen(made, enrolling.tell(&name, &enrollment, &drawing, now, made), person)?;
    sheet?;
    if args.yes || args.pending {
        return Ok(Exit::Done);
    }
    let asking = Asking {
        opened: &opened,
        basics: &args.basics,
        policies: &policies,
        recovery: &args.recovery,
        by_themselves: args.own,
        shown: Some(&secret),
    };
    asking.until_confirmed(input)
}

/// What is to be bound, before anything is asked for or drawn.
fn parameters(args: &EnrollArgs, policies: &Policies) -> Result<Parameters, Failure> {
    let digits = args.digits.unwrap_or(Digits::Six);
    if let Some(refused) = refused_digits(policies, digits) {
        return Err(Failure::input(refused));
    }
    let moving = if args.hotp {
        Moving::Hotp
    } else {
        Moving::Totp { period: args.period.unwrap_or(Period::DEFAULT), t0: UnixTime::EPOCH }
    };
    let algorithm = args.algorithm.map_or_else(Algorithm::default, Into::into);
    Ok(Parameters { moving, algorithm, digits })
}

fn label<'a>(args: &'a EnrollArgs, person: &'a PersonName, issuer: Option<&'a str>) -> Result<Label<'a>, Failure> {
    let account = args.account.as_deref().unwrap_or(person.as_str());
    Label::new(issuer, account).map_err(|error| {
        let advice = match error {
            LabelError::Colon { part: UriPart::Account } => "give --issuer, or another --account",
            LabelError::Empty { part }
            | LabelError::TooLong { part }
            | LabelError::Spaces { part }
            | LabelError::Colon { part }
            | LabelError::Unprintable { part }
                if part == UriPart::Issuer =>
            {
                "give another --issuer"
            }
            _ => "give another --account",
        };
        Failure::input(format!("{error}; {advice}. Nothing was begun"))
    })
}

/// The secret that is brought along, or a new one.
fn secret(args: &EnrollArgs, input: &mut Input) -> Result<Secret, Failure> {
    match secret_input::brought(&args.brought, input)? {
        Some(secret) => {
            if let Some(warning) = weakness(secret.strength()) {
                output::warn(warning);
            }
            Ok(secret)
        }
        None => random::secret().map_err(|error| Failure::new(Exit::Store, format!("{error}; nothing was begun"))),
    }
}

struct Enrolling<'a> {
    args: &'a EnrollArgs,
    opened: &'a Opened<'a>,
    issuer: Option<&'a str>,
}

impl Enrolling<'_> {
    /// Stores it under the name that was given, or under the first free one of those made from the issuer.
    fn store(&self, enrollment: &Enrollment, secret: &Secret, now: UnixTime) -> Result<AuthenticatorName, Failure> {
        let of_issuer = self.issuer.and_then(|issuer| AuthenticatorName::new(issuer).ok());
        let stem = self.args.name.as_ref().or(of_issuer.as_ref()).map_or(NAMELESS, AuthenticatorName::as_str);
        for number in 1..=ROOM.saturating_add(1) {
            let name = numbered(stem, number)?;
            match self.store_as(&name, enrollment, secret, now) {
                Ok(()) => return Ok(name),
                Err(PeopleError::NameTaken) if self.args.name.is_none() => {}
                Err(error) => return Err(self.opened.refused(error)),
            }
        }
        Err(self.opened.refused(PeopleError::NameTaken))
    }

    fn store_as(
        &self,
        name: &AuthenticatorName,
        enrollment: &Enrollment,
        secret: &Secret,
        now: UnixTime,
    ) -> Result<(), PeopleError<FileError>> {
        let (person, people) = (self.opened.person, self.opened.people());
        if !self.args.yes {
            return people.enroll(person, name, enrollment);
        }
        let parameters = *enrollment.parameters();
        let new = NewAuthenticator { name: name.clone(), secret: secret.clone(), parameters, start: None, added: now };
        people.add(person, &new)
    }

    /// Shows the secret, once it is stored.
    fn tell(
        &self,
        name: &AuthenticatorName,
        enrollment: &Enrollment,
        drawing: &Drawing,
        now: UnixTime,
        sheet: Option<&Sheet>,
    ) -> Result<(), Failure> {
        let Self { args, opened, .. } = self;
        if args.basics.json {
            return json::print(&Answer {
                person: opened.person.as_str(),
                name: name.as_str(),
                enrolled: args.yes,
                until: (!args.yes).then(|| Time(enrollment.until())),
                codes_needed: if args.yes { 0 } else { enrollment.codes_left() },
                setup_key: &drawing.key,
                uri: &drawing.uri,
                qr: drawing.qr.as_ref().map(|qr| qr.as_str()),
                svg: args.showing.svg.as_ref().map(|path| path.display().to_string()),
                recovery_codes: sheet.map(|sheet| sheet.codes().collect()),
            });
        }
        let mut text = self.lines(name, enrollment, drawing, now);
        if let Some(sheet) = sheet {
            sheet.add_to(&mut text);
        }
        output::print(&*text)
    }

    fn lines(&self, name: &AuthenticatorName, enrollment: &Enrollment, drawing: &Drawing, now: UnixTime) -> Text {
        let Self { args, opened, .. } = self;
        let person = opened.person;
        let qr = drawing.qr.as_ref().map_or("", |qr| qr.as_str());
        let mut text = Zeroizing::new(String::with_capacity(qr.len().saturating_add(FEW_LINES)));
        let described = Described(enrollment.parameters());
        *text += &if args.yes {
            format!("added \"{name}\" to {person}: {described}\n")
        } else {
            format!("enrolling \"{name}\" for {person}: {described}\n")
        };
        for (what, value) in [("Setup key:  ", drawing.key.as_str()), ("URI:        ", drawing.uri.as_str())] {
            for part in [what, value, "\n"] {
                *text += part;
            }
        }
        if !args.yes {
            *text += &format!("Pending:    {}\n", when::until(enrollment.until(), now));
        }
        if let Some(path) = &args.showing.svg {
            let path = output::escaped(&path.display().to_string());
            *text += &format!("QR code:    in {path}, which holds the secret; delete it once the phone has it\n");
        }
        if let Some(note) = &drawing.note {
            *text += &format!("QR code:    {note}\n");
        }
        if args.own {
            *text += "Scan the QR code with an authenticator app on your phone, or type the setup key into it.\n";
            *text += "Then type the code that the app shows.\n";
        }
        *text += qr;
        if args.pending {
            let word = Word(person.as_str());
            *text += &format!("It counts for nothing until `mfa confirm {word}` has taken a code of it\n");
        }
        text
    }
}

/// What to do about an enrollment that waits for its code, if there is one.
pub(super) fn waiting(record: &Record, person: &PersonName, now: UnixTime) -> Option<String> {
    let pending = record.pending().filter(|pending| pending.enrollment.is_open(now))?;
    let until = when::until(pending.enrollment.until(), now);
    let word = Word(person.as_str());
    Some(format!("\"{}\" is pending {until}; `mfa confirm {word}` takes a code of it", pending.name))
}

/// Why an enrollment does not go on, where that is not for [`crate::sentences`] to say.
fn is_about_the_code(error: &PeopleError<FileError>) -> bool {
    matches!(error, PeopleError::Enrollment(EnrollmentError::Code { .. }))
}
