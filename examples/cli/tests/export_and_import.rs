//! Secrets out and in as otpauth URIs: names come back, and no used code does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::fs;

use common::{CODES, KEY_BASE32, OTHER_BASE32, Place, Ran, step};
use serde_json::json;

fn import(place: &Place, lines: &str) -> Ran {
    place.typing(&["import", "alice"], lines)
}

fn uri(issuer: &str, secret: &str) -> String {
    format!("otpauth://totp/{issuer}:alice?secret={secret}\n")
}

/// Alice with a phone, and a token of which three codes are used.
fn with_two(name: &str) -> Place {
    let place = Place::with_alice(name);
    let token = ["add", "alice", "-", "--name", "Café token", "--hotp", "--digits", "8", "--algorithm", "sha256"];
    place.typing(&token, OTHER_BASE32).ends(0);
    place
}

#[test]
fn export_writes_one_uri_a_line_and_warns() {
    let place = with_two("export");
    let uris = [
        format!("otpauth://totp/phone:alice?secret={KEY_BASE32}&issuer=phone&algorithm=SHA1&digits=6&period=30\n"),
        format!(
            "otpauth://hotp/Caf%C3%A9%20token:alice?secret={OTHER_BASE32}&issuer=Caf%C3%A9%20token\
             &algorithm=SHA256&digits=8&counter=0\n"
        ),
    ];
    place.mfa(&["export", "alice"]).ends(0).prints(&uris.concat()).says("warning: these are secrets");
    place.mfa(&["export", "alice", "--name", "phone"]).ends(0).prints(&uris[0]);
    let ran = place.mfa(&["export", "alice", "--json", "--name", "phone"]).ends(0);
    assert_eq!(
        ran.json(),
        json!({"person": "alice", "authenticators": [{"name": "phone", "uri": uris[0].trim_end()}]})
    );
    place.mfa(&["export", "bob"]).ends(5).prints("");
    place.mfa(&["export", "alice", "--name", "watch"]).ends(5).prints("");
    place.mfa(&["remove", "alice", "--all"]).ends(0);
    place.mfa(&["export", "alice"]).ends(5).prints("");
}

#[test]
fn what_was_exported_is_imported_with_its_names_and_parameters() {
    let place = with_two("round");
    let exported = place.mfa(&["export", "alice"]).ends(0).out;
    let before = place.status(0)["authenticators"].clone();
    place.mfa(&["remove", "alice", "--forget"]).ends(0);
    import(&place, &exported).ends(0).prints("added \"phone\"\nadded \"Café token\"\n").quietly();
    let after = place.status(0)["authenticators"].clone();
    for (before, after) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
        for field in ["name", "kind", "algorithm", "digits", "period", "t0", "next", "strength"] {
            assert_eq!(before[field], after[field]);
        }
    }
    assert_eq!(place.mfa(&["export", "alice"]).ends(0).out, exported);
}

#[test]
fn a_counter_is_exported_where_it_stands() {
    let place = Place::new("counter");
    place.typing(&["add", "alice", "-", "--name", "token", "--hotp"], KEY_BASE32).ends(0);
    place.verify(0, CODES[4]).ends(0);
    let exported = place.mfa(&["export", "alice"]).ends(0).out;
    assert!(exported.contains("&counter=5\n"), "{exported}");
    place.mfa(&["remove", "alice", "--forget"]).ends(0);
    import(&place, &exported).ends(0);
    place.verify(0, CODES[4]).ends(1);
    place.verify(0, CODES[5]).ends(0);
}

