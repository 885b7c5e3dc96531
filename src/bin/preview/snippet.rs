//! What a page would write to have the tracker as it is set here.

mod html;
mod panel;
mod rust;

use crate::backend;
use crate::choice::FollowBy;
use crate::desk::{Desk, Run};
use crate::language;
use crate::theme::property;
use crate::tracker;
use leptos::prelude::*;
use transak_order_tracker::text::direction;

pub(crate) use panel::panel;

/// What differs from the defaults.
struct Embed {
    /// Attributes of the element, and their values.
    attributes: Vec<(&'static str, String)>,
    /// CSS properties of the element, and their values.
    style: Vec<(String, String)>,
    /// The direction around it, where its language doesn't say it.
    dir: Option<&'static str>,
    /// The file of its words, which only the component has to be given.
    words: Option<&'static str>,
    /// `{ user, activeOrders }` as JSON.
    user: Option<String>,
}

impl Embed {
    /// The addresses of the playground are of no use elsewhere: in their place are those of a shop.
    fn of(desk: Desk) -> Self {
        let run = desk.run.get();
        let mut attributes = run.as_ref().map(follow).unwrap_or_default();
        attributes.push(("environment", "staging".to_owned()));
        let tag = desk.tag();
        for (name, value, usual) in [
            ("theme", desk.theme.get(), "auto"),
            ("layout", desk.layout.get(), "full"),
        ] {
            if value != usual {
                attributes.push((name, value.to_owned()));
            }
        }
        let words = tag.as_deref().and_then(language::file);
        let own = direction(words.unwrap_or("en"));
        attributes.extend(tag.map(|tag| ("locale", tag)));
        let custom = desk.custom.get().into_iter();
        let mut style: Vec<_> = custom
            .map(|(name, value)| (property(name), value))
            .collect();
        let width = desk.width.get();
        style.extend(width.map(|width| ("inline-size".to_owned(), format!("{width}px"))));
        Self {
            attributes,
            style,
            dir: Some(desk.dir()).filter(|dir| *dir != own),
            words,
            user: run
                .as_ref()
                .and_then(tracker::told)
                .map(|it| it.to_string()),
        }
    }
}

/// Which order it is, and where its status is asked for.
fn follow(run: &Run) -> Vec<(&'static str, String)> {
    let identity = run.identity.clone();
    if !run.visitor.follows() {
        return Vec::new();
    }
    let (mut attributes, placeholder) = match run.by {
        FollowBy::OrderId => (vec![("order-id", identity.order_id)], "orderId"),
        FollowBy::Reference => (
            vec![
                ("api-key", identity.api_key),
                ("partner-order-id", identity.partner_order_id),
            ],
            "partnerOrderId",
        ),
    };
    attributes.push(("side", run.scenario.side().name().to_owned()));
    if run.asks {
        attributes.push(("status-url", format!("/api/orders/{{{placeholder}}}")));
    }
    if backend::relay().is_some() {
        attributes.push((
            "events-url",
            format!("/api/orders/{{{placeholder}}}/events"),
        ));
    }
    attributes
}
