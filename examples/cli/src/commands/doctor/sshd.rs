//! sshd, where it asks our module by way of PAM: whether a login can get in without (`sshd_config(5)`).
//!
//! The files are read, with what they include, and the first value of a keyword is the one that counts. `Match` blocks are
//! not evaluated; that they say something else for some is told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::finding::Finding;
use super::pam;
use super::system::System;
use crate::commands::stack::OURS;

const CONFIG: &str = "/etc/ssh/sshd_config";
const FOLDER: &str = "/etc/ssh";
/// How deep files are included in one another.
const DEEPEST: usize = 8;
/// Ways to get in that never ask PAM for a code: keyword, whether it is on by default, name among the methods.
const PAST_PAM: [(&str, bool); 3] =
    [("pubkeyauthentication", true), ("gssapiauthentication", false), ("hostbasedauthentication", false)];
/// What decides whether a code is asked for.
const DECIDING: [&str; 7] = [
    "usepam",
    "authenticationmethods",
    "pubkeyauthentication",
    "gssapiauthentication",
    "hostbasedauthentication",
    "kbdinteractiveauthentication",
    "challengeresponseauthentication",
];

/// What the files say; keywords in lower case.
#[derive(Default)]
struct Settings {
    values: BTreeMap<String, String>,
    /// Keywords that decide, and stand in a `Match` block.
    matched: BTreeSet<String>,
}

pub(super) fn check(system: &System) -> Vec<Finding> {
    match pam::asks(system, "sshd") {
        Ok(true) => {}
        Ok(false) => return Vec::new(),
        Err(unreadable) => return vec![unreadable],
    }
    let mut settings = Settings::default();
    match read(system, Path::new(CONFIG), &mut settings, 0) {
        Ok(true) => match pam::asks_for_code_alone(system, "sshd") {
            Ok(alone) => findings(system, &settings, alone),
            Err(unreadable) => vec![unreadable],
        },
        Ok(false) => vec![Finding::unknown(
            system.path(CONFIG).display(),
            format!("it is not there, and PAM asks {OURS} for sshd"),
            "see for yourself that a public key alone does not let in",
        )],
        Err(unreadable) => vec![unreadable],
    }
}

fn findings(system: &System, settings: &Settings, code_alone: bool) -> Vec<Finding> {
    let about = system.path(CONFIG).display().to_string();
    let mut findings = Vec::new();
    if !settings.is_on("usepam", false) {
        let what = format!("UsePAM is not on, so sshd never asks {OURS}");
        findings.push(Finding::not_safe(&about, what, "set UsePAM yes"));
        return findings;
    }
    let methods = settings.values.get("authenticationmethods").map_or("any", String::as_str);
    let past = PAST_PAM.iter().filter(|(keyword, default)| settings.is_on(keyword, *default));
    let past: Vec<&str> = past.map(|(keyword, _)| *keyword).collect();
    if methods.eq_ignore_ascii_case("any") {
        if let Some(keyword) = past.first() {
            let what = match *keyword {
                "pubkeyauthentication" => format!("a public key alone lets in: then PAM does not ask {OURS}"),
                other => format!("{other} alone lets in: then PAM does not ask {OURS}"),
            };
            let advice = "set AuthenticationMethods publickey,keyboard-interactive, or turn that way off";
            findings.push(Finding::not_safe(&about, what, advice));
        }
    } else if let Some(list) = methods.split_whitespace().find(|list| !asks_pam(list)) {
        let what = format!("AuthenticationMethods has `{list}`, which does not ask {OURS}");
        findings.push(Finding::not_safe(&about, what, "add keyboard-interactive to it"));
    }
    if code_alone && methods.split_whitespace().any(is_pam_alone) {
        let what = format!("a code alone lets in: PAM asks {OURS} and for no password, and no key has to come first");
        let advice =
            "set AuthenticationMethods publickey,keyboard-interactive, or have the password asked before the code";
        findings.push(Finding::not_safe(&about, what, advice));
    }
    let asked = settings.is_on("kbdinteractiveauthentication", settings.is_on("challengeresponseauthentication", true));
    if !asked {
        let what = "KbdInteractiveAuthentication is off, so sshd has no way to ask for a code";
        findings.push(Finding::broken(&about, what, "set KbdInteractiveAuthentication yes"));
    }
    if !settings.matched.is_empty() {
        let keywords: Vec<&str> = settings.matched.iter().map(String::as_str).collect();
        let what = format!("a Match block sets {} for some, which was not looked at", keywords.join(", "));
        let advice = "`sshd -T -C user=NAME,host=HOST,addr=ADDRESS` says what holds for somebody";
        findings.push(Finding::unknown(&about, what, advice));
    }
    findings
}

