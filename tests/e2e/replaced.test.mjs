// What an element has begun early ends with it, or with its order; and nothing is started or told twice.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { DIST, SECOND } from "./lib/env.mjs";
import { event, grant, pause, startPusher } from "./lib/pusher.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

/** A package in one part has an empty module in the place of the second. */
const PARTS = statSync(join(DIST, SECOND)).size > 8 ? 2 : 1;

let world;
let pusher;
before(async () => {
  world = await startWorld();
  pusher = await startPusher();
});

const TAG = "transak-order-tracker";
/** Holds the WebAssembly back until `page.load()`, and counts how often it is instantiated. */
const held = async (page) => {
  const gate = new Promise((done) => (page.load = done));
  await page.route("**/*.wasm", async (route) => {
    await gate;
    await route.continue().catch(() => {});
  });
  await page.addInitScript(() => {
    window.closings = [];
    const { close } = WebSocket.prototype;
    WebSocket.prototype.close = function (...all) {
      window.closings.push(performance.now());
      return close.apply(this, all);
    };
    window.started = [];
    const { Instance } = WebAssembly;
    WebAssembly.Instance = class extends Instance {
      constructor(module, imports) {
        super(module, imports);
        window.started.push(imports?.first ? "second" : "first");
      }
    };
  });
};
const following = async (...ids) => {
  const key = newId();
  pusher.play(key, [grant({ data: "{}" })]);
  const page = await world.open(ids.map((id) => tracker({ "order-id": id, "stream-url": pusher.url(key) })).join(""), { before: held });
  await eventually(() => pusher.seen(key).channels.has(ids[0]), "the channel is subscribed to early");
  return { page, seen: pusher.seen(key) };
};

for (const [where, hold] of [["before_the_WebAssembly_has_come", true], ["afterwards", false]]) {
  describe(where, () => {
    test(`a_removed_element_s_socket_is_closed_${where}`, async () => {
      const { page, seen } = await following(newId());
      if (!hold) page.load();
      if (!hold) await page.until((it) => it.freshness === "live");
      const removed = await page.evaluate((tag) => (document.querySelector(tag).remove(), performance.now()), TAG);
      await eventually(() => seen.open === 0, "the socket is closed");
      const [closed] = await page.evaluate(() => window.closings);
      assert.ok(closed - removed < 1_000, `closed after ${closed - removed} ms`);
      page.load();
      assert.equal(seen.connections, 1);
      await page.end();
    });

    test(`the_channel_of_the_order_before_is_given_up_${where}`, async () => {
      const [one, other] = [newId(), newId()];
      const { page, seen } = await following(one);
      if (!hold) page.load();
      if (!hold) await page.until((it) => it.freshness === "live");
      await page.evaluate(([tag, id]) => (document.querySelector(tag).orderId = id), [TAG, other]);
      await eventually(() => seen.channels.has(other), "the new channel is subscribed to", 2_000);
      await eventually(() => !seen.channels.has(one) || seen.open === 0, "the old one is given up", 2_000);
      page.load();
      await page.until((it) => it.freshness === "live");
      assert.deepEqual([...seen.channels], [other]);
      await page.end();
    });

    test(`of_two_elements_one_s_removal_takes_nothing_from_the_other_${where}`, async () => {
      const id = newId();
      const { page, seen } = await following(id, id);
      if (!hold) page.load();
      if (!hold) await page.until((it) => it.freshness === "live");
      await page.evaluate((tag) => document.querySelector(tag).remove(), TAG);
      page.load();
      await page.until((it) => it.freshness === "live");
      await rest(300);
      assert.deepEqual([seen.connections, seen.open, [...seen.channels]], [1, 1, [id]]);
      await page.end();
    });
  });
}

describe("an element that comes back", () => {
  test("an_order_that_is_given_up_and_followed_again_on_the_same_socket_is_subscribed_to_again", async () => {
    const [one, other] = [newId(), newId()];
    const { page, seen } = await following(one, other);
    page.load();
    for (const selector of [`${TAG}:first-child`, `${TAG}:nth-child(2)`]) await page.until((it) => it.freshness === "live", { selector });
    await page.evaluate((tag) => (window.removed = document.querySelectorAll(tag)[1]).remove(), TAG);
    await eventually(() => !seen.channels.has(other), "the channel is given up");
    await page.evaluate(() => document.body.append(window.removed));
    await eventually(() => seen.channels.has(other), "the channel is subscribed to again");
    assert.deepEqual([seen.connections, [...seen.channels]], [1, [one, other]]);
    await page.end();
  });
});

describe("nothing is started or told twice", () => {
  test("two_trackers_of_one_order_wait_once_each", async () => {
    const id = newId();
    const { page, seen } = await following(id, id);
    page.load();
    for (const selector of [`${TAG}:first-child`, `${TAG}:last-child`]) await page.until((it) => it.freshness === "live", { selector });
    await eventually(async () => (await page.evaluate(() => window.started.length)) >= PARTS, "all has come");
    assert.deepEqual((await page.heard("order-prompt")).map(({ prompt }) => prompt), ["waiting", "waiting"]);
    assert.equal(await page.evaluate(() => window.started.filter((part) => part === "first").length), 1);
    assert.equal(seen.connections, 1);
    await page.end();
  });

  test("the_same_user_and_messages_given_anew_tell_one_signal_and_start_nothing", async () => {
    const id = newId();
    const key = newId();
    pusher.play(key, [grant({ data: "{}" }), pause(300), event("ORDER_PROCESSING", { id, status: "PROCESSING", isBuyOrSell: "BUY" })]);
    const page = await world.open(tracker({ "order-id": id, "stream-url": pusher.url(key) }), { before: held });
    // As a page does that is drawn anew all the time, with objects written in its place.
    await page.evaluate((tag) => {
      const one = document.querySelector(tag);
      window.drawn = 0;
      window.draw = () => {
        one.user = { status: "ACTIVE", kycStatus: "REJECTED" };
        one.messages = { "freshness.live": "On air" };
        window.drawn += 1;
      };
      window.draw();
      window.draw();
      setInterval(window.draw, 50);
    }, TAG);
    page.load();
    await page.until((it) => it.status === "PROCESSING" && it.freshnessText.includes("On air") && it.history);
    const drawn = () => page.evaluate(() => window.drawn);
    const until = (await drawn()) + 10;
    await eventually(async () => (await drawn()) > until, "it is drawn some more times");
    assert.equal((await page.heard("user-signal")).length, 1);
    assert.equal(await page.evaluate(() => window.started.filter((part) => part === "first").length), 1);
    assert.equal(pusher.seen(key).connections, 1);
    assert.deepEqual(page.problems, []);
    await page.end();
  });
});
