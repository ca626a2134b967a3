//! The links of a Markdown document that lead to files.

use std::path::Path;

use super::console::outside_blocks;

/// The relative links that lead nowhere, each with its line.
pub(super) fn broken(text: &str, document: &Path, root: &Path) -> Vec<String> {
    let folder = document.parent().unwrap_or(root);
    let mut found = Vec::new();
    for (number, link) in relative(text) {
        let path = match link.strip_prefix('/') {
            Some(from_top) => root.join(from_top),
            None => folder.join(&link),
        };
        if !path.exists() {
            found.push(format!("line {number}: {link} does not exist"));
        }
    }
    found
}

/// The links to files, with their lines, without fragments.
fn relative(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in outside_blocks(text) {
        let line = without_code(line);
        let inline = line.split("](").skip(1).filter_map(|after| after.split(')').next());
        let definition = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        for target in inline.chain(definition.map(|(_, target)| target)) {
            // A title may follow the target.
            let target = target.trim().trim_start_matches('<').split([' ', '>']).next().unwrap_or_default();
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !has_scheme(path) && !path.starts_with("//") {
                found.push((number, path.to_owned()));
            }
        }
    }
    found
}

/// Whether it begins like `https:`; so does a name in rustdoc's own links, such as `crate::Policy`.
fn has_scheme(link: &str) -> bool {
    let is_word = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'));
    link.split_once(':').is_some_and(|(name, _)| is_word(name))
}

/// The line without its code spans.
fn without_code(line: &str) -> String {
    // What stands after an odd number of marks is code, unless it is not closed.
    let parts: Vec<&str> = line.split('`').collect();
    let closed = parts.len() % 2 == 1;
    let kept = parts.iter().enumerate().filter(|(at, _)| at % 2 == 0 || !closed);
    kept.map(|(_, part)| *part).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        relative(text).into_iter().map(|(_, link)| link).collect()
    }

    #[test]
    fn links_to_files_are_found() {
        assert_eq!(links("See [a](docs/a.md), ![b](b.png \"Title\") and [c](<c.md>)."), ["docs/a.md", "b.png", "c.md"]);
        assert_eq!(links("[d](d.md#part)\n\n[e]: e.md\n"), ["d.md", "e.md"]);
        assert_eq!(links("[`code`](f.md)"), ["f.md"]);
    }

    #[test]
    fn other_links_are_left_alone() {
        assert!(links("[a](https://example.org/x) [b](#part) [c](mailto:x@example.org)").is_empty());
        assert!(links("[d](crate::Policy) [e](Attempt::commit)").is_empty());
        assert!(links("`[f](f.md)`\n```\n[g](g.md)\n```\n").is_empty());
    }

    #[test]
    fn links_that_lead_nowhere_are_told_with_their_line() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = "[a](src/main.rs)\n[b](src/nothing.rs)\n[c](/Cargo.toml) [d](/nothing.toml)";
        assert_eq!(
            broken(text, &root.join("README.md"), root),
            ["line 2: src/nothing.rs does not exist", "line 3: /nothing.toml does not exist"]
        );
    }
}
