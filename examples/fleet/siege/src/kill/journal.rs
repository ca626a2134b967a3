//! A caller's journal: each answer of its people's logins, and what it leaves them with.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::thread;

use seeded::Random;

use super::SERVERS;
use super::sum::{Claim, Sum};
use crate::client::Client;
use crate::codes::{Key, name, typed};
use crate::fleet::{Fleet, Role};
use crate::http::Outcome;

const PEOPLE_EACH: u64 = 4;
/// From here on a right code comes next, so that nobody is locked.
const MANY_FAILURES: u64 = 80;
/// How often one is asked again that has not answered, though all runs again.
const TRIES: u32 = 5;
/// How long a caller waits after it got no answer.
const PAUSE: Duration = Duration::from_millis(20);

/// A person as their caller knows them.
struct Person {
    number: u64,
    /// The counter whose code was used last.
    last: Option<u64>,
    /// The counter whose code comes next.
    next: u64,
    /// Whether a code of that counter was sent and not answered.
    in_doubt: bool,
    /// The fewest and the most failures in a row that there can be.
    failures: (u64, u64),
    /// The most that there can be if the code in doubt was accepted, for then they began anew.
    since_doubt: u64,
}

/// A caller and the people whose logins it brings.
pub(crate) struct Caller {
    people: Vec<Person>,
    clients: Vec<Client>,
    random: Random,
}

/// How many people so many callers have.
pub(crate) const fn people(callers: u64) -> u64 {
    callers * PEOPLE_EACH
}

impl Caller {
    pub(crate) fn new(fleet: &Fleet, number: u64) -> Self {
        let first = number * PEOPLE_EACH;
        Self {
            people: (first..first + PEOPLE_EACH).map(Person::new).collect(),
            clients: (0..SERVERS).map(|server| fleet.client(server, Role::Login)).collect(),
            random: Random::seeded(number),
        }
    }

    /// Brings logins until it is told to stop.
    pub(crate) fn work(&mut self, stop: &AtomicBool) -> Sum {
        let mut sum = Sum::default();
        while !stop.load(Ordering::SeqCst) {
            let person = self.random.below(PEOPLE_EACH) as usize;
            let many = self.people[person].failures.1 > MANY_FAILURES;
            let unknown = sum.unknown;
            if many || self.random.in_a_hundred(40) {
                self.right(person, &mut sum);
            } else {
                self.wrong(person, &mut sum);
            }
            if sum.unknown > unknown {
                // Nobody is there for a while. Others are to find something to do meanwhile.
                thread::sleep(PAUSE);
            }
        }
        sum
    }

    /// Sends the same to one server or to two at once, and gives what came of it.
    fn send(&mut self, person: usize, code: u32, twice: bool, sum: &mut Sum) -> Vec<Outcome> {
        let (name, typed) = (name(self.people[person].number), typed(code));
        let one = self.random.below(SERVERS as u64) as usize;
        let other = (one + 1 + self.random.below(SERVERS as u64 - 1) as usize) % SERVERS;
        let servers = if twice { vec![one, other] } else { vec![one] };
        let sent: Vec<_> = servers.iter().map(|server| self.clients[*server].send_verify(&name, &typed)).collect();
        let answers = servers.iter().zip(sent).map(|(server, sent)| match sent {
            Ok(()) => self.clients[*server].outcome(),
            // What was sent in part may have been read.
            Err(error) => Outcome::Unknown(error.to_string()),
        });
        let outcomes: Vec<Outcome> = answers.collect();
        for outcome in &outcomes {
            match outcome {
                Outcome::Accepted { .. } => sum.accepted += 1,
                Outcome::Rejected { .. } => sum.rejected += 1,
                Outcome::Unknown(_) => sum.unknown += 1,
                Outcome::Busy => sum.busy += 1,
                Outcome::Locked { .. } | Outcome::Other(_) => {
                    sum.find(Claim::Answers, format!("{name}: {outcome:?} {:?}", self.people[person].failures));
                }
            }
        }
        outcomes
    }

