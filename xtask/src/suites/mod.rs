//! The table of suites, and running them: one after the other; all of them two at a time, but for those in `ALONE`.
//!
//! A new suite is a line in the table and a function that gets a `Job`. One that is a single `cargo test` has its
//! function in `cargo.rs`; any other is a file here.

mod abi;
mod beside_oath;
mod c;
mod cargo;
mod constant_time;
mod crash;
mod demo;
mod differential;
mod docs;
mod features;
mod firmware;
mod fleet;
mod freestanding;
mod fuzz;
mod header;
mod installed;
mod instructions;
mod kotlin;
mod login;
mod memory;
mod minimum_rust;
mod model;
mod pam;
mod peers;
mod qr;
mod release;
mod self_enroll;
mod speed;
mod store_faults;
mod style;
mod swift;
mod windows;
mod workflows;

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use crate::console::{Line, say, seconds};
use crate::count::Count;
use crate::debian::{self, ALLOWED};
use crate::failure::Result;
use crate::job::{FULL_LIMIT, Job, LIMIT};
use crate::place::Place;
use crate::run::Runner;

/// What is done with a job.
type Work = fn(&mut Job<'_>) -> Result<()>;

/// Something that can be tested by itself.
struct Suite {
    name: &'static str,
    shows: &'static str,
    needs: Needs,
    run: Work,
}

impl Suite {
    fn runs_beside_others(&self) -> bool {
        !ALONE.concat().contains(&self.name)
    }
}

/// What a suite asks of the machine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Rust and a C compiler.
    Plain,
    /// More than that, but no change to the machine.
    More(&'static str),
    /// To be root on Debian, where it installs this by itself.
    Root(&'static str),
}

use Needs::{More, Plain, Root};

const DEBIAN_13: &str = "a Debian 13 root under target/roots (2 min and 2.2 GB, once)";

const DEBIAN_13_TWICE: &str = "the same, and a clean one beside it (20 s and 200 MB, once)";

/// In the order in which they run: the plain ones first.
const SUITES: &[Suite] = &[
    Suite { name: "xtask", shows: "these chores themselves work", needs: Plain, run: cargo::xtask },
    Suite { name: "core", shows: "the engine keeps its promises", needs: Plain, run: cargo::core },
    Suite { name: "host", shows: "the file store and the clock keep theirs", needs: Plain, run: cargo::host },
    Suite { name: "ffi", shows: "the C ABI keeps its promises", needs: Plain, run: cargo::ffi },
    Suite { name: "c", shows: "the C ABI keeps them towards programs in C", needs: Plain, run: c::run },
    Suite { name: "cli", shows: "the mfa program does what it says", needs: Plain, run: cargo::cli },
    Suite { name: "demo", shows: "every step of every story works", needs: Plain, run: demo::run },
    Suite { name: "docs", shows: "what the documents say is so", needs: Plain, run: docs::run },
    Suite {
        name: "features",
        shows: "the engine builds with each feature alone",
        needs: More("a build for each of them (30 s)"),
        run: features::run,
    },
    Suite {
        name: "style",
        shows: "formatting, lints and documentation have no complaint left",
        needs: More("builds of their own (2 min)"),
        run: style::run,
    },
    Suite {
        name: "bridge",
        shows: "what Swift and Kotlin call keeps its promises",
        needs: More("UniFFI from crates.io, which the plain suites have no time for (1 min)"),
        run: cargo::bridge,
    },
    Suite {
        name: "race",
        shows: "one code, many processes: one gets in",
        needs: More("both cores for a minute"),
        run: cargo::race,
    },
    Suite {
        name: "c-race",
        shows: "one code, 64 processes in C: one gets in",
        needs: More("a release build, and both cores for a minute"),
        run: c::race,
    },
    Suite {
        name: "header",
        shows: "mfa.h is what its source says",
        needs: More("cbindgen from crates.io (1 min, once)"),
        run: header::run,
    },
    Suite {
        name: "minimum-rust",
        shows: "everything builds with the Rust it promises",
        needs: Root(DEBIAN_13),
        run: minimum_rust::run,
    },
    Suite {
        name: "swift",
        shows: "the Swift package keeps its promises, and builds without a warning wherever it is put",
        needs: Root("a Debian 13 with Swift under target/roots (66 s and 2.7 GB, once)"),
        run: swift::run,
    },
    Suite {
        name: "kotlin",
        shows: "the Maven artifact keeps its promises to Kotlin and Java, and is all that one needs",
        needs: Root("Debian's maven and default-jdk-headless (1 min), and what Maven downloads (once)"),
        run: kotlin::run,
    },
    Suite {
        name: "installed",
        shows: "C, C++, Go, Python and Debian get what they expect",
        needs: Root(DEBIAN_13_TWICE),
        run: installed::run,
    },
    Suite {
        name: "login",
        shows: "sshd, sudo and others let in by the PAM module whom they should, and nobody else",
        needs: Root("a Debian 13 root under target/roots, as above, and one to log in to (1 min and 350 MB, once)"),
        run: login::run,
    },
    Suite {
        name: "store-faults",
        shows: "a full, read-only or foreign disk denies, and says so",
        needs: Root("Debian's bindfs (seconds) and mounts of its own, gone when it ends"),
        run: store_faults::run,
    },
    Suite {
        name: "crash",
        shows: "a program killed or failing at any system call lets nobody in twice, forgets no failure, locks nobody out",
        needs: Root("Debian's strace (seconds), and both cores for a minute, under ptrace on x86-64"),
        run: crash::run,
    },
    Suite {
        name: "self-enroll",
        shows: "people enroll by themselves through sudo, and no further than a login would let them",
        needs: Root("mounts of its own, gone when it ends"),
        run: self_enroll::run,
    },
    Suite {
        name: "abi",
        shows: "the C ABI is what was committed to, and programs built against an older or a newer header work",
        needs: Root("Debian's abigail-tools (10 s)"),
        run: abi::run,
    },
    Suite {
        name: "freestanding",
        shows: "a C program without an operating system uses the static library, which has no way to a panic",
        needs: Root("a Debian 13 root under target/roots, as above, and Debian's llvm (20 s)"),
        run: freestanding::run,
    },
    Suite {
        name: "division",
        shows: "nothing secret is divided, in the object code for five machines",
        needs: Root("a Debian 13 root under target/roots, as above, and Debian's llvm (20 s)"),
        run: crate::objects::division,
    },
    Suite {
        name: "footprint",
        shows: "text and stack on a Cortex-M4 stay within what proofs/footprint.txt has",
        needs: Root("a Debian 13 root under target/roots, as above, and Debian's llvm (20 s)"),
        run: crate::objects::footprint::suite,
    },
    Suite {
        name: "firmware",
        shows: "a lock without an operating system, on a Cortex-M4 and a Cortex-M0 under QEMU, keeps its promises",
        needs: Root("a Debian 13 root under target/roots, as above, and Debian's qemu-system-arm and llvm (20 s)"),
        run: firmware::run,
    },
    Suite {
        name: "windows",
        shows: "the library is a DLL too, and a C program uses it",
        needs: Root("a Debian 13 root under target/roots, as above, and Debian's wine64 (20 s, 700 MB)"),
        run: windows::run,
    },
    Suite {
        name: "peers",
        shows: "the codes are those of oathtool, and what google-authenticator and pam_oath used up stays so",
        needs: Root("Debian's oathtool, libpam-google-authenticator, libpam-oath and pamtester (seconds)"),
        run: peers::run,
    },
    Suite {
        name: "differential",
        shows: "codes, windows and look-ahead are those of liboath, totp-rs and totp-rfc, in a million random cases of each",
        needs: Root("Debian's liboath-dev and gcc (seconds)"),
        run: differential::run,
    },
    Suite {
        name: "qr",
        shows: "what mfa enroll draws is read by another's QR reader",
        needs: Root("Debian's zbar-tools and librsvg2-bin (30 s)"),
        run: qr::run,
    },
    Suite {
        name: "model",
        shows: "no crash and no race lets a code in twice or loses a failure: every state of a model of the commit",
        needs: Root("Debian's spin and gcc (seconds)"),
        run: model::run,
    },
    Suite {
        name: "fuzz",
        shows: "what fuzzing found stays mended, and a few seconds of each target find nothing new",
        needs: Root("Debian's g++ and liboath-dev (seconds), and cargo-fuzz from crates.io (1 min, once)"),
        run: fuzz::run,
    },
    Suite {
        name: "workflows",
        shows: "the workflow files for a forge's CI are sound, and run chores that are there",
        needs: Root("Debian's golang-go where there is no Go (30 s), and actionlint of Go's registry (1 min, once)"),
        run: workflows::run,
    },
    Suite {
        name: "release",
        shows: "one version everywhere, dependencies that are allowed, and the public Rust API that was committed to",
        needs: More("cargo-deny from crates.io (4 min, once)"),
        run: release::run,
    },
    Suite {
        name: "c-sanitized",
        shows: "programs in C touch nothing through the C ABI that is not theirs",
        needs: Root("Debian's gcc and valgrind (20 s)"),
        run: c::sanitized,
    },
    Suite {
        name: "pam",
        shows: "the PAM module lets in whom it should, tells nothing, and leaves nothing behind",
        needs: Root("Debian's libpam0g-dev, gcc, oathtool and valgrind (seconds)"),
        run: pam::run,
    },
    Suite {
        name: "constant-time",
        shows: "no branch and no address depends on a secret",
        needs: Root("Debian's gcc and valgrind (seconds)"),
        run: constant_time::run,
    },
    Suite {
        name: "memory",
        shows: "no secret is in memory once it was let go of, but for what is documented of the stack",
        needs: Root("Debian's gdb and gcc (30 s)"),
        run: memory::run,
    },
    Suite {
        name: "speed",
        shows: "a login's cost stays within its bounds, beside peers and through the C ABI",
        needs: Root("Debian's gcc and liboath-dev (seconds), and a quiet machine, for its figures are times"),
        run: speed::run,
    },
    Suite {
        name: "instructions",
        shows: "no operation takes more instructions than it took",
        needs: Root("Debian's gcc, liboath-dev and valgrind (20 s)"),
        run: instructions::run,
    },
    Suite {
        name: "beside-oath",
        shows: "a login through the store costs what its disk does, and of 8 with one code one gets in; beside liboath",
        needs: Root("Debian's gcc, liboath-dev and strace (seconds), and a disk under target/"),
        run: beside_oath::run,
    },
    Suite {
        name: "fleet",
        shows: "login servers on one database let each code in once and forget no failure, killed, overloaded and attacked",
        needs: Root(
            "Debian's postgresql and python3-venv (30 s), schemathesis of PyPI (20 s, once), and both cores for 3 min",
        ),
        run: fleet::run,
    },
];

/// Those that keep both cores busy by themselves, or whose figures are times: nothing runs beside them. Logins mostly wait, so that
/// two suites of them do so together.
const ALONE: [&[&str]; 7] =
    [&["login", "pam"], &["race"], &["c-race"], &["crash"], &["speed"], &["beside-oath"], &["fleet"]];

/// What such a suite builds and installs, which others need not be quiet for.
const BEFOREHAND: [(&str, Work); 4] = [
    ("fleet", fleet::beforehand),
    ("login", login::beforehand),
    ("pam", pam::beforehand),
    ("speed", speed::beforehand),
];

/// How many of the others run at the same time: much of each is waiting for one compiler, one linker or one download.
const LANES: usize = 2;

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SUITES.iter().map(|suite| suite.name)
}

/// Says what each suite shows and what it needs.
pub(crate) fn list() {
    say("Plain, run by `cargo xtask test`; they need Rust and a C compiler:\n");
    for suite in SUITES.iter().filter(|suite| suite.needs == Plain) {
        say(&format!("  {:14}{}\n", suite.name, suite.shows));
    }
    say(&format!("\nAdded by `cargo xtask test --all`; what is for root is for root on Debian, with {ALLOWED}=1:\n"));
    for suite in SUITES {
        let needs = match suite.needs {
            Plain => continue,
            More(needs) => needs.to_owned(),
            Root(needs) => format!("root, and {needs}"),
        };
        say(&format!("  {:14}{}\n  {:14}needs {needs}\n", suite.name, suite.shows, ""));
    }
}

/// Runs the plain suites, the named ones in full or not, or all; true if nothing failed.
pub(crate) fn run(place: &Place, names: &[String], all: bool, full: bool) -> Result<bool> {
    let chosen: Vec<&'static Suite> = SUITES
        .iter()
        .filter(|suite| {
            if names.is_empty() { all || suite.needs == Plain } else { names.iter().any(|name| name == suite.name) }
        })
        .collect();
    if let Some(suite) = chosen.iter().find(|suite| matches!(suite.needs, Root(_))) {
        debian::be_allowed(&format!("the suite {}", suite.name))?;
    }
    let mut sum = Count::default();
    if all {
        warn_of_a_full_disk(place);
        let (beside, alone): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|suite| suite.runs_beside_others());
        sum.add(in_lanes(place, beside, &BEFOREHAND, full));
        for names in ALONE {
            let group = alone.iter().copied().filter(|suite| names.contains(&suite.name)).collect();
            sum.add(in_lanes(place, group, &[], full));
        }
    } else {
        // Whoever names suites may read their lines as they come; all of them nobody waits for.
        chosen.into_iter().for_each(|suite| sum.add(told(place, suite, Line::start(suite.name), full)));
    }
    say(&format!("{sum}\n"));
    Ok(sum.failed == 0)
}

