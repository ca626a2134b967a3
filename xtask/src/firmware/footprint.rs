//! What the lock takes on each board, held to what was committed to in `examples/firmware/footprint.txt`: text, data, stack, the
//! library's objects, and instructions for a verification; of a RISC-V text and data. `cargo xtask firmware --bless` commits to
//! what there is.

use core::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::{BOARDS, Board, Firmware, RISCV, run, stories};
use crate::console::{Line, say};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::{Job, LIMIT};
use crate::objects::Stack;
use crate::place::Place;
use crate::run::Runner;

const BUDGET: &str = "examples/firmware/footprint.txt";
const HEADING: &str = "\
# What the lock takes on each board, and what a verification costs: bytes, and instructions. `cargo xtask test firmware` fails
# above it, `cargo xtask firmware --bless` writes it anew; examples/firmware/README.md says what each line is.
";
/// Instructions of the loop that shows how many a tick of the processor's timer is.
const LOOP: u64 = 2_000_000;
/// Two ticks of the slower timer.
const TWO_TICKS: u64 = 125;
const INSTRUCTIONS: &str = "instructions";
/// The names of figures that are looked at beside others.
const COMPUTED: &str = "stack at the most, by the compiler";
const PAINTED: &str = "stack painted over in the story";
/// What is called through a pointer: by the table of commands, to print a line, to ask whether something has come, and by the
/// library.
const POINTERS: [(&str, &str); 13] = [
    ("service_line", "enroll"),
    ("service_line", "add"),
    ("service_line", "confirm"),
    ("service_line", "recovery"),
    ("service_line", "unlock"),
    ("service_line", "remove"),
    ("service_line", "forget"),
    ("service_line", "set_clock"),
    ("service_line", "seed"),
    ("service_line", "end"),
    ("text_line_end", "line_print"),
    ("sleep_unless", "has_come"),
    ("mfa_attempt_commit", "store_next"),
];
/// What the processor pushes at an interrupt, with the floating point registers of a Cortex-M4.
const INTERRUPT: u64 = 104;
/// That, and the frames of whatever handles it.
const AN_INTERRUPT: u64 = 160;

/// A line of the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) number: u64,
}

fn figure(board: &str, what: &str, number: u64) -> Figure {
    Figure { name: format!("{board} {what}"), number }
}

/// What was committed to.
pub(crate) fn committed(place: &Place) -> Result<Vec<Figure>> {
    parse(&fs::read_to_string(place.root().join(BUDGET)).doing(format_args!("cannot read {BUDGET}"))?)
}

/// Whether a figure is within its line.
pub(crate) fn within(figure: &Figure, budget: &[Figure]) -> core::result::Result<(), String> {
    let Some(most) = budget.iter().find(|line| line.name == figure.name) else {
        return Err(format!("{BUDGET} has no line for {}", figure.name));
    };
    let slack = slack(&figure.name);
    if figure.number <= most.number.saturating_add(slack) {
        Ok(())
    } else {
        Err(format!("{}, and {BUDGET} has {}", figure.number, most.number))
    }
}

/// By how much a figure may be another in another run: where within a tick something begins, and whether an interrupt comes when
/// the stack is deepest.
fn slack(name: &str) -> u64 {
    match name {
        name if name.contains(INSTRUCTIONS) => TWO_TICKS,
        name if name.contains(PAINTED) => AN_INTERRUPT,
        _ => 0,
    }
}

/// The chore: measures all, and commits to it if asked to.
pub(crate) fn chore(place: &Place, bless: bool) -> Result<bool> {
    let log = place.folder("logs")?.join("firmware-footprint.log");
    let mut line = Line::start("firmware");
    let mut job = Job::new(place, Runner::new(&log, LIMIT)?, &mut line, false);
    let firmware = Firmware::build(&mut job)?;
    let mut figures = measured(&mut job, &firmware)?;
    figures.extend(stories(&mut job, &firmware)?);
    say(&format!("\n{}", text(&figures)));
    let told = job.count().failed == 0;
    if bless && told {
        fs::write(place.root().join(BUDGET), text(&figures)).doing(format_args!("cannot write {BUDGET}"))?;
    }
    Ok(told)
}

