//! What is promised to those who embed this crate, one test for each promise, after bugs of systems that do this job.
//!
//! Windows, codes, vectors, URIs and random histories have files of their own beside this one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{
    AtCap, Attempt, AttemptError, Authenticator, Code, CodeError, Commit, Counter, Credential, Diagnosis,
    DiagnosisReach, Digits, Drift, MOST_AUTHENTICATORS, NextStates, NotCommitted, Parameters, Person, PersonError,
    Policy, PolicyError, Position, Reason, Rejected, Resynchronization, SealedState, Seconds, Secret, Standing,
    StateError, Status, Strength, Throttle, TimeError, TimeStep, TwoSteps, UnixTime, Verdict, Window,
};

const ROOM: usize = MOST_AUTHENTICATORS;
/// 2026-01-01 00:00:00 UTC, the beginning of a step.
const NOW: u64 = 1_767_225_600;
const YEAR_2040: u64 = 2_208_988_800;
const WRONG: &str = "wrong";

/// A host: somebody's credentials and states, stored when an attempt is committed.
#[derive(Clone)]
struct Host {
    credentials: Vec<Credential>,
    states: Vec<SealedState>,
    standing: Standing,
}

impl Host {
    fn nobody() -> Self {
        Self { credentials: Vec::new(), states: Vec::new(), standing: Standing::NEW }
    }

    /// Somebody with time-based authenticators whose secrets are numbered.
    fn with_phones(count: u8) -> Self {
        let mut host = Self::nobody();
        (1..=count).for_each(|number| host.add(totp(number)).unwrap());
        host
    }

    fn with_token() -> Self {
        let mut host = Self::nobody();
        host.add(hotp(1)).unwrap();
        host
    }

    fn person(&self) -> Person<'_, ROOM> {
        self.opened().unwrap()
    }

    fn opened(&self) -> Result<Person<'_, ROOM>, PersonError> {
        if self.credentials.is_empty() {
            return Ok(Person::without_authenticators(self.standing));
        }
        let pairs = self.credentials.iter().zip(&self.states);
        let authenticators: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        Person::open(&authenticators)
    }

    /// Commits and stores.
    fn store<V>(&mut self, attempt: Attempt<V, NextStates<ROOM>>) -> V {
        let mut stored = None;
        let outcome = attempt.commit(|next| {
            stored = Some(next);
            Commit::Stored
        });
        if let Some(next) = stored {
            self.states = next.states().to_vec();
            self.standing = next.standing();
        }
        outcome.unwrap()
    }

    fn add(&mut self, credential: Credential) -> Result<(), PersonError> {
        let attempt = self.person().add(&credential, credential.beginning())?;
        self.store(attempt);
        self.credentials.push(credential);
        Ok(())
    }

    fn remove(&mut self, index: usize) {
        let attempt = self.person().remove(index).unwrap();
        self.store(attempt);
        self.credentials.remove(index);
    }

    fn types(&mut self, seconds: u64, typed: &str, policy: &Policy) -> Verdict {
        let code = if typed == WRONG { self.wrong_code(seconds) } else { code(typed) };
        let attempt = self.person().verify(time(seconds), &code, policy).unwrap();
        self.store(attempt)
    }

    fn fails(&mut self, seconds: u64, times: u32, policy: &Policy) -> Vec<Verdict> {
        (0..times).map(|_| self.types(seconds, WRONG, policy)).collect()
    }

    /// A code of six digits that nobody here shows within an hour of a time, nor within a hundred counters.
    fn wrong_code(&self, seconds: u64) -> Code {
        let near = |credential: &Credential| -> Vec<String> {
            (0..240_u64)
                .map(|step| match credential.parameters().moving {
                    mfa_core::Moving::Totp { .. } => {
                        credential.code_at(time((seconds + 30 * step).saturating_sub(3600))).unwrap().code.to_string()
                    }
                    mfa_core::Moving::Hotp => credential.code_for(Counter::new(step).unwrap()).unwrap().to_string(),
                })
                .collect()
        };
        let shown: Vec<_> = self.credentials.iter().flat_map(near).collect();
        code(&(0..).map(|number| format!("{number:06}")).find(|text| !shown.contains(text)).unwrap())
    }

    fn status(&self, seconds: u64, policy: &Policy) -> Status {
        self.person().status(time(seconds), policy)
    }

    fn resynchronizes(&mut self, seconds: u64, index: usize, codes: [&str; 2], policy: &Policy) -> Resynchronization {
        let codes = codes.map(code);
        let attempt = self.person().resynchronize(time(seconds), index, [&codes[0], &codes[1]], policy).unwrap();
        self.store(attempt)
    }
}

fn secret(number: u8) -> Secret {
    Secret::import(&[number; 20]).unwrap()
}

fn totp(number: u8) -> Credential {
    Credential::new(&secret(number), Parameters::TOTP).unwrap()
}

fn hotp(number: u8) -> Credential {
    Credential::new(&secret(number), Parameters::HOTP).unwrap()
}

fn time(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

/// What a phone shows at a time.
fn phone(number: u8, seconds: u64) -> String {
    totp(number).code_at(time(seconds)).unwrap().code.to_string()
}

/// What a token shows at a counter.
fn token(number: u8, counter: u64) -> String {
    hotp(number).code_for(Counter::new(counter).unwrap()).unwrap().to_string()
}

fn rejected(verdict: Verdict) -> Rejected {
    match verdict {
        Verdict::Rejected(rejected) => rejected,
        other => panic!("{other:?}"),
    }
}

fn locked_until(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Locked { until } => until.seconds(),
        other => panic!("{other:?}"),
    }
}

fn drifting() -> Policy {
    Policy { drift: Some(Drift::DEFAULT), ..Policy::DEFAULT }
}

// Replay and concurrency

#[test]
fn a_state_is_bound_to_its_credential() {
    let host = Host::with_phones(1);
    let other = totp(2);
    let longer = Parameters { digits: Digits::Seven, ..Parameters::TOTP };
    let same_secret_other_digits = Credential::new(&secret(1), longer).unwrap();
    for credential in [&other, &same_secret_other_digits, &hotp(1)] {
        let opened = Person::<1>::open(&[Authenticator { credential, state: &host.states[0] }]);
        assert_eq!(opened.unwrap_err(), PersonError::State { index: 0, error: StateError::Seal });
    }
}

