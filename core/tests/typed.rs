//! One prompt, several factors: the shape of what was typed says which is meant.
#![cfg(feature = "recovery")]
#![allow(clippy::unwrap_used, reason = "helpers of tests are as blunt as tests")]

use mfa_core::{
    CodeError, Digits, RecoveryCodeError, RecoveryCodesPolicy, RecoveryDigitsError, RecoveryPolicy, Typed, TypedError,
};

fn read(typed: &str, pins: bool, codes: bool) -> Result<Typed, TypedError> {
    let recovery = RecoveryPolicy { is_on: pins, ..RecoveryPolicy::DEFAULT };
    let codes = RecoveryCodesPolicy { is_on: codes, ..RecoveryCodesPolicy::DEFAULT };
    Typed::parse(typed, &recovery, &codes)
}

#[test]
fn shape_chooses_the_factor_however_it_is_spelled() {
    for code in ["081804", "081 804", "0-8-1-8-0-4", "94287082", "0942870821"] {
        assert!(matches!(read(code, true, true), Ok(Typed::Code(_))), "{code}");
    }
    for pin in ["123456786", "123-456-786", " 123 456 786 "] {
        assert!(matches!(read(pin, true, true), Ok(Typed::Pin(_))), "{pin}");
    }
    for paper in ["0W3GE1R70W3GE1R7", "ow3g-e1r7-ow3g-elr7", "1111 1111 1111 1111", "0W3GE1R70W3GE1R70W3GE1R7"] {
        assert!(matches!(read(paper, true, true), Ok(Typed::RecoveryCode(_))), "{paper}");
    }
}

#[test]
fn slip_is_told_of_the_factor_that_was_meant() {
    let pin = read("132456786", true, true).unwrap_err();
    assert_eq!(pin, TypedError::Pin { error: RecoveryDigitsError::CheckDigit });
    let paper = read("0W3G-E1R7-0W3G-E1RU", true, true).unwrap_err();
    assert_eq!(paper, TypedError::RecoveryCode { error: RecoveryCodeError::Character { position: 18 } });
    let code = read("12345", true, true).unwrap_err();
    assert_eq!(code, TypedError::Code { error: CodeError::Length { digits: 5 } });
    assert_eq!(read("", true, true).unwrap_err(), TypedError::Code { error: CodeError::Empty });
}

#[test]
fn nine_digits_are_a_code_where_recovery_is_off_and_refused_to_authenticators_where_it_is_on() {
    assert!(matches!(read("123456786", false, true), Ok(Typed::Code(_))));
    let on = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    for digits in 6..=10 {
        let digits = Digits::new(digits).unwrap();
        assert!(RecoveryPolicy::DEFAULT.allows(digits));
        assert_eq!(on.allows(digits), digits.count() != 9);
    }
}

#[test]
fn recovery_code_is_no_factor_where_codes_are_off() {
    let refused = read("1111-1111-1111-1111", true, false).unwrap_err();
    assert_eq!(refused, TypedError::Code { error: CodeError::Length { digits: 16 } });
}
