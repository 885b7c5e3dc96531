//! Links from orders and from the page, the status source's address, and the stream's: every line is tried as each of them.
//!
//! The lines: a link, a transaction's hash, a host that the page trusts, the page's origin, an id.

use super::checks;
use transak_order_tracker::link::{self, StatusUrl};

pub fn body(text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    let extra_hosts = [line(2).to_owned(), "x.example".to_owned()];
    for candidate in lines.iter().take(8) {
        explorer(candidate, None, &extra_hosts);
        explorer(candidate, Some(line(1)), &extra_hosts);
        if let Some(url) = link::page(candidate) {
            checks::page_link(&url);
        }
        if let Ok(url) = link::stream(candidate) {
            checks::socket(&url);
        }
        status_url(candidate, line(3), line(4));
        if link::is_plain_id(candidate) {
            assert!(!candidate.contains(|c: char| !c.is_ascii_graphic() || c == '/'));
        }
    }
}

fn explorer(link: &str, hash: Option<&str>, extra_hosts: &[String]) {
    let Some(url) = link::explorer(link, hash, extra_hosts) else {
        return;
    };
    checks::followed(&url, extra_hosts);
    // What was asked for is where it leads: nothing was left out between the host and the path.
    let authority = |url: &str| {
        let rest = url.get(8..).unwrap_or_default();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().to_ascii_lowercase()
    };
    assert_eq!(authority(link), authority(&url));
    assert_eq!(
        link::explorer(&url, hash, extra_hosts).as_ref(),
        Some(&url),
        "what was rebuilt passes, and stays the same"
    );
}

/// An id fills its place and changes nothing else.
fn status_url(template: &str, origin: &str, id: &str) {
    let Ok(url) = StatusUrl::read(template, origin) else {
        return;
    };
    let Some(filled) = url.url(Some(id), Some(id)) else {
        assert!(id.bytes().all(|b| b == b'.'), "{id:?} is an id");
        return;
    };
    assert!(!filled.contains(['{', '}', ' ', '\\']), "{filled}");
    assert!(!filled.starts_with("//"), "{filled} leads elsewhere");
    let other = url.url(Some("0"), Some("0")).expect("filled in");
    let count = |url: &str, marks: &[char]| url.matches(marks).count();
    for marks in [&['/'][..], &['?'], &['#'], &['&'], &[':', '@']] {
        assert_eq!(count(&filled, marks), count(&other, marks), "{filled}");
    }
    if let Some(rest) = filled.strip_prefix("http://") {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let same = origin.strip_prefix("http://") == rest.get(..end);
        // `:80` and capitals are another spelling of the same origin.
        let usual = rest[..end].trim_end_matches(":80").to_ascii_lowercase();
        if !same && origin != ["http://", &usual].concat() {
            checks::loopback(rest);
        }
    }
}
