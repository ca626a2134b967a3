//! otpauth URIs: what issuers write is read, what is written is read back, and what is wrong is refused by name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may be blunt"
)]

use mfa_core::{
    Algorithm, Counter, Digits, Label, LabelError, Moving, Otpauth, Parameters, Period, Position, Secret, SetupUri,
    TimeStep, UnixTime, UriError, UriPart, UriText,
};
use proptest::prelude::*;

#[path = "common/vectors.rs"]
mod vectors;

use vectors::{Vector, vectors};

const SECRET: &str = "JBSWY3DPEHPK3PXP";
const ACCOUNT: UriPart = UriPart::Account;
const ISSUER: UriPart = UriPart::Issuer;

// The vectors, which every language reads.

#[test]
fn vectors_are_read_written_and_refused_as_they_say() {
    let (mut read, mut refused, mut written) = (0, 0, 0);
    for vector in vectors(include_str!("vectors/otpauth.txt")) {
        let uri = vector.text("uri");
        let parsed = Otpauth::parse(uri);
        match vector.text("case") {
            "read" => {
                read += 1;
                let parsed = parsed.unwrap_or_else(|error| panic!("line {}: {error}", vector.line()));
                assert_says(&vector, &parsed);
                assert_eq!(shown(parsed.issuer_in_label()), vector.text("issuer_in_label"), "{uri}");
                let in_parameter = vector.text("issuer_in_parameter");
                assert_eq!(shown(parsed.issuer_in_parameter()), in_parameter, "{uri}");
            }
            "refused" => {
                refused += 1;
                assert_eq!(named(parsed.unwrap_err()), vector.text("error"), "{uri}");
            }
            "written" => {
                written += 1;
                assert_eq!(write_as(&vector), uri);
                let parsed = parsed.unwrap();
                assert_says(&vector, &parsed);
                assert_eq!(shown(parsed.issuer_in_label()), vector.text("issuer"), "{uri}");
                assert_eq!(shown(parsed.issuer_in_parameter()), vector.text("issuer"), "{uri}");
            }
            other => panic!("line {}: no case `{other}`", vector.line()),
        }
    }
    assert!(read >= 30 && refused >= 60 && written >= 6, "{read} {refused} {written}");
}

fn assert_says(vector: &Vector, parsed: &Otpauth<'_>) {
    let uri = vector.text("uri");
    assert_eq!(parsed.secret().expose(), vector.bytes("key"), "{uri}");
    assert_eq!(*parsed.parameters(), parameters_of(vector), "{uri}");
    assert_eq!(parsed.start(), start_of(vector), "{uri}");
    assert_eq!(shown(parsed.account()), vector.text("account"), "{uri}");
}

fn parameters_of(vector: &Vector) -> Parameters {
    Parameters {
        moving: match vector.text("type") {
            "totp" => totp(vector.number("period")),
            _ => Moving::Hotp,
        },
        algorithm: match vector.text("hash") {
            "SHA1" => Algorithm::Sha1,
            "SHA256" => Algorithm::Sha256,
            _ => Algorithm::Sha512,
        },
        digits: Digits::new(vector.number("digits")).unwrap(),
    }
}

fn start_of(vector: &Vector) -> Position {
    match vector.text("type") {
        "totp" => step_0(),
        _ => Position::Counter(Counter::new(vector.number("counter")).unwrap()),
    }
}

fn write_as(vector: &Vector) -> String {
    let issuer = Some(vector.text("issuer")).filter(|issuer| !issuer.is_empty());
    let label = Label::new(issuer, vector.text("account")).unwrap();
    let secret = Secret::import(&vector.bytes("key")).unwrap();
    written(label, &secret, &parameters_of(vector), start_of(vector))
}

/// An error as the vectors name it.
fn named(error: UriError) -> String {
    let variant = |debug: String| kebab(debug.split([' ', '{']).next().unwrap());
    let name = variant(format!("{error:?}"));
    match error {
        UriError::Secret { error } => format!("{name} {}", variant(format!("{error:?}"))),
        UriError::PercentEncoding { part }
        | UriError::Utf8 { part }
        | UriError::Unprintable { part }
        | UriError::Duplicate { part } => format!("{name} {part}"),
        _ => name,
    }
}

fn kebab(camel: &str) -> String {
    let mut kebab = String::new();
    for character in camel.chars() {
        if character.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(character.to_ascii_lowercase());
    }
    kebab
}

// Reading.

