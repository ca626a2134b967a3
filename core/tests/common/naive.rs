//! One-time codes once more, as naively as can be and over somebody else's HMAC: what the engine is compared with.

/// The hash that HMAC is computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// The code of a counter or of a time step (RFC 4226, section 5.3).
pub(crate) fn code(hash: Hash, key: &[u8], position: u64, digits: u32) -> String {
    let width = digits as usize;
    let number = u64::from(truncated(hash, key, position)) % 10_u64.pow(digits);
    format!("{number:0width$}")
}

/// The 31 bits that a code is made of.
pub(crate) fn truncated(hash: Hash, key: &[u8], position: u64) -> u32 {
    let tag = hmac(hash, key, &position.to_be_bytes());
    let offset = usize::from(tag[tag.len() - 1] % 16);
    u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) % (1 << 31)
}

/// HMAC under a hash.
pub(crate) fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => hmac_sha1_compact::HMAC::mac(message, key).to_vec(),
        Hash::Sha256 => hmac_sha256::HMAC::mac(message, key).to_vec(),
        Hash::Sha512 => hmac_sha512::HMAC::mac(message, key).to_vec(),
    }
}
