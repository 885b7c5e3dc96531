//! The table of wishes and the server's answers to it.

use crate::world::{ESTABLISHED, Server, World, channel, granted, refused, subscribe, unsubscribe};
use transak_order_tracker::feed::stream::Output;

/// A connection that is up, with a subscription to `a` that the test answers.
fn asked() -> World {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.frame(ESTABLISHED);
    assert_eq!(world.look().0, [subscribe("a")]);
    world
}

#[test]
fn a_channel_is_live_when_the_server_says_so() {
    let mut world = asked();
    assert!(!world.is_live("a"));
    world.frame(&granted("a"));
    assert_eq!(world.log, [Output::Subscribed(channel("a"))]);
    assert!(world.is_live("a"));
}

#[test]
fn an_answer_without_data_is_one() {
    let mut world = asked();
    world.frame(r#"{"event":"pusher_internal:subscription_succeeded","channel":"a"}"#);
    assert!(world.is_live("a"));
}

#[test]
fn every_reconnect_tells_that_there_may_be_a_gap() {
    let mut world = World::live(&["a", "b"]);
    world.run(60_000);
    world.look();
    world.close(4200);
    let [a, b] = ["a", "b"].map(channel);
    let gone = [
        Output::Unsubscribed(a.clone()),
        Output::Unsubscribed(b.clone()),
    ];
    assert_eq!(world.log[..2], gone);
    assert_eq!(
        world.log[2..],
        [Output::Subscribed(a), Output::Subscribed(b)]
    );
    assert_eq!(world.sent, [subscribe("a"), subscribe("b")]);
}

#[test]
fn a_repeated_answer_is_told_again() {
    let mut world = World::live(&["a"]);
    world.frame(&granted("a"));
    assert_eq!(world.log, [Output::Subscribed(channel("a"))]);
}

#[test]
fn wishing_twice_asks_once() {
    let mut world = asked();
    world.subscribe("a");
    world.frame(&granted("a"));
    world.subscribe("a");
    assert!(world.sent.is_empty());
    world.unsubscribe("a");
    assert!(!world.socket);
}

#[test]
fn an_answer_for_a_channel_that_nobody_wants_is_ignored() {
    let mut world = World::live(&["a"]);
    world.frame(&granted("z"));
    world.frame(&refused("z", "403"));
    assert!(world.log.is_empty() && !world.is_live("z"));
}

#[test]
fn a_subscription_without_an_answer_is_asked_again() {
    let mut world = asked();
    world.run(10_999);
    assert!(!world.sent.contains(&subscribe("a")));
    world.run(2_001);
    assert_eq!(world.look().0, [subscribe("a")]);
    world.frame(&granted("a"));
    assert!(world.is_live("a"));
    assert_eq!(world.opened.len(), 1);
}

#[test]
fn a_late_answer_counts() {
    let mut world = asked();
    world.run(10_500);
    world.frame(&granted("a"));
    assert!(world.is_live("a"));
    world.run(20_000);
    assert!(!world.sent.contains(&subscribe("a")));
}

#[test]
fn a_channel_that_is_refused_is_told_once_and_not_asked_for_again() {
    for status in ["400", "401", "403", "404", "499"] {
        let mut world = asked();
        world.frame(&refused("a", status));
        world.frame(&refused("a", status));
        world.frame(&refused("a", "500"));
        let status = status.parse().unwrap();
        assert_eq!(
            world.log,
            [Output::ChannelRefused {
                channel: channel("a"),
                status
            }]
        );
        world.server = Server::Works;
        world.run(3_600_000);
        assert!(!world.sent.contains(&subscribe("a")));
        assert!(world.socket, "the other channels may need it");
    }
}

#[test]
fn a_new_wish_asks_for_a_refused_channel_again() {
    let mut world = asked();
    world.frame(&refused("a", "403"));
    world.subscribe("a");
    assert_eq!(world.look().0, [subscribe("a")]);
    world.frame(&granted("a"));
    assert!(world.is_live("a"));
}

#[test]
fn giving_up_and_wishing_anew_asks_for_a_refused_channel_again() {
    let mut world = asked();
    world.subscribe("b");
    world.frame(&refused("a", "403"));
    world.look();
    world.unsubscribe("a");
    world.subscribe("a");
    assert_eq!(world.sent, [subscribe("a")]);
}

#[test]
fn a_new_connection_asks_for_a_refused_channel_again() {
    let mut world = asked();
    world.frame(&refused("a", "403"));
    world.close(4200);
    world.look();
    world.frame(ESTABLISHED);
    assert_eq!(world.sent, [subscribe("a")]);
}

#[test]
fn any_other_error_of_a_subscription_is_tried_again_ever_more_rarely() {
    for status in ["500", "503", "null", "\"403\"", "-1", "399", "65936", "4.5"] {
        let mut world = asked();
        world.frame(&refused("a", status));
        assert!(world.sent.is_empty() && world.log.is_empty(), "{status}");
        let mut tries = 0;
        while world.now < 300_000 {
            world.run(100);
            if world.look().0.contains(&subscribe("a")) {
                tries += 1;
            }
            world.frame(&refused("a", status));
        }
        assert!((15..60).contains(&tries), "{status}: {tries}");
    }
}

#[test]
fn an_error_that_is_not_final_ends_with_a_live_channel() {
    let mut world = asked();
    world.frame(&refused("a", "503"));
    world.run(3_000);
    assert_eq!(world.look().0, [subscribe("a")]);
    world.frame(&granted("a"));
    assert!(world.is_live("a"));
}

#[test]
fn an_error_of_a_live_channel_ends_it() {
    let mut world = World::live(&["a"]);
    world.frame(&refused("a", "500"));
    assert_eq!(world.look().1, [Output::Unsubscribed(channel("a"))]);
    world.run(3_000);
    assert!(world.is_live("a"), "asked again");
    world.frame(&refused("a", "403"));
    assert!(matches!(
        world.log[1..],
        [
            Output::Unsubscribed(_),
            Output::ChannelRefused { status: 403, .. }
        ]
    ));
}

#[test]
fn what_is_given_up_is_given_up_at_once() {
    let mut world = World::live(&["a", "b"]);
    world.unsubscribe("a");
    assert_eq!(world.sent, [unsubscribe("a")]);
    assert!(!world.is_live("a") && world.is_live("b"));
}

#[test]
fn what_is_given_up_while_it_is_asked_for_never_comes_back() {
    let mut world = asked();
    world.subscribe("b");
    world.unsubscribe("a");
    assert_eq!(world.look().0, [subscribe("b"), unsubscribe("a")]);
    world.frame(&granted("a"));
    assert!(!world.is_live("a") && world.log.is_empty());
    world.close(4200);
    world.frame(ESTABLISHED);
    assert_eq!(world.sent, [subscribe("b")]);
}

#[test]
fn what_was_never_asked_for_is_given_up_without_a_word() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.subscribe("b");
    world.unsubscribe("a");
    world.unsubscribe("z");
    world.frame(ESTABLISHED);
    assert_eq!(world.sent, [subscribe("b")]);
}

