//! Each call of an operation cut short in each way that there is, and the pairs of faults that belong together: a disk that
//! is full in the middle of a write, and a kill while the program tidies up after an error.

use core::fmt;
use core::time::Duration;

use nix::errno::Errno;

use crate::call::Call;
use crate::judge::{Expected, complaints, expected};
use crate::operation::Prepare;
use crate::rig::Rig;
use crate::tracer::{Fault, Traced};

/// A file that is not a record yet.
const NEW: &str = "store/.alice.new";

/// An operation under its faults, and what they came to.
struct Sweep {
    name: &'static str,
    rig: Rig,
    kills: usize,
    failures: usize,
    cuts: usize,
    slowest: Duration,
    wrong: Vec<String>,
}

/// Kills the program before and after each of its calls, and has each fail in each of its ways and be cut short.
pub(crate) fn each_call_is_cut_short(name: &'static str, prepare: Prepare) {
    let mut sweep = Sweep::new(name, prepare);
    let calls = sweep.rig.undisturbed.calls.clone();
    for (number, call) in calls.iter().enumerate() {
        for fault in faults(call) {
            let traced = sweep.reached(&[(number, fault)]);
            let wanted = expected(&calls, number, fault);
            let made = number + usize::from(!matches!(fault, Fault::KilledBefore | Fault::Fails(_)));
            let record = match wanted {
                Expected::AsIfNothing => sweep.rig.undisturbed.last_record(),
                _ => sweep.rig.undisturbed.record_after(made),
            };
            let record = record.clone();
            sweep.judge(&format!("{fault:?} at call {number}, {call}"), traced, wanted, &record);
        }
    }
    println!("{sweep}");
    // The last call ends the program: there is no after.
    assert_eq!(sweep.kills, 2 * calls.len() - 1);
    assert!(calls.last().is_some_and(|call| call.name == "exit_group"));
}

/// Some bytes of a record are written, and then there is no room, or the program is killed.
pub(crate) fn a_record_is_half_written(name: &'static str, prepare: Prepare) {
    let mut sweep = Sweep::new(name, prepare);
    let calls = sweep.rig.undisturbed.calls.clone();
    let writes: Vec<usize> = (0..calls.len()).filter(|at| calls[*at].name == "write" && calls[*at].on == NEW).collect();
    assert!(!writes.is_empty());
    for at in writes {
        let record = sweep.rig.undisturbed.record_after(at).clone();
        let half = Fault::Cut(calls[at].result.unwrap() as u64 / 2);
        let thens = [
            (Fault::Fails(Errno::ENOSPC), Expected::Denied(Errno::ENOSPC)),
            (Fault::Fails(Errno::EIO), Expected::Denied(Errno::EIO)),
            (Fault::KilledBefore, Expected::Killed),
            (Fault::KilledAfter, Expected::Killed),
        ];
        for (then, wanted) in thens {
            // What follows a write that was cut is the write of the rest.
            let traced = sweep.run(&[(at, half), (at + 1, then)]);
            assert!(traced.hits == 2 && traced.calls[at + 1].is_like(&calls[at]), "{name}: {:?}", traced.calls);
            sweep.judge(&format!("half of {}, then {then:?}", calls[at]), traced, wanted, &record);
        }
    }
    println!("{sweep}");
    assert!(sweep.kills > 0 && sweep.failures > 0);
}

