//! HOTP and TOTP beside liboath: what one accepts the other accepts, at the same counter or step, and codes are the same.
#![allow(unsafe_code, reason = "liboath is a C library")]

use core::ffi::{CStr, c_char, c_int, c_uint};

use arbitrary::{Arbitrary, Unstructured};
use mfa_core::{
    Authenticator, Code, Commit, Counter, Credential, Digits, LookAhead, Moving, Parameters, Period, Person, Policy,
    Position, Reason, SealedState, Secret, Standing, UnixTime, Verdict, Window,
};

/// liboath's time_t, where it has 64 bits.
type Time = i64;
/// `OATH_INVALID_OTP`: none of the window.
const INVALID: c_int = -6;

#[link(name = "oath")]
unsafe extern "C" {
    fn oath_hotp_generate(
        secret: *const u8,
        length: usize,
        counter: u64,
        digits: c_uint,
        checksum: bool,
        truncation: usize,
        code: *mut c_char,
    ) -> c_int;
    fn oath_hotp_validate(secret: *const u8, length: usize, start: u64, window: usize, code: *const c_char) -> c_int;
    fn oath_totp_validate4(
        secret: *const u8,
        length: usize,
        now: Time,
        period: c_uint,
        start: Time,
        window: usize,
        offset: *mut c_int,
        counter: *mut u64,
        flags: c_int,
        code: *const c_char,
    ) -> c_int;
}

/// One code at one time.
#[derive(Arbitrary, Debug)]
struct Case {
    key: [u8; 20],
    length: u8,
    seven_or_eight: u8,
    is_hotp: bool,
    period: u8,
    at: u32,
    window: u8,
    /// Which code is typed, from where it is looked for; or any number.
    offset: i8,
    number: Option<u32>,
}

/// One case after the other.
pub fn liboath(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    for _ in 0..16 {
        if bytes.is_empty() {
            return;
        }
        let Ok(case) = Case::arbitrary(&mut bytes) else { return };
        if case.is_hotp { hotp(&case) } else { totp(&case) }
    }
}

impl Case {
    fn key(&self) -> &[u8] {
        &self.key[..10 + usize::from(self.length) % 11]
    }

    /// liboath knows six to eight.
    fn digits(&self) -> Digits {
        [Digits::Six, Digits::Seven, Digits::Eight][usize::from(self.seven_or_eight) % 3]
    }

    /// What liboath generates, or the number.
    fn typed(&self, position: u64) -> String {
        let digits = self.digits().count();
        match self.number {
            Some(number) => format!("{:0digits$}", u64::from(number) % 10_u64.pow(digits as u32)),
            None => generated(self.key(), position, digits),
        }
    }
}

fn generated(key: &[u8], counter: u64, digits: usize) -> String {
    let mut code = [0 as c_char; 16];
    // SAFETY: the key is as long as is said, and there is room for eight digits and a NUL.
    let (done, code) = unsafe {
        let at = code.as_mut_ptr();
        let done = oath_hotp_generate(key.as_ptr(), key.len(), counter, digits as c_uint, false, usize::MAX, at);
        (done, CStr::from_ptr(code.as_ptr()))
    };
    assert_eq!(done, 0);
    code.to_str().expect("it is digits").to_owned()
}

