//! The keys of the policy file: one table, by which a file is read, refused and told, and to which `docs/policy.md` is
//! held by a test.

use core::fmt;

use mfa_core::{DeviceId, Label, is_unprintable};

use super::draft::{AFTER_RECOVERY, AT_CAP, Draft, GRANT_ASKS, PAST_DEADLINE, PRESET_NAMES};
use super::error::Flaw;
use super::lists;
use super::value::{Raw, Value};

/// What stands for no limit.
const UNLIMITED: &str = "unlimited";
/// The longest text of a contact in bytes.
const LONGEST_CONTACT: usize = 254;
const MOST_HOURS: u32 = 8784;
const DAY: u32 = 24;

/// A key of the policy file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    name: &'static str,
    meaning: &'static str,
    takes: Takes,
}

/// What a key takes, and where it goes.
#[derive(Clone, Copy)]
enum Takes {
    Whole {
        from: u32,
        to: u32,
        unit: &'static str,
        place: fn(&mut Draft) -> &mut u32,
    },
    Either {
        numbers: [u32; 2],
        unit: &'static str,
        place: fn(&mut Draft) -> &mut u32,
    },
    /// Another way to say a number of hours.
    Days {
        most: u32,
        hours: fn(&mut Draft) -> &mut u32,
    },
    Logins(fn(&mut Draft) -> &mut Option<u16>),
    Switch(fn(&mut Draft) -> &mut bool),
    Word {
        words: &'static [&'static str],
        place: fn(&mut Draft) -> &mut &'static str,
    },
    Preset,
    People(fn(&mut Draft) -> &mut Vec<String>),
    Text {
        form: Form,
        place: fn(&mut Draft) -> &mut Option<String>,
    },
}

/// Which texts there are.
#[derive(Clone, Copy)]
enum Form {
    Contact,
    Issuer,
    Device,
}

