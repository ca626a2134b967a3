//! Whether somebody is asked for a code at all, and what happens to those who cannot give one.
//!
//! One pure function from policy, facts, record and time to a [`Decision`]. Its rules, in their order, are the table in
//! `docs/login-decision.md`, which the tests read and hold this module to.

mod allowance;
mod facts;
mod policy;
mod record;

pub use allowance::{Allowance, Ended};
pub use facts::{Facts, Occasion, Requirement, is_listed};
pub use policy::{LoginPolicy, Occasions, PastDeadline};
pub use record::LoginRecord;

use crate::attempt::Attempt;
use crate::time::UnixTime;
use record::Tally;

/// What happens at a login, an unlock or an elevation, after the first factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
#[non_exhaustive]
pub enum Decision {
    /// Ask for a code, and let in only who is accepted.
    AskForCode,
    /// Let in without an authenticator, and say until when that goes on and for how many more logins.
    #[non_exhaustive]
    LetInUnenrolled {
        /// The deadline: from then on nobody is let in without an authenticator.
        until: UnixTime,
        /// How many more logins there are after this one, where they are limited.
        logins_left: Option<u16>,
    },
    /// Let in only once an authenticator was enrolled, here and now.
    #[non_exhaustive]
    EnrollNow,
    /// Not in yet: a recovery was redeemed and its grant is open. [`Recovery::redeem`](crate::Recovery::redeem), or
    /// [`Recovery::pass`](crate::Recovery::pass) where policy asks for no PIN, decides and counts the use. Offer enrollment.
    #[non_exhaustive]
    AskUnderGrant {
        /// When the grant ends.
        until: UnixTime,
        /// Whether a one-time code counts beside it: not from somebody without an authenticator, and not once the device
        /// was offline for longer than codes count.
        codes_count: bool,
    },
    /// Let in without a code.
    #[non_exhaustive]
    NoCodeNeeded {
        /// Why none is needed.
        because: Unneeded,
    },
    /// Do not let in, and say whom to call: the administrator, whose address and number the host has.
    #[non_exhaustive]
    Deny {
        /// Why, which the person may be told.
        reason: Denial,
    },
}

/// Why no code is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unneeded {
    /// Second factors are turned off.
    Disabled,
    /// The person is exempt.
    Exempt,
    /// Policy asks for none on this occasion.
    Occasion,
    /// Another strong factor, such as a smartcard, was accepted already.
    OtherFactor,
    /// Nobody requires it of this person, and they have not enrolled.
    NotEnrolled,
}

/// Why somebody is not let in. In each case an administrator helps; the second also passes once the device is online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denial {
    /// A code is required, there is no authenticator, and the time to enroll one is over.
    NotEnrolled(Ended),
    /// There is an authenticator, but the device was offline for longer than codes count without a network.
    Offline(Ended),
}

impl LoginPolicy {
    /// Decides. The decision comes out of the attempt once the next record is stored; where nothing changes, at once.
    ///
    /// Whatever goes past "no code needed" is noted: who is required has the period without an authenticator begun, its
    /// latest time seen moves, and a login without an authenticator is counted; being online begins the period offline
    /// anew, and each asking while offline is counted. So setting the clock back behind a time that was
    /// shown here opens nothing, and neither do several logins at once.
    ///
    /// ```
    /// use mfa_core::*;
    ///
    /// let facts = Facts {
    ///     occasion: Occasion::Login,
    ///     requirement: Requirement::Required,
    ///     enrolled: false,
    ///     online: true,
    ///     other_factor: false,
    ///     grant_until: None,
    /// };
    /// let mut stored = LoginRecord::NEW;
    /// let mut login = |seconds| {
    ///     let attempt = LoginPolicy::DEFAULT.decide(&facts, &stored, UnixTime::new(seconds)?);
    ///     let decision = attempt.commit(|next| {
    ///         stored = next;
    ///         Commit::Stored
    ///     })?;
    ///     Ok::<_, Box<dyn core::error::Error>>(decision)
    /// };
    /// let Decision::LetInUnenrolled { until, logins_left, .. } = login(1_000_000)? else { panic!() };
    /// assert_eq!((until.seconds(), logins_left), (1_000_000 + 48 * 3600, Some(9)));
    /// let Decision::Deny { reason, .. } = login(1_000_000 + 48 * 3600)? else { panic!() };
    /// assert_eq!(reason, Denial::NotEnrolled(Ended::TimeIsUp));
    /// let Decision::Deny { reason, .. } = login(1_000_000)? else { panic!() };
    /// assert_eq!(reason, Denial::NotEnrolled(Ended::ClockSetBack));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn decide(&self, facts: &Facts, record: &LoginRecord, now: UnixTime) -> Attempt<Decision, LoginRecord> {
        if let Some(because) = self.needs_no_code(facts) {
            return Attempt::settled(Decision::NoCodeNeeded { because });
        }
        let mut next = record.seen_at(now, facts);
        let decision = match facts.grant_until {
            Some(until) if now < until => {
                let codes_count = facts.enrolled && self.ask(facts, &mut next, now) == Decision::AskForCode;
                Decision::AskUnderGrant { until, codes_count }
            }
            _ if facts.enrolled => self.ask(facts, &mut next, now),
            _ => self.let_in_unenrolled(&mut next, now),
        };
        if next == *record { Attempt::settled(decision) } else { Attempt::changing(decision, next) }
    }

    fn needs_no_code(&self, facts: &Facts) -> Option<Unneeded> {
        if !self.enabled {
            Some(Unneeded::Disabled)
        } else if facts.requirement == Requirement::Exempt {
            Some(Unneeded::Exempt)
        } else if !self.occasions.include(facts.occasion) {
            Some(Unneeded::Occasion)
        } else if facts.other_factor && self.other_factor_suffices {
            Some(Unneeded::OtherFactor)
        } else if facts.requirement == Requirement::IfEnrolled && !facts.enrolled {
            Some(Unneeded::NotEnrolled)
        } else {
            None
        }
    }

    /// Somebody enrolled: a code, unless the device was offline for too long.
    fn ask(&self, facts: &Facts, next: &mut LoginRecord, now: UnixTime) -> Decision {
        if facts.online {
            return Decision::AskForCode;
        }
        let Some(offline) = &mut next.offline else {
            return Decision::Deny { reason: Denial::Offline(Ended::NeverBegun) };
        };
        match self.offline.left(offline, now) {
            Ok(_) => {
                offline.count();
                Decision::AskForCode
            }
            Err(ended) => Decision::Deny { reason: Denial::Offline(ended) },
        }
    }

    /// Somebody required who is not enrolled: in for a while, then by the policy for whoever is late.
    fn let_in_unenrolled(&self, next: &mut LoginRecord, now: UnixTime) -> Decision {
        let grace = next.grace.get_or_insert(Tally::begun(now));
        match self.without_factor.left(grace, now) {
            Ok(left) => {
                grace.count();
                let logins_left = left.logins.map(|logins| logins.saturating_sub(1));
                Decision::LetInUnenrolled { until: left.until, logins_left }
            }
            Err(ended) => match self.past_deadline {
                PastDeadline::Deny => Decision::Deny { reason: Denial::NotEnrolled(ended) },
                PastDeadline::EnrollNow => Decision::EnrollNow,
            },
        }
    }
}
