//! Recovery PINs for a desk to read out.

use mfa_core::UnixTime;
use mfa_host::people::PeopleError;
use mfa_host::{PersonName, random};
use serde::Serialize;

use super::answer::{Answer, denied};
use super::enrollment::no_random;
use super::error::refused;
use super::{Answered, Service, seconds};

/// What whoever reads it out must have done.
const WARNING: &str = "verify the caller before you read this out: call back on the number your directory has, ask their \
                       manager, or look at them; with it and the password, whoever calls is in as that person";

#[derive(Serialize)]
struct Issued<'a> {
    pin: &'a str,
    until: u64,
    next_from: u64,
    warning: &'static str,
}

impl Service {
    /// A PIN that the person types where a code is asked for. Whoever has no recovery key is given one first.
    pub(super) fn pin(&self, person: &PersonName, now: UnixTime) -> Answered {
        if !self.policies.recovery.is_on {
            return Err(denied("off", "the policy has recovery by PIN off (`recovery.enabled`)"));
        }
        let mut record = self.people().record(person).map_err(|error| refused(&error))?;
        if record.recovery().is_none() {
            let key = random::recovery_key().map_err(|_| no_random())?;
            match self.people().add_recovery_key(person, &self.device, &key) {
                // Another desk was faster: its key counts.
                Ok(()) | Err(PeopleError::RecoveryKeyThere) => {}
                Err(error) => return Err(refused(&error)),
            }
            record = self.people().record(person).map_err(|error| refused(&error))?;
        }
        let entry = record.recovery().ok_or_else(|| refused(&PeopleError::NoRecovery))?;
        let issued = mfa_core::issue(&entry.key, &entry.device, now).map_err(|error| refused(&error.into()))?;
        let pin = zeroize::Zeroizing::new(issued.pin.to_string());
        Ok(Answer::with_secrets(
            201,
            "issued",
            &Issued {
                pin: &pin,
                until: seconds(issued.valid_until),
                next_from: seconds(issued.next_differs_from),
                warning: WARNING,
            },
        ))
    }
}