/// The keys of the policy file, section by section.
pub const KEYS: &[Key] = &[
    Key::new("codes.preset", "what the other keys of the section begin with", Takes::Preset),
    whole("codes.past_steps", "time steps before the current one whose codes are good (TOTP)", 0, 50, "steps", |d| {
        &mut d.past_steps
    }),
    whole("codes.future_steps", "time steps after the current one whose codes are good (TOTP)", 0, 50, "steps", |d| {
        &mut d.future_steps
    }),
    whole(
        "codes.look_ahead_counters",
        "counters that are good from the expected one on (HOTP)",
        1,
        100,
        "counters",
        |d| &mut d.look_ahead,
    ),
    whole(
        "codes.drift_steps",
        "how far a phone's clock may be learned to be off (TOTP); 0: nothing is learned",
        0,
        20,
        "steps",
        |d| &mut d.drift,
    ),
    whole("codes.resync_counters", "counters that a resynchronization looks at (HOTP)", 1, 1000, "counters", |d| {
        &mut d.resync
    }),
    whole("codes.free_failures", FREE, 0, 100, "failures", |d| &mut d.codes.free),
    whole("codes.first_lock_seconds", FIRST_LOCK, 1, 86_400, "seconds", |d| &mut d.codes.first_lock),
    whole("codes.longest_lock_seconds", LONGEST_LOCK, 1, 86_400, "seconds", |d| &mut d.codes.longest_lock),
    whole("codes.most_failures", MOST, 1, 100, "failures", |d| &mut d.codes.most),
    word("codes.after_most_failures", AT_MOST, AT_CAP, |d| &mut d.codes.at_most),
    people("administrators.people", "whose codes have the throttle of this section", |d| &mut d.administrators),
    whole("administrators.free_failures", FREE, 0, 100, "failures", |d| &mut d.administrators_codes.free),
    whole("administrators.first_lock_seconds", FIRST_LOCK, 1, 86_400, "seconds", |d| {
        &mut d.administrators_codes.first_lock
    }),
    whole("administrators.longest_lock_seconds", LONGEST_LOCK, 1, 86_400, "seconds", |d| {
        &mut d.administrators_codes.longest_lock
    }),
    whole("administrators.most_failures", MOST, 1, 100, "failures", |d| &mut d.administrators_codes.most),
    word("administrators.after_most_failures", AT_MOST, AT_CAP, |d| &mut d.administrators_codes.at_most),
    switch("login.enabled", "whether second factors are asked for at all", |d| &mut d.enabled),
    switch("login.ask_at_login", "whether a code is asked for to begin a session", |d| &mut d.occasions.login),
    switch("login.ask_at_unlock", "whether a code is asked for to go on with a locked session", |d| {
        &mut d.occasions.unlock
    }),
    switch("login.ask_at_elevation", "whether a code is asked for to get more rights, as with sudo", |d| {
        &mut d.occasions.elevate
    }),
    switch("login.other_factor_suffices", "whether a smartcard that was accepted makes a code superfluous", |d| {
        &mut d.other_factor_suffices
    }),
    people("login.required", "of whom a second factor is required", |d| &mut d.required),
    people("login.exempt", "who is never asked", |d| &mut d.exempt),
    whole(
        "login.hours_without_factor",
        "how long those of whom it is required get in without an authenticator; 0: never",
        0,
        MOST_HOURS,
        "hours",
        |d| &mut d.without_factor_hours,
    ),
    Key::new(
        "login.days_to_enroll",
        "the same in days, in place of `login.hours_without_factor`",
        Takes::Days { most: MOST_HOURS / DAY, hours: |d| &mut d.without_factor_hours },
    ),
    Key::new(
        "login.logins_without_factor",
        "how many logins they have meanwhile",
        Takes::Logins(|d| &mut d.without_factor_logins),
    ),
    word("login.past_deadline", "what becomes of them afterwards", PAST_DEADLINE, |d| &mut d.past_deadline),
    whole(
        "login.hours_offline",
        "how long codes count since the device was last online; 0: never offline",
        0,
        MOST_HOURS,
        "hours",
        |d| &mut d.offline_hours,
    ),
    Key::new("login.logins_offline", "for how many logins", Takes::Logins(|d| &mut d.offline_logins)),
    Key::new(
        "enrollment.issuer",
        "what authenticator apps show beside the account",
        Takes::Text { form: Form::Issuer, place: |d| &mut d.issuer },
    ),
    whole("enrollment.lifetime_minutes", "how long an enrollment is pending", 1, 1440, "minutes", |d| &mut d.lifetime),
    whole("enrollment.confirming_codes", "how many correct codes confirm it", 1, 2, "codes", |d| {
        &mut d.confirming_codes
    }),
    whole("enrollment.wrong_codes", "how many wrong codes end it", 1, 100, "codes", |d| &mut d.wrong_codes),
    switch("recovery.enabled", "whether there are recovery PINs and challenges", |d| &mut d.recovery),
    Key::new(
        "recovery.device_id",
        "what this computer is called when a PIN is issued for it; without it, its host name",
        Takes::Text { form: Form::Device, place: |d| &mut d.device },
    ),
    whole(
        "recovery.clock_tolerance_seconds",
        "how far its clock and the issuer's may be apart",
        0,
        300,
        "seconds",
        |d| &mut d.clock_tolerance,
    ),
    whole("recovery.grant_minutes", "how long a PIN lets its person in", 1, 7200, "minutes", |d| &mut d.grant_minutes),
    whole("recovery.grant_logins", "for how many logins", 1, 200, "logins", |d| &mut d.grant_logins),
    word("recovery.grant_asks", "what is asked at each of them besides the password", GRANT_ASKS, |d| {
        &mut d.grant_asks
    }),
    word("recovery.authenticators", AFTER, AFTER_RECOVERY, |d| &mut d.recovery_authenticators),
    whole("recovery.free_failures", FREE, 0, 100, "failures", |d| &mut d.recovery_throttle.free),
    whole("recovery.first_lock_seconds", FIRST_LOCK, 1, 86_400, "seconds", |d| &mut d.recovery_throttle.first_lock),
    whole("recovery.longest_lock_seconds", LONGEST_LOCK, 1, 86_400, "seconds", |d| {
        &mut d.recovery_throttle.longest_lock
    }),
    whole("recovery.most_failures", MOST, 1, 100, "failures", |d| &mut d.recovery_throttle.most),
    word("recovery.after_most_failures", AT_MOST, AT_CAP, |d| &mut d.recovery_throttle.at_most),
    switch("recovery_codes.enabled", "whether recovery codes count; somebody has them only if they were made", |d| {
        &mut d.recovery_codes_enabled
    }),
    whole("recovery_codes.count", "how many recovery codes a person gets", 1, 16, "codes", |d| &mut d.recovery_codes),
    Key::new(
        "recovery_codes.characters",
        "how long each is",
        Takes::Either { numbers: [16, 24], unit: "characters", place: |d| &mut d.recovery_code_length },
    ),
    word("recovery_codes.authenticators", AFTER, AFTER_RECOVERY, |d| &mut d.recovery_codes_authenticators),
    whole("recovery_codes.free_failures", FREE, 0, 100, "failures", |d| &mut d.recovery_codes_throttle.free),
    whole("recovery_codes.first_lock_seconds", FIRST_LOCK, 1, 86_400, "seconds", |d| {
        &mut d.recovery_codes_throttle.first_lock
    }),
    whole("recovery_codes.longest_lock_seconds", LONGEST_LOCK, 1, 86_400, "seconds", |d| {
        &mut d.recovery_codes_throttle.longest_lock
    }),
    whole("recovery_codes.most_failures", MOST, 1, 100, "failures", |d| &mut d.recovery_codes_throttle.most),
    word("recovery_codes.after_most_failures", AT_MOST, AT_CAP, |d| &mut d.recovery_codes_throttle.at_most),
    contact("contact.email", "the address that those are told who are not let in", |d| &mut d.email),
    contact("contact.phone", "the telephone number that they are told", |d| &mut d.phone),
];

