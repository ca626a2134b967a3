//! The verbs: each is one call of `People`, or of what a phone or a help desk does.

use mfa_core::{
    Allowance, Code, Counter, DeviceId, DiagnosisReach, Enrollment, EnrollmentPermit, Hours, Moving, Occasion,
    Position, RecoveryCode, RecoveryCodes, RecoveryDigits, TimeStep, UnixTime, Verdict, issue, respond,
};
use mfa_host::people::{Arrival, LoggedIn, NewAuthenticator, People, PeopleError};
use mfa_host::record::Exception;
use mfa_host::{AuthenticatorName, PersonName};

use super::store::{Failed, Shelf};
use super::told::{self, Told, or_none, yes_or_no};
use super::world::{Permit, Result, World, number, time};

/// All verbs, as the README lists them.
pub const VERBS: &[&str] = &[
    "show",
    "issue",
    "respond",
    "enrolls",
    "confirms",
    "abandons",
    "measures",
    "adds",
    "adds-all",
    "removes",
    "removes-all",
    "renames",
    "is-reset",
    "is-suspended",
    "restores",
    "verifies",
    "verifies-with",
    "resyncs",
    "diagnoses",
    "is-unlocked",
    "is-required",
    "is-exempt",
    "is-as-listed",
    "arrives",
    "types",
    "passes",
    "gets-key",
    "changes-key",
    "loses-key",
    "redeems",
    "asks-challenge",
    "answers",
    "asks-grant",
    "ends-grant",
    "gets-codes",
    "uses-code",
    "counts-codes",
    "status",
    "progress",
    "is-forgotten",
];

/// What a call of `People` comes to.
type Called<T> = core::result::Result<T, PeopleError<Failed>>;

/// Takes a step; gives its verb and what it came to.
pub(super) fn take(world: &mut World, step: &str) -> Result<(String, Told)> {
    let words: Vec<&str> = step.split_whitespace().collect();
    let told = match words.as_slice() {
        ["show", rest @ ..] => return Ok(("show".to_owned(), show(world, rest)?)),
        ["issue", rest @ ..] => return Ok(("issue".to_owned(), issued(world, rest)?)),
        ["respond", rest @ ..] => return Ok(("respond".to_owned(), responded(world, rest)?)),
        [person, "types", ..] => {
            let (_, typed) = step.split_once(" types").unwrap_or_default();
            types(world, &name(person)?, typed.trim())?
        }
        [person, verb, rest @ ..] => {
            let person = name(person)?;
            Call::of(world, &person, rest)
                .enrolling(verb)
                .or_else(|| Call::of(world, &person, rest).keeping(verb))
                .or_else(|| Call::of(world, &person, rest).recovering(verb))
                .or_else(|| Call::of(world, &person, rest).telling(verb))
                .unwrap_or_else(|| logging_in(world, &person, verb, rest))?
        }
        _ => return Err("a step is a person, a verb and what comes with it".to_owned()),
    };
    Ok((words[1].to_owned(), told))
}

/// One call that is about a person.
struct Call<'w> {
    people: People<'w, Shelf>,
    world: &'w World,
    person: &'w PersonName,
    rest: &'w [&'w str],
}

