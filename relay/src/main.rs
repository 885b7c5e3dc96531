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
    let filter =
        EnvFilter::try_from_env("RELAY_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let config = match Config::read(|name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(ConfigError(wrong)) => {
            for what in wrong {
                eprintln!("relay: {what}");
            }
            return ExitCode::from(2);
        }
    };
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
    let relay = Relay::open(config, None).await?;
    let mut tasks = relay.start().await;
    let (stop, stopping) = watch::channel(false);
    println!(
        "relay listening on http://{}, for its operator on http://{}",
        public.local_addr()?,
        admin.local_addr()?
    );
    let mut end = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = end.recv() => {}
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
