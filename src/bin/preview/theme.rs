//! The custom properties that the tracker's look depends on: which there are, what they are by default, and what is set.

mod contrast;
mod editor;
mod preset;

use crate::choice::Choice;
use crate::desk::Desk;
use crate::media;
use leptos::prelude::*;
use std::collections::BTreeMap;
use transak_order_tracker::style::FIRST;

pub(crate) use editor::editor;

/// What is set: a property, without `--order-tracker-`, and its value.
pub(crate) type Custom = BTreeMap<&'static str, String>;

/// The colours.
const COLOURS: [(&str, &str); 11] = [
    ("accent", "Accent"),
    ("on-accent", "On accent"),
    ("text", "Text"),
    ("muted", "Muted text"),
    ("surface", "Surface"),
    ("soft", "Soft surface"),
    ("line", "Lines"),
    ("mark", "Steps to come"),
    ("good", "Good"),
    ("held", "On hold"),
    ("bad", "Bad"),
];

/// A length in px.
struct Length {
    name: &'static str,
    label: &'static str,
    least: u32,
    most: u32,
    usual: u32,
}

const LENGTHS: [Length; 3] = [
    length("radius", "Corners", 0, 28, 14),
    length("space", "Space", 8, 32, 20),
    // The browser's own size, in all of them.
    length("font-size", "Font size", 12, 22, 16),
];

const FONTS: &[Choice<&str>] = &[
    ("", "system", "System"),
    ("Georgia, \"Times New Roman\", serif", "serif", "Serif"),
    (
        "ui-monospace, Menlo, Consolas, monospace",
        "monospace",
        "Monospace",
    ),
];

const fn length(
    name: &'static str,
    label: &'static str,
    least: u32,
    most: u32,
    usual: u32,
) -> Length {
    Length {
        name,
        label,
        least,
        most,
        usual,
    }
}

/// The whole name of a property.
pub(crate) fn property(name: &str) -> String {
    ["--order-tracker-", name].concat()
}

/// The value of a colour that is not set, as the tracker's own sheet has it: first for light, then for dark.
fn usual(name: &str, is_dark: bool) -> &'static str {
    let start = [&property(name), ","].concat();
    let mut places = FIRST.split(&start).skip(1);
    let place = places.nth(usize::from(is_dark));
    let value = place.and_then(|text| text.split(')').next());
    value.unwrap_or_default()
}

impl Desk {
    /// Whether the tracker is dark now.
    fn is_dark(self) -> bool {
        match self.theme.get() {
            "dark" => true,
            "light" => false,
            _ => media::is_dark(),
        }
    }

    /// A colour as it is now, `#rrggbb`.
    fn colour(self, name: &str) -> String {
        let set = self.custom.with(|custom| custom.get(name).cloned());
        let value = set.unwrap_or_else(|| usual(name, self.is_dark()).to_owned());
        match value.strip_prefix('#') {
            // A picker knows the long form only.
            Some(short) if short.len() == 3 => {
                let long = short.chars().flat_map(|digit| [digit, digit]);
                std::iter::once('#').chain(long).collect()
            }
            _ => value,
        }
    }

    fn set_property(self, name: &'static str, value: String) {
        self.custom.update(|custom| {
            custom.insert(name, value);
        });
    }

    fn drop_property(self, name: &'static str) {
        self.custom.update(|custom| {
            custom.remove(name);
        });
    }
}

/// Sets the properties on the element whenever they change, by its `style` object: no markup has a style.
pub(crate) fn apply(desk: Desk, stage: NodeRef<leptos::html::Div>) {
    Effect::new(move |before: Option<Custom>| {
        let now = desk.custom.get();
        let Some(stage) = stage.get() else { return now };
        let style = web_sys::HtmlElement::style(&stage);
        for name in before.unwrap_or_default().keys() {
            if !now.contains_key(name) {
                let _ = style.remove_property(&property(name));
            }
        }
        for (name, value) in &now {
            let _ = style.set_property(&property(name), value);
        }
        now
    });
}
