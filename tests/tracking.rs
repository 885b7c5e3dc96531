//! The merge rule: every row of contract §3.3, and a property over lost, doubled and reordered news.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{CREATED, ORDER_ID, OTHER_ID, order, order_at};
use proptest::prelude::*;
use transak_order_tracker::order::{Order, Status, Time};
use transak_order_tracker::state::Source;
use transak_order_tracker::subject::Subject;
use transak_order_tracker::tracking::{Moment, News, Tracking, Verdict};

const THIRD_ID: &str = "0b1c2d3e-6cd9-4eac-a39f-4a49f8d8b99b";
const FINAL: [&str; 5] = ["COMPLETED", "REFUNDED", "FAILED", "CANCELLED", "EXPIRED"];

struct Told(Tracking);

impl Told {
    /// With a status source: the stream's word is a hint.
    fn with_source() -> Self {
        Self(Tracking::new(
            Some(Subject::Order(ORDER_ID.to_owned())),
            true,
        ))
    }

    /// Without: the stream's word stands.
    fn without_source() -> Self {
        Self(Tracking::new(
            Some(Subject::Order(ORDER_ID.to_owned())),
            false,
        ))
    }

    /// Under a partner reference.
    fn by_reference() -> Self {
        Self(Tracking::new(
            Some(Subject::Reference("key_ref-1".to_owned())),
            true,
        ))
    }

    fn news(&mut self, source: Source, order: Order, asked: Option<Moment>) -> Verdict {
        self.0.merge(&News {
            order: order.into(),
            source,
            asked,
            at: Time(CREATED),
        })
    }

    fn stream(&mut self, status: &str) -> Verdict {
        self.news(Source::Stream, order(status), None)
    }

    /// An answer to a question that is asked now.
    fn answer(&mut self, status: &str) -> Verdict {
        self.answer_with(order(status))
    }

    fn answer_with(&mut self, order: Order) -> Verdict {
        let asked = self.0.moment();
        self.news(Source::Poll, order, Some(asked))
    }

    fn shown(&self) -> (&str, bool) {
        (
            self.0.shown().map_or("", |fact| fact.order.status.code()),
            self.0.is_confirmed(),
        )
    }
}

#[test]
fn completed_and_refunded_never_leave_once_confirmed() {
    for last in ["COMPLETED", "REFUNDED"] {
        for later in Status::KNOWN
            .iter()
            .map(Status::code)
            .chain(["SOMETHING_NEW"])
        {
            let mut told = Told::with_source();
            told.answer(last);
            told.answer(later);
            told.stream(later);
            assert_eq!(told.shown(), (last, true), "{later} after {last}");
        }
    }
}

#[test]
fn a_late_processing_event_never_undoes_completed() {
    let mut told = Told::without_source();
    told.stream("COMPLETED");
    assert_eq!(told.stream("PROCESSING"), Verdict::Confirmed);
    assert_eq!(told.shown(), ("COMPLETED", true));
}

#[test]
fn a_stop_may_become_refunded_by_the_streams_word_where_it_stands() {
    for stop in ["FAILED", "CANCELLED", "EXPIRED"] {
        let mut told = Told::without_source();
        told.stream(stop);
        told.stream("REFUNDED");
        assert_eq!(told.shown(), ("REFUNDED", true), "{stop}");
    }
}

#[test]
fn a_stop_comes_back_to_life_only_on_the_word_of_the_status_source() {
    for stop in ["FAILED", "CANCELLED", "EXPIRED"] {
        for live in ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"] {
            let mut told = Told::without_source();
            told.stream(stop);
            told.stream(live);
            assert_eq!(
                told.shown(),
                (stop, true),
                "{live} by the stream, where there is no source"
            );

            let mut told = Told::with_source();
            told.answer(stop);
            assert_eq!(
                told.stream(live),
                Verdict::Ask,
                "the source is asked about it"
            );
            assert_eq!(told.shown(), (stop, true), "{live} by the stream");
            told.answer(live);
            assert_eq!(told.shown(), (live, true), "{live} by the source");
        }
    }
}

