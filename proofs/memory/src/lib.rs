//! What the subjects in Rust and the program that looks at them share.

pub mod image;
pub mod inputs;
pub mod needles;
pub mod person;
