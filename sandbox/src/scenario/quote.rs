//! What is bought or sold, and for how much: the amounts of three real orders, one a payment method.

use super::{Scenario, Side};

/// The price of an order.
pub(crate) struct Quote {
    pub(crate) payment_option: &'static str,
    pub(crate) fiat: &'static str,
    pub(crate) fiat_amount: f64,
    pub(crate) fiat_amount_in_usd: f64,
    pub(crate) fee: f64,
    pub(crate) partner_fee: f64,
    pub(crate) conversion_price: f64,
    /// An estimate until the order is completed.
    pub(crate) crypto_estimate: f64,
    pub(crate) crypto_delivered: f64,
    pub(crate) liquidity_provider: &'static str,
    pub(crate) country: &'static str,
}

pub(crate) const CRYPTO: &str = "ETH";
pub(crate) const NETWORK: &str = "ethereum";

const CARD: Quote = Quote {
    payment_option: "credit_debit_card",
    fiat: "GBP",
    fiat_amount: 50.0,
    fiat_amount_in_usd: 62.02,
    fee: 9.65,
    partner_fee: 1.0,
    conversion_price: 0.000_385_544_485_749_690_2,
    crypto_estimate: 0.015_564_09,
    crypto_delivered: 0.015_556_72,
    liquidity_provider: "CHECKOUT",
    country: "GB",
};

const SEPA: Quote = Quote {
    payment_option: "sepa_bank_transfer",
    fiat: "EUR",
    fiat_amount: 45.0,
    fiat_amount_in_usd: 49.1,
    fee: 1.61,
    partner_fee: 0.45,
    conversion_price: 0.000_412_249_827_149_112_7,
    crypto_estimate: 0.017_887_52,
    crypto_delivered: 0.017_887_52,
    liquidity_provider: "OPENPAYD_MALTA",
    country: "DE",
};

const PAYOUT: Quote = Quote {
    payment_option: "gbp_bank_transfer",
    fiat: "GBP",
    fiat_amount: 242.21,
    fiat_amount_in_usd: 326.09,
    fee: 13.2,
    partner_fee: 2.55,
    conversion_price: 0.000_347_289_168_633_282,
    crypto_estimate: 0.0887,
    crypto_delivered: 0.0887,
    liquidity_provider: "Modulr",
    country: "GB",
};

pub(crate) fn quote(scenario: Scenario) -> &'static Quote {
    match (scenario.side(), pays_by_card(scenario)) {
        (Side::Sell, _) => &PAYOUT,
        (Side::Buy, true) => &CARD,
        (Side::Buy, false) => &SEPA,
    }
}

/// Whether the order is paid by card; a sell never is.
pub(crate) fn pays_by_card(scenario: Scenario) -> bool {
    match scenario {
        Scenario::Card
        | Scenario::Declined
        | Scenario::Cancelled
        | Scenario::OnHold
        | Scenario::Refunded => true,
        Scenario::BankTransfer
        | Scenario::BankDeclined
        | Scenario::Expired
        | Scenario::Sell
        | Scenario::SellFailed
        | Scenario::SellOnHold
        | Scenario::SellExpired
        | Scenario::SellCancelled
        | Scenario::SellRefunded => false,
    }
}
