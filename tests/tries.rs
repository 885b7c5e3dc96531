//! Several tries under one partner reference: what the feed shows, asks, offers and announces (contract §3.3).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod common;

use common::{CREATED, Driven, ORDER_ID, OTHER_ID, config, now, order};
use transak_order_tracker::config::Options;
use transak_order_tracker::feed::event::Event;
use transak_order_tracker::feed::{Answer, Feed, Input, Memory};
use transak_order_tracker::order::{Order, Time};
use transak_order_tracker::state::Source;

fn by_reference() -> Options {
    Options {
        api_key: Some("key".to_owned()),
        partner_order_id: Some("ref-1".to_owned()),
        status_url: Some("/orders/{partnerOrderId}".to_owned()),
        retry_url: Some("/pay".to_owned()),
        ..Options::default()
    }
}

/// A try, placed so many seconds after the first.
fn placed(id: &str, status: &str, seconds: i64) -> Order {
    Order {
        id: Some(id.to_owned()),
        created_at: Some(Time(CREATED + seconds * 1_000)),
        payment_method: Some("credit_debit_card".to_owned()),
        ..order(status)
    }
}

fn first(status: &str) -> Order {
    placed(ORDER_ID, status, 0)
}

fn second(status: &str) -> Order {
    placed(OTHER_ID, status, 60)
}

/// A feed whose stream is live, and whose source has answered this.
fn following(answer: Order) -> Driven {
    let mut feed = Driven::new(&by_reference());
    feed.answer(answer.clone());
    feed.subscribe();
    feed.answer(answer);
    feed
}

fn offers(feed: &Driven) -> Vec<&'static str> {
    let prompt = feed.feed.state().prompt.clone();
    prompt
        .map(|prompt| prompt.action_names())
        .unwrap_or_default()
}

/// What was announced: statuses, and ends with an exclamation mark.
fn announced(feed: &Driven) -> Vec<String> {
    let events = feed.events();
    let name = |event: &Event| match event {
        Event::Status(change) => Some(change.status.clone()),
        Event::Final(change) => Some(format!("{}!", change.status)),
        _ => None,
    };
    events.iter().filter_map(name).collect()
}

