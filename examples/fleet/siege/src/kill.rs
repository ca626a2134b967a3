//! Servers and the database are killed under load, again and again, and what callers were answered is held against what is
//! there afterwards: no code accepted twice, no failure lost, nothing accepted that was not committed.
//!
//! Each caller has people of its own and keeps a journal of them: which counter is next, whether the last code with it got no
//! answer, and between which numbers the failures are. A right code, and sometimes a wrong one, goes to two servers at once.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use seeded::Random;

use crate::client::Client;
use crate::codes::{Key, hotp_line, name, typed};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::Outcome;
use crate::plant;
use crate::report::Report;

const SERVERS: usize = 4;
const CALLERS: u64 = 12;
const PEOPLE_EACH: u64 = 4;
const ROUNDS: u32 = 24;
const ROUNDS_IN_FULL: u32 = 400;
const ROUNDS_WITH_PLANTED: u32 = 12;
/// As many wrong ones in a row as a policy can let go by without a lock.
const POLICY: &str = "[codes]\nfree_failures = 100\nmost_failures = 100\nafter_most_failures = \"keep-locking\"\n";
/// From here on a right code comes next, so that nobody is locked.
const MANY_FAILURES: u64 = 80;
/// How often one is asked again that has not answered, though all runs again.
const TRIES: u32 = 5;
/// How long a code that got no answer may still be on its way to the database.
const SETTLES: Duration = Duration::from_millis(300);
/// Each line of the cluster's log begins with its SQLSTATE.
const LOG: &str = "log_line_prefix=%e ";
const SERIALIZATION_FAILURE: &str = "40001 ";

/// What is killed in a round.
#[derive(Clone, Copy, PartialEq)]
enum Blow {
    Server,
    EveryServer,
    /// The database's first process and, so that none of them tidies up, all others.
    Database,
    /// Its connections are cut, and nothing is tidied up.
    DatabaseAtOnce,
}

const BLOWS: [Blow; 6] =
    [Blow::Server, Blow::Database, Blow::Server, Blow::DatabaseAtOnce, Blow::EveryServer, Blow::Database];

pub fn run(options: &Options, report: &mut Report) {
    let few = ROUNDS_WITH_PLANTED;
    finds(
        report,
        "accepts a code twice",
        &besieged(options, &BLOWS[..1], &Faulty::new(plant::NO_COMPARING), few),
        |sum| sum.broken(Claim::Twice),
    );
    finds(
        report,
        "forgets what it says is stored",
        &besieged(options, &BLOWS[..1], &Faulty::new(plant::FORGETS), few),
        |sum| sum.broken(Claim::Committed) && sum.broken(Claim::Failures),
    );
    let late = Faulty { planted: plant::DOES_NOT_WAIT, settings: &["wal_writer_delay=10s"] };
    finds(report, "does not wait for its disk", &besieged(options, &BLOWS[1..2], &late, few), |sum| {
        sum.broken(Claim::Committed) || sum.broken(Claim::Failures)
    });
    let rounds = if options.full { ROUNDS_IN_FULL } else { ROUNDS };
    for (how, settings) in [("", &[LOG][..]), (" (serializable)", &[LOG, "default_transaction_isolation=serializable"])]
    {
        let sum = besieged(options, &BLOWS, &Faulty { planted: "", settings }, rounds / 2);
        report.note(&format!("{}{how}: {sum}", "killed"));
        for claim in Claim::ALL {
            let broken: Vec<&String> =
                sum.found.iter().filter(|(kind, _)| *kind == claim).map(|(_, what)| what).collect();
            report.holds(&format!("{claim}{how}"), broken.is_empty(), || {
                format!("{} times: {:?}", broken.len(), broken.iter().take(3).collect::<Vec<_>>())
            });
        }
        let enough = sum.accepted > 100 && sum.rejected > 100 && sum.unknown > u64::from(rounds / 4);
        report.holds(&format!("there was enough to lose{how}"), enough, || sum.to_string());
        if !how.is_empty() {
            let failures = sum.serialization_failures;
            report.holds("serialization failures came, and were tried anew", failures > 0, || "there was none".into());
        }
    }
}

fn finds(report: &mut Report, fault: &str, sum: &Sum, is_found: impl Fn(&Sum) -> bool) {
    report.holds(&format!("a database that {fault} is found"), is_found(sum), || sum.to_string());
}

/// What is wrong with the database.
struct Faulty<'a> {
    planted: &'a str,
    settings: &'a [&'a str],
}

impl<'a> Faulty<'a> {
    const fn new(planted: &'a str) -> Self {
        Self { planted, settings: &[] }
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Claim {
    Twice,
    Committed,
    Failures,
    Answers,
}

impl Claim {
    const ALL: [Self; 4] = [Self::Twice, Self::Committed, Self::Failures, Self::Answers];
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Twice => "no code was accepted twice",
            Self::Committed => "what was accepted is used up after every restart",
            Self::Failures => "no failure was lost, and none was made up",
            Self::Answers => "a right code is refused only if it was used, and every answer is one that is documented",
        })
    }
}

/// What came of a siege.
#[derive(Default)]
struct Sum {
    accepted: u64,
    rejected: u64,
    unknown: u64,
    busy: u64,
    blows: u32,
    serialization_failures: usize,
    longest_outage: Duration,
    found: Vec<(Claim, String)>,
}

impl Sum {
    fn broken(&self, claim: Claim) -> bool {
        self.found.iter().any(|(kind, _)| *kind == claim)
    }

