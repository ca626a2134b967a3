//! Managed preferences in binary form: they say what the same in XML says, and hostile ones are errors, soon.
//!
//! `preferences/array.bplist` was made of `preferences/array.xml` by Python 3.11:
//! `plistlib.dumps(plistlib.load(xml), fmt=plistlib.FMT_BINARY, sort_keys=False)`.
#![cfg(feature = "binary-preferences")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "tests may be blunt"
)]

use core::time::Duration;
use std::fs;
use std::io::Cursor;
use std::time::Instant;

use mfa_host::policy::{Flaw, Kind, LONGEST, Policies, PolicyFileError, Reading, read};
use proptest::prelude::*;

const SHAPES: [&str; 3] = [
    include_str!("preferences/bare.xml"),
    include_str!("preferences/top-level.xml"),
    include_str!("preferences/array.xml"),
];
const BY_PYTHON: &[u8] = include_bytes!("preferences/array.bplist");
/// No list takes longer, on a busy machine and without optimization.
const SOON: Duration = Duration::from_secs(5);
/// What reading hostile lists may bring the whole process to. A failed test takes more, to tell where.
const MOST_MEMORY_KIB: u64 = 64 * 1024;

fn reading(bytes: &[u8]) -> Result<Reading, PolicyFileError> {
    let begun = Instant::now();
    let reading = read(bytes, Kind::ManagedPreferences, &Policies::default());
    assert!(begun.elapsed() < SOON, "{:?} for {} bytes", begun.elapsed(), bytes.len());
    reading
}

#[track_caller]
fn good(bytes: &[u8]) -> Reading {
    reading(bytes).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn refused(bytes: &[u8], says: &str) {
    let error = reading(bytes).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.spot), (says, None));
}

/// The list that `plist` writes for what `plist` reads in XML.
fn written(xml: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    plist::Value::from_reader_xml(Cursor::new(xml)).unwrap().to_writer_binary(&mut bytes).unwrap();
    bytes
}

fn with(key: &str, value: &str) -> Vec<u8> {
    written(&format!("<plist version=\"1.0\"><dict><key>{key}</key>{value}</dict></plist>"))
}

/// Whether both say the same, but for where they say it.
fn assert_same(binary: Reading, xml: &str) {
    let mut other = read(xml.as_bytes(), Kind::ManagedPreferences, &Policies::default()).unwrap();
    other.settings.iter_mut().for_each(|set| set.spot = None);
    other.unknown.iter_mut().for_each(|unknown| unknown.spot = None);
    assert_eq!(binary, other);
}

/// A list by hand: objects with references of two bytes, of which the first is the list's value.
fn list(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.extend((bytes.len() as u32).to_be_bytes());
        bytes.extend(object);
    }
    let table = bytes.len() as u64;
    bytes.extend(offsets);
    bytes.extend([0, 0, 0, 0, 0, 0, 4, 2]);
    bytes.extend([objects.len() as u64, 0, table].map(u64::to_be_bytes).concat());
    bytes
}

/// An object with its length and what is in it: 4 for data, 5 for ASCII, 0xa for an array, 0xd for a dictionary.
fn object(kind: u8, length: usize, content: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut bytes = vec![kind << 4 | 0xf, 0x11];
    bytes.extend((length as u16).to_be_bytes());
    bytes.extend(content);
    bytes
}

fn text(text: &str) -> Vec<u8> {
    object(5, text.len(), text.bytes())
}

fn references(to: impl IntoIterator<Item = usize>) -> impl Iterator<Item = u8> {
    to.into_iter().flat_map(|object| (object as u16).to_be_bytes())
}

fn array(of: &[usize]) -> Vec<u8> {
    object(0xa, of.len(), references(of.iter().copied()))
}

fn dictionary(entries: &[(usize, usize)]) -> Vec<u8> {
    let (keys, values): (Vec<_>, Vec<_>) = entries.iter().copied().unzip();
    object(0xd, entries.len(), references(keys.into_iter().chain(values)))
}

