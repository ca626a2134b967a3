//! The engine as a host runs it: a store with every version it ever held, a clock that may jump, people at the prompt,
//! and commits that fail.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use mfa_core::{
    Algorithm, Attempt, AttemptError, Authenticator, Code, CodeError, Commit, Counter, Credential, Diagnosis,
    DiagnosisReach, Digits, EnrollmentPermit, MOST_AUTHENTICATORS, Moving, NextStates, NotCommitted, ParameterError,
    Parameters, Period, Person, PersonError, Position, Reason, Rejected, Restoration, Resynchronization, SealedState,
    Secret, Standing, TimeError, TimeStep, TwoSteps, UnixTime, Verdict,
};

use crate::decision::{self, Act, Answer, Device, Kind, KnownCodes, Number, Refusal, Rejection};
use crate::history::{self, Begin, Fate, History, Jump, LAST_SECOND, Op, Rules, Second, Spec, Spelling, Typed};
use crate::naive::Hash;

/// Opens a stored record, with exactly as much room as a small one needs unless there must be room for all, and does
/// something with the person.
macro_rules! with_person {
    ($world:expr, $stored:expr, $room_for_all:expr, |$person:ident| $then:expr) => {{
        let opened: Vec<Authenticator<'_>> = $stored
            .members
            .iter()
            .map(|(device, state)| Authenticator { credential: &$world.credentials[*device], state })
            .collect();
        match opened[..] {
            [] => {
                let standing = Standing::from_bytes(&$stored.standing).unwrap();
                let $person = Person::<MOST_AUTHENTICATORS>::without_authenticators(standing);
                $then
            }
            [one] if !$room_for_all => {
                let $person = Person::<1>::open(&[one]).unwrap();
                $then
            }
            [one, two] if !$room_for_all => {
                let $person = Person::<2>::open(&[one, two]).unwrap();
                $then
            }
            _ => {
                let $person = Person::<MOST_AUTHENTICATORS>::open(&opened).unwrap();
                $then
            }
        }
    }};
}

/// Everything there is.
pub(crate) struct World {
    pub(crate) devices: Vec<Rc<Device>>,
    credentials: Vec<Credential>,
    begins: Vec<Begin>,
    /// Everything the store ever held; the last is what it holds.
    versions: Vec<Stored>,
    /// What the clock shows.
    pub(crate) now: u64,
    /// What time it is.
    right: u64,
    pub(crate) rules: Rules,
}

/// A person's record as it is stored.
#[derive(Clone, PartialEq)]
struct Stored {
    /// Which devices, and their states.
    members: Vec<(usize, SealedState)>,
    standing: [u8; Standing::LENGTH],
}

/// Something that was asked of the engine, and what it said.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) act: Act,
    /// Which version was read.
    pub(crate) read: usize,
    pub(crate) fate: Fate,
    pub(crate) told: Told,
    /// Whether it was not the newest.
    pub(crate) is_stale: bool,
    /// Whether there is a new version.
    pub(crate) wrote: bool,
}

/// What the host was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Answer(Answer),
    Conflict,
    Unknown,
    Dropped,
    Refused(Refusal),
}

impl World {
    /// A world in which nobody is enrolled yet.
    pub(crate) fn new(history: &History) -> Self {
        let devices: Vec<_> = history.devices.iter().map(|spec| Rc::new(device_of(spec))).collect();
        Self {
            credentials: devices.iter().map(|device| credential(device)).collect(),
            begins: history.devices.iter().map(|spec| spec.begin).collect(),
            devices,
            versions: vec![Stored { members: Vec::new(), standing: Standing::NEW.to_bytes() }],
            now: history.start,
            right: history.start,
            rules: history.rules.clone(),
        }
    }

