//! Clocks, times and HTTP statuses that are none.

use super::processing;
use crate::common::{CREATED, Driven, order, with_source};
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::feed::{self, Signal};
use transak_order_tracker::order::{Order, Time};

/// Bad input 28.
#[test]
fn a_time_far_away_is_none_or_costs_nothing() {
    for far in [
        "1970-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+275760-09-13T00:00:00Z",
        "1700000000000",
    ] {
        let order = processing(&format!(r#""autoExpiresAt":"{far}","updatedAt":"{far}""#)).unwrap();
        assert_eq!((order.expires_at, order.updated_at), (None, None), "{far}");
    }
    for (seconds, first) in [(10 * 365 * 86_400, 1), (-10 * 365 * 86_400, 1)] {
        let expiring = Order {
            expires_at: Some(Time(CREATED + seconds * 1_000)),
            ..order("AWAITING_PAYMENT_FROM_USER")
        };
        let mut feed = Driven::new(&with_source());
        feed.subscribe();
        feed.pass(1_000);
        feed.answer(expiring);
        let asked = feed.questions().len();
        feed.pass(2_000);
        assert!(
            feed.questions().len() <= asked + first,
            "it is asked about once"
        );
        assert_eq!(feed.shown(), ("AWAITING_PAYMENT_FROM_USER", true));
    }
}

/// Bad input 29.
#[test]
fn a_wall_clock_that_jumps_changes_no_status_and_hurries_nobody() {
    let day = 86_400_000;
    for skew in [-day, day, -3_600_000, -400 * 365 * day] {
        let mut feed = Driven::new(&with_source());
        feed.subscribe();
        feed.pass(1_000);
        let expires_at = Some(Time(CREATED + 2_700_000));
        feed.answer(Order {
            expires_at,
            ..order("AWAITING_PAYMENT_FROM_USER")
        });
        feed.skew = skew;
        let asked = feed.questions().len();
        for _ in 0..10 {
            feed.handle(feed::Input::Tick);
        }
        assert!(feed.questions().len() <= asked + 1, "{skew}");
        assert_eq!(feed.shown(), ("AWAITING_PAYMENT_FROM_USER", true), "{skew}");
    }
}

/// Bad input 31.
#[test]
fn no_http_status_but_200_changes_what_is_shown() {
    for status in [
        204, 206, 301, 307, 401, 403, 404, 409, 410, 418, 429, 500, 502, 503, 504, 522, 0, 999,
    ] {
        let mut feed = Driven::new(&with_source());
        feed.subscribe();
        for attempt in 1..=4 {
            feed.handle(feed::Input::Refresh);
            feed.pass(10);
            let number = feed.question();
            feed.handle(feed::Input::Answer(
                number,
                Err(Failure::Status(status, None)),
            ));
            let code = match status {
                401 | 403 => "AUTH",
                404 | 410 if attempt >= 3 => "NOT_FOUND",
                _ if attempt >= 3 => "STATUS_URL",
                _ => "",
            };
            let told = feed.errors();
            assert_eq!(
                told.last().copied().unwrap_or_default(),
                code,
                "{status}, {attempt}"
            );
            assert!(told.len() <= 1, "{status}: once");
        }
        assert_eq!(feed.shown(), ("", false), "{status}");
        feed.handle(feed::Input::CameBack(Signal::Visible));
        assert_eq!(feed.freshness(), "live", "the stream does not depend on it");
    }
}