impl<'w> Call<'w> {
    fn of(world: &'w World, person: &'w PersonName, rest: &'w [&'w str]) -> Self {
        Self { people: People::of(world.here()), world, person, rest }
    }

    /// Enrollment: what is pending.
    fn enrolling(&self, verb: &str) -> Option<Result<Told>> {
        Some(match verb {
            "enrolls" => self.enrolls(),
            "confirms" => self.confirms(),
            "abandons" => self.nothing_more().map(|()| done(self.people.abandon(self.person))),
            "measures" => self.measures(),
            _ => return None,
        })
    }

    /// Authenticators that come and go, and what an administrator does.
    fn keeping(&self, verb: &str) -> Option<Result<Told>> {
        let (people, person) = (&self.people, self.person);
        let plain = |change: &dyn Fn() -> Called<()>| self.nothing_more().map(|()| done(change()));
        Some(match verb {
            "adds" => self.adds(),
            "adds-all" => self.adds_all(),
            "removes" => self.which().map(|which| done(people.remove(person, which.as_ref()))),
            "removes-all" => plain(&|| people.remove_all(person)),
            "renames" => self.renames(),
            "is-reset" => plain(&|| people.reset(person)),
            "is-suspended" => self.which().map(|which| done(people.suspend(person, which.as_ref()))),
            "restores" => self.restores(),
            "is-unlocked" => plain(&|| people.unlock(person)),
            "is-required" => self.is_required(),
            "is-exempt" => self.is_exempt(),
            "is-as-listed" => plain(&|| people.set_exception(person, None)),
            "is-forgotten" => plain(&|| people.forget(person)),
            "verifies-with" => self.verifies_with(),
            "resyncs" => self.resyncs(),
            "diagnoses" => self.diagnoses(),
            _ => return None,
        })
    }

    /// Recovery, but for what logs in by it.
    fn recovering(&self, verb: &str) -> Option<Result<Told>> {
        let (people, person, recovery) = (&self.people, self.person, &self.world.policies.recovery);
        Some(match verb {
            "gets-key" => self.key().map(|(key, device)| done(people.add_recovery_key(person, &device, key))),
            "changes-key" => self.key().map(|(key, device)| done(people.set_recovery_key(person, &device, key))),
            "loses-key" => self.nothing_more().map(|()| done(people.remove_recovery_key(person))),
            "asks-challenge" => self.asks_challenge(),
            "asks-grant" => {
                self.nothing_more().and_then(|()| Ok(told_of(people.grant(person, self.world.moment()?, recovery))))
            }
            "ends-grant" => self.nothing_more().map(|()| done(people.end_grant(person))),
            "gets-codes" => self.gets_codes(),
            _ => return None,
        })
    }

    /// What changes nothing.
    fn telling(&self, verb: &str) -> Option<Result<Told>> {
        Some(match verb {
            "counts-codes" => self.nothing_more().map(|()| {
                let left = self.people.recovery_codes_left(self.person);
                left.map_or_else(Told::from, |left| Told::of("codes").with("left", left))
            }),
            "status" => self.nothing_more().and_then(|()| self.status()),
            "progress" => self.progress(),
            _ => return None,
        })
    }

    fn enrolls(&self) -> Result<Told> {
        let (secret, rest) = self.rest.split_first().ok_or("`enrolls` takes a secret")?;
        let (name, by) = match rest {
            [] => (*secret, "administrator"),
            ["as", name] => (*name, "administrator"),
            ["by", by] => (*secret, *by),
            ["as", name, "by", by] => (*name, *by),
            _ => return Err("after the secret come `as NAME` and `by WHOM`".to_owned()),
        };
        let (secret, parameters) = self.world.secret(secret)?;
        let Some(permit) = self.permit(by)? else { return Ok(Told::of("not-permitted")) };
        let policy = &self.world.policies.enrollment;
        let enrollment = Enrollment::begin(permit, secret, parameters, self.world.now()?, policy);
        let enrollment = enrollment.map_err(|error| error.to_string())?;
        let stored = self.people.enroll(self.person, &authenticator(name)?, &enrollment);
        Ok(stored.map_or_else(Told::from, |()| Told::of("pending").with("until", enrollment.until())))
    }

    /// By whose leave an authenticator is bound.
    fn permit(&self, by: &str) -> Result<Option<EnrollmentPermit>> {
        match by {
            "administrator" => Ok(Some(EnrollmentPermit::by_administrator())),
            "decision" => Ok(EnrollmentPermit::by_decision(self.world.decision(self.person)?)),
            "login" => Ok(Some(self.world.permit_of_login(self.person)?())),
            _ => Err(format!("nobody permits by `{by}`: it is administrator, decision or login")),
        }
    }

    fn confirms(&self) -> Result<Told> {
        let [typed] = self.exactly()?;
        let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
        Ok(told_of(self.people.confirm(self.person, self.world.now()?, &code, self.codes())))
    }

    fn measures(&self) -> Result<Told> {
        let [typed, reach] = self.exactly()?;
        let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
        let found = self.people.diagnose_pending(self.person, self.world.now()?, &code, reach_of(reach)?);
        Ok(found.map_or_else(Told::from, |found| match found {
            Some(offset) => Told::of("found").with("offset", offset),
            None => Told::of("not-found"),
        }))
    }

    fn adds(&self) -> Result<Told> {
        let (secret, mut rest) = self.rest.split_first().ok_or("`adds` takes a secret")?;
        let mut name = *secret;
        if let ["as", called, others @ ..] = rest {
            (name, rest) = (called, others);
        }
        let start = match rest {
            [] => None,
            [start] => Some(number(valued(start, "start")?)?),
            _ => return Err("after the secret come `as NAME` and `start=N`".to_owned()),
        };
        Ok(done(self.people.add(self.person, &self.to_add(secret, name, start)?)))
    }

    fn adds_all(&self) -> Result<Told> {
        let new: Result<Vec<_>> = self.rest.iter().map(|secret| self.to_add(secret, secret, None)).collect();
        Ok(done(self.people.add_all(self.person, &new?)))
    }

    fn to_add(&self, secret: &str, name: &str, start: Option<u64>) -> Result<NewAuthenticator> {
        let (secret, parameters) = self.world.secret(secret)?;
        let position = |number| match parameters.moving {
            Moving::Totp { .. } => TimeStep::new(number).map(Position::Step).map_err(|error| error.to_string()),
            Moving::Hotp => Counter::new(number).map(Position::Counter).map_err(|error| error.to_string()),
        };
        let (name, start) = (authenticator(name)?, start.map(position).transpose()?);
        Ok(NewAuthenticator { name, secret, parameters, start, added: self.world.now()? })
    }

    fn renames(&self) -> Result<Told> {
        let [from, "to", to] = self.exactly()? else { return Err("`renames` takes NAME to NAME".to_owned()) };
        Ok(done(self.people.rename(self.person, Some(&authenticator(from)?), &authenticator(to)?)))
    }

    fn restores(&self) -> Result<Told> {
        let (which, typed, by) = match *self.rest {
            [which, typed] => (which, typed, "administrator"),
            [which, typed, "by", by] => (which, typed, by),
            _ => return Err("`restores` takes a name, a code and `by WHOM`".to_owned()),
        };
        let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
        if self.permit(by)?.is_none() {
            return Ok(Told::of("not-permitted"));
        }
        let permit = || self.permit(by).ok().flatten().expect("it was there a moment ago");
        let which = authenticator(which)?;
        Ok(told_of(self.people.restore(permit, self.person, Some(&which), self.world.now()?, &code, self.codes())))
    }

    fn is_required(&self) -> Result<Told> {
        let to_enroll = match self.rest {
            [] => None,
            [hours, logins] => {
                let logins = match valued(logins, "logins")? {
                    "unlimited" => None,
                    logins => Some(number(logins)?),
                };
                let hours = Hours::new(number(valued(hours, "hours")?)?);
                Some(Allowance::new(hours, logins).map_err(|error| error.to_string())?)
            }
            _ => return Err("`is-required` takes nothing, or hours=N and logins=N".to_owned()),
        };
        Ok(done(self.people.set_exception(self.person, Some(Exception::Required { to_enroll }))))
    }

    fn is_exempt(&self) -> Result<Told> {
        let exception = match self.rest {
            [] => Exception::Exempt,
            [until] => {
                Exception::ExemptFor { since: self.world.now()?, until: time(number(valued(until, "until")?)?)? }
            }
            _ => return Err("`is-exempt` takes nothing, or until=N".to_owned()),
        };
        Ok(done(self.people.set_exception(self.person, Some(exception))))
    }

    fn verifies_with(&self) -> Result<Told> {
        let [which, typed] = self.exactly()?;
        let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
        let which = authenticator(which)?;
        let verdict = self.people.verify_with(self.person, &which, self.world.now()?, &code, self.codes());
        Ok(verdict.map_or_else(Told::from, |verdict| told::verdict(&verdict, Some(&which))))
    }

    fn resyncs(&self) -> Result<Told> {
        let [which, first, second] = self.exactly()?;
        let Ok(one) = Code::parse(first) else { return unreadable(first) };
        let Ok(other) = Code::parse(second) else { return unreadable(second) };
        let (which, now) = (authenticator(which)?, self.world.now()?);
        Ok(told_of(self.people.resynchronize(self.person, Some(&which), now, [&one, &other], self.codes())))
    }

    fn diagnoses(&self) -> Result<Told> {
        let [which, typed, reach] = self.exactly()?;
        let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
        let (which, now, reach) = (authenticator(which)?, self.world.now()?, reach_of(reach)?);
        Ok(told_of(self.people.diagnose(self.person, Some(&which), now, &code, reach, self.codes())))
    }

    fn asks_challenge(&self) -> Result<Told> {
        let [random] = self.exactly()?;
        let random = u64::from_str_radix(valued(random, "random")?, 16).map_err(|error| error.to_string())?;
        let recovery = &self.world.policies.recovery;
        Ok(told_of(self.people.challenge(self.person, random.to_be_bytes(), recovery)))
    }

    fn gets_codes(&self) -> Result<Told> {
        let [sheet] = self.exactly()?;
        // Which salt it is shows nowhere in a story.
        Ok(done(self.people.set_recovery_codes(self.person, self.world.sheet(sheet)?, [7; 16])))
    }

    fn status(&self) -> Result<Told> {
        let record = match self.people.record(self.person) {
            Ok(record) => record,
            Err(error) => return Ok(error.into()),
        };
        let credentials = record.credentials().map_err(|error| error.to_string())?;
        let person = record.person(&credentials).map_err(|error| error.to_string())?;
        let status = person.status(self.world.now()?, self.codes());
        let names: Vec<&str> = record.authenticators().iter().map(|entry| entry.name.as_str()).collect();
        let codes = record.recovery_codes().map(|codes| RecoveryCodes::open(codes).map(|codes| codes.left()));
        let codes = codes.transpose().map_err(|error| error.to_string())?;
        Ok(Told::of("stands")
            .with("authenticators", if names.is_empty() { "none".to_owned() } else { names.join(",") })
            .with("pending", or_none(record.pending().map(|pending| &pending.name)))
            .with("failures", status.failures)
            .with("in-all", status.failures_in_all)
            .with("left", status.attempts_left)
            .with("until", or_none(status.locked_until))
            .with("closed", yes_or_no(status.closed))
            .with("codes", or_none(codes)))
    }

    fn progress(&self) -> Result<Told> {
        let [which] = self.exactly()?;
        let record = match self.people.record(self.person) {
            Ok(record) => record,
            Err(error) => return Ok(error.into()),
        };
        let Some(index) = record.position(&authenticator(which)?) else {
            return Ok(PeopleError::NoSuchAuthenticator.into());
        };
        let credentials = record.credentials().map_err(|error| error.to_string())?;
        let person = record.person(&credentials).map_err(|error| error.to_string())?;
        let progress = person.progress().nth(index).ok_or("there are fewer states than names")?;
        Ok(Told::of("is-at")
            .with("next", or_none(progress.next.map(|next| next.number())))
            .with("drift", progress.drift)
            .with("suspended", yes_or_no(progress.suspended)))
    }

    fn key(&self) -> Result<(&'w mfa_core::RecoveryKey, DeviceId)> {
        let [key, "for", device] = self.exactly()? else { return Err("a key is KEY for DEVICE".to_owned()) };
        Ok((self.world.key(key)?, device_id(device)?))
    }

    fn codes(&self) -> &'w mfa_core::Policy {
        self.world.policies.codes_of(self.person)
    }

    /// The authenticator that is named; nothing said is their only one, or all of them.
    fn which(&self) -> Result<Option<AuthenticatorName>> {
        match self.rest {
            [] => Ok(None),
            [name] => authenticator(name).map(Some),
            _ => Err("that takes one name, or none".to_owned()),
        }
    }

    fn nothing_more(&self) -> Result<()> {
        self.exactly().map(|[]| ())
    }

    fn exactly<const N: usize>(&self) -> Result<[&'w str; N]> {
        let count = self.rest.len();
        self.rest.try_into().map_err(|_| format!("{count} words follow the verb, which takes {N}"))
    }
}

