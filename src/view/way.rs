//! The way that an order has taken through its flow: what the diagram draws.
//!
//! Invariant: a function of the state alone; what is not known to have happened is not drawn as taken, but for what must lie before it.

use crate::order::lifecycle::{Lane, flow, stage};
use crate::order::{Side, Status, Step, StepState};
use crate::state::State;

/// A part of the lines.
pub(super) struct Line {
    pub(super) path: &'static str,
    /// Whether the order went there.
    pub(super) taken: bool,
    /// Whether it leads away from completion.
    pub(super) is_exit: bool,
}

/// By the places in the flow.
pub(super) struct Way {
    pub(super) flow: Vec<(Status, Lane)>,
    /// The place now; none while nothing is known. Where Transak's code is unknown: the furthest that is known.
    here: Option<usize>,
    /// The furthest place on the way to completion.
    reached: Option<usize>,
    is_completed: bool,
    /// It was held up.
    held: bool,
    /// The last live place of an order that is over: from there it left the way, or went on to its completion.
    left: Option<usize>,
    /// The ends beside the way that it came to.
    ends: Vec<usize>,
}

impl Way {
    pub(super) fn new(state: &State) -> Self {
        let flow = flow(state.side);
        let place = |wanted: &Status| flow.iter().position(|(status, _)| status == wanted);
        let status = state.order.as_ref().map(|order| &order.status);
        let mut seen: Vec<&Status> = state.history.iter().map(|it| &it.status).collect();
        seen.extend(status);
        let is_completed = status == Some(&Status::Completed);
        let reached = reached(state, &seen, &flow);
        let held = seen.contains(&&Status::OnHoldPendingDeliveryFromTransak);
        let last = seen.iter().rev().find(|status| !status.is_final());
        let left = if last == Some(&&Status::OnHoldPendingDeliveryFromTransak) {
            last.and_then(|last| place(last))
        } else {
            reached
        };
        let is_over = status.is_some_and(Status::is_final);
        let ends = seen.iter().filter(|status| is_stop(status));
        Self {
            here: status.and_then(place).or(reached),
            ends: if is_over && !is_completed {
                ends.filter_map(|status| place(status)).collect()
            } else {
                Vec::new()
            },
            reached: if is_completed {
                place(&Status::Completed)
            } else {
                reached
            },
            is_completed,
            held,
            left: left.filter(|_| is_over),
            flow,
        }
    }

    /// How a place stands.
    pub(super) fn how(&self, index: usize, status: &Status, lane: Lane) -> StepState {
        let is_here = self.here == Some(index);
        match lane {
            Lane::Stop if self.ends.contains(&index) => StepState::Stopped,
            Lane::Refund if self.ends.contains(&index) => StepState::Done,
            Lane::Detour if is_here => StepState::Attention,
            Lane::Detour if self.held => StepState::Done,
            Lane::Way if is_here && *status != Status::Completed => StepState::Current,
            Lane::Way if self.reached.is_some_and(|reached| index <= reached) => StepState::Done,
            Lane::Way | Lane::Detour | Lane::Stop | Lane::Refund => StepState::Todo,
        }
    }

    /// The lines beside a place.
    pub(super) fn lines(&self, index: usize, lane: Lane) -> Vec<Line> {
        let by_detour =
            self.is_completed && self.left.and_then(|at| self.lane(at)) == Some(Lane::Detour);
        let leaves = self.left == Some(index) && !self.ends.is_empty();
        let ends_here = self.ends.contains(&index);
        let down = ("M50 0V100", self.stops_by(index), true);
        let lines = match lane {
            Lane::Way => return self.lines_of_the_way(index, by_detour, leaves),
            Lane::Detour => vec![
                ("M10 0V100", self.is_completed && !by_detour, false),
                ("M30 0V50", self.held, false),
                ("M30 50C30 82 10 70 10 100", by_detour, false),
                ("M30 50C42 50 50 68 50 100", leaves, true),
                down,
            ],
            Lane::Stop => vec![down, ("M50 0C50 38 56 50 70 50", ends_here, true)],
            Lane::Refund => vec![("M50 0V50", ends_here, true)],
        };
        lines.into_iter().map(Line::new).collect()
    }

    fn lines_of_the_way(&self, index: usize, by_detour: bool, leaves: bool) -> Vec<Line> {
        let reached = self.reached.unwrap_or_default();
        let is_last = self.flow.iter().rposition(|(_, lane)| *lane == Lane::Way) == Some(index);
        let mut lines = Vec::new();
        if index > 0 {
            lines.push(("M10 0V50", reached >= index, false));
            lines.push(("M50 0V100", self.stops_by(index), true));
        }
        if !is_last {
            let detour_is_next = self.lane(index + 1) == Some(Lane::Detour);
            let goes_on = reached > index && !(detour_is_next && by_detour);
            lines.push(("M10 50V100", goes_on, false));
            if detour_is_next {
                lines.push(("M10 50C22 50 30 62 30 100", self.held, false));
            }
            lines.push(("M10 50C32 50 50 62 50 100", leaves, true));
        }
        lines.into_iter().map(Line::new).collect()
    }

    /// Whether it went down the lane of those that stop, at this place.
    fn stops_by(&self, index: usize) -> bool {
        let end = self.ends.iter().max();
        matches!((self.left, end), (Some(left), Some(end)) if left < index && index < *end)
    }

    fn lane(&self, index: usize) -> Option<Lane> {
        self.flow.get(index).map(|(_, lane)| *lane)
    }
}

impl Line {
    const fn new((path, taken, is_exit): (&'static str, bool, bool)) -> Self {
        Self {
            path,
            taken,
            is_exit,
        }
    }
}

/// An end beside the way.
fn is_stop(status: &Status) -> bool {
    status.is_final() && *status != Status::Completed
}

/// The furthest place on the way. Not all of it may have been heard of: the stage says how far it had come.
fn reached(state: &State, seen: &[&Status], flow: &[(Status, Lane)]) -> Option<usize> {
    let live = seen.iter().filter(|status| !status.is_final());
    let heard = live.filter_map(|status| status.rank()).max();
    let rank = heard.max(state.stage.map(rank_of))?;
    let is_behind = |(status, lane): &(Status, Lane)| {
        *lane == Lane::Way && status.rank().is_some_and(|its| its <= rank)
    };
    Some(flow.iter().rposition(is_behind).unwrap_or_default())
}

/// The rank of the furthest status that stands at a step.
fn rank_of(step: Step) -> u8 {
    let stands = |status: &&Status| {
        [Side::Buy, Side::Sell]
            .iter()
            .any(|side| stage(status, Some(*side), None) == step)
    };
    let live = Status::KNOWN.iter().filter(|status| !status.is_final());
    live.filter(stands)
        .filter_map(Status::rank)
        .max()
        .unwrap_or(3)
}
