//! The truth: what really becomes of the orders, whatever anybody hears of it.

use crate::clock::Millis;
use crate::random::Random;

/// 2024-10-15T14:29:11Z, when every day begins.
pub const EPOCH: i64 = 1_729_002_551_000;

pub const AWAITING: &str = "AWAITING_PAYMENT_FROM_USER";
pub const MARKED: &str = "PAYMENT_DONE_MARKED_BY_USER";
pub const PROCESSING: &str = "PROCESSING";
pub const PENDING: &str = "PENDING_DELIVERY_FROM_TRANSAK";
pub const ON_HOLD: &str = "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK";
pub const COMPLETED: &str = "COMPLETED";
pub const FAILED: &str = "FAILED";
pub const CANCELLED: &str = "CANCELLED";
pub const EXPIRED: &str = "EXPIRED";
pub const REFUNDED: &str = "REFUNDED";
/// A code that nobody knows yet.
pub const NEW_CODE: &str = "SOURCE_OF_FUNDS_REVIEW";

/// The rank along the lifecycle, told anew here: the simulator doesn't take the core's word for it.
pub fn rank(status: &str) -> Option<u8> {
    Some(match status {
        AWAITING => 0,
        MARKED => 1,
        PROCESSING => 2,
        PENDING | ON_HOLD => 3,
        FAILED | CANCELLED | EXPIRED => 4,
        COMPLETED => 5,
        REFUNDED => 6,
        _ => return None,
    })
}

/// Which of several tries counts, the greatest; of equal ones the newest.
pub fn weight(status: &str) -> u8 {
    match rank(status) {
        Some(5) => 2,
        Some(4 | 6) => 0,
        _ => 1,
    }
}

/// Ended, but a refund may follow, and a late payment may revive it.
pub fn is_soft(status: &str) -> bool {
    rank(status) == Some(4)
}

/// Ended for good.
pub fn is_hard(status: &str) -> bool {
    rank(status) > Some(4)
}

/// An order takes a status.
#[derive(Clone, Debug)]
pub struct Move {
    pub at: Millis,
    /// Which of the story's orders.
    pub order: usize,
    pub status: &'static str,
    /// `updatedAt`, by Transak's clock; it lags, but it never goes back.
    pub updated: i64,
}

/// What happens under one order id, or under one reference of the partner's.
#[derive(Clone, Debug)]
pub struct Story {
    pub ids: Vec<String>,
    /// When each order was placed.
    pub created: Vec<Millis>,
    pub moves: Vec<Move>,
    /// Whether it is followed by the partner's reference; then there may be several tries.
    pub reference: Option<String>,
    pub side: &'static str,
    /// Whether orders carry `updatedAt`.
    pub dated: bool,
    /// How long the payment is awaited, where the order says so.
    pub window: Option<Millis>,
}