/// What all suites together leave under `target`, in GB.
const ROOM: u64 = 15;

/// Says at once what would end suites half an hour later. A run that has built most of it already needs less.
fn warn_of_a_full_disk(place: &Place) {
    if let Some(free) = place.free_gigabytes().filter(|free| *free < ROOM) {
        say(&format!(
            "{free} GB are free on the disk of target, and all suites fill {ROOM}: some may end for want of room\n"
        ));
    }
}

/// Those that build into one folder and use what is there: in one lane, one after the other. These put `mfa` where the others find
/// it, build for small machines in the root, and build the library for C.
const IN_TURN: [&[&str]; 3] = [
    &["cli", "demo", "docs", "store-faults", "self-enroll", "peers", "qr"],
    &["freestanding", "division", "footprint", "firmware"],
    &["abi", "memory"],
];

/// Something to do in a lane.
enum Step {
    Suites(Vec<&'static Suite>),
    Beforehand(&'static str, Work),
}

/// A step for each suite, but for those that are one together: where the first of them is.
fn steps(suites: Vec<&'static Suite>) -> impl Iterator<Item = Step> {
    let mut steps: Vec<(&[&str], Vec<&'static Suite>)> = Vec::new();
    for suite in suites {
        let group = IN_TURN.into_iter().find(|group| group.contains(&suite.name)).unwrap_or_default();
        match steps.iter_mut().find(|(other, _)| !group.is_empty() && *other == group) {
            Some((_, together)) => together.push(suite),
            None => steps.push((group, vec![suite])),
        }
    }
    steps.into_iter().map(|(_, suites)| Step::Suites(suites))
}

/// Runs suites in the lanes, in their order as far as there is one, and then what is done beforehand.
fn in_lanes(place: &Place, suites: Vec<&'static Suite>, beforehand: &[(&'static str, Work)], full: bool) -> Count {
    let beforehand = beforehand.iter().map(|(name, build)| Step::Beforehand(name, *build));
    let left = Mutex::new(steps(suites).chain(beforehand));
    let sum = Mutex::new(Count::default());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                while let Some(step) = next() {
                    let add = |count| sum.lock().unwrap_or_else(PoisonError::into_inner).add(count);
                    match step {
                        Step::Suites(suites) => suites
                            .into_iter()
                            .for_each(|suite| add(told(place, suite, Line::beside_others(suite.name), full))),
                        Step::Beforehand(name, build) => prepared(place, name, build),
                    }
                }
            });
        }
    });
    sum.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Builds what a suite needs. It tests nothing; if it fails, so does the suite, which builds what is missing.
