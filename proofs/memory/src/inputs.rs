//! What a subject is told, all at once and over a pipe. `inputs.h` has the same for C.

use zeroize::Zeroize;

pub const ALGORITHMS: [mfa_core::Algorithm; 3] =
    [mfa_core::Algorithm::Sha1, mfa_core::Algorithm::Sha256, mfa_core::Algorithm::Sha512];
pub const DEVICE: &str = "LAPTOP-0042";

#[repr(C)]
#[derive(Clone, Zeroize)]
pub struct Inputs {
    pub now: u64,
    pub algorithm: u64,
    pub key: [u8; 32],
    pub state: [u8; 64],
    pub setup_key: [u8; 80],
    pub uri: [u8; 256],
    pub code: [u8; 16],
    pub next_code: [u8; 16],
    pub wrong_code: [u8; 16],
    pub recovery_key: [u8; 32],
    pub recovery_record: [u8; 96],
    pub pin: [u8; 16],
    pub challenged_record: [u8; 96],
    pub challenge: [u8; 16],
    pub response: [u8; 16],
    pub code_random: [u8; 10],
    pub recovery_code: [u8; 22],
    pub codes_record: [u8; 312],
    pub planted_length: u64,
    pub planted: [u8; 2048],
}

impl Inputs {
    pub const SIZE: usize = size_of::<Self>();

    /// Zeros, where nothing else is put.
    pub fn boxed() -> Box<Self> {
        // SAFETY: all fields are integers and arrays of them, for which zeros are values.
        unsafe { Box::<Self>::new_zeroed().assume_init() }
    }

    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `repr(C)` and integers, in an order that needs no padding, so all bytes are initialized.
        unsafe { core::slice::from_raw_parts(core::ptr::from_ref(self).cast(), Self::SIZE) }
    }

    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and every value of every byte is one of its field.
        unsafe { core::slice::from_raw_parts_mut(core::ptr::from_mut(self).cast(), Self::SIZE) }
    }

    pub fn algorithm(&self) -> mfa_core::Algorithm {
        ALGORITHMS[usize::try_from(self.algorithm).expect("small") - 1]
    }
}

/// The text at the start of a place that zeros end.
pub fn text(place: &[u8]) -> &str {
    let length = place.iter().position(|byte| *byte == 0).unwrap_or(place.len());
    core::str::from_utf8(&place[..length]).expect("text")
}

pub fn put(place: &mut [u8], text: &str) {
    place[..text.len()].copy_from_slice(text.as_bytes());
}
