//! In which order the calls are made. A kill leaves what the kernel has not written yet in its memory, so only the order
//! tells whether a power cut would.

use crate::call::Call;

/// What is wrong with the order in which records are changed and answers given; the number of changes if nothing is.
pub(crate) fn changes(calls: &[Call]) -> Result<usize, String> {
    let changes: Vec<usize> = (0..calls.len()).filter(|at| calls[*at].changes_the_record()).collect();
    for &at in &changes {
        let change = &calls[at];
        let (before, after) = (&calls[..at], &calls[at + 1..]);
        let fault = |what: &str| Err(format!("{change}: {what}"));
        if !is_locked(before, change.target()) {
            return fault("without the lock");
        }
        if let Some(new) = change.on.split(" to ").next().filter(|_| change.name == "rename") {
            let last = |name| before.iter().rposition(|call| call.name == name && call.on == new && call.succeeded());
            match (last("write"), last("fsync")) {
                (Some(write), Some(sync)) if write < sync => {}
                _ => return fault("the new file is not on the disk"),
            }
        }
        let Some(durable) = after.iter().position(|call| call.makes_it_durable() && call.succeeded()) else {
            return fault("the folder is not synced");
        };
        if after[..durable].iter().any(|call| call.name == "flock(LOCK_UN)") {
            return fault("unlocked before the folder is synced");
        }
    }
    let last = calls.iter().rposition(|call| call.makes_it_durable() && call.succeeded());
    let answer = calls.iter().position(|call| call.name == "write" && call.on == "stdout");
    match (last, answer) {
        (Some(last), Some(answer)) if last < answer => {}
        _ => return Err("answered before the folder is synced".to_owned()),
    }
    let made = calls.iter().position(|call| call.name == "mkdirat" && call.succeeded());
    match made {
        Some(made) if !calls[made..].iter().any(|call| call.name == "fsync" && call.on == "above") => {
            Err("the store's folder is made, and the one above it not synced".to_owned())
        }
        _ => Ok(changes.len()),
    }
}

/// Whether the record, or the folder in which it is made, is locked; and for a record that the lock was taken on the file
/// that the path leads to.
fn is_locked(before: &[Call], record: &str) -> bool {
    let Some(lock) = before.iter().rposition(|call| call.name == "flock" && call.succeeded()) else { return false };
    let since = &before[lock..];
    let looked_again = since.iter().any(|call| matches!(call.name, "newfstatat" | "openat") && call.on == record);
    let of = &before[lock].on;
    (of == record || of == "store") && looked_again && !since.iter().any(|call| call.name == "flock(LOCK_UN)")
}