fn prepared(place: &Place, name: &'static str, build: Work) {
    let mut line = Line::beside_others(name);
    let begun = Instant::now();
    let built = place
        .folder("logs")
        .and_then(|logs| Runner::new(&logs.join(format!("{name}-beforehand.log")), LIMIT))
        .and_then(|runner| build(&mut Job::new(place, runner, &mut line, false)));
    line.note(&match built {
        Ok(()) => format!("built beforehand in {}", seconds(begun.elapsed())),
        Err(failure) => format!("not built beforehand: {failure}"),
    });
}

/// Runs a suite; one that cannot run has failed.
fn told(place: &Place, suite: &Suite, line: Line, full: bool) -> Count {
    one(place, suite, line, full).unwrap_or_else(|failure| {
        say(&format!("{} could not run: {failure}\n", suite.name));
        Count::FAILED
    })
}

/// Runs a suite, from its line on the console to what failed in it.
fn one(place: &Place, suite: &Suite, mut line: Line, full: bool) -> Result<Count> {
    let log = place.folder("logs")?.join(format!("{}.log", suite.name));
    let runner = Runner::new(&log, if full { FULL_LIMIT } else { LIMIT })?;
    let begun = Instant::now();
    let mut job = Job::new(place, runner, &mut line, full);
    let ended = (suite.run)(&mut job);
    if let Err(failure) = &ended {
        job.fail(&failure.to_string())?;
    } else if job.count().passed == 0 && job.count().failed == 0 {
        job.fail("it ran no test")?;
    }
    let (count, failures) = (job.count(), job.failures().to_vec());
    line.end(count, begun.elapsed(), &failures, place.short(&log));
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_suites_come_first() {
        let plain: Vec<bool> = SUITES.iter().map(|suite| suite.needs == Plain).collect();
        assert!(plain.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn suites_that_run_alone_are_there() {
        let alone = ALONE.concat();
        assert_eq!(alone.iter().filter(|name| !names().any(|known| known == **name)).count(), 0);
        assert_eq!(IN_TURN.concat().iter().filter(|name| !names().any(|known| known == **name)).count(), 0);
        assert_eq!(BEFOREHAND.iter().filter(|(name, _)| !alone.contains(name)).count(), 0);
    }

    #[test]
    fn suites_that_share_a_folder_are_one_step() {
        let all: Vec<_> = SUITES.iter().collect();
        let steps: Vec<Vec<_>> = steps(all)
            .map(|step| match step {
                Step::Suites(suites) => suites.iter().map(|suite| suite.name).collect(),
                Step::Beforehand(..) => Vec::new(),
            })
            .collect();
        assert!(IN_TURN.iter().all(|group| steps.iter().any(|step| step == group)));
        assert_eq!(steps.concat().len(), SUITES.len());
    }

    #[test]
    fn names_are_unique() {
        let mut all: Vec<_> = names().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), SUITES.len());
    }
}
