//! Policy files: all of one holds, or nothing, and what is refused says where.

use core::ffi::c_char;
use core::ptr::{null, null_mut};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use mfa::hosted::policies::*;
use mfa::result::*;

use crate::site::*;

/// Opens a file; the result, what is open, and the message.
fn open(path: &Path, over: *const mfa_policies, room: usize) -> (mfa_result, *mut mfa_policies, String) {
    let (path, mut policies) = (text_of(path), null_mut());
    let mut message = vec![0 as c_char; room];
    let place = if room == 0 { null_mut() } else { message.as_mut_ptr() };
    let opened = unsafe { mfa_policies_open(path.as_ptr().cast(), path.len(), over, &raw mut policies, place, room) };
    assert_eq!(opened == MFA_OK, !policies.is_null());
    (opened, policies, if room == 0 { String::new() } else { text(&message).to_owned() })
}

fn contact(policies: *const mfa_policies) -> (String, String) {
    let (mut email, mut phone) = ([0 as c_char; 64], [0 as c_char; 64]);
    let told =
        unsafe { mfa_policies_contact(policies, email.as_mut_ptr(), email.len(), phone.as_mut_ptr(), phone.len()) };
    assert_eq!(told, MFA_OK);
    (text(&email).to_owned(), text(&phone).to_owned())
}

#[test]
fn refused_file_says_line_and_column_and_what_is_allowed() {
    let site = Site::new("");
    let path = site.written("bad.toml", "[login]\nhours_offline = 24\n\n[codes]\npast_steps = 51\n");
    let (opened, _, message) = open(&path, null(), 512);
    assert_eq!(opened, MFA_ERROR_POLICY_FILE_VALUE);
    assert!(message.contains("bad.toml: line 5, column 1: codes.past_steps is 51; it must be"), "{message}");
    let (_, _, little) = open(&path, null(), 9);
    assert_eq!(little, message[..8]);
    assert_eq!(open(&path, null(), 0).0, MFA_ERROR_POLICY_FILE_VALUE);
    let path = site.written("worse.toml", "[login\n");
    assert_eq!(open(&path, null(), 512).0, MFA_ERROR_POLICY_FILE_SYNTAX);
}

