//! One bad day: what it is made of, thirty minutes of faults, a quiet time, and what has to be shown in the end.

use crate::clock::Millis;
use crate::follower::Follower;
use crate::log::Log;
use crate::page::{Change, Page};
use crate::plan::{self, BAD, Fault};
use crate::random::Random;
use crate::truth::{COMPLETED, REFUNDED, Story, rank};
use crate::world::{Event, World};

/// When the last order of a story ends at the latest.
const STORY: Millis = 22 * 60_000;
/// After the faults: when everything has settled, how long requests are counted then, and when all must be well.
const SETTLED: Millis = BAD + 120_000;
const COUNTED: Millis = 600_000;
const WELL: Millis = BAD + 12 * 60_000;

/// The faults of a day.
pub type Plan = Vec<(Millis, Fault)>;

/// What the surroundings are while requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calm {
    Live,
    Streamless,
    Hidden,
}

/// How a day went.
pub struct Outcome {
    pub log: Log,
    /// How much virtual time has passed.
    pub lasted: Millis,
}

/// The plan of a seed.
pub fn plan_of(seed: u64) -> Plan {
    let sourced = Random::new(seed, 1).chance(75);
    plan::plan(&mut Random::new(seed, 2), sourced)
}

/// Plays the day of a seed, with its plan or a part of it.
pub fn play(seed: u64, plan: &Plan, trace: bool) -> Outcome {
    let log = Log {
        trace: trace.then(Vec::new),
        ..Log::default()
    };
    play_logged(seed, plan, log)
}

/// The same, and what is to be written down is said by the log.
pub fn play_logged(seed: u64, plan: &Plan, log: Log) -> Outcome {
    let chance = [1, 3, 4].map(|purpose| Random::new(seed, purpose));
    play_by(chance, seed.is_multiple_of(4), plan, log)
}

/// So many bytes choose the orders and trackers of a day, those behind them its plan.
const CAST: usize = 96;

/// Plays the day that bytes choose.
pub fn play_bytes(bytes: &[u8], log: Log) -> Outcome {
    let (cast, rest) = bytes.split_at(CAST.min(bytes.len()));
    let (cast, mut rest) = (Random::tape(cast), Random::tape(rest));
    let sourced = cast.clone().chance(75);
    let plan = plan::plan(&mut rest, sourced);
    play_by([cast, Random::new(0, 3), rest], false, &plan, log)
}

/// Plays a day; `random`: what chooses the orders, what the page's timers go by, and what becomes of frames and answers.
fn play_by([mut random, page, world]: [Random; 3], calm: bool, plan: &Plan, log: Log) -> Outcome {
    let sourced = random.chance(75);
    let calm = calm.then(|| random.pick(&[Calm::Live, Calm::Streamless, Calm::Hidden]));
    let count = if random.chance(25) { 2 } else { 1 };
    let mut stories: Vec<Story> = (0..count)
        .map(|name| Story::new(&mut random, name, STORY, sourced))
        .collect();
    let calm = calm.filter(|_| stories.iter_mut().all(put_off));
    let followers = followers(&mut random, &stories, sourced);
    let page = Page::new(followers, page, log);
    let mut world = World::new(page, stories, world);
    schedule(&mut world, plan);
    for follower in 0..world.page.followers.len() {
        world.mount(follower, false);
    }
    world.run(SETTLED);
    // A page that hid and came back while it was frozen may have taken that in the wrong order: now it is seen.
    if world.page.hidden {
        world.page.change(Change::Visible);
    }
    if let Some(calm) = calm {
        // An end that the source denied (forged, or of before a late payment) is asked about up to four times, whenever that is.
        let doubtful = |fault| matches!(fault, Fault::Forged(_) | Fault::Repeats | Fault::Push(_));
        let forged = plan.iter().any(|(_, fault)| doubtful(*fault));
        count_requests(&mut world, calm, if forged { 4 } else { 0 });
    }
    if calm.is_some() {
        look_in_time(&mut world);
    }
    let end = world
        .stories
        .iter()
        .map(Story::end)
        .fold(WELL, |end, story| end.max(story + 180_000));
    world.run(end);
    look_at_the_end(&mut world);
    Outcome {
        lasted: world.now(),
        log: world.page.log,
    }
}

/// The order ends only after the requests were counted; where it goes on until then.
fn put_off(story: &mut Story) -> bool {
    let count = story.moves.len();
    let goes_on = count > 1
        && rank(story.moves[count - 2].status).is_none_or(|rank| rank < 4)
        && story.ids.len() == 1;
    if goes_on && let Some(last) = story.moves.last_mut() {
        last.at = SETTLED + COUNTED + 5_000;
        last.updated = crate::truth::EPOCH + last.at as i64;
    }
    goes_on
}

fn followers(random: &mut Random, stories: &[Story], sourced: bool) -> Vec<Follower> {
    let count = random.pick(&[0, 0, 0, 1, 2]) + stories.len();
    (0..count)
        .map(|index| {
            let story = index % stories.len();
            let asks = sourced || (index > 0 && random.chance(50));
            let streamed = !asks || random.chance(92);
            Follower::new(story, &stories[story], asks, streamed, random.chance(15))
        })
        .collect()
}

