//! `mfa pam enable`: a code of an administrator's, and then a block behind the password of each service.

use std::path::{Path, PathBuf};

use mfa_host::policy::{self, Policies};
use mfa_host::store::FileStore;
use serde::Serialize;

use super::block;
use super::file::{self, Change, ServiceFile};
use crate::args::{Basics, PamEnableArgs};
use crate::commands::Opened;
use crate::commands::module;
use crate::commands::root::Root;
use crate::commands::stack::{self, OURS, Reference, Rule};
use crate::commands::verdict::{Told, print_of};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output;

/// The files that ask for the password on behalf of others.
const PASSWORDS: [&str; 3] = ["common-auth", "password-auth", "system-auth"];
/// The services that give more rights to somebody who is in already.
const ELEVATING: [&str; 7] = ["sudo", "sudo-i", "su", "su-l", "doas", "pkexec", "polkit-1"];
/// The service of the console.
const CONSOLE: &str = "login";
/// Leaves out our module for root: somebody can always set things right who stands before the computer.
const ROOT_PASSES: &str = "auth [success=1 default=ignore] pam_succeed_if.so quiet uid = 0";
/// Files that belong to many services, and the one that stands for all that have none.
const SHARED: [&str; 11] = [
    "common-auth",
    "common-account",
    "common-password",
    "common-session",
    "common-session-noninteractive",
    "password-auth",
    "system-auth",
    "smartcard-auth",
    "fingerprint-auth",
    "postlogin",
    "other",
];
/// Screen lockers that run as the person whose screen it is, and cannot read the store.
const LOCKERS: [&str; 14] = [
    "cinnamon-screensaver",
    "gtklock",
    "hyprlock",
    "i3lock",
    "kde",
    "kscreensaver",
    "mate-screensaver",
    "swaylock",
    "vlock",
    "waylock",
    "xfce4-screensaver",
    "xlock",
    "xscreensaver",
    "xsecurelock",
];

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    told: &'a Told,
    enabled: Vec<&'a str>,
}

pub(super) fn run(args: &PamEnableArgs) -> Result<Exit, Failure> {
    let root = Root::of(args.root.root.as_deref());
    let mut services: Vec<&str> = args.services.iter().map(String::as_str).collect();
    services.sort_unstable();
    services.dedup();
    let options = options(args, &root)?;
    let mut changes = Vec::new();
    for service in services {
        changes.push(change(&root, service, &options)?);
    }
    if module::path(&root).is_none() {
        return Err(nothing(format!("{OURS} is not installed, and a service that asks it lets nobody in")));
    }
    file::must_be_writable(&root)?;
    let policies = policies(args, &root)?;
    if args.policy.files().is_empty() && !root.has(policy::DEFAULT_PATH) {
        let path = root.path(policy::DEFAULT_PATH);
        output::warn(&format!("there is no {}, so whoever has no authenticator will be refused", path.display()));
    }
    let basics = basics(args, &root);
    let administrator = &args.administrator;
    let code = Input::standard()?.code(format_args!("Code for {administrator}: "))?;
    let now = basics.now()?;
    let opened = Opened::new(&basics, administrator)?;
    let verdict = opened.people().verify_and_name(administrator, now, &code, policies.codes_of(administrator));
    let (verdict, name) = opened.done(verdict)?;
    let told = Told::of(verdict, name.as_ref())?;
    if told.exit() != Exit::Done {
        output::warn("nothing was changed");
        return told.tell(&basics, administrator, now);
    }
    file::replace(&changes).map_err(|failure| failure.after("the code was accepted, but "))?;
    let enabled: Vec<&str> = changes.iter().map(|change| change.file.service.as_str()).collect();
    if basics.json {
        print_of(administrator, &Answer { told: &told, enabled })?;
    } else {
        let behind = enabled.iter().map(|service| format!("{service}: {OURS} is asked behind the password\n"));
        let behind: String = behind.collect();
        output::print(format!(
            "{}\n{behind}keep this session open until a login by another has worked; `mfa pam disable {}` undoes it\n\
             `mfa doctor` tells what still lets in without a code, or lets nobody in\n",
            told.text(administrator, now),
            enabled.join(" ")
        ))?;
    }
    Ok(Exit::Done)
}

/// What the module is told besides the occasion.
fn options(args: &PamEnableArgs, root: &Root) -> Result<String, Failure> {
    let mut options = String::new();
    for (option, group) in [("exempt_group", &args.exempt_group), ("admin_group", &args.admin_group)] {
        let Some(group) = group else { continue };
        let lacks = module::lacks_group(root, group);
        if lacks.map_err(|error| nothing(format!("the groups cannot be read: {error}")))? {
            return Err(nothing(format!("there is no group {group}; make it first (`groupadd {group}`)")));
        }
        options += &format!(" {option}={group}");
    }
    // What the code was verified with is what logins are verified with.
    if let Some(store) = args.basics.store.as_deref().filter(|store| *store != Path::new(FileStore::DEFAULT_PATH)) {
        options += &format!(" store={}", as_option("--store", store)?);
    }
    match args.policy.files() {
        [] => {}
        [policy] => options += &format!(" policy={}", as_option("--policy", policy)?),
        _ => return Err(nothing("the module takes one policy file; give --policy once")),
    }
    Ok(options)
}

/// A path as the line of a module takes it.
fn as_option<'a>(option: &str, path: &'a Path) -> Result<&'a str, Failure> {
    let is_special = |c: char| c.is_whitespace() || c.is_control() || "[]#\\".contains(c);
    let plain = path.to_str().filter(|text| path.is_absolute() && !text.contains(is_special));
    plain.ok_or_else(|| {
        nothing(format!(
            "{option} goes into the module's line: name an absolute path without spaces, brackets, # and \\"
        ))
    })
}

