//! What a test draws at random, drawn from the fuzzer's bytes instead: histories are described once.
//!
//! Each thing has a few bytes of its own, which seed a generator. So what the fuzzer cuts out, repeats or puts elsewhere is
//! whole steps of a history, and where it changes a byte one step becomes another.

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// How many bytes a step of a history has.
const STEP: usize = 4;
/// The most steps of a history.
const MOST: usize = 96;
const SEED: usize = 32;

/// The value that a few bytes stand for, the first 32 of them. `None` if it is one that the strategy leaves out.
pub(crate) fn drawn<S: Strategy>(strategy: &S, bytes: &[u8]) -> Option<S::Value> {
    let mut seed = [0; SEED];
    seed.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    strategy.new_tree(&mut runner).ok().map(|tree| tree.current())
}

/// The steps that bytes stand for, four for each.
pub(crate) fn steps<S: Strategy>(strategy: &S, bytes: &[u8]) -> Vec<S::Value> {
    bytes.chunks(STEP).take(MOST).filter_map(|bytes| drawn(strategy, bytes)).collect()
}
