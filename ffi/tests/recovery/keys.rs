//! Keys, PINs and responses on the issuer's side, and what of them is refused.

use core::mem::zeroed;
use core::ptr::{null, null_mut};

use mfa::recovery::*;
use mfa::result::*;

use super::desk::{DEVICE, KEY, NOW, key, key_of, read, text};

fn issued(now: u64) -> (String, u64, u64) {
    let (mut pin, mut until, mut next) = ([1; 12], 0, 0);
    assert_eq!(unsafe { mfa_recovery_issue(&key(), now, pin.as_mut_ptr(), 12, &mut until, &mut next) }, MFA_OK);
    (read(&pin), until, next)
}

#[test]
fn pins_and_responses_are_those_of_an_independent_model() {
    assert_eq!(issued(NOW), ("458-539-114".into(), 1_700_000_130, 1_700_000_010));
    assert_eq!(issued(1_700_000_063).0, "773-092-490");
    assert_eq!(issued(1_699_999_000).0, "293-899-499");
    let (challenge, size) = text("123456786");
    let mut response = [1; 12];
    let done = unsafe { mfa_recovery_respond(&key(), challenge, size, response.as_mut_ptr(), 12) };
    assert_eq!((done, read(&response)), (MFA_OK, "768-318-137".into()));
}

#[test]
fn a_key_is_given_back_as_it_was_made() {
    let key = key();
    let (mut bytes, mut base32, mut device, mut length) = ([0; 32], [0; 53], [0; 65], 0);
    unsafe {
        assert_eq!(mfa_recovery_key_expose(&key, bytes.as_mut_ptr(), 32), MFA_OK);
        assert_eq!(mfa_recovery_key_to_base32(&key, base32.as_mut_ptr(), 53, &mut length), MFA_OK);
        assert_eq!(length, 52);
        assert_eq!(mfa_recovery_key_device(&key, device.as_mut_ptr(), 65, &mut length), MFA_OK);
        assert_eq!(length, DEVICE.len());
    }
    assert_eq!((bytes, read(&device)), (KEY, "LAPTOP-0042".into()));
    assert_eq!(read(&base32), "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ");
    unsafe {
        let mut again: mfa_recovery_key = zeroed();
        let ((base32, size), (device, device_size)) =
            (text("aaaq-eaye audaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"), text("LAPTOP-0042"));
        assert_eq!(mfa_recovery_key_from_base32(&mut again, base32, size, device, device_size), MFA_OK);
        bytes = [0; 32];
        assert_eq!(mfa_recovery_key_expose(&again, bytes.as_mut_ptr(), 32), MFA_OK);
        assert_eq!(bytes, KEY);
        mfa_recovery_key_wipe(&mut again);
        assert_eq!(mfa_recovery_key_expose(&again, bytes.as_mut_ptr(), 32), MFA_ARGUMENT_UNSET - 1);
        assert_eq!(bytes, [0; 32]);
    }
}

#[test]
fn keys_and_devices_that_cannot_be_are_refused_and_leave_no_key() {
    let refused = |bytes: &[u8], device: &str| unsafe {
        let mut key = key();
        let (device, size) = text(device);
        let refused = mfa_recovery_key_make(&mut key, bytes.as_ptr(), bytes.len(), device, size);
        let mut text = [0; 65];
        let left = mfa_recovery_key_device(&key, text.as_mut_ptr(), 65, null_mut());
        assert_eq!(left, MFA_ARGUMENT_UNSET - 1);
        refused
    };
    assert_eq!(refused(&KEY[1..], DEVICE), MFA_ERROR_RECOVERY_KEY_LENGTH);
    assert_eq!(refused(&[], DEVICE), MFA_ERROR_RECOVERY_KEY_LENGTH);
    assert_eq!(refused(&KEY, "abc"), MFA_ERROR_DEVICE_ID_LENGTH);
    assert_eq!(refused(&KEY, "my laptop"), MFA_ERROR_DEVICE_ID_CHARACTER);
    unsafe {
        let mut key: mfa_recovery_key = zeroed();
        let (device, size) = text(DEVICE);
        assert_eq!(mfa_recovery_key_make(null_mut(), KEY.as_ptr(), 32, device, size), MFA_ARGUMENT_NULL - 1);
        assert_eq!(mfa_recovery_key_make(&mut key, null(), 32, device, size), MFA_ARGUMENT_NULL - 2);
        assert_eq!(mfa_recovery_key_make(&mut key, KEY.as_ptr(), 32, null(), size), MFA_ARGUMENT_NULL - 4);
        let latin = [0x4c_u8, 0xe9, 0x6f, 0x6e];
        assert_eq!(mfa_recovery_key_make(&mut key, KEY.as_ptr(), 32, latin.as_ptr().cast(), 4), MFA_ARGUMENT_TEXT - 4);
        let (short, short_size) = text("AAAQEAYEAUDAOCAJ");
        let refused = mfa_recovery_key_from_base32(&mut key, short, short_size, device, size);
        assert_eq!(refused, MFA_ERROR_RECOVERY_KEY_LENGTH);
    }
}

