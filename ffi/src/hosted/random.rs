//! Random bytes of the system, for secrets, keys, codes, salts and challenges.

use mfa_host::random;

use crate::result::*;

/// Fills `bytes` with so many random bytes of the system. Where there are none they are zeros, and that is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_random_bytes(bytes: *mut u8, bytes_size: usize) -> mfa_result {
    guarded_call!(|arguments| {
        random::fill(arguments.new_bytes(1, bytes, bytes_size)?)?;
        Ok(MFA_OK)
    })
}
