//! Running subjects, two at a time, and looking at each with secrets of its own.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, thread};

use memory::image::{Found, Image};
use memory::person::Someone;
use seeded::Random;

use crate::Result;

/// Calls in which the hash of the authenticator makes a difference.
const BY_HASH: &[&str] = &["credential", "code", "accepted", "rejected", "enrollment", "held", "unwiped"];
/// How many subjects run at a time.
const AT_A_TIME: usize = 2;

pub struct Look {
    pub subject: PathBuf,
    /// The subject that makes a store.
    pub begin: PathBuf,
    pub folder: PathBuf,
    pub seed: u64,
}

/// The names of all that was looked for, and what was found.
pub type Looked = (BTreeSet<&'static str>, Found);

impl Look {
    /// For each call what was found after it, with each hash: what is found so many times in a row.
    pub fn at_each(&self, calls: &[String], times: usize) -> Result<Vec<Vec<Looked>>> {
        let hashes = |call: &str| if BY_HASH.contains(&call) { 0..3 } else { 0..1 };
        let tasks: Vec<(usize, usize)> =
            calls.iter().enumerate().flat_map(|(at, call)| hashes(call).map(move |hash| (at, hash))).collect();
        let (next, looked) = (Mutex::new(0..tasks.len()), Mutex::new(Vec::new()));
        let work = |worker: usize| {
            let folder = self.folder.join(format!("worker-{worker}"));
            fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            while let Some(task) = next.lock().map_err(|_| "a worker ended")?.next() {
                let (call, hash) = tasks[task];
                // Whoever takes it, its secrets are the same.
                let mut random = Random::seeded(self.seed ^ (task as u64) << 32);
                let found = self.at(&calls[call], hash, times, &folder, &mut random)?;
                looked.lock().map_err(|_| "a worker ended")?.push((task, found));
            }
            Ok(())
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_A_TIME).map(|worker| scope.spawn(move || work(worker))).collect();
            workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Err("a worker panicked".to_owned())))
        })?;
        let mut looked = looked.into_inner().map_err(|_| "a worker ended")?;
        looked.sort_by_key(|(task, _)| *task);
        let mut each = vec![Vec::new(); calls.len()];
        looked.into_iter().for_each(|(task, found)| each[tasks[task].0].push(found));
        Ok(each)
    }

    fn at(&self, call: &str, hash: usize, times: usize, folder: &Path, random: &mut Random) -> Result<Looked> {
        let mut names = BTreeSet::new();
        let mut left: Option<Found> = None;
        for _ in 0..times {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            let someone = Someone::remarkable(random, hash, now);
            names = someone.needles.iter().map(|needle| needle.name).collect();
            let found = self.once(call, &someone, folder)?;
            left = Some(left.map_or(found.clone(), |before| &before & &found));
        }
        Ok((names, left.unwrap_or_default()))
    }

    /// What is found of somebody's secrets in a process that has made a call.
    fn once(&self, call: &str, someone: &Someone, folder: &Path) -> Result<Found> {
        let store = folder.join("store");
        let _ = fs::remove_dir_all(&store);
        if call.starts_with("store-") && call != "store-begin" {
            Subject::after(&self.begin, "store-begin", &store, someone)?;
        }
        let subject = Subject::after(&self.subject, call, &store, someone)?;
        Ok(Image::of(subject.child.id(), subject.on_the_stack, folder)?.search(&someone.needles))
    }
}

/// A process that has made its calls and waits.
struct Subject {
    child: Child,
    on_the_stack: u64,
}

impl Subject {
    fn after(program: &Path, call: &str, store: &Path, someone: &Someone) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg(call).arg(store).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let told = child.stdin.as_mut().map(|pipe| pipe.write_all(someone.inputs.bytes()));
        let mut line = String::new();
        let read = child.stdout.as_mut().map(|pipe| BufReader::new(pipe).read_line(&mut line));
        let mut subject = Self { child, on_the_stack: 0 };
        match (told, read, line.trim().strip_prefix("ready ")) {
            (Some(Ok(())), Some(Ok(_)), Some(address)) => {
                subject.on_the_stack = address.parse().map_err(|_| format!("{call}: {line}"))?;
                Ok(subject)
            }
            _ => Err(format!("{call}: the subject ended")),
        }
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
