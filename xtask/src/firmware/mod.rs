//! `examples/firmware`: building it for its boards, and running it under QEMU with its serial line in our hands. The suite
//! `firmware` and the story `lock` have it in common.

mod both;
mod build;
pub(crate) mod footprint;
mod phone;
mod qemu;
pub(crate) mod story;
mod table;
mod tale;

pub(crate) use both::stories;
pub(crate) use build::{Firmware, RISCV};
pub(crate) use qemu::{Lock, run};
pub(crate) use tale::Tale;

/// Where it is.
pub(crate) const FOLDER: &str = "examples/firmware";

/// A board that it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Board {
    /// What `build.sh` calls it.
    pub(crate) name: &'static str,
    /// What QEMU calls it.
    machine: &'static str,
    /// What Rust calls it.
    target: &'static str,
    /// Where its journal is in memory.
    journal: &'static str,
    /// How many bytes of RAM it has, or takes of what there is.
    ram: u64,
    /// Whether it has a random source of its own.
    pub(crate) has_random: bool,
}

pub(crate) const MPS2: Board = Board {
    name: "mps2",
    machine: "mps2-an386",
    target: "thumbv7em-none-eabihf",
    journal: "0x3F0000",
    ram: 65_536,
    has_random: false,
};
pub(crate) const MICROBIT: Board = Board {
    name: "microbit",
    machine: "microbit",
    target: "thumbv6m-none-eabi",
    journal: "0x3B000",
    ram: 16_384,
    has_random: true,
};

pub(crate) const BOARDS: [Board; 2] = [MPS2, MICROBIT];