fn hotp(case: &Case) {
    let (start, window) = (u64::from(case.at), u64::from(case.window % 100));
    let secret = Secret::import(case.key()).expect("it is long enough");
    let parameters = Parameters { digits: case.digits(), ..Parameters::HOTP };
    let credential = Credential::new(&secret, parameters).expect("there is SHA-1");
    let position = start.saturating_add_signed((case.offset).into());
    assert_eq!(
        credential.code_for(Counter::new(position).expect("it is far from the last")).expect("it is HOTP").as_str(),
        generated(case.key(), position, case.digits().count())
    );
    let typed = case.typed(position);
    let text = std::ffi::CString::new(typed.clone()).expect("it is digits");
    // SAFETY: the key is as long as is said, and the text has its NUL. Its window does not count the first counter.
    let theirs =
        unsafe { oath_hotp_validate(case.key().as_ptr(), case.key().len(), start, window as usize, text.as_ptr()) };
    let look_ahead = LookAhead::new(window as u8 + 1).expect("it is at most 100");
    let policy = Policy { look_ahead, ..Policy::DEFAULT };
    let begin = Position::Counter(Counter::new(start).expect("it is far from the last"));
    let ours = verified(&credential, begin, UnixTime::EPOCH, &typed, &policy);
    match (ours, theirs) {
        (Verdict::Accepted(accepted), 0..) => {
            assert_eq!(accepted.position.number(), start + theirs as u64, "{case:?}");
        }
        (Verdict::Rejected(rejected), INVALID) => assert_eq!(rejected.reason, Reason::Mismatch, "{case:?}"),
        (ours, theirs) => panic!("ours {ours:?}, theirs {theirs}: {case:?}"),
    }
}

fn totp(case: &Case) {
    let (now, window) = (u64::from(case.at), case.window % 51);
    let period = u32::from(case.period).max(1);
    let secret = Secret::import(case.key()).expect("it is long enough");
    let moving = Moving::Totp { period: Period::new(period).expect("it is at least 1"), t0: UnixTime::EPOCH };
    let parameters = Parameters { moving, digits: case.digits(), ..Parameters::TOTP };
    let credential = Credential::new(&secret, parameters).expect("there is SHA-1");
    let here = now / u64::from(period);
    let typed = case.typed(here.saturating_add_signed(case.offset.into()));
    let text = std::ffi::CString::new(typed.clone()).expect("it is digits");
    // Before the first step liboath looks at steps that wrap around.
    let window = window.min(u8::try_from(here).unwrap_or(u8::MAX));
    let (mut offset, mut counter) = (0, 0);
    // SAFETY: the key is as long as is said, the text has its NUL, and both outputs are there.
    let theirs = unsafe {
        let (key, length) = (case.key().as_ptr(), case.key().len());
        let code = text.as_ptr();
        oath_totp_validate4(key, length, now as Time, period, 0, window.into(), &mut offset, &mut counter, 0, code)
    };
    let policy = Policy { window: Window::new(window, window).expect("it is at most 50"), ..Policy::DEFAULT };
    let now = UnixTime::new(now).expect("it is a time");
    let ours = verified(&credential, credential.beginning(), now, &typed, &policy);
    match (ours, theirs) {
        (Verdict::Accepted(accepted), 0..) => {
            // Where two steps have one code liboath takes the nearest to now, and the engine the first.
            let (step, other) = (accepted.position.number(), here.saturating_add_signed(offset.into()));
            let code = |step| generated(case.key(), step, case.digits().count());
            assert!(step == other || (step < other && code(step) == code(other)), "{case:?} {step} {other}");
        }
        (Verdict::Rejected(rejected), INVALID) => assert_eq!(rejected.reason, Reason::Mismatch, "{case:?}"),
        (ours, theirs) => panic!("ours {ours:?}, theirs {theirs}: {case:?}"),
    }
}

/// The verdict on a person's first login.
fn verified(credential: &Credential, begin: Position, now: UnixTime, typed: &str, policy: &Policy) -> Verdict {
    let mut state = None;
    let attempt = Person::<1>::without_authenticators(Standing::NEW).add(credential, begin).expect("it may be added");
    let added = attempt.commit(|next| {
        state = next.states().first().copied();
        Commit::Stored
    });
    added.expect("it was stored");
    let state: SealedState = state.expect("there is one");
    let person = Person::<1>::open(&[Authenticator { credential, state: &state }]).expect("it is genuine");
    let code = Code::parse(typed).expect("it is digits");
    let attempt = person.verify(now, &code, policy).expect("it is decided");
    attempt.commit(|_| Commit::Stored).expect("it was stored")
}
