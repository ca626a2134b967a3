//! QR codes, read back by somebody else's decoder: from the modules, from the terminal's text and from the SVG.
#![cfg(feature = "qr")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{QrError, QrSpace, TerminalColors};

const QUIET: usize = 4;

type Modules = Vec<Vec<bool>>;

#[cfg(feature = "uri")]
mod uris {
    use mfa_core::{
        Algorithm, Counter, Digits, Label, Moving, Otpauth, Parameters, Period, Position, Secret, SetupUri, TimeStep,
        UnixTime,
    };

    use super::assert_reads_back;

    #[test]
    fn every_kind_of_uri_is_read_back_from_modules_text_and_svg() {
        let longest = "é".repeat(127);
        let labels = [
            (Some("ACME Co"), "alice@example.com"),
            (Some("Größe & Söhne"), "日本語 ユーザー"),
            (Some("ACME"), "alice: at: home"),
            (None, "alice"),
            (Some("100% #1?"), "a+b=c/d"),
            (Some(longest.as_str()), longest.as_str()),
        ];
        for (issuer, account) in labels {
            for length in [10, 20, 64, 128] {
                for parameters in parameter_sets() {
                    reads_back(Label::new(issuer, account).unwrap(), length, parameters);
                }
            }
        }
    }

    fn parameter_sets() -> [Parameters; 3] {
        let moving = Moving::Totp { period: Period::new(3600).unwrap(), t0: UnixTime::EPOCH };
        let ten = Parameters { moving, algorithm: Algorithm::Sha512, digits: Digits::Ten };
        [Parameters::TOTP, ten, Parameters { algorithm: Algorithm::Sha512, ..Parameters::HOTP }]
    }

    fn reads_back(label: Label<'_>, length: u8, parameters: Parameters) {
        let random: Vec<u8> = (0..length).map(|number| number.wrapping_mul(37)).collect();
        let secret = Secret::import(&random).unwrap();
        let start = match parameters.moving {
            Moving::Totp { .. } => Position::Step(TimeStep::new(0).unwrap()),
            Moving::Hotp => Position::Counter(Counter::new(u64::MAX - 1).unwrap()),
        };
        let mut uri = String::new();
        SetupUri::new(label, &secret, &parameters, start).unwrap().write_to(&mut uri).unwrap();
        assert_reads_back(&uri);
        let read = Otpauth::parse(&uri).unwrap();
        assert_eq!(read.account().unwrap(), label.account());
        assert!(read.secret().same_as(&secret));
    }
}

