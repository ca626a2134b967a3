//! What criterion measured: medians, by group and name.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Doing as _, Failure, Result};

/// One benchmark's median, in nanoseconds.
#[derive(Debug, Clone)]
pub(crate) struct Median {
    group: String,
    name: String,
    pub(crate) nanoseconds: f64,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Measured(Vec<Median>);

impl Measured {
    /// Reads what criterion left in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut all = Vec::new();
        walk(folder, &mut all)?;
        if all.is_empty() { Err(Failure::new("criterion measured nothing")) } else { Ok(Self(all)) }
    }

    /// The median of one benchmark.
    pub(crate) fn of(&self, group: &str, name: &str) -> Result<f64> {
        let found = self.0.iter().find(|median| median.group == group && median.name == name);
        found.map(|median| median.nanoseconds).ok_or_else(|| Failure::new(format!("{group}/{name} was not measured")))
    }

    /// A group whose names are numbers, in their order.
    pub(crate) fn by_number(&self, group: &str) -> Vec<(u32, f64)> {
        let of_group = self.0.iter().filter(|median| median.group == group);
        let mut rows: Vec<_> =
            of_group.filter_map(|median| Some((median.name.parse().ok()?, median.nanoseconds))).collect();
        rows.sort_by_key(|(number, _)| *number);
        rows
    }
}

fn walk(folder: &Path, all: &mut Vec<Median>) -> Result<()> {
    let entries = fs::read_dir(folder).doing(format_args!("cannot read {}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        if path.ends_with("new") {
            all.push(median(&path)?);
        } else {
            walk(&path, all)?;
        }
    }
    Ok(())
}

fn median(folder: &Path) -> Result<Median> {
    let read = |file: &str| -> Result<Value> {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).doing(format_args!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
    };
    let (names, estimates) = (read("benchmark.json")?, read("estimates.json")?);
    let text = |key: &str| names.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let nanoseconds = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
    let nanoseconds = nanoseconds.ok_or_else(|| Failure::new("criterion's file has no median"))?;
    Ok(Median { group: text("group_id"), name: text("function_id"), nanoseconds })
}
