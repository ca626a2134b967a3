//! A process that makes calls with secrets, lets go of all of them, and waits to be looked at.
//!
//!     subject calls           lists the calls that leave nothing
//!     subject CALL [FOLDER]
//!
//! It reads its inputs from standard input, makes the calls far below the rest of its stack, so that nothing that comes
//! after them writes over what they left there, wipes the inputs, says `ready` with an address of that stack, and waits
//! for its input to end.

mod engine;
mod left;
mod store;

use std::fs::File;
use std::hint::black_box;
use std::io::Read as _;
use std::process::ExitCode;

use memory::inputs::Inputs;
use zeroize::Zeroize as _;

type Call = fn(&Inputs);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(name) = arguments.first() else { return ExitCode::from(2) };
    if name == "calls" {
        engine::CALLS.iter().chain(store::CALLS).for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    }
    let calls = [engine::CALLS, left::CALLS, store::CALLS].concat();
    let Some((_, call)) = calls.iter().find(|(known, _)| known == name) else { return ExitCode::from(2) };

    let mut inputs = Inputs::boxed();
    // Without a buffer between, which would keep a copy.
    let mut pipe = File::open("/proc/self/fd/0").expect("standard input");
    pipe.read_exact(inputs.bytes_mut()).expect("inputs");
    far_below(*call, &inputs);
    inputs.zeroize();

    let on_the_stack = 0_u8;
    println!("ready {}", &raw const on_the_stack as usize);
    let _ = pipe.read(&mut [0]);
    ExitCode::SUCCESS
}

#[inline(never)]
fn far_below(call: Call, inputs: &Inputs) {
    let room = [0_u8; 256 * 1024];
    black_box(&room);
    black_box(call)(inputs);
    black_box(&room);
}
