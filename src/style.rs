//! The style sheets.

/// The sheets of `style/` that the first status needs, in the order of the cascade.
macro_rules! first {
    () => {
        concat!(
            include_str!("../style/tokens.css"),
            include_str!("../style/tracker.css"),
            include_str!("../style/prompt.css"),
            include_str!("../style/steps.css"),
            include_str!("../style/summary.css"),
            include_str!("../style/history.css"),
            include_str!("../style/freshness.css"),
            include_str!("../style/modes.css"),
        )
    };
}

/// Those of what is good to have.
macro_rules! second {
    () => {
        concat!(
            include_str!("../style/tools.css"),
            include_str!("../style/diagram.css"),
            include_str!("../style/contrast.css"),
            include_str!("../style/motion.css"),
        )
    };
}

/// What a tracker has from the start.
pub const FIRST: &str = first!();
/// What it gets with the second part.
pub const SECOND: &str = second!();
/// Both.
#[cfg(feature = "render")]
pub const ALL: &str = concat!(first!(), second!());
