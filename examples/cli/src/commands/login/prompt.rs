//! What a person is asked for at a login, and the asking.

use mfa_core::{Decision, Typed};
use mfa_host::PersonName;
use mfa_host::policy::Policies;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;

/// What a person is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// A code, a PIN or a recovery code.
    Any,
    /// Only what the help desk reads out: whoever is denied may recover.
    Pin,
    /// Nothing: the open grant lets any login pass.
    Pass,
}

impl Prompt {
    pub(super) fn after(decision: Decision, policies: &Policies, has_pin: bool) -> Option<Self> {
        match decision {
            Decision::AskForCode => Some(Self::Any),
            Decision::AskUnderGrant { .. } if policies.grant_lets_pass() => Some(Self::Pass),
            Decision::AskUnderGrant { .. } => Some(Self::Any),
            // Whoever is denied calls the help desk, which may read out a PIN.
            Decision::Deny { .. } if has_pin => Some(Self::Pin),
            _ => None,
        }
    }

    pub(super) fn asked(
        self,
        person: &PersonName,
        policies: &Policies,
        input: &mut Input,
    ) -> Result<Option<Typed>, Failure> {
        if self == Self::Pin {
            return pin(person, policies, input);
        }
        // The same for everybody, whatever they have.
        let what = match (policies.recovery.is_on, policies.recovery_codes.policy.is_on) {
            (true, true) => "Code, recovery PIN or recovery code",
            (true, false) => "Code or recovery PIN",
            (false, true) => "Code or recovery code",
            (false, false) => "Code",
        };
        input.typed(format_args!("{what} for {person}: "), policies).map(Some)
    }
}

/// Asks for a PIN, and at a terminal once more if it was none.
fn pin(person: &PersonName, policies: &Policies, input: &mut Input) -> Result<Option<Typed>, Failure> {
    let mut again = input.is_terminal();
    loop {
        match input.pin_if_any(format_args!("Recovery PIN for {person}: "), policies)? {
            None => return Ok(None),
            Some(Ok(pin)) => return Ok(Some(Typed::Pin(pin))),
            Some(Err(slip)) if !again && slip.exit() == Exit::Input => return Err(slip),
            Some(Err(slip)) => {
                slip.tell();
                if !again {
                    return Ok(None);
                }
                again = false;
            }
        }
    }
}