#[test]
fn an_answer_with_an_older_updated_at_revives_nothing() {
    let mut told = Told::with_source();
    told.answer_with(order_at("FAILED", 60));
    told.answer_with(order_at("PROCESSING", 30));
    assert_eq!(told.shown(), ("FAILED", true));
}

#[test]
fn nothing_confirmed_moves_backward() {
    let way = [
        "AWAITING_PAYMENT_FROM_USER",
        "PAYMENT_DONE_MARKED_BY_USER",
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
    ];
    for (index, here) in way.iter().enumerate() {
        for earlier in &way[..index] {
            let mut told = Told::with_source();
            told.answer(here);
            told.stream(earlier);
            told.answer(earlier);
            assert_eq!(told.shown(), (*here, true), "{earlier} after {here}");
        }
    }
}

#[test]
fn rank_decides_even_against_updated_at_which_lags() {
    let mut told = Told::with_source();
    told.answer_with(order_at("PENDING_DELIVERY_FROM_TRANSAK", 30));
    told.answer_with(order_at("COMPLETED", 20));
    assert_eq!(told.shown(), ("COMPLETED", true));
    let mut told = Told::with_source();
    told.answer_with(order_at("PENDING_DELIVERY_FROM_TRANSAK", 20));
    told.answer_with(order_at("PROCESSING", 90));
    assert_eq!(told.shown(), ("PENDING_DELIVERY_FROM_TRANSAK", true));
}

#[test]
fn on_hold_and_pending_delivery_alternate_by_updated_at() {
    let (pending, held) = (
        "PENDING_DELIVERY_FROM_TRANSAK",
        "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
    );
    let mut told = Told::without_source();
    let mut say = |status: &str, at| {
        told.news(Source::Stream, order_at(status, at), None);
        told.shown().0.to_owned()
    };
    assert_eq!(say(pending, 10), pending);
    assert_eq!(say(held, 20), held);
    assert_eq!(say(pending, 15), held, "older");
    assert_eq!(say(pending, 30), pending);
    assert_eq!(say(held, 20), pending, "a repeat");
}

#[test]
fn without_updated_at_equal_rank_goes_by_the_order_of_arrival() {
    let mut told = Told::without_source();
    told.stream("PENDING_DELIVERY_FROM_TRANSAK");
    told.stream("ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK");
    assert_eq!(told.shown().0, "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK");
    told.stream("PENDING_DELIVERY_FROM_TRANSAK");
    assert_eq!(told.shown().0, "PENDING_DELIVERY_FROM_TRANSAK");
}

#[test]
fn with_a_source_the_streams_word_is_only_a_hint_until_the_source_agrees() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    assert_eq!(told.stream("COMPLETED"), Verdict::Ask);
    assert_eq!(told.shown(), ("COMPLETED", false));
    assert_eq!(told.answer("COMPLETED"), Verdict::Confirmed);
    assert_eq!(told.shown(), ("COMPLETED", true));
}

#[test]
fn the_source_takes_a_hint_back_and_it_is_never_shown_as_confirmed() {
    for hint in FINAL {
        let mut told = Told::with_source();
        told.answer("PROCESSING");
        told.stream(hint);
        assert_eq!(told.shown(), (hint, false));
        assert_eq!(told.answer("PROCESSING"), Verdict::TakenBack);
        assert_eq!(told.shown(), ("PROCESSING", true), "{hint}");
    }
}

#[test]
fn a_source_that_denies_a_final_status_twice_is_a_conflict_and_only_once() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    told.stream("COMPLETED");
    assert_eq!(told.answer("PROCESSING"), Verdict::TakenBack);
    assert_eq!(told.answer("PROCESSING"), Verdict::Conflict);
    assert_eq!(told.answer("PROCESSING"), Verdict::TakenBack);
    assert_eq!(told.answer("COMPLETED"), Verdict::Confirmed);
    assert_eq!(told.shown(), ("COMPLETED", true));
}

