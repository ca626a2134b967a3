//! Every story that `cargo xtask demo` tells with `mfa` alone works; each checked step is a test.

use crate::demo;
use crate::failure::Result;
use crate::job::Job;
use crate::shell::Program;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let program = Program::build(job.place, &mut job.runner)?;
    for name in demo::plain_names() {
        let mut told = Vec::new();
        let ended = demo::tell(job.place, &program, name, &mut job.runner, &mut told);
        let told = String::from_utf8_lossy(&told);
        // What the person would have seen stands in the log after what the steps ran.
        job.runner.write(&told)?;
        job.told(&told, ended?);
    }
    Ok(())
}
