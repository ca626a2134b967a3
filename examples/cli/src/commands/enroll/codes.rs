//! The codes that confirm what is pending: asked for until one is right, none comes, or it is over.

use core::ops::ControlFlow;

use mfa_core::{Code, Confirmation, DiagnosisReach, Enrollment, Moving, Policy, Secret, UnixTime};
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::{Pending, Record};
use serde::Serialize;
use zeroize::Zeroizing;

use super::is_about_the_code;
use crate::args::{Basics, RecoveryCodesArgs};
use crate::commands::Opened;
use crate::commands::sheet::Sheet;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::sentences::{Counted, PhoneClock, Word, refused_digits};
use crate::when;
use crate::{json, output};

/// Room for a sheet of recovery codes and a few sentences.
const FEW_LINES: usize = 4 * 1024;

/// What a code came to, as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    #[serde(flatten)]
    told: Told,
    /// The recovery codes that were asked for, once it is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_codes: Option<Vec<&'a str>>,
}

/// What a code came to.
#[derive(Clone, Copy, Serialize)]
#[serde(tag = "confirmation", rename_all = "kebab-case")]
enum Told {
    Confirmed {
        /// The time step or counter of the code.
        position: u64,
        /// How far it was from where it was expected.
        offset: i64,
    },
    OneMore,
    Wrong {
        wrong_codes_left: u8,
        /// How many steps the phone is off, negative if it is slow; null if that is not known.
        steps: Option<i64>,
    },
    Over {
        because: Because,
        steps: Option<i64>,
    },
}

/// Why an enrollment is over.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Because {
    Expired,
    BeforeItBegan,
    WrongCodes,
}

/// Somebody who is asked for codes of what is pending.
pub(super) struct Asking<'a> {
    pub(super) opened: &'a Opened<'a>,
    pub(super) basics: &'a Basics,
    pub(super) policies: &'a Policies,
    pub(super) recovery: &'a RecoveryCodesArgs,
    /// Whether it is the person who enrolls, and no administrator.
    pub(super) by_themselves: bool,
    /// The secret that was shown just now; without it whatever is pending is meant.
    pub(super) shown: Option<&'a Secret>,
}

