//! What a file of settings came to, in either form: a refusal says where, and what was read, printed as a policy file, is
//! read back as the same policies.

use core::fmt::Write as _;

use mfa_host::policy::{Flaw, Kind, LONGEST, Policies, PolicyFileError, Reading, read};

pub(crate) fn read_and_checked(bytes: &[u8], kind: Kind) {
    match read(bytes, kind, &Policies::default()) {
        Ok(reading) => printed_and_read_back(&reading),
        Err(error) => refusal_says_where(bytes, &error),
    }
}

fn printed_and_read_back(reading: &Reading) {
    let mut file = String::new();
    for setting in &reading.settings {
        writeln!(file, "{} = {}", setting.key, setting.value).expect("there is room");
    }
    // What is printed may be longer than what was read, where that was short of quotes.
    if file.len() > LONGEST {
        return;
    }
    let again = read(file.as_bytes(), Kind::PolicyFile, &Policies::default());
    let again = again.unwrap_or_else(|error| panic!("{error}\n{file}"));
    assert_eq!(again.policies, reading.policies, "{file}");
    assert_eq!(again.unknown, []);
    let values = |reading: &Reading| -> Vec<_> {
        reading.settings.iter().map(|setting| (setting.key, setting.value.clone())).collect()
    };
    assert_eq!(values(&again), values(reading));
}

fn refusal_says_where(bytes: &[u8], error: &PolicyFileError) {
    let told = error.to_string();
    assert!(!told.is_empty() && error.path.is_none());
    let is_binary = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).starts_with(b"bplist");
    let Some(spot) = error.spot else {
        let of_the_whole = matches!(error.flaw, Flaw::TooLong | Flaw::Signed | Flaw::Binary);
        assert!(of_the_whole || is_binary, "it does not say where: {told}");
        return;
    };
    assert!(told.starts_with(&format!("line {}, column {}: ", spot.line, spot.column)), "{told}");
    let line = bytes.split(|byte| *byte == b'\n').nth(spot.line.wrapping_sub(1));
    let line = line.unwrap_or_else(|| panic!("there is no such line: {told}"));
    let characters = String::from_utf8_lossy(line).chars().count();
    assert!((1..=characters + 1).contains(&spot.column), "there is no such column: {told}");
}
