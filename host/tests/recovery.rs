//! A recovery key is not replaced by accident, and what is replaced is worth nothing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests may be blunt")]

mod common;

use common::{Folder, now, person};
use mfa_core::{DeviceId, Policy, RecoveryDigits, RecoveryKey, RecoveryPolicy, issue};
use mfa_host::people::{People, PeopleError};
use mfa_host::store::FileStore;

const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

fn is_accepted(store: &FileStore, pin: &RecoveryDigits) -> bool {
    People::of(store).redeem(&person("alice"), now(), pin, &ON, &Policy::DEFAULT).unwrap().is_accepted()
}

#[test]
fn a_key_that_is_there_is_replaced_only_by_setting_another() {
    let folder = Folder::new("recovery");
    let store = folder.with_alice();
    let (people, alice) = (People::of(&store), person("alice"));
    let device = DeviceId::new("laptop-0042").unwrap();
    let keys = [[1; 32], [2; 32]].map(RecoveryKey::from_random);
    let [first, second] = keys.each_ref().map(|key| issue(key, &device, now()).unwrap().pin);
    people.add_recovery_key(&alice, &device, &keys[0]).unwrap();
    let refused = people.add_recovery_key(&alice, &device, &keys[1]);
    assert!(matches!(refused, Err(PeopleError::RecoveryKeyThere)));
    assert!(is_accepted(&store, &first) && !is_accepted(&store, &second));
    people.set_recovery_key(&alice, &device, &keys[1]).unwrap();
    assert!(!is_accepted(&store, &first) && is_accepted(&store, &second));
    people.remove_recovery_key(&alice).unwrap();
    people.add_recovery_key(&alice, &device, &keys[0]).unwrap();
    assert!(is_accepted(&store, &first));
}

#[test]
fn a_computer_is_called_what_its_network_calls_it() {
    let name = rustix::system::uname().nodename().to_str().unwrap().to_owned();
    match (mfa_host::device::host_name(), DeviceId::new(&name)) {
        (Ok(called), Ok(named)) => assert_eq!(called.as_str(), named.as_str()),
        (called, named) => assert_eq!(called.unwrap_err(), named.unwrap_err()),
    }
}