impl Asking<'_> {
    /// Asks until it is confirmed or over, or nothing more is typed.
    pub(super) fn until_confirmed(&self, input: &mut Input) -> Result<Exit, Failure> {
        let person = self.opened.person;
        let mut last = None;
        loop {
            let prompt = match last {
                Some(Told::OneMore) => "The next code that it shows: ".to_owned(),
                _ => format!("Code on {person}'s phone: "),
            };
            let tried = match input.code_if_any(prompt)? {
                None => return self.left_pending(last),
                Some(Ok(code)) => self.one(&code)?,
                Some(Err(slip)) => ControlFlow::Continue(Err(slip)),
            };
            match tried {
                ControlFlow::Break(exit) => return Ok(exit),
                ControlFlow::Continue(Ok(told)) => last = Some(told),
                ControlFlow::Continue(Err(slip)) if input.is_terminal() => {
                    slip.tell();
                }
                ControlFlow::Continue(Err(slip)) => return Err(slip),
            }
        }
    }

    /// Tries a code, and says what it came to, and how to end if that is the end. The inner error is about the code alone,
    /// and costs nothing.
    fn one(&self, code: &Code) -> Result<ControlFlow<Exit, Result<Told, Failure>>, Failure> {
        let person = self.opened.person;
        let now = self.basics.now()?;
        let record = self.opened.record()?;
        let pending = self.pending(&record)?;
        if let Some(refused) = refused_digits(self.policies, pending.enrollment.parameters().digits) {
            return Err(Failure::input(format!("{refused}. Nothing was counted")));
        }
        let policy = self.policies.codes_of(person);
        let confirmation = match self.opened.people().confirm(person, now, code, policy) {
            Err(error) if is_about_the_code(&error) => {
                let slip = self.opened.refused(error).and("; nothing was counted");
                return Ok(ControlFlow::Continue(Err(slip)));
            }
            other => self.opened.done(other)?,
        };
        let steps = || pending.enrollment.diagnose(now, code, DiagnosisReach::default()).ok().flatten();
        let told = match confirmation {
            Confirmation::Confirmed { position, offset, .. } => {
                let told = Told::Confirmed { position: position.number(), offset };
                return self.confirmed(pending, told).map(ControlFlow::Break);
            }
            Confirmation::OneMore => Told::OneMore,
            Confirmation::Wrong { wrong_codes_left, .. } => Told::Wrong { wrong_codes_left, steps: steps() },
            Confirmation::Over => Told::Over { because: Because::of(&pending.enrollment, now), steps: steps() },
            _ => return Err(Failure::new(Exit::Store, "the engine gave an answer that this program does not know")),
        };
        self.say(pending, told, now)?;
        Ok(match told {
            Told::Over { .. } => ControlFlow::Break(Exit::Refused),
            told => ControlFlow::Continue(Ok(told)),
        })
    }

    /// What is pending, if it is what was shown.
    fn pending<'r>(&self, record: &'r Record) -> Result<&'r Pending, Failure> {
        let pending = self.opened.done(record.pending().ok_or(PeopleError::NothingPending))?;
        match self.shown {
            Some(secret) if !pending.enrollment.has_secret(secret) => Err(Failure::new(
                Exit::Refused,
                format!("another enrollment was begun for {} meanwhile, and this one is over", self.opened.person),
            )),
            _ => Ok(pending),
        }
    }

    fn say(&self, pending: &Pending, told: Told, now: UnixTime) -> Result<(), Failure> {
        let (person, name) = (self.opened.person.as_str(), pending.name.as_str());
        if self.basics.json {
            return json::print(&Answer { person, name, told, recovery_codes: None });
        }
        let clock = |steps| told_of_clock(&pending.enrollment, steps, self.policies.codes_of(self.opened.person));
        let again = format!("begin again with `{}`", self.beginning());
        let enrollment = &pending.enrollment;
        output::print(match told {
            Told::Confirmed { .. } => String::new(),
            Told::OneMore => "right; one more code confirms it, and both are used up then\n".to_owned(),
            Told::Wrong { wrong_codes_left, steps } => {
                format!("wrong{}\n{} left\n", clock(steps), Counted(wrong_codes_left.into(), "wrong code"))
            }
            Told::Over { because: Because::WrongCodes, steps } => {
                format!("wrong{}\nover after too many wrong codes; {again}\n", clock(steps))
            }
            Told::Over { because: Because::Expired, .. } => {
                format!("over: it could be confirmed until {}; {again}\n", when::shown(enrollment.until()))
            }
            Told::Over { because: Because::BeforeItBegan, .. } => format!(
                "over: this computer's clock says {}, and it was begun at {}; set the clock, and {again}\n",
                when::shown(now),
                when::shown(enrollment.start())
            ),
        })
    }

    /// Makes the recovery codes that were asked for, and says that all is done.
    fn confirmed(&self, pending: &Pending, told: Told) -> Result<Exit, Failure> {
        let (person, name) = (self.opened.person.as_str(), pending.name.as_str());
        let sheet = Sheet::wanted(self.opened, self.recovery, self.policies);
        let made = sheet.as_ref().ok().and_then(Option::as_ref);
        let shown = if self.basics.json {
            json::print(&Answer { person, name, told, recovery_codes: made.map(|sheet| sheet.codes().collect()) })
        } else {
            let mut text = Zeroizing::new(String::with_capacity(FEW_LINES));
            *text += &format!("confirmed: \"{name}\" is {person}'s; the code is used up, and this was no login\n");
            if let (Told::Confirmed { offset, .. }, Moving::Totp { period, .. }) =
                (told, pending.enrollment.parameters().moving)
            {
                if offset != 0 {
                    let seconds = period.seconds().into();
                    *text +=
                        &format!("{}; its codes are accepted all the same\n", PhoneClock { steps: offset, seconds });
                }
            }
            if let Some(sheet) = made {
                sheet.add_to(&mut text);
            }
            output::print(&*text)
        };
        Sheet::seen(made, shown, self.opened.person)?;
        sheet.map(|_| Exit::Done)
    }

    /// The command that begins an enrollment.
    fn beginning(&self) -> String {
        if self.by_themselves {
            "sudo mfa enroll --self".to_owned()
        } else {
            format!("mfa enroll {}", Word(self.opened.person.as_str()))
        }
    }

    /// Nothing more was typed.
    fn left_pending(&self, last: Option<Told>) -> Result<Exit, Failure> {
        if self.by_themselves {
            // They could not take it up again.
            self.opened.done(self.opened.people().abandon(self.opened.person))?;
            let sentence =
                format!("no code was entered; nothing was enrolled, and `{}` begins again", self.beginning());
            return Err(Failure::new(Exit::Refused, sentence));
        }
        let word = Word(self.opened.person.as_str());
        let pending = format!("it is pending still, and `mfa confirm {word}` takes a code");
        match (last, self.shown) {
            // What was shown is stored, so something was changed.
            (None, Some(_)) => Err(Failure::new(Exit::Refused, format!("no code was entered; {pending}"))),
            (None, None) => Err(Failure::input(format!("no code was entered; {pending}"))),
            (Some(_), _) => {
                output::complain(&format!("{}\n", output::escaped(&pending)));
                Ok(Exit::Refused)
            }
        }
    }
}

impl Because {
    fn of(enrollment: &Enrollment, now: UnixTime) -> Self {
        if now < enrollment.start() {
            Self::BeforeItBegan
        } else if enrollment.is_open(now) {
            Self::WrongCodes
        } else {
            Self::Expired
        }
    }
}

/// What a wrong code says of the phone's clock.
fn told_of_clock(enrollment: &Enrollment, steps: Option<i64>, policy: &Policy) -> String {
    let Moving::Totp { period, .. } = enrollment.parameters().moving else { return String::new() };
    let seconds = period.seconds().into();
    let acceptable = i64::from(policy.window.past()).saturating_neg()..=i64::from(policy.window.future());
    match steps {
        None => "; is it another authenticator's, or was it misread?".to_owned(),
        // The code of an acceptable step is only wrong if it was the first of two.
        Some(steps) if acceptable.contains(&steps) => ": this code is used up; wait for the next one".to_owned(),
        Some(steps) => {
            format!(": {}; set its clock, and take the code that it shows then", PhoneClock { steps, seconds })
        }
    }
}
