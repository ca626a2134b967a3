//! `mfa doctor` finds what is wrong, says what to do, and finds nothing where nothing is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may be blunt")]

mod common;
#[path = "common/desk.rs"]
mod desk;

use core::time::Duration;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use common::{CODES, KEY_BASE32, KEY_HEX, Place, Ran, WRONG};
use serde_json::Value;

/// 2026-11-21, when everything was sound.
const NOW: &str = "1795300000";

/// A system laid out in a folder, with alice in its store and nothing wrong.
struct Image {
    place: Place,
}

impl Image {
    fn sound(name: &str) -> Self {
        let place = Place::new(name);
        let image = Self { place };
        image.write("run/systemd/timesync/synchronized", "");
        image.write("proc/swaps", "Filename Type Size Used Priority\n");
        image.write("proc/sys/fs/suid_dumpable", "2\n");
        image.write("usr/lib/security/pam_libmfa.so", "");
        fs::create_dir_all(image.path("var/lib")).unwrap();
        for folder in ["var", "var/lib"] {
            fs::set_permissions(image.path(folder), Permissions::from_mode(0o755)).unwrap();
        }
        image.add("alice", KEY_HEX, &[]);
        image
    }

    fn path(&self, path: &str) -> PathBuf {
        self.place.path("image").join(path)
    }

    fn store(&self) -> PathBuf {
        self.path("var/lib/libmfa")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn add(&self, person: &str, hex: &str, more: &[&str]) {
        let key = self.place.file("key", hex);
        self.on_store(&[&["add", person, "--name", "phone", "--at", NOW, "--hex", &key], more].concat(), "").ends(0);
    }

    fn on_store(&self, line: &[&str], typed: &str) -> Ran {
        let store = self.store();
        common::mfa_typing(&[&["--store", store.to_str().unwrap()], line].concat(), typed.as_bytes())
    }

    fn doctor(&self, more: &[&str]) -> Ran {
        let root = self.place.path("image");
        common::mfa(&[&["doctor", "--root", root.to_str().unwrap(), "--at", NOW], more].concat())
    }

    fn findings(&self, more: &[&str]) -> Vec<Value> {
        let ran = self.doctor(&[&["--json"], more].concat());
        let answer = ran.json();
        let findings = answer["findings"].as_array().unwrap().clone();
        let wrong = findings.iter().any(|found| found["severity"] == "broken" || found["severity"] == "unsafe");
        assert_eq!((ran.status, answer["sound"].as_bool().unwrap()), (i32::from(wrong), !wrong), "{ran:?}");
        findings
    }

    /// There is that one finding and no other.
    #[track_caller]
    fn finds(&self, severity: &str, about: &str, what: &str) {
        self.finds_with(&[], severity, about, what);
    }

    #[track_caller]
    fn finds_with(&self, more: &[&str], severity: &str, about: &str, what: &str) {
        let findings = self.findings(more);
        let [found] = findings.as_slice() else { panic!("expected one: {findings:?}") };
        assert_eq!(found["severity"], severity, "{found}");
        assert!(found["about"].as_str().unwrap().contains(about), "{found}");
        assert!(found["what"].as_str().unwrap().contains(what), "{found}");
        assert!(!found["advice"].as_str().unwrap().is_empty(), "{found}");
    }

    #[track_caller]
    fn finds_nothing(&self) {
        assert_eq!(self.findings(&[]), Vec::<Value>::new());
    }
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let image = Image::sound("sound");
    image.finds_nothing();
    image.doctor(&[]).ends(0).prints("nothing that was looked at is unsafe or broken\n").quietly();
}

#[test]
fn what_is_wrong_is_said_with_what_to_do_and_changes_nothing() {
    let image = Image::sound("said");
    fs::set_permissions(image.store(), Permissions::from_mode(0o755)).unwrap();
    let ran = image.doctor(&[]).ends(1).quietly();
    let folder = image.store();
    assert_eq!(
        ran.out,
        format!(
            "unsafe: {}: others have access to it: a folder needs mode 0700, a file 0600; see to that first, for what is \
             in there could be read or changed by others\n",
            folder.display()
        )
    );
    assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o755);
}

#[test]
fn a_store_that_is_not_there_or_a_link_is_found() {
    let image = Image::sound("folder");
    fs::rename(image.store(), image.path("var/lib/elsewhere")).unwrap();
    image.finds("broken", "/var/lib/libmfa", "there is no such folder");
    symlink(image.path("var/lib/elsewhere"), image.store()).unwrap();
    image.finds("unsafe", "/var/lib/libmfa", "not a link to one");
    let elsewhere = image.path("var/lib/elsewhere");
    assert_eq!(image.findings(&["--store", elsewhere.to_str().unwrap()]), Vec::<Value>::new());
}

#[test]
fn a_folder_above_the_store_that_others_can_write_is_found() {
    let image = Image::sound("parents");
    for (mode, found) in [(0o775, true), (0o757, true), (0o777, true), (0o1777, false), (0o755, false), (0o700, false)]
    {
        fs::set_permissions(image.path("var"), Permissions::from_mode(mode)).unwrap();
        if found {
            image.finds("unsafe", "/image/var", "others than its owner can write it");
        } else {
            image.finds_nothing();
        }
    }
}