#[test]
fn a_completion_that_the_source_confirms_counts_before_one_of_a_newer_try_that_was_only_said() {
    let mut feed = following(second("AWAITING_PAYMENT_FROM_USER"));
    feed.stream(second("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", false));
    feed.pass(200);
    feed.answer(first("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
    assert_eq!(
        announced(&feed)
            .iter()
            .filter(|one| *one == "COMPLETED!")
            .count(),
        1
    );
    // And that is the end of it: nothing is asked any more, whatever is said of the other.
    let asked = feed.questions().len();
    feed.stream(second("FAILED"));
    feed.pass(600_000);
    assert_eq!(feed.shown(), ("COMPLETED", true));
    assert_eq!(feed.questions().len(), asked);
}

#[test]
fn where_an_answer_uncovers_the_hint_of_another_try_the_source_is_asked_about_that_soon() {
    let mut feed = following(first("FAILED"));
    feed.stream(second("PROCESSING"));
    feed.pass(200);
    feed.answer(second("PROCESSING"));
    feed.stream(placed("third", "AWAITING_PAYMENT_FROM_USER", 120));
    feed.stream(second("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", false));
    // The source lags until nobody asks it again soon.
    for wait in [200, 2_000, 4_000, 8_000, 16_000] {
        feed.pass(wait);
        feed.answer(first("FAILED"));
    }
    let asked = feed.questions().len();
    feed.pass(16_000);
    assert_eq!(feed.questions().len(), asked);
    while feed.questions().len() == asked {
        feed.pass(1_000);
    }
    feed.answer(second("PROCESSING"));
    assert_eq!(
        feed.shown(),
        ("AWAITING_PAYMENT_FROM_USER", false),
        "the third"
    );
    feed.pass(2_000);
    assert_eq!(feed.questions().len(), asked + 2);
}

#[test]
fn while_a_newer_try_goes_on_a_lagging_source_leads_nobody_into_paying_again() {
    let mut feed = following(first("FAILED"));
    assert_eq!(offers(&feed), ["retry", "support"]);
    feed.stream(second("PAYMENT_DONE_MARKED_BY_USER"));
    let before = announced(&feed).len();
    // The source goes on to speak of the first: after 0.2, then 2, 4, 8 and 16 s.
    for wait in [200, 2_000, 4_000, 8_000, 16_000] {
        let asked = feed.questions().len();
        feed.pass(wait - 1);
        assert_eq!(feed.questions().len(), asked, "not before {wait}");
        feed.pass(1);
        assert_eq!(feed.questions().len(), asked + 1, "after {wait}");
        feed.answer(first("FAILED"));
        assert_eq!(feed.shown(), ("PAYMENT_DONE_MARKED_BY_USER", false));
        assert!(!offers(&feed).contains(&"retry"));
    }
    assert_eq!(
        announced(&feed).len(),
        before,
        "no end of the first is announced again"
    );
    // Then at the usual pace; and at last it has caught up.
    let asked = feed.questions().len();
    for _ in 0..80 {
        if !feed.feed.is_asking() {
            feed.heard = Some(feed.mono);
            feed.pass(1_000);
        }
    }
    assert_eq!(feed.questions().len(), asked + 1);
    feed.answer(second("PROCESSING"));
    assert_eq!(feed.shown(), ("PROCESSING", true));
}

#[test]
fn a_lagging_source_vouches_for_nothing() {
    let mut feed = following(first("FAILED"));
    feed.heard = None;
    feed.handle(Input::Unsubscribed(feed.channel()));
    feed.handle(Input::News(Source::Push, second("PROCESSING").into()));
    let mut answered = feed.questions().len();
    for _ in 0..130 {
        feed.pass(500);
        if feed.questions().len() > answered {
            answered = feed.questions().len();
            feed.answer(first("FAILED"));
        }
    }
    assert_eq!(feed.shown(), ("PROCESSING", false));
    assert_eq!(
        feed.freshness(),
        "stale",
        "a minute without a word on what is shown"
    );
}

#[test]
fn a_second_try_that_fails_as_a_hint_offers_no_retry_until_the_source_says_so() {
    let mut feed = following(first("FAILED"));
    feed.stream(second("FAILED"));
    feed.pass(200);
    feed.answer(first("FAILED"));
    assert_eq!(feed.shown(), ("FAILED", false));
    assert!(!offers(&feed).contains(&"retry"));
    feed.pass(2_000);
    feed.answer(second("FAILED"));
    assert_eq!(feed.shown(), ("FAILED", true));
    assert!(offers(&feed).contains(&"retry"));
}

#[test]
fn each_try_has_its_own_status_and_end_also_where_its_code_equals_the_last_ones() {
    let mut feed = following(first("FAILED"));
    assert_eq!(announced(&feed), ["FAILED", "FAILED!"]);
    feed.handle(Input::Refresh);
    feed.answer(second("FAILED"));
    assert_eq!(announced(&feed), ["FAILED", "FAILED!", "FAILED", "FAILED!"]);
    feed.handle(Input::Refresh);
    feed.answer(second("FAILED"));
    assert_eq!(announced(&feed).len(), 4, "once each");
}

#[test]
fn an_end_is_announced_once_also_where_the_try_was_not_shown_meanwhile() {
    let mut feed = following(first("FAILED"));
    for _ in 0..3 {
        feed.stream(second("AWAITING_PAYMENT_FROM_USER"));
        feed.pass(200);
        feed.answer(first("FAILED"));
    }
    feed.handle(Input::Refresh);
    feed.answer(second("EXPIRED"));
    feed.handle(Input::Refresh);
    feed.answer(placed("third", "FAILED", 120));
    let ends: Vec<String> = announced(&feed)
        .into_iter()
        .filter(|name| name.ends_with('!'))
        .collect();
    assert_eq!(ends, ["FAILED!", "EXPIRED!", "FAILED!"]);
}

#[test]
fn a_first_try_that_the_relay_says_completed_late_is_shown_as_completed() {
    let mut feed = following(second("PROCESSING"));
    feed.handle(Input::Refresh);
    feed.answer(first("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
    assert_eq!(feed.freshness(), "done");
    assert!(feed.errors().is_empty(), "{:?}", feed.errors());
}

#[test]
fn an_answer_about_another_try_is_no_trouble_of_the_source() {
    let mut feed = following(second("PROCESSING"));
    for _ in 0..5 {
        feed.handle(Input::Refresh);
        feed.answer(first("EXPIRED"));
    }
    assert_eq!(feed.shown(), ("PROCESSING", true));
    assert!(feed.errors().is_empty(), "{:?}", feed.errors());
}

#[test]
fn an_order_that_had_ended_before_it_was_followed_says_so() {
    let again = |feed: &Driven| {
        let ends = feed.events();
        ends.iter().find_map(|event| match event {
            Event::Final(change) => Some(change.again),
            _ => None,
        })
    };
    assert_eq!(again(&following(first("COMPLETED"))), Some(true));
    let mut lived = following(first("PROCESSING"));
    lived.handle(Input::Refresh);
    lived.answer(first("COMPLETED"));
    assert_eq!(again(&lived), Some(false));
    let mut heard = Driven::new(&by_reference());
    heard.stream(first("COMPLETED"));
    heard.answer(first("COMPLETED"));
    assert_eq!(again(&heard), Some(false), "it ended just now");
}

fn memory(feed: Driven) -> Memory {
    feed.feed.into_memory()
}

/// What a feed shows that goes on with this memory.
fn shown_with(options: &Options, memory: Memory) -> (String, bool, Option<Time>) {
    let feed = Feed::new(&config(options), Some(memory), now(0, 0, 0, None));
    let state = feed.state();
    (
        state.status_code().to_owned(),
        state.confirmed,
        state.last_confirmed_at,
    )
}

#[test]
fn what_is_confirmed_says_when_also_after_the_element_was_put_back() {
    let before = following(first("PROCESSING"));
    let confirmed = before.feed.state().last_confirmed_at;
    assert!(confirmed.is_some());
    let after = shown_with(&by_reference(), memory(before));
    assert_eq!(after, ("PROCESSING".to_owned(), true, confirmed));
}

#[test]
fn what_is_confirmed_says_when_also_after_another_stream_was_named() {
    let before = following(first("FAILED"));
    let confirmed = before.feed.state().last_confirmed_at;
    let other = Options {
        stream_url: Some("wss://stream.example/app/key".to_owned()),
        ..by_reference()
    };
    assert_eq!(
        shown_with(&other, memory(before)),
        ("FAILED".to_owned(), true, confirmed)
    );
}

#[test]
fn what_is_remembered_of_one_purchase_is_not_given_to_another() {
    for other in [
        Options {
            partner_order_id: Some("ref-2".to_owned()),
            ..by_reference()
        },
        Options {
            api_key: Some("another".to_owned()),
            ..by_reference()
        },
        Options {
            order_id: Some(ORDER_ID.to_owned()),
            ..by_reference()
        },
    ] {
        let shown = shown_with(&other, memory(following(first("COMPLETED"))));
        assert_eq!(shown, (String::new(), false, None));
    }
}

#[test]
fn an_order_id_in_capitals_is_the_same_order() {
    let named = |id: &str| Options {
        order_id: Some(id.to_owned()),
        ..by_reference()
    };
    let mut before = Driven::new(&named(ORDER_ID));
    before.answer(first("PROCESSING"));
    let shown = shown_with(&named(&ORDER_ID.to_uppercase()), memory(before));
    assert_eq!(shown.0, "PROCESSING");
}

#[test]
fn an_answer_that_another_tab_asked_for_is_as_old_as_it_is() {
    let mut feed = following(first("PROCESSING"));
    feed.pass(57_000);
    feed.handle(Input::Refresh);
    let number = feed.question();
    feed.handle(Input::Answer(
        number,
        Ok(Answer {
            age: 50_000,
            ..first("PROCESSING").into()
        }),
    ));
    let asked = Time(CREATED + i64::try_from(feed.mono).unwrap() - 50_000);
    assert_eq!(feed.feed.state().last_confirmed_at, Some(asked));
    // Without a stream it vouches for ten seconds more, and not for a minute.
    feed.heard = None;
    feed.handle(Input::Unsubscribed(feed.channel()));
    assert_eq!(feed.freshness(), "checking");
}

#[test]
fn an_older_answer_of_another_tab_turns_no_clock_back() {
    let mut feed = following(first("PROCESSING"));
    let confirmed = feed.feed.state().last_confirmed_at;
    feed.handle(Input::Refresh);
    let number = feed.question();
    let answer = Answer {
        age: 50_000,
        ..first("PROCESSING").into()
    };
    feed.handle(Input::Answer(number, Ok(answer)));
    assert_eq!(feed.feed.state().last_confirmed_at, confirmed);
}

#[test]
fn while_a_hint_is_shown_no_answer_of_another_tab_will_do() {
    let mut feed = following(first("PROCESSING"));
    feed.stream(first("PENDING_DELIVERY_FROM_TRANSAK"));
    for _ in 0..6 {
        feed.pass(100_000);
        let ages: Vec<u64> = feed.ages();
        assert_eq!(ages.last(), Some(&0));
        let number = feed.question();
        if feed.feed.is_asking() {
            feed.handle(Input::Answer(
                number,
                Err(transak_order_tracker::feed::questions::Failure::Unreachable),
            ));
        }
    }
}
