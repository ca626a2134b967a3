//! Files that the real programs have written and used: google-authenticator with its PAM module (Debian package
//! libpam-google-authenticator) and pam_oath (libpam-oath), driven by pamtester. A code that was used there is refused
//! here, and the one after it is not.
//!
//! Needs root: a login stack of the test's own is written to /etc/pam.d, and taken away again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use core::sync::atomic::{AtomicU32, Ordering};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use common::{CODES, KEY_HEX, Place, Ran, mfa_typing, run};

/// A login stack that asks one module.
struct Service(PathBuf);

impl Service {
    fn asking(module: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("libmfa-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from("/etc/pam.d").join(name);
        fs::write(&path, format!("auth required {module}\naccount required pam_permit.so\n")).unwrap();
        Self(path)
    }

    /// Whether root gets in with a code.
    fn lets_in(&self, code: &str) -> bool {
        let name = self.0.file_name().unwrap();
        let line = [name.to_str().unwrap(), "root", "authenticate"];
        let ran = run(Command::new("pamtester").args(line), format!("{code}\n").as_bytes());
        ran.status == 0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The current time, at a moment when its step goes on for a while.
fn early_in_a_step() -> u64 {
    loop {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        if now % 30 < 20 {
            return now;
        }
        std::thread::sleep(core::time::Duration::from_secs(1));
    }
}

/// The code that oathtool computes.
fn oathtool(line: &[&str]) -> String {
    let output = Command::new("oathtool").args(line).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn totp(base32: &str, at: u64) -> String {
    oathtool(&["--totp", "-b", "-N", &format!("@{at}"), base32])
}

/// A file that google-authenticator has made, and the secret in it.
fn google_authenticator(place: &Place, options: &[&str]) -> (String, String) {
    let file = place.path("google_authenticator").to_str().unwrap().to_owned();
    let ran = run(
        Command::new("google-authenticator").args(["-f", "-q", "-Q", "none", "-s", &file]).args(options),
        // A program of another version asks for a code to confirm: -1 does without.
        b"-1\n",
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    let secret = fs::read_to_string(&file).unwrap().lines().next().unwrap().to_owned();
    (file, secret)
}

fn module_of_google(file: &str) -> Service {
    Service::asking(&format!("pam_google_authenticator.so secret={file} user=root"))
}

/// Nothing of the file is shown but what is public.
fn migrated(place: &Place, line: &[&str], file: &str) -> Ran {
    let ran = place.mfa(line).ends(0);
    let text = fs::read_to_string(file).unwrap();
    for word in
        text.split_whitespace().filter(|word| word.len() >= 8 && word.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        assert!(!ran.out.contains(word) && !ran.err.contains(word), "{ran:?}");
    }
    ran
}

#[test]
#[ignore = "needs google-authenticator, pamtester and root"]
fn a_code_that_was_used_at_google_authenticator_is_refused_here_and_the_next_is_not() {
    let place = Place::new("google-peer");
    let (file, secret) = google_authenticator(&place, &["-t", "-d", "-w", "3", "-r", "3", "-R", "30"]);
    let service = module_of_google(&file);
    let now = early_in_a_step();
    assert!(service.lets_in(&totp(&secret, now)));
    assert!(!service.lets_in(&totp(&secret, now)));
    let ran = migrated(&place, &["migrate", "google-authenticator", &file, "alice"], &file);
    assert!(ran.out.contains("not carried over: 5 emergency codes;"), "{ran:?}");
    place.verify(now, &totp(&secret, now)).ends(1);
    place.verify(now + 30, &totp(&secret, now + 30)).ends(0);
}

#[test]
#[ignore = "needs google-authenticator, pamtester and root"]
fn what_google_authenticator_accepts_again_and_again_is_refused_here() {
    let place = Place::new("google-reuse");
    let (file, secret) = google_authenticator(&place, &["-t", "-D", "-w", "3", "-u"]);
    let service = module_of_google(&file);
    let now = early_in_a_step();
    assert!(service.lets_in(&totp(&secret, now + 30)));
    assert!(service.lets_in(&totp(&secret, now + 30)));
    migrated(&place, &["migrate", "google-authenticator", &file, "alice", "--at", &now.to_string()], &file);
    place.verify(now, &totp(&secret, now + 30)).ends(1);
    place.verify(now + 60, &totp(&secret, now + 60)).ends(0);
}

#[test]
#[ignore = "needs google-authenticator, pamtester and root"]
fn google_authenticators_counter_goes_on_here() {
    let place = Place::new("google-counter");
    let (file, secret) = google_authenticator(&place, &["-c", "-w", "5", "-u"]);
    let service = module_of_google(&file);
    let code = |counter: &str| oathtool(&["-b", "-c", counter, &secret]);
    assert!(service.lets_in(&code("3")));
    let ran = migrated(&place, &["migrate", "google-authenticator", &file, "alice"], &file);
    assert!(ran.out.contains("HOTP, SHA-1, 6 digits; next counter 4"), "{ran:?}");
    place.verify(59, &code("3")).ends(1);
    place.verify(59, &code("4")).ends(0);
}

/// A users file of pam_oath with one line, and its login stack.
fn pam_oath(place: &Place, line: &str) -> (String, Service) {
    let file = place.path("users.oath").to_str().unwrap().to_owned();
    fs::write(&file, line).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let service = Service::asking(&format!("pam_oath.so usersfile={file} window=10"));
    (file, service)
}

/// Verifies a code of root's, as whom pamtester logs in.
fn verify(place: &Place, at: u64, code: &str) -> Ran {
    let line =
        ["--store", place.store().to_str().unwrap(), "verify", "root", "--at", &at.to_string()].map(str::to_owned);
    mfa_typing(&line, code.as_bytes())
}

#[test]
#[ignore = "needs pam_oath, pamtester and root"]
fn a_counter_that_was_used_at_pam_oath_is_refused_here_and_the_next_is_not() {
    let place = Place::new("oath-counter");
    let (file, service) = pam_oath(&place, &format!("HOTP root - {KEY_HEX}\n"));
    assert!(service.lets_in(CODES[3]));
    let ran = migrated(&place, &["migrate", "users.oath", &file], &file);
    assert!(ran.out.contains("next counter 4"), "{ran:?}");
    verify(&place, 59, CODES[3]).ends(1);
    verify(&place, 59, CODES[4]).ends(0);
}

#[test]
#[ignore = "needs pam_oath, pamtester and root"]
fn a_time_based_code_that_was_used_at_pam_oath_is_refused_here_and_the_next_is_not() {
    // The file has the local time of wherever it was written.
    let place = Place::new("oath-time");
    let (file, service) = pam_oath(&place, &format!("HOTP/T30/6 root - {KEY_HEX}\n"));
    let now = early_in_a_step();
    let code = |at: u64| totp(common::KEY_BASE32, at);
    assert!(service.lets_in(&code(now)));
    let ran = migrated(&place, &["migrate", "users.oath", &file], &file);
    assert!(ran.out.contains("used up until "), "{ran:?}");
    verify(&place, now, &code(now)).ends(1);
    verify(&place, now + 30, &code(now + 30)).ends(0);
}