#[test]
fn a_record_that_cannot_be_read_is_found_and_one_of_a_newer_version_is_not_to_be_deleted() {
    let image = Image::sound("record");
    let record = image.store().join("alice.mfa");
    let whole = fs::read(&record).unwrap();
    fs::write(&record, &whole[..whole.len() - 1]).unwrap();
    image.finds("broken", "alice.mfa", "cut short");
    fs::write(&record, b"something else").unwrap();
    image.finds("broken", "alice.mfa", "it is not a libmfa record");
    // docs/store.md: the version is the two bytes behind the magic.
    let mut newer = whole.clone();
    newer[6] = 0xff;
    fs::write(&record, &newer).unwrap();
    image.finds("broken", "alice.mfa", "it is a record of version 255");
    assert!(image.findings(&[])[0]["advice"].as_str().unwrap().contains("use the newer program"));
    fs::write(&record, &whole).unwrap();
    fs::set_permissions(&record, Permissions::from_mode(0o644)).unwrap();
    image.finds("unsafe", "alice.mfa", "others have access to it");
    fs::rename(&record, image.path("alice")).unwrap();
    symlink(image.path("alice"), &record).unwrap();
    image.finds("unsafe", "alice.mfa", "it is a link");
}

#[test]
fn what_a_crash_left_beside_a_record_is_found_once_it_is_old() {
    let image = Image::sound("left");
    let left = image.store().join(".alice.new");
    let file = File::create(&left).unwrap();
    // Somebody may be writing it.
    image.finds_nothing();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    image.finds("advice", ".alice.new", "a crash left it");
}

#[test]
fn what_does_not_belong_into_the_store_is_found() {
    let image = Image::sound("stray");
    fs::write(image.store().join("alice.mfa.bak"), "").unwrap();
    image.finds("advice", "alice.mfa.bak", "it is no record of the store's");
}

#[test]
fn a_clock_that_cannot_be_right_is_found() {
    let image = Image::sound("clock");
    let root = image.place.path("image");
    let line = ["doctor", "--root", root.to_str().unwrap(), "--json", "--at", "2025-12-31"];
    let answer = common::mfa(&line).ends(1).json();
    assert_eq!(answer["findings"][0]["severity"], "broken");
    assert_eq!(answer["findings"][0]["about"], "the clock");
    // The authenticator was added after that time.
    assert!(answer["findings"][1]["what"].as_str().unwrap().contains("which is after now"), "{answer}");
}

#[test]
fn whether_the_clock_is_synchronized_is_said_as_far_as_it_is_seen() {
    let image = Image::sound("synchronized");
    fs::remove_file(image.path("run/systemd/timesync/synchronized")).unwrap();
    image.finds("advice", "the clock", "systemd-timesyncd has not synchronized it");
    fs::remove_dir(image.path("run/systemd/timesync")).unwrap();
    image.finds("advice", "the clock", "nothing is seen that keeps it right");
    fs::create_dir(image.path("run/chrony")).unwrap();
    image.finds("unknown", "the clock", "another program than systemd-timesyncd keeps it");
}

#[test]
fn policy_file_that_is_not_used_or_has_keys_that_say_nothing_is_found() {
    let image = Image::sound("policy");
    image.write("etc/libmfa/policy.toml", "[login]\nhours_offline = 9000\n");
    image.finds("broken", "etc/libmfa/policy.toml", "0 to 8784 hours");
    // The file is named once.
    assert_eq!(image.doctor(&[]).ends(1).out.matches("policy.toml").count(), 1);
    image.write("etc/libmfa/policy.toml", "[login]\nhours_ofline = 24\n");
    image.finds("advice", "etc/libmfa/policy.toml", "login.hours_ofline");
}

#[test]
fn people_are_looked_at_by_the_policy_file() {
    let image = Image::sound("policy-people");
    for _ in 0..2 {
        let line = ["verify", "alice", "--at", NOW, "--policy"];
        image.write("etc/libmfa/policy.toml", "codes.free_failures = 1\n");
        let policy = image.path("etc/libmfa/policy.toml");
        let line = [&line[..], &[policy.to_str().unwrap()]].concat();
        image.on_store(&line, WRONG);
    }
    image.finds("advice", "alice", "locked");
}

#[test]
fn whoever_is_denied_for_want_of_an_authenticator_is_found() {
    let image = Image::sound("late");
    image.on_store(&["require", "bob", "--days", "0"], "").ends(0);
    image.finds("broken", "bob", "the time to enroll is over");
    image.on_store(&["require", "bob", "--days", "7"], "").ends(0);
    image.finds_nothing();
    let at = |days: u64| (NOW.parse::<u64>().unwrap() - days * 86_400).to_string();
    image.on_store(&["login", "bob", "--at", &at(6)], "").ends(0);
    image.finds_nothing();
    image.on_store(&["require", "bob", "--days", "7"], "").ends(0);
    image.on_store(&["login", "bob", "--at", &at(7)], "").ends(0);
    image.finds("broken", "bob", "the time to enroll is over");
    image.on_store(&["login", "bob", "--at", NOW], "").ends(3);
    // Where they enroll at the prompt, nobody is denied.
    image.write("etc/libmfa/policy.toml", "login.past_deadline = \"enroll-now\"\n");
    image.finds_nothing();
}

#[test]
fn authenticators_that_are_all_suspended_are_found() {
    let image = Image::sound("suspended");
    let other = image.place.file("other", common::OTHER_HEX);
    image.on_store(&["add", "alice", "--name", "tablet", "--at", NOW, "--hex", &other], "").ends(0);
    image.on_store(&["suspend", "alice", "--name", "phone"], "").ends(0);
    image.finds_nothing();
    image.on_store(&["suspend", "alice", "--name", "tablet"], "").ends(0);
    image.finds("advice", "alice", "all authenticators are suspended");
}

