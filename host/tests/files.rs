//! What the file store believes, and what it refuses and leaves as it is.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may be blunt")]

mod common;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use common::{CODE, Folder, code, now, person, phone};
use mfa_core::Policy;
use mfa_host::people::{People, PeopleError};
use mfa_host::record::Damage;
use mfa_host::store::{FileError, FileStore, Store, Unsafe};
use mfa_host::{NameError, PersonName};

#[test]
fn a_name_that_could_leave_the_folder_is_refused() {
    let refused = |name: &str, error| assert_eq!(PersonName::new(name), Err(error), "{name:?}");
    refused("", NameError::Empty);
    refused("../x", NameError::LeadingDot);
    refused("a/../x", NameError::Slash);
    refused("/etc/passwd", NameError::Slash);
    refused(".", NameError::LeadingDot);
    refused("..", NameError::LeadingDot);
    refused(".hidden", NameError::LeadingDot);
    refused("a\0b", NameError::Unprintable);
    refused("a\nb", NameError::Unprintable);
    refused("a\u{1b}[2Jb", NameError::Unprintable);
    refused("a\u{202e}b", NameError::Unprintable);
    refused(&"a".repeat(201), NameError::TooLong { most: 200 });
    refused(&"a".repeat(300), NameError::TooLong { most: 200 });
}

#[test]
fn names_that_people_really_have_can_be_stored() {
    let folder = Folder::new("names");
    let store = FileStore::open_or_create(folder.path()).unwrap();
    let longest = "ä".repeat(100);
    let mut names = ["alice", "ESRF\\bob", "carol@example.com", "Đorđe", "a b", "--help", "x.mfa", longest.as_str()];
    for name in names {
        People::of(&store).add(&person(name), &phone()).unwrap();
    }
    names.sort_unstable();
    let stored: Vec<_> = store.people().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(stored, names);
}

#[test]
fn a_folder_that_others_can_enter_is_refused() {
    for mode in [0o770, 0o750, 0o701, 0o777, 0o1777] {
        let folder = Folder::new("mode");
        folder.with_alice();
        fs::set_permissions(folder.path(), Permissions::from_mode(mode)).unwrap();
        let opened = FileStore::open(folder.path());
        assert!(matches!(opened, Err(FileError::Unsafe(_, Unsafe::Mode))), "{mode:o}: {opened:?}");
    }
}

#[test]
fn a_link_to_a_folder_is_refused() {
    let (folder, link) = (Folder::new("folder"), Folder::new("link"));
    folder.with_alice();
    symlink(folder.path(), link.path()).unwrap();
    let opened = FileStore::open(link.path());
    assert!(matches!(opened, Err(FileError::Unsafe(_, Unsafe::NotAFolder))), "{opened:?}");
    for end in ["/", "/.", "/./", "//", "/.."] {
        let path = format!("{}{end}", link.path().display());
        let opened = FileStore::open(path.as_ref());
        assert!(matches!(opened, Err(FileError::Unsafe(_, Unsafe::NotAFolder))), "{end}: {opened:?}");
    }
    fs::remove_file(link.path()).unwrap();
    assert!(FileStore::open(format!("{}/./", folder.path().display()).as_ref()).is_ok());
}

#[test]
fn a_file_is_no_folder_and_nothing_is_none() {
    let folder = Folder::new("nothing");
    assert!(matches!(FileStore::open(folder.path()), Err(FileError::NoFolder(_))));
    File::create(folder.path()).unwrap();
    assert!(matches!(FileStore::open(folder.path()), Err(FileError::Unsafe(_, Unsafe::NotAFolder))));
    fs::remove_file(folder.path()).unwrap();
}

#[test]
fn a_record_that_is_a_link_is_not_followed() {
    let (folder, elsewhere) = (Folder::new("here"), Folder::new("elsewhere"));
    let (store, other) = (folder.with_alice(), elsewhere.with_alice());
    let (alice, target) = (person("alice"), other.path_of(&person("alice")));
    fs::remove_file(store.path_of(&alice)).unwrap();
    symlink(&target, store.path_of(&alice)).unwrap();
    let before = fs::read(&target).unwrap();
    let verdict = People::of(&store).verify(&alice, now(), &code(CODE), &Policy::DEFAULT);
    assert!(matches!(verdict, Err(PeopleError::Store(FileError::Unsafe(_, Unsafe::Link)))), "{verdict:?}");
    assert_eq!(fs::read(&target).unwrap(), before);
}

#[test]
fn a_record_that_is_no_regular_file_is_refused_without_waiting() {
    let folder = Folder::new("fifo");
    let store = folder.with_alice();
    let path = store.path_of(&person("alice"));
    fs::remove_file(&path).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert!(matches!(store.read(&person("alice")), Err(FileError::Unsafe(_, Unsafe::NotAFile))));
}

#[test]
fn a_record_that_others_can_read_is_refused() {
    for mode in [0o640, 0o604, 0o660, 0o602] {
        let folder = Folder::new("readable");
        let store = folder.with_alice();
        fs::set_permissions(store.path_of(&person("alice")), Permissions::from_mode(mode)).unwrap();
        assert!(matches!(store.read(&person("alice")), Err(FileError::Unsafe(_, Unsafe::Mode))), "{mode:o}");
    }
}

