//! What a desk does for somebody whose phone is gone: PINs to read out, sheets of recovery codes, the end of a grant.

use mfa_core::{RecoveryCode, RecoveryCodes, UnixTime};
use mfa_host::people::PeopleError;
use mfa_host::{PersonName, random};
use serde::Serialize;

use super::answer::{Answer, denied};
use super::enrollment::no_random;
use super::error::refused;
use super::person::done;
use super::{Answered, Service, seconds};

/// What whoever reads it out must have done.
const WARNING: &str = "verify the caller before you read this out: call back on the number your directory has, ask their \
                       manager, or look at them; with it and the password, whoever calls is in as that person";

const SHEET_WARNING: &str = "give these to nobody but the person: each is good once, and with it and the password whoever \
                             has it is in; they are not shown again";

#[derive(Serialize)]
struct Issued<'a> {
    pin: &'a str,
    until: u64,
    next_from: u64,
    warning: &'static str,
}

#[derive(Serialize)]
struct Sheet<'a> {
    codes: Vec<&'a str>,
    /// How many of an older sheet were left, which are good no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    burned: Option<usize>,
    warning: &'static str,
}

impl Service {
    /// A sheet of recovery codes, in place of any that there was. Nobody can read them back.
    pub(super) fn sheet(&self, person: &PersonName) -> Answered {
        let policy = self.policies.recovery_codes;
        if !policy.policy.is_on {
            return Err(denied("off", "the policy has recovery codes off (`recovery_codes.enabled`)"));
        }
        let codes = random::recovery_codes(policy.count.into(), policy.length).map_err(|_| no_random())?;
        let salt = random::bytes().map_err(|_| no_random())?;
        let record = self.people().record(person).map_err(|error| refused(&error))?;
        let burned = record.recovery_codes().and_then(|set| RecoveryCodes::open(set).ok()).map(|set| set.left());
        self.people().set_recovery_codes(person, &codes, *salt).map_err(|error| refused(&error))?;
        let codes = codes.iter().map(RecoveryCode::as_str).collect();
        Ok(Answer::with_secrets(201, "made", &Sheet { codes, burned, warning: SHEET_WARNING }))
    }

    /// Ends the grant that a recovery has opened, if one is open.
    pub(super) fn end_grant(&self, person: &PersonName) -> Answered {
        done("ended", self.people().end_grant(person))
    }

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