#[test]
fn plus_and_percent_20_are_both_a_space() {
    for space in ["+", "%20", " "] {
        let uri = format!("otpauth://totp/My{space}Co:Al{space}ice?secret={SECRET}&issuer=My{space}Co");
        let read = Otpauth::parse(&uri).unwrap();
        assert_eq!(read.account().unwrap(), "Al ice");
        assert_eq!(read.issuer_in_label().unwrap(), "My Co");
        assert_eq!(read.issuer_in_parameter().unwrap(), "My Co");
    }
}

#[test]
fn colon_is_a_colon_raw_or_encoded() {
    for colon in [":", "%3A", "%3a", ": ", "%3A%20", ":+", ":%20%20"] {
        let uri = format!("otpauth://totp/Example{colon}alice?secret={SECRET}");
        let read = Otpauth::parse(&uri).unwrap();
        assert_eq!(read.issuer().unwrap(), "Example");
        assert_eq!(read.account().unwrap(), "alice");
    }
}

#[test]
fn label_and_parameter_may_disagree_and_both_are_told() {
    let uri = format!("otpauth://totp/Some+Company:alice?secret={SECRET}&issuer=Microsoft");
    let read = Otpauth::parse(&uri).unwrap();
    assert!(read.issuers_disagree());
    assert_eq!(read.issuer_in_label().unwrap(), "Some Company");
    assert_eq!(read.issuer_in_parameter().unwrap(), "Microsoft");
    assert_eq!(read.issuer().unwrap(), "Microsoft");
}

#[test]
fn issuers_that_are_spelled_differently_do_not_disagree() {
    let uri = format!("otpauth://totp/My%20C%c3%b3:alice?secret={SECRET}&issuer=My+Có");
    assert!(!Otpauth::parse(&uri).unwrap().issuers_disagree());
}

#[test]
fn one_issuer_alone_does_not_disagree() {
    let label = format!("otpauth://totp/Example:alice?secret={SECRET}&issuer=");
    let parameter = format!("otpauth://totp/alice?secret={SECRET}&issuer=Example");
    for uri in [label, parameter] {
        let read = Otpauth::parse(&uri).unwrap();
        assert!(!read.issuers_disagree());
        assert_eq!(read.issuer().unwrap(), "Example");
    }
}

#[test]
fn white_space_around_the_uri_is_dropped() {
    let uri = format!(" \r\notpauth://totp/alice?secret={SECRET}&digits=8\n");
    assert_eq!(Otpauth::parse(&uri).unwrap().parameters().digits, Digits::Eight);
}

#[test]
fn counter_0_is_a_counter() {
    let uri = format!("otpauth://hotp/alice?secret={SECRET}&counter=0");
    assert_eq!(Otpauth::parse(&uri).unwrap().start(), Position::Counter(Counter::ZERO));
}

#[test]
fn hotp_without_counter_is_refused() {
    let uri = format!("otpauth://hotp/alice?secret={SECRET}");
    assert_eq!(refusal(&uri), UriError::MissingCounter);
}

#[test]
fn what_is_read_gives_the_codes_of_the_rfc() {
    let uri = "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8";
    let credential = Otpauth::parse(uri).unwrap().credential().unwrap();
    let shown = credential.code_at(UnixTime::new(59).unwrap()).unwrap();
    assert_eq!(shown.code.as_str(), "94287082");
}

#[test]
fn uri_of_4096_bytes_is_read_and_a_longer_one_refused() {
    let start = format!("otpauth://totp/alice?secret={SECRET}&image=");
    let of_length = |length: usize| format!("{start}{}", "x".repeat(length - start.len()));
    assert!(Otpauth::parse(&of_length(4096)).is_ok());
    assert_eq!(refusal(&of_length(4097)), UriError::TooLong);
}

#[test]
fn longest_secret_is_read_with_a_separator_after_every_character() {
    let secret = Secret::import(&[0x5a; 128]).unwrap();
    for separator in ["", "-", "+", "%20"] {
        let spaced = secret.to_base32(|text| text.chars().map(|c| format!("{c}{separator}")).collect::<String>());
        let uri = format!("otpauth://totp/alice?secret={spaced}");
        assert_eq!(Otpauth::parse(&uri).unwrap().secret().expose(), secret.expose());
    }
}

#[test]
fn secret_of_nothing_but_separators_is_refused_however_long() {
    for length in [1, 512, 513, 3000] {
        let uri = format!("otpauth://totp/alice?secret={}", "-".repeat(length));
        assert!(matches!(refusal(&uri), UriError::Secret { .. }), "{length}");
    }
}

