//! Random bytes of the system, for secrets, keys, codes, salts and challenges.

use core::error::Error;
use core::fmt;

use mfa_core::{RecoveryCode, RecoveryCodeLength, RecoveryKey, Secret};
use zeroize::{Zeroize as _, Zeroizing};

/// The system has no random bytes to give. Nothing is made up instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomError(getrandom::Error);

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the system's random source cannot be read: {}", self.0)
    }
}

impl Error for RandomError {}

/// So many random bytes, wiped when dropped.
pub fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, RandomError> {
    let mut bytes = Zeroizing::new([0; N]);
    fill(&mut *bytes)?;
    Ok(bytes)
}

/// Fills a place with random bytes; where there are none, with zeros.
pub fn fill(place: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(place).map_err(|error| {
        place.zeroize();
        RandomError(error)
    })
}

/// A new secret of 160 bits, the length that RFC 4226 recommends.
pub fn secret() -> Result<Secret, RandomError> {
    let drawn = bytes::<20>()?;
    // 20 bytes are within what a secret has, so there is nothing to refuse.
    Secret::issue(&*drawn).map_err(|_| RandomError(getrandom::Error::UNEXPECTED))
}

/// A new recovery key.
pub fn recovery_key() -> Result<RecoveryKey, RandomError> {
    let drawn = bytes::<{ RecoveryKey::LENGTH }>()?;
    RecoveryKey::import(&*drawn).map_err(|_| RandomError(getrandom::Error::UNEXPECTED))
}

/// A sheet of so many new recovery codes.
pub fn recovery_codes(count: usize, length: RecoveryCodeLength) -> Result<Vec<RecoveryCode>, RandomError> {
    // Room for all at once: a vector that grows leaves copies of codes behind.
    let mut codes = Vec::with_capacity(count);
    for _ in 0..count {
        let drawn = bytes::<15>()?;
        let random = drawn.get(..length.random_bytes()).unwrap_or_default();
        codes.push(RecoveryCode::from_random(random).map_err(|_| RandomError(getrandom::Error::UNEXPECTED))?);
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_said() {
        let said = RandomError(getrandom::Error::UNEXPECTED).to_string();
        assert!(said.contains("random source") && said.contains(&getrandom::Error::UNEXPECTED.to_string()), "{said}");
    }

    #[test]
    fn no_two_draws_are_the_same_and_each_is_as_long_as_it_should_be() {
        assert_ne!(*bytes::<32>().unwrap(), *bytes::<32>().unwrap());
        assert_eq!(secret().unwrap().expose().len(), 20);
        for length in [RecoveryCodeLength::Sixteen, RecoveryCodeLength::TwentyFour] {
            let codes = recovery_codes(10, length).unwrap();
            let shown: std::collections::BTreeSet<_> = codes.iter().map(RecoveryCode::as_str).collect();
            assert_eq!((codes.len(), shown.len()), (10, 10));
            assert!(codes.iter().all(|code| code.length() == length));
        }
    }
}
