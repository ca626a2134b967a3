//! `mfa pam status`: which services ask for a code.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::{block, enable};
use crate::args::PamStatusArgs;
use crate::commands::module;
use crate::commands::root::Root;
use crate::commands::stack::{self, FOLDER, OURS, Rule};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};

#[derive(Serialize)]
struct Answer {
    /// Where the module is; null if it is not installed.
    module: Option<PathBuf>,
    services: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    service: String,
    asks: Asks,
    /// The file that it includes and that asks the module.
    through: Option<String>,
    /// What the module is given.
    options: Vec<String>,
}

/// Whether a service asks the module, and who had it do so.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Asks {
    /// `mfa pam enable`.
    Enabled,
    /// Somebody else, in the service's own file.
    Yes,
    /// A file that it includes does.
    Included,
    No,
}

pub(super) fn run(args: &PamStatusArgs) -> Result<Exit, Failure> {
    let root = Root::of(args.root.root.as_deref());
    let unreadable = |path: &str, error| {
        let path = root.path(path);
        Failure::input(format!("{} cannot be read: {error}", path.display()))
    };
    let mut exit = Exit::Done;
    let mut services = Vec::new();
    for service in root.names(FOLDER).map_err(|error| unreadable(FOLDER, error))? {
        let path = stack::path_of(&service);
        if stack::is_backup(&service) || !root.path(&path).is_file() {
            continue;
        }
        match row(&root, service) {
            Ok(row) => services.extend(row),
            Err(error) => exit = unreadable(&path, error).tell(),
        }
    }
    let answer = Answer { module: module::path(&root), services };
    if answer.module.is_none() {
        output::warn(&format!("{OURS} is not installed; whatever service asks it lets nobody in"));
    }
    if args.json {
        json::print(&answer)?;
    } else {
        output::print(table(&answer.services))?;
    }
    Ok(exit)
}

/// How a service stands; `None` if it has nothing to do with us.
fn row(root: &Root, service: String) -> io::Result<Option<Row>> {
    let text = root.text(stack::path_of(&service))?.unwrap_or_default();
    let rules = stack::of_text(&text);
    if let Some(rule) = rules.iter().find(|rule| rule.is_ours()) {
        let asks = if block::is_in(text.as_bytes()) { Asks::Enabled } else { Asks::Yes };
        return Ok(Some(Row { service, asks, through: None, options: rule.arguments.clone() }));
    }
    for include in rules.iter().filter(|rule| rule.is_include()) {
        if let Some(rule) = stack::rules(root, &include.module)?.into_iter().find(Rule::is_ours) {
            let through = Some(include.module.clone());
            return Ok(Some(Row { service, asks: Asks::Included, through, options: rule.arguments }));
        }
    }
    let no = Row { service, asks: Asks::No, through: None, options: Vec::new() };
    Ok(enable::could_ask(&no.service, &rules).then_some(no))
}

fn table(rows: &[Row]) -> String {
    let head = ["SERVICE", "ASKS", "OPTIONS"].map(str::to_owned);
    let body = rows.iter().map(|row| {
        let asks = match (row.asks, &row.through) {
            (Asks::Enabled, _) => "enabled".to_owned(),
            (Asks::Yes, _) => "yes".to_owned(),
            (Asks::Included, through) => format!("by {}", through.as_deref().unwrap_or_default()),
            (Asks::No, _) => "no".to_owned(),
        };
        [row.service.clone(), asks, row.options.join(" ")]
    });
    let lines: Vec<[String; 3]> =
        core::iter::once(head).chain(body.map(|row| row.map(|text| output::escaped(&text)))).collect();
    let width =
        |column: usize| lines.iter().filter_map(|line| Some(line.get(column)?.chars().count())).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let line = |[service, asks, options]: &[String; 3]| {
        format!("{service:first$}  {asks:second$}  {options}").trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}
