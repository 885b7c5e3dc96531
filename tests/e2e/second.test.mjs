// The WebAssembly is in two files. The first does all that it must alone; the second brings what is good to have, and nothing waits for it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { DIST, SECOND } from "./lib/env.mjs";
import { STATUSES } from "./lib/stories.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const live = (it) => it.state.confirmed && it.freshness === "live";

/** Holds the second file back; `page.load()` lets it come, and `page.asked` says how often it was wanted. */
const held = (answer = (route) => route.continue()) => ({
  before: async (page) => {
    const gate = new Promise((done) => (page.load = done));
    page.asked = 0;
    await page.route(`**/${SECOND}`, async (route) => {
      page.asked += 1;
      await gate;
      await answer(route).catch(() => {});
    });
  },
});

async function processing() {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return id;
}

describe("the second part of the WebAssembly", () => {
  for (const [name, count] of [["after_the_first_status", 1], ["once_for_all_trackers", 3]]) {
    test(`it_is_asked_for_${name}`, async () => {
      const ids = await Promise.all(Array.from({ length: count }, processing));
      const page = await world.open(ids.map((id) => world.follow(id)).join(""), {
        before: (page) =>
          page.addInitScript(() => {
            window.order = [];
            addEventListener("order-status", () => window.order.push("status"));
            const { fetch } = window;
            window.fetch = (url, ...more) => (/second/.test(url) && window.order.push("second"), fetch(url, ...more));
          }),
      });
      const order = () => page.evaluate(() => window.order);
      await eventually(async () => (await order()).filter((one) => one === "status").length === count && (await order()).includes("second"), "the statuses and the second part");
      await rest(1_000);
      const seen = await order();
      await page.end();
      assert.equal(seen.filter((one) => one === "second").length, 1);
      if (count === 1) assert.equal(seen[0], "status");
    });
  }

  test("every_status_is_shown_without_it", async () => {
    const id = await processing();
    const order = await world.sandbox.order(id);
    for (const status of STATUSES) {
      world.orders.set(id, { ...order, status });
      for (const way of [
        { "status-url": `/orders/${id}` },
        { "status-url": "orders/{orderId}", environment: "staging", locale: "pt-BR", theme: "dark", side: "buy", layout: "line" },
        { "status-url": world.site.url("/orders/{orderId}"), locale: "zh-Hant-TW", layout: "diagram" },
      ]) {
        const page = await world.open(world.follow(id, way), held());
        const shown = await page.until((it) => it.status === status && it.state.status === status && it.state.confirmed);
        assert.notEqual(shown.steps.length, 0);
        assert.deepEqual([shown.history, await page.heard("order-error"), page.problems], ["", [], []]);
        await page.end();
      }
    }
  });

  test("what_a_server_drew_gives_way_to_what_is_live_without_waiting_for_it", async () => {
    const { render } = await import(pathToFileURL(join(DIST, "server.js")));
    const id = await processing();
    const html = render(await world.sandbox.order(id), { orderId: id, statusUrl: world.sandbox.statusUrl, streamUrl: world.sandbox.streamUrl });
    const page = await world.open(html, held());
    await eventually(() => page.asked > 0, "it is asked for at once: the server drew its places, too");
    await page.until(live);
    assert.equal(await page.evaluate(() => !!document.querySelector("transak-order-tracker").shadowRoot.querySelector("[data-given]")), false);
    page.load();
    await page.until((it) => it.history);
    await page.end();
  });

  test("everything_goes_on_without_it_and_its_places_are_filled_when_it_comes", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id), held());
    await page.until(live);
    for (const status of ["PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"]) {
      await world.sandbox.status(id, status);
      await page.until((it) => it.state.status === status && it.state.confirmed);
    }
    assert.equal(await page.refresh().then(() => "answered"), "answered");
    assert.equal((await page.look()).history, "");
    const told = (await page.heard("order-final")).length;
    page.load();
    const shown = await page.until((it) => it.history && it.actions.some(({ action }) => action === "view-transaction"));
    assert.equal(shown.state.status, "COMPLETED");
    assert.deepEqual([told, (await page.heard("order-final")).length], [1, 1]);
    assert.deepEqual(await page.heard("order-error"), []);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("offline_and_the_way_back_are_noticed_without_it", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id, { "stream-url": "none" }), held());
    await page.until((it) => it.state.confirmed);
    await page.context().setOffline(true);
    await page.until((it) => it.freshness === "offline");
    await world.sandbox.status(id, "COMPLETED");
    await page.context().setOffline(false);
    await page.until((it) => it.state.final && it.freshness === "done");
    await page.end();
  });

  test("news_that_is_pushed_counts_at_once", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id, { "status-url": null, "stream-url": "none" }), held());
    for (const status of ["PROCESSING", "COMPLETED"]) {
      await page.push({ id, status, isBuyOrSell: "BUY" });
      await page.until((it) => it.state.status === status);
    }
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });

  test("what_is_pressed_is_done_at_once_and_once", async () => {
    const page = await world.open(world.follow(await world.sandbox.place("card"), { "resume-url": "/pay" }), held());
    await page.until((it) => it.actions.some(({ action }) => action === "resume"));
    await page.evaluate(() => addEventListener("order-action", (event) => event.preventDefault()));
    await page.click("transak-order-tracker [data-action=resume]");
    assert.deepEqual((await page.untilHeard("order-action")).map(({ action }) => action), ["resume"]);
    page.load();
    await page.until((it) => it.history);
    assert.equal((await page.heard("order-action")).length, 1);
    assert.match(page.url(), /page-/);
    await page.end();
  });

  test("a_tracker_that_is_taken_out_meanwhile_leaves_no_socket", async () => {
    const page = await world.open(world.follow(await processing()), held());
    await page.until((it) => it.state.status === "PROCESSING");
    await page.evaluate(() => document.querySelector("transak-order-tracker").remove());
    await eventually(async () => (await world.sandbox.connections()).sockets === 0, "the socket is closed");
    await eventually(() => page.asked > 0, "it is asked for");
    page.load();
    await rest(300);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("a_wrong_option_is_told_once_and_at_once", async () => {
    const page = await world.open(world.follow(await processing(), { side: "swap", theme: "pink" }), held());
    const told = await page.untilHeard("order-error", (all) => all.length === 2);
    assert.deepEqual(told.map(({ code }) => code), ["CONFIG", "CONFIG"]);
    assert.match(told[0].message, /^side must be buy or sell/);
    page.load();
    await page.until((it) => live(it) && it.history);
    assert.equal((await page.heard("order-error")).length, 2);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("where_it_fails_the_tracker_tells_the_truth_and_takes_it_when_it_can_be_had", async () => {
    let failures = 2; // once, and past the cache
    const id = await processing();
    const page = await world.open(world.follow(id), held((route) => (failures-- > 0 ? route.abort() : route.continue())));
    page.load();
    await page.until(live);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final && it.state.confirmed);
    await page.until((it) => it.history, { within: 20_000 });
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });
});
