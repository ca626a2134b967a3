//! Somebody with an authenticator, a recovery key and a recovery code, all random: what is told to a subject, and what is
//! looked for afterwards.

use hmac::{Hmac, KeyInit as _, Mac as _};
use mfa_core::*;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::inputs::{ALGORITHMS, DEVICE, Inputs, put, text};
use crate::needles::{Needle, Needles};
use seeded::Random;

const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

macro_rules! tag {
    ($hash:ty, $key:expr, $parts:expr) => {{
        let mut hmac = Hmac::<$hash>::new_from_slice($key).expect("any length");
        let parts: &[&[u8]] = $parts;
        parts.iter().for_each(|part| hmac.update(part));
        hmac.finalize().into_bytes().to_vec()
    }};
}

pub struct Someone {
    pub inputs: Box<Inputs>,
    pub needles: Vec<Needle>,
}

impl Someone {
    /// Somebody whose codes and PINs are nothing that is in any memory: no small numbers, and not few digits over and over.
    pub fn remarkable(random: &mut Random, algorithm: usize, now: u64) -> Self {
        loop {
            let inputs = drawn(random, algorithm, now);
            let spelled = [&inputs.code, &inputs.wrong_code, &inputs.pin, &inputs.response];
            if spelled.iter().all(|digits| is_remarkable(text(*digits))) {
                let needles = needles(&inputs);
                let mut someone = Self { inputs, needles };
                someone.plant();
                return someone;
            }
        }
    }

    /// All that is looked for, one behind the other and each where a number would stand.
    fn plant(&mut self) {
        let mut end = 0;
        for needle in &self.needles {
            self.inputs.planted[end..end + needle.bytes.len()].copy_from_slice(&needle.bytes);
            end += needle.bytes.len().next_multiple_of(8);
        }
        self.inputs.planted_length = end as u64;
    }
}

fn is_remarkable(digits: &str) -> bool {
    let mut seen: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).collect();
    let leads = seen[0] != b'0';
    seen.sort_unstable();
    seen.dedup();
    leads && seen.len() >= 5
}

fn drawn(random: &mut Random, algorithm: usize, now: u64) -> Box<Inputs> {
    let mut inputs = Inputs::boxed();
    inputs.now = now;
    inputs.algorithm = algorithm as u64 + 1;
    inputs.key = random.bytes();
    inputs.recovery_key = random.bytes();
    inputs.code_random = random.bytes();
    authenticator(&mut inputs);
    recovery(&mut inputs, random);
    recovery_code(&mut inputs);
    inputs
}

fn authenticator(inputs: &mut Inputs) {
    let parameters = Parameters { algorithm: inputs.algorithm(), digits: Digits::Eight, ..Parameters::TOTP };
    let secret = Secret::import(&inputs.key).expect("32 bytes");
    let credential = Credential::new(&secret, parameters).expect("supported");
    let nobody = Person::<1>::without_authenticators(Standing::NEW);
    let added = nobody.add(&credential, credential.beginning()).expect("new").commit(|next| {
        inputs.state = *next.state().expect("one").as_bytes();
        Commit::Stored
    });
    added.expect("stored");
    secret.to_base32(|shown| put(&mut inputs.setup_key, shown));
    let label = Label::new(Some("Example"), "alice").expect("allowed");
    let mut uri = String::new();
    let written = SetupUri::new(label, &secret, &parameters, credential.beginning()).expect("one");
    written.write_to(&mut uri).expect("room");
    put(&mut inputs.uri, &uri);
    let shown = |steps: u64| {
        let at = UnixTime::new(inputs.now + 30 * steps).expect("in range");
        credential.code_at(at).expect("time-based").code.as_str().to_owned()
    };
    let codes = [shown(0), shown(1), shown(1000)];
    put(&mut inputs.code, &codes[0]);
    put(&mut inputs.next_code, &codes[1]);
    put(&mut inputs.wrong_code, &codes[2]);
}

fn recovery(inputs: &mut Inputs, random: &mut Random) {
    let key = RecoveryKey::from_random(inputs.recovery_key);
    let device = DeviceId::new(DEVICE).expect("allowed");
    let now = UnixTime::new(inputs.now).expect("in range");
    put(&mut inputs.pin, issue(&key, &device, now).expect("issued").pin.as_str());
    let begun = Recovery::begin(&key, &device).expect("begun").commit(|next| {
        inputs.recovery_record = *next.record().as_bytes();
        Commit::Stored
    });
    begun.expect("stored");
    let record = SealedRecovery::from_bytes(inputs.recovery_record);
    let opened = Recovery::open(&key, &device, &record).expect("intact");
    let shown = opened.challenge(random.bytes(), &ON).expect("drawn").commit(|next| {
        inputs.challenged_record = *next.record().as_bytes();
        Commit::Stored
    });
    let Ok(RecoveryChallenge::Shown(challenge)) = shown else { panic!("no challenge") };
    put(&mut inputs.challenge, challenge.as_str());
    put(&mut inputs.response, respond(&key, &challenge).expect("answered").as_str());
}

