//! Pings, pongs, and links that are dead without saying so.

use crate::world::{ESTABLISHED, PING, PONG, Server, World, channel, granted};
use transak_order_tracker::feed::stream::{Connection, Input, Output};
use transak_order_tracker::native::NativeJson;

/// Whether the dead socket has been dropped, and another opened at once.
fn is_replaced(world: &World) -> bool {
    world.log.contains(&Output::Close) && world.opened.len() == 2
}

/// A connection that is up, on a server that no longer answers.
fn half_open() -> World {
    let mut world = World::live(&["a"]);
    world.server = Server::Mute;
    world
}

#[test]
fn silence_is_asked_about_after_thirty_seconds() {
    let mut world = World::live(&["a"]);
    world.run(29_999);
    assert!(world.sent.is_empty());
    world.run(1);
    assert_eq!(world.sent, [PING]);
    assert_eq!(world.connection.last_heard(), Some(30_000));
}

#[test]
fn a_channel_counts_as_subscribed_while_the_server_is_in_doubt() {
    let mut world = World::live(&["a"]);
    // The page was frozen, and has not asked yet: there will be no other grant, if the server answers after all.
    let connection = &world.connection;
    assert!(!connection.is_live(&channel("a"), 60_000) && connection.is_subscribed(&channel("a")));
    assert!(!connection.is_subscribed(&channel("b")));
    world.give(Input::Closed(1006));
    assert!(!world.connection.is_subscribed(&channel("a")));
}

#[test]
fn no_two_clients_of_a_server_that_fell_silent_ask_in_step() {
    let due = |random| {
        let mut connection = Connection::new(NativeJson);
        connection.subscribe(&channel("a"), 0);
        connection.handle(Input::Frame(ESTABLISHED), 0, random);
        connection.handle(Input::Frame(&granted("a")), 0, random);
        connection.deadline()
    };
    assert_eq!(due(0), Some(30_000));
    assert_eq!(due(1 << 31), Some(29_000));
    assert_eq!(due(u32::MAX), Some(28_001));
}

#[test]
fn an_hour_of_silence_with_pongs_keeps_the_connection() {
    let mut world = World::live(&["a"]);
    world.run(3_600_000);
    assert_eq!((world.sent.len(), world.opened.len()), (120, 1));
    assert!(world.is_live("a") && world.log.is_empty());
}

#[test]
fn a_dead_link_is_replaced_within_forty_seconds() {
    let mut world = half_open();
    world.run(39_999);
    assert!(world.socket && world.is_live("a"));
    world.run(1);
    assert_eq!(
        world.log,
        [Output::Close, Output::Unsubscribed(channel("a"))]
    );
    assert!(!world.is_live("a"));
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn any_frame_is_an_answer_even_a_broken_one() {
    for frame in [
        "{",
        "",
        "[]",
        "{\"event\":\"pusher:error\",\"data\":{\"code\":4001}}",
    ] {
        let mut world = half_open();
        world.run(35_000);
        world.frame(frame);
        world.run(29_000);
        assert!(world.socket && world.is_live("a"));
        assert_eq!(world.sent, [PING]);
    }
}

#[test]
fn frames_put_the_ping_off() {
    let mut world = half_open();
    for _ in 0..100 {
        world.run(29_000);
        world.frame(PONG);
    }
    assert!(world.sent.is_empty());
}

#[test]
fn the_servers_ping_is_answered_at_once() {
    let mut world = half_open();
    for ping in [
        PING,
        r#"{"event":"pusher:ping"}"#,
        r#"{"event":"pusher:ping","data":"{}"}"#,
    ] {
        world.frame(ping);
        assert_eq!(world.look().0, [PONG]);
    }
}

#[test]
fn the_servers_ping_is_answered_before_the_handshake_too() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.frame(PING);
    assert_eq!(world.sent, [PONG]);
}

#[test]
fn a_signal_of_the_page_asks_at_once_and_waits_five_seconds() {
    for input in [
        Input::Online,
        Input::Offline,
        Input::Visible,
        Input::Resumed,
    ] {
        let mut world = half_open();
        world.run(15_000);
        world.give(input);
        assert_eq!(world.sent, [PING], "{input:?}");
        world.run(4_999);
        assert!(!is_replaced(&world));
        world.run(1);
        assert!(is_replaced(&world) && !world.is_live("a"));
    }
}

#[test]
fn a_signal_while_a_ping_is_out_shortens_its_time_and_sends_no_second_one() {
    let mut world = half_open();
    world.run(31_000);
    world.give(Input::Visible);
    assert_eq!(world.sent, [PING]);
    world.run(4_999);
    assert!(!is_replaced(&world));
    world.run(1);
    assert!(is_replaced(&world));
}

#[test]
fn a_signal_never_gives_a_ping_more_time() {
    let mut world = half_open();
    world.run(39_000);
    world.give(Input::Online);
    world.run(1_000);
    assert!(is_replaced(&world));
}

#[test]
fn a_storm_of_signals_is_one_ping_in_two_seconds() {
    let mut world = World::live(&["a"]);
    for _ in 0..1_000 {
        world.run(10);
        world.give(Input::Online);
        world.give(Input::Visible);
    }
    assert!((4..=6).contains(&world.sent.len()), "{}", world.sent.len());
    assert_eq!(world.opened.len(), 1);
}

#[test]
fn offline_alone_never_closes() {
    let mut world = World::live(&["a"]);
    world.give(Input::Offline);
    world.run(60_000);
    assert!(world.is_live("a") && world.opened.len() == 1);
}

#[test]
fn a_timer_that_comes_much_too_late_means_sleep_and_a_question_with_five_seconds() {
    let mut world = half_open();
    world.run(20_000);
    world.sleep(600_000);
    world.run(0);
    assert_eq!(world.sent, [PING]);
    world.run(4_999);
    assert!(!is_replaced(&world));
    world.run(1);
    assert!(is_replaced(&world));
}

#[test]
fn a_socket_is_not_called_live_after_sleep_before_it_is_heard() {
    let mut world = half_open();
    world.sleep(600_000);
    assert!(!world.is_live("a"));
    world.frame(PONG);
    assert!(world.is_live("a"));
}

#[test]
fn a_ping_that_slept_is_lost_and_a_new_socket_is_opened_at_once() {
    let mut world = half_open();
    world.run(31_000);
    world.sleep(600_000);
    world.server = Server::Works;
    world.run(0);
    assert_eq!(world.opened.len(), 2);
    assert!(world.is_live("a"));
}

#[test]
fn a_hidden_page_with_one_timer_a_minute_notices_a_dead_link_too() {
    let mut world = half_open();
    world.give(Input::Hidden);
    for _ in 0..3 {
        world.sleep(60_000);
        if world
            .connection
            .deadline()
            .is_some_and(|due| due <= world.now)
        {
            world.give(Input::Tick);
        }
    }
    assert!(world.opened.len() > 1, "the dead socket was believed");
}

#[test]
fn a_doubt_that_was_answered_is_over() {
    let mut world = half_open();
    world.give(Input::Visible);
    world.run(2_000);
    world.frame(PONG);
    world.run(39_999);
    assert!(!is_replaced(&world), "ten seconds for the next ping");
    world.run(1);
    assert!(is_replaced(&world));
}

#[test]
fn a_frame_answers_a_doubt_before_it_is_asked() {
    let mut world = half_open();
    world.run(1_000);
    world.give(Input::Visible);
    world.frame(PONG);
    world.run(29_999);
    assert_eq!(world.sent, [] as [&str; 0]);
}
