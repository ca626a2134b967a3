//! Right codes as fast as they are verified, and beside them what the database does by itself: the same compare-and-set, by
//! `pgbench`, on rows of the same size, over as many connections.

use core::cell::RefCell;
use core::time::Duration;
use std::fs;
use std::process::Command;
use std::rc::Rc;
use std::time::Instant;

use crate::callers::{Caller, together};
use crate::codes::{Key, hotp_line, name, typed};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::{self, Outcome};
use crate::report::Report;
use crate::statistics::{milliseconds, percentile};

/// Callers at once, over all servers.
const CALLERS: usize = 64;
/// Connections to the database, over all servers, and so many has pgbench.
const CONNECTIONS: usize = 8;
/// Of what the database does by itself, at least this is to be verified, with room for a noisy machine. The aim is 0.8.
const LEAST_RATIO: f64 = 0.6;
/// What a server may take, and by how much it may grow while it works, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;
const MOST_GROWTH: u64 = 8 * 1024;
/// Before what is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// One measurement.
struct Figures {
    servers: usize,
    people: u64,
    per_second: f64,
    p50: Duration,
    p99: Duration,
    longest: Duration,
    /// In KiB: the largest server and the database, after the warm-up and at the end.
    server: [u64; 2],
    database: [u64; 2],
    /// How long servers and database compute for each.
    computed: [Duration; 2],
    /// What is written to the database's log for each, in bytes.
    written: f64,
    /// What a person takes in the database, in bytes.
    row: f64,
    /// With as many connections as the servers have, and with as many as there are callers.
    bare: [f64; 2],
    wrong: Vec<String>,
}

pub(crate) fn run(options: &Options, report: &mut Report) {
    let (sizes, servers, time) = if options.full {
        (&[1_000, 10_000, 100_000][..], &[1, 2, 4][..], Duration::from_secs(20))
    } else {
        (&[10_000][..], &[2][..], Duration::from_secs(10))
    };
    report.note(&format!(
        "{CALLERS} callers at once, {CONNECTIONS} connections to the database, {} s each",
        time.as_secs()
    ));
    report.note("servers  people  verified/s   p50 ms   p99 ms   max ms  server MiB  database MiB   pgbench/s  ratio  pgbench*64/s  ratio");
    for &people in sizes {
        for &servers in servers {
            let figures = measured(options, servers, people, time);
            report.note(&figures.line());
            report.note(&figures.costs());
            figures.judge(report);
        }
    }
}

impl Figures {
    fn ratio(&self) -> f64 {
        self.per_second / self.bare[0]
    }

    fn line(&self) -> String {
        let mib = |kib: [u64; 2]| format!("{}-{}", kib[0] / 1024, kib[1] / 1024);
        format!(
            "{:>7}{:>8}{:>12.0}{:>9}{:>9}{:>9}{:>12}{:>14}{:>12.0}{:>7.2}{:>14.0}{:>7.2}",
            self.servers,
            self.people,
            self.per_second,
            milliseconds(self.p50),
            milliseconds(self.p99),
            milliseconds(self.longest),
            mib(self.server),
            mib(self.database),
            self.bare[0],
            self.ratio(),
            self.bare[1],
            self.per_second / self.bare[1],
        )
    }

    /// What each verification cost.
    fn costs(&self) -> String {
        let [servers, database] = self.computed.map(|time| time.as_micros());
        let (written, row) = (self.written, self.row);
        format!(
            "         each: {servers} us computed by servers, {database} us by the database, {written:.0} bytes of its log; \
             {row:.0} bytes a person"
        )
    }

    fn judge(&self, report: &mut Report) {
        let of = format!("{} servers, {} people", self.servers, self.people);
        report.holds(&format!("{of}: every right code is accepted"), self.wrong.is_empty(), || {
            format!("{} were not: {:?}", self.wrong.len(), self.wrong.iter().take(3).collect::<Vec<_>>())
        });
        let ratio = self.ratio();
        report.rate(&format!("{of}: {ratio:.2} of the bare compare-and-set's rate"), ratio >= LEAST_RATIO, || {
            format!("it is to be {LEAST_RATIO} at least")
        });
        let [before, after] = self.server;
        let bounded = before > 0 && after <= MOST_MEMORY && after <= before + MOST_GROWTH;
        report.holds(&format!("{of}: a server's memory is bounded"), bounded, || {
            format!("{before} KiB, then {after} KiB")
        });
    }
}

