//! The login stacks of PAM (pam.conf(5)): whether our module's answer counts, and what else asks for codes.
//!
//! Each file of /etc/pam.d is looked at by itself. Of what a file includes before our module it is only seen whether it
//! ends the stack, and not what that includes in turn.

use super::finding::Finding;
use super::system::System;

const FOLDER: &str = "/etc/pam.d";
pub(super) const OURS: &str = "pam_libmfa.so";
/// Other modules that ask for one-time codes.
const OTHERS: [&str; 2] = ["pam_oath.so", "pam_google_authenticator.so"];
/// The module that lets root in without asking: nobody asks root who becomes somebody else for a code.
const ROOT_OK: &str = "pam_rootok.so";
/// The names of what editors and package managers leave there, which no service has.
const BACKUPS: [&str; 7] = ["~", ".bak", ".orig", ".dpkg-old", ".dpkg-dist", ".rpmnew", ".rpmsave"];
/// The module that refuses always.
const DENY: &str = "pam_deny.so";

/// A line of a stack.
pub(super) struct Rule {
    number: usize,
    is_auth: bool,
    /// Whether the login fails for good when the module refuses.
    refusal_counts: bool,
    success: Success,
    reference: Reference,
    /// The module's file name, or the file that is included.
    pub(super) module: String,
}

/// What a line names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reference {
    Module,
    /// A file whose lines stand in place of this one.
    Include,
    /// A file whose lines end for themselves.
    Substack,
}

/// What comes after a module has accepted.
#[derive(Clone, Copy)]
enum Success {
    /// The next line.
    GoesOn,
    /// Nothing: the stack has accepted.
    EndsStack,
    /// So many lines are left out.
    Skips(usize),
}

impl Rule {
    pub(super) fn is_include(&self) -> bool {
        self.reference != Reference::Module
    }
}

pub(super) fn check(system: &System) -> Vec<Finding> {
    let names = match system.names(FOLDER) {
        Ok(names) => names,
        Err(unreadable) => return vec![unreadable],
    };
    names.iter().flat_map(|name| of_service(system, name)).collect()
}

/// The rules by which a service asks who somebody is; none if there is no such service.
pub(super) fn rules(system: &System, service: &str) -> Result<Vec<Rule>, Finding> {
    let text = system.text(format!("{FOLDER}/{service}"))?.unwrap_or_default();
    Ok(parsed(&text).into_iter().filter(|rule| rule.is_auth).collect())
}

fn of_service(system: &System, service: &str) -> Vec<Finding> {
    let path = system.path(format!("{FOLDER}/{service}"));
    let is_backup = BACKUPS.iter().any(|end| service.ends_with(end));
    if is_backup || !path.is_file() {
        return Vec::new();
    }
    let rules = match rules(system, service) {
        Ok(rules) => rules,
        Err(unreadable) => return vec![unreadable],
    };
    let at = |rule: &Rule| format!("{}, line {}", path.display(), rule.number);
    let ours = rules.iter().position(|rule| rule.module == OURS);
    let Some((index, rule)) = ours.and_then(|index| Some((index, rules.get(index)?))) else {
        return rules.iter().filter(|rule| is_other(rule)).map(|rule| instead(&at(rule), rule)).collect();
    };
    let mut findings = Vec::new();
    findings.extend(weak(&at(rule), rule, rules.get(index.saturating_add(1))));
    for (place, before) in rules.iter().enumerate().take(index) {
        if passes_by(before, index.saturating_sub(place)) {
            findings.push(past_us(&at(before), before));
        }
        if before.reference == Reference::Include {
            findings.extend(of_included(system, before, &path.display().to_string()));
        }
    }
    let others = rules.iter().filter(|rule| is_other(rule));
    findings.extend(others.map(|other| {
        Finding::advice(
            at(other),
            format!("{} asks for a code as well as {OURS}", other.module),
            "take it out once `mfa migrate` has carried its people over",
        )
    }));
    findings
}

