//! Which order is followed, and on which channels.
//!
//! Invariant: every id in a [`Follow`] makes a channel that a Pusher server accepts, and an API key never names a channel alone
//! (that is the stream of all the partner's orders).

use super::error::{Reader, given};
use super::query::says_nothing;
use super::redirect;
use super::{Options, Page};
use crate::feed::stream::Channel;
use crate::link::cut::count;
use crate::order::Order;
use crate::subject::Subject;

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
    /// Which order or purchase this is about.
    pub fn subject(&self) -> Subject {
        match (&self.order_id, &self.partner) {
            (Some(id), _) => Subject::Order(id.clone()),
            (None, Some(it)) => {
                Subject::Reference([&*it.api_key, "_", &it.partner_order_id].concat())
            }
            (None, None) => Subject::Reference(self.reference.clone().unwrap_or_default()),
        }
    }

    /// The channels on which the order is heard: one or two.
    pub fn channels(&self) -> Vec<Channel> {
        let mut channels = Vec::new();
        if let Some(id) = &self.order_id {
            channels.extend(Channel::of_order(id));
        }
        if let Some(it) = &self.partner {
            channels.extend(Channel::of_partner_order(&it.api_key, &it.partner_order_id));
        }
        channels
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
    let mut order_id = id("order-id", &options.order_id, reader);
    let api_key = id("api-key", &options.api_key, reader);
    if order_id.is_some() && order_id == api_key {
        reader.report(
            "order-id",
            "is the api-key, which would name the stream of all orders",
        );
        order_id = None;
    }
    let mut reference = id("partner-order-id", &options.partner_order_id, reader);
    let mut found = None;
    if options.from_redirect {
        found = redirect::read(page.query);
    }
    let mut news = None;
    // A key is a UUID too: a forged link must not make the tracker listen to all the partner's orders.
    if let Some(found) = &mut found
        && found.is_about(order_id, reference)
        && !api_key.is_some_and(|key| key.eq_ignore_ascii_case(&found.order_id))
    {
        news = found.order.take();
        let id = *order_id.get_or_insert(&found.order_id);
        // The attribute's spelling of the id is the one that the channel has.
        if let Some(news) = &mut news {
            news.id = Some(id.to_owned());
        }
        // Only together with the partner's key: the query alone never names what the partner calls an order.
        if reference.is_none()
            && let (Some(key), Some(it)) = (api_key, found.partner_order_id.as_deref())
            && is_id(it)
            && Channel::of_partner_order(key, it).is_ok()
        {
            reference = Some(it);
        }
    }
    let partner = partner(api_key, reference, order_id.is_none(), reader);
    if order_id.is_none() && partner.is_none() {
        if !options.user_given && reader.errors.is_empty() {
            reader.report(
                "order-id",
                "or api-key with partner-order-id must be given: there is no order to follow",
            );
        }
        return (None, None);
    }
    let follow = Follow {
        order_id: order_id.map(str::to_owned),
        partner,
        reference: reference.map(str::to_owned),
    };
    (Some(follow), news)
}

fn partner(
    api_key: Option<&str>,
    reference: Option<&str>,
    needed: bool,
    reader: &mut Reader,
) -> Option<Partner> {
    let (attribute, problem) = match (api_key, reference) {
        (Some(api_key), Some(reference)) => {
            if Channel::of_partner_order(api_key, reference).is_ok() {
                return Some(Partner {
                    api_key: api_key.to_owned(),
                    partner_order_id: reference.to_owned(),
                });
            }
            let problem = "is too long: with the api-key and a _ it may have 164 characters";
            reader.report("partner-order-id", problem);
            return None;
        }
        (Some(_), None) => ("api-key", "needs partner-order-id beside it"),
        (None, Some(_)) => ("partner-order-id", "needs api-key beside it"),
        (None, None) => return None,
    };
    if needed && reader.errors.is_empty() {
        reader.report(attribute, problem);
    }
    None
}

/// An id or a key as a part of a channel's name.
#[inline(never)]
#[expect(clippy::ref_option, reason = "see `given`")]
fn id<'a>(
    attribute: &'static str,
    value: &'a Option<String>,
    reader: &mut Reader,
) -> Option<&'a str> {
    let id = given(value)?;
    if is_id(id) {
        return Some(id);
    }
    reader.report(attribute, problem(id));
    None
}

/// Whether it may be an id or a key.
fn is_id(text: &str) -> bool {
    !is_jwt(text) && !is_nothing(text) && Channel::of_order(text).is_ok()
}

/// What is wrong with one.
#[inline(never)]
fn problem(text: &str) -> &'static str {
    if is_jwt(text) {
        "looks like a token (a JWT), which is a secret and must not be in a page; give the plain id or the public key"
    } else if is_nothing(text) {
        "holds no value"
    } else {
        "must be at most 164 of A-Z, a-z, 0-9, _ - = @ , . ; and not begin with private-, presence- or cache-"
    }
}

fn is_nothing(text: &str) -> bool {
    says_nothing(text) || !text.bytes().any(|b| b.is_ascii_alphanumeric())
}

/// Whether it looks like a JSON Web Token: three parts, the first a JSON object in base64. Also one with a character too many, such
/// as the comma behind it: it is as secret.
fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && count(text, b'.') >= 2
}