/// What may let somebody in: what they are told is remembered, for the steps after it.
fn logging_in(world: &mut World, person: &PersonName, verb: &str, rest: &[&str]) -> Result<Told> {
    match (verb, rest) {
        ("arrives", rest) => arrives(world, person, rest),
        ("verifies", [typed]) => {
            let Ok(code) = Code::parse(typed) else { return unreadable(typed) };
            let (now, codes) = (world.now()?, world.policies.codes_of(person));
            let came = People::of(world.here()).verify_and_name(person, now, &code, codes);
            logged_in(world, person, came.map(|(verdict, name)| LoggedIn::ByCode(verdict, name)))
        }
        ("redeems" | "answers", [typed]) => {
            let digits = match RecoveryDigits::parse(typed) {
                Ok(digits) => digits,
                Err(error) => return Ok(told::not_an_entry(&error)),
            };
            let (moment, codes, recovery) =
                (world.moment()?, world.policies.codes_of(person), &world.policies.recovery);
            let people = People::of(world.here());
            let came = match verb {
                "redeems" => people.redeem(person, moment, &digits, recovery, codes),
                _ => people.answer(person, moment, &digits, recovery, codes),
            };
            logged_in(world, person, came.map(LoggedIn::ByRecovery))
        }
        ("passes", []) => {
            let (moment, codes) = (world.moment()?, world.policies.codes_of(person));
            let came = People::of(world.here()).pass(person, moment, &world.policies.recovery, codes);
            logged_in(world, person, came.map(LoggedIn::ByRecovery))
        }
        ("uses-code", [typed]) => {
            let code = match RecoveryCode::parse(typed) {
                Ok(code) => code,
                Err(error) => return Ok(told::not_an_entry(&error)),
            };
            let (now, codes, recovery) =
                (world.now()?, world.policies.codes_of(person), &world.policies.recovery_codes);
            let came = People::of(world.here()).use_recovery_code(person, now, &code, &recovery.policy, codes);
            logged_in(world, person, came.map(LoggedIn::ByRecoveryCode))
        }
        (verb, _) if VERBS.contains(&verb) => Err(format!("`{verb}` takes something else")),
        (verb, _) => Err(format!("there is no verb `{verb}`")),
    }
}

