//! The native build's JSON engine, for tests, the simulator and servers; and its numbers, times and clock.

#[cfg(feature = "render")]
pub(crate) mod clock;
#[cfg(feature = "render")]
pub(crate) mod intl;

use crate::json::Json;
use serde_json::Value;

/// `serde_json` behind the [`Json`] trait.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeJson;

impl Json for NativeJson {
    type Value = Value;

    fn parse(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }

    fn get(&self, value: &Value, key: &str) -> Option<Value> {
        value.as_object()?.get(key).cloned()
    }

    fn text(&self, value: &Value) -> Option<String> {
        value.as_str().map(str::to_owned)
    }

    fn is_object(&self, value: &Value) -> bool {
        value.is_object()
    }

    fn items(&self, value: &Value) -> Option<Vec<Value>> {
        value.as_array().cloned()
    }

    fn number(&self, value: &Value) -> Option<f64> {
        value.as_f64()
    }

    fn flag(&self, value: &Value) -> Option<bool> {
        value.as_bool()
    }
}
