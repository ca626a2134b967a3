//! The clock and random bytes.

use core::ptr::null_mut;
use std::time::{SystemTime, UNIX_EPOCH};

use mfa::hosted::clock::*;
use mfa::hosted::random::*;
use mfa::recovery::mfa_moment;
use mfa::result::*;

use crate::site::*;

#[test]
fn clock_is_the_system_s() {
    let ours = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let before = ours();
    assert!((before..=ours()).contains(&now()));
    let mut moment = unsafe { zeroed::<mfa_moment>() };
    moment.size = size_of::<mfa_moment>() as u32;
    assert_eq!(unsafe { mfa_clock_moment(&raw mut moment) }, MFA_OK);
    assert!((before..=ours()).contains(&moment.now));
    assert_eq!(moment.has_uptime, u32::from(cfg!(target_os = "linux")));
    assert_eq!(moment.boot != 0, cfg!(target_os = "linux"));
    assert_eq!(unsafe { mfa_clock_now(null_mut()) }, MFA_ARGUMENT_NULL - 1);
}

#[test]
fn random_bytes_fill_all_of_their_place_and_nothing_else() {
    let mut seen = [0_u8; 1000];
    for _ in 0..64 {
        let mut bytes = [0_u8; 1000];
        assert_eq!(unsafe { mfa_random_bytes(bytes.as_mut_ptr(), 998) }, MFA_OK);
        assert_eq!(bytes[998..], [0, 0]);
        seen.iter_mut().zip(bytes).for_each(|(seen, byte)| *seen |= byte);
    }
    assert!(seen[..998].iter().all(|seen| *seen != 0), "no byte stays what it was in 64 draws");
    assert_eq!(unsafe { mfa_random_bytes(null_mut(), 0) }, MFA_OK);
    assert_eq!(unsafe { mfa_random_bytes(null_mut(), 1) }, MFA_ARGUMENT_NULL - 1);
}