#[test]
fn a_state_with_any_bit_flipped_is_refused() {
    let host = Host::with_phones(1);
    for bit in 0..512 {
        let mut bytes = *host.states[0].as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let state = SealedState::from_bytes(bytes);
        let opened = Person::<1>::open(&[Authenticator { credential: &host.credentials[0], state: &state }]);
        assert!(matches!(opened, Err(PersonError::State { index: 0, .. })), "bit {bit}");
    }
}

#[test]
fn a_state_that_is_missing_cut_short_or_of_another_version_is_refused() {
    let host = Host::with_phones(1);
    let whole = host.states[0].as_bytes();
    for length in 0..64 {
        assert_eq!(SealedState::try_from(&whole[..length]).unwrap_err(), StateError::Length);
    }
    assert_eq!(SealedState::try_from([whole.as_slice(), &[0]].concat().as_slice()).unwrap_err(), StateError::Length);
    for bytes in [[0; 64], {
        let mut newer = *whole;
        newer[3] = 2;
        newer
    }] {
        let state = SealedState::from_bytes(bytes);
        let opened = Person::<1>::open(&[Authenticator { credential: &host.credentials[0], state: &state }]);
        assert_eq!(opened.unwrap_err(), PersonError::State { index: 0, error: StateError::Version });
    }
    assert_eq!(Person::<1>::open(&[]).unwrap_err(), PersonError::NobodyEnrolled);
}

/// Sealed as it should be, so written by a newer version: what is not understood may be what keeps somebody out.
#[test]
fn a_state_that_says_something_unknown_is_refused() {
    let host = Host::with_phones(1);
    let opened_with = |place: usize, value: u8| {
        let mut bytes = *host.states[0].as_bytes();
        bytes[place] = value;
        let message = [&bytes[..44], &Parameters::TOTP.to_bytes()].concat();
        bytes[48..].copy_from_slice(&hmac_sha1_compact::HMAC::mac(&message, &[1; 20])[..16]);
        let state = SealedState::from_bytes(bytes);
        Person::<1>::open(&[Authenticator { credential: &host.credentials[0], state: &state }]).map(|_| ())
    };
    assert_eq!(opened_with(40, 7), Ok(()), "a number of failures");
    for flags in [2, 3, 0x80, 0xff] {
        assert_eq!(opened_with(43, flags), Err(PersonError::State { index: 0, error: StateError::Version }));
    }
    assert_eq!(opened_with(44, 1), Err(PersonError::State { index: 0, error: StateError::Seal }), "zeros");
}

#[test]
fn both_codes_of_a_resynchronization_are_used_up() {
    let mut host = Host::with_token();
    let found = host.resynchronizes(NOW, 0, [&token(1, 40), &token(1, 41)], &Policy::DEFAULT);
    assert!(matches!(found, Resynchronization::Resynchronized(_)), "{found:?}");
    for counter in [40, 41] {
        assert!(!host.types(NOW, &token(1, counter), &Policy::DEFAULT).is_accepted());
    }
    assert!(host.types(NOW, &token(1, 42), &Policy::DEFAULT).is_accepted());

    let mut host = Host::with_phones(1);
    let codes = [phone(1, NOW - 180), phone(1, NOW - 150)];
    let found = host.resynchronizes(NOW, 0, [&codes[0], &codes[1]], &drifting());
    assert!(matches!(found, Resynchronization::Resynchronized(_)), "{found:?}");
    for code in &codes {
        assert!(!host.types(NOW, code, &drifting()).is_accepted());
    }
}

#[test]
fn no_spelling_of_a_used_code_is_a_new_code() {
    let mut host = Host::with_phones(1);
    let right = phone(1, NOW);
    assert!(host.types(NOW, &right, &Policy::DEFAULT).is_accepted());
    let (head, tail) = right.split_at(3);
    for spelling in
        [format!(" {right}"), format!("{head} {tail}"), format!("{head}-{tail}\n"), format!("\t{right}\r\n")]
    {
        let verdict = host.types(NOW, &spelling, &Policy::DEFAULT);
        assert_eq!(rejected(verdict).reason, Reason::Replayed, "{spelling:?}");
    }
}

#[test]
fn a_used_code_stays_used_when_the_window_and_the_clock_change() {
    let mut host = Host::with_phones(1);
    let right = phone(1, NOW);
    assert!(host.types(NOW, &right, &Policy::DEFAULT).is_accepted());
    let patient = Throttle::new(100, Seconds::new(1), Seconds::new(1), 100, AtCap::KeepLocking).unwrap();
    for window in [Window::of::<0, 0>(), Window::of::<5, 5>(), Window::of::<50, 50>()] {
        for seconds in [NOW - 3000, NOW - 60, NOW, NOW + 29, NOW + 3000] {
            let policy = Policy { window, throttle: patient, drift: Some(Drift::DEFAULT), ..Policy::DEFAULT };
            let mut later = host.clone();
            assert!(!later.types(seconds, &right, &policy).is_accepted(), "{window:?} at {seconds}");
        }
    }
}

#[test]
fn an_older_state_never_wins() {
    let mut host = Host::with_phones(1);
    let reader = host.clone();
    let right = phone(1, NOW);
    assert!(host.types(NOW, &right, &Policy::DEFAULT).is_accepted());
    // A slow writer who read before that commit finds another revision in the store.
    let attempt = reader.person().verify(time(NOW), &code(&right), &Policy::DEFAULT).unwrap();
    let TwoSteps::Store(next, uncommitted) = attempt.in_two_steps() else { panic!("an acceptance changes the state") };
    assert_ne!(next.expected_revision(), host.standing.revision());
    assert_eq!(uncommitted.told(Commit::Conflict).unwrap_err(), NotCommitted::Conflict);
}

#[test]
fn a_commit_that_is_not_known_to_be_durable_denies() {
    let host = Host::with_phones(1);
    let attempt = || host.person().verify(time(NOW), &code(&phone(1, NOW)), &Policy::DEFAULT).unwrap();
    assert_eq!(attempt().commit(|_| Commit::Unknown).unwrap_err(), NotCommitted::Unknown);
    assert_eq!(attempt().commit(|_| Commit::of_rows(Err("connection lost"))).unwrap_err(), NotCommitted::Unknown);
    assert_eq!(attempt().commit(|_| Commit::of_rows::<()>(Ok(0))).unwrap_err(), NotCommitted::Conflict);
    assert_eq!(attempt().commit(|_| Commit::of_rows::<()>(Ok(2))).unwrap_err(), NotCommitted::Unknown);
    assert!(attempt().commit(|_| Commit::of_rows::<()>(Ok(1))).unwrap().is_accepted());
}

