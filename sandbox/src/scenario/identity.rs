//! Who an order is: Transak's id for it, the partner's own, and the channels that follow from them.

/// The ids of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Transak's id, a UUID.
    pub order_id: String,
    /// The partner's own reference.
    pub partner_order_id: String,
    /// The partner's public API key.
    pub api_key: String,
}

impl Identity {
    /// The API key of the sandbox's partner. Constructed.
    pub const API_KEY: &'static str = "5a4db0c5-0000-4000-8000-0000000000aa";

    /// An order with this id, of the sandbox's partner, with a partner reference made from the id.
    pub fn new(order_id: &str) -> Self {
        Self {
            order_id: order_id.to_owned(),
            partner_order_id: format!("shop-{order_id}"),
            api_key: Self::API_KEY.to_owned(),
        }
    }

    /// The public channels that carry the order: `{orderId}` and `{apiKey}_{partnerOrderId}`.
    pub fn channels(&self) -> [String; 2] {
        [
            self.order_id.clone(),
            format!("{}_{}", self.api_key, self.partner_order_id),
        ]
    }

    /// A transaction hash that looks real, made from the order's id: `0x` and 64 hexadecimal digits.
    pub(crate) fn transaction_hash(&self) -> String {
        let digits: Vec<char> = self
            .order_id
            .chars()
            .filter(char::is_ascii_hexdigit)
            .collect();
        let endless = digits.iter().copied().cycle().chain(std::iter::repeat('0'));
        let digits: String = endless.take(64).collect();
        format!("0x{}", digits.to_ascii_lowercase())
    }
}
