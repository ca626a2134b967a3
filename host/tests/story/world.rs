//! What a story has set up: policies, secrets, clocks, stores, and what people were told last.

use std::collections::BTreeMap;

use mfa_core::{
    Algorithm, Decision, Digits, EnrollmentPermit, Moment, Moving, Parameters, Period, RecoveryCode, RecoveryKey,
    Secret, UnixTime, Uptime,
};
use mfa_host::PersonName;
use mfa_host::policy::Policies;

use super::store::{Fault, Shelf};

/// What a line says is missing, unknown or not so.
pub(super) type Result<T> = core::result::Result<T, String>;

/// What an accepted login permits, as often as it is asked.
pub(super) type Permit = Box<dyn Fn() -> EnrollmentPermit>;

/// The store that a story begins in.
const FIRST: &str = "first";

pub(super) struct World {
    pub(super) title: String,
    pub(super) policies: Policies,
    secrets: BTreeMap<String, (Secret, Parameters)>,
    keys: BTreeMap<String, RecoveryKey>,
    sheets: BTreeMap<String, Vec<RecoveryCode>>,
    now: Option<u64>,
    uptime: Option<(u64, u64)>,
    stores: BTreeMap<String, Shelf>,
    here: String,
    fault: Option<Fault>,
    /// Somebody who was faster, and what was stored of them before that.
    meanwhile: Option<(PersonName, Option<Vec<u8>>)>,
    /// What was decided last of somebody at a store, and by what they logged in last.
    decisions: BTreeMap<(String, PersonName), Decision>,
    permits: BTreeMap<(String, PersonName), Permit>,
}

impl World {
    pub(super) fn new(title: &str) -> Self {
        Self {
            title: title.trim().to_owned(),
            policies: Policies::default(),
            secrets: BTreeMap::new(),
            keys: BTreeMap::new(),
            sheets: BTreeMap::new(),
            now: None,
            uptime: None,
            stores: BTreeMap::from([(FIRST.to_owned(), Shelf::default())]),
            here: FIRST.to_owned(),
            fault: None,
            meanwhile: None,
            decisions: BTreeMap::new(),
            permits: BTreeMap::new(),
        }
    }

    /// What was announced and did not come.
    pub(super) fn unfinished(&self) -> Option<String> {
        (self.fault.is_some() || self.meanwhile.is_some()).then(|| "no step follows that meets the fault".to_owned())
    }

