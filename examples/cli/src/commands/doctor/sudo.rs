//! sudo and doas, where they ask our module by way of PAM: rules by which they ask nobody (sudoers(5), doas.conf(5)).

use super::finding::Finding;
use super::pam;
use super::system::System;
use crate::commands::stack::OURS;
use crate::sentences::Quoted;

const SUDOERS: &str = "/etc/sudoers";
const FOLDER: &str = "/etc/sudoers.d";
const DOAS: &str = "/etc/doas.conf";

pub(super) fn check(system: &System) -> Result<Vec<Finding>, Finding> {
    let mut findings = Vec::new();
    if pam::asks(system, "sudo")? {
        findings.extend(of_file(system, SUDOERS)?);
        // sudo leaves out what has a dot in its name, or ends like a copy.
        for name in system.names(FOLDER)?.into_iter().filter(|name| !name.contains('.') && !name.ends_with('~')) {
            findings.extend(of_file(system, &format!("{FOLDER}/{name}"))?);
        }
    }
    if pam::asks(system, "doas")? {
        let lines = lines(system, DOAS)?;
        findings.extend(
            lines.into_iter().filter(|(_, line)| line.split_whitespace().any(|word| word == "nopass")).map(
                |(at, _)| {
                    let what = format!("by a rule with nopass doas asks nobody, and {OURS} neither");
                    Finding::not_safe(at, what, "take nopass out, or name the one command that needs it")
                },
            ),
        );
    }
    Ok(findings)
}

fn of_file(system: &System, path: &str) -> Result<Vec<Finding>, Finding> {
    Ok(lines(system, path)?.into_iter().filter_map(|(at, line)| of_line(&at, &line)).collect())
}

fn of_line(at: &str, line: &str) -> Option<Finding> {
    let who = line.split_whitespace().next().unwrap_or_default();
    if who.starts_with("Defaults") {
        let mut settings = line.split([' ', '\t', ',']);
        return settings.any(|setting| setting == "!authenticate").then(|| {
            let what = format!("with !authenticate sudo asks nobody, and {OURS} neither");
            Finding::not_safe(at, what, "take it out")
        });
    }
    let (_, commands) = line.split_once("NOPASSWD:")?;
    let who = Quoted(who);
    Some(if commands.split(',').any(is_all) {
        let what = format!("{who} may run anything by sudo without being asked, by {OURS} neither");
        Finding::not_safe(at, what, "take NOPASSWD out, or name the commands that need it")
    } else {
        let what = format!("{who} may run some commands by sudo without being asked, by {OURS} neither");
        Finding::advice(at, what, "see that none of them gives more, such as an editor does; or take NOPASSWD out")
    })
}

/// A command, behind any tags.
fn is_all(command: &str) -> bool {
    command.rsplit(':').next().unwrap_or_default().trim() == "ALL"
}

/// The lines of a file without comments, joined where they go on, and where each is.
fn lines(system: &System, path: &str) -> Result<Vec<(String, String)>, Finding> {
    let text = system.text(path)?.unwrap_or_default();
    let mut lines = Vec::new();
    let (mut joined, mut first) = (String::new(), 1_usize);
    for (number, line) in (1..).zip(text.lines()) {
        if joined.is_empty() {
            first = number;
        }
        if let Some(begun) = line.strip_suffix('\\') {
            joined = joined + begun + " ";
            continue;
        }
        let line = core::mem::take(&mut joined) + line;
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            lines.push((format!("{}, line {first}", system.path(path).display()), line.to_owned()));
        }
    }
    Ok(lines)
}