    /// Lets something happen; gives what was asked of the engine, if anything was.
    pub(crate) fn happen(&mut self, op: &Op) -> Option<Event> {
        match op {
            Op::Wait(seconds) => {
                self.right = (self.right + seconds).min(LAST_SECOND);
                self.now = (self.now + seconds).min(LAST_SECOND);
                None
            }
            Op::Jump(jump) => {
                self.jump(*jump);
                None
            }
            Op::Policy(rules) => {
                self.rules = rules.clone();
                None
            }
            Op::Unlock { only_if_barred: true } if !self.is_barred() => None,
            Op::Unlock { .. } => Some(self.ask(Act::Unlock, "", 0, Fate::Stored)),
            Op::Reseal => Some(self.ask(Act::Reseal, "", 0, Fate::Stored)),
            Op::Add(device, begin) => Some(self.enroll(*device % self.devices.len(), *begin)),
            Op::Remove(who) => {
                let act = Act::Remove { authenticator: who % (self.members() + 1) };
                Some(self.ask(act, "", 0, Fate::Stored))
            }
            Op::RemoveAll => Some(self.ask(Act::RemoveAll, "", 0, Fate::Stored)),
            Op::Suspend(which) => {
                let act = Act::Suspend(which.map(|who| who % (self.members() + 1)));
                Some(self.ask(act, "", 0, Fate::Stored))
            }
            Op::Restore(typed, how) => {
                let (authenticator, code) = self.code(*typed);
                Some(self.ask(Act::Restore { authenticator, code }, "", how.stale, how.fate))
            }
            Op::Login(typed, spelling, named, how) => {
                let code = self.code(*typed).1;
                let spelled = spelling.of(&code);
                let only = named.map(|who| who % (self.members() + 1));
                Some(self.ask(Act::Verify { code, only }, &spelled, how.stale, how.fate))
            }
            Op::Resynchronize(who, first, second, how) => {
                let (authenticator, one) = self.code(Typed::Near(*who, *first));
                let second = match second {
                    Second::Next => first + 1,
                    Second::Same => *first,
                    Second::Skipped => first + 2,
                    Second::Before => first - 1,
                };
                let codes = [one, self.code(Typed::Near(*who, second)).1];
                let act = Act::Resynchronize { authenticator, codes };
                Some(self.ask(act, "", how.stale, how.fate))
            }
            Op::Diagnose(typed, reach, how) => {
                let (authenticator, code) = self.code(*typed);
                let reach = (*reach).into();
                let act = Act::Diagnose { authenticator, code, reach };
                Some(self.ask(act, "", how.stale, how.fate))
            }
        }
    }

    /// Enrolls one of the devices, beginning where its history says.
    pub(crate) fn enroll_as_described(&mut self, device: usize) -> Event {
        self.enroll(device, self.begins[device])
    }

    /// How the person stands now, as the engine says.
    pub(crate) fn standing(&self) -> decision::Standing {
        let (now, policy) = (self.time(), &self.rules.engine);
        let stored = self.versions.last().unwrap();
        with_person!(self, stored, false, |person| {
            let status = person.status(now, policy);
            assert_eq!(status.revision, person.standing().revision());
            assert_eq!(status.failures, person.standing().failures());
            decision::Standing {
                failures: status.failures.into(),
                failures_in_all: status.failures_in_all.into(),
                attempts_left: status.attempts_left.into(),
                locked_until: status.locked_until.map(|until| until.seconds().into()),
                closed: status.closed,
                revision: status.revision.into(),
                progress: person.progress().map(|one| (next_of(one.next), one.drift.into(), one.suspended)).collect(),
            }
        })
    }

    /// Which devices are enrolled, in order.
    pub(crate) fn enrolled(&self) -> impl Iterator<Item = usize> {
        self.versions.last().unwrap().members.iter().map(|(device, _)| *device)
    }

    fn members(&self) -> usize {
        self.enrolled().count()
    }

    fn is_barred(&self) -> bool {
        let standing = self.standing();
        standing.closed || standing.locked_until.is_some()
    }

    fn time(&self) -> UnixTime {
        UnixTime::new(self.now).unwrap()
    }

    fn jump(&mut self, jump: Jump) {
        let t0 = |device: usize| match self.devices[device % self.devices.len()].kind {
            Kind::Totp { t0, .. } => t0 as u64,
            Kind::Hotp => 0,
        };
        let to = match jump {
            Jump::Right => self.right,
            Jump::Ahead(by) => self.now + by,
            Jump::Back(by) => self.now.saturating_sub(by),
            Jump::To(time) => time,
            Jump::ToT0(device, by) => t0(device).saturating_add_signed(by),
        };
        self.now = to.min(LAST_SECOND);
    }

    fn enroll(&mut self, device: usize, begin: Begin) -> Event {
        let start = match (begin, self.devices[device].kind) {
            (Begin::Near(back), Kind::Totp { .. }) => {
                let here = self.devices[device].step_at(self.now.into()).unwrap_or(0);
                (here - Number::from(back)).max(0)
            }
            (Begin::Near(counter), Kind::Hotp) => counter.into(),
            (Begin::Last(back), Kind::Hotp) => Number::from(u64::MAX - 1 - back),
            (Begin::Beginning, _) | (Begin::Last(_), Kind::Totp { .. }) => 0,
        };
        self.ask(Act::Add { device, start }, "", 0, Fate::Stored)
    }

