//! Recovery once more, as naively as can be: PINs and responses with strings and somebody else's HMAC, and the record as
//! the design tells it, in wide integers.

use super::ladder::{Barred, Ladder, Limits, Rejection};

/// The published table of Damm's check digit.
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

pub(crate) fn with_check_digit(eight: &str) -> String {
    let check = eight.chars().fold('0', |row, digit| {
        let place = |digit: char| digit.to_digit(10).unwrap() as usize;
        DAMM[place(row)].chars().nth(place(digit)).unwrap()
    });
    format!("{eight}{check}")
}

/// The nine digits of a PIN.
pub(crate) fn pin(key: &[u8], device: &str, step: u64) -> String {
    let mut message = b"OCRA-1:HOTP-SHA256-8:QA64-T10S\0".to_vec();
    let mut question = device.as_bytes().to_vec();
    question.resize(128, 0);
    message.extend(question);
    message.extend(step.to_be_bytes());
    nine_digits(key, &message)
}

/// The nine digits of the response to a challenge.
pub(crate) fn response(key: &[u8], challenge: u32) -> String {
    let mut message = b"OCRA-1:HOTP-SHA256-8:QN08\0".to_vec();
    let hexadecimal = format!("{:0<256}", format!("{challenge:x}"));
    message.extend((0..256).step_by(2).map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()));
    nine_digits(key, &message)
}

fn nine_digits(key: &[u8], message: &[u8]) -> String {
    let tag = hmac_sha256::HMAC::mac(message, key);
    let offset = usize::from(tag[31] % 16);
    let value = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) % (1 << 31);
    with_check_digit(&format!("{:08}", value % 100_000_000))
}

pub(crate) type Number = i128;

/// What an administrator says, for the model.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) is_on: bool,
    pub(crate) tolerance: Number,
    pub(crate) minutes: Number,
    pub(crate) uses: Number,
    pub(crate) any_passes: bool,
    pub(crate) limits: Limits,
}

impl Rules {
    /// Eight digits, tried against 12 steps before now, now, the tolerance to each side, and the PIN of the open grant.
    pub(crate) fn limits(&self) -> Limits {
        self.limits.among(8, 14 + 2 * ((self.tolerance + 9) / 10))
    }
}

/// What an attempt is told, in words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// By what, until when, how many uses left, how many failures before.
    Accepted(&'static str, Option<(Number, Number)>, Number),
    Rejected(Rejection),
    Locked(Number),
    Closed,
    NoChallenge,
    PinNeeded,
    Off,
    Shown(String),
    Open(Option<(Number, Number)>),
    /// An administrator did something, which is always written.
    Done,
}

/// What the clocks show: wall clock, and boot and uptime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clocks {
    pub(crate) now: Number,
    pub(crate) uptime: Option<(Number, Number)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    pub(crate) next: Number,
    pub(crate) ladder: Ladder,
    pub(crate) grant: Option<Grant>,
    /// Number and failures.
    pub(crate) challenge: Option<(u32, Number)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grant {
    /// The PIN or response that it began with.
    pub(crate) text: String,
    /// The boot, if it is on the uptime's clock.
    pub(crate) boot: Option<Number>,
    pub(crate) start: Number,
    pub(crate) seen: Number,
    pub(crate) length: Number,
    pub(crate) uses: Number,
}

impl Record {
    /// What the clock of the grant shows, if it is there; and whether the grant is over.
    fn grant_time(&self, clocks: Clocks, rules: &Rules) -> (Option<Number>, bool) {
        let Some(grant) = &self.grant else { return (None, false) };
        let shown = match (grant.boot, clocks.uptime) {
            (None, _) => clocks.now,
            (Some(_), None) => return (None, false),
            (Some(boot), Some((other, _))) if boot != other => return (None, true),
            (Some(_), Some((_, seconds))) => seconds,
        };
        (Some(shown), shown >= grant.start + grant.length.min(rules.minutes * 60))
    }

    fn forget_ended(&mut self, clocks: Clocks, rules: &Rules) {
        if self.grant_time(clocks, rules).1 {
            self.grant = None;
        }
    }

    /// Until when and for how many logins, if it is open.
    pub(crate) fn open(&self, clocks: Clocks, rules: &Rules) -> Option<(Number, Number)> {
        let (Some(shown), false) = self.grant_time(clocks, rules) else { return None };
        let grant = self.grant.as_ref().unwrap();
        let uses = grant.uses.min(rules.uses - 1);
        let is_open = rules.is_on && uses > 0 && shown >= grant.start && shown >= grant.seen;
        let end = grant.start + grant.length.min(rules.minutes * 60);
        is_open.then_some((clocks.now + end - shown, uses))
    }

    fn fail(&mut self, now: Number, rules: &Rules, replayed: bool) -> Told {
        Told::Rejected(self.ladder.fail(now, &rules.limits(), replayed))
    }

