//! Everything that is measured, one after the other, by criterion: its distributions, and what changed since it was last run.
//! `cargo bench` in this folder runs this. The tables are made of what `src/bin/all.rs` measures in turn, which other programs
//! at work disturb less.
//!
//! `MFA_BENCH_GO` is the program of `beside-go`; without it that peer is left out.

use std::env;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use mfa_benches::{NOW, Operation, c_abi, ours, peers};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_000))
        .without_plots()
        .configure_from_args();
    let right = ours::right_code(NOW);
    let mut operations = ours::operations();
    operations.extend(c_abi::operations());
    operations.extend(peers::operations(&right));
    for Operation { group, name, mut run } in operations {
        let mut group = criterion.benchmark_group(group);
        group.throughput(Throughput::Elements(1));
        group.bench_function(name, |bencher| bencher.iter(&mut run));
        group.finish();
    }
    if let Some(program) = env::var_os("MFA_BENCH_GO") {
        let mut go = peers::Go::start(Path::new(&program), &right);
        let mut group = criterion.benchmark_group("peers");
        group.bench_function("pquerna-otp", |bencher| bencher.iter_custom(|calls| go.time(calls)));
        group.finish();
    }
    println!("liboath {}", peers::liboath_version());
    criterion.final_summary();
}
