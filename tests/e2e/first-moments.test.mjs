// What may come in the first moments: any frame costs no connection, no restart, and nothing of what came with it. By stream alone.
//   LOADS=50 node --test tests/e2e/first-moments.test.mjs
// Limit: 20 minutes.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { NEWS, NOISE, order } from "./lib/early-frames.mjs";
import { DIST, ROOT, SECOND } from "./lib/env.mjs";
import { event, grant, pause, startPusher } from "./lib/pusher.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const LOADS = Number(process.env.LOADS ?? 3);
const LAST = "PENDING_DELIVERY_FROM_TRANSAK";
/** When the first frames come after the subscription, load by load: while the WebAssembly is awaited, while it starts, and later. */
const MOMENTS = [0, 60, 200, 400];

let world;
let pusher;
let loaded = 0;
before(async () => {
  world = await startWorld();
  pusher = await startPusher();
});
after(() => console.log(`first moments: ${loaded} pages loaded, as they must`));

const filled = (page) => page.until((it) => it.history);
/** How the second part comes; what is awaited in the end, and what is in the console then. */
const SECONDS = {
  there: { answer: (route) => route.continue(), end: filled, problems: [] },
  "3 s late": { answer: (route) => rest(3_000).then(() => route.continue()).catch(() => {}), end: filled, problems: [] },
  blocked: {
    answer: (route) => route.abort(),
    end: async (page) => {
      await eventually(() => page.problems.length > 0, "the browser says that it could not have the file");
      assert.equal((await page.look()).history, "");
    },
    problems: ["error: Failed to load resource: net::ERR_FAILED"],
  },
};
/** A package in one part has an empty module in the place of the second, and never asks for it. */
const IN_ONE = statSync(join(DIST, SECOND), { throwIfNoEntry: false })?.size <= 8;
const SECOND_FILES = /transak-order-tracker\.\w+\.wasm$/;

/** One page: these frames after the subscription, then the order's event; `statuses` are what the page is to hear of. */
async function load({ answer, end, problems }, frames, { id = newId(), statuses = [LAST] } = {}) {
  const key = newId();
  pusher.play(key, frames);
  const page = await world.open(tracker({ "order-id": id, "stream-url": pusher.url(key) }), { before: (page) => page.route(SECOND_FILES, answer) });
  await page.until((it) => it.status === LAST && it.state.status === LAST && it.state.confirmed && it.freshness === "live");
  await end(page);
  const { connections, open, channels } = pusher.seen(key);
  assert.deepEqual({ connections, open, channels: [...channels] }, { connections: 1, open: 1, channels: [id] });
  assert.deepEqual([...new Set((await page.heard("order-status")).map(({ status }) => status))], statuses);
  assert.deepEqual(await page.heard("order-error"), []);
  assert.deepEqual([...new Set(page.problems)], problems);
  await page.end();
  loaded += 1;
}

const GRANT = grant({ data: "{}" });
const last = (channel) => event("ORDER_PROCESSING", order(channel, LAST))(channel);
/** Before the grant, and after it; soon, and later. */
const around = (frame, number) => [
  pause(MOMENTS[(number >> 1) % MOMENTS.length]),
  ...(number % 2 ? [frame, GRANT] : [GRANT, frame]),
  pause(20),
  last,
];

for (const second of IN_ONE ? ["there"] : Object.keys(SECONDS)) {
  describe(`first moments, the second part ${second}`, { concurrency: 4 }, () => {
    const loads = (name, one) =>
      test(name, async (t) => {
        for (let number = 0; number < LOADS; number++) await one(SECONDS[second], number);
        t.diagnostic(`${LOADS} loads`);
      });

    loads("a_grant_without_data_loses_no_event", (how) => {
      const { order_id: id, frames_on_the_first_connection: [, ...frames] } = JSON.parse(readFileSync(join(ROOT, "tests/data/grant-without-data.json"), "utf8"));
      assert.deepEqual(frames.map(({ event }) => event), ["pusher_internal:subscription_succeeded", undefined, "ORDER_PROCESSING"]);
      return load(how, frames.map((frame) => (frame.wait_ms ? pause(frame.wait_ms) : JSON.stringify(frame))), { id });
    });
    for (const [name, frame] of Object.entries(NOISE)) {
      loads(`${name}_costs_nothing`, (how, number) => load(how, around(frame, number)));
    }
    for (const [name, [status, frame]] of Object.entries(NEWS)) {
      loads(`${name}_is_told_and_costs_nothing`, (how, number) => load(how, around(frame, number), { statuses: [status, LAST] }));
    }
  });
}
