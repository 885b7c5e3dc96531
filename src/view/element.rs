//! The building blocks: one kind of view for the whole tracker, as plain data. A browser draws it (`draw`), a server writes it (`render`).

/// Attributes as they are written down.
pub(super) type Given<'a> = &'a [(&'static str, &'a str)];

/// An element: its attributes, a text, and children after it. A child that is `None` is a place that is empty now.
#[derive(Debug)]
pub(crate) struct Node {
    /// HTML's tags are in upper case, SVG's never are.
    pub(crate) tag: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Option<Node>>,
}

/// The tree that is being written, element by element: what is written goes into the innermost element that is open.
pub(super) struct Tree(Vec<Vec<Option<Node>>>);

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
    #[inline(never)]
    pub(super) fn close(&mut self, tag: &'static str, attributes: Given<'_>, text: &str) {
        let children = self.0.pop().unwrap_or_default();
        let mut owned = Vec::new();
        for (name, value) in attributes {
            owned.push((*name, (*value).to_owned()));
        }
        self.put(Some(Node {
            tag,
            attributes: owned,
            text: text.to_owned(),
            children,
        }));
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
        self.put(None);
    }

    fn put(&mut self, node: Option<Node>) {
        match self.0.last_mut() {
            Some(open) => open.push(node),
            // The outermost element.
            None => self.0.push(vec![node]),
        }
    }

    /// What was written.
    pub(super) fn finish(mut self) -> Option<Node> {
        self.0.pop()?.pop()?
    }
}
