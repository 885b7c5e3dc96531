//! What the page reads of the sandbox's answers. They hold more than that.

use crate::backend::Faults;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// An answer as what it should be.
pub(super) fn read<T: DeserializeOwned>(answer: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(answer)
        .map_err(|error| format!("The sandbox's answer is another one: {error}"))
}

/// Of the sandbox itself.
#[derive(Deserialize)]
pub(super) struct Info {
    #[serde(rename = "scenarios")]
    _scenarios: Vec<serde::de::IgnoredAny>,
}

/// Of an order.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Steps {
    pub(super) steps_done: usize,
    pub(super) steps_left: usize,
}

/// Of what goes wrong on purpose.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Plan {
    stream: Option<Stream>,
    webhooks: Option<Webhooks>,
    orders: Option<Orders>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stream {
    silent: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Webhooks {
    lost: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Orders {
    status: Option<u16>,
}

impl Plan {
    /// The same, as the page names it; with a relay, webhooks are what is silent.
    pub(super) fn faults(&self, by_relay: bool) -> Faults {
        let stream = self.stream.as_ref().is_some_and(|stream| stream.silent);
        let webhooks = self.webhooks.as_ref().is_some_and(|fault| fault.lost);
        let status = self.orders.as_ref().and_then(|orders| orders.status);
        Faults {
            silent: if by_relay { webhooks } else { stream },
            failing: status.is_some(),
        }
    }
}
