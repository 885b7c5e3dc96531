//! Close codes, and when the next socket comes.

use crate::world::{ESTABLISHED, Server, World};
use transak_order_tracker::feed::stream::{Input, Output};

fn world(server: Server, seed: u64) -> World {
    let mut world = World::seeded(server, seed);
    world.subscribe("a");
    world
}

#[test]
fn a_lost_connection_is_tried_again_within_two_seconds() {
    for seed in 0..200 {
        let mut world = world(Server::Works, seed);
        world.run(60_000);
        world.close(1006);
        assert!(!world.is_live("a"));
        world.run(2_000);
        assert!(world.is_live("a"), "seed {seed}");
    }
}

#[test]
fn a_server_that_is_not_there_is_tried_ever_more_rarely_up_to_twenty_seconds() {
    for seed in 0..50 {
        let mut world = world(Server::Closes(1006), seed);
        world.run(1_200_000);
        let waits: Vec<u64> = world
            .opened
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect();
        assert!(waits[0] < 2_000 && waits[1] < 4_000 && waits[2] < 8_000 && waits[3] < 16_000);
        assert!(waits.iter().all(|wait| *wait < 20_000));
        assert!(
            (80..200).contains(&waits.len()),
            "about one in ten seconds: {}",
            waits.len()
        );
    }
}

#[test]
fn after_an_outage_of_three_seconds_the_wait_is_short() {
    let mut waits: Vec<u64> = (0..200)
        .map(|seed| {
            let mut world = world(Server::Works, seed);
            world.run(60_000);
            world.server = Server::Closes(1006);
            world.close(1006);
            world.run(3_000);
            world.server = Server::Works;
            let back = world.now;
            world.run(20_000);
            world.opened.last().unwrap().saturating_sub(back)
        })
        .collect();
    waits.sort_unstable();
    assert!(
        waits[100] < 3_000 && waits[190] < 10_000,
        "median {}, p95 {}",
        waits[100],
        waits[190]
    );
}

#[test]
fn a_hundred_clients_never_come_back_in_step() {
    for code in [1006, 4100] {
        let mut returns: Vec<u64> = (0..100)
            .map(|seed| {
                let mut world = world(Server::Works, seed);
                world.run(60_000);
                world.close(code);
                world.run(5_000);
                world.opened[1]
            })
            .collect();
        returns.sort_unstable();
        let crowd = returns
            .windows(15)
            .map(|some| some[14] - some[0])
            .min()
            .unwrap();
        assert!(crowd > 100, "fifteen of a hundred within {crowd} ms");
        assert!(returns[99] - returns[0] > 1_500);
    }
}

#[test]
fn reconnect_codes_are_obeyed_at_once() {
    for code in [4200, 4201, 4202, 4299] {
        let mut world = world(Server::Works, 1);
        world.run(60_000);
        world.close(code);
        assert_eq!(world.opened, [0, 60_000], "{code}");
        assert!(world.is_live("a"));
    }
}

#[test]
fn a_loop_of_reconnect_codes_is_no_hot_loop() {
    for seed in 0..100 {
        let mut world = world(Server::Closes(4200), seed);
        assert_eq!(world.opened, [0, 0], "the first at once, the second not");
        world.run(600_000);
        assert!(world.most_opened_in(10_000) <= 8);
        assert!(world.most_opened_in(60_000) <= 6);
        assert!(
            world.opened.len() > 20,
            "nor given up: {}",
            world.opened.len()
        );
    }
}

#[test]
fn a_loop_of_reconnect_codes_after_the_handshake_is_none_either() {
    let mut world = world(Server::Works, 7);
    for _ in 0..600 {
        if world.socket {
            world.close(4201);
        }
        world.run(100);
    }
    assert!(world.opened.len() <= 6, "{}", world.opened.len());
}

#[test]
fn after_thirty_seconds_of_health_a_reconnect_code_is_obeyed_at_once_again() {
    let mut world = world(Server::Works, 1);
    for _ in 0..5 {
        world.run(60_000);
        world.close(4200);
        assert!(world.socket, "at once");
    }
    world.run(5_000);
    world.close(4200);
    assert!(!world.socket, "not after five seconds");
}

