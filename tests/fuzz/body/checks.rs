//! The invariants that several targets assert, written in another way than the code under test is.

use transak_order_tracker::link::{EXPLORERS, is_host_name};
use transak_order_tracker::order::{Amount, Order, Status, Time};

/// Whether a character can change how others look, or what a line is.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text that is shown: on one line, in its own direction, not longer than `most`.
pub fn shown(text: &str, most: usize) {
    assert!(text.chars().count() <= most, "{text:?} is too long");
    assert!(!text.contains(is_treacherous), "{text:?} disguises");
    assert_eq!(text, text.trim(), "not trimmed");
}

/// What the decoder lets through.
pub fn order(order: &Order) {
    for (text, most) in [
        (&order.id, 200),
        (&order.fiat_currency, 20),
        (&order.crypto_currency, 20),
        (&order.network, 60),
        (&order.payment_method, 60),
        (&order.transaction_hash, 200),
        (&order.status_reason, 200),
        (&order.deposit_address, 200),
    ] {
        if let Some(text) = text {
            assert!(!text.is_empty(), "an empty text is none");
            shown(text, most);
        }
    }
    if let Some(link) = &order.transaction_link {
        assert!(link.len() <= 700, "a link of {} bytes", link.len());
    }
    let amounts = [&order.fiat_amount, &order.crypto_amount, &order.fee];
    amounts.into_iter().flatten().for_each(amount);
    let (created, updated) = (order.created_at, order.updated_at);
    let times = [created, updated, order.completed_at, order.expires_at];
    times.into_iter().flatten().for_each(time);
    if let Status::Unknown(code) = &order.status {
        assert!((1..=64).contains(&code.len()));
        assert!(
            code.bytes()
                .all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
        );
        assert_eq!(Status::parse(code).as_ref(), Some(&order.status));
    }
}

fn amount(amount: &Amount) {
    match amount {
        Amount::Number(number) => assert!(number.is_finite() && number.is_sign_positive()),
        Amount::Text(text) => {
            assert!((1..=40).contains(&text.len()));
            assert!(text.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
            assert!(text.parse::<f64>().is_ok(), "{text}");
        }
    }
}

fn time(time: Time) {
    let iso = time.to_iso();
    assert!(("2010"..="2099").contains(&&iso[..4]), "{iso}");
    assert_eq!(Time::parse(&iso), Some(time), "{iso} there and back");
}

/// A link from an order that is followed: `https:`, to a host that is trusted by name, and nowhere else.
pub fn followed(url: &str, extra_hosts: &[String]) {
    let rest = url.strip_prefix("https://").expect("https");
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(end);
    let trusted = EXPLORERS.lines().any(|known| known == host)
        || extra_hosts
            .iter()
            .any(|known| known.to_ascii_lowercase() == host);
    assert!(trusted, "{host} is not in the list");
    assert!(is_host_name(host), "{host}");
    let top = host.rsplit('.').next().unwrap_or_default();
    let name = top.starts_with(|c: char| c.is_ascii_lowercase()) && host.contains('.');
    assert!(name, "{host} could be an address");
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
    assert!(host.bytes().all(plain), "{host}: user, port or worse");
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    assert!(path.starts_with('/') && path.len() <= 512, "{path}");
    assert!(!path.contains("//") && !path.split('/').any(|part| part == ".."));
    assert!(tail.len() <= 512 + 2 * 257);
    assert!(
        tail.bytes().all(|b| b.is_ascii_graphic())
            && !tail.contains(['"', '\'', '<', '>', '\\', '@', '`'])
    );
}

/// A link that the page gave: relative, `https:`, or `http:` to this machine.
pub fn page_link(url: &str) {
    assert!(!url.is_empty() && url.len() <= 2_048);
    assert!(!url.contains(|c: char| c.is_ascii_control() || c == '\\' || c == ' '));
    assert!(!url.starts_with("//"), "{url} leads to another host");
    let first = url.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains(':') {
        let rest = url.strip_prefix("https://");
        let rest = rest.or_else(|| url.strip_prefix("http://").inspect(|rest| loopback(rest)));
        let rest = rest.expect("https, or http to this machine");
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        assert!(!host.is_empty() && !host.contains(['@', '%']), "{url}");
    }
}

/// Host and rest of a URL that lead to this machine.
pub fn loopback(rest: &str) {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = if let Some(inside) = host.strip_prefix('[') {
        inside.split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    let address: Option<std::net::IpAddr> = name.parse().ok();
    assert!(
        name.eq_ignore_ascii_case("localhost") || address.is_some_and(|it| it.is_loopback()),
        "{host} is not this machine"
    );
}

/// The address of a socket.
pub fn socket(url: &str) {
    let rest = url
        .strip_prefix("wss://")
        .or_else(|| url.strip_prefix("ws://").inspect(|rest| loopback(rest)));
    let rest = rest.expect("wss, or ws to this machine");
    let (host, path) = rest.split_once("/app/").expect("the path /app/{key}");
    assert!(!host.is_empty() && !host.contains(['/', '?', '#', '@', '\\']));
    let (key, query) = path.split_once('?').expect("what we say of ourselves");
    assert!((1..=64).contains(&key.len()));
    assert!(
        key.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    );
    assert!(query.starts_with("protocol=7&client=") && !query.contains('?'));
}
