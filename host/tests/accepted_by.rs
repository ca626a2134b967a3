//! Whoever is let in is told by which authenticator: the one of that name when it was decided.
#![allow(clippy::unwrap_used, reason = "tests may be blunt")]

mod common;

use core::cell::Cell;
use core::convert::Infallible;

use common::{CODE, SECRET, code, now, person, phone};
use mfa_core::{Commit, Policy, Secret, Verdict};
use mfa_host::people::{NewAuthenticator, People};
use mfa_host::record::Record;
use mfa_host::store::{MemoryStore, Read, Store};
use mfa_host::{AuthenticatorName, PersonName};

fn name(text: &str) -> AuthenticatorName {
    AuthenticatorName::new(text).unwrap()
}

/// Alice's token, which is not the one with the code, before the phone, which is.
fn two() -> [NewAuthenticator; 2] {
    let mut secret = *SECRET;
    secret[0] = b'2';
    [NewAuthenticator { name: name("token"), secret: Secret::import(&secret).unwrap(), ..phone() }, phone()]
}

/// A store in which, between the first look and its commit, somebody removes the token and renames the phone.
struct Meddled {
    store: MemoryStore,
    waits: Cell<bool>,
}

impl Store for Meddled {
    type Token = <MemoryStore as Store>::Token;
    type Error = Infallible;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Self::Token>>, Infallible> {
        self.store.read(person)
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, Infallible> {
        self.store.create(person, record)
    }

    fn replace(&self, person: &PersonName, read: &Self::Token, record: &Record) -> Result<Commit, Infallible> {
        if self.waits.take() {
            let people = People::of(&self.store);
            people.remove(person, Some(&name("token"))).unwrap();
            people.rename(person, None, &name("old phone")).unwrap();
        }
        self.store.replace(person, read, record)
    }

    fn delete(&self, person: &PersonName, read: &Self::Token) -> Result<Commit, Infallible> {
        self.store.delete(person, read)
    }

    fn people(&self) -> Result<Vec<PersonName>, Infallible> {
        self.store.people()
    }
}

fn accepted_by(store: &impl Store, typed: &str) -> (Option<usize>, Option<AuthenticatorName>) {
    let (verdict, name) =
        People::of(store).verify_and_name(&person("alice"), now(), &code(typed), &Policy::DEFAULT).unwrap();
    let index = match verdict {
        Verdict::Accepted(accepted) => Some(accepted.authenticator),
        _ => None,
    };
    (index, name)
}

#[test]
fn the_name_is_that_of_the_authenticator_that_accepted() {
    let store = MemoryStore::default();
    People::of(&store).add_all(&person("alice"), &two()).unwrap();
    assert_eq!(accepted_by(&store, "000000"), (None, None));
    assert_eq!(accepted_by(&store, CODE), (Some(1), Some(name("phone"))));
    assert_eq!(accepted_by(&store, CODE), (None, None));
}

#[test]
fn the_name_is_of_the_record_that_was_decided_upon() {
    let store = Meddled { store: MemoryStore::default(), waits: Cell::new(false) };
    People::of(&store).add_all(&person("alice"), &two()).unwrap();
    store.waits.set(true);
    assert_eq!(accepted_by(&store, CODE), (Some(0), Some(name("old phone"))));
}