#[test]
fn import_never_touches_a_state_that_is_there() {
    let place = with_two("touch");
    place.verify(step(3), CODES[3]).ends(0);
    let exported = place.mfa(&["export", "alice"]).ends(0).out;
    let before = fs::read(place.store().join("alice.mfa")).unwrap();
    import(&place, &exported).ends(0).prints(
        "skipped \"phone\": alice has that name already\nskipped \"Café token\": alice has that name already\n",
    );
    // The same secret under another name, and another secret under the same name.
    import(&place, &uri("tablet", KEY_BASE32)).ends(0).prints("skipped \"tablet\": alice has that secret already\n");
    import(&place, &uri("phone", "AAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .ends(0)
        .prints("skipped \"phone\": alice has that name already\n");
    assert_eq!(fs::read(place.store().join("alice.mfa")).unwrap(), before);
    place.verify(step(3), CODES[3]).ends(1);
}

#[test]
fn import_adds_what_is_missing_to_what_is_there() {
    let place = Place::with_alice("missing");
    place.verify(step(3), CODES[3]).ends(0);
    let lines = [uri("phone", KEY_BASE32), "\n".to_owned(), uri("token", OTHER_BASE32)].concat();
    let ran = place.typing(&["import", "alice", "--json", "-"], &lines).ends(0);
    assert_eq!(
        ran.json(),
        json!({"person": "alice", "added": ["token"], "skipped": [{"name": "phone", "has": "name"}]})
    );
    place.verify(step(3), CODES[3]).ends(1);
    let file = place.file("uris", &lines);
    place.mfa(&["import", "bob", &file]).ends(0).prints("added \"phone\"\nadded \"token\"\n");
}

#[test]
fn a_bad_line_is_told_by_its_number_and_nothing_is_imported() {
    let place = Place::with_alice("bad");
    let good = uri("token", OTHER_BASE32);
    for (bad, says) in [
        ("nonsense", "line 3: this is no otpauth URI"),
        ("otpauth://totp/a", "line 3: the URI has no secret"),
        ("otpauth://totp/a?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA&digits=12", "line 3: digits is 6 to 10"),
        ("otpauth://totp/?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA", "line 3: neither its issuer nor its account"),
        ("otpauth-migration://offline?data=x", "line 3: this is an app's export"),
        (good.trim_end(), "line 3: it has the secret of line 2"),
        ("otpauth://totp/token:b?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA", "line 3: it would be called \"token\""),
        ("otpauth://totp/a%1B?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA", "line 3: account"),
    ] {
        import(&place, &format!("\n{good}{bad}\n")).ends(2).prints("").says(says).says("nothing was imported");
        assert_eq!(place.status(0)["authenticators"].as_array().unwrap().len(), 1);
    }
    import(&place, "").ends(2).says("no otpauth URI");
    import(&place, &"\n".repeat(70_000)).ends(2).says("more than 65536 bytes");
    place.typing(&["import", "alice"], b"\xff\xff").ends(2).says("not UTF-8");
    place.mfa(&["import", "alice", "@/no/such/file"]).ends(2);
    let ran = place.mfa(&["import", "alice", &good]).ends(2).says("give the otpauth URIs as @FILE");
    assert!(!ran.err.contains(OTHER_BASE32));
}

#[test]
fn more_than_there_is_room_for_is_refused_whole() {
    let place = Place::with_alice("room");
    let lines: String =
        ('A'..='H').map(|letter| uri(&letter.to_string(), &(letter.to_string().repeat(25) + "A"))).collect();
    import(&place, &lines).ends(2).prints("").says("a person has at most 8");
    assert_eq!(place.status(0)["authenticators"].as_array().unwrap().len(), 1);
    // One of them is there already, so seven are new, and there is room.
    let lines: String = lines.lines().skip(1).map(|line| format!("{line}\n")).collect();
    import(&place, &(uri("phone", KEY_BASE32) + &lines)).ends(0);
    assert_eq!(place.status(0)["authenticators"].as_array().unwrap().len(), 8);
}

#[test]
fn an_import_is_one_change_of_which_a_refusal_leaves_nothing_behind() {
    let place = Place::with_alice("one-change");
    let uris = |letters: core::ops::RangeInclusive<char>| -> String {
        letters.map(|letter| uri(&letter.to_string(), &(letter.to_string().repeat(25) + "A"))).collect()
    };
    let bytes = || fs::read(place.store().join("alice.mfa")).unwrap();
    let (before, revision) = (bytes(), place.status(0)["revision"].as_u64().unwrap());
    // With the phone they would be nine.
    import(&place, &uris('A'..='H')).ends(2).prints("").says("a person has at most 8");
    assert_eq!(bytes(), before);
    place.typing(&["import", "bob"], uris('A'..='I')).ends(2).prints("");
    place.mfa(&["status", "bob"]).ends(5);
    import(&place, &(uri("phone", KEY_BASE32) + &uris('A'..='G'))).ends(0);
    assert_eq!(place.status(0)["revision"], revision + 1);
    assert_eq!(place.status(0)["authenticators"].as_array().unwrap().len(), 8);
    // All are there, so nothing changes.
    let before = bytes();
    import(&place, &uris('A'..='G')).ends(0);
    assert_eq!(bytes(), before);
}

#[test]
fn what_a_uri_cannot_say_is_refused_by_name_and_nothing_is_printed() {
    let place = Place::with_alice("cannot");
    place.typing(&["add", "alice", "-", "--name", "odd", "--t0", "60"], OTHER_BASE32).ends(0);
    place.mfa(&["export", "alice"]).ends(2).prints("").says("\"odd\" cannot be exported").says("1970");
    place.mfa(&["export", "alice", "--name", "phone"]).ends(0);
    place.mfa(&["remove", "alice", "--name", "odd"]).ends(0);
    for name in ["work: phone", " phone", "phone "] {
        place.mfa(&["rename", "alice", "--to", name]).ends(0);
        place.mfa(&["export", "alice"]).ends(2).prints("").says("mfa rename alice --name");
    }
}

#[test]
fn a_short_secret_is_imported_with_a_warning() {
    let place = Place::with_alice("short");
    import(&place, &uri("old", "JBSWY3DPEHPK3PXP")).ends(0).prints("added \"old\"\n").says("128 bits");
}
