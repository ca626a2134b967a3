//! The login stacks of PAM: whether our module's answer counts, whether it stands behind the password, and what else asks
//! for codes.
//!
//! Each file of /etc/pam.d is looked at by itself. Of what a file includes before our module it is only seen whether it
//! ends the stack, and not what that includes in turn.

use super::finding::Finding;
use super::options;
use super::system::System;
use crate::commands::module;
use crate::commands::stack::{self, FOLDER, OURS, Reference, Refusal, Rule};

/// Other modules that ask for one-time codes.
const OTHERS: [&str; 2] = ["pam_oath.so", "pam_google_authenticator.so"];
/// Modules that ask for the password.
const PASSWORDS: [&str; 6] =
    ["pam_unix.so", "pam_sss.so", "pam_ldap.so", "pam_krb5.so", "pam_winbind.so", "pam_systemd_home.so"];
/// Modules that ask for nothing.
const SILENT: [&str; 11] = [
    OURS,
    DENY,
    "pam_access.so",
    "pam_echo.so",
    "pam_env.so",
    "pam_faildelay.so",
    "pam_group.so",
    "pam_nologin.so",
    "pam_permit.so",
    "pam_selinux.so",
    "pam_succeed_if.so",
];
/// The module that refuses always.
const DENY: &str = "pam_deny.so";
/// Services by which people get in, or get more rights.
const LOGINS: [&str; 17] = [
    "cockpit",
    "doas",
    "gdm-password",
    "greetd",
    "lightdm",
    "login",
    "lxdm",
    "polkit-1",
    "proftpd",
    "remote",
    "sddm",
    "su",
    "sudo",
    "sudo-i",
    "vsftpd",
    "xdm",
    "xrdp-sesman",
];

pub(super) fn check(system: &System) -> Vec<Finding> {
    let names = match system.names(FOLDER) {
        Ok(names) => names,
        Err(unreadable) => return vec![unreadable],
    };
    let mut findings: Vec<Finding> = names.iter().flat_map(|name| of_service(system, name)).collect();
    match left_out(system) {
        Ok(found) => findings.extend(found),
        Err(unreadable) => findings.push(unreadable),
    }
    findings
}

/// Whether a service asks our module, in its own file or in one that this includes.
pub(super) fn asks(system: &System, service: &str) -> Result<bool, Finding> {
    let rules = system.rules(service)?;
    let mut asks = rules.iter().any(Rule::is_ours);
    for included in rules.iter().filter(|rule| rule.is_include()) {
        asks = asks || system.rules(&included.module)?.iter().any(Rule::is_ours);
    }
    Ok(asks)
}

/// Whether a service asks for nothing but a code, as far as its modules are known.
pub(super) fn asks_for_code_alone(system: &System, service: &str) -> Result<bool, Finding> {
    Ok(asks(system, service)? && system.rules(service)?.iter().all(|rule| is_silent(system, rule)))
}