#[test]
fn a_denied_final_status_is_not_shown_again_when_the_stream_repeats_it() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    told.stream("COMPLETED");
    told.answer("PROCESSING");
    assert_eq!(told.stream("COMPLETED"), Verdict::Ask);
    assert_eq!(told.shown(), ("PROCESSING", true));
}

#[test]
fn a_source_that_only_lagged_is_no_conflict() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    told.stream("COMPLETED");
    told.answer("PROCESSING");
    assert_eq!(told.answer("COMPLETED"), Verdict::Confirmed);
    assert_eq!(told.shown(), ("COMPLETED", true));
}

#[test]
fn an_answer_asked_for_before_the_hint_takes_nothing_back() {
    let mut told = Told::with_source();
    told.answer("AWAITING_PAYMENT_FROM_USER");
    let asked = told.0.moment();
    told.stream("PENDING_DELIVERY_FROM_TRANSAK");
    assert_eq!(
        told.news(Source::Poll, order("PROCESSING"), Some(asked)),
        Verdict::Older
    );
    assert_eq!(told.shown(), ("PENDING_DELIVERY_FROM_TRANSAK", false));
    assert_eq!(
        told.answer("PENDING_DELIVERY_FROM_TRANSAK"),
        Verdict::Confirmed
    );
}

#[test]
fn an_older_answer_that_is_ahead_of_the_hint_confirms_all_the_same() {
    let mut told = Told::with_source();
    let asked = told.0.moment();
    told.stream("PROCESSING");
    assert_eq!(
        told.news(Source::Poll, order("COMPLETED"), Some(asked)),
        Verdict::Confirmed
    );
    assert_eq!(told.shown(), ("COMPLETED", true));
}

#[test]
fn repeated_hints_do_not_make_every_answer_look_too_old() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    told.stream("COMPLETED");
    let asked = told.0.moment();
    told.stream("COMPLETED");
    assert_eq!(
        told.news(Source::Poll, order("PROCESSING"), Some(asked)),
        Verdict::TakenBack
    );
}

#[test]
fn hints_that_come_out_of_order_are_shown_by_rank() {
    let mut told = Told::with_source();
    told.stream("PENDING_DELIVERY_FROM_TRANSAK");
    told.stream("PROCESSING");
    assert_eq!(told.shown(), ("PENDING_DELIVERY_FROM_TRANSAK", false));
}

#[test]
fn news_about_another_order_is_dropped() {
    let other = Order {
        id: Some(OTHER_ID.to_owned()),
        ..order("COMPLETED")
    };
    for source in [
        Source::Stream,
        Source::Poll,
        Source::Push,
        Source::Initial,
        Source::Redirect,
    ] {
        let mut told = Told::with_source();
        assert_eq!(told.news(source, other.clone(), None), Verdict::OtherOrder);
        assert_eq!(told.shown(), ("", false));
    }
}

#[test]
fn news_without_an_id_is_about_the_order_whose_channel_it_came_by() {
    let mut told = Told::without_source();
    told.news(
        Source::Stream,
        Order {
            id: None,
            ..order("PROCESSING")
        },
        None,
    );
    assert_eq!(told.shown(), ("PROCESSING", true));
}

#[test]
fn ids_are_the_same_in_either_case() {
    let mut told = Told::without_source();
    told.news(
        Source::Stream,
        Order {
            id: Some(ORDER_ID.to_ascii_uppercase()),
            ..order("PROCESSING")
        },
        None,
    );
    assert_eq!(told.shown(), ("PROCESSING", true));
}

fn placed(id: &str, status: &str, seconds: i64) -> Order {
    Order {
        id: Some(id.to_owned()),
        created_at: Some(Time(CREATED + seconds * 1_000)),
        ..order(status)
    }
}

