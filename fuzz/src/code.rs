//! A typed code is ASCII digits with white space and dashes between them, and nothing else; what was read is read again.

use mfa_core::{Code, CodeError};

pub fn code(data: &[u8]) {
    let Ok(typed) = core::str::from_utf8(data) else { return };
    let is_separator = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'-';
    let significant: Vec<(usize, u8)> = typed.bytes().enumerate().filter(|(_, byte)| !is_separator(byte)).collect();
    let stranger = significant.iter().find(|(_, byte)| !byte.is_ascii_digit());
    let expected = match (stranger, significant.len()) {
        (Some((position, _)), _) => Err(CodeError::NotADigit { position: *position }),
        (None, 0) => Err(CodeError::Empty),
        (None, 6..=10) => Ok(significant.iter().map(|(_, byte)| char::from(*byte)).collect::<String>()),
        (None, digits) => Err(CodeError::Length { digits }),
    };
    let read = Code::parse(typed);
    assert_eq!(read.as_ref().map(|code| code.as_str().to_owned()).map_err(|error| *error), expected);
    let Ok(code) = read else { return };
    assert_eq!(Code::parse(&code.to_string()).expect("it was read before").as_str(), code.as_str());
    assert!(!format!("{code:?}").contains(code.as_str()), "its Debug says what it is");
}