fn arrives(world: &mut World, person: &PersonName, rest: &[&str]) -> Result<Told> {
    let (occasion, more) = rest.split_first().ok_or("`arrives` takes an occasion")?;
    let occasion = match *occasion {
        "login" => Occasion::Login,
        "unlock" => Occasion::Unlock,
        "elevate" => Occasion::Elevate,
        other => return Err(format!("there is no occasion `{other}`")),
    };
    let mut arrival = Arrival { occasion, ..Arrival::LOGIN };
    for word in more {
        match *word {
            "offline" => arrival.online = false,
            "card" => arrival.other_factor = true,
            other => return Err(format!("nobody arrives `{other}`")),
        }
    }
    let decision = People::of(world.here()).decide(person, &arrival, world.moment()?, &world.policies);
    Ok(match decision {
        Ok(decision) => {
            world.decided(person, decision);
            decision.into()
        }
        Err(error) => error.into(),
    })
}

fn types(world: &mut World, person: &PersonName, typed: &str) -> Result<Told> {
    let decision = *world.decision(person)?;
    let typed = match world.policies.typed(typed) {
        Ok(typed) => typed,
        Err(error) => return Ok(told::unreadable(&error)),
    };
    let came = People::of(world.here()).log_in(&decision, person, world.moment()?, &typed, &world.policies);
    logged_in(world, person, came)
}