/// Everything but the stack that was painted, which the story tells.
pub(crate) fn measured(job: &mut Job<'_>, firmware: &Firmware) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for board in BOARDS {
        figures.extend(sizes(job, firmware, board.name)?);
        figures.push(figure(board.name, COMPUTED, computed_stack(firmware, board)?));
        figures.extend(instructions(job, firmware, board)?);
    }
    figures.extend(sizes(job, firmware, RISCV)?);
    Ok(figures)
}

/// The stack that was used while the story was told.
pub(crate) fn painted(board: Board, bytes: u64) -> Figure {
    figure(board.name, PAINTED, bytes)
}

/// Whether the stack that was used is within what was computed, and that and all else within the board's RAM.
pub(crate) fn fits(board: Board, figures: &[Figure]) -> core::result::Result<(), String> {
    let number = |what: &str| {
        let name = format!("{} {what}", board.name);
        figures.iter().find(|figure| figure.name == name).map(|figure| figure.number).ok_or(format!("no {name}"))
    };
    let (painted, computed) = (number(PAINTED)?, number(COMPUTED)?);
    let all = number("data")?.saturating_add(number("bss")?).saturating_add(computed);
    match (painted <= computed, all <= board.ram) {
        (true, true) => Ok(()),
        (false, _) => Err(format!("{painted} bytes of stack were used, and {computed} computed")),
        (_, false) => Err(format!("{all} bytes of RAM, and there are {}", board.ram)),
    }
}

/// Text with constants, data and bss of what is in a door.
fn sizes(job: &mut Job<'_>, firmware: &Firmware, board: &str) -> Result<[Figure; 3]> {
    let program = firmware.program(board, "lock");
    let told = job.runner.must(Command::new("llvm-size").arg(&program))?.output;
    let line = told.lines().nth(1).unwrap_or_default();
    let numbers: Vec<u64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let [text, data, bss, ..] = numbers[..] else { return Err(Failure::new(format!("no sizes in {told}"))) };
    Ok([figure(board, "text", text), figure(board, "data", data), figure(board, "bss", bss)])
}

/// The deepest way from `main` on, and the deepest interrupt on top of it.
fn computed_stack(firmware: &Firmware, board: Board) -> Result<u64> {
    let stack = Stack::of(&firmware.program(board.name, "lock"))?;
    let stack = POINTERS.iter().fold(stack, |stack, (caller, called)| stack.with(caller, called));
    let from = |function: &str| {
        stack.is_known_from(function)?;
        stack.deepest(function).map(|deepest| deepest.bytes)
    };
    let way = from("begin")?;
    let interrupts = ["uart_interrupt", "timer_interrupt"].map(from);
    let mut interrupt = 0;
    for bytes in interrupts {
        interrupt = interrupt.max(bytes?);
    }
    Ok(way.saturating_add(interrupt).saturating_add(INTERRUPT))
}

/// Instructions to make a credential and to verify with each hash, to the tick, and the sizes of the library's objects.
fn instructions(job: &mut Job<'_>, firmware: &Firmware, board: Board) -> Result<Vec<Figure>> {
    let outcome = run(job, board, &firmware.program(board.name, "measure"), true)?;
    if !outcome.succeeded() {
        return Err(Failure::new(format!("{}: measuring failed: {}", board.name, outcome.told())));
    }
    let lines: Vec<Vec<&str>> = outcome.output.lines().map(|line| line.split_whitespace().collect()).collect();
    let looped =
        lines.iter().find_map(|line| if let ["loop", ticks] = line[..] { ticks.parse::<u64>().ok() } else { None });
    let looped = looped.filter(|ticks| *ticks > 0).ok_or_else(|| Failure::new("the loop took no time"))?;
    let mut figures = Vec::new();
    for line in &lines {
        match line[..] {
            ["object", name, bytes] => figures.push(figure(board.name, name, bytes.parse().unwrap_or_default())),
            [hash, made, right, used] => {
                for (what, ticks) in [("make", made), ("right", right), ("used", used)] {
                    let ticks: u64 = ticks.parse().unwrap_or_default();
                    let counted = ticks.saturating_mul(LOOP).checked_div(looped).unwrap_or_default();
                    figures.push(figure(board.name, &format!("{hash}, {INSTRUCTIONS}, {what}"), counted));
                }
            }
            _ => {}
        }
    }
    Ok(figures)
}