#[test]
fn binary_preferences_say_what_the_same_in_xml_says() {
    for xml in SHAPES {
        assert_same(good(&written(xml)), xml);
    }
    assert_same(good(BY_PYTHON), SHAPES[2]);
    let by_hand = b"bplist00\xd1\x01\x02\x5aAdminPhone\x53112\x08\x0b\x16\
        \0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x1a";
    assert_eq!(good(by_hand).policies.contact.phone.as_deref(), Some("112"));
    let in_utf_16 = list(&[dictionary(&[(1, 2)]), text("AdminEmail"), vec![0x62, 0, 0xe9, 0, b'@']]);
    assert_eq!(good(&in_utf_16).policies.contact.email.as_deref(), Some("é@"));
}

#[test]
fn a_value_that_its_key_does_not_take_is_refused_with_key_value_and_what_is_allowed() {
    for (value, told) in [
        ("<real>1.5</real>", "1.5; it must be a whole number, 0 to 8784 hours"),
        ("<real>nan</real>", "NaN; it must be a whole number, 0 to 8784 hours"),
        ("<integer>8785</integer>", "8785; it must be 0 to 8784 hours"),
        ("<integer>-1</integer>", "-1; it must be 0 to 8784 hours"),
        ("<integer>18446744073709551615</integer>", "18446744073709551615; it must be 0 to 8784 hours"),
        ("<string>24</string>", "\"24\"; it must be a whole number, 0 to 8784 hours"),
        ("<true/>", "true; it must be a whole number, 0 to 8784 hours"),
        ("<dict/>", "a dictionary; it must be a whole number, 0 to 8784 hours"),
        ("<array/>", "a list; it must be a whole number, 0 to 8784 hours"),
        ("<date>2026-01-01T00:00:00Z</date>", "a date; it must be a whole number, 0 to 8784 hours"),
        ("<data>AAAA</data>", "data; it must be a whole number, 0 to 8784 hours"),
    ] {
        let says = format!("LoginPeriodWithOfflineFactor is {told}");
        refused(&with("LoginPeriodWithOfflineFactor", value), &says);
        assert_eq!(good(&with("Other", value)).unknown.len(), usize::from(value != "<dict/>"), "{value}");
    }
    let uid = |key: &str| list(&[dictionary(&[(1, 2)]), text(key), vec![0x80, 24]]);
    refused(
        &uid("DeviceRecoveryPINDuration"),
        "DeviceRecoveryPINDuration is a UID; it must be a whole number, 1 to 7200 minutes",
    );
    assert_eq!(good(&uid("Other")).unknown[0].called, "Other");
    refused(
        &with("AdminEmail", "<date>2026-01-01T00:00:00Z</date>"),
        "AdminEmail is a date; it must be a text of 1 to 254 bytes without control characters",
    );
    refused(
        &with("MFARequiredList", "<array><string>a/b</string></array>"),
        "MFARequiredList has the entry \"a/b\": a name cannot contain a slash",
    );
}

#[test]
fn a_key_that_stands_twice_must_say_the_same() {
    let phones = |one: &str, other: &str| {
        list(&[
            dictionary(&[(1, 2), (3, 4)]),
            text("AdminPhone"),
            text(one),
            text("In"),
            dictionary(&[(1, 5)]),
            text(other),
        ])
    };
    assert_eq!(good(&phones("112", "112")).policies.contact.phone.as_deref(), Some("112"));
    refused(&phones("112", "911"), "AdminPhone stands there twice, as \"112\" and as \"911\"; give one");
    let in_one = |other| {
        list(&[dictionary(&[(1, 2), (3, other)]), text("AdminPhone"), text("112"), text("AdminPhone"), text("911")])
    };
    assert_eq!(good(&in_one(2)).policies.contact.phone.as_deref(), Some("112"));
    refused(&in_one(4), "AdminPhone stands there twice, as \"112\" and as \"911\"; give one");
}

#[test]
fn what_is_no_dictionary_or_of_another_form_is_told_so() {
    refused(&list(&[array(&[])]), "a property list with settings is a dictionary, and this one is not");
    for form in ["bplist01", "bplist15", "bplist16", "bplist"] {
        assert!(matches!(reading(form.as_bytes()).unwrap_err().flaw, Flaw::Binary));
    }
    refused(b"bplist00", "this binary property list is cut short");
}

