//! What an administrator may see of a person.

use super::Person;
use crate::policy::{Policy, Throttle};
use crate::position::Position;
use crate::state::Standing;
use crate::time::UnixTime;
use crate::verdict::Barred;

/// How a person stands under a policy at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Wrong codes since the last acceptance.
    pub failures: u16,
    /// Wrong codes in all.
    pub failures_in_all: u32,
    /// How many more wrong codes are looked at before one locks or closes; 0 while locked or closed.
    pub attempts_left: u16,
    /// Until when codes are locked, if they are.
    pub locked_until: Option<UnixTime>,
    /// Whether attempts are closed until an administrator unlocks them; one-time codes also until a recovery is
    /// redeemed.
    pub closed: bool,
    /// How many times the record was changed.
    pub revision: u64,
}

/// Where one authenticator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The smallest step or counter that is not used up; `None` for a counter that is at its end.
    pub next: Option<Position>,
    /// How many steps its clock was learned to be off (negative: slow).
    pub drift: i8,
    /// Whether its codes count for nothing until it is confirmed again.
    pub suspended: bool,
}

impl Status {
    /// How failures and lock stand at a time, under a throttle and the cap that it comes to.
    pub(crate) fn of(standing: &Standing, now: UnixTime, throttle: Throttle, cap: u16) -> Self {
        let ladder = standing.ladder;
        let barred = ladder.barred_at(now, throttle, cap);
        Self {
            failures: ladder.failures,
            failures_in_all: ladder.failures_in_all,
            attempts_left: ladder.attempts_left(now, throttle, cap),
            locked_until: barred.and_then(Barred::until),
            closed: barred == Some(Barred::Closed),
            revision: standing.revision,
        }
    }
}

impl<const N: usize> Person<'_, N> {
    /// How the person stands now. Evaluates nothing and changes nothing.
    pub fn status(&self, now: UnixTime, policy: &Policy) -> Status {
        Status::of(&self.standing, now, policy.throttle, self.cap(policy))
    }

    /// Where each authenticator stands, in the order in which they were opened.
    pub fn progress(&self) -> impl Iterator<Item = Progress> {
        self.members().map(|member| Progress {
            next: member.next_position(),
            drift: member.drift,
            suspended: member.suspended,
        })
    }
}
