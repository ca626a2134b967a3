//! Recovery codes: drawn here, shown once, stored as tags.

use std::sync::Arc;

use mfa_core as engine;
use mfa_host::random;

use crate::error::Refused;

/// A sheet of new recovery codes, to be shown once and stored by `PersonRecord::set_recovery_codes`.
#[derive(Debug, uniffi::Object)]
pub struct RecoverySheet(pub(crate) Vec<engine::RecoveryCode>);

#[uniffi::export]
impl RecoverySheet {
    /// So many codes of 16 characters, or of 24: 1 to 16 of them.
    #[uniffi::constructor]
    pub fn draw(count: u8, is_long: bool) -> Result<Arc<Self>, Refused> {
        let length = if is_long { engine::RecoveryCodeLength::TwentyFour } else { engine::RecoveryCodeLength::Sixteen };
        match usize::from(count) {
            count @ 1..=16 => Ok(Arc::new(Self(random::recovery_codes(count, length)?))),
            count => Err(engine::RecoveryCodesError::Count { count }.into()),
        }
    }

    /// Codes that were drawn elsewhere, as they are printed or typed.
    #[uniffi::constructor]
    pub fn import(codes: Vec<String>) -> Result<Arc<Self>, Refused> {
        let codes: Result<_, _> = codes.iter().map(|code| engine::RecoveryCode::parse(code)).collect();
        Ok(Arc::new(Self(codes?)))
    }

    /// The codes as they are printed.
    pub fn codes(&self) -> Result<Vec<String>, Refused> {
        Ok(self.0.iter().map(|code| code.as_str().to_owned()).collect())
    }
}