fn measured(options: &Options, servers: usize, people: u64, time: Duration) -> Figures {
    let setup = Setup { servers, connections: CONNECTIONS / servers, ..Setup::default() };
    let fleet = Fleet::start(options, &setup);
    fleet.import(&(0..people).map(hotp_line).collect::<String>());
    // As large as the rows that the servers write.
    fleet
        .cluster
        .run("CREATE TABLE bare (LIKE record INCLUDING ALL); INSERT INTO bare SELECT * FROM record")
        .expect("a copy");
    for statement in ["VACUUM ANALYZE record", "CHECKPOINT"] {
        fleet.cluster.run(statement).expect("a table as if it had been there for long");
    }
    let counters = Rc::new(RefCell::new(vec![0_u64; people as usize]));
    verify_for(&fleet, &counters, WARM_UP);
    let memory = |fleet: &Fleet| (0..servers).map(|server| fleet.memory(server)).max().unwrap_or(0);
    let (server, database) = (memory(&fleet), fleet.database_memory());
    let (computed, written) = (fleet.computed(), log_position(&fleet));
    let (mut times, wrong, took) = verify_for(&fleet, &counters, time);
    times.sort_unstable();
    let verified = u32::try_from(times.len()).unwrap_or(u32::MAX).max(1);
    let now = fleet.computed();
    let computed = [0, 1].map(|index| now[index].saturating_sub(computed[index]) / verified);
    let written = (log_position(&fleet) - written) / f64::from(verified);
    let row = number(&fleet, "SELECT pg_total_relation_size('record')") / people as f64;
    let (server, database) = ([server, memory(&fleet)], [database, fleet.database_memory()]);
    let bare = [CONNECTIONS, CALLERS].map(|clients| bare(&fleet, people, clients, time / 2));
    Figures {
        servers,
        people,
        per_second: times.len() as f64 / took.as_secs_f64(),
        p50: percentile(&times, 50.0),
        p99: percentile(&times, 99.0),
        longest: times.last().copied().unwrap_or_default(),
        server,
        database,
        computed,
        written,
        row,
        bare,
        wrong,
    }
}

fn log_position(fleet: &Fleet) -> f64 {
    number(fleet, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
}

fn number(fleet: &Fleet, ask: &str) -> f64 {
    fleet.cluster.run(ask).ok().and_then(|told| told.parse().ok()).unwrap_or(0.0)
}

type Counters = Rc<RefCell<Vec<u64>>>;

/// Each caller brings its own people's logins, one after the other. Gives how long each took, and what was not accepted.
fn verify_for(fleet: &Fleet, counters: &Counters, time: Duration) -> (Vec<Duration>, Vec<String>, Duration) {
    let (begun, end) = (Instant::now(), Instant::now() + time);
    let each = |number: usize| {
        let port = fleet.servers[number % fleet.servers.len()].port.clone();
        let (token, counters) = (fleet.token(Role::Login).to_owned(), Rc::clone(counters));
        async move {
            let mut caller = Caller::connect(&port).await.expect("a server listens");
            let people = counters.borrow().len();
            let (mut times, mut wrong, mut person) = (Vec::new(), Vec::new(), number);
            while Instant::now() < end {
                let counter = counters.borrow()[person];
                let code = Key::of(person as u64).code(counter);
                let request = http::verify(&token, &name(person as u64), &typed(code));
                match caller.call(&request).await.map(|(answer, took)| (Outcome::of(&answer), took)) {
                    Ok((Outcome::Accepted { .. }, took)) => times.push(took),
                    other => wrong.push(format!("{} counter {counter}: {other:?}", name(person as u64))),
                }
                counters.borrow_mut()[person] = counter + 1;
                person += CALLERS;
                if person >= people {
                    person = number;
                }
            }
            (times, wrong)
        }
    };
    let all = together(CALLERS, each);
    let took = begun.elapsed();
    let (times, wrong): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    (times.concat(), wrong.concat(), took)
}

/// The database's own rate: each client has people of its own, so that it knows the version of each.
fn bare(fleet: &Fleet, people: u64, clients: usize, time: Duration) -> f64 {
    let sealed = fleet.cluster.run("SELECT encode(sealed, 'hex'), key_id FROM bare LIMIT 1").expect("a row");
    let (sealed, key) = sealed.split_once('|').expect("two columns");
    // The ids are drawn at random: what is compared is the same for all, so that a client can know it.
    fleet.cluster.run("UPDATE bare SET id = 7, version = 1").expect("one id");
    fleet.cluster.run("VACUUM FULL bare").expect("a table as if it were new");
    fleet.cluster.run("ANALYZE bare").expect("statistics");
    fleet.cluster.run("CHECKPOINT").expect("a checkpoint");
    let each = people / clients as u64;
    let script = fleet.folder().join("bare.sql");
    fs::write(
        &script,
        format!(
            "\\set n :n + 1\n\\set person 10000000 + :client_id * {each} + mod(:n, {each})\n\\set version :n / {each} + 1\n\
             UPDATE bare SET version = version + 1, key_id = {key}, sealed = :sealed, changed = now() \
             WHERE person = 'p' || substr(:person::text, 2) AND id = 7 AND version = :version;\n"
        ),
    )
    .expect("a script");
    let output = Command::new(mfa_cluster::tool("pgbench").expect("pgbench is there"))
        .args(["-n", "-M", "prepared", "-U", "postgres", "-j", "1", "-D", "n=-1"])
        .args(["-c", &clients.to_string(), "-T", &time.as_secs().to_string()])
        .arg("-D")
        .arg(format!("sealed=\\x{sealed}"))
        .arg("-f")
        .arg(&script)
        .arg("-h")
        .arg(fleet.cluster.folder())
        .arg("postgres")
        .output()
        .expect("pgbench runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let after =
        |mark: &str| said.lines().find_map(|line| line.strip_prefix(mark)).unwrap_or_default().trim().to_owned();
    let done: u64 = after("number of transactions actually processed:")
        .split('/')
        .next()
        .map_or(0, |number| number.trim().parse().unwrap_or(0));
    // What did not find its row replaced nothing, and would be no measure.
    let replaced = fleet.cluster.run("SELECT sum(version - 1) FROM bare").expect("a sum");
    assert_eq!(replaced, done.to_string(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    after("tps =").split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}