/// Keys that say the same in two ways, so that a file has one of them.
pub(super) const EITHER_OR: [[&str; 2]; 1] = [["login.hours_without_factor", "login.days_to_enroll"]];

const AFTER: &str = "what a recovery does to the person's authenticators: nothing, uses up the codes that are good now, \
                     or suspends them until they are confirmed again";
const FREE: &str = "wrong ones in a row that do not lock";
const FIRST_LOCK: &str = "how long the next one locks; each further one twice as long";
const LONGEST_LOCK: &str = "how long a lock lasts at the most";
const MOST: &str = "wrong ones in a row there can be at all, or fewer where guessing would be too easy";
const AT_MOST: &str = "what happens then: closed until an administrator opens it, or locked for the longest time each";

const fn whole(
    name: &'static str,
    meaning: &'static str,
    from: u32,
    to: u32,
    unit: &'static str,
    place: fn(&mut Draft) -> &mut u32,
) -> Key {
    Key::new(name, meaning, Takes::Whole { from, to, unit, place })
}

const fn switch(name: &'static str, meaning: &'static str, place: fn(&mut Draft) -> &mut bool) -> Key {
    Key::new(name, meaning, Takes::Switch(place))
}

const fn word(
    name: &'static str,
    meaning: &'static str,
    words: &'static [&'static str],
    place: fn(&mut Draft) -> &mut &'static str,
) -> Key {
    Key::new(name, meaning, Takes::Word { words, place })
}

const fn people(name: &'static str, meaning: &'static str, place: fn(&mut Draft) -> &mut Vec<String>) -> Key {
    Key::new(name, meaning, Takes::People(place))
}

