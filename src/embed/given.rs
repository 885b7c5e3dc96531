//! The options that the loader passes → [`Given`]. A wrong one is reported and left out.

use crate::config::Options;
use crate::json::Json;
use crate::order::{Order, decode};
use crate::prompt::User;
use crate::session::Given;
use crate::text::Overrides;
use crate::web::json::{BrowserJson, copy};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The options, and sentences about what was wrong with them.
struct Reader<'a> {
    options: &'a JsValue,
    problems: Vec<String>,
}

/// Reads all the options; sentences about what was wrong come beside.
pub(super) fn read(options: &JsValue) -> (Given, Vec<String>) {
    let mut reader = Reader {
        options,
        problems: Vec::new(),
    };
    let (order, user, active_orders) =
        (reader.order(), reader.data("user"), reader.active_orders());
    let fetch_order = reader.fetch_order();
    let messages = reader
        .data("messages")
        .map(|messages| texts_by_name(&messages))
        .unwrap_or_default();
    let text = |name| reader.get(name).as_string();
    let given = Given {
        options: Options {
            order_id: text("orderId"),
            api_key: text("apiKey"),
            partner_order_id: text("partnerOrderId"),
            side: text("side"),
            status: text("status"),
            status_url: text("statusUrl"),
            stream_url: text("streamUrl"),
            environment: text("environment"),
            locale: text("locale"),
            theme: text("theme"),
            layout: text("layout"),
            resume_url: text("resumeUrl"),
            retry_url: text("retryUrl"),
            support_url: text("supportUrl"),
            from_redirect: reader.get("fromRedirect").is_truthy(),
            fetch_order: fetch_order.is_some(),
            user_given: user.is_some() || active_orders.is_some(),
            explorer_hosts: texts(&reader.get("explorerHosts")),
        },
        order,
        user: user.as_ref().map(read_user),
        active_orders: active_orders.unwrap_or_default(),
        messages,
        fetch_order,
    };
    (given, reader.problems)
}

impl Reader<'_> {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(self.options, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// A copy of a property that is neither `null` nor `undefined`.
    fn data(&mut self, name: &str) -> Option<JsValue> {
        let value = self.get(name);
        if value.is_null() || value.is_undefined() {
            return None;
        }
        copy(&value, name)
            .map_err(|problem| self.problems.push(problem))
            .ok()
    }

    fn order(&mut self) -> Option<Order> {
        let value = self.data("order")?;
        let order = decode::order(&BrowserJson, &value);
        if order.is_none() {
            self.problems
                .push("order holds no order with a status.".to_owned());
        }
        order
    }

    fn active_orders(&mut self) -> Option<Vec<Order>> {
        let value = self.data("activeOrders")?;
        if !Array::is_array(&value) {
            self.problems
                .push("activeOrders is not an array.".to_owned());
        }
        Some(decode::orders(&BrowserJson, &value))
    }

    fn fetch_order(&mut self) -> Option<Function> {
        let value = self.get("fetchOrder");
        if value.is_null() || value.is_undefined() {
            return None;
        }
        value
            .dyn_into()
            .map_err(|_| {
                self.problems
                    .push("fetchOrder is not a function.".to_owned());
            })
            .ok()
    }
}

fn read_user(value: &JsValue) -> User {
    let json = BrowserJson;
    let text = |name| json.get(value, name).and_then(|text| json.text(&text));
    User {
        status: text("status"),
        kyc_status: text("kycStatus"),
        is_allowed_to_place_order: json
            .get(value, "isAllowedToPlaceOrder")
            .and_then(|allowed| allowed.as_bool()),
    }
}

fn texts(value: &JsValue) -> Vec<String> {
    value
        .dyn_ref::<Array>()
        .map(|items| items.iter().filter_map(|item| item.as_string()).collect())
        .unwrap_or_default()
}

fn texts_by_name(value: &JsValue) -> Overrides {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Vec::new();
    };
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    Object::entries(object).iter().filter_map(pair).collect()
}
