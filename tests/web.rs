//! The browser edge, in a browser: reading JSON, asking, and the Leptos component.
#![cfg(target_family = "wasm")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use transak_order_tracker::OrderTracker;
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::json::Json;
use transak_order_tracker::order::{Order, Status, decode};
use transak_order_tracker::web::fetch::{self, Whom};
use transak_order_tracker::web::json::{BrowserJson, copy};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortController, Element, ShadowRoot};

wasm_bindgen_test_configure!(run_in_browser);

const ORDER_ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";

fn read(text: &str) -> Option<Order> {
    decode::order(&BrowserJson, &BrowserJson.parse(text)?)
}

fn js(body: &str) -> Function {
    Function::new_with_args("orderId, options", body)
}

#[wasm_bindgen_test]
fn the_browsers_json_reads_orders_as_the_native_one_does() {
    let order = read(r#"{"data":{"_id":"a","status":"PROCESSING","isBuyOrSell":"SELL","fiatAmount":45.5,"cryptoPaymentData":{"paymentAddress":"0xA"}}}"#).unwrap();
    assert_eq!(order.id.as_deref(), Some("a"));
    assert_eq!(order.status, Status::Processing);
    assert_eq!(order.deposit_address.as_deref(), Some("0xA"));
    for broken in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"x\"",
        "\u{feff}{\"status\":\"COMPLETED\"}",
        r#"{"status":["COMPLETED"]}"#,
    ] {
        assert_eq!(read(broken), None, "{broken}");
    }
    assert_eq!(read(&"[".repeat(60_000)), None);
}

