//! Several authenticators of one person are added in one commit, or none of them is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use common::{SECRET, code, now, person, phone};
use mfa_core::{PersonError, Policy, Position, Secret, TimeStep, UnixTime};
use mfa_host::AuthenticatorName;
use mfa_host::people::{NewAuthenticator, People, PeopleError};
use mfa_host::store::MemoryStore;

/// Another authenticator, with a secret that begins with another byte.
fn token(name: &str) -> NewAuthenticator {
    let mut secret = *SECRET;
    secret[0] = b'2';
    NewAuthenticator {
        name: AuthenticatorName::new(name).unwrap(),
        secret: Secret::import(&secret).unwrap(),
        ..phone()
    }
}

#[test]
fn several_are_added_as_one_change() {
    let store = MemoryStore::default();
    let people = People::of(&store);
    people.add_all(&person("alice"), &[phone(), token("token")]).unwrap();
    let record = people.record(&person("alice")).unwrap();
    let names: Vec<_> = record.authenticators().iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["phone", "token"]);
    assert_eq!(record.standing().revision(), 1);
}

#[test]
fn each_starts_where_it_was_said() {
    let store = MemoryStore::default();
    let people = People::of(&store);
    // RFC 6238, appendix B: 287082 is the code of step 1.
    let used = NewAuthenticator { start: Some(Position::Step(TimeStep::new(2).unwrap())), ..phone() };
    people.add_all(&person("alice"), &[token("token"), used]).unwrap();
    people.add_all(&person("bob"), &[token("token"), phone()]).unwrap();
    let verify =
        |name| people.verify(&person(name), UnixTime::new(59).unwrap(), &code("287082"), &Policy::DEFAULT).unwrap();
    assert!(!verify("alice").is_accepted());
    assert!(verify("bob").is_accepted());
}

#[test]
fn none_is_added_when_one_is_refused() {
    let store = MemoryStore::default();
    let people = People::of(&store);
    let alice = person("alice");
    let same_secret = NewAuthenticator { name: AuthenticatorName::new("other").unwrap(), ..phone() };
    let same_name = token("phone");
    let nine: Vec<_> = (0..9_u8)
        .map(|number| {
            let mut secret = *SECRET;
            secret[1] = number;
            let name = AuthenticatorName::new(&number.to_string()).unwrap();
            NewAuthenticator { name, secret: Secret::import(&secret).unwrap(), ..phone() }
        })
        .collect();
    let added = people.add_all(&alice, &[phone(), same_secret]);
    assert!(matches!(added, Err(PeopleError::Person(PersonError::SameSecret))), "{added:?}");
    let added = people.add_all(&alice, &[phone(), same_name]);
    assert!(matches!(added, Err(PeopleError::NameTaken)), "{added:?}");
    let added = people.add_all(&alice, &nine);
    assert!(matches!(added, Err(PeopleError::Person(PersonError::TooMany))), "{added:?}");
    let refused = people.verify(&alice, now(), &code("000000"), &Policy::DEFAULT);
    assert!(matches!(refused, Err(PeopleError::NoSuchPerson)), "{refused:?}");
}

#[test]
fn nothing_to_add_makes_no_record() {
    let store = MemoryStore::default();
    People::of(&store).add_all(&person("alice"), &[]).unwrap();
    assert!(matches!(People::of(&store).record(&person("alice")), Err(PeopleError::NoSuchPerson)));
}