    fn wrong(&mut self, index: usize, sum: &mut Sum) {
        let (number, next) = (self.people[index].number, self.people[index].next);
        let code = Key::of(number).wrong_code(next, self.random.next());
        let twice = self.random.in_a_hundred(50);
        let outcomes = self.send(index, code, twice, sum);
        if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Accepted { .. })) {
            sum.find(Claim::Answers, format!("{} got in with a wrong code", name(number)));
        }
        self.people[index].failed(&outcomes);
    }

    fn right(&mut self, index: usize, sum: &mut Sum) {
        let (number, next) = (self.people[index].number, self.people[index].next);
        let outcomes = self.send(index, Key::of(number).code(next), true, sum);
        let person = &mut self.people[index];
        let tell = || format!("{} counter {next}: {outcomes:?}, failures {:?}", name(number), person.failures);
        let accepted: Vec<u64> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Accepted { failures_before } => Some(*failures_before),
                _ => None,
            })
            .collect();
        let unknown = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Unknown(_)));
        let rejected = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Rejected { .. }));
        if accepted.len() > 1 {
            sum.find(Claim::Twice, tell());
        }
        if let Some(before) = accepted.iter().max() {
            if !(person.failures.0..=person.failures.1).contains(before) {
                sum.find(Claim::Failures, tell());
            }
        } else if rejected && !unknown && !person.in_doubt {
            sum.find(Claim::Answers, tell());
        }
        if !accepted.is_empty() {
            *person = person.after((0, 0));
        } else if unknown && !person.in_doubt {
            (person.in_doubt, person.since_doubt) = (true, 0);
        }
        if unknown {
            person.failures.0 = 0;
        }
        // A used code of a counter is a wrong one.
        person.failed(&outcomes);
        if accepted.is_empty() && rejected {
            // It was used up when no answer came.
            let failures = (person.failures.0, person.since_doubt);
            *person = person.after(failures);
        }
    }

    /// Holds what is there, once all runs again, against the journal.
    pub(crate) fn look_back(&mut self, fleet: &Fleet, sum: &mut Sum) {
        let mut desk = fleet.client(0, Role::Desk);
        // A connection that nothing was sent on for a while is closed.
        self.clients = (0..SERVERS).map(|server| fleet.client(server, Role::Login)).collect();
        for index in 0..self.people.len() {
            let path = format!("/v1/people/{}", name(self.people[index].number));
            let status = desk.call("GET", &path, None).expect("all runs again").json();
            let there = status["failures"].as_u64();
            let Person { number, last, failures: (least, most), .. } = self.people[index];
            if !there.is_some_and(|there| (least..=most).contains(&there)) {
                sum.find(
                    Claim::Failures,
                    format!("{}: {there:?} are there, {least} to {most} were answered", name(number)),
                );
            }
            let there = there.unwrap_or(most);
            (self.people[index].failures, self.people[index].since_doubt) = ((there, there), there);
            let Some(last) = last else { continue };
            let mut outcomes = self.send(index, Key::of(number).code(last), false, sum);
            // A server may find only now that a connection to the database is gone.
            for _ in 0..TRIES {
                if matches!(outcomes[..], [Outcome::Unknown(_)]) {
                    self.people[index].failed(&outcomes);
                    outcomes = self.send(index, Key::of(number).code(last), false, sum);
                }
            }
            if !matches!(outcomes[..], [Outcome::Rejected { .. }]) {
                sum.find(Claim::Committed, format!("{} counter {last} once more: {outcomes:?}", name(number)));
            }
            self.people[index].failed(&outcomes);
        }
    }
}

impl Person {
    fn new(number: u64) -> Self {
        let next = Key::of(number).unlike_others(0);
        Self { number, last: None, next, in_doubt: false, failures: (0, 0), since_doubt: 0 }
    }

    /// The same once the code that comes next is used, with so many failures since.
    fn after(&self, failures: (u64, u64)) -> Self {
        let next = Key::of(self.number).unlike_others(self.next + 1);
        Self { last: Some(self.next), next, failures, ..Self::new(self.number) }
    }

    /// Notes what was sent and not accepted.
    fn failed(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            let (least, most) = match outcome {
                Outcome::Rejected { .. } => (1, 1),
                Outcome::Unknown(_) => (0, 1),
                _ => (0, 0),
            };
            self.failures.0 += least;
            self.failures.1 += most;
            self.since_doubt += most;
        }
    }
}