#[test]
fn secret_is_percent_decoded_in_either_case() {
    let encoded: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let raised = encoded.to_ascii_uppercase();
    for text in [encoded, raised] {
        let uri = format!("otpauth://totp/alice?secret={text}");
        assert_eq!(Otpauth::parse(&uri).unwrap().secret().expose(), b"Hello!\xde\xad\xbe\xef");
    }
}

#[test]
fn every_percent_encoded_byte_is_that_byte() {
    for byte in 0x20..0x7f_u8 {
        for encoded in [format!("%{byte:02X}"), format!("%{byte:02x}")] {
            let uri = format!("otpauth://totp/x{encoded}x?secret={SECRET}");
            let read = Otpauth::parse(&uri).unwrap();
            let (name, expected) = match char::from(byte) {
                ':' => (read.issuer(), "x".to_owned()),
                character => (read.account(), format!("x{character}x")),
            };
            assert_eq!(name.unwrap(), expected.as_str());
        }
    }
}

#[test]
fn percent_needs_two_hexadecimal_digits() {
    for wrong in ["%", "%4", "%G1", "%1g", "%@1", "%:1", "%/1", "%`1", "%+1", "% 1", "%é", "%%41"] {
        let uri = format!("otpauth://totp/?secret={SECRET}&issuer={wrong}");
        assert_eq!(refusal(&uri), UriError::PercentEncoding { part: ISSUER }, "{wrong}");
    }
}

#[test]
fn control_and_bidirectional_characters_are_refused_raw_and_encoded() {
    let control = (0..0x20).chain(0x7f..0xa0);
    let formatting = [0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff];
    let embedding = (0x202a..=0x202e).chain(0x2066..=0x2069);
    for character in control.chain(formatting).chain(embedding).map(|code| char::from_u32(code).unwrap()) {
        let encoded: String = character.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        for text in [character.to_string(), encoded] {
            let account = format!("otpauth://totp/al{text}ice?secret={SECRET}");
            assert_eq!(refusal(&account), UriError::Unprintable { part: ACCOUNT }, "{account:?}");
            let issuer = format!("otpauth://totp/alice?secret={SECRET}&issuer=A{text}B");
            assert_eq!(refusal(&issuer), UriError::Unprintable { part: ISSUER }, "{issuer:?}");
        }
        let name = format!("al{character}ice");
        assert_eq!(Label::new(None, &name), Err(LabelError::Unprintable { part: ACCOUNT }));
    }
}

#[test]
fn algorithms_that_are_not_compiled_in_are_still_read() {
    let uri = format!("otpauth://totp/alice?secret={SECRET}&algorithm=SHA512");
    let read = Otpauth::parse(&uri).unwrap();
    assert_eq!(read.parameters().algorithm, Algorithm::Sha512);
    assert_eq!(read.credential().is_ok(), cfg!(feature = "sha512"));
}

#[test]
fn names_are_shown_decoded_and_debug_is_escaped() {
    let uri = format!("otpauth://totp/%22Caf%C3%A9%22:alice?secret={SECRET}");
    let issuer = Otpauth::parse(&uri).unwrap().issuer().unwrap();
    assert_eq!(issuer.to_string(), "\"Café\"");
    assert_eq!(format!("{issuer:?}"), format!("{:?}", "\"Café\""));
    assert_eq!(issuer.chars().count(), 6);
    assert_ne!(issuer, "Café");
}

#[test]
fn debug_says_nothing_of_the_secret() {
    let uri = format!("otpauth://totp/Example:alice?secret={SECRET}&issuer=Example");
    let read = Otpauth::parse(&uri).unwrap();
    let label = Label::new(None, "alice").unwrap();
    let setup = SetupUri::new(label, read.secret(), read.parameters(), read.start()).unwrap();
    for debug in [format!("{read:?}"), format!("{read:#?}"), format!("{setup:?}")] {
        assert!(debug.contains("alice"), "{debug}");
        assert!(!debug.contains(SECRET) && !debug.contains("72, 101"), "{debug}");
    }
}

// Writing.

#[test]
fn t0_other_than_1970_cannot_be_written() {
    let secret = Secret::import(&[1; 20]).unwrap();
    let t0 = UnixTime::new(1).unwrap();
    let moving = Moving::Totp { period: Period::DEFAULT, t0 };
    let parameters = Parameters { moving, ..Parameters::TOTP };
    let refused = SetupUri::new(Label::new(None, "alice").unwrap(), &secret, &parameters, step_0());
    assert_eq!(refused.unwrap_err(), UriError::T0);
}

