//! What PINs are made of, and what of them is caught before it costs an attempt.

use mfa_core::{DeviceId, DeviceIdError, RecoveryDigits, RecoveryDigitsError, RecoveryKey, RecoveryKeyError, issue};
use mfa_core::{SecretError, respond};

use super::{DEVICE, KEY, NOW, at, device, digits, key, model, pin_at};

#[test]
fn pins_are_those_of_an_independent_model() {
    for (number, device) in ["LAPTOP-0042", "laptop-0042", "~!$%", &"x".repeat(64)].iter().enumerate() {
        for step in (0..2_000).map(|step| step * 7_919 * (number as u64 + 1)) {
            let issued = issue(&key(), &DeviceId::new(device).unwrap(), at(step * 10 + step % 10)).unwrap();
            assert_eq!(issued.pin.as_str().replace('-', ""), model::pin(&KEY, &device.to_uppercase(), step));
        }
    }
}

#[test]
fn responses_are_those_of_an_independent_model() {
    for number in (10_000_001..99_999_999).step_by(44_987) {
        let challenge = model::with_check_digit(&number.to_string());
        let response = respond(&key(), &digits(&challenge)).unwrap();
        assert_eq!(response.as_str().replace('-', ""), model::response(&KEY, number));
    }
}

#[test]
fn a_slip_of_the_ear_never_costs_an_attempt() {
    for step in 0..1_000 {
        let pin: Vec<u8> = pin_at(NOW + step * 10).as_str().bytes().filter(u8::is_ascii_digit).collect();
        let is_refused = |typed: &[u8]| {
            let text = String::from_utf8(typed.to_vec()).unwrap();
            assert_eq!(RecoveryDigits::parse(&text).err(), Some(RecoveryDigitsError::CheckDigit), "{text}");
        };
        for place in 0..9 {
            for digit in b'0'..=b'9' {
                let mut typed = pin.clone();
                typed[place] = digit;
                if typed != pin {
                    is_refused(&typed);
                }
            }
        }
        for place in 0..8 {
            let mut typed = pin.clone();
            typed.swap(place, place + 1);
            if typed != pin {
                is_refused(&typed);
            }
        }
    }
}

#[test]
fn what_is_no_nine_digits_is_refused_by_what_is_wrong() {
    let refused = |typed: &str| RecoveryDigits::parse(typed).unwrap_err();
    assert_eq!(refused(""), RecoveryDigitsError::Empty);
    assert_eq!(refused(" - "), RecoveryDigitsError::Empty);
    assert_eq!(refused("12345678"), RecoveryDigitsError::Length { digits: 8 });
    assert_eq!(refused("1234567890"), RecoveryDigitsError::Length { digits: 10 });
    assert_eq!(refused("123456789012"), RecoveryDigitsError::Length { digits: 12 });
    assert_eq!(refused("123-456-78x"), RecoveryDigitsError::NotADigit { position: 10 });
    assert_eq!(refused("١٢٣٤٥٦٧٨٩"), RecoveryDigitsError::NotADigit { position: 0 });
}

#[test]
fn spelling_does_not_matter_and_leading_zeros_are_kept() {
    let text = model::with_check_digit("00000012");
    assert_eq!(digits(&text).as_str(), format!("{}-{}-{}", &text[..3], &text[3..6], &text[6..]));
    assert_eq!(digits(&format!(" {} - {}\t", &text[..4], &text[4..])).to_string(), digits(&text).to_string());
}

#[test]
fn the_issuer_says_how_long_a_pin_is_valid_and_from_when_the_next_differs() {
    for second in NOW..NOW + 30 {
        let issued = issue(&key(), &device(), at(second)).unwrap();
        let next = issued.next_differs_from.seconds();
        assert_eq!(next, second / 10 * 10 + 10);
        assert_eq!(issued.valid_until.seconds(), next + 120);
        assert_eq!(pin_at(next - 1).as_str(), issued.pin.as_str());
        assert_ne!(pin_at(next).as_str(), issued.pin.as_str());
    }
    assert!(issue(&key(), &device(), mfa_core::UnixTime::MAX).is_ok());
}

#[test]
fn a_key_is_32_bytes_and_a_device_id_4_to_64_printable_characters() {
    for length in [0, 31, 33, 64] {
        assert_eq!(RecoveryKey::import(&vec![1; length]).unwrap_err(), RecoveryKeyError::Length { length });
    }
    let text = key().to_base32(str::to_owned);
    assert_eq!(RecoveryKey::from_base32(&text.to_lowercase()).unwrap().expose(), &KEY);
    assert_eq!(RecoveryKey::from_base32("JBSWY3DP").unwrap_err(), RecoveryKeyError::Length { length: 5 });
    let refused = RecoveryKey::from_base32("1").unwrap_err();
    assert_eq!(refused, RecoveryKeyError::Base32 { error: SecretError::NotBase32 { position: 0 } });

    for (id, error) in [
        ("abc", DeviceIdError::Length { length: 3 }),
        (&*"x".repeat(65), DeviceIdError::Length { length: 65 }),
        ("a bc", DeviceIdError::Character { position: 1 }),
        ("abc\u{7f}", DeviceIdError::Character { position: 3 }),
        ("Gerät", DeviceIdError::Character { position: 3 }),
    ] {
        assert_eq!(DeviceId::new(id), Err(error));
    }
    assert_eq!(DeviceId::new(&DEVICE.to_lowercase()).unwrap().as_str(), DEVICE);
}

#[test]
fn nothing_secret_is_told_by_debug() {
    assert_eq!(format!("{:?} {:?}", key(), pin_at(NOW)), "RecoveryKey(..) RecoveryDigits(..)");
}
