//! Ways into the computer that begin before any login: the boot loader, rescue mode, the debug shell, and consoles that log
//! somebody in by themselves.

use super::finding::Finding;
use super::system::System;
use crate::commands::stack::OURS;
use crate::sentences::Quoted;

const COMMAND_LINE: &str = "/proc/cmdline";
/// What administrators say of units, over what packages say.
const UNITS: [&str; 3] = ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system"];
/// The services that ask for root's password by sulogin(8).
const RESCUE: [&str; 2] = ["rescue.service", "emergency.service"];
const FORCE: &str = "SYSTEMD_SULOGIN_FORCE";
const DEBUG_SHELL: &str = "debug-shell.service";
const GRUB: [&str; 2] = ["/boot/grub/grub.cfg", "/boot/grub2/grub.cfg"];
/// Where Fedora keeps the password of GRUB.
const GRUB_PASSWORD: &str = "/boot/grub2/user.cfg";
const SYSTEMD_BOOT: [&str; 3] = ["/boot/loader/loader.conf", "/efi/loader/loader.conf", "/boot/efi/loader/loader.conf"];

/// A line of a unit or of what lies over it, and where it is.
struct Line {
    at: String,
    text: String,
}

pub(super) fn check(system: &System) -> Result<Vec<Finding>, Finding> {
    let mut findings = loader(system)?;
    findings.extend(rescue(system)?);
    findings.extend(debug_shell(system)?);
    findings.extend(consoles(system)?);
    Ok(findings)
}

/// Boot loaders in which whoever stands before the computer can say what is started.
fn loader(system: &System) -> Result<Vec<Finding>, Finding> {
    let what = "whoever stands before the computer can boot it into rescue mode or a shell of root's, where nobody asks for a \
                code";
    let mut findings = Vec::new();
    for path in GRUB {
        let Some(text) = system.text(path)? else { continue };
        let says = |text: &str| text.lines().any(|line| line.trim_start().starts_with("password"));
        let of_fedora = system.text(GRUB_PASSWORD)?.is_some_and(|text| text.contains("GRUB2_PASSWORD="));
        if !says(&text) && !of_fedora {
            let advice = "give GRUB a password (superusers, password_pbkdf2), or see that nobody stands there";
            findings.push(Finding::advice(system.path(path).display(), what, advice));
        }
    }
    for path in SYSTEMD_BOOT {
        let Some(text) = system.text(path)? else { continue };
        let editor = text.lines().filter_map(|line| line.trim_start().strip_prefix("editor")).next_back();
        if !editor.is_some_and(|value| matches!(value.trim(), "no" | "0" | "false" | "off" | "n" | "f")) {
            let advice = "write `editor no` there, or see that nobody stands before it";
            findings.push(Finding::advice(system.path(path).display(), what, advice));
        }
    }
    Ok(findings)
}

/// Rescue mode that asks for nothing where root has no password.
fn rescue(system: &System) -> Result<Vec<Finding>, Finding> {
    let mut places = Vec::new();
    for unit in RESCUE {
        let lines = lines_of(system, |name| name == unit)?;
        places.extend(lines.into_iter().filter(|line| is_setting_force(&line.text)).map(|line| line.at));
    }
    if command_line(system)?.iter().any(|word| is_setting_force(word)) {
        places.push(system.path(COMMAND_LINE).display().to_string());
    }
    // Only root reads who has a password, and whoever is not takes it that root has none.
    let shadow = system.text("/etc/shadow").ok().flatten().unwrap_or_default();
    let root = shadow.lines().find_map(|line| line.strip_prefix("root:")?.split(':').next());
    if root.is_some_and(|hash| !hash.is_empty() && !hash.starts_with(['!', '*'])) {
        return Ok(Vec::new());
    }
    let what =
        format!("{FORCE} is on: rescue mode gives whoever stands before the computer a shell of root's, unasked");
    let advice = "take it out, or give root a password";
    Ok(places.into_iter().map(|at| Finding::not_safe(at, &*what, advice)).collect())
}

