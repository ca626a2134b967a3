//! What a stored record is refused for, and what a commit decides.

use mfa_core::{
    Commit, DeviceId, NotCommitted, Recovery, RecoveryKey, RecoveryRecordError, Redemption, SealedRecovery,
};

use super::laptop::{Laptop, accepted};
use super::{KEY, NOW, ON, at, device, key, pin_at};

fn opened(key: &RecoveryKey, device: &DeviceId, record: &SealedRecovery) -> Result<(), RecoveryRecordError> {
    Recovery::open(key, device, record).map(|_| ())
}

/// A record that says everything there is to say.
fn full() -> SealedRecovery {
    let mut laptop = Laptop::new();
    let _ = laptop.redeem(at(NOW), &pin_at(NOW));
    laptop.challenge(7);
    for _ in 0..6 {
        assert!(!laptop.redeem(at(NOW), &super::wrong()).is_accepted());
    }
    laptop.record
}

#[test]
fn a_record_with_any_bit_flipped_is_refused() {
    for record in [full(), Laptop::new().record] {
        assert_eq!(opened(&key(), &device(), &record), Ok(()));
        for bit in 0..96 * 8 {
            let mut bytes = *record.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let refused = opened(&key(), &device(), &SealedRecovery::from_bytes(bytes));
            let error = if bit < 32 { RecoveryRecordError::Version } else { RecoveryRecordError::Seal };
            assert_eq!(refused, Err(error), "bit {bit}");
        }
    }
}

#[test]
fn a_record_that_is_cut_short_or_too_long_or_empty_is_refused() {
    let record = full();
    for length in (0..96).chain(97..200) {
        let mut bytes = record.as_bytes().to_vec();
        bytes.resize(length, 0);
        assert_eq!(SealedRecovery::try_from(&*bytes).unwrap_err(), RecoveryRecordError::Length);
    }
    assert_eq!(opened(&key(), &device(), &SealedRecovery::from_bytes([0; 96])), Err(RecoveryRecordError::Version));
}

#[test]
fn a_record_of_another_key_or_another_device_is_refused() {
    let mut other = KEY;
    other[31] ^= 1;
    let refused = Err(RecoveryRecordError::Seal);
    assert_eq!(opened(&RecoveryKey::from_random(other), &device(), &full()), refused);
    assert_eq!(opened(&key(), &DeviceId::new("LAPTOP-0043").unwrap(), &full()), refused);
    assert_eq!(opened(&key(), &DeviceId::new("LAPTOP-004").unwrap(), &full()), refused);
}

/// Sealed as it should be, so written by a newer version, and refused: what is not understood may be what keeps somebody
/// out.
#[test]
fn a_record_that_says_something_unknown_is_refused() {
    let sealed_with = |place: usize, value: u8| {
        let mut bytes = *full().as_bytes();
        bytes[place] = value;
        let content: Vec<u8> = bytes[..80].iter().copied().chain(super::DEVICE.bytes()).collect();
        bytes[80..].copy_from_slice(&hmac_sha256::HMAC::mac(content, KEY)[..16]);
        SealedRecovery::from_bytes(bytes)
    };
    assert_eq!(opened(&key(), &device(), &sealed_with(40, 1)), Ok(()), "the clock that it has");
    // Another version, a grant's clock that there is not, times beyond 2^40, and something where zeros are.
    for (place, value) in [(3, 2), (40, 3), (40, 255), (25, 255), (31, 255), (77, 1), (78, 1), (79, 1)] {
        let refused = opened(&key(), &device(), &sealed_with(place, value));
        assert_eq!(refused, Err(RecoveryRecordError::Version), "{place} {value}");
    }
}

#[test]
fn the_record_is_laid_out_as_documented() {
    let mut laptop = Laptop::new();
    let _ = laptop.redeem(at(NOW + 3), &pin_at(NOW));
    let bytes = laptop.record.as_bytes();
    assert_eq!(&bytes[..4], b"mfr\x01");
    assert_eq!(bytes[4..12], 2_u64.to_le_bytes());
    assert_eq!(bytes[34..40], (NOW / 10 + 1).to_le_bytes()[..6]);
    assert_eq!(bytes[40..42], [1, 19]);
    assert_eq!(bytes[42..48], (NOW + 3).to_le_bytes()[..6]);
    assert_eq!(bytes[48..54], (NOW + 3).to_le_bytes()[..6]);
    assert_eq!(bytes[54..58], 3600_u32.to_le_bytes());
    assert_eq!(bytes[58..66], [0; 8]);
    assert_eq!(bytes[66..72], (NOW / 10).to_le_bytes()[..6]);
    assert_eq!(bytes[72..80], [0; 8]);
    let sealed: Vec<u8> = bytes[..80].iter().copied().chain(super::DEVICE.bytes()).collect();
    assert_eq!(bytes[80..], hmac_sha256::HMAC::mac(sealed, KEY)[..16]);
}

