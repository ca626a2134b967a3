//! Names of people and of their authenticators, checked once so that they can be file names and be printed.

use core::error::Error;
use core::fmt;

/// The longest name of a person in bytes: a file name with room for what is written beside it.
const LONGEST_PERSON: usize = 200;
/// The longest name of an authenticator in bytes.
const LONGEST_AUTHENTICATOR: usize = 64;

/// Why a text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// It is empty.
    Empty,
    /// It is too long.
    TooLong {
        /// How many bytes there may be.
        most: usize,
    },
    /// It begins with a dot.
    LeadingDot,
    /// It has a slash.
    Slash,
    /// It has a character that a terminal would not show as it is: a control character, NUL, or one that changes the
    /// direction of writing.
    Unprintable,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name cannot be empty"),
            Self::TooLong { most } => write!(f, "a name has at most {most} bytes"),
            Self::LeadingDot => f.write_str("a name cannot begin with a dot"),
            Self::Slash => f.write_str("a name cannot contain a slash"),
            Self::Unprintable => f.write_str("a name cannot contain control or bidirectional characters"),
        }
    }
}

impl Error for NameError {}

macro_rules! name {
    ($(#[$about:meta])* $name:ident, $check:expr) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks a name.
            pub fn new(name: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> Result<(), NameError> = $check;
                check(name).map(|()| Self(name.to_owned()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = NameError;

            fn from_str(name: &str) -> Result<Self, NameError> {
                Self::new(name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

name! {
    /// The name of a person: 1 to 200 bytes of UTF-8, no slash, no leading dot, nothing unprintable. It is the name of
    /// their file, so what could leave the store's folder is refused here.
    PersonName, |name| {
        if name.starts_with('.') {
            Err(NameError::LeadingDot)
        } else if name.contains('/') {
            Err(NameError::Slash)
        } else {
            printable(name, LONGEST_PERSON)
        }
    }
}

name! {
    /// What a person calls one of their authenticators: 1 to 64 bytes of UTF-8, nothing unprintable.
    AuthenticatorName, |name| printable(name, LONGEST_AUTHENTICATOR)
}

fn printable(name: &str, most: usize) -> Result<(), NameError> {
    if name.is_empty() {
        Err(NameError::Empty)
    } else if name.len() > most {
        Err(NameError::TooLong { most })
    } else if name.chars().any(mfa_core::is_unprintable) {
        Err(NameError::Unprintable)
    } else {
        Ok(())
    }
}
