//! What is typed at one prompt: its shape and what the policies have on say which factor it is for, and nothing else does.

use mfa_core::{Code, RecoveryCode, RecoveryCodesPolicy, RecoveryDigits, RecoveryPolicy, Typed, TypedError};

/// The first byte says what is on, the others are typed.
pub fn typed(data: &[u8]) {
    let Some((on, typed)) = data.split_first() else { return };
    let Ok(typed) = core::str::from_utf8(typed) else { return };
    let recovery = RecoveryPolicy { is_on: on & 1 != 0, ..RecoveryPolicy::DEFAULT };
    let codes = RecoveryCodesPolicy { is_on: on & 2 != 0, ..RecoveryCodesPolicy::DEFAULT };
    let kept: String = typed.chars().filter(|letter| !letter.is_ascii_whitespace() && *letter != '-').collect();
    let is_pin = recovery.is_on && kept.len() == 9;
    let is_recovery_code = codes.is_on && [16, 24].contains(&kept.len());

    match Typed::parse(typed, &recovery, &codes) {
        Ok(Typed::Pin(pin)) => {
            assert!(is_pin);
            assert_eq!(pin.as_str().replace('-', ""), kept);
            assert_eq!(crate::recovery_of_tests::model::with_check_digit(&kept[..8]), kept);
            assert_eq!(RecoveryDigits::parse(pin.as_str()).expect("it was read before").as_str(), pin.as_str());
        }
        Ok(Typed::RecoveryCode(code)) => {
            assert!(is_recovery_code);
            assert_eq!(code.as_str().replace('-', ""), crockford(&kept).expect("it was read"));
            assert_eq!(RecoveryCode::parse(code.as_str()).expect("it was read before").as_str(), code.as_str());
        }
        Ok(Typed::Code(code)) => {
            assert!(!is_pin && !is_recovery_code);
            assert_eq!(code.as_str(), kept);
            assert!((6..=10).contains(&kept.len()) && kept.bytes().all(|byte| byte.is_ascii_digit()));
        }
        Err(TypedError::Pin { .. }) => {
            assert!(is_pin);
            let is_right = kept.bytes().all(|byte| byte.is_ascii_digit())
                && crate::recovery_of_tests::model::with_check_digit(&kept[..8]) == kept;
            assert!(!is_right, "{kept} is a PIN");
        }
        Err(TypedError::RecoveryCode { .. }) => assert!(is_recovery_code && crockford(&kept).is_none()),
        Err(TypedError::Code { .. }) => assert!(!is_pin && !is_recovery_code && Code::parse(&kept).is_err()),
        other => panic!("{other:?}"),
    }
}

/// The characters that Crockford means, if each is one of his.
fn crockford(text: &str) -> Option<String> {
    let meant = |letter: char| match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        upper => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(upper).then_some(upper),
    };
    text.chars().map(meant).collect()
}
