//! Requests of servers are signed with the application's secret; this is who checks it.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::server::error::ApiError;
use crate::server::{Options, now_ms};

/// How old or how early a request may be.
const TOLERANCE_SECONDS: u64 = 600;

/// A signed request.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a [(String, String)],
    pub(super) body: &'a [u8],
}

/// Whether it is signed as it should be, or what is wrong.
pub(super) fn check(request: &Signed<'_>, options: &Options) -> Result<(), ApiError> {
    if request.get("auth_key")? != options.app_key {
        return Err(ApiError::unauthorized(
            "auth_key is not the key of this application",
        ));
    }
    if request.get("auth_version")? != "1.0" {
        return Err(ApiError::unauthorized("auth_version must be 1.0"));
    }
    let Ok(timestamp) = request.get("auth_timestamp")?.parse::<u64>() else {
        return Err(ApiError::unauthorized(
            "auth_timestamp must be a unix time in seconds",
        ));
    };
    if timestamp.abs_diff(now_ms() / 1000) > TOLERANCE_SECONDS {
        return Err(ApiError::unauthorized(
            "auth_timestamp is more than 600 s away from now",
        ));
    }
    if !request.body.is_empty() && request.get("body_md5")? != hex(&Md5::digest(request.body)) {
        return Err(ApiError::unauthorized(
            "body_md5 is not the MD5 sum of the body",
        ));
    }
    let signature = unhex(request.get("auth_signature")?);
    let is_signed =
        signature.is_some_and(|signature| request.is_signed(&signature, &options.secret));
    if is_signed {
        Ok(())
    } else {
        Err(ApiError::unauthorized(format!(
            "auth_signature is wrong: it must be the HMAC-SHA256, in hexadecimal digits, of {:?}",
            request.text()
        )))
    }
}

impl<'a> Signed<'a> {
    fn get(&self, name: &str) -> Result<&'a str, ApiError> {
        let pair = self.query.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
            .ok_or_else(|| ApiError::unauthorized(format!("{name} is missing")))
    }

    /// What is signed: the method, the path, and the parameters in order, without their encoding.
    fn text(&self) -> String {
        let mut pairs: Vec<_> = self
            .query
            .iter()
            .map(|(key, value)| (key.to_lowercase(), value))
            .filter(|(key, _)| key != "auth_signature")
            .collect();
        pairs.sort();
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        format!("{}\n{}\n{}", self.method, self.path, pairs.join("&"))
    }

    fn is_signed(&self, signature: &[u8], secret: &str) -> bool {
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).is_ok_and(|mac| {
            mac.chain_update(self.text())
                .verify_slice(signature)
                .is_ok()
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?
        .chunks_exact(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The worked example of Pusher's own documentation of its HTTP API.
    #[test]
    fn the_example_of_pushers_documentation_is_signed_right() {
        let body = br#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;
        let pairs = [
            ("auth_key", "278d425bdf160c739803"),
            ("auth_timestamp", "1353088179"),
            ("auth_version", "1.0"),
            ("body_md5", "ec365a775a4cd0599faeb73354201b6f"),
        ];
        let query: Vec<_> = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let signed = Signed {
            method: "POST",
            path: "/apps/3/events",
            query: &query,
            body,
        };
        assert_eq!(hex(&Md5::digest(body)), "ec365a775a4cd0599faeb73354201b6f");
        let signature =
            unhex("da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c").unwrap();
        assert!(signed.is_signed(&signature, "7ad3773142a6692b25b8"));
        assert!(!signed.is_signed(&signature, "7ad3773142a6692b25b9"));
    }

    #[test]
    fn what_is_not_hexadecimal_is_no_signature() {
        assert_eq!(unhex("00ffA0"), Some(vec![0, 255, 160]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
        assert_eq!(unhex("éé"), None);
    }
}