fn parse(text: &str) -> Result<Vec<Figure>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let wrong = || Failure::new(format!("{BUDGET}: not understood: {line}"));
            let (name, number) = line.rsplit_once(' ').ok_or_else(wrong)?;
            Ok(Figure { name: name.trim_end().to_owned(), number: number.parse().map_err(|_| wrong())? })
        })
        .collect()
}

fn text(figures: &[Figure]) -> String {
    let mut text = HEADING.to_owned();
    for Figure { name, number } in figures {
        let _ = writeln!(text, "{name:50} {number:8}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stack_beyond_what_was_computed_or_the_ram_is_told() {
        let figures = |painted| {
            let all = [("data", 0), ("bss", 4000), (COMPUTED, 9000), (PAINTED, painted)];
            all.map(|(what, number)| figure(crate::firmware::MICROBIT.name, what, number))
        };
        let board = crate::firmware::MICROBIT;
        assert_eq!(fits(board, &figures(9000)), Ok(()));
        assert!(fits(board, &figures(9001)).is_err());
        assert!(fits(Board { ram: 12_999, ..board }, &figures(9000)).is_err());
        assert!(fits(crate::firmware::MPS2, &figures(9000)).is_err());
    }

    #[test]
    fn what_is_written_is_read_back_and_held() {
        let figure = |number| Figure { name: "mps2 sha1, instructions, right".to_owned(), number };
        let budget = parse(&text(&[figure(38_000)])).unwrap();
        assert_eq!(budget, [figure(38_000)]);
        assert!(within(&figure(38_000), &budget).is_ok());
        assert!(within(&figure(38_125), &budget).is_ok());
        assert!(within(&figure(38_126), &budget).is_err());
        assert!(within(&Figure { name: "mps2 text".to_owned(), number: 0 }, &budget).is_err());
        assert!(parse("mps2 text many\n").is_err());
    }

    #[test]
    fn every_object_of_the_header_is_measured_but_for_qr_codes() {
        let header = include_str!("../../../ffi/include/mfa.h");
        let sizes =
            header.split_once("#define MFA_HAS_SIZE(").and_then(|(_, rest)| rest.split_once("#ifndef")).unwrap().0;
        let objects = sizes.lines().filter_map(|line| line.strip_prefix("MFA_HAS_SIZE(")?.split(',').next());
        let program = include_str!("../../../examples/firmware/tests/measure.c");
        let left: Vec<&str> =
            objects.filter(|name| !program.contains(&format!("{{\"{name}\", sizeof({name})}}"))).collect();
        assert_eq!(left, ["mfa_qr"]);
    }

    #[test]
    fn every_command_of_the_table_is_followed() {
        let source = include_str!("../../../examples/firmware/src/service.c");
        let table = source.split_once("COMMANDS[] = {").and_then(|(_, rest)| rest.split_once("};")).unwrap().0;
        let mut commands: Vec<&str> = table.split('}').filter_map(|row| Some(row.rsplit_once(", ")?.1)).collect();
        let mut followed: Vec<&str> =
            POINTERS.iter().filter(|(caller, _)| *caller == "service_line").map(|(_, called)| *called).collect();
        commands.sort_unstable();
        followed.sort_unstable();
        assert_eq!(commands, followed);
    }
}
