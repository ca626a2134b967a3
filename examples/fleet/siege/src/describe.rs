//! Schemathesis, which asks a server everything that its own description allows and much that it does not, and holds each answer
//! against it. Before that it finds what a description was made to say wrongly.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::codes::{hotp_line, name, totp_line};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::log;
use crate::report::Report;

const EXAMPLES: u32 = 10;
const EXAMPLES_IN_FULL: u32 = 500;
const EXAMPLES_WITH_PLANTED: u32 = 5;
const PEOPLE: u64 = 20;

pub(crate) fn run(options: &Options, report: &mut Report) {
    let tool = options.schemathesis.as_deref().expect("--schemathesis PROGRAM is given");
    let fleet = Fleet::start(options, &Setup { policy: "[recovery]\nenabled = true\n", ..Setup::default() });
    fleet.import(&(0..PEOPLE).map(hotp_line).chain((PEOPLE..2 * PEOPLE).map(totp_line)).collect::<String>());
    let served = fleet.client(0, Role::Login).call("GET", "/openapi.json", None).expect("a description").json();
    let printed: Value = serde_json::from_str(&fleet.run("openapi", "")).unwrap_or_default();
    report.holds(
        "the description that is served is the one that is printed",
        served == printed && served.is_object(),
        || "they differ".to_owned(),
    );
    for (what, fault) in planted(&served) {
        let path = fleet.folder().join("planted.json");
        fs::write(&path, fault.to_string()).expect("a description");
        let (clean, told) = asked(&fleet, tool, &path, EXAMPLES_WITH_PLANTED, Role::Desk, &[]);
        report
            .holds(&format!("a description that {what} is found wrong"), !clean && told.contains("FAILURES"), || told);
    }
    let examples = if options.full { EXAMPLES_IN_FULL } else { EXAMPLES };
    // That a name is none of those is no fault of a request.
    let all: [(&str, Value, &[&str]); 2] = [
        ("anybody", served.clone(), &[]),
        ("people who are there", of_people(served), &["--exclude-checks", "negative_data_rejection"]),
    ];
    for (whom, description, but) in all {
        let path = fleet.folder().join("description.json");
        fs::write(&path, description.to_string()).expect("a description");
        for (role, who) in [(Role::Login, "a login server"), (Role::Desk, "a help desk"), (Role::Metrics, "a monitor")]
        {
            let (clean, told) = asked(&fleet, tool, &path, examples, role, but);
            let cases = told.lines().rfind(|line| line.contains(" generated")).unwrap_or("no cases");
            report.note(&format!("as {who}, of {whom}: {}", cases.trim()));
            report.holds(&format!("schemathesis finds nothing, as {who}, of {whom}"), clean, || told);
        }
    }
    let logs = fleet.logs();
    let kinds: BTreeSet<(String, String)> = logs.lines().filter_map(kind).collect();
    let told: Vec<String> = kinds.iter().map(|(asked, answer)| format!("{asked} {answer}")).collect();
    report.note(&format!("{} kinds of answers came", told.len()));
    println!("{}", told.join(", "));
    let panic = log::panic_in(&logs);
    report.holds("and no request ended in a panic", panic.is_none(), || panic.unwrap_or_default().to_owned());
}

/// The description with names in it that there are, so that more comes of it than that there is no such person.
fn of_people(mut served: Value) -> Value {
    let names: Vec<String> = (0..2 * PEOPLE).map(name).collect();
    let parameters = &mut served["components"]["parameters"];
    for (parameter, names) in [("Person", json!(names)), ("Authenticator", json!(["token", "phone"]))] {
        parameters[parameter]["schema"] = json!({ "type": "string", "enum": names });
        if let Value::Object(parameter) = &mut parameters[parameter] {
            parameter.remove("examples");
        }
    }
    served
}

/// What was asked and answered, of a line of a log.
fn kind(line: &str) -> Option<(String, String)> {
    let line: Value = serde_json::from_str(line).ok()?;
    Some((line["asked"].as_str()?.to_owned(), line["answer"].as_str()?.to_owned()))
}

/// Descriptions that are wrong: of what is answered, and of how.
fn planted(served: &Value) -> Vec<(&'static str, Value)> {
    let mut silent = served.clone();
    let health = &mut silent["paths"]["/health"]["get"]["responses"];
    *health = json!({ "418": { "description": "a teapot" } });
    let mut shape = served.clone();
    shape["paths"]["/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] =
        json!({ "type": "integer" });
    vec![("says nothing of an answer", silent), ("says another shape of an answer", shape)]
}

/// Whether it found nothing, and what it told.
fn asked(fleet: &Fleet, tool: &Path, description: &Path, examples: u32, role: Role, but: &[&str]) -> (bool, String) {
    let output = Command::new(tool)
        .arg("run")
        .arg(description)
        .arg("--url")
        .arg(format!("http://{}", fleet.servers[0].port.address()))
        .arg("--header")
        .arg(format!("Authorization: Bearer {}", fleet.token(role)))
        .args([
            "--checks",
            "all",
            "--workers",
            "1",
            "--no-color",
            "--seed",
            "1",
            "--max-examples",
            &examples.to_string(),
        ])
        .args(but)
        .current_dir(fleet.folder())
        .output()
        .expect("schemathesis runs");
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).replace(fleet.token(role), "TOKEN");
    (output.status.success(), told)
}
