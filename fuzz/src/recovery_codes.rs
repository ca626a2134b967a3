//! Recovery codes: whatever happens to a sheet of them, the engine says what sets of strings say.

use crate::recovery_of_tests::code_histories::{any_op, live};
use crate::strategy::steps;

/// The first byte says whether there is a pepper, how many codes there are and how long they are, the others what happens.
pub fn recovery_codes(data: &[u8]) {
    let Some((set, happens)) = data.split_first() else { return };
    let (is_peppered, length, count) = (set & 1 != 0, if set & 2 == 0 { 16 } else { 24 }, usize::from(set >> 4) + 1);
    live(&(is_peppered, count, length, steps(&any_op(), happens)), |_| {});
}
