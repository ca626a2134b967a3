//! Times logins with two classes of inputs and compares them, on the processor that it runs on and with the instructions that
//! ship: what is prepared for both classes is the same work, and only the call is timed.
//!
//! `cargo xtask test constant-time --full` builds and runs it; docs/constant-time.md has figures, and what the controls, in which
//! there is no difference at all, come to.

use std::hint::black_box;
use std::sync::atomic::{Ordering, fence};

use constant_time::people::*;
use constant_time::random::Random;
use dudect_bencher::rand::Rng as _;
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};
use mfa_core::*;

const SAMPLES: usize = 1_000_000;

ctbench_main!(
    planted_early_exit,
    control_of_codes,
    control_of_keys,
    code_almost_right_or_random,
    key_fixed_or_random,
    response_right_or_random,
    verdict_that_is_public
);

/// Times one call, once all that was prepared for it is done: a processor begins what follows before that. There is one copy of
/// this for both classes: two would lie in different places, and take different times.
#[inline(never)]
fn timed<T>(runner: &mut CtRunner, class: Class, call: &dyn Fn() -> T) {
    fence(Ordering::SeqCst);
    for _ in 0..100 {
        black_box(0);
    }
    fence(Ordering::SeqCst);
    runner.run_one(class, black_box(call));
}

/// For each sample a class, and random numbers for it, which are others in each run.
fn sampled(rng: &mut BenchRng, mut one: impl FnMut(Class, &mut Random)) {
    let mut random = Random::new(rng.next_u64());
    for _ in 0..SAMPLES {
        let class = black_box(if random.number() & 1 == 0 { Class::Left } else { Class::Right });
        one(class, &mut random);
    }
}

/// One of two, by a mask: no branch is taken and no place is read for one that is not for the other.
fn chosen<const N: usize>(class: &Class, left: [u8; N], right: [u8; N]) -> [u8; N] {
    let mask = black_box(u8::from(matches!(class, Class::Right))).wrapping_neg();
    black_box(std::array::from_fn(|index| left[index] ^ (black_box(left[index] ^ right[index]) & mask)))
}

/// Six digits at a place that is the same for all.
#[derive(Clone, Copy)]
struct Typed([u8; 6]);

impl Typed {
    fn new(digits: &str) -> Self {
        Self(digits.as_bytes().try_into().expect("six digits"))
    }

    fn text(&self) -> &str {
        str::from_utf8(black_box(&self.0)).expect("digits")
    }
}

/// Sixty-four bytes compared until two differ.
fn planted_early_exit(runner: &mut CtRunner, rng: &mut BenchRng) {
    let right: [u8; 64] = Random::new(1).bytes();
    sampled(rng, |class, random| {
        let given = chosen(&class, right, random.bytes());
        timed(runner, class, &|| right.iter().zip(&given).all(|(one, other)| black_box(*one) == black_box(*other)));
    });
}

#[inline(never)]
fn login(credential: &Credential, state: &SealedState, typed: &Typed) -> Verdict {
    let code = Code::parse(typed.text()).expect("a code");
    let person = Person::<1>::open(&[Authenticator { credential, state }]).expect("intact");
    let attempt = person.verify(now(), &code, &Policy::DEFAULT).expect("decided");
    attempt
        .commit(|next| {
            black_box(next.state());
            Commit::Stored
        })
        .expect("stored")
}

/// The right code but for its last digit, and any.
fn code_almost_right_or_random(runner: &mut CtRunner, rng: &mut BenchRng) {
    let credential = credential(&key(0), Parameters::TOTP);
    let state = Account::of(&[&credential]).states[0];
    let mut almost = Typed::new(&shown(&credential, 0));
    almost.0[5] = b'0' + (almost.0[5] - b'0' + 1) % 10;
    sampled(rng, |class, random| {
        let typed = Typed(chosen(&class, almost.0, Typed::new(&random.digits(6)).0));
        timed(runner, class, &|| login(&credential, &state, &typed));
    });
}

/// No difference at all: what the machine's noise comes to.
fn control_of_codes(runner: &mut CtRunner, rng: &mut BenchRng) {
    let credential = credential(&key(0), Parameters::TOTP);
    let state = Account::of(&[&credential]).states[0];
    sampled(rng, |class, random| {
        let typed = Typed(chosen(&class, Typed::new(&random.digits(6)).0, Typed::new(&random.digits(6)).0));
        timed(runner, class, &|| login(&credential, &state, &typed));
    });
}

/// The same with another key each time, whose credential and state are prepared.
fn control_of_keys(runner: &mut CtRunner, rng: &mut BenchRng) {
    keys(runner, rng, |random| [random.bytes(), random.bytes()]);
}

/// One key, and another each time.
fn key_fixed_or_random(runner: &mut CtRunner, rng: &mut BenchRng) {
    let fixed: [u8; 20] = Random::new(2).bytes();
    keys(runner, rng, |random| [fixed, random.bytes()]);
}

/// Logins with one of two keys.
fn keys(runner: &mut CtRunner, rng: &mut BenchRng, two: impl Fn(&mut Random) -> [[u8; 20]; 2]) {
    sampled(rng, |class, random| {
        let [left, right] = two(random);
        let credential = credential(&chosen(&class, left, right), Parameters::TOTP);
        let state = Account::of(&[&credential]).states[0];
        let typed = Typed::new(&random.digits(6));
        timed(runner, class, &|| login(&credential, &state, &typed));
    });
}

/// The right response, and any: what is told is a yes or a no, and nothing else depends on it.
fn response_right_or_random(runner: &mut CtRunner, rng: &mut BenchRng) {
    let suite = OcraSuite::parse("OCRA-1:HOTP-SHA1-6:QN08").expect("a suite");
    let ocra = Ocra::new(&Secret::import(&key(0)).expect("32 bytes"), suite).expect("supported");
    let inputs = OcraInputs::of(OcraQuestion::numeric("12345678").expect("allowed"));
    let right = Typed::new(ocra.response(&inputs).expect("all there").as_str());
    sampled(rng, |class, random| {
        let typed = Typed(chosen(&class, right.0, Typed::new(&random.digits(6)).0));
        timed(runner, class, &|| {
            let response = ocra.response(&inputs).expect("all there");
            black_box(response.matches(&OcraResponse::parse(typed.text()).expect("digits")))
        });
    });
}

/// The right code, and any: what an acceptance does and what a rejection does differ, once the verdict is public.
fn verdict_that_is_public(runner: &mut CtRunner, rng: &mut BenchRng) {
    let credential = credential(&key(0), Parameters::TOTP);
    let state = Account::of(&[&credential]).states[0];
    let right = Typed::new(&shown(&credential, 0));
    sampled(rng, |class, random| {
        let typed = Typed(chosen(&class, right.0, Typed::new(&random.digits(6)).0));
        timed(runner, class, &|| login(&credential, &state, &typed));
    });
}
