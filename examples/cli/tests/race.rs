//! Many processes, one store: one code lets one login in, and every wrong code is counted exactly once.
//!
//! The processes of a round are all there, each waiting for a line on its standard input, before any of them gets its
//! code; then all get it as fast as one process can write.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

mod common;

use core::time::Duration;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};
use std::time::Instant;

use common::{KEY_BASE32, Place, WRONG, program, step};
use mfa_core::{Credential, Parameters, Secret, UnixTime};

/// What a round may take on the slowest machine before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// Processes that wait for their codes; those that are left when something fails are ended.
struct Racers(Vec<Child>);

/// How many processes ended with each exit status.
type Ends = BTreeMap<i32, u32>;

impl Racers {
    fn new(count: usize, line: &[&str], place: &Place) -> Self {
        let store = place.store();
        let start = || {
            let mut command = program();
            command.args(line).arg("--store").arg(&store);
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        Self((0..count).map(|_| start()).collect())
    }

    /// Gives each its line at nearly the same time, and runs something in the middle of it.
    fn go(&mut self, line: &str, meanwhile: impl FnOnce()) {
        let mut ends: Vec<_> = self.0.iter_mut().map(|racer| racer.stdin.take().unwrap()).collect();
        let (one_half, other_half) = ends.split_at_mut(self.0.len() / 2);
        for stdin in one_half {
            stdin.write_all(line.as_bytes()).unwrap();
        }
        meanwhile();
        for stdin in other_half {
            stdin.write_all(line.as_bytes()).unwrap();
        }
    }

    /// Waits for all of them.
    fn ends(mut self) -> Ends {
        let begun = Instant::now();
        let mut ends = Ends::new();
        for racer in &mut self.0 {
            let status = loop {
                if let Some(status) = racer.try_wait().unwrap() {
                    break status.code().unwrap_or(-1);
                }
                assert!(begun.elapsed() < PATIENCE, "a process hangs");
                std::thread::sleep(Duration::from_micros(200));
            };
            *ends.entry(status).or_default() += 1;
            if !matches!(status, 0 | 1 | 3 | 5) {
                let mut complaint = String::new();
                racer.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
                panic!("exit status {status}: {complaint}");
            }
        }
        ends
    }
}

impl Drop for Racers {
    fn drop(&mut self) {
        for racer in &mut self.0 {
            let _ = racer.kill();
            let _ = racer.wait();
        }
    }
}

/// The code of a time.
fn code_at(at: u64) -> String {
    let secret = Secret::from_base32(KEY_BASE32).unwrap();
    let credential = Credential::new(&secret, Parameters::TOTP).unwrap();
    format!("{}\n", credential.code_at(UnixTime::new(at).unwrap()).unwrap().code)
}

fn exactly_one_gets_in(name: &str, processes: usize, rounds: u64) {
    let place = Place::with_alice(name);
    for round in 1..=rounds {
        let at = step(round);
        let mut racers = Racers::new(processes, &["verify", "alice", "--at", &at.to_string()], &place);
        racers.go(&code_at(at), || ());
        let ends = racers.ends();
        let others = u32::try_from(processes).unwrap() - 1;
        assert_eq!(ends, Ends::from([(0, 1), (1, others)]), "round {round}");
    }
    let status = place.status(step(rounds));
    // An acceptance a round, and nothing else has changed the record: a replay of the code just used costs nothing.
    assert_eq!(status["revision"], rounds + 1);
    assert_eq!(status["failures_in_all"], 0);
}

fn every_wrong_code_counts_once(name: &str, processes: usize, rounds: u64) {
    let place = Place::with_alice(name);
    let mut evaluated = 0;
    for round in 1..=rounds {
        // No lock lasts longer than an hour.
        let at = 4000 * round;
        let mut racers = Racers::new(processes, &["verify", "alice", "--at", &at.to_string()], &place);
        racers.go(&format!("{WRONG}\n"), || ());
        let ends = racers.ends();
        let counted = ends.get(&1).copied().unwrap_or(0);
        let locked = ends.get(&3).copied().unwrap_or(0);
        // Five are free and the sixth locks; from then on each locks.
        assert_eq!(counted, if round == 1 { 6 } else { 1 }, "round {round}: {ends:?}");
        assert_eq!(u32::try_from(processes).unwrap(), counted + locked, "round {round}: {ends:?}");
        evaluated += counted;
        let status = place.status(at);
        assert_eq!((&status["failures"], &status["failures_in_all"]), (&evaluated.into(), &evaluated.into()));
    }
}

fn nobody_gets_in_after_being_forgotten(name: &str, processes: usize, rounds: u64) {
    for round in 1..=rounds {
        let place = Place::with_alice(name);
        let at = step(round);
        let mut racers = Racers::new(processes, &["verify", "alice", "--at", &at.to_string()], &place);
        racers.go(&code_at(at), || {
            place.mfa(&["remove", "alice", "--forget"]).ends(0);
        });
        let ends = racers.ends();
        assert!(ends.get(&0).copied().unwrap_or(0) <= 1, "round {round}: {ends:?}");
        // Those who come after her are told that there is nobody.
        assert!(ends.get(&5).copied().unwrap_or(0) >= u32::try_from(processes / 2).unwrap(), "round {round}: {ends:?}");
        assert!(ends.keys().all(|status| matches!(status, 0 | 1 | 5)), "round {round}: {ends:?}");
        place.mfa(&["status", "alice"]).ends(5);
        assert_eq!(std::fs::read_dir(place.store()).unwrap().count(), 0, "round {round}");
    }
}

#[test]
fn one_code_lets_exactly_one_of_8_processes_in() {
    exactly_one_gets_in("race-8", 8, 20);
}

#[test]
#[ignore = "12,800 processes, half a minute: cargo xtask test race"]
fn one_code_lets_exactly_one_of_64_processes_in_200_times() {
    exactly_one_gets_in("race-64", 64, 200);
}

#[test]
fn wrong_codes_of_64_processes_are_counted_exactly() {
    every_wrong_code_counts_once("count-64", 64, 20);
}

#[test]
fn nobody_of_64_processes_gets_in_after_the_person_is_forgotten() {
    nobody_gets_in_after_being_forgotten("forget-64", 64, 20);
}
