//! How many guesses are looked at: 64 callers at once, one stored record, and a clock that lifts every lock on the way.
//!
//! The clock goes on with each attempt, so no lock stops a guesser for good. What does is the cap, or the
//! time that the locks leave.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

#[path = "common/server.rs"]
mod server;

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Barrier;
use std::thread;

use mfa_core::{
    Authenticator, Code, Commit, Counter, Credential, NotCommitted, Parameters, Person, Policy, SealedState, Secret,
    Standing, Throttle, UnixTime, Verdict,
};

use server::Server;

const CALLERS: usize = 64;
const MILLION: u64 = 1_000_000;
/// Of what a million would take the inner loop too long.
const MANY: u64 = 100_000;
const START: u64 = 1_767_225_600;
/// Over how much time they are spread: more than eleven days, and a hundred failures with all locks between them take four.
const SECONDS: u64 = 1_000_000;

/// What a caller was told, once it was stored.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Rejected,
    Locked,
    Closed,
}

/// What all callers together were told.
#[derive(Debug, Default)]
struct Tally {
    rejected: AtomicU64,
    locked: AtomicU64,
    closed: AtomicU64,
}

impl Tally {
    fn note(&self, told: Told) {
        let counter = match told {
            Told::Rejected => &self.rejected,
            Told::Locked => &self.locked,
            Told::Closed => &self.closed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    fn closed(&self) -> u64 {
        self.closed.load(Ordering::Relaxed)
    }
}

/// So many attempts by all callers together, some seconds after one another. One that somebody else was faster than is
/// made again.
fn besieged<T: Copy + PartialEq + Send>(
    server: &Server<T>,
    attempts: u64,
    attempt: impl Fn(u64) -> Result<Told, NotCommitted> + Sync,
) -> Tally {
    let (tally, begin) = (Tally::default(), Barrier::new(CALLERS));
    let caller = |first: u64| {
        begin.wait();
        for number in (first..attempts).step_by(CALLERS) {
            server.wait(SECONDS / attempts);
            let told = loop {
                match attempt(number) {
                    Err(NotCommitted::Conflict) => {}
                    told => break told.unwrap(),
                }
            };
            tally.note(told);
        }
    };
    thread::scope(|scope| {
        for first in (0..).take(CALLERS) {
            scope.spawn(move || caller(first));
        }
    });
    let told = [&tally.rejected, &tally.locked, &tally.closed].map(|counter| counter.load(Ordering::Relaxed));
    assert_eq!(told.iter().sum::<u64>(), attempts);
    tally
}

/// A commit during which others have a turn.
fn commit<T: Copy + PartialEq>(server: &Server<T>, read: &T, next: T) -> Commit {
    thread::yield_now();
    server.replace(read, next)
}

/// The cap as it is published: min(100, 10^(digits - 3) / candidates), never below the free failures.
fn cap(digits: u32, candidates: u64) -> u64 {
    (10_u64.pow(digits - 3) / candidates).clamp(5, 100)
}

/// How many failures fit into so many seconds where time lifts every lock: five that are free, then one after each lock
/// of 30 seconds, 60, 120 and so on up to an hour.
fn failures_within(seconds: u64) -> u64 {
    let (mut failures, mut time) = (6, 0);
    loop {
        let doublings = (failures - 6).min(7);
        time += (30 << doublings).min(3600);
        if time > seconds {
            return failures;
        }
        failures += 1;
    }
}

/// Whoever closes at the cap looked at exactly so many, and counted each of them once.
fn assert_closed(tally: &Tally, expected: u64, failures_in_all: u32) {
    assert_eq!(tally.rejected(), expected, "{tally:?}");
    assert_eq!(u64::from(failures_in_all), expected);
    assert!(tally.closed() > 0, "{tally:?}");
}

/// Whoever keeps locking looked at no more than the time allows, and at not much less: a lock that is over is noticed by
/// the next caller, unless two get in each other's way.
fn assert_slowed(tally: &Tally, failures_in_all: u32) {
    let most = failures_within(SECONDS);
    assert!((most / 2..=most).contains(&tally.rejected()), "{tally:?}, at most {most}");
    assert_eq!(u64::from(failures_in_all), tally.rejected());
    assert_eq!(tally.closed(), 0);
}

// One-time codes.

/// Somebody with a phone and a token, in the order in which they are stored.
struct Owner {
    credentials: [Credential; 2],
}

impl Owner {
    fn new() -> Self {
        let credential = |key, parameters| Credential::new(&Secret::import(&[key; 20]).unwrap(), parameters).unwrap();
        Self { credentials: [credential(1, Parameters::TOTP), credential(2, Parameters::HOTP)] }
    }

    fn begin(&self) -> [SealedState; 2] {
        let [phone, token] = &self.credentials;
        let mut states = Vec::new();
        let nobody = Person::<2>::without_authenticators(Standing::NEW);
        let added = nobody.add(phone, phone.beginning()).unwrap();
        added
            .commit(|next| {
                states = next.states().to_vec();
                Commit::Stored
            })
            .unwrap();
        let one = Person::<2>::open(&[Authenticator { credential: phone, state: &states[0] }]).unwrap();
        let added = one.add(token, token.beginning()).unwrap();
        added
            .commit(|next| {
                states = next.states().to_vec();
                Commit::Stored
            })
            .unwrap();
        states.try_into().unwrap()
    }

    fn person<'a>(&'a self, states: &'a [SealedState; 2]) -> Person<'a, 2> {
        let pairs = self.credentials.iter().zip(states);
        let both: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        Person::open(&both).unwrap()
    }

    /// A code that is none of those that are acceptable at a time: three of the phone's, ten of the token's.
    fn wrong(&self, number: u64, now: UnixTime) -> Code {
        let [phone, token] = &self.credentials;
        let around = [now.seconds() - 30, now.seconds(), now.seconds() + 30];
        let shown = around.map(|time| phone.code_at(UnixTime::new(time).unwrap()).unwrap().code.to_string());
        let ahead = (0..10).map(|counter| token.code_for(Counter::new(counter).unwrap()).unwrap().to_string());
        let right: Vec<_> = shown.into_iter().chain(ahead).collect();
        let guess =
            (number..).map(|guess| format!("{:06}", guess * 7_919 % 1_000_000)).find(|guess| !right.contains(guess));
        Code::parse(&guess.unwrap()).unwrap()
    }
}

/// Guesses codes; gives what all were told, and the failures in all that are stored at the end.
fn guess_codes(attempts: u64, policy: &Policy) -> (Tally, u32) {
    let owner = Owner::new();
    let server = Server::new(owner.begin(), START);
    let any = Code::parse("123456").unwrap();
    let tally = besieged(&server, attempts, |number| {
        let (read, now) = server.read();
        let person = owner.person(&read);
        let is_barred = person.status(now, policy).attempts_left == 0;
        let code = if is_barred { any.clone() } else { owner.wrong(number, now) };
        let attempt = person.verify(now, &code, policy).unwrap();
        let verdict = attempt.commit(|next| commit(&server, &read, next.states().try_into().unwrap()))?;
        Ok(match verdict {
            Verdict::Rejected(_) => Told::Rejected,
            Verdict::Locked { .. } => Told::Locked,
            Verdict::Closed => Told::Closed,
            other => panic!("{other:?}"),
        })
    });
    let (stored, now) = server.read();
    (tally, owner.person(&stored).status(now, policy).failures_in_all)
}

#[test]
fn a_million_wrong_codes_are_looked_at_no_more_often_than_the_cap() {
    // Three steps of the phone and ten counters of the token.
    let (tally, failures) = guess_codes(MILLION, &Policy::DEFAULT);
    assert_closed(&tally, cap(6, 13), failures);
}

#[test]
fn a_hundred_thousand_wrong_codes_are_looked_at_no_more_often_than_the_locks_leave_time() {
    let policy = Policy { throttle: Throttle::ASVS_5, ..Policy::DEFAULT };
    let (tally, failures) = guess_codes(MANY, &policy);
    assert_slowed(&tally, failures);
}

#[cfg(feature = "recovery")]
mod recovery {
    //! PINs, responses to challenges, recovery codes.

    use super::{
        Commit, MANY, MILLION, START, Server, Tally, Throttle, Told, UnixTime, assert_closed, assert_slowed, besieged,
        cap, commit,
    };
    use mfa_core::{
        CodeRedemption, DeviceId, NextRecovery, Recovery, RecoveryChallenge, RecoveryCode, RecoveryCodes,
        RecoveryCodesPolicy, RecoveryDigits, RecoveryKey, RecoveryPolicy, Redemption, SealedRecovery, StoredCodes,
        issue, respond,
    };

    const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

    /// A person on a device.
    struct Pair {
        key: RecoveryKey,
        device: DeviceId,
    }

    impl Pair {
        fn new() -> Self {
            Self { key: RecoveryKey::from_random([7; 32]), device: DeviceId::new("LAPTOP-0042").unwrap() }
        }

        fn begin(&self) -> SealedRecovery {
            let mut record = None;
            let begun: Result<(), _> = Recovery::begin(&self.key, &self.device).unwrap().commit(|next| {
                record = Some(*next.record());
                Commit::Stored
            });
            begun.unwrap();
            record.unwrap()
        }

        fn open(&self, record: &SealedRecovery) -> Recovery<'_> {
            Recovery::open(&self.key, &self.device, record).unwrap()
        }

        /// A PIN that is none of the nineteen that are acceptable at a time.
        fn wrong_pin(&self, number: u64, now: UnixTime) -> RecoveryDigits {
            let step = now.seconds() / 10;
            let right: Vec<_> = (step - 15..=step + 3)
                .map(|step| issue(&self.key, &self.device, UnixTime::new(step * 10).unwrap()).unwrap().pin.to_string())
                .collect();
            (number..).map(digits).find(|pin| !right.contains(&pin.to_string())).unwrap()
        }
    }

    /// Nine digits that are well-formed: of the ten last digits that there can be, the one that is the check digit.
    fn digits(number: u64) -> RecoveryDigits {
        let eight = number * 7_919 % 100_000_000;
        (0..10).find_map(|last| RecoveryDigits::parse(&format!("{eight:08}{last}")).ok()).unwrap()
    }

    fn told(redemption: &Redemption) -> Told {
        match redemption {
            Redemption::Rejected(_) => Told::Rejected,
            Redemption::Locked { .. } => Told::Locked,
            Redemption::Closed => Told::Closed,
            other => panic!("{other:?}"),
        }
    }

    fn guess_pins(attempts: u64, policy: &RecoveryPolicy) -> (Tally, u32) {
        let (pair, any) = (Pair::new(), digits(1));
        let server = Server::new(pair.begin(), START);
        let tally = besieged(&server, attempts, |number| {
            let (read, now) = server.read();
            let recovery = pair.open(&read);
            let is_barred = recovery.status(now, policy).attempts_left == 0;
            let pin = if is_barred { any.clone() } else { pair.wrong_pin(number, now) };
            let attempt = recovery.redeem(now, &pin, policy).unwrap();
            attempt.commit(|next| commit(&server, &read, *next.record())).map(|redemption| told(&redemption))
        });
        let (stored, now) = server.read();
        (tally, pair.open(&stored).status(now, policy).failures_in_all)
    }

    /// Every other guess is a response, to a challenge that is asked for again whenever one was dropped; the rest are PINs.
    fn guess_responses(attempts: u64, policy: &RecoveryPolicy) -> (Tally, u32) {
        let (pair, any) = (Pair::new(), digits(1));
        let server = Server::new(pair.begin(), START);
        let tally = besieged(&server, attempts, |number| {
            let (read, now) = server.read();
            let recovery = pair.open(&read);
            let is_barred = recovery.status(now, policy).attempts_left == 0;
            if number % 2 == 0 {
                let pin = if is_barred { any.clone() } else { pair.wrong_pin(number, now) };
                let attempt = recovery.redeem(now, &pin, policy).unwrap();
                return attempt
                    .commit(|next| commit(&server, &read, *next.record()))
                    .map(|redemption| told(&redemption));
            }
            // The challenge that is shown, or a new one, which is a change of its own.
            let mut read = read;
            let asked = recovery.challenge((number << 40).to_le_bytes(), policy).unwrap();
            let store = |next: NextRecovery| {
                let stored = commit(&server, &read, *next.record());
                read = *next.record();
                stored
            };
            let RecoveryChallenge::Shown(challenge) = asked.commit(store)? else { panic!("recovery is on") };
            let right = respond(&pair.key, &challenge).unwrap().to_string();
            let response = (number..).map(digits).find(|response| response.to_string() != right).unwrap();
            let attempt = pair.open(&read).answer(now, &response, policy).unwrap();
            attempt.commit(|next| commit(&server, &read, *next.record())).map(|redemption| told(&redemption))
        });
        let (stored, now) = server.read();
        (tally, pair.open(&stored).status(now, policy).failures_in_all)
    }

    fn guess_recovery_codes(attempts: u64, throttle: Throttle) -> (Tally, u32) {
        let policy = RecoveryCodesPolicy { throttle, ..RecoveryCodesPolicy::DEFAULT };
        let code = |number: u64| RecoveryCode::from_random(&[&number.to_be_bytes()[..], &[0; 2]].concat()).unwrap();
        let sheet: Vec<_> = (0..10).map(|index| code(u64::MAX - index)).collect();
        let mut stored = None;
        let begun: Result<(), _> = RecoveryCodes::begin(&sheet, [9; 16], None).unwrap().commit(|next| {
            stored = Some(*next.record());
            Commit::Stored
        });
        begun.unwrap();
        let server: Server<StoredCodes> = Server::new(stored.unwrap(), START);
        let tally = besieged(&server, attempts, |number| {
            let (read, now) = server.read();
            let attempt = RecoveryCodes::open(&read).unwrap().redeem(now, &code(number), None, &policy).unwrap();
            let redemption = attempt.commit(|next| commit(&server, &read, *next.record()))?;
            Ok(match redemption {
                CodeRedemption::Rejected(_) => Told::Rejected,
                CodeRedemption::Locked { .. } => Told::Locked,
                CodeRedemption::Closed => Told::Closed,
                other => panic!("{other:?}"),
            })
        });
        let (stored, now) = server.read();
        (tally, RecoveryCodes::open(&stored).unwrap().status(now, throttle).failures_in_all)
    }

    /// Eight digits; 12 steps before now and three for the tolerance to each side, now, and the PIN of the open grant.
    fn cap_of_pins() -> u64 {
        cap(8, 12 + 3 + 1 + 3 + 1)
    }

    const KEEP_LOCKING: RecoveryPolicy = RecoveryPolicy { throttle: Throttle::ASVS_5, ..ON };

    #[test]
    fn a_million_wrong_pins_are_looked_at_no_more_often_than_the_cap() {
        let (tally, failures) = guess_pins(MILLION, &ON);
        assert_closed(&tally, cap_of_pins(), failures);
    }

    #[test]
    fn a_hundred_thousand_wrong_pins_are_looked_at_no_more_often_than_the_locks_leave_time() {
        let (tally, failures) = guess_pins(MANY, &KEEP_LOCKING);
        assert_slowed(&tally, failures);
    }

    #[test]
    fn a_hundred_thousand_wrong_responses_and_pins_share_one_cap() {
        let (tally, failures) = guess_responses(MANY, &ON);
        assert_closed(&tally, cap_of_pins(), failures);
    }

    #[test]
    fn a_hundred_thousand_wrong_recovery_codes_are_looked_at_no_more_often_than_the_cap() {
        let (tally, failures) = guess_recovery_codes(MANY, Throttle::DEFAULT);
        assert_closed(&tally, 100, failures);
    }

    #[test]
    fn a_hundred_thousand_wrong_recovery_codes_are_looked_at_no_more_often_than_the_locks_leave_time() {
        let (tally, failures) = guess_recovery_codes(MANY, Throttle::ASVS_5);
        assert_slowed(&tally, failures);
    }
}
