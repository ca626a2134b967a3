//! Stories told with the real `mfa` program on a real store, every step of them checked.
//!
//! A new story is a line in the table and a file with a function that gets a `Stage`. One that needs sshd and others is
//! told in a room of its own (`crate::room`).

mod authenticators;
mod devices;
mod laptop;
mod lock;
mod organization;
mod sso;
mod stage;
mod tour;

use std::io::{self, Write};
use std::process::Command;

use crate::console::{Line, say};
use crate::count::{Count, RESULT};
use crate::debian;
use crate::failure::{Failure, Result};
use crate::fleet;
use crate::job::{Job, LIMIT};
use crate::place::Place;
use crate::room::{Room, STORY};
use crate::run::Runner;
use crate::shell::{Program, Shell};
use stage::Stage;

/// A story: its name, what it is about, and how it goes.
struct Story {
    name: &'static str,
    about: &'static str,
    tell: Tell,
}

/// What tells a story.
enum Tell {
    /// A function, with what a shell has.
    WithMfa(fn(&mut Stage<'_>) -> Result<()>),
    /// A function that tells it all by itself, as root on Debian.
    ByItself(fn(&Place, Runner) -> Result<Count>),
    /// A command in a room, as root on Debian. Its last line counts the steps.
    InRoom(&'static [&'static str]),
    /// A siege of `examples/fleet`. Its last line counts the steps.
    AtFleet(&'static str),
}

use Tell::{AtFleet, ByItself, InRoom, WithMfa};

/// The first is the one a newcomer sees.
const STORIES: &[Story] = &[
    Story { name: "tour", about: "what the program does", tell: WithMfa(tour::story) },
    Story { name: "laptop", about: "recovery on a laptop: no phone, no network", tell: WithMfa(laptop::story) },
    Story { name: "sso", about: "a person enrolls phone and tablet at a single sign-on", tell: WithMfa(sso::story) },
    Story {
        name: "authenticators",
        about: "two of them, each with its name, and one is lost",
        tell: WithMfa(authenticators::story),
    },
    Story {
        name: "organization",
        about: "who is asked, who has a week to enroll, whom to call",
        tell: WithMfa(organization::story),
    },
    Story {
        name: "devices",
        about: "one person at several devices, some without a network",
        tell: WithMfa(devices::story),
    },
    Story { name: "fleet", about: "three servers and a database, which are killed", tell: AtFleet("story") },
    Story { name: "login", about: "the PAM module and sshd, as root on Debian", tell: InRoom(STORY) },
    Story {
        name: "lock",
        about: "a keypad lock without an operating system, under QEMU, as root on Debian",
        tell: ByItself(lock::tell),
    },
];

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STORIES.iter().map(|story| story.name)
}

/// Those that need no more than `mfa`.
pub(crate) fn plain_names() -> impl Iterator<Item = &'static str> {
    STORIES.iter().filter(|story| matches!(story.tell, WithMfa(_))).map(|story| story.name)
}

/// Tells a story on the console; without a name the first, and then what others there are. True if all went as told.
pub(crate) fn run(place: &Place, name: Option<&str>) -> Result<bool> {
    let log = place.folder("logs")?.join("demo.log");
    let runner = Runner::new(&log, LIMIT)?;
    let chosen = name.or_else(|| names().next()).unwrap_or_default();
    let count = match named(chosen)?.tell {
        WithMfa(_) => with_mfa(place, chosen, runner)?,
        ByItself(tell) => tell(place, runner)?,
        InRoom(command) => in_room(place, chosen, command, runner)?,
        AtFleet(siege) => at_fleet(place, siege, runner)?,
    };
    say(&match count.failed {
        0 => format!("\n{} steps, all as expected.\n", count.passed),
        _ => format!("\nStep {} was not as expected.\n", count.passed.saturating_add(count.failed)),
    });
    if name.is_none() {
        for story in STORIES.iter().skip(1) {
            say(&format!("cargo xtask demo {:14} {}\n", story.name, story.about));
        }
    }
    Ok(count.failed == 0)
}

fn with_mfa(place: &Place, name: &str, mut runner: Runner) -> Result<Count> {
    say("Building mfa ...\n\n");
    let program = Program::build(place, &mut runner)?;
    tell(place, &program, name, &mut runner, &mut io::stdout())
}

fn in_room(place: &Place, name: &str, command: &[&str], runner: Runner) -> Result<Count> {
    debian::be_allowed(&format!("cargo xtask demo {name}"))?;
    let mut line = Line::start("Building the packages ");
    let mut job = Job::new(place, runner, &mut line, false);
    let room = Room::ready(&mut job)?;
    say("\n");
    shown(&mut job, &mut room.command(command))
}

fn at_fleet(place: &Place, siege: &str, runner: Runner) -> Result<Count> {
    let mut line = Line::start("Building the fleet ");
    let mut job = Job::new(place, runner, &mut line, false);
    fleet::install_database(&mut job)?;
    fleet::build(&mut job)?;
    say("\n");
    shown(&mut job, &mut fleet::siege(place, siege, false))
}

/// Runs what tells a story by itself, and counts its steps.
fn shown(job: &mut Job<'_>, command: &mut Command) -> Result<Count> {
    let outcome = job.runner.run_showing(command, &mut |line| {
        if !line.starts_with(RESULT) {
            say(&format!("{line}\n"));
        }
    })?;
    Ok(Count::of_tests(&outcome.output, outcome.succeeded()))
}

fn named(name: &str) -> Result<&'static Story> {
    STORIES.iter().find(|story| story.name == name).ok_or_else(|| Failure::new(format!("there is no story {name}")))
}

/// Tells a story of a shell's, up to the first step that is not as expected, and counts its steps.
pub(crate) fn tell(
    place: &Place,
    program: &Program,
    name: &str,
    runner: &mut Runner,
    out: &mut dyn Write,
) -> Result<Count> {
    let WithMfa(story) = named(name)?.tell else {
        return Err(Failure::new(format!("the story {name} needs a room of its own")));
    };
    let shell = Shell::open(place, program, &format!("demo-{name}"))?;
    let mut stage = Stage::new(shell, runner, out);
    let ended = story(&mut stage);
    let count = stage.count();
    match ended {
        // A step that went wrong has been told and counted.
        Err(_) if count.failed > 0 => Ok(count),
        Err(failure) => Err(failure),
        Ok(()) if count == Count::default() => Err(Failure::new(format!("the story {name} checks nothing"))),
        Ok(()) => Ok(count),
    }
}