#[test]
fn recovery_that_is_closed_is_found() {
    let image = Image::sound("closed-recovery");
    let throttle = "enabled = true\nfree_failures = 0\nmost_failures = 1\n";
    image.write("etc/libmfa/policy.toml", &format!("[recovery]\n{throttle}[recovery_codes]\n{throttle}"));
    let policy = image.path("etc/libmfa/policy.toml");
    let at = ["--at", NOW, "--policy", policy.to_str().unwrap()];
    image.on_store(&[&["recovery", "key", "alice", "--device", "lap-1"], &at[..]].concat(), "").ends(0);
    image.finds_nothing();
    let wrong = desk::with_check_digit("00000000");
    image.on_store(&[&["recovery", "redeem", "alice"], &at[..]].concat(), &wrong).ends(1);
    image.finds("broken", "alice", "recovery by PIN is closed after 1 wrong one in a row");
    image.on_store(&["unlock", "alice"], "").ends(0);
    image.finds_nothing();
    image.on_store(&[&["recovery-codes", "new", "alice"], &at[..]].concat(), "").ends(0);
    image.on_store(&[&["recovery-codes", "use", "alice"], &at[..]].concat(), "0000-0000-0000-0000").ends(1);
    image.finds("broken", "alice", "recovery by code is closed");
}

#[test]
fn codes_of_nine_digits_are_found_where_recovery_is_on() {
    let image = Image::sound("nine");
    image.add("bob", KEY_HEX, &["--digits", "9"]);
    image.finds_nothing();
    image.write("etc/libmfa/policy.toml", "recovery.enabled = true\n");
    image.finds("broken", "\"phone\" of bob", "nine digits are a recovery PIN");
}

#[test]
fn a_secret_under_128_bits_is_found_by_person_and_name() {
    let image = Image::sound("weak");
    image.add("bob", &KEY_HEX[..30], &[]);
    image.finds("advice", "\"phone\" of bob", "shorter than the 128 bits");
}

#[test]
fn who_is_locked_or_closed_is_found() {
    let image = Image::sound("locked");
    let verify = |policy: &[&str]| {
        image.on_store(&[&["verify", "alice", "--at", NOW], policy].concat(), WRONG);
    };
    (0..6).for_each(|_| verify(&[]));
    image.finds("advice", "alice", "codes are locked");
    let image = Image::sound("closed");
    // A lock of at most an hour after each of the failures that close in the end.
    for failure in 0..100_u64 {
        let at = (1_795_300_000 - (100 - failure) * 4000).to_string();
        image.on_store(&["verify", "alice", "--at", &at], WRONG);
    }
    image.finds("broken", "alice", "codes are closed after");
}

#[test]
fn a_counter_at_its_end_or_near_it_is_found() {
    let image = Image::sound("near");
    image.add("bob", KEY_HEX, &["--hotp", "--counter", "18446744073709551000"]);
    image.finds("advice", "\"phone\" of bob", "its counter is near its end");
    let image = Image::sound("end");
    let last = "18446744073709551614";
    image.add("bob", KEY_HEX, &["--hotp", "--counter", last]);
    let key = image.place.file("key", KEY_HEX);
    let code = common::mfa(&["code", "--hotp", "--counter", last, "--hex", &key]).ends(0).out;
    image.on_store(&["verify", "bob", "--at", NOW], &code).ends(0);
    image.finds("broken", "\"phone\" of bob", "its counter is at its end");
}

#[test]
fn codes_that_are_used_up_far_into_the_future_are_found() {
    let image = Image::sound("future");
    let key = image.place.file("key", KEY_HEX);
    let later = "2000000000";
    let code = common::mfa(&["code", "--hex", &key, "--at", later]).ends(0).out;
    image.on_store(&["verify", "alice", "--at", later], &code).ends(0);
    image.finds("broken", "\"phone\" of alice", "its codes are used up until 2033-05-18");
}

#[test]
fn codes_that_are_used_up_for_a_while_after_a_migration_are_nothing_broken() {
    let image = Image::sound("migrated");
    // Its window reaches eight steps ahead.
    let left = image.place.path("google.left");
    fs::write(&left, format!("{KEY_BASE32}\n\" WINDOW_SIZE 17\n\" TOTP_AUTH\n")).unwrap();
    fs::set_permissions(&left, Permissions::from_mode(0o600)).unwrap();
    image.on_store(&["migrate", "google-authenticator", left.to_str().unwrap(), "bob", "--at", NOW], "").ends(0);
    image.finds("advice", "\"authenticator\" of bob", "its codes are used up until 2026-11-21T22:3");
    assert!(image.findings(&[])[0]["advice"].as_str().unwrap().contains("wait"));
}

#[test]
fn swap_is_told_of_unless_it_is_seen_to_be_encrypted_or_in_memory() {
    let image = Image::sound("swap");
    let swap = |place: &str| {
        let head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        image.write("proc/swaps", &format!("{head}{place}  partition\t8388604\t\t0\t\t-2\n"));
    };
    swap("/dev/sda2");
    image.finds("advice", "/dev/sda2", "dm-crypt does not encrypt it itself");
    swap("/swapfile");
    image.finds("advice", "/swapfile", "whether the disk below is encrypted is not looked at");
    swap("/dev/zram0");
    image.finds_nothing();
    swap("/dev/dm-1");
    image.write("sys/class/block/dm-1/dm/uuid", "LVM-abc\n");
    image.finds("advice", "/dev/dm-1", "dm-crypt does not encrypt it itself");
    image.write("sys/class/block/dm-1/dm/uuid", "CRYPT-LUKS2-abc-swap\n");
    image.finds_nothing();
    fs::remove_file(image.path("proc/swaps")).unwrap();
    image.finds("unknown", "proc/swaps", "swap was not looked at");
}

#[test]
fn core_dumps_that_their_user_can_read_are_found() {
    let image = Image::sound("dumps");
    image.write("proc/sys/fs/suid_dumpable", "1\n");
    image.finds("unsafe", "suid_dumpable", "leaves its memory");
}

/// A stack as Debian has it, with our module behind the password.
const STACK: &str = "# comment with pam_oath.so\n\
    auth\t[success=1 default=ignore]\tpam_unix.so nullok\n\
    auth\trequisite\tpam_deny.so\n\
    auth\trequired\tpam_permit.so\n\
    auth\trequired\t/usr/lib/security/pam_libmfa.so\n\
    account required pam_permit.so\n";

