//! Running a command: no standard input, its output to a log file, a limit on its time.

use core::time::Duration;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use crate::console::seconds;
use crate::failure::{Doing as _, Failure, Result};
use crate::guard::Guard;
use crate::tail::tail;

/// How often a running command is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// From how long on it is told what a command took.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Runs commands one after the other into one log, until the time is up.
#[derive(Debug)]
pub(crate) struct Runner {
    log: File,
    path: PathBuf,
    deadline: Instant,
}

/// How a command ended, and what it printed on both its outputs.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// None when a signal ended it.
    pub(crate) status: Option<i32>,
    pub(crate) output: String,
}

impl Outcome {
    pub(crate) fn succeeded(&self) -> bool {
        self.status == Some(0)
    }

    /// How it ended, and under that what is worth seeing of its output.
    pub(crate) fn told(&self) -> String {
        let status =
            self.status.map_or_else(|| "ended by a signal".to_owned(), |status| format!("exit status {status}"));
        core::iter::once(status.as_str()).chain(tail(&self.output)).collect::<Vec<_>>().join("\n")
    }
}

impl Runner {
    /// Begins a new log; every command must end within `limit` from now.
    pub(crate) fn new(log: &Path, limit: Duration) -> Result<Self> {
        let cannot = || format!("cannot write {}", log.display());
        // Truncated first, then opened to append: several programs write to it.
        File::create(log).doing(cannot())?;
        let file = fs::OpenOptions::new().append(true).read(true).open(log).doing(cannot())?;
        let now = Instant::now();
        Ok(Self { log: file, path: log.to_path_buf(), deadline: now.checked_add(limit).unwrap_or(now) })
    }

    /// Adds a line to the log.
    pub(crate) fn write(&mut self, line: &str) -> Result<()> {
        writeln!(self.log, "{line}").doing(format_args!("cannot write {}", self.path.display()))
    }

    /// Runs a command to its end, or ends it when the time is up.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<Outcome> {
        self.run_typing(command, "")
    }

    /// Runs a command without which there is no point in going on.
    pub(crate) fn must(&mut self, command: &mut Command) -> Result<Outcome> {
        let outcome = self.run(command)?;
        if outcome.succeeded() {
            return Ok(outcome);
        }
        Err(Failure::new(format!("{}: {}", as_typed(command), outcome.told())))
    }

    /// Runs a command with something on its standard input, which is then at its end.
    pub(crate) fn run_typing(&mut self, command: &mut Command, typed: &str) -> Result<Outcome> {
        self.run_watched(command, typed, &mut |_, _| Ok(()))
    }

    /// Runs a command, and passes each line of its output on as soon as it is whole.
    pub(crate) fn run_showing(&mut self, command: &mut Command, show: &mut dyn FnMut(&str)) -> Result<Outcome> {
        let mut shown = 0_usize;
        self.run_watched(command, "", &mut |runner, start| {
            let output = runner.read_from(start)?;
            let whole = output.rfind('\n').map_or(0, |last| last.saturating_add(1));
            output.get(shown..whole).unwrap_or_default().lines().for_each(&mut *show);
            shown = whole;
            Ok(())
        })
    }

    /// Calls `watch` each time it looks whether the command has ended, and once more then, with where its output begins.
    fn run_watched(
        &mut self,
        command: &mut Command,
        typed: &str,
        watch: &mut dyn FnMut(&Self, u64) -> Result<()>,
    ) -> Result<Outcome> {
        let name = command.get_program().to_string_lossy().into_owned();
        let begun = Instant::now();
        self.write(&as_typed(command))?;
        let start = self.log.seek(SeekFrom::End(0)).doing("cannot read the log")?;
        let copy = || self.log.try_clone().doing("cannot share the log");
        command.stdout(copy()?).stderr(copy()?);
        without_cargos_libraries(command);
        command.stdin(if typed.is_empty() { Stdio::null() } else { Stdio::piped() });
        let (mut child, guard) = Guard::spawn(command).doing(format_args!("cannot run {name}"))?;
        if let Some(mut input) = child.stdin.take() {
            // A program that ends without reading is judged by its status, not by this.
            let _ = input.write_all(typed.as_bytes());
        }
        let ended = self.wait(&mut child, &mut || watch(self, start));
        if let Ok(Some(_)) = ended {
            guard.dismiss();
        } else {
            guard.end();
            let _ = child.wait();
        }
        let output = self.read_from(start)?;
        if begun.elapsed() >= WORTH_TELLING {
            self.write(&format!("took {}", seconds(begun.elapsed())))?;
        }
        match ended? {
            Some(status) => Ok(Outcome { status, output }),
            None => {
                let last = tail(&output).join("\n");
                Err(Failure::new(format!("{}: ended because the time was up\n{last}", as_typed(command))))
            }
        }
    }

    /// What the log holds from there on.
    fn read_from(&self, start: u64) -> Result<String> {
        let mut bytes = Vec::new();
        let mut log = File::open(&self.path).doing("cannot read the log")?;
        log.seek(SeekFrom::Start(start)).doing("cannot read the log")?;
        log.read_to_end(&mut bytes).doing("cannot read the log")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The exit status (None inside for a signal), or None when the time was up.
    fn wait(&self, child: &mut Child, glance: &mut dyn FnMut() -> Result<()>) -> Result<Option<Option<i32>>> {
        loop {
            let ended = child.try_wait().doing("cannot wait for a command")?;
            glance()?;
            if let Some(status) = ended {
                return Ok(Some(status.code()));
            }
            if Instant::now() >= self.deadline {
                return Ok(None);
            }
            thread::sleep(GLANCE);
        }
    }
}

