//! HTTP in front of the service: who calls, what they ask, and no more of it than the limits allow.

mod body;
mod caller;
mod ready;
mod reply;
mod routes;
mod serve;
mod wire;

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::Instant;

use axum::http::request::Parts;
use mfa_host::random;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, spawn, spawn_blocking};
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::config::{Caller, Limits};
use crate::metrics::Metrics;
use crate::service::{Answer, Asked, Question, Service};

pub use routes::{OPENAPI, ROUTES, Route, router};
pub use serve::{ServeError, serve};

/// Everything that requests share.
#[derive(Debug)]
pub struct App {
    service: Service,
    callers: Vec<Caller>,
    limits: Limits,
    metrics: Metrics,
    log_people: bool,
    /// Room for requests that are worked at or wait for it.
    room: Arc<Semaphore>,
    /// The turns of those that are worked at.
    turns: Arc<Semaphore>,
    ready: ready::Known,
    /// What a request's number begins with: another one in each process.
    numbering: u32,
    requests: AtomicU64,
}

impl App {
    /// A service, and who may call it within which limits.
    pub fn new(service: Service, callers: Vec<Caller>, limits: Limits, metrics: Metrics, log_people: bool) -> Self {
        let room = limits.at_once.saturating_add(limits.waiting);
        let numbering = random::bytes::<4>().map_or_else(|_| std::process::id(), |drawn| u32::from_le_bytes(*drawn));
        let (room, turns) = (Arc::new(Semaphore::new(room)), Arc::new(Semaphore::new(limits.at_once)));
        let (ready, requests) = (ready::Known::default(), AtomicU64::new(0));
        Self { service, callers, limits, metrics, log_people, room, turns, ready, numbering, requests }
    }

    fn number(&self) -> String {
        format!("{:08x}-{:x}", self.numbering, self.requests.fetch_add(1, Ordering::Relaxed))
    }
}

/// Runs something that waits, on a thread that may.
async fn on_a_thread(app: &Arc<App>, run: impl FnOnce(&App) -> Answer + Send + 'static) -> Answer {
    let begin = |app: Arc<App>, held: Held| {
        spawn_blocking(move || {
            let _held = held;
            run(&app)
        })
    };
    in_turn(app, begin).await
}

/// Runs something that waits for nothing but what it awaits.
async fn on_a_task<F: Future<Output = Answer> + Send>(
    app: &Arc<App>,
    run: impl FnOnce(Arc<App>) -> F + Send + 'static,
) -> Answer {
    let begin = |app: Arc<App>, held: Held| {
        spawn(async move {
            let _held = held;
            run(app).await
        })
    };
    in_turn(app, begin).await
}

/// Begins something when it is its turn, if there is room for it, and waits for its answer as long as a request may take.
async fn in_turn(app: &Arc<App>, begin: impl FnOnce(Arc<App>, Held) -> JoinHandle<Answer>) -> Answer {
    let Ok(permit) = Arc::clone(&app.room).try_acquire_owned() else {
        return Answer::error(503, "busy", "too many requests at once").after(1);
    };
    let in_hand = InHand::new(app, permit);
    let running = async {
        // Waited for here, and not in the pool of threads: those who are worked at wait for the database, and looking up its
        // name takes a thread.
        let turn = Arc::clone(&app.turns).acquire_owned().await.ok()?;
        begin(Arc::clone(app), Held { _in_hand: in_hand, _turn: turn }).await.ok()
    };
    match timeout(app.limits.request_time, running).await {
        Ok(Some(answer)) => answer,
        Ok(None) => {
            tracing::error!("a request ended in a panic");
            Answer::error(500, "internal", "this request came to nothing; nobody gets in")
        }
        // If it had its turn, it goes on without anybody who waits for it, and may yet be stored.
        Err(_) => Answer::error(503, "not-confirmed", "it took too long, so nobody gets in"),
    }
}

/// What a request that is worked at has of the room: held until it ends, also in a panic, so that whoever hangs up makes none.
struct Held {
    _in_hand: InHand,
    _turn: OwnedSemaphorePermit,
}

/// A request that is worked at or waits for it: counted, and with its room, until this is dropped.
struct InHand {
    app: Arc<App>,
    _room: OwnedSemaphorePermit,
}

impl InHand {
    fn new(app: &Arc<App>, room: OwnedSemaphorePermit) -> Self {
        app.metrics.in_hand.inc();
        Self { app: Arc::clone(app), _room: room }
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.app.metrics.in_hand.dec();
    }
}

/// Answers a question about one person.
async fn asked(app: &Arc<App>, asked: Asked, parts: &Parts, body: axum::body::Body, noted: &mut Noted) -> Answer {
    let caller = match caller::of(&app.callers, &parts.headers) {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    noted.caller = Some(caller.name.clone());
    if !asked.is_for(caller.role) {
        return caller::wrong_role(caller.role);
    }
    let (person, authenticator) = match routes::names(parts) {
        Ok(names) => names,
        Err(answer) => return answer,
    };
    if app.log_people {
        noted.person = Some(person.as_str().to_owned());
    }
    let body = match asked.has_body() {
        true => match body::read(&parts.headers, body, &app.limits).await {
            Ok(body) => body,
            Err(answer) => return answer,
        },
        false => Zeroizing::new(Vec::new()),
    };
    if asked == Asked::Verify
        && let Some(code) = app.service.code_of(&body)
    {
        return on_a_task(app, async move |app: Arc<App>| app.service.verify_code(&person, &code).await).await;
    }
    let role = caller.role;
    on_a_thread(app, move |app| {
        let authenticator = authenticator.as_ref();
        app.service.answer(&Question { asked, person: &person, authenticator, role, body: &body })
    })
    .await
}

/// What is noted of a request while it is answered.
#[derive(Debug, Default)]
struct Noted {
    caller: Option<String>,
    person: Option<String>,
}

/// Writes the line of a request, and counts it. Nothing that was typed, no secret and no token is in it.
fn note(app: &App, number: &str, asked: &'static str, noted: &Noted, answer: &Answer, began: Instant) {
    let took = began.elapsed();
    app.metrics.answered(asked, answer.kind, answer.status, took);
    let milliseconds = f64::from(u32::try_from(took.as_micros()).unwrap_or(u32::MAX)) / 1000.0;
    tracing::info!(
        request = number,
        caller = noted.caller.as_deref(),
        person = noted.person.as_deref(),
        asked,
        answer = answer.kind,
        status = answer.status,
        milliseconds,
        "answered"
    );
}