const fn contact(name: &'static str, meaning: &'static str, place: fn(&mut Draft) -> &mut Option<String>) -> Key {
    Key::new(name, meaning, Takes::Text { form: Form::Contact, place })
}

impl Key {
    const fn new(name: &'static str, meaning: &'static str, takes: Takes) -> Self {
        Self { name, meaning, takes }
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Its section and name, as in `login.hours_offline`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it means.
    pub const fn meaning(&self) -> &'static str {
        self.meaning
    }

    /// What it takes, as in `0 to 8784 hours`.
    pub fn allowed(&self) -> String {
        self.takes.to_string()
    }

    /// What its number counts, in the plural.
    pub const fn unit(&self) -> Option<&'static str> {
        match self.takes {
            Takes::Whole { unit, .. } | Takes::Either { unit, .. } => Some(unit),
            Takes::Days { .. } => Some("days"),
            Takes::Logins(_) => Some("logins"),
            _ => None,
        }
    }

    /// What holds without it; `None` for nothing.
    pub fn default(&self) -> Option<Value> {
        self.value_in(&mut Draft::from(&super::Policies::default()))
    }

    /// What a draft has for it.
    fn value_in(&self, draft: &mut Draft) -> Option<Value> {
        Some(match self.takes {
            Takes::Whole { place, .. } | Takes::Either { place, .. } => Value::Whole(*place(draft)),
            Takes::Days { .. } => return None,
            Takes::Logins(place) => {
                place(draft).map_or_else(|| Value::Text(UNLIMITED.to_owned()), |most| Value::Whole(most.into()))
            }
            Takes::Switch(place) => Value::Switch(*place(draft)),
            Takes::Word { place, .. } => Value::Text((*place(draft)).to_owned()),
            Takes::Preset => Value::Text(draft.preset.to_owned()),
            Takes::People(place) => Value::List(place(draft).clone()),
            Takes::Text { place, .. } => Value::Text(place(draft).clone()?),
        })
    }

    /// A value as a command line has it, without quotes. A list has one entry, whatever is in it, or none.
    pub(super) fn typed(&self, text: &str) -> Raw {
        let as_it_is = || Raw::Text(text.to_owned());
        match self.takes {
            Takes::Whole { .. } | Takes::Either { .. } | Takes::Days { .. } | Takes::Logins(_) => {
                // Written as numbers are: neither `+1` nor `01`.
                let number = text.parse().ok().filter(|number: &i128| number.to_string() == text);
                number.map_or_else(as_it_is, Raw::Whole)
            }
            Takes::Switch(_) => text.parse().map_or_else(|_| as_it_is(), Raw::Switch),
            Takes::People(_) if text.is_empty() => Raw::List(Vec::new()),
            Takes::People(_) => Raw::List(vec![as_it_is()]),
            Takes::Word { .. } | Takes::Preset | Takes::Text { .. } => as_it_is(),
        }
    }

    /// Puts what a file has for it into a draft, and tells what it is. The key is called what the file calls it.
    pub(super) fn put(&self, called: &str, raw: &Raw, draft: &mut Draft) -> Result<Value, Flaw> {
        let refused = || self.refused(called, raw);
        match (self.takes, raw) {
            (Takes::Whole { from, to, place, .. }, Raw::Whole(number)) => {
                *place(draft) = between(*number, from, to).ok_or_else(refused)?;
            }
            (Takes::Either { numbers, place, .. }, Raw::Whole(number)) => {
                let number = numbers.into_iter().find(|allowed| i128::from(*allowed) == *number);
                *place(draft) = number.ok_or_else(refused)?;
            }
            (Takes::Days { most, hours }, Raw::Whole(days)) => {
                let days = between(*days, 0, most).ok_or_else(refused)?;
                *hours(draft) = days.saturating_mul(DAY);
                return Ok(Value::Whole(days));
            }
            (Takes::Logins(place), Raw::Whole(number)) => {
                let most = between(*number, 1, u16::MAX.into()).and_then(|number| u16::try_from(number).ok());
                *place(draft) = Some(most.ok_or_else(refused)?);
            }
            (Takes::Logins(place), Raw::Text(text)) if text == UNLIMITED => *place(draft) = None,
            (Takes::Switch(place), Raw::Switch(on)) => *place(draft) = *on,
            (Takes::Word { words, place }, Raw::Text(text)) => {
                *place(draft) = words.iter().find(|word| *word == text).ok_or_else(refused)?;
            }
            (Takes::Preset, Raw::Text(text)) => {
                let preset = PRESET_NAMES.iter().find(|name| *name == text).ok_or_else(refused)?;
                draft.begin_with(preset);
            }
            (Takes::People(place), Raw::List(entries)) => *place(draft) = people_of(called, entries)?,
            (Takes::Text { form, place }, Raw::Text(text)) if form.has(text) => *place(draft) = Some(text.clone()),
            _ => return Err(refused()),
        }
        self.value_in(draft).ok_or_else(refused)
    }

    fn refused(&self, called: &str, raw: &Raw) -> Flaw {
        let whole = if self.unit().is_some() && !matches!(raw, Raw::Whole(_)) { "a whole number, " } else { "" };
        let allowed = format!("{whole}{}", self.allowed()).into();
        Flaw::Value { key: called.into(), value: raw.to_string().into(), allowed }
    }
}

