//! Kills at random moments, of one, two or three processes that have the same to do.
//!
//! A round is one of five kinds, on one store that goes on from round to round: a fresh code by time or by counter, a wrong
//! code, somebody who is added, and somebody who is forgotten. Each process is killed a random while after it was given
//! its line, or started where it takes none, about as long as it takes. Then what was answered is held against what is
//! stored, the same is tried once more, and what is good now must work at once.

use core::fmt;
use core::time::Duration;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Instant;

use mfa_core::{Counter, Credential, Parameters, Secret, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::{People, PeopleError};
use mfa_host::record::Record;
use mfa_host::store::FileStore;

use crate::common::{Dice, KEY_BASE32, KEY_HEX, Place, program, step};
use crate::judge::AT_ONCE;

/// Steps from round to round, so that no code of one is good in the next.
const STRIDE: u64 = 1000;
/// What processes are killed within, at first, in microseconds.
const FIRST_LONGEST: u64 = 1500;
const KINDS: usize = 5;
/// How long a process may take to ask for its line, or to end, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a storm came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) rounds: u64,
    /// Processes that a kill ended; some are faster than it.
    pub(crate) kills: u64,
    /// Of these, before the record changed; after it did, without an answer; and with one.
    pub(crate) before: u64,
    pub(crate) between: u64,
    pub(crate) after: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) double_accepts: u64,
    pub(crate) lost_failures: u64,
    pub(crate) lockouts: u64,
    /// The longest that a login took that had nobody in its way.
    pub(crate) slowest: Duration,
}

impl Sums {
    pub(crate) fn add(&mut self, other: &Self) {
        self.rounds += other.rounds;
        self.kills += other.kills;
        self.before += other.before;
        self.between += other.between;
        self.after += other.after;
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.double_accepts += other.double_accepts;
        self.lost_failures += other.lost_failures;
        self.lockouts += other.lockouts;
        self.slowest = self.slowest.max(other.slowest);
    }

    pub(crate) fn all_is_well(&self) -> bool {
        (self.double_accepts, self.lost_failures, self.lockouts) == (0, 0, 0)
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, kills, before, between, after, accepted, refused, .. } = self;
        let Self { double_accepts, lost_failures, lockouts, slowest, .. } = self;
        writeln!(
            f,
            "{kills} kills in {rounds} rounds: {before} before the record changed, {between} between that and"
        )?;
        writeln!(f, "the answer, {after} after the answer; {accepted} accepted, {refused} refused;")?;
        write!(f, "{double_accepts} double accepts, {lost_failures} lost failures, {lockouts} lockouts; ")?;
        write!(f, "the next login took at most {slowest:?}")
    }
}

/// What the processes of a round do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ByTime,
    ByCounter,
    Wrong,
    Added,
    Forgotten,
}

/// How a process ended.
struct End {
    status: Option<i32>,
    killed: bool,
    out: String,
}

/// A store in a storm.
pub(crate) struct Storm {
    place: Place,
    dice: Dice,
    round: u64,
    /// The next counter of bob's token that nobody has typed.
    counter: u64,
    /// Within how many microseconds the processes of each kind are killed.
    longest: [u64; KINDS],
    pub(crate) sums: Sums,
}

impl Storm {
    pub(crate) fn new(seed: u64) -> Self {
        let place = Place::with_alice("storm");
        let key = place.file("token", KEY_HEX);
        place.mfa(&["add", "bob", "--name", "token", "--hotp", "--hex", &key]).ends(0);
        let longest = [FIRST_LONGEST; KINDS];
        Self { place, dice: Dice(seed), round: 0, counter: 0, longest, sums: Sums::default() }
    }

    /// Rounds until so many processes were killed.
    pub(crate) fn rages(&mut self, kills: u64) {
        while self.sums.kills < kills {
            self.round += 1;
            self.sums.rounds += 1;
            match self.dice.below(8) {
                0..3 => self.one_code(Kind::ByTime),
                3 => self.one_code(Kind::ByCounter),
                4..6 => self.wrong_codes(),
                6 => self.somebody_is_added(),
                _ => self.somebody_is_forgotten(),
            }
        }
    }

