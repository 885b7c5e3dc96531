//! The order that is played inside the page, as the sandbox would play it.

use super::{STATE, pusher};
use crate::desk::Run;
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use transak_order_tracker::web::clock;
use transak_sandbox::scenario::{Record, Spelling, Step, frame};

/// An order that plays.
pub(super) struct Playing {
    pub(super) run: u32,
    pub(super) record: Record,
    steps: Vec<Step>,
    /// The index of the step that comes next.
    next: usize,
    speed: u32,
    /// Counts the plans: only the last one may still act.
    plan: u32,
}

impl Playing {
    pub(super) fn new(run: &Run) -> Self {
        let record = Record::place(run.scenario, run.identity.clone(), now());
        let steps = run.scenario.steps();
        let expires = steps.iter().any(|step| step.status == "EXPIRED");
        let record = match u64::from(run.speed) {
            // What expires faster than life has less time to be paid too.
            speed if expires && speed > 0 => {
                record.with_payment_window(run.scenario.payment_window_ms() / speed)
            }
            _ => record,
        };
        Self {
            run: run.number,
            record,
            steps,
            next: 1,
            speed: run.speed,
            plan: 0,
        }
    }

    pub(super) fn is(&self, order_id: &str) -> bool {
        self.record.identity().order_id == order_id
    }

    /// The next step happens now. `false` at the end.
    pub(super) fn step(&mut self) -> bool {
        let Some(step) = self.steps.get(self.next) else {
            return false;
        };
        self.record.happen(step.event, step.status, now());
        self.next += 1;
        true
    }

    /// How many steps it has taken: its placing is none.
    pub(super) fn taken(&self) -> usize {
        self.next.saturating_sub(1)
    }

    /// How long until the next step, in milliseconds; `None`: it doesn't come by itself.
    fn delay(&self) -> Option<u32> {
        let step = self.steps.get(self.next)?;
        u32::try_from(step.after_ms.checked_div(u64::from(self.speed))?).ok()
    }
}

/// Lets the run play on from where it is.
pub(super) fn play(run: u32) {
    let plan = STATE.with_borrow_mut(|state| {
        let playing = state.playing.as_mut()?;
        playing.plan += 1;
        Some(playing.plan)
    });
    let Some(plan) = plan else { return };
    spawn_local(async move {
        while let Some(delay) = with(run, plan, |playing| playing.delay()).flatten() {
            TimeoutFuture::new(delay).await;
            if with(run, plan, Playing::step) != Some(true) {
                return;
            }
            publish();
        }
    });
}

/// Does something with the order, if this plan is still the last.
fn with<T>(run: u32, plan: u32, act: impl FnOnce(&mut Playing) -> T) -> Option<T> {
    STATE.with_borrow_mut(|state| {
        let playing = state.playing.as_mut()?;
        (playing.run == run && playing.plan == plan).then(|| act(playing))
    })
}

/// Tells both channels of the order how it stands.
pub(super) fn publish() {
    let told = STATE.with_borrow(|state| {
        let record = &state.playing.as_ref()?.record;
        let order = record.spell(Spelling::Stream);
        let event = record.last().event.clone();
        let channels = record.identity().channels();
        Some(channels.map(|channel| {
            let text = frame(&channel, &event, &order);
            (channel, text)
        }))
    });
    for (channel, text) in told.into_iter().flatten() {
        pusher::publish(&channel, &text);
    }
}

fn now() -> u64 {
    u64::try_from(clock::wall().0).unwrap_or_default()
}