#[test]
fn lists_that_are_deep_go_round_or_stand_for_more_than_they_are_long_are_errors() {
    let deep = |levels: usize| {
        let mut objects = vec![dictionary(&[(1, 2)]), text("a")];
        objects.extend((0..levels).map(|level| array(&[level + 3])));
        objects.push(vec![0x09]);
        list(&objects)
    };
    let too_deep = "in this binary property list something stands deeper than 32 levels";
    good(&deep(30));
    refused(&deep(31), too_deep);
    refused(&deep(6_000), too_deep);
    for round in
        [list(&[dictionary(&[(1, 0)]), text("a")]), list(&[dictionary(&[(1, 2)]), text("a"), array(&[3]), array(&[2])])]
    {
        let error = reading(&round).unwrap_err();
        assert!(error.to_string().contains("RecursiveObject"), "{error}");
    }

    let too_much = "written out, the values of this binary property list are more than 1048576 bytes";
    let begins = || vec![dictionary(&[(1, 2)]), text("a")];
    // Thirty arrays, each of the next twice: a thousand million values.
    let mut doubling = begins();
    doubling.extend((0..29).map(|level| array(&[level + 3, level + 3])));
    doubling.push(vec![0x09]);
    refused(&list(&doubling), too_much);
    // The same long text, or data, many times.
    for kind in [4, 5] {
        let mut long = begins();
        long.extend([array(&[3; 10_000]), object(kind, 40_000, [b'x'; 40_000])]);
        refused(&list(&long), too_much);
    }
    // Arrays that are long, in each other, and of each other.
    let mut square = begins();
    square.extend([array(&[3; 10_000]), array(&[4; 10_000]), array(&[5; 10_000]), vec![0x09]]);
    refused(&list(&square), too_much);
    // Empty ones, which cost the least.
    let mut empty = begins();
    empty.extend([array(&[3; 10_000]), array(&[4; 10_000]), array(&[])]);
    refused(&list(&empty), too_much);
    // Thousands of keys, ten times each: within the bounds, and each is listed once.
    let mut keys = vec![dictionary(&[(2, 1)]), array(&[3; 10]), text("a"), vec![]];
    keys.extend((0..2_500).map(|number| text(&format!("{number:04}"))));
    keys[3] = dictionary(&(4..2_504).map(|key| (key, key)).collect::<Vec<_>>());
    assert_eq!(good(&list(&keys)).unknown.len(), 2_500);
    assert_little_memory();
}

#[test]
fn lists_that_lie_about_lengths_and_places_are_errors() {
    let good_one = list(&[dictionary(&[(1, 2)]), text("AdminPhone"), text("112")]);
    good(&good_one);
    let trailer = good_one.len() - 32;
    for at in trailer + 6..good_one.len() {
        for byte in [0, 1, 2, 3, 8, 9, 0x7f, 0x80, 0xff] {
            let mut lying = good_one.clone();
            lying[at] = byte;
            let _ = reading(&lying);
        }
    }
    let huge = [0xff; 8];
    for kind in [4, 5, 6, 0xa, 0xd] {
        for length in [huge, [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0, 0, 0, 1, 0, 0, 0, 0]] {
            let object = [vec![kind << 4 | 0xf, 0x13], length.to_vec()].concat();
            reading(&list(&[dictionary(&[(1, 2)]), text("a"), object])).unwrap_err();
        }
    }
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 1e18, -1e18, 1e12, -1e12] {
        let date = [vec![0x33], seconds.to_be_bytes().to_vec()].concat();
        reading(&list(&[dictionary(&[(1, 2)]), text("a"), date])).unwrap_err();
    }
    // Plist dates count from 2001: these are of the years 0, 1 and before them, and of 9999.
    for seconds in [-63_145_526_400.0_f64, -63_113_904_000.0, -63_200_000_000.0, -300_000_000_000.0, 252_423_993_599.0]
    {
        let date = [vec![0x33], seconds.to_be_bytes().to_vec()].concat();
        good(&list(&[dictionary(&[(1, 2)]), text("a"), date]));
    }
    // A key that is no text, a reference to nothing, a text that is no UTF-8.
    reading(&list(&[dictionary(&[(1, 1)]), vec![0x09]])).unwrap_err();
    reading(&list(&[dictionary(&[(1, 7)]), text("a")])).unwrap_err();
    reading(&list(&[dictionary(&[(1, 1)]), vec![0x51, 0xff]])).unwrap_err();
    assert!(matches!(reading(&[good_one, vec![0; LONGEST]].concat()).unwrap_err().flaw, Flaw::TooLong));
    assert_little_memory();
}

