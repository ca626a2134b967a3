//! The library installed as C people expect it, and used by programs that know nothing but `pkg-config`.

use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::ready(job)?;
    let clean = root.clean_copy(job)?;
    job.test("x", Ok(()))?;
    job.note(&format!("{}", clean.folder().display()));
    Ok(())
}
