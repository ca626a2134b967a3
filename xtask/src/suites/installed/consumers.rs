//! The examples in C, C++, Go and Python: built by what their READMEs say, and each shown to accept a code once.

use core::result::Result as Told;
use std::fs;
use std::path::PathBuf;

use super::{same, staged};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;
use crate::root::Root;
use crate::run::Outcome;

/// A program to build and to try.
pub(super) struct Consumer {
    name: &'static str,
    example: &'static str,
    /// One after the other; `docs/install.md` has each.
    build: &'static [&'static str],
    program: &'static str,
    /// Whether it loads the shared library.
    shared: bool,
}

const CONSUMERS: [Consumer; 7] = [
    Consumer { name: "C", example: "c", build: &["make"], program: "./second-factor", shared: true },
    Consumer {
        name: "C, by hand",
        example: "c",
        build: &["cc -std=c99 *.c $(pkg-config --cflags --libs libmfa) -o second-factor"],
        program: "./second-factor",
        shared: true,
    },
    Consumer {
        name: "C, static",
        example: "c",
        build: &["make second-factor-static"],
        program: "./second-factor-static",
        shared: false,
    },
    Consumer { name: "C, all static", example: "c", build: &[ALL_STATIC], program: "./second-factor", shared: false },
    Consumer {
        name: "C++",
        example: "cpp",
        build: &["cmake -S . -B build", "cmake --build build"],
        program: "build/second-factor",
        shared: true,
    },
    Consumer { name: "Go", example: "go", build: &["go vet", "go build"], program: "./second-factor", shared: true },
    Consumer { name: "Python", example: "python", build: &[], program: "python3 second_factor.py", shared: true },
];

const ALL_STATIC: &str =
    "cc -static -std=c99 *.c $(pkg-config --static --cflags --libs libmfa | sed 's/-lgcc_s//') -o second-factor";

/// Warnings in what people copy are mistakes.
const FLAGS: [&str; 3] = [
    "PKG_CONFIG_PATH=/build/installed/lib/pkgconfig",
    "CFLAGS=-O2 -Wall -Wextra -Wpedantic -Wconversion -Werror",
    "CXXFLAGS=-O2 -Wall -Wextra -Wpedantic -Wconversion -Werror",
];

/// The secret of RFC 6238, appendix B.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// By Python's own HMAC: the code of now, that of the next step, and one that is wrong in any step near by.
const CODES: &str = r#"
import hmac, struct, time
def code(step):
    mac = hmac.new(b"12345678901234567890", struct.pack(">Q", step), "sha1").digest()
    at = mac[-1] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF) % 10**6)
now = int(time.time()) // 30
near = [code(now + steps) for steps in range(-3, 4)]
print(near[3], near[4], next(wrong for wrong in map("%06d".__mod__, range(8)) if wrong not in near))
"#;

pub(super) fn run(job: &mut Job<'_>, root: &Root) -> Result<()> {
    documented(job)?;
    job.place.fresh_folder("in-debian-13/consumers")?;
    for (number, consumer) in CONSUMERS.iter().enumerate() {
        let folder = format!("/build/consumers/{number}");
        let copy = format!("cp -r examples/{} {folder}", consumer.example);
        job.runner.must(&mut root.shell(&[], &copy))?;
        let environment = [&["-C", &folder][..], &FLAGS].concat();
        let build = consumer.build.join("\n");
        let built = job.check(&format!("{} builds", consumer.name), &mut root.shell(&environment, &build))?;
        if built.succeeded() {
            let library: &[&str] = if consumer.shared { &["LD_LIBRARY_PATH=/build/installed/lib"] } else { &[] };
            let environment = [&["-C", &folder][..], library].concat();
            Trial {
                job,
                root,
                codes: root,
                name: consumer.name,
                environment: &environment,
                program: consumer.program,
                folder: &folder,
            }
            .run()?;
        }
    }
    Ok(())
}

/// What is run is what the document says.
fn documented(job: &mut Job<'_>) -> Result<()> {
    let path = job.place.root().join("docs/install.md");
    let text = fs::read_to_string(path).doing("cannot read docs/install.md")?;
    let missing: Vec<&str> = CONSUMERS
        .iter()
        .flat_map(|consumer| consumer.build)
        .copied()
        .chain([staged::COMMAND])
        .filter(|line| !text.contains(line))
        .collect();
    job.test("docs/install.md says how to build", same(&missing.join("\n"), ""))
}

/// A program that is tried in a root; codes come from where there is Python.
pub(super) struct Trial<'t, 'j> {
    pub(super) job: &'t mut Job<'j>,
    pub(super) root: &'t Root,
    pub(super) codes: &'t Root,
    pub(super) name: &'t str,
    pub(super) environment: &'t [&'t str],
    pub(super) program: &'t str,
    pub(super) folder: &'t str,
}