#[test]
fn a_list_cut_short_anywhere_is_an_error() {
    for whole in [BY_PYTHON.to_vec(), written(SHAPES[0])] {
        for length in 0..whole.len() {
            reading(&[b"bplist00", whole[..length].strip_prefix(b"bplist00").unwrap_or_default()].concat())
                .unwrap_err();
        }
    }
}

#[test]
fn every_flip_of_a_bit_is_read_or_refused() {
    for bit in 8 * 8..BY_PYTHON.len() * 8 {
        let mut flipped = BY_PYTHON.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let _ = reading(&flipped);
    }
    assert_little_memory();
}

/// The most that this process had in memory until now. Tests that run beside this one are part of it.
fn assert_little_memory() {
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return };
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(peak < MOST_MEMORY_KIB, "{peak} KiB");
}

/// A good list with a few bytes of it replaced, removed or doubled, and a trailer that may still fit.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let goods = prop::sample::select(vec![BY_PYTHON.to_vec(), written(SHAPES[0]), written(SHAPES[1])]);
    let edit = (any::<prop::sample::Index>(), 0..4_u8, any::<u8>());
    (goods, prop::collection::vec(edit, 1..8)).prop_map(|(mut bytes, edits)| {
        for (index, how, byte) in edits {
            let at = 8 + index.index(bytes.len() - 8);
            match how {
                0 => bytes[at] = byte,
                1 => bytes[at] = [0x0f, 0x13, 0x33, 0x5f, 0x6f, 0xaf, 0xdf, 0xff][usize::from(byte) % 8],
                2 if bytes.len() > 9 => drop(bytes.remove(at)),
                _ => bytes[at] = bytes[at].wrapping_add(byte % 4),
            }
        }
        bytes
    })
}

/// Objects of arbitrary kinds that refer to each other arbitrarily, in a list that is well-formed otherwise.
fn tangled() -> impl Strategy<Value = Vec<u8>> {
    let object = prop_oneof![
        prop::collection::vec(0..12_usize, 0..6).prop_map(|of| array(&of)),
        prop::collection::vec((0..12_usize, 0..12_usize), 0..6).prop_map(|entries| dictionary(&entries)),
        prop::sample::select(vec!["AdminPhone", "AdminEmail", "MFARequiredList", "a", "b", "c"]).prop_map(text),
        any::<f64>().prop_map(|real| [vec![0x23], real.to_be_bytes().to_vec()].concat()),
        any::<f64>().prop_map(|date| [vec![0x33], date.to_be_bytes().to_vec()].concat()),
        (-4e11..4e11).prop_map(|date: f64| [vec![0x33], date.to_be_bytes().to_vec()].concat()),
        prop::collection::vec(any::<u8>(), 1..20),
    ];
    (prop::collection::vec((0..12_usize, 0..12_usize), 0..4), prop::collection::vec(object, 11)).prop_map(
        |(entries, mut objects)| {
            objects.insert(0, dictionary(&entries));
            list(&objects)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_list_is_read_or_refused(bytes in mutated()) {
        let _ = reading(&bytes);
    }

    #[test]
    fn tangled_objects_are_read_or_refused(bytes in tangled()) {
        let _ = reading(&bytes);
    }

    #[test]
    fn any_bytes_behind_the_beginning_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = reading(&[b"bplist00".to_vec(), bytes].concat());
    }
}
