//! What a person types, read as a code: every code, every spelling, and everything that is none (traps 8, 32, 34).
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "helpers of tests are as blunt as tests")]

#[path = "common/account.rs"]
mod account;

use account::Account;
use mfa_core::{Algorithm, Code, CodeError, Counter, Credential, Digits, Parameters, Policy, Position, Secret};

#[test]
fn every_six_digit_code_is_read_and_shown_as_it_was_typed() {
    for number in 0..1_000_000 {
        let typed = format!("{number:06}");
        let code = Code::parse(&typed).unwrap();
        assert_eq!(code.as_str(), typed);
        assert_eq!(code.digits(), Digits::Six);
    }
}

#[test]
fn leading_zeros_are_kept_for_every_number_of_digits() {
    for count in 6..=10 {
        for number in [0_u64, 1, 9, 10, 99, 12_345, 99_999] {
            let typed = format!("{number:0count$}");
            let code = Code::parse(&typed).unwrap();
            assert_eq!(code.as_str(), typed);
            assert_eq!(code.to_string(), typed);
            assert_eq!(code.digits().count(), count);
        }
    }
}

#[test]
fn codes_of_ten_digits_hold_numbers_beyond_32_bits() {
    for typed in ["2147483647", "2147483648", "4294967295", "4294967296", "9999999999", "5123456789"] {
        assert_eq!(Code::parse(typed).unwrap().as_str(), typed);
    }
}

/// The code that was shown, plus 2^32 or 2^31, is another one: nothing is cut to 32 bits on the way.
#[test]
fn numbers_beyond_32_bits_do_not_wrap_onto_the_right_code() {
    let parameters = Parameters { digits: Digits::Ten, ..Parameters::HOTP };
    let credential = Credential::new(&Secret::import(b"12345678901234567890").unwrap(), parameters).unwrap();
    // Every code is below 2^31, so what is added cannot make it longer than ten digits.
    for counter in 0..50 {
        let shown: u64 = credential.code_for(Counter::new(counter).unwrap()).unwrap().as_str().parse().unwrap();
        let start = Position::Counter(Counter::new(counter).unwrap());
        let types = |typed: &str| Account::new(credential.clone(), start).types(0, typed, &Policy::DEFAULT);
        for wrong in [shown + (1 << 31), shown + (1 << 32)] {
            let verdict = types(&format!("{wrong:010}"));
            assert!(!verdict.is_accepted(), "{wrong} for {shown}");
        }
        assert!(types(&format!("{shown:010}")).is_accepted());
    }
}

#[test]
fn white_space_and_dashes_are_dropped_wherever_they_stand() {
    for typed in [
        "012345",
        "012 345",
        "012-345",
        " 012345 ",
        "0 1 2 3 4 5",
        "01-23-45",
        "--012--345--",
        "012\t345",
        "012345\n",
        "012345\r\n",
    ] {
        assert_eq!(Code::parse(typed).unwrap().as_str(), "012345", "{typed:?}");
    }
}

/// Every place at which one separator can stand, and every pair of places.
#[test]
fn separators_change_nothing() {
    for (first, second) in (0..=6).flat_map(|first| (first..=6).map(move |second| (first, second))) {
        for separator in [' ', '-', '\t'] {
            let mut typed = String::from("907060");
            typed.insert(second, separator);
            typed.insert(first, separator);
            assert_eq!(Code::parse(&typed).unwrap().as_str(), "907060", "{typed:?}");
        }
    }
}

/// Trap 34: ASCII digits only, whatever else Unicode calls a digit or a number.
#[test]
fn digits_of_other_scripts_are_refused() {
    for typed in [
        "٠١٢٣٤٥",       // Arabic-Indic
        "۰۱۲۳۴۵",       // extended Arabic-Indic
        "०१२३४५",       // Devanagari
        "০১২৩৪৫",       // Bengali
        "０１２３４５", // full-width
        "𝟎𝟏𝟐𝟑𝟒𝟓",       // mathematical bold
        "①②③④⑤⑥",       // circled
        "⁰¹²³⁴⁵",       // superscript
        "ⅠⅡⅢⅣⅤⅥ",       // Roman
        "一二三四五六", // Chinese
    ] {
        assert_eq!(Code::parse(typed).unwrap_err(), CodeError::NotADigit { position: 0 }, "{typed}");
    }
    // One of them among ASCII digits, at each place.
    for place in 0..6 {
        let typed: String = (0..6).map(|at| if at == place { '٣' } else { '3' }).collect();
        assert_eq!(Code::parse(&typed).unwrap_err(), CodeError::NotADigit { position: place }, "{typed}");
    }
}

