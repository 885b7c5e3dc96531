//! The attributes that are one of a few words: `theme`, `layout`, `environment`.

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

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.name().eq_ignore_ascii_case(text))
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
}

impl Layout {
    /// The name in the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Compact => "compact",
            Self::Line => "line",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Full, Self::Compact, Self::Line]
            .into_iter()
            .find(|layout| layout.name().eq_ignore_ascii_case(text))
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

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Production, Self::Staging]
            .into_iter()
            .find(|environment| environment.name().eq_ignore_ascii_case(text))
    }
}
