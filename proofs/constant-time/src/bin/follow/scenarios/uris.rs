//! otpauth URIs: the secret in one is followed, wherever it stands and however it is written; all else is public.

use constant_time::people::*;
use constant_time::valgrind::{partly_secret, secret};
use mfa_core::*;

use crate::tally::must;

const SECRET: &str = "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ";

pub(super) fn follow() {
    let read = |before: &str, secret: &str, behind: &str| {
        let uri = partly_secret(&format!("{before}{secret}{behind}"), secret);
        Otpauth::parse(&uri).map(|read| read.credential().map(|credential| shown(&credential, 1).len()))
    };
    let encoded = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let spaced = SECRET.to_lowercase().replace('j', "+j").replace('w', "w%20-");
    for secret in [SECRET, &encoded, &spaced] {
        let found = read("otpauth://totp/ACME%20Co:alice?issuer=ACME%20Co&secret=", secret, "&digits=8&period=60");
        must("a URI with its secret in the middle", found.is_ok());
        must("a URI with its secret in the end", read("otpauth://totp/alice?secret=", secret, "").is_ok());
        let found = read(" otpauth://hotp/alice?counter=7&secret=", secret, "&algorithm=SHA256&unknown=%zz ");
        must("a URI that is counter-based", found.is_ok());
    }
    for (secret, behind) in
        [(SECRET, "&secret=MFRGGZDFMZTWQ2LK"), (&SECRET[..9], ""), ("HXDMVJECJJWSRB31", ""), (SECRET, "#x")]
    {
        must("a URI that is refused", read("otpauth://totp/alice?secret=", secret, behind).is_err());
    }
    must("a URI with broken encoding", read("otpauth://totp/alice?secret=", "HXDMVJECJJWSRB3%4", "").is_err());
    written();
}

fn written() {
    let secret = Secret::import(&secret(key(0))).expect("32 bytes");
    let label = Label::new(Some("ACME Co"), "alice@example.com").expect("allowed");
    for moving in kinds() {
        let parameters = Parameters { moving, ..Parameters::TOTP };
        let start = credential(&key(0), parameters).beginning();
        let mut text = String::with_capacity(SetupUri::LONGEST);
        let uri = SetupUri::new(label, &secret, &parameters, start).expect("from 1970");
        must("a URI that is written", uri.write_to(&mut text).is_ok());
    }
}
