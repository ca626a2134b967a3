//! `mfa man`: the manual.

use std::fs;
use std::path::Path;

use crate::args::ManArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::manual::{self, Page};
use crate::output;

pub(crate) fn run(args: &ManArgs) -> Result<Exit, Failure> {
    let pages = manual::pages().map_err(|error| Failure::new(Exit::Store, format!("the manual: {error}")))?;
    match &args.to {
        Some(folder) => write_all(folder, &pages)?,
        None => output::print(&one(&pages, &args.command)?.text)?,
    }
    Ok(Exit::Done)
}

/// The page of a command: `recovery redeem` is that of `recovery-redeem`.
fn one<'a>(pages: &'a [Page], command: &[String]) -> Result<&'a Page, Failure> {
    let words = core::iter::once("mfa").chain(command.iter().map(String::as_str));
    let wanted = words.collect::<Vec<_>>().join("-").replace(' ', "-");
    pages
        .iter()
        .find(|page| page.name == wanted)
        .ok_or_else(|| Failure::input("there is no command of that name; `mfa help` lists them".to_owned()))
}

fn write_all(folder: &Path, pages: &[Page]) -> Result<(), Failure> {
    for page in pages {
        let path = folder.join(format!("{}.1", page.name));
        fs::write(&path, &page.text)
            .map_err(|error| Failure::new(Exit::Store, format!("{}: {error}", path.display())))?;
    }
    output::print(format!("wrote {} pages to {}\n", pages.len(), output::escaped(&folder.display().to_string())))
}
