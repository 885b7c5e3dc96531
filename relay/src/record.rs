//! What is stored of one order, and what news makes of it: the tracker's merge rule, with Transak's two voices as its words.
//!
//! A webhook is signed by Transak, so its word counts; only the API may bring a stopped order back to life.
//! Invariant: applying the same news twice is the same as once, and nothing moves backward.

use crate::public;
use crate::webhook::Told;
use std::sync::Arc;
use transak_order_tracker::order::lifecycle::Finality;
use transak_order_tracker::order::{Order, Status, Time};
use transak_order_tracker::state::Source;
use transak_order_tracker::subject::{Outcome, Subject};
use transak_order_tracker::tracking::{Fact, News, Tracking};

/// How long after a stop was told an answer of the API may have been read before it, or by a part of Transak's that lags, in milliseconds.
const SETTLES: i64 = 30_000;

/// Which of Transak's voices said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A webhook.
    Webhook,
    /// An answer of the API.
    Api,
}

/// What is stored of one order. Version 0: nothing is known yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Transak's order id.
    pub id: String,
    /// How often what is told of it has changed.
    pub version: i64,
    /// The allow-listed fields, as JSON.
    pub body: String,
    /// The furthest live status on its way, or nothing.
    pub reached: String,
    /// 0: goes on; 1: stopped, a refund may follow; 2: ended for good.
    pub finality: i64,
    /// The partner's id of the order, or nothing.
    pub partner_order_id: String,
    /// The partner's id of the customer, or nothing.
    pub partner_customer_id: String,
    /// When it was placed.
    pub created_ms: i64,
    /// When Transak's word on it was last heard, by our clock.
    pub heard_ms: i64,
    /// When the API last answered about it, by our clock.
    pub verified_ms: i64,
    /// When the API is to be asked about it.
    pub ask_ms: Option<i64>,
    /// How many questions about it have brought nothing new, or no answer.
    pub tries: i64,
}

impl Record {
    /// The order, if anything is known.
    pub fn order(&self) -> Option<Order> {
        public::read(&serde_json::from_str(&self.body).ok()?)
    }

    /// What this try of a purchase has come to: of several the greatest counts, and of equal ones the newest, as in the tracker.
    pub fn outcome(&self) -> Outcome {
        self.order()
            .map_or(Outcome::Ended, |order| Outcome::of(&order.status))
    }

    /// Whether anything is known.
    pub const fn is_known(&self) -> bool {
        self.version > 0
    }

    /// Takes news in; whether what is told changed by it. `asked`: when the API was asked for it, of a webhook when it came.
    pub fn apply(&mut self, told: &Told, voice: Voice, asked: i64, now: i64) -> bool {
        if voice == Voice::Api && self.is_too_early(&told.order, asked) {
            return false;
        }
        let news = News {
            order: Arc::new(told.order.clone()),
            source: if voice == Voice::Api {
                Source::Poll
            } else {
                Source::Push
            },
            asked: None,
            at: Time(now),
        };
        let mut tracking = match self.fact() {
            Some(fact) => Tracking::resume(Subject::Order(self.id.clone()), fact),
            None => Tracking::new(Some(Subject::Order(self.id.clone())), false),
        };
        tracking.merge(&news);
        // Of a webhook that comes late, what it tells is as old as it says.
        let at = if voice == Voice::Webhook && told.at > 0 {
            told.at.min(now)
        } else {
            now
        };
        self.heard_ms = self.heard_ms.max(at);
        keep(&mut self.partner_order_id, &told.partner_order_id);
        keep(&mut self.partner_customer_id, &told.partner_customer_id);
        if voice == Voice::Api {
            self.verified_ms = now;
        }
        let Some(fact) = tracking.confirmed() else {
            return false;
        };
        let body = public::write(&fact.order).to_string();
        let reached = fact.reached.as_ref().map_or("", Status::code);
        self.created_ms = fact.order.created_at.map_or(now, |time| time.0);
        self.finality = match fact.order.status.finality() {
            Finality::Live => 0,
            Finality::Soft => 1,
            Finality::Hard => 2,
        };
        if self.body == body && self.reached == reached {
            return false;
        }
        self.body = body;
        reached.clone_into(&mut self.reached);
        self.version += 1;
        true
    }

    /// Whether an answer says that a stopped order goes on, and may only not have heard of the stop: it counts once it is surely newer.
    fn is_too_early(&self, order: &Order, asked: i64) -> bool {
        if self.finality != 1 || order.status.is_final() {
            return false;
        }
        let known = self.order().and_then(|order| order.updated_at);
        let newer = order
            .updated_at
            .zip(known)
            .is_some_and(|(news, known)| news > known);
        !newer && asked - self.heard_ms < SETTLES
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact {
            order: Arc::new(self.order()?),
            reached: Status::parse(&self.reached),
            history: Vec::new(),
            source: Source::Poll,
            at: Time(self.heard_ms),
        })
    }
}

/// A reference stays the first one: nobody moves an order to another customer.
fn keep(mine: &mut String, theirs: &str) {
    if mine.is_empty() {
        theirs.clone_into(mine);
    }
}
