//! What the tests share: a store of its own for each, people in it, and their phones.

use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicU32, Ordering};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use mfa::attempt::*;
use mfa::hosted::login::*;
use mfa::hosted::people::*;
use mfa::hosted::policies::*;
use mfa::hosted::store::*;
use mfa::person::*;
use mfa::result::*;
use mfa_core::{Credential, Parameters, Secret, TimeStep};

/// A folder for a test, with a store and policies that are open.
pub(crate) struct Site {
    folder: PathBuf,
    pub(crate) store: *mut mfa_store,
    pub(crate) policies: *mut mfa_policies,
}

impl Site {
    /// A store with nobody in it, and policies that say this. Waits where a time step would end within the test.
    pub(crate) fn new(policy: &str) -> Self {
        while now() % 30 > 21 {
            std::thread::sleep(core::time::Duration::from_millis(100));
        }
        let folder = new_folder();
        let mut site = Self { folder, store: null_mut(), policies: null_mut() };
        let path = text_of(&site.store_path());
        assert_eq!(unsafe { mfa_store_open_or_create(path.as_ptr().cast(), path.len(), &raw mut site.store) }, MFA_OK);
        site.policies = site.policies_saying(policy);
        site
    }

    /// The same store and policies, in another thread. Not to be dropped.
    pub(crate) fn of(store: usize, policies: usize) -> Self {
        Self {
            folder: PathBuf::new(),
            store: core::ptr::without_provenance_mut(store),
            policies: core::ptr::without_provenance_mut(policies),
        }
    }

