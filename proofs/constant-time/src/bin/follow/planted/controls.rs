//! The engine itself where nothing is said to become public: then its answers are findings, so what is marked does arrive
//! there, and nothing but that list keeps memcheck silent.

use std::hint::black_box;

use constant_time::people::*;
use constant_time::valgrind::{partly_secret, secret, secret_text};
use mfa_core::*;

use super::Leak;
use crate::untold;

pub(super) const LEAKS: &[Leak] = &[
    ("untold-verdict", verdict),
    ("untold-shape-of-a-code", shape_of_a_code),
    ("untold-seal", seal),
    ("untold-check-digit", check_digit),
    ("untold-code-that-is-shown", code_that_is_shown),
    ("untold-setup-uri", setup_uri),
];

fn verdict() {
    let followed = credential(&secret(key(0)), Parameters::TOTP);
    let account = Account::of(&[&followed]);
    let person = account.open();
    let code = Code::parse(&secret_text("123456")).expect("six digits");
    untold(|| drop(black_box(person.verify(now(), &code, &Policy::DEFAULT))));
}

fn shape_of_a_code() {
    let typed = secret_text("123456");
    untold(|| drop(black_box(Code::parse(&typed))));
}

fn seal() {
    let followed = credential(&secret(key(0)), Parameters::TOTP);
    let state = Account::of(&[&followed]).states[0];
    untold(|| drop(black_box(Person::<1>::open(&[Authenticator { credential: &followed, state: &state }]))));
}

fn check_digit() {
    let typed = secret_text("123-456-786");
    untold(|| drop(black_box(RecoveryDigits::parse(&typed))));
}

fn code_that_is_shown() {
    let followed = credential(&secret(key(0)), Parameters::TOTP);
    untold(|| drop(black_box(shown(&followed, 0))));
}

fn setup_uri() {
    let secret = "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ";
    let uri = partly_secret(&format!("otpauth://totp/alice?secret={secret}"), secret);
    untold(|| drop(black_box(Otpauth::parse(&uri))));
}
