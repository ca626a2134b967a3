//! Where secrets in memory can get to: swap and core dumps.

use super::finding::Finding;
use super::system::System;

const SWAPS: &str = "/proc/swaps";
const SUID_DUMPABLE: &str = "/proc/sys/fs/suid_dumpable";

pub(super) fn check(system: &System) -> Vec<Finding> {
    let mut findings = dumps(system);
    findings.extend(match system.text(SWAPS) {
        Ok(Some(swaps)) => swapped(system, &swaps),
        Ok(None) => vec![Finding::unknown(
            system.path(SWAPS).display(),
            "it is not there, so swap was not looked at",
            "nothing needs to be done if this system is not running",
        )],
        Err(unreadable) => vec![unreadable],
    });
    findings
}

fn dumps(system: &System) -> Vec<Finding> {
    match system.text(SUID_DUMPABLE) {
        Ok(Some(value)) if value.trim() == "1" => vec![Finding::not_safe(
            system.path(SUID_DUMPABLE).display(),
            "it is 1: a login program that crashes leaves its memory, with secrets, where its user reads it",
            "set fs.suid_dumpable to 0 with sysctl",
        )],
        Ok(_) => Vec::new(),
        Err(unreadable) => vec![unreadable],
    }
}

/// A finding for each swap of which it is not seen that it is encrypted or in memory.
fn swapped(system: &System, swaps: &str) -> Vec<Finding> {
    let places = swaps.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    places.filter(|place| !place.starts_with("/dev/zram") && !is_encrypted(system, place)).map(seen).collect()
}

fn seen(place: &str) -> Finding {
    let what = if place.starts_with("/dev/") {
        "it is swap, and dm-crypt does not encrypt it itself: secrets in memory may be written to it"
    } else {
        "it is a swap file, and whether the disk below is encrypted is not looked at: secrets may be written to it"
    };
    Finding::advice(place, what, "encrypt it, or do without swap where logins are verified")
}

/// Whether the kernel's device mapper says that this device is dm-crypt's.
fn is_encrypted(system: &System, place: &str) -> bool {
    let Some(device) = place.strip_prefix("/dev/").filter(|device| device.starts_with("dm-")) else { return false };
    let uuid = system.text(format!("/sys/class/block/{device}/dm/uuid"));
    matches!(uuid, Ok(Some(uuid)) if uuid.starts_with("CRYPT-"))
}