#[test]
fn file_that_others_could_have_written_is_refused() {
    let site = Site::new("");
    let path = site.written("policy.toml", "");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
    assert_eq!(open(&path, null(), 256).0, MFA_ERROR_POLICY_FILE_MODE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (opened, policies, _) = open(&path, null(), 256);
    assert_eq!((opened, unsafe { mfa_policies_close(policies) }), (MFA_OK, MFA_OK));
    let link = path.with_file_name("link.toml");
    symlink(&path, &link).unwrap();
    assert_eq!(open(&link, null(), 256).0, MFA_ERROR_POLICY_FILE_LINK);
    assert_eq!(open(&path.with_file_name("none.toml"), null(), 256).0, MFA_ERROR_POLICY_FILE_NOT_THERE);
    assert_eq!(open(path.parent().unwrap(), null(), 256).0, MFA_ERROR_POLICY_FILE_NOT_A_FILE);
}

#[test]
fn file_is_laid_over_another() {
    let site = Site::new("[contact]\nemail = \"help@example.com\"\nphone = \"1\"\n");
    let path = site.written("over.toml", "[contact]\nphone = \"+1 555 0100\"\n");
    let (opened, layered, message) = open(&path, site.policies, 256);
    assert_eq!((opened, &message[..]), (MFA_OK, ""));
    assert_eq!(contact(layered), ("help@example.com".to_owned(), "+1 555 0100".to_owned()));
    assert_eq!(contact(site.policies).1, "1", "what is beneath stays as it is");
    unsafe { mfa_policies_close(layered) };
}

#[test]
fn what_is_no_key_is_told_and_does_nothing() {
    let site = Site::new("");
    let path = site.written("typo.toml", "[login]\nhours_ofline = 1\n");
    let (opened, policies, message) = open(&path, null(), 256);
    assert_eq!(opened, MFA_OK);
    assert!(message.ends_with("typo.toml: no such key, so nothing comes of it: login.hours_ofline"), "{message}");
    unsafe { mfa_policies_close(policies) };
}

/// Sets a key; the result, what is open, and the message.
fn set(over: *const mfa_policies, key: &[u8], value: &[u8], room: usize) -> (mfa_result, *mut mfa_policies, String) {
    let mut policies = core::ptr::without_provenance_mut(7);
    let mut message = vec![1 as c_char; room];
    let place = if room == 0 { null_mut() } else { message.as_mut_ptr() };
    let (key, size, value, value_size) = (key.as_ptr().cast(), key.len(), value.as_ptr().cast(), value.len());
    let result = unsafe { mfa_policies_set(over, key, size, value, value_size, &raw mut policies, place, room) };
    assert_eq!(result == MFA_OK, !policies.is_null());
    (result, policies, if room == 0 { String::new() } else { text(&message).to_owned() })
}

#[test]
fn key_is_set_over_a_file_which_stays_as_it_is() {
    let site = Site::new("[contact]\nemail = \"help@example.com\"\nphone = \"1\"\n");
    let (result, policies, message) = set(site.policies, b"contact.phone", b"+1 555 0100", 256);
    assert_eq!((result, &message[..]), (MFA_OK, ""));
    assert_eq!(contact(policies), ("help@example.com".to_owned(), "+1 555 0100".to_owned()));
    assert_eq!(contact(site.policies).1, "1");
    let (result, again, _) = set(policies, b"contact.email", b"desk@example.com", 0);
    unsafe { mfa_policies_close(policies) };
    assert_eq!(result, MFA_OK);
    assert_eq!(contact(again), ("desk@example.com".to_owned(), "+1 555 0100".to_owned()));
    unsafe { mfa_policies_close(again) };
    let (_, alone, _) = set(null(), b"contact.email", b"desk@example.com", 0);
    assert_eq!(contact(alone), ("desk@example.com".to_owned(), String::new()));
    unsafe { mfa_policies_close(alone) };
}

#[test]
fn key_that_cannot_be_set_has_the_error_and_the_sentence_of_a_file() {
    let site = Site::new("[login]\nrequired = [\"alice\"]\n");
    for (key, value, error, says) in [
        ("login.hours_ofline", "1", MFA_ERROR_POLICY_FILE_KEY, "no key is called \"login.hours_ofline\""),
        ("", "", MFA_ERROR_POLICY_FILE_KEY, "no key is called \"\""),
        ("login.enabled", "", MFA_ERROR_POLICY_FILE_VALUE, "login.enabled is \"\"; it must be true or false"),
        (
            "login.hours_offline",
            "9000",
            MFA_ERROR_POLICY_FILE_VALUE,
            "login.hours_offline is 9000; it must be 0 to 8784 hours",
        ),
        (
            "login.exempt",
            " bob",
            MFA_ERROR_POLICY_FILE_ENTRY,
            "login.exempt has the entry \" bob\": there is white space at its ends",
        ),
        (
            "login.exempt",
            "alice",
            MFA_ERROR_POLICY_FILE_CONTRADICTION,
            "login.required has \"alice\", but login.exempt has it too: nobody can be on both lists",
        ),
    ] {
        let (result, _, message) = set(site.policies, key.as_bytes(), value.as_bytes(), 256);
        assert_eq!((result, &message[..]), (error, says));
        assert_eq!(set(site.policies, key.as_bytes(), value.as_bytes(), 9).2, says[..8]);
    }
}

#[test]
fn key_and_value_are_text_and_nothing_in_the_message_is_no_text() {
    assert_eq!(set(null(), b"\xff", b"", 64).0, MFA_ARGUMENT_TEXT - 2);
    assert_eq!(set(null(), b"login.exempt", b"\xff", 64).0, MFA_ARGUMENT_TEXT - 4);
    assert_eq!(set(core::ptr::without_provenance(24), b"", b"", 64).0, MFA_ARGUMENT_FOREIGN - 1);
    for value in [b"a\x1b[2J".as_slice(), "a\u{202e}b".as_bytes(), b"a\0b"] {
        let (result, _, message) = set(null(), b"contact.email", value, 256);
        assert_eq!(result, MFA_ERROR_POLICY_FILE_VALUE);
        assert!(!message.contains(['\u{1b}', '\u{202e}', '\0']), "{message:?}");
    }
}

#[test]
fn defaults_name_nobody_to_call() {
    let mut policies = null_mut();
    assert_eq!(unsafe { mfa_policies_default(&raw mut policies) }, MFA_OK);
    assert_eq!(contact(policies), (String::new(), String::new()));
    assert_eq!(unsafe { mfa_policies_close(policies) }, MFA_OK);
    assert_eq!(unsafe { mfa_policies_default(null_mut()) }, MFA_ARGUMENT_NULL - 1);
}
