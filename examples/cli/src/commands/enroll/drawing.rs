//! What the phone scans and what a person copies: the QR code, the setup key and the otpauth URI of one secret.

use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use mfa_core::{Enrollment, Label, Qr, QrSpace, SetupUri, TerminalColors};
use rustix::termios::tcgetwinsize;
use zeroize::Zeroizing;

use crate::args::{GroundArg, QrArg, ShowingArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Text;

/// Room for the setup key: the longest secret in base32, and spaces.
const KEY: usize = 320;
/// Light modules on either side of the code, together.
const QUIET: usize = 8;
/// A character of a QR code in UTF-8, in bytes.
const BLOCK: usize = 3;
/// What one module takes of an SVG image at most, in bytes: half of an outline such as `M181 181h1v1h-1z`.
const OUTLINE: usize = 8;
/// The frame of an SVG image, in bytes, and more.
const FRAME: usize = 512;
/// Black on white whatever the terminal's own colours are, and its own again.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const AS_BEFORE: &str = "\x1b[0m";
/// What they and the end of a line take, in bytes.
const COLORS_AND_END: usize = BLACK_ON_WHITE.len() + AS_BEFORE.len() + 1;

/// What is shown of a secret. All of it is wiped.
pub(super) struct Drawing {
    pub(super) key: Text,
    pub(super) uri: Text,
    /// The QR code as it is printed.
    pub(super) qr: Option<Text>,
    /// Why it is not printed, if that was not asked for.
    pub(super) note: Option<String>,
    /// The QR code as an image, if one is wanted.
    svg: Option<Text>,
}

impl Drawing {
    pub(super) fn of(
        enrollment: &Enrollment,
        label: Label<'_>,
        args: &ShowingArgs,
        json: bool,
    ) -> Result<Self, Failure> {
        let cannot = |error: &dyn core::fmt::Display| Failure::input(format!("{error}; nothing was begun"));
        let mut key = Zeroizing::new(String::with_capacity(KEY));
        let mut uri = Zeroizing::new(String::with_capacity(SetupUri::LONGEST));
        enrollment.write_setup_key(&mut *key).map_err(|error| cannot(&error))?;
        let setup = enrollment.setup_uri(label).map_err(|error| cannot(&error))?;
        setup.write_to(&mut *uri).map_err(|error| cannot(&error))?;

        let how = args.qr.unwrap_or(if json { QrArg::None } else { QrArg::Utf8 });
        let mut drawing = Self { key, uri, qr: None, note: None, svg: None };
        if how == QrArg::None && args.svg.is_none() {
            return Ok(drawing);
        }
        let mut space = QrSpace::new();
        let code = space.draw(&drawing.uri).map_err(|error| cannot(&error))?;
        if how == QrArg::Svg || args.svg.is_some() {
            drawing.svg = Some(svg(&code));
        }
        match how {
            QrArg::None => {}
            QrArg::Svg => drawing.qr = drawing.svg.clone(),
            QrArg::Utf8 => match too_narrow(&code).filter(|_| args.qr.is_none()) {
                Some(note) => drawing.note = Some(note),
                None => drawing.qr = Some(text(&code, args.terminal, json)),
            },
        }
        Ok(drawing)
    }
}

/// A file with the image in it, taken back unless it is kept.
pub(super) struct SvgFile<'a> {
    path: Option<&'a Path>,
}

impl<'a> SvgFile<'a> {
    /// Writes a new file for its owner alone. One that is there already is left as it is.
    pub(super) fn write(path: &'a Path, drawing: &Drawing) -> Result<Self, Failure> {
        let refused = |error: io::Error| {
            let why = match error.kind() {
                io::ErrorKind::AlreadyExists => "there is such a file already; name another".to_owned(),
                _ => error.to_string(),
            };
            Failure::new(Exit::Input, format!("{} cannot be written: {why}. Nothing was begun", path.display()))
        };
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(refused)?;
        let written = Self { path: Some(path) };
        let svg = drawing.svg.as_ref().map_or("", |svg| svg.as_str());
        file.write_all(svg.as_bytes()).map_err(refused)?;
        Ok(written)
    }

    pub(super) fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for SvgFile<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.path {
            // Nothing is left to try: the sentence that is on its way says what went wrong.
            let _ = fs::remove_file(path);
        }
    }
}

fn svg(code: &Qr<'_>) -> Text {
    let modules = code.side().saturating_mul(code.side());
    let room = modules.saturating_mul(OUTLINE).saturating_add(FRAME);
    let mut image = Zeroizing::new(String::with_capacity(room));
    // Writing to a string does not fail.
    let _ = code.write_svg(&mut *image);
    image
}

/// The code in half blocks: in colours of its own where the terminal has some, else as the terminal is said to be.
fn text(code: &Qr<'_>, ground: Option<GroundArg>, json: bool) -> Text {
    let (colors, own) = match ground {
        Some(GroundArg::Dark) => (TerminalColors::LightOnDark, false),
        Some(GroundArg::Light) => (TerminalColors::DarkOnLight, false),
        None if !json && has_colors() => (TerminalColors::DarkOnLight, true),
        None => (TerminalColors::LightOnDark, false),
    };
    let width = code.side().saturating_add(QUIET);
    let line = width.saturating_mul(BLOCK).saturating_add(COLORS_AND_END);
    let room = line.saturating_mul(width);
    let mut blocks = Zeroizing::new(String::with_capacity(room));
    // Writing to a string does not fail.
    let _ = code.write_text(colors, &mut *blocks);
    if !own {
        return blocks;
    }
    let mut colored = Zeroizing::new(String::with_capacity(room));
    for line in blocks.lines() {
        for part in [BLACK_ON_WHITE, line, AS_BEFORE, "\n"] {
            colored.push_str(part);
        }
    }
    colored
}

/// Whether standard output is a terminal with the 256 colours that all but the oldest have, and they are wanted.
fn has_colors() -> bool {
    let set = |name| std::env::var(name).unwrap_or_default();
    io::stdout().is_terminal() && set("NO_COLOR").is_empty() && !["", "dumb"].contains(&set("TERM").as_str())
}

/// What to say if the lines of the code would be broken.
fn too_narrow(code: &Qr<'_>) -> Option<String> {
    let stdout = io::stdout();
    let columns = if stdout.is_terminal() { tcgetwinsize(stdout).ok()?.ws_col } else { 0 };
    let needed = code.side().saturating_add(QUIET);
    (columns > 0 && usize::from(columns) < needed).then(|| {
        format!("it needs {needed} columns and this terminal has {columns}; make it wider, or write a file with --svg")
    })
}
