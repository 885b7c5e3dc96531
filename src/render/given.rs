//! What the element finds in the HTML: its attributes, and the properties that have none, as JSON.
//!
//! Invariant: of an order, what the decoder kept, and nothing else; read again, it is the same order.

use super::Request;
use crate::config::Options;
use crate::order::{Amount, Order, Side, Time};
use crate::prompt::User;

/// The attributes that were given.
pub(super) fn attributes(options: &Options) -> Vec<(&'static str, &str)> {
    let mut attributes = Vec::new();
    for (name, value) in [
        ("order-id", &options.order_id),
        ("api-key", &options.api_key),
        ("partner-order-id", &options.partner_order_id),
        ("side", &options.side),
        ("status", &options.status),
        ("status-url", &options.status_url),
        ("stream-url", &options.stream_url),
        ("events-url", &options.events_url),
        ("environment", &options.environment),
        ("locale", &options.locale),
        ("theme", &options.theme),
        ("layout", &options.layout),
        ("resume-url", &options.resume_url),
        ("retry-url", &options.retry_url),
        ("support-url", &options.support_url),
    ] {
        if let Some(value) = value {
            attributes.push((name, value.as_str()));
        }
    }
    if options.from_redirect {
        attributes.push(("from-redirect", ""));
    }
    attributes
}

/// The properties, by their names.
pub(super) fn json(request: &Request, options: &Options) -> String {
    let mut all = Object::new();
    if let Some(mut it) = request.order.clone() {
        // It never passes for another, also where the page names another one later.
        it.id = it.id.or_else(|| options.order_id.clone());
        all.raw("order", &order(&it));
    }
    if let Some(it) = &request.user {
        all.raw("user", &user(it));
    }
    if !request.active_orders.is_empty() {
        all.raw(
            "activeOrders",
            &list(request.active_orders.iter().map(order)),
        );
    }
    let explorer_hosts = &options.explorer_hosts;
    if !explorer_hosts.is_empty() {
        all.raw(
            "explorerHosts",
            &list(explorer_hosts.iter().map(|it| quoted(it))),
        );
    }
    if !request.messages.is_empty() {
        let mut messages = Object::new();
        for (name, text) in &request.messages {
            messages.text(name, Some(text));
        }
        all.raw("messages", &messages.end());
    }
    all.end()
}

fn user(it: &User) -> String {
    let mut user = Object::new();
    user.text("status", it.status.as_deref());
    user.text("kycStatus", it.kyc_status.as_deref());
    if let Some(allowed) = it.is_allowed_to_place_order {
        user.raw(
            "isAllowedToPlaceOrder",
            if allowed { "true" } else { "false" },
        );
    }
    user.end()
}

fn order(it: &Order) -> String {
    let mut order = Object::new();
    order.text("id", it.id.as_deref());
    order.text("status", Some(it.status.code()));
    let side = it.side.map(|side| match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    });
    order.text("isBuyOrSell", side);
    order.amount("fiatAmount", it.fiat_amount.as_ref());
    order.text("fiatCurrency", it.fiat_currency.as_deref());
    order.amount("cryptoAmount", it.crypto_amount.as_ref());
    order.text("cryptoCurrency", it.crypto_currency.as_deref());
    order.text("network", it.network.as_deref());
    order.text("paymentOptionId", it.payment_method.as_deref());
    order.time("createdAt", it.created_at);
    order.time("updatedAt", it.updated_at);
    order.time("completedAt", it.completed_at);
    order.time("autoExpiresAt", it.expires_at);
    order.text("transactionHash", it.transaction_hash.as_deref());
    order.text("transactionLink", it.transaction_link.as_deref());
    order.text("statusReason", it.status_reason.as_deref());
    order.amount("totalFeeInFiat", it.fee.as_ref());
    if it.deposit_address.is_some() {
        let mut data = Object::new();
        data.text("paymentAddress", it.deposit_address.as_deref());
        order.raw("cryptoPaymentData", &data.end());
    }
    order.end()
}

/// A JSON object that is being written.
struct Object(String);

impl Object {
    const fn new() -> Self {
        Self(String::new())
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.raw(name, &quoted(text));
        }
    }

    fn time(&mut self, name: &str, time: Option<Time>) {
        self.text(name, time.map(Time::to_iso).as_deref());
    }

    fn amount(&mut self, name: &str, amount: Option<&Amount>) {
        match amount {
            // Never with an exponent, and as short as it can be read back.
            Some(Amount::Number(number)) => self.raw(name, &number.to_string()),
            Some(Amount::Text(text)) => self.text(name, Some(text)),
            None => {}
        }
    }

    fn end(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    ["[", &items.join(","), "]"].concat()
}

fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\0'..='\u{1f}' => {
                quoted.push_str("\\u00");
                for half in [u32::from(letter) >> 4, u32::from(letter) & 15] {
                    quoted.extend(char::from_digit(half, 16));
                }
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
