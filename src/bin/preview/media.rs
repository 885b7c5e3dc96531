//! What the browser says of its window: media queries.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type Query;

    #[wasm_bindgen(js_name = matchMedia)]
    fn match_media(query: &str) -> Query;

    #[wasm_bindgen(method, getter)]
    fn matches(this: &Query) -> bool;
}

/// Whether there is room for the panels beside the shop.
pub(crate) fn is_wide() -> bool {
    match_media("(width >= 860px)").matches()
}

/// Whether the system is dark.
pub(crate) fn is_dark() -> bool {
    match_media("(prefers-color-scheme: dark)").matches()
}
