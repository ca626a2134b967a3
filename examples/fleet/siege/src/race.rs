//! One code at all servers at once: one of them accepts it, and to the others it is a replay.

use std::sync::Barrier;
use std::thread;

use crate::client::Client;
use crate::codes::{Key, hotp_line, name, totp_line, typed};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::Outcome;
use crate::plant;
use crate::report::Report;

const SERVERS: usize = 8;
const ROUNDS: u64 = 300;
const ROUNDS_IN_FULL: u64 = 10_000;
/// Enough that a database which does not compare lets a second one in.
const ROUNDS_WITH_PLANTED: u64 = 60;
/// How many more wrong codes there may be while nobody has failed: those that are free, and the one that locks.
const NO_FAILURE_COUNTED: u64 = 6;
/// The one whose codes are counted; all others have a clock, and take part in one round each.
const COUNTER: u64 = 0;

/// What became of all rounds.
#[derive(Default)]
struct Races {
    rounds: u64,
    /// Rounds with so many acceptances as the index says, the last for all more.
    accepted: [u64; 3],
    /// Answers to those who came too late that are anything but a replay.
    odd: Vec<String>,
}

pub fn run(options: &Options, report: &mut Report) {
    let planted = race(options, plant::NO_COMPARING, ROUNDS_WITH_PLANTED);
    report.holds("a database that replaces without comparing is found", planted.accepted[2] > 0, || {
        format!("no code was accepted twice in {} rounds", planted.rounds)
    });
    let rounds = if options.full { ROUNDS_IN_FULL } else { ROUNDS };
    let races = race(options, "", rounds);
    report.holds(
        &format!("one code at {SERVERS} servers at once, {rounds} times: one accepts it"),
        races.accepted == [0, rounds, 0],
        || format!("so many rounds with none, one, more acceptances: {:?}", races.accepted),
    );
    report.holds("to each of the others it is a replay, and no failure", races.odd.is_empty(), || {
        format!("{} were answered otherwise: {:?}", races.odd.len(), races.odd.iter().take(3).collect::<Vec<_>>())
    });
}

/// Each second round with a counter and always the same person, the others with a clock and each time another one.
fn race(options: &Options, planted: &str, rounds: u64) -> Races {
    let fleet = Fleet::start(options, &Setup { servers: SERVERS, connections: 2, planted, ..Setup::default() });
    let people: String = (1..=rounds).map(totp_line).collect();
    fleet.import(&(hotp_line(COUNTER) + &people));
    let mut clients: Vec<Client> = (0..SERVERS).map(|server| fleet.client(server, Role::Login)).collect();
    let (mut races, mut used) = (Races { rounds, ..Races::default() }, 0);
    for round in 1..=rounds {
        let (person, code) = if round % 2 == 0 {
            used += 1;
            (COUNTER, Key::of(COUNTER).code(used - 1))
        } else {
            (round, Key::of(round).code_now())
        };
        let outcomes = at_once(&mut clients, &name(person), &typed(code));
        let accepted = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted { .. })).count();
        races.accepted[accepted.min(2)] += 1;
        let replay = Outcome::Rejected { attempts_left: NO_FAILURE_COUNTED };
        let others = outcomes.iter().filter(|outcome| !matches!(outcome, Outcome::Accepted { .. }));
        races.odd.extend(others.filter(|outcome| **outcome != replay).map(|outcome| format!("{outcome:?}")));
    }
    races
}

/// The same request by all, as nearly at one moment as can be.
fn at_once(clients: &mut [Client], person: &str, typed: &str) -> Vec<Outcome> {
    let barrier = Barrier::new(clients.len());
    thread::scope(|scope| {
        let racers: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                let barrier = &barrier;
                scope.spawn(move || {
                    client.connect().expect("a server listens");
                    barrier.wait();
                    client.verify(person, typed)
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().expect("no panic")).collect()
    })
}