#[test]
fn start_of_the_other_kind_is_refused() {
    let secret = Secret::import(&[1; 20]).unwrap();
    let label = Label::new(None, "alice").unwrap();
    let counter = Position::Counter(Counter::ZERO);
    for (parameters, start) in [(Parameters::TOTP, counter), (Parameters::HOTP, step_0())] {
        let refused = SetupUri::new(label, &secret, &parameters, start);
        assert_eq!(refused.unwrap_err(), UriError::WrongKindOfStart);
    }
}

#[test]
fn names_that_would_not_be_read_back_are_refused() {
    let long = "é".repeat(128);
    for (name, error) in [
        ("", LabelError::Empty { part: ISSUER }),
        (" Example", LabelError::Spaces { part: ISSUER }),
        ("Example ", LabelError::Spaces { part: ISSUER }),
        ("Exa:mple", LabelError::Colon { part: ISSUER }),
        (&long, LabelError::TooLong { part: ISSUER }),
    ] {
        assert_eq!(Label::new(Some(name), "alice"), Err(error));
    }
    for (name, error) in [
        ("", LabelError::Empty { part: ACCOUNT }),
        (" alice", LabelError::Spaces { part: ACCOUNT }),
        ("alice ", LabelError::Spaces { part: ACCOUNT }),
        (&long, LabelError::TooLong { part: ACCOUNT }),
    ] {
        assert_eq!(Label::new(None, name), Err(error));
        assert_eq!(Label::new(Some("Example"), name), Err(error));
    }
}

#[test]
fn colon_in_the_account_needs_an_issuer_before_it() {
    assert_eq!(Label::new(None, "ldap:alice"), Err(LabelError::Colon { part: ACCOUNT }));
    assert!(Label::new(Some("Example"), "ldap:alice").is_ok());
}

#[test]
fn longest_uri_is_as_long_as_said_and_read_back() {
    let (issuer, account) = ("€".repeat(85), "€".repeat(85));
    let label = Label::new(Some(&issuer), &account).unwrap();
    let secret = Secret::import(&[0xff; 128]).unwrap();
    let parameters = Parameters { algorithm: Algorithm::Sha512, digits: Digits::Ten, ..Parameters::HOTP };
    let start = Position::Counter(Counter::new(u64::MAX - 1).unwrap());
    let uri = written(label, &secret, &parameters, start);
    assert_eq!(uri.len(), SetupUri::LONGEST);
    assert_eq!(Otpauth::parse(&uri).unwrap().account().unwrap(), account.as_str());
}

#[test]
fn writing_fails_only_when_the_output_does() {
    struct Full(usize);
    impl core::fmt::Write for Full {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0 = self.0.checked_sub(text.len()).ok_or(core::fmt::Error)?;
            Ok(())
        }
    }
    let secret = Secret::import(&[1; 20]).unwrap();
    let label = Label::new(Some("Example"), "alice").unwrap();
    let setup = SetupUri::new(label, &secret, &Parameters::TOTP, step_0()).unwrap();
    let length = written(label, &secret, &Parameters::TOTP, step_0()).len();
    for room in 0..length {
        assert!(setup.write_to(&mut Full(room)).is_err());
    }
    assert!(setup.write_to(&mut Full(length)).is_ok());
}

// What holds for everything.

fn totp(period: u32) -> Moving {
    Moving::Totp { period: Period::new(period).unwrap(), t0: UnixTime::EPOCH }
}

/// Any label that can be made: of issuer and account, or of an account alone. In ASCII, where all the characters are that
/// mean something in a URI, and in every other script.
fn names() -> impl Strategy<Value = (Option<String>, String)> {
    let without_colon = || {
        prop_oneof!["[!-9;-~]([ -9;-~]{0,60}[!-9;-~])?", "[^:\\pC\\pZ]([^:\\pC\u{2028}\u{2029}]{0,38}[^:\\pC\\pZ])?",]
    };
    let with_colons = prop_oneof!["[!-~]([ -~]{0,60}[!-~])?", "[:%+é]{1,40}"];
    prop_oneof![
        (without_colon(), without_colon()).prop_map(|(issuer, account)| (Some(issuer), account)),
        (without_colon(), with_colons).prop_map(|(issuer, account)| (Some(issuer), account)),
        without_colon().prop_map(|account| (None, account)),
    ]
}

fn secrets() -> impl Strategy<Value = Secret> {
    prop::collection::vec(any::<u8>(), 10..=128).prop_map(|bytes| Secret::import(&bytes).unwrap())
}

