//! Where there is an operating system: its clock and its random bytes, the file store, the policy file, people and their
//! logins. These functions may allocate. On systems other than Unix there are the clock and the random bytes only.

pub mod clock;
pub mod random;

#[cfg(unix)]
pub mod login;
#[cfg(unix)]
pub mod people;
#[cfg(unix)]
pub mod policies;
#[cfg(unix)]
pub mod recovery;
#[cfg(unix)]
pub mod store;
#[cfg(unix)]
mod with;