fn recovery_code(inputs: &mut Inputs) {
    let code = RecoveryCode::from_random(&inputs.code_random).expect("ten bytes");
    put(&mut inputs.recovery_code, code.as_str());
    let begun = RecoveryCodes::begin(&[code], [3; 16], None).expect("one").commit(|next| {
        inputs.codes_record = *next.record().as_bytes();
        Commit::Stored
    });
    begun.expect("stored");
}

/// Every form in which any of it would be found. Tags are computed beside the engine, and held against its digits.
fn needles(inputs: &Inputs) -> Vec<Needle> {
    let mut needles = Needles::default();
    let algorithm = usize::try_from(inputs.algorithm).expect("small") - 1;
    needles.key("key", &inputs.key, ALGORITHMS[algorithm]);
    needles.text("key as text", text(&inputs.setup_key));
    let groups: Vec<&str> =
        text(&inputs.setup_key).as_bytes().chunks(4).map(|four| str::from_utf8(four).expect("ASCII")).collect();
    needles.text("key as text", &groups.join(" "));
    needles.whole("URI", text(&inputs.uri));

    let message = (inputs.now / 30).to_be_bytes();
    let tag = match algorithm {
        0 => tag!(Sha1, &inputs.key, &[&message]),
        1 => tag!(Sha256, &inputs.key, &[&message]),
        _ => tag!(Sha512, &inputs.key, &[&message]),
    };
    assert_eq!(truncated(&tag), text(&inputs.code), "the tag is the code's");
    needles.tag("tag", &tag, ALGORITHMS[algorithm]);
    needles.digits("code", text(&inputs.code));
    needles.digits("code", text(&inputs.wrong_code));

    needles.key("recovery key", &inputs.recovery_key, Algorithm::Sha256);
    RecoveryKey::from_random(inputs.recovery_key).to_base32(|shown| needles.text("recovery key as text", shown));
    let tag = tag!(
        Sha256,
        &inputs.recovery_key,
        &[b"OCRA-1:HOTP-SHA256-8:QA64-T10S\0", &padded(DEVICE.as_bytes()), &(inputs.now / 10).to_be_bytes()]
    );
    let pin = without_dashes(text(&inputs.pin));
    assert_eq!(truncated(&tag), pin[..8], "the tag is the PIN's");
    needles.tag("PIN's tag", &tag, Algorithm::Sha256);
    needles.digits("PIN", &pin);
    needles.text("PIN", text(&inputs.pin));

    let challenge: u64 = without_dashes(text(&inputs.challenge))[..8].parse().expect("digits");
    let question = padded(&hexadecimal(challenge));
    let tag = tag!(Sha256, &inputs.recovery_key, &[b"OCRA-1:HOTP-SHA256-8:QN08\0", &question]);
    let response = without_dashes(text(&inputs.response));
    assert_eq!(truncated(&tag), response[..8], "the tag is the response's");
    needles.tag("response's tag", &tag, Algorithm::Sha256);
    needles.digits("response", &response);
    needles.text("response", text(&inputs.response));

    needles.text("recovery code", text(&inputs.recovery_code));
    needles.text("recovery code", &without_dashes(text(&inputs.recovery_code)));
    needles.bytes("recovery code", &inputs.code_random);
    needles.all()
}

/// RFC 4226, section 5.3, to eight digits.
fn truncated(tag: &[u8]) -> String {
    let at = usize::from(tag[tag.len() - 1] & 0xf);
    let four = tag[at..at + 4].try_into().expect("four bytes");
    format!("{:08}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 100_000_000)
}

/// RFC 6287, section 5.1: a question has 128 bytes.
fn padded(question: &[u8]) -> [u8; 128] {
    let mut bytes = [0; 128];
    bytes[..question.len()].copy_from_slice(question);
    bytes
}

/// A numeric question: hexadecimal, with a zero behind it where the last byte is half.
fn hexadecimal(number: u64) -> Vec<u8> {
    let mut digits = format!("{number:X}");
    if digits.len() % 2 == 1 {
        digits.push('0');
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")).collect()
}

fn without_dashes(text: &str) -> String {
    text.replace('-', "")
}