    /// Of a code, one acceptance: whether it was answered, or is stored and the process died before it could answer.
    fn one_code(&mut self, kind: Kind) {
        let person = if kind == Kind::ByTime { "alice" } else { "bob" };
        let before = *self.record(person).unwrap().standing();
        let ends = self.processes(kind);
        let (answered, refused) = (count(&ends, "accepted\n"), count(&ends, "refused\n"));
        let after = *self.record(person).unwrap().standing();
        // By counter a used code is a wrong one.
        let failures = u64::from(after.failures_in_all() - before.failures_in_all());
        let changes = after.revision() - before.revision();
        let stored = changes - failures;
        let accepted = answered + u64::from(self.once_more(kind) == 0);
        self.sums.accepted += accepted;
        self.sums.refused += refused;
        self.sums.double_accepts += accepted.max(stored).saturating_sub(1);
        // A code that nobody has used works, once those are dead that had it.
        self.sums.lockouts += u64::from(accepted + stored == 0);
        self.tell_apart(&ends, answered + refused.min(failures), changes);
        self.counter += u64::from(kind == Kind::ByCounter);
        self.must_get_in(kind);
    }

    /// Each answer is a failure that is counted, and each process counts one at the most.
    fn wrong_codes(&mut self) {
        let failures = self.record("alice").unwrap().standing().failures_in_all();
        let ends = self.processes(Kind::Wrong);
        let answered = count(&ends, "refused\n");
        let counted = u64::from(self.record("alice").unwrap().standing().failures_in_all() - failures);
        self.sums.refused += answered;
        self.sums.lost_failures += answered.saturating_sub(counted);
        assert!(counted <= ends.len() as u64, "{counted} failures of {} processes", ends.len());
        self.tell_apart(&ends, answered, counted);
        self.must_get_in(Kind::ByTime);
    }

    fn somebody_is_added(&mut self) {
        let ends = self.processes(Kind::Added);
        let answered = count(&ends, "added ");
        let stored = u64::from(self.record("carol").is_some());
        assert!(answered <= stored, "{answered} were told that she is added");
        self.tell_apart(&ends, answered, stored);
        assert_eq!(self.once_more(Kind::Added), if stored == 1 { 2 } else { 0 }, "adding her once more");
        let now = step(self.round * STRIDE).to_string();
        self.must_at_once(&["verify", "carol", "--at", &now], &by_time(self.round * STRIDE));
        self.place.mfa(&["remove", "carol", "--forget"]).ends(0);
    }