#[test]
fn under_a_partner_reference_a_newer_order_takes_the_place_of_one_that_came_to_nothing() {
    for stop in ["FAILED", "EXPIRED", "CANCELLED"] {
        let mut told = Told::by_reference();
        told.answer_with(placed(ORDER_ID, stop, 0));
        told.news(
            Source::Stream,
            placed(OTHER_ID, "AWAITING_PAYMENT_FROM_USER", 60),
            None,
        );
        assert_eq!(
            told.shown(),
            ("AWAITING_PAYMENT_FROM_USER", false),
            "{stop}"
        );
        assert_eq!(told.0.order_id(), Some(OTHER_ID));
        assert_eq!(
            told.0.shown().unwrap().history.len(),
            1,
            "the other order's history is not its own"
        );
    }
}

#[test]
fn under_a_partner_reference_nothing_replaces_a_completed_try() {
    for seconds in [-60, 0, 60] {
        for later in ["AWAITING_PAYMENT_FROM_USER", "FAILED", "REFUNDED"] {
            let mut told = Told::by_reference();
            told.answer_with(placed(ORDER_ID, "COMPLETED", 0));
            assert_eq!(
                told.news(Source::Stream, placed(OTHER_ID, later, seconds), None),
                Verdict::Known
            );
            assert_eq!(
                told.answer_with(placed(OTHER_ID, later, seconds)),
                Verdict::Known
            );
            assert_eq!(told.shown(), ("COMPLETED", true));
        }
    }
}

#[test]
fn under_a_partner_reference_the_newest_that_goes_on_counts_whatever_came_first() {
    let all = [
        placed(ORDER_ID, "PROCESSING", 0),
        placed(OTHER_ID, "AWAITING_PAYMENT_FROM_USER", 60),
        placed(THIRD_ID, "FAILED", 120),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let mut told = Told::by_reference();
        for place in order {
            told.news(Source::Stream, all[place].clone(), None);
        }
        assert_eq!(told.0.order_id(), Some(OTHER_ID), "{order:?}");
        assert_eq!(told.shown(), ("AWAITING_PAYMENT_FROM_USER", false));
    }
}

#[test]
fn under_a_partner_reference_the_newest_counts_where_none_goes_on() {
    let mut told = Told::by_reference();
    told.news(Source::Stream, placed(OTHER_ID, "EXPIRED", 60), None);
    told.news(Source::Stream, placed(ORDER_ID, "FAILED", 0), None);
    assert_eq!(told.shown(), ("EXPIRED", false));
}

#[test]
fn under_a_partner_reference_arrival_decides_where_nobody_says_when_it_was_placed() {
    let mut told = Told::by_reference();
    let undated = |id: &str, status| Order {
        id: Some(id.to_owned()),
        ..order(status)
    };
    told.answer_with(undated(ORDER_ID, "FAILED"));
    let asked = told.0.moment();
    told.news(Source::Stream, undated(OTHER_ID, "PROCESSING"), None);
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
    // Asked before that: an order that is first heard of by it is older.
    let late = undated(THIRD_ID, "PROCESSING");
    assert_eq!(told.news(Source::Poll, late, Some(asked)), Verdict::Lags);
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
}

#[test]
fn a_source_that_speaks_of_an_older_try_lags_and_leaves_what_is_shown() {
    for hinted in [true, false] {
        let mut told = Told::by_reference();
        told.answer_with(placed(ORDER_ID, "FAILED", 0));
        let newer = placed(OTHER_ID, "PAYMENT_DONE_MARKED_BY_USER", 60);
        if hinted {
            told.news(Source::Stream, newer, None);
        } else {
            told.answer_with(newer);
        }
        for _ in 0..20 {
            assert_eq!(
                told.answer_with(placed(ORDER_ID, "FAILED", 0)),
                Verdict::Lags
            );
            assert_eq!(told.shown(), ("PAYMENT_DONE_MARKED_BY_USER", !hinted));
            assert_eq!(told.0.order_id(), Some(OTHER_ID));
        }
    }
}

#[test]
fn a_first_try_that_completes_late_counts_before_the_second_that_goes_on() {
    let mut told = Told::by_reference();
    told.answer_with(placed(ORDER_ID, "FAILED", 0));
    told.answer_with(placed(OTHER_ID, "PROCESSING", 60));
    // A late payment.
    let late = Order {
        updated_at: Some(Time(CREATED + 90_000)),
        ..placed(ORDER_ID, "COMPLETED", 0)
    };
    assert_eq!(told.answer_with(late), Verdict::Confirmed);
    assert_eq!(told.shown(), ("COMPLETED", true));
    assert_eq!(told.0.order_id(), Some(ORDER_ID));
}

