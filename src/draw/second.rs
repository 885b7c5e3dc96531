//! What the second part of the npm package does for a tracker that is drawn. The first part knows it by the seam only.

pub(crate) use super::notice::tell_end;

use super::local::Local;
use super::{notice, press};
use crate::prompt::Copied;
use crate::view::report;
use crate::web::lang::{self, Changed};
use crate::web::{clipboard, clock, contrast, reach, sheet, task};
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::ShadowRoot;
use std::rc::Rc;

/// From now on the tracker shows what is good to have, too.
pub(crate) fn appear(local: &Rc<Local>) {
    sheet::adopt_second(&local.place);
    local.notice.set(notice::first());
    follow_language(local);
    local.redraw();
    check_contrast(local);
}

/// The page's element hears of its own attributes only.
fn follow_language(local: &Rc<Local>) {
    let weak = Rc::downgrade(local);
    let changed: Changed = Rc::new(move || {
        let root = weak.upgrade().map(|local| local.place.get_root_node());
        if let Some(Ok(root)) = root.map(JsCast::dyn_into::<ShadowRoot>) {
            let arguments = ["lang", "", "changed"].map(JsValue::from);
            let [name, before, after] = &arguments;
            reach::call_from(
                &root.host(),
                "attributeChangedCallback",
                &[name, before, after],
            );
        }
    });
    lang::listen(&changed);
    *local.language.borrow_mut() = Some(changed);
}

/// After the drawing that is due.
pub(crate) fn check_contrast(local: &Rc<Local>) {
    let weak = Rc::downgrade(local);
    task::soon(Box::new(move || {
        let tracker = weak
            .upgrade()
            .and_then(|local| local.find("[part=tracker]"));
        if let Some(tracker) = tracker {
            contrast::check(&tracker);
        }
    }));
}

/// The press on a tool.
pub(crate) fn use_tool(local: &Rc<Local>, name: &str) {
    match name {
        "notify" => notice::turn(local),
        "report" => report(local),
        _ => {}
    }
}

/// Copies what support asks for; where that is refused, it is shown, and selected.
fn report(local: &Rc<Local>) {
    let text = {
        let shown = local.shown.borrow();
        report::report(&shown.0, &shown.1, clock::wall())
    };
    let weak = Rc::downgrade(local);
    let shown = text.clone();
    let done = move |worked: bool| {
        let Some(local) = weak.upgrade() else { return };
        *local.report.borrow_mut() = if worked { String::new() } else { shown };
        press::copied(&local, Copied::Report, worked);
        if !worked {
            super::draw(&local);
            if let Some(text) = local.find("[part=report]") {
                clipboard::select(&text);
            }
        }
    };
    clipboard::copy(&text, None, Box::new(done));
}
