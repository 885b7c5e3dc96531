// The faults of the status endpoint: late, refusing, wrong, old, endless.

/** Each hint of the stream makes the tracker ask, so the source's trouble is met in seconds. */
const hints = async ({ move, rest, publish, quiet, id }) => {
  await move("PROCESSING");
  for (let at = 0; at < 4; at++) {
    await rest(700);
    const status = at % 2 ? "PENDING_DELIVERY_FROM_TRANSAK" : "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK";
    await publish("ORDER_PROCESSING", { id, status, updatedAt: new Date().toISOString() });
  }
  await move("PENDING_DELIVERY_FROM_TRANSAK");
  // A hint that comes while a question fails waits for the next: another matter.
  await quiet();
};
const fault = (name, orders, holds, more = {}) => ({
  name, made: JSON.stringify(orders), holds, at: "live", end: "heard", plan: { orders }, during: hints, ...more,
});
const told = (name, orders, code, more = {}) => fault(name, orders, `${code} once; what was known stays; asked again later`, { errors: [code], ...more });

/** Events come while a question is under way, the end among them: its answer is older than they are. */
const slower = (name, more) => fault(name, { delayMs: 2_500 }, "the newest wins; asked again", {
  stays: true, hurried: true, ...more,
  during: async ({ move, rest }) => {
    for (const status of ["PAYMENT_DONE_MARKED_BY_USER", "PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK"]) {
      await move(status);
      await rest(400);
    }
  },
});

export const ANSWERS = [
  fault("an_answer_that_takes_longer_than_10_s", { delayMs: 15_000, next: 1 }, "given up, asked again", { during: undefined, end: undefined, strike: ({ move }) => move("PAYMENT_DONE_MARKED_BY_USER") }),
  fault("an_answer_byte_by_byte", { answer: "slow", next: 1 }, "given up after 10 s, asked again", { during: undefined, strike: ({ move }) => move("PAYMENT_DONE_MARKED_BY_USER") }),
  slower("an_answer_slower_than_three_events"),
  slower("an_answer_slower_than_three_events_where_no_tab_knows_another", { before: ({ page }) => page.addInitScript("delete globalThis.BroadcastChannel") }),
  fault("429_with_Retry_After", { status: 429, retryAfter: 2, next: 1 }, "waits as told, no error", { during: undefined }),
  fault("503_with_Retry_After", { status: 503, retryAfter: 2, next: 1 }, "waits as told, no error", { during: undefined }),
  fault("the_first_answer_is_503", { status: 503, next: 1 }, "asked again", { at: "start", during: undefined }),
  told("500_again_and_again", { status: 500 }, "STATUS_URL"),
  told("204_again_and_again", { status: 204 }, "STATUS_URL"),
  told("304_again_and_again", { status: 304 }, "STATUS_URL"),
  told("401", { status: 401 }, "AUTH"),
  told("403", { status: 403 }, "AUTH"),
  told("404_again_and_again", { status: 404 }, "NOT_FOUND"),
  told("a_redirect", { status: 302, location: "/orders/00000000-0000-4000-8000-000000000000" }, "STATUS_URL"),
  ...["html", "broken", "array", "null", "noStatus", "otherOrder", "tooLarge", "endless", "reset", "bomb"].map((answer) => told(`answer_${answer}`, { answer }, "STATUS_URL")),
  fault("an_old_answer", { answer: "stale" }, "the newer event stays, not confirmed; asked again", {
    during: async ({ move, shown }) => {
      await move("PROCESSING");
      await shown("PROCESSING");
    },
  }),
  fault("an_answer_two_changes_old_without_a_stream", { answer: "stale", back: 2 }, "nothing confirmed goes backward", {
    at: "live", strike: ({ sandbox }) => sandbox.close(4001), errors: ["STREAM_REFUSED"], end: undefined,
    during: async ({ move, rest }) => {
      await move("PROCESSING", { publish: false });
      await move("PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
      await rest(500);
    },
  }),
];