#[test]
fn an_answer_about_a_newer_try_takes_back_a_hint_of_an_older_one_s_completion() {
    let mut told = Told::by_reference();
    told.answer_with(placed(ORDER_ID, "FAILED", 0));
    told.answer_with(placed(OTHER_ID, "PROCESSING", 60));
    let asked = told.0.moment();
    told.news(Source::Stream, placed(ORDER_ID, "REFUNDED", 0), None);
    assert_eq!(
        told.shown(),
        ("PROCESSING", true),
        "a refund of the first is not what counts"
    );
    told.news(Source::Stream, placed(THIRD_ID, "COMPLETED", 30), None);
    assert_eq!(told.shown(), ("COMPLETED", false));
    let newer = || placed(OTHER_ID, "PROCESSING", 60);
    assert_eq!(told.news(Source::Poll, newer(), Some(asked)), Verdict::Lags);
    assert_eq!(
        told.shown(),
        ("COMPLETED", false),
        "it was asked for before"
    );
    assert_eq!(told.answer_with(newer()), Verdict::TakenBack);
    assert_eq!(told.shown(), ("PROCESSING", true));
}

#[test]
fn a_try_that_the_source_passed_over_goes_on_no_more() {
    let mut told = Told::by_reference();
    told.answer_with(placed(ORDER_ID, "PROCESSING", 0));
    told.answer_with(placed(OTHER_ID, "PROCESSING", 60));
    assert_eq!(
        told.answer_with(placed(OTHER_ID, "FAILED", 60)),
        Verdict::Confirmed
    );
    assert_eq!(told.shown(), ("FAILED", true));
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
}

#[test]
fn news_without_an_id_is_about_the_try_that_is_shown() {
    let mut told = Told::by_reference();
    told.answer_with(placed(ORDER_ID, "FAILED", 0));
    told.answer_with(placed(OTHER_ID, "PROCESSING", 60));
    let nameless = Order {
        id: None,
        ..order("PENDING_DELIVERY_FROM_TRANSAK")
    };
    told.answer_with(nameless);
    assert_eq!(told.shown(), ("PENDING_DELIVERY_FROM_TRANSAK", true));
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
}

#[test]
fn what_the_page_knows_already_is_not_the_newest_for_being_given_last() {
    let mut told = Told::by_reference();
    told.answer_with(placed(OTHER_ID, "FAILED", 0));
    let given = Order {
        id: Some(ORDER_ID.to_owned()),
        ..order("FAILED")
    };
    assert_eq!(told.news(Source::Initial, given, None), Verdict::Known);
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
    assert_eq!(told.shown(), ("FAILED", true));
}

#[test]
fn any_number_of_tries_may_come() {
    let mut told = Told::by_reference();
    for number in 0..100 {
        let id = format!("{number:08}-fad2-4df1-bf50-b292191fc953");
        told.answer_with(placed(&id, "FAILED", number));
        assert_eq!(told.0.order_id(), Some(&*id));
    }
    assert_eq!(
        told.answer_with(placed("00000003-fad2-4df1-bf50-b292191fc953", "FAILED", 3)),
        Verdict::Lags,
        "forgotten, but older"
    );
}

#[test]
fn what_is_confirmed_says_when_that_was() {
    let mut told = Told::by_reference();
    let answer = |at: i64, order: Order, asked| News {
        order: order.into(),
        source: Source::Poll,
        asked,
        at: Time(at),
    };
    let asked = told.0.moment();
    told.0
        .merge(&answer(5_000, placed(ORDER_ID, "FAILED", 0), Some(asked)));
    assert_eq!(told.0.last_confirmed_at(), Some(Time(5_000)));
    told.0
        .merge(&answer(4_000, placed(ORDER_ID, "FAILED", 0), Some(asked)));
    assert_eq!(
        told.0.last_confirmed_at(),
        Some(Time(5_000)),
        "another tab's, older"
    );
    told.news(Source::Stream, placed(OTHER_ID, "PROCESSING", 60), None);
    assert_eq!(
        told.0.last_confirmed_at(),
        None,
        "of another try nothing is confirmed"
    );
}

