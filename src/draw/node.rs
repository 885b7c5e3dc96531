//! A tree in the page, by Leptos' renderer.
//!
//! Leptos compiles a view once for every type that it has, and [`Node`] is the only one. Invariants: text is set as text, attributes as
//! attributes; an element stays the same one as long as its place holds one of its tag, so an update never takes the focus.

use crate::view::element::Node;
use leptos::prelude::{Mountable, Render};
use leptos::tachys::renderer::Rndr;
use leptos::web_sys::{Element, Node as Raw, Text};

/// Icons are drawn in it.
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element in the page, and what it was made from.
#[derive(Debug)]
pub(crate) struct Drawn {
    element: Element,
    tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    text_node: Option<Text>,
    children: Vec<Option<Drawn>>,
}

impl Render for Node {
    type State = Drawn;

    fn build(self) -> Drawn {
        let is_svg = self
            .tag
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_lowercase);
        let mut drawn = Drawn {
            element: Rndr::create_element(self.tag, is_svg.then_some(SVG)),
            tag: self.tag,
            attributes: Vec::new(),
            text: String::new(),
            text_node: None,
            children: Vec::new(),
        };
        self.rebuild(&mut drawn);
        drawn
    }

    /// Touches only what differs.
    fn rebuild(self, drawn: &mut Drawn) {
        drawn.set_attributes(self.attributes);
        drawn.set_text(self.text);
        let count = self.children.len();
        for (place, child) in self.children.into_iter().enumerate() {
            drawn.fill(place, child);
        }
        for place in count..drawn.children.len() {
            drawn.fill(place, None);
        }
        drawn.children.truncate(count);
    }
}

impl Drawn {
    fn set_attributes(&mut self, attributes: Vec<(&'static str, String)>) {
        for (name, _) in &self.attributes {
            if !attributes.iter().any(|(kept, _)| kept == name) {
                Rndr::remove_attribute(&self.element, name);
            }
        }
        for attribute in &attributes {
            if !self.attributes.contains(attribute) {
                Rndr::set_attribute(&self.element, attribute.0, &attribute.1);
            }
        }
        self.attributes = attributes;
    }

    fn set_text(&mut self, text: String) {
        if self.text == text {
            return;
        }
        if let Some(node) = &self.text_node {
            Rndr::set_text(node, &text);
        } else {
            let node = Rndr::create_text_node(&text);
            let first = Rndr::first_child(&self.element);
            Rndr::insert_node(&self.element, &node, first.as_ref());
            self.text_node = Some(node);
        }
        self.text = text;
    }

    /// Fills a place with a child, or empties it.
    fn fill(&mut self, place: usize, child: Option<Node>) {
        if self.children.len() <= place {
            self.children.push(None);
        }
        let after = self.children.iter().skip(place + 1).flatten().next();
        let marker: Option<Raw> = after.map(|after| after.element.clone().into());
        let Some(old) = self.children.get_mut(place) else {
            return;
        };
        match (old, child) {
            (Some(old), Some(child)) if old.tag == child.tag => child.rebuild(old),
            (old, child) => {
                if let Some(mut old) = old.take() {
                    old.unmount();
                }
                *old = child.map(|child| {
                    let mut new = child.build();
                    new.mount(&self.element, marker.as_ref());
                    new
                });
            }
        }
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Raw>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}
