//! Secrets: held on this side, wiped when the object is let go of.

use std::sync::Arc;

use mfa_core as engine;
use mfa_host::random;

use crate::error::Refused;

/// A secret of 10 to 128 bytes.
#[derive(Debug, uniffi::Object)]
pub struct Secret(pub(crate) engine::Secret);

/// How long a secret is against what is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Strength {
    /// Fewer than 128 bits: fine to import, worth replacing.
    Legacy,
    /// 128 to 159 bits: what RFC 4226 requires.
    Required,
    /// 160 bits or more: what RFC 4226 recommends.
    Recommended,
}

#[uniffi::export]
impl Secret {
    /// A new secret of 160 bits from the system's random source.
    #[uniffi::constructor]
    pub fn issue() -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(random::secret()?)))
    }

    /// The secret of these bytes, any values, 10 to 128 of them.
    #[uniffi::constructor]
    pub fn import(bytes: &[u8]) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::Secret::import(bytes)?)))
    }

    /// The secret of a setup key: base32, any case, with spaces and dashes, padded or not.
    #[uniffi::constructor]
    pub fn from_setup_key(text: &str) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::Secret::from_base32(text)?)))
    }

    /// The secret as base32, upper case, no padding.
    pub fn to_base32(&self) -> Result<String, Refused> {
        Ok(self.0.to_base32(str::to_owned))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> Result<Vec<u8>, Refused> {
        Ok(self.0.expose().to_vec())
    }

    /// Whether it has as many bits as are recommended.
    pub fn strength(&self) -> Result<Strength, Refused> {
        Ok(self.0.strength().into())
    }

    /// Whether both are one secret, in constant time.
    pub fn same_as(&self, other: &Self) -> Result<bool, Refused> {
        Ok(self.0.same_as(&other.0))
    }
}

impl From<engine::Strength> for Strength {
    fn from(strength: engine::Strength) -> Self {
        match strength {
            engine::Strength::Legacy => Self::Legacy,
            engine::Strength::Required => Self::Required,
            engine::Strength::Recommended => Self::Recommended,
        }
    }
}