#[test]
fn two_servers_with_one_code_write_the_same_bytes() {
    // Which is why reading back cannot tell whose write it was, and Unknown is denied.
    let host = Host::with_phones(2);
    let states = || {
        let attempt = host.person().verify(time(NOW), &code(&phone(1, NOW)), &Policy::DEFAULT).unwrap();
        let TwoSteps::Store(next, _) = attempt.in_two_steps() else { panic!("an acceptance changes the state") };
        next
    };
    assert_eq!(states(), states());
}

#[test]
fn an_attempt_can_be_awaited_and_sent_to_another_thread() {
    fn is_send_and_static<T: Send + 'static>(value: T) -> T {
        value
    }
    let host = Host::with_phones(1);
    let attempt = host.person().verify(time(NOW), &code(&phone(1, NOW)), &Policy::DEFAULT).unwrap();
    let future = is_send_and_static(attempt.commit_async(|_: NextStates<ROOM>| async { Commit::Stored }));
    let mut future = core::pin::pin!(future);
    let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        core::task::Poll::Ready(verdict) => assert!(verdict.unwrap().is_accepted()),
        core::task::Poll::Pending => panic!("nothing to wait for"),
    }
}

#[test]
fn one_secret_is_never_enrolled_twice() {
    let mut host = Host::with_phones(2);
    assert_eq!(host.add(totp(1)), Err(PersonError::SameSecret));
    assert_eq!(host.add(hotp(2)), Err(PersonError::SameSecret), "whatever else differs");
    let eight = Parameters { digits: Digits::Eight, ..Parameters::TOTP };
    assert_eq!(host.add(Credential::new(&secret(1), eight).unwrap()), Err(PersonError::SameSecret));

    // Two records of one secret, each made by itself, are refused as a set too.
    let twice = Host { credentials: vec![totp(1), totp(1)], states: vec![Host::with_phones(1).states[0]; 2], ..host };
    assert_eq!(twice.opened().unwrap_err(), PersonError::SameSecret);
}

#[test]
fn one_secret_is_told_from_another_under_every_hash() {
    for algorithm in [mfa_core::Algorithm::Sha1, mfa_core::Algorithm::Sha256, mfa_core::Algorithm::Sha512] {
        let under = |number| Credential::new(&secret(number), Parameters { algorithm, ..Parameters::TOTP }).unwrap();
        let mut host = Host::nobody();
        host.add(under(1)).unwrap();
        assert_eq!(host.add(under(1)), Err(PersonError::SameSecret), "{algorithm:?}");
        assert_eq!(host.add(under(2)), Ok(()), "{algorithm:?}");
    }
}

#[test]
fn several_are_added_as_one_revision_or_none_of_them_is() {
    let (phone, token, again) = (totp(1), hotp(2), totp(1));
    let nobody = || Person::<ROOM>::without_authenticators(Standing::NEW);
    let both = [(&phone, phone.beginning()), (&token, token.beginning())];
    let stored = |next: NextStates<ROOM>| (next.states().len(), next.standing().revision());
    let mut seen = None;
    let added = nobody().add_all(&both).unwrap().commit(|next| {
        seen = Some(stored(next));
        Commit::Stored
    });
    assert_eq!((added, seen), (Ok(()), Some((2, 1))));

    let refused = |new: &[(&Credential, Position)]| nobody().add_all(new).unwrap_err();
    assert_eq!(refused(&[both[0], (&again, again.beginning())]), PersonError::SameSecret);
    assert_eq!(refused(&[both[0], (&token, phone.beginning())]), PersonError::WrongKindOfStart);
}

#[test]
fn a_deleted_authenticators_record_put_back_is_refused() {
    let mut host = Host::with_phones(2);
    let lost = (host.credentials[0].clone(), host.states[0]);
    host.remove(0);
    host.credentials.insert(0, lost.0);
    host.states.insert(0, lost.1);
    assert_eq!(host.opened().unwrap_err(), PersonError::StatesDisagree);
}

#[test]
fn the_answer_to_a_used_code_is_the_answer_to_a_wrong_one() {
    let mut host = Host::with_phones(1);
    for seconds in [NOW - 30, NOW] {
        assert!(host.types(NOW, &phone(1, seconds), &Policy::DEFAULT).is_accepted());
    }
    let (mut again, mut wrong) = (host.clone(), host);
    // An older used code counts as a wrong one does; only the reason, for logs, differs.
    let again = rejected(again.types(NOW, &phone(1, NOW - 30), &Policy::DEFAULT));
    let wrong = rejected(wrong.types(NOW, WRONG, &Policy::DEFAULT));
    assert_eq!((again.attempts_left, again.locked_until), (wrong.attempts_left, wrong.locked_until));
    assert_eq!((again.reason, wrong.reason), (Reason::Replayed, Reason::Mismatch));
}

#[test]
fn typing_a_code_again_after_a_lost_answer_counts_no_failure() {
    let mut host = Host::with_phones(1);
    let right = phone(1, NOW);
    assert!(host.types(NOW, &right, &Policy::DEFAULT).is_accepted());
    let before = host.standing;
    for second in [0, 10, 59] {
        assert_eq!(rejected(host.types(NOW + second, &right, &Policy::DEFAULT)).reason, Reason::Replayed);
    }
    assert_eq!(host.standing, before);
}

// Time

#[test]
fn negative_times_and_milliseconds_are_errors() {
    assert_eq!(UnixTime::try_from(-1_i64), Err(TimeError::Negative));
    assert_eq!(UnixTime::try_from(i64::MIN), Err(TimeError::Negative));
    assert_eq!(UnixTime::new(u64::MAX), Err(TimeError::TooLarge));
    assert_eq!(UnixTime::new(NOW * 1000), Err(TimeError::TooLarge));
    assert_eq!(UnixTime::new((1 << 40) + 1), Err(TimeError::TooLarge));
    assert_eq!(UnixTime::new(1 << 40), Ok(UnixTime::MAX));
}

