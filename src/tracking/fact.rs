//! One layer of what is known of an order: what it is, which way it came, and who said so.

use super::{News, rule};
use crate::order::{Order, Status, Time};
use crate::state::{Happening, Source};
use std::sync::Arc;

/// One layer of what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The order.
    pub order: Arc<Order>,
    /// The furthest live status on the way.
    pub reached: Option<Status>,
    /// What happened, oldest first.
    pub history: Vec<Happening>,
    /// Who said it.
    pub source: Source,
    /// When the order changed, by Transak's clock where the news says so, else when it came.
    pub at: Time,
}

/// Takes from `other` what is not known of the order.
#[inline(never)]
pub(super) fn fill(order: &mut Arc<Order>, other: &Order) {
    Arc::make_mut(order).fill_from(other);
}

impl Fact {
    pub(super) fn first(news: &News) -> Self {
        let mut fact = Self {
            order: news.order.clone(),
            reached: None,
            history: Vec::new(),
            source: news.source,
            at: news.at,
        };
        if news.order.status != Status::AwaitingPaymentFromUser
            && let Some(created) = news.order.created_at
        {
            fact.history.push(Happening {
                status: Status::AwaitingPaymentFromUser,
                at: created,
            });
        }
        fact.happen(news);
        fact
    }

    /// The news is about a new status.
    fn happen(&mut self, news: &News) {
        let status = &news.order.status;
        self.at = rule::happened_at(news);
        self.source = news.source;
        if self.history.len() < rule::MAX_HISTORY {
            self.history.push(Happening {
                status: status.clone(),
                at: self.at,
            });
        }
        if rule::is_way(status) {
            self.reached = Some(status.clone());
        }
    }

    /// Moves on by the news.
    pub(super) fn advance(&mut self, news: &News) {
        let mut order = news.order.clone();
        fill(&mut order, &self.order);
        self.order = order;
        self.happen(news);
    }

    /// Takes the details of news of the same status.
    pub(super) fn detail(&mut self, news: &News) {
        if rule::is_older(&news.order, &self.order) {
            return fill(&mut self.order, &news.order);
        }
        let mut order = news.order.clone();
        let details = Arc::make_mut(&mut order);
        details.fill_from(&self.order);
        details.updated_at = details.updated_at.or(self.order.updated_at);
        self.order = order;
    }

    /// Whether the order has been in this status.
    pub(super) fn knows(&self, status: &Status) -> bool {
        self.history
            .iter()
            .any(|happening| happening.status == *status)
    }
}
