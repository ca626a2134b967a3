//! How often each outcome was seen, so that none is missing without a word.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

static SEEN: Mutex<BTreeMap<&str, u32>> = Mutex::new(BTreeMap::new());

/// Counts one.
pub(crate) fn saw(outcome: &'static str) {
    *SEEN.lock().unwrap_or_else(PoisonError::into_inner).entry(outcome).or_default() += 1;
}

/// Counts one that has to be so.
pub(crate) fn must(outcome: &'static str, is_so: bool) {
    assert!(is_so, "not {outcome}");
    saw(outcome);
}

/// A line for each outcome.
pub(crate) fn print() {
    for (outcome, times) in &*SEEN.lock().unwrap_or_else(PoisonError::into_inner) {
        println!("saw {times} {outcome}");
    }
}
