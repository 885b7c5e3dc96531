//! What the page wrote on the element, not read yet.

/// The attributes and properties, as the page wrote them. An empty one is an absent one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `order-id`.
    pub order_id: Option<String>,
    /// `api-key`.
    pub api_key: Option<String>,
    /// `partner-order-id`.
    pub partner_order_id: Option<String>,
    /// `side`.
    pub side: Option<String>,
    /// `status`.
    pub status: Option<String>,
    /// `status-url`.
    pub status_url: Option<String>,
    /// `stream-url`.
    pub stream_url: Option<String>,
    /// `events-url`.
    pub events_url: Option<String>,
    /// `environment`.
    pub environment: Option<String>,
    /// `locale`.
    pub locale: Option<String>,
    /// `theme`.
    pub theme: Option<String>,
    /// `layout`.
    pub layout: Option<String>,
    /// `resume-url`.
    pub resume_url: Option<String>,
    /// `retry-url`.
    pub retry_url: Option<String>,
    /// `support-url`.
    pub support_url: Option<String>,
    /// `from-redirect`.
    pub from_redirect: bool,
    /// Whether the page gave `fetchOrder`.
    pub fetch_order: bool,
    /// Whether the page gave `user` or `activeOrders`: then it is fine to follow no order.
    pub user_given: bool,
    /// `explorerHosts`.
    pub explorer_hosts: Vec<String>,
}