fn is_setting_force(text: &str) -> bool {
    let value = text.split_once(FORCE).and_then(|(_, rest)| rest.strip_prefix('='));
    let word = |value: &str| value.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned();
    value.is_some_and(|value| matches!(word(value).as_str(), "1" | "yes" | "true" | "on" | "y" | "t"))
}

/// The shell of root's on a console of its own (systemd-debug-generator(8)).
fn debug_shell(system: &System) -> Result<Vec<Finding>, Finding> {
    let mut places = Vec::new();
    for units in UNITS {
        let wanted = system.names(units)?.into_iter().filter(|name| name.ends_with(".wants"));
        let paths = wanted.map(|name| format!("{units}/{name}/{DEBUG_SHELL}"));
        // A link that may lead out of the folder that is looked at.
        places.extend(paths.map(|path| system.path(path)).filter(|path| path.symlink_metadata().is_ok()));
    }
    let is_on = |word: &String| {
        let on = ["systemd.debug_shell", "systemd.debug-shell"].into_iter().find_map(|name| word.strip_prefix(name));
        on.is_some_and(|value| !matches!(value, "=0" | "=no" | "=false" | "=off"))
    };
    if command_line(system)?.iter().any(is_on) {
        places.push(system.path(COMMAND_LINE));
    }
    let what = "the debug shell is on: the ninth console is a shell of root's, and asks for nothing";
    let advice = format!("`systemctl disable {DEBUG_SHELL}`, and leave it out of the kernel's command line");
    Ok(places.into_iter().map(|path| Finding::not_safe(path.display(), what, &*advice)).collect())
}

/// Consoles on which agetty(8) logs somebody in.
fn consoles(system: &System) -> Result<Vec<Finding>, Finding> {
    let lines = lines_of(system, |name| name.contains("getty") || name.starts_with("autovt@"))?;
    let found = lines.iter().filter_map(|line| Some((line, autologin(&line.text)?)));
    Ok(found
        .map(|(line, who)| {
            let what = format!("agetty logs {} in on a console without being asked by {OURS}", Quoted(who));
            Finding::not_safe(&line.at, what, "take --autologin out, unless whoever stands there may be anybody")
        })
        .collect())
}

/// Who is logged in by a line that starts agetty.
fn autologin(line: &str) -> Option<&str> {
    let (_, command) = line.split_once('=').filter(|(key, _)| key.trim() == "ExecStart")?;
    let mut words = command.split_whitespace().skip_while(|word| !word.ends_with("agetty")).skip(1);
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--autologin=") {
            return Some(name);
        }
        if word == "--autologin" || word == "-a" {
            return words.next();
        }
    }
    None
}

/// The lines that administrators have written of units with such a name.
fn lines_of(system: &System, is_meant: impl Fn(&str) -> bool) -> Result<Vec<Line>, Finding> {
    let mut lines = Vec::new();
    for units in UNITS {
        for name in system.names(units)? {
            let unit = name.strip_suffix(".d").unwrap_or(&name);
            if !unit.ends_with(".service") || !is_meant(unit) {
                continue;
            }
            let path = format!("{units}/{name}");
            if unit == name {
                lines.extend(lines_in(system, &path)?);
                continue;
            }
            for over in system.names(&path)?.into_iter().filter(|over| over.ends_with(".conf")) {
                lines.extend(lines_in(system, &format!("{path}/{over}"))?);
            }
        }
    }
    Ok(lines)
}

fn lines_in(system: &System, path: &str) -> Result<Vec<Line>, Finding> {
    let text = system.text(path)?.unwrap_or_default();
    let at = |number: usize| format!("{}, line {number}", system.path(path).display());
    let said = (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with(['#', ';']));
    Ok(said.map(|(number, line)| Line { at: at(number), text: line.trim().to_owned() }).collect())
}

/// What the kernel was started with.
fn command_line(system: &System) -> Result<Vec<String>, Finding> {
    let words = system.text(COMMAND_LINE)?.unwrap_or_default();
    Ok(words.split_whitespace().map(str::to_owned).collect())
}
