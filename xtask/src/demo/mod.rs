//! Stories told with the real `mfa` program on a real store, every step of them checked.
//!
//! A new story is a line in the table and a file with a function that gets a `Stage`.

mod authenticators;
mod devices;
mod laptop;
mod organization;
mod sso;
mod stage;
mod tour;

use std::io::{self, Write};

use crate::console::say;
use crate::count::Count;
use crate::failure::{Failure, Result};
use crate::job::LIMIT;
use crate::place::Place;
use crate::run::Runner;
use crate::shell::{Program, Shell};
use stage::Stage;

/// A story: its name, what it is about, and how it goes.
struct Story {
    name: &'static str,
    about: &'static str,
    tell: fn(&mut Stage<'_>) -> Result<()>,
}

/// The first is the one a newcomer sees.
const STORIES: &[Story] = &[
    Story { name: "tour", about: "what the program does", tell: tour::story },
    Story { name: "laptop", about: "recovery on a laptop: no phone, no network", tell: laptop::story },
    Story { name: "sso", about: "a person enrolls phone and tablet at a single sign-on", tell: sso::story },
    Story {
        name: "authenticators",
        about: "two of them, each with its name, and one is lost",
        tell: authenticators::story,
    },
    Story {
        name: "organization",
        about: "who is asked, who has a week to enroll, whom to call",
        tell: organization::story,
    },
    Story { name: "devices", about: "one person at several devices, some without a network", tell: devices::story },
];

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STORIES.iter().map(|story| story.name)
}

/// Tells a story on the console; without a name the first, and then what others there are. True if all went as told.
pub(crate) fn run(place: &Place, name: Option<&str>) -> Result<bool> {
    let log = place.folder("logs")?.join("demo.log");
    let mut runner = Runner::new(&log, LIMIT)?;
    say("Building mfa ...\n\n");
    let program = Program::build(place, &mut runner)?;
    let chosen = name.or_else(|| names().next()).unwrap_or_default();
    let count = tell(place, &program, chosen, &mut runner, &mut io::stdout())?;
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

/// Tells a story, up to the first step that is not as expected, and counts its steps.
pub(crate) fn tell(
    place: &Place,
    program: &Program,
    name: &str,
    runner: &mut Runner,
    out: &mut dyn Write,
) -> Result<Count> {
    let story = STORIES.iter().find(|story| story.name == name);
    let story = story.ok_or_else(|| Failure::new(format!("there is no story {name}")))?;
    let shell = Shell::open(place, program, &format!("demo-{name}"))?;
    let mut stage = Stage::new(shell, runner, out);
    let ended = (story.tell)(&mut stage);
    let count = stage.count();
    match ended {
        // A step that went wrong has been told and counted.
        Err(_) if count.failed > 0 => Ok(count),
        Err(failure) => Err(failure),
        Ok(()) if count == Count::default() => Err(Failure::new(format!("the story {name} checks nothing"))),
        Ok(()) => Ok(count),
    }
}
