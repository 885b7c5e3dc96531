//! What is different in a picture that nobody keeps up to date and that is seen who knows where and when.

use crate::order::Time;
use crate::text;
use crate::view::Look;
use crate::view::element::Node;

/// A point in time, in a form that all can read and nobody takes for local time: `2024-10-15 14:29 UTC`.
fn utc(time: Time) -> String {
    let iso = time.to_iso();
    let day = iso.get(..10).unwrap_or_default();
    let minute = iso.get(11..16).unwrap_or_default();
    [day, " ", minute, " UTC"].concat()
}

/// When it was written.
pub(super) fn as_of(now: Time, look: &Look<'_>) -> String {
    let message = look.label("as-of");
    let message = if message.is_empty() {
        "As of {time}"
    } else {
        message
    };
    text::fill(message, "time", &utc(now))
}

/// Times in UTC; an empty line where a clock would stand still; what needs the script can't be pressed; and nothing says that updates are
/// looked for, for without the script none are.
pub(super) fn still(node: &mut Node, as_of: &str) {
    if node.tag == "TIME" {
        let time = attribute(node, "datetime").and_then(Time::parse);
        node.text = time.map(utc).unwrap_or_default();
    }
    if node.tag == "BUTTON" {
        node.attributes.push(("disabled", String::new()));
    }
    let in_countdown = attribute(node, "part") == Some("countdown");
    let in_freshness = attribute(node, "part") == Some("freshness");
    for child in node.children.iter_mut().flatten() {
        still(child, as_of);
        if in_countdown {
            "\u{a0}".clone_into(&mut child.text);
        }
        if in_freshness && attribute(child, "class") == Some("label") {
            as_of.clone_into(&mut child.text);
        }
    }
}

fn attribute<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    let mut all = node.attributes.iter();
    all.find(|(one, _)| *one == name)
        .map(|(_, value)| value.as_str())
}
