//! The description and the routes are one thing.

use std::collections::BTreeSet;

use mfa_fleet::http::{OPENAPI, ROUTES, Route};
use serde_json::Value;

fn description() -> Value {
    serde_json::from_str(OPENAPI).expect("JSON")
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let description = description();
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let routed: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, routed);
}

#[test]
fn every_description_has_a_schema_for_every_answer_and_says_who_may_ask() {
    let description = description();
    for (method, path, route) in ROUTES {
        let operation = &description["paths"][path][method.to_lowercase()];
        for (status, response) in operation["responses"].as_object().unwrap() {
            let response = match response["$ref"].as_str() {
                Some(name) => description.pointer(name.trim_start_matches('#')).expect("what is referred to"),
                None => response,
            };
            assert!(
                response["content"].as_object().is_some_and(|content| content.len() == 1),
                "{method} {path} {status}"
            );
        }
        let Route::Person(asked) = route else { continue };
        let said = operation["description"].as_str().unwrap();
        for role in [mfa_fleet::config::Role::Login, mfa_fleet::config::Role::Desk] {
            let is_named = said.contains(&format!("`{}`", role.as_str()));
            assert_eq!(is_named, asked.is_for(role), "{method} {path}: {said}");
        }
        assert_eq!(operation.get("requestBody").is_some(), asked.has_body(), "{method} {path}");
    }
}
