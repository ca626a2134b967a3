//! What happens to people at the fleet's logins, told through the program.

use mfa_core::{Credential, Parameters, Secret, UnixTime};

use crate::server::{DESK, LOGIN, METRICS, Server, Setup};

/// The secret of RFC 6238's and RFC 4226's vectors.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// The first codes of RFC 4226, appendix D.
pub const HOTP: [&str; 6] = ["755224", "287082", "359152", "969429", "338314", "254676"];

/// Somebody with the counter-based secret of RFC 4226.
pub fn hotp_person(person: &str) -> String {
    format!("{person} token otpauth://hotp/Example:{person}?secret={SECRET}&issuer=Example&counter=0\n")
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// The code that a phone with this setup key shows.
pub fn shown(setup_key: &str, steps: i64) -> String {
    let credential = Credential::new(&Secret::from_base32(setup_key).unwrap(), Parameters::TOTP).unwrap();
    let time = UnixTime::new(now().saturating_add_signed(steps * 30)).unwrap();
    credential.code_at(time).unwrap().code.as_str().to_owned()
}

#[test]
fn a_code_is_accepted_once_whichever_server_is_asked() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let servers: [Server; 2] = [setup.serve(), setup.serve()];
    let accepted = servers[0].verify("alice", HOTP[0]);
    assert_eq!((accepted.status, accepted.called().as_str()), (200, "accepted"));
    assert_eq!(accepted.json()["authenticator"], "token");
    assert_eq!(accepted.json()["by"], "code");
    for server in &servers {
        let replayed = server.verify("alice", HOTP[0]);
        assert_eq!((replayed.status, replayed.called().as_str()), (403, "rejected"));
    }
    assert_eq!(servers[1].verify("alice", HOTP[1]).status, 200);
}

#[test]
fn wrong_codes_lock_until_a_desk_unlocks() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    // docs/policy.md: five failures are free, and the sixth locks for 30 seconds.
    for left in (0..6).rev() {
        let rejected = server.verify("alice", "000000");
        assert_eq!((rejected.status, rejected.called().as_str()), (403, "rejected"));
        assert_eq!(rejected.json()["attempts_left"], left);
        assert_eq!(rejected.json().get("until").is_some(), left == 0);
    }
    let locked = server.verify("alice", HOTP[0]);
    assert_eq!((locked.status, locked.called().as_str()), (403, "locked"));
    let wait: u64 = locked.header("retry-after").expect("how long to wait").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert!(locked.json()["until"].as_u64().unwrap() <= now() + 30);
    let status = server.ask("GET", "/v1/people/alice", LOGIN, None).json();
    assert_eq!((&status["failures"], &status["attempts_left"]), (&6.into(), &0.into()));
    assert_eq!(server.ask("POST", "/v1/people/alice/unlock", DESK, None).status, 200);
    let accepted = server.verify("alice", HOTP[0]);
    assert_eq!(accepted.status, 200);
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).json()["failures_in_all"], 6);
}

