//! How an order is written: the three spellings of Transak, with and without envelopes, and the frames around them.

use crate::random::Random;
use crate::truth::{AWAITING, CANCELLED, COMPLETED, EPOCH, EXPIRED, FAILED, MARKED, Move, Story};
use transak_order_tracker::order::Time;

/// The order as the status source answers it.
pub fn answer(story: &Story, truth: &Move, random: &mut Random) -> String {
    let id = random.pick(&["id", "orderId", "_id"]);
    let order = order(story, truth, Some(id));
    if random.chance(50) {
        format!(r#"{{"data":{order}}}"#)
    } else {
        order
    }
}

/// An order that nobody here follows.
pub const STRANGER: &str = r#"{"id":"00000000-aaaa-4bbb-8ccc-000000000000","status":"COMPLETED","createdAt":"2020-01-01T00:00:00Z"}"#;

/// The frame that the stream sends when the order takes a status.
pub fn event(story: &Story, truth: &Move, random: &mut Random) -> String {
    // Under a reference an order without its id might be either.
    let bare = story.reference.is_none() && random.chance(15);
    let data = order(story, truth, (!bare).then_some("id"));
    let data = if random.chance(20) {
        format!(
            r#"{{"eventID":"{}","webhookData":{data}}}"#,
            name(truth.status)
        )
    } else {
        data
    };
    // One name covers several statuses, and it may be wrong: only the order's own status counts.
    let name = if random.chance(10) {
        "ORDER_COMPLETED"
    } else {
        name(truth.status)
    };
    frame(name, &story.channel(), &data, random.chance(80))
}

/// A frame with data, which is mostly encoded twice.
pub fn frame(event: &str, channel: &str, data: &str, twice: bool) -> String {
    let data = if twice { quoted(data) } else { data.to_owned() };
    format!(r#"{{"event":"{event}","channel":"{channel}","data":{data}}}"#)
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn name(status: &str) -> &'static str {
    match status {
        AWAITING => "ORDER_CREATED",
        MARKED => "ORDER_PAYMENT_VERIFYING",
        COMPLETED => "ORDER_COMPLETED",
        FAILED | EXPIRED | CANCELLED => "ORDER_FAILED",
        _ => "ORDER_PROCESSING",
    }
}

/// The bare order; `id` is the name of the field that holds its id.
pub fn order(story: &Story, truth: &Move, id: Option<&str>) -> String {
    let mut text = String::from("{");
    if let Some(id) = id {
        text += &format!(r#""{id}":"{}","#, story.ids[truth.order]);
    }
    let created = EPOCH + story.created[truth.order] as i64;
    text += &format!(
        r#""status":"{}","isBuyOrSell":"{}","createdAt":"{}","fiatAmount":100,"cryptoAmount":"0.031""#,
        truth.status,
        story.side,
        Time(created).to_iso()
    );
    text += r#","paymentOptionId":"credit_debit_card","network":"ethereum","cryptoPaymentData":{"paymentAddress":"0xA"}"#;
    if story.dated {
        text += &format!(r#","updatedAt":"{}""#, Time(truth.updated).to_iso());
    }
    if let Some(window) = story.window {
        text += &format!(
            r#","autoExpiresAt":"{}""#,
            Time(created + window as i64).to_iso()
        );
    }
    if truth.status == COMPLETED {
        text += &format!(r#","completedAt":"{}""#, Time(truth.updated + 900).to_iso());
    }
    text.push('}');
    text
}