/// A number within bounds.
fn between(number: i128, from: u32, to: u32) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| (from..=to).contains(number))
}

fn people_of(called: &str, entries: &[Raw]) -> Result<Vec<String>, Flaw> {
    let name = |entry: &Raw| {
        let flaw = |why: String| Flaw::Entry { key: called.into(), entry: entry.to_string().into(), why: why.into() };
        match entry {
            Raw::Text(text) => lists::flaw_of(text).map_or_else(|| Ok(text.clone()), |why| Err(flaw(why))),
            _ => Err(flaw("a name is a text".to_owned())),
        }
    };
    entries.iter().map(name).collect()
}

impl Form {
    fn has(self, text: &str) -> bool {
        match self {
            Self::Contact => (1..=LONGEST_CONTACT).contains(&text.len()) && !text.chars().any(is_unprintable),
            // Of whose account makes no difference.
            Self::Issuer => Label::new(Some(text), "account").is_ok(),
            Self::Device => DeviceId::new(text).is_ok(),
        }
    }
}

impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { from, to, unit, .. } => write!(f, "{from} to {to} {unit}"),
            Self::Either { numbers: [one, other], unit, .. } => write!(f, "{one} or {other} {unit}"),
            Self::Days { most, .. } => write!(f, "0 to {most} days"),
            Self::Logins(_) => write!(f, "1 to {} logins, or \"{UNLIMITED}\"", u16::MAX),
            Self::Switch(_) => f.write_str("true or false"),
            Self::Word { words, .. } => one_of(f, words),
            Self::Preset => one_of(f, PRESET_NAMES),
            Self::People(_) => f.write_str("a list of names, or of \"*\" for everybody"),
            Self::Text { form: Form::Contact, .. } => {
                write!(f, "a text of 1 to {LONGEST_CONTACT} bytes without control characters")
            }
            Self::Text { form: Form::Issuer, .. } => {
                f.write_str("a text of 1 to 255 bytes without colon, control characters, and spaces at its ends")
            }
            Self::Text { form: Form::Device, .. } => {
                f.write_str("a text of 4 to 64 characters of ASCII without spaces")
            }
        }
    }
}

fn one_of(f: &mut fmt::Formatter<'_>, words: &[&str]) -> fmt::Result {
    for (number, word) in words.iter().enumerate() {
        let before = match number {
            0 => "",
            _ if number.saturating_add(1) == words.len() => " or ",
            _ => ", ",
        };
        write!(f, "{before}{word:?}")?;
    }
    Ok(())
}

impl fmt::Debug for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
