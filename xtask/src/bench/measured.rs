//! What was measured: medians, by group and name.

use crate::failure::{Failure, Result};

/// One median, in nanoseconds.
#[derive(Debug)]
struct Median {
    path: String,
    nanoseconds: f64,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Measured(Vec<Median>);

impl Measured {
    /// Reads lines of `GROUP/NAME`, a tab, nanoseconds.
    pub(crate) fn read(output: &str) -> Result<Self> {
        let rows = output.lines().filter_map(|line| line.split_once('\t'));
        let all: Vec<_> = rows
            .filter_map(|(path, time)| Some(Median { path: path.to_owned(), nanoseconds: time.parse().ok()? }))
            .collect();
        if all.is_empty() { Err(Failure::new("nothing was measured")) } else { Ok(Self(all)) }
    }

    /// The median of one operation.
    pub(crate) fn of(&self, group: &str, name: &str) -> Result<f64> {
        let path = format!("{group}/{name}");
        let found = self.0.iter().find(|median| median.path == path);
        found.map(|median| median.nanoseconds).ok_or_else(|| Failure::new(format!("{path} was not measured")))
    }

    /// A group whose names are numbers, in their order.
    pub(crate) fn by_number(&self, group: &str) -> Vec<(u32, f64)> {
        let of_group = self.0.iter().filter_map(|median| {
            let (of, name) = median.path.split_once('/')?;
            Some((name.parse().ok().filter(|_| of == group)?, median.nanoseconds))
        });
        let mut rows: Vec<_> = of_group.collect();
        rows.sort_by_key(|(number, _)| *number);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_read_by_group_and_name() {
        let measured = Measured::read("window/10\t7.5\nwindow/2\t3\nc/Rust, wrong code\t1\n# liboath 2\n").unwrap();
        assert_eq!(measured.by_number("window"), [(2, 3.0), (10, 7.5)]);
        assert!((measured.of("c", "Rust, wrong code").unwrap() - 1.0).abs() < 1e-9);
        assert!(measured.of("c", "nosuch").is_err());
        assert!(Measured::read("# nothing\n").is_err());
    }
}