    /// Whom a code is typed for, and the code.
    fn code(&self, typed: Typed) -> (usize, String) {
        let progress = self.standing().progress;
        if progress.is_empty() {
            return (0, "123456".to_owned());
        }
        let enrolled: Vec<usize> = self.enrolled().collect();
        let at = |device: &Device, position: Number| device.code(position.clamp(0, u64::MAX.into()));
        let here = |device: &Device, next| match device.kind {
            Kind::Totp { .. } => device.step_at(self.now.into()).unwrap_or(0),
            Kind::Hotp => next,
        };
        let (Typed::Near(who, _)
        | Typed::Drifted(who, _)
        | Typed::FromNext(who, _)
        | Typed::OfDevice(who, _)
        | Typed::Number(who, _)
        | Typed::OfLength(who)
        | Typed::At(Spec { key: who, .. }, _)) = typed;
        let who = who % enrolled.len();
        let (device, (next, drift, _)) = (&self.devices[enrolled[who]], progress[who]);
        let code = match typed {
            Typed::Near(_, offset) => at(device, here(device, next) + Number::from(offset)),
            Typed::Drifted(_, offset) => at(device, here(device, next) + drift + Number::from(offset)),
            Typed::FromNext(_, offset) => at(device, next + Number::from(offset)),
            Typed::OfDevice(other, offset) => {
                let other = &self.devices[other % self.devices.len()];
                at(other, here(other, 0) + Number::from(offset))
            }
            Typed::Number(_, number) => {
                let digits = device.digits as usize;
                format!("{:0digits$}", number % 10_u64.pow(device.digits))
            }
            Typed::At(other, position) => device_of(&other).code(position.into()),
            Typed::OfLength(length) => "0".repeat(length),
        };
        (who, code)
    }

    /// Asks the engine, with a record read some versions ago, and stores what it says if the store's fate allows.
    fn ask(&mut self, act: Act, spelled: &str, stale: usize, fate: Fate) -> Event {
        let newest = self.versions.len() - 1;
        let read = newest.saturating_sub(stale);
        let mut members: Vec<usize> = self.versions[read].members.iter().map(|(device, _)| *device).collect();
        match act {
            Act::Add { device, .. } => members.push(device),
            Act::RemoveAll => members.clear(),
            Act::Remove { authenticator } if authenticator < members.len() => {
                members.remove(authenticator);
            }
            _ => {}
        }
        let mut host = Host {
            read: &self.versions[read],
            current: &self.versions[newest],
            members,
            fate,
            way: newest % 3,
            written: None,
        };
        let adds = matches!(act, Act::Add { .. });
        let told = with_person!(self, self.versions[read], adds, |person| ask(person, self, &act, spelled, &mut host));
        let written = host.written;
        let wrote = written.is_some();
        self.versions.extend(written);
        Event { act, read, fate, told: told.unwrap_or_else(Told::Refused), is_stale: read < newest, wrote }
    }
}

/// The host's side of one attempt.
struct Host<'a> {
    read: &'a Stored,
    current: &'a Stored,
    /// The devices whose states come back, in order.
    members: Vec<usize>,
    fate: Fate,
    /// Which of the three ways to commit is used.
    way: usize,
    written: Option<Stored>,
}

impl Host<'_> {
    fn conclude<V, const N: usize>(
        &mut self,
        attempt: Attempt<V, NextStates<N>>,
        answer: impl FnOnce(V) -> Answer,
    ) -> Told {
        if self.fate == Fate::Dropped {
            return Told::Dropped;
        }
        let outcome = match self.way {
            0 => attempt.commit(|next| self.store(&next)),
            1 => now(attempt.commit_async(async |next| self.store(&next))),
            _ => match attempt.in_two_steps() {
                TwoSteps::Settled(outcome) => Ok(outcome),
                TwoSteps::Store(next, uncommitted) => uncommitted.told(self.store(&next)),
            },
        };
        match outcome {
            Ok(outcome) => Told::Answer(answer(outcome)),
            Err(NotCommitted::Conflict) => Told::Conflict,
            Err(NotCommitted::Unknown) => Told::Unknown,
            Err(other) => panic!("{other}"),
        }
    }

    /// One compare-and-set. Revisions and bytes tell the same.
    fn store<const N: usize>(&mut self, next: &NextStates<N>) -> Commit {
        assert_eq!(next.expected_revision(), revision(self.read));
        assert_eq!(next.revision(), next.expected_revision() + 1);
        assert_eq!(next.states().len(), self.members.len());
        let unchanged = next.expected_revision() == revision(self.current);
        assert_eq!(unchanged, self.read == self.current);

        let written = Stored {
            members: self.members.iter().copied().zip(next.states().iter().copied()).collect(),
            standing: next.standing().to_bytes(),
        };
        match self.fate {
            Fate::Stored if unchanged => {
                self.written = Some(written);
                Commit::of_rows::<()>(Ok(1))
            }
            Fate::Stored => Commit::of_rows::<()>(Ok(0)),
            Fate::Conflict => Commit::Conflict,
            Fate::WrittenButUnknown if unchanged => {
                self.written = Some(written);
                Commit::of_rows(Err(()))
            }
            Fate::WrittenButUnknown | Fate::Lost | Fate::Dropped => Commit::Unknown,
        }
    }
}

