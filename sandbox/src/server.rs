//! The sandbox over the network: an order stream, a status endpoint, and the control API that commands them.
//!
//! Invariant: everything is bounded (sockets, channels a socket, frames, bodies, orders kept), and nothing that arrives
//! can do more than get itself refused.

mod control;
mod cors;
mod error;
mod faults;
mod files;
mod hub;
mod partner;
mod play;
mod pusher;
mod reply;
mod request;
mod status;
mod webhooks;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use faults::Faults;
use hub::Hub;
use play::Orders;
use webhooks::Webhooks;

/// Bodies of requests: a batch of ten events of 10 kB each, and what is around them.
const BODY_LIMIT: usize = 256 * 1024;

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The key of the Pusher application, which clients connect with.
    pub app_key: String,
    /// The id of the Pusher application, which servers publish to.
    pub app_id: String,
    /// The secret that servers sign with.
    pub secret: String,
    /// How much faster than life scenarios play, unless an order says otherwise; 0 means step by step, by hand.
    pub speed: f64,
    /// How long a socket may be silent before it is pinged; at least a second.
    pub activity_timeout: Duration,
    /// How long it may then take to answer before it is closed.
    pub pong_timeout: Duration,
    /// A directory to serve files from.
    pub files: Option<PathBuf>,
    /// Where Transak's webhooks go, if anywhere.
    pub webhook_url: Option<String>,
    /// The partner's access token, which webhooks are signed with and the partner API wants.
    pub access_token: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            app_key: "1d9ffac87de599c61283".to_owned(),
            app_id: "sandbox".to_owned(),
            secret: "sandbox-secret".to_owned(),
            speed: 1.0,
            activity_timeout: Duration::from_secs(120),
            pong_timeout: Duration::from_secs(30),
            files: None,
            webhook_url: None,
            access_token: "sandbox-access-token".to_owned(),
        }
    }
}

/// What all requests share.
struct Sandbox {
    options: Options,
    address: SocketAddr,
    hub: Hub,
    orders: Orders,
    faults: Faults,
    webhooks: Webhooks,
}

type Shared = Arc<Sandbox>;

/// Serves a sandbox until the listener fails or the future is dropped.
///
/// # Errors
/// When the listener's address cannot be told, or accepting connections fails for good.
pub async fn serve(listener: TcpListener, options: Options) -> io::Result<()> {
    let webhooks = Webhooks::start(options.webhook_url.clone(), options.access_token.clone());
    let sandbox = Arc::new(Sandbox {
        options,
        webhooks,
        address: listener.local_addr()?,
        hub: Hub::default(),
        orders: Orders::default(),
        faults: Faults::default(),
    });
    axum::serve(listener, router(sandbox)).await
}

fn router(sandbox: Shared) -> Router {
    Router::new()
        .route("/app/{key}", get(pusher::connect))
        .route("/apps/{app_id}/events", post(pusher::trigger))
        .route("/apps/{app_id}/batch_events", post(pusher::trigger_batch))
        .route("/apps/{app_id}/channels", get(pusher::channels))
        .route("/apps/{app_id}/channels/{name}", get(pusher::channel))
        .route("/orders/{order}", get(status::order))
        .route("/partners/api/v2/order/{order}", get(partner::order))
        .route("/partners/api/v2/refresh-token", post(partner::refresh))
        .merge(control::routes())
        .fallback(files::fallback)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(middleware::from_fn(cors::guard))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(sandbox)
}

/// The wall clock, in unix milliseconds.
fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
