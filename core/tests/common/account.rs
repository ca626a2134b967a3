//! A person with one authenticator, and a store that always works.

use mfa_core::{
    AttemptError, Authenticator, Code, Commit, Credential, Person, Policy, Position, SealedState, Standing, UnixTime,
    Verdict,
};

/// The person.
#[derive(Clone)]
pub(crate) struct Account {
    credential: Credential,
    state: SealedState,
}

impl Account {
    /// Somebody new: everything before `start` counts as used up.
    pub(crate) fn new(credential: Credential, start: Position) -> Self {
        let mut state = None;
        Person::<1>::without_authenticators(Standing::NEW)
            .add(&credential, start)
            .unwrap()
            .commit(|next| {
                state = next.state().copied();
                Commit::Stored
            })
            .unwrap();
        Self { credential, state: state.unwrap() }
    }

    /// Types something at a time.
    pub(crate) fn types(&mut self, seconds: u64, typed: &str, policy: &Policy) -> Verdict {
        self.tries(seconds, typed, policy).unwrap()
    }

    /// Types something at a time that may not be decided at all.
    pub(crate) fn tries(&mut self, seconds: u64, typed: &str, policy: &Policy) -> Result<Verdict, AttemptError> {
        let code = Code::parse(typed).unwrap();
        let person = Person::<1>::open(&[Authenticator { credential: &self.credential, state: &self.state }]).unwrap();
        let attempt = person.verify(UnixTime::new(seconds).unwrap(), &code, policy)?;
        let mut stored = self.state;
        let verdict = attempt.commit(|next| {
            stored = *next.state().unwrap();
            Commit::Stored
        });
        self.state = stored;
        Ok(verdict.unwrap())
    }
}
