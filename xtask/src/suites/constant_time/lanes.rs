//! Commands that run beside each other: one lane builds, and then helps the other, which runs what is built.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::failure::{Failure, Result};
use crate::job::{FULL_LIMIT, Job, LIMIT};
use crate::run::{Outcome, Runner};

/// What is run for a suite: a name for it, and how it ended.
pub(super) struct Ended<T> {
    pub(super) what: T,
    pub(super) outcome: Outcome,
}

/// What hands over what is ready to be run.
pub(super) struct Ready<T>(Sender<(T, Command)>);

impl<T> Ready<T> {
    pub(super) fn run(&self, what: T, command: Command) -> Result<()> {
        self.0.send((what, command)).map_err(|_| Failure::new("nobody runs what is built"))
    }
}

/// Runs what `prepare` hands over, in the order in which it ended. What is written goes to logs of their own, and then to the
/// suite's.
pub(super) fn run<T: Send>(
    job: &mut Job<'_>,
    prepare: impl FnOnce(&mut Runner, &Ready<T>) -> Result<()> + Send,
) -> Result<Vec<Ended<T>>> {
    let folder = job.place.folder("constant-time")?;
    let limit = if job.full() { FULL_LIMIT } else { LIMIT };
    let lane = |name: &str| Runner::new(&folder.join(name), limit);
    let (mut first, mut second) = (lane("first-lane.log")?, lane("second-lane.log")?);
    let (sender, receiver) = mpsc::channel::<(T, Command)>();
    let receiver = Mutex::new(receiver);
    let ended = Mutex::new(Vec::new());
    let work = |runner: &mut Runner| -> Result<()> {
        loop {
            let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((what, mut command)) = next else { return Ok(()) };
            let outcome = runner.run(&mut command)?;
            ended.lock().unwrap_or_else(PoisonError::into_inner).push(Ended { what, outcome });
        }
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| work(&mut second));
        let ready = Ready(sender);
        let prepared = prepare(&mut first, &ready);
        // The lanes end once nothing more can come.
        drop(ready);
        let prepared = prepared.and_then(|()| work(&mut first));
        let others = other.join().map_err(|_| Failure::new("a lane panicked"))?;
        prepared.and(others)
    })?;
    let ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
    for Ended { outcome, .. } in &ended {
        job.runner.write(outcome.output.trim_end())?;
    }
    Ok(ended)
}

/// valgrind's own words go to a file, so that they stay apart from the program's.
pub(super) fn valgrind(root: &Path, arguments: &[&str], log: &Path, program: &str, words: &[&str]) -> Command {
    let mut command = Command::new("valgrind");
    command.args(["-q"]).args(arguments).arg(format!("--log-file={}", log.display()));
    command.arg(program).args(words).current_dir(root);
    command
}
