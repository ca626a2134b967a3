//! A first look at speed: one stateful verification beside a peer's stateless check, in one run.
//!
//! Prints medians and ratios, counts every allocation, and fails if mfa-core allocates at all or if the whole stateful
//! verification takes longer than the peer's stateless check of the same three codes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use mfa_core::{
    Authenticator, Code, Commit, Credential, Parameters, Person, Policy, SealedState, Secret, Standing, UnixTime,
};

const KEY: &[u8; 20] = b"12345678901234567890";
const NOW: u64 = 1_767_225_600;
const WRONG: &str = "000000";
const BATCHES: usize = 301;
const CALLS: u32 = 2_000;

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
    let secret = Secret::import(KEY).expect("20 bytes");
    let credential = Credential::new(&secret, Parameters::TOTP).expect("supported");
    let state = first_state(&credential);
    let now = UnixTime::new(NOW).expect("in range");
    let right = credential.code_at(now).expect("time-based").code.to_string();
    let peer =
        totp_rs::Builder::new().with_secret(totp_rs::Secret::new_stack(*KEY)).with_skew(1).build().expect("valid");
    assert_eq!(peer.generate(NOW).to_string(), right, "both show the same code");
    assert!(peer.check(WRONG, NOW).is_none() && verify(&credential, &state, now, WRONG).is_some_and(|ok| !ok));
    assert!(verify(&credential, &state, now, &right).is_some_and(|ok| ok));

    let mut hash_state = [0_u32; 5];
    let block = [0x55_u8; 64];
    let (names, times) = measure([
        ("one SHA-1 compression", &mut || sha1::block_api::compress(black_box(&mut hash_state), &[block])),
        ("totp-rs 6: stateless check, no match", &mut || {
            black_box(peer.check(black_box(WRONG), NOW));
        }),
        ("mfa-core: stateful verify, rejected", &mut || {
            black_box(verify(&credential, &state, now, black_box(WRONG)));
        }),
        ("mfa-core: stateful verify, accepted", &mut || {
            black_box(verify(&credential, &state, now, black_box(&right)));
        }),
        ("mfa-core: one code", &mut || drop(black_box(credential.code_at(black_box(now))))),
        ("mfa-core: open the state", &mut || {
            drop(black_box(Person::<1>::open(&[Authenticator { credential: &credential, state: black_box(&state) }])));
        }),
    ]);

    let [compression, check, rejected, accepted, code, _] = times;
    println!("{:<40} {:>9} {:>14} {:>14}", "median of one run", "ns", "compressions", "of totp-rs");
    for (name, time) in names.iter().zip(times) {
        println!("{name:<40} {time:>9.1} {:>14.2} {:>14.2}", time / compression, time / check);
    }
    println!("one code is {:.2} of its floor of two compressions", code / (2.0 * compression));

    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for _ in 0..1000 {
        black_box(verify(&credential, &state, now, black_box(&right)));
        black_box(verify(&credential, &state, now, black_box(WRONG)));
        let _ = black_box(credential.code_at(now));
        let _ = black_box(Credential::new(&secret, Parameters::TOTP));
    }
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    println!("allocations in 4000 calls of mfa-core: {allocations}");

    let kept = allocations == 0 && rejected <= check && accepted <= check;
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Everything a login does: parse what was typed, open the state, decide, seal, commit.
fn verify(credential: &Credential, state: &SealedState, now: UnixTime, typed: &str) -> Option<bool> {
    let code = Code::parse(typed).ok()?;
    let person = Person::<1>::open(&[Authenticator { credential, state }]).ok()?;
    let attempt = person.verify(now, &code, &Policy::DEFAULT).ok()?;
    let verdict = attempt.commit(|next| {
        black_box(next);
        Commit::Stored
    });
    verdict.ok().map(|verdict| verdict.is_accepted())
}

fn first_state(credential: &Credential) -> SealedState {
    let nobody = Person::<1>::without_authenticators(Standing::NEW);
    let mut stored = None;
    let attempt = nobody.add(credential, credential.beginning()).expect("the first one");
    let keep = |next: mfa_core::NextStates<1>| {
        stored = next.state().copied();
        Commit::Stored
    };
    attempt.commit(keep).expect("stored");
    stored.expect("stored")
}

/// Medians in nanoseconds, all measured in turn, batch by batch, so that noise hits all alike.
fn measure<const N: usize>(mut tasks: [(&'static str, &mut dyn FnMut()); N]) -> ([&'static str; N], [f64; N]) {
    let names = std::array::from_fn(|index| tasks[index].0);
    let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(BATCHES));
    for _ in 0..BATCHES {
        for ((_, task), samples) in tasks.iter_mut().zip(&mut samples) {
            let start = Instant::now();
            (0..CALLS).for_each(|_| task());
            samples.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS));
        }
    }
    let median = |mut samples: Vec<f64>| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    };
    (names, samples.map(median))
}
