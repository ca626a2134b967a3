//! What a person typed at one prompt: its shape says which factor it is for, before anything is evaluated.
//!
//! A one-time code has 6 to 10 digits, a recovery PIN or response 9, a recovery code 16 or 24 characters. Only where
//! recovery is on are nine digits a PIN, and an authenticator of nine digits is not enrolled there
//! ([`RecoveryPolicy::allows`]). The length of what was typed is public.

use crate::code::Code;
use crate::ct::{self, Shape};
use crate::error::TypedError;
use crate::recovery::{RecoveryCode, RecoveryCodeLength, RecoveryCodesPolicy, RecoveryDigits, RecoveryPolicy};
use crate::text::is_separator;

/// What a person typed where a code, a recovery PIN and a recovery code are asked for together.
///
/// ```
/// use mfa_core::{RecoveryCodesPolicy, RecoveryPolicy, Typed};
///
/// let recovery = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
/// let read = |typed| Typed::parse(typed, &recovery, &RecoveryCodesPolicy::DEFAULT);
/// assert!(matches!(read("081 804")?, Typed::Code(_)));
/// assert!(matches!(read("123-456-786")?, Typed::Pin(_)));
/// assert!(matches!(read("0W3G-E1R7-0W3G-E1R7")?, Typed::RecoveryCode(_)));
/// # Ok::<(), mfa_core::TypedError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Typed {
    /// A one-time code.
    Code(Code),
    /// A recovery PIN, or the response to a challenge.
    Pin(RecoveryDigits),
    /// A recovery code.
    RecoveryCode(RecoveryCode),
}

impl Typed {
    /// Reads what was typed, by its shape and by what the policies have on. An error costs no attempt.
    pub fn parse(typed: &str, recovery: &RecoveryPolicy, codes: &RecoveryCodesPolicy) -> Result<Self, TypedError> {
        let characters = typed.bytes().filter(|byte| is_character(*byte)).count();
        if recovery.is_on && characters == RecoveryDigits::COUNT {
            RecoveryDigits::parse(typed).map(Self::Pin).map_err(|error| TypedError::Pin { error })
        } else if codes.is_on && RecoveryCodeLength::of(characters).is_some() {
            RecoveryCode::parse(typed).map(Self::RecoveryCode).map_err(|error| TypedError::RecoveryCode { error })
        } else {
            Code::parse(typed).map(Self::Code).map_err(|error| TypedError::Code { error })
        }
    }
}

/// Whether a byte is more than a separator. Which digit or letter it is stays secret.
fn is_character(byte: u8) -> bool {
    match ct::crockford_value(byte) {
        Shape::Secret(_) => true,
        Shape::Public(byte) => !is_separator(byte),
    }
}