    fn find(&mut self, claim: Claim, what: String) {
        self.found.push((claim, what));
    }

    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.unknown += other.unknown;
        self.busy += other.busy;
        self.found.extend(other.found);
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, rejected, unknown, busy, blows, serialization_failures, longest_outage, found } = self;
        write!(
            f,
            "{blows} blows; {accepted} accepted, {rejected} rejected, {unknown} without an outcome, {busy} busy; "
        )?;
        write!(
            f,
            "{serialization_failures} serialization failures; longest outage {:.1} s; ",
            longest_outage.as_secs_f64()
        )?;
        write!(f, "{} wrong", found.len())
    }
}

/// A person as their caller knows them.
struct Person {
    number: u64,
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
struct Caller {
    people: Vec<Person>,
    clients: Vec<Client>,
    random: Random,
}

fn besieged(options: &Options, blows: &[Blow], faulty: &Faulty<'_>, rounds: u32) -> Sum {
    let setup = Setup {
        servers: SERVERS,
        connections: 4,
        policy: POLICY,
        settings: faulty.settings,
        planted: faulty.planted,
        ..Setup::default()
    };
    let mut fleet = Fleet::start(options, &setup);
    fleet.import(&(0..CALLERS * PEOPLE_EACH).map(hotp_line).collect::<String>());
    let mut callers: Vec<Caller> = (0..CALLERS).map(|number| Caller::new(&fleet, number)).collect();
    let (mut sum, mut random) = (Sum::default(), Random::seeded(rounds.into()));
    for round in 0..rounds {
        let blow = blows[round as usize % blows.len()];
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let working: Vec<_> = callers.iter_mut().map(|caller| scope.spawn(|| caller.work(&stop))).collect();
            thread::sleep(Duration::from_millis(100 + random.below(200)));
            let begun = Instant::now();
            strike(&mut fleet, blow, &mut random);
            eprintln!("{:?} {:?}", blow as u8, begun.elapsed());
            sum.longest_outage = sum.longest_outage.max(begun.elapsed());
            sum.blows += 1;
            thread::sleep(Duration::from_millis(50));
            stop.store(true, Ordering::SeqCst);
            working.into_iter().for_each(|caller| sum.add(caller.join().expect("no panic")));
        });
        fleet.wait_all_ready();
        thread::sleep(SETTLES);
        callers.iter_mut().for_each(|caller| caller.look_back(&fleet, &mut sum));
    }
    sum.serialization_failures =
        fleet.cluster.log().lines().filter(|line| line.starts_with(SERIALIZATION_FAILURE)).count();
    sum
}

/// Kills, and starts again what was killed.
fn strike(fleet: &mut Fleet, blow: Blow, random: &mut Random) {
    match blow {
        Blow::Server | Blow::EveryServer => {
            let one = random.below(SERVERS as u64) as usize;
            let which = if blow == Blow::Server { one..one + 1 } else { 0..SERVERS };
            which.clone().for_each(|server| fleet.kill(server));
            which.for_each(|server| fleet.restart(server));
        }
        Blow::Database => {
            let processes = fleet.database_processes();
            fleet.cluster.kill().expect("the database can be killed");
            kill_all(&processes[1..]);
            fleet.cluster.launch().expect("the database starts again");
        }
        Blow::DatabaseAtOnce => {
            fleet.cluster.stop_immediately().expect("the database can be stopped");
            fleet.cluster.launch().expect("the database starts again");
        }
    }
}

/// The processes that a killed one has left, by their numbers.
fn kill_all(processes: &[u32]) {
    let numbers: Vec<String> = processes.iter().map(u32::to_string).collect();
    // Some have ended by themselves.
    let _ = std::process::Command::new("kill").arg("-9").args(numbers).stderr(std::process::Stdio::null()).status();
}

impl Caller {
    fn new(fleet: &Fleet, number: u64) -> Self {
        let first = number * PEOPLE_EACH;
        let person = |number| Person { number, next: 0, in_doubt: false, failures: (0, 0), since_doubt: 0 };
        Self {
            people: (first..first + PEOPLE_EACH).map(person).collect(),
            clients: (0..SERVERS).map(|server| fleet.client(server, Role::Login)).collect(),
            random: Random::seeded(number),
        }
    }

    /// Brings logins until it is told to stop.
    fn work(&mut self, stop: &AtomicBool) -> Sum {
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
                thread::sleep(Duration::from_millis(2));
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
            *person = Person { number, next: next + 1, in_doubt: false, failures: (0, 0), since_doubt: 0 };
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
            *person = Person { number, next: next + 1, in_doubt: false, failures, since_doubt: 0 };
        }
    }

    /// Holds what is there, once all runs again, against the journal.
    fn look_back(&mut self, fleet: &Fleet, sum: &mut Sum) {
        let mut desk = fleet.client(0, Role::Desk);
        // A connection that nothing was sent on for a while is closed.
        self.clients = (0..SERVERS).map(|server| fleet.client(server, Role::Login)).collect();
        for index in 0..self.people.len() {
            let path = format!("/v1/people/{}", name(self.people[index].number));
            let status = desk.call("GET", &path, None).expect("all runs again").json();
            let there = status["failures"].as_u64();
            let Person { number, next, failures: (least, most), .. } = self.people[index];
            if !there.is_some_and(|there| (least..=most).contains(&there)) {
                sum.find(
                    Claim::Failures,
                    format!("{}: {there:?} are there, {least} to {most} were answered", name(number)),
                );
            }
            let there = there.unwrap_or(most);
            (self.people[index].failures, self.people[index].since_doubt) = ((there, there), there);
            let Some(last) = next.checked_sub(1) else { continue };
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
