//! What `mfa enroll` draws is read back by ZBar, a QR code reader of others: the SVG image, rendered, and the characters
//! of a terminal, as the picture that a dark or a light terminal makes of them.

use core::time::Duration;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;
use crate::shell::{Program, Shell};

/// What is drawn: a name for it, and what `mfa enroll` is given. The file `long` has a secret of 128 bytes.
const CASES: [(&str, &str); 9] = [
    ("plain", "alice"),
    ("issuer", "alice --issuer ACME"),
    ("spaces", "'Alice A. Ames' --issuer 'ACME Corporation of Arizona'"),
    ("UTF-8", "'zoë' --issuer 'Café 東京'"),
    ("colons", "alice --issuer ACME --account 'urn:user:alice@example.com'"),
    ("ten digits", "alice --digits 10 --period 60"),
    ("SHA-512", "alice --algorithm sha512 --digits 8"),
    ("128 bytes", "alice --secret @long"),
    ("all of it, counter-based", "'жанна' --issuer 'Жар-птица' --algorithm sha512 --digits 10 --hotp --secret @long"),
];

/// Pixels on a side of a module, and how many modules of the terminal's own ground are around the code.
const SCALE: usize = 6;
const MARGIN: usize = 4;
const BLACK: u8 = 0;
const WHITE: u8 = 255;

/// The gray of a block, of the ground that it stands on, and of what is around.
type Colors = [u8; 3];
const LIGHT_ON_DARK: Colors = [WHITE, BLACK, BLACK];
const DARK_ON_LIGHT: Colors = [BLACK, WHITE, WHITE];
/// Black on white by the program's own doing, on a terminal that is dark.
const OWN_COLORS: Colors = [BLACK, WHITE, BLACK];
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const AS_BEFORE: &str = "\x1b[0m";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["zbar-tools", "librsvg2-bin"], Duration::from_secs(30))?;
    let program = Program::build(job.place, &mut job.runner)?;
    nothing_is_read_where_nothing_is_drawn(job, &program)?;
    for (number, (name, arguments)) in CASES.into_iter().enumerate() {
        let desk = Desk::new(job, &program, number)?;
        desk.image(job, name, arguments)?;
        desk.terminal(job, name, arguments, "dark", LIGHT_ON_DARK)?;
        desk.terminal(job, name, arguments, "light", DARK_ON_LIGHT)?;
        desk.own_colors(job, name, arguments)?;
    }
    Ok(())
}

/// A reader that says yes to everything would pass all the rest.
fn nothing_is_read_where_nothing_is_drawn(job: &mut Job<'_>, program: &Program) -> Result<()> {
    let folder = Desk::new(job, program, CASES.len())?.folder;
    let blank = folder.join("blank.pgm");
    fs::write(&blank, picture("████\n████\n", LIGHT_ON_DARK)).doing("cannot write the picture")?;
    let read = job.runner.run(&mut reader(&blank))?;
    let held = if read.succeeded() { Err(format!("read `{}`", read.output)) } else { Ok(()) };
    job.test("a blank picture has no QR code", held)
}

/// A folder to draw in, with a shell.
struct Desk {
    shell: Shell,
    folder: std::path::PathBuf,
}

impl Desk {
    fn new(job: &Job<'_>, program: &Program, number: usize) -> Result<Self> {
        let name = format!("qr-{number}");
        let shell = Shell::open(job.place, program, &name)?;
        let folder = job.place.folder(&format!("scratch/{name}"))?;
        // 128 bytes are 204 characters and four bits.
        fs::write(folder.join("long"), "MFRGGZDFMZTWQ2LK".repeat(13).get(..205).unwrap_or_default())
            .doing("cannot write the long secret")?;
        Ok(Self { shell, folder })
    }

    /// The image, rendered.
    fn image(&self, job: &mut Job<'_>, name: &str, arguments: &str) -> Result<()> {
        let shown = self.enroll(job, &format!("{arguments} --svg code.svg"))?;
        let image = self.folder.join("code.png");
        let mut render = Command::new("rsvg-convert");
        render.args(["--zoom", &SCALE.to_string(), "--output"]).arg(&image).arg(self.folder.join("code.svg"));
        job.runner.must(&mut render)?;
        read_back(job, &format!("{name}: the image"), &image, uri_of(&shown))
    }

