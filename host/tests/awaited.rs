//! A login upon a store that is awaited comes to what it comes to upon one that is waited for.
#![allow(clippy::unwrap_used, reason = "tests may be blunt")]

mod common;

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::collections::BTreeSet;
use std::sync::Mutex;

use common::{CODE, code, now, person, phone};
use mfa_core::{Commit, Policy, Secret, Verdict};
use mfa_host::people::{People, PeopleError};
use mfa_host::record::{self, Record};
use mfa_host::store::{AwaitedStore, MemoryStore, Read, Store};
use mfa_host::{AuthenticatorName, PersonName};

/// What the store does instead of replacing a record, once for each that is asked.
#[derive(Clone, Copy)]
enum Mishap {
    /// Somebody else logs in first, with the same code.
    Overtaken,
    /// Somebody else was first, whoever it was.
    Lost,
    /// It stores, and does not know it.
    Forgotten,
    /// It stores, and fails.
    Failed,
    /// It never answers.
    Silent,
}

/// A store in memory that is awaited, and lets each of its futures wait once.
#[derive(Default)]
struct Awaited {
    inner: MemoryStore,
    mishaps: Mutex<Vec<Mishap>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Broken;

impl core::fmt::Display for Broken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("broken")
    }
}

impl core::error::Error for Broken {}

