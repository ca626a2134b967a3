//! libmfa and others answer the same random questions alike: which code is shown, and where a typed one is accepted.
//! `proofs/differential` asks.

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

const TARGET: &str = "target/proofs";
const PROGRAM: &str = "target/proofs/release/differential";

/// The peers, how many questions each is asked, and how many where all is to be shown.
const PEERS: [(&str, &str, &str); 3] =
    [("liboath", "1000000", "100000000"), ("totp-rs", "1000000", "1000000"), ("totp-rfc", "1000000", "1000000")];
/// In so many questions some hundred answers are wrong on purpose.
const WITH_PLANTED: &str = "100000";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "liboath-dev"], Duration::from_secs(10))?;
    let mut cargo = job.place.cargo();
    cargo.args(["build", "--quiet", "--release", "--manifest-path", "proofs/Cargo.toml", "-p", "differential"]);
    job.runner.must(cargo.args(["--target-dir", TARGET]))?;
    for (peer, sample, all) in PEERS {
        let mut planted = Command::new(PROGRAM);
        planted.args([peer, WITH_PLANTED, "--planted"]).current_dir(job.place.root());
        job.check(&format!("{peer}: each wrong answer that is planted is found, and no other"), &mut planted)?;
        let cases = if job.full() { all } else { sample };
        let mut asked = Command::new(PROGRAM);
        asked.args([peer, cases]).current_dir(job.place.root());
        let outcome = job.check(&format!("{peer}: {cases} answers agree"), &mut asked)?;
        if outcome.succeeded() {
            job.note(&outcome.output);
        }
    }
    Ok(())
}
