//! At a terminal a code is asked for, not shown, and the terminal is put right whatever happens meanwhile.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use core::time::Duration;
use std::os::unix::process::ExitStatusExt as _;

use common::seat::Seat;
use common::{CODES, KEY_BASE32, Place};
use rustix::process::Signal;

#[test]
fn a_code_is_asked_for_and_not_shown() {
    let place = Place::with_alice("asked");
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    assert!(!seat.has_echo());
    seat.types("287 082\n");
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.shown.ends_with("Code for alice: \r\naccepted\r\n"), "{:?}", seat.shown);
    assert!(!seat.shown.contains("287"));
    assert!(seat.has_echo());
}

#[test]
fn whoever_is_not_in_the_store_is_asked_all_the_same() {
    let place = Place::with_alice("same");
    let mut seat = Seat::new(&place, &["verify", "bob"]);
    seat.waits_for("Code for bob: ");
    seat.types("287082\n");
    assert_eq!(seat.ends().code(), Some(5));
}

#[test]
fn two_codes_are_asked_for_one_after_the_other() {
    let place = Place::new("two");
    place.typing(&["add", "alice", "-", "--hotp"], KEY_BASE32).ends(0);
    let mut seat = Seat::new(&place, &["resync", "alice"]);
    seat.waits_for("Code for alice: ");
    seat.types(&format!("{}\n", CODES[4]));
    seat.waits_for("The code that follows it: ");
    assert!(!seat.has_echo());
    seat.types(&format!("{}\n", CODES[5]));
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.shown.contains("5 counters ahead") && !seat.shown.contains(CODES[4]));
    assert!(seat.has_echo());
}

#[test]
fn a_secret_is_asked_for_and_not_shown() {
    let place = Place::new("secret");
    let mut seat = Seat::new(&place, &["add", "alice", "-"]);
    seat.waits_for("Secret in base32, or otpauth URI: ");
    seat.types(&format!("{KEY_BASE32}\n"));
    assert_eq!(seat.ends().code(), Some(0));
    assert!(!seat.shown.contains("GEZD"), "{:?}", seat.shown);
    place.verify(59, CODES[1]).ends(0);
}

#[test]
fn a_signal_puts_the_terminal_right_before_it_ends_the_program() {
    for signal in [
        Signal::INT,
        Signal::TERM,
        Signal::HUP,
        Signal::QUIT,
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::VTALARM,
        Signal::PROF,
        Signal::XCPU,
        Signal::XFSZ,
        Signal::ABORT,
    ] {
        let place = Place::with_alice("signal");
        let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
        seat.waits_for("Code for alice: ");
        assert!(!seat.has_echo());
        seat.types("2870");
        seat.sends(signal);
        assert_eq!(seat.ends().signal(), Some(signal.as_raw()));
        assert!(seat.has_echo(), "{signal:?}");
        place.verify(59, CODES[1]).ends(0);
    }
}

#[test]
fn a_signal_for_a_broken_pipe_changes_nothing() {
    let place = Place::with_alice("pipe");
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.sends(Signal::PIPE);
    seat.stays_for(Duration::from_millis(100));
    seat.types("287082\n");
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.has_echo());
}

#[test]
fn an_end_of_input_within_a_line_leaves_the_program_listening_to_signals() {
    for signal in [Signal::INT, Signal::TERM] {
        let place = Place::with_alice("within");
        let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
        seat.waits_for("Code for alice: ");
        seat.types("12\u{4}");
        seat.stays_for(Duration::from_millis(300));
        seat.sends(signal);
        assert_eq!(seat.ends().signal(), Some(signal.as_raw()));
        assert!(seat.has_echo(), "{signal:?}");
    }
}

#[test]
fn an_end_of_input_within_a_line_does_not_end_the_line() {
    let place = Place::with_alice("goes-on");
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.types("28\u{4}");
    seat.stays_for(Duration::from_millis(100));
    assert!(!seat.has_echo());
    seat.types("7082\n");
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.has_echo());

    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.types("12\u{4}3456\n");
    assert_eq!(seat.ends().code(), Some(1));

    // At the beginning of a line, as after another, it is the end.
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.types("12\u{4}\u{4}");
    assert_eq!(seat.ends().code(), Some(2));
}

#[test]
fn what_was_typed_before_a_stop_is_no_part_of_the_line_after_it() {
    let place = Place::with_alice("afresh");
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.types("99\u{4}");
    seat.stays_for(Duration::from_millis(300));
    seat.sends(Signal::TSTP);
    seat.waits_for_stop();
    seat.shown.clear();
    seat.sends(Signal::CONT);
    seat.waits_for("Code for alice: ");
    seat.types("287082\n");
    assert_eq!(seat.ends().code(), Some(0));
}

#[test]
fn a_stopped_program_leaves_the_terminal_right_and_asks_again() {
    let place = Place::with_alice("stopped");
    let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
    seat.waits_for("Code for alice: ");
    seat.sends(Signal::TSTP);
    seat.waits_for_stop();
    assert!(seat.has_echo());
    seat.shown.clear();
    seat.sends(Signal::CONT);
    seat.waits_for("Code for alice: ");
    assert!(!seat.has_echo());
    seat.types("287082\n");
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.has_echo() && !seat.shown.contains("287082"));
}

#[test]
fn an_end_of_input_and_a_line_that_is_too_long_are_told() {
    for (typed, says) in [
        ("\u{4}", "no code was entered"),
        ("\n", "no code was entered"),
        (&("1".repeat(300) + "\n"), "longer than 256"),
    ] {
        let place = Place::with_alice("end");
        let mut seat = Seat::new(&place, &["verify", "alice", "--at", "59"]);
        seat.waits_for("Code for alice: ");
        seat.types(typed);
        assert_eq!(seat.ends().code(), Some(2));
        assert!(seat.shown.contains(says), "{:?}", seat.shown);
        assert!(seat.has_echo());
    }
}
