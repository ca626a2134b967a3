//! A record that many callers share: read by each, replaced by whoever is first, with one clock for all of them.

use std::sync::Mutex;

use mfa_core::{Commit, UnixTime};

/// A store with a compare-and-set on all bytes of one record, and a clock that goes on when it is told to.
pub(crate) struct Server<T>(Mutex<(T, u64)>);

impl<T: Copy + PartialEq> Server<T> {
    pub(crate) fn new(record: T, start: u64) -> Self {
        Self(Mutex::new((record, start)))
    }

    /// What is stored, and what time it is. Nobody who reads later is shown an earlier time.
    pub(crate) fn read(&self) -> (T, UnixTime) {
        let (record, now) = *self.0.lock().unwrap();
        (record, UnixTime::new(now).unwrap())
    }

    #[allow(dead_code, reason = "not every test lets time go by")]
    pub(crate) fn wait(&self, seconds: u64) {
        self.0.lock().unwrap().1 += seconds;
    }

    /// Replaces what was read, if it is still what is stored.
    pub(crate) fn replace(&self, read: &T, next: T) -> Commit {
        let mut stored = self.0.lock().unwrap();
        if stored.0 != *read {
            return Commit::Conflict;
        }
        stored.0 = next;
        Commit::Stored
    }
}