impl Story {
    /// A story whose last order comes to its end before `end`. Without a source nothing can be told again: no revival then.
    pub fn new(random: &mut Random, name: usize, end: Millis, sourced: bool) -> Self {
        let tries = random.pick(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
        let mut story = Self {
            ids: Vec::new(),
            created: Vec::new(),
            moves: Vec::new(),
            reference: (tries > 1 || random.chance(10)).then(|| format!("shop-{name}")),
            side: random.pick(&["BUY", "SELL"]),
            dated: random.chance(85),
            window: random.chance(40).then(|| random.between(60_000, 900_000)),
        };
        let (mut placed, mut left) = (0, tries);
        while left > 1 {
            let path = earlier_try(random);
            story.add(random, name, placed, path, end * (tries - left + 1) / tries);
            // The next begins when this one has ended, or while it goes on.
            placed = if random.chance(60) {
                story.end() + random.between(20_000, 120_000)
            } else {
                placed + random.between(20_000, story.end().max(placed + 40_000) - placed)
            };
            left -= 1;
        }
        let path = way(random, sourced, story.dated);
        story.add(random, name, placed, path, end.max(placed + 60_000));
        story.moves.sort_by_key(|one| one.at);
        story
    }

    fn add(
        &mut self,
        random: &mut Random,
        name: usize,
        placed: Millis,
        path: Vec<&'static str>,
        end: Millis,
    ) {
        let order = self.ids.len();
        self.ids
            .push(format!("{name}{order}2dc79c-fad2-4df1-bf50-b292191fc953"));
        self.created.push(placed);
        let most = (end - placed) / path.len().max(1) as u64;
        let (mut at, mut updated, mut before) = (placed, EPOCH + placed as i64, "");
        for status in path {
            if !before.is_empty() {
                // A refund or a late payment comes within the ten minutes in which it is listened for.
                let longest = if is_soft(before) {
                    most.min(450_000)
                } else {
                    most
                };
                at += random.between(1_000, longest.max(2_000));
            }
            let lag = random.pick(&[0, 0, 0, 300, 2_000]);
            updated = updated.max(EPOCH + at as i64 - lag);
            self.moves.push(Move {
                at,
                order,
                status,
                updated,
            });
            before = status;
        }
    }

    /// When the last thing happens.
    pub fn end(&self) -> Millis {
        self.moves.iter().map(|one| one.at).max().unwrap_or(0)
    }

    /// The last that had become of a try by a time, if it was placed by then.
    pub fn of_try(&self, order: usize, time: Millis) -> Option<&Move> {
        let past = |one: &&Move| one.order == order && one.at <= time;
        self.moves.iter().rev().find(past)
    }

    /// What is true at a time (contract §3.3, told anew): a completed try, else the newest that goes on, else the newest.
    pub fn at(&self, time: Millis) -> &Move {
        let tries = (0..self.ids.len()).filter_map(|order| self.of_try(order, time));
        let counts = tries.max_by_key(|one| (weight(one.status), self.created[one.order]));
        counts.unwrap_or(&self.moves[0])
    }

    /// Whether it is the last that becomes of a try.
    pub fn is_last(&self, index: usize) -> bool {
        let order = self.moves[index].order;
        self.moves[index + 1..].iter().all(|one| one.order != order)
    }

    /// Whether an order (any, where the id is not said) has been in a status by a time.
    pub fn was(&self, id: Option<&str>, status: &str, by: Millis) -> bool {
        self.moves.iter().any(|one| {
            one.at <= by
                && one.status == status
                && id.is_none_or(|id| self.ids[one.order].eq_ignore_ascii_case(id))
        })
    }

    /// The name of the channel.
    pub fn channel(&self) -> String {
        match &self.reference {
            Some(reference) => format!("{KEY}_{reference}"),
            None => self.ids[0].clone(),
        }
    }
}

/// The partner's public key.
pub const KEY: &str = "5911d9ec-46b5-48fa-a755-d59a715ff0cf";

/// The way of a try that is not the last; mostly it comes to nothing.
fn earlier_try(random: &mut Random) -> Vec<&'static str> {
    let mut path = vec![AWAITING];
    if random.chance(50) {
        path.push(random.pick(&[MARKED, PROCESSING]));
    }
    path.push(random.pick(&[FAILED, CANCELLED, EXPIRED, FAILED, EXPIRED, COMPLETED]));
    path
}

/// The whole way of an order.
fn way(random: &mut Random, sourced: bool, dated: bool) -> Vec<&'static str> {
    let mut path = vec![AWAITING];
    if random.chance(50) {
        path.push(MARKED);
    }
    if random.chance(30) {
        path.push(random.pick(&[FAILED, CANCELLED, EXPIRED]));
        match random.between(0, 3) {
            0 => {
                path.push(REFUNDED);
                return path;
            }
            // A late payment brings it back to life; only the source can say so, and only by `updatedAt` is that no old answer.
            1 if sourced && dated => {}
            _ => return path,
        }
    }
    path.push(PROCESSING);
    if sourced && random.chance(10) {
        path.push(NEW_CODE);
    }
    path.push(PENDING);
    for _ in 0..random.pick(&[0, 0, 0, 1, 2, 4]) {
        path.extend([ON_HOLD, PENDING]);
    }
    match random.between(0, 9) {
        0 => path.extend([FAILED, REFUNDED]),
        1 => path.push(FAILED),
        2 => path.push(REFUNDED),
        _ => path.push(COMPLETED),
    }
    path
}
