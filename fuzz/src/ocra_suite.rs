//! OCRA suites are read exactly if they are of the grammar, and printed as they were written; responses are the model's.

use mfa_core::{OcraFormat, OcraQuestion, OcraSuite};

use crate::ocra_of_tests::model::{Suite, any_case, is_suite};
use crate::strategy::drawn;

/// A text if the first byte is even; otherwise a suite with its inputs, and a key.
pub fn ocra_suite(data: &[u8]) {
    let Some((kind, bytes)) = data.split_first() else { return };
    if kind % 2 == 0 {
        if let Ok(text) = core::str::from_utf8(bytes) {
            read(text);
        }
    } else {
        answered(bytes);
    }
}

fn read(text: &str) {
    let read = OcraSuite::parse(text);
    // The model tries every suite there is, which takes its time: not for what does not begin as one.
    let expected = text.starts_with("OCRA-1:") && is_suite(text);
    assert_eq!(read.is_ok(), expected, "{text:?} {read:?}");
    if let Ok(suite) = read {
        assert_eq!((suite.as_str(), Suite::of(&suite).text().as_str()), (text, text));
    }
    for format in [OcraFormat::Alphanumeric, OcraFormat::Numeric, OcraFormat::Hexadecimal] {
        let is_of = |byte: u8| match format {
            OcraFormat::Alphanumeric => byte.is_ascii_graphic(),
            OcraFormat::Numeric => byte.is_ascii_digit(),
            OcraFormat::Hexadecimal => byte.is_ascii_hexdigit(),
        };
        let expected = (4..=64).contains(&text.len()) && text.bytes().all(is_of);
        assert_eq!(OcraQuestion::new(format, text).is_ok(), expected, "{format:?} {text:?}");
    }
}

fn answered(bytes: &[u8]) {
    let Some((seed, key)) = bytes.split_first_chunk::<4>() else { return };
    if !(10..=128).contains(&key.len()) {
        return;
    }
    let Some((suite, given)) = drawn(&any_case(), seed) else { return };
    assert_eq!(given.answered(key, &suite), given.expected(key, &suite), "{suite:?} {given:?}");
}
