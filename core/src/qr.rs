//! QR codes (ISO/IEC 18004), for an otpauth URI to be scanned: as modules, as text for a terminal, and as SVG.
//!
//! The encoding itself is `qrcodegen-no-heap`'s. What it draws holds the secret in clear, so the space it is drawn in is
//! wiped; and drawing takes time and memory by what is drawn, as showing it does.

use core::fmt::{self, Write};

use qrcodegen_no_heap::{QrCode, QrCodeEcc, Version};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::QrError;

/// How many bytes the largest QR code takes, version 40.
const LONGEST: usize = Version::MAX.buffer_len();
/// How many bytes the largest one holds at error correction M, whatever the bytes are.
const MEDIUM_HOLDS: usize = 2331;
/// How many light modules surround a code (section 6.3.8 of the standard).
const QUIET: usize = 4;

/// Where a QR code is drawn: about 8 KB, enough for any text that fits one. Wiped when dropped.
///
/// It keeps what was drawn last, without the text.
///
/// ```
/// use mfa_core::{QrSpace, TerminalColors};
///
/// let mut space = QrSpace::new();
/// let code = space.draw("otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP")?;
/// assert_eq!(code.side(), 33);
/// assert!(code.is_dark(0, 0), "a corner of the finder pattern");
///
/// let mut text = String::new();
/// code.write_text(TerminalColors::LightOnDark, &mut text)?;
/// assert_eq!(text.lines().count(), (33 + 2 * 4 + 1) / 2);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct QrSpace {
    /// One bit a module, row after row.
    modules: [u8; LONGEST],
    scratch: [u8; LONGEST],
    /// How many modules a side of the code has, 0 while none is drawn.
    side: u8,
}

/// A QR code that was drawn.
#[derive(Clone, Copy)]
pub struct Qr<'a> {
    modules: &'a [u8],
    side: u8,
}

/// What a terminal shows, so that dark modules come out darker than light ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TerminalColors {
    /// Light text on a dark ground, as most terminals: light modules are written as blocks.
    #[default]
    LightOnDark,
    /// Dark text on a light ground, as on paper: dark modules are written as blocks.
    DarkOnLight,
}

impl QrSpace {
    /// An empty space.
    pub const fn new() -> Self {
        Self { modules: [0; LONGEST], scratch: [0; LONGEST], side: 0 }
    }

    /// Draws the smallest code that holds the text at error correction M (15 % may be lost), and then as much correction
    /// as fits in a code of that size. A text that M has no room for, beyond 2331 bytes, is drawn with L (7 %).
    ///
    /// Refused if it has no room for the text at all: 2953 bytes fit always, which is more than any URI of this crate.
    pub fn draw(&mut self, text: &str) -> Result<Qr<'_>, QrError> {
        let fits = text.len() <= MEDIUM_HOLDS || self.encode(text, QrCodeEcc::Medium).is_ok();
        let level = if fits { QrCodeEcc::Medium } else { QrCodeEcc::Low };
        self.encode(text, level)?;
        self.drawn().ok_or(QrError::TooLong)
    }

    /// The code that was drawn last; `None` before the first one, and after a text that did not fit.
    pub fn drawn(&self) -> Option<Qr<'_>> {
        (self.side > 0).then_some(Qr { modules: &self.modules, side: self.side })
    }

    fn encode(&mut self, text: &str, level: QrCodeEcc) -> Result<(), QrError> {
        let Self { modules, scratch, side } = self;
        let (smallest, largest) = (Version::MIN, Version::MAX);
        // The encoder ends with its drawing in its second space, of which only it knows the layout.
        let code = QrCode::encode_text(text, modules, scratch, level, smallest, largest, None, true);
        *side = code.as_ref().map_or(0, |code| u8::try_from(code.size()).unwrap_or(0));
        let drawn = code.map(|code| keep(modules, *side, &code));
        scratch.zeroize();
        drawn.map_err(|_| {
            modules.zeroize();
            QrError::TooLong
        })
    }
}

impl Default for QrSpace {
    fn default() -> Self {
        Self::new()
    }
}

/// Keeps a drawing: one bit a module, row after row.
fn keep(modules: &mut [u8], side: u8, code: &QrCode<'_>) {
    let mut places = (0..i32::from(side)).flat_map(|y| (0..i32::from(side)).map(move |x| (x, y)));
    for byte in modules {
        *byte = 0;
        for (bit, (x, y)) in (0..u8::BITS).zip(&mut places) {
            *byte |= u8::from(code.get_module(x, y)) << bit;
        }
    }
}

impl Qr<'_> {
    /// How many modules a side has, without the quiet zone: 21 to 177.
    pub fn side(&self) -> usize {
        self.side.into()
    }

    /// Whether a module is dark; `x` counts from the left, `y` from the top. Outside of the code all are light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        if x >= self.side() || y >= self.side() {
            return false;
        }
        let module = y.saturating_mul(self.side()).saturating_add(x);
        self.modules.get(module >> 3).is_some_and(|byte| byte >> (module & 7) & 1 == 1)
    }

    /// Writes it for a terminal in UTF-8, with a quiet zone of four modules: two modules above one another are one
    /// character, `█`, `▀`, `▄` or a space, and each line ends with a line feed. Fails only if `out` does.
    ///
    /// The characters hold the secret in clear. Print the setup key beside it, for those who cannot scan.
    pub fn write_text(&self, colors: TerminalColors, out: &mut dyn Write) -> fmt::Result {
        let whole = self.side().saturating_add(2 * QUIET);
        for y in (0..whole).step_by(2) {
            for x in 0..whole {
                let [upper, lower] = [y, y.saturating_add(1)].map(|y| self.is_block(x, y, colors));
                out.write_char(match (upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                })?;
            }
            out.write_char('\n')?;
        }
        Ok(())
    }

    /// Writes it as an SVG image: one path of dark modules on a white ground with a quiet zone of four modules, one unit
    /// a module, to be shown at any size. Fails only if `out` does. The image holds the secret in clear.
    pub fn write_svg(&self, out: &mut dyn Write) -> fmt::Result {
        let whole = self.side().saturating_add(2 * QUIET);
        write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/>\
             <path fill=\"#000\" d=\""
        )?;
        for y in 0..self.side() {
            self.write_row(y, out)?;
        }
        out.write_str("\"/></svg>\n")
    }

    /// The stretches of dark modules in a row, each as a closed outline.
    fn write_row(&self, y: usize, out: &mut dyn Write) -> fmt::Result {
        let mut x = 0;
        while x < self.side() {
            let length = (x..self.side()).take_while(|x| self.is_dark(*x, y)).count();
            if length > 0 {
                write!(out, "M{} {}h{length}v1h-{length}z", x.saturating_add(QUIET), y.saturating_add(QUIET))?;
            }
            x = x.saturating_add(length).saturating_add(1);
        }
        Ok(())
    }

    /// Whether a module, counted from the corner of the quiet zone, is written as a block.
    fn is_block(&self, x: usize, y: usize, colors: TerminalColors) -> bool {
        let dark = match (x.checked_sub(QUIET), y.checked_sub(QUIET)) {
            (Some(x), Some(y)) => self.is_dark(x, y),
            _ => false,
        };
        dark == (colors == TerminalColors::DarkOnLight)
    }
}

impl fmt::Debug for QrSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrSpace(..)")
    }
}

impl fmt::Debug for Qr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Qr").field("side", &self.side()).finish_non_exhaustive()
    }
}
