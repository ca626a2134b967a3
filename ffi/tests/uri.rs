//! otpauth URIs from C: the vectors that every language reads, and what is wrong with arguments.
#![cfg(feature = "uri")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use core::mem::MaybeUninit;
use core::ptr::{null, null_mut};

use mfa::credential::*;
use mfa::result::*;
use mfa::secret::*;
use mfa::uri::*;

#[path = "../../core/tests/common/vectors.rs"]
mod vectors;

use vectors::{Vector, vectors};

const VECTORS: &str = include_str!("../../core/tests/vectors/otpauth.txt");
const URI: &str = "otpauth://totp/Big%20Bank:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME";

struct Read {
    secret: Box<mfa_secret>,
    parameters: mfa_parameters,
    start: u64,
}

fn parameters() -> mfa_parameters {
    // SAFETY: numbers alone.
    let mut parameters: mfa_parameters = unsafe { MaybeUninit::zeroed().assume_init() };
    parameters.size = size_of::<mfa_parameters>().try_into().unwrap();
    parameters
}

/// An object that is none yet.
fn no_secret() -> Box<mfa_secret> {
    // SAFETY: numbers alone.
    Box::new(unsafe { MaybeUninit::zeroed().assume_init() })
}

fn read(uri: &[u8]) -> Result<Read, mfa_result> {
    let mut read = Read { secret: no_secret(), parameters: parameters(), start: 7 };
    // SAFETY: good pointers.
    let result = unsafe {
        mfa_uri_read(
            &raw mut *read.secret,
            &raw mut read.parameters,
            &raw mut read.start,
            uri.as_ptr().cast(),
            uri.len(),
        )
    };
    if result == MFA_OK { Ok(read) } else { Err(result) }
}

fn name(uri: &str, which: u32) -> Result<String, mfa_result> {
    let mut buffer = vec![0xff_u8; uri.len() + 1];
    let mut length = 0;
    // SAFETY: good pointers.
    let result = unsafe {
        let (text, size) = (buffer.as_mut_ptr().cast(), buffer.len());
        mfa_uri_name(uri.as_ptr().cast(), uri.len(), which, text, size, &raw mut length)
    };
    if result != MFA_OK {
        return Err(result);
    }
    assert_eq!(buffer[length], 0);
    buffer.truncate(length);
    Ok(String::from_utf8(buffer).unwrap())
}

fn disagree(uri: &str) -> bool {
    let mut disagree = 7;
    // SAFETY: good pointers.
    let result = unsafe { mfa_uri_issuers_disagree(uri.as_ptr().cast(), uri.len(), &raw mut disagree) };
    assert_eq!(result, MFA_OK);
    disagree == 1
}

fn written(
    secret: &mfa_secret,
    parameters: &mfa_parameters,
    start: u64,
    issuer: &str,
    account: &str,
) -> Result<String, mfa_result> {
    let mut buffer = vec![0xff_u8; MFA_URI_SIZE];
    let mut length = 0;
    // SAFETY: good pointers.
    let result = unsafe {
        mfa_uri_write(
            secret,
            parameters,
            start,
            issuer.as_ptr().cast(),
            issuer.len(),
            account.as_ptr().cast(),
            account.len(),
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            &raw mut length,
        )
    };
    if result != MFA_OK {
        return Err(result);
    }
    assert_eq!(buffer[length], 0);
    buffer.truncate(length);
    Ok(String::from_utf8(buffer).unwrap())
}

fn exposed(secret: &mfa_secret) -> Vec<u8> {
    let (mut bytes, mut length) = ([0; 128], 0);
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_secret_expose(secret, bytes.as_mut_ptr(), 128, &raw mut length), MFA_OK) };
    bytes[..length].to_vec()
}

