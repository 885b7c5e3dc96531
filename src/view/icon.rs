//! Icons, drawn as lines by the DOM: an image or a font would need the page's permission.

use super::element::Tree;

/// Done.
pub(super) const CHECK: &str = "M3.5 8.5l3 3 6-7";
/// Stopped, failed.
pub(super) const CROSS: &str = "M4.5 4.5l7 7m0-7l-7 7";
/// Held up.
pub(super) const BANG: &str = "M8 3.5v5m0 3.9v.1";
/// Happens now.
pub(super) const CLOCK: &str = "M8 2.5a5.5 5.5 0 010 11 5.5 5.5 0 010-11zm0 2.8V8l1.8 1.2";
/// The person's turn.
pub(super) const ARROW: &str = "M3 8h10m-4-4l4 4-4 4";
/// Given back.
pub(super) const BACK: &str = "M6 3.5L3 6.5l3 3m-3-3h6.5a3 3 0 010 6H7";

/// An icon by its path. It only repeats what the words beside it say.
pub(super) fn icon(path: &'static str, tree: &mut Tree) {
    tree.open();
    tree.leaf("path", &[("d", path)], "");
    tree.close(
        "svg",
        &[("viewBox", "0 0 16 16"), ("aria-hidden", "true")],
        "",
    );
}
