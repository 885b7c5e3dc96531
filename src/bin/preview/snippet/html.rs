//! The snippet as HTML.

use super::Embed;

const TAG: &str = "transak-order-tracker";

/// A page's markup.
pub(super) fn html(embed: &Embed) -> String {
    let script = format!("<script type=\"module\" src=\"/assets/{TAG}.js\"></script>");
    let mut lines = vec![script];
    if !embed.style.is_empty() {
        lines.push(format!("<style>\n  {TAG} {{"));
        let rule = |(name, value): &(String, String)| format!("    {name}: {value};");
        lines.extend(embed.style.iter().map(rule));
        lines.push("  }\n</style>".to_owned());
    }
    lines.push(String::new());
    lines.extend(embed.dir.map(|dir| format!("<div dir=\"{dir}\">")));
    lines.push(format!("<{TAG}"));
    let attribute = |(name, value): &(&str, String)| format!("  {name}=\"{}\"", escaped(value));
    lines.extend(embed.attributes.iter().map(attribute));
    lines.push(format!("></{TAG}>"));
    lines.extend(embed.dir.map(|_| "</div>".to_owned()));
    lines.extend(embed.user.as_deref().map(given));
    lines.join("\n")
}

/// What has no attribute is given by a script; nothing in it may end that.
fn given(user: &str) -> String {
    let user = user.replace('<', "\\u003c");
    format!(
        "<script type=\"module\">\n  Object.assign(document.querySelector(\"{TAG}\"), {user});\n</script>"
    )
}

/// As it stands in an attribute's value.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}
