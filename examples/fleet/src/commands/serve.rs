//! `mfa-fleet serve`.

use std::path::Path;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::{Done, Failure, Opened, PATIENCE, print};
use crate::http::{App, serve};
use crate::metrics::Metrics;
use crate::service::Service;
use crate::store::connected;
use crate::{config, schema};

pub(super) fn run(file: &Path) -> Done {
    tracing_subscriber::fmt().json().flatten_event(true).with_target(false).with_writer(std::io::stderr).init();
    // What a panic says may hold anything; where it was is enough.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    let opened = Opened::of(file)?;
    let metrics = Metrics::default();
    let store = opened.store(&metrics)?;
    let config::Config { policies, issuer, device, callers, limits, log_people, listen, database, .. } = opened.config;
    // A server that could answer nobody does not begin.
    opened.runtime.block_on(async {
        let first = async {
            let session = connected(&database, PATIENCE).await?;
            schema::check_version(&session.client).await
        };
        timeout(PATIENCE, first).await.unwrap_or(Err(crate::store::StoreError::Lost))
    })?;
    let app = Arc::new(App::new(Service::new(store, policies, issuer, device), callers, limits, metrics, log_people));
    let served = opened.runtime.block_on(async {
        let mut term = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let ended = async {
            tokio::select! { _ = term.recv() => {}, _ = interrupt.recv() => {} }
        };
        let said = |address: &str| {
            // Whoever started it reads this; if nobody does, it serves all the same.
            let _ = print(&format!("{}\n", serde_json::json!({ "listening": address })));
        };
        Ok::<_, Failure>(serve(app, &listen, said, ended).await?)
    });
    // Threads that still wait for the database are not waited for.
    opened.runtime.shutdown_background();
    served
}