#[test]
fn nothing_but_digits_white_space_and_dashes_is_read() {
    for character in (0..=0x7f).map(char::from) {
        let typed = format!("123{character}456");
        let read = Code::parse(&typed).map(|code| code.as_str().to_owned());
        match character {
            '0'..='9' => assert_eq!(read.unwrap(), typed),
            ' ' | '\t' | '\n' | '\r' | '-' => assert_eq!(read.unwrap(), "123456", "{character:?}"),
            // White space too, by some counts; nobody types it.
            '\x0b' | '\x0c' => assert!(read.is_err() || read.is_ok_and(|read| read == "123456")),
            _ => assert_eq!(read.unwrap_err(), CodeError::NotADigit { position: 3 }, "{character:?}"),
        }
    }
    for typed in
        ["+123456", "-123456.0", "1e5", "0x1234", "123456\0", "12345б", "123456\u{200b}", "\u{feff}123456", "12–3456"]
    {
        assert!(matches!(Code::parse(typed), Err(CodeError::NotADigit { .. })), "{typed:?}");
    }
}

#[test]
fn a_code_has_six_to_ten_digits() {
    for length in 0..=40 {
        let typed = "7".repeat(length);
        let spaced = "7 ".repeat(length);
        for typed in [typed, spaced] {
            match Code::parse(&typed) {
                Ok(code) => {
                    assert!((6..=10).contains(&length));
                    assert_eq!(code.as_str(), "7".repeat(length));
                }
                Err(CodeError::Empty) => assert_eq!(length, 0),
                Err(error) => {
                    assert!(!(6..=10).contains(&length));
                    assert_eq!(error, CodeError::Length { digits: length });
                }
            }
        }
    }
}

#[test]
fn nothing_typed_is_no_code() {
    for typed in ["", " ", "   ", "-", " - - ", "\t\r\n"] {
        assert_eq!(Code::parse(typed).unwrap_err(), CodeError::Empty, "{typed:?}");
    }
}

/// Trap 33: however long, however odd, what is typed is read or refused and never more.
#[test]
fn very_long_input_is_refused() {
    for typed in ["1".repeat(100_000), "-".repeat(100_000), "é".repeat(100_000)] {
        assert!(Code::parse(&typed).is_err());
    }
    let spread = format!("1{0}2{0}3{0}4{0}5{0}6", " ".repeat(10_000));
    assert_eq!(Code::parse(&spread).unwrap().as_str(), "123456");
}

/// Trap 41: what a credential shows is read back as it is.
#[test]
fn every_code_that_is_shown_is_read_back() {
    let secret = Secret::import(b"12345678901234567890").unwrap();
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in 6..=10 {
            let digits = Digits::new(digits).unwrap();
            let parameters = Parameters { algorithm, digits, ..Parameters::HOTP };
            let credential = Credential::new(&secret, parameters).unwrap();
            for counter in 0..500 {
                let shown = credential.code_for(Counter::new(counter).unwrap()).unwrap();
                assert_eq!(shown.digits(), digits);
                let read = Code::parse(&shown.to_string()).unwrap();
                assert_eq!(read.as_str(), shown.as_str());
                assert_eq!(read.digits(), digits);
            }
        }
    }
}

/// A code is nobody's business but the prompt's.
#[test]
fn debug_output_does_not_show_the_code() {
    let shown = format!("{:?}", Code::parse("493817").unwrap());
    assert!(!shown.contains(['4', '9', '3', '8', '1', '7']), "{shown}");
}