/// Once nothing, and then go on.
async fn once_later() {
    let mut asked = false;
    core::future::poll_fn(|_| if core::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl AwaitedStore for Awaited {
    type Token = <MemoryStore as Store>::Token;
    type Error = Broken;

    async fn read_awaited(&self, person: &PersonName) -> Result<Option<Read<Self::Token>>, Broken> {
        once_later().await;
        self.inner.read(person).map_err(|_| Broken)
    }

    async fn replace_awaited(&self, person: &PersonName, read: &Self::Token, next: &Record) -> Result<Commit, Broken> {
        once_later().await;
        let replace = || self.inner.replace(person, read, next).map_err(|_| Broken);
        let mishap = self.mishaps.lock().unwrap().pop();
        match mishap {
            None => replace(),
            Some(Mishap::Overtaken) => {
                let first = People::of(&self.inner).verify(person, now(), &code(CODE), &Policy::DEFAULT).unwrap();
                assert!(first.is_accepted());
                replace()
            }
            Some(Mishap::Lost) => Ok(Commit::Conflict),
            Some(Mishap::Forgotten) => replace().map(|_| Commit::Unknown),
            Some(Mishap::Failed) => replace().and(Err(Broken)),
            Some(Mishap::Silent) => {
                assert_eq!(replace()?, Commit::Stored);
                core::future::pending().await
            }
        }
    }
}

impl Awaited {
    fn with_alice(mishaps: &[Mishap]) -> Self {
        let store = Self { inner: MemoryStore::default(), mishaps: Mutex::new(mishaps.to_vec()) };
        People::of(&store.inner).add_all(&person("alice"), &[phone()]).unwrap();
        store
    }

    fn log_in(&self, name: &str, typed: &str) -> Result<(Verdict, Option<String>), PeopleError<Broken>> {
        let (person, typed) = (person(name), code(typed));
        let people = People::of(self);
        let came = polled(people.verify_awaited(&person, now(), &typed, &Policy::DEFAULT)).unwrap();
        came.map(|(verdict, name)| (verdict, name.map(|name| name.as_str().to_owned())))
    }
}

/// What a future comes to, if it is not asked more often than any login takes.
fn polled<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..10_000).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// Only what can be sent to another thread can be a task of most runtimes.
fn sent<T: Send>(_: &T) {}

#[test]
fn a_right_code_is_accepted_once_and_by_name() {
    let store = Awaited::with_alice(&[]);
    let (first, by) = store.log_in("alice", CODE).unwrap();
    assert!(first.is_accepted());
    assert_eq!(by.as_deref(), Some(phone().name.as_str()));
    let (second, by) = store.log_in("alice", CODE).unwrap();
    assert!(!second.is_accepted());
    assert_eq!(by, None);
}

#[test]
fn a_login_is_one_change_of_the_record_and_a_wrong_code_is_counted() {
    let store = Awaited::with_alice(&[]);
    let revision = || People::of(&store.inner).record(&person("alice")).unwrap().standing().revision();
    let before = revision();
    let (verdict, _) = store.log_in("alice", "000000").unwrap();
    assert!(matches!(verdict, Verdict::Rejected(_)), "{verdict:?}");
    assert_eq!(revision(), before + 1);
    let (verdict, _) = store.log_in("alice", CODE).unwrap();
    assert!(matches!(verdict, Verdict::Accepted(accepted) if accepted.failures_before == 1), "{verdict:?}");
}

#[test]
fn who_is_overtaken_with_the_same_code_is_not_in() {
    let store = Awaited::with_alice(&[Mishap::Overtaken]);
    let (verdict, _) = store.log_in("alice", CODE).unwrap();
    assert!(!verdict.is_accepted(), "{verdict:?}");
}

#[test]
fn what_the_store_did_not_confirm_lets_nobody_in() {
    let store = Awaited::with_alice(&[Mishap::Forgotten]);
    assert!(matches!(store.log_in("alice", CODE), Err(PeopleError::NotConfirmed)));
    let store = Awaited::with_alice(&[Mishap::Failed]);
    assert!(matches!(store.log_in("alice", CODE), Err(PeopleError::Store(Broken))));
}

#[test]
fn a_login_that_is_given_up_while_it_is_stored_has_used_the_code() {
    let store = Awaited::with_alice(&[Mishap::Silent]);
    let (alice, typed) = (person("alice"), code(CODE));
    let people = People::of(&store);
    let login = people.verify_awaited(&alice, now(), &typed, &Policy::DEFAULT);
    sent(&login);
    assert!(polled(login).is_none());
    let (verdict, _) = store.log_in("alice", CODE).unwrap();
    assert!(!verdict.is_accepted(), "{verdict:?}");
}

#[test]
fn nobody_is_created_and_nobody_unknown_gets_in() {
    let store = Awaited::with_alice(&[]);
    assert!(matches!(store.log_in("bob", CODE), Err(PeopleError::NoSuchPerson)));
    assert_eq!(store.inner.people().unwrap(), [person("alice")]);
}

#[test]
fn an_error_of_the_engine_changes_nothing() {
    let store = Awaited::with_alice(&[]);
    let seven = store.log_in("alice", "1234567");
    assert!(matches!(seven, Err(PeopleError::Attempt(_))), "{seven:?}");
    assert!(store.log_in("alice", CODE).unwrap().0.is_accepted());
}

/// What brings somebody to stand so.
type Stand = fn(&People<'_, MemoryStore>);

/// How somebody may stand when a code is tried.
const STANDINGS: [(&str, Stand); 7] = [
    ("as they were enrolled", |_| {}),
    ("with two authenticators", |people| {
        let mut second = phone();
        (second.name, second.secret) =
            (AuthenticatorName::new("token").unwrap(), Secret::import(b"09876543210987654321").unwrap());
        people.add(&person("alice"), &second).unwrap();
    }),
    ("with the code used", |people| assert!(tried(people, CODE).is_accepted())),
    ("locked", |people| {
        let failures = (0..20).take_while(|_| !matches!(tried(people, "000000"), Verdict::Locked { .. })).count();
        assert!(failures < 20, "a lock comes");
    }),
    ("suspended", |people| people.suspend(&person("alice"), None).unwrap()),
    ("without authenticators", |people| people.remove_all(&person("alice")).unwrap()),
    ("forgotten", |people| people.forget(&person("alice")).unwrap()),
];

fn tried(people: &People<'_, MemoryStore>, typed: &str) -> Verdict {
    people.verify(&person("alice"), now(), &code(typed), &Policy::DEFAULT).unwrap()
}

fn stored_of(store: &MemoryStore) -> Option<Vec<u8>> {
    let (record, _) = store.read(&person("alice")).unwrap()?;
    Some(record::encode(&person("alice"), &record).to_vec())
}

#[test]
fn however_somebody_stands_the_answer_and_the_record_are_those_of_a_store_that_is_waited_for() {
    let mut answers = BTreeSet::new();
    for (how, stand) in STANDINGS {
        for typed in [CODE, "000000", "1234567"] {
            let (awaited, waited_for) = (Awaited::with_alice(&[]), Awaited::with_alice(&[]).inner);
            stand(&People::of(&awaited.inner));
            stand(&People::of(&waited_for));
            let tasks = awaited.log_in("alice", typed);
            let people = People::of(&waited_for);
            let threads = people.verify_and_name(&person("alice"), now(), &code(typed), &Policy::DEFAULT);
            let threads = threads.map(|(verdict, name)| (verdict, name.map(|name| name.as_str().to_owned())));
            let answer = format!("{threads:?}");
            assert_eq!(format!("{tasks:?}"), answer, "{how}, {typed}");
            assert_eq!(stored_of(&awaited.inner), stored_of(&waited_for), "{how}, {typed}");
            answers.insert(answer);
        }
    }
    assert!(answers.len() >= 7, "the standings differ: {answers:?}");
}

#[test]
fn who_loses_every_race_is_told_so() {
    let store = Awaited::with_alice(&[Mishap::Lost; 1000]);
    assert!(matches!(store.log_in("alice", CODE), Err(PeopleError::Busy)));
    assert!(store.log_in("alice", CODE).unwrap().0.is_accepted(), "nothing was stored");
}
