//! The options that the loader passes → [`Given`]. A wrong one is reported and left out.

use crate::config::Options;
use crate::json::Json;
use crate::order::{Order, decode};
use crate::prompt::User;
use crate::session::Given;
use crate::text::{Overrides, Words};
use crate::web::json::{BrowserJson, copy};
use js_sys::{Array, Function, Object, Reflect};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

/// The options, and sentences about what was wrong with them.
struct Reader<'a> {
    options: &'a JsValue,
    problems: Vec<String>,
}

/// Reads all the options; sentences about what was wrong come beside.
pub(crate) fn read(options: &JsValue) -> (Given, Vec<String>) {
    let mut reader = Reader {
        options,
        problems: Vec::new(),
    };
    let order = reader.order();
    let user = reader.data("user").as_ref().map(read_user);
    let active_orders = reader.active_orders();
    let fetch_order = reader.fetch_order();
    let messages = reader.data("messages");
    // The loader's, with its language.
    let words = reader
        .text("words")
        .map(|file| Words::read(reader.text("language").unwrap_or_default(), &file));
    let given = Given {
        options: Options {
            order_id: reader.text("orderId"),
            api_key: reader.text("apiKey"),
            partner_order_id: reader.text("partnerOrderId"),
            side: reader.text("side"),
            status: reader.text("status"),
            status_url: reader.text("statusUrl"),
            stream_url: reader.text("streamUrl"),
            events_url: reader.text("eventsUrl"),
            environment: reader.text("environment"),
            locale: reader.text("locale"),
            theme: reader.text("theme"),
            layout: reader.text("layout"),
            resume_url: reader.text("resumeUrl"),
            retry_url: reader.text("retryUrl"),
            support_url: reader.text("supportUrl"),
            from_redirect: reader.get("fromRedirect").is_truthy(),
            fetch_order: fetch_order.is_some(),
            user_given: user.is_some() || active_orders.is_some(),
            explorer_hosts: texts(&reader.get("explorerHosts")),
        },
        order,
        user,
        active_orders: active_orders.unwrap_or_default(),
        messages: texts_by_name(&messages.unwrap_or_default()),
        words: words.unwrap_or_default(),
        badge: reader.text("badge").unwrap_or_default(),
        fetch_order,
    };
    (given, reader.problems)
}

impl Reader<'_> {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(self.options, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    #[inline(never)]
    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// A property that is neither `null` nor `undefined`.
    fn given(&self, name: &str) -> Option<JsValue> {
        let value = self.get(name);
        (!value.is_null() && !value.is_undefined()).then_some(value)
    }

    /// A copy of such a property.
    fn data(&mut self, name: &str) -> Option<JsValue> {
        copy(&self.given(name)?, name)
            .map_err(|problem| self.problems.push(problem))
            .ok()
    }

    fn wrong(&mut self, problem: &str) {
        self.problems.push(problem.to_owned());
    }

    fn order(&mut self) -> Option<Arc<Order>> {
        let value = self.data("order")?;
        let order = decode::order(&BrowserJson, &value);
        if order.is_none() {
            self.wrong("order holds no order with a status.");
        }
        order.map(Arc::new)
    }

    fn active_orders(&mut self) -> Option<Vec<Order>> {
        let value = self.data("activeOrders")?;
        if !Array::is_array(&value) {
            self.wrong("activeOrders is not an array.");
        }
        Some(decode::orders(&BrowserJson, &value))
    }

    fn fetch_order(&mut self) -> Option<Function> {
        let function = self.given("fetchOrder")?.dyn_into();
        if function.is_err() {
            self.wrong("fetchOrder is not a function.");
        }
        function.ok()
    }
}

fn read_user(value: &JsValue) -> User {
    User {
        status: text(value, "status"),
        kyc_status: text(value, "kycStatus"),
        is_allowed_to_place_order: BrowserJson
            .get(value, "isAllowedToPlaceOrder")
            .and_then(|allowed| allowed.as_bool()),
    }
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    BrowserJson.get(value, name)?.as_string()
}

fn texts(value: &JsValue) -> Vec<String> {
    let mut texts = Vec::new();
    for item in BrowserJson.items(value).unwrap_or_default() {
        if let Some(text) = item.as_string() {
            texts.push(text);
        }
    }
    texts
}

fn texts_by_name(value: &JsValue) -> Overrides {
    let mut pairs = Vec::new();
    if BrowserJson.is_object(value) {
        for name in texts(&Object::keys(value.unchecked_ref::<Object>())) {
            if let Some(text) = text(value, &name) {
                pairs.push((name, text));
            }
        }
    }
    pairs
}