fn assert_says(vector: &Vector, read: &Read) {
    let uri = vector.text("uri");
    assert_eq!(exposed(&read.secret), vector.bytes("key"), "{uri}");
    let hash = match read.parameters.algorithm {
        MFA_SHA1 => "SHA1",
        MFA_SHA256 => "SHA256",
        _ => "SHA512",
    };
    assert_eq!(hash, vector.text("hash").replace('-', "").to_uppercase(), "{uri}");
    assert_eq!(u64::from(read.parameters.digits), vector.number("digits"), "{uri}");
    if read.parameters.kind == MFA_TOTP {
        assert_eq!((u64::from(read.parameters.period), read.start), (vector.number("period"), 0), "{uri}");
    } else {
        assert_eq!(read.start, vector.number("counter"), "{uri}");
    }
    let (label, parameter) = match vector.text("case") {
        "written" => (vector.text("issuer"), vector.text("issuer")),
        _ => (vector.text("issuer_in_label"), vector.text("issuer_in_parameter")),
    };
    assert_eq!(name(uri, MFA_URI_ACCOUNT).unwrap(), vector.text("account"), "{uri}");
    assert_eq!(name(uri, MFA_URI_ISSUER_IN_LABEL).unwrap(), label, "{uri}");
    assert_eq!(name(uri, MFA_URI_ISSUER_IN_PARAMETER).unwrap(), parameter, "{uri}");
    assert_eq!(name(uri, MFA_URI_ISSUER).unwrap(), if parameter.is_empty() { label } else { parameter }, "{uri}");
    assert_eq!(disagree(uri), !label.is_empty() && !parameter.is_empty() && label != parameter, "{uri}");
}

/// The number of an error as the vectors name it.
fn number_of(error: &str) -> mfa_result {
    match error.split_once(' ').unwrap_or((error, "")) {
        ("algorithm", _) => MFA_ERROR_URI_ALGORITHM,
        ("counter", _) => MFA_ERROR_URI_COUNTER,
        ("digits", _) => MFA_ERROR_URI_DIGITS,
        ("period", _) => MFA_ERROR_URI_PERIOD,
        ("duplicate", _) => MFA_ERROR_URI_DUPLICATE,
        ("fragment", _) => MFA_ERROR_URI_FRAGMENT,
        ("migration", _) => MFA_ERROR_URI_MIGRATION,
        ("missing-counter", _) => MFA_ERROR_URI_NO_COUNTER,
        ("missing-secret", _) => MFA_ERROR_URI_NO_SECRET,
        ("percent-encoding", _) => MFA_ERROR_URI_PERCENT,
        ("scheme", _) => MFA_ERROR_URI_SCHEME,
        ("type", _) => MFA_ERROR_URI_TYPE,
        ("unprintable", _) => MFA_ERROR_URI_UNPRINTABLE,
        ("utf8", _) => MFA_ERROR_URI_UTF8,
        ("secret", "base32-cut-short") => MFA_ERROR_SECRET_CUT_SHORT,
        ("secret", "base32-padding") => MFA_ERROR_SECRET_PADDING,
        ("secret", "not-base32") => MFA_ERROR_SECRET_NOT_BASE32,
        ("secret", "too-long") => MFA_ERROR_SECRET_TOO_LONG,
        ("secret", "too-short") => MFA_ERROR_SECRET_TOO_SHORT,
        other => panic!("no such error: {other:?}"),
    }
}

#[test]
fn vectors_are_read_written_and_refused_as_they_say() {
    let mut seen = [0; 3];
    for vector in vectors(VECTORS) {
        let uri = vector.text("uri");
        match (vector.text("case"), read(uri.as_bytes())) {
            ("refused", Err(error)) => {
                assert_eq!(error, number_of(vector.text("error")), "{uri}");
                assert_eq!(name(uri, MFA_URI_ACCOUNT), Err(error), "{uri}");
                seen[0] += 1;
            }
            ("read", Ok(read)) => {
                assert_says(&vector, &read);
                seen[1] += 1;
            }
            ("written", Ok(read)) => {
                assert_says(&vector, &read);
                let (issuer, account) = (vector.text("issuer"), vector.text("account"));
                assert_eq!(written(&read.secret, &read.parameters, read.start, issuer, account).unwrap(), uri);
                seen[2] += 1;
            }
            (case, read) => panic!("line {}: {case}, {:?}: {uri}", vector.line(), read.map(|_| ())),
        }
    }
    assert!(seen.iter().all(|count| *count > 3), "{seen:?}");
}

#[test]
fn issuers_that_disagree_are_both_given_back() {
    assert!(disagree(URI));
    assert_eq!(name(URI, MFA_URI_ISSUER_IN_LABEL).unwrap(), "Big Bank");
    assert_eq!(name(URI, MFA_URI_ISSUER_IN_PARAMETER).unwrap(), "ACME");
    assert_eq!(name(URI, MFA_URI_ISSUER).unwrap(), "ACME");
}

