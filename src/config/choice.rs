//! The attributes that are one of a few words: `theme`, `layout`, `environment`.

use super::Options;
use super::error::Reader;

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The name in the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(super) fn read(options: &Options, reader: &mut Reader) -> Self {
        match reader.word("theme", &options.theme, &["auto", "light", "dark"]) {
            Some(1) => Self::Light,
            Some(2) => Self::Dark,
            Some(_) | None => Self::Auto,
        }
    }
}

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Everything.
    #[default]
    Full,
    /// Without summary and history.
    Compact,
    /// One line.
    Line,
    /// Everything, and the order flow as a diagram, with the way that the order has taken.
    Diagram,
}

impl Layout {
    /// The name in the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Compact => "compact",
            Self::Line => "line",
            Self::Diagram => "diagram",
        }
    }

    pub(super) fn read(options: &Options, reader: &mut Reader) -> Self {
        match reader.word(
            "layout",
            &options.layout,
            &["full", "compact", "line", "diagram"],
        ) {
            Some(1) => Self::Compact,
            Some(2) => Self::Line,
            Some(3) => Self::Diagram,
            Some(_) | None => Self::Full,
        }
    }
}

/// Which Transak the deep links lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// Where real money goes.
    #[default]
    Production,
    /// Where it is tried out.
    Staging,
}

impl Environment {
    /// The name in the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
        }
    }

    /// Transak's own pages, without a slash at the end.
    pub const fn transak(self) -> &'static str {
        match self {
            Self::Production => "https://global.transak.com",
            Self::Staging => "https://global-stg.transak.com",
        }
    }

    pub(super) fn read(options: &Options, reader: &mut Reader) -> Self {
        match reader.word(
            "environment",
            &options.environment,
            &["production", "staging"],
        ) {
            Some(1) => Self::Staging,
            Some(_) | None => Self::Production,
        }
    }
}