#[wasm_bindgen_test]
fn a_polluted_prototype_gives_no_order_a_status() {
    let prototype = Object::get_prototype_of(&Object::new());
    for name in ["status", "data", "id"] {
        Reflect::set(&prototype, &name.into(), &"COMPLETED".into()).unwrap();
    }
    let orders = [
        read("{}"),
        read(r#"{"data":{}}"#),
        read(r#"{"status":"PROCESSING"}"#),
    ];
    for name in ["status", "data", "id"] {
        Reflect::delete_property(&prototype, &name.into()).unwrap();
    }
    assert_eq!(orders[0], None);
    assert_eq!(orders[1], None);
    assert_eq!(orders[2].as_ref().unwrap().id, None);
}

#[wasm_bindgen_test]
fn only_plain_data_of_at_most_64_kib_is_taken_from_the_page() {
    let cycle = Object::new();
    Reflect::set(&cycle, &"self".into(), &cycle).unwrap();
    let throwing = Function::new_no_args("return { get status() { throw new Error('no') } }")
        .call0(&JsValue::NULL)
        .unwrap();
    let large = JsValue::from_str(&"a".repeat(65_537));
    for value in [
        cycle.into(),
        throwing,
        large,
        Function::new_no_args("").into(),
        JsValue::UNDEFINED,
    ] {
        assert!(copy(&value, "it").unwrap_err().starts_with("it "));
    }
    let array = Array::of1(&1.into());
    assert!(copy(&array, "it").is_ok());
}

/// An address that `fetch` answers with this text and HTTP 200.
fn address(text: &str) -> String {
    let blob = Function::new_with_args("text", "return URL.createObjectURL(new Blob([text]))");
    blob.call1(&JsValue::NULL, &text.into())
        .unwrap()
        .as_string()
        .unwrap()
}

async fn answer(whom: Whom) -> Result<Order, Failure> {
    let (whom, told) = (Cell::new(Some(whom)), Rc::new(Cell::new(None)));
    let promise = Promise::new(&mut |resolve, _| {
        let told = told.clone();
        let done = move |answer| {
            told.set(Some(answer));
            resolve.call0(&JsValue::NULL).unwrap();
        };
        let abort = AbortController::new().unwrap();
        fetch::ask(whom.take().unwrap(), None, &abort, Box::new(done));
    });
    JsFuture::from(promise).await.unwrap();
    told.take()
        .unwrap()
        .map(|answer| std::sync::Arc::unwrap_or_clone(answer.order))
}

async fn ask(text: &str) -> Result<Order, Failure> {
    answer(Whom::Url(address(text), 0)).await
}

#[wasm_bindgen_test]
async fn an_answer_is_read_up_to_64_kib() {
    assert_eq!(
        ask(r#"{"status":"COMPLETED"}"#).await.unwrap().status,
        Status::Completed
    );
    let padded = |size: usize| format!(r#"{{"status":"COMPLETED","x":"{}"}}"#, "a".repeat(size));
    assert!(ask(&padded(60_000)).await.is_ok());
    assert_eq!(ask(&padded(66_000)).await, Err(Failure::NoOrder));
    assert_eq!(ask(&padded(5_000_000)).await, Err(Failure::NoOrder));
    assert_eq!(
        ask("<!doctype html><h1>Sign in</h1>").await,
        Err(Failure::NoOrder)
    );
    assert_eq!(ask("").await, Err(Failure::NoOrder));
    let nowhere = answer(Whom::Url("http://127.0.0.1:1/".to_owned(), 0)).await;
    assert_eq!(nowhere, Err(Failure::Unreachable));
}

async fn ask_page(body: &str) -> Result<Order, Failure> {
    answer(Whom::Page(js(body), Some(ORDER_ID.to_owned()))).await
}

#[wasm_bindgen_test]
async fn fetch_order_may_give_an_order_a_promise_or_a_response() {
    let completed = "{ status: 'COMPLETED', id: orderId }";
    for body in [
        format!("return {completed}"),
        format!("return Promise.resolve({{ data: {completed} }})"),
        format!("return new Response(JSON.stringify({completed}))"),
    ] {
        let order = ask_page(&body).await.unwrap();
        assert_eq!(
            (order.status, order.id.as_deref()),
            (Status::Completed, Some(ORDER_ID)),
            "{body}"
        );
    }
}

#[wasm_bindgen_test]
async fn what_fetch_order_does_wrong_is_a_failure_and_never_more() {
    for (body, failure) in [
        ("throw new Error('no')", Failure::Unreachable),
        ("return Promise.reject()", Failure::Unreachable),
        (
            "return Promise.reject({ status: 401 })",
            Failure::Status(401, None),
        ),
        (
            "return new Response('', { status: 503, headers: { 'Retry-After': '7' } })",
            Failure::Status(503, Some(7_000)),
        ),
        (
            "const read = new Response('{}'); read.body.getReader(); return read",
            Failure::NoOrder,
        ),
        ("return new Response(null)", Failure::NoOrder),
        ("return undefined", Failure::NoOrder),
        ("return '<html>'", Failure::NoOrder),
        ("return {}", Failure::NoOrder),
    ] {
        assert_eq!(ask_page(body).await, Err(failure), "{body}");
    }
}

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

async fn settle() {
    gloo_timers::future::TimeoutFuture::new(50).await;
}

fn hook(root: &ShadowRoot, selector: &str) -> Element {
    root.query_selector(selector)
        .unwrap()
        .unwrap_or_else(|| panic!("there is no {selector}"))
}

#[wasm_bindgen_test]
async fn the_component_shows_the_order_in_a_shadow_root_of_its_own_and_leaves_nothing_behind() {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let news = RwSignal::new(None::<Order>);
    let theme = RwSignal::new("light".to_owned());
    let told = RwSignal::new(Vec::<String>::new());
    let handle = leptos::mount::mount_to(place.clone().unchecked_into(), move || {
        OrderTracker(
            transak_order_tracker::component::OrderTrackerProps::builder()
                .order_id(ORDER_ID)
                .side("buy")
                .stream_url("none")
                .theme(Signal::derive(move || Some(theme.get())))
                .push(Signal::derive(move || news.get()))
                .on_order_final(Callback::new(
                    move |change: transak_order_tracker::feed::event::StatusChange| {
                        told.update(|told| told.push(change.status.clone()));
                    },
                ))
                .build(),
        )
    });
    settle().await;
    let host = place
        .query_selector("[data-order-tracker]")
        .unwrap()
        .unwrap();
    let root = host.shadow_root().unwrap();
    assert_eq!(
        hook(&root, "[part=prompt]")
            .get_attribute("data-prompt")
            .as_deref(),
        Some("waiting")
    );

    news.set(Some(Order {
        id: Some(ORDER_ID.to_owned()),
        ..Order::new(Status::Completed)
    }));
    settle().await;
    let tracker = hook(&root, "[part=tracker]");
    assert_eq!(
        tracker.get_attribute("data-status").as_deref(),
        Some("COMPLETED")
    );
    assert_eq!(tracker.get_attribute("data-side").as_deref(), Some("buy"));
    assert_eq!(told.get_untracked(), ["COMPLETED"]);

    drop(handle);
    settle().await;
    assert_eq!(place.child_element_count(), 0);
    assert_eq!(root.query_selector("[part=tracker]").unwrap(), None);
    place.remove();
}
