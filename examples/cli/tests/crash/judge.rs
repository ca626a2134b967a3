//! What must hold after a run in which something was in the way. Whatever does not is a complaint.

use core::time::Duration;

use nix::errno::Errno;

use crate::call::Call;
use crate::operation::Operation;
use crate::rig::{Seen, Undisturbed};
use crate::tracer::Fault;

/// How long a login may take once nobody is in its way. Whoever waits for a lock waits for ten seconds.
pub(crate) const AT_ONCE: Duration = Duration::from_secs(1);

/// What a fault is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Killed,
    /// The same as without it.
    AsIfNothing,
    /// Nobody gets in, nothing changes, and it is said why.
    Denied(Errno),
    /// Nobody gets in, and it is said that nobody knows whether the change will last.
    NotConfirmed,
    /// What is typed cannot be read. Nothing changes.
    Unreadable,
    /// What was decided so far is stored, and could not be said.
    Unwritable,
}

/// What a fault of the call of a number is to come to, if the calls are these.
pub(crate) fn expected(calls: &[Call], number: usize, fault: Fault) -> Expected {
    let call = &calls[number];
    let stored = calls.iter().rposition(Call::makes_it_durable).unwrap();
    let errno = match fault {
        Fault::KilledBefore | Fault::KilledAfter => return Expected::Killed,
        Fault::Cut(_) => return Expected::AsIfNothing,
        Fault::Fails(errno) | Fault::DoneButFails(errno) => errno,
    };
    if call.may_fail_unseen() || (errno == Errno::EINTR && call.is_made_again()) {
        Expected::AsIfNothing
    } else if call.on == "stdin" {
        Expected::Unreadable
    } else if call.on == "stdout" {
        Expected::Unwritable
    } else if number > stored {
        Expected::AsIfNothing
    } else if call.makes_it_durable() {
        Expected::NotConfirmed
    } else {
        Expected::Denied(errno)
    }
}

/// How the program says it.
fn sentence(errno: Errno) -> String {
    match errno {
        Errno::ENOSPC => "the disk is full".to_owned(),
        Errno::EROFS => "the file system is read-only".to_owned(),
        other => format!("(os error {})", other as i32),
    }
}

/// What is wrong; nothing if all is well. `record` is the one that there must be.
pub(crate) fn complaints(
    operation: &Operation,
    undisturbed: &Undisturbed,
    expected: Expected,
    record: &Option<Vec<u8>>,
    seen: &Seen,
) -> Vec<&'static str> {
    let ran = &seen.ran;
    let step = &operation.step;
    let told = ran.out.starts_with(step.says);
    let stored = seen.record == *undisturbed.last_record();
    let as_usual = ran.status == step.status && ran.out == undisturbed.ran.out;
    let denied = ran.status == 4 && ran.out.is_empty();
    let not_confirmed = ran.err.contains("not confirmed");
    let again_told = seen.again.out.starts_with(step.says);
    let (again_status, again_says) = if stored { operation.again } else { (step.status, step.says) };
    let record_again = if stored { &undisturbed.again } else { undisturbed.last_record() };
    let next = &operation.next;
    let mut complaints = Vec::new();
    let mut must = |holds: bool, complaint| {
        if !holds {
            complaints.push(complaint);
        }
    };
    must(undisturbed.records.contains(&seen.record), "torn: the record is neither the old one nor the new one");
    must(seen.record == *record, "the record is not the one that the calls made so far leave");
    must(stored || !told, "lost: what was answered is not stored");
    must(step.status != 0 || !(told && again_told), "accepted twice");
    must(seen.again.status == again_status && seen.again.out.starts_with(again_says), "once more is answered wrongly");
    must(seen.record_again == *record_again, "once more is stored wrongly");
    must(
        seen.next.status == next.status && seen.next.out.starts_with(next.says),
        "locked out: what is good is refused",
    );
    must(seen.took < AT_ONCE, "locked out: what is good has to wait");
    must(seen.files == ["alice.mfa"], "what a crash left is still there after the next change");
    match expected {
        Expected::Killed => must(ran.status == 128 + 9, "it was not killed"),
        Expected::AsIfNothing => must(as_usual && stored, "what does not matter changed the outcome"),
        Expected::Denied(why) => {
            must(denied && ran.err.contains(&sentence(why)), "an error does not deny, or does not say why");
            must(!not_confirmed, "an error before the change leaves it open whether it was made");
        }
        Expected::NotConfirmed => must(denied && not_confirmed, "a change that may not last is not said to be open"),
        Expected::Unreadable => {
            let said = ran.err.contains("standard input cannot be read");
            must(ran.status == 2 && ran.out.is_empty() && said, "input that cannot be read is not said to be so");
        }
        Expected::Unwritable => {
            let said = ran.err.contains("the output cannot be written");
            must(ran.status == 4 && said, "an answer that cannot be written is not said to be so");
        }
    }
    complaints
}