    pub(crate) fn store_path(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// The file with what is stored of a person.
    pub(crate) fn file_of(&self, person: &str) -> PathBuf {
        self.store_path().join(format!("{person}.mfa"))
    }

    pub(crate) fn policies_saying(&self, policy: &str) -> *mut mfa_policies {
        let path = self.written("policy.toml", policy);
        let mut policies = null_mut();
        let path = text_of(&path);
        let mut message = [0; 256];
        let opened = unsafe {
            mfa_policies_open(path.as_ptr().cast(), path.len(), null(), &raw mut policies, message.as_mut_ptr(), 256)
        };
        assert_eq!((opened, text(&message)), (MFA_OK, ""));
        policies
    }

    /// A file beside the store.
    pub(crate) fn written(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// Begins an enrollment by a permit; what comes of it, and the phone that read the setup key.
    pub(crate) fn enrolled_by(&self, permit: *mut mfa_permit, person: &str, name: &str) -> (mfa_result, Option<Phone>) {
        let (mut key, mut uri) = ([0 as c_char; 40], [0 as c_char; 4096]);
        let result = unsafe {
            mfa_people_enroll(
                self.store,
                self.policies,
                person.as_ptr().cast(),
                person.len(),
                name.as_ptr().cast(),
                name.len(),
                null(),
                permit,
                key.as_mut_ptr(),
                key.len(),
                uri.as_mut_ptr(),
                uri.len(),
            )
        };
        let (key, uri) = (text(&key), text(&uri));
        if result != MFA_OK {
            assert_eq!((key, uri), ("", ""), "nothing is shown that is not stored");
            return (result, None);
        }
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(uri.contains(&format!("secret={}", key.replace(' ', ""))), "{uri}");
        (result, Some(Phone::with(key)))
    }

    /// Begins an enrollment as an administrator.
    pub(crate) fn pending(&self, person: &str, name: &str) -> Phone {
        let mut permit = permit_by_administrator();
        let (result, phone) = self.enrolled_by(&raw mut *permit, person, name);
        assert_eq!(result, MFA_OK);
        phone.unwrap()
    }

    pub(crate) fn confirm(&self, person: &str, typed: &str) -> mfa_result {
        unsafe {
            mfa_people_confirm(
                self.store,
                self.policies,
                person.as_ptr().cast(),
                person.len(),
                typed.as_ptr().cast(),
                typed.len(),
                null_mut(),
            )
        }
    }

    /// Enrolls somebody. The code of the step before this one is used up by it, so this one's and the next one's are good.
    pub(crate) fn enroll(&self, person: &str, name: &str) -> Phone {
        let phone = self.pending(person, name);
        assert_eq!(self.confirm(person, &phone.code(-1)), MFA_ENROLLED);
        phone
    }

    /// A whole login of somebody who types this.
    pub(crate) fn log_in(&self, person: &str, typed: &str) -> LoggedIn {
        self.log_in_as(person, null(), Typist::typing(typed))
    }

    pub(crate) fn log_in_as(&self, person: &str, arrival: *const mfa_arrival, mut typist: Typist) -> LoggedIn {
        let mut verdict = new_verdict();
        let mut permit = Box::new(unsafe { zeroed::<mfa_permit>() });
        let result = unsafe {
            mfa_log_in(
                self.store,
                self.policies,
                person.as_ptr().cast(),
                person.len(),
                arrival,
                Some(types),
                (&raw mut typist).cast(),
                &raw mut verdict,
                &raw mut *permit,
            )
        };
        assert_eq!(result == MFA_OK, verdict.accepted == 1, "{result}");
        LoggedIn { result, verdict, permit, asked: typist.asked }
    }

    pub(crate) fn status(&self, person: &str) -> (mfa_result, mfa_status, mfa_possessions) {
        let mut status = unsafe { zeroed::<mfa_status>() };
        status.size = size_of::<mfa_status>() as u32;
        let mut has = unsafe { zeroed::<mfa_possessions>() };
        has.size = size_of::<mfa_possessions>() as u32;
        let result = unsafe {
            mfa_people_status(
                self.store,
                self.policies,
                person.as_ptr().cast(),
                person.len(),
                &raw mut status,
                &raw mut has,
            )
        };
        (result, status, has)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        unsafe {
            mfa_store_close(self.store);
            mfa_policies_close(self.policies);
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// An empty folder that only its owner may enter.
pub(crate) fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ffi-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a login came to.
pub(crate) struct LoggedIn {
    pub(crate) result: mfa_result,
    pub(crate) verdict: mfa_verdict,
    /// In its place, for a copy is refused.
    pub(crate) permit: Box<mfa_permit>,
    pub(crate) asked: Vec<mfa_result>,
}

impl LoggedIn {
    /// Whether there was a permit at all.
    pub(crate) fn permits(&self) -> bool {
        // The first word of an object that was made is its tag.
        unsafe { (&raw const *self.permit).cast::<u64>().read() != 0 }
    }
}

/// Who sits at the prompt.
pub(crate) struct Typist {
    typed: Option<Vec<u8>>,
    /// How long they say that it is, where that is a lie.
    length: Option<i32>,
    asked: Vec<mfa_result>,
}

impl Typist {
    pub(crate) fn typing(text: &str) -> Self {
        Self { typed: Some(text.into()), length: None, asked: Vec::new() }
    }

    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self { typed: Some(bytes.into()), length: None, asked: Vec::new() }
    }

    pub(crate) fn giving_up() -> Self {
        Self { typed: None, length: None, asked: Vec::new() }
    }

    pub(crate) fn claiming(length: i32) -> Self {
        Self { typed: Some(Vec::new()), length: Some(length), asked: Vec::new() }
    }
}

unsafe extern "C" fn types(
    context: *mut c_void,
    decided: mfa_result,
    verdict: *const mfa_verdict,
    typed: *mut c_char,
    typed_size: usize,
) -> i32 {
    let typist = unsafe { &mut *context.cast::<Typist>() };
    typist.asked.push(decided);
    assert_eq!(unsafe { (*verdict).accepted }, 0, "nobody is in who is asked");
    assert_eq!(typed_size, MFA_TYPED_LONGEST);
    let Some(text) = &typist.typed else { return -1 };
    unsafe { typed.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len()) };
    typist.length.unwrap_or(i32::try_from(text.len()).unwrap())
}

/// An authenticator app.
pub(crate) struct Phone {
    credential: Credential,
}

impl Phone {
    fn with(setup_key: &str) -> Self {
        let secret = Secret::from_base32(setup_key).unwrap();
        Self { credential: Credential::new(&secret, Parameters::TOTP).unwrap() }
    }

    /// The code so many steps from now.
    pub(crate) fn code(&self, steps: i64) -> String {
        self.code_in((now() / 30).checked_add_signed(steps).unwrap())
    }

    fn code_in(&self, step: u64) -> String {
        self.credential.code_in(TimeStep::new(step).unwrap()).unwrap().as_str().to_owned()
    }

    /// A code that is not good anywhere near now.
    pub(crate) fn wrong_code(&self) -> String {
        let step = now() / 30;
        let near: Vec<String> = (step - 20..step + 20).map(|step| self.code_in(step)).collect();
        (0..100).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

pub(crate) fn now() -> u64 {
    let mut now = 0;
    assert_eq!(unsafe { mfa::hosted::clock::mfa_clock_now(&raw mut now) }, MFA_OK);
    now
}

pub(crate) fn permit_by_administrator() -> Box<mfa_permit> {
    let mut permit = Box::new(unsafe { zeroed::<mfa_permit>() });
    assert_eq!(unsafe { mfa_permit_by_administrator(&raw mut *permit) }, MFA_OK);
    permit
}

pub(crate) fn new_verdict() -> mfa_verdict {
    let mut verdict = unsafe { zeroed::<mfa_verdict>() };
    verdict.size = size_of::<mfa_verdict>() as u32;
    verdict
}

/// A struct of numbers, all 0; or memory that never was an object.
pub(crate) unsafe fn zeroed<T>() -> T {
    unsafe { MaybeUninit::zeroed().assume_init() }
}

pub(crate) fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Text that ends with a NUL.
pub(crate) fn text(place: &[c_char]) -> &str {
    unsafe { core::ffi::CStr::from_ptr(place.as_ptr()) }.to_str().unwrap()
}