#[test]
fn a_stack_that_asks_our_module_behind_the_password_is_sound() {
    let image = Image::sound("stack");
    image.write("etc/pam.d/login", STACK);
    image.write("etc/pam.d/su", "auth sufficient pam_rootok.so\nauth required pam_libmfa.so\n");
    image.write("etc/pam.d/doas", "auth [success=1 default=ignore] pam_libmfa.so\nauth requisite pam_deny.so\n");
    image.write("etc/pam.d/sudo", "auth [success=ok \\\n default=die] pam_libmfa.so\n");
    image.write("etc/pam.d/plain", "auth required pam_unix.so\n");
    image.write("etc/pam.d/session", "session optional pam_libmfa.so\n");
    image.write("etc/pam.d/login.dpkg-old", "auth optional pam_libmfa.so\n");
    image.finds_nothing();
}

#[test]
fn a_stack_in_which_our_refusal_does_not_count_is_found() {
    let image = Image::sound("weak-stack");
    for control in
        ["optional", "sufficient", "[default=ignore]", "[success=1 default=ignore]", "[success=done auth_err=ignore]"]
    {
        image.write(
            "etc/pam.d/login",
            &format!("auth requisite pam_unix.so\n-auth {control} pam_libmfa.so\nauth required pam_permit.so\n"),
        );
        image.finds("unsafe", "etc/pam.d/login, line 2", "a code that pam_libmfa.so refuses does not end the login");
    }
}

#[test]
fn a_module_that_lets_in_before_ours_is_asked_is_found() {
    let image = Image::sound("before");
    for control in ["sufficient", "[success=done default=bad]", "[success=2 default=ignore]"] {
        let stack = format!("auth {control} pam_unix.so\nauth required pam_env.so\nauth required pam_libmfa.so\n");
        image.write("etc/pam.d/login", &stack);
        image.finds("unsafe", "etc/pam.d/login, line 1", "pam_unix.so lets in without pam_libmfa.so");
    }
    image.write(
        "etc/pam.d/login",
        "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_libmfa.so\n",
    );
    image.finds_nothing();
}

#[test]
fn an_included_file_that_ends_the_stack_before_ours_is_asked_is_found() {
    let image = Image::sound("included");
    image.write("etc/pam.d/password-auth", "auth sufficient pam_unix.so\nauth required pam_deny.so\n");
    for include in ["@include password-auth", "auth include password-auth"] {
        image.write("etc/pam.d/login", &format!("{include}\nauth required pam_libmfa.so\n"));
        image.finds("unsafe", "etc/pam.d/password-auth, line 1", "pam_unix.so lets in without pam_libmfa.so");
    }
    // What ends there is that file's part only.
    image.write("etc/pam.d/login", "auth substack password-auth\nauth required pam_libmfa.so\n");
    image.finds_nothing();
    image.write("etc/pam.d/login", "auth required pam_libmfa.so forward_pass\nauth include password-auth\n");
    image.finds_nothing();
}

#[test]
fn other_second_factors_are_found_beside_ours_and_in_place_of_ours() {
    let image = Image::sound("others");
    for module in ["pam_oath.so", "pam_google_authenticator.so"] {
        image.write("etc/pam.d/login", &format!("{STACK}auth required {module} nullok\n"));
        image.finds("advice", "etc/pam.d/login, line 7", "asks for a code as well as pam_libmfa.so");
        image.write("etc/pam.d/login", &format!("auth required pam_unix.so\nauth required {module}\n"));
        image.finds("advice", "etc/pam.d/login, line 2", "and pam_libmfa.so does not");
    }
}

#[test]
fn an_included_file_that_skips_over_ours_is_found() {
    let image = Image::sound("skips");
    let login = "@include common-auth\nauth optional pam_group.so\nauth required pam_libmfa.so\n";
    image.write("etc/pam.d/login", login);
    for (skip, is_past) in [(1, false), (2, false), (3, false), (4, true)] {
        let deny = "auth requisite pam_deny.so\nauth required pam_permit.so\n";
        image.write("etc/pam.d/common-auth", &format!("auth [success={skip} default=ignore] pam_unix.so\n{deny}"));
        if is_past {
            image.finds("unsafe", "etc/pam.d/common-auth, line 1", "pam_unix.so lets in without pam_libmfa.so");
        } else {
            image.finds_nothing();
        }
    }
}

#[test]
fn fingers_keys_and_groups_that_let_in_before_ours_are_found() {
    let image = Image::sound("factors");
    for rule in ["pam_fprintd.so", "pam_u2f.so cue", "pam_wheel.so trust"] {
        image.write("etc/pam.d/su", &format!("auth sufficient pam_rootok.so\nauth sufficient {rule}\n{STACK}"));
        image.finds("unsafe", "etc/pam.d/su, line 2", "lets in without pam_libmfa.so");
    }
}

#[test]
fn root_at_the_console_may_pass_and_nobody_else() {
    let image = Image::sound("console");
    let skip = |who: &str| {
        let rule = format!("auth [success=1 default=ignore] pam_succeed_if.so {who}\n");
        image.write("etc/pam.d/login", &format!("@include common-auth\n{rule}auth required pam_libmfa.so\n"));
    };
    for root in ["quiet uid = 0", "uid eq 0 quiet_success", "user = root"] {
        skip(root);
        image.finds_nothing();
    }
    for other in ["quiet uid >= 0", "uid = 01", "user ingroup nomfa", "quiet use_uid uid = 0", "quiet", ""] {
        skip(other);
        image.finds("unsafe", "etc/pam.d/login, line 2", "pam_succeed_if.so lets in without pam_libmfa.so");
    }
}