/// The number after the last counter stands for the end of a counter.
fn next_of(next: Option<Position>) -> Number {
    next.map_or(u64::MAX, |next| next.number()).into()
}

fn revision(stored: &Stored) -> u64 {
    Standing::from_bytes(&stored.standing).unwrap().revision()
}

fn ask<const N: usize>(
    person: Person<'_, N>,
    world: &World,
    act: &Act,
    spelled: &str,
    host: &mut Host<'_>,
) -> Result<Told, Refusal> {
    let (now, policy) = (world.time(), &world.rules.engine);
    let parse = |typed: &str| Code::parse(typed).unwrap();
    let told = match act {
        Act::Verify { only, .. } => {
            let code = parse(spelled);
            let attempt = match only {
                Some(authenticator) => person.verify_with(*authenticator, now, &code, policy),
                None => person.verify(now, &code, policy),
            };
            host.conclude(attempt.map_err(refusal)?, of_verdict)
        }
        Act::Resynchronize { authenticator, codes } => {
            let [one, two] = [parse(&codes[0]), parse(&codes[1])];
            let attempt = person.resynchronize(now, *authenticator, [&one, &two], policy);
            host.conclude(attempt.map_err(refusal)?, of_resynchronization)
        }
        Act::Diagnose { authenticator, code, reach } => {
            let reach = DiagnosisReach::new(*reach as u16).unwrap();
            let attempt = person.diagnose(now, *authenticator, &parse(code), reach, policy);
            host.conclude(attempt.map_err(refusal)?, of_diagnosis)
        }
        Act::Suspend(which) => {
            let attempt = match which {
                Some(authenticator) => person.suspend(*authenticator),
                None => person.suspend_all(),
            };
            host.conclude(attempt.map_err(refusal_of_change)?, |()| Answer::Done)
        }
        Act::Restore { authenticator, code } => {
            let permit = EnrollmentPermit::by_administrator();
            let attempt = person.restore(permit, *authenticator, now, &parse(code), policy);
            host.conclude(attempt.map_err(refusal)?, of_restoration)
        }
        Act::RemoveAll => host.conclude(person.remove_all().map_err(refusal_of_change)?, |()| Answer::Done),
        Act::Unlock => host.conclude(person.unlock().map_err(refusal_of_change)?, |()| Answer::Done),
        Act::Reseal => host.conclude(person.reseal().map_err(refusal_of_change)?, |()| Answer::Done),
        Act::Add { device, start } => {
            let credential = &world.credentials[*device];
            let start = position(&world.devices[*device], *start);
            let attempt = person.add(credential, start).map_err(refusal_of_change)?;
            host.conclude(attempt, |()| Answer::Done)
        }
        Act::Remove { authenticator } => {
            let attempt = person.remove(*authenticator).map_err(refusal_of_change)?;
            host.conclude(attempt, |()| Answer::Done)
        }
    };
    Ok(told)
}

fn of_verdict(verdict: Verdict) -> Answer {
    assert_eq!(verdict.is_accepted(), matches!(verdict, Verdict::Accepted(_)));
    match verdict {
        Verdict::Accepted(accepted) => Answer::Accepted {
            authenticator: accepted.authenticator,
            position: accepted.position.number().into(),
            offset: accepted.offset.into(),
            failures_before: accepted.failures_before.into(),
        },
        Verdict::Rejected(rejected) => Answer::Rejected(rejection(rejected)),
        Verdict::Locked { until } => Answer::Locked { until: until.seconds().into() },
        Verdict::Closed => Answer::Closed,
        Verdict::Suspended => Answer::Suspended,
        other => panic!("{other:?}"),
    }
}

fn of_resynchronization(outcome: Resynchronization) -> Answer {
    match outcome {
        Resynchronization::Resynchronized(found) => {
            Answer::Resynchronized { position: found.position.number().into(), offset: found.offset.into() }
        }
        Resynchronization::Rejected(rejected) => Answer::Rejected(rejection(rejected)),
        Resynchronization::Locked { until } => Answer::Locked { until: until.seconds().into() },
        Resynchronization::Closed => Answer::Closed,
        Resynchronization::Suspended => Answer::Suspended,
        other => panic!("{other:?}"),
    }
}

