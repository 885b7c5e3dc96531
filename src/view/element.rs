//! The building blocks. Leptos compiles a view once for every type that it has: one type for all elements keeps the WebAssembly small.

use leptos::attr::{Attribute, NextAttribute};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::Element;
use std::future::{Future, ready};

/// An element: its attributes, a text, and children after it.
///
/// The tag is in upper case, as `tagName` has it: Leptos compares the two to see whether it can keep the element that is there.
pub(super) fn element(
    tag: &'static str,
    attributes: &[(&'static str, &str)],
    text: &str,
    children: Vec<AnyView>,
) -> AnyView {
    let attributes = attributes
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    html::custom(tag)
        .add_any_attr(Attributes(attributes.collect()))
        .child(text.to_owned())
        .child(children)
        .into_any()
}

/// A text whose direction may differ from what is around it: it keeps its own, and doesn't reorder its neighbours. What came from
/// an order is cleaned by the caller.
pub(super) fn isolated(text: &str) -> AnyView {
    element("BDI", &[("dir", "auto")], text, Vec::new())
}

/// An empty place.
pub(super) fn nothing() -> AnyView {
    ().into_any()
}

/// Attributes as data. When the element is drawn again, those that differ are set, and those that are gone are removed.
#[derive(Clone)]
pub(super) struct Attributes(pub(super) Vec<(&'static str, String)>);

impl Attribute for Attributes {
    const MIN_LENGTH: usize = 0;
    type State = (Element, Self);
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn build(self, element: &Element) -> Self::State {
        for (name, value) in &self.0 {
            let _ = element.set_attribute(name, value);
        }
        (element.clone(), self)
    }

    fn rebuild(self, (element, old): &mut Self::State) {
        for (name, _) in &old.0 {
            if !self.0.iter().any(|(kept, _)| kept == name) {
                let _ = element.remove_attribute(name);
            }
        }
        for attribute in &self.0 {
            if !old.0.contains(attribute) {
                let _ = element.set_attribute(attribute.0, &attribute.1);
            }
        }
        *old = self;
    }

    // What follows is for rendering on a server, which the tracker doesn't.

    fn html_len(&self) -> usize {
        0
    }

    fn to_html(self, _: &mut String, _: &mut String, _: &mut String, _: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        self.build(element)
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    fn resolve(self) -> impl Future<Output = Self> + Send {
        ready(self)
    }
}

impl NextAttribute for Attributes {
    type Output<Next: Attribute> = (Self, Next);

    fn add_any_attr<Next: Attribute>(self, next: Next) -> Self::Output<Next> {
        (self, next)
    }
}
