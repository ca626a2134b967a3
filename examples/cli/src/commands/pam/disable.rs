//! `mfa pam disable`: our block goes, and nothing else is changed.

use serde::Serialize;

use super::block;
use super::file::{self, Change, ServiceFile};
use crate::args::PamDisableArgs;
use crate::commands::root::Root;
use crate::commands::stack::{OURS, Rule};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    disabled: Vec<&'a str>,
    /// Those that had no block.
    untouched: Vec<&'a str>,
}

pub(super) fn run(args: &PamDisableArgs) -> Result<Exit, Failure> {
    let root = Root::of(args.root.root.as_deref());
    let mut services: Vec<&str> = args.services.iter().map(String::as_str).collect();
    services.sort_unstable();
    services.dedup();
    let (mut changes, mut untouched) = (Vec::new(), Vec::new());
    for service in services {
        match change(ServiceFile::read(&root, service)?)? {
            Some(change) => changes.push(change),
            None => untouched.push(service),
        }
    }
    file::replace(&changes)?;
    let disabled: Vec<&str> = changes.iter().map(|change| change.file.service.as_str()).collect();
    if args.json {
        json::print(&Answer { disabled, untouched })?;
    } else {
        let done = disabled.iter().map(|service| format!("{service}: {OURS} is not asked any more\n"));
        let not = untouched.iter().map(|service| format!("{service}: {OURS} was not asked\n"));
        output::print(done.chain(not).collect::<String>())?;
    }
    Ok(Exit::Done)
}

/// What takes the block out; `None` if there is none, and none is needed.
fn change(file: ServiceFile) -> Result<Option<Change>, Failure> {
    let path = file.path.display();
    match block::taken_out(&file.bytes) {
        Ok(Some(text)) => Ok(Some(Change { text, file })),
        Ok(None) if !file.rules().iter().any(Rule::is_ours) => Ok(None),
        Ok(None) => Err(Failure::input(format!(
            "{path} asks {OURS} in a line that mfa pam enable did not put there; take it out by hand. Nothing was changed"
        ))),
        Err(block::Endless) => Err(Failure::input(format!(
            "{path} has lost the line that ends our block, `# libmfa: end`; put it back, or take the block out by hand. \
             Nothing was changed"
        ))),
    }
}
