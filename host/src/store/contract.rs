//! What every store must do, as a suite that its tests run.
//!
//! ```
//! use mfa_host::store::{MemoryStore, contract};
//!
//! contract::check(&MemoryStore::new());
//! ```
//!
//! It panics with what was not kept, as tests do. The store must be empty, and may be used by several threads at once.
//! A store that outlives its process is also to be checked with [`check_crashes`].

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test suite says what failed by panicking"
)]

use core::time::Duration;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::Barrier;
use std::thread;

use mfa_core::{Code, Commit, Credential, Parameters, Policy, Secret, UnixTime, Verdict};

use super::Store;
use crate::name::{AuthenticatorName, PersonName};
use crate::people::{NewAuthenticator, People};

const THREADS: usize = 8;
const KILLS: u64 = 40;
const ROUNDS: u64 = 25;
/// 2026-01-01 00:00:00 UTC.
const NOW: u64 = 1_767_225_600;
const PERIOD: u64 = 30;

/// Checks an empty store against everything that is promised of one.
pub fn check<S: Store<Token: Sync> + Sync>(store: &S) {
    nobody_is_there_at_first(store);
    what_was_stored_is_read(store);
    an_old_token_is_a_conflict(store);
    somebody_who_exists_is_not_created_again(store);
    somebody_deleted_is_gone(store);
    of_many_who_create_at_once_one_is_stored(store);
    of_a_change_and_a_deletion_at_once_one_is_stored(store);
    exactly_one_of_many_gets_in_with_one_code(store);
    wrong_codes_at_once_are_all_counted(store);
}

/// Checks that processes which are killed at any moment lose nothing that they said and leave nobody locked out.
///
/// `start` starts a process that runs [`log_in_until_killed`] on this store and has its standard output piped.
pub fn check_crashes<S: Store>(store: &S, start: impl Fn() -> Child) {
    let (erin, people) = (person("erin"), People::of(store));
    people.add(&erin, &authenticator()).expect("somebody new can be added");
    for round in 0..KILLS {
        let mut child = start();
        let said = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let mut logins = said.map_while(Result::ok).filter_map(|line| line.parse::<u64>().ok());
        let first = logins.next().expect("a login before it is killed");
        // Killed at another moment each time, within some commit or other.
        thread::sleep(Duration::from_micros(731 * round));
        child.kill().expect("it runs until it is killed");
        child.wait().expect("it was started");
        let last = logins.last().unwrap_or(first);
        nobody_uses_again(store, &erin, last);
        let next = next_second(store, &erin);
        assert!(next > last, "round {round}: what was said to be accepted is stored");
        let verdict = people.verify(&erin, at(next), &right_code(next), &Policy::DEFAULT);
        assert!(verdict.expect("nobody is locked out by the dead").is_accepted(), "round {round}");
    }
}

/// Logs in again and again, and says on standard output when each login that was accepted took place.
pub fn log_in_until_killed<S: Store>(store: &S) {
    let erin = person("erin");
    loop {
        let second = next_second(store, &erin);
        let verdict = People::of(store).verify(&erin, at(second), &right_code(second), &Policy::DEFAULT);
        assert!(verdict.expect("a verdict").is_accepted());
        println!("{second}");
    }
}

fn nobody_uses_again<S: Store>(store: &S, erin: &PersonName, second: u64) {
    let again = People::of(store).verify(erin, at(second), &right_code(second), &Policy::DEFAULT);
    assert!(!again.expect("a verdict").is_accepted(), "a used code stays used after a crash");
}

/// The first second of the first step that is not used up.
fn next_second<S: Store>(store: &S, person: &PersonName) -> u64 {
    let record = People::of(store).record(person).expect("the record is whole");
    let credentials = record.credentials().expect("supported");
    let progress = record.person(&credentials).expect("the states are whole").progress().next().expect("one");
    (progress.next.expect("steps do not end").number() * PERIOD).max(NOW)
}

fn at(second: u64) -> UnixTime {
    UnixTime::new(second).unwrap()
}

fn right_code(second: u64) -> Code {
    credential().code_at(at(second)).unwrap().code
}

fn nobody_is_there_at_first<S: Store>(store: &S) {
    assert!(store.read(&person("nobody")).expect("reading nobody is no failure").is_none());
    assert!(store.people().expect("an empty store can be listed").is_empty(), "the store must be empty");
}

fn what_was_stored_is_read<S: Store>(store: &S) {
    let (alice, people) = (person("alice"), People::of(store));
    people.add(&alice, &authenticator()).expect("somebody new can be added");
    let record = people.record(&alice).expect("what was stored is read");
    assert_eq!(record.authenticators().len(), 1);
    assert_eq!(record.authenticators()[0].name, authenticator().name);
    assert!(record.authenticators()[0].secret.same_as(&authenticator().secret));
    assert_eq!(record.standing().revision(), 1);
    assert!(store.people().expect("a store can be listed").contains(&alice));
}

fn an_old_token_is_a_conflict<S: Store>(store: &S) {
    let alice = person("alice");
    let (old, token) = store.read(&alice).unwrap().expect("she is there");
    People::of(store).unlock(&alice).expect("a change");
    assert_eq!(store.replace(&alice, &token, &old).unwrap(), Commit::Conflict, "an older state never wins");
    assert_eq!(store.delete(&alice, &token).unwrap(), Commit::Conflict, "an older token does not delete");
    assert_eq!(People::of(store).record(&alice).unwrap().standing().revision(), 2, "nothing was written");
}

