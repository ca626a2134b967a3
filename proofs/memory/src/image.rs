//! The image that gdb's gcore makes of a process, and what of some needles is in it.

use core::ops::Range;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::needles::{Needle, RUN};

/// Where something is found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Area {
    /// The stack of the thread that made the calls.
    Stack,
    /// What gcore notes of the processor's registers.
    Registers,
    /// Data, heaps, and whatever else could be written.
    Elsewhere,
}

/// What was found where.
pub type Found = BTreeSet<(Area, &'static str)>;

pub struct Image {
    bytes: Vec<u8>,
    parts: Vec<(Area, Range<usize>)>,
}

impl Image {
    /// Of a process, one of whose stack's addresses is known.
    pub fn of(process: u32, on_the_stack: u64, folder: &Path) -> Result<Self, String> {
        let name = folder.join("image");
        let mut gcore = Command::new("gcore");
        gcore.arg("-o").arg(&name).arg(process.to_string()).stdin(Stdio::null());
        let output = gcore.output().map_err(|error| format!("gcore: {error}"))?;
        let file = folder.join(format!("image.{process}"));
        let bytes = fs::read(&file).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
        fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let parts = parts(&bytes, on_the_stack).ok_or("gcore's file is not what it should be")?;
        if !parts.iter().any(|(area, _)| *area == Area::Stack) {
            return Err("the stack is not in the image".to_owned());
        }
        Ok(Self { bytes, parts })
    }

    pub fn search(&self, needles: &[Needle]) -> Found {
        let runs = Runs::of(needles);
        let in_part = |(area, part): &(Area, Range<usize>)| {
            runs.among(&self.bytes[part.clone()]).into_iter().map(|name| (*area, name)).collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(in_part).collect()
    }
}

/// The segments of an ELF file of 64 bits that hold memory or registers.
fn parts(file: &[u8], on_the_stack: u64) -> Option<Vec<(Area, Range<usize>)>> {
    const LOAD: u32 = 1;
    const NOTE: u32 = 4;
    let half = |at: usize| Some(u16::from_le_bytes(file.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u64::from_le_bytes(file.get(at..at + 8)?.try_into().ok()?));
    let place = |at: usize| usize::try_from(long(at)?).ok();
    if !file.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let (table, size, count) = (place(32)?, usize::from(half(54)?), usize::from(half(56)?));
    let mut parts = Vec::new();
    for header in (0..count).map(|index| table + index * size) {
        let kind = u32::from_le_bytes(file.get(header..header + 4)?.try_into().ok()?);
        let (offset, address, length) = (place(header + 8)?, long(header + 16)?, place(header + 32)?);
        let area = match kind {
            LOAD if (address..address + length as u64).contains(&on_the_stack) => Area::Stack,
            LOAD => Area::Elsewhere,
            NOTE => Area::Registers,
            _ => continue,
        };
        file.get(offset..offset + length)?;
        parts.push((area, offset..offset + length));
    }
    Some(parts)
}

/// The runs of all needles, by their first eight bytes; and those that are shorter, which stand where a number would.
struct Runs<'n> {
    long: HashMap<[u8; RUN], Vec<(&'n Needle, usize)>>,
    numbers: HashMap<[u8; 4], Vec<&'n Needle>>,
    begins: Vec<bool>,
}

impl<'n> Runs<'n> {
    fn of(needles: &'n [Needle]) -> Self {
        let mut runs = Self { long: HashMap::new(), numbers: HashMap::new(), begins: vec![false; 1 << 16] };
        for needle in needles {
            if let Ok(number) = <[u8; 4]>::try_from(needle.bytes.as_slice()) {
                runs.numbers.entry(number).or_default().push(needle);
                continue;
            }
            for at in 0..=needle.bytes.len() - needle.run {
                let first = needle.bytes[at..at + RUN].try_into().expect("eight bytes");
                runs.long.entry(first).or_default().push((needle, at));
                runs.begins[beginning(&needle.bytes[at..])] = true;
            }
        }
        runs
    }

    fn among(&self, bytes: &[u8]) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        for (at, run) in bytes.windows(RUN).enumerate() {
            if !self.begins[beginning(run)] {
                continue;
            }
            for (needle, from) in self.long.get(run).into_iter().flatten() {
                if bytes[at..].starts_with(&needle.bytes[*from..*from + needle.run]) {
                    found.insert(needle.name);
                }
            }
        }
        for four in bytes.chunks_exact(4) {
            found.extend(self.numbers.get(four).into_iter().flatten().map(|needle| needle.name));
        }
        found
    }
}

fn beginning(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}