#[test]
fn a_window_that_is_too_wide_cannot_be_made() {
    assert_eq!(Window::new(51, 0), Err(PolicyError::Window));
    assert_eq!(Window::new(0, 51), Err(PolicyError::Window));
    assert_eq!(mfa_core::LookAhead::new(101), Err(PolicyError::LookAhead));
    assert_eq!(mfa_core::LookAhead::new(0), Err(PolicyError::LookAhead));
    assert_eq!(mfa_core::ResyncRange::new(1001), Err(PolicyError::ResyncRange));
    assert_eq!(Drift::within(21), Err(PolicyError::Drift));
    assert_eq!(DiagnosisReach::new(2881), Err(PolicyError::Reach));
}

#[test]
fn drift_walks_but_never_beyond_its_bound() {
    let mut host = Host::with_phones(1);
    // Each login nudges the phone one step further behind, as far as that works.
    let mut behind = 0;
    for login in 1..40_u64 {
        let now = NOW + login * 3000;
        let verdict = host.types(now, &phone(1, now - 30 * (behind + 1)), &drifting());
        if verdict.is_accepted() {
            behind += 1;
        }
    }
    assert_eq!(behind, 11, "ten steps of drift and one of the window");
}

#[test]
fn somebody_who_corrects_the_clock_is_not_locked_out() {
    let mut host = Host::with_phones(1);
    for behind in 1..=8_u64 {
        let now = NOW + behind * 3000;
        assert!(host.types(now, &phone(1, now - 30 * behind), &drifting()).is_accepted());
    }
    let now = NOW + 30_000;
    assert!(host.types(now, &phone(1, now), &drifting()).is_accepted());
}

#[test]
fn counters_end_without_wrapping() {
    let credential = hotp(1);
    let last = Position::Counter(Counter::new(u64::MAX - 1).unwrap());
    let mut host = Host::nobody();
    let attempt = host.person().add(&credential, last).unwrap();
    host.store(attempt);
    host.credentials.push(credential);
    assert!(host.types(NOW, &token(1, u64::MAX - 1), &Policy::DEFAULT).is_accepted());
    let exhausted = host.person().verify(time(NOW), &code("000000"), &Policy::DEFAULT);
    assert_eq!(exhausted.unwrap_err(), AttemptError::CounterExhausted);
    assert!(Counter::new(u64::MAX).is_err());
}

// Throttling

#[test]
fn the_first_failures_are_free_and_then_locks_double() {
    let mut host = Host::with_phones(1);
    let free = host.fails(NOW, 5, &Policy::DEFAULT);
    let left: Vec<_> = free.into_iter().map(|verdict| rejected(verdict).attempts_left).collect();
    assert_eq!(left, [5, 4, 3, 2, 1]);
    let mut now = NOW;
    for length in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        let sixth = rejected(host.types(now, WRONG, &Policy::DEFAULT));
        assert_eq!((sixth.attempts_left, sixth.locked_until), (0, Some(time(now + length))));
        assert_eq!(locked_until(host.types(now + length - 1, &phone(1, now), &Policy::DEFAULT)), now + length);
        now += length;
    }
    assert!(host.types(now, &phone(1, now), &Policy::DEFAULT).is_accepted(), "time lifts a lock");
}

#[test]
fn a_lock_is_not_shortened_by_the_clock_in_either_direction() {
    let mut host = Host::with_phones(1);
    host.fails(NOW, 6, &Policy::DEFAULT);
    // A little back, the two stretches touch and the later end counts; far back, a whole length runs from there.
    for (seconds, until) in [(NOW - 1, NOW + 30), (NOW - 1000, NOW - 970), (0, 30)] {
        let mut back = host.clone();
        assert_eq!(locked_until(back.types(seconds, &phone(1, NOW), &Policy::DEFAULT)), until);
        // And forward again: what was seen first still holds.
        assert!(!back.types(NOW + 29, &phone(1, NOW), &Policy::DEFAULT).is_accepted());
    }
}

#[test]
fn a_clock_in_2040_for_a_minute_locks_nobody_for_longer_than_two_locks() {
    let mut host = Host::with_phones(1);
    host.fails(YEAR_2040, 6, &Policy::DEFAULT);
    assert_eq!(locked_until(host.types(NOW, &phone(1, NOW), &Policy::DEFAULT)), NOW + 30);
    assert!(host.types(NOW + 30, &phone(1, NOW + 30), &Policy::DEFAULT).is_accepted());
}

#[test]
fn one_server_two_hours_slow_lifts_nobodys_lock() {
    let mut host = Host::with_phones(1);
    let two_hours = 7200;
    host.fails(NOW, 6, &Policy::DEFAULT);
    assert!(matches!(host.types(NOW - two_hours, &phone(1, NOW), &Policy::DEFAULT), Verdict::Locked { .. }));
    assert!(matches!(host.types(NOW + 1, &phone(1, NOW), &Policy::DEFAULT), Verdict::Locked { .. }));
}

#[test]
fn while_locked_no_code_is_looked_at_and_nothing_is_counted() {
    let mut host = Host::with_phones(1);
    host.fails(NOW, 6, &Policy::DEFAULT);
    let before = host.standing;
    for typed in [WRONG, &phone(1, NOW)] {
        let code = if typed == WRONG { host.wrong_code(NOW) } else { code(typed) };
        let attempt = host.person().verify(time(NOW + 5), &code, &Policy::DEFAULT).unwrap();
        assert!(matches!(attempt.in_two_steps(), TwoSteps::Settled(Verdict::Locked { .. })), "nothing to store");
    }
    assert_eq!(host.standing, before);
}

#[test]
fn at_the_cap_codes_are_closed_until_an_administrator_unlocks() {
    let mut host = Host::with_phones(1);
    let mut now = NOW;
    while !host.status(now, &Policy::DEFAULT).closed {
        host.fails(now, 1, &Policy::DEFAULT);
        now += 3600;
    }
    assert_eq!(host.standing.failures(), 100);
    assert_eq!(host.types(now, &phone(1, now), &Policy::DEFAULT), Verdict::Closed);
    let attempt = host.person().unlock().unwrap();
    host.store(attempt);
    assert!(host.types(now, &phone(1, now), &Policy::DEFAULT).is_accepted());
    assert_eq!(host.standing.failures_in_all(), 100, "the total is never cleared");
}

