//! Formatting, lints and documentation, of every workspace: no complaint is left.

use crate::failure::Result;
use crate::job::Job;

/// Apart from what the tests build, so that neither waits for the other.
const TARGET: &str = "target/style";

/// Manifests of workspaces, and whether one has several packages.
const FORMATTED: [(&str, bool); 8] = [
    ("Cargo.toml", true),
    ("benches/Cargo.toml", false),
    ("proofs/Cargo.toml", true),
    ("proofs/objects/Cargo.toml", false),
    ("fuzz/Cargo.toml", false),
    ("examples/fleet/Cargo.toml", true),
    ("bindings/generator/Cargo.toml", false),
    ("xtask/public-api/Cargo.toml", false),
];

/// What clippy looks at, and what it is built with. The programs that secrets are followed in want to be told.
const LINTED: [(&[&str], &str); 5] = [
    (&["--workspace", "--all-targets", "--all-features"], ""),
    (&["--manifest-path", "benches/Cargo.toml", "--bins"], ""),
    (
        &[
            "--manifest-path",
            "proofs/Cargo.toml",
            "--all-targets",
            "-p=constant-time",
            "-p=differential",
            "-p=dudect",
            "-p=memory",
            "-p=seeded",
        ],
        "--cfg mfa_taint",
    ),
    (&["--manifest-path", "fuzz/Cargo.toml", "--all-targets"], ""),
    (&["--manifest-path", "examples/fleet/Cargo.toml", "--workspace", "--all-targets"], ""),
];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    for (manifest, several) in FORMATTED {
        let mut cargo = job.place.cargo();
        cargo.args(["fmt", "--check", "--manifest-path", manifest]).args(several.then_some("--all"));
        job.check(&format!("{manifest}: formatted"), &mut cargo)?;
    }
    for (words, flags) in LINTED {
        let mut cargo = job.place.cargo();
        cargo.args(["clippy", "--quiet", "--target-dir", TARGET]).args(words).args(["--", "-D", "warnings"]);
        job.check(&format!("clippy {}", words.join(" ")), cargo.env("RUSTFLAGS", flags))?;
    }
    let mut cargo = job.place.cargo();
    cargo.args(["doc", "--quiet", "--target-dir", TARGET, "--workspace", "--no-deps", "--all-features"]);
    job.check("rustdoc", cargo.env("RUSTDOCFLAGS", "-D warnings")).map(drop)
}
