//! Both, step by step: whatever happens, the engine says what the model says, and stands where the model stands.

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};

use crate::decision::{Act, Answer, Authenticator, Decision, Number, Record, Refusal};
use crate::history::{self, Fate, History};
use crate::world::{Event, Told, World};

/// How often each kind of outcome was seen.
pub(crate) type Tally = BTreeMap<&'static str, u64>;

/// Every kind of outcome, and how often a run must have seen it at the least: about a quarter of what it usually does.
const KINDS: &[(&str, u64)] = &[
    ("a stale reader settles without a commit", 500),
    ("accepted", 20_000),
    ("accepted after failures", 10_000),
    ("accepted at the last counter", 50),
    ("accepted by a stale reader, who gets a conflict", 2_000),
    ("accepted in spite of what was learned", 200),
    ("accepted once a lock was over", 1_000),
    ("accepted thanks to what was learned", 200),
    ("accepted: a clock", 10_000),
    ("accepted: a clock that is off", 5_000),
    ("accepted: a counter", 10_000),
    ("accepted: a counter that was ahead", 5_000),
    ("accepted: another clock's step is used up too", 50),
    ("accepted: another counter with that code stays", 500),
    ("accepted: not the first authenticator", 10_000),
    ("accepted: the first of two steps with one code", 500),
    ("accepted: the one that was named", 200),
    ("accepted: the second of two steps with one code", 200),
    ("added", 5_000),
    ("added after the last one was removed", 500),
    ("added with failures, which stay", 2_000),
    ("closed", 2_000),
    ("closed, and the clock was never that low", 50),
    ("conflict: somebody was faster", 5_000),
    ("conflict: the store says so", 1_000),
    ("diagnosed: slow", 1_000),
    ("diagnosed: that led to a lock", 200),
    ("diagnosed: unknown", 1_000),
    ("drift is off, and kept", 200),
    ("dropped", 2_000),
    ("histories", 15_000),
    ("learned drift", 2_000),
    ("learned drift, cut to the bound", 200),
    ("locked", 20_000),
    ("locked for one length more", 1_000),
    ("locked since before it began", 5_000),
    ("locked, and the clock was never that low", 1_000),
    ("locked, cut to a milder policy", 1_000),
    ("not diagnosed: barred", 1_000),
    ("not resynchronized", 2_000),
    ("not resynchronized: barred", 1_000),
    ("not resynchronized: that led to a lock", 500),
    ("not resynchronized: the codes are used up", 200),
    ("not resynchronized: the codes were used last, for free", 50),
    ("not restored", 100),
    ("not restored: barred", 100),
    ("not restored: replayed", 20),
    ("refused: before T0", 2_000),
    ("refused: drift is off", 2_000),
    ("refused: no code has that length", 2_000),
    ("refused: no such authenticator", 2_000),
    ("refused: nobody is enrolled", 2_000),
    ("refused: not time-based", 2_000),
    ("refused: not suspended", 1_000),
    ("refused: the counter is exhausted", 200),
    ("refused: the secret is there already", 2_000),
    ("refused: too many authenticators", 1),
    ("rejected while an old lock is over", 1_000),
    ("rejected: at the cap, and locks on", 500),
    ("rejected: mismatch", 20_000),
    ("rejected: replayed, counted", 2_000),
    ("rejected: replayed, for free", 1_000),
    ("rejected: replayed, for free, an old lock cleared", 20),
    ("rejected: that closed it", 500),
    ("rejected: that led to a lock", 5_000),
    ("removed", 2_000),
    ("removed with failures, which stay", 2_000),
    ("removed: all", 100),
    ("removed: the last one", 200),
    ("resealed", 1_000),
    ("resynchronized once a lock was over", 50),
    ("resynchronized with failures, which stay", 500),
    ("resynchronized: a clock", 500),
    ("resynchronized: a counter", 500),
    ("restored", 500),
    ("restored with failures, which stay", 100),
    ("steps", 700_000),
    ("suspended", 2_000),
    ("suspended: asked elsewhere", 200),
    ("the cap is lowered by the candidates", 10_000),
    ("unknown, and lost", 2_000),
    ("unknown, but written", 1_000),
    ("unlocked", 2_000),
    ("unlocked: was closed", 200),
    ("was suspended", 2_000),
];