#[test]
fn even_a_broken_random_number_makes_no_hot_loop() {
    for code in [1006, 4100, 4200] {
        let mut world = World::new(Server::Mute);
        world.subscribe("a");
        while world.now < 60_000 {
            world.now += 1;
            if world.socket {
                world.socket = false;
                world.connection.handle(Input::Closed(code), world.now, 0);
            }
            world.give(Input::Visible);
            world.connection.handle(Input::Tick, world.now, 0);
        }
        assert!(world.most_opened_in(10_000) <= 6, "{code}");
    }
}

#[test]
fn a_busy_server_is_left_alone_for_a_second_at_least_whatever_the_page_says() {
    for seed in 0..100 {
        let mut world = world(Server::Closes(4100), seed);
        for _ in 0..9 {
            world.run(100);
            world.give(Input::Online);
        }
        assert_eq!(world.opened, [0]);
        world.run(2_100);
        assert!(world.opened.len() > 1);
    }
}

#[test]
fn an_old_wait_never_kills_a_new_connection() {
    let mut world = world(Server::Mute, 3);
    world.close(4100);
    world.server = Server::Works;
    world.run(400);
    world.give(Input::Online);
    world.run(600_000);
    assert_eq!(world.opened.len(), 2);
    assert!(world.is_live("a"));
}

#[test]
fn a_refusal_is_said_once_and_no_socket_follows() {
    for code in [
        4000, 4001, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4099, 4300, 4301, 4399, 4400, 4999,
    ] {
        let mut world = world(Server::Closes(code), 1);
        assert_eq!(world.look().1, [Output::Refused(code)]);
        for input in [
            Input::Online,
            Input::Visible,
            Input::Suspended,
            Input::Resumed,
            Input::Closed(code),
            Input::Tick,
        ] {
            world.give(input);
            world.run(60_000);
        }
        world.unsubscribe("a");
        world.subscribe("b");
        world.run(3_600_000);
        assert_eq!((world.opened.len(), world.log.len()), (1, 0), "{code}");
        assert_eq!(world.connection.deadline(), None);
        assert!(world.connection.refusal().is_some());
    }
}

#[test]
fn a_refusal_of_a_live_connection_ends_its_channels() {
    let mut world = World::live(&["a"]);
    world.close(4004);
    assert_eq!(world.log.len(), 2);
    assert!(matches!(
        world.log[..],
        [Output::Unsubscribed(_), Output::Refused(4004)]
    ));
}

#[test]
fn an_error_frame_is_no_close() {
    for code in [4000, 4001, 4009, 4100, 4200, 4300] {
        let mut world = World::live(&["a"]);
        world.frame(&format!(
            r#"{{"event":"pusher:error","data":{{"message":"m","code":{code}}}}}"#
        ));
        world.frame(r#"{"event":"pusher:error","data":{"message":"m","code":null}}"#);
        assert!(world.is_live("a") && world.log.is_empty());
    }
}

#[test]
fn a_close_of_a_socket_that_is_gone_is_ignored() {
    let mut world = world(Server::Mute, 1);
    world.frame(ESTABLISHED);
    world.close(1006);
    let deadline = world.connection.deadline();
    world.give(Input::Closed(4001));
    world.give(Input::Closed(4200));
    world.give(Input::Frame(ESTABLISHED));
    assert_eq!(world.connection.deadline(), deadline);
    assert!(world.connection.refusal().is_none());
}

#[test]
fn after_thirty_seconds_of_health_the_waits_start_anew() {
    for seed in 0..50 {
        let mut world = world(Server::Closes(1006), seed);
        world.run(120_000);
        world.server = Server::Works;
        world.run(60_000);
        world.close(1006);
        assert!(
            world.connection.deadline().unwrap() < world.now + 2_000,
            "seed {seed}"
        );
    }
}
