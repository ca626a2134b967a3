//! otpauth URIs: what was read, written and read again is the same, and no error depends on the secret.

use mfa_core::{Label, LabelError, Otpauth, SetupUri, UriError};

pub fn uri(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let read = Otpauth::parse(text);
    no_error_tells_the_secret(text, read.as_ref().err());
    let Ok(read) = read else { return };
    let account = read.account().map(|name| name.to_string());
    let issuer = read.issuer().map(|name| name.to_string());
    let Some(account) = account else { return };
    let label = match Label::new(issuer.as_deref(), &account) {
        Ok(label) => label,
        // Names that are read may be longer than those that are written, and have colons.
        Err(LabelError::Colon { .. } | LabelError::TooLong { .. }) => return,
        Err(other) => panic!("{issuer:?} {account:?}: {other}"),
    };
    let written = written(label, &read);
    assert!(written.len() <= SetupUri::LONGEST && written.is_ascii());
    let again = Otpauth::parse(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(again.secret().expose(), read.secret().expose());
    assert_eq!((again.parameters(), again.start()), (read.parameters(), read.start()));
    assert_eq!(again.account().map(|name| name.to_string()), Some(account.clone()));
    for name in [again.issuer(), again.issuer_in_label(), again.issuer_in_parameter()] {
        assert_eq!(name.map(|name| name.to_string()), issuer);
    }
    assert_eq!(self::written(label, &again), written);
    assert!(read.credential().is_ok());
}

fn written(label: Label<'_>, uri: &Otpauth<'_>) -> String {
    let mut text = String::new();
    let uri = SetupUri::new(label, uri.secret(), uri.parameters(), uri.start()).expect("it was read");
    uri.write_to(&mut text).expect("there is room");
    text
}

/// With other letters in the secret's place it is the same error, and so says nothing of which there were.
fn no_error_tells_the_secret(text: &str, error: Option<&UriError>) {
    let other = with_another_secret(text);
    let of_other = Otpauth::parse(&other).err();
    assert_eq!(of_other.as_ref(), error, "{text:?} {other:?}");
    let told = |error: &UriError| format!("{error} {error:?}");
    assert_eq!(of_other.as_ref().map(told), error.map(told));
}

/// Each letter of base32 behind `secret=` is made the next one, but for those of a percent-encoding.
fn with_another_secret(text: &str) -> String {
    const NAME: &str = "secret=";
    let mut bytes = text.as_bytes().to_vec();
    let lower = text.to_ascii_lowercase();
    let places: Vec<usize> = lower.match_indices(NAME).map(|(at, _)| at).collect();
    let parameters = lower.find('?').unwrap_or(lower.len());
    for at in places.into_iter().filter(|at| *at > parameters) {
        if !["?", "&", "&amp;"].iter().any(|before| lower[..at].ends_with(before)) {
            continue;
        }
        let mut encoded = 0_u32;
        for byte in bytes[at + NAME.len()..].iter_mut().take_while(|byte| !b"&#".contains(byte)) {
            match *byte {
                b'%' if encoded == 0 => encoded = 2,
                _ if encoded > 0 => encoded -= 1,
                letter => *byte = next_letter(letter),
            }
        }
    }
    String::from_utf8(bytes).expect("letters stay ASCII")
}

fn next_letter(letter: u8) -> u8 {
    match letter {
        b'Z' | b'z' => b'2',
        b'7' => b'A',
        b'A'..=b'Y' | b'a'..=b'y' | b'2'..=b'6' => letter + 1,
        other => other,
    }
}
