//! Servers and the database are killed under load, again and again, and what callers were answered is held against what is
//! there afterwards: no code accepted twice, no failure lost, nothing accepted that was not committed.
//!
//! Each caller has people of its own and keeps a journal of them: which counter is next, whether the last code with it got no
//! answer, and between which numbers the failures are. A right code, and sometimes a wrong one, goes to two servers at once.

mod journal;
mod sum;

use core::sync::atomic::AtomicBool;
use core::time::Duration;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use seeded::Random;

use crate::codes::hotp_line;
use crate::fleet::{Fleet, Options, Setup};
use crate::plant;
use crate::report::Report;
use crate::until::Until;
use journal::Caller;
use sum::{Claim, Sum};

const SERVERS: usize = 4;
const CALLERS: u64 = 12;
const ROUNDS: u32 = 12;
const ROUNDS_IN_FULL: u32 = 200;
const ROUNDS_WITH_PLANTED: u32 = 20;
/// As many wrong ones in a row as a policy can let go by without a lock.
const POLICY: &str = "[codes]\nfree_failures = 100\nmost_failures = 100\nafter_most_failures = \"keep-locking\"\n";
/// Each line of the cluster's log begins with its SQLSTATE.
const LOG: &str = "log_line_prefix=%e ";
/// After a crash it has the disk keep each file of the cluster's, one by one, or all at once.
const AT_ONCE: &str = "recovery_init_sync_method=syncfs";
const SERIALIZABLE: &[&str] = &[LOG, AT_ONCE, "default_transaction_isolation=serializable"];
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

pub(crate) fn run(options: &Options, report: &mut Report) {
    for (fault, blow, faulty) in FAULTS {
        let sum = besieged(options, &[blow], &faulty, ROUNDS_WITH_PLANTED);
        report.holds(&format!("a database that {fault} is found"), (faulty.is_found)(&sum), || sum.to_string());
    }
    let rounds = if options.full { ROUNDS_IN_FULL } else { ROUNDS };
    held(options, report, "", &[LOG, AT_ONCE], rounds);
    let sum = held(options, report, " (serializable)", SERIALIZABLE, rounds);
    let failures = sum.serialization_failures;
    report.holds("serialization failures came, and were tried anew", failures > 0, || "there was none".into());
}

/// Everything that is claimed, of a database without a fault.
fn held(options: &Options, report: &mut Report, how: &str, settings: &'static [&'static str], rounds: u32) -> Sum {
    let sum = besieged(options, &BLOWS, &Faulty { planted: "", settings, is_found: |_| false }, rounds);
    report.note(&format!("killed{how}: {sum}"));
    for claim in Claim::ALL {
        let broken: Vec<&String> = sum.found.iter().filter(|(kind, _)| *kind == claim).map(|(_, what)| what).collect();
        report.holds(&format!("{claim}{how}"), broken.is_empty(), || {
            format!("{} times: {:?}", broken.len(), broken.iter().take(3).collect::<Vec<_>>())
        });
    }
    let enough = sum.accepted > 100 && sum.rejected > 100 && sum.unknown > u64::from(rounds);
    report.holds(&format!("there was enough to lose{how}"), enough, || sum.to_string());
    sum
}

/// What is wrong with the database, and how that is known.
struct Faulty {
    planted: &'static str,
    settings: &'static [&'static str],
    is_found: fn(&Sum) -> bool,
}

/// Each is found under blows of one kind.
const FAULTS: [(&str, Blow, Faulty); 3] = [
    (
        "replaces without comparing",
        Blow::Server,
        Faulty {
            planted: plant::NO_COMPARING,
            settings: &[],
            is_found: |sum| sum.broken(Claim::Twice) && sum.broken(Claim::Failures),
        },
    ),
    (
        "forgets what it says is stored",
        Blow::Server,
        Faulty {
            planted: plant::FORGETS,
            settings: &[],
            is_found: |sum| sum.broken(Claim::Committed) && sum.broken(Claim::Failures),
        },
    ),
    (
        "does not wait for its disk",
        Blow::Database,
        Faulty {
            planted: plant::DOES_NOT_WAIT,
            settings: &[AT_ONCE, "wal_writer_delay=10s"],
            is_found: |sum| sum.broken(Claim::Committed) || sum.broken(Claim::Failures),
        },
    ),
];

fn besieged(options: &Options, blows: &[Blow], faulty: &Faulty, rounds: u32) -> Sum {
    let setup = Setup {
        servers: SERVERS,
        connections: 4,
        policy: POLICY,
        settings: faulty.settings,
        planted: faulty.planted,
        ..Setup::default()
    };
    let mut fleet = Fleet::start(options, &setup);
    fleet.import(&(0..journal::people(CALLERS)).map(hotp_line).collect::<String>());
    let mut callers: Vec<Caller> = (0..CALLERS).map(|number| Caller::new(&fleet, number)).collect();
    let (mut sum, mut random) = (Sum::default(), Random::seeded(rounds.into()));
    for round in 0..rounds {
        let blow = blows[round as usize % blows.len()];
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let until = Until(&stop);
            let working: Vec<_> = callers.iter_mut().map(|caller| scope.spawn(|| caller.work(&stop))).collect();
            thread::sleep(Duration::from_millis(100 + random.below(200)));
            let begun = Instant::now();
            strike(&mut fleet, blow, &mut random);
            sum.longest_outage = sum.longest_outage.max(begun.elapsed());
            sum.blows += 1;
            thread::sleep(Duration::from_millis(50));
            drop(until);
            working.into_iter().for_each(|caller| sum.add(caller.join().expect("no panic")));
        });
        fleet.wait_all_ready();
        // A code that got no answer may still be on its way.
        fleet.wait_for_the_dead();
        callers.iter_mut().for_each(|caller| caller.look_back(&fleet, &mut sum));
        if (faulty.is_found)(&sum) {
            break;
        }
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
    let _ = Command::new("kill").arg("-9").args(numbers).stderr(Stdio::null()).status();
}
