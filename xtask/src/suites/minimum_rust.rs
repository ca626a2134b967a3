//! The compiler that the manifests promise takes the whole workspace, and those of the engine's tests pass that hold it to
//! published values and to its promises. Programs and libraries are built by it too, where packages are: in `installed`.

use crate::failure::Result;
use crate::job::Job;
use crate::metadata::Metadata;
use crate::root::Root;

/// Those that take seconds: whole histories show nothing of a compiler that these do not.
const TESTS: [&str; 6] = ["rfc_vectors", "states", "promises", "mac", "otpauth", "ocra"];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::ready(job)?;
    let promised = Metadata::read(job.place)?.minimum_rust("mfa-core")?;
    let version = job.runner.must(&mut root.command(&["rustc", "--version"]))?.output;
    let same = if is_release_of(&version, &promised) {
        Ok(())
    } else {
        Err(format!("promised is Rust {promised}, the root has {}", version.trim()))
    };
    job.test("the root's compiler is the promised one", same)?;
    job.check("cargo check", &mut root.cargo("check", &["--workspace"]))?;
    let binaries = TESTS.iter().flat_map(|name| ["--test", name]);
    let words: Vec<&str> = ["-p", "mfa-core", "--lib"].into_iter().chain(binaries).collect();
    job.tests(&mut root.cargo("test", &words))
}

/// Whether what `rustc --version` prints is that of a release such as `1.85`.
fn is_release_of(printed: &str, promised: &str) -> bool {
    let version = printed.split_whitespace().nth(1).unwrap_or_default();
    version.strip_prefix(promised).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_release_of;

    #[test]
    fn patch_releases_are_of_the_promised_release() {
        assert!(is_release_of("rustc 1.85.1 (4eb161250 2025-03-15) (built from a source tarball)\n", "1.85"));
        assert!(is_release_of("rustc 1.85.1 (4eb161250 2025-03-15)\n", "1.85.1"));
        assert!(!is_release_of("rustc 1.86.0 (x)\n", "1.85"));
        assert!(!is_release_of("rustc 1.8.0 (x)\n", "1.85"));
        assert!(!is_release_of("", "1.85"));
    }
}
