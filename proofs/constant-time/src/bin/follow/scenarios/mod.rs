//! What is followed: the outcomes that docs/constant-time.md lists.

mod changes;
mod enrollment;
mod far;
mod logins;
mod ocra;
mod recovery;
mod recovery_codes;
mod several;
mod texts;
mod uris;

use mfa_core::Algorithm;

use crate::through_c;

/// A part by its name; it is told whether to do all there is, or less of what takes longest.
type Part = (&'static str, fn(bool));

/// The parts, each of which runs by itself.
pub(crate) const PARTS: &[Part] = &[
    ("sha1", |all| with(Algorithm::Sha1, all)),
    ("sha256", |all| with(Algorithm::Sha256, all)),
    ("sha512", |all| with(Algorithm::Sha512, all)),
    ("others", |all| {
        enrollment::follow();
        recovery::follow(all);
        recovery_codes::follow();
        ocra::follow();
        texts::follow();
        uris::follow();
    }),
    ("c", |all| through_c::follow(all)),
];

/// What depends on the hash of the authenticators.
fn with(algorithm: Algorithm, all: bool) {
    logins::follow(algorithm, all);
    several::follow(algorithm);
    far::follow(algorithm, all);
    changes::follow(algorithm);
}
