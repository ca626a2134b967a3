//! The suite can fail: what is wrong is found, each thing by its own complaint.

use core::time::Duration;

use crate::call::Call;
use crate::judge::{Expected, complaints};
use crate::operation;
use crate::order;
use crate::rig::{Rig, Seen};

/// What is seen of a login that nothing was in the way of.
fn well(rig: &Rig) -> Seen {
    rig.look(rig.run(&[]).ran)
}

#[test]
#[ignore = "processes under ptrace: cargo xtask test crash"]
fn an_outcome_that_must_not_be_is_found() {
    let rig = Rig::new("planted", operation::a_login_by_time);
    let (old, new) = (rig.undisturbed.records[0].clone(), rig.undisturbed.records[1].clone());
    let found = |expected, seen: &Seen| complaints(&rig.operation, &rig.undisturbed, expected, &new, seen);
    let well = well(&rig);
    assert_eq!(found(Expected::AsIfNothing, &well), [""; 0]);

    let finds = |complaint: &str, expected, plant: fn(&mut Seen)| {
        let mut seen = well.clone();
        plant(&mut seen);
        let found = found(expected, &seen);
        assert!(found.iter().any(|one| one.contains(complaint)), "{complaint} is not in {found:?}");
    };
    finds("torn", Expected::AsIfNothing, |seen| seen.record.as_mut().unwrap()[20] ^= 1);
    finds("torn", Expected::AsIfNothing, |seen| seen.record = None);
    finds("accepted twice", Expected::AsIfNothing, |seen| seen.again = seen.ran.clone());
    finds("once more is answered wrongly", Expected::AsIfNothing, |seen| seen.again = seen.ran.clone());
    finds("once more is stored wrongly", Expected::AsIfNothing, |seen| seen.record_again = None);
    finds("locked out: what is good is refused", Expected::AsIfNothing, |seen| seen.next.status = 4);
    finds("locked out: what is good has to wait", Expected::AsIfNothing, |seen| seen.took = Duration::from_secs(2));
    finds("left", Expected::AsIfNothing, |seen| seen.files.push("alice.mfa.lock".to_owned()));
    finds("what does not matter", Expected::AsIfNothing, |seen| seen.ran.out.clear());
    finds("was not killed", Expected::Killed, |_| ());
    finds("does not deny", Expected::Denied(nix::errno::Errno::EIO), |_| ());
    finds("is not said to be open", Expected::NotConfirmed, |_| ());
    finds("cannot be read", Expected::Unreadable, |_| ());
    finds("cannot be written", Expected::Unwritable, |_| ());
    // Answered, and the record is the old one.
    let lost = Seen { record: old, ..well.clone() };
    assert!(found(Expected::Killed, &lost).iter().any(|one| one.starts_with("lost")));
}

#[test]
#[ignore = "processes under ptrace: cargo xtask test crash"]
fn an_order_that_must_not_be_is_found() {
    let rig = Rig::new("planted-order", operation::a_login_by_time);
    let well = &rig.undisturbed.calls;
    assert_eq!(order::changes(well), Ok(1));
    let at = |name: &str, on: &str| well.iter().rposition(|call| call.name == name && call.on == on).unwrap();
    let (sync, sync_folder) = (at("fsync", "store/.alice.new"), at("fsync", "store"));
    let (lock, unlock) = (at("flock", "store/alice.mfa"), at("flock(LOCK_UN)", "store/alice.mfa (deleted)"));
    let (rename, answer) = (at("rename", "store/.alice.new to store/alice.mfa"), at("write", "stdout"));
    let (write, look) = (at("write", "store/.alice.new"), at("newfstatat", "store/alice.mfa"));
    let finds = |complaint: &str, plant: &dyn Fn(&mut Vec<Call>)| {
        let mut calls = well.clone();
        plant(&mut calls);
        let found = order::changes(&calls).expect_err(complaint);
        assert!(found.contains(complaint), "{found}");
    };
    let moved = |from: usize, to: usize| {
        move |calls: &mut Vec<Call>| {
            let call = calls.remove(from);
            calls.insert(to, call);
        }
    };
    let without = |at: usize| {
        move |calls: &mut Vec<Call>| {
            calls.remove(at);
        }
    };
    finds("the new file is not on the disk", &without(sync));
    finds("the new file is not on the disk", &moved(sync, rename));
    finds("the new file is not on the disk", &moved(sync, write));
    finds("the folder is not synced", &without(sync_folder));
    finds("the folder is not synced", &moved(sync_folder, rename));
    finds("answered before the folder is synced", &moved(answer, rename));
    finds("answered before the folder is synced", &moved(answer, sync_folder));
    finds("unlocked before the folder is synced", &moved(unlock, sync_folder));
    finds("without the lock", &without(lock));
    finds("without the lock", &moved(lock, rename));
    finds("without the lock", &moved(unlock, rename));
    finds("without the lock", &without(look));

    let rig = Rig::new("planted-folder", operation::a_new_person_in_a_new_folder);
    let mut calls = rig.undisturbed.calls.clone();
    assert_eq!(order::changes(&calls), Ok(1));
    calls.retain(|call| call.on != "above");
    assert!(order::changes(&calls).expect_err("the folder above").contains("not synced"));
}
