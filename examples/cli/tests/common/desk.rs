//! The help desk once more, with somebody else's HMAC: PINs and responses by OCRA (RFC 6287), and Damm's check digit by
//! its published table.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

/// The table in Damm's thesis (2004).
const DAMM: [&str; 10] = [
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
];

pub fn with_check_digit(eight: &str) -> String {
    let place = |digit: char| digit.to_digit(10).unwrap() as usize;
    let check = eight.chars().fold('0', |row, digit| DAMM[place(row)].chars().nth(place(digit)).unwrap());
    format!("{}-{}-{}{check}", &eight[..3], &eight[3..6], &eight[6..])
}

/// The PIN of a device for the ten seconds that a time falls into.
pub fn pin(key: &[u8], device: &str, now: u64) -> String {
    let mut message = b"OCRA-1:HOTP-SHA256-8:QA64-T10S\0".to_vec();
    let mut question = device.as_bytes().to_vec();
    question.resize(128, 0);
    message.extend(question);
    message.extend((now / 10).to_be_bytes());
    nine_digits(key, &message)
}

/// The response to a challenge as it is shown.
pub fn response(key: &[u8], challenge: &str) -> String {
    let number: u32 = challenge.replace('-', "")[..8].parse().unwrap();
    let mut message = b"OCRA-1:HOTP-SHA256-8:QN08\0".to_vec();
    // A numeric question is its hexadecimal digits, filled up on the right.
    let hexadecimal = format!("{:0<256}", format!("{number:x}"));
    message.extend((0..256).step_by(2).map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()));
    nine_digits(key, &message)
}

fn nine_digits(key: &[u8], message: &[u8]) -> String {
    let tag = hmac_sha256::HMAC::mac(message, key);
    let offset = usize::from(tag[31] & 0xf);
    let value = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    with_check_digit(&format!("{:08}", value % 100_000_000))
}
