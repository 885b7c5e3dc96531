//! The building blocks. Leptos compiles a view once for every type that it has: one type for all elements keeps the WebAssembly small.

use leptos::attr::{Attribute, NextAttribute};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::Element;
use std::future::{Future, ready};

/// The tree that is being written, element by element: what is written goes into the innermost element that is open.
pub(super) struct Tree(Vec<Vec<AnyView>>);

/// Attributes as they are written down.
pub(super) type Given<'a> = &'a [(&'static str, &'a str)];

impl Tree {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Begins an element. What it is, [`Tree::close`] says.
    #[inline(never)]
    pub(super) fn open(&mut self) {
        self.0.push(Vec::new());
    }

    /// Ends the element that was begun last: its tag, its attributes, and a text before what is in it.
    ///
    /// The tag is in upper case, as `tagName` has it: Leptos compares the two to see whether it can keep the element that is there.
    #[inline(never)]
    pub(super) fn close(&mut self, tag: &'static str, attributes: Given<'_>, text: &str) {
        let children = self.0.pop().unwrap_or_default();
        let attributes = attributes
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let element = html::custom(tag)
            .add_any_attr(Attributes(attributes.collect()))
            .child(text.to_owned())
            .child(children)
            .into_any();
        self.put(element);
    }

    /// Ends an element that is only there where something is in it.
    #[inline(never)]
    pub(super) fn close_filled(&mut self, tag: &'static str, attributes: Given<'_>) {
        if self.0.last().is_some_and(Vec::is_empty) {
            self.0.pop();
            self.nothing();
        } else {
            self.close(tag, attributes, "");
        }
    }

    /// An element that holds only a text.
    #[inline(never)]
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: Given<'_>, text: &str) {
        self.open();
        self.close(tag, attributes, text);
    }

    /// A text whose direction may differ from what is around it: it keeps its own, and doesn't reorder its neighbours. What came
    /// from an order is cleaned by the caller.
    #[inline(never)]
    pub(super) fn isolated(&mut self, text: &str) {
        self.leaf("BDI", &[("dir", "auto")], text);
    }

    /// An empty place: what comes after it keeps its own.
    #[inline(never)]
    pub(super) fn nothing(&mut self) {
        self.put(().into_any());
    }

    /// Something that was made elsewhere.
    #[inline(never)]
    pub(super) fn put(&mut self, view: AnyView) {
        match self.0.last_mut() {
            Some(open) => open.push(view),
            // The outermost element.
            None => self.0.push(vec![view]),
        }
    }

    /// What was written.
    pub(super) fn finish(mut self) -> AnyView {
        let written = self.0.pop().and_then(|mut views| views.pop());
        written.unwrap_or_else(|| ().into_any())
    }
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
