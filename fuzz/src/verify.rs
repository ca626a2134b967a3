//! Logins: whatever happens to a person, their authenticators, the clock, the policy and the store, the engine says what the
//! naive model says.

use crate::comparison::compare;
use crate::history::{collisions, histories, op};
use crate::strategy::{drawn, steps};

/// The first byte says how many authenticators there are, or that some of their codes collide; four more which they are and
/// what the policy is. The others are what happens; with none it is what a test would draw.
pub fn verify(data: &[u8]) {
    let Some(([kind, world @ ..], happens)) = data.split_first_chunk::<5>() else { return };
    let history = match kind % 4 {
        0 => drawn(&histories(1..=1), world),
        1 => drawn(&histories(2..=4), world),
        2 => drawn(&histories(5..=9), world),
        _ => drawn(&collisions(), world),
    };
    let Some(mut history) = history else { return };
    if !happens.is_empty() {
        history.ops = steps(&op(), happens);
    }
    if let Err(why) = compare(&history) {
        panic!("{why}\n{history:?}");
    }
}
