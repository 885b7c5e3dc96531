//! Opening a socket, the handshake, and the end of the last wish.

use crate::world::{ESTABLISHED, PING, Server, World, subscribe};
use transak_order_tracker::feed::stream::{Input, Output};

#[test]
fn nothing_is_opened_while_no_channel_is_wanted() {
    let mut world = World::new(Server::Works);
    assert_eq!(world.connection.deadline(), None);
    for input in [
        Input::Tick,
        Input::Online,
        Input::Visible,
        Input::Resumed,
        Input::Closed(4200),
        Input::Frame("{}"),
    ] {
        world.give(input);
    }
    world.run(3_600_000);
    assert!(world.opened.is_empty());
    assert_eq!(world.connection.last_heard(), None);
}

#[test]
fn the_first_wish_opens_one_socket_at_once_and_the_second_shares_it() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.subscribe("b");
    assert_eq!(world.opened, [0]);
    assert!(world.sent.is_empty(), "not before the handshake");
    world.frame(ESTABLISHED);
    assert_eq!(world.sent, [subscribe("a"), subscribe("b")]);
}

#[test]
fn the_socket_goes_with_the_last_wish() {
    let mut world = World::live(&["a", "b"]);
    world.unsubscribe("a");
    assert!(world.socket);
    world.unsubscribe("b");
    assert!(!world.socket);
    assert_eq!(world.log, [Output::Close]);
    world.run(3_600_000);
    assert_eq!(world.opened, [0]);
}

#[test]
fn a_wish_that_goes_during_the_handshake_takes_the_socket_along() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.unsubscribe("a");
    assert!(!world.socket);
    assert_eq!(world.connection.deadline(), None);
}

#[test]
fn a_new_wish_after_the_last_one_opens_a_new_socket_at_once() {
    let mut world = World::live(&["a"]);
    world.unsubscribe("a");
    world.subscribe("a");
    assert_eq!(world.opened, [0, 0]);
    assert!(world.is_live("a"));
}

#[test]
fn a_page_that_mounts_and_unmounts_without_end_makes_no_hot_loop() {
    let mut world = World::new(Server::Works);
    for _ in 0..1_000 {
        world.subscribe("a");
        world.unsubscribe("a");
        world.run(10);
    }
    assert_eq!(world.most_opened_in(10_000), 6);
}

#[test]
fn a_server_that_says_nothing_is_given_up_after_ten_seconds() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.run(9_999);
    assert!(world.socket && world.log.is_empty());
    world.run(1);
    assert_eq!(world.log, [Output::Close]);
    world.run(2_000);
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn a_wrong_first_frame_does_not_hang() {
    for first in [
        "{}",
        "7",
        "",
        r#"{"event":"hello"}"#,
        r#"{"event":"pusher:error","data":{"code":4001}}"#,
    ] {
        let mut world = World::new(Server::Mute);
        world.subscribe("a");
        world.frame(first);
        assert!(world.socket, "only a close ends a socket");
        world.run(12_000);
        assert_eq!(world.opened.len(), 2, "{first}");
    }
}

#[test]
fn the_handshake_may_come_after_other_frames() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.frame("nonsense");
    world.frame(ESTABLISHED);
    assert_eq!(world.sent, [subscribe("a")]);
}

#[test]
fn a_second_handshake_changes_nothing() {
    let mut world = World::live(&["a"]);
    world.frame(r#"{"event":"pusher:connection_established","data":{"activity_timeout":5}}"#);
    assert!(world.is_live("a") && world.sent.is_empty() && world.log.is_empty());
    assert_eq!(world.connection.deadline(), Some(30_000));
}

/// The silence after which the client pings, given the `data` of the handshake.
fn silence(data: &str) -> u64 {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.frame(&format!(
        r#"{{"event":"pusher:connection_established","data":{data}}}"#
    ));
    world.look();
    while world.sent != [PING] {
        world.run(500);
        assert!(world.now < 60_000, "no ping after {data}");
        world.sent.retain(|text| text == PING);
    }
    world.now
}

#[test]
fn the_silence_is_the_servers_but_at_most_thirty_seconds() {
    assert_eq!(silence(r#"{"activity_timeout":10}"#), 10_000);
    assert_eq!(
        silence(r#""{\"socket_id\":\"1.2\",\"activity_timeout\":10}""#),
        10_000
    );
    assert_eq!(silence(r#""{\"activity_timeout\":120}""#), 30_000);
    assert_eq!(silence(r#"{"activity_timeout":1}"#), 5_000);
}

#[test]
fn an_absurd_activity_timeout_is_the_default() {
    for value in [
        "0",
        "-5",
        "\"120\"",
        "\"7\"",
        "1e9",
        "4294967296",
        "null",
        "[]",
        "7.5",
        "true",
    ] {
        assert_eq!(
            silence(&format!(r#"{{"activity_timeout":{value}}}"#)),
            30_000,
            "{value}"
        );
        assert_eq!(
            silence(&format!(
                "{:?}",
                format!(r#"{{"activity_timeout":{value}}}"#)
            )),
            30_000,
            "{value}"
        );
    }
    for data in [
        "{}",
        "null",
        "[]",
        "7",
        r#""""#,
        r#""plain text""#,
        r#""{\"activity_timeout\":NaN}""#,
    ] {
        assert_eq!(silence(data), 30_000, "{data}");
    }
}
