// What may come in the first moments: any frame costs no connection, no restart, and nothing of what came with it. By stream alone.
//   LOADS=50 node --test tests/e2e/first-moments.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { ROOT, SECOND } from "./lib/env.mjs";
import { event, grant, pause, startPusher } from "./lib/pusher.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const LOADS = Number(process.env.LOADS ?? 3);
/** Pages side by side. */
const AT_ONCE = 4;

let world;
let pusher;
before(async () => {
  world = await startWorld();
  pusher = await startPusher();
});

/** What the order is in the end. Constructed. */
const order = (id) => ({ id, status: "PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "BUY", fiatCurrency: "EUR", fiatAmount: 45 });
const told = (channel) => event("ORDER_PROCESSING", order(channel))(channel);
const frame = (name, data) => (channel) => JSON.stringify({ event: name, channel, ...(data !== undefined && { data }) });
const bare = (name, data) => JSON.stringify({ event: name, ...(data !== undefined && { data }) });

/** Harmless, each of them: something that servers send, or that a proxy makes of it. */
const KINDS = {
  the_count_of_subscriptions: frame("pusher_internal:subscription_count", '{"subscription_count":2}'),
  the_count_as_an_object: frame("pusher_internal:subscription_count", { subscription_count: 2 }),
  a_cache_miss: frame("pusher:cache_miss"),
  a_ping_without_data: bare("pusher:ping"),
  a_ping_with_data: bare("pusher:ping", "{}"),
  a_pong_that_nobody_asked_for: bare("pusher:pong", "{}"),
  another_channels_event: () => event("ORDER_COMPLETED", { ...order(newId()), status: "COMPLETED" })(newId()),
  a_first_event_with_an_unknown_status: (channel) => event("ORDER_SOMETHING", { ...order(channel), status: "BRAND_NEW" })(channel),
  a_first_event_in_a_webhooks_envelope: (channel) => event("ORDER_CREATED", { eventID: "ORDER_CREATED", webhookData: { ...order(channel), status: "AWAITING_PAYMENT_FROM_USER" } })(channel),
  an_event_whose_data_is_an_object: (channel) => frame("ORDER_PROCESSING", { ...order(channel), status: "PROCESSING" })(channel),
  an_event_without_data: frame("ORDER_PROCESSING"),
  a_clients_event: frame("client-typing", "{}"),
  a_sign_in_that_nobody_asked_for: bare("pusher:signin_success", '{"user_data":"{}"}'),
  an_event_of_pushers_that_nobody_knows: bare("pusher:something_new", "[]"),
  a_second_grant: grant({ data: "{}" }),
  a_grant_with_a_list: grant({ data: [] }),
  what_is_no_JSON: "hello",
  what_is_no_frame: "[1,2]",
};

const SECONDS = {
  the_second_part_there: (route) => route.continue(),
  the_second_part_3_s_late: async (route) => {
    await new Promise((done) => setTimeout(done, 3_000));
    await route.continue().catch(() => {});
  },
  the_second_part_blocked: (route) => route.abort(),
};

async function load(frames, second) {
  const key = newId();
  pusher.play(key, frames);
  const page = await world.open(tracker({ "order-id": newId(), "stream-url": pusher.url(key) }), {
    before: (page) => page.route(`**/${SECOND}`, SECONDS[second]),
  });
  const shown = await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed && it.freshness === "live");
  assert.equal(shown.state.status, "PENDING_DELIVERY_FROM_TRANSAK");
  if (second !== "the_second_part_blocked") await page.until((it) => it.history);
  assert.equal(pusher.seen(key).connections, 1, "one connection");
  assert.deepEqual(await page.heard("order-error"), []);
  // The browser says itself that a file could not be had.
  assert.deepEqual(page.problems.filter((problem) => !/Failed to load resource/.test(problem)), []);
  await page.end();
}

/** The same many times, some at a time. */
async function loads(framesOf, second) {
  let left = LOADS;
  const work = async () => {
    while (left-- > 0) await load(framesOf(left), second);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return LOADS;
}

for (const second of Object.keys(SECONDS)) {
  describe(`first moments, with ${second.replaceAll("_", " ")}`, () => {
    test("a_grant_without_data_loses_no_event", async (t) => {
      const field = JSON.parse(readFileSync(join(ROOT, "tests/data/grant-without-data.json"), "utf8"));
      assert.equal(JSON.parse(field.frames_on_the_first_connection[3].data).status, "PENDING_DELIVERY_FROM_TRANSAK");
      t.diagnostic(`${await loads(() => [grant({}), pause(field.frames_on_the_first_connection[2].wait_ms), told], second)} loads`);
    });

    for (const [name, kind] of Object.entries(KINDS)) {
      // Before the grant, and after it.
      test(`${name}_costs_nothing`, async (t) => {
        const frames = (number) => (number % 2 ? [kind, grant({}), pause(20), told] : [grant({ data: "{}" }), kind, pause(20), told]);
        t.diagnostic(`${await loads(frames, second)} loads`);
      });
    }
  });
}
