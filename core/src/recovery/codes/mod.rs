//! Recovery codes: a sheet of paper that lets its owner in, each code once.
//!
//! By default ten of 16 characters in Crockford's base32, 80 bits each. Only salted tags are kept, and which are used, in a
//! record with a ladder of its own. The record is not sealed, for there is no key to seal it with: it is as trustworthy as
//! the store it is in. A set of 80 bits a code is not worth guessing offline either; a pepper that is kept elsewhere makes
//! it impossible.

mod code;
mod record;
mod set;

pub use code::{RecoveryCode, RecoveryCodeLength};
pub use record::StoredCodes;
pub use set::{CodeRedeemed, CodeRedemption, NextCodes, RecoveryCodes};
