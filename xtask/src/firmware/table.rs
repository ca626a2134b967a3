//! The table of published codes that `tests/vectors.c` computes anew, made of `core/tests/vectors`: what the RFCs have.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::failure::{Doing as _, Failure, Result};

/// How many RFC 4226 (appendix D), RFC 6238 (appendix B) and RFC 6287 (appendix C) have.
const CODES: [usize; 2] = [10, 18];
const RESPONSES: usize = 70;

type Block = BTreeMap<String, String>;

/// The table in C.
pub(super) fn of(root: &Path) -> Result<String> {
    let read = |name: &str| {
        let path = root.join("core/tests/vectors").join(name);
        fs::read_to_string(&path).doing(format_args!("cannot read {}", path.display()))
    };
    let hotp = codes(&blocks(&read("hotp.txt")?, "RFC 4226, appendix D, table 2"), "MFA_HOTP");
    let totp = codes(&blocks(&read("totp.txt")?, "RFC 6238, appendix B"), "MFA_TOTP");
    let responses: Vec<String> =
        blocks(&read("ocra.txt")?, "RFC 6287, appendix C").iter().flat_map(rows_of_responses).collect();
    if [hotp.len(), totp.len()] != CODES || responses.len() != RESPONSES {
        return Err(Failure::new("core/tests/vectors has not all codes of the RFCs, or more"));
    }
    let mut text = format!("#define CODE_VECTORS {}u\n", CODES.iter().sum::<usize>());
    let _ = write!(text, "static const struct code_vector CODES[] = {{\n{}{}}};\n", hotp.concat(), totp.concat());
    let _ = writeln!(text, "#define RESPONSE_VECTORS {RESPONSES}u");
    let _ = write!(text, "static const struct response_vector RESPONSES[] = {{\n{}}};\n", responses.concat());
    Ok(text)
}

/// The table with another last digit of its first code.
pub(super) fn with_a_wrong_digit(table: &str) -> String {
    table.replacen("755224", "755225", 1)
}

/// The blocks of a file whose `from` is that, or begins with it and a dot.
fn blocks(text: &str, from: &str) -> Vec<Block> {
    let block = |part: &str| -> Block {
        let lines = part.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
            .collect()
    };
    let is_from = |block: &Block| {
        let own = value(block, "from");
        own == from || own.strip_prefix(from).is_some_and(|rest| rest.starts_with('.'))
    };
    text.split("\n\n").map(block).filter(is_from).collect()
}

fn value<'b>(block: &'b Block, key: &str) -> &'b str {
    block.get(key).map_or("", String::as_str)
}

/// A row for each code; those of one block follow one another.
fn codes(blocks: &[Block], kind: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for block in blocks {
        let first = value(block, if kind == "MFA_HOTP" { "counter" } else { "time" });
        let first: u64 = first.parse().unwrap_or_default();
        for (code, position) in value(block, "codes").split(' ').zip(first..) {
            let [from, hash, digits, key] = ["from", "hash", "digits", "key"].map(|name| value(block, name));
            rows.push(format!("{{\"{from}\", {kind}, MFA_{hash}, {digits}, \"{key}\", {position}u, \"{code}\"}},\n"));
        }
    }
    rows
}

fn rows_of_responses(block: &Block) -> Vec<String> {
    let [from, suite, key, pin, time] = ["from", "suite", "key", "pin", "time"].map(|name| value(block, name));
    let inputs = suite.rsplit(':').next().unwrap_or_default();
    let format = match inputs {
        inputs if inputs.contains("QN") => "NUMERIC",
        inputs if inputs.contains("QA") => "ALPHANUMERIC",
        _ => "HEXADECIMAL",
    };
    let pin_hash = inputs.split('-').find_map(|input| input.strip_prefix("PSHA")).unwrap_or_default();
    let pin_hash = if pin_hash.is_empty() { "0".to_owned() } else { format!("MFA_SHA{pin_hash}") };
    let each = |name: &str| value(block, name).split_whitespace().collect::<Vec<_>>();
    let (counters, own) = (each("counters"), each("own_questions"));
    let time = if time.is_empty() { "0" } else { time };
    let row = |(at, (question, response)): (usize, (&str, &str))| {
        let (has_counter, counter) = counters.get(at).map_or((0, "0"), |counter| (1, *counter));
        let own = own.get(at).copied().unwrap_or_default();
        format!(
            "{{\"{from}\", \"{suite}\", \"{key}\", {has_counter}, {counter}u, MFA_OCRA_QUESTION_{format}, \"{question}\", \
             \"{own}\", \"{pin}\", {pin_hash}, {time}u, \"{response}\"}},\n"
        )
    };
    each("questions").into_iter().zip(each("responses")).enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_every_code_of_the_rfcs_and_no_other() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let table = of(root).unwrap();
        assert_eq!(table.matches("\"RFC 4226, appendix D").count(), 10);
        assert_eq!(table.matches("\"RFC 6238, appendix B").count(), 18);
        assert_eq!(table.matches("\"RFC 6287, appendix C").count(), 70);
        assert_ne!(with_a_wrong_digit(&table), table);
    }
}
