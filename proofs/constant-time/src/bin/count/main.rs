//! Counts the instructions of a login over random keys and codes: `cargo xtask test constant-time` builds this as it ships and
//! runs it under callgrind, which writes down a part for each of the calls that are counted.
//!
//! - `count series`: the names of all series, each with how many calls it has.
//! - `count SERIES KEYS`: one of them, with so many random keys. Every call of one group of a series has to have one count;
//!   callgrind's parts come in the order of the groups.
//! - `count planted KEYS`: a comparison that ends early, and a scan that ends at the match; counts have to differ in both.

mod recovery;
mod verify;

use std::hint::black_box;
use std::process::ExitCode;

use constant_time::random::Random;
use constant_time::valgrind;

/// Of the random numbers: the same in each run.
const SEED: u64 = 0x6d66_615f_636f_756e;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["series"] => series().for_each(|series| println!("{series}")),
        [name, keys] => {
            let Ok(keys) = keys.parse() else { return ExitCode::from(2) };
            let mut random = Random::new(SEED);
            match *name {
                "planted" => planted(&mut random, keys),
                _ if verify::count(name, &mut random, keys) || recovery::count(name, &mut random, keys) => {}
                _ => return ExitCode::from(2),
            }
        }
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

fn series() -> impl Iterator<Item = String> {
    verify::series().chain(recovery::series())
}

/// Says which group the calls that follow belong to. All calls of groups of one name have one count.
fn group(name: &str, calls: usize) {
    println!("group {calls} {name}");
}

/// Counts one call.
fn counted<R>(call: impl FnOnce() -> R) -> R {
    valgrind::zero_counts();
    let result = black_box(call());
    valgrind::dump_counts();
    result
}

/// A comparison and a scan as they are not to be.
fn planted(random: &mut Random, keys: usize) {
    group("a comparison that ends early", keys);
    for _ in 0..keys {
        let (one, other) = (random.digits(6), random.digits(6));
        let (one, other) = (black_box(one.as_bytes()), black_box(other.as_bytes()));
        counted(|| one.iter().zip(other).all(|(one, other)| black_box(*one) == black_box(*other)));
    }
    for place in 0..3 {
        group("a scan that ends at the match", keys);
        for _ in 0..keys {
            let candidates = black_box([(); 3].map(|()| random.number()));
            let typed = candidates[place];
            counted(|| candidates.iter().position(|candidate| black_box(*candidate) == typed));
        }
    }
}
