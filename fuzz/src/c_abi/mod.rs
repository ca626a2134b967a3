//! The C ABI: any calls in any order, with any bytes, lengths and NULLs that C's rules allow. Under AddressSanitizer nothing is
//! touched that is not the caller's; and nobody is in unless an attempt was told that it is stored, and with a code not twice.
#![allow(unsafe_code, reason = "it calls the C ABI")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each call is one: its pointers lead to as much as is said, or are NULL"
)]

mod calls;
mod memory;

use core::ffi::{CStr, c_char};
use core::mem::zeroed;
use core::ptr::{null, null_mut};
use std::collections::BTreeSet;

use arbitrary::Unstructured;
use memory::Block;
use mfa::attempt::*;
use mfa::credential::*;
use mfa::enrollment::mfa_enrollment;
use mfa::ocra::{mfa_ocra, mfa_ocra_inputs};
use mfa::qr::mfa_qr;
use mfa::recovery::{MFA_RECOVERY_LENGTH, mfa_recovery, mfa_recovery_key};
use mfa::recovery_codes::{MFA_RECOVERY_CODES_LENGTH, mfa_recovery_codes};
use mfa::result::*;
use mfa::secret::*;

/// The most calls of one input.
const MOST: usize = 48;
/// Where a time usually is, in seconds.
const NOW: u64 = 1_700_000_000;
/// Text of every kind that is read.
const TEXTS: [&str; 10] = [
    "081804",
    "123-456-786",
    "0W3G-E1R7-0W3G-E1R7",
    "JBSWY3DPEHPK3PXP",
    "otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME",
    "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1",
    "12345678",
    "LAPTOP-0042",
    "alice",
    "*",
];

pub fn c_abi(data: &[u8]) {
    let mut caller = Caller::new(Unstructured::new(data));
    for _ in 0..MOST {
        if caller.u.is_empty() || caller.call().is_err() {
            break;
        }
    }
    caller.wipe();
}

/// A program in C: its objects, what it stored of one person, and what it does next.
struct Caller<'a> {
    u: Unstructured<'a>,
    now: u64,
    secrets: Box<[mfa_secret; 2]>,
    /// Those of the person, one behind the other, and one more.
    credentials: Box<[mfa_credential; 4]>,
    count: usize,
    /// States, or standing.
    states: Vec<u8>,
    recovery_record: Vec<u8>,
    codes_record: Vec<u8>,
    attempt: Box<mfa_attempt>,
    kind: Kind,
    permit: Box<mfa_permit>,
    enrollment: Box<mfa_enrollment>,
    key: Box<mfa_recovery_key>,
    recovery: Box<mfa_recovery>,
    codes: Box<mfa_recovery_codes>,
    ocra: Box<mfa_ocra>,
    inputs: Box<mfa_ocra_inputs>,
    qr: Box<mfa_qr>,
    /// Memory that is no object: zeros, ones, and another's tag.
    junk: Box<[[u64; 2048]; 3]>,
    /// What was accepted of the person's present authenticators.
    accepted: BTreeSet<(u32, u64)>,
}

/// What an attempt is about.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Login,
    /// A change of which authenticators there are.
    Members(Members),
    Other,
}

#[derive(Clone, Copy, PartialEq)]
enum Members {
    Added,
    Removed(usize),
    All,
}

type Drawn<T> = arbitrary::Result<T>;

impl<'a> Caller<'a> {
    fn new(u: Unstructured<'a>) -> Self {
        let mut standing = vec![0; mfa::person::MFA_STANDING_LENGTH];
        let begun = unsafe { mfa::person::mfa_standing_init(standing.as_mut_ptr(), standing.len()) };
        assert_eq!(begun, MFA_OK);
        unsafe {
            let mut caller = Self {
                u,
                now: NOW,
                secrets: Box::new(zeroed()),
                credentials: Box::new(zeroed()),
                count: 0,
                states: standing,
                recovery_record: vec![0; MFA_RECOVERY_LENGTH],
                codes_record: vec![0; MFA_RECOVERY_CODES_LENGTH],
                attempt: Box::new(zeroed()),
                kind: Kind::Other,
                permit: Box::new(zeroed()),
                enrollment: Box::new(zeroed()),
                key: Box::new(zeroed()),
                recovery: Box::new(zeroed()),
                codes: Box::new(zeroed()),
                ocra: Box::new(zeroed()),
                inputs: Box::new(zeroed()),
                qr: Box::new(zeroed()),
                junk: Box::new([[0; 2048], [u64::MAX; 2048], [u64::from_le_bytes(*b"mfa\x01SECR"); 2048]]),
                accepted: BTreeSet::new(),
            };
            for (byte, secret) in [1_u8, 2].into_iter().zip(caller.secrets.iter_mut()) {
                assert_eq!(mfa_secret_import(secret, [byte; 20].as_ptr(), 20), MFA_OK);
            }
            assert_eq!(mfa_credential_make(&mut caller.credentials[0], &caller.secrets[0], null()), MFA_OK);
            caller
        }
    }

