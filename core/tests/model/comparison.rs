//! Both, step by step: whatever happens, the engine says what the model says, and stands where the model stands.

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};

use crate::decision::{Act, Answer, Record, Refusal};
use crate::history::{self, Fate, History};
use crate::world::{Event, Told, World};

/// How often each kind of outcome was seen.
type Tally = BTreeMap<&'static str, u64>;

#[test]
fn the_engine_decides_as_the_model_does() {
    let tally = Mutex::new(Tally::new());
    std::thread::scope(|scope| {
        scope.spawn(|| run("one.txt", 4000, &history::histories(1..=1), &tally));
        scope.spawn(|| {
            run("several.txt", 4000, &history::histories(2..=4), &tally);
            run("collisions.txt", 3000, &history::collisions(), &tally);
        });
    });
    let tally = tally.into_inner().unwrap();
    println!("{tally:#?}");
}

fn run(regressions: &'static str, cases: u32, histories: &impl Strategy<Value = History>, tally: &Mutex<Tally>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proptest-regressions/");
    let file: &'static str = String::leak([folder, regressions].concat());
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        source_file: Some(file!()),
        max_shrink_iters: 50_000,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(histories, |history| {
            let seen = compare(&history).map_err(TestCaseError::fail)?;
            let mut tally = tally.lock().unwrap();
            for (kind, count) in seen {
                *tally.entry(kind).or_default() += count;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| match failure {
            TestError::Fail(why, history) => panic!("{regressions}: {why}\n{history:?}"),
            TestError::Abort(why) => panic!("{regressions}: {why}"),
        });
}

/// Lives through a history twice, in the engine and in the model; says where the two part.
fn compare(history: &History) -> Result<Tally, String> {
    let mut world = World::new(history);
    let mut versions = vec![Record::new()];
    let mut tally = Tally::from([("histories", 1)]);
    for device in 0..history.enrolled.min(history.devices.len()) {
        let event = world.enroll_as_described(device);
        compare_event(&world, &mut versions, &event).map_err(|why| format!("enrolling: {why}"))?;
    }
    for (number, op) in history.ops.iter().enumerate() {
        *tally.entry("steps").or_default() += 1;
        if let Some(event) = world.happen(op) {
            let before = versions.len() - 1;
            compare_event(&world, &mut versions, &event)
                .map_err(|why| format!("at {number}, {op:?}, {} o'clock: {why}", world.now))?;
            for kind in kinds(&event, &versions[before.min(event.read)], &world) {
                *tally.entry(kind).or_default() += 1;
            }
        }
        let (mut engine, mut model) = (
            world.standing(),
            versions.last().unwrap().standing(world.now.into(), &world.rules.model),
        );
        // MASK 1
        if engine.progress.is_empty() {
            (engine.closed, model.closed) = (false, false);
            (engine.attempts_left, model.attempts_left) = (0, 0);
            (engine.locked_until, model.locked_until) = (None, None);
        }
        if engine != model {
            return Err(format!("after {number}, {op:?}:\nengine {engine:?}\nmodel  {model:?}"));
        }
    }
    Ok(tally)
}

/// Whether the model says what the engine said. If something was stored, it is there in both afterwards.
fn compare_event(world: &World, versions: &mut Vec<Record>, event: &Event) -> Result<(), String> {
    let read = &versions[event.read];
    let decided = read.decide(&event.act, world.now.into(), &world.rules.model, &world.devices);
    let unchanged = read.revision == versions.last().unwrap().revision;
    let (expected, written) = match (decided, event.fate) {
        (Err(refusal), _) => (Told::Refused(refusal), None),
        (Ok(_), Fate::Dropped) => (Told::Dropped, None),
        (Ok((answer, None)), _) => (Told::Answer(answer), None),
        (Ok((answer, Some(next))), Fate::Stored) if unchanged => (Told::Answer(answer), Some(next)),
        (Ok((_, Some(_))), Fate::Stored | Fate::Conflict) => (Told::Conflict, None),
        (Ok((_, Some(next))), Fate::WrittenButUnknown) if unchanged => (Told::Unknown, Some(next)),
        (Ok((_, Some(_))), Fate::WrittenButUnknown | Fate::Lost) => (Told::Unknown, None),
    };
    if expected != event.told || written.is_some() != event.wrote {
        return Err(format!(
            "{:?}\nengine {:?}\nmodel  {expected:?}\nrecord {read:?}\npolicy {:?}",
            event.act, event.told, world.rules.model
        ));
    }
    versions.extend(written);
    Ok(())
}

/// What kinds of outcome an event was.
fn kinds(event: &Event, read: &Record, world: &World) -> Vec<&'static str> {
    vec![]
}
