//! Times everything in turn, peers too, and prints medians: `GROUP/NAME`, a tab, nanoseconds.
//!
//! The argument is the program of `beside-go`.

use std::path::Path;

use mfa_benches::{NOW, c_abi, ours, peers, timing};

const BATCHES: usize = 2_001;

fn main() {
    let right = ours::right_code(NOW);
    let mut operations = ours::operations();
    operations.extend(c_abi::operations());
    operations.extend(peers::operations(&right));
    let mut go = std::env::args().nth(1).map(|program| peers::Go::start(Path::new(&program), &right));
    let mut of_go = Vec::new();
    let medians = timing::medians_beside(&mut operations, BATCHES, || {
        of_go.extend(go.as_mut().map(|go| go.time(4).as_secs_f64() * 1e9 / 4.0));
    });
    for (operation, median) in operations.iter().zip(medians) {
        println!("{}\t{median:.2}", operation.path());
    }
    if !of_go.is_empty() {
        println!("peers/pquerna-otp\t{:.2}", timing::median(of_go));
    }
    println!("# liboath {}", peers::liboath_version());
}
