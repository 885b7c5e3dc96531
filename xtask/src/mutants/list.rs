//! The mutants: each a way in which somebody might break the core one day.

/// A patch of one file: a text that occurs in it exactly once, and what takes its place.
#[derive(Debug)]
pub(super) struct Mutant {
    pub(super) name: &'static str,
    /// What is wrong with it.
    pub(super) what: &'static str,
    pub(super) file: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
}

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "accept-a-backward-status",
        what: "a status of a lower rank follows a higher one",
        file: "src/tracking/rule.rs",
        from: "std::cmp::Ordering::Less => Next::Behind,",
        to: "std::cmp::Ordering::Less => Next::Advance,",
    },
    Mutant {
        name: "leave-completed",
        what: "an end for good is left for a higher rank",
        file: "src/tracking/rule.rs",
        from: "Finality::Soft | Finality::Hard => Next::Behind,",
        to: "Finality::Soft | Finality::Hard => by_rank(fact, news),",
    },
    Mutant {
        name: "revive-by-an-old-answer",
        what: "an answer of before the end brings an order back to life",
        file: "src/tracking/rule.rs",
        from: "Finality::Soft if polled && !is_older(news, known) => Next::Advance,",
        to: "Finality::Soft if polled => Next::Advance,",
    },
    Mutant {
        name: "confirm-a-hint",
        what: "what only the stream said counts as confirmed",
        file: "src/tracking/known.rs",
        from: "self.hint.is_none() && self.confirmed.is_some()",
        to: "self.hint.is_some() || self.confirmed.is_some()",
    },
    Mutant {
        name: "older-answer-takes-back",
        what: "an answer asked for before a hint came takes it back",
        file: "src/tracking/known.rs",
        from: "if sourced && asked.is_none_or(|asked| asked < *came) {",
        to: "if sourced && asked.is_none_or(|asked| asked < *came) && false {",
    },
    Mutant {
        name: "older-answer-passes-over",
        what: "an answer asked for before a try was heard of passes it over",
        file: "src/tracking/tries.rs",
        from: "if !is_older || one.heard > asked || one.has_succeeded() {",
        to: "if !is_older || one.has_succeeded() {",
    },
    Mutant {
        name: "stay-with-the-first-try",
        what: "a newer try never counts",
        file: "src/tracking/tries.rs",
        from: "(self.outcome == other.outcome && self.is_newer_than(other))",
        to: "(self.outcome == other.outcome && other.is_newer_than(self))",
    },
    Mutant {
        name: "take-any-order",
        what: "news about another order is taken",
        file: "src/tracking.rs",
        from: ") && !subject::is_same(named, id)",
        to: ") && !subject::is_same(named, id) && id.is_empty()",
    },
    Mutant {
        name: "trust-the-event-name",
        what: "ORDER_COMPLETED means COMPLETED, whatever the order says",
        file: "src/feed/stream/inbound.rs",
        from: "            Data::Object(data) => self.outputs.push(Output::Message {",
        to: r##"            Data::Object(_) if frame.event == "ORDER_COMPLETED" => {
                if let Some(data) = self.json.parse(r#"{"status":"COMPLETED"}"#) {
                    self.outputs.push(Output::Message {
                        channel,
                        event: frame.event,
                        data,
                    });
                }
            }
            Data::Object(data) => self.outputs.push(Output::Message {"##,
    },
    Mutant {
        name: "leave-a-ping-unanswered",
        what: "the server's ping is not answered",
        file: "src/feed/stream/inbound.rs",
        from: r#""pusher:ping" => self.send(frame::PONG),"#,
        to: r#""pusher:ping" => {}"#,
    },
    Mutant {
        name: "forget-to-resubscribe",
        what: "on the next socket the channel counts as subscribed",
        file: "src/feed/stream/wishes.rs",
        from: "            wish.state = State::Due(0);",
        to: "",
    },
    Mutant {
        name: "forget-an-unanswered-subscription",
        what: "a subscription without an answer is waited for for ever",
        file: "src/feed/stream/wishes.rs",
        from: "if matches!(wish.state, State::Asked(by) if by <= now) {",
        to: "if matches!(wish.state, State::Asked(by) if by <= now) && now == 0 {",
    },
    Mutant {
        name: "ignore-a-close-code",
        what: "4000-4099 is taken for a loss",
        file: "src/feed/stream/close.rs",
        from: "4000..=4099 | 4300.. => Self::Refused,",
        to: "4300.. => Self::Refused,",
    },
    Mutant {
        name: "undamped-4200",
        what: "the server says reconnect, and each time it is done at once",
        file: "src/feed/stream/retry.rs",
        from: r"            Close::Reconnect if !self.reconnected => {
                self.reconnected = true;
                return self.freely(now);",
        to: r"            Close::Reconnect if now < u64::MAX => {
                return Wait {
                    until: now,
                    earliest: now,
                };",
    },
    Mutant {
        name: "undamped-4200-within-the-budget",
        what: "the same, within six sockets in ten seconds",
        file: "src/feed/stream/retry.rs",
        from: "Close::Reconnect if !self.reconnected => {",
        to: "Close::Reconnect if now < u64::MAX => {",
    },
    Mutant {
        name: "no-jitter",
        what: "delays are not spread",
        file: "src/feed/backoff.rs",
        from: "window.saturating_mul(u64::from(random)) >> u32::BITS",
        to: "window.saturating_sub(u64::from(random & 1))",
    },
    Mutant {
        name: "half-open-for-ever",
        what: "a ping's answer is not waited for",
        file: "src/feed/stream/liveness.rs",
        from: "self.pong_by = Some(now + if self.in_doubt { PONG_IN_DOUBT } else { PONG });",
        to: "self.ping_at = now + self.silence;",
    },
    Mutant {
        name: "ask-in-step",
        what: "clients that heard the same last event ask in the same moment",
        file: "src/feed/stream/liveness.rs",
        from: "let silence = silence - spread(silence / 15, random);",
        to: "let silence = silence - spread(silence / 15, random & 1);",
    },
    Mutant {
        name: "wait-after-a-dead-socket",
        what: "a socket that was found dead is replaced only after a delay",
        file: "src/feed/stream.rs",
        from: r"            self.link = Link::Off(self.retry.freely(self.now));
        } else {",
        to: r"            self.link = Link::Off(self.retry.after(Close::Lost, false, self.now, random));
        } else {",
    },
    Mutant {
        name: "no-doubt-when-online",
        what: "`online` is no reason to ask the server",
        file: "src/feed/stream.rs",
        from: "Input::Online => self.doubt(),",
        to: "Input::Online => {}",
    },
    Mutant {
        name: "wait-for-ever-for-a-handshake",
        what: "a socket may open for ever",
        file: "src/feed/stream.rs",
        from: "Link::Opening(by) => Some(*by),",
        to: "Link::Opening(_) => None,",
    },
    Mutant {
        name: "socket-while-put-away",
        what: "a page that was put away keeps its wish for a socket",
        file: "src/feed/stream.rs",
        from: "!self.suspended && !self.wishes.is_empty()",
        to: "!self.wishes.is_empty()",
    },
    Mutant {
        name: "skip-the-question-after-a-reconnect",
        what: "nothing is asked when the channel is subscribed again",
        file: "src/feed.rs",
        from: r"                // What happened before is not in the stream.
                self.questions.add(Reason::Subscribed, now.mono);",
        to: "",
    },
    Mutant {
        name: "skip-the-question-after-a-hint",
        what: "a hint is not asked about",
        file: "src/feed.rs",
        from: "if verdict == Verdict::Ask && !(known_by_the_page && self.asked == 0) {",
        to: "if verdict == Verdict::Ask && self.asked == 0 {",
    },
    Mutant {
        name: "never-ask-again",
        what: "an answer that lags or denies a hint is not asked about again",
        file: "src/feed.rs",
        from: "Verdict::Lags | Verdict::Older | Verdict::TakenBack => self.questions.lagged(now.mono),",
        to: "Verdict::Lags | Verdict::Older | Verdict::TakenBack => {}",
    },
    Mutant {
        name: "an-end-silences-the-doubt",
        what: "the same, where a stop took the hint back",
        file: "src/feed/settle.rs",
        from: "self.questions.watch(now);",
        to: r"self.questions.stop();
                self.questions.watch(now);",
    },
    Mutant {
        name: "skip-the-question-on-return",
        what: "the page comes back, and nothing is asked",
        file: "src/feed/questions.rs",
        from: "self.add(Reason::Return, now);",
        to: "",
    },
    Mutant {
        name: "no-deadline-on-an-answer",
        what: "an answer is waited for for ever",
        file: "src/feed/questions.rs",
        from: "return Some(since + ANSWER);",
        to: "return Some(since + 1_000 * ANSWER);",
    },
    Mutant {
        name: "ignore-retry-after",
        what: "Retry-After is not followed",
        file: "src/feed/questions.rs",
        from: "Some(due.max(self.not_before))",
        to: "Some(due)",
    },
    Mutant {
        name: "ask-too-often",
        what: "the cadence does not grow",
        file: "src/feed/questions.rs",
        from: "self.pause = (self.pause + self.pause / 2).min(SLOW);",
        to: "self.pause = FAST;",
    },
    Mutant {
        name: "keep-asking-after-completed",
        what: "an end for good stops nothing",
        file: "src/feed/settle.rs",
        from: "Finality::Hard => self.end(),",
        to: "Finality::Hard => {}",
    },
    Mutant {
        name: "ask-while-put-away",
        what: "a page that was put away asks on",
        file: "src/feed/settle.rs",
        from: r"        if self.suspended {
            return;
        }
",
        to: "",
    },
    Mutant {
        name: "miss-the-refund",
        what: "after a failure nobody listens",
        file: "src/feed/settle.rs",
        from: "const LISTEN: u64 = 600_000;",
        to: "const LISTEN: u64 = 1_000;",
    },
    Mutant {
        name: "believe-the-browser",
        what: "offline is offline, whatever arrives",
        file: "src/feed/freshness.rs",
        from: ".is_some_and(|since| self.vouched(now) <= since)",
        to: ".is_some()",
    },
    Mutant {
        name: "live-without-a-frame",
        what: "a subscribed stream is live, heard or not",
        file: "src/feed/freshness.rs",
        from: ".is_some_and(|heard| now.mono <= heard + LIVENESS)",
        to: ".is_some()",
    },
    Mutant {
        name: "never-stale",
        what: "what is old is not called so",
        file: "src/feed/freshness.rs",
        from: "} else if now.mono > self.vouched(now) + STALE {",
        to: "} else if now.mono > self.vouched(now) + 10 * STALE {",
    },
    Mutant {
        name: "offer-retry-on-a-hint",
        what: "`retry` is offered before the end is confirmed",
        file: "src/prompt.rs",
        from: "kind.leads_to_payment() && situation.confirmed && ended",
        to: "kind.leads_to_payment() && ended",
    },
    Mutant {
        name: "tell-again-and-again",
        what: "a prompt is told with each change",
        file: "src/feed/event.rs",
        from: "        if self.prompt != prompt {",
        to: "        if self.prompt != prompt || state.confirmed {",
    },
    Mutant {
        name: "believe-the-lag",
        what: "a source that speaks of an older try is believed",
        file: "src/tracking/tries.rs",
        from: "let is_older = other != place && answered.is_newer_than(one.rank());",
        to: "let is_older = other != place;",
    },
    Mutant {
        name: "a-lag-vouches",
        what: "an answer about an older try counts as news of the one that is shown",
        file: "src/feed.rs",
        from: "if verdict != Verdict::Lags {",
        to: "if verdict != Verdict::Older {",
    },
    Mutant {
        name: "forget-who-completed",
        what: "a newer try replaces one that has completed",
        file: "src/tracking/tries.rs",
        from: "confirmed.is_some_and(|fact| fact.order.status == Status::Completed)",
        to: "confirmed.is_some_and(|fact| fact.order.id.is_none())",
    },
    Mutant {
        name: "pass-over-nobody",
        what: "a try of which the source speaks no more goes on for ever",
        file: "src/tracking/tries.rs",
        from: r"            one.passed = true;
",
        to: "",
    },
    Mutant {
        name: "revive-by-a-repeat",
        what: "a repeated event makes a try that was passed over count again",
        file: "src/tracking/tries.rs",
        from: "self.passed &= !(polled || hinted);",
        to: "self.passed = false;",
    },
    Mutant {
        name: "memory-keyed-by-nothing",
        what: "what is known of one order is given to another",
        file: "src/feed.rs",
        from: "Some(memory) if memory.subject == subject =>",
        to: "Some(memory) if memory.subject.is_some() =>",
    },
    Mutant {
        name: "forget-the-hint-at-the-end",
        what: "listening ends although a hint is not answered",
        file: "src/feed.rs",
        from: "if asks || !self.tracking.is_confirmed() {",
        to: "if asks {",
    },
    Mutant {
        name: "a-failure-is-an-answer",
        what: "what was asked for is forgotten when no answer comes",
        file: "src/feed/questions.rs",
        from: "            if due.reason != Reason::RefundWatch {",
        to: "            if due.reason == Reason::Cadence {",
    },
    Mutant {
        name: "confirmed-who-knows-when",
        what: "the time of an answer is not kept",
        file: "src/tracking/known.rs",
        from: r"        self.confirmed_at = self.confirmed_at.max(Some(news.at));
",
        to: "",
    },
    Mutant {
        name: "an-end-of-a-try-once",
        what: "the end of a second try that ends like the first is not announced",
        file: "src/feed/event.rs",
        from: "let end = (self.order_id.clone(), status.clone());",
        to: "let end = (None::<String>, status.clone());",
    },
    Mutant {
        name: "announce-an-end-again",
        what: "the end of a try is announced each time that the try is shown",
        file: "src/feed/event.rs",
        from: "if state.is_final() && !self.ends.contains(&end) {",
        to: "if state.is_final() {",
    },
    Mutant {
        name: "take-an-old-answer-for-a-hint",
        what: "an answer that another tab asked for before a hint came will do",
        file: "src/feed/settle.rs",
        from: "age: if self.tracking.awaits_confirmation() {",
        to: "age: if false {",
    },
];
