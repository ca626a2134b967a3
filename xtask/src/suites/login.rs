//! Real logins with the PAM module, by Debian's sshd and others, and the story of them. The tests are in
//! `examples/pam/tests`, each file's in a room of its own; several files at once, for a login is mostly waiting.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;
use std::{fs, thread};

use crate::console::seconds;
use crate::count::Count;
use crate::failure::{Doing as _, Result};
use crate::job::{Job, LIMIT};
use crate::place::Place;
use crate::room::{Room, STORY};
use crate::run::{Outcome, Runner};

const TESTS: &str = "examples/pam/tests";
const ROOMS: usize = 3;

/// What a room is for, and what came of it.
struct Task {
    name: String,
    words: Vec<String>,
}

struct Done {
    name: String,
    ended: Result<Outcome>,
    took: Duration,
}

pub(super) fn beforehand(job: &mut Job<'_>) -> Result<()> {
    Room::ready(job).map(drop)
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let room = Room::ready(job)?;
    let tasks = Mutex::new(tasks(job.place)?);
    let done = Mutex::new(Vec::new());
    let place = job.place;
    thread::scope(|scope| {
        for _ in 0..ROOMS {
            scope.spawn(|| work(place, &room, &tasks, &done));
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by(|a: &Done, b| a.name.cmp(&b.name));
    for Done { name, ended, took } in done {
        let outcome = ended?;
        job.runner.write(&format!("{name}, {}:\n{}", seconds(took), outcome.output))?;
        job.told(&format!("{name}: {}", outcome.told()), Count::of_tests(&outcome.output, outcome.succeeded()));
    }
    Ok(())
}

/// The story and each file of tests; the last is begun first, the largest file.
fn tasks(place: &Place) -> Result<Vec<Task>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(place.root().join(TESTS)).doing("cannot see the tests of logins")? {
        let entry = entry.doing("cannot see the tests of logins")?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("test_") && Path::new(&name).extension().is_some_and(|ending| ending == "py") {
            files.push((entry.metadata().doing("cannot see a test of logins")?.len(), name));
        }
    }
    files.sort();
    let story = Task { name: "story".to_owned(), words: STORY.iter().map(|word| (*word).to_owned()).collect() };
    let tests = files.into_iter().map(|(_, file)| {
        let name = file.trim_end_matches(".py").to_owned();
        let words = vec!["python3".to_owned(), format!("{TESTS}/run.py"), format!("{name}.")];
        Task { name, words }
    });
    Ok(core::iter::once(story).chain(tests).collect())
}

/// Takes up one task after the other, each with a log of its own.
fn work(place: &Place, room: &Room, tasks: &Mutex<Vec<Task>>, done: &Mutex<Vec<Done>>) {
    loop {
        let Some(Task { name, words }) = tasks.lock().ok().and_then(|mut left| left.pop()) else { return };
        let begun = Instant::now();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = log(place, &name).and_then(|log| Runner::new(&log, LIMIT)?.run(&mut room.command(&words)));
        if let Ok(mut done) = done.lock() {
            done.push(Done { name, ended, took: begun.elapsed() });
        }
    }
}

fn log(place: &Place, name: &str) -> Result<PathBuf> {
    Ok(place.folder("logs")?.join(format!("login-{name}.log")))
}
