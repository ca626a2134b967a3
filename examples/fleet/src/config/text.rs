//! Tokens of callers: drawn at random, and known by their hash alone.

use core::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use mfa_host::random::{self, RandomError};

/// How many bytes a hash has.
const HASH: usize = 32;
/// How many random bytes are in a token.
const DRAWN: usize = 32;
/// What a token begins with, so that one which leaked is known for what it is.
const MARK: &str = "mfa_";

/// A token as text, wiped when dropped.
pub type Token = Zeroizing<String>;

/// The SHA-256 hash of a token.
#[derive(Clone)]
pub struct TokenHash([u8; HASH]);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// A hash from 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut hash = [0; HASH];
        let read = base16ct::mixed::decode(text.trim(), &mut hash).ok()?;
        (read.len() == HASH).then_some(Self(hash))
    }

    /// Whether two are the same, in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// As hexadecimal digits.
    pub fn to_hex(&self) -> String {
        base16ct::lower::encode_string(&self.0)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// A new token.
pub fn drawn_token() -> Result<Token, RandomError> {
    let drawn = random::bytes::<DRAWN>()?;
    let mut token = Zeroizing::new(String::with_capacity(MARK.len().saturating_add(DRAWN.saturating_mul(2))));
    token.push_str(MARK);
    token.push_str(&Zeroizing::new(base16ct::lower::encode_string(&*drawn)));
    Ok(token)
}
