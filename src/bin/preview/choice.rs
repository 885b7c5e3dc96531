//! What can be chosen at the desk, and what it is called.

use transak_sandbox::scenario::{Scenario, Side, UserKind};

/// A value, its name in the page, and its label.
pub(crate) type Choice<T> = (T, &'static str, &'static str);

/// How the tracker names the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FollowBy {
    /// `order-id`
    OrderId,
    /// `api-key` and `partner-order-id`
    Reference,
}

/// Where the lines of the page around the tracker begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// As the tracker's words.
    Auto,
    /// `ltr`
    Ltr,
    /// `rtl`
    Rtl,
}

/// What the page knows of its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visitor {
    /// Nothing; an order is followed.
    Unknown,
    /// A kind of user, and no order is followed.
    Alone(UserKind),
    /// A user who may not order any more, and whose order is followed.
    RestrictedWithOrder,
}

impl Visitor {
    /// Whether an order is followed.
    pub(crate) fn follows(self) -> bool {
        match self {
            Self::Unknown | Self::RestrictedWithOrder => true,
            Self::Alone(_) => false,
        }
    }

    /// What the page tells the tracker of the user.
    pub(crate) fn kind(self) -> Option<UserKind> {
        match self {
            Self::Unknown => None,
            Self::Alone(kind) => Some(kind),
            Self::RestrictedWithOrder => Some(UserKind::Restricted),
        }
    }
}

pub(crate) const SIDES: &[Choice<Side>] =
    &[(Side::Buy, "buy", "Buy"), (Side::Sell, "sell", "Sell")];

/// The scenarios of a side.
pub(crate) fn scenarios(side: Side) -> Vec<Choice<Scenario>> {
    Scenario::all()
        .iter()
        .filter(|scenario| scenario.side() == side)
        .map(|scenario| (*scenario, scenario.name(), scenario.title()))
        .collect()
}

/// The plain scenario of a side: all goes well.
pub(crate) fn plain(side: Side) -> Scenario {
    match side {
        Side::Buy => Scenario::Card,
        Side::Sell => Scenario::Sell,
    }
}

/// How much faster than life; 0: by hand.
pub(crate) const SPEEDS: &[Choice<u32>] = &[
    (0, "0", "Paused, step by step"),
    (1, "1", "1× (as in life)"),
    (4, "4", "4×"),
    (10, "10", "10×"),
    (60, "60", "60×"),
    (600, "600", "600×"),
];

pub(crate) const FOLLOW_BY: &[Choice<FollowBy>] = &[
    (FollowBy::OrderId, "order-id", "Order id"),
    (FollowBy::Reference, "reference", "Your reference"),
];

pub(crate) const VISITORS: &[Choice<Visitor>] = &[
    (Visitor::Unknown, "unknown", "Unknown, with an order"),
    (
        Visitor::Alone(UserKind::Returning),
        "returning",
        "Returning, verified",
    ),
    (
        Visitor::Alone(UserKind::Pending),
        "pending",
        "With an order to finish",
    ),
    (
        Visitor::Alone(UserKind::Restricted),
        "restricted",
        "Restricted",
    ),
    (
        Visitor::RestrictedWithOrder,
        "restricted-with-order",
        "Restricted, with an order",
    ),
];

pub(crate) const THEMES: &[Choice<&str>] = &[
    ("auto", "auto", "Auto"),
    ("light", "light", "Light"),
    ("dark", "dark", "Dark"),
];

pub(crate) const LAYOUTS: &[Choice<&str>] = &[
    ("full", "full", "Full"),
    ("compact", "compact", "Compact"),
    ("line", "line", "Line"),
    ("diagram", "diagram", "Diagram"),
];

pub(crate) const DIRECTIONS: &[Choice<Direction>] = &[
    (Direction::Auto, "auto", "Auto"),
    (Direction::Ltr, "ltr", "Left to right"),
    (Direction::Rtl, "rtl", "Right to left"),
];
