//! An answer: a status, JSON that is wiped when it was sent, and what logs and metrics call it.

use serde::Serialize;
use zeroize::Zeroizing;

/// Room for an answer, so that none grows and leaves copies of secrets behind: a QR code is the longest.
const ROOM: usize = 512;
const ROOM_FOR_SECRETS: usize = 96 * 1024;

/// What answers are written in.
pub(crate) const JSON: &str = "application/json";

/// An answer.
#[derive(Clone, Debug)]
#[must_use]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What logs and metrics call it.
    pub kind: &'static str,
    /// The content.
    pub body: Zeroizing<Vec<u8>>,
    /// What the content is written in.
    pub form: &'static str,
    /// After how many seconds it is worth asking again.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// An answer with this content.
    pub(crate) fn of(status: u16, kind: &'static str, content: &impl Serialize) -> Self {
        Self::with_room(ROOM, status, kind, content)
    }

    /// An answer with a secret in it.
    pub(crate) fn with_secrets(status: u16, kind: &'static str, content: &impl Serialize) -> Self {
        Self::with_room(ROOM_FOR_SECRETS, status, kind, content)
    }

    /// That the server is alive.
    pub(crate) fn alive() -> Self {
        Self::of(200, "alive", &Healthy { health: "alive" })
    }

    /// An error, by name and in a sentence.
    pub(crate) fn error(status: u16, error: &'static str, message: &str) -> Self {
        Self::of(status, error, &Error { error, message })
    }

    /// Text that was written already.
    pub(crate) fn text(kind: &'static str, form: &'static str, text: String) -> Self {
        Self { status: 200, kind, body: Zeroizing::new(text.into_bytes()), form, retry_after: None }
    }

    /// With the time after which it is worth asking again.
    pub(crate) fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    fn with_room(room: usize, status: u16, kind: &'static str, content: &impl Serialize) -> Self {
        let mut body = Zeroizing::new(Vec::with_capacity(room));
        match serde_json::to_writer(&mut *body, content) {
            Ok(()) => Self { status, kind, body, form: JSON, retry_after: None },
            Err(_) => {
                let body = Zeroizing::new(br#"{"error":"internal","message":"the answer cannot be written"}"#.to_vec());
                Self { status: 500, kind: "internal", body, form: JSON, retry_after: None }
            }
        }
    }
}

#[derive(Serialize)]
struct Error<'a> {
    error: &'static str,
    message: &'a str,
}

/// That it is alive.
#[derive(Serialize)]
pub(crate) struct Healthy {
    pub(crate) health: &'static str,
}

/// A denial that needs no more words than its name.
#[derive(Serialize)]
pub(super) struct Denied<'a> {
    answer: &'static str,
    message: &'a str,
}

pub(super) fn denied(answer: &'static str, message: &str) -> Answer {
    Answer::of(403, answer, &Denied { answer, message })
}
