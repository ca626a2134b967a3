//! Text that is secret: base32, codes with whatever people type between the digits, and what is none of it.

use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

pub(super) fn follow() {
    base32();
    codes();
    one_prompt();
}

fn base32() {
    for text in [
        "gezd gnbv-GY3T QOJQ GEZDGNBV",
        "GEZDGNBVGY3TQOJQGE======",
        "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",
        "mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpjqq",
    ] {
        must("base32 that is read", Secret::from_base32(&secret_text(text)).is_ok());
    }
    for text in ["GEZDGNBVGY3TQOJ1", "GEZDGNBVGY3TQOJQG", "GEZDGNBVGY3TQOJQGE=====", "GEZD=NBVGY3TQOJQ", "GEZDGNBV"] {
        must("base32 that is refused", Secret::from_base32(&secret_text(text)).is_err());
    }
    for secret in [Secret::import(&secret([7; 10])), Secret::issue(&secret([7; 20])), Secret::import(&secret([7; 128]))]
    {
        let secret = secret.expect("10 to 128 bytes");
        must("base32 that is written", secret.to_base32(|text| text.len()) >= 16);
        must("a secret that is copied", secret.same_as(&secret.clone()));
    }
}

fn codes() {
    for text in ["123456", "012 345", " 000-000 ", "1234567890"] {
        must("a code that is read", Code::parse(&secret_text(text)).is_ok());
    }
    for text in ["12345", "12345678901", "12345a", "123+456", "", "- -"] {
        must("no code", Code::parse(&secret_text(text)).is_err());
    }
    for text in ["0W3G-E1R7-0W3G-E1R7", "ow3ge1r7 ow3geir7", "olil-olil-olil-olil-OLIL-0110"] {
        must("a recovery code that is read", RecoveryCode::parse(&secret_text(text)).is_ok());
    }
    for text in ["0W3G-E1R7-0W3G-E1RU", "0W3G-E1R7", "0W3G-E1R7-0W3G-E1R!"] {
        must("no recovery code", RecoveryCode::parse(&secret_text(text)).is_err());
    }
}

/// What is typed where a code, a PIN and a recovery code are asked for together.
fn one_prompt() {
    let recovery = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    let read = |text: &str| Typed::parse(&secret_text(text), &recovery, &RecoveryCodesPolicy::DEFAULT);
    must("a code at one prompt", matches!(read("081 804"), Ok(Typed::Code(_))));
    must("a PIN at one prompt", matches!(read("123-456-786"), Ok(Typed::Pin(_))));
    must("a slip at one prompt", matches!(read("132-456-786"), Err(TypedError::Pin { .. })));
    must("a recovery code at one prompt", matches!(read("ow3ge1r7 ow3geir7"), Ok(Typed::RecoveryCode(_))));
    must("nothing known at one prompt", read("0w3g!").is_err());
}
