//! The style sheets.

/// The sheets of `style/` for what the first part shows, in the order of the cascade.
macro_rules! first {
    () => {
        concat!(
            include_str!("../style/tokens.css"),
            include_str!("../style/tracker.css"),
            include_str!("../style/prompt.css"),
            include_str!("../style/steps.css"),
            include_str!("../style/summary.css"),
            include_str!("../style/freshness.css"),
            include_str!("../style/modes.css"),
        )
    };
}

/// Those for what the second part shows.
macro_rules! second {
    () => {
        concat!(
            include_str!("../style/history.css"),
            include_str!("../style/tools.css"),
            include_str!("../style/diagram.css"),
            include_str!("../style/motion.css"),
        )
    };
}

/// What holds where a person wants more contrast or has colours of their own: for both parts, and behind each, for it takes back what they say. Without
/// it, the steps of the first could not be told from each other there.
macro_rules! contrast {
    () => {
        include_str!("../style/contrast.css")
    };
}

/// What a tracker has from the start.
pub const FIRST: &str = concat!(first!(), contrast!());
/// What it gets when the second part has come.
pub const SECOND: &str = concat!(second!(), contrast!());
/// Both.
#[cfg(feature = "render")]
pub const ALL: &str = concat!(first!(), second!(), contrast!());
