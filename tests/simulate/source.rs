//! The status source: the truth, but slow, behind, or not to be had.

use crate::clock::Millis;
use crate::random::Random;
use crate::spell;
use crate::truth::Story;
use crate::wire::{Bad, Wire};
use transak_order_tracker::feed::questions::Failure;

#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Answers take so much longer.
    pub slow: Bad,
    /// Answers are of so long ago.
    pub behind: Bad,
    /// Answers with this HTTP status; 200 is a page of HTML, 302 a redirect.
    pub status: Bad,
    /// `Retry-After`, in milliseconds.
    pub retry_after: Bad,
    /// Nobody there.
    pub gone: Bad,
    /// No answer, ever.
    pub hangs: Bad,
    /// The answer is about another order.
    pub strays: Bad,
    /// Under a reference it answers the first try, whatever came after.
    pub first: Bad,
}

/// What comes back: the text of a 200, or what went wrong.
pub type Answer = Result<String, Failure>;

impl Source {
    /// Is asked now. Gives when the answer comes, and which; `None` where none comes.
    pub fn ask(
        &self,
        story: &Story,
        wire: &Wire,
        now: Millis,
        random: &mut Random,
    ) -> Option<(Millis, Answer)> {
        let there = now + wire.latency(now, random);
        let seen = there + random.between(5, 60);
        let slow = match self.slow.now(now) {
            0 => 0,
            much => random.between(much / 2, much),
        };
        let back = seen + slow + wire.latency(now, random);
        if wire.is_dark(now) || self.hangs.now(now) > 0 {
            return None;
        }
        if self.gone.now(now) > 0 {
            return Some((back, Err(Failure::Unreachable)));
        }
        if self.strays.now(now) > 0 && story.reference.is_none() {
            return Some((back, Ok(spell::STRANGER.to_owned())));
        }
        let answer = match self.status.now(now) as u16 {
            0 => {
                let behind = self.behind.now(now);
                let first = story.of_try(0, seen).filter(|_| self.first.now(now) > 0);
                let truth = first.unwrap_or_else(|| story.at(seen.saturating_sub(behind)));
                Ok(spell::answer(story, truth, random))
            }
            200 => Ok("<!doctype html><title>Sign in</title>".to_owned()),
            302 => Err(Failure::Redirected),
            status => {
                let wait = Some(self.retry_after.now(now)).filter(|wait| *wait > 0);
                Err(Failure::Status(status, wait))
            }
        };
        Some((back, answer))
    }
}