#[test]
fn a_code_that_is_asked_for_without_the_right_password_is_found() {
    let image = Image::sound("order");
    let ours = "auth required pam_libmfa.so\n";
    image.write("etc/pam.d/login", &format!("auth required pam_unix.so\n{ours}"));
    image.finds("advice", "etc/pam.d/login, line 2", "a wrong password does not end the login");
    for password in ["auth requisite pam_unix.so\n", "auth include common-auth\n", "@include common-auth\n"] {
        image.write("etc/pam.d/login", &format!("{ours}{password}"));
        image.finds("advice", "etc/pam.d/login, line 1", "a code is asked for before the password");
        image.write("etc/pam.d/login", &format!("{password}{ours}"));
        image.finds_nothing();
    }
    let split = "auth required pam_libmfa.so split_pass\nauth requisite pam_unix.so use_first_pass\n";
    image.write("etc/pam.d/login", &format!("{split}auth required pam_libmfa.so use_split\n"));
    image.finds_nothing();
    image.write("etc/pam.d/login", &format!("{split}auth required pam_permit.so\n"));
    image.finds("unsafe", "etc/pam.d/login, line 1", "no line verifies the code");
}

#[test]
fn a_module_that_is_asked_and_not_installed_is_found() {
    let image = Image::sound("uninstalled");
    let elsewhere = "auth requisite pam_unix.so\nauth required /opt/pam_libmfa.so\n";
    image.write("etc/pam.d/login", elsewhere);
    image.finds("broken", "etc/pam.d/login, line 2", "pam_libmfa.so is not installed, and nobody gets in");
    image.write("opt/pam_libmfa.so", "");
    image.finds_nothing();
    fs::remove_file(image.path("usr/lib/security/pam_libmfa.so")).unwrap();
    image.write("etc/pam.d/login", "auth requisite pam_unix.so\n-auth required pam_libmfa.so\n");
    image.finds("unsafe", "etc/pam.d/login, line 2", "nobody is asked for a code");
    image.write("usr/lib/x86_64-linux-gnu/security/pam_libmfa.so", "");
    image.finds_nothing();
}

/// A stack that asks our module with these options.
fn with_options(image: &Image, options: &str) {
    image.write("etc/pam.d/login", &format!("auth requisite pam_unix.so\nauth required pam_libmfa.so {options}\n"));
}

#[test]
fn options_that_the_module_has_are_nothing_wrong() {
    let image = Image::sound("options");
    image.write("etc/group", "mfa-emergency:x:990:\nadm:x:4:\n");
    for options in [
        "nullok echo challenge tell_locked quiet debug try_first_pass forward_pass",
        "use_first_pass use_split digits=6 separator=, answer_after=0 enroll=login occasion=unlock",
        "exempt_group=mfa-emergency admin_group=adm owner=root online_file=/run/online",
        "[authtok_prompt=Your code, please: ] [refusal=Not today.] store=/var/lib/libmfa",
        "login.past_deadline=enroll-now login.required= codes.past_steps=0",
    ] {
        with_options(&image, options);
        image.finds_nothing();
    }
}

#[test]
fn options_for_which_the_module_refuses_everybody_are_found() {
    let image = Image::sound("wrong-options");
    for option in [
        "no_ok",
        "digits=5",
        "digits=+7",
        "separator=ab",
        "separator=1",
        "answer_after=10001",
        "occasion=lunch",
        "enroll=yes",
        "store=",
        "echo=1",
        "secret=x",
    ] {
        with_options(&image, &format!("quiet {option}"));
        image.finds("broken", "etc/pam.d/login, line 2", &format!("the module has no option \"{option}\""));
    }
    with_options(&image, "forward_pass use_split");
    image.finds("broken", "etc/pam.d/login, line 2", "more than one of forward_pass, split_pass, use_split");
    with_options(&image, "codes.past_steps=51");
    image.finds("broken", "etc/pam.d/login, line 2", "codes.past_steps is 51; it must be 0 to 50 steps");
    with_options(&image, "login.past_dedline=deny");
    image.finds("broken", "etc/pam.d/login, line 2", "login.past_dedline");
}

#[test]
fn groups_stores_and_policies_of_a_stack_that_are_not_there_are_found() {
    let image = Image::sound("named");
    image.write("etc/group", "adm:x:4:\n");
    with_options(&image, "exempt_group=emergency");
    image.finds("advice", "etc/pam.d/login, line 2", "a group that does not exist, emergency: whoever is to get in");
    with_options(&image, "admin_group=admins exempt_group=adm");
    image.finds("advice", "etc/pam.d/login, line 2", "a group that does not exist, admins: nobody has the throttle");
    image.write("etc/nsswitch.conf", "group: files sss\n");
    image.finds_nothing();
    with_options(&image, "store=/srv/mfa");
    image.finds("broken", "image/srv/mfa", "there is no such folder");
    fs::create_dir_all(image.path("srv/mfa")).unwrap();
    fs::set_permissions(image.path("srv/mfa"), Permissions::from_mode(0o755)).unwrap();
    image.finds("unsafe", "image/srv/mfa", "others have access to it");
    with_options(&image, "store=/srv/mfa owner=freerad");
    image.finds_nothing();
    with_options(&image, "policy=/etc/other.toml");
    image.finds("broken", "etc/pam.d/login, line 2", "the policy file that it names is not used");
    image.write("etc/other.toml", "");
    image.finds_nothing();
}

