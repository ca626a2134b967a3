//! The credential that a block of a vector file describes.

use mfa_core::{Algorithm, Credential, Digits, Moving, Parameters, Secret};

use crate::vectors::Vector;

/// With the block's key, hash and digits, moved as it is said.
pub(crate) fn credential(vector: &Vector, moving: Moving) -> Credential {
    let parameters = Parameters {
        moving,
        algorithm: match vector.text("hash") {
            "SHA1" => Algorithm::Sha1,
            "SHA256" => Algorithm::Sha256,
            "SHA512" => Algorithm::Sha512,
            other => panic!("the block at line {} wants {other}", vector.line()),
        },
        digits: Digits::new(vector.number("digits")).unwrap(),
    };
    Credential::new(&Secret::import(&vector.bytes("key")).unwrap(), parameters).unwrap()
}