/// What ends the stack in a file that is included before our module.
fn of_included(system: &System, include: &Rule, service: &str) -> Vec<Finding> {
    match rules(system, &include.module) {
        Ok(rules) => {
            let past = rules.iter().filter(|rule| passes_by(rule, usize::MAX));
            past.map(|rule| {
                let place = system.path(format!("{FOLDER}/{}", include.module));
                past_us(&format!("{}, line {}, included in {service}", place.display(), rule.number), rule)
            })
            .collect()
        }
        Err(unreadable) => vec![unreadable],
    }
}

fn past_us(at: &str, rule: &Rule) -> Finding {
    let what = format!("{} lets in without {OURS}, which comes after it", rule.module);
    Finding::not_safe(at, what, format!("make it required, or put {OURS} first"))
}

fn is_other(rule: &Rule) -> bool {
    OTHERS.contains(&rule.module.as_str())
}

/// Another second factor where ours is not asked.
fn instead(at: &str, rule: &Rule) -> Finding {
    Finding::advice(
        at,
        format!("{} asks for codes here, and {OURS} does not", rule.module),
        "codes that it accepted are not used up here; `mfa migrate` carries over what it has",
    )
}

/// Our module where its refusal does not count, neither by itself nor by a pam_deny.so that comes next.
fn weak(at: &str, rule: &Rule, next: Option<&Rule>) -> Option<Finding> {
    if rule.refusal_counts || next.is_some_and(|next| next.module == DENY) {
        return None;
    }
    Some(Finding::not_safe(at, format!("a code that {OURS} refuses does not end the login"), "make it required"))
}

/// Whether a module's success keeps a line from being asked that is so many lines further.
fn passes_by(rule: &Rule, distance: usize) -> bool {
    let skips = match rule.success {
        Success::GoesOn => false,
        Success::EndsStack => true,
        Success::Skips(lines) => lines >= distance,
    };
    skips && rule.module != ROOT_OK
}

fn parsed(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut joined = String::new();
    let mut first: usize = 1;
    for (number, line) in (1..).zip(text.lines()) {
        if joined.is_empty() {
            first = number;
        }
        let line = line.split('#').next().unwrap_or_default();
        match line.strip_suffix('\\') {
            Some(begun) => joined = joined + begun + " ",
            None => {
                rules.extend(rule(first, &(joined + line)));
                joined = String::new();
            }
        }
    }
    rules.extend(rule(first, &joined));
    rules
}

fn rule(number: usize, line: &str) -> Option<Rule> {
    let (kind, rest) = line.trim().split_once([' ', '\t'])?;
    let rest = rest.trim_start();
    let include = |rest| Rule {
        number,
        is_auth: true,
        refusal_counts: true,
        success: Success::GoesOn,
        reference: Reference::Include,
        module: file_name(rest),
    };
    if kind.eq_ignore_ascii_case("@include") {
        return Some(include(rest));
    }
    let (control, rest) = match rest.strip_prefix('[') {
        Some(actions) => actions.split_once(']')?,
        None => rest.split_once([' ', '\t'])?,
    };
    let is_auth = kind.trim_start_matches('-').eq_ignore_ascii_case("auth");
    let (refusal_counts, success) = match control.to_ascii_lowercase().as_str() {
        "include" => return Some(Rule { is_auth, ..include(rest) }),
        "substack" => return Some(Rule { is_auth, reference: Reference::Substack, ..include(rest) }),
        "required" | "requisite" => (true, Success::GoesOn),
        "sufficient" => (false, Success::EndsStack),
        "optional" => (false, Success::GoesOn),
        actions => by_actions(actions),
    };
    Some(Rule { number, is_auth, refusal_counts, success, reference: Reference::Module, module: file_name(rest) })
}

/// `success=1 default=ignore` and the like: what a refusal does is in auth_err, or else in default.
fn by_actions(actions: &str) -> (bool, Success) {
    let action = |name: &str| {
        let mut pairs = actions.split_whitespace().filter_map(|action| action.split_once('='));
        pairs.find(|(of, _)| *of == name).map(|(_, to)| to)
    };
    let of = |name| action(name).or_else(|| action("default")).unwrap_or("ignore");
    let success = match of("success") {
        "done" => Success::EndsStack,
        to => to.parse().map_or(Success::GoesOn, Success::Skips),
    };
    (matches!(of("auth_err"), "bad" | "die"), success)
}

fn file_name(rest: &str) -> String {
    let path = rest.split_whitespace().next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}
