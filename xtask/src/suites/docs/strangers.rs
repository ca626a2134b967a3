//! What no file of a checkout should name: the hosts of package registries, and paths of the machine it is on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing as _, Result};

/// Registries are reached by their clients, as each machine sets them up. In pieces, lest this file names them.
const HOSTS: [&str; 7] = [
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("deb.", "debian.org"),
    concat!("pypi", ".org"),
    concat!("registry.", "npmjs.org"),
    concat!("repo.maven.", "apache.org"),
    concat!("proxy.", "golang.org"),
];

/// Root's home folder, where builds often happen.
const HOME: &str = concat!("/ro", "ot/");

/// Where such names were found.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    pub(super) hosts: Vec<String>,
    pub(super) paths: Vec<String>,
}

pub(super) fn find(root: &Path, files: &[PathBuf]) -> Result<Strangers> {
    let mut found = Strangers::default();
    let checkout = root.to_string_lossy();
    for file in files {
        let bytes = fs::read(root.join(file)).doing(format_args!("cannot read {}", file.display()))?;
        for (line, number) in String::from_utf8_lossy(&bytes).lines().zip(1_u32..) {
            for host in HOSTS.iter().filter(|host| line.contains(*host)) {
                found.hosts.push(format!("{}:{number} names {host}", file.display()));
            }
            for path in [HOME, &checkout].into_iter().filter(|path| names_path(line, path)) {
                found.paths.push(format!("{}:{number} names {path}", file.display()));
            }
        }
    }
    Ok(found)
}

/// Whether the line holds that absolute path, not just a longer one with the same letters in it.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at..).and_then(|text| text.strip_prefix(path)).and_then(|text| text.chars().next());
        !before.is_some_and(is_of_a_name) && (path.ends_with('/') || !after.is_some_and(is_of_a_name))
    })
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_at_their_borders_only() {
        assert!(names_path("built in /home/me/libmfa/core", "/home/me/libmfa"));
        assert!(names_path("\"/home/me/libmfa\"", "/home/me/libmfa"));
        assert!(!names_path("/var/lib/libmfa", "/libmfa"));
        assert!(!names_path("/libmfa-old", "/libmfa"));
        assert!(names_path(concat!("see /ro", "ot/x"), HOME));
        assert!(!names_path(concat!("the chroot/ro", "ot/x"), HOME));
    }

    #[test]
    fn this_file_names_no_host() {
        let own = [PathBuf::from("src/suites/docs/strangers.rs")];
        let found = find(Path::new(env!("CARGO_MANIFEST_DIR")), &own).unwrap();
        assert!(found.hosts.is_empty() && found.paths.is_empty(), "{found:?}");
    }
}