#[test]
fn under_a_partner_reference_the_source_names_the_order_over_a_mere_hint() {
    let mut told = Told::by_reference();
    told.news(Source::Stream, placed(OTHER_ID, "COMPLETED", 0), None);
    told.answer_with(placed(ORDER_ID, "PROCESSING", 0));
    assert_eq!(told.shown(), ("PROCESSING", true));
    assert_eq!(told.0.order_id(), Some(ORDER_ID));
}

#[test]
fn an_answer_that_was_asked_for_before_a_newer_try_was_heard_of_takes_nothing_back() {
    let mut told = Told::by_reference();
    told.answer_with(placed(ORDER_ID, "FAILED", 0));
    let asked = told.0.moment();
    let newer = placed(OTHER_ID, "AWAITING_PAYMENT_FROM_USER", 60);
    told.news(Source::Stream, newer, None);
    let late = placed(ORDER_ID, "FAILED", 0);
    assert_eq!(told.news(Source::Poll, late, Some(asked)), Verdict::Lags);
    assert_eq!(told.shown(), ("AWAITING_PAYMENT_FROM_USER", false));
    assert_eq!(told.0.order_id(), Some(OTHER_ID));
}

#[test]
fn a_hint_on_top_of_a_hint_brings_no_confirmed_stop_back_to_life() {
    let mut told = Told::with_source();
    told.answer("EXPIRED");
    told.stream("FAILED");
    assert_eq!(told.shown(), ("FAILED", false));
    assert_eq!(told.stream("COMPLETED"), Verdict::Ask);
    assert_eq!(told.shown(), ("FAILED", false));
}

#[test]
fn an_older_answer_that_confirms_a_stop_takes_back_no_later_completed() {
    let mut told = Told::with_source();
    told.stream("EXPIRED");
    let asked = told.0.moment();
    told.stream("COMPLETED");
    let late = told.news(Source::Poll, order("EXPIRED"), Some(asked));
    assert_eq!(late, Verdict::Older);
    assert_eq!(told.shown(), ("COMPLETED", false));
    told.answer("EXPIRED");
    assert_eq!(
        told.shown(),
        ("EXPIRED", true),
        "an answer that knows better decides"
    );
}

#[test]
fn confirmed_means_the_source_or_where_there_is_none_the_stream_or_the_hosts_push() {
    for (source, with, without) in [
        (Source::Poll, true, true),
        (Source::Stream, false, true),
        (Source::Push, false, true),
        (Source::Initial, false, false),
        (Source::Redirect, false, false),
    ] {
        let mut told = Told::with_source();
        told.news(source, order("COMPLETED"), None);
        assert_eq!(
            told.shown(),
            ("COMPLETED", source == Source::Poll && with),
            "{source:?} with a source"
        );
        let mut told = Told::without_source();
        told.news(source, order("COMPLETED"), None);
        assert_eq!(
            told.shown(),
            ("COMPLETED", without),
            "{source:?} without a source"
        );
    }
}

#[test]
fn what_the_pages_query_says_yields_to_the_streams_word() {
    let mut told = Told::without_source();
    told.news(Source::Redirect, order("COMPLETED"), None);
    told.stream("PROCESSING");
    assert_eq!(told.shown(), ("PROCESSING", true));
}

#[test]
fn the_same_status_again_is_known_and_asks_nobody() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    assert_eq!(told.stream("PROCESSING"), Verdict::Known);
    assert_eq!(told.shown(), ("PROCESSING", true));
}