fn of_diagnosis(outcome: Diagnosis) -> Answer {
    match outcome {
        Diagnosis::Slow { steps, rejected } => Answer::Slow { steps: steps.into(), rejection: rejection(rejected) },
        Diagnosis::Unknown(rejected) => Answer::Unknown(rejection(rejected)),
        Diagnosis::Locked { until } => Answer::Locked { until: until.seconds().into() },
        Diagnosis::Closed => Answer::Closed,
        Diagnosis::Suspended => Answer::Suspended,
        other => panic!("{other:?}"),
    }
}

fn of_restoration(outcome: Restoration) -> Answer {
    match outcome {
        Restoration::Restored => Answer::Restored,
        Restoration::Rejected(rejected) => Answer::Rejected(rejection(rejected)),
        Restoration::Locked { until } => Answer::Locked { until: until.seconds().into() },
        Restoration::Closed => Answer::Closed,
        other => panic!("{other:?}"),
    }
}

fn rejection(rejected: Rejected) -> Rejection {
    Rejection {
        attempts_left: rejected.attempts_left.into(),
        locked_until: rejected.locked_until.map(|until| until.seconds().into()),
        closed: rejected.closed,
        replayed: rejected.reason == Reason::Replayed,
    }
}

fn refusal(error: AttemptError) -> Refusal {
    match error {
        AttemptError::NobodyEnrolled => Refusal::NobodyEnrolled,
        AttemptError::NoSuchAuthenticator => Refusal::NoSuchAuthenticator,
        AttemptError::Code { error: CodeError::Length { .. } } => Refusal::Length,
        AttemptError::Time { error: TimeError::BeforeT0 } => Refusal::BeforeT0,
        AttemptError::Credential { error: ParameterError::NotTimeBased } => Refusal::NotTimeBased,
        AttemptError::CounterExhausted => Refusal::Exhausted,
        AttemptError::DriftIsOff => Refusal::DriftIsOff,
        AttemptError::NotSuspended => Refusal::NotSuspended,
        other => panic!("{other}"),
    }
}

fn refusal_of_change(error: PersonError) -> Refusal {
    match error {
        PersonError::NobodyEnrolled => Refusal::NobodyEnrolled,
        PersonError::NoSuchAuthenticator => Refusal::NoSuchAuthenticator,
        PersonError::SameSecret => Refusal::SameSecret,
        PersonError::TooMany => Refusal::TooMany,
        other => panic!("{other}"),
    }
}

/// A position of a device's kind. A step is made from a time, as everywhere: here with a period of one second.
fn position(device: &Device, number: Number) -> Position {
    let number = number.try_into().unwrap();
    if device.is_totp() {
        let time = UnixTime::new(number).unwrap();
        Position::Step(TimeStep::at(time, Period::new(1).unwrap(), UnixTime::EPOCH).unwrap())
    } else {
        Position::Counter(Counter::new(number).unwrap())
    }
}

fn device_of(spec: &Spec) -> Device {
    Device {
        key: history::key(spec.key),
        hash: spec.hash,
        digits: spec.digits,
        known: KnownCodes::default(),
        kind: match spec.totp {
            Some((period, t0)) => Kind::Totp { period: period.into(), t0: t0.into() },
            None => Kind::Hotp,
        },
    }
}

fn credential(device: &Device) -> Credential {
    let parameters = Parameters {
        moving: match device.kind {
            Kind::Totp { period, t0 } => {
                Moving::Totp { period: Period::new(period as u32).unwrap(), t0: UnixTime::new(t0 as u64).unwrap() }
            }
            Kind::Hotp => Moving::Hotp,
        },
        algorithm: match device.hash {
            Hash::Sha1 => Algorithm::Sha1,
            Hash::Sha256 => Algorithm::Sha256,
            Hash::Sha512 => Algorithm::Sha512,
        },
        digits: Digits::new(device.digits as u8).unwrap(),
    };
    Credential::new(&Secret::import(&device.key).unwrap(), parameters).unwrap()
}

impl Spelling {
    fn of(self, code: &str) -> String {
        let half = code.len() / 2;
        match self {
            Self::Plain => code.to_owned(),
            Self::Spaced => format!("{} {}", &code[..half], &code[half..]),
            Self::Dashed => format!("{}-{}\n", &code[..half], &code[half..]),
            Self::Wide => code.chars().flat_map(|digit| [' ', digit]).collect(),
        }
    }
}

/// The result of a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the store waits for nothing"),
    }
}
