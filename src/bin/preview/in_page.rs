//! Transak inside the page: the stream behind a stand-in for `WebSocket`, the status source behind `fetchOrder`.
//!
//! The tracker's own code runs unchanged: it opens a `WebSocket` to [`STREAM_URL`] and speaks the Pusher protocol over it. Sockets
//! to any other address are the browser's.
//!
//! Invariant: nothing of JavaScript's is called while the state is borrowed; it may call back at once.

mod player;
mod pusher;
mod socket;

use crate::backend::Faults;
use crate::desk::Run;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use player::Playing;
use std::cell::RefCell;
use transak_sandbox::scenario::{Identity, Spelling};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

/// The one address that never leaves the page; `.invalid` is a name that nobody can have.
pub(crate) const STREAM_URL: &str = "wss://in-page.invalid/app/preview";
/// How long an answer of the status source takes, in milliseconds.
const ANSWER: u32 = 120;

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

#[derive(Default)]
struct State {
    playing: Option<Playing>,
    faults: Faults,
}

/// Puts the stand-in in the place of the browser's `WebSocket`.
pub(crate) fn install() {
    pusher::serve(STREAM_URL);
}

pub(crate) fn set_faults(faults: Faults) {
    STATE.with_borrow_mut(|state| state.faults = faults);
}

fn faults() -> Faults {
    STATE.with_borrow(|state| state.faults)
}

/// Places an order in place of the one before, and lets it play.
pub(crate) fn place(run: &Run) {
    STATE.with_borrow_mut(|state| state.playing = Some(Playing::new(run)));
    player::publish();
    player::play(run.number);
}

/// The next step of the order, now; what follows keeps its pace. `false` when there is none.
pub(crate) fn step(order_id: &str) -> bool {
    let plan = STATE.with_borrow_mut(|state| {
        let playing = state.playing.as_mut().filter(|it| it.is(order_id))?;
        playing.step().then_some(playing.run)
    });
    let Some(run) = plan else { return false };
    player::publish();
    player::play(run);
    true
}

/// How many steps the order has taken.
pub(crate) fn taken(order_id: &str) -> Option<usize> {
    STATE.with_borrow(|state| {
        let playing = state.playing.as_ref().filter(|it| it.is(order_id))?;
        Some(playing.taken())
    })
}

/// Cuts all sockets, as when a network is gone.
pub(crate) fn cut() {
    pusher::cut();
}

/// A status source for this order: `(orderId, { signal }) => Promise<object>`.
pub(crate) fn fetch_order(identity: &Identity) -> Function {
    let order_id = identity.order_id.clone();
    let ask = move |_: JsValue, _: JsValue| -> Promise {
        let order_id = order_id.clone();
        future_to_promise(async move {
            TimeoutFuture::new(ANSWER).await;
            answer(&order_id)
        })
    };
    Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(ask)
        .into_js_value()
        .unchecked_into()
}

fn answer(order_id: &str) -> Result<JsValue, JsValue> {
    let told = STATE.with_borrow(|state| {
        let playing = state.playing.as_ref().filter(|it| it.is(order_id));
        match playing {
            _ if state.faults.failing => Err(500),
            Some(playing) => Ok(playing.record.spell(Spelling::Partner).to_string()),
            // As Transak says that it has no such order.
            None => Err(400),
        }
    });
    match told {
        Ok(text) => JSON::parse(&text),
        Err(status) => {
            let error = Object::new();
            let _ = Reflect::set(&error, &"status".into(), &status.into());
            Err(error.into())
        }
    }
}