    /// Does a line that sets the scene; `None` if it is none of these.
    pub(super) fn set(&mut self, line: &str) -> Option<Result<()>> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        Some(match word {
            "needs" => known(rest, &["challenge", "sheet", "uptime"]),
            "policy" => self.set_policy(rest),
            "secret" => self.set_secret(rest),
            "key" => self.set_key(rest),
            "sheet" => self.set_sheet(rest),
            "at" => number(rest).map(|time| self.now = Some(time)),
            "wait" => number(rest).and_then(|seconds| self.wait(seconds)),
            "back" => number(rest).and_then(|seconds| self.back(seconds)),
            "boot" => self.boot(rest),
            "store" => self.go_to(rest),
            "copy" => self.copy(rest),
            "fault" => Fault::named(rest).ok_or_else(|| format!("there is no fault {rest}")).map(|fault| {
                self.fault = Some(fault);
            }),
            _ => return None,
        })
    }

    pub(super) fn moment(&self) -> Result<Moment> {
        let uptime = self.uptime.map(|(boot, seconds)| Ok::<_, String>(Uptime { boot, seconds: time(seconds)? }));
        Ok(Moment { now: self.now()?, uptime: uptime.transpose()? })
    }

    pub(super) fn now(&self) -> Result<UnixTime> {
        time(self.now.ok_or("it is not said what time it is: `at` comes first")?)
    }

    pub(super) fn here(&self) -> &Shelf {
        &self.stores[&self.here]
    }

    pub(super) fn secret(&self, name: &str) -> Result<(Secret, Parameters)> {
        self.secrets.get(name).cloned().ok_or_else(|| format!("there is no secret {name}"))
    }

    pub(super) fn key(&self, name: &str) -> Result<&RecoveryKey> {
        self.keys.get(name).ok_or_else(|| format!("there is no key {name}"))
    }

    pub(super) fn sheet(&self, name: &str) -> Result<&[RecoveryCode]> {
        self.sheets.get(name).map(Vec::as_slice).ok_or_else(|| format!("there is no sheet {name}"))
    }

    pub(super) fn decided(&mut self, person: &PersonName, decision: Decision) {
        self.decisions.insert((self.here.clone(), person.clone()), decision);
    }

    pub(super) fn decision(&self, person: &PersonName) -> Result<&Decision> {
        let decision = self.decisions.get(&(self.here.clone(), person.clone()));
        decision.ok_or_else(|| format!("{person} has not arrived here: `arrives` comes first"))
    }

    /// Somebody logged in, and may bind an authenticator by that.
    pub(super) fn logged_in(&mut self, person: &PersonName, permit: Permit) {
        self.permits.insert((self.here.clone(), person.clone()), permit);
    }

    pub(super) fn permit_of_login(&self, person: &PersonName) -> Result<&Permit> {
        let permit = self.permits.get(&(self.here.clone(), person.clone()));
        permit.ok_or_else(|| format!("{person} has not logged in here"))
    }

    /// Readies the store for one step: with what is to go wrong in it.
    pub(super) fn ready(&mut self) -> bool {
        let (fault, meanwhile) = (self.fault.take(), self.meanwhile.take());
        let expected = fault.is_some() || meanwhile.is_some();
        self.here().fails(fault);
        if let Some((person, bytes)) = meanwhile {
            self.here().show_before(&person, bytes);
        }
        expected
    }

    /// Somebody was faster than whoever comes next.
    pub(super) fn was_faster(&mut self, person: PersonName, before: Option<Vec<u8>>) -> Result<()> {
        if self.here().bytes(&person) == before {
            return Err("nothing was written meanwhile, so nobody was faster".to_owned());
        }
        self.meanwhile = Some((person, before));
        Ok(())
    }

    fn set_policy(&mut self, rest: &str) -> Result<()> {
        let (key, value) = assigned(rest)?;
        self.policies = self.policies.with(key, value).map_err(|error| error.to_string())?;
        Ok(())
    }

    fn set_secret(&mut self, rest: &str) -> Result<()> {
        let (name, value) = assigned(rest)?;
        let mut words = value.split_whitespace();
        let secret = Secret::from_base32(words.next().unwrap_or_default()).map_err(|error| error.to_string())?;
        let mut parameters = Parameters::TOTP;
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("totp", "") => {}
                ("hotp", "") => parameters.moving = Moving::Hotp,
                ("sha1", "") => parameters.algorithm = Algorithm::Sha1,
                ("sha256", "") => parameters.algorithm = Algorithm::Sha256,
                ("sha512", "") => parameters.algorithm = Algorithm::Sha512,
                ("digits", digits) => {
                    parameters.digits = Digits::new(number(digits)?).map_err(|error| error.to_string())?;
                }
                ("period", period) => {
                    let period = Period::new(number(period)?).map_err(|error| error.to_string())?;
                    parameters.moving = Moving::Totp { period, t0: UnixTime::EPOCH };
                }
                _ => return Err(format!("a secret has no `{word}`")),
            }
        }
        self.secrets.insert(name.to_owned(), (secret, parameters));
        Ok(())
    }

    fn set_key(&mut self, rest: &str) -> Result<()> {
        let (name, value) = assigned(rest)?;
        let key = RecoveryKey::from_base32(value).map_err(|error| error.to_string())?;
        self.keys.insert(name.to_owned(), key);
        Ok(())
    }

    fn set_sheet(&mut self, rest: &str) -> Result<()> {
        let (name, value) = assigned(rest)?;
        let codes: core::result::Result<Vec<_>, _> = value.split_whitespace().map(RecoveryCode::parse).collect();
        self.sheets.insert(name.to_owned(), codes.map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Time passes, by both clocks.
    fn wait(&mut self, seconds: u64) -> Result<()> {
        self.now = Some(self.now()?.seconds() + seconds);
        self.uptime = self.uptime.map(|(boot, since)| (boot, since + seconds));
        Ok(())
    }

    /// Somebody sets the clock back.
    fn back(&mut self, seconds: u64) -> Result<()> {
        let back = self.now()?.seconds().checked_sub(seconds);
        self.now = Some(back.ok_or("the clock cannot be set back before 1970")?);
        Ok(())
    }

    fn boot(&mut self, rest: &str) -> Result<()> {
        self.uptime = match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["unknown"] => None,
            [boot, seconds] => Some((number(boot)?, number(seconds)?)),
            _ => return Err("`boot` takes a number and seconds, or `unknown`".to_owned()),
        };
        Ok(())
    }

    fn go_to(&mut self, name: &str) -> Result<()> {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err("`store` takes a name".to_owned());
        }
        self.here = name.to_owned();
        self.stores.entry(self.here.clone()).or_default();
        Ok(())
    }

    fn copy(&mut self, rest: &str) -> Result<()> {
        let [person, "to", store] = rest.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err("`copy` takes PERSON to STORE".to_owned());
        };
        let person = PersonName::new(person).map_err(|error| error.to_string())?;
        let bytes = self.here().bytes(&person).ok_or_else(|| format!("{person} is not there"))?;
        self.stores.entry(store.to_owned()).or_default().put(&person, bytes);
        Ok(())
    }
}

/// A number in decimal, digits and nothing else.
pub(super) fn number<N: core::str::FromStr>(text: &str) -> Result<N> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| format!("`{text}` is no such number"))
}

pub(super) fn time(seconds: u64) -> Result<UnixTime> {
    UnixTime::new(seconds).map_err(|error| error.to_string())
}

fn assigned(rest: &str) -> Result<(&str, &str)> {
    let (name, value) = rest.split_once('=').ok_or("there is no `=`")?;
    Ok((name.trim(), value.trim()))
}

fn known(word: &str, words: &[&str]) -> Result<()> {
    if words.contains(&word) { Ok(()) } else { Err(format!("`{word}` is none of {}", words.join(", "))) }
}
