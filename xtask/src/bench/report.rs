//! The tables of docs/speed.md, of what was measured.

#![allow(clippy::arithmetic_side_effects, reason = "candidates and compressions are few")]

use core::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::measured::Measured;
use super::plots::{self, Series};
use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;

/// The peers, by their names among the measurements and in the tables.
const PEERS: [(&str, &str); 4] =
    [("totp-rs", "totp-rs"), ("totp-rfc", "totp-rfc"), ("liboath", "liboath"), ("pquerna-otp", "pquerna/otp (Go)")];
const HASHES: [&str; 3] = ["SHA-1", "SHA-256", "SHA-512"];

/// A login beside what peers take to look for the same codes.
pub(crate) fn beside(measured: &Measured) -> Result<String> {
    let ours = measured.of("c", "Rust, wrong code")?;
    let liboath = measured.of("peers", "liboath")?;
    let mut table = String::from("| | ns | of the login from Rust | of liboath's check |\n|---|---|---|---|\n");
    let mut row = |name: &str, time: f64| {
        let _ = writeln!(table, "| {name} | {time:.0} | {:.2} | {:.2} |", time / ours, time / liboath);
    };
    for name in ["wrong code", "right code"] {
        row(&format!("login from Rust, {name}"), measured.of("c", &format!("Rust, {name}"))?);
        row(&format!("login through the C ABI, {name}"), measured.of("c", &format!("C ABI, {name}"))?);
    }
    for (peer, name) in PEERS {
        row(&format!("{name}: check, wrong code"), measured.of("peers", peer)?);
    }
    Ok(table)
}

/// What each hash costs.
pub(crate) fn hashes(measured: &Measured) -> Result<String> {
    let mut table = String::from("| ns | SHA-1 | SHA-256 | SHA-512 |\n|---|---|---|---|\n");
    let rows = [
        ("one compression", "compression", ""),
        ("prepare a credential (four)", "prepare", ""),
        ("one code as text (two)", "code", ""),
        ("open a state (two)", "open", ""),
        ("scan of 3 candidates, no state (six)", "scan", ", 3 candidates"),
        ("scan of 101 candidates", "scan", ", 101 candidates"),
        ("login, wrong code (ten)", "verify", ", wrong code"),
        ("login, right code (ten)", "verify", ", right code"),
    ];
    for (name, group, end) in rows {
        let times: Result<Vec<String>> =
            HASHES.iter().map(|hash| Ok(format!("{:.0}", measured.of(group, &format!("{hash}{end}"))?))).collect();
        let _ = writeln!(table, "| {name} | {} |", times?.join(" | "));
    }
    let slope = |hash: &str| -> Result<String> {
        let (few, many) = (format!("{hash}, 3 candidates"), format!("{hash}, 101 candidates"));
        let slope = (measured.of("scan", &many)? - measured.of("scan", &few)?) / 98.0;
        Ok(format!("{:.2}", slope / (2.0 * measured.of("compression", hash)?)))
    };
    let slopes: Result<Vec<String>> = HASHES.iter().map(|hash| slope(hash)).collect();
    let _ = writeln!(table, "| a further candidate, in two compressions | {} |", slopes?.join(" | "));
    Ok(table)
}

/// What a login costs by what is tried.
pub(crate) fn tried(measured: &Measured) -> Result<String> {
    let compression = measured.of("compression", "SHA-1")?;
    let mut table =
        String::from("| login with SHA-1, wrong code | candidates | µs | of its compressions |\n|---|---|---|---|\n");
    let mut row = |name: String, candidates: u32, states: u32, time: f64| {
        let floor = compression * f64::from(2 * candidates + 4 * states);
        let _ = writeln!(table, "| {name} | {candidates} | {:.2} | {:.2} |", time / 1e3, time / floor);
    };
    for (steps, time) in measured.by_number("window") {
        row(format!("window of {steps} steps to each side"), 2 * steps + 1, 1, time);
    }
    for (count, time) in measured.by_number("look-ahead") {
        row(format!("look-ahead of {count} counters"), count, 1, time);
    }
    for (count, time) in measured.by_number("authenticators") {
        let name = if count == 1 { "1 authenticator".to_owned() } else { format!("{count} authenticators") };
        row(name, 3 * count, count, time);
    }
    let pin = measured.of("recovery", "PIN, 19 candidates")? / 1e3;
    let code = measured.of("recovery", "code, one of ten")? / 1e3;
    let _ = writeln!(table, "| recovery PIN over its window, SHA-256 | 19 | {pin:.2} | |");
    let _ = writeln!(table, "| recovery code among ten, SHA-256 | 10 | {code:.2} | |");
    Ok(table)
}

