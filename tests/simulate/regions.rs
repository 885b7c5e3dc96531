//! Where the days lead: what was shown after what, asked why, announced. `regions.txt` lists what is known to be reached; a day's plan
//! that no longer leads there tests less than it did.

use crate::log::Log;
use crate::truth::weight;
use crate::watch::Watch;
use std::collections::BTreeSet;
use std::sync::Arc;
use transak_order_tracker::feed::event::Event;
use transak_order_tracker::order::Order;
use transak_order_tracker::state::State;

/// The names of what was reached.
pub type Regions = BTreeSet<String>;

/// An order in a word: how far it is, and how sure that is.
fn place(shown: Option<(&Order, bool)>) -> String {
    let Some((order, confirmed)) = shown else {
        return "nothing".to_owned();
    };
    let how = if confirmed { "confirmed" } else { "hint" };
    format!("{} {how}", order.status.code())
}

/// What an input led to.
pub fn note(
    watch: &Watch,
    before: Option<&(Arc<Order>, bool)>,
    state: &State,
    asked: bool,
    log: &mut Log,
) {
    let Some(regions) = &mut log.regions else {
        return;
    };
    let cause = watch.cause;
    let known = before.map(|(order, confirmed)| (&**order, *confirmed));
    let shown = state.order.as_deref().map(|order| (order, state.confirmed));
    let from = place(known);
    let to = place(shown);
    if let (Some((before, _)), Some((after, _))) = (known, shown)
        && before.id.is_some()
        && after.id.is_some()
        && before.id != after.id
    {
        let (from, to) = (weight(before.status.code()), weight(after.status.code()));
        regions.insert(format!("another try, {from} to {to}, by {cause:?}"));
    } else if from != to {
        regions.insert(format!("{from}, then {to}, by {cause:?}"));
    }
    if asked {
        let sure = if state.confirmed { "confirmed" } else { "hint" };
        regions.insert(format!("asked by {cause:?} while {sure}"));
    }
    regions.insert(format!("{:?} while {to}", state.freshness));
    let tries: BTreeSet<_> = watch.heard.iter().map(|order| &order.id).collect();
    regions.insert(format!("{} tries known", tries.len()));
}

/// What was announced.
pub fn announced(event: &Event, log: &mut Log) {
    let Some(regions) = &mut log.regions else {
        return;
    };
    regions.insert(match event {
        Event::Status(change) => format!("announced {} after {}", change.status, change.previous),
        Event::Final(change) => format!("end {}, again {}", change.status, change.again),
        Event::Prompt { prompt, actions } => format!("prompt {prompt} {actions:?}"),
        Event::Freshness { freshness, .. } => format!("announced {freshness:?}"),
        Event::User(signal) => format!("signal {}", signal.name()),
        Event::Error { code, .. } => format!("error {}", code.name()),
    });
}

/// What `regions.txt` lists.
pub fn listed() -> Regions {
    let lines = include_str!("regions.txt").lines();
    lines.map(str::to_owned).collect()
}