/// From the new file's first byte to the change, each call fails, and the program is killed at each call that it still
/// makes.
pub(crate) fn an_error_is_followed_by_a_kill(name: &'static str, prepare: Prepare) {
    let mut sweep = Sweep::new(name, prepare);
    let calls = sweep.rig.undisturbed.calls.clone();
    for number in (0..calls.len()).filter(|at| calls[*at].target() == NEW || calls[*at].on.starts_with(NEW)) {
        let call = &calls[number];
        if call.may_fail_unseen() || call.errors().is_empty() {
            continue;
        }
        let error = (number, Fault::Fails(Errno::EIO));
        let alone = sweep.run(&[error]);
        let record = sweep.rig.undisturbed.record_after(number).clone();
        for then in number + 1..alone.calls.len() {
            for kill in [Fault::KilledBefore, Fault::KilledAfter] {
                if kill == Fault::KilledAfter && alone.calls[then].name == "exit_group" {
                    continue;
                }
                let traced = sweep.run(&[error, (then, kill)]);
                let what = format!("EIO at call {number}, {call}, then {kill:?} at {}", alone.calls[then]);
                assert!(traced.hits == 2 && traced.calls[then].is_like(&alone.calls[then]), "{name}: {what}");
                sweep.judge(&what, traced, Expected::Killed, &record);
            }
        }
    }
    println!("{sweep}");
    assert!(sweep.kills > 0);
}

impl Sweep {
    fn new(name: &'static str, prepare: Prepare) -> Self {
        let rig = Rig::new(name, prepare);
        Self { name, rig, kills: 0, failures: 0, cuts: 0, slowest: Duration::ZERO, wrong: Vec::new() }
    }

    /// Runs the operation under faults, each of which counts.
    fn run(&mut self, faults: &[(usize, Fault)]) -> Traced {
        for (_, fault) in faults {
            match fault {
                Fault::KilledBefore | Fault::KilledAfter => self.kills += 1,
                Fault::Fails(_) | Fault::DoneButFails(_) => self.failures += 1,
                Fault::Cut(_) => self.cuts += 1,
            }
        }
        self.rig.run(faults)
    }

    /// The same; the fault has hit just the call that was recorded, and that was reached by the calls that were recorded.
    fn reached(&mut self, fault: &[(usize, Fault); 1]) -> Traced {
        let traced = self.run(fault);
        let number = fault[0].0;
        let calls = &self.rig.undisturbed.calls;
        assert_eq!(traced.hits, 1, "{}: {fault:?} at {} did not take place", self.name, calls[number]);
        let same = traced.calls[..=number].iter().zip(calls).all(|(one, other)| one.is_like(other));
        assert!(same, "{}: {fault:?} was at {}, not at {}", self.name, traced.calls[number], calls[number]);
        traced
    }

    fn judge(&mut self, what: &str, traced: Traced, wanted: Expected, record: &Option<Vec<u8>>) {
        let made = traced.calls.iter().any(|call| call.name == "openat" && call.on == NEW && call.succeeded());
        let seen = self.rig.look(traced.ran);
        let mut complaints = complaints(&self.rig.operation, &self.rig.undisturbed, wanted, record, &seen);
        if made && seen.left && wanted != Expected::Killed {
            complaints.push("what it wrote is still there, though it was not killed");
        }
        for complaint in complaints {
            self.wrong.push(format!("{what}: {complaint}\n    {}", self.rig.told(&seen)));
        }
        self.slowest = self.slowest.max(seen.took);
    }
}

impl Drop for Sweep {
    /// All that is wrong at once.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(
                self.wrong.is_empty(),
                "{}: {} times wrong\n{}",
                self.name,
                self.wrong.len(),
                self.wrong.join("\n")
            );
        }
    }
}

impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kills, failures, cuts, slowest, .. } = self;
        let calls = self.rig.undisturbed.calls.len();
        write!(f, "{name}: {calls} calls; {kills} kills, {failures} failures, {cuts} cut; ")?;
        write!(f, "the next login took at most {slowest:?}")
    }
}

/// All that is tried with a call by itself.
fn faults(call: &Call) -> Vec<Fault> {
    let mut faults = vec![Fault::KilledBefore];
    if call.name != "exit_group" {
        faults.push(Fault::KilledAfter);
    }
    for errno in call.errors() {
        // Whatever close says, the descriptor is gone.
        faults.push(if call.name == "close" { Fault::DoneButFails(*errno) } else { Fault::Fails(*errno) });
    }
    let length = call.result.unwrap_or_default() as u64;
    if matches!(call.name, "read" | "write") && length > 1 {
        faults.extend([1, length / 2, length - 1].map(Fault::Cut));
    }
    faults.dedup();
    faults
}