#[test]
fn a_conflict_or_an_unknown_commit_lets_nobody_in() {
    let laptop = Laptop::new();
    let commit = |commit| laptop.redeem_uncommitted(at(NOW), &pin_at(NOW), commit);
    assert_eq!(commit(Commit::Conflict), Err(NotCommitted::Conflict));
    assert_eq!(commit(Commit::Unknown), Err(NotCommitted::Unknown));
}

#[test]
fn of_two_that_redeem_one_pin_at_once_one_gets_in() {
    let laptop = Laptop::new();
    let (key, device) = (key(), device());
    let mut stored = laptop.record;
    let read = stored;
    let mut compare_and_set = |next: &mfa_core::NextRecovery| {
        if stored != read {
            return Commit::Conflict;
        }
        stored = *next.record();
        Commit::Stored
    };
    let mut redeem = || {
        let recovery = Recovery::open(&key, &device, &read).unwrap();
        let attempt = recovery.redeem(at(NOW), &pin_at(NOW), &laptop.policy).unwrap();
        attempt.commit(|next| compare_and_set(&next)).map(|redemption| redemption.is_accepted())
    };
    assert_eq!((redeem(), redeem()), (Ok(true), Err(NotCommitted::Conflict)));
}

#[test]
fn each_commit_is_one_revision_further_than_what_was_read() {
    let (key, device) = (key(), device());
    let begun = Recovery::begin(&key, &device).unwrap();
    let _: Result<(), NotCommitted> = begun.commit(|next| {
        assert_eq!((next.expected_revision(), next.revision()), (0, 1));
        Commit::Stored
    });
    let mut laptop = Laptop::new();
    let opened = Recovery::open(&key, &device, &laptop.record).unwrap();
    let redeemed = opened.redeem(at(NOW), &pin_at(NOW), &ON).unwrap();
    let _: Result<Redemption, NotCommitted> = redeemed.commit(|next| {
        assert_eq!((next.expected_revision(), next.revision()), (1, 2));
        Commit::Stored
    });
    accepted(laptop.redeem(at(NOW), &pin_at(NOW)));
    assert_eq!(laptop.status(at(NOW)).revision, 2);
    laptop.unlock();
    assert_eq!(laptop.status(at(NOW)).revision, 3);
}

#[test]
fn a_used_pin_stays_used_when_the_same_key_is_given_again() {
    let (key, device, other) = (key(), device(), DeviceId::new("LAPTOP-0043").unwrap());
    let mut laptop = Laptop::new();
    accepted(laptop.redeem(at(NOW), &pin_at(NOW)));
    let mut record = laptop.record;
    for (from, to) in [(&device, &device), (&device, &other), (&other, &device)] {
        let opened = Recovery::open(&key, from, &record).unwrap();
        let rekeyed: Result<(), NotCommitted> = opened.rekey(&key, to).unwrap().commit(|next| {
            record = *next.record();
            Commit::Stored
        });
        rekeyed.unwrap();
    }
    let opened = Recovery::open(&key, &device, &record).unwrap();
    let again = opened.redeem(at(NOW), &pin_at(NOW), &ON).unwrap().commit(|_| Commit::Stored);
    assert!(!again.unwrap().is_accepted());
}

#[test]
fn a_new_key_keeps_failures_and_revision_and_nothing_of_the_old() {
    let (old_key, old_device) = (key(), device());
    let (new_key, new_device) = (RecoveryKey::from_random([1; 32]), DeviceId::new("LAPTOP-0043").unwrap());
    let record = full();
    let old = Recovery::open(&old_key, &old_device, &record).unwrap();
    let before = old.status(at(NOW), &ON);
    assert!(old.grant(at(NOW), &ON).is_some());
    let mut stored = None;
    let rekeyed: Result<(), NotCommitted> = old.rekey(&new_key, &new_device).unwrap().commit(|next| {
        assert_eq!(next.expected_revision(), before.revision);
        stored = Some(*next.record());
        Commit::Stored
    });
    rekeyed.unwrap();
    assert_eq!(opened(&old_key, &old_device, &stored.unwrap()), Err(RecoveryRecordError::Seal));
    let new = Recovery::open(&new_key, &new_device, &stored.unwrap()).unwrap();
    let after = new.status(at(NOW), &ON);
    assert_eq!((after.failures, after.revision), (before.failures, before.revision + 1));
    assert_eq!(new.grant(at(NOW), &ON), None);
}

#[test]
fn attempts_own_their_data_and_can_be_sent_to_another_thread() {
    fn can_be_sent<T: Send + 'static>(_: &T) {}
    let (key, device) = (key(), device());
    let recovery = Recovery::open(&key, &device, &Laptop::new().record).unwrap();
    can_be_sent(&recovery.redeem(at(NOW), &pin_at(NOW), &ON).unwrap());
}