#[test]
fn text_of_every_length_is_read_back() {
    for length in [1, 2, 17, 18, 100, 1000, 2330, 2331, 2332, 2953] {
        let text: String = ('!'..='~').cycle().take(length).collect();
        assert_reads_back(&text);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut space = QrSpace::new();
    assert_eq!(space.draw(&"x".repeat(2954)).map(|_| ()), Err(QrError::TooLong));
    assert_eq!(space.draw(&"x".repeat(100_000)).map(|_| ()), Err(QrError::TooLong));
    assert!(space.draw("x").is_ok(), "the space is good for another text");
}

#[test]
fn space_keeps_the_last_code_until_a_text_does_not_fit() {
    let mut space = QrSpace::new();
    assert!(space.drawn().is_none());
    let drawn = space.draw("otpauth://totp/alice?secret=JBSWY3DPEHPK3PXP").unwrap();
    let (mut at_once, mut kept) = (String::new(), String::new());
    drawn.write_svg(&mut at_once).unwrap();
    space.drawn().unwrap().write_svg(&mut kept).unwrap();
    assert_eq!(at_once, kept);
    assert!(space.draw(&"x".repeat(2954)).is_err());
    assert!(space.drawn().is_none());
}

#[test]
fn error_correction_is_medium_or_better_while_that_fits() {
    for (length, level) in [(14, 0), (10, 3), (2331, 0), (2332, 1), (2953, 1)] {
        let (_, read) = decoded(&modules(&"x".repeat(length)));
        // Format information: 1 is L, 0 is M, 3 is Q, 2 is H.
        assert_eq!(read, level, "{length} bytes");
    }
}

/// ISO/IEC 18004, table 7: the largest code holds 5596 digits at M and 7089 at L, more than it holds bytes.
#[test]
fn digits_beyond_the_bytes_of_medium_are_still_drawn_with_it() {
    for (length, level) in [(2332, 0), (5596, 0), (5597, 1), (7089, 1)] {
        let text: String = ('0'..='9').cycle().take(length).collect();
        assert_eq!(decoded(&modules(&text)), (text, level), "{length} digits");
    }
}

/// What is drawn gives the text, and all three drawings are one.
fn assert_reads_back(text: &str) {
    let modules = modules(text);
    assert_eq!(decoded(&modules).0, text);
    assert_eq!(from_svg(&svg(text)), modules, "SVG of {text}");
    for colors in [TerminalColors::LightOnDark, TerminalColors::DarkOnLight] {
        assert_eq!(from_text(&terminal(text, colors), colors), modules, "{colors:?} text of {text}");
    }
}

fn decoded(modules: &Modules) -> (String, u16) {
    let grid = rqrr::SimpleGrid::from_func(modules.len(), |x, y| modules[y][x]);
    let (meta, content) = rqrr::Grid::new(grid).decode().unwrap();
    (content, meta.ecc_level)
}

fn modules(text: &str) -> Modules {
    let mut space = QrSpace::new();
    let code = space.draw(text).unwrap();
    let side = code.side();
    assert!(!code.is_dark(side, 0) && !code.is_dark(0, side) && !code.is_dark(usize::MAX, usize::MAX));
    (0..side).map(|y| (0..side).map(|x| code.is_dark(x, y)).collect()).collect()
}

fn svg(text: &str) -> String {
    let mut svg = String::new();
    QrSpace::new().draw(text).unwrap().write_svg(&mut svg).unwrap();
    svg
}

fn terminal(text: &str, colors: TerminalColors) -> String {
    let mut lines = String::new();
    QrSpace::new().draw(text).unwrap().write_text(colors, &mut lines).unwrap();
    lines
}

/// The modules inside a light quiet zone of four.
fn without_quiet_zone(whole: &Modules) -> Modules {
    let side = whole[0].len() - 2 * QUIET;
    let inside = QUIET..QUIET + side;
    for (y, row) in whole.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            assert!(!dark || (inside.contains(&x) && inside.contains(&y)), "a dark module in the quiet zone");
        }
    }
    whole[inside.clone()].iter().map(|row| row[inside.clone()].to_vec()).collect()
}

fn from_text(lines: &str, colors: TerminalColors) -> Modules {
    let mut whole = Modules::new();
    for line in lines.lines() {
        let halves = line.chars().map(|character| match character {
            '█' => [true, true],
            '▀' => [true, false],
            '▄' => [false, true],
            ' ' => [false, false],
            other => panic!("no block: {other:?}"),
        });
        let halves = halves.map(|halves| halves.map(|block| block == (colors == TerminalColors::DarkOnLight)));
        let (upper, lower) = halves.map(|[upper, lower]| (upper, lower)).unzip();
        whole.extend([upper, lower]);
    }
    assert!(whole.iter().all(|row| row.len() == whole[0].len()));
    without_quiet_zone(&whole)
}

fn from_svg(svg: &str) -> Modules {
    let whole: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
    assert!(svg.contains(&format!("viewBox=\"0 0 {whole} {whole}\"")));
    assert_eq!(svg.matches("<path").count(), 1);
    let mut modules = vec![vec![false; whole]; whole];
    for stretch in between(svg, " d=\"", "\"").split_terminator('z') {
        let number = |from, to| between(stretch, from, to).parse::<usize>().unwrap();
        let (x, y, length) = (number("M", " "), number(" ", "h"), number("h", "v"));
        assert_eq!(stretch, format!("M{x} {y}h{length}v1h-{length}"));
        assert!(length > 0, "an outline around nothing");
        modules[y][x..x + length].fill(true);
    }
    without_quiet_zone(&modules)
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split(to).next().unwrap()
}
