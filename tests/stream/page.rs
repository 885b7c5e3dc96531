//! The page: hidden and visible, gone and back, and the network.

use crate::world::{ESTABLISHED, PONG, Server, World, channel};
use transak_order_tracker::feed::stream::{Input, Output};

/// A connection that was lost and will be tried again in a while.
fn waiting() -> World {
    let mut world = World::new(Server::Closes(1006));
    world.subscribe("a");
    world.run(60_000);
    world.server = Server::Works;
    let gap = world.connection.deadline().unwrap() - world.now;
    assert!(gap > 1_000, "choose another seed: {gap}");
    world
}

#[test]
fn a_signal_cuts_the_wait() {
    for input in [Input::Online, Input::Visible, Input::Resumed] {
        let mut world = waiting();
        world.give(input);
        assert_eq!(world.opened.last(), Some(&world.now), "{input:?}");
        assert!(world.is_live("a"));
    }
}

#[test]
fn a_new_wish_cuts_a_wait_that_nobody_wanted_any_more() {
    let mut world = waiting();
    world.unsubscribe("a");
    assert_eq!(world.connection.deadline(), None);
    world.subscribe("b");
    assert!(world.is_live("b"));
}

#[test]
fn one_more_wish_does_not() {
    let mut world = waiting();
    world.subscribe("b");
    assert!(!world.socket);
}

#[test]
fn offline_neither_cuts_nor_stops_the_wait() {
    let mut world = waiting();
    world.give(Input::Offline);
    assert!(!world.socket);
    world.run(20_000);
    assert!(world.is_live("a"), "the browser was wrong");
}

#[test]
fn a_storm_of_signals_on_a_dead_network_makes_no_hot_loop() {
    let mut world = World::new(Server::Closes(1006));
    world.subscribe("a");
    for step in 0..6_000 {
        world.run(10);
        world.give(
            [
                Input::Online,
                Input::Offline,
                Input::Visible,
                Input::Hidden,
                Input::Resumed,
            ][step % 5],
        );
    }
    assert!(world.most_opened_in(10_000) <= 6);
    assert!(
        world.opened.len() > 15,
        "and still tries: {}",
        world.opened.len()
    );
}

#[test]
fn no_signal_is_lost_to_the_limit() {
    let mut world = waiting();
    world.server = Server::Closes(1006);
    world.give(Input::Online);
    world.server = Server::Works;
    world.give(Input::Online);
    world.run(2_000);
    assert!(world.is_live("a"));
}

#[test]
fn a_signal_leaves_a_handshake_alone() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.run(3_000);
    world.give(Input::Online);
    world.give(Input::Visible);
    assert!(world.socket && world.log.is_empty() && world.sent.is_empty());
    world.frame(ESTABLISHED);
    assert_eq!(world.opened.len(), 1);
}

#[test]
fn a_hidden_page_waits_about_a_minute_and_not_in_step_with_others() {
    let mut times: Vec<u64> = (0..100)
        .map(|seed| {
            let mut world = World::seeded(Server::Works, seed);
            world.subscribe("a");
            world.run(60_000);
            world.give(Input::Hidden);
            world.close(1006);
            world.run(80_000);
            world.opened[1] - 60_000
        })
        .collect();
    times.sort_unstable();
    assert!(times[0] >= 48_000 && times[99] <= 72_000 && times[99] - times[0] > 15_000);
}

#[test]
fn a_page_that_is_seen_again_waits_no_longer() {
    let mut world = World::live(&["a"]);
    world.give(Input::Hidden);
    world.run(60_000);
    world.close(1006);
    world.run(10_000);
    assert!(!world.socket);
    world.give(Input::Visible);
    assert!(world.is_live("a"));
}

#[test]
fn a_page_that_goes_closes_its_socket_and_opens_none() {
    let mut world = World::live(&["a"]);
    world.give(Input::Suspended);
    assert_eq!(
        world.look().1,
        [Output::Close, Output::Unsubscribed(channel("a"))]
    );
    for input in [Input::Online, Input::Visible, Input::Hidden, Input::Tick] {
        world.give(input);
        world.run(60_000);
    }
    world.subscribe("b");
    assert_eq!((world.socket, world.opened.len()), (false, 1));
    assert_eq!(world.connection.deadline(), None);
}

#[test]
fn a_page_that_comes_back_opens_one_socket_and_asks_for_everything() {
    let mut world = World::live(&["a", "b"]);
    world.give(Input::Suspended);
    world.unsubscribe("b");
    world.sleep(3_600_000);
    world.give(Input::Resumed);
    world.give(Input::Visible);
    world.give(Input::Online);
    world.give(Input::Resumed);
    assert_eq!(world.opened.len(), 2);
    assert!(world.is_live("a") && !world.is_live("b"));
}

#[test]
fn a_page_that_goes_during_a_wait_comes_back_at_once() {
    let mut world = waiting();
    world.give(Input::Suspended);
    world.run(60_000);
    assert!(!world.socket);
    world.give(Input::Resumed);
    assert!(world.is_live("a"));
}

#[test]
fn a_handshake_that_slept_is_tried_again_at_once() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.sleep(600_000);
    world.server = Server::Works;
    world.run(0);
    assert_eq!(world.opened.len(), 2);
    assert!(world.is_live("a"));
}

#[test]
fn a_clock_that_goes_back_is_taken_as_standing_still() {
    let mut world = World::live(&["a"]);
    world.run(60_000);
    world.now = 0;
    world.give(Input::Online);
    world.give(Input::Tick);
    world.frame(PONG);
    assert_eq!(world.connection.deadline(), Some(90_000));
    assert!(world.socket);
}

#[test]
fn a_page_that_is_visible_again_is_as_quick_as_before() {
    for seed in 0..50 {
        let mut world = World::seeded(Server::Works, seed);
        world.subscribe("a");
        world.give(Input::Hidden);
        world.give(Input::Visible);
        world.run(60_000);
        world.close(1006);
        world.run(2_000);
        assert!(world.is_live("a"), "seed {seed}");
    }
}

#[test]
fn signals_cut_the_wait_once_in_two_seconds() {
    let mut world = waiting();
    world.server = Server::Closes(1006);
    world.give(Input::Hidden);
    let before = world.opened.len();
    for _ in 0..199 {
        world.give(Input::Online);
        world.run(10);
    }
    assert_eq!(world.opened.len() - before, 1);
    world.run(10);
    assert_eq!(world.opened.len() - before, 2);
}

#[test]
fn after_a_signal_the_tries_are_close_together_again() {
    for seed in 0..50 {
        let mut world = World::seeded(Server::Closes(1006), seed);
        world.subscribe("a");
        world.run(120_000);
        world.give(Input::Online);
        assert!(
            world.connection.deadline().unwrap() <= world.now + 2_000,
            "seed {seed}"
        );
    }
}
