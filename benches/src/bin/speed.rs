//! Holds the bounds: times in turn what they are about, counts allocations, and fails where one is not kept.

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use mfa_benches::{NOW, Operation, c_abi, ours, peers, timing};

const BATCHES: usize = 2_001;

/// Each a figure, what it is measured in, how many of that it may be at the most, and what it should be.
const BOUNDS: &[Bound] = &[
    Bound { what: "scan/SHA-1, 3 candidates", of: "compression/SHA-1", times: 6.0, most: 1.15, aim: 1.15 },
    Bound { what: "scan/SHA-256, 3 candidates", of: "compression/SHA-256", times: 6.0, most: 1.15, aim: 1.15 },
    Bound { what: "scan/SHA-512, 3 candidates", of: "compression/SHA-512", times: 6.0, most: 1.25, aim: 1.15 },
    // What grows with the window, a hundred candidates and a little.
    Bound { what: "scan/SHA-1, 101 candidates", of: "compression/SHA-1", times: 202.0, most: 1.15, aim: 1.15 },
    Bound { what: "scan/SHA-256, 101 candidates", of: "compression/SHA-256", times: 202.0, most: 1.15, aim: 1.15 },
    Bound { what: "scan/SHA-512, 101 candidates", of: "compression/SHA-512", times: 202.0, most: 1.25, aim: 1.15 },
    Bound { what: "c/Rust, wrong code", of: "peers/totp-rs", times: 1.0, most: 1.0, aim: 1.0 },
    Bound { what: "c/Rust, right code", of: "peers/totp-rs", times: 1.0, most: 1.0, aim: 1.0 },
    Bound { what: "c/Rust, wrong code", of: "peers/liboath", times: 1.0, most: 0.45, aim: 0.3 },
    Bound { what: "c/Rust, right code", of: "peers/liboath", times: 1.0, most: 0.45, aim: 0.3 },
    Bound { what: "c/C ABI, wrong code", of: "c/Rust, wrong code", times: 1.0, most: 1.35, aim: 1.05 },
    Bound { what: "c/C ABI, right code", of: "c/Rust, right code", times: 1.0, most: 1.35, aim: 1.05 },
];

struct Bound {
    what: &'static str,
    of: &'static str,
    times: f64,
    most: f64,
    aim: f64,
}

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: everything is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps what `alloc` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps what `dealloc` asks for.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let mut engine = ours::operations();
    engine.extend(c_abi::operations());
    let allocations = allocations(&mut engine);
    println!("allocations in two calls of each of {} operations: {allocations}", engine.len());

    let mut timed: Vec<Operation> = engine.into_iter().filter(|operation| is_bound(&operation.path())).collect();
    timed.extend(peers::operations(&ours::right_code(NOW)));
    let medians = timing::medians(&mut timed, BATCHES);
    let time_of = |path: &str| {
        let found = timed.iter().position(|operation| operation.path() == path).expect("it is measured");
        medians[found]
    };
    println!("| median of one run | ns |\n|---|---|");
    for (operation, median) in timed.iter().zip(&medians) {
        println!("| {} | {median:.1} |", operation.path());
    }
    println!("\n| | measured in | ratio | aim | at the most |\n|---|---|---|---|---|");
    let mut kept = allocations == 0;
    for Bound { what, of, times, most, aim } in BOUNDS {
        let ratio = time_of(what) / (times * time_of(of));
        let unit = if *times > 1.0 { format!("{times} {of}") } else { (*of).to_owned() };
        println!("| {what} | {unit} | {ratio:.2} | {aim} | {most} |");
        kept &= ratio <= *most;
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn is_bound(path: &str) -> bool {
    BOUNDS.iter().any(|bound| bound.what == path || bound.of == path)
}

fn allocations(operations: &mut [Operation]) -> u64 {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for operation in operations {
        (operation.run)();
        (operation.run)();
    }
    ALLOCATIONS.load(Ordering::Relaxed) - before
}