impl Trial<'_, '_> {
    pub(super) fn run(mut self) -> Result<()> {
        let imported = self.type_in("import", SECRET)?;
        self.expect("takes over a secret", exits(&imported, 0, ""))?;
        let again = self.type_in("import", SECRET)?;
        self.expect("takes over none where somebody is", exits(&again, 2, "second"))?;
        self.accepts_once()?;
        self.refuses_what_is_no_code()?;
        self.refuses_a_corrupt_state()?;
        self.lets_one_of_many_in()?;
        self.locks()
    }

    fn accepts_once(&mut self) -> Result<()> {
        let [now, ..] = self.codes()?;
        let accepted = self.type_in("verify", &now)?;
        self.expect("a right code is accepted", exits(&accepted, 0, "accepted"))?;
        let replayed = self.type_in("verify", &now)?;
        self.expect("a used code is rejected", exits(&replayed, 1, "rejected"))?;
        let spelled = format!("{} {}", now.get(..3).unwrap_or_default(), now.get(3..).unwrap_or_default());
        let replayed = self.type_in("verify", &spelled)?;
        self.expect("also if it is spelled otherwise", exits(&replayed, 1, "rejected"))
    }

    fn refuses_what_is_no_code(&mut self) -> Result<()> {
        for (what, typed) in [("a code that is too short", "12345"), ("a letter", "12345l"), ("nothing", "")] {
            let before = self.read()?;
            let refused = self.type_in("verify", typed)?;
            let unchanged = if self.read()? == before { Ok(()) } else { Err("the state has changed".to_owned()) };
            self.expect(&format!("{what} is an error and no attempt"), exits(&refused, 2, "code").and(unchanged))?;
        }
        Ok(())
    }

    fn refuses_a_corrupt_state(&mut self) -> Result<()> {
        let good = self.read()?;
        let cut = good.get(..good.len().saturating_sub(60)).unwrap_or_default().to_vec();
        let mut broken = vec![cut];
        for at in [0, 20, 63] {
            let mut flipped = good.clone();
            flipped.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            broken.push(flipped);
        }
        let mut told = Ok(());
        for content in broken {
            self.write(&content)?;
            let [_, next, _] = self.codes()?;
            told = told.and(exits(&self.type_in("verify", &next)?, 2, "state"));
            told = told.and(if self.read()? == content { Ok(()) } else { Err("it was written over".to_owned()) });
        }
        self.write(&good)?;
        self.expect("a corrupt state lets nobody in, and stays", told)
    }

    fn lets_one_of_many_in(&mut self) -> Result<()> {
        let [_, next, _] = self.codes()?;
        let line = format!(
            "for number in 1 2 3 4 5 6 7 8; do (echo {next} | {} verify alice || true) & done; wait",
            self.program
        );
        let outcome = self.job.runner.run(&mut self.root.shell(self.environment, &line))?;
        let count = |word| outcome.output.lines().filter(|line| *line == word).count();
        let told = (count("accepted"), count("rejected"));
        let told = if told == (1, 7) { Ok(()) } else { Err(format!("accepted and rejected: {told:?}")) };
        self.expect("of eight with one code at the same time one gets in", told)
    }

    fn locks(&mut self) -> Result<()> {
        let [_, next, wrong] = self.codes()?;
        let mut told = Ok(());
        for _ in 0..6 {
            told = told.and(exits(&self.type_in("verify", &wrong)?, 1, "rejected"));
        }
        told = told.and(exits(&self.type_in("verify", &next)?, 1, "locked until"));
        self.expect("after six wrong codes no code is looked at", told)
    }

    fn type_in(&mut self, verb: &str, typed: &str) -> Result<Outcome> {
        let line = format!("{} {verb} alice", self.program);
        self.job.runner.run_typing(&mut self.root.shell(self.environment, &line), &format!("{typed}\n"))
    }

    fn codes(&mut self) -> Result<[String; 3]> {
        let told = self.job.runner.must(&mut self.codes.command(&["python3", "-c", CODES]))?.output;
        let words: Vec<String> = told.split_whitespace().map(str::to_owned).collect();
        words.try_into().map_err(|_| Failure::new(format!("these are no codes: {told}")))
    }

    fn expect(&mut self, what: &str, told: Told<(), String>) -> Result<()> {
        self.job.test(&format!("{}: {what}", self.name), told)
    }

    fn read(&self) -> Result<Vec<u8>> {
        fs::read(self.file()).doing("cannot read the person's file")
    }

    fn write(&self, content: &[u8]) -> Result<()> {
        fs::write(self.file(), content).doing("cannot write the person's file")
    }

    fn file(&self) -> PathBuf {
        self.root.built(self.folder.trim_start_matches("/build/")).join("alice")
    }
}

/// Whether it ended so, and said that.
fn exits(outcome: &Outcome, status: i32, said: &str) -> Told<(), String> {
    if outcome.status == Some(status) && outcome.output.to_lowercase().contains(said) {
        return Ok(());
    }
    Err(format!("expected exit status {status} and \"{said}\", found {}", outcome.told()))
}
