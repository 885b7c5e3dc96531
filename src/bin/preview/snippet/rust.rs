//! The snippet as a Leptos component.

use super::Embed;

/// A view.
pub(super) fn rust(embed: &Embed) -> String {
    let mut lines = vec![
        "use leptos::prelude::*;".to_owned(),
        "use transak_order_tracker::OrderTracker;".to_owned(),
    ];
    if embed.words.is_some() {
        lines.push("use transak_order_tracker::text::Words;".to_owned());
    }
    lines.push("\nview! {".to_owned());
    let around = around(embed);
    let is_inside = !around.is_empty();
    let indent = if is_inside { "        " } else { "    " };
    if is_inside {
        lines.push("    <div".to_owned());
        lines.extend(around);
        lines.push("    >".to_owned());
    }
    lines.push(format!("{indent}<OrderTracker"));
    let props = props(embed).into_iter();
    lines.extend(props.map(|prop| format!("{indent}    {prop}")));
    lines.push(format!("{indent}/>"));
    if is_inside {
        lines.push("    </div>".to_owned());
    }
    lines.push("}".to_owned());
    lines.join("\n")
}

fn props(embed: &Embed) -> Vec<String> {
    let prop = |(name, value): &(&str, String)| format!("{}={value:?}", name.replace('-', "_"));
    let mut props: Vec<_> = embed.attributes.iter().map(prop).collect();
    if let Some(file) = embed.words {
        let path = format!("words.{}.txt", file.to_lowercase());
        props.push(format!(
            "words=Words::read({file:?}.into(), include_str!({path:?}))"
        ));
    }
    if embed.user.is_some() {
        // As the page's backend tells them.
        props.push("user=user".to_owned());
        props.push("active_orders=active_orders".to_owned());
    }
    props
}

/// The attributes of the element around it.
fn around(embed: &Embed) -> Vec<String> {
    let dir = embed.dir.map(|dir| format!("        dir={dir:?}"));
    let style = |(name, value): &(String, String)| format!("        style:{name}={value:?}");
    let style = embed.style.iter().map(style);
    dir.into_iter().chain(style).collect()
}
