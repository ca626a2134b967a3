//! What threads and tasks ask of the database, and the connections that carry it there.
//!
//! A lane is a task with a connection of its own. Whenever it is free it takes what waits, as much as one statement may
//! carry, so that requests which come together are read by one statement and committed by one. It connects when there is
//! something to do, answers everything it has taken, and throws its connection away at the first doubt.

use core::fmt;
use core::time::Duration;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mfa_core::Commit;
use mfa_host::PersonName;
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::Token;
use super::batch;
use super::connection::{Prepared, Session, connected};
use super::error::StoreError;
use super::rows::Row;
use crate::metrics::StoreCounts;
use crate::vault::Sealed;

/// How the database is reached, and by how many.
#[derive(Clone)]
pub struct LanesConfig {
    /// How to reach it.
    pub database: tokio_postgres::Config,
    /// How many connections.
    pub connections: usize,
    /// How long it may take over a statement.
    pub patience: Duration,
}

impl fmt::Debug for LanesConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanesConfig").field("connections", &self.connections).finish_non_exhaustive()
    }
}

/// How many requests one statement carries at most.
const MOST_TOGETHER: usize = 64;
/// How much longer than a statement may take an answer is waited for, for the way there and back.
const WAY: Duration = Duration::from_millis(1000);

/// Who waits for an answer.
pub(super) type Waiter<T> = oneshot::Sender<Result<T, StoreError>>;

/// Something that is asked of the database.
#[derive(Debug)]
pub(super) enum Ask {
    Read(Lookup),
    Replace(Replacement),
    Single(Single),
}

/// What goes by itself.
#[derive(Debug)]
pub(super) enum Single {
    Create { person: String, row: Row, to: Waiter<Commit> },
    Delete { person: String, read: Token, to: Waiter<Commit> },
    People { to: Waiter<Vec<String>> },
    Ping { to: Waiter<()> },
}

/// A row that is looked up.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) person: String,
    pub(super) to: Waiter<Option<Row>>,
}

/// A row that is to take the place of the one that was read.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) person: String,
    pub(super) read: Token,
    pub(super) sealed: Sealed,
    pub(super) to: Waiter<Commit>,
}

/// What one statement carries.
#[derive(Debug)]
pub(super) enum Work {
    Lookups(Vec<Lookup>),
    Replacements(Vec<Replacement>),
    Single(Single),
}

#[derive(Debug, Default)]
struct Queue {
    lookups: VecDeque<Lookup>,
    replacements: VecDeque<Replacement>,
    /// What changes something by itself.
    changes: VecDeque<Single>,
    /// What only looks, by itself.
    looks: VecDeque<Single>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    something: Notify,
    config: LanesConfig,
    counts: StoreCounts,
}

/// The lanes. They end when this is dropped.
#[derive(Debug)]
pub(super) struct Lanes {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

impl Lanes {
    pub(super) fn new(runtime: &Handle, config: LanesConfig, counts: StoreCounts) -> Self {
        let connections = config.connections;
        let shared = Arc::new(Shared { queue: Mutex::default(), something: Notify::new(), config, counts });
        let tasks = (0..connections).map(|_| runtime.spawn(lane(Arc::clone(&shared)))).collect();
        Self { shared, tasks }
    }

    fn ask<T>(&self, ask: impl FnOnce(Waiter<T>) -> Ask) -> Asked<T> {
        let (to, answer) = oneshot::channel();
        self.shared.put(ask(to));
        Asked(answer)
    }

    pub(super) fn ping(&self) -> Asked<()> {
        self.ask(|to| Ask::Single(Single::Ping { to }))
    }

    pub(super) fn read(&self, person: &PersonName) -> Asked<Option<Row>> {
        self.ask(|to| Ask::Read(Lookup { person: person.as_str().to_owned(), to }))
    }

    pub(super) fn replace(&self, person: &PersonName, read: Token, sealed: Sealed) -> Asked<Commit> {
        self.ask(|to| Ask::Replace(Replacement { person: person.as_str().to_owned(), read, sealed, to }))
    }

    pub(super) fn create(&self, person: &PersonName, row: Row) -> Asked<Commit> {
        self.ask(|to| Ask::Single(Single::Create { person: person.as_str().to_owned(), row, to }))
    }

    pub(super) fn delete(&self, person: &PersonName, read: Token) -> Asked<Commit> {
        self.ask(|to| Ask::Single(Single::Delete { person: person.as_str().to_owned(), read, to }))
    }

    pub(super) fn people(&self) -> Asked<Vec<String>> {
        self.ask(|to| Ask::Single(Single::People { to }))
    }
}

/// What was asked, and is still to be answered. A lane that ends without an answer has lost what it carried.
#[must_use]
#[derive(Debug)]
pub(super) struct Asked<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Asked<T> {
    /// For threads that may wait: never on a task.
    pub(super) fn waited_for(self) -> Result<T, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Lost))
    }

    /// For tasks.
    pub(super) async fn awaited(self) -> Result<T, StoreError> {
        self.0.await.unwrap_or(Err(StoreError::Lost))
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, ask: Ask) {
        self.queue().put(ask);
        self.something.notify_one();
    }

    async fn take(&self) -> Work {
        loop {
            let (work, is_more) = {
                let mut queue = self.queue();
                let work = queue.take();
                (work, !queue.is_empty())
            };
            // Whoever is woken wakes the next one if there is more than one can carry.
            if is_more {
                self.something.notify_one();
            }
            match work {
                Some(work) => return work,
                None => self.something.notified().await,
            }
        }
    }
}

