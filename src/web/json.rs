//! The browser's JSON engine: `JSON.parse` and `Reflect`.
//!
//! Invariant: an object loses its prototype before it is read, so a polluted `Object.prototype` gives no order a status.

use crate::json::Json;
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The most text that is taken, in UTF-16 units (64 KiB): WebAssembly memory never shrinks.
pub const MAX_LENGTH: u32 = 65_536;

/// `JSON.parse` behind the [`Json`] trait.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserJson;

impl Json for BrowserJson {
    type Value = JsValue;

    fn parse(&self, text: &str) -> Option<JsValue> {
        JSON::parse(text).ok()
    }

    fn get(&self, value: &JsValue, key: &str) -> Option<JsValue> {
        own(value)?;
        Reflect::get(value, &JsValue::from_str(key))
            .ok()
            .filter(|found| !found.is_undefined())
    }

    fn text(&self, value: &JsValue) -> Option<String> {
        value.as_string()
    }

    fn is_object(&self, value: &JsValue) -> bool {
        value.is_object() && !Array::is_array(value)
    }

    fn items(&self, value: &JsValue) -> Option<Vec<JsValue>> {
        let array: &Array = value.dyn_ref()?;
        let mut items = Vec::new();
        for index in 0..array.length() {
            items.push(array.get(index));
        }
        Some(items)
    }

    fn number(&self, value: &JsValue) -> Option<f64> {
        value.as_f64()
    }

    fn flag(&self, value: &JsValue) -> Option<bool> {
        value.as_bool()
    }
}

/// Takes the prototype from an object of our own (it came from `JSON.parse`); `None` for what is no object.
fn own(value: &JsValue) -> Option<()> {
    // `instanceof Object` would fail on the second call: the prototype is gone then.
    let object: &Object = Some(value)
        .filter(|value| BrowserJson.is_object(value))?
        .unchecked_ref();
    Reflect::set_prototype_of(object, &JsValue::NULL)
        .ok()
        .filter(|done| *done)
        .map(|_| ())
}

/// A copy of a value that the page gave: plain data, without getters and prototypes, and of at most 64 KiB.
///
/// # Errors
/// A sentence for the developer: what the value is called, and what is wrong with it.
pub fn copy(value: &JsValue, name: &str) -> Result<JsValue, String> {
    plain(value).map_err(|problem| [name, problem].concat())
}

fn plain(value: &JsValue) -> Result<JsValue, &'static str> {
    const NO_JSON: &str = " can't be written as JSON.";
    let text = JSON::stringify(value).map_err(|_| NO_JSON)?;
    // `JSON.stringify` gives `undefined` for functions and symbols.
    if !text.is_string() {
        return Err(" is not plain data.");
    }
    if text.length() > MAX_LENGTH {
        return Err(" is larger than 64 KiB.");
    }
    JSON::parse(&String::from(text)).map_err(|_| NO_JSON)
}
