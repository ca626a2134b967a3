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
/// Those of a round who come too late.
const LATE: usize = SERVERS - 1;
const ROUNDS: u64 = 1_000;
const ROUNDS_IN_FULL: u64 = 2_000;
/// Enough that a database which does not compare lets a second one in.
const ROUNDS_WITH_PLANTED: u64 = 60;
/// As many wrong ones as can be before one locks, for a counter's used code is a wrong one, as that of a clock is not.
const POLICY: &str = "[codes]\nfree_failures = 100\nmost_failures = 100\nafter_most_failures = \"keep-locking\"\n";
/// How many more there may be while nobody has failed: those that are free, and the one that locks.
const NO_FAILURE_COUNTED: u64 = 101;
/// The one whose codes are counted; all others have a clock, and take part in one round each.
const COUNTER: u64 = 0;

/// What became of all rounds.
#[derive(Default)]
struct Races {
    rounds: u64,
    /// Rounds with so many acceptances as the index says, the last for all more.
    accepted: [u64; 3],
    /// Rounds in which those who came too late were answered anything but that it is a replay.
    odd: Vec<String>,
}

pub(crate) fn run(options: &Options, report: &mut Report) {
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
    report.holds("the others are rejected, and told how often there was a failure", races.odd.is_empty(), || {
        format!("{} were answered otherwise: {:?}", races.odd.len(), races.odd.iter().take(3).collect::<Vec<_>>())
    });
}

/// Each second round with a counter and always the same person, the others with a clock and each time another one.
fn race(options: &Options, planted: &str, rounds: u64) -> Races {
    let fleet =
        Fleet::start(options, &Setup { servers: SERVERS, connections: 2, planted, policy: POLICY, ..Setup::default() });
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
        // With a counter each replay is one failure more, and each is told of another number.
        let mut left: Vec<u64> = outcomes.iter().filter_map(attempts_left).collect();
        left.sort_unstable();
        let expected: Vec<u64> = match person {
            COUNTER => (NO_FAILURE_COUNTED - LATE as u64..NO_FAILURE_COUNTED).collect(),
            _ => vec![NO_FAILURE_COUNTED; LATE],
        };
        if left != expected {
            races.odd.push(format!("round {round}: {outcomes:?}"));
        }
    }
    races
}

fn attempts_left(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Rejected { attempts_left } => Some(*attempts_left),
        _ => None,
    }
}

/// The same request by all, as nearly at one moment as can be.
fn at_once(clients: &mut [Client], person: &str, typed: &str) -> Vec<Outcome> {
    // Before the barrier: who fails to come there would keep all the others waiting.
    clients.iter_mut().for_each(|client| client.connect().expect("a server listens"));
    let barrier = Barrier::new(clients.len());
    thread::scope(|scope| {
        let racers: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    client.verify(person, typed)
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().expect("no panic")).collect()
    })
}
