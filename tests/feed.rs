//! The feed: when it asks, what it tells, how fresh it says it is.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use std::sync::Arc;

use common::{CREATED, Driven, ORDER_ID, OTHER_ID, config, options, order, order_at, with_source};
use transak_order_tracker::config::Options;
use transak_order_tracker::feed::event::Event;
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::feed::{Feed, Input, Output, Signal};
use transak_order_tracker::order::{Order, Time};
use transak_order_tracker::prompt::User;
use transak_order_tracker::state::Source;

/// A feed with a source and a live stream, whose first answer was this.
fn following(status: &str) -> Driven {
    let mut feed = Driven::new(&with_source());
    feed.answer(order(status));
    feed.subscribe();
    feed.answer(order(status));
    feed
}

/// Lets time pass while the stream is heard.
fn pass_live(feed: &mut Driven, millis: u64) {
    for _ in 0..millis / 1_000 {
        feed.heard = Some(feed.mono);
        feed.pass(1_000);
    }
}

fn fail(feed: &mut Driven, failure: Failure) {
    let number = feed.question();
    feed.handle(Input::Answer(number, Err(failure)));
}

/// Answers whatever is asked with the same failure, for so long; the times of the questions.
fn fail_for(feed: &mut Driven, failure: Failure, millis: u64) -> Vec<u64> {
    let end = feed.mono + millis;
    let mut times = Vec::new();
    let mut answered = 0;
    while feed.mono < end {
        if feed.questions().len() > answered {
            answered = feed.questions().len();
            times.push(feed.mono);
            fail(feed, failure);
        }
        feed.pass(100);
    }
    times
}

fn questions_in(feed: &mut Driven, status: &str, millis: u64, live: bool) -> usize {
    let (before, end) = (feed.questions().len(), feed.mono + millis);
    let mut answered = before - usize::from(feed.feed.is_asking());
    while feed.mono < end {
        if feed.questions().len() > answered {
            answered = feed.questions().len();
            feed.answer(order(status));
        }
        if live {
            feed.heard = Some(feed.mono);
        }
        feed.pass(500);
    }
    feed.questions().len() - before
}

/// How old an answer of another tab may be, for the last question to need no request.
fn age(feed: &Driven) -> u64 {
    *feed.ages().last().unwrap()
}

#[test]
fn another_tab_s_answer_will_do_for_a_question_of_the_cadence_only() {
    let mut feed = following("PROCESSING");
    assert_eq!(age(&feed), 0, "the subscription's question");
    pass_live(&mut feed, 75_000);
    assert!((40_000..60_000).contains(&age(&feed)), "{}", age(&feed));
    feed.answer(order("PROCESSING"));
    feed.handle(Input::Message(Some(Arc::new(order(
        "PENDING_DELIVERY_FROM_TRANSAK",
    )))));
    feed.pass(500);
    assert_eq!(age(&feed), 0, "after a hint");
    feed.answer(order("PROCESSING"));
    feed.pass(2_500);
    assert_eq!(age(&feed), 0, "after a hint that was taken back");
    feed.answer(order("PENDING_DELIVERY_FROM_TRANSAK"));
    feed.handle(Input::Refresh);
    assert_eq!(age(&feed), 0, "when the host wants to know");
    feed.answer(order("PENDING_DELIVERY_FROM_TRANSAK"));
    feed.handle(Input::Hidden);
    feed.pass(10_000);
    feed.handle(Input::CameBack(Signal::Visible));
    assert_eq!(age(&feed), 0, "after a return");
}

