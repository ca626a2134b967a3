//! Licences and sources of what we depend on, what is kept out, and all that the engine may depend on: `deny.toml`,
//! `core/deny.toml` and `examples/fleet/deny.toml`, held by cargo-deny.

use std::path::Path;

use super::Held;
use crate::failure::Result;
use crate::place::Place;
use crate::run::{Outcome, Runner};
use crate::tool::Tool;

/// Not optimized, for it is built in less time than it then takes longer.
const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", install: &["--debug", "--no-default-features"] };

/// A manifest, and the configuration that it is held to.
pub(crate) struct Rule {
    pub(crate) manifest: &'static str,
    pub(crate) config: &'static str,
    /// What is checked. Advisories are not: their database is fetched anew each time.
    checks: &'static [&'static str],
}

pub(crate) const RULES: [Rule; 3] = [
    Rule { manifest: "Cargo.toml", config: "deny.toml", checks: &["licenses", "bans", "sources"] },
    Rule { manifest: "core/Cargo.toml", config: "core/deny.toml", checks: &["bans"] },
    Rule {
        manifest: "examples/fleet/Cargo.toml",
        config: "examples/fleet/deny.toml",
        checks: &["licenses", "sources"],
    },
];

pub(super) fn are_allowed(place: &Place, runner: &mut Runner) -> Result<Held> {
    for rule in &RULES {
        let outcome = check(place, runner, rule, &place.root().join(rule.config))?;
        if !outcome.succeeded() {
            return Ok(Err(outcome.told()));
        }
    }
    Ok(Ok(()))
}

/// Holds a rule's manifest to a configuration.
pub(crate) fn check(place: &Place, runner: &mut Runner, rule: &Rule, config: &Path) -> Result<Outcome> {
    let deny = CARGO_DENY.ready(place, runner)?;
    let mut command = std::process::Command::new(deny);
    command.current_dir(place.root()).args(["--locked", "--manifest-path", rule.manifest, "--config"]).arg(config);
    command.arg("check").args(rule.checks);
    runner.run(&mut command)
}
