//! What scripts read: one line of JSON. Field names are stable; a field may be added, none is renamed.

use mfa_core::UnixTime;
use serde::{Serialize, Serializer, ser::SerializeStruct as _};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::output;
use crate::when;

/// Room for the longest answer that holds secrets, so that no buffer grows and leaves a copy behind.
/// The longest is the image of the largest QR code.
const ROOM: usize = 512 * 1024;

/// Prints an answer.
pub(crate) fn print(answer: &impl Serialize) -> Result<(), Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *line, answer)
        .map_err(|error| crate::failure::unwritable(&std::io::Error::from(error)))?;
    line.push(b'\n');
    output::print(&*line)
}

/// A time: `{"unix": 1767225600, "rfc3339": "2026-01-01T00:00:00Z"}`; after the year 9999, `rfc3339` is null.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(pub(crate) UnixTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut time = serializer.serialize_struct("Time", 2)?;
        time.serialize_field("unix", &self.0.seconds())?;
        time.serialize_field("rfc3339", &when::rfc3339(self.0))?;
        time.end()
    }
}
