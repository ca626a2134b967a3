//! What came of a siege: how often which answer, and what was wrong.

use core::time::Duration;
use std::fmt;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Claim {
    Twice,
    Committed,
    Failures,
    Answers,
}

impl Claim {
    pub(crate) const ALL: [Self; 4] = [Self::Twice, Self::Committed, Self::Failures, Self::Answers];
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Twice => "no code was accepted twice",
            Self::Committed => "what was accepted is used up after every restart",
            Self::Failures => "no failure was lost, and none was made up",
            Self::Answers => "a right code is refused only if it was used, and every answer is one that is documented",
        })
    }
}

/// What came of a siege.
#[derive(Default)]
pub(crate) struct Sum {
    pub(crate) accepted: u64,
    pub(crate) rejected: u64,
    pub(crate) unknown: u64,
    pub(crate) busy: u64,
    pub(crate) blows: u32,
    pub(crate) serialization_failures: usize,
    pub(crate) longest_outage: Duration,
    pub(crate) found: Vec<(Claim, String)>,
}

impl Sum {
    pub(crate) fn broken(&self, claim: Claim) -> bool {
        self.found.iter().any(|(kind, _)| *kind == claim)
    }

    pub(crate) fn find(&mut self, claim: Claim, what: String) {
        self.found.push((claim, what));
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.unknown += other.unknown;
        self.busy += other.busy;
        self.found.extend(other.found);
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, rejected, unknown, busy, blows, serialization_failures, longest_outage, found } = self;
        write!(
            f,
            "{blows} blows; {accepted} accepted, {rejected} rejected, {unknown} without an outcome, {busy} busy; "
        )?;
        write!(
            f,
            "{serialization_failures} serialization failures; longest outage {:.1} s; ",
            longest_outage.as_secs_f64()
        )?;
        write!(f, "{} wrong", found.len())
    }
}