    /// An object as an argument: itself, or now and then NULL or memory that is no such object.
    fn read<T>(&mut self, object: *const T) -> Drawn<*const T> {
        assert!(size_of::<T>() <= size_of_val(&self.junk[0]));
        Ok(match self.u.arbitrary::<u8>()? {
            0 => null(),
            which @ 1..=3 => self.junk[usize::from(which) - 1].as_ptr().cast(),
            _ => object,
        })
    }

    /// The same for one that is written to.
    fn written<T>(&mut self, object: *mut T) -> Drawn<*mut T> {
        Ok(if self.u.arbitrary::<u8>()? == 0 { null_mut() } else { object })
    }

    /// Any bytes, or NULL.
    fn input(&mut self) -> Drawn<Block> {
        Ok(match self.u.arbitrary::<u8>()? {
            0 => Block::null(0),
            1 => Block::null(7),
            length => Block::of(self.u.bytes(usize::from(length).min(self.u.len()) % 200)?),
        })
    }

    /// Text, right more often than not.
    fn text(&mut self) -> Drawn<Block> {
        let known: u8 = self.u.arbitrary()?;
        match TEXTS.get(usize::from(known) % 16) {
            Some(text) => Ok(Block::of(text.as_bytes())),
            None => self.input(),
        }
    }

    /// So many bytes, most of the time.
    fn bytes(&mut self, usual: usize) -> Drawn<Block> {
        if self.u.arbitrary::<u8>()? < 16 {
            return self.input();
        }
        let mut bytes = vec![0; usual];
        let there = usual.min(self.u.len());
        bytes[..there].copy_from_slice(self.u.bytes(there)?);
        Ok(Block::of(&bytes))
    }

    /// Room for an output: as much as is usual, or less, or more, or none.
    fn room(&mut self, usual: usize) -> Drawn<Block> {
        Ok(match self.u.arbitrary::<u8>()? {
            0 => Block::null(usual),
            short @ 1..=31 => Block::empty(usize::from(short) - 1),
            32 => Block::empty(usual + 9),
            _ => Block::empty(usual),
        })
    }

    /// A struct that says its size: NULL, cut short, whole, or longer with zeros or more in its tail.
    fn open(&mut self, usual: usize, is_output: bool) -> Drawn<Block> {
        let length = match self.u.arbitrary::<u8>()? {
            0..=63 => return Ok(Block::null(usual)),
            64..=127 => usize::from(self.u.arbitrary::<u8>()?) % (usual + 12),
            _ => usual,
        };
        let mut bytes = vec![0; length];
        if is_output {
            bytes.fill(0xa5);
            bytes.get_mut(usual..).unwrap_or_default().fill(0);
        } else {
            // Small numbers are those that policies take.
            for four in bytes.chunks_mut(4) {
                four[0] = self.u.arbitrary()?;
                if four[0] == 255 {
                    self.u.fill_buffer(four)?;
                }
            }
        }
        Ok(Block::open(bytes))
    }

    /// A time: mostly now, and later at each step.
    fn time(&mut self) -> Drawn<u64> {
        Ok(match self.u.arbitrary::<u8>()? {
            0 => self.u.arbitrary()?,
            later => {
                self.now += u64::from(later % 64);
                self.now
            }
        })
    }