#[test]
fn services_that_ask_for_the_password_alone_are_told_of_where_sshd_asks_for_a_code() {
    let image = Image::sound("left-out");
    sshd(&image, "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive\n");
    image.write("etc/pam.d/sudo", "auth requisite pam_unix.so\n");
    image.write("etc/pam.d/login", "auth requisite pam_unix.so\n");
    image.write("usr/lib/pam.d/polkit-1", "@include common-auth\n");
    image.write("etc/pam.d/cron", "auth requisite pam_unix.so\n");
    image.finds("advice", "etc/pam.d", "sshd asks pam_libmfa.so, and these services do not: login, sudo");
    for service in ["sudo", "login"] {
        image.write(&format!("etc/pam.d/{service}"), "@include common-auth\n");
    }
    image.finds_nothing();
}

/// A system where login asks our module.
fn asking(name: &str) -> Image {
    let image = Image::sound(name);
    image.write("etc/pam.d/login", STACK);
    image
}

#[test]
fn a_boot_loader_that_anybody_can_use_is_told_of_where_logins_ask_for_a_code() {
    let image = asking("loader");
    image.write("boot/grub/grub.cfg", "set timeout=5\n### password\nmenuentry 'Debian' {\n}\n");
    image.finds("advice", "boot/grub/grub.cfg", "can boot it into rescue mode");
    image.write("boot/grub/grub.cfg", "set superusers=root\npassword_pbkdf2 root grub.pbkdf2.sha512.1\n");
    image.finds_nothing();
    fs::rename(image.path("boot/grub"), image.path("boot/grub2")).unwrap();
    image.write("boot/grub2/grub.cfg", "set timeout=5\n");
    image.write("boot/grub2/user.cfg", "GRUB2_PASSWORD=grub.pbkdf2.sha512.1\n");
    image.finds_nothing();
    image.write("boot/loader/loader.conf", "timeout 3\n#editor no\n");
    image.finds("advice", "boot/loader/loader.conf", "can boot it into rescue mode");
    image.write("boot/loader/loader.conf", "timeout 3\neditor no\n");
    image.finds_nothing();
}

#[test]
fn rescue_mode_that_asks_for_nothing_is_found() {
    let image = asking("rescue");
    image.write("etc/shadow", "root:!:20000:0:99999:7:::\n");
    let over = "etc/systemd/system/rescue.service.d/override.conf";
    image.write(over, "[Service]\nEnvironment=SYSTEMD_SULOGIN_FORCE=1\n");
    image.finds("unsafe", "rescue.service.d/override.conf, line 2", "a shell of root's, unasked");
    image.write("etc/shadow", "root:$y$j9T$abc:20000:0:99999:7:::\n");
    image.finds_nothing();
    image.write("etc/shadow", "root:*:20000:0:99999:7:::\n");
    image.write(over, "[Service]\n#Environment=SYSTEMD_SULOGIN_FORCE=1\nEnvironment=\"SYSTEMD_SULOGIN_FORCE=0\"\n");
    image.finds_nothing();
    image.write("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro SYSTEMD_SULOGIN_FORCE=yes quiet\n");
    image.finds("unsafe", "proc/cmdline", "a shell of root's, unasked");
}

#[test]
fn the_debug_shell_is_found() {
    let image = asking("debug-shell");
    fs::create_dir_all(image.path("etc/systemd/system/sysinit.target.wants")).unwrap();
    let link = image.path("etc/systemd/system/sysinit.target.wants/debug-shell.service");
    symlink("/usr/lib/systemd/system/debug-shell.service", &link).unwrap();
    image.finds("unsafe", "debug-shell.service", "a shell of root's, and asks for nothing");
    fs::remove_file(link).unwrap();
    image.write("proc/cmdline", "ro systemd.debug_shell=0 quiet\n");
    image.finds_nothing();
    for word in ["systemd.debug_shell", "systemd.debug-shell=1"] {
        image.write("proc/cmdline", &format!("ro {word} quiet\n"));
        image.finds("unsafe", "proc/cmdline", "the debug shell is on");
    }
}

#[test]
fn a_console_that_logs_somebody_in_by_itself_is_found() {
    let image = asking("autologin");
    let unit = "etc/systemd/system/getty@tty1.service.d/autologin.conf";
    for option in ["--autologin root", "--autologin=root", "-a root"] {
        let line = format!("ExecStart=-/sbin/agetty {option} --noclear %I $TERM");
        image.write(unit, &format!("[Service]\nExecStart=\n{line}\n"));
        image.finds("unsafe", "getty@tty1.service.d/autologin.conf, line 3", "agetty logs \"root\" in on a console");
    }
    // As Debian 13 has it, and what is not read at all.
    let stock = "ExecStart=-/sbin/agetty -o '-- \\\\u' --noreset --noclear - ${TERM}";
    image.write(unit, &format!("[Service]\n{stock}\n# ExecStart=-/sbin/agetty --autologin root\n"));
    image.write("etc/systemd/system/getty@tty1.service.d/note.txt", "ExecStart=-/sbin/agetty --autologin root\n");
    image.write("etc/systemd/system/kiosk.service", "[Service]\nExecStart=/usr/bin/kiosk --autologin root\n");
    image.finds_nothing();
}

#[test]
fn display_managers_that_log_somebody_in_are_found() {
    let image = asking("displays");
    for (file, on, off) in [
        (
            "etc/gdm3/daemon.conf",
            "[daemon]\nAutomaticLoginEnable = True\nAutomaticLogin=bob\n",
            "[daemon]\n#AutomaticLoginEnable=true\n",
        ),
        ("etc/gdm/custom.conf", "[daemon]\nTimedLoginEnable=true\n", "[security]\nTimedLoginEnable=true\n"),
        ("etc/lightdm/lightdm.conf", "[Seat:*]\nautologin-user=bob\n", "[Seat:*]\nautologin-user=\n"),
        ("etc/lightdm/lightdm.conf.d/50-kiosk.conf", "[SeatDefaults]\nautologin-user=bob\n", "[LightDM]\n"),
        ("etc/sddm.conf.d/kde.conf", "[Autologin]\nRelogin=false\nUser=bob\n", "[Users]\nUser=bob\n"),
        ("etc/sddm.conf", "[Autologin]\nUser=bob\n", "[Autologin]\nUser=\n"),
    ] {
        image.write(file, on);
        image.finds("unsafe", &format!("{file}, line "), "has somebody logged in without being asked");
        image.write(file, off);
        image.finds_nothing();
    }
    // What an administrator says counts, over what a package says.
    image.write("usr/lib/sddm/sddm.conf.d/live.conf", "[Autologin]\nUser=live\n");
    image.finds_nothing();
    fs::remove_file(image.path("etc/sddm.conf")).unwrap();
    image.finds("unsafe", "usr/lib/sddm/sddm.conf.d/live.conf, line 2", "has somebody logged in");
}