#[test]
fn five_attempts_for_administrators_lock_and_time_lifts_it() {
    let mut host = Host::with_phones(1);
    let mut now = NOW;
    host.fails(now, 5, &Policy::ADMINISTRATOR);
    for _ in 0..200 {
        assert_eq!(rejected(host.types(now, WRONG, &Policy::ADMINISTRATOR)).locked_until, Some(time(now + 3600)));
        now += 3600;
    }
    assert!(host.types(now, &phone(1, now), &Policy::ADMINISTRATOR).is_accepted());
}

#[test]
fn all_guesses_together_stay_under_one_in_a_thousand() {
    for (phones, policy, evaluated) in [
        (1, Policy::DEFAULT, 100),
        // 8 x 3 candidates: 1000 / 24.
        (8, Policy::DEFAULT, 41),
        // 8 x 6 candidates with drift: 1000 / 48.
        (8, drifting(), 20),
        // 101 candidates each: fewer than the free failures, which are never undercut.
        (8, Policy { window: Window::of::<50, 50>(), ..Policy::DEFAULT }, 5),
    ] {
        let mut host = Host::with_phones(phones);
        let mut now = NOW;
        let mut count = 0;
        while !host.status(now, &policy).closed {
            rejected(host.types(now, WRONG, &policy));
            count += 1;
            now += 3600;
        }
        assert_eq!(count, evaluated, "{phones} phones");
    }
}

#[test]
fn no_way_leads_around_the_throttle() {
    let mut host = Host::with_token();
    host.add(totp(2)).unwrap();
    host.fails(NOW, 6, &Policy::DEFAULT);
    let found = host.resynchronizes(NOW + 1, 0, [&token(1, 40), &token(1, 41)], &Policy::DEFAULT);
    assert!(matches!(found, Resynchronization::Locked { .. }), "{found:?}");
    let old = code(&phone(2, NOW - 300));
    let attempt = host.person().diagnose(time(NOW + 1), 1, &old, DiagnosisReach::DEFAULT, &Policy::DEFAULT).unwrap();
    assert!(matches!(host.store(attempt), Diagnosis::Locked { .. }));
}

#[test]
fn resynchronization_and_diagnosis_count_failures_as_a_login_does() {
    let mut host = Host::with_token();
    host.add(totp(2)).unwrap();
    let found = host.resynchronizes(NOW, 0, [&token(1, 40), &token(1, 42)], &Policy::DEFAULT);
    assert!(matches!(found, Resynchronization::Rejected(_)), "{found:?}");
    assert_eq!(host.standing.failures(), 1);
    let old = code(&phone(2, NOW - 300));
    let attempt = host.person().diagnose(time(NOW), 1, &old, DiagnosisReach::DEFAULT, &Policy::DEFAULT).unwrap();
    assert!(matches!(host.store(attempt), Diagnosis::Slow { steps: 10, .. }));
    assert_eq!(host.standing.failures(), 2, "even when it is found");
}

#[test]
fn codes_of_another_length_resynchronize_nothing_and_cost_nothing() {
    let host = Host::with_token();
    let (six, seven) = (code(&token(1, 40)), code("1234567"));
    for codes in [[&six, &seven], [&seven, &six], [&seven, &seven]] {
        let refused = host.person().resynchronize(time(NOW), 0, codes, &Policy::DEFAULT).unwrap_err();
        assert_eq!(refused, AttemptError::Code { error: CodeError::Length { digits: 7 } });
    }
}

#[test]
fn a_diagnosis_at_a_login_never_tells_of_a_code_that_is_still_good() {
    for offset in [-1_i64, 0, 1] {
        let mut host = Host::with_phones(1);
        let good = code(&phone(1, NOW.checked_add_signed(30 * offset).unwrap()));
        let attempt = host.person().diagnose(time(NOW), 0, &good, DiagnosisReach::DEFAULT, &Policy::DEFAULT).unwrap();
        assert!(matches!(host.store(attempt), Diagnosis::Unknown(_)), "{offset}");
    }
}

#[test]
fn a_diagnosis_at_a_login_never_tells_of_a_code_that_is_good_thanks_to_drift() {
    for behind in [4_i64, -4] {
        let mut host = Host::with_phones(1);
        let mut now = NOW;
        // The phone is off by one step more each day, until it is off by four.
        for off in 1..=behind.abs() {
            now += 86_400;
            let shown = phone(1, now.checked_add_signed(-30 * off * behind.signum()).unwrap());
            assert!(host.types(now, &shown, &drifting()).is_accepted());
        }
        now += 86_400;
        for offset in -5..=5_i64 {
            let (mut asked, shown) = (host.clone(), phone(1, now.checked_add_signed(30 * offset).unwrap()));
            let is_good = host.clone().types(now, &shown, &drifting()).is_accepted();
            let reach = DiagnosisReach::DEFAULT;
            let attempt = asked.person().diagnose(time(now), 0, &code(&shown), reach, &drifting()).unwrap();
            let told = asked.store(attempt);
            assert!(!is_good || matches!(told, Diagnosis::Unknown(_)), "{behind} {offset}");
            assert_eq!(asked.standing.failures(), 1);
        }
        let dead = code(&phone(1, now - 30 * 6));
        let attempt = host.person().diagnose(time(now), 0, &dead, DiagnosisReach::DEFAULT, &drifting()).unwrap();
        assert!(matches!(host.store(attempt), Diagnosis::Slow { steps: 6, .. }));
    }
}

#[test]
fn an_administrator_learns_how_far_off_a_phone_is_both_ways_and_at_no_cost() {
    let credential = totp(1);
    for offset in [-120_i64, -3, 0, 3, 120] {
        let shown = code(&phone(1, NOW.checked_add_signed(30 * offset).unwrap()));
        let found = credential.diagnose_as_administrator(time(NOW), &shown, DiagnosisReach::DEFAULT);
        assert_eq!(found, Ok(Some(offset)));
    }
    let beyond = code(&phone(1, NOW - 30 * 121));
    assert_eq!(credential.diagnose_as_administrator(time(NOW), &beyond, DiagnosisReach::DEFAULT), Ok(None));
}

