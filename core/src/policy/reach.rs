//! How far the engine looks for a code that is not where it is expected. Each is bounded when it is made, so that a
//! mistaken configuration cannot become a denial of service.

use crate::error::PolicyError;

/// Defines a number of positions with its bounds.
macro_rules! reach {
    ($(#[$about:meta])* $name:ident: $type:ty, 1..=$most:literal, default $default:literal, $error:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name($type);

        impl $name {
            /// The most there can be.
            pub const MOST: $type = $most;
            /// The default.
            pub const DEFAULT: Self = Self($default);

            /// So many, refused unless at least 1 and at most [`Self::MOST`].
            pub const fn new(count: $type) -> Result<Self, PolicyError> {
                match count {
                    1..=$most => Ok(Self(count)),
                    _ => Err(PolicyError::$error),
                }
            }

            /// How many.
            pub const fn count(self) -> $type {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::DEFAULT
            }
        }
    };
}

reach! {
    /// How many counters are acceptable at a login, the expected one included (RFC 4226, section 7.4).
    LookAhead: u8, 1..=100, default 10, LookAhead
}

reach! {
    /// How many counters a resynchronization looks at for the first of its two codes (RFC 4226, section 7.4).
    ResyncRange: u16, 1..=1000, default 100, ResyncRange
}

reach! {
    /// How many steps a diagnosis of a phone's clock looks at, to each side where it looks to both: by default 120, an
    /// hour at 30 seconds; at most 2,880, a day.
    DiagnosisReach: u16, 1..=2880, default 120, Reach
}