#[test]
fn rules_by_which_sudo_asks_nobody_are_found_where_it_asks_our_module() {
    let image = asking("sudoers");
    image.write(
        "etc/sudoers",
        "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n",
    );
    let rules = "# NOPASSWD: ALL\nbob ALL=(ALL) \\\n  NOPASSWD: ALL\n";
    image.write("etc/sudoers.d/cloud-init", rules);
    image.finds_nothing();
    image.write("etc/pam.d/sudo", STACK);
    image.finds("unsafe", "etc/sudoers.d/cloud-init, line 2", "\"bob\" may run anything by sudo without being asked");
    image.write("etc/sudoers.d/cloud-init", "%backup ALL=(root) NOPASSWD: NOEXEC: /usr/bin/rsync, /usr/bin/tar\n");
    image.finds("advice", "etc/sudoers.d/cloud-init, line 1", "\"%backup\" may run some commands");
    image.write("etc/sudoers.d/cloud-init", "bob ALL=(root) NOPASSWD: /bin/true, SETENV: ALL\n");
    image.finds("unsafe", "etc/sudoers.d/cloud-init, line 1", "may run anything");
    image.write("etc/sudoers.d/cloud-init", "Defaults:bob !authenticate\n");
    image.finds("unsafe", "etc/sudoers.d/cloud-init, line 1", "with !authenticate sudo asks nobody");
    // sudo does not read these.
    fs::rename(image.path("etc/sudoers.d/cloud-init"), image.path("etc/sudoers.d/cloud.init")).unwrap();
    image.write("etc/sudoers.d/old~", rules);
    image.finds_nothing();
}

#[test]
fn rules_by_which_doas_asks_nobody_are_found_where_it_asks_our_module() {
    let image = asking("doas");
    image.write("etc/doas.conf", "permit :wheel\npermit nopass bob # for now\n");
    image.finds_nothing();
    image.write("etc/pam.d/doas", STACK);
    image.finds("unsafe", "etc/doas.conf, line 2", "doas asks nobody");
}

#[test]
fn ways_in_without_a_login_are_nothing_of_ours_where_nobody_is_asked_for_a_code() {
    let image = Image::sound("nobody-asked");
    image.write("etc/pam.d/login", "auth requisite pam_unix.so\n");
    image.write("boot/grub/grub.cfg", "set timeout=5\n");
    image.write("proc/cmdline", "systemd.debug_shell SYSTEMD_SULOGIN_FORCE=1\n");
    image.write("etc/sddm.conf", "[Autologin]\nUser=bob\n");
    image.write("etc/sudoers", "bob ALL=(ALL) NOPASSWD: ALL\n");
    image.finds_nothing();
}

/// What sshd is told, where it asks our module.
fn sshd(image: &Image, config: &str) {
    image.write("etc/pam.d/sshd", "@include common-auth\n");
    image.write("etc/pam.d/common-auth", STACK);
    image.write("etc/ssh/sshd_config", config);
}

#[test]
fn an_sshd_that_asks_for_key_and_code_is_sound() {
    let image = Image::sound("sshd");
    for config in [
        "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive\n",
        "usepam=yes\nPubkeyAuthentication no\n",
        "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive:pam password\n",
        "UsePAM yes # for pam_libmfa\nAuthenticationMethods \"publickey,keyboard-interactive\" # both\n",
        "UsePAM yes\nMatch all\nAuthenticationMethods hostbased,publickey,password\n",
        "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM no\nAuthenticationMethods any\n",
    ] {
        sshd(&image, config);
        image.write(
            "etc/ssh/sshd_config.d/10-mfa.conf",
            "UsePAM \"yes\"\nAuthenticationMethods publickey,keyboard-interactive\n",
        );
        image.write("etc/ssh/sshd_config.d/README", "UsePAM no\n");
        image.finds_nothing();
    }
}

#[test]
fn an_sshd_that_lets_in_with_a_public_key_alone_is_found() {
    let image = Image::sound("key");
    for (config, what) in [
        ("UsePAM yes\n", "a public key alone lets in"),
        ("UsePAM yes\n#AuthenticationMethods publickey,keyboard-interactive\n", "a public key alone lets in"),
        ("UsePAM yes\nPubkeyAuthentication no\nGSSAPIAuthentication yes\n", "gssapiauthentication alone lets in"),
        (
            "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive publickey\n",
            "AuthenticationMethods has `publickey`",
        ),
        ("UsePAM yes\nAuthenticationMethods publickey,publickey\n", "AuthenticationMethods has `publickey,publickey`"),
        (
            "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive:bsdauth\n",
            "AuthenticationMethods has `publickey,keyboard-interactive:bsdauth`",
        ),
        ("UsePAM yes\nAuthenticationMethods gssapi-with-mic\n", "AuthenticationMethods has `gssapi-with-mic`"),
        ("UsePAM yes\nMatch all\nAuthenticationMethods hostbased\n", "AuthenticationMethods has `hostbased`"),
        ("UsePAM yes\nAuthenticationMethods any\n", "a public key alone lets in"),
        ("\n", "UsePAM is not on"),
        ("UsePAM no\nUsePAM yes\n", "UsePAM is not on"),
    ] {
        sshd(&image, config);
        image.finds("unsafe", "etc/ssh/sshd_config", what);
    }
    sshd(&image, "UsePAM yes\nPubkeyAuthentication no\nChallengeResponseAuthentication no\n");
    image.finds("broken", "etc/ssh/sshd_config", "no way to ask for a code");
}

