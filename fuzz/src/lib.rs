//! What each fuzz target does with the bytes that it is given. A target is a function here, in a file that says what it
//! asserts, and three lines in `fuzz_targets` that let libFuzzer call it; `tests/replay.rs` calls it with what was found
//! before, without libFuzzer.
//!
//! The models are those of `core/tests`.

mod base32;
mod c_abi;
mod code;
#[cfg(feature = "liboath")]
mod liboath;
mod ocra_suite;
#[cfg(feature = "planted")]
mod planted;
mod policy;
mod preferences;
mod recovery;
mod recovery_codes;
mod resync;
mod settings;
mod state;
mod store;
mod strategy;
mod typed;
mod uri;
mod verify;

#[allow(dead_code, unused_imports, reason = "tests use more of it")]
#[path = "../../core/tests/model/comparison.rs"]
mod comparison;
#[allow(dead_code, reason = "tests use more of it")]
#[path = "../../core/tests/model/decision.rs"]
mod decision;
#[allow(dead_code, reason = "tests use more of it")]
#[path = "../../core/tests/model/history.rs"]
mod history;
#[path = "../../core/tests/common/naive.rs"]
mod naive;
#[allow(dead_code, unused_imports, reason = "tests use more of it")]
#[path = "../../core/tests/ocra/main.rs"]
mod ocra_of_tests;
#[allow(dead_code, unused_imports, reason = "tests use more of it")]
#[path = "../../core/tests/recovery/main.rs"]
mod recovery_of_tests;
#[allow(dead_code, reason = "tests use more of it")]
#[path = "../../core/tests/model/world.rs"]
mod world;

pub use base32::base32;
pub use c_abi::c_abi;
pub use code::code;
#[cfg(feature = "liboath")]
pub use liboath::liboath;
pub use ocra_suite::ocra_suite;
#[cfg(feature = "planted")]
pub use planted::planted;
pub use policy::policy;
pub use preferences::preferences;
pub use recovery::recovery;
pub use recovery_codes::recovery_codes;
pub use resync::resync;
pub use state::state;
pub use store::store;
pub use typed::typed;
pub use uri::uri;
pub use verify::verify;

/// A target, by its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets but the planted one.
pub const TARGETS: &[Target] = &[
    ("base32", base32),
    ("c_abi", c_abi),
    ("code", code),
    #[cfg(feature = "liboath")]
    ("liboath", liboath),
    ("ocra_suite", ocra_suite),
    ("policy", policy),
    ("preferences", preferences),
    ("recovery", recovery),
    ("recovery_codes", recovery_codes),
    ("resync", resync),
    ("state", state),
    ("store", store),
    ("typed", typed),
    ("uri", uri),
    ("verify", verify),
];
