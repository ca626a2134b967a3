//! OCRA once more, as naively as can be, with strings, vectors and somebody else's HMAC: what the engine is compared with.

use mfa_core::{Algorithm, Ocra, OcraInputs, OcraPinHash, OcraQuestion, OcraSuite, OcraTime, Secret, UnixTime};
use proptest::prelude::*;
use proptest::string::string_regex;

use super::{FORMATS, HASHES};

/// A suite, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Suite {
    pub(crate) algorithm: Algorithm,
    pub(crate) digits: u32,
    pub(crate) counter: bool,
    pub(crate) format: char,
    /// The most characters of a question, as they are written.
    pub(crate) most: String,
    pub(crate) pin_hash: Option<Algorithm>,
    pub(crate) session: Option<usize>,
    pub(crate) time_step: Option<(u64, char)>,
}

impl Suite {
    /// With a question and nothing else.
    pub(crate) fn plain() -> Self {
        Self {
            algorithm: Algorithm::Sha1,
            digits: 6,
            counter: false,
            format: 'N',
            most: "08".to_owned(),
            pin_hash: None,
            session: None,
            time_step: None,
        }
    }

    /// As what the engine says it read.
    pub(crate) fn of(suite: &OcraSuite) -> Self {
        let format = FORMATS.iter().find(|(_, format)| *format == suite.question_format()).unwrap().0;
        let most = suite.longest_question();
        let in_two_digits = suite.as_str().contains(&format!(":Q{format}{most:02}"))
            || suite.as_str().contains(&format!("-Q{format}{most:02}"));
        Self {
            algorithm: suite.algorithm(),
            digits: suite.digits() as u32,
            counter: suite.takes_counter(),
            format,
            most: if in_two_digits { format!("{most:02}") } else { most.to_string() },
            pin_hash: suite.pin_hash(),
            session: suite.session_length(),
            time_step: suite.time_step().map(|step| match u64::from(step.count()) {
                seconds @ ..60 => (seconds, 'S'),
                seconds @ ..3600 => (seconds / 60, 'M'),
                seconds => (seconds / 3600, 'H'),
            }),
        }
    }

    pub(crate) fn text(&self) -> String {
        let Self { digits, format, most, .. } = self;
        let mut text = format!("OCRA-1:HOTP-{}-{digits}:", name(self.algorithm));
        if self.counter {
            text += "C-";
        }
        text += &format!("Q{format}{most}");
        if let Some(algorithm) = self.pin_hash {
            text += &format!("-P{}", name(algorithm));
        }
        if let Some(length) = self.session {
            text += &format!("-S{length:03}");
        }
        if let Some((count, unit)) = self.time_step {
            text += &format!("-T{count}{unit}");
        }
        text
    }

    pub(crate) fn parsed(&self) -> OcraSuite {
        super::suite(&self.text())
    }
}

/// What a response is computed from: what the suite does not take is not given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) counter: u64,
    pub(crate) question: String,
    pub(crate) own_question: Option<String>,
    pub(crate) pin: String,
    pub(crate) session: Vec<u8>,
    pub(crate) time: OcraTime,
}

impl Given {
    pub(crate) fn plain() -> Self {
        Self {
            counter: 0,
            question: "12345678".to_owned(),
            own_question: None,
            pin: String::new(),
            session: Vec::new(),
            time: OcraTime::Step(0),
        }
    }

    /// What the engine answers.
    pub(crate) fn answered(&self, key: &[u8], suite: &Suite) -> String {
        let parsed = suite.parsed();
        let question = |text| OcraQuestion::new(parsed.question_format(), text).unwrap();
        let pin_hash = suite.pin_hash.map(|algorithm| OcraPinHash::of(&self.pin, algorithm).unwrap());
        let inputs = OcraInputs {
            counter: suite.counter.then_some(self.counter),
            question: question(&self.question),
            own_question: self.own_question.as_deref().map(question),
            pin_hash: pin_hash.as_ref(),
            session: suite.session.map(|_| &*self.session),
            time: suite.time_step.map(|_| self.time),
        };
        let ocra = Ocra::new(&Secret::import(key).unwrap(), parsed).unwrap();
        ocra.response(&inputs).unwrap().to_string()
    }

    /// What it should answer.
    pub(crate) fn expected(&self, key: &[u8], suite: &Suite) -> String {
        response(suite.algorithm, key, &self.message(suite), suite.digits)
    }

