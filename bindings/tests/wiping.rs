//! What was secret is gone from the heap once it is freed: looked for by another process, in all of this one's memory.
//!
//! A child makes the calls as the generated code does, and waits. Its parent reads the child's memory, and looks for any
//! eight bytes in a row of what was planted. It finds them while objects hold them, and where a place was given back to
//! the system's allocator unwiped; it must find none where all was given back by way of the bridge. Stacks are looked at
//! by themselves: no allocator wipes those.

#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    unsafe_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "a test may be blunt"
)]

use core::alloc::{GlobalAlloc as _, Layout};
use core::ops::Range;
use std::alloc::System;
use std::collections::BTreeSet;
use std::fs::{File, read_to_string};
use std::io::{BufRead as _, BufReader, Write as _, stdin};
use std::os::unix::fs::FileExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use mfa_bindings::attempt::{Commit, Next, uniffi_mfa_bindings_fn_method_attempt_next as attempt_next};
use mfa_bindings::credential::{Algorithm, Credential, Moving, Parameters};
use mfa_bindings::enrollment::{
    Enrollment, permit_by_administrator, uniffi_mfa_bindings_fn_method_enrollment_setup_key as setup_key,
};
use mfa_bindings::ocra::{OcraPinHash, uniffi_mfa_bindings_fn_constructor_ocrapinhash_of as pin_hash};
use mfa_bindings::policies::Policies;
use mfa_bindings::record::PersonRecord;
use mfa_bindings::secret::{
    Secret, uniffi_mfa_bindings_fn_constructor_secret_from_setup_key as from_setup_key,
    uniffi_mfa_bindings_fn_constructor_secret_import as import, uniffi_mfa_bindings_fn_method_secret_expose as expose,
    uniffi_mfa_bindings_fn_method_secret_to_base32 as to_base32,
};
use mfa_bindings::uri::{uniffi_mfa_bindings_fn_func_read_otpauth as read_otpauth, write_otpauth};
use mfa_bindings::{
    ffi_mfa_bindings_rustbuffer_alloc as alloc, ffi_mfa_bindings_rustbuffer_free as free,
    ffi_mfa_bindings_rustbuffer_reserve as reserve,
};
use uniffi::{ForeignBytes, Handle, RustBuffer, RustCallStatus, RustCallStatusCode};

const NOW: i64 = 1_111_111_109;
const TOTP: Parameters =
    Parameters { moving: Moving::Totp { period: 30, t0: 0 }, algorithm: Algorithm::Sha1, digits: 6 };
/// How many bytes in a row are looked for.
const RUN: usize = 8;
/// How long the planted secret's base32 text is: 30 bytes.
const LONG: usize = 48;

// What is planted. It is computed where it is written, so that neither program has it in one piece in its own memory.

fn letter(at: usize) -> u8 {
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(at * at * 3 + at * 11 + 5) % 32]
}

fn value(letter: u8) -> u8 {
    if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' }
}

/// A byte of the secret.
fn byte(at: usize) -> u8 {
    (0..8).fold(0, |byte, bit| {
        let (letter_at, shift) = ((at * 8 + bit) / 5, 4 - (at * 8 + bit) % 5);
        byte << 1 | (value(letter(letter_at)) >> shift & 1)
    })
}

/// The forms in which the secret would be found.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let bytes: Vec<u8> = (0..LONG * 5 / 8).map(byte).collect();
    let text: Vec<u8> = (0..LONG).map(letter).collect();
    let grouped = text.chunks(4).collect::<Vec<_>>().join(&b' ');
    let padded = |pad: u8| bytes.iter().map(|byte| byte ^ pad).collect();
    vec![
        ("the bytes", bytes.clone()),
        ("base32", text),
        ("the setup key in groups", grouped),
        ("the key as HMAC takes it inside", padded(0x36)),
        ("the key as HMAC takes it outside", padded(0x5c)),
    ]
}

// The child.

/// A buffer as the generated code makes one, filled in its place.
fn buffer(length: usize, fill: impl Fn(usize) -> u8) -> RustBuffer {
    let buffer = called(|status| alloc(length as u64, status));
    for at in 0..length {
        // SAFETY: the buffer has room for so many bytes, and nobody else has it.
        unsafe { buffer.data_pointer().cast_mut().add(at).write(fill(at)) };
    }
    // SAFETY: they were written; what has a length is what the generated code hands over.
    unsafe { with_length(buffer, length as u64) }
}

/// The fields of a `RustBuffer`, as every language knows them.
#[repr(C)]
struct Fields {
    capacity: u64,
    length: u64,
    data: *mut u8,
}

unsafe fn with_length(buffer: RustBuffer, length: u64) -> RustBuffer {
    // SAFETY: they have one layout, which the generated code relies on.
    let fields: Fields = unsafe { core::mem::transmute(buffer) };
    // SAFETY: the same.
    unsafe { core::mem::transmute(Fields { length, ..fields }) }
}