fn credentials() -> impl Strategy<Value = (Parameters, Position)> {
    let moving = prop_oneof![
        (1..=3600_u32).prop_map(|period| (totp(period), step_0())),
        prop_oneof![Just(0), Just(u64::MAX - 1), 0..u64::MAX]
            .prop_map(|counter| (Moving::Hotp, Position::Counter(Counter::new(counter).unwrap()))),
    ];
    let algorithm = prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
    let digits = (6..=10_u8).prop_map(|digits| Digits::new(digits).unwrap());
    (moving, algorithm, digits).prop_map(|((moving, start), algorithm, digits)| {
        let parameters = Parameters { moving, algorithm, digits };
        (parameters, start)
    })
}

fn uris() -> impl Strategy<Value = String> {
    (names(), secrets(), credentials()).prop_map(|((issuer, account), secret, (parameters, start))| {
        written(Label::new(issuer.as_deref(), &account).unwrap(), &secret, &parameters, start)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        (issuer, account) in names(),
        secret in secrets(),
        (parameters, start) in credentials(),
    ) {
        let uri = written(Label::new(issuer.as_deref(), &account).unwrap(), &secret, &parameters, start);
        prop_assert!(uri.is_ascii() && uri.len() <= SetupUri::LONGEST);
        let read = Otpauth::parse(&uri).unwrap();
        prop_assert_eq!(read.secret().expose(), secret.expose());
        prop_assert_eq!(*read.parameters(), parameters);
        prop_assert_eq!(read.start(), start);
        prop_assert_eq!(read.account().unwrap(), account.as_str());
        prop_assert_eq!(shown(read.issuer_in_label()), issuer.clone().unwrap_or_default());
        prop_assert_eq!(shown(read.issuer_in_parameter()), issuer.unwrap_or_default());
        prop_assert!(!read.issuers_disagree());
    }

    #[test]
    fn reading_any_text_never_panics(text in any::<String>(), rest in "[ -~]{0,80}") {
        let _ = Otpauth::parse(&text);
        let _ = Otpauth::parse(&format!("otpauth://{text}"));
        let _ = Otpauth::parse(&format!("otpauth://totp/{rest}"));
        let _ = Otpauth::parse(&format!("otpauth://hotp/a?secret={SECRET}&{rest}"));
    }

    #[test]
    fn damaged_uris_never_panic_and_no_error_shows_the_secret(
        uri in uris(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[ -~é\u{202e}]{0,2}"), 1..4),
    ) {
        let secret = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let mut damaged: Vec<char> = uri.chars().collect();
        for (place, inserted) in edits {
            let at = place.index(damaged.len());
            damaged.splice(at..=at, inserted.chars());
        }
        let damaged: String = damaged.into_iter().collect();
        match Otpauth::parse(&damaged) {
            Err(error) => {
                let told = format!("{error} {error:?}");
                prop_assert!(told.is_ascii() && !told.contains(&secret[..16]));
            }
            // What is still read can be shown and written again.
            Ok(read) => {
                let (issuer, account) = (read.issuer().map(|name| name.to_string()), shown(read.account()));
                if let Ok(label) = Label::new(issuer.as_deref(), &account) {
                    let again = written(label, read.secret(), read.parameters(), read.start());
                    let read_again = Otpauth::parse(&again).unwrap();
                    prop_assert_eq!(read_again.secret().expose(), read.secret().expose());
                }
            }
        }
    }

    #[test]
    fn secret_is_read_as_a_setup_key_is(text in "[a-zA-Z2-7= -]{0,60}") {
        let uri = format!("otpauth://totp/alice?secret={}x", text);
        let as_setup_key = Secret::from_base32(&format!("{text}x"));
        match (Otpauth::parse(&uri), as_setup_key) {
            (Ok(read), Ok(secret)) => prop_assert_eq!(read.secret().expose(), secret.expose()),
            (Err(UriError::Secret { error }), Err(expected)) => prop_assert_eq!(error, expected),
            (read, secret) => prop_assert!(false, "{read:?} but {secret:?}"),
        }
    }
}

fn step_0() -> Position {
    let epoch = UnixTime::EPOCH;
    Position::Step(TimeStep::at(epoch, Period::DEFAULT, epoch).unwrap())
}

fn written(label: Label<'_>, secret: &Secret, parameters: &Parameters, start: Position) -> String {
    let mut text = String::new();
    SetupUri::new(label, secret, parameters, start).unwrap().write_to(&mut text).unwrap();
    text
}

fn shown(name: Option<UriText<'_>>) -> String {
    name.map(|name| name.to_string()).unwrap_or_default()
}

fn refusal(uri: &str) -> UriError {
    Otpauth::parse(uri).unwrap_err()
}
