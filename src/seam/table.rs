//! What stands in the seam: the one place that names the functions of the second part.

use super::Second;
use crate::draw::second as draw;
use crate::link::Explorers;
use crate::view;
use crate::web::driver::listen;

/// The second part.
pub(super) static TABLE: Second = Second {
    view: &view::second::TABLE,
    appear: draw::appear,
    note: view::tools::note,
    tell_end: draw::tell_end,
    check_contrast: draw::check_contrast,
    use_tool: draw::use_tool,
    explorers: Explorers::KNOWN,
    listen: listen::listen,
};
