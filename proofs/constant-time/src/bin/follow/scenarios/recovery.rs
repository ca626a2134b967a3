//! Recovery keys: PINs at each place of their window, grants, challenges and responses, on both sides.

use constant_time::people::*;
use constant_time::valgrind::{mark, secret, secret_text};
use mfa_core::*;

use crate::tally::must;

/// How many steps of ten seconds a PIN is good for after its own, with nothing for clocks that are off.
const VALID_STEPS: i64 = 12;

pub(super) fn follow(all: bool) {
    let key = RecoveryKey::from_random(secret(key(0)));
    let known = RecoveryKey::from_random(constant_time::people::key(0));
    let device = DeviceId::new("LAPTOP-0042").expect("allowed");
    let desk = Desk { key, known, device, policy: RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT } };
    desk.each_place(3);
    if all {
        let clock_tolerance = ClockTolerance::MOST;
        Desk { policy: RecoveryPolicy { clock_tolerance, ..desk.policy }, ..desk.clone() }.each_place(30);
    }
    desk.refused();
    desk.under_a_grant();
    desk.locked();
    desk.challenged(None);
    desk.challenged(Some(Uptime { boot: 7, seconds: at(100) }));
    desk.issued();
    desk.opened_and_not();
    desk.read_and_written();
}

#[derive(Clone)]
struct Desk {
    key: RecoveryKey,
    known: RecoveryKey,
    device: DeviceId,
    policy: RecoveryPolicy,
}

fn digits(typed: &str) -> RecoveryDigits {
    RecoveryDigits::parse(&secret_text(typed)).expect("nine digits, of which the last fits")
}

fn stored<V>(record: &mut SealedRecovery, attempt: Attempt<V, NextRecovery>) -> V {
    let answer = attempt.commit(|next| {
        *record = *next.record();
        Commit::Stored
    });
    answer.expect("stored")
}

impl Desk {
    fn begun(&self) -> SealedRecovery {
        let mut record = SealedRecovery::from_bytes([0; SealedRecovery::LENGTH]);
        stored(&mut record, Recovery::begin(&self.key, &self.device).expect("a first record"));
        record
    }

    fn pin(&self, seconds: i64) -> String {
        let issued = issue(&self.known, &self.device, at(NOW.wrapping_add_signed(seconds))).expect("issued");
        issued.pin.as_str().to_owned()
    }

    fn redeems(&self, record: &mut SealedRecovery, typed: &str) -> Redemption {
        let opened = Recovery::open(&self.key, &self.device, record).expect("intact");
        stored(record, opened.redeem(now(), &digits(typed), &self.policy).expect("decided"))
    }

    /// With a clock that may be so many steps off.
    fn each_place(&self, off: i64) {
        for step in -VALID_STEPS - off..=off {
            let redemption = self.redeems(&mut self.begun(), &self.pin(10 * step));
            must("PIN at a place of its window", redemption.is_accepted());
        }
        for step in [-VALID_STEPS - off - 1, off + 1] {
            let redemption = self.redeems(&mut self.begun(), &self.pin(10 * step));
            must("PIN beside its window", matches!(redemption, Redemption::Rejected(_)));
        }
    }

    fn refused(&self) {
        let mut record = self.begun();
        let (older, pin) = (self.pin(-20), self.pin(0));
        must("PIN", self.redeems(&mut record, &pin).is_accepted());
        let used = self.redeems(&mut record, &older);
        must("PIN that is used up", matches!(used, Redemption::Rejected(_)));
        let wrong = self.redeems(&mut record, &self.pin(9000));
        must("PIN that is wrong", matches!(wrong, Redemption::Rejected(_)));
        let mut slip = pin.into_bytes();
        slip[0] = b'0' + (slip[0] - b'0' + 1) % 10;
        let slip = String::from_utf8(slip).expect("ASCII");
        let read = RecoveryDigits::parse(&secret_text(&slip));
        must("check digit that is wrong", matches!(read, Err(RecoveryDigitsError::CheckDigit)));
    }

