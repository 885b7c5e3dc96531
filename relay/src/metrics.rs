//! What is counted, for Prometheus. Labels are words of ours: never an id, a name or anything that came from outside.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// How something went.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Outcome {
    /// A word.
    pub outcome: &'static str,
}

/// The counters.
pub struct Metrics {
    registry: Registry,
    /// Webhooks: `accepted`, `duplicate`, `ignored`, or why they were refused.
    pub webhooks: Family<Outcome, Counter>,
    /// How long a webhook took from its arrival to its acknowledgement, in seconds.
    pub webhook_seconds: Histogram,
    /// Questions to Transak's API: `answered`, or why they were not.
    pub questions: Family<Outcome, Counter>,
    /// Changes of orders that were told.
    pub changes: Counter,
    /// Events published to the Pusher-compatible server: `published`, `failed`.
    pub published: Family<Outcome, Counter>,
    /// Open event streams.
    pub streams: Gauge,
    /// Trackers' questions, by the HTTP status of the answer.
    pub answers: Family<Outcome, Counter>,
    /// Orders that were forgotten for their age.
    pub pruned: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("relay"),
            webhooks: Family::default(),
            webhook_seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
            questions: Family::default(),
            changes: Counter::default(),
            published: Family::default(),
            streams: Gauge::default(),
            answers: Family::default(),
            pruned: Counter::default(),
        };
        let it = &mut metrics.registry;
        it.register(
            "webhooks",
            "Webhooks that came, by outcome",
            metrics.webhooks.clone(),
        );
        it.register(
            "webhook_seconds",
            "From a webhook's arrival to its acknowledgement",
            metrics.webhook_seconds.clone(),
        );
        it.register(
            "questions",
            "Questions to Transak's API, by outcome",
            metrics.questions.clone(),
        );
        it.register("changes", "Changes of orders", metrics.changes.clone());
        it.register(
            "published",
            "Events for the Pusher-compatible server, by outcome",
            metrics.published.clone(),
        );
        it.register("streams", "Open event streams", metrics.streams.clone());
        it.register(
            "answers",
            "Answers to trackers, by outcome",
            metrics.answers.clone(),
        );
        it.register(
            "pruned",
            "Orders forgotten for their age",
            metrics.pruned.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// In Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Counts one.
    pub fn count(family: &Family<Outcome, Counter>, outcome: &'static str) {
        family.get_or_create(&Outcome { outcome }).inc();
    }
}
