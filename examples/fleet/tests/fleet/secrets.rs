//! What is in no log, no metric and no error: secrets, codes, PINs, tokens, keys.

use serde_json::Value;

use crate::server::{DESK, LOGIN, METRICS, Setup};
use crate::stories::{HOTP, hotp_person, shown};

#[test]
fn logs_and_metrics_tell_what_happened_and_no_secret() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let begun = server.ask("POST", "/v1/people/bob/enrollment", LOGIN, Some(r#"{"name":"phone"}"#)).json();
    let key = begun["setup_key"].as_str().unwrap().to_owned();
    let code = shown(&key, 0);
    let confirm = format!("{{\"typed\":\"{code}\"}}");
    assert_eq!(server.ask("POST", "/v1/people/bob/enrollment/confirm", LOGIN, Some(&confirm)).status, 200);
    let sheet = server.ask("POST", "/v1/people/alice/recovery/codes", DESK, None).json();
    let sheet_code = |index: usize| sheet["codes"][index].as_str().unwrap().to_owned();
    assert_eq!(server.verify("alice", &sheet_code(0)).status, 200);
    let pin = server.ask("POST", "/v1/people/alice/recovery/pin", DESK, None).json();
    let pin = pin["pin"].as_str().unwrap().to_owned();
    assert_eq!(server.verify("alice", &pin).status, 200);
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
    assert_eq!(server.verify("alice", HOTP[0]).status, 403);
    server.ask("POST", "/v1/people/alice/verify", "mfa_not_a_token", Some("{\"typed\":\"918273\"}"));
    server.ask("POST", "/v1/people/alice/verify", LOGIN, Some("{\"typed\":\"91827364\",\"oh\":\"918273\"}"));
    // A row that is damaged, and one whose key is not there.
    setup.database.run("UPDATE record SET sealed = 'oh' WHERE person = 'bob'");
    assert_eq!(server.verify("bob", "918273").status, 503);
    setup.database.run("UPDATE record SET key_id = 9");
    assert_eq!(server.verify("alice", HOTP[1]).status, 503);

    let metrics = server.ask("GET", "/metrics", METRICS, None);
    assert_eq!(metrics.header("content-type"), Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    for told in [
        "mfa_fleet_answers_total{asked=\"verify\",answer=\"accepted\",status=\"200\"} 3",
        "mfa_fleet_answers_total{asked=\"verify\",answer=\"rejected\",status=\"403\"} 1",
        "mfa_fleet_answers_total{asked=\"verify\",answer=\"store\",status=\"503\"} 2",
        "mfa_fleet_answer_seconds_bucket",
        "mfa_fleet_store_conflicts_total",
        "\nmfa_fleet_store_busy ",
        "\nmfa_fleet_callers ",
    ] {
        assert!(metrics.body.contains(told), "{told}: {}", metrics.body);
    }
    let log = server.ended();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["answer"] == "accepted").expect("a line for each answer");
    assert_eq!((&line["caller"], &line["person"], &line["asked"]), (&"web".into(), &"alice".into(), &"verify".into()));
    assert!(line["milliseconds"].as_f64().is_some_and(|taken| taken > 0.0) && line["request"].is_string());
    assert!(log.contains("which is not among this server's keys"), "operators are told");

    let bare = |text: &str| text.replace([' ', '-'], "");
    let secrets = [
        bare(&key),
        key,
        code,
        bare(&pin),
        bare(&sheet_code(0)),
        sheet_code(0),
        bare(&sheet_code(1)),
        sheet_code(1),
        pin,
        HOTP[0].to_owned(),
        HOTP[1].to_owned(),
        "918273".to_owned(),
        "GEZDGNBV".to_owned(),
        LOGIN.to_owned(),
        DESK.to_owned(),
        METRICS.to_owned(),
        "not_a_token".to_owned(),
        "a".repeat(64),
        "12345678901234567890".to_owned(),
        "secret=".to_owned(),
    ];
    for secret in &secrets {
        for (place, text) in [("log", &log), ("metrics", &metrics.body)] {
            // A time may happen to have six digits of a code behind its point.
            let lines = text.lines().filter(|line| !line.starts_with("mfa_fleet_answer_seconds_sum"));
            let found = lines.map(without_times).any(|line| line.contains(secret.as_str()));
            assert!(!found, "{secret} is in the {place}");
        }
    }
    assert!(!metrics.body.contains("alice"), "names of people are in no metric");
}

/// A line of the log without its time, its duration and its number.
fn without_times(line: &str) -> String {
    match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(mut fields)) => {
            for name in ["timestamp", "milliseconds", "request"] {
                fields.remove(name);
            }
            Value::Object(fields).to_string()
        }
        _ => line.to_owned(),
    }
}

#[test]
fn names_of_people_are_left_out_of_the_log_where_that_is_asked_for() {
    let setup = Setup::new("log_people = false");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
    let log = server.ended();
    assert!(log.contains("\"accepted\"") && !log.contains("alice"), "{log}");
}
