//! The login stacks of PAM as their files say them (pam.conf(5)): lines, and what comes after a module has accepted.

use std::io;

use super::root::Root;

pub(super) const FOLDER: &str = "/etc/pam.d";
/// Where packages put what a file of the same name in [`FOLDER`] stands in place of.
pub(super) const VENDOR_FOLDER: &str = "/usr/lib/pam.d";
pub(super) const OURS: &str = "pam_libmfa.so";
/// The names of what editors, package managers and `mfa pam` leave there, which no service has.
const BACKUPS: [&str; 8] = ["~", ".bak", ".orig", ".dpkg-old", ".dpkg-dist", ".rpmnew", ".rpmsave", ".mfa-new"];
/// The module that lets root in without asking: nobody asks root who becomes somebody else for a code.
const ROOT_OK: &str = "pam_rootok.so";
/// The module that looks at who it is, its words that change nothing about that, and how root is said.
const SUCCEED_IF: &str = "pam_succeed_if.so";
const SILENT: [&str; 4] = ["quiet", "quiet_success", "quiet_fail", "audit"];
const IS_ROOT: [&str; 3] = ["uid = 0", "uid eq 0", "user = root"];

/// A line of a stack.
pub(super) struct Rule {
    /// The number of its first line, counted from 1.
    pub(super) first: usize,
    /// The number of its last, for a line may go on in the next.
    pub(super) last: usize,
    is_auth: bool,
    /// Whether a module that is not installed is left out without a word (`-auth`).
    pub(super) may_be_missing: bool,
    pub(super) refusal: Refusal,
    success: Success,
    pub(super) reference: Reference,
    /// The module as it is written, with its folder if it has one.
    pub(super) path: String,
    /// The module's file name, or the file that is included.
    pub(super) module: String,
    pub(super) arguments: Vec<String>,
}

/// What a line names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    Module,
    /// A file whose lines stand in place of this one.
    Include,
    /// A file whose lines end for themselves.
    Substack,
}

/// What a module's refusal does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Nothing,
    /// The login fails, after the lines that follow were asked.
    Counts,
    /// The login fails at once.
    Ends,
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

    pub(super) fn is_ours(&self) -> bool {
        self.module == OURS
    }

    /// The value of a module's option, if it has one; where it stands there twice, the last.
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        let mut values = self.arguments.iter().filter_map(|argument| argument.strip_prefix(name)?.strip_prefix('='));
        values.rfind(|value| !value.is_empty())
    }

    /// Whether the module is given that word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.arguments.iter().any(|argument| argument == word)
    }

    /// Whether the module's success keeps a line from being asked that is so many lines further, and of more than root.
    pub(super) fn passes_by(&self, distance: usize) -> bool {
        let skips = match self.success {
            Success::GoesOn => false,
            Success::EndsStack => true,
            Success::Skips(lines) => lines >= distance,
        };
        skips && !self.is_for_root()
    }

    /// Whether it accepts nobody but root.
    fn is_for_root(&self) -> bool {
        let words: Vec<&str> =
            self.arguments.iter().map(String::as_str).filter(|word| !SILENT.contains(word)).collect();
        self.module == ROOT_OK || (self.module == SUCCEED_IF && IS_ROOT.contains(&words.join(" ").as_str()))
    }
}

pub(super) fn path_of(service: &str) -> String {
    format!("{FOLDER}/{service}")
}

/// Whether a file of that name is nobody's stack.
pub(super) fn is_backup(name: &str) -> bool {
    BACKUPS.iter().any(|end| name.ends_with(end))
}

/// The rules by which a service asks who somebody is; none if there is no such service.
pub(super) fn rules(root: &Root, service: &str) -> io::Result<Vec<Rule>> {
    let text = match root.text(path_of(service))? {
        Some(text) => text,
        None => root.text(format!("{VENDOR_FOLDER}/{service}"))?.unwrap_or_default(),
    };
    Ok(of_text(&text))
}

/// The same of a file's text.
pub(super) fn of_text(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut joined = String::new();
    let (mut first, mut last): (usize, usize) = (1, 0);
    for (number, line) in (1..).zip(text.lines()) {
        if joined.is_empty() {
            first = number;
        }
        last = number;
        let line = line.split('#').next().unwrap_or_default();
        match line.strip_suffix('\\') {
            Some(begun) => joined = joined + begun + " ",
            None => {
                rules.extend(rule(first, last, &(joined + line)));
                joined = String::new();
            }
        }
    }
    rules.extend(rule(first, last, &joined));
    rules.retain(|rule| rule.is_auth);
    rules
}

fn rule(first: usize, last: usize, line: &str) -> Option<Rule> {
    let (kind, rest) = line.trim().split_once([' ', '\t'])?;
    let kind = kind.to_ascii_lowercase();
    let plain = |refusal, success, reference, rest| {
        let mut words = words(rest).into_iter();
        let path = words.next().unwrap_or_default();
        let module = path.rsplit('/').next().unwrap_or_default().to_owned();
        let (may_be_missing, is_auth) = (kind.starts_with('-'), matches!(kind.as_str(), "auth" | "-auth" | "@include"));
        let arguments = words.collect();
        Rule { first, last, is_auth, may_be_missing, refusal, success, reference, path, module, arguments }
    };
    let include = |reference, rest| plain(Refusal::Counts, Success::GoesOn, reference, rest);
    if kind == "@include" {
        return Some(include(Reference::Include, rest));
    }
    let rest = rest.trim_start();
    let (control, rest) = match rest.strip_prefix('[') {
        Some(actions) => actions.split_once(']')?,
        None => rest.split_once([' ', '\t'])?,
    };
    let (refusal, success) = match control.to_ascii_lowercase().as_str() {
        "include" => return Some(include(Reference::Include, rest)),
        "substack" => return Some(include(Reference::Substack, rest)),
        "required" => (Refusal::Counts, Success::GoesOn),
        "requisite" => (Refusal::Ends, Success::GoesOn),
        "sufficient" => (Refusal::Nothing, Success::EndsStack),
        "optional" => (Refusal::Nothing, Success::GoesOn),
        actions => by_actions(actions),
    };
    Some(plain(refusal, success, Reference::Module, rest))
}

/// `success=1 default=ignore` and the like: what a refusal does is in auth_err, or else in default.
fn by_actions(actions: &str) -> (Refusal, Success) {
    let action = |name: &str| {
        let mut pairs = actions.split_whitespace().filter_map(|action| action.split_once('='));
        pairs.find(|(of, _)| *of == name).map(|(_, to)| to)
    };
    let of = |name| action(name).or_else(|| action("default")).unwrap_or("ignore");
    let success = match of("success") {
        "done" => Success::EndsStack,
        to => to.parse().map_or(Success::GoesOn, Success::Skips),
    };
    let refusal = match of("auth_err") {
        "bad" => Refusal::Counts,
        "die" => Refusal::Ends,
        _ => Refusal::Nothing,
    };
    (refusal, success)
}

/// A module and its arguments; one in brackets may have spaces.
fn words(mut rest: &str) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        rest = rest.trim_start();
        let (word, behind) = match rest.strip_prefix('[') {
            Some(bracketed) => bracketed.split_once(']').unwrap_or((bracketed, "")),
            None => rest.split_once([' ', '\t']).unwrap_or((rest, "")),
        };
        if word.is_empty() && behind.is_empty() {
            return words;
        }
        words.push(word.to_owned());
        rest = behind;
    }
}
