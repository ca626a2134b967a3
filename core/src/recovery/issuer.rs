//! The issuer's side: what a help desk computes from a key alone. It stores nothing.

use super::device::DeviceId;
use super::digits::RecoveryDigits;
use super::key::RecoveryKey;
use super::{STEP, VALID_STEPS};
use crate::error::RecoveryError;
use crate::time::UnixTime;

/// A PIN to read out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedPin {
    /// The PIN.
    pub pin: RecoveryDigits,
    /// From when on it is too old: two minutes after its ten seconds are over. A device accepts it for as much longer as its
    /// clock tolerance says.
    pub valid_until: UnixTime,
    /// From when on the next PIN is another one. Until then, issuing again gives this one, which works only once.
    pub next_differs_from: UnixTime,
}

/// The PIN of a device at a time: OCRA suite `OCRA-1:HOTP-SHA256-8:QA64-T10S` and a check digit. Verify the caller
/// first: whoever has the PIN and the person's first factor is in.
///
/// ```
/// use mfa_core::{DeviceId, RecoveryKey, UnixTime, issue};
///
/// let key = RecoveryKey::from_random([7; 32]);
/// let issued = issue(&key, &DeviceId::new("laptop-0042")?, UnixTime::new(1_700_000_003)?)?;
/// assert_eq!(issued.pin.as_str().len(), "123-456-786".len());
/// assert_eq!(issued.next_differs_from.seconds(), 1_700_000_010);
/// assert_eq!(issued.valid_until.seconds(), 1_700_000_130);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn issue(key: &RecoveryKey, device: &DeviceId, now: UnixTime) -> Result<IssuedPin, RecoveryError> {
    let step = step_at(now);
    let begin_of = |step: u64| UnixTime::new(step.saturating_mul(STEP)).unwrap_or(UnixTime::MAX);
    Ok(IssuedPin {
        pin: RecoveryDigits::from_value(key.pins(device)?.value(Some(step))),
        valid_until: begin_of(step.saturating_add(VALID_STEPS).saturating_add(1)),
        next_differs_from: begin_of(step.saturating_add(1)),
    })
}

/// The response to a challenge that a device shows: OCRA suite `OCRA-1:HOTP-SHA256-8:QN08` and a check digit. Verify the
/// caller first.
///
/// ```
/// use mfa_core::{RecoveryDigits, RecoveryKey, respond};
///
/// let key = RecoveryKey::from_random([7; 32]);
/// let response = respond(&key, &RecoveryDigits::parse("123-456-786")?)?;
/// assert_eq!(response.as_str().len(), "123-456-786".len());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn respond(key: &RecoveryKey, challenge: &RecoveryDigits) -> Result<RecoveryDigits, RecoveryError> {
    key.response(challenge).map(RecoveryDigits::from_value)
}

/// The step of issue that a time falls into.
pub(super) const fn step_at(now: UnixTime) -> u64 {
    now.seconds() / STEP
}