#[test]
fn the_engine_decides_as_the_model_does() {
    let tally = Mutex::new(Tally::new());
    std::thread::scope(|scope| {
        scope.spawn(|| run("one.txt", 6_000, &history::histories(1..=1), &tally));
        scope.spawn(|| {
            run("several.txt", 4_000, &history::histories(2..=4), &tally);
            run("many.txt", 1_000, &history::histories(5..=9), &tally);
        });
        scope.spawn(|| run("collisions.txt", 4_000, &history::collisions(), &tally));
    });
    let tally = tally.into_inner().unwrap();
    for (kind, seen) in &tally {
        println!("{seen:>9} {kind}");
        assert!(KINDS.iter().any(|(known, _)| known == kind), "{kind} is not in the list");
    }
    for &(kind, least) in KINDS {
        let seen = tally.get(kind).copied().unwrap_or(0);
        assert!(seen >= least, "{kind}: seen {seen} times, not {least}");
    }
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
pub(crate) fn compare(history: &History) -> Result<Tally, String> {
    let mut world = World::new(history);
    let mut versions = vec![Record::new()];
    let mut tally = Tally::from([("histories", 1)]);
    for device in 0..history.enrolled.min(history.devices.len()) {
        let event = world.enroll_as_described(device);
        let _ = compare_event(&world, &mut versions, &event).map_err(|why| format!("enrolling: {why}"))?;
    }
    for (number, op) in history.ops.iter().enumerate() {
        *tally.entry("steps").or_default() += 1;
        if let Some(event) = world.happen(op) {
            let read = versions[event.read].clone();
            let decided = compare_event(&world, &mut versions, &event)
                .map_err(|why| format!("at {number}, {op:?}, {} o'clock: {why}", world.now))?;
            for kind in kinds(&world, &event, &read, &decided) {
                *tally.entry(kind).or_default() += 1;
            }
        }
        let engine = world.standing();
        let model = versions.last().unwrap().standing(world.now.into(), &world.rules.model);
        if engine != model {
            return Err(format!("after {number}, {op:?}:\nengine {engine:?}\nmodel  {model:?}"));
        }
    }
    Ok(tally)
}

/// Whether the model says what the engine said. If something was stored, it is there in both afterwards.
fn compare_event(world: &World, versions: &mut Vec<Record>, event: &Event) -> Result<Decision, String> {
    let read = &versions[event.read];
    let decided = read.decide(&event.act, world.now.into(), &world.rules.model, &world.devices);
    let unchanged = read.revision == versions.last().unwrap().revision;
    let (expected, written) = match (decided.clone(), event.fate) {
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
    Ok(decided)
}

/// What kinds of outcome an event was, by what the model knows of it.
fn kinds(world: &World, event: &Event, read: &Record, decided: &Decision) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let mut see = |kind, seen: bool| {
        if seen {
            kinds.push(kind);
        }
    };
    let (now, policy) = (Number::from(world.now), &world.rules.model);

    match &event.told {
        Told::Conflict if event.fate == Fate::Stored => see("conflict: somebody was faster", true),
        Told::Conflict => see("conflict: the store says so", true),
        Told::Unknown => {
            see("unknown, but written", event.wrote);
            see("unknown, and lost", !event.wrote);
        }
        Told::Dropped => see("dropped", true),
        Told::Refused(refusal) => see(
            match refusal {
                Refusal::NobodyEnrolled => "refused: nobody is enrolled",
                Refusal::NoSuchAuthenticator => "refused: no such authenticator",
                Refusal::Length => "refused: no code has that length",
                Refusal::BeforeT0 => "refused: before T0",
                Refusal::Exhausted => "refused: the counter is exhausted",
                Refusal::DriftIsOff => "refused: drift is off",
                Refusal::NotTimeBased => "refused: not time-based",
                Refusal::SameSecret => "refused: the secret is there already",
                Refusal::TooMany => "refused: too many authenticators",
                Refusal::NotSuspended => "refused: not suspended",
            },
            true,
        ),
        Told::Answer(_) => {}
    }
    let Ok((answer, next)) = decided else {
        return kinds;
    };
    let cap = read.cap(policy);
    see("the cap is lowered by the candidates", cap < policy.cap);
    see("a stale reader settles without a commit", event.is_stale && next.is_none());
    match (&event.act, answer) {
        (Act::Verify { code, only }, Answer::Accepted { authenticator, position, offset, failures_before }) => {
            let (one, next) = (&read.authenticators[*authenticator], next.as_ref().unwrap());
            let totp = one.device.is_totp();
            see("accepted", true);
            see("accepted: the one that was named", only.is_some() && read.authenticators.len() > 1);
            see("accepted: a clock", totp);
            see("accepted: a clock that is off", totp && *offset != 0);
            see("accepted: a counter", !totp);
            see("accepted: a counter that was ahead", !totp && *offset != 0);
            see("accepted: not the first authenticator", *authenticator > 0);
            see("accepted after failures", *failures_before > 0);
            see("accepted once a lock was over", read.lock.is_some());
            see("accepted by a stale reader, who gets a conflict", event.told == Told::Conflict && event.is_stale);
            let in_window = (-policy.past..=policy.future).contains(offset);
            see("accepted thanks to what was learned", totp && !in_window);
            see(
                "accepted in spite of what was learned",
                totp && policy.drift.is_some() && one.drift != 0 && *offset == 0,
            );
            see("learned drift", totp && policy.drift.is_some_and(|bound| offset.abs() <= bound && *offset != 0));
            see("learned drift, cut to the bound", totp && policy.drift.is_some_and(|bound| offset.abs() > bound));
            see("drift is off, and kept", totp && policy.drift.is_none() && one.drift != 0);
            let neighbour = *position > 0 && one.device.code(position - 1) == *code;
            see("accepted: the second of two steps with one code", totp && neighbour && one.next == *position);
            see("accepted: the first of two steps with one code", totp && one.device.code(position + 1) == *code);
            let others = read.authenticators.iter().zip(&next.authenticators).enumerate();
            let mut others = others.filter(|(index, _)| index != authenticator).map(|(_, pair)| pair);
            see("accepted: another clock's step is used up too", others.clone().any(|(old, new)| old.next != new.next));
            let would_match = |old: &Authenticator| {
                !old.device.is_totp()
                    && old
                        .candidates(now, policy)
                        .is_ok_and(|all| all.into_iter().any(|at| old.device.code(at) == *code))
            };
            see("accepted: another counter with that code stays", others.any(|(old, _)| would_match(old)));
            see("accepted at the last counter", *position == u64::MAX as i128 - 1);
        }
        (Act::Verify { .. }, Answer::Rejected(rejection)) => {
            let counted = next.as_ref().is_some_and(|next| next.failures > read.failures);
            see("rejected: mismatch", !rejection.replayed);
            see("rejected: replayed, for free", rejection.replayed && !counted);
            see("rejected: replayed, for free, an old lock cleared", rejection.replayed && !counted && next.is_some());
            see("rejected: replayed, counted", rejection.replayed && counted);
            see("rejected: that led to a lock", rejection.locked_until.is_some());
            see("rejected: that closed it", rejection.closed);
            see("rejected: at the cap, and locks on", counted && read.failures + 1 >= cap && !policy.closes_at_cap);
            see("rejected while an old lock is over", read.lock.is_some());
        }
        (Act::Verify { .. }, Answer::Locked { until }) => {
            let lock = read.lock.unwrap();
            let length = lock.length.min(policy.longest_lock);
            see("locked", true);
            see("locked, and the clock was never that low", next.is_some());
            see("locked since before it began", now < lock.start);
            see("locked for one length more", *until > now.min(lock.low) + length && now < lock.start);
            see("locked, cut to a milder policy", lock.length > policy.longest_lock);
        }
        (Act::Verify { .. }, Answer::Closed) => {
            see("closed", true);
            see("closed, and the clock was never that low", next.is_some());
        }
        (Act::Resynchronize { authenticator, .. }, Answer::Resynchronized { .. }) => {
            let totp = read.authenticators[*authenticator].device.is_totp();
            see("resynchronized: a clock", totp);
            see("resynchronized: a counter", !totp);
            see("resynchronized with failures, which stay", read.failures > 0);
            see("resynchronized once a lock was over", read.lock.is_some());
        }
        (Act::Resynchronize { .. }, Answer::Rejected(rejection)) => {
            see("not resynchronized", !rejection.replayed);
            let counted = next.as_ref().is_some_and(|next| next.failures > read.failures);
            see("not resynchronized: the codes were used last, for free", rejection.replayed && !counted);
            see("not resynchronized: the codes are used up", rejection.replayed && counted);
            see("not resynchronized: that led to a lock", rejection.locked_until.is_some());
        }
        (Act::Resynchronize { .. }, Answer::Locked { .. } | Answer::Closed) => see("not resynchronized: barred", true),
        (Act::Diagnose { .. }, Answer::Slow { .. }) => see("diagnosed: slow", true),
        (Act::Diagnose { .. }, Answer::Unknown(rejection)) => {
            see("diagnosed: unknown", true);
            see("diagnosed: that led to a lock", rejection.locked_until.is_some());
        }
        (Act::Diagnose { .. }, Answer::Locked { .. } | Answer::Closed) => see("not diagnosed: barred", true),
        (Act::Unlock, _) => {
            see("unlocked", true);
            see("unlocked: was closed", policy.closes_at_cap && read.failures >= cap);
        }
        (Act::Reseal, _) => see("resealed", true),
        (Act::Add { .. }, _) => {
            see("added", true);
            see("added with failures, which stay", read.failures > 0);
            see("added after the last one was removed", read.authenticators.is_empty() && read.revision > 0);
        }
        (Act::Verify { .. }, Answer::Suspended) => see("suspended", true),
        (Act::Resynchronize { .. } | Act::Diagnose { .. }, Answer::Suspended) => {
            see("suspended: asked elsewhere", true)
        }
        (Act::Suspend(_), _) => see("was suspended", true),
        (Act::Restore { .. }, Answer::Restored) => {
            see("restored", true);
            see("restored with failures, which stay", read.failures > 0);
        }
        (Act::Restore { .. }, Answer::Rejected(rejection)) => {
            see("not restored", !rejection.replayed);
            see("not restored: replayed", rejection.replayed);
        }
        (Act::Restore { .. }, Answer::Locked { .. } | Answer::Closed) => see("not restored: barred", true),
        (Act::RemoveAll, _) => see("removed: all", read.authenticators.len() > 1),
        (Act::Remove { .. }, _) => {
            see("removed", true);
            see("removed with failures, which stay", read.failures > 0);
            see("removed: the last one", read.authenticators.len() == 1);
        }
        (act, answer) => panic!("{act:?}: {answer:?}"),
    }
    kinds
}
