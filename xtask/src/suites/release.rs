//! What holds at any time of what a release needs: one version everywhere, known licences and sources, the engine's few
//! dependencies, and the public Rust API; after planted mistakes in each were found.

use std::fs;

use crate::failure::{Doing as _, Result};
use crate::job::Job;
use crate::metadata::Metadata;
use crate::release::{api, dependencies, versions};

/// What is taken from a configuration of cargo-deny, so that it has to refuse.
const SUBTLE: &str = "{ crate = \"subtle\", allow = [\"BSD-3-Clause\"] },";
const PLANTED: [&str; 3] = [SUBTLE, "{ crate = \"subtle\" },", SUBTLE];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let version = Metadata::read(job.place)?.version("mfa-core")?;
    job.test("the version is the same everywhere", versions::agree(job.place, &version)?)?;
    let other = versions::agree(job.place, "99.0.0")?;
    job.test("another version is found nowhere", if other.is_err() { Ok(()) } else { Err("it is".to_owned()) })?;
    for (rule, planted) in dependencies::RULES.iter().zip(PLANTED) {
        let config = job.place.root().join(rule.config);
        let outcome = dependencies::check(job.place, &mut job.runner, rule, &config)?;
        let held = if outcome.succeeded() { Ok(()) } else { Err(outcome.told()) };
        job.test(&format!("{} holds", rule.config), held)?;
        let text = fs::read_to_string(&config).doing(format_args!("cannot read {}", rule.config))?;
        let without = job.place.folder("release")?.join("deny.toml");
        fs::write(&without, text.replace(planted, "")).doing("cannot write a configuration")?;
        let outcome = dependencies::check(job.place, &mut job.runner, rule, &without)?;
        let refused = !outcome.succeeded() && outcome.output.contains("subtle");
        let held = if refused && text.contains(planted) { Ok(()) } else { Err(outcome.told()) };
        job.test(&format!("{} without subtle is refused", rule.config), held)?;
    }
    let kept = api::is_kept(job.place, &mut job.runner)?;
    job.test("the public Rust API is what was committed to", kept)
}
