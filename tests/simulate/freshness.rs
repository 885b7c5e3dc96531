//! Whether the label of freshness is honest (contract §3), by what really arrived in the page.

use crate::page::Page;
use transak_order_tracker::state::Freshness;

/// `live` needs a frame within this time, `stale` no answer for this time.
const LIVE: u64 = 40_000;
const STALE: u64 = 60_000;
/// A timer rings a little late.
const SLACK: u64 = 3;
/// The browser's word counts until the answer to a ping may have come.
const BELIEF: u64 = 8_000;

/// Looks at the labels of all followers.
pub fn look(page: &mut Page) {
    for index in 0..page.followers.len() {
        contradict(page, index);
        if let Some((rule, what)) = wrong(page, index) {
            page.log.broken(rule, || format!("tracker {index}: {what}"));
        }
    }
}

/// The stream's frames that a subscribed follower heard.
fn heard(page: &Page, index: usize) -> Option<u64> {
    let is_granted = |name: &str| page.watch.granted.iter().any(|granted| granted == name);
    let granted = page.followers[index]
        .channels
        .iter()
        .any(|channel| is_granted(channel.as_str()));
    page.watch.heard.filter(|_| granted)
}

/// Notices when something contrary while the label says offline.
fn contradict(page: &mut Page, index: usize) {
    let arrived = page.followers[index].watch.surely.max(heard(page, index));
    let mono = page.clock.mono();
    let one = &mut page.followers[index];
    let label = one.feed.as_ref().map(|feed| feed.state().freshness);
    let claims = label == Some(Freshness::Offline);
    let contrary = one
        .watch
        .offline
        .is_some_and(|since| arrived.is_some_and(|at| at > since));
    one.watch.contradicted = (claims && contrary).then(|| one.watch.contradicted.unwrap_or(mono));
}

/// What is wrong with a follower's label.
fn wrong(page: &Page, index: usize) -> Option<(&'static str, String)> {
    let mono = page.clock.mono();
    let one = &page.followers[index];
    let state = one.feed.as_ref()?.state();
    let rule = "freshness";
    if state.is_final() != (state.freshness == Freshness::Done) {
        return Some((
            rule,
            format!("{:?} while final is {}", state.freshness, state.is_final()),
        ));
    }
    // A timer that is due and has not rung is the page's fault.
    if state.is_final() || one.timer.rings.is_some_and(|rings| rings <= mono) {
        return None;
    }
    let heard = heard(page, index);
    let live = heard.is_some_and(|heard| mono <= heard + LIVE + SLACK);
    let sign = one
        .watch
        .arrived
        .max(page.connection.last_heard().unwrap_or(0).min(mono));
    let offline = one.watch.offline;
    let wrong = match state.freshness {
        Freshness::Live => !live,
        Freshness::Stale => one.watch.surely.is_some_and(|at| mono < at + STALE),
        Freshness::Checking => mono > sign + STALE + SLACK,
        Freshness::Offline => {
            let believed = one
                .watch
                .contradicted
                .is_none_or(|since| mono <= since + BELIEF);
            offline.is_none() || !believed
        }
        Freshness::Done => false,
    };
    if wrong {
        return Some((
            rule,
            format!(
                "{:?} at {mono}, heard {heard:?}, sign {sign}, offline {offline:?}",
                state.freshness
            ),
        ));
    }
    let silent = offline.filter(|since| sign < *since && page.offline);
    (silent.is_some() && state.freshness != Freshness::Offline).then(|| {
        (
            rule,
            format!("{:?} while offline and nothing contrary", state.freshness),
        )
    })
}