/// What a login came to; whoever is in may bind an authenticator by it.
fn logged_in(world: &mut World, person: &PersonName, came: Called<LoggedIn>) -> Result<Told> {
    let login = match came {
        Ok(login) => login,
        Err(error) => return Ok(error.into()),
    };
    if let Some(permit) = permit_of(&login) {
        world.logged_in(person, permit);
    }
    Ok(Told::from(&login))
}

fn permit_of(login: &LoggedIn) -> Option<Permit> {
    match *login {
        LoggedIn::ByCode(Verdict::Accepted(accepted), _) => {
            Some(Box::new(move || EnrollmentPermit::by_code(&accepted)))
        }
        LoggedIn::ByRecovery(mfa_core::Redemption::Accepted(redeemed)) => {
            Some(Box::new(move || EnrollmentPermit::by_recovery(&redeemed)))
        }
        LoggedIn::ByRecoveryCode(mfa_core::CodeRedemption::Accepted(redeemed)) => {
            Some(Box::new(move || EnrollmentPermit::by_recovery_code(&redeemed)))
        }
        _ => None,
    }
}

/// What a phone or a token shows.
fn show(world: &World, rest: &[&str]) -> Result<Told> {
    let credential = |name| {
        let (secret, parameters) = world.secret(name)?;
        mfa_core::Credential::new(&secret, parameters).map_err(|error| error.to_string())
    };
    match rest {
        [name] => {
            let shown = credential(name)?.code_at(world.now()?).map_err(|error| error.to_string())?;
            Ok(Told::of("shown").with("code", shown.code).with("seconds", shown.seconds_left.count()))
        }
        [name, counter] => {
            let counter = Counter::new(number(valued(counter, "counter")?)?).map_err(|error| error.to_string())?;
            let code = credential(name)?.code_for(counter).map_err(|error| error.to_string())?;
            Ok(Told::of("shown").with("code", code))
        }
        _ => Err("`show` takes a secret, and counter=N".to_owned()),
    }
}

