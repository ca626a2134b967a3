//! The paths there are, in one table that the description is held to.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path, State};
use axum::http::request::Parts;
use axum::http::{Method, Request, Response};
use axum::routing::any;
use mfa_host::{AuthenticatorName, PersonName};

use super::{App, Noted, asked, caller, note, ready, reply};
use crate::config::Role;
use crate::service::{Answer, Asked, JSON};

/// The description of all this, for machines.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// What the metrics are written in.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A question about one person.
    Person(Asked),
    /// Whether the server is alive, and with `?ready` whether its database answers.
    Health,
    /// What operators watch.
    Metrics,
    /// The description.
    Description,
}

/// Every method and path.
pub const ROUTES: [(&str, &str, Route); 14] = [
    ("POST", "/v1/people/{person}/verify", Route::Person(Asked::Verify)),
    ("POST", "/v1/people/{person}/arrival", Route::Person(Asked::Arrival)),
    ("POST", "/v1/people/{person}/enrollment", Route::Person(Asked::Enroll)),
    ("POST", "/v1/people/{person}/enrollment/confirm", Route::Person(Asked::Confirm)),
    ("GET", "/v1/people/{person}", Route::Person(Asked::Status)),
    ("DELETE", "/v1/people/{person}", Route::Person(Asked::Delete)),
    ("DELETE", "/v1/people/{person}/authenticators/{authenticator}", Route::Person(Asked::Remove)),
    ("POST", "/v1/people/{person}/unlock", Route::Person(Asked::Unlock)),
    ("POST", "/v1/people/{person}/recovery/pin", Route::Person(Asked::Pin)),
    ("POST", "/v1/people/{person}/recovery/codes", Route::Person(Asked::Sheet)),
    ("DELETE", "/v1/people/{person}/recovery/grant", Route::Person(Asked::EndGrant)),
    ("GET", "/health", Route::Health),
    ("GET", "/metrics", Route::Metrics),
    ("GET", "/openapi.json", Route::Description),
];

/// All of it as axum has it.
pub fn router(app: Arc<App>) -> Router {
    let mut paths: Vec<&str> = ROUTES.iter().map(|(_, path, _)| *path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut router = Router::new();
    for path in paths {
        let answered = move |State(app): State<Arc<App>>, request: Request<Body>| answered(app, path, request);
        router = router.route(path, any(answered));
    }
    router.fallback(|State(app): State<Arc<App>>| nowhere(app)).with_state(app)
}

async fn nowhere(app: Arc<App>) -> Response<Body> {
    let (number, began) = (app.number(), Instant::now());
    let answer = Answer::error(404, "no-such-path", "there is no such path; /openapi.json lists them");
    note(&app, &number, "nowhere", &Noted::default(), &answer, began);
    reply::of(answer, &number)
}

async fn answered(app: Arc<App>, path: &'static str, request: Request<Body>) -> Response<Body> {
    let (number, began) = (app.number(), Instant::now());
    let (mut parts, body) = request.into_parts();
    // What asks for the head of something asks for it, and hyper leaves the body out.
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    let mut noted = Noted::default();
    let route = ROUTES.iter().find(|(with, at, _)| *at == path && *with == method.as_str());
    let (named, answer) = match route {
        None => ("nowhere", no_such_method(path)),
        Some((.., Route::Description)) => ("description", Answer::text("description", JSON, OPENAPI.to_owned())),
        Some((.., Route::Health)) => ("health", health(&app, &parts).await),
        Some((.., Route::Metrics)) => ("metrics", metrics(&app, &parts, &mut noted)),
        Some((.., Route::Person(question))) => {
            keep_names(&mut parts).await;
            (question.as_str(), asked(&app, *question, &parts, body, &mut noted).await)
        }
    };
    note(&app, &number, named, &noted, &answer, began);
    let response = reply::of(answer, &number);
    if route.is_some() { response } else { reply::allowing(response, &methods(path)) }
}

fn no_such_method(path: &str) -> Answer {
    Answer::error(405, "method", &format!("allowed here: {}", methods(path)))
}

/// The methods that a path has.
fn methods(path: &str) -> String {
    let methods: Vec<&str> = ROUTES.iter().filter(|(_, at, _)| *at == path).map(|(with, ..)| *with).collect();
    methods.join(", ")
}

async fn health(app: &Arc<App>, parts: &Parts) -> Answer {
    let is_ready_asked =
        parts.uri.query().is_some_and(|query| query.split('&').any(|pair| pair.split('=').next() == Some("ready")));
    if is_ready_asked { ready::asked(app).await } else { Answer::alive() }
}

fn metrics(app: &App, parts: &Parts, noted: &mut Noted) -> Answer {
    let caller = match caller::of(&app.callers, &parts.headers) {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    noted.caller = Some(caller.name.clone());
    match (caller.role, app.metrics.text()) {
        (Role::Metrics, Ok(text)) => Answer::text("metrics", OPEN_METRICS, text),
        (Role::Metrics, Err(_)) => Answer::error(500, "internal", "the metrics cannot be written"),
        (role, _) => caller::wrong_role(role),
    }
}

/// The names in a path, if they are text.
#[derive(Clone, Debug)]
struct Names(Vec<(String, String)>);

async fn keep_names(parts: &mut Parts) {
    if let Ok(Path(names)) = Path::<Vec<(String, String)>>::from_request_parts(parts, &()).await {
        parts.extensions.insert(Names(names));
    }
}

/// The person that a path names, and the authenticator if it names one.
pub(super) fn names(parts: &Parts) -> Result<(PersonName, Option<AuthenticatorName>), Answer> {
    let not_text = || Answer::error(400, "path", "the names in the path are no text in UTF-8");
    let Names(names) = parts.extensions.get().ok_or_else(not_text)?;
    let named = |key| names.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let person = PersonName::new(named("person").ok_or_else(not_text)?)
        .map_err(|error| Answer::error(400, "person", &error.to_string()))?;
    let authenticator = named("authenticator").map(AuthenticatorName::new).transpose();
    let authenticator = authenticator.map_err(|error| Answer::error(400, "authenticator", &error.to_string()))?;
    Ok((person, authenticator))
}
