//! One key of the policy file, which a program sets over policies that are read.

use super::Policies;
use super::draft::Draft;
use super::error::{Flaw, PolicyFileError};
use super::keys::Key;
use super::value::Raw;

impl Policies {
    /// The same policies with one key of [`KEYS`](super::KEYS) set, as if a file with nothing else lay over them.
    ///
    /// The value is as a command line has it, without quotes: a whole number, `true` or `false`, a word, a text. What a
    /// list is set to is its only entry, whatever characters are in it; nothing at all is a list without entries.
    ///
    /// An error names the key, its value and what is allowed, or the other key that it contradicts. A key that does not
    /// exist is one too, other than in a file. Of two keys that have to change together, each step must be free of
    /// contradiction: the longest lock before a longer first one, and `codes.preset` before the section's other keys.
    ///
    /// ```
    /// use mfa_host::policy::Policies;
    ///
    /// let policies = Policies::default().with("login.past_deadline", "enroll-now")?.with("login.required", "*")?;
    /// assert_eq!(policies.required, ["*"]);
    /// let typo = Policies::default().with("login.past_dedline", "enroll-now");
    /// assert_eq!(typo.unwrap_err().to_string(), "no key is called \"login.past_dedline\"");
    /// # Ok::<(), mfa_host::policy::PolicyFileError>(())
    /// ```
    pub fn with(&self, key: &str, value: &str) -> Result<Self, PolicyFileError> {
        let known = Key::named(key).ok_or_else(|| Flaw::NoSuchKey(Raw::Text(key.to_owned()).to_string().into()))?;
        let mut draft = Draft::from(self);
        known.put(known.name(), &known.typed(value), &mut draft)?;
        draft.finished().map_err(|contradiction| contradiction.flaw(str::to_owned).into())
    }
}
