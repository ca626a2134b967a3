//! How the program ends: one table for all commands.

use std::process::ExitCode;

/// The exit statuses. Zero is accepted and committed, or done; nothing else is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Refused = 1,
    Input = 2,
    Barred = 3,
    Store = 4,
    Nobody = 5,
    Enroll = 6,
}

/// What each means, as the help and the manual say it.
pub(crate) const TABLE: [(Exit, &str); 7] = [
    (Exit::Done, "accepted, or done"),
    (
        Exit::Refused,
        "refused: the code is wrong or used up, or was not found (diagnose, code --check); what was begun is pending \
         still (enroll); something is wrong (doctor)",
    ),
    (Exit::Input, "bad input or usage; nothing was counted and nothing was changed"),
    (
        Exit::Barred,
        "denied (login, enroll --self); locked, closed, suspended or off: the code was not looked at; the answer \
         says until when, or what lifts it",
    ),
    (
        Exit::Store,
        "the store failed, or the answer could not be written: nobody gets in; a login stack could not be replaced (pam)",
    ),
    (
        Exit::Nobody,
        "no such person or authenticator; the person is not enrolled, or has no recovery key, no recovery codes or \
         nothing pending",
    ),
    (Exit::Enroll, "not let in before an authenticator is enrolled (login)"),
];

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
