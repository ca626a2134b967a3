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
        None => output::print(&one(&pages, args.command.as_deref())?.text)?,
    }
    Ok(Exit::Done)
}

fn one<'a>(pages: &'a [Page], command: Option<&str>) -> Result<&'a Page, Failure> {
    let wanted = command.map_or_else(|| "mfa".to_owned(), |command| format!("mfa-{}", command.replace(' ', "-")));
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