#[test]
fn an_unknown_status_is_shown_at_the_rank_that_was_reached_and_the_source_is_asked() {
    let mut told = Told::with_source();
    told.answer("PENDING_DELIVERY_FROM_TRANSAK");
    assert_eq!(told.stream("SOMETHING_NEW"), Verdict::Ask);
    assert_eq!(told.shown().0, "SOMETHING_NEW");
    told.stream("PROCESSING");
    assert_eq!(
        told.shown().0,
        "SOMETHING_NEW",
        "what is behind stays behind"
    );
    told.stream("COMPLETED");
    assert_eq!(told.shown().0, "COMPLETED");
}

#[test]
fn an_unknown_status_never_takes_the_place_of_an_end() {
    for last in FINAL {
        let mut told = Told::without_source();
        told.stream(last);
        told.stream("SOMETHING_NEW");
        assert_eq!(told.shown(), (last, true));
    }
}

#[test]
fn details_come_together_from_all_news_of_the_order_and_newer_ones_win() {
    let mut told = Told::without_source();
    told.news(
        Source::Stream,
        Order {
            network: Some("base".to_owned()),
            ..order_at("PROCESSING", 10)
        },
        None,
    );
    told.news(
        Source::Stream,
        Order {
            fiat_currency: Some("EUR".to_owned()),
            ..order_at("COMPLETED", 20)
        },
        None,
    );
    let late = Order {
        network: Some("old".to_owned()),
        crypto_currency: Some("ETH".to_owned()),
        ..order_at("COMPLETED", 5)
    };
    told.news(Source::Stream, late, None);
    let order = &told.0.shown().unwrap().order;
    assert_eq!(order.network.as_deref(), Some("base"));
    assert_eq!(order.fiat_currency.as_deref(), Some("EUR"));
    assert_eq!(order.crypto_currency.as_deref(), Some("ETH"));
}

#[test]
fn the_reason_of_an_earlier_status_is_not_the_reason_of_a_later_one() {
    let mut told = Told::without_source();
    told.news(
        Source::Stream,
        Order {
            status_reason: Some("Payment captured.".to_owned()),
            ..order("PROCESSING")
        },
        None,
    );
    told.stream("FAILED");
    assert_eq!(told.0.shown().unwrap().order.status_reason, None);
}

#[test]
fn the_history_tells_what_happened_without_hints_that_were_taken_back() {
    let mut told = Told::with_source();
    told.answer_with(Order {
        created_at: Some(Time(CREATED)),
        ..order_at("PROCESSING", 10)
    });
    told.stream("COMPLETED");
    assert_eq!(told.0.shown().unwrap().history.len(), 3);
    told.answer_with(order_at("PENDING_DELIVERY_FROM_TRANSAK", 20));
    let history: Vec<_> = told
        .0
        .shown()
        .unwrap()
        .history
        .iter()
        .map(|it| (it.status.code().to_owned(), it.at.0 - CREATED))
        .collect();
    assert_eq!(
        history,
        [
            ("AWAITING_PAYMENT_FROM_USER".to_owned(), 0),
            ("PROCESSING".to_owned(), 10_000),
            ("PENDING_DELIVERY_FROM_TRANSAK".to_owned(), 20_000)
        ]
    );
}

#[test]
fn the_way_that_the_stream_told_stays_when_the_source_confirms_only_its_end() {
    let mut told = Told::with_source();
    told.answer("PROCESSING");
    told.stream("PENDING_DELIVERY_FROM_TRANSAK");
    told.stream("REFUNDED");
    told.answer("REFUNDED");
    let shown = told.0.shown().unwrap();
    assert_eq!(shown.reached, Some(Status::PendingDeliveryFromTransak));
    assert_eq!(shown.history.len(), 3);
}

#[test]
fn a_source_that_appears_later_does_not_unconfirm_what_was_confirmed() {
    let mut told = Told::without_source();
    told.stream("PROCESSING");
    told.0.set_status_source(true);
    assert_eq!(told.shown(), ("PROCESSING", true));
    told.stream("COMPLETED");
    assert_eq!(told.shown(), ("COMPLETED", false));
}