fn called<V>(call: impl FnOnce(&mut RustCallStatus) -> V) -> V {
    let mut status = RustCallStatus::default();
    let value = call(&mut status);
    assert_eq!(status.code, RustCallStatusCode::Success);
    value
}

fn refused<V>(call: impl FnOnce(&mut RustCallStatus) -> V) {
    let mut status = RustCallStatus::default();
    call(&mut status);
    assert_eq!(status.code, RustCallStatusCode::Error);
    let error = core::mem::take(&mut *status.error_buf);
    freed(error);
}

fn freed(buffer: RustBuffer) {
    // SAFETY: the buffer came from a call, and is given back once.
    called(|status| unsafe { free(buffer, status) });
}

fn larger(buffer: RustBuffer) -> RustBuffer {
    // SAFETY: the same.
    called(|status| unsafe { reserve(buffer, 5000, status) })
}

fn setup_key_text() -> RustBuffer {
    buffer(LONG, letter)
}

fn secret() -> Arc<Secret> {
    // SAFETY: the handle is of a secret, and its only owner.
    unsafe { called(|status| from_setup_key(setup_key_text(), status)).into_arc() }
}

fn policies() -> Arc<Policies> {
    Policies::defaults().unwrap()
}

fn handle<T>(object: &Arc<T>) -> Handle {
    Handle::from_arc(Arc::clone(object))
}

/// Bytes as the other language lends them: in a place of its own, which it wipes.
fn lent(then: impl FnOnce(ForeignBytes) -> Handle) -> Handle {
    let layout = Layout::new::<[u8; 30]>();
    // SAFETY: the place is as long as it is said to be, and is wiped and given back after the call.
    unsafe {
        let place = System.alloc(layout);
        (0..30).for_each(|at| place.add(at).write_volatile(byte(at)));
        let handle = then(ForeignBytes::from_raw_parts(place, 30));
        (0..30).for_each(|at| place.add(at).write_volatile(0));
        System.dealloc(place, layout);
        handle
    }
}

/// What is done with the secret, by name. Whatever it returns is held until the parent has looked.
fn scenario(name: &str) -> Vec<Box<dyn core::any::Any>> {
    match name {
        "held" => return vec![Box::new(secret())],
        "control" => control(),
        "import" => {
            let handle = lent(|bytes| called(|status| import(bytes, status)));
            // SAFETY: the handle is of a secret, and its only owner.
            let secret: Arc<Secret> = unsafe { handle.into_arc() };
            Credential::new(&secret, TOTP).unwrap().code_at(NOW).unwrap();
        }
        "setup-key" => drop(secret()),
        "expose" => {
            let secret = secret();
            let bytes = called(|status| expose(handle(&secret), status));
            let text = called(|status| to_base32(handle(&secret), status));
            freed(bytes);
            freed(text);
        }
        "growth" => {
            let grown = (0..6).fold(setup_key_text(), |buffer, _| larger(buffer));
            freed(grown);
        }
        "uri" => {
            let uri = write_otpauth(Some("issuer".to_owned()), "alice", &secret(), TOTP, 0).unwrap();
            let text = buffer(uri.len(), |at| uri.as_bytes()[at]);
            let read = called(|status| read_otpauth(text, status)).destroy_into_vec();
            // The record begins with the handle of its secret.
            let handle = Handle::from_raw_unchecked(u64::from_be_bytes(read[..8].try_into().unwrap()));
            // SAFETY: the record was its only owner.
            drop(unsafe { handle.into_arc::<Secret>() });
        }
        "refusals" => {
            refused(|status| from_setup_key(buffer(LONG + 1, |at| if at < LONG { letter(at) } else { b'1' }), status));
            refused(|status| read_otpauth(setup_key_text(), status));
        }
        "enrollment" => {
            let permit = permit_by_administrator().unwrap();
            let enrollment = Enrollment::begin(&permit, &secret(), TOTP, NOW, &policies()).unwrap();
            let shown = called(|status| setup_key(handle(&enrollment), status));
            freed(shown);
            drop(Enrollment::from_bytes(&enrollment.to_bytes().unwrap()).unwrap());
        }
        "record" => {
            let nobody = PersonRecord::open("alice", None).unwrap();
            let attempt = nobody.add("phone", &secret(), TOTP, None, NOW).unwrap();
            let next = called(|status| attempt_next(handle(&attempt), status));
            freed(next);
            let Some(Next::Record { bytes }) = attempt.next().unwrap() else { panic!() };
            attempt.told(Commit::Stored).unwrap();
            let record = PersonRecord::open("alice", Some(bytes)).unwrap();
            let attempt = record.verify(NOW, "111111", &policies()).unwrap();
            attempt.next().unwrap();
            attempt.told(Commit::Stored).unwrap();
            refused(|status| {
                let pin = buffer(LONG, letter);
                mfa_bindings::record::uniffi_mfa_bindings_fn_method_personrecord_verify_with(
                    handle(&record),
                    pin,
                    NOW,
                    buffer(6, |_| b'1'),
                    handle(&policies()),
                    status,
                )
            });
        }
        "pin" => {
            let algorithm = buffer(4, |at| u8::from(at == 3));
            let hash = called(|status| pin_hash(buffer(LONG, letter), algorithm, status));
            // SAFETY: the handle is of a hash, and its only owner.
            drop(unsafe { hash.into_arc::<OcraPinHash>() });
        }
        other => panic!("{other}"),
    }
    Vec::new()
}