#[test]
fn failures_before_an_acceptance_are_told_and_the_total_is_kept() {
    let mut host = Host::with_phones(1);
    for day in 1..=3_u32 {
        let now = NOW + 86_400 * u64::from(day);
        host.fails(now, 5, &Policy::DEFAULT);
        let Verdict::Accepted(accepted) = host.types(now, &phone(1, now), &Policy::DEFAULT) else { panic!("accepted") };
        assert_eq!(accepted.failures_before, 5);
        assert_eq!(host.standing.failures(), 0);
        assert_eq!(host.standing.failures_in_all(), 5 * day);
    }
}

#[test]
fn a_milder_policy_helps_at_once() {
    let mut host = Host::with_phones(1);
    host.fails(NOW, 6, &Policy::ADMINISTRATOR);
    assert!(matches!(host.types(NOW + 60, &phone(1, NOW + 60), &Policy::ADMINISTRATOR), Verdict::Locked { .. }));
    let minute = Seconds::new(60);
    let milder = Throttle::new(5, minute, minute, 100, AtCap::KeepLocking).unwrap();
    let policy = Policy { throttle: milder, ..Policy::DEFAULT };
    assert!(host.types(NOW + 60, &phone(1, NOW + 60), &policy).is_accepted());
}

#[test]
fn a_throttle_that_makes_no_sense_cannot_be_made() {
    let made =
        |free, first, longest, cap| Throttle::new(free, Seconds::new(first), Seconds::new(longest), cap, AtCap::Close);
    assert_eq!(made(5, 0, 60, 100), Err(PolicyError::LockLength));
    assert_eq!(made(5, 60, 30, 100), Err(PolicyError::LockLength));
    assert_eq!(made(5, 60, 86_401, 100), Err(PolicyError::LockLength));
    assert_eq!(made(5, 30, 60, 0), Err(PolicyError::Cap));
    assert_eq!(made(5, 30, 60, 101), Err(PolicyError::Cap));
    assert_eq!(made(6, 30, 60, 5), Err(PolicyError::Free));
}

// Several authenticators

#[test]
fn the_lost_phone_in_the_record_never_locks_the_one_in_use() {
    let mut host = Host::with_phones(2);
    for day in 1..=50 {
        let now = NOW + 86_400 * day;
        assert!(host.types(now, &phone(2, now), &Policy::DEFAULT).is_accepted());
    }
    assert_eq!(host.standing.failures_in_all(), 0);
}

#[test]
fn a_wrong_code_is_one_failure_however_many_were_tried() {
    let mut host = Host::with_phones(8);
    host.fails(NOW, 1, &Policy::DEFAULT);
    assert_eq!(host.standing.failures(), 1);
    assert!(host.types(NOW, &phone(8, NOW), &Policy::DEFAULT).is_accepted());
    assert_eq!(host.standing.failures(), 0);
}

#[test]
fn removing_or_adding_an_authenticator_resets_no_failure() {
    let mut host = Host::with_phones(2);
    host.fails(NOW, 6, &Policy::DEFAULT);
    let before = host.standing;
    host.remove(0);
    host.add(totp(3)).unwrap();
    host.remove(0);
    host.remove(0);
    assert!(host.credentials.is_empty());
    // Not even when the last one is gone and its owner enrolls anew.
    let stored = Standing::from_bytes(&host.standing.to_bytes()).unwrap();
    assert_eq!(stored, host.standing);
    host.add(totp(4)).unwrap();
    assert_eq!((host.standing.failures(), host.standing.failures_in_all()), (before.failures(), 6));
    assert!(host.standing.revision() > before.revision(), "the revision never restarts");
    assert!(matches!(host.types(NOW + 1, &phone(4, NOW), &Policy::DEFAULT), Verdict::Locked { .. }));
}

#[test]
fn removing_one_authenticator_leaves_the_others_as_they_were() {
    let mut host = Host::with_phones(3);
    assert!(host.types(NOW, &phone(3, NOW), &Policy::DEFAULT).is_accepted());
    host.remove(1);
    assert!(!host.types(NOW, &phone(2, NOW), &Policy::DEFAULT).is_accepted(), "the removed one is out");
    assert!(!host.types(NOW, &phone(3, NOW), &Policy::DEFAULT).is_accepted(), "what was used stays used");
    assert!(host.types(NOW, &phone(1, NOW), &Policy::DEFAULT).is_accepted());
}

#[test]
fn a_person_has_at_most_eight_authenticators() {
    let mut host = Host::with_phones(8);
    assert_eq!(host.add(totp(9)), Err(PersonError::TooMany));
}

#[test]
fn an_accepted_code_is_used_up_for_every_phone_that_shows_it() {
    // Two secrets whose codes agree at some step.
    let (one, two) = (totp(1), totp(2));
    let step = (0..5_000_000)
        .find(|&step| {
            let step = TimeStep::at(time(step * 30), mfa_core::Period::DEFAULT, UnixTime::EPOCH).unwrap();
            one.code_in(step).unwrap().as_str() == two.code_in(step).unwrap().as_str()
        })
        .unwrap();
    let mut host = Host::with_phones(2);
    let shared = phone(1, step * 30);
    let Verdict::Accepted(accepted) = host.types(step * 30, &shared, &Policy::DEFAULT) else { panic!("accepted") };
    assert_eq!(accepted.authenticator, 0, "the first in the record's order");
    assert!(!host.types(step * 30, &shared, &Policy::DEFAULT).is_accepted(), "the second one's is used up too");
}

#[test]
fn time_based_codes_are_accepted_before_counter_based_ones_and_leave_their_counter_alone() {
    // A counter of the token whose code the phone shows at some step.
    let step = (NOW / 30..).find(|&step| (0..10).any(|counter| token(1, counter) == phone(2, step * 30))).unwrap();
    let now = step * 30;
    let mut host = Host::with_token();
    host.add(totp(2)).unwrap();
    let Verdict::Accepted(accepted) = host.types(now, &phone(2, now), &Policy::DEFAULT) else { panic!("accepted") };
    assert_eq!(accepted.authenticator, 1);
    let next: Vec<_> = host.person().progress().map(|progress| progress.next.unwrap().number()).collect();
    assert_eq!(next, [0, step + 1]);
}

#[test]
fn a_code_of_a_length_that_nobody_shows_costs_nothing() {
    let mut host = Host::with_phones(1);
    host.fails(NOW, 2, &Policy::DEFAULT);
    let refused = host.person().verify(time(NOW), &code("12345678"), &Policy::DEFAULT);
    assert_eq!(refused.unwrap_err(), AttemptError::Code { error: CodeError::Length { digits: 8 } });
}

