//! Figures of many times.

use core::time::Duration;

/// So many of a hundred are no longer than this: times in ascending order.
pub(crate) fn percentile(sorted: &[Duration], hundredths: f64) -> Duration {
    let rank = (sorted.len() as f64 * hundredths / 100.0).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

/// In milliseconds, as it is printed.
pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the nearest rank, as textbooks have it.
    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let times: Vec<Duration> = [15, 20, 35, 40, 50].map(Duration::from_millis).to_vec();
        let of = |hundredths| percentile(&times, hundredths).as_millis();
        assert_eq!([of(5.0), of(30.0), of(40.0), of(50.0), of(100.0)], [15, 20, 20, 35, 50]);
        assert_eq!(percentile(&[], 99.0), Duration::ZERO);
    }
}