    fn message(&self, suite: &Suite) -> Vec<u8> {
        let mut message = suite.text().into_bytes();
        message.push(0);
        if suite.counter {
            message.extend(self.counter.to_be_bytes());
        }
        let questions = self.question.clone() + self.own_question.as_deref().unwrap_or("");
        message.extend(match suite.format {
            'N' => numeric_block(&questions),
            'H' => block_of_hexadecimal(&questions),
            _ => filled_up(questions.into_bytes()),
        });
        if let Some(algorithm) = suite.pin_hash {
            message.extend(hash(algorithm, self.pin.as_bytes()));
        }
        if let Some(length) = suite.session {
            message.extend(vec![0; length - self.session.len()]);
            message.extend(&self.session);
        }
        if let Some((count, unit)) = suite.time_step {
            let seconds =
                count * [('S', 1), ('M', 60), ('H', 3600)].iter().find(|(letter, _)| *letter == unit).unwrap().1;
            let step = match self.time {
                OcraTime::At(time) => time.seconds() / seconds,
                OcraTime::Step(step) => step,
            };
            message.extend(step.to_be_bytes());
        }
        message
    }
}

/// The response to a whole message.
pub(crate) fn response(algorithm: Algorithm, key: &[u8], message: &[u8], digits: u32) -> String {
    let tag = match algorithm {
        Algorithm::Sha1 => hmac_sha1_compact::HMAC::mac(message, key).to_vec(),
        Algorithm::Sha256 => hmac_sha256::HMAC::mac(message, key).to_vec(),
        Algorithm::Sha512 => hmac_sha512::HMAC::mac(message, key).to_vec(),
    };
    let offset = usize::from(tag[tag.len() - 1] % 16);
    let value = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) % (1 << 31);
    let width = digits as usize;
    format!("{:0width$}", u64::from(value) % 10_u64.pow(digits))
}

pub(crate) fn hash(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::Sha1 => hmac_sha1_compact::Hash::hash(bytes).to_vec(),
        Algorithm::Sha256 => hmac_sha256::Hash::hash(bytes).to_vec(),
        Algorithm::Sha512 => hmac_sha512::Hash::hash(bytes).to_vec(),
    }
}

/// A decimal number in 128 bytes: divided by 16 on paper, again and again, until nothing is left.
pub(crate) fn numeric_block(decimal: &str) -> Vec<u8> {
    let mut number: Vec<u32> = decimal.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
    let mut hexadecimal = String::new();
    while number.iter().any(|digit| *digit != 0) {
        let mut rest = 0;
        for digit in &mut number {
            let next = rest * 10 + *digit;
            (*digit, rest) = (next / 16, next % 16);
        }
        hexadecimal.insert(0, char::from_digit(rest, 16).unwrap());
    }
    block_of_hexadecimal(&hexadecimal)
}

/// As the RFC's reference implementation does it: zeros behind the text until it has 256 characters.
fn block_of_hexadecimal(hexadecimal: &str) -> Vec<u8> {
    let text = format!("{hexadecimal:0<256}");
    (0..256).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn filled_up(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(128, 0);
    bytes
}

fn name(algorithm: Algorithm) -> &'static str {
    HASHES.iter().find(|(_, known)| *known == algorithm).unwrap().0
}

/// Whether text is a suite: each part is in a list of everything that it can be.
pub(crate) fn is_suite(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    let [version, function, inputs] = parts[..] else { return false };
    let hashes = || HASHES.iter().map(|(name, _)| name);
    let is_function = hashes().any(|hash| (4..=10).any(|digits| function == format!("HOTP-{hash}-{digits}")));
    let mut inputs = inputs.split('-').peekable();
    inputs.next_if(|input| *input == "C");
    let has_question = inputs
        .next_if(|input| {
            lengths().any(|most| ["QA", "QN", "QH"].map(|q| q.to_owned() + &most).contains(&input.to_string()))
        })
        .is_some();
    inputs.next_if(|input| hashes().any(|hash| *input == format!("P{hash}")));
    inputs.next_if(|input| (1..=512).any(|length| *input == format!("S{length:03}")));
    inputs.next_if(|input| time_steps().any(|(count, unit)| *input == format!("T{count}{unit}")));
    version == "OCRA-1" && is_function && has_question && inputs.next().is_none()
}

/// Every way to write the length of a question.
fn lengths() -> impl Iterator<Item = String> {
    (4..=64).map(|most| format!("{most:02}")).chain((4..=9).map(|most| most.to_string()))
}

