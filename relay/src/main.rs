//! The relay's binary: reads the environment, serves, and ends when asked to.

use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use transak_order_relay::config::{Config, ConfigError};
use transak_order_relay::{Relay, http};

#[tokio::main]
async fn main() -> ExitCode {
    let wish = std::env::var("RELAY_LOG").unwrap_or_default();
    let wish = if wish.trim().is_empty() {
        "info,sqlx=warn"
    } else {
        &wish
    };
    let filter =
        EnvFilter::try_new(wish).map_err(|error| format!("RELAY_LOG is no filter: {error}"));
    let config = Config::read(|name| std::env::var(name).ok());
    let (filter, config) = match (filter, config) {
        (Ok(filter), Ok(config)) => (filter, config),
        (filter, config) => {
            let wrong = config
                .err()
                .map(|ConfigError(wrong)| wrong)
                .unwrap_or_default();
            for what in wrong.into_iter().chain(filter.err()) {
                eprintln!("relay: {what}");
            }
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("relay: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (public, admin) = (
        TcpListener::bind(config.listen).await?,
        TcpListener::bind(config.admin_listen).await?,
    );
    let mut end = signal(SignalKind::terminate())?;
    let drain = config.drain;
    let relay = Relay::open(config, None).await?;
    let mut tasks = relay.start().await;
    let (stop, stopping) = watch::channel(false);
    println!(
        "relay listening on http://{}, for its operator on http://{}",
        public.local_addr()?,
        admin.local_addr()?
    );
    let leaving = relay.clone();
    tokio::spawn(async move {
        tokio::select! {
            // What comes until a balancer has noticed is answered.
            _ = end.recv() => {
                leaving.leave();
                tracing::info!("leaving");
                tokio::time::sleep(drain).await;
            }
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    let [outside, inside] = http::doors(relay.clone(), stopping.clone());
    tokio::join!(
        http::serve(public, outside, stopping.clone()),
        http::serve(admin, inside, stopping),
    );
    tasks.shutdown().await;
    relay.close().await;
    Ok(())
}
