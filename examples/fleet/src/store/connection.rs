//! One connection to the database: made ready, and given up as soon as it is in doubt.

use core::future::poll_fn;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_postgres::error::Severity;
use tokio_postgres::{AsyncMessage, Client, NoTls, Statement};

use super::error::{StoreError, told};
use super::rows::{CREATE, DELETE, PEOPLE, READ, REPLACE};
use crate::schema;

/// A connection on which statements can be run.
#[derive(Debug)]
pub struct Session {
    /// The driver's side of it.
    pub client: Client,
    /// What carries its bytes; ended with it.
    carrier: JoinHandle<()>,
    /// Whether the database has warned of anything since this was looked at last.
    warned: Arc<AtomicBool>,
}

impl Session {
    /// Whether it is good for another statement.
    pub fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    /// Whether the database has warned since it was asked last. It warns, and says that all is well, where a commit is not
    /// on the standby that it was to be on.
    pub fn has_warned(&self) -> bool {
        self.warned.swap(false, Ordering::AcqRel)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.carrier.abort();
    }
}

/// Connects, and holds the session to what commits must be: durable before they are answered, and bounded in time.
pub async fn connected(config: &tokio_postgres::Config, patience: Duration) -> Result<Session, StoreError> {
    let (client, mut connection) = config.connect(NoTls).await.map_err(|error| not_reached(&error))?;
    let warned = Arc::new(AtomicBool::new(false));
    let told_of = Arc::clone(&warned);
    let carrier = tokio::spawn(async move {
        // Ends with the connection; whoever waits for an answer is told by the driver.
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notice(notice) = message
                && notice.parsed_severity() == Some(Severity::Warning)
            {
                told_of.store(true, Ordering::Release);
            }
        }
    });
    let session = Session { client, carrier, warned };
    let milliseconds = patience.as_millis();
    // Set even where it is right already: only what a session set itself is left alone when the database reads its
    // configuration anew.
    let settings = format!(
        "SET statement_timeout = {milliseconds}; SET lock_timeout = {milliseconds}; \
         SET idle_in_transaction_session_timeout = {milliseconds}; SET client_min_messages = warning; \
         SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') \
         WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)"
    );
    session.client.batch_execute(&settings).await.map_err(|error| told(&error))?;
    schema::check_durability(&session.client).await?;
    Ok(session)
}

fn not_reached(error: &tokio_postgres::Error) -> StoreError {
    // The driver's words for a connection that failed hold no row; a refusal is named by its code.
    StoreError::NotReached(match error.code() {
        Some(code) => format!("it answers with code {}", code.code()),
        None => core::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string),
    })
}

/// The statements of the store, prepared.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) read: Statement,
    pub(super) replace: Statement,
    pub(super) create: Statement,
    pub(super) delete: Statement,
    pub(super) people: Statement,
}

impl Prepared {
    pub(super) async fn on(session: &Session) -> Result<Self, StoreError> {
        // A batch's rows are looked up, and so locked, one by one in their order. In another order two servers could wait
        // for each other, which the database would end as a conflict, but only after a second. So there is one plan,
        // whatever a batch holds, and it is not made anew for each: that took a quarter of what the database computes.
        let settings = "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; \
                        SET plan_cache_mode = force_generic_plan";
        session.client.batch_execute(settings).await.map_err(|error| told(&error))?;
        schema::check_version(&session.client).await?;
        let prepare = async |text| session.client.prepare(text).await.map_err(|error| told(&error));
        Ok(Self {
            read: prepare(READ).await?,
            replace: prepare(REPLACE).await?,
            create: prepare(CREATE).await?,
            delete: prepare(DELETE).await?,
            people: prepare(PEOPLE).await?,
        })
    }
}
