//! HTML as text. Invariant: a text or an attribute's value never ends before its end.

use crate::view::element::Node;

/// A start tag.
pub(super) fn open(out: &mut String, tag: &str, attributes: &[(&str, &str)]) {
    out.push('<');
    out.push_str(tag);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        text(out, value);
        out.push('"');
    }
    out.push('>');
}

/// A text, or an attribute's value: both are escaped alike. A parser would drop NUL and turn CR into LF, so those are spaces.
pub(super) fn text(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' | '\r' => out.push(' '),
            letter => out.push(letter),
        }
    }
}

/// An element and what is in it. None of the view's is one without an end tag.
pub(super) fn node(out: &mut String, it: &Node) {
    let tag = it.tag.to_ascii_lowercase();
    let attributes: Vec<_> = it
        .attributes
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    open(out, &tag, &attributes);
    text(out, &it.text);
    for child in it.children.iter().flatten() {
        node(out, child);
    }
    out.push_str("</");
    out.push_str(&tag);
    out.push('>');
}
