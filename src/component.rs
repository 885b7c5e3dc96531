//! `OrderTracker`: the tracker as a Leptos component, in an open shadow root of its own.

use crate::config::Options;
use crate::feed::event::{ErrorCode, Event, StatusChange};
use crate::order::{Order, Time};
use crate::prompt::{User, UserSignal};
use crate::session::{Given, Listener, Session};
use crate::state::Freshness;
use crate::text::{Overrides, Words};
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;
use web_sys::{ShadowRoot, ShadowRootInit, ShadowRootMode};

/// What `on_order_prompt` is called with: the prompt's name, and the names of its actions.
pub type PromptDetail = (&'static str, Vec<&'static str>);
/// What `on_order_error` is called with.
pub type ErrorDetail = (ErrorCode, String, bool);

/// Follows one order, as `<transak-order-tracker>` does: the attributes and properties are props, the events are callbacks.
///
/// `on_order_action` gets the action's name and where it leads, and returns whether the tracker may follow. News that the page has
/// goes into `push`: each new value is taken as `push()` takes it. `fetch_order` is a JavaScript function, as for the element.
#[component]
#[allow(
    clippy::too_many_arguments,
    clippy::needless_pass_by_value,
    missing_docs
)] // one per attribute; the table is in the README
pub fn OrderTracker(
    /// Transak's order id.
    #[prop(optional, into)]
    order_id: MaybeProp<String>,
    /// Your API key; with `partner_order_id`.
    #[prop(optional, into)]
    api_key: MaybeProp<String>,
    /// Your own reference of the order.
    #[prop(optional, into)]
    partner_order_id: MaybeProp<String>,
    /// `buy` or `sell`: the wording before the first data.
    #[prop(optional, into)]
    side: MaybeProp<String>,
    /// The last status that the page knows: one of Transak's codes, shown as not confirmed.
    #[prop(optional, into)]
    status: MaybeProp<String>,
    /// Your own endpoint; `{orderId}` and `{partnerOrderId}` are filled in.
    #[prop(optional, into)]
    status_url: MaybeProp<String>,
    /// `wss://host[:port]/app/{key}`, or `none`.
    #[prop(optional, into)]
    stream_url: MaybeProp<String>,
    /// Your own events, in place of the stream; `{orderId}` and `{partnerOrderId}` are filled in.
    #[prop(optional, into)]
    events_url: MaybeProp<String>,
    /// `production` or `staging`.
    #[prop(optional, into)]
    environment: MaybeProp<String>,
    /// Whether to read the page's own query, as Transak's `redirectURL` fills it.
    #[prop(optional, into)]
    from_redirect: MaybeProp<bool>,
    /// A BCP 47 tag.
    #[prop(optional, into)]
    locale: MaybeProp<String>,
    /// `auto`, `light` or `dark`.
    #[prop(optional, into)]
    theme: MaybeProp<String>,
    /// `full`, `compact` or `line`.
    #[prop(optional, into)]
    layout: MaybeProp<String>,
    /// Where "complete your order" goes.
    #[prop(optional, into)]
    resume_url: MaybeProp<String>,
    /// Where "try another card" and "start again" go.
    #[prop(optional, into)]
    retry_url: MaybeProp<String>,
    /// Where help is.
    #[prop(optional, into)]
    support_url: MaybeProp<String>,
    /// Block explorers to trust besides the built-in ones.
    #[prop(optional, into)]
    explorer_hosts: MaybeProp<Vec<String>>,
    /// What the page knows already; not confirmed.
    #[prop(optional, into)]
    order: MaybeProp<Order>,
    /// User signals, from your backend.
    #[prop(optional, into)]
    user: MaybeProp<User>,
    /// The user's orders that are not final.
    #[prop(optional, into)]
    active_orders: MaybeProp<Vec<Order>>,
    /// Texts in place of the built-in ones: message key and text.
    #[prop(optional, into)]
    messages: MaybeProp<Overrides>,
    /// The words of a language, by [`Words::read`] from a file of the npm package (`words.de.txt`); English is built in.
    #[prop(optional, into)]
    words: MaybeProp<Words>,
    /// The address of the icon that the tab gets when the person has asked to be told of the end (`badge.svg` of the npm package); none if not given.
    #[prop(optional, into)]
    badge: MaybeProp<String>,
    /// Asked instead of `status_url`: `(orderId, { signal }) => Promise<object>`.
    #[prop(optional)]
    fetch_order: Option<js_sys::Function>,
    /// News that the page has; each new value is taken in.
    #[prop(optional, into)]
    push: MaybeProp<Order>,
    /// The shown status changed, or it became confirmed.
    #[prop(optional, into)]
    on_order_status: Option<Callback<StatusChange>>,
    /// A final status is confirmed.
    #[prop(optional, into)]
    on_order_final: Option<Callback<StatusChange>>,
    /// The prompt changed.
    #[prop(optional, into)]
    on_order_prompt: Option<Callback<PromptDetail>>,
    /// The person pressed an action: its name, and where it leads. Returns whether the tracker may follow.
    #[prop(optional, into)]
    on_order_action: Option<Callback<(String, Option<String>), bool>>,
    /// How fresh the knowledge is, and when something was last confirmed.
    #[prop(optional, into)]
    on_order_freshness: Option<Callback<(Freshness, Option<Time>)>>,
    /// A user signal was seen.
    #[prop(optional, into)]
    on_user_signal: Option<Callback<UserSignal>>,
    /// Something is wrong: code, sentence, and whether the tracker goes on trying.
    #[prop(optional, into)]
    on_order_error: Option<Callback<ErrorDetail>>,
) -> impl IntoView {
    let listener: Rc<dyn Listener> = Rc::new(Callbacks {
        status: on_order_status,
        ended: on_order_final,
        prompt: on_order_prompt,
        action: on_order_action,
        freshness: on_order_freshness,
        signal: on_user_signal,
        error: on_order_error,
    });
    let given = move || Given {
        options: Options {
            order_id: order_id.get(),
            api_key: api_key.get(),
            partner_order_id: partner_order_id.get(),
            side: side.get(),
            status: status.get(),
            status_url: status_url.get(),
            stream_url: stream_url.get(),
            events_url: events_url.get(),
            environment: environment.get(),
            locale: locale.get(),
            theme: theme.get(),
            layout: layout.get(),
            resume_url: resume_url.get(),
            retry_url: retry_url.get(),
            support_url: support_url.get(),
            from_redirect: from_redirect.get().unwrap_or(false),
            fetch_order: fetch_order.is_some(),
            user_given: user.get().is_some() || active_orders.get().is_some(),
            explorer_hosts: explorer_hosts.get().unwrap_or_default(),
        },
        order: order.get().map(Arc::new),
        user: user.get(),
        active_orders: active_orders.get().unwrap_or_default(),
        messages: messages.get().unwrap_or_default(),
        words: words.get().unwrap_or_default(),
        badge: badge.get().unwrap_or_default(),
        fetch_order: fetch_order.clone(),
    };
    run(given, move || push.get(), listener)
}

