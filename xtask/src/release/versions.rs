//! One version over Rust, C, Swift, Kotlin and Debian: the workspace's, wherever else it is written.
//!
//! C has it from cargo-c when the library is installed, the Swift package from its tag.

use std::fs;

use super::Held;
use crate::failure::{Doing as _, Result};
use crate::place::Place;

/// Where the version is written, as what stands around `{}`, and how often.
const WRITTEN: &[(&str, &str, usize)] = &[
    ("Cargo.toml", "[workspace.package]\nversion = \"{}\"", 1),
    ("Cargo.toml", " = { version = \"{}\", path = ", 2),
    ("bindings/swift/README.md", "LibMFA.git\", from: \"{}\")", 1),
    ("bindings/kotlin/README.md", "<version>{}</version>", 1),
    ("bindings/kotlin/pom.xml", "<artifactId>libmfa</artifactId>\n  <version>{}</version>", 1),
    ("bindings/kotlin/consumer/pom.xml", "<version>{}</version>", 2),
    ("bindings/kotlin/consumer/src/test/java/consumer/DoorTest.java", "\"{}\", Libmfa.getVersion()", 1),
    ("bindings/kotlin/src/test/java/io/libmfa/JavaCallerTest.java", "\"{}\", Libmfa.getVersion()", 1),
    ("examples/kotlin/pom.xml", "<version>{}</version>", 1),
    ("examples/kotlin/pom.xml", "<libmfa.version>{}</libmfa.version>", 1),
    ("examples/kotlin/authenticator/pom.xml", "<version>{}</version>", 1),
    ("examples/kotlin/sso/pom.xml", "<version>{}</version>", 1),
    ("packaging/debian/changelog", "libmfa ({}-", 1),
];

/// Whether this version is written everywhere.
pub(crate) fn agree(place: &Place, version: &str) -> Result<Held> {
    let wrong = elsewhere(place, version)?;
    Ok(if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) })
}

/// Where another version is written.
fn elsewhere(place: &Place, version: &str) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (file, around, times) in WRITTEN {
        let text = fs::read_to_string(place.root().join(file)).doing(format_args!("cannot read {file}"))?;
        wrong.extend(differs(&text, around, *times, version).map(|why| format!("{file}: {why}")));
    }
    Ok(wrong)
}

fn differs(text: &str, around: &str, times: usize, version: &str) -> Option<String> {
    let expected = around.replace("{}", version);
    let found = text.matches(&expected).count();
    (found < times).then(|| format!("{expected:?} is there {found} times and not {times}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_agree() {
        let place = Place::new();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(elsewhere(&place, version).unwrap(), Vec::<String>::new());
        assert_eq!(elsewhere(&place, "0.0.99").unwrap().len(), WRITTEN.len(), "another version is found nowhere");
    }

    #[test]
    fn a_place_left_behind_is_named() {
        let text = "<version>1.2.0</version>\n<version>1.1.9</version>";
        assert_eq!(differs(text, "<version>{}</version>", 1, "1.2.0"), None);
        let why = differs(text, "<version>{}</version>", 2, "1.2.0").unwrap();
        assert_eq!(why, "\"<version>1.2.0</version>\" is there 1 times and not 2");
    }
}
