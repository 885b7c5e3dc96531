//! The style sheets: two constructed ones, shared by all trackers of a page. The second is in the second part, for what that shows.
//!
//! A `<style>` element or a `style` attribute would be blocked by a strict `style-src`; a constructed sheet is not.

use crate::style::{FIRST, SECOND};
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

thread_local! {
    static SHEET: Option<CssStyleSheet> = construct(FIRST);
    static SECOND_SHEET: Option<CssStyleSheet> = construct(SECOND);
}

fn construct(text: &str) -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok();
    sheet.filter(|sheet| sheet.replace_sync(text).is_ok())
}

/// Puts the first sheet on a shadow root, behind those that it has. Where the browser can't, the tracker is plain but readable.
pub fn adopt(root: &ShadowRoot) {
    SHEET.with(|sheet| add(root, sheet.as_ref()));
}

/// Puts the second on the shadow root that an element is in; only the second part may call this.
pub fn adopt_second(inside: &Element) {
    if let Ok(root) = inside.get_root_node().dyn_into() {
        SECOND_SHEET.with(|sheet| add(&root, sheet.as_ref()));
    }
}

fn add(root: &ShadowRoot, sheet: Option<&CssStyleSheet>) {
    let (Some(sheet), Ok(adopted)) = (sheet, Reflect::get(root, &"adoptedStyleSheets".into()))
    else {
        return;
    };
    let sheets = Array::from(&adopted);
    if !sheets.includes(sheet, 0) {
        sheets.push(sheet);
        let _ = Reflect::set(root, &"adoptedStyleSheets".into(), &sheets);
    }
}
