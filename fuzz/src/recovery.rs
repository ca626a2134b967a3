//! Recovery PINs, challenges and grants: whatever happens to a device, its help desk and its administrator, the engine says
//! what the naive model says.

use crate::recovery_of_tests::histories::{any_op, live};
use crate::strategy::steps;

/// The first byte says whether the device has an uptime, the others what happens.
pub fn recovery(data: &[u8]) {
    let Some((has_uptime, happens)) = data.split_first() else { return };
    live(has_uptime % 2 == 1, &steps(&any_op(), happens), |_| {});
}
