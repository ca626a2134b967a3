//! Times of operations that are to be compared: measured in turn, batch by batch, so that noise hits all alike.

use std::time::{Duration, Instant};

use crate::Operation;

/// Short enough that few batches are interrupted, long enough for the clock.
const BATCH: Duration = Duration::from_micros(50);

/// Medians in nanoseconds of so many batches, in the order of the operations.
pub fn medians(operations: &mut [Operation], batches: usize) -> Vec<f64> {
    medians_beside(operations, batches, || {})
}

/// The same, with something else whose turn it is once in each round.
pub fn medians_beside(operations: &mut [Operation], batches: usize, mut beside: impl FnMut()) -> Vec<f64> {
    let calls: Vec<u32> = operations.iter_mut().map(|operation| calls(&mut operation.run)).collect();
    let mut samples = vec![Vec::with_capacity(batches); operations.len()];
    for _ in 0..batches {
        for ((operation, calls), samples) in operations.iter_mut().zip(&calls).zip(&mut samples) {
            let taken = time(&mut operation.run, *calls);
            samples.push(taken.as_secs_f64() * 1e9 / f64::from(*calls));
        }
        beside();
    }
    samples.into_iter().map(median).collect()
}

/// The middle one.
pub fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn time(run: &mut dyn FnMut(), calls: u32) -> Duration {
    let start = Instant::now();
    (0..calls).for_each(|_| run());
    start.elapsed()
}

/// How many calls make a batch.
fn calls(run: &mut dyn FnMut()) -> u32 {
    let fastest = (0..5).map(|_| time(run, 10)).min().unwrap_or(BATCH) / 10;
    u32::try_from(BATCH.as_nanos() / fastest.as_nanos().max(1)).unwrap_or(u32::MAX).max(1)
}
