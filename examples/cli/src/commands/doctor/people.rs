//! The people in the store: whether their records can be read, and how they stand.

use mfa_core::UnixTime;
use mfa_host::PersonName;
use mfa_host::people::{People, PeopleError};
use mfa_host::policy::Policies;
use mfa_host::record::{Entry, Record};
use mfa_host::store::{FileStore, Store as _};

use super::super::standing::{Shown, Standing, is_soon};
use super::clock;
use super::finding::Finding;
use super::folder;
use super::system::System;
use crate::sentences::{self, Counted, Quoted, Word, weakness};
use crate::when;

/// How many counters before its end an authenticator is told of.
const NEAR_ITS_END: u64 = 1000;

pub(super) fn check(system: &System, policies: &Policies) -> Vec<Finding> {
    // A store that cannot be opened is told by the folder's own check.
    let Ok(store) = FileStore::open(&system.store) else { return Vec::new() };
    let now = clock::now(system);
    match store.people() {
        Ok(people) => people.iter().flat_map(|person| of_person(system, &store, person, now, policies)).collect(),
        Err(error) => vec![folder::refused(&error)],
    }
}

fn of_person(
    system: &System,
    store: &FileStore,
    person: &PersonName,
    now: UnixTime,
    policies: &Policies,
) -> Vec<Finding> {
    let read = People::of(store)
        .record(person)
        .and_then(|record| Standing::of(person, &record, now, policies).map(|standing| (record, standing)));
    match read {
        Ok((record, standing)) => of_standing(person, &record, &standing, now, policies),
        // Somebody was deleted meanwhile.
        Err(PeopleError::NoSuchPerson) => Vec::new(),
        Err(PeopleError::Store(error)) => vec![folder::refused(&error)],
        Err(error) => {
            let failure = sentences::not_done(error, person, &system.store);
            vec![Finding::broken(person, failure.sentence(), "nobody gets in with it")]
        }
    }
}

fn of_standing(
    person: &PersonName,
    record: &Record,
    standing: &Standing,
    now: UnixTime,
    policies: &Policies,
) -> Vec<Finding> {
    let mut findings = beside(person, standing, now);
    let unlock = format!("`mfa unlock {}` opens them", Word(person.as_str()));
    if standing.closed {
        let what = format!("codes are closed after {} in a row", Counted(standing.failures.into(), "wrong one"));
        findings.push(Finding::broken(person, what, format!("{unlock}, once it is known who typed them")));
    }
    if let Some(until) = standing.locked_until {
        let what = format!("codes are locked {}", when::until(until.0, now));
        findings.push(Finding::advice(person, what, format!("time does that too; {unlock}")));
    }
    for (entry, shown) in record.authenticators().iter().zip(&standing.authenticators) {
        findings.extend(of_authenticator(person, entry, shown, now, policies));
    }
    findings
}

/// Who is denied for want of an authenticator that counts, and ways to recover that are closed.
fn beside(person: &PersonName, standing: &Standing, now: UnixTime) -> Vec<Finding> {
    let word = Word(person.as_str());
    let mut findings = Vec::new();
    if standing.duty.is_late(now) {
        let advice = format!("`mfa enroll {word}`, or `mfa require {word} --days N` for time once more");
        findings.push(Finding::broken(person, "an authenticator is required, and the time to enroll is over", advice));
    }
    if standing.is_suspended() {
        let advice = format!("`mfa confirm {word}` once a phone is back, or `mfa reset {word}`");
        findings.push(Finding::advice(person, "all authenticators are suspended: no code lets in", advice));
    }
    for (what, failures) in standing.ways.closed() {
        let what = format!("{what} is closed after {} in a row", Counted(failures.into(), "wrong one"));
        let advice = format!("`mfa unlock {word}` opens it, once it is known who typed them");
        findings.push(Finding::broken(person, what, advice));
    }
    findings
}

fn of_authenticator(
    person: &PersonName,
    entry: &Entry,
    shown: &Shown,
    now: UnixTime,
    policies: &Policies,
) -> Vec<Finding> {
    let about = format!("{} of {person}", Quoted(entry.name.as_str()));
    let anew = format!(
        "`mfa remove {} --name {}`, and enroll it anew with `mfa add`",
        Word(person.as_str()),
        Word(entry.name.as_str())
    );
    let mut findings = Vec::new();
    if weakness(entry.secret.strength()).is_some() {
        findings.push(Finding::advice(
            &about,
            "its secret is shorter than the 128 bits that RFC 4226 requires",
            "replace it when its issuer hands out longer ones",
        ));
    }
    if !policies.recovery.allows(entry.parameters.digits) {
        let what = "its codes have nine digits, and at a login nine digits are a recovery PIN: none of them lets in";
        findings.push(Finding::broken(&about, what, format!("{anew}, with 6, 7, 8 or 10 digits")));
    }
    match shown.next {
        None => findings.push(Finding::broken(&about, "its counter is at its end: it has no more codes", &*anew)),
        Some(next) if shown.is_counter_based() && next >= u64::MAX.saturating_sub(NEAR_ITS_END) => {
            let what = format!("its counter is near its end: {next} of 2^64 - 2");
            findings.push(Finding::advice(&about, what, &*anew));
        }
        Some(_) => {}
    }
    if let Some(until) = shown.used_up_until() {
        let what = format!("its codes are used up {}", when::until(until, now));
        findings.push(if is_soon(entry, until, now) {
            let advice = "wait: it was carried over from other software, or a clock was wrong when a code was accepted";
            Finding::advice(&about, what, advice)
        } else {
            Finding::broken(&about, what + ": a clock was wrong when one was accepted", &*anew)
        });
    }
    if entry.added > now && clock_is_set(now) {
        let what = format!("it was added {}, which is after now", when::at(entry.added, now));
        findings.push(Finding::advice(&about, what, "the clock was set back, or was ahead then; see that it is right"));
    }
    findings
}

/// Whether there is a time at all to compare with.
fn clock_is_set(now: UnixTime) -> bool {
    now > UnixTime::EPOCH
}
