//! Writes `mfa.h`: cbindgen reads each topic of `ffi/src` by itself, and the topics stand in the order of the table here.
//!
//! One run over the whole crate would put all constants first, then all types, then all functions. A reader wants one
//! subject after the other.

use core::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::console::say;
use crate::failure::{Doing as _, Result};
use crate::place::Place;
use crate::run::Runner;
use crate::tool::Tool;

/// What is generated, in the checkout.
pub(crate) const HEADER: &str = "ffi/include/mfa.h";

/// Another version writes another header.
const CBINDGEN: Tool = Tool { name: "cbindgen", version: "0.29.4", install: &["--debug"] };

/// A file of `ffi/src`, what it is about, and whether it is there without an operating system.
struct Topic {
    file: &'static str,
    about: &'static str,
    hosted: bool,
}

const fn topic(file: &'static str, about: &'static str) -> Topic {
    Topic { file, about, hosted: false }
}

const fn hosted(file: &'static str, about: &'static str) -> Topic {
    Topic { file, about, hosted: true }
}

/// In the order of the header.
const TOPICS: &[Topic] = &[
    topic("result", "Results"),
    topic("version", "Version"),
    topic("secret", "Secrets (RFC 4226, section 4)"),
    topic("credential", "Credentials and their codes (RFC 4226, RFC 6238)"),
    topic("uri", "otpauth URIs (Key URI format)"),
    topic("qr", "QR codes"),
    topic("policy", "Policies of one-time codes"),
    topic("verdict", "What an attempt came to"),
    topic("attempt", "Attempts: decided, stored, and only then answered"),
    topic("person", "A person and their authenticators"),
    topic("enrollment", "Enrollments: pending until a code confirms them"),
    topic("recovery", "Recovery: PINs, challenges and grants, for whoever has lost the phone"),
    topic("recovery_codes", "Recovery codes, on paper"),
    topic("ocra", "OCRA (RFC 6287)"),
    topic("decision", "Who is asked for what"),
    hosted("clock", "The system's clock"),
    hosted("random", "Random bytes"),
    hosted("store", "The file store"),
    hosted("policies", "The policy file and managed preferences"),
    hosted("people", "People in a store"),
    hosted("recovery", "Recovery of people in a store"),
    hosted("login", "A whole login"),
];

/// How wide the lines between topics are.
const WIDTH: usize = 100;

/// Writes the header.
pub(crate) fn write(place: &Place) -> Result<bool> {
    let mut runner = Runner::new(&place.folder("logs")?.join("header.log"), crate::job::LIMIT)?;
    let path = place.root().join(HEADER);
    fs::write(&path, generate(place, &mut runner)?).doing(format_args!("cannot write {HEADER}"))?;
    say(&format!("{HEADER} is written\n"));
    Ok(true)
}

/// The header as it should be.
pub(crate) fn generate(place: &Place, runner: &mut Runner) -> Result<String> {
    let cbindgen = CBINDGEN.ready(place, runner)?;
    let source = place.root().join("ffi");
    let mut header = fs::read_to_string(source.join("header/top.h")).doing("cannot read ffi/header/top.h")?;
    let [mut sizes, mut hosted_sizes] = [const { String::new() }; 2];
    let mut hosted = false;
    for topic in TOPICS {
        if topic.hosted && !hosted {
            header.push_str("\n#ifndef MFA_FREESTANDING\n");
            hosted = true;
        }
        let folder = source.join(if topic.hosted { "src/hosted" } else { "src" });
        let file = folder.join(topic.file).with_extension("rs");
        let mut command = Command::new(&cbindgen);
        command.arg("--quiet").arg("--config").arg(source.join("cbindgen.toml")).arg(&file);
        let written = runner.must(&mut command)?.output;
        let text = in_c(&written);
        let _ = write!(header, "\n{}\n\n{}\n", banner(topic.about), text.trim());
        if topic.hosted { &mut hosted_sizes } else { &mut sizes }.push_str(&sizes_of(&text));
    }
    if hosted {
        header.push_str("\n#endif /* MFA_FREESTANDING */\n");
        let _ = write!(sizes, "#ifndef MFA_FREESTANDING\n{hosted_sizes}#endif\n");
    }
    let _ = write!(
        header,
        "\n{}\n\n{CHECK}{sizes}#undef MFA_HAS_SIZE\n{END}",
        banner("Sizes, checked here as in the library")
    );
    Ok(header)
}