    /// What a terminal that has colours shows; `script` is one.
    fn own_colors(&self, job: &mut Job<'_>, name: &str, arguments: &str) -> Result<()> {
        let line = format!("mfa --store people enroll {arguments} --pending");
        let line = format!("TERM=xterm-256color NO_COLOR= script -qec \"{line}\" /dev/null > shown.txt");
        job.runner.must(&mut self.shell.command(&line))?;
        let shown = fs::read_to_string(self.folder.join("shown.txt")).doing("cannot read what was shown")?;
        let uri = shown.lines().find_map(|line| line.strip_prefix("URI:")).unwrap_or_default().trim();
        let drawn =
            shown.lines().filter_map(|line| line.strip_prefix(BLACK_ON_WHITE)?.trim_end().strip_suffix(AS_BEFORE));
        let text: String = drawn.flat_map(|line| [line, "\n"]).collect();
        let image = self.folder.join("own.pgm");
        fs::write(&image, picture(&text, OWN_COLORS)).doing("cannot write the picture")?;
        read_back(job, &format!("{name}: in colours of its own"), &image, uri)
    }

    /// What a terminal of these colours shows.
    fn terminal(&self, job: &mut Job<'_>, name: &str, arguments: &str, ground: &str, colors: Colors) -> Result<()> {
        let shown = self.enroll(job, &format!("{arguments} --qr utf8 --terminal {ground}"))?;
        let text = shown.get("qr").and_then(Value::as_str).unwrap_or_default();
        let image = self.folder.join(format!("{ground}.pgm"));
        fs::write(&image, picture(text, colors)).doing("cannot write the picture")?;
        read_back(job, &format!("{name}: on a {ground} terminal"), &image, uri_of(&shown))
    }

    /// What `mfa enroll` answers.
    fn enroll(&self, job: &mut Job<'_>, arguments: &str) -> Result<Value> {
        let line = format!("mfa --store people enroll {arguments} --pending --json > shown.json");
        job.runner.must(&mut self.shell.command(&line))?;
        let json = fs::read(self.folder.join("shown.json")).doing("cannot read what was shown")?;
        serde_json::from_slice(&json).map_err(|error| Failure::new(format!("what was shown is no JSON: {error}")))
    }
}

fn uri_of(shown: &Value) -> &str {
    shown.get("uri").and_then(Value::as_str).unwrap_or_default()
}

/// The reader gives the URI that was shown, and nothing else.
fn read_back(job: &mut Job<'_>, test: &str, image: &Path, uri: &str) -> Result<()> {
    let read = job.runner.run(&mut reader(image))?;
    let is_so = read.succeeded() && uri.starts_with("otpauth://") && read.output == format!("{uri}\n");
    job.test(test, if is_so { Ok(()) } else { Err(format!("drawn: {uri}\nread: {}", read.output)) })
}

/// Prints what QR codes in a picture say, each with a line feed; fails if there are none.
fn reader(image: &Path) -> Command {
    let mut command = Command::new("zbarimg");
    command.args(["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"]).arg(image);
    command
}

/// A picture (PGM) of half blocks on a terminal, whose characters are twice as high as wide.
fn picture(text: &str, [block, ground, around]: Colors) -> Vec<u8> {
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let gray = |x: Option<usize>, y: Option<usize>| {
        let (Some(x), Some(y)) = (x, y) else { return around };
        match (lines.get(y / 2).and_then(|line| line.get(x)), y % 2) {
            (Some('█'), _) | (Some('▀'), 0) | (Some('▄'), 1) => block,
            (Some(_), _) => ground,
            (None, _) => around,
        }
    };
    let pixels = |modules: usize| modules.saturating_add(2 * MARGIN).saturating_mul(SCALE);
    let (width, height) = (pixels(columns), pixels(lines.len().saturating_mul(2)));
    let mut picture = format!("P5\n{width} {height}\n{WHITE}\n").into_bytes();
    for y in 0..height {
        for x in 0..width {
            let [x, y] = [x, y].map(|pixel| (pixel / SCALE).checked_sub(MARGIN));
            picture.push(gray(x, y));
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_blocks_become_squares() {
        let picture = picture("▀▄\n", LIGHT_ON_DARK);
        let width = (2 + 2 * MARGIN) * SCALE;
        let head = format!("P5\n{width} {width}\n255\n");
        assert!(picture.starts_with(head.as_bytes()));
        let at = |x: usize, y: usize| picture[head.len() + (y + MARGIN) * SCALE * width + (x + MARGIN) * SCALE];
        assert_eq!([at(0, 0), at(1, 0), at(0, 1), at(1, 1)], [WHITE, BLACK, BLACK, WHITE]);
        assert_eq!(picture.iter().skip(head.len()).filter(|pixel| **pixel == WHITE).count(), 2 * SCALE * SCALE);
    }
}
