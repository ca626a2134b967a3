//! The story on both boards at once.

use std::io::sink;
use std::thread;

use super::footprint::{self, Figure};
use super::{BOARDS, Board, Firmware, Lock, Tale, story};
use crate::count::Count;
use crate::failure::{Failure, Result};
use crate::job::Job;

/// Tells it, each step a test; gives how much of the stack it used.
pub(crate) fn stories(job: &mut Job<'_>, firmware: &Firmware) -> Result<Vec<Figure>> {
    let place = job.place;
    let told = thread::scope(|scope| {
        let tell = |board: Board| {
            scope.spawn(move || -> Result<(Count, u64)> {
                let folder = place.fresh_folder(&format!("firmware/{}", board.name))?;
                let lock = Lock::new(firmware, board, "trial", &folder)?;
                let mut out = sink();
                let mut tale = Tale::new(place, lock, &mut out)?;
                story::tell(&mut tale)?;
                Ok((tale.count(), tale.stack()))
            })
        };
        let running = BOARDS.map(tell);
        running.map(|story| story.join().unwrap_or_else(|_| Err(Failure::new("the story broke off"))))
    });
    let mut figures = Vec::new();
    for (board, told) in BOARDS.into_iter().zip(told) {
        let outcome = told.map(|(count, stack)| {
            job.told("the story", count);
            figures.push(footprint::painted(board, stack));
        });
        job.test(&format!("{}: the whole story", board.name), outcome.map_err(|failure| failure.to_string()))?;
    }
    Ok(figures)
}