/// Fails to compile where a type has another size than in the library.
const CHECK: &str =
    "#define MFA_HAS_SIZE(type, size) typedef char type##_has_its_size[sizeof(type) == (size) ? 1 : -1]\n";

const END: &str = "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* MFA_H */\n";

fn banner(about: &str) -> String {
    let rest = WIDTH.saturating_sub(about.len().saturating_add(10));
    format!("/* ---- {about} {} */", "-".repeat(rest))
}

/// What cbindgen wrote, as C programmers write it: short comments on one line, structs with a tag, negative numbers in
/// parentheses.
fn in_c(written: &str) -> String {
    let mut text = String::new();
    let mut lines = written.lines().peekable();
    while let Some(line) = lines.next() {
        let indent: String = line.chars().take_while(|character| *character == ' ').collect();
        if line.trim() == "/**" {
            let mut body = Vec::new();
            for inner in lines.by_ref().take_while(|inner| inner.trim() != "*/") {
                body.push(inner.trim().trim_start_matches('*').trim().replace('`', ""));
            }
            match body.as_slice() {
                [only] => {
                    let _ = writeln!(text, "{indent}/* {only} */");
                }
                several => {
                    let _ = writeln!(text, "{indent}/*");
                    for inner in several {
                        let _ = writeln!(text, "{}", format!("{indent} * {inner}").trim_end());
                    }
                    let _ = writeln!(text, "{indent} */");
                }
            }
        } else if let Some((name, value)) = line.strip_prefix("#define ").and_then(|rest| rest.split_once(' ')) {
            let _ = writeln!(text, "#define {name} {}", number(value));
        } else {
            let _ = writeln!(text, "{line}");
        }
    }
    tagged(&text)
}

fn number(value: &str) -> String {
    match value.parse::<i64>() {
        Ok(negative) if negative < 0 => format!("({negative})"),
        Ok(large) if large > i64::from(i32::MAX) => format!("{large}u"),
        _ => value.to_owned(),
    }
}

/// Gives each struct a tag of its own name, so that it can be declared ahead.
fn tagged(text: &str) -> String {
    const OPEN: &str = "typedef struct {\n";
    let mut rest = text;
    let mut tagged = String::new();
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let name = behind.split_once("\n} ").and_then(|(_, end)| end.split_once(';')).map_or("", |(name, _)| name);
        let _ = writeln!(tagged, "{before}typedef struct {name} {{");
        rest = behind;
    }
    tagged.push_str(rest);
    tagged
}

/// A line that checks the size of each opaque type.
fn sizes_of(text: &str) -> String {
    let mut sizes = String::new();
    for (before, behind) in text.match_indices("    uint64_t opaque[").map(|(at, found)| {
        let (before, behind) = text.split_at(at);
        (before, behind.get(found.len()..).unwrap_or_default())
    }) {
        let name = before.rsplit("typedef struct ").next().and_then(|rest| rest.split(' ').next());
        let words = behind.split(']').next().and_then(|words| words.parse::<u32>().ok());
        if let (Some(name), Some(words)) = (name, words) {
            let _ = writeln!(sizes, "MFA_HAS_SIZE({name}, {});", words.saturating_mul(8));
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "/**\n * A thing.\n */\ntypedef struct {\n    /**\n     * Its `size`.\n     *\n     * More.\n     */\n    \
                           uint64_t opaque[3];\n} mfa_thing;\n\n#define MFA_BAD -100\n#define MFA_ALL 4294967295\n";

    #[test]
    fn what_cbindgen_writes_becomes_what_c_programmers_write() {
        assert_eq!(
            in_c(WRITTEN),
            "/* A thing. */\ntypedef struct mfa_thing {\n    /*\n     * Its size.\n     *\n     * More.\n     */\n    \
             uint64_t opaque[3];\n} mfa_thing;\n\n#define MFA_BAD (-100)\n#define MFA_ALL 4294967295u\n"
        );
    }

    #[test]
    fn each_opaque_type_has_its_size_checked() {
        assert_eq!(sizes_of(&in_c(WRITTEN)), "MFA_HAS_SIZE(mfa_thing, 24);\n");
    }
}
