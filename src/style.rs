//! The style sheet.

/// The sheets of `style/`, in the order of the cascade.
pub(crate) const CSS: &str = concat!(
    include_str!("../style/tokens.css"),
    include_str!("../style/tracker.css"),
    include_str!("../style/prompt.css"),
    include_str!("../style/steps.css"),
    include_str!("../style/summary.css"),
    include_str!("../style/history.css"),
    include_str!("../style/freshness.css"),
    include_str!("../style/modes.css"),
);