    fn under_a_grant(&self) {
        let mut record = self.begun();
        let pin = self.pin(0);
        must("PIN", self.redeems(&mut record, &pin).is_accepted());
        must("the same PIN under its grant", self.redeems(&mut record, &pin).is_accepted());
        must("a newer PIN under a grant", self.redeems(&mut record, &self.pin(10)).is_accepted());
        let opened = Recovery::open(&self.key, &self.device, &record).expect("intact");
        let policy = RecoveryPolicy { grant_logins: GrantLogins::AnyPasses, ..self.policy };
        must("a grant without PIN", stored(&mut record, opened.pass(now(), &policy).expect("decided")).is_accepted());
        let opened = Recovery::open(&self.key, &self.device, &record).expect("intact");
        stored(&mut record, opened.end_grant().expect("one is open"));
    }

    fn locked(&self) {
        let throttle = Throttle::new(0, Seconds::new(30), Seconds::new(60), 100, AtCap::Close).expect("in range");
        let strict = Self { policy: RecoveryPolicy { throttle, ..self.policy }, ..self.clone() };
        let mut record = self.begun();
        must("PIN that is wrong", matches!(strict.redeems(&mut record, &self.pin(9000)), Redemption::Rejected(_)));
        must("PIN while locked", !strict.redeems(&mut record, &self.pin(0)).is_accepted());
    }

    fn challenged(&self, uptime: Option<Uptime>) {
        let mut record = self.begun();
        let moment = Moment { now: now(), uptime };
        let opened = Recovery::open(&self.key, &self.device, &record).expect("intact");
        let challenge = stored(&mut record, opened.challenge([7; 8], &self.policy).expect("drawn"));
        let RecoveryChallenge::Shown(challenge) = challenge else { unreachable!("recovery is on") };
        let response = respond(&self.known, &challenge).expect("answered").as_str().to_owned();
        let mut tries = |typed: &str| {
            let opened = Recovery::open(&self.key, &self.device, &record).expect("intact");
            stored(&mut record, opened.answer(moment, &digits(typed), &self.policy).expect("decided"))
        };
        let wrong = self.pin(9000);
        for _ in 0..4 {
            must("response that is wrong", matches!(tries(&wrong), Redemption::Rejected(_)));
        }
        must("response", tries(&response).is_accepted());
        must("the same response again", tries(&response).is_accepted() == uptime.is_some());
    }

    /// The other side, whose answers are read out.
    fn issued(&self) {
        let followed = issue(&self.key, &self.device, now()).expect("issued").pin;
        must("a PIN that is read out", followed.as_str() == self.pin(0));
        let challenge = digits("123-456-786");
        let answers = [&self.key, &self.known].map(|key| respond(key, &challenge).expect("answered"));
        must("a response that is read out", answers[0].as_str() == answers[1].as_str());
    }

    fn opened_and_not(&self) {
        let record = self.begun();
        let other = DeviceId::new("LAPTOP-0043").expect("allowed");
        must("a record of another device", Recovery::open(&self.key, &other, &record).is_err());
        let another = RecoveryKey::from_random(secret(key(1)));
        must("a record of another key", Recovery::open(&another, &self.device, &record).is_err());
        for bit in 0..8 * SealedRecovery::LENGTH {
            let mut bytes = *record.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let damaged = SealedRecovery::from_bytes(bytes);
            must("a record that is damaged", Recovery::open(&self.key, &self.device, &damaged).is_err());
        }
        for key in [&self.key, &another] {
            let opened = Recovery::open(&self.key, &self.device, &record).expect("intact");
            must("a key that is changed", opened.rekey(key, &self.device).is_ok());
        }
    }

    fn read_and_written(&self) {
        let text = self.known.to_base32(str::to_owned);
        let read = RecoveryKey::from_base32(&secret_text(&text)).expect("32 bytes");
        self.key.to_base32(|written| mark(written.as_ptr(), written.len()));
        let again = RecoveryKey::import(read.expose()).expect("32 bytes");
        let record = self.begun();
        must("a key that is read as text", Recovery::open(&again, &self.device, &record).is_ok());
    }
}