/// The file of a service with our block in it.
fn change(root: &Root, service: &str, options: &str) -> Result<Change, Failure> {
    if SHARED.contains(&service) {
        return Err(nothing(format!(
            "{service} stands for many services, also for those that do not run as root and those that nobody can answer at \
             (screen lockers, cron); name the services themselves"
        )));
    }
    if LOCKERS.contains(&service) {
        return Err(nothing(format!(
            "{service} runs as the person whose screen it locks, who cannot read the store: nobody could unlock it"
        )));
    }
    let file = ServiceFile::read(root, service)?;
    let rules = file.rules();
    must_not_ask(root, &file, &rules)?;
    let (index, password) = password(&rules).ok_or_else(|| no_password(root, &file, &rules))?;
    must_come_back(root, &file, password)?;
    for (place, before) in rules.iter().enumerate().take(index) {
        if before.passes_by(index.saturating_sub(place).saturating_add(1)) {
            let path = file.path.display();
            output::warn(&format!("{path}, line {}: {} lets in without {OURS}", before.first, before.module));
        }
    }
    if password.reference == Reference::Substack {
        output::warn(&format!(
            "{}, line {}: a substack ends for itself, so whoever gave a wrong password is asked for a code as well",
            file.path.display(),
            password.first
        ));
    }
    let text = block::put_in(&file.bytes, password.last, service, &lines(service, options));
    Ok(Change { text, file })
}

/// What stands in the block.
fn lines(service: &str, options: &str) -> Vec<String> {
    let occasion = if ELEVATING.contains(&service) { " occasion=elevate" } else { "" };
    let ours = format!("auth required {OURS}{occasion}{options}");
    if service == CONSOLE { vec![ROOT_PASSES.to_owned(), ours] } else { vec![ours] }
}

/// Whether the file of a service has a place for our block.
pub(super) fn could_ask(service: &str, rules: &[Rule]) -> bool {
    !SHARED.contains(&service) && !LOCKERS.contains(&service) && password(rules).is_some()
}

/// The last line that includes the file which asks for the password, and its place.
fn password(rules: &[Rule]) -> Option<(usize, &Rule)> {
    rules.iter().enumerate().rfind(|(_, rule)| rule.is_include() && PASSWORDS.contains(&rule.module.as_str()))
}

fn must_not_ask(root: &Root, file: &ServiceFile, rules: &[Rule]) -> Result<(), Failure> {
    let path = file.path.display();
    if block::is_in(&file.bytes) {
        let service = &file.service;
        return Err(nothing(format!("{path} has our block already; `mfa pam disable {service}` takes it out")));
    }
    if let Some(rule) = rules.iter().find(|rule| rule.is_ours()) {
        return Err(nothing(format!("{path} asks {OURS} already, in line {}", rule.first)));
    }
    for include in rules.iter().filter(|rule| rule.is_include()) {
        if included(root, include)?.iter().any(Rule::is_ours) {
            return Err(nothing(format!("{path} asks {OURS} already, by way of {}", include.module)));
        }
    }
    Ok(())
}

/// Refuses a password that ends the whole stack where it is right: nothing behind it is asked then.
fn must_come_back(root: &Root, file: &ServiceFile, password: &Rule) -> Result<(), Failure> {
    if password.reference == Reference::Substack {
        return Ok(());
    }
    let rules = included(root, password)?;
    let is_past = |(place, rule): &(usize, &Rule)| rule.passes_by(rules.len().saturating_sub(*place));
    let Some((_, rule)) = rules.iter().enumerate().find(is_past) else { return Ok(()) };
    let (module, included) = (&rule.module, &password.module);
    Err(nothing(format!(
        "{}, line {}: in {included} {module} lets in at once, so nothing behind that line is asked; make it `substack` in \
         place of `include`, if that is what this system has",
        file.path.display(),
        password.first
    )))
}

fn included(root: &Root, include: &Rule) -> Result<Vec<Rule>, Failure> {
    let unreadable = |error| {
        let path = root.path(stack::path_of(&include.module));
        nothing(format!("{} cannot be read: {error}", path.display()))
    };
    stack::rules(root, &include.module).map_err(unreadable)
}

/// Why there is no place for our block.
fn no_password(root: &Root, file: &ServiceFile, rules: &[Rule]) -> Failure {
    let path = file.path.display();
    let mut includes = rules.iter().filter(|rule| rule.is_include());
    let of = |rule: &&Rule| included(root, rule).is_ok_and(|rules| password(&rules).is_some());
    nothing(match includes.find(of) {
        Some(rule) => format!("{path} takes its lines from {}; name {0} in its place", rule.module),
        None => format!(
            "{path} has no line that includes {}; put `auth required {OURS}` behind its password by hand",
            PASSWORDS.join(" or ")
        ),
    })
}

fn policies(args: &PamEnableArgs, root: &Root) -> Result<Policies, Failure> {
    let below = root.path(policy::DEFAULT_PATH);
    if args.root.root.is_none() || !args.policy.files().is_empty() {
        return args.policy.policies();
    }
    if !below.exists() {
        return Ok(Policies::default());
    }
    let reading = policy::open(&below, &Policies::default());
    reading.map(|reading| reading.policies).map_err(|error| nothing(error.to_string()))
}

fn basics(args: &PamEnableArgs, root: &Root) -> Basics {
    let store: PathBuf = args.basics.store.clone().unwrap_or_else(|| root.path(FileStore::DEFAULT_PATH));
    Basics { store: Some(store), ..args.basics.clone() }
}

fn nothing(sentence: impl Into<String>) -> Failure {
    Failure::input(sentence).and(". Nothing was changed")
}
