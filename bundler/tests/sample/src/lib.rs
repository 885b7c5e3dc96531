//! A module with a seam, as small as one can be that has all that matters: a table of functions, data of both parts, a shared function, closures of both
//! parts, a trait's table, and an export that nobody uses.

use std::cell::Cell;
use std::hint::black_box;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math, js_name = max)]
    fn greater(one: f64, other: f64) -> f64;
}

struct Second {
    greet: fn(&str) -> String,
    counter: fn() -> JsValue,
}

trait Mood {
    fn mark(&self) -> String;
}

struct Calm(u32);

impl Mood for Calm {
    fn mark(&self) -> String {
        decorate("calm mark of the second part", self.0)
    }
}

static TABLE: Second = Second { greet, counter };

thread_local! {
    static SECOND: Cell<Option<&'static Second>> = const { Cell::new(None) };
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Both parts call it.
#[inline(never)]
fn decorate(text: &str, number: u32) -> String {
    [text, "-", &number.to_string()].concat()
}

fn greet(name: &str) -> String {
    let mood: Box<dyn Mood> = black_box(Box::new(Calm(name.len() as u32)));
    ["words of the second part: ", name, ", ", &mood.mark()].concat()
}

fn counter() -> JsValue {
    let count = Closure::<dyn FnMut(f64) -> f64>::new(|most: f64| {
        COUNT.set(COUNT.get() + 1);
        greater(most, f64::from(COUNT.get()))
    });
    count.into_js_value()
}

/// What the first part says, and the second if it is there.
#[wasm_bindgen]
pub fn hello(name: &str) -> String {
    match SECOND.get() {
        Some(second) => (second.greet)(name),
        None => decorate("words of the first part", name.len() as u32),
    }
}

/// A function that counts, of the second part; nothing without it.
#[wasm_bindgen]
pub fn count() -> JsValue {
    SECOND.get().map_or(JsValue::NULL, |second| (second.counter)())
}

/// A function of the first part.
#[wasm_bindgen]
pub fn echo() -> JsValue {
    Closure::<dyn FnMut(String) -> String>::new(|text: String| decorate(&text, 1)).into_js_value()
}

/// Nobody calls it.
#[wasm_bindgen]
pub fn unused_export() -> String {
    ["words that ", "nobody wants"].concat() + &decorate("unused", 2)
}

#[wasm_bindgen]
pub fn fill_seam() {
    SECOND.set(Some(black_box(&TABLE)));
}