#[test]
fn a_code_alone_for_sshd_is_found_unless_a_key_comes_first() {
    let image = Image::sound("code-alone");
    image.write("etc/pam.d/common-account", "account required pam_unix.so\n");
    let stack = "auth required pam_libmfa.so\nauth required pam_permit.so\n@include common-account\n";
    for methods in ["keyboard-interactive", "publickey,keyboard-interactive keyboard-interactive:pam", "password"] {
        sshd(&image, &format!("UsePAM yes\nAuthenticationMethods {methods}\n"));
        image.finds_nothing();
        image.write("etc/pam.d/sshd", stack);
        image.finds("unsafe", "etc/ssh/sshd_config", "a code alone lets in");
    }
    sshd(&image, "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive\n");
    image.write("etc/pam.d/sshd", stack);
    image.finds_nothing();
}

#[test]
fn sshd_as_debian_13_has_it_is_found_to_need_two_settings() {
    let image = Image::sound("debian");
    let config = "\n# This is the sshd server system-wide configuration file.\n\nInclude /etc/ssh/sshd_config.d/*.conf\n\n\
        #Port 22\n#PubkeyAuthentication yes\n#PasswordAuthentication yes\n\n\
        # some PAM modules and threads)\nKbdInteractiveAuthentication no\n\nUsePAM yes\n\nX11Forwarding yes\n\
        PrintMotd no\nAcceptEnv LANG LC_* COLORTERM NO_COLOR\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n";
    sshd(&image, config);
    let found = image.findings(&[]);
    let says = |severity: &str, what: &str| {
        found.iter().any(|found| found["severity"] == severity && found["what"].as_str().unwrap().contains(what))
    };
    assert!(found.len() == 2 && says("broken", "KbdInteractiveAuthentication is off"), "{found:?}");
    assert!(says("unsafe", "a public key alone lets in"), "{found:?}");
    // What is included comes first, and the first value counts.
    let ours = "KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n";
    image.write("etc/ssh/sshd_config.d/libmfa.conf", ours);
    image.finds_nothing();
}

#[test]
fn what_was_not_looked_at_in_sshds_files_is_told() {
    let image = Image::sound("match");
    sshd(
        &image,
        "UsePAM yes\nPubkeyAuthentication no\nMatch User backup\n  PubkeyAuthentication yes\n  X11Forwarding no\n",
    );
    image.finds("unknown", "etc/ssh/sshd_config", "a Match block sets pubkeyauthentication for some");
    fs::remove_file(image.path("etc/ssh/sshd_config")).unwrap();
    image.finds("unknown", "etc/ssh/sshd_config", "it is not there");
}

#[test]
fn an_sshd_that_does_not_ask_our_module_is_nothing_of_ours() {
    let image = Image::sound("sshd-alone");
    image.write("etc/pam.d/sshd", "auth required pam_unix.so\n");
    image.write("etc/ssh/sshd_config", "UsePAM no\n");
    image.finds_nothing();
}

#[test]
fn what_is_found_is_escaped_and_no_secret_is_shown() {
    let image = Image::sound("escaped");
    fs::write(image.store().join("a\u{1b}[2J"), "").unwrap();
    let ran = image.doctor(&[]).ends(0);
    assert!(ran.out.contains("a\\u{1b}[2J") && !ran.out.contains('\u{1b}'), "{ran:?}");
    let found = image.findings(&[]);
    assert!(found[0]["about"].as_str().unwrap().ends_with("a\\u{1b}[2J"), "{found:?}");
    assert!(!ran.out.contains(KEY_BASE32) && !ran.out.contains(CODES[0]), "{ran:?}");
}

#[test]
fn the_running_system_can_be_looked_at() {
    let place = Place::with_alice("running");
    let ran = place.mfa(&["doctor", "--json"]);
    assert!(ran.status == 0 || ran.status == 1, "{ran:?}");
    assert!(ran.json()["findings"].is_array());
}

#[test]
#[ignore = "needs root"]
fn what_belongs_to_somebody_else_is_found() {
    let image = Image::sound("owner");
    chown(image.path("var"), Some(65534), None).unwrap();
    image.finds("unsafe", "/image/var", "it belongs to another user (number 65534)");
    chown(image.path("var"), Some(0), None).unwrap();
    chown(image.store().join("alice.mfa"), Some(65534), None).unwrap();
    image.finds("unsafe", "alice.mfa", "it must belong to the user that runs this program");
    chown(image.store(), Some(65534), None).unwrap();
    image.finds("unsafe", "/var/lib/libmfa", "it must belong to the user that runs this program");
}

#[test]
#[ignore = "needs root, mounts and bindfs"]
fn a_store_on_a_file_system_that_is_not_local_is_found() {
    let image = Image::sound("network");
    let (local, store) = (image.path("var/lib/local"), image.store());
    fs::rename(&store, &local).unwrap();
    fs::create_dir(&store).unwrap();
    let [local, store] = [&local, &store].map(|path| path.to_str().unwrap());
    assert!(Command::new("bindfs").args([local, store]).status().unwrap().success());
    let found = image.findings(&[]);
    let _ = Command::new("umount").args(["--lazy", store]).status();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["severity"], "broken", "{found:?}");
    assert!(found[0]["what"].as_str().unwrap().contains("it is on FUSE"), "{found:?}");
}
