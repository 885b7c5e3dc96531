//! Questions: how many there may be, and when there has to be one.

use crate::log::Log;
use std::collections::VecDeque;

/// Ten minutes.
const WINDOW: u64 = 600_000;
/// A hint is followed by a question within this time, and two milliseconds for the timer.
const HINT: u64 = 302;
/// So is an answer that doesn't know a hint or takes it back.
const AGAIN: u64 = 2_003;
/// An answer comes within this time, or nobody waits for it any more.
const ANSWER: u64 = 10_003;
/// However often nothing comes of it, a hint is asked about again within this time: five minutes and a fifth, and the time for an answer.
const LONGEST: u64 = 360_000 + ANSWER;
/// At most so many in ten minutes, whatever the surroundings are, besides those that something caused.
const MOST: u64 = 30;

#[derive(Clone, Debug, Default)]
pub struct Budget {
    pub asked: VecDeque<u64>,
    causes: VecDeque<(u64, u64)>,
    /// The question under way: its number, and when it was asked.
    pub question: Option<(u32, u64)>,
    /// Not before this: `Retry-After`.
    pub not_before: u64,
    /// Since when the end is confirmed that a refund may follow; the questions since then, and those that something caused.
    pub soft: Option<(u64, u64, u64)>,
    /// Since when a hint, or the doubt about an answer, waits for its question, and until when it may.
    due: Option<(u64, u64)>,
    /// Since when a hint is shown, or was last asked about.
    doubt: Option<u64>,
    /// When the page came back last.
    returned: Option<u64>,
}

impl Budget {
    /// A feed begins: what was asked before it still counts.
    pub fn mounted(&mut self, now: u64) {
        let (asked, causes) = (
            std::mem::take(&mut self.asked),
            std::mem::take(&mut self.causes),
        );
        *self = Self {
            asked,
            causes,
            ..Self::default()
        };
        self.caused(now, 6);
    }

    /// Something happened that may cause so many questions.
    pub fn caused(&mut self, now: u64, many: u64) {
        self.causes.push_back((now, many));
        if let Some((_, _, caused)) = &mut self.soft {
            *caused += many;
        }
    }

    /// Whether a question that is due is asked at once.
    pub fn is_free(&self, now: u64) -> bool {
        let over = self
            .soft
            .is_some_and(|(since, ..)| now + 10 >= since + WINDOW);
        self.question.is_none() && now >= self.not_before && !over
    }

    /// Whether this return of the page is another one than the last.
    pub fn returns(&mut self, now: u64) -> bool {
        let other = self.returned.is_none_or(|last| now >= last + 2_000);
        if other {
            self.returned = Some(now);
        }
        other
    }

    /// A question is asked.
    pub fn ask(&mut self, number: u32, now: u64, ended: bool, log: &mut Log) {
        log.check("questions", self.question.is_none(), || {
            format!("question {number} while another is under way")
        });
        log.check("questions", !ended, || {
            "a question after the end".to_owned()
        });
        log.check("questions", now >= self.not_before, || {
            "a question before Retry-After is over".to_owned()
        });
        self.question = Some((number, now));
        self.due = None;
        self.doubt = self.doubt.map(|_| now);
        self.asked.push_back(now);
        while self.asked.front().is_some_and(|at| at + WINDOW < now) {
            self.asked.pop_front();
        }
        while self.causes.front().is_some_and(|(at, _)| at + WINDOW < now) {
            self.causes.pop_front();
        }
        let most = MOST + self.causes.iter().map(|(_, many)| many).sum::<u64>();
        let asked = self.asked.len() as u64;
        log.check("budget", asked <= most, || {
            format!("{asked} questions in ten minutes, at most {most} are explained")
        });
        if let Some((_, asked, caused)) = &mut self.soft {
            *asked += 1;
            log.check("budget", *asked <= 3 + *caused, || {
                format!("{asked} questions after an end, {caused} of them caused")
            });
        }
    }

    /// A hint is shown, and needs a question.
    pub fn hinted(&mut self, now: u64) {
        self.needs_one(now, HINT);
    }

    /// An answer did not know the hint, or took it back: the source may only lag.
    pub fn doubted(&mut self, now: u64) {
        self.needs_one(now, AGAIN);
    }

    fn needs_one(&mut self, now: u64, within: u64) {
        if self.is_free(now + within) && self.due.is_none() {
            self.due = Some((now, now + within));
        }
    }

    /// Whether a hint is shown that can be asked about.
    pub fn doubts(&mut self, is: bool, now: u64) {
        self.doubt = is.then(|| self.doubt.unwrap_or(now));
    }

    /// Nobody need ask any more.
    pub fn excused(&mut self) {
        self.due = None;
    }

    /// Looks at what is overdue; `unpunctual`: when timers were last not to be relied on.
    pub fn look(&mut self, now: u64, unpunctual: u64, log: &mut Log) {
        if let Some((number, asked)) = self.question {
            log.check("questions", now <= asked.max(unpunctual) + ANSWER, || {
                format!("question {number} of {asked} is still waited for at {now}")
            });
        }
        if let Some(since) = self.doubt {
            let since = since.max(unpunctual).max(self.not_before);
            log.check("questions", now <= since + LONGEST, || {
                format!("a hint is shown, and nobody has asked about it since {since}")
            });
        }
        if self.due.is_some_and(|(since, _)| unpunctual >= since) {
            self.due = None;
        }
        if let Some((since, by)) = self.due {
            log.check("questions", now <= by, || {
                format!("nobody asked by {by} about the hint or the answer of {since}")
            });
        }
    }
}
