//! The nouns: an order as the tracker keeps it, and what it is made of.
//!
//! Invariant: only the fields that are shown or decided upon are kept; everything else that Transak sends (names, bank details,
//! wallet owner, internal messages) ends at the decoder.

pub mod decode;
pub mod deposit;
pub mod lifecycle;
pub mod status;
pub mod tidy;
pub(crate) mod time;

pub use lifecycle::{Step, StepState};
pub use status::Status;
pub use time::Time;

use crate::link::cut::{cut, number, trim};

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On-ramp: fiat is paid, crypto is delivered (`isBuyOrSell: "BUY"`).
    Buy,
    /// Off-ramp: crypto is sent, fiat is paid out (`isBuyOrSell: "SELL"`).
    Sell,
}

impl Side {
    /// Reads `BUY`, `buy`, `SELL` or `sell`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = trim(text);
        if text.eq_ignore_ascii_case("buy") {
            Some(Self::Buy)
        } else if text.eq_ignore_ascii_case("sell") {
            Some(Self::Sell)
        } else {
            None
        }
    }

    /// The name in attributes and events: `buy` or `sell`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

/// An amount of money or crypto, never negative, as it came: Transak sends JSON numbers, redirects send decimal text.
///
/// It is not computed with; `Intl.NumberFormat` takes both forms, and keeps every digit of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A finite JSON number.
    Number(f64),
    /// Decimal text: digits with at most one point, at most 40 characters.
    Text(String),
}

impl Amount {
    /// An amount from a JSON number; `None` where it is negative or not finite. `-0` becomes `0`.
    pub fn from_number(number: f64) -> Option<Self> {
        (number.is_finite() && number >= 0.0).then(|| Self::Number(number.abs()))
    }

    /// An amount from decimal text (`"45"`, `"0.01555672"`); `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = trim(text);
        let (whole, fraction) = cut(text, b'.');
        let digits = number(whole).is_some() && number(fraction.unwrap_or("0")).is_some();
        (text.len() <= 40 && digits).then(|| Self::Text(text.to_owned()))
    }
}

/// What the tracker keeps of an order. Texts are cut to [`tidy::MAX_TEXT`] characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Transak's order id, for matching only; never shown in an event.
    pub id: Option<String>,
    /// The status, word for word.
    pub status: Status,
    /// Buy or sell; `None` while unknown or of another kind.
    pub side: Option<Side>,
    /// Fiat that is paid (buy) or paid out (sell).
    pub fiat_amount: Option<Amount>,
    /// ISO 4217 code, as Transak sends it.
    pub fiat_currency: Option<String>,
    /// Crypto that is delivered (buy; an estimate until completed) or sent (sell).
    pub crypto_amount: Option<Amount>,
    /// Ticker (`ETH`), not an ISO code.
    pub crypto_currency: Option<String>,
    /// Transak's name of the network (`ethereum`).
    pub network: Option<String>,
    /// Transak's id of the payment method (`credit_debit_card`).
    pub payment_method: Option<String>,
    /// When the order was placed.
    pub created_at: Option<Time>,
    /// Transak's last change; it lags behind (`completedAt` can be later).
    pub updated_at: Option<Time>,
    /// When it was completed.
    pub completed_at: Option<Time>,
    /// Until when Transak waits for the payment.
    pub expires_at: Option<Time>,
    /// Hash of the transaction on chain; `DUMMY_TX_ID` on staging.
    pub transaction_hash: Option<String>,
    /// Link to a block explorer, not yet checked (see [`crate::link`]).
    pub transaction_link: Option<String>,
    /// Transak's free text; also set on orders that went well.
    pub status_reason: Option<String>,
    /// Total fee, in fiat.
    pub fee: Option<Amount>,
    /// Where the crypto of a sell order is to be sent; see [`deposit`] before it is shown.
    pub deposit_address: Option<String>,
    /// What tells the receiver apart beside the address: a memo or tag.
    pub deposit_memo: Option<String>,
}

impl Order {
    /// An order of which nothing but the status is known.
    #[inline(never)]
    pub const fn new(status: Status) -> Self {
        Self {
            id: None,
            status,
            side: None,
            fiat_amount: None,
            fiat_currency: None,
            crypto_amount: None,
            crypto_currency: None,
            network: None,
            payment_method: None,
            created_at: None,
            updated_at: None,
            completed_at: None,
            expires_at: None,
            transaction_hash: None,
            transaction_link: None,
            status_reason: None,
            fee: None,
            deposit_address: None,
            deposit_memo: None,
        }
    }

    /// Takes from `other` what is not known here. The status, its reason and `updated_at` belong together and stay.
    pub fn fill_from(&mut self, other: &Self) {
        fn fill<T: Clone>(mine: &mut Option<T>, other: Option<&T>) {
            if mine.is_none() {
                *mine = other.cloned();
            }
        }
        fill(&mut self.id, other.id.as_ref());
        fill(&mut self.side, other.side.as_ref());
        fill(&mut self.fiat_amount, other.fiat_amount.as_ref());
        fill(&mut self.fiat_currency, other.fiat_currency.as_ref());
        fill(&mut self.crypto_amount, other.crypto_amount.as_ref());
        fill(&mut self.crypto_currency, other.crypto_currency.as_ref());
        fill(&mut self.network, other.network.as_ref());
        fill(&mut self.payment_method, other.payment_method.as_ref());
        fill(&mut self.created_at, other.created_at.as_ref());
        fill(&mut self.completed_at, other.completed_at.as_ref());
        fill(&mut self.expires_at, other.expires_at.as_ref());
        fill(&mut self.transaction_hash, other.transaction_hash.as_ref());
        fill(&mut self.transaction_link, other.transaction_link.as_ref());
        fill(&mut self.fee, other.fee.as_ref());
        // An address has its own memo, and no other's.
        if self.deposit_address.is_none() || self.deposit_address == other.deposit_address {
            fill(&mut self.deposit_address, other.deposit_address.as_ref());
            fill(&mut self.deposit_memo, other.deposit_memo.as_ref());
        }
    }
}
