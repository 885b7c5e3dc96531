//! Which order is followed, and on which channels.
//!
//! Invariant: every id in a [`Follow`] makes a channel that a Pusher server accepts, and an API key never names a channel alone
//! (that is the stream of all the partner's orders).

use super::error::Reader;
use super::redirect::{self, Redirect};
use super::{Options, Page};
use crate::feed::stream::Channel;
use crate::order::Order;

/// The order to follow: at least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    /// Transak's order id.
    pub order_id: Option<String>,
    /// The partner's reference.
    pub partner: Option<Partner>,
    /// `partner-order-id` without an `api-key`: no channel, but `status-url` may have a place for it.
    pub reference: Option<String>,
}

/// An order by the partner's own reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The partner's public API key.
    pub api_key: String,
    /// The partner's own order id.
    pub partner_order_id: String,
}

impl Follow {
    /// The channels on which the order is heard: one or two.
    pub fn channels(&self) -> Vec<Channel> {
        let order = self.order_id.as_deref().map(Channel::of_order);
        let partner = self
            .partner
            .as_ref()
            .map(|it| Channel::of_partner_order(&it.api_key, &it.partner_order_id));
        order
            .into_iter()
            .chain(partner)
            .filter_map(Result::ok)
            .collect()
    }

    /// The partner's order id, for the `status-url`; also where there is no API key.
    pub fn partner_order_id(&self) -> Option<&str> {
        self.partner
            .as_ref()
            .map(|partner| partner.partner_order_id.as_str())
            .or(self.reference.as_deref())
    }
}

/// The order to follow, and what the page's query says about it.
pub(super) fn read(
    options: &Options,
    page: &Page<'_>,
    reader: &mut Reader,
) -> (Option<Follow>, Option<Order>) {
    let mut order_id = reader.given("order-id", options.order_id.as_ref(), id);
    let api_key = reader.given("api-key", options.api_key.as_ref(), id);
    if order_id.is_some() && order_id == api_key {
        reader.report(
            "order-id",
            "is the api-key, which would name the stream of all orders",
        );
        order_id = None;
    }
    let mut reference = reader.given("partner-order-id", options.partner_order_id.as_ref(), id);
    // A key is a UUID too: a forged link must not make the tracker listen to all the partner's orders.
    let is_key = |id: &str| {
        api_key
            .as_ref()
            .is_some_and(|key| key.eq_ignore_ascii_case(id))
    };
    let about_it = |found: &Redirect| {
        found.is_about(order_id.as_deref(), reference.as_deref()) && !is_key(&found.order_id)
    };
    let redirect = Some(page.query)
        .filter(|_| options.from_redirect)
        .and_then(redirect::read)
        .filter(about_it);
    let mut news = None;
    if let Some(found) = redirect {
        order_id.get_or_insert(found.order_id);
        // Only together with the partner's key: the query alone never names what the partner calls an order.
        if let (Some(key), None) = (&api_key, &reference) {
            let fits = |it: &String| id(it).is_ok() && Channel::of_partner_order(key, it).is_ok();
            reference = found.partner_order_id.filter(fits);
        }
        news = found.order;
    }
    // The attribute's spelling of the id is the one that the channel has.
    if let Some(news) = &mut news {
        news.id.clone_from(&order_id);
    }
    let partner = partner(
        api_key.as_deref(),
        reference.as_deref(),
        order_id.is_none(),
        reader,
    );
    if order_id.is_none() && partner.is_none() {
        if !options.user_given && reader.errors.is_empty() {
            reader.report(
                "order-id",
                "or api-key with partner-order-id must be given: there is no order to follow",
            );
        }
        return (None, None);
    }
    (
        Some(Follow {
            order_id,
            partner,
            reference,
        }),
        news,
    )
}

fn partner(
    api_key: Option<&str>,
    reference: Option<&str>,
    needed: bool,
    reader: &mut Reader,
) -> Option<Partner> {
    match (api_key, reference) {
        (Some(api_key), Some(reference))
            if Channel::of_partner_order(api_key, reference).is_ok() =>
        {
            Some(Partner {
                api_key: api_key.to_owned(),
                partner_order_id: reference.to_owned(),
            })
        }
        (Some(_), Some(_)) => {
            reader.report(
                "partner-order-id",
                "is too long: with the api-key and a _ it may have 164 characters",
            );
            None
        }
        (Some(_), None) if needed && reader.errors.is_empty() => {
            reader.report("api-key", "needs partner-order-id beside it");
            None
        }
        (None, Some(_)) if needed && reader.errors.is_empty() => {
            reader.report("partner-order-id", "needs api-key beside it");
            None
        }
        (Some(_) | None, None) | (None, Some(_)) => None,
    }
}

/// An id or a key as a part of a channel's name.
fn id(text: &str) -> Result<String, &'static str> {
    if is_jwt(text) {
        return Err(
            "looks like a token (a JWT), which is a secret and must not be in a page; give the plain id or the public key",
        );
    }
    if matches!(text, "undefined" | "null" | "NaN")
        || !text.bytes().any(|b| b.is_ascii_alphanumeric())
    {
        return Err("holds no value");
    }
    match Channel::of_order(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(
            "must be at most 164 of A-Z, a-z, 0-9, _ - = @ , . ; and not begin with private-, presence- or cache-",
        ),
    }
}

/// Whether it looks like a JSON Web Token: three parts of base64url, the first a JSON object.
fn is_jwt(text: &str) -> bool {
    let base64 = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'='))
    };
    text.starts_with("eyJ") && text.split('.').count() >= 3 && text.split('.').all(base64)
}