#[test]
fn longest_uri_fits_and_one_byte_less_is_too_small() {
    let name = "é".repeat(127) + "!";
    let mut secret = no_secret();
    let parameters = mfa_parameters { kind: MFA_HOTP, algorithm: MFA_SHA512, digits: 10, period: 0, ..parameters() };
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_secret_import(&raw mut *secret, [7; 128].as_ptr(), 128), MFA_OK) };
    let uri = written(&secret, &parameters, u64::MAX - 1, &name, &name).unwrap();
    assert_eq!(uri.len(), MFA_URI_SIZE - 1);
    let (mut buffer, mut length) = (vec![0xff_u8; uri.len()], 0);
    // SAFETY: good pointers.
    let result = unsafe {
        let (text, size) = (name.as_ptr().cast(), name.len());
        let place = buffer.as_mut_ptr().cast();
        mfa_uri_write(
            &raw const *secret,
            &raw const parameters,
            u64::MAX - 1,
            text,
            size,
            text,
            size,
            place,
            buffer.len(),
            &raw mut length,
        )
    };
    assert_eq!((result, length), (MFA_ARGUMENT_TOO_SMALL - 8, uri.len()));
    assert!(buffer.iter().all(|byte| *byte == 0), "nothing of the secret is left");
}

#[test]
fn wrong_names_counters_and_t0_are_refused_when_written() {
    let Read { secret, parameters, .. } = read(URI.as_bytes()).unwrap();
    assert_eq!(written(&secret, &parameters, 0, "A:B", "alice"), Err(MFA_ERROR_LABEL_COLON));
    assert_eq!(written(&secret, &parameters, 0, "ACME", ""), Err(MFA_ERROR_LABEL_EMPTY));
    assert_eq!(written(&secret, &parameters, 0, "ACME", "alice "), Err(MFA_ERROR_LABEL_SPACE));
    assert_eq!(written(&secret, &parameters, 0, "\u{202e}", "alice"), Err(MFA_ERROR_LABEL_UNPRINTABLE));
    let shifted = mfa_parameters { t0: 1, ..parameters };
    assert_eq!(written(&secret, &shifted, 0, "ACME", "alice"), Err(MFA_ERROR_URI_T0));
    let counted = mfa_parameters { kind: MFA_HOTP, ..parameters };
    assert_eq!(written(&secret, &counted, u64::MAX, "ACME", "alice"), Err(MFA_ERROR_COUNTER));
    assert_eq!(
        written(&secret, &counted, 5, "", "alice").unwrap(),
        "otpauth://hotp/alice?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&counter=5"
    );
}

#[test]
fn arguments_are_checked_and_outputs_are_safe_before_anything_is_read() {
    let (mut secret, mut parameters, mut start) = (read(URI.as_bytes()).unwrap().secret, parameters(), 7);
    let (secret, out, from) = (&raw mut *secret, &raw mut parameters, &raw mut start);
    let (uri, size) = (URI.as_ptr().cast(), URI.len());
    // SAFETY: good pointers, or such as the library refuses.
    unsafe {
        assert_eq!(mfa_uri_read(null_mut(), out, from, uri, size), MFA_ARGUMENT_NULL - 1);
        assert_eq!(mfa_uri_read(secret, null_mut(), from, uri, size), MFA_ARGUMENT_NULL - 2);
        assert_eq!(mfa_uri_read(secret, out, null_mut(), uri, size), MFA_ARGUMENT_NULL - 3);
        assert_eq!(mfa_uri_read(secret, out, from, null(), 3), MFA_ARGUMENT_NULL - 4);
        assert_eq!(mfa_uri_read(secret, out, from, null(), 0), MFA_ERROR_URI_SCHEME);
        assert_eq!(mfa_uri_read(secret, out, from, [0xff_u8].as_ptr().cast(), 1), MFA_ARGUMENT_TEXT - 4);
        assert_eq!(start, 0);
        let mut same = 7;
        assert_eq!(mfa_secret_same(secret, secret, &raw mut same), MFA_ARGUMENT_UNSET - 1, "it is none any more");
        for which in [0, 5] {
            assert_eq!(mfa_uri_name(uri, size, which, null_mut(), 0, null_mut()), MFA_ARGUMENT_VALUE - 3);
        }
        let mut length = 0;
        let told = mfa_uri_name(uri, size, MFA_URI_ACCOUNT, null_mut(), 0, &raw mut length);
        assert_eq!((told, length), (MFA_ARGUMENT_TOO_SMALL - 4, 5));
        let short = mfa_parameters { size: 3, ..*out };
        let mut short = short;
        assert_eq!(mfa_uri_read(secret, &raw mut short, from, uri, size), MFA_ARGUMENT_SIZE - 2);
    }
}