    fn accept(&mut self, by: &'static str, open: Option<(Number, Number)>) -> Told {
        Told::Accepted(by, open.filter(|(_, uses)| *uses > 0), self.ladder.clear())
    }

    fn barred(&mut self, now: Number, rules: &Rules) -> Option<Told> {
        self.ladder.barred(now, &rules.limits()).map(|barred| match barred {
            Barred::Locked(until) => Told::Locked(until),
            Barred::Closed => Told::Closed,
        })
    }

    fn use_grant(&mut self, clocks: Clocks, open: (Number, Number)) -> Option<(Number, Number)> {
        let grant = self.grant.as_mut().unwrap();
        grant.seen = if grant.boot.is_some() { clocks.uptime.unwrap().1 } else { clocks.now };
        grant.uses = open.1 - 1;
        Some((open.0, open.1 - 1))
    }

    pub(crate) fn redeem(
        &mut self,
        clocks: Clocks,
        typed: &str,
        rules: &Rules,
        pin_of: impl Fn(Number) -> String,
    ) -> Told {
        if !rules.is_on {
            return Told::Off;
        }
        self.forget_ended(clocks, rules);
        if let Some(barred) = self.barred(clocks.now, rules) {
            return barred;
        }
        if let Some(open) = self.open(clocks, rules) {
            let grant = self.grant.as_ref().unwrap();
            if grant.text == typed {
                let left = self.use_grant(clocks, open);
                return self.accept("same", left);
            }
        }
        let (step, off) = (clocks.now / 10, (rules.tolerance + 9) / 10);
        let matching: Vec<Number> =
            (step - 12 - off..=step + off).filter(|step| *step >= 0 && pin_of(*step) == typed).collect();
        match matching.iter().find(|step| **step >= self.next) {
            Some(step) => {
                self.next = step + 1;
                let (start, length) = (clocks.now, rules.minutes * 60);
                let text = typed.to_owned();
                self.grant = Some(Grant { text, boot: None, start, seen: start, length, uses: rules.uses - 1 });
                self.accept("pin", Some((start + length, rules.uses - 1)))
            }
            None => self.fail(clocks.now, rules, !matching.is_empty()),
        }
    }

    pub(crate) fn pass(&mut self, clocks: Clocks, rules: &Rules) -> Told {
        if !rules.is_on {
            return Told::Off;
        }
        self.forget_ended(clocks, rules);
        match self.open(clocks, rules) {
            Some(open) if rules.any_passes => {
                let left = self.use_grant(clocks, open);
                Told::Accepted("grant", left.filter(|(_, uses)| *uses > 0), self.ladder.failures)
            }
            _ => Told::PinNeeded,
        }
    }

    /// What is left of it when the key or the device becomes another one: a PIN that was used stays used under its key.
    pub(crate) fn rekey(&mut self, is_same_key: bool) {
        let next = if is_same_key { self.next } else { 0 };
        *self = Self { next, ladder: self.ladder, ..Self::default() };
    }

    pub(crate) fn look(&mut self, clocks: Clocks, rules: &Rules) -> Told {
        self.forget_ended(clocks, rules);
        Told::Open(self.open(clocks, rules))
    }

    pub(crate) fn challenge(&mut self, random: u64, rules: &Rules) -> Told {
        if !rules.is_on {
            return Told::Off;
        }
        // The one of all that are not divisible by 16 that the number points to.
        let index = (u128::from(random) * 84_375_000) >> 64;
        let drawn = 10_000_000 + (index / 15 * 16 + index % 15 + 1) as u32;
        let (number, _) = *self.challenge.get_or_insert((drawn, 0));
        Told::Shown(with_check_digit(&number.to_string()))
    }

    pub(crate) fn answer(&mut self, clocks: Clocks, typed: &str, rules: &Rules, key: &[u8]) -> Told {
        if !rules.is_on {
            return Told::Off;
        }
        self.forget_ended(clocks, rules);
        if let Some(barred) = self.barred(clocks.now, rules) {
            return barred;
        }
        let open = self.open(clocks, rules).filter(|_| self.grant.as_ref().unwrap().boot.is_some());
        if let Some(open) = open {
            if self.grant.as_ref().unwrap().text == typed {
                let left = self.use_grant(clocks, open);
                return self.accept("same", left);
            }
        }
        match self.challenge {
            Some((number, _)) if response(key, number) == typed => {
                self.challenge = None;
                let mut left = None;
                if let Some((boot, start)) = clocks.uptime {
                    let (length, uses) = (rules.minutes * 60, rules.uses - 1);
                    let text = typed.to_owned();
                    self.grant = Some(Grant { text, boot: Some(boot), start, seen: start, length, uses });
                    left = Some((clocks.now + length, uses));
                }
                self.accept("response", left)
            }
            None if open.is_none() => Told::NoChallenge,
            _ => {
                self.challenge = self
                    .challenge
                    .map(|(number, failures)| (number, failures + 1))
                    .filter(|(_, failures)| *failures < 5);
                self.fail(clocks.now, rules, false)
            }
        }
    }
}
