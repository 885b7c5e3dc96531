//! The style sheet: one constructed sheet, shared by all trackers of a page.
//!
//! A `<style>` element or a `style` attribute would be blocked by a strict `style-src`; a constructed sheet is not.

use crate::style::CSS;
use js_sys::{Array, Reflect};
use web_sys::{CssStyleSheet, ShadowRoot};

thread_local! {
    static SHEET: Option<CssStyleSheet> = {
        let sheet = CssStyleSheet::new().ok();
        sheet.filter(|sheet| sheet.replace_sync(CSS).is_ok())
    };
}

/// Puts the sheet on a shadow root, behind those that it has. Where the browser can't, the tracker is plain but readable.
pub fn adopt(root: &ShadowRoot) {
    SHEET.with(|sheet| {
        let (Some(sheet), Ok(adopted)) = (sheet, Reflect::get(root, &"adoptedStyleSheets".into()))
        else {
            return;
        };
        let sheets = Array::from(&adopted);
        if !sheets.includes(sheet, 0) {
            sheets.push(sheet);
            let _ = Reflect::set(root, &"adoptedStyleSheets".into(), &sheets);
        }
    });
}