/// What happens without the allocator: the same text, in a place that is given back unwiped.
fn control() {
    let layout = Layout::new::<[u8; 4 * LONG]>();
    // SAFETY: the place is as long as what is written there, and is given back once.
    unsafe {
        let place = System.alloc(layout);
        (0..4 * LONG).for_each(|at| place.add(at).write_volatile(letter(at % LONG)));
        System.dealloc(place, layout);
    }
}

#[test]
#[ignore = "the child of the others"]
fn child() {
    let name = std::env::var("MFA_WIPING_SCENARIO").unwrap();
    let held = scenario(&name);
    let on_the_stack = 0_u8;
    println!("\nready {}", &raw const on_the_stack as usize);
    stdin().read_line(&mut String::new()).unwrap();
    drop(held);
}

// The parent.

struct Waiting {
    child: Child,
    stdin: ChildStdin,
    _stdout: BufReader<ChildStdout>,
    stack: usize,
}

impl Waiting {
    fn after(scenario: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env("MFA_WIPING_SCENARIO", scenario)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stack = loop {
            let mut line = String::new();
            assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "{scenario}: the child ended");
            if let Some(address) = line.strip_prefix("ready ") {
                break address.trim().parse().unwrap();
            }
        };
        Self { child, stdin, _stdout: stdout, stack }
    }

    /// What is found, and how often: on the stack of the thread that made the calls, and everywhere else.
    fn found(&self) -> [Vec<&'static str>; 2] {
        let maps = read_to_string(format!("/proc/{}/maps", self.child.id())).unwrap();
        let memory = File::open(format!("/proc/{}/mem", self.child.id())).unwrap();
        let mut found = [Vec::new(), Vec::new()];
        for line in maps.lines().filter(|line| line.split(' ').nth(1).unwrap().starts_with("rw")) {
            let range = range(line.split(' ').next().unwrap());
            let elsewhere = usize::from(!range.contains(&self.stack));
            let mut bytes = vec![0; range.len()];
            if memory.read_exact_at(&mut bytes, range.start as u64).is_err() {
                continue;
            }
            for (form, secret) in forms() {
                found[elsewhere].extend(holds_a_part(&bytes, &secret).then_some(form));
            }
        }
        found
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.stdin.write_all(b"\n");
        let _ = self.child.wait();
    }
}

fn range(text: &str) -> Range<usize> {
    let (start, end) = text.split_once('-').unwrap();
    usize::from_str_radix(start, 16).unwrap()..usize::from_str_radix(end, 16).unwrap()
}

/// Whether any run of a secret is among bytes.
fn holds_a_part(bytes: &[u8], secret: &[u8]) -> bool {
    let runs: BTreeSet<&[u8]> = secret.windows(RUN).collect();
    let begins = |first: u8| runs.iter().any(|run| run[0] == first);
    let firsts: Vec<bool> = (0..=u8::MAX).map(begins).collect();
    bytes.windows(RUN).any(|run| firsts[usize::from(run[0])] && runs.contains(run))
}

#[test]
fn what_is_held_is_found() {
    let [_, elsewhere] = Waiting::after("held").found();
    assert!(elsewhere.contains(&"the bytes"), "{elsewhere:?}");
}

#[test]
fn what_is_given_back_unwiped_is_found() {
    let [_, elsewhere] = Waiting::after("control").found();
    assert_eq!(elsewhere, ["base32"]);
}

#[test]
fn what_was_freed_by_way_of_the_bridge_is_gone() {
    let mut left = Vec::new();
    for scenario in ["import", "setup-key", "expose", "growth", "uri", "refusals", "enrollment", "record", "pin"] {
        let [stack, elsewhere] = Waiting::after(scenario).found();
        println!("{scenario}: on the stack {stack:?}, elsewhere {elsewhere:?}");
        if !elsewhere.is_empty() {
            left.push((scenario, elsewhere));
        }
    }
    assert!(left.is_empty(), "{left:?}");
}
