//! Display managers that log somebody in without asking: GDM, LightDM and SDDM.

use super::finding::Finding;
use super::system::System;
use crate::commands::stack::OURS;
use crate::sentences::Quoted;

const GDM: [&str; 3] = ["/etc/gdm3/daemon.conf", "/etc/gdm3/custom.conf", "/etc/gdm/custom.conf"];
const LIGHTDM: [&str; 3] =
    ["/usr/share/lightdm/lightdm.conf.d", "/etc/lightdm/lightdm.conf.d", "/etc/lightdm/lightdm.conf"];
const SDDM: [&str; 3] = ["/usr/lib/sddm/sddm.conf.d", "/etc/sddm.conf.d", "/etc/sddm.conf"];

/// A line `key = value` of a file.
struct Setting {
    at: String,
    section: String,
    key: String,
    value: String,
}

pub(super) fn check(system: &System) -> Result<Vec<Finding>, Finding> {
    let mut findings = Vec::new();
    for (places, of) in [(GDM, gdm as fn(&[Setting]) -> Vec<&Setting>), (LIGHTDM, lightdm), (SDDM, sddm)] {
        let mut settings = Vec::new();
        for place in places {
            settings.extend(in_place(system, place)?);
        }
        findings.extend(of(&settings).into_iter().map(found));
    }
    Ok(findings)
}

fn found(setting: &Setting) -> Finding {
    let what = format!("{} has somebody logged in without being asked by {OURS}", Quoted(&setting.key));
    Finding::not_safe(&setting.at, what, "take it out, unless whoever stands before the screen may be anybody")
}

/// `AutomaticLoginEnable` and `TimedLoginEnable`: the last of each counts.
fn gdm(settings: &[Setting]) -> Vec<&Setting> {
    let last = |key: &str| settings.iter().rfind(|setting| setting.section == "daemon" && setting.key == key);
    let on = |setting: &&Setting| matches!(setting.value.to_ascii_lowercase().as_str(), "true" | "1");
    ["automaticloginenable", "timedloginenable"].into_iter().filter_map(last).filter(on).collect()
}

/// `autologin-user` of each section of a seat.
fn lightdm(settings: &[Setting]) -> Vec<&Setting> {
    let is_seats = |setting: &&Setting| setting.section.starts_with("seat") && setting.key == "autologin-user";
    let of_seats: Vec<&Setting> = settings.iter().filter(is_seats).collect();
    let is_last = |(place, setting): &(usize, &&Setting)| {
        of_seats.iter().rposition(|other| other.section == setting.section) == Some(*place)
    };
    of_seats.iter().enumerate().filter(is_last).map(|(_, setting)| *setting).filter(has_value).collect()
}

/// `User` of the section `Autologin`.
fn sddm(settings: &[Setting]) -> Vec<&Setting> {
    let user = settings.iter().rfind(|setting| setting.section == "autologin" && setting.key == "user");
    user.into_iter().filter(has_value).collect()
}

fn has_value(setting: &&Setting) -> bool {
    !setting.value.is_empty()
}

/// The settings of a file, or of the files of a folder.
fn in_place(system: &System, place: &str) -> Result<Vec<Setting>, Finding> {
    if !system.path(place).is_dir() {
        return Ok(in_text(&system.text(place)?.unwrap_or_default(), &system.path(place).display().to_string()));
    }
    let mut settings = Vec::new();
    for name in system.names(place)?.into_iter().filter(|name| name.ends_with(".conf")) {
        settings.extend(in_place(system, &format!("{place}/{name}"))?);
    }
    Ok(settings)
}

/// Sections and keys in lower case.
fn in_text(text: &str, path: &str) -> Vec<Setting> {
    let mut section = String::new();
    let mut settings = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.trim().to_ascii_lowercase();
        } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with(['#', ';'])) {
            settings.push(Setting {
                at: format!("{path}, line {number}"),
                section: section.clone(),
                key: key.trim().to_ascii_lowercase(),
                value: value.trim().to_owned(),
            });
        }
    }
    settings
}