fn schedule(world: &mut World, plan: &Plan) {
    for (at, fault) in plan {
        world.at(*at, Event::Fault(*fault));
    }
    for story in 0..world.stories.len() {
        for index in 0..world.stories[story].moves.len() {
            world.at(
                world.stories[story].moves[index].at,
                Event::Truth(story, index),
            );
        }
        // A stream has no memory: who has nobody to ask needs to hear of each end again.
        let of = &world.stories[story];
        let lasts = |index: &usize| of.is_last(*index);
        let ends: Vec<usize> = (0..of.moves.len()).filter(lasts).collect();
        for (place, index) in ends.into_iter().enumerate() {
            let again = (world.stories[story].moves[index].at + 90_000).max(BAD + 180_000);
            world.at(again + 2_000 * place as u64, Event::Truth(story, index));
        }
    }
}

/// In quiet surroundings: at most 12 questions in ten minutes with a live stream or hidden, 30 without a stream.
fn count_requests(world: &mut World, calm: Calm, more: usize) {
    match calm {
        Calm::Live => {}
        Calm::Hidden => world.page.change(Change::Hidden),
        Calm::Streamless => {
            world.fault(Fault::Down(COUNTED + 1_000));
            world.page.log.faults -= 1;
        }
    }
    let from = world.page.clock.mono() + 1;
    world.run(SETTLED + COUNTED);
    for index in 0..world.page.followers.len() {
        let one = &world.page.followers[index];
        let many = one
            .watch
            .budget
            .asked
            .iter()
            .filter(|at| **at > from)
            .count();
        let most = more
            + if calm == Calm::Hidden || is_live(world, index) {
                12
            } else {
                30
            };
        world.page.log.check("budget", many <= most, || {
            format!("tracker {index} asked {many} times in ten calm minutes ({calm:?}), at most {most} are right")
        });
    }
    if calm == Calm::Hidden {
        world.page.change(Change::Visible);
    }
    world.run(world.now() + 1);
}

/// The order has just ended in quiet surroundings: with a live stream that is confirmed within 4 s, else by the next question.
fn look_in_time(world: &mut World) {
    for (wait, streamed) in [(4_000, true), (45_000, false)] {
        let live: Vec<bool> = (0..world.page.followers.len())
            .map(|index| is_live(world, index))
            .collect();
        world.run(SETTLED + COUNTED + 5_000 + wait);
        for (index, live) in live.into_iter().enumerate() {
            let one = &world.page.followers[index];
            // Ten minutes after a stop nobody listens any more, also where the device slept through them.
            let expected = one.watch.sourced && live == streamed && !is_over(world, index);
            let right = !expected || is_right(world, index);
            world.page.log.check("in time", right, || {
                format!("tracker {index} does not show the end after {wait} ms")
            });
        }
    }
}

/// Whether a tracker stopped listening, ten minutes after a stop.
fn is_over(world: &World, index: usize) -> bool {
    let soft = world.page.followers[index].watch.budget.soft;
    soft.is_some_and(|(since, ..)| world.page.clock.mono() >= since + 600_000)
}

fn is_live(world: &World, index: usize) -> bool {
    let mono = world.page.clock.mono();
    let mut channels = world.page.followers[index].channels.iter();
    channels.any(|channel| world.page.connection.is_live(channel, mono))
}

/// What has to be shown in the end.
fn look_at_the_end(world: &mut World) {
    for index in 0..world.page.followers.len() {
        if is_right(world, index) {
            continue;
        }
        let over = is_over(world, index);
        if over && world.page.followers[index].watch.sourced {
            // Ten minutes after such an end nobody listens any more; but the host may ask.
            world.at(world.now(), Event::Host(index, None));
            world.run(world.now() + 30_000);
        }
        let excused = over && !one_sourced(world, index);
        let right = excused || is_right(world, index);
        let story = &world.stories[world.page.followers[index].story];
        let truth = story.at(world.page.clock.now).status;
        let shown = world.page.followers[index].feed.as_ref().map(|feed| {
            (
                feed.state().status_code().to_owned(),
                feed.state().confirmed,
            )
        });
        world.page.log.check("in the end", right, || {
            format!("tracker {index} shows {shown:?}, the truth is {truth}")
        });
    }
    look_at_channels(world);
}

fn one_sourced(world: &World, index: usize) -> bool {
    world.page.followers[index].watch.sourced
}

fn is_right(world: &World, index: usize) -> bool {
    let one = &world.page.followers[index];
    let truth = world.stories[one.story].at(world.now());
    one.feed.as_ref().is_some_and(|feed| {
        let state = feed.state();
        let id = state.order.as_ref().and_then(|order| order.id.as_deref());
        let named = id.is_none_or(|id| id == world.stories[one.story].ids[truth.order]);
        // Of two that completed, the first that was heard of stays.
        let ours = named || truth.status == COMPLETED;
        // After a refund nothing more is asked or listened to, whichever try it was of.
        let refunded = state.status_code() == REFUNDED && one.watch.referenced;
        state.confirmed && (refunded || (ours && state.status_code() == truth.status))
    })
}

/// Whoever still listens is subscribed.
fn look_at_channels(world: &mut World) {
    let mono = world.page.clock.mono();
    let page = &mut world.page;
    if page.watch.refused {
        return;
    }
    for (index, one) in page.followers.iter().enumerate() {
        for channel in &one.channels {
            let denied = page
                .watch
                .denied
                .iter()
                .any(|name| name == channel.as_str());
            let live = page.connection.is_live(channel, mono);
            page.log.check("in the end", live || denied, || {
                format!("tracker {index} is not subscribed")
            });
        }
    }
}
