//! What a drawn tracker does besides, behind the seam: the second style sheet, the page's language, telling of the end, the tools, and for developers a
//! look at the contrast.

use super::local::Local;
use super::{draw, notice, press};
use crate::view::{Look, report, tools};
use crate::web::lang::{self, Changed};
use crate::web::{clipboard, clock, contrast, reach, sheet, task};
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::ShadowRoot;
use std::rc::Rc;

/// The functions of it.
#[derive(Debug)]
pub(crate) struct Extras {
    /// Once a tracker, when it is in the page; `true` where it has been drawn without the second part before.
    pub(super) begin: fn(&Rc<Local>, bool),
    /// The page's settings have changed.
    pub(super) changed: fn(&Rc<Local>),
    /// At each drawing.
    pub(super) look_after: fn(&Look<'_>, &Local),
    /// What a tool's press has led to, in words.
    pub(super) note: for<'a> fn(&'a Look<'_>) -> Option<&'a str>,
    /// A tool is pressed.
    pub(super) use_tool: fn(&Rc<Local>, &str),
}

pub(crate) static EXTRAS: Extras = Extras {
    begin,
    changed: check_contrast,
    look_after: notice::look_after,
    note: tools::note,
    use_tool,
};

fn begin(local: &Rc<Local>, is_late: bool) {
    sheet::adopt_second(&local.place);
    local.notice.set(notice::first());
    follow_language(local, is_late);
    if is_late {
        local.redraw();
    }
    check_contrast(local);
}

/// The page's element hears of its own attributes only.
fn follow_language(local: &Rc<Local>, is_late: bool) {
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
    // It may have changed before.
    if is_late {
        changed();
    }
    *local.language.borrow_mut() = Some(changed);
}

/// After the drawing that is due.
fn check_contrast(local: &Rc<Local>) {
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

fn use_tool(local: &Rc<Local>, name: &str) {
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
        press::copied(&local, crate::prompt::Copied::Report, worked);
        if !worked {
            draw(&local);
            if let Some(text) = local.find("[part=report]") {
                clipboard::select(&text);
            }
        }
    };
    clipboard::copy(&text, None, Box::new(done));
}
