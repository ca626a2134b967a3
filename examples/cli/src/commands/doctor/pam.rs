//! The login stacks of PAM: whether our module's answer counts, and what else asks for codes.
//!
//! Each file of /etc/pam.d is looked at by itself. Of what a file includes before our module it is only seen whether it
//! ends the stack, and not what that includes in turn.

use super::finding::Finding;
use super::system::System;
use crate::commands::stack::{self, FOLDER, OURS, Reference, Rule};

/// Other modules that ask for one-time codes.
const OTHERS: [&str; 2] = ["pam_oath.so", "pam_google_authenticator.so"];
/// The module that refuses always.
const DENY: &str = "pam_deny.so";

pub(super) fn check(system: &System) -> Vec<Finding> {
    let names = match system.names(FOLDER) {
        Ok(names) => names,
        Err(unreadable) => return vec![unreadable],
    };
    names.iter().flat_map(|name| of_service(system, name)).collect()
}

fn of_service(system: &System, service: &str) -> Vec<Finding> {
    let path = system.path(stack::path_of(service));
    if stack::is_backup(service) || !path.is_file() {
        return Vec::new();
    }
    let rules = match system.rules(service) {
        Ok(rules) => rules,
        Err(unreadable) => return vec![unreadable],
    };
    let at = |rule: &Rule| format!("{}, line {}", path.display(), rule.first);
    let ours = rules.iter().position(Rule::is_ours);
    let Some((index, rule)) = ours.and_then(|index| Some((index, rules.get(index)?))) else {
        return rules.iter().filter(|rule| is_other(rule)).map(|rule| instead(&at(rule), rule)).collect();
    };
    let mut findings = Vec::new();
    findings.extend(weak(&at(rule), rule, rules.get(index.saturating_add(1))));
    for (place, before) in rules.iter().enumerate().take(index) {
        if before.passes_by(index.saturating_sub(place)) {
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
    match system.rules(&include.module) {
        Ok(rules) => {
            let past = rules.iter().filter(|rule| rule.passes_by(usize::MAX));
            past.map(|rule| {
                let place = system.path(stack::path_of(&include.module));
                past_us(&format!("{}, line {}, included in {service}", place.display(), rule.first), rule)
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