/// What a help desk reads out.
fn issued(world: &World, rest: &[&str]) -> Result<Told> {
    let [key, "for", device] = *rest else { return Err("`issue` takes KEY for DEVICE".to_owned()) };
    let issued = issue(world.key(key)?, &device_id(device)?, world.now()?).map_err(|error| error.to_string())?;
    let ends = |at: UnixTime| at.seconds();
    Ok(Told::of("issued")
        .with("pin", &issued.pin)
        .with("until", ends(issued.valid_until))
        .with("next", ends(issued.next_differs_from)))
}

/// What a help desk answers to a challenge.
fn responded(world: &World, rest: &[&str]) -> Result<Told> {
    let [key, "to", challenge] = *rest else { return Err("`respond` takes KEY to CHALLENGE".to_owned()) };
    match RecoveryDigits::parse(challenge) {
        Ok(challenge) => {
            let response = respond(world.key(key)?, &challenge).map_err(|error| error.to_string())?;
            Ok(Told::of("responded").with("response", response))
        }
        Err(error) => Ok(told::not_an_entry(&error)),
    }
}

fn unreadable(typed: &str) -> Result<Told> {
    match Code::parse(typed) {
        Ok(_) => Err(format!("`{typed}` is a code")),
        Err(error) => Ok(told::not_an_entry(&error)),
    }
}

fn done(called: Called<()>) -> Told {
    called.map_or_else(Told::from, |()| Told::DONE)
}

fn told_of<T: Into<Told>>(called: Called<T>) -> Told {
    called.map_or_else(Told::from, Into::into)
}

fn name(text: &str) -> Result<PersonName> {
    PersonName::new(text).map_err(|error| error.to_string())
}

fn authenticator(text: &str) -> Result<AuthenticatorName> {
    AuthenticatorName::new(text).map_err(|error| error.to_string())
}

fn device_id(text: &str) -> Result<DeviceId> {
    DeviceId::new(text).map_err(|error| error.to_string())
}

fn reach_of(word: &str) -> Result<DiagnosisReach> {
    DiagnosisReach::new(number(valued(word, "reach")?)?).map_err(|error| error.to_string())
}

/// The value of a word `name=value`.
fn valued<'w>(word: &'w str, name: &str) -> Result<&'w str> {
    let value = word.split_once('=').filter(|(there, _)| *there == name).map(|(_, value)| value);
    value.ok_or_else(|| format!("`{word}` should be {name}=.."))
}