/// `cargo run` has put its own folders among those where libraries are looked for, and one may lie there that is older than the
/// one that is meant. A command that says by itself where they are keeps that.
fn without_cargos_libraries(command: &mut Command) {
    if command.get_envs().all(|(name, _)| name != LIBRARIES) {
        command.env_remove(LIBRARIES);
    }
}

/// The command for the log, as a person would type it, more or less.
pub(crate) fn as_typed(command: &Command) -> String {
    let mut line = String::from("$");
    for (name, value) in command.get_envs() {
        let name = name.to_string_lossy();
        if let Some(value) = value.filter(|_| !EVERYWHERE.contains(&name.as_ref())) {
            line.push_str(&format!(" {name}='{}'", value.to_string_lossy()));
        }
    }
    // Where the program is tells nothing: there is one of each name.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    for word in core::iter::once(program).chain(command.get_args()) {
        let word = word.to_string_lossy();
        if word.contains('\n') {
            // A script of ours: what it is given tells more than how it is started.
            line = "$ ...".to_owned();
        } else if word.contains(char::is_whitespace) {
            line.push_str(&format!(" '{word}'"));
        } else {
            line.push_str(&format!(" {word}"));
        }
    }
    line
}

/// Where the system looks for libraries before it looks where a program says.
const LIBRARIES: &str = "LD_LIBRARY_PATH";

/// What is set for every command and not worth a reader's time.
const EVERYWHERE: [&str; 5] = ["CARGO_TERM_COLOR", "CARGO_TERM_PROGRESS_WHEN", "HOME", "NO_COLOR", "PATH"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::env;

    fn runner(name: &str, limit: Duration) -> Runner {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/xtask/tests");
        fs::create_dir_all(&folder).unwrap();
        Runner::new(&folder.join(name), limit).unwrap()
    }

    fn shell(line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        command
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn output_and_status_come_back() {
        let mut runner = runner("output.log", LONG);
        runner.run(&mut shell("echo before")).unwrap();
        let outcome = runner.run(&mut shell("echo out; echo err >&2; exit 3")).unwrap();
        assert_eq!(outcome.status, Some(3));
        assert_eq!(outcome.output, "out\nerr\n");
        let log = fs::read_to_string(&runner.path).unwrap();
        assert!(log.contains("$ sh -c 'echo before'\nbefore\n"), "{log}");
    }

    #[test]
    fn libraries_are_looked_for_where_a_command_says_and_not_where_cargo_does() {
        let mut runner = runner("libraries.log", LONG);
        assert!(env::var_os(LIBRARIES).is_some(), "cargo sets it for tests, too");
        assert_eq!(runner.run(&mut shell("echo $LD_LIBRARY_PATH")).unwrap().output, "\n");
        let mut own = shell("echo $LD_LIBRARY_PATH");
        assert_eq!(runner.run(own.env(LIBRARIES, "/own")).unwrap().output, "/own\n");
    }

    #[test]
    fn lines_are_shown_as_they_come() {
        let mut runner = runner("showing.log", LONG);
        let mut shown = Vec::new();
        let begun = Instant::now();
        let mut command = shell("echo one; sleep 1; printf 'two\nthree\nnot whole'");
        runner.run_showing(&mut command, &mut |line| shown.push((line.to_owned(), begun.elapsed()))).unwrap();
        let lines: Vec<&str> = shown.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, ["one", "two", "three"]);
        let times: Vec<Duration> = shown.iter().map(|(_, when)| *when).collect();
        assert!(times[1] - times[0] > Duration::from_millis(500), "{times:?}");
    }

    #[test]
    fn nothing_can_be_read_unless_it_is_typed() {
        let mut runner = runner("input.log", LONG);
        assert_eq!(runner.run(&mut shell("cat; echo end")).unwrap().output, "end\n");
        let outcome = runner.run_typing(&mut shell("cat; echo end"), "123456\n").unwrap();
        assert_eq!(outcome.output, "123456\nend\n");
    }

    #[test]
    fn all_that_a_command_started_ends_when_its_time_is_up() {
        let mut runner = runner("limit.log", Duration::from_millis(300));
        let begun = Instant::now();
        let failure = runner.run(&mut shell("sleep 31 & echo $!; sleep 32")).unwrap_err();
        assert!(failure.to_string().contains("time was up"), "{failure}");
        assert!(begun.elapsed() < Duration::from_secs(20));
        let log = fs::read_to_string(&runner.path).unwrap();
        let grandchild = log.lines().last().unwrap().to_owned();
        let alive = Command::new("sh").args(["-c", "kill -0 \"$0\" 2>&1", &grandchild]).output().unwrap();
        assert!(!alive.status.success(), "process {grandchild} lives on");
    }

    #[test]
    fn program_that_is_not_there_is_named() {
        let mut runner = runner("missing.log", LONG);
        let failure = runner.run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(failure.to_string().starts_with("cannot run no-such-program"), "{failure}");
    }
}
