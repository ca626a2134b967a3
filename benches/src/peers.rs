//! What others take to look for the same three codes: stateless, so that nothing is opened, stored or sealed.

use core::ffi::{c_char, c_int, c_long, c_uint};
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::{KEY, NOW, Operation, WRONG, kept};

/// Each peer's check of a wrong code, after it was seen to know the right one.
pub fn operations(right: &str) -> Vec<Operation> {
    vec![totp_rs(right), totp_rfc(right), liboath(right)]
}

fn totp_rs(right: &str) -> Operation {
    let secret = totp_rs::Secret::new_stack(*KEY);
    let peer = totp_rs::Builder::new().with_secret(secret).with_skew(1).build().expect("valid");
    assert!(peer.check(right, NOW).is_some());
    Operation::new("peers", "totp-rs", move || assert!(black_box(&peer).check(black_box(WRONG), NOW).is_none()))
}

fn totp_rfc(right: &str) -> Operation {
    let secret = totp_rfc::Secret::new(KEY).expect("long enough");
    let peer = totp_rfc::Totp::default();
    let window = totp_rfc::ValidationWindow::new(1, 1);
    let check =
        move |typed: &str| peer.verify_window(black_box(&secret), NOW, window, black_box(typed)).expect("digits");
    assert!(check(right).is_some());
    Operation::new("peers", "totp-rfc", move || assert!(check(WRONG).is_none()))
}

#[link(name = "oath")]
unsafe extern "C" {
    fn oath_init() -> c_int;
    fn oath_check_version(required: *const c_char) -> *const c_char;
    fn oath_totp_validate(
        secret: *const c_char,
        secret_length: usize,
        now: c_long,
        time_step_size: c_uint,
        start_offset: c_long,
        window: usize,
        otp: *const c_char,
    ) -> c_int;
}

/// The version of liboath that is linked.
pub fn liboath_version() -> String {
    // SAFETY: with NULL it gives its own, as text that stays.
    let text = unsafe { core::ffi::CStr::from_ptr(oath_check_version(core::ptr::null())) };
    text.to_string_lossy().into_owned()
}

fn liboath(right: &str) -> Operation {
    let check = |typed: &core::ffi::CStr| {
        let now = c_long::try_from(NOW).expect("in range");
        // SAFETY: a key of so many bytes and a text with its NUL.
        unsafe { oath_totp_validate(KEY.as_ptr().cast(), KEY.len(), now, 30, 0, 1, typed.as_ptr()) }
    };
    // SAFETY: before anything else of it is called.
    assert_eq!(unsafe { oath_init() }, 0);
    let as_c = |text: &str| kept(std::ffi::CString::new(text).expect("digits"));
    assert!(check(as_c(right)) >= 0);
    let wrong = as_c(WRONG);
    Operation::new("peers", "liboath", move || assert!(check(black_box(wrong)) < 0))
}

/// pquerna/otp, in a program that measures itself when it is asked to.
pub struct Go {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Go {
    /// Starts the program, and sees that it knows the right code.
    pub fn start(program: &Path, right: &str) -> Self {
        let mut command = Command::new(program);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program of benches/beside-go");
        let (asked, answers) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let mut go = Self { child, asked, answers: BufReader::new(answers) };
        assert_eq!(go.ask(&format!("knows {NOW} {right}")), "yes");
        go
    }

    /// How long so many checks of a wrong code take.
    pub fn time(&mut self, calls: u64) -> Duration {
        Duration::from_nanos(self.ask(&format!("time {NOW} {calls} {WRONG}")).parse().expect("nanoseconds"))
    }

    fn ask(&mut self, question: &str) -> String {
        writeln!(self.asked, "{question}").expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        answer.trim().to_owned()
    }
}

impl Drop for Go {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
