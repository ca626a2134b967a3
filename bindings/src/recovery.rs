//! Recovery on the issuer's side: keys, PINs and responses, as the help desk's program has them.

use std::sync::Arc;

use mfa_core as engine;
use mfa_host::{clock, random};

use crate::error::Refused;
use crate::time::{seconds, time};

/// The recovery key of one person on one device: 32 bytes.
#[derive(Debug, uniffi::Object)]
pub struct RecoveryKey(pub(crate) engine::RecoveryKey);

/// A PIN to be read out.
#[derive(Clone, Debug, uniffi::Record)]
pub struct IssuedPin {
    /// In groups of three.
    pub pin: String,
    /// From when on it is too old.
    pub valid_until: i64,
    /// From when on the next PIN is another one.
    pub next_differs_from: i64,
}

/// How long a device is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Uptime {
    /// What tells this boot from all others.
    pub boot: u64,
    /// Whole seconds since.
    pub seconds: i64,
}

#[uniffi::export]
impl RecoveryKey {
    /// A new key from the system's random source.
    #[uniffi::constructor]
    pub fn issue() -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(random::recovery_key()?)))
    }

    /// A key of 32 bytes.
    #[uniffi::constructor]
    pub fn import(bytes: &[u8]) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::RecoveryKey::import(bytes)?)))
    }

    /// A key in base32.
    #[uniffi::constructor]
    pub fn from_base32(text: &str) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::RecoveryKey::from_base32(text)?)))
    }

    /// The key as base32.
    pub fn to_base32(&self) -> Result<String, Refused> {
        Ok(self.0.to_base32(str::to_owned))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> Result<Vec<u8>, Refused> {
        Ok(self.0.expose().to_vec())
    }

    /// The PIN of a device at a time.
    pub fn issue_pin(&self, device: &str, now: i64) -> Result<IssuedPin, Refused> {
        let issued = engine::issue(&self.0, &engine::DeviceId::new(device)?, time(now)?)?;
        Ok(IssuedPin {
            pin: issued.pin.as_str().to_owned(),
            valid_until: seconds(issued.valid_until),
            next_differs_from: seconds(issued.next_differs_from),
        })
    }

    /// The response to a challenge that a device shows.
    pub fn respond(&self, challenge: &str) -> Result<String, Refused> {
        let challenge = engine::RecoveryDigits::parse(challenge)?;
        Ok(engine::respond(&self.0, &challenge)?.as_str().to_owned())
    }
}

/// How long this computer is up, where it tells.
#[uniffi::export]
pub fn uptime() -> Result<Option<Uptime>, Refused> {
    Ok(clock::uptime().map(|uptime| Uptime { boot: uptime.boot, seconds: seconds(uptime.seconds) }))
}

/// What the clocks of a device show.
pub(crate) fn moment(now: i64, uptime: Option<Uptime>) -> Result<engine::Moment, Refused> {
    let uptime = match uptime {
        Some(uptime) => Some(engine::Uptime { boot: uptime.boot, seconds: time(uptime.seconds)? }),
        None => None,
    };
    Ok(engine::Moment { now: time(now)?, uptime })
}
