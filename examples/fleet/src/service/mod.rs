//! What callers ask, asked of `mfa-host`'s people, and what comes of it as an answer.
//!
//! Nothing is decided here. Each call reads what was sent, has the people decide and commit, and turns what they say into an
//! [`Answer`]. It runs on a thread that may wait; but for one-time codes, which most questions are about: tasks await those,
//! for waking a thread three times takes longer than all that is computed for a code.

mod answer;
mod enrollment;
mod error;
mod known;
mod person;
mod recovery;
mod verify;

use mfa_core::{DeviceId, UnixTime};
use mfa_host::people::People;
use mfa_host::policy::Policies;
use mfa_host::{AuthenticatorName, PersonName, clock};
use serde::de::DeserializeOwned;

use crate::config::Role;
use crate::store::PostgresStore;

pub use answer::Answer;
pub(crate) use answer::JSON;

/// The people of the fleet, under its policy.
#[derive(Debug)]
pub struct Service {
    store: PostgresStore,
    policies: Policies,
    issuer: String,
    device: DeviceId,
}

/// An answer, or one that says why there is no other.
type Answered = Result<Answer, Answer>;

impl Service {
    /// The people of this store.
    pub const fn new(store: PostgresStore, policies: Policies, issuer: String, device: DeviceId) -> Self {
        Self { store, policies, issuer, device }
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Answer {
        match self.store.ping().await {
            Ok(()) => Answer::of(200, "ready", &answer::Healthy { health: "ready" }),
            Err(error) => {
                tracing::error!(%error, "the database does not answer");
                Answer::error(503, "store", "the database does not answer")
            }
        }
    }

    fn people(&self) -> People<'_, PostgresStore> {
        People::of(&self.store)
    }
}

/// What is asked of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Is what was typed good?
    Verify,
    /// What is to happen to somebody who arrives?
    Arrival,
    /// A secret to enroll.
    Enroll,
    /// Is this a code of it?
    Confirm,
    /// How do they stand?
    Status,
    /// Forget an authenticator.
    Remove,
    /// Clear failures and locks.
    Unlock,
    /// Forget the person.
    Delete,
    /// A recovery PIN to read out.
    Pin,
    /// A sheet of recovery codes.
    Sheet,
    /// End what a recovery has opened.
    EndGrant,
}

impl Asked {
    /// What logs and metrics call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Arrival => "arrival",
            Self::Enroll => "enroll",
            Self::Confirm => "confirm",
            Self::Status => "status",
            Self::Remove => "remove",
            Self::Unlock => "unlock",
            Self::Delete => "delete",
            Self::Pin => "pin",
            Self::Sheet => "sheet",
            Self::EndGrant => "end-grant",
        }
    }

    /// Who may ask it.
    pub const fn is_for(self, role: Role) -> bool {
        match self {
            Self::Verify | Self::Arrival => matches!(role, Role::Login),
            Self::Enroll | Self::Confirm | Self::Status => matches!(role, Role::Login | Role::Desk),
            Self::Remove | Self::Unlock | Self::Delete | Self::Pin | Self::Sheet | Self::EndGrant => {
                matches!(role, Role::Desk)
            }
        }
    }

    /// Whether it comes with a body.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Verify | Self::Arrival | Self::Enroll | Self::Confirm)
    }
}

/// A question: of whom, by whom, and what was sent with it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is asked.
    pub asked: Asked,
    /// Of whom.
    pub person: &'a PersonName,
    /// Which of their authenticators, where that is asked.
    pub authenticator: Option<&'a AuthenticatorName>,
    /// By whom.
    pub role: Role,
    /// The body.
    pub body: &'a [u8],
}

impl Service {
    /// Answers a question.
    pub fn answer(&self, question: &Question<'_>) -> Answer {
        self.answered(question).unwrap_or_else(|refused| refused)
    }

    fn answered(&self, question: &Question<'_>) -> Answered {
        let Question { asked, person, body, role, .. } = *question;
        let now = now()?;
        match asked {
            Asked::Verify => self.verify(person, now, &read(body)?),
            Asked::Arrival => self.arrival(person, now, &read(body)?),
            Asked::Enroll => self.enroll(person, now, role, &read(body)?),
            Asked::Confirm => self.confirm(person, now, &read(body)?),
            Asked::Status => self.status(person, now),
            Asked::Remove => self.remove(person, question.authenticator),
            Asked::Unlock => self.unlock(person),
            Asked::Delete => self.delete(person),
            Asked::Pin => self.pin(person, now),
            Asked::Sheet => self.sheet(person),
            Asked::EndGrant => self.end_grant(person),
        }
    }
}

/// By the server's own clock, whatever anybody says; never its uptime, which no other server shares.
fn now() -> Result<UnixTime, Answer> {
    clock::now().map_err(|error| {
        tracing::error!(%error, "this server's clock cannot be right");
        Answer::error(503, "clock", "this server's clock cannot be right")
    })
}

/// What was sent, as what is asked for. What was sent is not repeated.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Answer> {
    let another = || Answer::error(400, "body", "it is not the object that the description has; see /openapi.json");
    let read = serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => another(),
        _ => Answer::error(400, "body", "it is not JSON"),
    })?;
    // A list of the same values would be taken for the object.
    match body.trim_ascii_start().first() {
        Some(b'{') => Ok(read),
        _ => Err(another()),
    }
}

/// Seconds since 1970, as answers have times.
const fn seconds(time: UnixTime) -> u64 {
    time.seconds()
}
