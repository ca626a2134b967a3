//! Resynchronization: the engine says what the naive model says, and no position that was used up, by a login or by two codes
//! in a row, is ever used up again.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::{Arbitrary, Unstructured};

use crate::comparison::compare;
use crate::decision::{Act, Answer, Number};
use crate::history::{Circumstances, Fate, History, Jump, Op, Second, Spelling, Typed, histories};
use crate::strategy::drawn;
use crate::world::{Event, Told, World};

/// The most steps of a history.
const MOST: usize = 64;

/// A step of a history that is about resynchronization.
#[derive(Arbitrary, Debug)]
enum Step {
    Wait(u16),
    Jump { ahead: bool, by: u16 },
    Right,
    Resynchronize { who: u8, first: i8, second: u8, fate: u8 },
    Login { who: u8, offset: i8, fate: u8 },
    LoginFromNext { who: u8, offset: i8 },
    Unlock,
    Suspend(u8),
}

/// Four bytes say which authenticators there are and what the policy is, the others what happens.
pub fn resync(data: &[u8]) {
    let Some((world, steps)) = data.split_first_chunk::<4>() else { return };
    let Some(mut history) = drawn(&histories(1..=3), world) else { return };
    let mut bytes = Unstructured::new(steps);
    history.ops.clear();
    while let (false, true, Ok(step)) = (bytes.is_empty(), history.ops.len() < MOST, Step::arbitrary(&mut bytes)) {
        history.ops.push(op(step));
    }
    if let Err(why) = compare(&history) {
        panic!("{why}\n{history:?}");
    }
    nothing_is_used_up_twice(&history);
}

fn op(step: Step) -> Op {
    match step {
        Step::Wait(seconds) => Op::Wait(seconds.into()),
        Step::Jump { ahead: true, by } => Op::Jump(Jump::Ahead(by.into())),
        Step::Jump { by, .. } => Op::Jump(Jump::Back(by.into())),
        Step::Right => Op::Jump(Jump::Right),
        // Most are right, and stored: from wrong ones alone nothing follows.
        Step::Resynchronize { who, first, second, fate } => {
            let second = match second {
                0..=31 => Second::Same,
                32..=63 => Second::Skipped,
                64..=95 => Second::Before,
                _ => Second::Next,
            };
            Op::Resynchronize(who.into(), (first / 4).into(), second, how(fate))
        }
        Step::Login { who, offset, fate } => {
            Op::Login(Typed::Near(who.into(), (offset / 8).into()), Spelling::Plain, None, how(fate))
        }
        Step::LoginFromNext { who, offset } => {
            Op::Login(Typed::FromNext(who.into(), (offset / 8).into()), Spelling::Plain, None, how(255))
        }
        Step::Unlock => Op::Unlock { only_if_barred: false },
        Step::Suspend(who) => Op::Suspend(Some(who.into())),
    }
}

fn how(fate: u8) -> Circumstances {
    let (stale, fate) = match fate {
        0..=15 => (0, Fate::Conflict),
        16..=31 => (0, Fate::Lost),
        32..=47 => (0, Fate::WrittenButUnknown),
        48..=55 => (0, Fate::Dropped),
        56..=63 => (1, Fate::Stored),
        _ => (0, Fate::Stored),
    };
    Circumstances { stale, fate }
}

fn nothing_is_used_up_twice(history: &History) {
    let mut world = World::new(history);
    for device in 0..history.enrolled {
        world.enroll_as_described(device);
    }
    let mut used = BTreeSet::new();
    let mut last = BTreeMap::<usize, Number>::new();
    for op in &history.ops {
        let Some(event) = world.happen(op) else { continue };
        for (authenticator, position) in used_up_by(&event) {
            assert!(used.insert((authenticator, position)), "{event:?}");
            let last = last.entry(authenticator).or_insert(-1);
            assert!(position > *last, "{event:?}");
            *last = position;
        }
    }
}

/// Which positions of which authenticator were accepted.
fn used_up_by(event: &Event) -> Vec<(usize, Number)> {
    match (&event.act, &event.told) {
        (_, Told::Answer(Answer::Accepted { authenticator, position, .. })) => vec![(*authenticator, *position)],
        (Act::Resynchronize { authenticator, .. }, Told::Answer(Answer::Resynchronized { position, .. })) => {
            vec![(*authenticator, position - 1), (*authenticator, *position)]
        }
        _ => vec![],
    }
}