#[test]
fn files_and_folders_are_made_for_their_owner_alone() {
    let folder = Folder::new("made");
    let store = folder.with_alice();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(folder.path().to_owned()), 0o700);
    assert_eq!(mode(store.path_of(&person("alice"))), 0o600);
}

#[test]
fn a_folder_can_be_made_where_the_program_stands() {
    let around = Folder::new("around");
    fs::create_dir(around.path()).unwrap();
    // Every other path of these tests begins at the root.
    std::env::set_current_dir(around.path()).unwrap();
    FileStore::open_or_create("beside".as_ref()).unwrap();
    assert!(around.path().join("beside").is_dir());
}

#[test]
fn a_record_cut_short_anywhere_is_refused_and_left_as_it_is() {
    let folder = Folder::new("short");
    let store = folder.with_alice();
    let path = store.path_of(&person("alice"));
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, whole.get(..length).unwrap()).unwrap();
        let verdict = People::of(&store).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT);
        assert!(matches!(verdict, Err(PeopleError::Store(FileError::Damaged(..)))), "{length}: {verdict:?}");
        assert_eq!(fs::read(&path).unwrap().len(), length);
    }
}

#[test]
fn a_record_with_any_bit_flipped_is_refused_and_left_as_it_is() {
    let folder = Folder::new("flipped");
    let store = folder.with_alice();
    let path = store.path_of(&person("alice"));
    let whole = fs::read(&path).unwrap();
    for bit in 0..whole.len().saturating_mul(8) {
        let mut flipped = whole.clone();
        *flipped.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
        fs::write(&path, &flipped).unwrap();
        let read = store.read(&person("alice"));
        assert!(matches!(read, Err(FileError::Damaged(..))), "bit {bit}: {read:?}");
        assert_eq!(fs::read(&path).unwrap(), flipped);
    }
    fs::write(&path, &whole).unwrap();
    assert!(store.read(&person("alice")).is_ok());
}

#[test]
fn what_is_wrong_with_a_record_is_said() {
    let folder = Folder::new("said");
    let store = folder.with_alice();
    let (alice, path) = (person("alice"), store.path_of(&person("alice")));
    let whole = fs::read(&path).unwrap();
    let mut damages = Vec::new();
    let mut damage = |bytes: Vec<u8>| {
        fs::write(&path, bytes).unwrap();
        match store.read(&alice) {
            Err(FileError::Damaged(_, damage)) => damages.push(damage),
            other => panic!("{other:?}"),
        }
    };
    damage(b"hello".to_vec());
    damage([b"libmfa\x02\x00", whole.get(8..).unwrap()].concat());
    damage([&whole, b"x".as_slice()].concat());
    damage(vec![0x55; 100_000]);
    damage(with_unknown_section(&whole));
    let said =
        [Damage::NotARecord, Damage::Version(2), Damage::Length, Damage::NotARecord, Damage::UnknownSection(200)];
    assert_eq!(damages, said);
}

/// A whole record as a newer version might write it: with a section of kind 200 at its end.
fn with_unknown_section(record: &[u8]) -> Vec<u8> {
    use sha2::Digest;
    let (content, _) = record.split_last_chunk::<32>().unwrap();
    let mut newer = [content, &[200, 3, 0], b"new"].concat();
    let length = u32::try_from(newer.len().saturating_add(32)).unwrap();
    newer.splice(8..12, length.to_le_bytes());
    let digest = sha2::Sha256::digest(&newer);
    newer.extend_from_slice(&digest);
    newer
}

#[test]
fn another_persons_record_is_refused() {
    let folder = Folder::new("renamed");
    let store = folder.with_alice();
    fs::rename(store.path_of(&person("alice")), store.path_of(&person("bob"))).unwrap();
    assert!(matches!(store.read(&person("bob")), Err(FileError::Damaged(_, Damage::AnotherPerson))));
}

#[test]
fn a_used_code_stays_used_in_another_process_later() {
    let folder = Folder::new("again");
    let first = People::of(&folder.with_alice()).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT);
    assert!(first.unwrap().is_accepted());
    let reopened = FileStore::open(folder.path()).unwrap();
    let second = People::of(&reopened).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT);
    assert!(!second.unwrap().is_accepted());
}

#[test]
fn what_a_crash_left_beside_a_record_is_cleared_away() {
    let folder = Folder::new("leftover");
    let store = folder.with_alice();
    let leftover = folder.path().join(".alice.new");
    fs::write(&leftover, b"half a record").unwrap();
    let verdict = People::of(&store).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT);
    assert!(verdict.unwrap().is_accepted());
    assert!(!leftover.exists());
    assert_eq!(store.people().unwrap(), [person("alice")]);
}

#[test]
fn a_leftover_that_is_a_link_is_not_followed() {
    let (folder, victim) = (Folder::new("planted"), Folder::new("victim"));
    let store = folder.with_alice();
    fs::write(victim.path(), b"precious").unwrap();
    symlink(victim.path(), folder.path().join(".alice.new")).unwrap();
    let verdict = People::of(&store).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT);
    assert!(verdict.unwrap().is_accepted());
    assert_eq!(fs::read(victim.path()).unwrap(), b"precious");
    fs::remove_file(victim.path()).unwrap();
}