#[test]
fn wish_give_up_wish_ends_with_the_wish() {
    let mut world = asked();
    world.subscribe("b");
    world.look();
    world.unsubscribe("a");
    world.subscribe("a");
    assert_eq!(world.sent, [unsubscribe("a"), subscribe("a")]);
    world.frame(&granted("a"));
    world.frame(&granted("a"));
    assert!(world.is_live("a"));
    assert_eq!(world.log.len(), 2, "the second tells of the gap between");
}

#[test]
fn a_hundred_channels_share_one_socket() {
    let names: Vec<String> = (0..100).map(|number| format!("order-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = World::live(&names);
    world.run(60_000);
    world.close(1006);
    world.run(3_000);
    assert!(names.iter().all(|name| world.is_live(name)));
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn what_is_given_up_between_two_tries_is_taken_back_from_the_server_too() {
    let mut world = asked();
    world.subscribe("b");
    world.frame(&granted("b"));
    world.run(10_500);
    world.look();
    world.unsubscribe("a");
    assert_eq!(world.sent, [unsubscribe("a")]);
}

#[test]
fn a_grant_makes_up_for_former_errors() {
    for seed in 0..20 {
        let mut world = World::seeded(Server::Mute, seed);
        world.subscribe("a");
        world.frame(ESTABLISHED);
        for _ in 0..10 {
            world.frame(&refused("a", "500"));
            world.frame(&granted("a"));
        }
        world.frame(&refused("a", "500"));
        assert!(world.connection.deadline().unwrap() < world.now + 3_000);
    }
}
