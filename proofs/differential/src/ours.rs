//! What libmfa answers: a code, and at which position a code is accepted by somebody whose state is new.

use mfa_core::*;

use crate::case::{Case, Moving as Asked};

pub struct Ours {
    credential: Credential,
    policy: Policy,
    now: UnixTime,
    start: Position,
}

impl Ours {
    pub fn of(case: &Case) -> Self {
        let secret = Secret::import(&case.key).expect("10 to 128 bytes");
        let (moving, window, further, now) = match case.moving {
            Asked::Counter { further, .. } => (Moving::Hotp, Window::DEFAULT, further, 0),
            Asked::Time { now, period, t0, past, future } => {
                let period = Period::new(period.into()).expect("at most an hour");
                let t0 = UnixTime::new(t0).expect("in range");
                (Moving::Totp { period, t0 }, Window::new(past, future).expect("at most 50"), 0, now)
            }
        };
        let parameters = Parameters { moving, algorithm: case.algorithm, digits: case.digits };
        let credential = Credential::new(&secret, parameters).expect("supported");
        let look_ahead = LookAhead::new(further + 1).expect("at most 51");
        let start = match case.moving {
            Asked::Counter { counter, .. } => Position::Counter(Counter::new(counter).expect("in range")),
            Asked::Time { .. } => credential.beginning(),
        };
        let policy = Policy { window, look_ahead, ..Policy::DEFAULT };
        Self { credential, policy, now: UnixTime::new(now).expect("in range"), start }
    }

    /// The code of a position.
    pub fn code_of(&self, position: u64) -> String {
        let code = match self.credential.parameters().moving {
            Moving::Hotp => self.credential.code_for(Counter::new(position).expect("in range")),
            Moving::Totp { .. } => self.credential.code_in(TimeStep::new(position).expect("in range")),
        };
        code.expect("of its kind").as_str().to_owned()
    }

    /// The code that is shown now.
    pub fn code(&self) -> String {
        match self.credential.parameters().moving {
            Moving::Hotp => self.code_of(self.start.number()),
            Moving::Totp { .. } => self.credential.code_at(self.now).expect("not before T0").code.as_str().to_owned(),
        }
    }

    /// Where a typed code is accepted, if it is.
    pub fn found(&self, typed: &str) -> Option<u64> {
        let mut state = None;
        let nobody = Person::<1>::without_authenticators(Standing::NEW);
        let added = nobody.add(&self.credential, self.start).expect("new").commit(|next| {
            state = next.state().copied();
            Commit::Stored
        });
        added.expect("stored");
        let state = state.expect("one");
        let authenticator = Authenticator { credential: &self.credential, state: &state };
        let person: Person<'_, 1> = Person::open(&[authenticator]).expect("intact");
        let code = Code::parse(typed).expect("a code");
        let attempt = person.verify(self.now, &code, &self.policy).expect("decided");
        match attempt.commit(|_| Commit::Stored).expect("stored") {
            Verdict::Accepted(accepted) => Some(accepted.position.number()),
            _ => None,
        }
    }
}
