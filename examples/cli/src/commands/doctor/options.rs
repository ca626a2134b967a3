//! What our module is told on its line of a stack: words that it does not know, and groups, folders and files that are not
//! there. The words are those of pam_libmfa(8).

use std::path::Path;

use mfa_host::policy::{self, Policies, PolicyFileError};
use mfa_host::store::FileStore;

use super::finding::Finding;
use super::folder;
use super::system::System;
use crate::commands::module;
use crate::commands::stack::Rule;
use crate::sentences::Quoted;

const SWITCHES: [&str; 6] = ["nullok", "echo", "challenge", "tell_locked", "quiet", "debug"];
const TEXTS: [&str; 8] =
    ["store", "policy", "authtok_prompt", "refusal", "exempt_group", "admin_group", "online_file", "owner"];
const FIRST_PASS: [&str; 2] = ["try_first_pass", "use_first_pass"];
/// What is done about a code behind a password; a line does one of these.
const JOINED: [&str; 3] = ["forward_pass", "split_pass", "use_split"];
const OCCASIONS: [&str; 3] = ["login", "unlock", "elevate"];
const SEPARATORS: &str = "!#$%&()*+,./:;<>@^_|~";

pub(super) fn check(system: &System, at: &str, rule: &Rule) -> Vec<Finding> {
    let broken = |what: String, advice: &str| Finding::broken(at, what, advice);
    let mut findings = Vec::new();
    if let Some(word) = rule.arguments.iter().find(|word| !is_option(word)) {
        let what = format!("the module has no option {}, and refuses everybody", Quoted(word));
        findings.push(broken(what, "pam_libmfa(8) has the options; take the word out, or put it right"));
    }
    if rule.arguments.iter().filter(|word| JOINED.contains(&word.as_str())).count() > 1 {
        let what = format!("the line has more than one of {}, and the module refuses everybody", JOINED.join(", "));
        findings.push(broken(what, "leave one of them"));
    }
    for (option, what) in [
        ("exempt_group", "whoever is to get in where store or policy are broken does not"),
        ("admin_group", "nobody has the throttle of administrators by it"),
    ] {
        findings.extend(rule.option(option).and_then(|group| lacking(system, at, option, group, what)));
    }
    let is_roots = rule.option("owner").is_none_or(|owner| owner == "root");
    if let Some(store) = rule.option("store").map(|store| system.path(store)) {
        if store != system.store && is_roots {
            findings.extend(FileStore::open(&store).err().map(|error| folder::refused(&error)));
        }
    }
    match policies(system, rule) {
        Ok(policies) => findings.extend(settings(rule, policies).map(|what| {
            broken(format!("{what}; the module refuses everybody"), "`mfa policy check` has the keys and their values")
        })),
        Err(error) => findings.extend(rule.option("policy").map(|_| {
            broken(format!("the policy file that it names is not used: {error}"), "nobody gets in until it is right")
        })),
    }
    findings
}

fn is_option(word: &str) -> bool {
    let words = SWITCHES.iter().chain(&FIRST_PASS).chain(&JOINED);
    if words.into_iter().any(|known| *known == word) {
        return true;
    }
    let Some((name, value)) = word.split_once('=') else { return false };
    let within = |bounds: core::ops::RangeInclusive<u32>| {
        value.bytes().all(|byte| byte.is_ascii_digit()) && value.parse().is_ok_and(|number| bounds.contains(&number))
    };
    match name {
        "occasion" => OCCASIONS.contains(&value),
        "digits" => within(6..=10),
        "answer_after" => within(0..=10_000),
        "separator" => value.len() == 1 && SEPARATORS.contains(value),
        "enroll" => value == "login",
        // A key of the policy file is looked at by itself.
        _ => name.contains('.') || (TEXTS.contains(&name) && !value.is_empty()),
    }
}

fn lacking(system: &System, at: &str, option: &str, group: &str, what: &str) -> Option<Finding> {
    match module::lacks_group(system.root(), group) {
        Ok(false) => None,
        Ok(true) => {
            let advice = format!("make it (`groupadd {group}`), or name another");
            Some(Finding::advice(at, format!("{option} names a group that does not exist, {group}: {what}"), advice))
        }
        Err(error) => {
            Some(Finding::unknown(at, format!("the groups cannot be read: {error}"), "see that /etc/group is there"))
        }
    }
}

/// The policies that the line's own keys are laid over.
fn policies(system: &System, rule: &Rule) -> Result<Policies, PolicyFileError> {
    let named = rule.option("policy");
    let path = system.path(named.unwrap_or(policy::DEFAULT_PATH));
    if named.is_none() && !Path::new(&path).exists() {
        return Ok(Policies::default());
    }
    policy::open(&path, &Policies::default()).map(|reading| reading.policies)
}

/// What is wrong with the first of the line's keys of the policy file that is.
fn settings(rule: &Rule, policies: Policies) -> Option<String> {
    let mut keys = rule.arguments.iter().filter_map(|word| word.split_once('=')).filter(|(key, _)| key.contains('.'));
    let laid = keys.try_fold(policies, |policies, (key, value)| policies.with(key, value));
    laid.err().map(|error| error.to_string())
}
