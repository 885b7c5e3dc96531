//! The scenarios: their names, and what happens in each of them, and when.
//!
//! Invariant: every scenario begins with `ORDER_CREATED`, at once.

use super::flow::{
    AWAITING, CANCELLED, COMPLETED, EXPIRED, FAILED, MARKED, ON_HOLD, PENDING, PROCESSING,
    REFUNDED, event_for,
};

/// What the person does: buys crypto or sells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Money in, crypto out.
    Buy,
    /// Crypto in, money out.
    Sell,
}

impl Side {
    /// As Transak spells it in `isBuyOrSell`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Buy => "BUY",
            Self::Sell => "SELL",
        }
    }

    /// As the tracker's `side` attribute spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

/// One step of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event's name on the channel.
    pub event: &'static str,
    /// The order's status from now on.
    pub status: &'static str,
    /// How long after the step before, in milliseconds at speed 1.
    pub after_ms: u64,
}

/// A way that an order can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// `card`
    Card,
    /// `bank-transfer`
    BankTransfer,
    /// `sell`
    Sell,
    /// `declined`
    Declined,
    /// `bank-declined`
    BankDeclined,
    /// `expired`
    Expired,
    /// `cancelled`
    Cancelled,
    /// `on-hold`
    OnHold,
    /// `refunded`
    Refunded,
    /// `sell-failed`
    SellFailed,
    /// `sell-on-hold`
    SellOnHold,
    /// `sell-expired`
    SellExpired,
    /// `sell-cancelled`
    SellCancelled,
    /// `sell-refunded`
    SellRefunded,
}

impl Scenario {
    /// Every scenario, the plain ones first.
    pub fn all() -> &'static [Self] {
        &[
            Self::Card,
            Self::BankTransfer,
            Self::Sell,
            Self::Declined,
            Self::BankDeclined,
            Self::Expired,
            Self::Cancelled,
            Self::OnHold,
            Self::Refunded,
            Self::SellFailed,
            Self::SellOnHold,
            Self::SellExpired,
            Self::SellCancelled,
            Self::SellRefunded,
        ]
    }

    /// The scenario of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all()
            .iter()
            .copied()
            .find(|scenario| scenario.name() == name)
    }

    /// Its name, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::BankTransfer => "bank-transfer",
            Self::Sell => "sell",
            Self::Declined => "declined",
            Self::BankDeclined => "bank-declined",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::OnHold => "on-hold",
            Self::Refunded => "refunded",
            Self::SellFailed => "sell-failed",
            Self::SellOnHold => "sell-on-hold",
            Self::SellExpired => "sell-expired",
            Self::SellCancelled => "sell-cancelled",
            Self::SellRefunded => "sell-refunded",
        }
    }

    /// What happens, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Card => "Buy by card",
            Self::BankTransfer => "Buy by bank transfer",
            Self::Sell => "Sell, paid out to a bank account",
            Self::Declined => "Buy: the card is declined",
            Self::BankDeclined => "Buy: the bank transfer is rejected",
            Self::Expired => "Buy: never paid, expired",
            Self::Cancelled => "Buy: cancelled",
            Self::OnHold => "Buy: put on hold, then completed",
            Self::Refunded => "Buy: paid, then refunded",
            Self::SellFailed => "Sell: the payout fails, then the crypto is refunded",
            Self::SellOnHold => "Sell: the payout is put on hold, then completed",
            Self::SellExpired => "Sell: no crypto sent, expired",
            Self::SellCancelled => "Sell: cancelled",
            Self::SellRefunded => "Sell: the crypto is refunded",
        }
    }

    /// Whether it is a buy or a sell.
    pub fn side(self) -> Side {
        match self {
            Self::Card
            | Self::BankTransfer
            | Self::Declined
            | Self::BankDeclined
            | Self::Expired
            | Self::Cancelled
            | Self::OnHold
            | Self::Refunded => Side::Buy,
            Self::Sell
            | Self::SellFailed
            | Self::SellOnHold
            | Self::SellExpired
            | Self::SellCancelled
            | Self::SellRefunded => Side::Sell,
        }
    }

    /// What happens, in order. The times of `card`, of the last step of `bank-transfer` and of `sell` are those of real
    /// orders, and the payment windows (45 minutes to buy, 60 to sell) too; the others are of the same size.
    pub fn steps(self) -> Vec<Step> {
        let after_creation: &[(&'static str, u64)] = match self {
            Self::Card => &[(PROCESSING, 9_044), (PENDING, 61_000), (COMPLETED, 19_583)],
            Self::BankTransfer => &[(MARKED, 40_000), (PENDING, 48_000), (COMPLETED, 11_789)],
            Self::Sell => &[(MARKED, 25_000), (PENDING, 35_000), (COMPLETED, 23_745)],
            Self::Declined => &[(FAILED, 21_000)],
            Self::BankDeclined => &[(MARKED, 40_000), (FAILED, 90_000)],
            Self::Expired => &[(EXPIRED, 45 * 60_000)],
            Self::Cancelled | Self::SellCancelled => &[(CANCELLED, 35_000)],
            Self::OnHold => &[
                (PROCESSING, 9_044),
                (ON_HOLD, 30_000),
                (PENDING, 120_000),
                (COMPLETED, 19_583),
            ],
            Self::Refunded => &[(PROCESSING, 9_044), (PENDING, 61_000), (REFUNDED, 120_000)],
            Self::SellFailed => &[(PENDING, 8_046), (FAILED, 60_000), (REFUNDED, 180_000)],
            Self::SellOnHold => &[
                (PENDING, 8_046),
                (ON_HOLD, 30_000),
                (PENDING, 120_000),
                (COMPLETED, 23_745),
            ],
            Self::SellExpired => &[(EXPIRED, 60 * 60_000)],
            Self::SellRefunded => &[(PENDING, 8_046), (REFUNDED, 120_000)],
        };
        let step = |&(status, after_ms)| Step {
            event: event_for(status),
            status,
            after_ms,
        };
        std::iter::once(&(AWAITING, 0))
            .chain(after_creation)
            .map(step)
            .collect()
    }

    /// How long the person has to pay before the order expires, at speed 1.
    pub fn payment_window_ms(self) -> u64 {
        match self.side() {
            Side::Buy => 45 * 60_000,
            Side::Sell => 60 * 60_000,
        }
    }
}
