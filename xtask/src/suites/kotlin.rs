//! The Maven artifact: built, tested and installed by Maven; a project that depends on it by its coordinates alone; and the
//! examples' tests.

use core::time::Duration;

use crate::count::Harness;
use crate::debian;
use crate::failure::Result;
use crate::job::Job;
use crate::kotlin::{SOURCE, maven, projects, put_in_place};

/// Depends on the artifact as it is installed.
const CONSUMER: &str = "bindings/kotlin/consumer";
const EXAMPLES: &str = "examples/kotlin";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["maven", "default-jdk-headless"], Duration::from_secs(60))?;
    put_in_place(job.place, &mut job.runner)?;
    // It verifies what it installs, and compares the public interface with the one that was committed to.
    job.tests_of(Harness::Surefire, maven(job.place, SOURCE).arg("install"))?;
    for folder in [CONSUMER, EXAMPLES] {
        let found = projects(&job.place.root().join(folder));
        if found.is_empty() {
            job.note(&format!("{folder} is not there"));
        }
        for project in found {
            let folder = job.place.short(&project).to_string_lossy().into_owned();
            job.tests_of(Harness::Surefire, maven(job.place, &folder).arg("verify"))?;
        }
    }
    Ok(())
}