#[test]
fn one_authenticator_can_be_asked_for_by_itself() {
    let mut host = Host::with_phones(2);
    let right = code(&phone(2, NOW));
    let attempt = host.person().verify_with(0, time(NOW), &right, &Policy::DEFAULT).unwrap();
    assert!(!host.store(attempt).is_accepted());
    let attempt = host.person().verify_with(1, time(NOW), &right, &Policy::DEFAULT).unwrap();
    assert!(host.store(attempt).is_accepted());
    let missing = host.person().verify_with(2, time(NOW), &right, &Policy::DEFAULT);
    assert_eq!(missing.unwrap_err(), AttemptError::NoSuchAuthenticator);
}

// Keys and counters

#[test]
fn legacy_secrets_are_imported_and_said_to_be_and_never_issued() {
    assert_eq!(Secret::import(&[7; 10]).unwrap().strength(), Strength::Legacy);
    assert_eq!(Secret::import(&[7; 16]).unwrap().strength(), Strength::Required);
    assert_eq!(Secret::import(&[7; 20]).unwrap().strength(), Strength::Recommended);
    assert!(Secret::import(&[7; 9]).is_err());
    assert!(Secret::issue(&[7; 15]).is_err());
    assert!(Secret::issue(&[7; 16]).is_ok());
    assert!(Secret::import(&[7; 128]).is_ok());
    assert!(Secret::import(&[7; 129]).is_err());
}

#[test]
fn long_secrets_are_kept_whole() {
    for length in [64, 65, 127, 128] {
        let (mut one, mut other) = (vec![1; length], vec![1; length]);
        (*one.last_mut().unwrap(), *other.last_mut().unwrap()) = (2, 3);
        let shown = |key: &[u8]| {
            let credential = Credential::new(&Secret::import(key).unwrap(), Parameters::HOTP).unwrap();
            (0..3).map(|counter| credential.code_for(Counter::new(counter).unwrap()).unwrap().to_string()).collect()
        };
        let (one, other): (Vec<String>, Vec<String>) = (shown(&one), shown(&other));
        assert_ne!(one, other, "{length} bytes: the last one counts");
    }
}

#[test]
fn base32_is_read_in_every_way_people_write_it_and_in_no_other() {
    let expected = b"Hello!\xde\xad\xbe\xef";
    for text in
        ["JBSWY3DPEHPK3PXP", "jbswy3dpehpk3pxp", "JBSW Y3DP EHPK 3PXP", "jbsw-y3dp-ehpk-3pxp", " JBSWY3DPEHPK3PXP\n"]
    {
        assert_eq!(Secret::from_base32(text).unwrap().expose(), expected, "{text:?}");
    }
    let padded = Secret::from_base32("GEZDGNBVGY3TQOJQGE======").unwrap();
    assert_eq!(padded.expose(), b"12345678901");
    assert_eq!(Secret::from_base32("GEZDGNBVGY3TQOJQGE").unwrap().expose(), b"12345678901");
    for text in [
        "JBSWY3DPEHPK3PX1",
        "JBSWY3DPEHPK3PX8",
        "JBSWY3DPEHPK3PX0",
        "JBSWY3DPEHPK3PX9",
        "JBSWY3DPEHPK3PX\u{cf}",
        "JBSWY3DPEHPK3PXP=",
        "GEZDGNBVGY3TQOJQGE=====",
        "GEZDGNBV=GY3TQOJQGE",
        "=JBSWY3DPEHPK3PXP",
        "JBSWY3DPEHPK3PXPA",
        "JBSWY3DPEHPK3PXPABC",
        "",
        "========",
    ] {
        assert!(Secret::from_base32(text).is_err(), "{text:?}");
    }
}

#[test]
fn every_secret_survives_base32() {
    for length in 10..=128_u8 {
        let bytes: Vec<u8> = (0..length).map(|index| index.wrapping_mul(37) ^ length).collect();
        let secret = Secret::import(&bytes).unwrap();
        let text = secret.to_base32(str::to_owned);
        assert_eq!(Secret::from_base32(&text).unwrap().expose(), bytes);
    }
}

/// RFC 4648, section 6: the last group of eight characters is filled up, and there is no group of padding alone.
#[test]
fn padding_fills_up_the_last_group_and_nothing_else() {
    let read = |text: &str| Secret::from_base32(text).map(|secret| secret.expose().to_vec());
    assert_eq!(read("AEAQCAIBAEAQCAIBAE======"), Ok(vec![1; 11]));
    assert_eq!(read("AEAQCAIBAEAQCAIB"), Ok(vec![1; 10]));
    for padded in [
        "AEAQCAIBAEAQCAIB========",
        "AEAQCAIBAEAQCAIBAE=====",
        "AEAQCAIBAEAQCAIBAE=",
        "AEAQCAIBAEAQCAIBAE======AEAQCAIB",
        "AEAQCAIB=AEAQCAI",
    ] {
        assert_eq!(read(padded), Err(mfa_core::SecretError::Base32Padding), "{padded}");
    }
}

#[test]
fn every_parameter_set_verifies_what_it_generates() {
    use mfa_core::{Algorithm, Moving, Period};
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in [Digits::Six, Digits::Seven, Digits::Eight, Digits::Nine, Digits::Ten] {
            for (length, period, t0) in
                [(10, 1, 0), (20, 29, 7), (64, 30, 1_000_000_000), (65, 60, NOW), (128, 3600, 1)]
            {
                let period = Period::new(period).unwrap();
                for moving in [Moving::Totp { period, t0: time(t0) }, Moving::Hotp] {
                    let key: Vec<u8> = (0..length).collect();
                    let parameters = Parameters { moving, algorithm, digits };
                    let credential = Credential::new(&Secret::import(&key).unwrap(), parameters).unwrap();
                    let shown = match moving {
                        Moving::Totp { .. } => credential.code_at(time(NOW + 12_345)).unwrap().code,
                        Moving::Hotp => credential.code_for(Counter::new(9).unwrap()).unwrap(),
                    };
                    assert_eq!(shown.as_str().len(), digits.count());
                    let mut host = Host::nobody();
                    host.add(credential).unwrap();
                    let verdict = host.types(NOW + 12_345, shown.as_str(), &Policy::DEFAULT);
                    assert!(verdict.is_accepted(), "{parameters:?}: {verdict:?}");
                }
            }
        }
    }
}