/// Whether PAM is all that a list of methods asks.
fn is_pam_alone(list: &str) -> bool {
    list.eq_ignore_ascii_case("any") || list.split(',').all(asks_pam)
}

/// Whether a list of methods has one for which sshd asks PAM.
fn asks_pam(list: &str) -> bool {
    list.split(',').any(|method| {
        let (method, device) = method.split_once(':').unwrap_or((method, "pam"));
        let by_device = method.eq_ignore_ascii_case("keyboard-interactive") && device.eq_ignore_ascii_case("pam");
        by_device || method.eq_ignore_ascii_case("password")
    })
}

impl Settings {
    fn is_on(&self, keyword: &str, default: bool) -> bool {
        self.values.get(keyword).map_or(default, |value| value.eq_ignore_ascii_case("yes"))
    }
}

/// Reads a file and what it includes; false if there is no such file.
fn read(system: &System, path: &Path, settings: &mut Settings, depth: usize) -> Result<bool, Finding> {
    let Some(text) = system.text(path)? else { return Ok(false) };
    let mut matching = false;
    for line in text.lines() {
        let Some((keyword, values)) = words(line) else { continue };
        match keyword.as_str() {
            "match" => matching = !matches!(values.as_slice(), [all] if all.eq_ignore_ascii_case("all")),
            "include" if depth < DEEPEST && !matching => {
                for pattern in &values {
                    include(system, pattern, settings, depth)?;
                }
            }
            "include" => {
                settings.matched.insert(keyword);
            }
            _ if !matching => {
                settings.values.entry(keyword).or_insert_with(|| values.join(" "));
            }
            _ if DECIDING.contains(&keyword.as_str()) => {
                settings.matched.insert(keyword);
            }
            _ => {}
        }
    }
    Ok(true)
}

/// The keyword of a line, in lower case, and its values: without quotation marks, and without a comment at the end.
fn words(line: &str) -> Option<(String, Vec<String>)> {
    let line = line.trim();
    let (keyword, rest) = line.split_once([' ', '\t', '=']).filter(|_| !line.starts_with('#'))?;
    let rest = rest.trim_start_matches([' ', '\t', '=']);
    let words = rest.split_whitespace().take_while(|word| !word.starts_with('#'));
    let values = words.map(|word| word.trim_matches('"').to_owned()).collect();
    Some((keyword.to_ascii_lowercase(), values))
}

/// Includes a file, or those of a folder whose names a star stands for.
fn include(system: &System, pattern: &str, settings: &mut Settings, depth: usize) -> Result<(), Finding> {
    let path = Path::new(FOLDER).join(pattern);
    let deeper = depth.saturating_add(1);
    let (folder, name) = (path.parent().unwrap_or(Path::new("/")), path.file_name().unwrap_or_default());
    match name.to_string_lossy().split_once('*') {
        Some((begin, end)) => {
            for name in system.names(folder)? {
                if name.starts_with(begin) && name.ends_with(end) {
                    read(system, &folder.join(name), settings, deeper)?;
                }
            }
        }
        None => {
            read(system, &path, settings, deeper)?;
        }
    }
    Ok(())
}
