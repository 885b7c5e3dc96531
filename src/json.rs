//! The JSON engine, passed in.
//!
//! `serde_json` costs 20 KB in WebAssembly (gzip), reading by `serde-wasm-bindgen` 8 KB (its error messages print floats), and the
//! browser brings a parser of its own; so the core names only this trait.
//! The browser's engine is `web::json`, the native one [`crate::native`].
//!
//! Invariant: only own properties are read. What a page put on `Object.prototype` never reads as a field of an order.

/// Parses JSON and reads it.
pub trait Json: Clone {
    /// A parsed JSON value.
    type Value: Clone;

    /// Parses JSON text; `None` where it is no JSON, or larger or deeper than the engine takes.
    fn parse(&self, text: &str) -> Option<Self::Value>;

    /// An object's own property; `None` where there is none, and where `value` is not an object.
    fn get(&self, value: &Self::Value, key: &str) -> Option<Self::Value>;

    /// The text of a JSON string; `None` for any other type.
    fn text(&self, value: &Self::Value) -> Option<String>;

    /// Whether it is a JSON object (not an array, not `null`).
    fn is_object(&self, value: &Self::Value) -> bool;

    /// The elements of an array; `None` for any other type.
    fn items(&self, value: &Self::Value) -> Option<Vec<Self::Value>>;

    /// A JSON number; `None` for any other type.
    fn number(&self, value: &Self::Value) -> Option<f64>;

    /// A JSON boolean; `None` for any other type.
    fn flag(&self, value: &Self::Value) -> Option<bool>;

    /// The text of an object's own property; `None` for any other type.
    fn field(&self, value: &Self::Value, key: &str) -> Option<String> {
        self.text(&self.get(value, key)?)
    }
}