/// The plots, by the names of their files.
pub(crate) fn drawings(measured: &Measured) -> Result<[(&'static str, String); 2]> {
    let compression = measured.of("compression", "SHA-1")?;
    let windows = measured.by_number("window");
    let over = |of: &dyn Fn(u32, f64) -> f64| {
        windows.iter().map(|(steps, time)| (f64::from(2 * steps + 1), of(*steps, *time) / 1e3)).collect()
    };
    let ours = Series {
        name: "a login: open the state, try every candidate, seal",
        color: plots::OURS,
        dots: true,
        points: over(&|_, time| time),
    };
    let floor = Series {
        name: "its compressions, one after the other",
        color: plots::FLOOR,
        dots: false,
        points: over(&|steps, _| compression * f64::from(2 * (2 * steps + 1) + 4)),
    };
    let mut bars = vec![
        ("libmfa: login from Rust", measured.of("c", "Rust, wrong code")?, true),
        ("libmfa: login through the C ABI", measured.of("c", "C ABI, wrong code")?, true),
    ];
    for (peer, name) in PEERS {
        bars.push((name, measured.of("peers", peer)?, false));
    }
    Ok([
        ("speed-window.svg", plots::lines("A login with SHA-1 over its window", "candidates", "µs", &[ours, floor])),
        ("speed-peers.svg", plots::bars("A stateful login, and stateless checks of the same three codes", &bars)),
    ])
}

/// What it was measured on, and with what.
pub(crate) fn machine(place: &Place, liboath: &str) -> Result<String> {
    let told = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default()
    };
    let processor = fs::read_to_string("/proc/cpuinfo").doing("cannot read /proc/cpuinfo")?;
    let of_processor = |key: &str| {
        let line = processor.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    };
    let cores = processor.lines().filter(|line| line.starts_with("processor")).count();
    let sha = if of_processor("flags").split(' ').any(|flag| flag == "sha_ni") { "with" } else { "without" };
    let lock = fs::read_to_string(place.root().join("benches/Cargo.lock")).doing("cannot read benches/Cargo.lock")?;
    let crates: Vec<String> = ["sha1", "sha2", "totp-rs", "totp-rfc"]
        .iter()
        .map(|name| format!("{name} {}", locked(&lock, name).unwrap_or("?")))
        .collect();
    let modules = fs::read_to_string(place.root().join("benches/beside-go/go.mod")).doing("cannot read go.mod")?;
    let pquerna = modules.lines().find_map(|line| line.split_once("github.com/pquerna/otp v")).map_or("?", |(_, v)| v);
    Ok(format!(
        "Measured on {} on {} ({cores} cores, family {}, model {}, {sha} SHA instructions), {}, Linux {}; {}, {}, {liboath}, \
         pquerna/otp {pquerna}, {}.\n",
        told("date", &["-u", "+%Y-%m-%d"]),
        of_processor("model name"),
        of_processor("cpu family"),
        of_processor("model\t"),
        told("uname", &["-m"]),
        told("uname", &["-r"]),
        told("rustc", &["--version"]),
        crates.join(", "),
        told("go", &["version"]),
    ))
}

fn locked<'l>(lock: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    rest.split('"').next()
}

/// Puts a table where a document has it, between `<!-- NAME -->` and `<!-- /NAME -->`.
pub(crate) fn put_into(document: &str, name: &str, table: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let missing = || Failure::new(format!("the document has no place for the table {name}"));
    let (before, rest) = document.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{}\n{end}{after}", table.trim_end().to_owned() + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_put_in_its_place() {
        let new = put_into("a\n<!-- t -->\nold\n<!-- /t -->\nb\n", "t", "new\n").unwrap();
        assert_eq!(new, "a\n<!-- t -->\n\nnew\n\n<!-- /t -->\nb\n");
        assert_eq!(put_into(&new, "t", "new").unwrap(), new);
        assert!(put_into("nothing", "t", "new").is_err());
    }

    #[test]
    fn versions_are_read_out_of_a_lockfile() {
        assert_eq!(locked("[[package]]\nname = \"sha1\"\nversion = \"0.11.0\"\n", "sha1"), Some("0.11.0"));
        assert_eq!(locked("", "sha1"), None);
    }
}
