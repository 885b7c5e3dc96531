//! Loads a relay on loopback: webhooks at a rate, with event streams open, and then looks whether what was acknowledged is there and was told.
//!
//! `load URL TOKEN SECONDS RATE STREAMS`; `cargo xtask load` starts a relay and calls it. It measures and reports; it fails only where news was lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

const WAY: [&str; 4] = [
    "AWAITING_PAYMENT_FROM_USER",
    "PROCESSING",
    "PENDING_DELIVERY_FROM_TRANSAK",
    "COMPLETED",
];
const SENDERS: usize = 64;

struct Load {
    url: String,
    token: String,
    http: reqwest::Client,
    /// Orders are numbered; each is sent through its way by one sender.
    next: AtomicUsize,
    failures: AtomicU64,
    /// The last step of each order that was acknowledged, and the latencies in microseconds.
    done: Mutex<(HashMap<usize, usize>, Vec<u64>)>,
}

fn id(number: usize) -> String {
    format!("{number:08x}-0000-4000-8000-{:012x}", std::process::id())
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words[at].parse::<usize>().expect("a number");
    let (seconds, rate, streams) = (number(2), number(3), number(4));
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    let load = Arc::new(Load {
        url: words[0].clone(),
        token: words[1].clone(),
        http,
        next: AtomicUsize::new(0),
        failures: AtomicU64::new(0),
        done: Mutex::default(),
    });

    let told = Arc::new(Mutex::new(HashMap::new()));
    let mut open = 0;
    for number in 0..streams {
        if listen(&load.url, number, Arc::clone(&told)).await {
            open += 1;
        }
    }
    println!("{open} event streams are open");

    let begin = Instant::now();
    let end = begin + Duration::from_secs(seconds as u64);
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| tokio::spawn(send(Arc::clone(&load), begin, end, rate)))
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let took = begin.elapsed().as_secs_f64();
    let (done, mut latencies) = load.done.lock().unwrap().clone();
    latencies.sort_unstable();
    let at = |part: usize| {
        latencies
            .get(latencies.len() * part / 100)
            .copied()
            .unwrap_or_default() as f64
            / 1_000.0
    };
    println!(
        "{} webhooks acknowledged in {took:.1} s: {:.0} a second",
        latencies.len(),
        latencies.len() as f64 / took
    );
    println!(
        "acknowledged after (ms): p50 {:.1}, p95 {:.1}, p99 {:.1}",
        at(50),
        at(95),
        at(99)
    );
    println!(
        "{} were not acknowledged",
        load.failures.load(Ordering::SeqCst)
    );

    sleep(Duration::from_secs(3)).await;
    let (mut lost, mut untold) = (0, 0);
    for (number, step) in &done {
        if step_of(&load, *number)
            .await
            .is_none_or(|stored| stored < *step)
        {
            lost += 1;
        }
        let heard = told.lock().unwrap().get(number).copied();
        if *number < streams && heard.is_none_or(|heard| heard < *step) {
            untold += 1;
        }
    }
    println!(
        "{} orders looked at: {lost} lost, {untold} of the streams did not tell the last status",
        done.len()
    );
    if lost + untold > 0 || open < streams {
        std::process::exit(1);
    }
}

async fn send(load: Arc<Load>, begin: Instant, end: Instant, rate: usize) {
    let mut sent = 0_usize;
    while Instant::now() < end {
        let number = load.next.fetch_add(1, Ordering::Relaxed);
        for step in 0..WAY.len() {
            // Each sender has its share of the rate.
            let due = begin + Duration::from_secs_f64(sent as f64 * SENDERS as f64 / rate as f64);
            tokio::time::sleep_until(due.into()).await;
            sent += 1;
            let body = body(&load.token, number, step);
            let posted = Instant::now();
            let request = load
                .http
                .post(format!("{}/webhooks/transak", load.url))
                .body(body);
            if request
                .send()
                .await
                .is_ok_and(|answer| answer.status() == 200)
            {
                let micros = u64::try_from(posted.elapsed().as_micros()).unwrap();
                let mut done = load.done.lock().unwrap();
                done.0.insert(number, step);
                done.1.push(micros);
            } else {
                load.failures.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

fn body(token: &str, number: usize, step: usize) -> String {
    let order = json!({
        "id": id(number), "status": WAY[step], "isBuyOrSell": "BUY", "fiatAmount": 45, "fiatCurrency": "EUR", "cryptoAmount": 0.0178,
        "cryptoCurrency": "ETH", "network": "ethereum", "paymentOptionId": "credit_debit_card", "createdAt": "2026-11-27T09:00:00.000Z",
        "updatedAt": format!("2026-11-27T09:0{step}:00.000Z"), "walletAddress": "0xD902d7eBF7bc5eCa9EEA22a6Ee9F1A30EBeBEFeE",
        "statusHistories": [{ "message": "x".repeat(2_000) }],
    });
    let claims = json!({ "webhookData": order, "eventID": "ORDER_PROCESSING", "createdAt": format!("2026-11-27T10:0{step}:00.000Z") });
    let token = encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(token.as_bytes()),
    )
    .unwrap();
    json!({ "data": token }).to_string()
}

/// Opens the event stream of an order, and notes the furthest status that it tells.
async fn listen(url: &str, number: usize, told: Arc<Mutex<HashMap<usize, usize>>>) -> bool {
    let host = url.trim_start_matches("http://").to_owned();
    let Ok(mut socket) = TcpStream::connect(&host).await else {
        return false;
    };
    let request = format!(
        "GET /orders/{}/events HTTP/1.1\r\nhost: {host}\r\n\r\n",
        id(number)
    );
    let mut buffer = vec![0; 4_096];
    if socket.write_all(request.as_bytes()).await.is_err() {
        return false;
    }
    let Ok(read) = socket.read(&mut buffer).await else {
        return false;
    };
    if !buffer[..read].starts_with(b"HTTP/1.1 200") {
        return false;
    }
    tokio::spawn(async move {
        let mut text = String::new();
        while let Ok(read @ 1..) = socket.read(&mut buffer).await {
            text.push_str(&String::from_utf8_lossy(&buffer[..read]));
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                if let Some(step) = WAY.iter().rposition(|status| event.contains(status)) {
                    let mut told = told.lock().unwrap();
                    let last = told.entry(number).or_default();
                    *last = step.max(*last);
                }
            }
        }
    });
    true
}

async fn step_of(load: &Load, number: usize) -> Option<usize> {
    let answer = load
        .http
        .get(format!("{}/orders/{}", load.url, id(number)))
        .send()
        .await
        .ok()?;
    let answer: Value = answer.json().await.ok()?;
    let status = answer.get("data")?.get("status")?.as_str()?.to_owned();
    WAY.iter().position(|known| *known == status)
}