    /// What is typed: mostly the code of one of the person's authenticators, near now.
    fn typed(&mut self) -> Drawn<Block> {
        let which: u8 = self.u.arbitrary()?;
        if which >= 192 {
            return self.text();
        }
        let offset = u64::from(self.u.arbitrary::<u8>()? % 4) * 30;
        let mut code = [0 as c_char; MFA_CODE_SIZE];
        let credential = &self.credentials[usize::from(which) % self.count.max(1)];
        let at = self.now + offset - 45;
        let (room, size) = (code.as_mut_ptr(), code.len());
        let shown = unsafe { mfa_credential_code_at(credential, at, room, size, null_mut(), null_mut()) };
        if shown != MFA_OK {
            unsafe { mfa_credential_code_for(credential, offset / 30, room, size) };
        }
        let code = unsafe { CStr::from_ptr(code.as_ptr()) };
        Ok(Block::of(code.to_bytes()))
    }

    /// The person as four arguments: as stored, or now and then something else.
    fn person(&mut self) -> Drawn<(*const mfa_credential, usize, Block)> {
        let mut count = self.count;
        let states = match self.u.arbitrary::<u8>()? {
            0 => self.input()?,
            1 => Block::of(&self.states[..self.states.len() - 1]),
            2 => {
                count = usize::from(self.u.arbitrary::<u8>()?) % (self.credentials.len() + 1);
                Block::of(&self.states)
            }
            3 => {
                let mut forged = self.states.clone();
                let at = self.u.choose_index(forged.len())?;
                forged[at] ^= self.u.arbitrary::<u8>()?;
                Block::of(&forged)
            }
            _ => Block::of(&self.states),
        };
        let credentials = if count == 0 { null() } else { self.credentials.as_ptr() };
        Ok((credentials, count, states))
    }

    /// Whether what a call came to is in the table of results, and its sentence can be read.
    fn told(&self, result: mfa_result) -> mfa_result {
        let sentence = unsafe { CStr::from_ptr(mfa_result_message(result)) };
        assert!(!sentence.is_empty() && sentence.to_str().is_ok());
        assert_ne!(result, MFA_ERROR_PANIC, "it panicked");
        result
    }

    fn done(&self, result: mfa_result) {
        self.told(result);
    }

    /// For what decides: nobody is in before it is stored.
    fn began(&mut self, kind: Kind, result: mfa_result) {
        self.told(result);
        assert_ne!(result, MFA_OK, "it let somebody in before anything was stored");
        self.kind = if result == MFA_UNCOMMITTED { kind } else { Kind::Other };
    }

    /// For what writes text: it ends, or there is nothing of it.
    fn wrote(&self, result: mfa_result, text: &Block) {
        self.told(result);
        let null = result == MFA_ARGUMENT_NULL || result / 100 == MFA_ARGUMENT_NULL / 100;
        assert!(null || text.holds_text(), "{result}");
    }

    /// Asks what to store, says what became of it, and looks at the verdict.
    fn conclude(&mut self) -> Drawn<()> {
        let mut next = mfa_next { size: size_of::<mfa_next>() as u32, ..unsafe { zeroed() } };
        let asks = self.u.arbitrary::<u8>()? > 8;
        let asked = if asks { unsafe { mfa_attempt_next(&mut *self.attempt, &mut next) } } else { MFA_ERROR_ORDER };
        let copied = |at: *const u8, size: usize| {
            // All that is said to be there can be read.
            if at.is_null() { Vec::new() } else { unsafe { core::slice::from_raw_parts(at, size) }.to_vec() }
        };
        let states = copied(next.states, next.states_size);
        let standing = copied(next.standing, next.standing_size);
        let recovery = copied(next.recovery, next.recovery_size);
        let codes = copied(next.recovery_codes, next.recovery_codes_size);
        let secret = copied(next.secret, next.secret_size);
        let parameters = copied(next.parameters, next.parameters_size);
        let _ = copied(next.pending, next.pending_size).len() + copied(next.logins, next.logins_size).len();

        let commit = match self.u.arbitrary::<u8>()? {
            0..=15 => MFA_COMMIT_CONFLICT,
            16..=31 => MFA_COMMIT_UNKNOWN,
            32 => self.u.arbitrary()?,
            _ => MFA_COMMIT_STORED,
        };
        let verdict = self.open(size_of::<mfa_verdict>(), true)?;
        let result = unsafe { mfa_attempt_told(&mut *self.attempt, commit, verdict.out()) };
        self.told(result);
        if is_argument(result) {
            return Ok(());
        }
        let [accepted, factor, authenticator] = [4, 8, 12].map(|at| verdict.u32_at(at));
        // NULL, or too short a struct for what is looked at, says nothing.
        let says = verdict.bytes().len() >= 24;
        if says {
            assert!(accepted <= 1);
            assert_eq!(accepted == 1, result == MFA_OK, "{result}");
            assert!(accepted == 1 || factor == 0);
        }
        let needs_store = asked == MFA_UNCOMMITTED && next.parts != 0;
        if needs_store && commit != MFA_COMMIT_STORED {
            assert_ne!(result, MFA_OK, "it let somebody in though nothing is stored");
        }
        let again = unsafe { mfa_attempt_told(&mut *self.attempt, MFA_COMMIT_STORED, null_mut()) };
        assert!(again < 0, "it was told twice: {again}");
        if !needs_store || commit != MFA_COMMIT_STORED || result < 0 {
            return Ok(());
        }

        if says && result == MFA_OK && self.kind == Kind::Login && factor == mfa::verdict::MFA_FACTOR_CODE {
            let position = u64::from_le_bytes(verdict.bytes()[16..24].try_into().expect("there are eight"));
            assert!(self.accepted.insert((authenticator, position)), "a code was accepted twice");
        }
        if next.parts & MFA_PART_STATES != 0 {
            self.states = states;
        }
        if next.parts & MFA_PART_STANDING != 0 {
            self.states = standing;
        }
        if next.parts & MFA_PART_RECOVERY != 0 {
            self.recovery_record = recovery;
        }
        if next.parts & MFA_PART_RECOVERY_CODES != 0 {
            self.codes_record = codes;
        }
        if next.parts & MFA_PART_ENROLLED != 0 {
            self.enrolled(&secret, &parameters);
        }
        if let Kind::Members(change) = self.kind {
            self.members_changed(change);
        }
        self.kind = Kind::Other;
        Ok(())
    }

