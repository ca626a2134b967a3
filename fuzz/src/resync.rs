//! Resynchronization: the engine says what the naive model says, and no position that was used up, by a login or by two codes
//! in a row, is ever used up again.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::{Arbitrary, Unstructured};

use crate::comparison::compare;
use crate::decision::{Act, Answer, Number};
use crate::history::{Circumstances, Fate, History, Jump, Op, Second, Spelling, Typed, histories};
use crate::strategy::drawn;
use crate::world::{Event, Told, World};

/// A step of a history that is about resynchronization.
#[derive(Arbitrary, Debug)]
enum Step {
    Wait(u16),
    Jump { ahead: bool, by: u16 },
    Right,
    Resynchronize { who: u8, first: i8, second: Pair, fate: Ending, stale: bool },
    Login { who: u8, offset: i8, fate: Ending },
    LoginFromNext { who: u8, offset: i8 },
    Unlock,
    Suspend(u8),
}

#[derive(Arbitrary, Debug)]
enum Pair {
    Next,
    Same,
    Skipped,
    Before,
}

#[derive(Arbitrary, Debug)]
enum Ending {
    Stored,
    Conflict,
    Lost,
    WrittenButUnknown,
    Dropped,
}

/// Four bytes say which authenticators there are and what the policy is, the others what happens.
pub fn resync(data: &[u8]) {
    let Some((world, steps)) = data.split_first_chunk::<4>() else { return };
    let Some(mut history) = drawn(&histories(1..=3), world) else { return };
    let Ok(steps) = Vec::<Step>::arbitrary_take_rest(Unstructured::new(steps)) else { return };
    history.ops = steps.into_iter().take(64).map(op).collect();
    if let Err(why) = compare(&history) {
        panic!("{why}\n{history:?}");
    }
    nothing_is_used_up_twice(&history);
}

fn op(step: Step) -> Op {
    let stored = Circumstances { stale: 0, fate: Fate::Stored };
    match step {
        Step::Wait(seconds) => Op::Wait(seconds.into()),
        Step::Jump { ahead: true, by } => Op::Jump(Jump::Ahead(by.into())),
        Step::Jump { by, .. } => Op::Jump(Jump::Back(by.into())),
        Step::Right => Op::Jump(Jump::Right),
        Step::Resynchronize { who, first, second, fate, stale } => {
            let second = match second {
                Pair::Next => Second::Next,
                Pair::Same => Second::Same,
                Pair::Skipped => Second::Skipped,
                Pair::Before => Second::Before,
            };
            let how = Circumstances { stale: stale.into(), fate: self::fate(fate) };
            Op::Resynchronize(who.into(), first.into(), second, how)
        }
        Step::Login { who, offset, fate } => {
            let how = Circumstances { stale: 0, fate: self::fate(fate) };
            Op::Login(Typed::Near(who.into(), offset.into()), Spelling::Plain, None, how)
        }
        Step::LoginFromNext { who, offset } => {
            Op::Login(Typed::FromNext(who.into(), offset.into()), Spelling::Plain, None, stored)
        }
        Step::Unlock => Op::Unlock { only_if_barred: false },
        Step::Suspend(who) => Op::Suspend(Some(who.into())),
    }
}

fn fate(ending: Ending) -> Fate {
    match ending {
        Ending::Stored => Fate::Stored,
        Ending::Conflict => Fate::Conflict,
        Ending::Lost => Fate::Lost,
        Ending::WrittenButUnknown => Fate::WrittenButUnknown,
        Ending::Dropped => Fate::Dropped,
    }
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
