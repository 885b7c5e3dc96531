//! What the loader of the npm package calls: `mount` → a handle. The custom element's class is in `pkg/src`.
//!
//! Invariant: exported methods take `&self`, and nothing that the page gives makes them throw.

mod detail;

use crate::feed::Memory;
use crate::feed::event::Event;
use crate::given;
use crate::order::decode;
use crate::seam;
use crate::session::{Listener, Session};
use crate::trap;
use crate::web::json::{BrowserJson, copy};
use crate::web::tabs::{self, Tabs};
use js_sys::{Object, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::ShadowRoot;

/// Half the code of the standard library's, and its blocks don't scatter either. A Leptos application keeps its own.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen]
extern "C" {
    /// What the loader does for us.
    pub type Hooks;

    /// Dispatches an event on the host; `false` when its default was prevented.
    #[wasm_bindgen(method)]
    fn emit(this: &Hooks, name: &str, detail: &Object, cancelable: bool) -> bool;

    /// Sets the states for `:state(…)`.
    #[wasm_bindgen(method)]
    fn states(this: &Hooks, done: bool, attention: bool, stale: bool);
}

struct Page(Hooks);

impl Listener for Page {
    fn event(&self, event: &Event) {
        let (name, detail) = detail::event(event);
        self.0.emit(name, &detail, false);
    }

    fn action(&self, name: &str, href: Option<&str>) -> bool {
        self.0
            .emit("order-action", &detail::action(name, href), true)
    }

    fn states(&self, [done, attention, stale]: [bool; 3]) {
        self.0.states(done, attention, stale);
    }
}

thread_local! {
    /// What was known when an element left its page, for when it comes back; by the element's number, oldest first.
    static SHELF: RefCell<Vec<(u32, Memory)>> = const { RefCell::new(Vec::new()) };
}

/// How many elements are remembered: a page that puts trackers away for good must not fill the memory.
const REMEMBERED: usize = 16;

/// A tracker at work.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Handle(Rc<Session>, u32);

/// Shows a tracker in `root`, beside what is there, and starts to follow.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript gives is given for good"
)]
pub fn mount(root: ShadowRoot, tabs: Tabs, options: JsValue, hooks: Hooks, element: u32) -> Handle {
    #[cfg(feature = "traps")]
    crate::trap::ask(crate::web::trap::wished);
    tabs::share(tabs);
    let (given, problems) = given::read(&options);
    let page = Rc::new(Page(hooks));
    let session = Session::start(&root, given, taken(element), page.clone());
    tell(&session, problems);
    Handle(session, element)
}

/// The second part is there: from now on, trackers show what is good to have, too. All that only this reaches is the second part.
#[wasm_bindgen]
pub fn fill_seam() {
    seam::fill();
}

fn tell(session: &Session, problems: Vec<String>) {
    for problem in problems {
        session.error(&problem);
    }
}

#[wasm_bindgen]
impl Handle {
    /// Takes all the options anew.
    #[expect(clippy::needless_pass_by_value, reason = "as above")]
    pub fn update(&self, options: JsValue) {
        let (given, problems) = given::read(&options);
        self.0.update(given);
        tell(&self.0, problems);
    }

    /// Asks now.
    pub fn refresh(&self) -> Promise {
        self.0.refresh()
    }

    /// News that the page has.
    #[expect(clippy::needless_pass_by_value, reason = "as above")]
    pub fn push(&self, event: JsValue) {
        trap::here("push");
        match copy(&event, "What push() was given") {
            Ok(value) => self.0.push(decode::order(&BrowserJson, &value)),
            Err(problem) => self.0.error(&problem),
        }
    }

    /// What is shown, as a new plain object.
    pub fn state(&self) -> Object {
        detail::state(&self.0.state())
    }

    /// Ends; what is known is for the next `mount` of the same element.
    pub fn unmount(&self) {
        if let Some(memory) = self.0.stop() {
            SHELF.with_borrow_mut(|shelf| {
                if shelf.len() == REMEMBERED {
                    shelf.remove(0);
                }
                shelf.push((self.1, memory));
            });
        }
    }
}

/// What is remembered of an element.
fn taken(element: u32) -> Option<Memory> {
    SHELF.with_borrow_mut(|shelf| {
        let index = shelf.iter().position(|(whose, _)| *whose == element)?;
        Some(shelf.remove(index).1)
    })
}
