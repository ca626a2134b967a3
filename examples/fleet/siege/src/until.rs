//! What goes on in other threads until something is over, and is not waited for in vain where that something fails.

use core::sync::atomic::{AtomicBool, Ordering};

/// Says that it is over when it goes, and so also when whoever holds it panics: a scope waits for its threads before it lets
/// a panic through.
pub(crate) struct Until<'a>(pub(crate) &'a AtomicBool);

impl Drop for Until<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use core::panic::AssertUnwindSafe;
    use core::time::Duration;
    use std::panic::catch_unwind;
    use std::thread;
    use std::time::Instant;

    use super::*;

    #[test]
    fn threads_end_when_what_they_wait_for_fails() {
        let (is_over, mut ended) = (AtomicBool::new(false), false);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            thread::scope(|scope| {
                let _until = Until(&is_over);
                scope.spawn(|| {
                    let end = Instant::now() + Duration::from_secs(10);
                    while !ended && Instant::now() < end {
                        ended = is_over.load(Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(1));
                    }
                });
                panic!("what they wait for fails");
            });
        }));
        assert!(outcome.is_err() && ended);
    }
}
