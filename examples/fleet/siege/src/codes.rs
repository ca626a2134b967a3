//! A person's key and its codes (RFC 4226, section 5.3), by an HMAC that the servers do not have.

use std::time::{SystemTime, UNIX_EPOCH};

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PERIOD: u64 = 30;
/// How many counters a policy by default looks ahead.
pub(crate) const LOOK_AHEAD: u64 = 10;

#[derive(Clone, Copy)]
pub(crate) struct Key([u8; 20]);

impl Key {
    /// The key of the person with this number: another for each of them.
    pub(crate) fn of(number: u64) -> Self {
        Self(hmac_sha1_compact::HMAC::mac(&number.to_be_bytes(), b"people of the siege"))
    }

    /// A key as an enrollment shows it.
    pub(crate) fn from_base32(text: &str) -> Option<Self> {
        let (mut bits, mut held, mut bytes) = (0_u64, 0, Vec::new());
        for letter in text.bytes().filter(|letter| *letter != b' ' && *letter != b'-') {
            let value = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
            bits = (bits << 5 | value as u64) & 0xffff;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push((bits >> held) as u8);
            }
        }
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn base32(&self) -> String {
        let bit = |index: usize| usize::from(self.0[index / 8] >> (7 - index % 8) & 1);
        let letter = |first: usize| (first..first + 5).fold(0, |value, index| value << 1 | bit(index));
        (0..160).step_by(5).map(|first| char::from(BASE32[letter(first)])).collect()
    }

    /// The code of a counter: six digits.
    pub(crate) fn code(&self, counter: u64) -> u32 {
        let mac = hmac_sha1_compact::HMAC::mac(&counter.to_be_bytes(), &self.0);
        let at = usize::from(mac[19] & 15);
        let word = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]);
        (word & 0x7fff_ffff) % 1_000_000
    }

    /// The code that a phone shows now.
    pub(crate) fn code_now(&self) -> u32 {
        self.code(unix_now() / PERIOD)
    }

    /// A code that is none of those around a counter: neither used just before nor looked for after it.
    pub(crate) fn wrong_code(&self, counter: u64, salt: u64) -> u32 {
        let near: Vec<u32> =
            (counter.saturating_sub(2)..counter + 2 * LOOK_AHEAD).map(|near| self.code(near)).collect();
        let from = u32::try_from(salt % 1_000_000).unwrap_or(0);
        (0..).map(|step| (from + step) % 1_000_000).find(|code| !near.contains(code)).unwrap_or(0)
    }

    /// The first counter from here on whose code no other counter has that may be looked for together with it. With another
    /// one, a code that was used is right once more a few counters later.
    pub(crate) fn unlike_others(&self, counter: u64) -> u64 {
        let is_unlike = |counter: &u64| {
            let code = self.code(*counter);
            let near = counter.saturating_sub(LOOK_AHEAD)..=counter + LOOK_AHEAD;
            near.filter(|near| near != counter).all(|near| self.code(near) != code)
        };
        (counter..).find(is_unlike).unwrap_or(counter)
    }

    pub(crate) fn hotp_uri(&self, person: &str) -> String {
        format!("otpauth://hotp/siege:{person}?secret={}&issuer=siege&counter=0", self.base32())
    }

    pub(crate) fn totp_uri(&self, person: &str) -> String {
        format!("otpauth://totp/siege:{person}?secret={}&issuer=siege", self.base32())
    }
}

/// As it is typed.
pub(crate) fn typed(code: u32) -> String {
    format!("{code:06}")
}

pub(crate) fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The name of the person with this number.
pub(crate) fn name(number: u64) -> String {
    format!("p{number:07}")
}

/// The line by which somebody with a counter is imported.
pub(crate) fn hotp_line(number: u64) -> String {
    format!("{} token {}\n", name(number), Key::of(number).hotp_uri(&name(number)))
}

/// The line by which somebody with a clock is imported.
pub(crate) fn totp_line(number: u64) -> String {
    format!("{} phone {}\n", name(number), Key::of(number).totp_uri(&name(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226, appendix D.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let key = Key(*b"12345678901234567890");
        let codes: Vec<u32> = (0..10).map(|counter| key.code(counter)).collect();
        assert_eq!(codes, [755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489]);
    }

    /// The key of RFC 6238, appendix B, as everybody writes it.
    #[test]
    fn keys_are_written_and_read_as_others_do() {
        let key = Key(*b"12345678901234567890");
        assert_eq!(key.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Key::from_base32("gezd gnbv gy3t qojq gezd gnbv gy3t qojq").unwrap().0, key.0);
        assert!(Key::from_base32("GEZDGNBV").is_none());
        assert!(Key::from_base32("1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").is_none());
    }

    /// Found by counting: these have one code for two counters that are near each other.
    const ALIKE: [(u64, u64, u64); 2] = [(21, 311, 312), (8, 351, 358)];

    #[test]
    fn a_counter_whose_code_comes_again_soon_is_passed_over() {
        for (person, first, second) in ALIKE {
            let key = Key::of(person);
            assert_eq!(key.code(first), key.code(second));
            assert!([first, second].iter().all(|counter| key.unlike_others(*counter) > *counter));
        }
        assert_eq!(Key::of(21).unlike_others(310), 310);
        assert_eq!(Key::of(21).unlike_others(311), 313);
    }

    /// By what a server does: it looks from the counter after the last one that was used.
    #[test]
    fn a_code_of_such_a_counter_is_right_once() {
        for (person, first, _) in ALIKE {
            let key = Key::of(person);
            let mut next = first - LOOK_AHEAD;
            let look = |next: u64, code| (next..next + LOOK_AHEAD).find(|counter| key.code(*counter) == code);
            while next < first + 2 * LOOK_AHEAD {
                let counter = key.unlike_others(next);
                assert_eq!(look(next, key.code(counter)), Some(counter));
                next = counter + 1;
                assert_eq!(look(next, key.code(counter)), None);
            }
        }
    }

    #[test]
    fn a_wrong_code_is_wrong_for_every_counter_around() {
        for number in 0..200 {
            let key = Key::of(number);
            for counter in 0..5 {
                let wrong = key.wrong_code(counter, key.code(counter).into());
                assert!((counter.saturating_sub(1)..=counter + LOOK_AHEAD).all(|near| key.code(near) != wrong));
            }
        }
    }
}
