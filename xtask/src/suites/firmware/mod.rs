//! `examples/firmware`, the lock without an operating system: every RFC vector on both boards, its whole story told from outside,
//! the power cut at every operation of its flash, and what it takes.

mod abuse;
mod cuts;

use crate::failure::Result;
use crate::firmware::{BOARDS, Board, Firmware, RISCV, footprint, run as emulated, stories};
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let firmware = Firmware::build(job)?;
    for board in BOARDS {
        vectors(job, &firmware, board)?;
    }
    let linked = firmware.program(RISCV, "lock").is_file().then_some(()).ok_or_else(|| "it is not there".to_owned());
    job.test("the lock is linked for riscv32imac", linked)?;
    let mut figures = footprint::measured(job, &firmware)?;
    figures.extend(stories(job, &firmware)?);
    for board in BOARDS {
        abuse::run(job, &firmware, board)?;
    }
    cuts::here(job)?;
    cuts::on_the_boards(job, &firmware)?;
    let budget = footprint::committed(job.place)?;
    for figure in &figures {
        job.test(&format!("{}: {}", figure.name, figure.number), footprint::within(figure, &budget))?;
    }
    for board in BOARDS {
        job.test(&format!("{}: it fits the board", board.name), footprint::fits(board, &figures))?;
    }
    let gone = budget.iter().find(|line| figures.iter().all(|figure| figure.name != line.name));
    let outcome = gone.map_or(Ok(()), |line| Err(format!("{} is not measured any more", line.name)));
    job.test("each line of the budget is measured", outcome)
}

fn vectors(job: &mut Job<'_>, firmware: &Firmware, board: Board) -> Result<()> {
    let name = board.name;
    let wrong = firmware.with_a_wrong_vector(job, board)?;
    let outcome = emulated(job, board, &wrong, false)?;
    let found =
        !outcome.succeeded() && outcome.output.contains("wrong: RFC 4226") && outcome.output.contains("97 right");
    job.test(&format!("{name}: a wrong vector is found"), if found { Ok(()) } else { Err(outcome.told()) })?;
    let outcome = emulated(job, board, &firmware.program(name, "vectors"), false)?;
    let said = outcome.output.trim();
    let all = outcome.succeeded() && said.contains("28 codes, 70 responses, 98 right");
    job.test(&format!("{name}: {said}"), if all { Ok(()) } else { Err(outcome.told()) })
}