fn somebody_who_exists_is_not_created_again<S: Store>(store: &S) {
    let alice = person("alice");
    let (record, _) = store.read(&alice).unwrap().expect("she is there");
    assert_eq!(store.create(&alice, &record).unwrap(), Commit::Conflict);
}

fn somebody_deleted_is_gone<S: Store>(store: &S) {
    let alice = person("alice");
    let (record, token) = store.read(&alice).unwrap().expect("she is there");
    assert_eq!(store.delete(&alice, &token).unwrap(), Commit::Stored);
    assert!(store.read(&alice).unwrap().is_none());
    assert_eq!(store.replace(&alice, &token, &record).unwrap(), Commit::Conflict, "a late writer revives nobody");
    assert!(store.read(&alice).unwrap().is_none());
    assert!(!store.people().unwrap().contains(&alice));
}

fn of_many_who_create_at_once_one_is_stored<S: Store + Sync>(store: &S) {
    let (frank, grace) = (person("frank"), person("grace"));
    People::of(store).add(&frank, &authenticator()).unwrap();
    let (record, _) = store.read(&frank).unwrap().expect("he is there");
    for _ in 0..ROUNDS {
        let commits = at_once(|_| store.create(&grace, &record).unwrap());
        let stored = commits.iter().filter(|commit| **commit == Commit::Stored).count();
        assert_eq!(stored, 1, "{THREADS} at once create somebody");
        People::of(store).forget(&grace).unwrap();
    }
}

fn of_a_change_and_a_deletion_at_once_one_is_stored<S: Store<Token: Sync> + Sync>(store: &S) {
    let heidi = person("heidi");
    for _ in 0..ROUNDS {
        People::of(store).add(&heidi, &authenticator()).unwrap();
        let (record, _) = store.read(&heidi).unwrap().expect("she is there");
        // Stored is an older record, so that what the token stands for is gone once either is done.
        People::of(store).unlock(&heidi).unwrap();
        let (_, token) = store.read(&heidi).unwrap().expect("she is there");
        let commits = at_once(|index| match index % 2 {
            0 => store.replace(&heidi, &token, &record).unwrap(),
            _ => store.delete(&heidi, &token).unwrap(),
        });
        let stored = commits.iter().filter(|commit| **commit == Commit::Stored).count();
        assert_eq!(stored, 1, "changes and deletions of one record at once");
        if store.read(&heidi).unwrap().is_some() {
            People::of(store).forget(&heidi).unwrap();
        }
    }
}

fn exactly_one_of_many_gets_in_with_one_code<S: Store + Sync>(store: &S) {
    let bob = person("bob");
    People::of(store).add(&bob, &authenticator()).unwrap();
    for round in 0..ROUNDS {
        // Far enough apart that no code of a round is acceptable in the next one.
        let now = UnixTime::new(NOW + 10 * PERIOD * round).unwrap();
        let code = credential().code_at(now).unwrap().code;
        let verdicts = at_once(|_| People::of(store).verify(&bob, now, &code, &Policy::DEFAULT).expect("a verdict"));
        let accepted = verdicts.iter().filter(|verdict| verdict.is_accepted()).count();
        assert_eq!(accepted, 1, "round {round}: one code, {THREADS} at once");
    }
}

fn wrong_codes_at_once_are_all_counted<S: Store + Sync>(store: &S) {
    let carol = person("carol");
    People::of(store).add(&carol, &authenticator()).unwrap();
    let now = UnixTime::new(NOW).unwrap();
    let wrong = wrong_code(now);
    let verdicts = at_once(|_| People::of(store).verify(&carol, now, &wrong, &Policy::DEFAULT).expect("a verdict"));
    let evaluated = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Rejected(_))).count();
    let standing = *People::of(store).record(&carol).unwrap().standing();
    assert_eq!(usize::from(standing.failures()), evaluated, "each evaluated code is one failure");
    assert_eq!(evaluated, usize::from(Policy::DEFAULT.throttle.free()) + 1, "and then it is locked");
}

/// Runs the same thing in all threads, as nearly at one moment as can be.
fn at_once<T: Send>(run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        let (run, barrier) = (&run, &barrier);
        let threads: Vec<_> = (0..THREADS)
            .map(|index| {
                scope.spawn(move || {
                    barrier.wait();
                    run(index)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

fn person(name: &str) -> PersonName {
    PersonName::new(name).unwrap()
}

fn secret() -> Secret {
    Secret::import(b"12345678901234567890").unwrap()
}

fn credential() -> Credential {
    Credential::new(&secret(), Parameters::TOTP).unwrap()
}

fn authenticator() -> NewAuthenticator {
    NewAuthenticator {
        name: AuthenticatorName::new("phone").unwrap(),
        secret: secret(),
        parameters: Parameters::TOTP,
        start: None,
        added: UnixTime::new(NOW).unwrap(),
    }
}

/// A code that is none of the steps around a time.
fn wrong_code(now: UnixTime) -> Code {
    let near: Vec<_> = (0..5)
        .map(|step| UnixTime::new(now.seconds() + PERIOD * step - 2 * PERIOD).unwrap())
        .map(|time| credential().code_at(time).unwrap().code.to_string())
        .collect();
    let wrong = (0..).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap();
    Code::parse(&wrong).unwrap()
}
