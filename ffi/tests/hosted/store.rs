//! What is wrong with a store has a number of its own, and lets nobody in.

use core::ffi::{c_char, c_void};
use core::ptr::null_mut;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;

use mfa::hosted::people::*;
use mfa::hosted::store::*;
use mfa::result::*;

use crate::site::*;

fn open(path: &Path) -> mfa_result {
    let (path, mut store) = (text_of(path), null_mut());
    let opened = unsafe { mfa_store_open(path.as_ptr().cast(), path.len(), &raw mut store) };
    assert_eq!(opened == MFA_OK, !store.is_null());
    unsafe { mfa_store_close(store) };
    opened
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn each_thing_that_is_wrong_with_a_folder_has_its_number() {
    let folder = new_folder();
    let store = folder.join("store");
    assert_eq!(open(&store), MFA_ERROR_STORE_NO_FOLDER);
    fs::create_dir(&store).unwrap();
    for (mode, expected) in
        [(0o770, MFA_ERROR_STORE_MODE), (0o720, MFA_ERROR_STORE_MODE), (0o701, MFA_ERROR_STORE_MODE), (0o700, MFA_OK)]
    {
        set_mode(&store, mode);
        assert_eq!(open(&store), expected, "{mode:o}");
    }
    let link = folder.join("link");
    symlink(&store, &link).unwrap();
    assert_eq!(open(&link), MFA_ERROR_STORE_NOT_A_FOLDER);
    let file = folder.join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(open(&file), MFA_ERROR_STORE_NOT_A_FOLDER);
    // Only root can give a folder away.
    if chown(&store, Some(12_345), None).is_ok() {
        assert_eq!(open(&store), MFA_ERROR_STORE_OWNER);
    }
    if Path::new("/proc/self").exists() {
        // The kernel's own, with mode 0555: refused one way or another.
        assert!(open(Path::new("/proc/self")) < 0);
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn error_of_a_store_says_where_in_this_thread() {
    let folder = new_folder().join("gr\u{1b}one");
    assert_eq!(open(&folder), MFA_ERROR_STORE_NO_FOLDER);
    let mut sentence = [0 as c_char; 512];
    assert_eq!(unsafe { mfa_store_error(sentence.as_mut_ptr(), sentence.len()) }, MFA_OK);
    assert!(text(&sentence).ends_with("gr\\u{1b}one: there is no such folder"), "{}", text(&sentence));
    let mut little = [0 as c_char; 6];
    assert_eq!(unsafe { mfa_store_error(little.as_mut_ptr(), little.len()) }, MFA_OK);
    assert_eq!(text(&little), &text(&sentence)[..5]);
    std::thread::spawn(|| {
        let mut other = [1 as c_char; 8];
        assert_eq!(unsafe { mfa_store_error(other.as_mut_ptr(), other.len()) }, MFA_OK);
        assert_eq!(text(&other), "");
    })
    .join()
    .unwrap();
}

#[test]
fn nobody_gets_in_by_a_file_that_is_not_what_it_should_be() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    site.enroll("bob", "phone");
    let (file, elsewhere) = (site.file_of("alice"), site.written("elsewhere", ""));
    let good = fs::read(&file).unwrap();
    let expect = |expected: mfa_result, what: &str| {
        let login = site.log_in("alice", &phone.code(0));
        assert_eq!((login.result, login.permits()), (expected, false), "{what}");
        assert_eq!((login.verdict.accepted, login.asked.len()), (0, 0), "{what}");
        assert_eq!(site.status("alice").0, expected, "{what}");
    };
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    fs::write(&file, &flipped).unwrap();
    expect(MFA_ERROR_DAMAGED_DIGEST, "a bit flipped");
    fs::write(&file, &good[..good.len() - 1]).unwrap();
    expect(MFA_ERROR_DAMAGED_LENGTH, "cut short");
    fs::write(&file, "").unwrap();
    expect(MFA_ERROR_DAMAGED_NOT_A_RECORD, "empty");
    fs::write(&file, fs::read(site.file_of("bob")).unwrap()).unwrap();
    expect(MFA_ERROR_DAMAGED_PERSON, "another person's");
    fs::write(&file, &good).unwrap();
    set_mode(&file, 0o640);
    expect(MFA_ERROR_STORE_MODE, "readable by a group");
    set_mode(&file, 0o600);
    if chown(&file, Some(12_345), None).is_ok() {
        expect(MFA_ERROR_STORE_OWNER, "another owner's");
    }
    fs::write(&elsewhere, &good).unwrap();
    fs::remove_file(&file).unwrap();
    symlink(&elsewhere, &file).unwrap();
    expect(MFA_ERROR_STORE_LINK, "a link");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    expect(MFA_ERROR_STORE_NOT_A_FILE, "a folder");
    fs::remove_dir(&file).unwrap();
    fs::write(&file, &good).unwrap();
    set_mode(&file, 0o600);
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_OK, "what was refused was left as it was");
}

#[test]
fn each_thing_that_is_wrong_with_a_name_has_its_number() {
    let site = Site::new("");
    let long = "x".repeat(201);
    for (name, expected) in [
        ("", MFA_ERROR_NAME_EMPTY),
        (&long[..], MFA_ERROR_NAME_TOO_LONG),
        ("../alice", MFA_ERROR_NAME_LEADING_DOT),
        ("a/b", MFA_ERROR_NAME_SLASH),
        ("a\0b", MFA_ERROR_NAME_UNPRINTABLE),
        ("a\u{202e}b", MFA_ERROR_NAME_UNPRINTABLE),
        ("alice", MFA_ERROR_NO_SUCH_PERSON),
    ] {
        assert_eq!(unsafe { mfa_people_unlock(site.store, name.as_ptr().cast(), name.len()) }, expected, "{name:?}");
    }
    let broken = b"al\xffce";
    assert_eq!(unsafe { mfa_people_unlock(site.store, broken.as_ptr().cast(), 5) }, MFA_ARGUMENT_TEXT - 2);
}

unsafe extern "C" fn notes(context: *mut c_void, name: *const c_char, name_size: usize) -> u32 {
    let (names, most) = unsafe { &mut *context.cast::<(Vec<String>, usize)>() };
    let name = unsafe { core::slice::from_raw_parts(name.cast::<u8>(), name_size) };
    names.push(String::from_utf8(name.to_vec()).unwrap());
    (names.len() >= *most).into()
}

#[test]
fn people_are_told_in_order_until_it_is_enough() {
    let site = Site::new("");
    for name in ["carol", "alice", "Björn"] {
        site.pending(name, "phone");
    }
    for (most, expected) in [(9, &["Björn", "alice", "carol"][..]), (2, &["Björn", "alice"]), (1, &["Björn"])] {
        let mut told: (Vec<String>, usize) = (Vec::new(), most);
        assert_eq!(unsafe { mfa_store_people(site.store, Some(notes), (&raw mut told).cast()) }, MFA_OK);
        assert_eq!(told.0, expected);
    }
    assert_eq!(unsafe { mfa_store_people(site.store, None, null_mut()) }, MFA_ARGUMENT_NULL - 2);
}