    fn somebody_is_forgotten(&mut self) {
        self.place.typing(&["add", "carol", "--name", "phone", "-"], KEY_BASE32).ends(0);
        let ends = self.processes(Kind::Forgotten);
        let answered = count(&ends, "forgot ");
        let gone = u64::from(self.record("carol").is_none());
        assert!(answered <= gone, "{answered} were told that she is gone");
        self.tell_apart(&ends, answered, gone);
        assert_eq!(self.once_more(Kind::Forgotten), if gone == 1 { 5 } else { 0 }, "forgetting her once more");
        let left = fs::read_dir(self.place.store()).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
            name.contains("carol")
        });
        assert_eq!(left.count(), 0, "of somebody forgotten nothing is left");
        self.must_get_in(Kind::ByTime);
    }

    /// Where in their work the killed processes of a round were: `changes` were made, of which `answered` were told.
    fn tell_apart(&mut self, ends: &[End], answered: u64, changes: u64) {
        let told = |end: &&End| end.killed && end.out.ends_with('\n');
        let after = ends.iter().filter(told).count() as u64;
        let silent = ends.iter().filter(|end| end.killed).count() as u64 - after;
        let between = changes.saturating_sub(answered);
        assert!(between <= silent, "{changes} changes, {answered} answers, {silent} killed before they answered");
        self.sums.kills += silent + after;
        self.sums.after += after;
        self.sums.between += between;
        self.sums.before += silent - between;
    }

    /// A login that nobody is in the way of.
    fn must_get_in(&mut self, kind: Kind) {
        let line = self.line(kind);
        let typed = self.typed(kind, 1);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        // Two steps on, so that what is good by time is none of the round's codes.
        let at = step(self.round * STRIDE + 2).to_string();
        let line = [&line[..line.len() - 1], &[at.as_str()]].concat();
        self.must_at_once(&line, &typed);
        self.counter += u64::from(kind == Kind::ByCounter);
    }

    fn must_at_once(&mut self, line: &[&str], typed: &str) {
        let begun = Instant::now();
        let ran = self.place.typing(line, typed);
        let took = begun.elapsed();
        self.sums.slowest = self.sums.slowest.max(took);
        if ran.status != 0 || took >= AT_ONCE {
            println!("{line:?} after {took:?}: {ran:?}");
            self.sums.lockouts += 1;
        }
    }

    /// Starts one to three processes, gives each its line, and kills each a random while later.
    fn processes(&mut self, kind: Kind) -> Vec<End> {
        let (line, typed) = (self.line(kind), self.typed(kind, 0));
        let mut children: Vec<Child> = (0..=self.dice.below(3)).map(|_| self.start(kind, &line)).collect();
        let begun = Instant::now();
        for child in &mut children {
            // It may have ended without reading.
            let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        }
        let mut moments: Vec<(u64, usize)> =
            (0..children.len()).map(|child| (self.dice.below(self.longest[kind as usize]), child)).collect();
        moments.sort_unstable();
        for (moment, child) in moments {
            thread::sleep(Duration::from_micros(moment).saturating_sub(begun.elapsed()));
            children[child].kill().unwrap();
        }
        let ends: Vec<End> = children.into_iter().map(End::of).collect();
        // So that about three of five are killed, however fast this machine is now.
        let longest = &mut self.longest[kind as usize];
        for end in &ends {
            *longest = if end.killed { *longest + *longest / 50 } else { *longest - *longest * 3 / 100 }.max(100);
        }
        ends
    }

    /// Starts a process, and waits until it asks for its line.
    fn start(&self, kind: Kind, line: &[String]) -> Child {
        let mut command = program();
        command.arg("--store").arg(self.place.store()).args(line);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let stat = format!("/proc/{}/stat", child.id());
        let begun = Instant::now();
        while kind != Kind::Forgotten && !fs::read_to_string(&stat).unwrap().contains(") S ") {
            assert!(begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "it asks for nothing");
            thread::sleep(Duration::from_micros(50));
        }
        child
    }

    /// The line of a kind in this round. The time is its last word.
    fn line(&self, kind: Kind) -> Vec<String> {
        let words = match kind {
            Kind::ByTime | Kind::Wrong => "verify alice",
            Kind::ByCounter => "verify bob",
            Kind::Added => "add carol --name phone -",
            Kind::Forgotten => "remove carol --forget",
        };
        let at = step(self.round * STRIDE).to_string();
        words.split(' ').chain(["--at", &at]).map(str::to_owned).collect()
    }

    /// What is typed in this round, or once it is over.
    fn typed(&self, kind: Kind, later: u64) -> String {
        match kind {
            Kind::ByTime => by_time(self.round * STRIDE + 2 * later),
            Kind::ByCounter => by_counter(self.counter),
            Kind::Wrong => wrong(self.round * STRIDE),
            Kind::Added => format!("{KEY_BASE32}\n"),
            Kind::Forgotten => String::new(),
        }
    }

    /// The round's line once more, with nobody in its way: how it ends.
    fn once_more(&self, kind: Kind) -> i32 {
        let line = self.line(kind);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        self.place.typing(&line, self.typed(kind, 0)).status
    }

    /// Somebody's record, which is whole.
    fn record(&self, person: &str) -> Option<Record> {
        let store = FileStore::open(&self.place.store()).unwrap();
        match People::of(&store).record(&PersonName::new(person).unwrap()) {
            Ok(record) => Some(record),
            Err(PeopleError::NoSuchPerson) => None,
            Err(error) => panic!("{person}: {error}"),
        }
    }
}

impl End {
    fn of(mut child: Child) -> Self {
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let status = child.wait().unwrap();
        Self { status: status.code(), killed: status.signal() == Some(9), out }
    }
}

/// How many said it, killed or not. Whoever was not killed has ended as this program does.
fn count(ends: &[End], said: &str) -> u64 {
    for end in ends.iter().filter(|end| !end.killed) {
        assert!(matches!(end.status, Some(0 | 1 | 2 | 5)), "exit status {:?}: {}", end.status, end.out);
    }
    ends.iter().filter(|end| end.out.starts_with(said)).count() as u64
}

/// The line with the code of a time step.
fn by_time(number: u64) -> String {
    let credential = Credential::new(&Secret::from_base32(KEY_BASE32).unwrap(), Parameters::TOTP).unwrap();
    format!("{}\n", credential.code_at(UnixTime::new(step(number)).unwrap()).unwrap().code)
}

/// The line with the code of a counter.
fn by_counter(number: u64) -> String {
    let credential = Credential::new(&Secret::from_base32(KEY_BASE32).unwrap(), Parameters::HOTP).unwrap();
    format!("{}\n", credential.code_for(Counter::new(number).unwrap()).unwrap())
}

/// A line with a code of no time step near one.
fn wrong(number: u64) -> String {
    let near: Vec<String> = (number - 3..=number + 3).map(by_time).collect();
    (0..).map(|code| format!("{code:06}\n")).find(|code| !near.contains(code)).unwrap()
}
