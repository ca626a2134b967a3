//! What operators watch: answers by kind, how long they take, what the store meets.

use core::fmt;
use core::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

type Labels = Vec<(&'static str, String)>;

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answers: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
    /// Requests that are worked at or wait for it.
    pub in_hand: Gauge,
    /// Connections of callers.
    pub callers: Gauge,
    /// What the store meets.
    pub store: StoreCounts,
}

/// What the store meets.
#[derive(Clone, Debug, Default)]
pub struct StoreCounts {
    failures: Counter,
    conflicts: Counter,
    serializations: Counter,
    busy: Gauge,
}

impl StoreCounts {
    /// A connection failed, or was thrown away in doubt.
    pub(crate) fn failed(&self) {
        self.failures.inc();
    }

    /// A change came too late and is tried anew.
    pub(crate) fn conflict(&self) {
        self.conflicts.inc();
    }

    /// The database ended a statement for others' sake (40001, 40P01).
    pub(crate) fn serialization(&self) {
        self.serializations.inc();
    }

    pub(crate) fn busy(&self, by: i64) {
        self.busy.inc_by(by);
    }

    /// How many changes came too late.
    pub fn conflicts(&self) -> u64 {
        self.conflicts.get()
    }

    /// How many statements the database ended for others' sake.
    pub fn serializations(&self) -> u64 {
        self.serializations.get()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("mfa_fleet");
        let answers = Family::<Labels, Counter>::default();
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let (in_hand, callers, store) = (Gauge::default(), Gauge::default(), StoreCounts::default());
        registry.register("answers", "Answers, by what was asked and what was answered", answers.clone());
        registry.register("answer_seconds", "How long answers took, by what was asked", seconds.clone());
        registry.register("requests_in_hand", "Requests that are worked at or wait for it", in_hand.clone());
        registry.register("callers", "Connections of callers", callers.clone());
        registry.register("store_failures", "Connections to the database that failed", store.failures.clone());
        registry.register("store_conflicts", "Changes that came too late and were tried anew", store.conflicts.clone());
        let help = "Statements that the database ended for others' sake, which were tried anew";
        registry.register("store_serialization_failures", help, store.serializations.clone());
        registry.register("store_busy", "Connections to the database with a statement on the way", store.busy.clone());
        Self { registry, answers, seconds, in_hand, callers, store }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, asked: &'static str, answer: &'static str, status: u16, took: Duration) {
        let labels = vec![("asked", asked.to_owned()), ("answer", answer.to_owned()), ("status", status.to_string())];
        self.answers.get_or_create(&labels).inc();
        self.seconds.get_or_create(&vec![("asked", asked.to_owned())]).observe(took.as_secs_f64());
    }

    /// Everything as text.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
