//! QR codes of a text: as modules, and as an SVG picture.

use mfa_core as engine;
use mfa_core::{QrSpace, TerminalColors};

use crate::count::count;
use crate::error::Refused;
use crate::uri::written;

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QrCode {
    /// How many modules there are to a side, without the quiet zone.
    pub side: u32,
    /// A byte for each module, row by row: 1 is dark.
    pub modules: Vec<u8>,
}

/// The modules of a text's QR code.
#[uniffi::export]
pub fn qr_modules(text: &str) -> Result<QrCode, Refused> {
    drawn(text, |qr| {
        let side = qr.side();
        let cells = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let modules = cells.map(|(x, y)| u8::from(qr.is_dark(x, y))).collect();
        Ok(QrCode { side: count(side), modules })
    })
}

/// A text's QR code as an SVG picture, with its quiet zone.
#[uniffi::export]
pub fn qr_svg(text: &str) -> Result<String, Refused> {
    drawn(text, |qr| written(|out| qr.write_svg(out)))
}

/// A text's QR code in half blocks, for a terminal.
#[uniffi::export]
pub fn qr_text(text: &str, dark_on_light: bool) -> Result<String, Refused> {
    let colors = if dark_on_light { TerminalColors::DarkOnLight } else { TerminalColors::LightOnDark };
    drawn(text, |qr| written(|out| qr.write_text(colors, out)))
}

fn drawn<V>(text: &str, then: impl FnOnce(engine::Qr<'_>) -> Result<V, Refused>) -> Result<V, Refused> {
    let mut space = Box::new(QrSpace::new());
    then(space.draw(text)?)
}
