//! The reasons to ask, one by one: when each is due, when it is due again without an answer, and when it ends (design, cadence).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Driven, order, with_source};
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::feed::{Input, Output, Signal};
use transak_order_tracker::state::Source;

const DOWN: Failure = Failure::Status(503, None);

/// A feed with a live stream, whose source has answered this.
fn following(status: &str) -> Driven {
    let mut feed = Driven::new(&with_source());
    feed.answer(order(status));
    feed.subscribe();
    feed.answer(order(status));
    feed
}

/// Lets time pass while the stream is heard, and nothing is answered.
fn live(feed: &mut Driven, millis: u64) {
    let end = feed.mono + millis;
    while feed.mono < end {
        feed.heard = Some(feed.mono);
        feed.pass(100.min(end - feed.mono));
    }
}

/// The same, and each question is answered with this.
fn calm(feed: &mut Driven, millis: u64, status: &str) {
    let end = feed.mono + millis;
    while feed.mono < end {
        live(feed, 100.min(end - feed.mono));
        if feed.feed.is_asking() {
            feed.answer(order(status));
        }
    }
}

fn fail(feed: &mut Driven) {
    let number = feed.question();
    feed.handle(Input::Answer(number, Err(DOWN)));
}

/// Answers each question with nothing, for so long; how long after each other they were asked.
fn pauses(feed: &mut Driven, millis: u64) -> Vec<u64> {
    let end = feed.mono + millis;
    let (mut asked, mut last, mut pauses) = (feed.questions().len(), feed.mono, Vec::new());
    while feed.mono < end {
        live(feed, 100);
        if feed.questions().len() > asked {
            asked = feed.questions().len();
            pauses.push((feed.mono - last).div_euclid(100) * 100);
            last = feed.mono;
            fail(feed);
        }
    }
    pauses
}

#[test]
fn the_question_about_a_refund_is_asked_again_like_any_other() {
    let mut feed = following("FAILED");
    calm(&mut feed, 250_000, "FAILED");
    let asked = feed.questions().len();
    feed.stream(order("REFUNDED"));
    live(&mut feed, 200);
    assert_eq!(feed.questions().len(), asked + 1);
    fail(&mut feed);
    // 5 s, and then twice as long each time.
    let pauses = pauses(&mut feed, 80_000);
    assert_eq!(pauses, [5_000, 10_000, 20_000, 40_000]);
    assert_eq!(feed.shown(), ("REFUNDED", false));
}

#[test]
fn a_refund_that_is_heard_of_just_before_the_end_of_listening_is_asked_about_until_it_is_answered()
{
    for before in [100, 5_000, 0] {
        let mut feed = following("FAILED");
        calm(&mut feed, 600_000 - before, "FAILED");
        for _ in 0..2 {
            feed.stream(order("REFUNDED"));
        }
        if feed.feed.is_asking() {
            fail(&mut feed);
        }
        live(&mut feed, 60_000);
        assert_eq!(feed.shown(), ("REFUNDED", false), "{before}");
        while !feed.feed.is_asking() {
            assert!(feed.mono < 1_000_000, "{before}: it has given up");
            live(&mut feed, 1_000);
        }
        feed.answer(order("REFUNDED"));
        assert_eq!(feed.shown(), ("REFUNDED", true), "{before}");
        assert_eq!(
            feed.feed.deadline(feed.now()),
            None,
            "and then nothing more"
        );
    }
}

#[test]
fn what_the_host_pushes_after_the_end_of_listening_is_asked_about_until_it_is_answered() {
    let mut feed = following("EXPIRED");
    calm(&mut feed, 700_000, "EXPIRED");
    let asked = feed.questions().len();
    feed.handle(Input::News(Source::Push, order("REFUNDED").into()));
    live(&mut feed, 300);
    assert_eq!(feed.questions().len(), asked + 1);
    fail(&mut feed);
    live(&mut feed, 6_000);
    assert_eq!(feed.questions().len(), asked + 2);
    feed.answer(order("EXPIRED"));
    assert_eq!(feed.shown(), ("EXPIRED", true), "denied");
    let asked = feed.questions().len();
    live(&mut feed, 2_000);
    assert_eq!(feed.questions().len(), asked + 1, "it may lag");
}

#[test]
fn a_hint_that_the_source_cannot_be_asked_about_is_never_forgotten() {
    let mut feed = following("PROCESSING");
    feed.stream(order("COMPLETED"));
    let mut asked = feed.questions().len();
    for _ in 0..24 {
        // At least every six minutes.
        live(&mut feed, 360_000);
        assert!(feed.questions().len() > asked);
        asked = feed.questions().len();
        if feed.feed.is_asking() {
            fail(&mut feed);
        }
        assert_eq!(feed.shown(), ("COMPLETED", false));
    }
}

#[test]
fn the_watch_for_a_refund_has_three_questions_answered_or_not() {
    let mut feed = following("CANCELLED");
    let asked = feed.questions().len();
    let pauses = pauses(&mut feed, 1_200_000);
    assert_eq!(pauses, [60_000, 180_000, 350_000]);
    assert_eq!(feed.questions().len(), asked + 3);
    assert_eq!(feed.feed.deadline(feed.now()), None);
}

#[test]
fn a_subscription_and_a_return_are_asked_about_until_there_is_an_answer() {
    for input in [Input::Refresh, Input::CameBack(Signal::Visible)] {
        let mut feed = following("FAILED");
        let asked = feed.questions().len();
        feed.handle(input);
        assert_eq!(feed.questions().len(), asked + 1);
        fail(&mut feed);
        assert_eq!(pauses(&mut feed, 16_000), [5_000, 10_000]);
    }
}

#[test]
fn what_was_asked_when_the_page_was_put_away_is_asked_when_it_comes_back() {
    let mut feed = following("FAILED");
    feed.stream(order("REFUNDED"));
    live(&mut feed, 200);
    assert!(feed.feed.is_asking());
    let asked = feed.questions().len();
    feed.handle(Input::Suspended);
    assert!(matches!(feed.outputs.last(), Some(Output::Abort(_))));
    feed.pass(3_600_000);
    assert_eq!(feed.questions().len(), asked);
    feed.handle(Input::CameBack(Signal::Resumed));
    assert_eq!(feed.questions().len(), asked + 1);
}

#[test]
fn after_a_confirmed_completion_nothing_makes_it_ask() {
    let mut feed = following("COMPLETED");
    let asked = feed.questions().len();
    for input in [
        Input::Refresh,
        Input::CameBack(Signal::Online),
        Input::Subscribed(feed.channel()),
        Input::Unsubscribed(feed.channel()),
        Input::Message(None),
        Input::News(Source::Push, order("PROCESSING").into()),
        Input::News(Source::Push, order("REFUNDED").into()),
        Input::Suspended,
        Input::CameBack(Signal::Resumed),
    ] {
        feed.handle(input);
        feed.pass(1_000_000);
    }
    assert_eq!(feed.questions().len(), asked);
}
