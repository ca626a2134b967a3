//! Counts as they cross: 32 bits, which none of ours exceeds.

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
