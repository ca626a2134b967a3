//! Tells the stories in `tests/stories`, whose `README.md` is the language that they are written in: each line is done on
//! a store in memory, and what it comes to is held to what the line says.

mod line;
mod steps;
mod store;
mod told;
mod world;

use core::fmt;

pub use steps::VERBS;
use world::World;

/// What is wrong with a story: it is broken, or it did not come out as it says.
#[derive(Debug)]
pub struct Wrong {
    /// The file and the line in it.
    place: String,
    what: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What a file came to: how many stories and steps it has, which verbs it uses, and all that is wrong.
#[derive(Debug, Default)]
pub struct Telling {
    pub stories: usize,
    pub steps: usize,
    pub verbs: Vec<String>,
    pub wrong: Vec<Wrong>,
}

/// Tells all stories of a file. A story ends at its first line that is wrong; the next one begins anew.
pub fn tell(file: &str, text: &str) -> Telling {
    let mut telling = Telling::default();
    let mut world: Option<World> = None;
    let mut skipping = false;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let mut wrong = |what: String| telling.wrong.push(Wrong { place: format!("{file}:{number}"), what });
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(title) = line.strip_prefix("story ") {
            if let Some(what) = world.as_ref().filter(|_| !skipping).and_then(World::unfinished) {
                wrong(format!("the story before this ends wrong: {what}"));
            }
            telling.stories += 1;
            (world, skipping) = (Some(World::new(title)), false);
            continue;
        }
        let Some(world) = &mut world else {
            wrong("a file begins with a story".to_owned());
            break;
        };
        if skipping {
            continue;
        }
        match line::done(world, line) {
            Ok(Some(verb)) => {
                telling.steps += 1;
                telling.verbs.push(verb);
            }
            Ok(None) => {}
            Err(what) => {
                wrong(format!("{what}\n    in the story: {}\n    at this line: {line}", world.title));
                skipping = true;
            }
        }
    }
    let last = world.as_ref().filter(|_| !skipping).and_then(World::unfinished);
    let end = text.lines().count();
    if let Some(what) = last {
        telling.wrong.push(Wrong { place: format!("{file}:{end}"), what });
    }
    if telling.steps == 0 {
        telling.wrong.push(Wrong { place: format!("{file}:{end}"), what: "there is no step in it".to_owned() });
    }
    telling
}
