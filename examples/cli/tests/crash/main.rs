//! Whatever is cut short, and wherever: nobody gets in twice with one code, no wrong code is forgotten, nobody is locked
//! out by the dead, and an error denies and says what became of the change.
//!
//! - [`tracer`]: the program between two stops at each of its system calls.
//! - [`call`]: a call, and in which ways it may fail.
//! - [`operation`]: each kind of change to a record.
//! - [`rig`]: an operation run again and again from the same beginning.
//! - [`judge`]: what must hold after a run.
//! - [`sweep`]: each call of an operation cut short in each way.
//! - [`order`]: what no kill can show: that a record is on the disk before it is answered.
//! - [`peer`]: strace sees the same calls.
//! - [`storm`]: kills at random moments.
//! - [`planted`]: the suite can fail.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "tests may be blunt"
)]

mod call;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/desk.rs"]
mod desk;
mod judge;
mod operation;
mod order;
mod peer;
mod planted;
mod rig;
mod storm;
mod sweep;
mod tracer;

use std::{env, thread};

use operation::OPERATIONS;
use rig::Rig;
use storm::{Storm, Sums};

macro_rules! each_call_of {
    ($($operation:ident),*) => {
        #[test]
        fn none_is_left_out() {
            let here = [$(stringify!($operation)),*];
            assert!(OPERATIONS.iter().map(|(name, _)| *name).eq(here));
        }

        $(#[test]
        #[ignore = "hundreds of processes under ptrace: cargo xtask test crash"]
        fn $operation() {
            sweep::each_call_is_cut_short(stringify!($operation), operation::$operation);
        })*
    };
}

/// A test for each operation, so that they run side by side.
mod each_call_is_cut_short_in {
    use super::*;

    each_call_of!(
        a_login_by_time,
        a_login_beside_what_a_crash_has_left,
        a_login_by_counter,
        a_login_as_a_plugin_does_it,
        a_wrong_code,
        a_new_person,
        a_new_person_in_a_new_folder,
        an_enrollment_confirmed,
        a_resynchronization,
        a_pin_redeemed,
        a_recovery_code,
        an_authenticator_removed,
        a_person_forgotten
    );
}

#[test]
#[ignore = "processes under ptrace: cargo xtask test crash"]
fn half_a_record_is_no_record() {
    sweep::a_record_is_half_written("half-a-login", operation::a_login_by_time);
    sweep::a_record_is_half_written("half-a-failure", operation::a_wrong_code);
    sweep::a_record_is_half_written("half-a-person", operation::a_new_person);
}

#[test]
#[ignore = "hundreds of processes under ptrace: cargo xtask test crash"]
fn a_kill_while_an_error_is_tidied_up_changes_nothing() {
    sweep::an_error_is_followed_by_a_kill("tidied-login", operation::a_login_by_time);
    sweep::an_error_is_followed_by_a_kill("tidied-person", operation::a_new_person);
}

#[test]
#[ignore = "processes under ptrace: cargo xtask test crash"]
fn every_change_is_on_the_disk_before_it_is_answered() {
    for (name, prepare) in OPERATIONS {
        let rig = Rig::new(name, *prepare);
        let changes = order::changes(&rig.undisturbed.calls).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(changes, rig.undisturbed.records.len() - 1, "{name}");
        assert!(changes > 0, "{name}");
    }
}

#[test]
#[ignore = "needs strace: cargo xtask test crash"]
fn strace_sees_the_same_calls() {
    for (name, prepare) in OPERATIONS {
        peer::sees_the_same(name, *prepare);
    }
}

/// How many processes the test kills at random moments, unless this says another number: `MFA_TEST_KILLS=10000`.
const KILLS: &str = "MFA_TEST_KILLS";
const USUAL_KILLS: u64 = 3000;

#[test]
#[ignore = "thousands of processes: cargo xtask test crash"]
fn kills_at_random_moments_let_nobody_in_twice_lose_no_failure_and_lock_nobody_out() {
    let kills = env::var(KILLS).map_or(USUAL_KILLS, |text| text.parse().expect("a number of kills"));
    let mut sums = Sums::default();
    thread::scope(|scope| {
        let storms = [1, 2].map(|seed| {
            scope.spawn(move || {
                let mut storm = Storm::new(seed);
                storm.rages(kills.div_ceil(2));
                storm.sums
            })
        });
        for storm in storms {
            sums.add(&storm.join().unwrap());
        }
    });
    println!("{sums}");
    assert!(sums.all_is_well(), "{sums}");
    // A storm that only ever kills those who have not begun, or are done, shows nothing.
    assert!(sums.kills >= kills, "{sums}");
    assert!(sums.before >= kills / 50 && sums.between >= kills / 50, "{sums}");
}
