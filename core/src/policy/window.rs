//! Which time steps around now are acceptable (RFC 6238, section 5.2).

use crate::error::PolicyError;

/// How many steps before and after the current one are acceptable, each at most 50; by default one and one.
///
/// A phone whose clock is slow shows past steps, one whose clock is fast future ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    past: u8,
    future: u8,
}

impl Window {
    /// The most steps to one side: a wider one would be a denial of service, and a gift to guessers.
    pub const MOST: u8 = 50;
    /// One step to each side.
    pub const DEFAULT: Self = Self { past: 1, future: 1 };

    /// A window of so many past and future steps, each at most [`Window::MOST`].
    pub const fn new(past: u8, future: u8) -> Result<Self, PolicyError> {
        if past <= Self::MOST && future <= Self::MOST { Ok(Self { past, future }) } else { Err(PolicyError::Window) }
    }

    /// A window known when the program is compiled; one that is too wide does not compile.
    pub const fn of<const PAST: u8, const FUTURE: u8>() -> Self {
        const { assert!(PAST <= Self::MOST && FUTURE <= Self::MOST, "a window reaches at most 50 steps to each side") };
        Self { past: PAST, future: FUTURE }
    }

    /// How many past steps.
    pub const fn past(self) -> u8 {
        self.past
    }

    /// How many future steps.
    pub const fn future(self) -> u8 {
        self.future
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::DEFAULT
    }
}