fn time_steps() -> impl Iterator<Item = (u64, char)> {
    let up_to = |most, unit| (1..=most).map(move |count| (count, unit));
    up_to(59, 'S').chain(up_to(59, 'M')).chain(up_to(48, 'H'))
}

/// Every value of every part of a suite, each with some of the others.
pub(crate) fn all_suites() -> Vec<Suite> {
    let mut suites = Vec::new();
    for (_, algorithm) in HASHES {
        for digits in 4..=10 {
            for counter in [false, true] {
                let suite = Suite { algorithm, digits, counter, ..Suite::plain() };
                for pin_hash in [None, Some(Algorithm::Sha1), Some(Algorithm::Sha256), Some(Algorithm::Sha512)] {
                    suites.extend((1..=512).step_by(digits as usize).map(|session| Suite {
                        pin_hash,
                        session: Some(session),
                        ..suite.clone()
                    }));
                    suites.extend(time_steps().map(|step| Suite { pin_hash, time_step: Some(step), ..suite.clone() }));
                }
                for (format, _) in FORMATS {
                    suites.extend(lengths().map(|most| Suite { format, most, ..suite.clone() }));
                }
            }
        }
    }
    suites.extend((1..=512).map(|session| Suite { session: Some(session), ..Suite::plain() }));
    suites
}

pub(crate) fn any_suite() -> impl Strategy<Value = Suite> {
    let algorithm = || prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
    let lengths: Vec<_> = lengths().collect();
    let time_steps: Vec<_> = time_steps().collect();
    (
        (algorithm(), 4..=10_u32, any::<bool>()),
        (prop::sample::select(vec!['A', 'N', 'H']), prop::sample::select(lengths)),
        prop::option::of(algorithm()),
        prop::option::of(1..=512_usize),
        prop::option::of(prop::sample::select(time_steps)),
    )
        .prop_map(|((algorithm, digits, counter), (format, most), pin_hash, session, time_step)| Suite {
            algorithm,
            digits,
            counter,
            format,
            most,
            pin_hash,
            session,
            time_step,
        })
}

/// A suite and what it takes.
pub(crate) fn any_case() -> impl Strategy<Value = (Suite, Given)> {
    any_suite().prop_flat_map(|suite| {
        let characters = match suite.format {
            'N' => "[0-9]",
            'H' => "[0-9a-fA-F]",
            _ => "[!-~]",
        };
        let question = || string_regex(&format!("{characters}{{4,{}}}", suite.most)).unwrap();
        let time = prop_oneof![
            (0..=UnixTime::MAX.seconds()).prop_map(|seconds| OcraTime::At(UnixTime::new(seconds).unwrap())),
            any::<u64>().prop_map(OcraTime::Step),
        ];
        let given = (
            any::<u64>(),
            question(),
            prop::option::of(question()),
            any::<String>(),
            prop::collection::vec(any::<u8>(), 0..=suite.session.unwrap_or(0)),
            time,
        );
        let given = given.prop_map(|(counter, question, own_question, pin, session, time)| Given {
            counter,
            question,
            own_question,
            pin,
            session,
            time,
        });
        (Just(suite), given)
    })
}

/// Parts of suites, right ones and wrong ones, in any order: often a suite, more often nearly one.
pub(crate) fn nearly_a_suite() -> impl Strategy<Value = String> {
    let beginnings = ["OCRA-1:HOTP-SHA1-6:", "OCRA-1:HOTP-SHA512-10:", "OCRA-1:HOTP-SHA256-0:", "OCRA-1:", ""];
    let inputs = [
        "C", "QN08", "QA8", "QH64", "PSHA1", "PSHA512", "S064", "S512", "T1M", "T48H", "QN3", "QN65", "C1", "P", "S64",
        "T60S", "T0H", "", ":", "X",
    ];
    let inputs = prop::collection::vec(prop::sample::select(inputs.to_vec()), 0..6);
    (prop::sample::select(beginnings.to_vec()), inputs, any::<bool>()).prop_map(|(beginning, mut inputs, sorted)| {
        if sorted {
            // In the order of the message.
            inputs.sort_by_key(|input| "CQPST".find(input.chars().next().unwrap_or('T')));
            inputs.dedup_by_key(|input| input.chars().next());
        }
        beginning.to_owned() + &inputs.join("-")
    })
}