/// Ways that orders take (facts: card, bank transfer, sell, stops, refunds, holds).
const WAYS: [&[&str]; 9] = [
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PAYMENT_DONE_MARKED_BY_USER",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ],
    &["AWAITING_PAYMENT_FROM_USER", "EXPIRED"],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PAYMENT_DONE_MARKED_BY_USER",
        "CANCELLED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PROCESSING",
        "FAILED",
        "REFUNDED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PROCESSING",
        "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
        "REFUNDED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "EXPIRED",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ],
    &[
        "AWAITING_PAYMENT_FROM_USER",
        "PROCESSING",
        "SOMETHING_NEW",
        "COMPLETED",
    ],
];

fn rank(status: &str) -> u8 {
    Status::parse(status).unwrap().rank().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the wire loses, doubles and reorders: after one answer of the source that comes after the last change, the truth is
    /// shown and confirmed; and on the way nothing is confirmed that the source has not said.
    #[test]
    fn losing_doubling_and_reordering_news_changes_nothing_in_the_end(
        way in 0..WAYS.len(),
        upto in 1..=5_usize,
        events in proptest::collection::vec((0..5_usize, any::<bool>(), any::<bool>()), 0..40),
    ) {
        let way = &WAYS[way][..upto.min(WAYS[way].len())];
        let at = |index: usize| order_at(way[index], i64::try_from(index).unwrap() * 10);
        let mut told = Told::with_source();
        // What the source knows moves on with its answers, which come in order; the stream says anything of the way at any time.
        let mut truth = 0;
        let mut asked = None;
        for (index, polled, advance) in events {
            if polled {
                if advance && truth + 1 < way.len() {
                    truth += 1;
                }
                // An answer may be to a question that was asked before the last hints.
                let moment = asked.take().unwrap_or_else(|| told.0.moment());
                told.news(Source::Poll, at(truth), Some(moment));
                prop_assert!(told.0.confirmed().is_some());
                let confirmed = told.0.confirmed().unwrap().order.status.code().to_owned();
                prop_assert!(way[..=truth].contains(&confirmed.as_str()), "{confirmed} was never true");
            } else {
                if asked.is_none() && advance {
                    asked = Some(told.0.moment());
                }
                let before = told.0.confirmed().map(|fact| fact.order.status.code().to_owned());
                told.news(Source::Stream, at(index % way.len()), None);
                prop_assert_eq!(before, told.0.confirmed().map(|fact| fact.order.status.code().to_owned()), "a hint confirms nothing");
            }
        }
        told.answer_with(at(way.len() - 1));
        prop_assert_eq!(told.shown(), (way[way.len() - 1], true));
    }

    /// Where the stream's word stands, doubled and reordered events never show a step backward, and the furthest one stays.
    #[test]
    fn without_a_source_no_order_of_events_ever_steps_backward(
        way in 0..WAYS.len() - 2,
        events in proptest::collection::vec(0..5_usize, 1..40),
    ) {
        let way = WAYS[way];
        let mut told = Told::without_source();
        let mut highest = 0;
        for index in events {
            let index = index % way.len();
            told.news(Source::Stream, order_at(way[index], i64::try_from(index).unwrap() * 10), None);
            let shown = rank(told.shown().0);
            prop_assert!(shown >= highest, "{} after rank {highest}", told.shown().0);
            highest = shown;
        }
    }

    /// Applying the same news twice is the same as once.
    #[test]
    fn the_same_news_twice_is_the_same_as_once(events in proptest::collection::vec((0..10_usize, any::<bool>(), 0..5_i64), 1..20)) {
        let (mut once, mut twice) = (Told::with_source(), Told::with_source());
        for (index, polled, at) in events {
            let order = order_at(Status::KNOWN[index].code(), at);
            if polled {
                once.answer_with(order.clone());
                let asked = twice.0.moment();
                twice.news(Source::Poll, order.clone(), Some(asked));
                twice.news(Source::Poll, order, Some(asked));
            } else {
                once.news(Source::Stream, order.clone(), None);
                twice.news(Source::Stream, order.clone(), None);
                twice.news(Source::Stream, order, None);
            }
            prop_assert_eq!(once.shown(), twice.shown());
        }
    }
}
