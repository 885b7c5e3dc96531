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
    /// Whether it is followed by the partner's reference; then a second order may follow the first.
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
        let twice = random.chance(20);
        let mut story = Self {
            ids: Vec::new(),
            created: Vec::new(),
            moves: Vec::new(),
            reference: (twice || random.chance(10)).then(|| format!("shop-{name}")),
            side: random.pick(&["BUY", "SELL"]),
            dated: random.chance(85),
            window: random.chance(40).then(|| random.between(60_000, 900_000)),
        };
        if twice {
            let path = first_try(random);
            story.add(random, name, 0, path, end / 2);
            let placed = story.end() + random.between(20_000, 120_000);
            let path = way(random, sourced, story.dated);
            story.add(random, name, placed, path, end);
        } else {
            let path = way(random, sourced, story.dated);
            story.add(random, name, 0, path, end);
        }
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
        self.moves.last().map_or(0, |last| last.at)
    }

    /// What is true at a time: the newest order, and where it stands.
    pub fn at(&self, time: Millis) -> &Move {
        let past = self.moves.iter().rev().find(|one| one.at <= time);
        past.unwrap_or(&self.moves[0])
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

/// The way of a first try that comes to nothing.
fn first_try(random: &mut Random) -> Vec<&'static str> {
    let mut path = vec![AWAITING];
    if random.chance(50) {
        path.push(random.pick(&[MARKED, PROCESSING]));
    }
    path.push(random.pick(&[FAILED, CANCELLED, EXPIRED]));
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
