//! What `transak-order-tracker/server` calls: [`render`](crate::render::render) with JavaScript's values.

use crate::given;
use crate::render::{self, Fallback, Request, Style};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The HTML for these options; `order` is one of them.
///
/// # Errors
/// An array of sentences.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript gives is given for good"
)]
pub fn render(options: JsValue) -> Result<String, Vec<String>> {
    let (given, problems) = given::read(&options);
    if !problems.is_empty() {
        return Err(problems);
    }
    let get = |name: &str| Reflect::get(&options, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let text = |name| get(name).as_string();
    let style = match text("stylesheet") {
        Some(href) => Style::Link(href),
        None if get("inlineStyle").is_truthy() => Style::Inline(text("nonce")),
        None => Style::None,
    };
    let request = Request {
        options: given.options,
        order: given.order.as_deref().cloned(),
        user: given.user,
        active_orders: given.active_orders,
        messages: given.messages,
        words: given.words,
        origin: text("origin").unwrap_or_default(),
        query: text("query").unwrap_or_default(),
        style,
        fallback: text("fallback").map(|words| Fallback {
            text: words,
            href: text("fallbackHref"),
        }),
    };
    render::render(&request).map_err(|error| error.problems().to_vec())
}
