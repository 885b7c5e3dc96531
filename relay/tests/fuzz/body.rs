//! What must hold of every webhook's body, and of whatever Transak may have signed.

use crate::record::{Record, Voice};
use crate::webhook::{self, Webhook};
use crate::{public, record};

const SECRET: &str = "the access token";

/// As a body from nobody in particular, and as claims that Transak signed.
pub fn run(bytes: &[u8]) {
    assert!(
        webhook::read(bytes, &[SECRET.to_owned()]).is_err(),
        "nobody else can sign"
    );
    let Ok(claims) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes());
    let Ok(token) = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key) else {
        return;
    };
    let body = serde_json::json!({ "data": token }).to_string();
    assert!(
        webhook::read(body.as_bytes(), &["another".to_owned()]).is_err(),
        "the signature decides"
    );
    let Ok(Webhook::Order(told)) = webhook::read(body.as_bytes(), &[SECRET.to_owned()]) else {
        return;
    };
    assert_eq!(webhook::order_id(&told.id).as_ref(), Some(&told.id));
    assert_eq!(
        public::read(&public::write(&told.order)).as_ref(),
        Some(&told.order),
        "what is told reads as it was"
    );
    let mut stored = record::Record {
        id: told.id.clone(),
        ..Record::default()
    };
    assert!(
        stored.apply(&told, Voice::Webhook, 1, 1),
        "the first news is news"
    );
    let once = stored.clone();
    assert!(
        !stored.apply(&told, Voice::Webhook, 1, 1) && stored == once,
        "twice is as once"
    );
}