impl Queue {
    fn put(&mut self, ask: Ask) {
        match ask {
            Ask::Read(lookup) => self.lookups.push_back(lookup),
            Ask::Replace(replacement) => self.replacements.push_back(replacement),
            Ask::Single(single @ (Single::Create { .. } | Single::Delete { .. })) => self.changes.push_back(single),
            Ask::Single(single @ (Single::People { .. } | Single::Ping { .. })) => self.looks.push_back(single),
        }
    }

    fn is_empty(&self) -> bool {
        self.lookups.is_empty() && self.replacements.is_empty() && self.changes.is_empty() && self.looks.is_empty()
    }

    /// What waits, as much as one statement carries. What changes something goes first: others may wait for it.
    fn take(&mut self) -> Option<Work> {
        if let Some(change) = self.changes.pop_front() {
            return Some(Work::Single(change));
        }
        if !self.replacements.is_empty() {
            return Some(Work::Replacements(self.take_replacements()));
        }
        if let Some(look) = self.looks.pop_front() {
            return Some(Work::Single(look));
        }
        if self.lookups.is_empty() {
            return None;
        }
        let count = self.lookups.len().min(MOST_TOGETHER);
        Some(Work::Lookups(self.lookups.drain(..count).collect()))
    }

    /// One of each person: of two rows for one, a statement would take either.
    fn take_replacements(&mut self) -> Vec<Replacement> {
        let mut people = HashSet::new();
        let (mut taken, mut left) = (Vec::new(), VecDeque::new());
        while let Some(replacement) = self.replacements.pop_front() {
            if taken.len() < MOST_TOGETHER && people.insert(replacement.person.clone()) {
                taken.push(replacement);
            } else {
                left.push_back(replacement);
            }
        }
        self.replacements = left;
        taken
    }
}

impl Work {
    /// Answers everything with an error, where nothing was asked of the database yet.
    fn refuse(self, error: &StoreError) {
        // Whoever does not wait any more needs no answer.
        let error = || error.clone();
        match self {
            Self::Lookups(all) => all.into_iter().for_each(|one| drop(one.to.send(Err(error())))),
            Self::Replacements(all) => all.into_iter().for_each(|one| drop(one.to.send(Err(error())))),
            Self::Single(Single::Create { to, .. } | Single::Delete { to, .. }) => drop(to.send(Err(error()))),
            Self::Single(Single::People { to }) => drop(to.send(Err(error()))),
            Self::Single(Single::Ping { to }) => drop(to.send(Err(error()))),
        }
    }
}

async fn lane(shared: Arc<Shared>) {
    let mut open: Option<(Session, Prepared)> = None;
    loop {
        let work = shared.take().await;
        let (session, prepared) = match open.take().filter(|(session, _)| session.is_open()) {
            Some(ready) => ready,
            None => match ready(&shared.config).await {
                Ok(ready) => ready,
                Err(error) => {
                    shared.counts.failed();
                    work.refuse(&error);
                    continue;
                }
            },
        };
        shared.counts.busy(1);
        let limit = shared.config.patience.saturating_add(WAY);
        let is_good = batch::carry(&session, &prepared, work, limit, &shared.counts).await;
        shared.counts.busy(-1);
        if is_good {
            open = Some((session, prepared));
        } else {
            shared.counts.failed();
        }
    }
}

async fn ready(config: &LanesConfig) -> Result<(Session, Prepared), StoreError> {
    let connecting = async {
        let session = connected(&config.database, config.patience).await?;
        let prepared = Prepared::on(&session).await?;
        // What was warned of before the first statement is about none.
        session.has_warned();
        Ok((session, prepared))
    };
    let limit = config.patience.saturating_add(WAY);
    tokio::time::timeout(limit, connecting).await.unwrap_or(Err(StoreError::Lost))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_is_behind_what_changes_something_and_before_who_is_read_next() {
        let mut queue = Queue::default();
        let (person, read) = (|| "alice".to_owned(), Token { id: 1, version: 1 });
        queue.put(Ask::Read(Lookup { person: person(), to: oneshot::channel().0 }));
        queue.put(Ask::Single(Single::Ping { to: oneshot::channel().0 }));
        queue.put(Ask::Single(Single::People { to: oneshot::channel().0 }));
        let sealed = Sealed { key: 1, bytes: Vec::new() };
        queue.put(Ask::Replace(Replacement { person: person(), read, sealed, to: oneshot::channel().0 }));
        queue.put(Ask::Single(Single::Delete { person: person(), read, to: oneshot::channel().0 }));
        let taken: Vec<Work> = core::iter::from_fn(|| queue.take()).collect();
        assert!(
            matches!(
                taken.as_slice(),
                [
                    Work::Single(Single::Delete { .. }),
                    Work::Replacements(_),
                    Work::Single(Single::Ping { .. }),
                    Work::Single(Single::People { .. }),
                    Work::Lookups(_),
                ]
            ),
            "{taken:?}"
        );
        assert!(queue.is_empty());
    }
}