/// Whether somebody who logs in here is asked by our module.
pub(super) fn anybody_is_asked(system: &System) -> Result<bool, Finding> {
    for service in LOGINS.iter().chain(&["sshd"]) {
        if asks(system, service)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The services that do not ask where sshd does.
fn left_out(system: &System) -> Result<Option<Finding>, Finding> {
    if !asks(system, "sshd")? {
        return Ok(None);
    }
    let mut left_out = Vec::new();
    for service in LOGINS {
        if !system.rules(service)?.is_empty() && !asks(system, service)? {
            left_out.push(service);
        }
    }
    Ok((!left_out.is_empty()).then(|| {
        Finding::advice(
            system.path(FOLDER).display(),
            format!("sshd asks {OURS}, and these services do not: {}", left_out.join(", ")),
            format!("`mfa pam enable {} --administrator NAME`, if they are to ask too", left_out.join(" ")),
        )
    }))
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
    let Some((index, rule)) = verifying(&rules) else {
        return rules.iter().filter(|rule| is_other(rule)).map(|rule| instead(&at(rule), rule)).collect();
    };
    let mut findings = Vec::new();
    findings.extend(weak(&at(rule), rule, rules.get(index.saturating_add(1))));
    findings.extend(order(system, &at(rule), &rules, index, rule));
    for ours in rules.iter().filter(|rule| rule.is_ours()) {
        findings.extend(missing(system, &at(ours), ours));
        findings.extend(options::check(system, &at(ours), ours));
    }
    for (place, before) in rules.iter().enumerate().take(index) {
        if before.passes_by(index.saturating_sub(place)) {
            findings.push(past_us(&at(before), before));
        }
        if before.reference == Reference::Include {
            let between = index.saturating_sub(place).saturating_sub(1);
            findings.extend(of_included(system, before, between, &path.display().to_string()));
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

/// The line of our module that verifies, and its place; where each only takes a code apart, the first.
fn verifying(rules: &[Rule]) -> Option<(usize, &Rule)> {
    let ours = || rules.iter().enumerate().filter(|(_, rule)| rule.is_ours());
    ours().find(|(_, rule)| !rule.has("split_pass")).or_else(|| ours().next())
}

/// What leaves our module out in a file that is included so many lines before it.
fn of_included(system: &System, include: &Rule, between: usize, service: &str) -> Vec<Finding> {
    match system.rules(&include.module) {
        Ok(rules) => {
            let after = |place| rules.len().saturating_sub(place).saturating_add(between);
            let past = rules.iter().enumerate().filter(|(place, rule)| rule.passes_by(after(*place)));
            past.map(|(_, rule)| {
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

fn is_password(rule: &Rule) -> bool {
    PASSWORDS.contains(&rule.module.as_str())
}

/// Whether a line asks nobody for anything but our code. A file that is there and has no line about who somebody is does
/// not either, such as common-account.
fn is_silent(system: &System, rule: &Rule) -> bool {
    if !rule.is_include() {
        return SILENT.contains(&rule.module.as_str());
    }
    let is_there = system.path(stack::path_of(&rule.module)).is_file();
    is_there
        && system.rules(&rule.module).is_ok_and(|rules| rules.iter().all(|rule| SILENT.contains(&rule.module.as_str())))
}

/// Another second factor where ours is not asked.
fn instead(at: &str, rule: &Rule) -> Finding {
    Finding::advice(
        at,
        format!("{} asks for codes here, and {OURS} does not", rule.module),
        "codes that it accepted are not used up here; `mfa migrate` carries over what it has",
    )
}

/// Our module where its refusal does not count, neither by itself nor by a pam_deny.so that comes next; and where it
/// verifies nothing.
fn weak(at: &str, rule: &Rule, next: Option<&Rule>) -> Option<Finding> {
    if rule.has("split_pass") {
        let what = format!("{OURS} takes password and code apart here, and no line verifies the code");
        return Some(Finding::not_safe(at, what, format!("put `auth required {OURS} use_split` behind the password")));
    }
    if rule.refusal != Refusal::Nothing || next.is_some_and(|next| next.module == DENY) {
        return None;
    }
    Some(Finding::not_safe(at, format!("a code that {OURS} refuses does not end the login"), "make it required"))
}

/// Our module where somebody is asked for a code who has given no password, or a wrong one.
fn order(system: &System, at: &str, rules: &[Rule], index: usize, ours: &Rule) -> Option<Finding> {
    let (before, after) = rules.split_at_checked(index)?;
    let who = "can use up the attempts of whomever they name";
    let goes_on = |rule: &&Rule| is_password(rule) && rule.refusal == Refusal::Counts && !rule.passes_by(usize::MAX);
    if let Some(password) = before.iter().find(goes_on) {
        let what =
            format!("a wrong password does not end the login before a code is asked for: whoever has none {who}");
        return Some(Finding::advice(at, what, format!("make {} requisite", password.module)));
    }
    let asked = before.iter().any(|rule| is_password(rule) || rule.is_include())
        || ["forward_pass", "split_pass"].iter().any(|word| ours.has(word));
    let follows = after.iter().any(|rule| is_password(rule) || rule.is_include() && !is_silent(system, rule));
    (!asked && follows).then(|| {
        let what = format!("a code is asked for before the password: whoever has no password {who}");
        Finding::advice(at, what, format!("put {OURS} behind the password"))
    })
}

/// Our module where it is not installed.
fn missing(system: &System, at: &str, rule: &Rule) -> Option<Finding> {
    let is_there =
        if rule.path.starts_with('/') { system.has(&rule.path) } else { module::path(system.root()).is_some() };
    if is_there {
        return None;
    }
    Some(if rule.may_be_missing {
        let what = format!("{OURS} is not installed, and the line says to go on without: nobody is asked for a code");
        Finding::not_safe(at, what, "install it, and take the dash before `auth` out")
    } else {
        let advice = "install it; `mfa pam disable` takes out what `mfa pam enable` has put in";
        Finding::broken(at, format!("{OURS} is not installed, and nobody gets in without"), advice)
    })
}