/// The host element, and the session that lives as long as it does.
fn run(
    given: impl Fn() -> Given + 'static,
    push: impl Fn() -> Option<Order> + 'static,
    listener: Rc<dyn Listener>,
) -> impl IntoView {
    let host: NodeRef<leptos::html::Div> = NodeRef::new();
    let session: StoredValue<Option<Rc<Session>>, LocalStorage> = StoredValue::new_local(None);
    let running = move || session.try_get_value().flatten();
    Effect::new(move || {
        let Some(host) = host.get() else { return };
        let given = given();
        if let Some(session) = running() {
            session.update(given);
        } else if let Some(root) = shadow_root(&host) {
            let start = || Session::start(&root, given, None, listener.clone());
            session.set_value(Some(untrack(start)));
        }
    });
    Effect::new(move || {
        let (news, Some(_)) = (push(), host.get()) else {
            return;
        };
        if let (Some(order), Some(session)) = (news, running()) {
            session.push(Some(order));
        }
    });
    on_cleanup(move || {
        if let Some(session) = session.try_update_value(Option::take).flatten() {
            session.stop();
        }
    });
    leptos::html::div()
        .attr("data-order-tracker", "")
        .node_ref(host)
}

fn shadow_root(host: &web_sys::Element) -> Option<ShadowRoot> {
    host.shadow_root().or_else(|| {
        host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .ok()
    })
}

struct Callbacks {
    status: Option<Callback<StatusChange>>,
    ended: Option<Callback<StatusChange>>,
    prompt: Option<Callback<PromptDetail>>,
    action: Option<Callback<(String, Option<String>), bool>>,
    freshness: Option<Callback<(Freshness, Option<Time>)>>,
    signal: Option<Callback<UserSignal>>,
    error: Option<Callback<ErrorDetail>>,
}

/// A callback may be gone already when its component is.
fn call<T: 'static>(callback: Option<Callback<T>>, value: T) {
    if let Some(callback) = callback {
        let _ = callback.try_run(value);
    }
}

impl Listener for Callbacks {
    fn event(&self, event: &Event) {
        match event.clone() {
            Event::Status(change) => call(self.status, change),
            Event::Final(change) => call(self.ended, change),
            Event::Prompt { prompt, actions } => call(self.prompt, (prompt, actions)),
            Event::Freshness {
                freshness,
                last_confirmed_at,
            } => call(self.freshness, (freshness, last_confirmed_at)),
            Event::User(signal) => call(self.signal, signal),
            Event::Error {
                code,
                message,
                retrying,
            } => call(self.error, (code, message, retrying)),
        }
    }

    fn action(&self, name: &str, href: Option<&str>) -> bool {
        let asked = self
            .action
            .and_then(|callback| callback.try_run((name.to_owned(), href.map(str::to_owned))));
        asked.unwrap_or(true)
    }

    fn states(&self, _: [bool; 3]) {
        // Only a custom element has `:state(…)`; the hooks in the shadow root say the same.
    }
}
