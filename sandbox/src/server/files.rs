//! Every other path: a file of the served directory, if there is one.
//!
//! Invariant: nothing outside of the directory is ever read, not by `..`, not by a link.

use std::path::{Path, PathBuf};

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::fs;

use super::error::ApiError;
use super::{Shared, pusher};

const SIZE_LIMIT: u64 = 64 * 1024 * 1024;

/// What no other route takes.
pub(super) async fn fallback(
    State(sandbox): State<Shared>,
    method: Method,
    uri: Uri,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return pusher::refuse_path(upgrade);
    }
    let missing =
        || ApiError::not_found(format!("there is nothing at {}", uri.path())).into_response();
    let (Some(root), Some(segments)) = (&sandbox.options.files, segments(uri.path())) else {
        return missing();
    };
    if method != Method::GET && method != Method::HEAD {
        return super::error::method_not_allowed(method, uri)
            .await
            .into_response();
    }
    file(root, &segments, uri.path().ends_with('/'))
        .await
        .unwrap_or_else(missing)
}

async fn file(root: &Path, segments: &[String], is_directory: bool) -> Option<Response> {
    let root = fs::canonicalize(root).await.ok()?;
    let mut path = fs::canonicalize(root.join(segments.iter().collect::<PathBuf>()))
        .await
        .ok()?;
    if path.starts_with(&root) && path.is_dir() {
        if !is_directory {
            let location = format!("/{}/", segments.join("/"));
            return Some((StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response());
        }
        path = fs::canonicalize(path.join("index.html")).await.ok()?;
    }
    let metadata = fs::metadata(&path).await.ok()?;
    if !path.starts_with(&root) || !metadata.is_file() || metadata.len() > SIZE_LIMIT {
        return None;
    }
    let headers = [(CONTENT_TYPE, mime(&path)), (CACHE_CONTROL, "no-store")];
    let content = fs::read(&path).await.ok()?;
    Some((headers, content).into_response())
}

/// The path's segments, decoded; `None` where one is not a plain name.
fn segments(path: &str) -> Option<Vec<String>> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(segment)
        .collect()
}

fn segment(encoded: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.bytes();
    while let Some(byte) = bytes.next() {
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let byte = if byte == b'%' {
            u8::try_from(digit()? * 16 + digit()?).ok()?
        } else {
            byte
        };
        decoded.push(byte);
    }
    let name = String::from_utf8(decoded).ok()?;
    let is_plain = name != "." && name != ".." && !name.contains(['/', '\\', '\0', ':']);
    is_plain.then_some(name)
}

fn mime(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" | "htm" => "text/html; charset=utf-8",
        "js" | "mjs" | "cjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" | "webmanifest" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_segment_by_segment_and_never_climbs() {
        assert_eq!(
            segments("/a%20b//c.js"),
            Some(vec!["a b".to_owned(), "c.js".to_owned()])
        );
        for bad in [
            "/..",
            "/a/%2e%2e/b",
            "/a%2fb",
            "/a%5cb",
            "/%00",
            "/%zz",
            "/%2",
            "/%ff",
        ] {
            assert_eq!(segments(bad), None, "{bad}");
        }
    }
}
