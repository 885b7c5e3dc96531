//! Looks that are ready made.
//!
//! Invariant: words have a contrast of 4.5:1 at least on their ground, in each of them.

use super::Custom;

/// A look.
pub(super) struct Preset {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// The theme that suits it.
    pub(super) theme: &'static str,
    values: &'static [(&'static str, &'static str)],
}

impl Preset {
    pub(super) fn custom(&self) -> Custom {
        let owned = |(name, value): &(&'static str, &str)| (*name, (*value).to_owned());
        self.values.iter().map(owned).collect()
    }
}

#[rustfmt::skip]
pub(super) const PRESETS: &[Preset] = &[
    Preset { name: "transak", label: "Transak blue", theme: "auto", values: &[] },
    Preset { name: "midnight", label: "Midnight", theme: "dark", values: &[
        ("accent", "#8ea2ff"), ("on-accent", "#0b1030"), ("text", "#eef0ff"), ("muted", "#aab3de"),
        ("surface", "#0f1530"), ("soft", "#1a2247"), ("line", "#323d70"), ("mark", "#8590c4"),
        ("good", "#5fd9a8"), ("held", "#f5bd62"), ("bad", "#ff8f9a"), ("radius", "18px"),
    ] },
    Preset { name: "forest", label: "Forest", theme: "light", values: &[
        ("accent", "#1f6b3a"), ("on-accent", "#ffffff"), ("text", "#1b2a1c"), ("muted", "#4a5d4d"),
        ("surface", "#fbfdf8"), ("soft", "#edf4e6"), ("line", "#cddcc0"), ("mark", "#7b8f70"),
        ("good", "#0b6e5f"), ("held", "#7d4900"), ("bad", "#b3261e"), ("radius", "8px"),
        ("font", "Georgia, \"Times New Roman\", serif"),
    ] },
    Preset { name: "candy", label: "Candy", theme: "light", values: &[
        ("accent", "#b8155f"), ("on-accent", "#ffffff"), ("text", "#3a1030"), ("muted", "#754068"),
        ("surface", "#fff7fb"), ("soft", "#ffe8f3"), ("line", "#f6c4de"), ("mark", "#b77a9b"),
        ("good", "#0b6b3f"), ("held", "#854c00"), ("bad", "#ad1d36"), ("radius", "24px"), ("space", "24px"),
    ] },
    Preset { name: "contrast", label: "High contrast", theme: "light", values: &[
        ("accent", "#0000c8"), ("on-accent", "#ffffff"), ("text", "#000000"), ("muted", "#000000"),
        ("surface", "#ffffff"), ("soft", "#ffffff"), ("line", "#000000"), ("mark", "#000000"),
        ("good", "#005a00"), ("held", "#6b3d00"), ("bad", "#a80000"), ("radius", "4px"), ("font-size", "18px"),
    ] },
];