#[test]
fn it_wishes_for_both_channels_of_an_order() {
    let both = Options {
        api_key: Some("key".to_owned()),
        partner_order_id: Some("ref-1".to_owned()),
        ..options()
    };
    let feed = Driven::new(&both);
    let wished: Vec<_> = feed
        .outputs
        .iter()
        .filter_map(|output| {
            if let Output::Subscribe(channel) = output {
                Some(channel.as_str().to_owned())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(wished, [ORDER_ID, "key_ref-1"]);
}

#[test]
fn it_asks_at_once_and_again_when_it_is_subscribed() {
    let mut feed = Driven::new(&with_source());
    assert_eq!(feed.questions(), [1]);
    assert_eq!(age(&feed), 10_000, "the loader may have asked already");
    feed.answer(order("PROCESSING"));
    feed.subscribe();
    assert_eq!(
        feed.questions(),
        [1, 2],
        "what happened in between is not in the stream"
    );
    assert_eq!(age(&feed), 0);
}

#[test]
fn a_subscription_while_the_first_question_is_under_way_has_its_own_question() {
    let mut feed = Driven::new(&with_source());
    feed.subscribe();
    assert_eq!(feed.questions(), [1]);
    feed.answer(order("PROCESSING"));
    assert_eq!(feed.questions(), [1, 2]);
    assert_eq!(age(&feed), 0);
}

#[test]
fn without_a_stream_it_asks_at_once() {
    let feed = Driven::new(&Options {
        stream_url: Some("none".to_owned()),
        ..with_source()
    });
    assert_eq!(feed.questions(), [1]);
    let Some(Output::Ask { url, .. }) = feed
        .outputs
        .iter()
        .find(|output| matches!(output, Output::Ask { .. }))
    else {
        panic!()
    };
    assert_eq!(url.as_deref(), Some(format!("/orders/{ORDER_ID}").as_str()));
}

#[test]
fn every_subscription_after_a_gap_is_followed_by_a_question() {
    let mut feed = following("PROCESSING");
    for round in 3..7 {
        feed.handle(Input::Unsubscribed(feed.channel()));
        feed.pass(1_000);
        feed.subscribe();
        assert_eq!(feed.question(), round);
        feed.answer(order("PROCESSING"));
    }
}

#[test]
fn however_many_hints_come_one_question_follows_within_300_ms() {
    let mut feed = following("AWAITING_PAYMENT_FROM_USER");
    let asked = feed.questions().len();
    for status in [
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
        "COMPLETED",
    ] {
        feed.stream(order(status));
        feed.pass(20);
    }
    feed.pass(300 - 80);
    assert_eq!(feed.questions().len(), asked + 1);
    assert_eq!(feed.shown(), ("COMPLETED", false));
    feed.answer(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
}

#[test]
fn there_is_never_more_than_one_question_under_way() {
    let mut feed = following("PROCESSING");
    feed.stream(order("PENDING_DELIVERY_FROM_TRANSAK"));
    feed.pass(300);
    let asked = feed.questions().len();
    for signal in [Signal::Visible, Signal::Online, Signal::Resumed] {
        feed.handle(Input::CameBack(signal));
        feed.handle(Input::Refresh);
        feed.stream(order("ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK"));
    }
    feed.pass(5_000);
    assert_eq!(feed.questions().len(), asked);
}

#[test]
fn an_answer_older_than_a_hint_is_followed_by_another_question_after_two_seconds() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    let asked = feed.questions().len();
    feed.stream(order("COMPLETED"));
    feed.answer(order("PENDING_DELIVERY_FROM_TRANSAK"));
    assert_eq!(feed.shown(), ("COMPLETED", false), "nothing is taken back");
    feed.pass(2_100);
    assert!(feed.questions().len() > asked);
    feed.answer(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
}

#[test]
fn a_source_that_lags_behind_the_stream_is_asked_again_and_a_hint_that_it_denies_is_taken_back() {
    let mut feed = following("PROCESSING");
    feed.stream(order("COMPLETED"));
    feed.pass(300);
    feed.answer(order("PROCESSING"));
    assert_eq!(feed.shown(), ("PROCESSING", true));
    feed.pass(2_100);
    feed.answer(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
    assert!(feed.errors().is_empty());
}

#[test]
fn a_source_that_denies_a_final_status_twice_is_told_as_a_conflict_once() {
    let mut feed = following("PROCESSING");
    feed.stream(order("COMPLETED"));
    for _ in 0..4 {
        feed.pass(20_000);
        feed.answer(order("PROCESSING"));
    }
    assert_eq!(feed.errors(), ["CONFLICT"]);
    assert!(
        !feed
            .events()
            .iter()
            .any(|event| matches!(event, Event::Final(_))),
        "no end was ever told"
    );
}

#[test]
fn data_without_an_order_is_dropped_but_asked_about() {
    let mut feed = following("PROCESSING");
    let asked = feed.questions().len();
    feed.handle(Input::Message(None));
    feed.pass(300);
    assert_eq!(feed.questions().len(), asked + 1);
    assert_eq!(feed.shown(), ("PROCESSING", true));
}

#[test]
fn requests_stay_within_their_budget() {
    let mut live = following("PROCESSING");
    let asked = questions_in(&mut live, "PROCESSING", 600_000, true);
    assert!((8..=12).contains(&asked), "{asked} with a live stream");

    for random in [0, 1 << 31, u32::MAX] {
        let mut alone = Driven::new(&Options {
            stream_url: Some("none".to_owned()),
            ..with_source()
        });
        alone.random = random;
        let asked = 1 + questions_in(&mut alone, "PROCESSING", 600_000, false);
        assert!(
            (15..=30).contains(&asked),
            "{asked} without a stream, random {random}"
        );

        let mut hidden = Driven::new(&Options {
            stream_url: Some("none".to_owned()),
            ..with_source()
        });
        hidden.random = random;
        hidden.handle(Input::Hidden);
        let asked = 1 + questions_in(&mut hidden, "PROCESSING", 600_000, false);
        assert!(
            (9..=12).contains(&asked),
            "{asked} while hidden, random {random}"
        );
    }
}

#[test]
fn the_cadence_without_a_stream_grows_from_5_to_30_seconds() {
    let mut feed = Driven::new(&Options {
        stream_url: Some("none".to_owned()),
        ..with_source()
    });
    let mut gaps = Vec::new();
    let mut last = 0;
    while feed.mono < 300_000 {
        feed.answer(order("PROCESSING"));
        let asked = feed.questions().len();
        while feed.questions().len() == asked {
            feed.pass(10);
        }
        gaps.push((feed.mono - last) / 100);
        last = feed.mono;
    }
    assert_eq!(&gaps[..4], [50, 75, 112, 168]);
    assert!(
        gaps[6..].iter().all(|gap| (299..=301).contains(gap)),
        "{gaps:?}"
    );
}

#[test]
fn a_lost_stream_is_made_up_for_by_questions() {
    let mut feed = following("PROCESSING");
    pass_live(&mut feed, 20_000);
    let asked = feed.questions().len();
    feed.handle(Input::Unsubscribed(feed.channel()));
    feed.pass(6_100);
    assert_eq!(feed.questions().len(), asked + 1);
}

#[test]
fn after_a_confirmed_completed_nothing_is_asked_and_the_channel_is_given_up() {
    let mut feed = following("COMPLETED");
    assert!(feed.outputs.contains(&Output::Unsubscribe(feed.channel())));
    let asked = feed.questions().len();
    feed.pass(3_600_000);
    feed.handle(Input::CameBack(Signal::Visible));
    feed.handle(Input::Refresh);
    feed.pass(3_600_000);
    assert_eq!(feed.questions().len(), asked);
    assert_eq!(feed.feed.deadline(feed.now()), None);
    assert_eq!(feed.freshness(), "done");
}

#[test]
fn after_a_stop_it_listens_for_ten_minutes_and_asks_three_times() {
    for stop in ["FAILED", "CANCELLED", "EXPIRED"] {
        let mut feed = following(stop);
        assert_eq!(questions_in(&mut feed, stop, 599_000, true), 3, "{stop}");
        assert!(!feed.outputs.contains(&Output::Unsubscribe(feed.channel())));
        assert_eq!(questions_in(&mut feed, stop, 3_600_000, true), 0, "{stop}");
        assert!(feed.outputs.contains(&Output::Unsubscribe(feed.channel())));
    }
}

#[test]
fn a_hint_after_a_stop_is_asked_about_at_once_and_costs_none_of_the_three() {
    for stop in ["FAILED", "CANCELLED", "EXPIRED"] {
        let mut feed = following(stop);
        pass_live(&mut feed, 10_000);
        let asked = feed.questions().len();
        feed.handle(Input::Message(None));
        feed.pass(300);
        assert_eq!(feed.questions().len(), asked + 1, "{stop}");
        feed.answer(order(stop));
        assert_eq!(questions_in(&mut feed, stop, 588_000, true), 3, "{stop}");
    }
}

#[test]
fn a_refund_that_the_stream_tells_after_a_stop_is_confirmed_within_300_ms() {
    let mut feed = following("FAILED");
    pass_live(&mut feed, 10_000);
    feed.stream(order("REFUNDED"));
    feed.pass(300);
    feed.answer(order("REFUNDED"));
    assert_eq!(feed.shown(), ("REFUNDED", true));
}

#[test]
fn a_subscription_after_a_stop_is_followed_by_a_question() {
    let mut feed = following("FAILED");
    pass_live(&mut feed, 10_000);
    let asked = feed.questions().len();
    feed.handle(Input::Unsubscribed(feed.channel()));
    feed.subscribe();
    assert_eq!(feed.questions().len(), asked + 1);
    feed.answer(order("REFUNDED"));
    assert_eq!(feed.shown(), ("REFUNDED", true));
}

#[test]
fn a_refund_after_a_failure_is_shown_and_both_ends_are_told() {
    let mut feed = following("FAILED");
    pass_live(&mut feed, 120_000);
    feed.stream(order("REFUNDED"));
    feed.handle(Input::Refresh);
    feed.answer(order("REFUNDED"));
    let ends: Vec<_> = feed
        .events()
        .iter()
        .filter_map(|event| {
            if let Event::Final(change) = event {
                Some((change.status.clone(), change.previous.clone()))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        ends,
        [
            ("FAILED".to_owned(), String::new()),
            ("REFUNDED".to_owned(), "FAILED".to_owned())
        ]
    );
}

#[test]
fn an_order_that_the_source_brings_back_to_life_is_followed_again() {
    let mut feed = following("EXPIRED");
    feed.pass(700_000);
    feed.outputs.clear();
    feed.handle(Input::Refresh);
    feed.answer(order("PENDING_DELIVERY_FROM_TRANSAK"));
    assert!(feed.outputs.contains(&Output::Subscribe(feed.channel())));
    assert_eq!(feed.shown(), ("PENDING_DELIVERY_FROM_TRANSAK", true));
    let asked = feed.questions().len();
    feed.pass(6_000);
    assert_eq!(feed.questions().len(), asked + 1);
    assert!(questions_in(&mut feed, "PENDING_DELIVERY_FROM_TRANSAK", 60_000, false) > 1);
}

#[test]
fn coming_back_asks_once_however_many_signals_came() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Hidden);
    pass_live(&mut feed, 10_000);
    let asked = feed.questions().len();
    for signal in [
        Signal::Resumed,
        Signal::Visible,
        Signal::Online,
        Signal::Visible,
    ] {
        feed.handle(Input::CameBack(signal));
    }
    assert_eq!(feed.questions().len(), asked + 1, "at once");
    feed.answer(order("PROCESSING"));
    feed.pass(3_000);
    assert_eq!(feed.questions().len(), asked + 1);
}

#[test]
fn while_the_page_is_put_away_nothing_is_asked() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    let number = feed.question();
    feed.handle(Input::Suspended);
    assert!(feed.outputs.contains(&Output::Abort(number)));
    let asked = feed.questions().len();
    feed.pass(600_000);
    assert_eq!(feed.questions().len(), asked);
    feed.handle(Input::CameBack(Signal::Resumed));
    assert_eq!(feed.questions().len(), asked + 1);
}

#[test]
fn the_answer_to_an_aborted_question_is_nobodys() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    let number = feed.question();
    feed.handle(Input::Suspended);
    feed.handle(Input::Answer(number, Ok(order("COMPLETED").into())));
    assert_eq!(feed.shown(), ("PROCESSING", true));
}

#[test]
fn an_answer_that_takes_longer_than_ten_seconds_is_none() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    let number = feed.question();
    feed.pass(9_900);
    assert!(!feed.outputs.contains(&Output::Abort(number)));
    feed.pass(200);
    assert!(feed.outputs.contains(&Output::Abort(number)));
}

#[test]
fn errors_back_off_up_to_five_minutes() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    let times = fail_for(&mut feed, Failure::Status(500, None), 3_600_000);
    let gaps: Vec<u64> = times
        .windows(2)
        .map(|pair| (pair[1] - pair[0]) / 1_000)
        .collect();
    assert_eq!(&gaps[..6], [5, 10, 20, 40, 80, 160]);
    assert!(
        gaps[7..].iter().all(|gap| (299..=301).contains(gap)),
        "{gaps:?}"
    );
}

#[test]
fn retry_after_is_followed_up_to_ten_minutes_whatever_happens_meanwhile() {
    for (told, kept) in [(30_000, 30_000), (3_600_000, 600_000)] {
        let mut feed = following("PROCESSING");
        feed.handle(Input::Refresh);
        fail(&mut feed, Failure::Status(429, Some(told)));
        let asked = feed.questions().len();
        feed.handle(Input::CameBack(Signal::Visible));
        feed.handle(Input::Refresh);
        feed.stream(order("COMPLETED"));
        feed.pass(kept - 100);
        assert_eq!(feed.questions().len(), asked);
        feed.pass(200);
        assert_eq!(feed.questions().len(), asked + 1);
    }
}

#[test]
fn retry_after_holds_for_the_hosts_wish_after_the_end_too() {
    let mut feed = following("FAILED");
    feed.pass(601_000);
    feed.handle(Input::Refresh);
    fail(&mut feed, Failure::Status(429, Some(60_000)));
    let asked = feed.questions().len();
    feed.pass(1_000);
    feed.handle(Input::Refresh);
    assert_eq!(feed.questions().len(), asked);
    feed.pass(60_000);
    assert_eq!(feed.questions().len(), asked + 1);
}

#[test]
fn an_end_that_an_older_answer_confirms_under_a_hint_of_a_late_payment_is_asked_about_soon() {
    let mut feed = following("AWAITING_PAYMENT_FROM_USER");
    feed.handle(Input::Refresh);
    feed.stream(order("COMPLETED"));
    feed.answer(order("EXPIRED"));
    assert_eq!(feed.shown(), ("COMPLETED", false), "nothing is taken back");
    let asked = feed.questions().len();
    feed.pass(2_100);
    assert!(feed.questions().len() > asked);
    feed.answer(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
}

#[test]
fn an_end_by_which_the_source_takes_a_hint_back_is_asked_about_again_within_two_seconds() {
    let mut feed = following("AWAITING_PAYMENT_FROM_USER");
    feed.stream(order("COMPLETED"));
    feed.pass(300);
    feed.answer(order("EXPIRED"));
    assert_eq!(feed.shown(), ("EXPIRED", true), "and retry is offered");
    let asked = feed.questions().len();
    feed.pass(2_100);
    assert_eq!(feed.questions().len(), asked + 1, "the source only lagged");
    feed.answer(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
}

#[test]
fn trouble_is_told_once_an_episode() {
    for (failure, code, after) in [
        (Failure::Status(401, None), "AUTH", 1),
        (Failure::Status(403, None), "AUTH", 1),
        (Failure::Status(400, None), "NOT_FOUND", 3),
        (Failure::Status(404, None), "NOT_FOUND", 3),
        (Failure::NoOrder, "STATUS_URL", 1),
        (Failure::Redirected, "STATUS_URL", 1),
        (Failure::OtherOrder, "STATUS_URL", 1),
        (Failure::Status(503, None), "STATUS_URL", 3),
        (Failure::Unreachable, "STATUS_URL", 3),
    ] {
        let mut feed = following("PROCESSING");
        for attempt in 1..=5 {
            feed.handle(Input::Refresh);
            fail(&mut feed, failure);
            let expected: &[&str] = if attempt >= after { &[code] } else { &[] };
            assert_eq!(feed.errors(), expected, "{failure:?}, attempt {attempt}");
        }
        feed.handle(Input::Refresh);
        feed.answer(order("PROCESSING"));
        for _ in 0..3 {
            feed.handle(Input::Refresh);
            fail(&mut feed, failure);
        }
        assert_eq!(feed.errors(), [code, code], "{failure:?}: a new episode");
        assert_eq!(
            feed.shown(),
            ("PROCESSING", true),
            "{failure:?} changes nothing"
        );
    }
}

#[test]
fn an_answer_about_another_order_is_no_answer() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    feed.answer(Order {
        id: Some(OTHER_ID.to_owned()),
        ..order("COMPLETED")
    });
    assert_eq!(feed.shown(), ("PROCESSING", true));
    assert_eq!(feed.errors(), ["STATUS_URL"]);
}

#[test]
fn a_refused_stream_is_told_once_and_the_questions_go_on() {
    let mut feed = Driven::new(&with_source());
    feed.handle(Input::StreamRefused(4001));
    feed.handle(Input::StreamRefused(4001));
    assert_eq!(feed.errors(), ["STREAM_REFUSED"]);
    assert!(questions_in(&mut feed, "PROCESSING", 60_000, false) >= 3);
}

#[test]
fn tokens_on_the_channel_are_a_config_error() {
    let mut feed = Driven::new(&options());
    feed.handle(Input::WrongChannel);
    feed.handle(Input::WrongChannel);
    assert_eq!(feed.errors(), ["CONFIG"]);
}

#[test]
fn freshness_is_live_only_while_the_stream_is_heard() {
    let mut feed = following("PROCESSING");
    assert_eq!(feed.freshness(), "live");
    feed.pass(39_000);
    assert_eq!(feed.freshness(), "live");
    feed.pass(2_000);
    assert_eq!(
        feed.freshness(),
        "checking",
        "silent for longer than ping and pong take"
    );
}

#[test]
fn freshness_is_stale_after_a_minute_without_any_answer_and_tells_when_it_was_confirmed() {
    let mut feed = following("PROCESSING");
    let confirmed = Time(CREATED + i64::try_from(feed.mono).unwrap());
    feed.handle(Input::Unsubscribed(feed.channel()));
    fail_for(&mut feed, Failure::Unreachable, 59_000);
    assert_eq!(feed.freshness(), "checking");
    fail_for(&mut feed, Failure::Unreachable, 3_000);
    assert_eq!(feed.freshness(), "stale");
    assert_eq!(feed.feed.state().last_confirmed_at, Some(confirmed));
    feed.handle(Input::Refresh);
    feed.answer(order("PROCESSING"));
    assert_eq!(feed.freshness(), "checking");
}

#[test]
fn it_is_not_stale_between_two_answers_of_a_hidden_page() {
    for random in [0, u32::MAX] {
        let mut feed = Driven::new(&Options {
            stream_url: Some("none".to_owned()),
            ..with_source()
        });
        feed.random = random;
        feed.handle(Input::Hidden);
        questions_in(&mut feed, "PROCESSING", 600_000, false);
        let stale = feed.events().iter().any(|event| matches!(event, Event::Freshness { freshness, .. } if freshness.name() == "stale"));
        assert!(!stale);
    }
}

#[test]
fn offline_is_believed_only_while_nothing_arrives() {
    let mut feed = following("PROCESSING");
    feed.pass(10);
    feed.handle(Input::Offline);
    assert_eq!(feed.freshness(), "offline");
    feed.pass(10);
    feed.stream(order("PENDING_DELIVERY_FROM_TRANSAK"));
    assert_eq!(feed.freshness(), "live", "traffic is the truth");
}

#[test]
fn a_pong_after_the_browser_said_offline_makes_the_label_live_within_eight_seconds() {
    let mut feed = following("PROCESSING");
    feed.pass(10);
    feed.handle(Input::Offline);
    assert_eq!(feed.freshness(), "offline");
    feed.pass(400);
    feed.heard = Some(feed.mono);
    feed.pass(7_600);
    assert_eq!(
        feed.freshness(),
        "live",
        "nobody tells the feed of a pong: it looks"
    );
}

#[test]
fn while_offline_it_looks_on_as_long_as_the_stream_may_still_be_heard() {
    let mut feed = following("PROCESSING");
    feed.pass(10);
    feed.handle(Input::Offline);
    feed.pass(20_000);
    assert_eq!(feed.freshness(), "offline");
    feed.heard = Some(feed.mono);
    feed.pass(7_600);
    assert_eq!(feed.freshness(), "live");
}

#[test]
fn when_the_time_to_pay_has_run_out_it_asks_and_does_not_say_expired() {
    let expiring = Order {
        expires_at: Some(Time(CREATED + 30_000)),
        ..order("AWAITING_PAYMENT_FROM_USER")
    };
    let mut feed = Driven::new(&with_source());
    feed.subscribe();
    feed.answer(expiring);
    pass_live(&mut feed, 31_000);
    let asked = feed.questions().len();
    pass_live(&mut feed, 2_000);
    assert_eq!(feed.questions().len(), asked + 1);
    assert_eq!(feed.shown(), ("AWAITING_PAYMENT_FROM_USER", true));
    feed.answer(Order {
        expires_at: Some(Time(CREATED + 30_000)),
        ..order("AWAITING_PAYMENT_FROM_USER")
    });
    pass_live(&mut feed, 10_000);
    assert_eq!(feed.questions().len(), asked + 1, "once");
}

#[test]
fn an_order_id_alone_is_enough_and_the_streams_word_stands() {
    let mut feed = Driven::new(&options());
    feed.subscribe();
    feed.stream(order("COMPLETED"));
    assert_eq!(feed.shown(), ("COMPLETED", true));
    assert!(feed.questions().is_empty());
}

#[test]
fn what_the_page_knows_is_shown_at_once_as_not_confirmed() {
    let mut feed = Driven::of(&config(&Options {
        status: Some("PROCESSING".to_owned()),
        ..with_source()
    }));
    assert_eq!(feed.shown(), ("PROCESSING", false));
    feed.answer(order("PROCESSING"));
    assert_eq!(feed.shown(), ("PROCESSING", true));
}

#[test]
fn the_status_event_comes_when_the_status_changes_and_when_it_is_confirmed() {
    let mut feed = following("PROCESSING");
    feed.stream(order_at("COMPLETED", 5));
    feed.pass(300);
    feed.answer(order_at("COMPLETED", 5));
    let told: Vec<_> = feed
        .events()
        .iter()
        .filter_map(|event| {
            let Event::Status(change) = event else {
                return None;
            };
            Some((
                change.status.clone(),
                change.previous.clone(),
                change.confirmed,
                change.source,
            ))
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(status, previous, confirmed, source)| {
            (status.as_str(), previous.as_str(), *confirmed, *source)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("PROCESSING", "", true, "poll"),
            ("COMPLETED", "PROCESSING", false, "stream"),
            ("COMPLETED", "PROCESSING", true, "poll")
        ]
    );
}

#[test]
fn the_same_event_twice_tells_nothing_twice() {
    let mut feed = Driven::new(&options());
    feed.subscribe();
    feed.stream(order("PROCESSING"));
    let told = feed.events().len();
    feed.stream(order("PROCESSING"));
    assert_eq!(feed.events().len(), told);
}

#[test]
fn a_user_signal_is_told_when_it_changes() {
    let mut feed = Driven::new(&options());
    let user = User {
        status: Some("ACTIVE".to_owned()),
        kyc_status: Some("REJECTED".to_owned()),
        is_allowed_to_place_order: None,
    };
    feed.handle(Input::User(Some(user.clone())));
    feed.handle(Input::User(Some(user)));
    let signals: Vec<_> = feed
        .events()
        .iter()
        .filter_map(|event| {
            if let Event::User(signal) = event {
                Some(signal.name())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(signals, ["restricted"]);
}

#[test]
fn what_is_known_outlives_the_feed_and_is_not_told_anew() {
    let options = with_source();
    let before = following("PROCESSING");
    let memory = before.feed.into_memory();
    let mut feed = Feed::new(&config(&options), Some(memory), common::now(0, 0, 0, None));
    assert_eq!(feed.state().status_code(), "PROCESSING");
    assert!(feed.state().confirmed);
    let mut outputs = Vec::new();
    feed.take_outputs(&mut outputs);
    let told_again = outputs
        .iter()
        .any(|output| matches!(output, Output::Tell(Event::Status(_))));
    assert!(!told_again);
}

#[test]
fn an_order_that_ended_for_good_wishes_for_no_channel_when_it_is_put_back() {
    let memory = following("COMPLETED").feed.into_memory();
    let mut feed = Feed::new(
        &config(&with_source()),
        Some(memory),
        common::now(0, 0, 0, None),
    );
    assert!(feed.state().is_final());
    let mut outputs = Vec::new();
    feed.take_outputs(&mut outputs);
    let wished = outputs
        .iter()
        .any(|output| matches!(output, Output::Subscribe(_)));
    assert!(!wished, "a socket would be opened for a moment");
}

#[test]
fn what_is_known_of_one_order_is_not_shown_for_another() {
    let memory = following("PROCESSING").feed.into_memory();
    let other = Options {
        order_id: Some(OTHER_ID.to_owned()),
        ..with_source()
    };
    let feed = Feed::new(&config(&other), Some(memory), common::now(0, 0, 0, None));
    assert_eq!(feed.state().status_code(), "");
}

#[test]
fn under_a_partner_reference_a_url_that_needs_the_order_id_waits_until_it_is_known() {
    let by_reference = Options {
        api_key: Some("key".to_owned()),
        partner_order_id: Some("ref-1".to_owned()),
        status_url: Some("/orders/{orderId}".to_owned()),
        ..Options::default()
    };
    let mut feed = Driven::new(&by_reference);
    feed.pass(5_000);
    assert!(feed.questions().is_empty());
    feed.stream(order("AWAITING_PAYMENT_FROM_USER"));
    feed.pass(300);
    assert_eq!(feed.questions(), [1]);
    feed.answer(order("AWAITING_PAYMENT_FROM_USER"));
    assert_eq!(feed.shown(), ("AWAITING_PAYMENT_FROM_USER", true));
}

#[test]
fn pushed_news_counts_like_the_streams() {
    let mut feed = following("PROCESSING");
    feed.handle(Input::News(Source::Push, order("COMPLETED").into()));
    assert_eq!(feed.shown(), ("COMPLETED", false));
    let mut alone = Driven::new(&options());
    alone.handle(Input::News(Source::Push, order("COMPLETED").into()));
    assert_eq!(alone.shown(), ("COMPLETED", true));
}

#[test]
fn a_device_that_slept_through_the_time_after_a_stop_asks_when_it_wakes() {
    let mut feed = following("FAILED");
    let asked = feed.questions().len();
    feed.mono += 3_600_000;
    feed.handle(Input::Tick);
    assert_eq!(feed.questions().len(), asked + 1);
    feed.answer(order("REFUNDED"));
    assert_eq!(feed.feed.state().status_code(), "REFUNDED");
    assert_eq!(feed.feed.deadline(feed.now()), None);
}

#[test]
fn who_has_nobody_to_ask_stops_listening_after_the_time() {
    let mut feed = Driven::new(&options());
    feed.subscribe();
    feed.handle(Input::Message(Some(Arc::new(order("FAILED")))));
    feed.mono += 3_600_000;
    feed.handle(Input::Tick);
    assert_eq!(feed.feed.deadline(feed.now()), None);
}

#[test]
fn a_hint_that_comes_while_a_question_fails_is_asked_about_at_once_and_the_failures_back_off_all_the_same()
 {
    let mut feed = following("PROCESSING");
    feed.handle(Input::Refresh);
    feed.handle(Input::Message(Some(Arc::new(order("COMPLETED")))));
    fail(&mut feed, Failure::Status(503, None));
    let asked = feed.questions().len();
    feed.pass(500);
    assert_eq!(feed.questions().len(), asked + 1, "the hint's own question");
    fail(&mut feed, Failure::Status(503, None));
    feed.pass(4_000);
    assert_eq!(feed.questions().len(), asked + 1, "the back-off");
}