#[test]
fn what_is_enrolled_counts_once_a_code_confirmed_it_and_that_code_is_no_login() {
    let setup = Setup::new("");
    let server = setup.serve();
    let path = "/v1/people/bob/enrollment";
    let begun = server.ask("POST", path, LOGIN, Some(r#"{"name":"phone"}"#));
    assert_eq!(begun.status, 201);
    let begun = begun.json();
    let key = begun["setup_key"].as_str().unwrap();
    assert!(begun["uri"].as_str().unwrap().starts_with("otpauth://totp/Example:bob?secret="));
    assert!(begun["qr_svg"].as_str().unwrap().starts_with("<svg"));
    let code = shown(key, 0);
    assert_eq!(server.verify("bob", &code).called(), "not-enrolled", "pending is not enrolled");
    let confirm = |typed: &str| {
        let path = "/v1/people/bob/enrollment/confirm";
        server.ask("POST", path, LOGIN, Some(&format!("{{\"typed\":\"{typed}\"}}")))
    };
    let wrong = confirm(if code == "000000" { "000001" } else { "000000" });
    assert_eq!((wrong.status, wrong.called().as_str()), (403, "wrong"));
    let confirmed = confirm(&code);
    assert_eq!((confirmed.status, confirmed.called().as_str()), (200, "confirmed"));
    assert_eq!(confirmed.json()["authenticator"], "phone");
    assert_eq!(server.verify("bob", &code).called(), "rejected", "it was used up");
    assert_eq!(server.verify("bob", &shown(key, 1)).status, 200);
    assert_eq!(confirm(&code).called(), "nothing-pending");
}

#[test]
fn a_further_authenticator_needs_a_code_or_a_desk() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let enroll = |token: &str, body: &str| server.ask("POST", "/v1/people/alice/enrollment", token, Some(body));
    let refused = enroll(LOGIN, r#"{"name":"phone"}"#);
    assert_eq!((refused.status, refused.called().as_str()), (403, "permit-missing"));
    let refused = enroll(LOGIN, r#"{"name":"phone","typed":"000000"}"#);
    assert_eq!((refused.status, refused.called().as_str()), (403, "rejected"));
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).json()["failures"], 1, "it was an attempt");
    let typed = format!("{{\"name\":\"phone\",\"typed\":\"{}\"}}", HOTP[0]);
    assert_eq!(enroll(LOGIN, &typed).status, 201);
    assert_eq!(enroll(LOGIN, &typed).status, 403, "the code is used up");
    assert_eq!(enroll(DESK, r#"{"name":"tablet"}"#).status, 201, "the desk answers for them");
    assert_eq!(enroll(DESK, r#"{"name":"token"}"#).status, 409, "the name is taken");
}

#[test]
fn a_recovery_pin_lets_in_and_lets_another_phone_be_enrolled() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let issued = server.ask("POST", "/v1/people/alice/recovery/pin", DESK, None);
    assert_eq!(issued.status, 201);
    let issued = issued.json();
    let pin = issued["pin"].as_str().unwrap();
    assert!(issued["warning"].as_str().unwrap().contains("verify the caller"));
    assert!(issued["until"].as_u64().unwrap() > now());
    let accepted = server.verify("alice", pin);
    assert_eq!((accepted.status, &accepted.json()["by"]), (200, &"pin".into()), "{accepted:?}");
    assert_eq!(accepted.json()["grant"]["logins_left"], 19, "of twenty");
    let body = format!("{{\"name\":\"new phone\",\"typed\":\"{pin}\"}}");
    assert_eq!(server.ask("POST", "/v1/people/alice/enrollment", LOGIN, Some(&body)).status, 201);
    let mut slip: Vec<char> = pin.chars().collect();
    slip[0] = if slip[0] == '9' { '0' } else { '9' };
    let slip = server.verify("alice", &slip.into_iter().collect::<String>());
    assert_eq!((slip.status, slip.called().as_str()), (403, "check-digit"), "it costs no attempt");
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).json()["recovery"]["failures"], 0);
    assert_eq!(server.ask("POST", "/v1/people/nobody/recovery/pin", DESK, None).called(), "no-such-person");
}

#[test]
fn each_code_of_a_sheet_is_good_once_and_none_of_an_older_sheet_is() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let sheet = || {
        let made = server.ask("POST", "/v1/people/alice/recovery/codes", DESK, None);
        assert_eq!(made.status, 201, "{made:?}");
        let made = made.json();
        let codes = made["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
        (codes.collect::<Vec<_>>(), made["burned"].clone())
    };
    let (older, burned) = sheet();
    assert!(burned.is_null() && older.len() > 1, "{older:?}");
    let accepted = server.verify("alice", &older[0]);
    assert_eq!((accepted.status, &accepted.json()["by"]), (200, &"recovery-code".into()), "{accepted:?}");
    assert_eq!(accepted.json()["recovery_codes_left"], older.len() - 1);
    assert_eq!(server.verify("alice", &older[0]).called(), "rejected", "it is used up");
    let (newer, burned) = sheet();
    assert_eq!(burned, older.len() - 1);
    assert_eq!(server.verify("alice", &older[1]).called(), "rejected", "it is of the older sheet");
    assert_eq!(server.verify("alice", &newer[1].to_lowercase().replace('-', "")).status, 200);
    let status = server.ask("GET", "/v1/people/alice", DESK, None).json();
    assert_eq!(status["recovery_codes_left"], newer.len() - 1);
    assert_eq!(server.ask("POST", "/v1/people/nobody/recovery/codes", DESK, None).called(), "no-such-person");
}

#[test]
fn no_sheet_is_made_where_the_policy_has_recovery_codes_off() {
    let setup = Setup::new("");
    setup.folder.write("policy.toml", 0o644, "[recovery_codes]\nenabled = false\n");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let refused = server.ask("POST", "/v1/people/alice/recovery/codes", DESK, None);
    assert_eq!((refused.status, refused.called().as_str()), (403, "off"));
    assert!(server.ask("GET", "/v1/people/alice", DESK, None).json()["recovery_codes_left"].is_null());
}

#[test]
fn a_grant_that_a_desk_ends_lets_nobody_in_any_more() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let end = || server.ask("DELETE", "/v1/people/alice/recovery/grant", DESK, None);
    assert_eq!(end().called(), "no-recovery");
    let issued = server.ask("POST", "/v1/people/alice/recovery/pin", DESK, None).json();
    let pin = issued["pin"].as_str().unwrap();
    assert_eq!(server.verify("alice", pin).status, 200);
    assert_eq!(server.verify("alice", pin).status, 200, "the same PIN lets in again under its grant");
    let ended = end();
    assert_eq!((ended.status, ended.called().as_str()), (200, "ended"));
    assert!(server.ask("GET", "/v1/people/alice", DESK, None).json()["recovery"]["grant"].is_null());
    assert_eq!(server.verify("alice", pin).called(), "rejected");
    assert_eq!(end().status, 200, "there is none, and that is no error");
}

#[test]
fn who_arrives_is_asked_for_what_the_policy_says() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    setup.folder.write("policy.toml", 0o644, "[login]\nrequired = [\"*\"]\nexempt = [\"kiosk\"]\n");
    let server = setup.serve();
    let arrival = |person: &str| {
        let path = format!("/v1/people/{person}/arrival");
        server.ask("POST", &path, LOGIN, Some(r#"{"occasion":"login"}"#)).json()
    };
    assert_eq!(arrival("alice")["decision"], "ask-for-code");
    assert_eq!(arrival("kiosk")["because"], "exempt");
    let new = arrival("carol");
    assert_eq!((&new["decision"], &new["logins_left"]), (&"let-in-unenrolled".into(), &9.into()));
    assert_eq!(server.verify("dave", "123456").called(), "no-such-person", "verifying creates nobody");
    assert_eq!(server.ask("GET", "/v1/people/dave", LOGIN, None).status, 404);
}

#[test]
fn each_role_may_ask_what_is_its_own_and_nothing_else() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let questions = [
        ("POST", "/v1/people/alice/verify", Some(r#"{"typed":"000000"}"#), [true, false, false]),
        ("POST", "/v1/people/alice/arrival", Some(r#"{"occasion":"login"}"#), [true, false, false]),
        ("POST", "/v1/people/zoe/enrollment", Some(r#"{"name":"x"}"#), [true, true, false]),
        ("POST", "/v1/people/alice/enrollment/confirm", Some(r#"{"typed":"000000"}"#), [true, true, false]),
        ("GET", "/v1/people/alice", None, [true, true, false]),
        ("POST", "/v1/people/alice/recovery/pin", None, [false, true, false]),
        ("POST", "/v1/people/alice/recovery/codes", None, [false, true, false]),
        ("DELETE", "/v1/people/alice/recovery/grant", None, [false, true, false]),
        ("POST", "/v1/people/alice/unlock", None, [false, true, false]),
        ("DELETE", "/v1/people/alice/authenticators/token", None, [false, true, false]),
        ("DELETE", "/v1/people/alice", None, [false, true, false]),
        ("GET", "/metrics", None, [false, false, true]),
    ];
    for (method, path, body, allowed) in questions {
        for (token, is_allowed) in [LOGIN, DESK, METRICS].into_iter().zip(allowed) {
            let reply = server.ask(method, path, token, body);
            let is_refused = reply.status == 403 && reply.called() == "role";
            assert_eq!(is_refused, !is_allowed, "{method} {path} as {token}: {reply:?}");
        }
        for token in [None, Some("mfa_wrong"), Some("")] {
            let reply = crate::client::asked(&server.address, method, path, token, body);
            assert_eq!((reply.status, reply.called().as_str()), (401, "token"), "{method} {path}");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        }
    }
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).status, 404, "the desk deleted her");
}

#[test]
fn a_database_that_is_not_reached_denies_and_is_found_again() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let end =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'THIS' AND pid <> pg_backend_pid()";
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
    setup.database.run(end);
    setup.database.run("ALTER TABLE record RENAME TO elsewhere");
    let denied = server.verify("alice", HOTP[1]);
    assert_eq!((denied.status, denied.called().as_str()), (503, "store"));
    setup.database.run("ALTER TABLE elsewhere RENAME TO record");
    assert_eq!(server.verify("alice", HOTP[1]).status, 200, "nobody has to start it anew");
    assert_eq!(crate::client::asked(&server.address, "GET", "/health?ready", None, None).called(), "ready");
}