    fn enrolled(&mut self, secret: &[u8], parameters: &[u8]) {
        unsafe {
            let mut taken: mfa_secret = zeroed();
            let mut read = mfa_parameters { size: size_of::<mfa_parameters>() as u32, ..zeroed() };
            assert_eq!(mfa_secret_import(&mut taken, secret.as_ptr(), secret.len()), MFA_OK);
            assert_eq!(mfa_parameters_from_bytes(&mut read, parameters.as_ptr(), parameters.len()), MFA_OK);
            // There is no room for more than there are: then the person is given up.
            if self.count < self.credentials.len() {
                assert_eq!(mfa_credential_make(&mut self.credentials[self.count], &taken, &read), MFA_OK);
                self.count += 1;
            } else {
                self.start_over();
            }
            mfa_secret_wipe(&mut taken);
        }
    }

    fn members_changed(&mut self, change: Members) {
        match change {
            Members::Added => self.count += 1,
            Members::Removed(which) => {
                self.credentials[which..].rotate_left(1);
                self.count -= 1;
                self.accepted.clear();
            }
            Members::All => {
                self.count = 0;
                self.accepted.clear();
            }
        }
    }

    fn start_over(&mut self) {
        let mut standing = vec![0; mfa::person::MFA_STANDING_LENGTH];
        unsafe { mfa::person::mfa_standing_init(standing.as_mut_ptr(), standing.len()) };
        (self.count, self.states) = (0, standing);
        self.accepted.clear();
    }

    fn wipe(&mut self) {
        unsafe {
            self.secrets.iter_mut().for_each(|secret| mfa_secret_wipe(secret));
            self.credentials.iter_mut().for_each(|credential| mfa_credential_wipe(credential));
            mfa_attempt_wipe(&mut *self.attempt);
            mfa_permit_wipe(&mut *self.permit);
            mfa::enrollment::mfa_enrollment_wipe(&mut *self.enrollment);
            mfa::recovery::mfa_recovery_key_wipe(&mut *self.key);
            mfa::recovery::mfa_recovery_wipe(&mut *self.recovery);
            mfa::recovery_codes::mfa_recovery_codes_wipe(&mut *self.codes);
            mfa::ocra::mfa_ocra_wipe(&mut *self.ocra);
            mfa::ocra::mfa_ocra_inputs_wipe(&mut *self.inputs);
            mfa::qr::mfa_qr_wipe(&mut *self.qr);
        }
    }
}

/// Whether it is about an argument, which is looked at before anything else is done.
fn is_argument(result: mfa_result) -> bool {
    (-1999..=-100).contains(&result)
}
