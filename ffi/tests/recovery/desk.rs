//! A host of the C ABI: one record for each person, replaced only if its revision is still the one that was read.

use core::ffi::{c_char, c_void};
use core::mem::{size_of, zeroed};
use core::ptr::null;

use mfa::attempt::*;
use mfa::credential::{mfa_credential, mfa_credential_make, mfa_parameters};
use mfa::person::{mfa_person_add, mfa_standing_init};
use mfa::recovery::*;
use mfa::result::*;
use mfa::secret::{mfa_secret, mfa_secret_import};
use mfa::verdict::mfa_verdict;

pub(crate) const KEY: [u8; 32] = {
    let mut key = [0; 32];
    let mut index = 0;
    while index < 32 {
        key[index] = index as u8;
        index += 1;
    }
    key
};
pub(crate) const DEVICE: &str = "Laptop-0042";
pub(crate) const NOW: u64 = 1_700_000_003;

/// What is stored of a person.
pub(crate) struct Account {
    pub(crate) credentials: Vec<mfa_credential>,
    pub(crate) states: Vec<u8>,
    pub(crate) recovery: Vec<u8>,
    pub(crate) codes: Vec<u8>,
    pub(crate) logins: Vec<u8>,
    pub(crate) pending: Vec<u8>,
    pub(crate) revision: u64,
    /// The parts of the last commit.
    pub(crate) parts: u32,
    pub(crate) commits: u32,
}

/// The person's four arguments.
macro_rules! person {
    ($function:ident($($before:expr),* ; $account:expr ; $($after:expr),*)) => {{
        let account: &$crate::desk::Account = &$account;
        let (credentials, count) = (account.credentials.as_ptr(), account.credentials.len());
        unsafe { $function($($before,)* credentials, count, account.states.as_ptr(), account.states.len() $(, $after)*) }
    }};
}
pub(crate) use person;

pub(crate) fn text(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

pub(crate) fn read(text: &[c_char]) -> String {
    let bytes: Vec<u8> = text.iter().map(|byte| byte.to_ne_bytes()[0]).take_while(|byte| *byte != 0).collect();
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn attempt() -> Box<mfa_attempt> {
    Box::new(unsafe { zeroed() })
}

pub(crate) fn verdict() -> mfa_verdict {
    mfa_verdict { size: size_of::<mfa_verdict>() as u32, ..unsafe { zeroed() } }
}

pub(crate) fn credential(secret_bytes: &[u8]) -> mfa_credential {
    unsafe {
        let (mut secret, mut credential): (mfa_secret, mfa_credential) = zeroed();
        assert_eq!(mfa_secret_import(&mut secret, secret_bytes.as_ptr(), secret_bytes.len()), MFA_OK);
        assert_eq!(mfa_credential_make(&mut credential, &secret, null::<mfa_parameters>()), MFA_OK);
        credential
    }
}

pub(crate) fn key() -> mfa_recovery_key {
    key_of(&KEY, DEVICE)
}

pub(crate) fn key_of(bytes: &[u8], device: &str) -> mfa_recovery_key {
    unsafe {
        let mut key: mfa_recovery_key = zeroed();
        let (device, size) = text(device);
        assert_eq!(mfa_recovery_key_make(&mut key, bytes.as_ptr(), bytes.len(), device, size), MFA_OK);
        key
    }
}

impl Account {
    /// Somebody without any authenticator.
    pub(crate) fn new() -> Self {
        let mut states = vec![0; 30];
        assert_eq!(unsafe { mfa_standing_init(states.as_mut_ptr(), 30) }, MFA_OK);
        let nothing = Vec::new;
        Self {
            credentials: Vec::new(),
            states,
            recovery: nothing(),
            codes: nothing(),
            logins: nothing(),
            pending: vec![1],
            revision: 0,
            parts: 0,
            commits: 0,
        }
    }

    /// Somebody with so many authenticators; the first has the key of RFC 6238's SHA-1 vectors.
    pub(crate) fn with_authenticators(count: usize) -> Self {
        let mut account = Self::new();
        for index in 0..count {
            let added = credential(format!("{}2345678901234567890", index + 1).as_bytes());
            let mut attempt = attempt();
            assert_eq!(person!(mfa_person_add(&mut *attempt ; account ; &added, 0)), MFA_UNCOMMITTED);
            account.credentials.push(added);
            assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
        }
        account
    }

    /// With a recovery record of the key.
    pub(crate) fn recoverable(mut self) -> Self {
        let mut attempt = attempt();
        assert_eq!(person!(mfa_recovery_begin(&mut *attempt, &key() ; self ;)), MFA_UNCOMMITTED);
        assert_eq!(self.commit(&mut attempt).0, MFA_CHANGED);
        self
    }

    pub(crate) fn opened(&self) -> mfa_recovery {
        unsafe {
            let mut recovery: mfa_recovery = zeroed();
            let opened = mfa_recovery_open(&mut recovery, &key(), self.recovery.as_ptr(), self.recovery.len());
            assert_eq!(opened, MFA_OK);
            recovery
        }
    }

    pub(crate) fn commit(&mut self, attempt: &mut mfa_attempt) -> (mfa_result, mfa_verdict) {
        self.parts = 0;
        let mut verdict = verdict();
        let context: *mut Self = self;
        let result = unsafe { mfa_attempt_commit(attempt, Some(store), context.cast(), &mut verdict) };
        (result, verdict)
    }

    fn replace(&mut self, next: &mfa_next) -> u32 {
        if next.expected_revision != self.revision {
            return MFA_COMMIT_CONFLICT;
        }
        let (states, states_size) = match next.parts & MFA_PART_STANDING {
            0 => (next.states, next.states_size),
            _ => (next.standing, next.standing_size),
        };
        let parts = [
            (MFA_PART_STATES | MFA_PART_STANDING, &mut self.states, states, states_size),
            (MFA_PART_RECOVERY, &mut self.recovery, next.recovery, next.recovery_size),
            (MFA_PART_RECOVERY_CODES, &mut self.codes, next.recovery_codes, next.recovery_codes_size),
            (MFA_PART_LOGINS, &mut self.logins, next.logins, next.logins_size),
            (MFA_PART_PENDING, &mut self.pending, next.pending, next.pending_size),
        ];
        for (part, place, bytes, size) in parts {
            if next.parts & part != 0 {
                *place =
                    if size == 0 { Vec::new() } else { unsafe { core::slice::from_raw_parts(bytes, size) }.to_vec() };
            }
        }
        assert_eq!(next.revision, self.revision + 1);
        (self.revision, self.parts) = (next.revision, next.parts);
        self.commits += 1;
        MFA_COMMIT_STORED
    }
}

unsafe extern "C" fn store(context: *mut c_void, next: *const mfa_next) -> u32 {
    unsafe { (*context.cast::<Account>()).replace(&*next) }
}