#[test]
fn no_debug_output_shows_a_secret() {
    let secret = Secret::import(b"Sesame, open thyself").unwrap();
    let credential = Credential::new(&secret, Parameters::TOTP).unwrap();
    let host = Host::with_phones(1);
    let attempt = host.person().verify(time(NOW), &code(&phone(1, NOW)), &Policy::DEFAULT).unwrap();
    let shown = format!("{secret:?} {credential:?} {:?} {attempt:?} {:?}", code("123456"), host.states[0]);
    for hidden in ["Sesame", "83, 101", "123456", "Accepted"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn counter_zero_is_a_counter() {
    let mut host = Host::with_token();
    assert!(host.types(NOW, &token(1, 0), &Policy::DEFAULT).is_accepted());
    assert!(!host.types(NOW, &token(1, 0), &Policy::DEFAULT).is_accepted());
}

/// RFC 6238, section 5.2 (one step for delay); NIST SP 800-63B, 3.2.2 (at most 100); ASVS 5.0, 6.5.5 (30 seconds), 6.1.1.
#[test]
fn the_policies_that_ship_are_what_their_sources_ask_for() {
    let window = |policy: Policy| (policy.window.past(), policy.window.future());
    let throttle = |policy: Policy| {
        let throttle = policy.throttle;
        let locks = (throttle.first_lock().count(), throttle.longest_lock().count());
        (throttle.free(), locks, throttle.cap(), throttle.at_cap())
    };
    let by_default = (5, (30, 3600), 100, AtCap::Close);
    assert_eq!((window(Policy::DEFAULT), throttle(Policy::DEFAULT)), ((1, 1), by_default));
    assert_eq!((window(Policy::RFC_6238), throttle(Policy::RFC_6238)), ((1, 0), by_default));
    assert_eq!((window(Policy::NIST_SP_800_63B), throttle(Policy::NIST_SP_800_63B)), ((1, 1), by_default));
    let keeps_locking = (5, (30, 3600), 100, AtCap::KeepLocking);
    assert_eq!((window(Policy::ASVS_5), throttle(Policy::ASVS_5)), ((0, 0), keeps_locking));
    let of_administrators = (5, (3600, 3600), 100, AtCap::KeepLocking);
    assert_eq!((window(Policy::ADMINISTRATOR), throttle(Policy::ADMINISTRATOR)), ((1, 1), of_administrators));
    let a_day = |seconds| Throttle::new(0, Seconds::new(1), Seconds::new(seconds), 100, AtCap::Close);
    assert!(a_day(86_400).is_ok());
    assert_eq!(a_day(86_401), Err(PolicyError::LockLength));
}

#[test]
fn whoever_used_a_code_elsewhere_begins_behind_it() {
    let step = |number| Position::Step(TimeStep::new(number).unwrap());
    let counter = |number| Position::Counter(Counter::new(number).unwrap());
    assert_eq!(step(57_000_000).following(), Some(step(57_000_001)));
    assert_eq!(counter(0).following(), Some(counter(1)));
    // The last counter has no successor to begin from.
    assert_eq!(counter(u64::MAX - 2).following(), Some(counter(u64::MAX - 1)));
    assert_eq!(counter(u64::MAX - 1).following(), None);
}

#[test]
fn a_counter_that_has_run_out_keeps_nobody_from_their_phone() {
    let mut host = Host::nobody();
    let token = hotp(1);
    let last = Position::Counter(Counter::new(u64::MAX - 1).unwrap());
    let attempt = host.person().add(&token, last).unwrap();
    host.store(attempt);
    let shown = token.code_for(Counter::new(u64::MAX - 1).unwrap()).unwrap();
    host.credentials.push(token);
    assert!(host.types(NOW, shown.as_str(), &Policy::DEFAULT).is_accepted());
    host.add(totp(2)).unwrap();
    match host.types(NOW, &phone(2, NOW), &Policy::DEFAULT) {
        Verdict::Accepted(accepted) => assert_eq!(accepted.authenticator, 1),
        refused => panic!("{refused:?}"),
    }
}

#[test]
fn a_start_of_the_wrong_kind_is_refused() {
    let (phone, token) = (totp(1), hotp(1));
    let nobody = || Person::<1>::without_authenticators(Standing::NEW);
    assert_eq!(nobody().add(&phone, token.beginning()).unwrap_err(), PersonError::WrongKindOfStart);
    assert_eq!(nobody().add(&token, phone.beginning()).unwrap_err(), PersonError::WrongKindOfStart);
}

#[test]
fn a_resynchronization_repeated_after_a_lost_answer_counts_no_failure() {
    let mut host = Host::with_phones(1);
    let codes = [phone(1, NOW - 180), phone(1, NOW - 150)];
    let first = host.resynchronizes(NOW, 0, [&codes[0], &codes[1]], &drifting());
    assert!(matches!(first, Resynchronization::Resynchronized(_)), "{first:?}");
    let again = host.resynchronizes(NOW, 0, [&codes[0], &codes[1]], &drifting());
    assert!(matches!(again, Resynchronization::Rejected(rejected) if rejected.reason == Reason::Replayed));
    assert_eq!(host.standing.failures(), 0);
}

#[test]
fn somebody_without_authenticators_is_not_closed() {
    let status = Host::nobody().status(NOW, &Policy::DEFAULT);
    assert!(!status.closed);
    assert_eq!(status.locked_until, None);
}

#[test]
fn parameters_survive_their_bytes_and_nothing_else_is_read() {
    for (moving, algorithm, digits) in [
        (Parameters::TOTP.moving, mfa_core::Algorithm::Sha1, Digits::Six),
        (Parameters::HOTP.moving, mfa_core::Algorithm::Sha512, Digits::Ten),
    ] {
        let parameters = Parameters { moving, algorithm, digits };
        assert_eq!(Parameters::from_bytes(&parameters.to_bytes()), Ok(parameters));
    }
    let good = Parameters::TOTP.to_bytes();
    for (place, value) in [(0, 0), (0, 3), (1, 0), (1, 4), (2, 5), (2, 11), (4, 0x0f), (10, 0x02)] {
        let mut bad = good;
        bad[place] = value;
        bad[3] = if place == 4 { 0xff } else { bad[3] };
        assert!(Parameters::from_bytes(&bad).is_err(), "byte {place}");
    }
}