#[test]
fn a_pin_that_does_not_fit_is_not_written_at_all() {
    unsafe {
        let mut pin = [1; 11];
        let issued = mfa_recovery_issue(&key(), NOW, pin.as_mut_ptr(), 11, null_mut(), null_mut());
        assert_eq!((issued, pin), (MFA_ARGUMENT_TOO_SMALL - 3, [0; 11]));
        assert_eq!(mfa_recovery_issue(&key(), NOW, null_mut(), 12, null_mut(), null_mut()), MFA_ARGUMENT_NULL - 3);
        let mut pin = [1; 12];
        let late = mfa_recovery_issue(&key(), (1 << 40) + 1, pin.as_mut_ptr(), 12, null_mut(), null_mut());
        assert_eq!((late, pin), (MFA_ERROR_TIME_TOO_LARGE, [0; 12]));
    }
}

#[test]
fn a_slip_of_the_ear_is_told_before_it_costs_anything() {
    let parsed = |typed: &[u8]| unsafe {
        let mut shown = [1; 12];
        let parsed = mfa_recovery_digits_parse(typed.as_ptr().cast(), typed.len(), shown.as_mut_ptr(), 12);
        (parsed, read(&shown))
    };
    assert_eq!(parsed(b" 123 456-786 "), (MFA_OK, "123-456-786".into()));
    assert_eq!(parsed(b"132456786"), (MFA_ERROR_RECOVERY_DIGITS_CHECK, String::new()));
    assert_eq!(parsed(b"12345678"), (MFA_ERROR_RECOVERY_DIGITS_LENGTH, String::new()));
    assert_eq!(parsed(b""), (MFA_ERROR_RECOVERY_DIGITS_EMPTY, String::new()));
    assert_eq!(parsed(b"12345678\xff"), (MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT, String::new()));
    let (typed, size) = text("123456786");
    assert_eq!(unsafe { mfa_recovery_digits_parse(typed, size, null_mut(), 0) }, MFA_OK);
    assert_eq!(unsafe { mfa_recovery_digits_parse(typed, size, null_mut(), 1) }, MFA_ARGUMENT_NULL - 3);
}

#[test]
fn a_record_of_another_key_or_device_opens_for_nobody() {
    let account = super::desk::Account::new().recoverable();
    let opened = |key: &mfa_recovery_key, record: &[u8]| unsafe {
        let mut recovery: mfa_recovery = zeroed();
        mfa_recovery_open(&mut recovery, key, record.as_ptr(), record.len())
    };
    assert_eq!(account.recovery.len(), MFA_RECOVERY_LENGTH);
    assert_eq!(opened(&key(), &account.recovery), MFA_OK);
    assert_eq!(opened(&key_of(&[7; 32], DEVICE), &account.recovery), MFA_ERROR_RECOVERY_SEAL);
    assert_eq!(opened(&key_of(&KEY, "desktop-0042"), &account.recovery), MFA_ERROR_RECOVERY_SEAL);
    assert_eq!(opened(&key(), &account.recovery[..95]), MFA_ERROR_RECOVERY_LENGTH);
    assert_eq!(opened(&key(), &[]), MFA_ERROR_RECOVERY_LENGTH);
    assert_eq!(opened(&key(), &[0; 96]), MFA_ERROR_RECOVERY_VERSION);
}
